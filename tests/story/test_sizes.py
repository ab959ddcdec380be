"""A story's record stays small, whatever its versions are."""

from __future__ import annotations

from tests.story.forms import slugged
from worker.story.resolve import resolve
from worker.story.story import to_json


def test_of_thousands_of_versions_the_newest_are_listed() -> None:
    """All are counted; the record stays under a megabyte."""
    (story,) = resolve(slugged("Ferry", n // 10, 1 + n % 90, item_id=f"v{n}") for n in range(3_000))
    assert story.version == 3_000
    assert story.older_versions + len(story.versions) == 3_000
    assert len(to_json(story)) < 1_000_000
    assert story.versions[-1].lead_number == 90
