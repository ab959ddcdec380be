"""The version of the rules by which articles become stories."""

from __future__ import annotations

VERSION = 3
"""Raised with each release in which the same articles give different stories: other items, uris, texts, links, or a
record with other fields; and with `READABLE_FROM`. A worker that finds stories published by another version publishes
the open ones again, once.

Lexicon and routing table are not part of it: topics are found when an article is read, and stay with it; a changed
table applies to stories that change from then on (`newswire republish` fills in the others). A test fails where the
stories of kept articles have changed and this has not (tests/story/test_rules_version.py).
"""

READABLE_FROM = 3
"""The oldest version of the rules whose workers can read, without losing anything, what this one keeps in `articles`,
`handover`, `pulls` and the plans of replays. Set to `VERSION` where that is no longer so: an article, a closed story or
a decision has a new field, there is a new kind of entry or decision, or they are packed otherwise (a test fails where
their form has changed and this has not). From 4 on every such record says so, and older workers refuse to start.
"""
