"""Texts that come in parts: which take a message is, and whether another follows. All copy is invented."""

from __future__ import annotations

from typing import Any

import pytest

from tests.wire.helpers import PARAGRAPHS, article
from worker.wire import headline
from worker.wire.agencies import agency

BODY = f"SKARN, Ostia (AP) _ {PARAGRAPHS[0]}\n   {PARAGRAPHS[2]}"


@pytest.mark.parametrize(
    ("source", "fields", "take", "more"),
    [
        ("ap", {"slug": "AM-Skarn-Quarry, Bjt - 2 Takes,1400"}, None, True),
        ("ap", {"slug": "AM-Skarn-Quarry, Bjt - Take 2,1400"}, 2, False),
        ("ap", {"slug": "AM-Skarn-Quarry, 1st Ld-Writethru-3 Takes"}, None, True),
        ("ap", {"slug": "AM-Skarn-Quarry, 1st Ld, 1st Add"}, 2, False),
        ("ap", {"slug": "BC-Skarn Week, Adv 15, 2nd Add,0300"}, 3, False),
        ("x", {"slug": "Skarn-quarry", "marker": "Take 2"}, 2, False),
        ("x", {"headline": "Quarry shuts =2"}, 2, False),
        ("x", {"headline": "Quarry shuts = 3 ="}, 3, False),
        ("x", {"headline": "Quarry shuts (Take 2)"}, 2, False),
        ("x", {"headline": "Quarry shuts, 1st Add"}, 2, False),
        ("x", {"headline": "Quarry shuts - TAKE 2"}, 2, False),
        ("x", {"headline": "TAKE 2: Quarry shuts"}, 2, False),
        ("ansa", {"headline": "Quarry shuts (2)"}, 2, False),
        ("anp", {"headline": "Quarry shuts (2)"}, None, False),
        ("x", {"body": BODY + "\n\nMORE"}, None, True),
        ("x", {"body": BODY + "\n\n(MORE)\n\nAP"}, None, True),
        ("x", {"body": BODY + "\n-more-"}, None, True),
        ("x", {"body": BODY + "\n(More to follow)"}, None, True),
        ("xinhua", {"body": BODY + " (more)"}, None, True),
        ("afp", {"body": BODY + "\n\nmore"}, None, True),
        ("ansa", {"body": BODY + "\n(SEGUE)."}, None, True),
        ("ansa", {"body": BODY + " (SEGUE)."}, None, True),
        ("x", {"body": BODY + "\n   More is better, they say."}, None, False),
        ("x", {"body": BODY}, None, False),
    ],
)  # fmt: skip
def test_what_a_message_says_of_takes(source: str, fields: dict[str, Any], take: int | None, more: bool) -> None:
    """In the slug line, in the marker, behind the headline, or below the text; the headline and text are without it."""
    a = article(source, **{"headline": "Quarry shuts", "body": BODY, **fields})
    assert (a.take, a.more, a.headline) == (take, more, "Quarry shuts")
    assert a.paragraphs[:2] == (PARAGRAPHS[0], PARAGRAPHS[2])
    assert len(a.paragraphs) == 2 + fields.get("body", "").endswith("they say.")


@pytest.mark.parametrize(
    "printed",
    ["Boxer and rival: Take 2", "Quarry opens shaft 2", "Team takes 2", "Rates rise by 0.5 = 2nd time", "2 + 2 == 4x",
     "Ten tips for a good first take", "Quarry shuts (2)"],
)  # fmt: skip
def test_headlines_that_are_no_takes(printed: str) -> None:
    """A number, or the word, says nothing by itself."""
    found = headline.parse(printed, agency("x"))
    assert (found.take, found.text, found.number) == (None, printed, None)
