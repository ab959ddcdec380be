"""Lead numbers that start again: the slug is used for the next day's story."""

from __future__ import annotations

import pytest

from tests.story.forms import folded, slugged
from tests.story.wires import text


@pytest.mark.parametrize(
    ("lead", "hours", "fields", "stories"),
    [
        (1, 6, {}, 2),
        (1, 5.9, {}, 1),
        (1, 17, {"published_precision": "day"}, 1),
        (1, 17, {"event_from": "fetched"}, 1),
        (4, 17, {}, 1),
        (3, 11.9, {}, 1),
        (3, 12, {}, 2),
        (3, 12, {"paragraphs": text(1, 4)}, 1),
    ],
    ids=["six hours", "less", "a bare date", "a crawl", "goes on", "repeated", "the next cycle", "the same text"],
)
def test_fv98_a_number_that_starts_again(lead: int, hours: float, fields: dict[str, object], stories: int) -> None:
    """After a third lead a lower number opens a story, where both times are stated to the minute and six hours apart;
    the same number after twelve hours, where the text is another."""
    third = slugged("Ferry", 0, 3, paragraphs=text(1, 4))
    assert len(folded(third, slugged("Ferry", int(hours * 60), lead, item_id="later", **fields))) == stories


def test_fv98_what_follows_joins_the_story_that_began_anew() -> None:
    """The second day's third lead is the second day's, also where it comes first."""
    first = [slugged("Ferry", minutes, n, item_id=f"a{n}") for minutes, n in ((0, 6), (240, 10))]
    second = [slugged("Ferry", minutes, n, item_id=f"b{n}") for minutes, n in ((1080, 1), (1260, 3))]
    told = folded(second[1], *first, second[0])
    assert sorted([v.item_id for v in s.versions] for s in told.values()) == [["a6", "a10"], ["b1", "b3"]]


def test_fv98_a_serial_never_splits() -> None:
    """The wire's own number of a story stands above its leads."""
    serial = "20310507-0011-315"
    third = slugged("Ferry", 0, 3, serial=serial, send_number=3)
    assert len(folded(third, slugged("Ferry", 1000, 1, serial=serial, send_number=4))) == 1
