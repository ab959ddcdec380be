"""A story's record stays small, whatever its versions are."""

from __future__ import annotations

from dataclasses import replace

from tests.story.forms import slugged
from worker.story.canonical import newest_within
from worker.story.resolve import resolve
from worker.story.story import to_json


def test_of_thousands_of_versions_the_newest_are_listed() -> None:
    """All are counted; the record stays under a megabyte."""
    (story,) = resolve(slugged("Ferry", n // 10, 1 + n % 90, item_id=f"v{n}") for n in range(3_000))
    assert story.version == 3_000
    assert story.older_versions + len(story.versions) == 3_000
    assert len(to_json(story)) < 1_000_000
    assert story.versions[-1].lead_number == 90


def test_what_a_version_takes_of_the_record() -> None:
    """Each is counted with 300 bytes and four for each letter of headline, address, id and stream; half a megabyte in
    all, and at least one."""
    (story,) = resolve([slugged("Ferry", headline="h" * 90, url="u" * 60, item_id="i" * 20)])
    (version,) = story.versions
    each = 300 + 4 * (90 + 60 + 20 + len(version.raw.stream))
    assert newest_within([version] * 1_000) == 512 * 1024 // each
    assert newest_within([replace(version, headline="h" * 200_000)] * 2) == 1
