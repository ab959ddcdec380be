"""The sample wire shows what worker/samples/README.md says it shows: each line of that table is a test."""

from __future__ import annotations

import contextlib
import itertools
import random
from functools import cache
from pathlib import Path

from worker.commands.demo import SAMPLE
from worker.story.resolve import resolve
from worker.story.story import Story, to_json
from worker.stream.understand import understand
from worker.wire.article import Article, BadMessage, Lineage

LINES = SAMPLE.read_bytes().splitlines()


@cache
def read() -> tuple[Article | None, ...]:
    """The articles, None where a message cannot be read."""
    found: list[Article | None] = []
    for n, line in enumerate(LINES):
        found.append(None)
        with contextlib.suppress(BadMessage):
            found[-1] = understand(line, Lineage("-", 0, n), None)
    return tuple(found)


def story(*numbers: int, upto: int = len(LINES)) -> Story:
    """The story that holds these lines, counted from 1, and no others, once so many lines are in."""
    for s in resolve(a for a in read()[:upto] if a):
        lines = {v.raw.offset + 1 for v in s.versions}
        if lines & set(numbers):
            assert lines == set(numbers)
            return s
    raise AssertionError(f"no story holds lines {numbers}")


def test_every_message_says_what_it_shows() -> None:
    """The file explains itself, and the words are kept as an unknown field should be."""
    assert len(LINES) >= 25
    assert all(a.extra["shows"] for a in read() if a)


def test_the_ferry() -> None:
    """Base, 2nd LD, LEAD, 4th LD, 3rd LD: the newest version stands at any time, and what is missing is noted."""
    assert story(1, upto=1).lead_number is None
    assert story(1, 3, upto=3).lead_number == 2
    assert story(1, 3, upto=3).gaps == (1,)
    assert story(1, 3, 5, upto=5).headline == "All 61 people safe after fire on ferry off Port Meren"
    assert story(1, 3, 5, 12, upto=12).gaps == (3,)
    whole = story(1, 3, 5, 12, 15)
    assert (whole.version, whole.gaps, whole.lead_number) == (5, (), 4)
    assert [v.lead_number for v in whole.versions] == [None, 1, 2, 3, 4]
    assert whole.headline == "Cracked fuel line blamed for ferry fire off Port Meren"
    assert "Related" not in "".join(whole.paragraphs)


def test_the_bridge_absorbs_the_toll() -> None:
    """A note names a story that is there."""
    toll = story(2)
    bridge = story(8, 10)
    assert [(c.slug, c.uri, c.state) for c in bridge.combines] == [("Tolve-bridge toll", toll.uri, "superseded")]
    assert (toll.status, toll.superseded_by) == ("superseded", bridge.uri)
    assert story(2, upto=9).status == "usable"


def test_the_central_bank_absorbs_what_comes_later() -> None:
    """A note names a story that nobody has seen: unresolved, and born superseded when it comes."""
    before = story(4, 6, upto=12)
    assert [(c.slug, c.uri, c.state) for c in before.combines] == [("Central bank-outlook", None, "unresolved")]
    outlook = story(13)
    assert (outlook.status, outlook.superseded_by) == ("superseded", story(4, 6).uri)


def test_the_hospital_is_killed() -> None:
    """A kill takes the story back, and its text with it."""
    assert story(7, upto=8).status == "usable"
    killed = story(7, 9)
    assert (killed.status, killed.change.kind, killed.paragraphs) == ("canceled", "canceled", ())


def test_the_budget_is_corrected() -> None:
    """A correction says so, and the same message a second time changes nothing."""
    corrected = story(11, 14)
    assert corrected.change.kind == "corrected"
    assert corrected.correction
    assert "vote count" in corrected.correction
    assert corrected.change.note_agrees
    assert LINES[27] == LINES[13]
    assert story(11, 14, upto=27) == corrected


def test_the_storm_is_one_page() -> None:
    """Two renderings of one page are one version: the note of one, the photo of the other."""
    storm = next(s for s in resolve(a for a in read() if a) if "Storm to reach" in (s.headline or ""))
    assert storm.version == 1
    assert storm.editor_note is not None
    assert len(storm.captions) == 1
    assert len(storm.paragraphs) == 3
    assert storm.gaps == (0,)


def test_the_summary_is_no_version() -> None:
    """A digest mentions stories with their markers, and folds with none of them."""
    digest = story(18)
    assert digest.kind == "digest"
    assert digest.lead_number is None
    assert [(m.marker, m.uri) for m in digest.mentions] == [
        ("(4th LD)", story(1, 3, 5, 12, 15).uri),
        ("(LEAD)", story(8, 10).uri),
        (None, story(4, 6).uri),
    ]


def test_the_ship_models() -> None:
    """A silent edit, then a LEAD that is known by its text alone."""
    edited = story(19, 20, upto=22)
    assert edited.change.kind == "silent_edit"
    assert "Elin Groot" in edited.paragraphs[1]
    assert story(19, 20, 23).headline == "Matchstick fleet finds harbor at Port Meren museum"


def test_what_cannot_be_read() -> None:
    """Two messages are dead letters, and only they."""
    assert [n for n, a in enumerate(read(), 1) if a is None] == [21, 31]


def test_the_lighthouse_is_html() -> None:
    """An HTML page reads like any other."""
    lighthouse = story(22)
    assert lighthouse.headline == "Lighthouse of Skarn sold for one crown"
    assert len(lighthouse.paragraphs) == 3


def test_the_dockers_live_again() -> None:
    """Absorbed, then alive with a newer version of its own."""
    assert story(24, upto=25).status == "superseded"
    dockers = story(24, 26)
    assert (dockers.status, dockers.change.kind) == ("usable", "reopened")
    assert [c.state for c in story(25).combines] == ["related"]


def test_the_border_office() -> None:
    """A LEAD whose base never came, with a combine nobody can resolve."""
    talks = story(27)
    assert talks.gaps == (0,)
    assert [(c.slug, c.state) for c in talks.combines] == [("Norrland-fishing rights", "unresolved")]


def test_the_same_slug_elsewhere() -> None:
    """A slug used again for other news, and by another wire, makes stories of their own."""
    assert story(29).slug == "Weather-storm"
    assert story(30).source == "coastal"
    assert story(30).slug == "Meren-ferry fire"


def test_the_harvest_fair_is_late() -> None:
    """It is more than 72 hours older than everything else; a file knows its whole wire, so there it is a story."""
    times = sorted(a.event_ms or 0 for a in read() if a)
    assert times[1] - times[0] > 72 * 3_600_000
    assert story(32).headline == "Quill names date of its harvest fair"


def test_any_order_tells_the_same() -> None:
    """Twenty orders of arrival end in the same stories, byte for byte."""
    articles = [a for a in read() if a]
    told = [to_json(s) for s in resolve(articles)]
    for seed in range(20):
        mixed = articles + articles[::3]
        random.Random(seed).shuffle(mixed)
        assert [to_json(s) for s in resolve(mixed)] == told


def test_the_readme_names_every_line() -> None:
    """worker/samples/README.md leaves out no message."""
    rows = Path(SAMPLE).with_name("README.md").read_text(encoding="utf-8").splitlines()
    cells = [row.split("|")[1] for row in rows if row.startswith("| ") and row[2].isdigit()]
    named = list(itertools.chain(*(map(int, cell.split(",")) for cell in cells)))
    assert sorted(named) == list(range(1, len(LINES) + 1))
