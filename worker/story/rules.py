"""The version of the rules by which articles become stories."""

from __future__ import annotations

VERSION = 3
"""Raised with each release in which the same articles give different stories: other items, uris, texts, links, or a
record with other fields; and where an older worker cannot read what a newer one writes to `articles` or `handover`, as
it would take that for foreign records, and lose them. A worker that finds stories published by another version
publishes the open ones again, once.

Lexicon and routing table are not part of it: topics are found when an article is read, and stay with it; a changed
table applies to stories that change from then on (`newswire republish` fills in the others). A test fails where the
stories of kept articles have changed and this has not (tests/story/test_rules_version.py).
"""
