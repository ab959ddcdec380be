"""Kept articles must become the stories that they became before, or the version of the rules is another one."""

from __future__ import annotations

import hashlib
from pathlib import Path

from worker.story.resolve import resolve
from worker.story.rules_version import VERSION
from worker.story.story import to_json
from worker.wire.article import from_json

ARTICLES = Path(__file__).with_name("articles.jsonl")
"""The afternoon of `worker/samples` as it was once read: what reads differently today does not count here."""

TOLD = (3, "d674b374f20d29c6")
"""The version of the rules, and what it makes of these articles."""


def test_other_stories_need_another_version_of_the_rules() -> None:
    """Workers publish the stories of another version again, and keep those of their own: without a new number, open
    stories would change one by one, whenever their next article comes."""
    articles = [from_json(line) for line in ARTICLES.read_bytes().splitlines()]
    stories = sorted(to_json(story) for story in resolve(articles))
    digest = hashlib.sha256(b"\n".join(stories)).hexdigest()[:16]
    assert (VERSION, digest) == TOLD, (
        "the same articles give other stories: raise VERSION in worker/story/rules_version.py (once for each release), "
        f"and renew this digest: {digest}"
    )
