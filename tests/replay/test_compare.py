"""What may be promoted, where stories hang together."""

from __future__ import annotations

import datetime as dt
import sqlite3

import orjson
import pytest

from tests.stream import kit
from worker.replay.filters import Filters
from worker.replay.kafka.compare import Comparison
from worker.replay.kafka.decided import made_since
from worker.replay.kafka.plan import Plan, Range
from worker.story.embargo import Until
from worker.story.resolve import resolve
from worker.story.story import to_json
from worker.stream.decide import made
from worker.stream.understand import understand
from worker.wire.article import Article, Lineage

NAMES = ("Tolve-ferry", "Skarn-lamp")


def sent(offset: int, name: str, lead: str, text: str) -> Article:
    """An article of a story of that slug."""
    said = kit.message(offset, id=f"{name}-{offset}", slug=name, headline=f"{lead}{name}", body=f"{name} {text}.")
    return understand(orjson.dumps(said), Lineage("raw", 0, offset), None)


@pytest.mark.parametrize(("unread", "held"), [("since", 2), ("after", 2), ("before", 2), ("", 0)])
def test_what_hangs_together_is_left_together(unread: str, held: int) -> None:
    """Of two stories live has two versions each; the replay makes a story of its own of each second one. Where live has
    published the first story since, or knows a version from outside the range, neither half of it is promoted, or its
    lead would stand in two stories; the other is as free as without that."""
    live: dict[str, bytes] = {}
    run: dict[str, bytes] = {}
    for n, name in enumerate(NAMES):
        base, lead = sent(n, name, "", "opens"), sent(n + 2, name, "(LEAD) ", "has opened")
        (whole,), (first,), (second,) = resolve([base, lead]), resolve([base]), resolve([lead])
        assert first.uri == whole.uri
        live[whole.uri] = to_json(whole)
        run |= {whole.uri: to_json(first), f"own:{name}": to_json(second).replace(whole.uri.encode(), b"own:")}
    moved = next(iter(live))
    if unread == "after":
        live[moved] = live[moved].replace(b'"offset":2', b'"offset":9')
    table = sqlite3.connect(":memory:")
    table.execute("CREATE TABLE run (uri TEXT, value BLOB)")
    table.execute("CREATE TABLE live (uri TEXT, value BLOB, since INTEGER)")
    table.executemany("INSERT INTO run VALUES (?, ?)", run.items())
    for uri, value in live.items():
        table.execute("INSERT INTO live VALUES (?, ?, ?)", (uri, value, unread == "since" and uri == moved))
    start = 1 if unread == "before" else 0
    plan = Plan("r", "", 1, 0, Filters(), (Range("raw", 0, start, start, 4),), (), {}, open_end=True)
    found = list(Comparison(plan, table).differences())
    assert {d.uri for d in found} == run.keys()
    left = {d.uri for d in found if d.held}
    assert len(left) == held
    assert left <= {moved, f"own:{NAMES[0]}"}


@pytest.mark.parametrize("offset", [0, 2, 3])
def test_a_story_of_which_articles_became_late_in_the_run_is_left(offset: int) -> None:
    """Where the run took an article of a live story for late, which depends on the order of arrival, the story is
    neither removed nor told without it; a story that the run has no more by its rules is removed."""
    live: dict[str, bytes] = {}
    for n, name in enumerate(NAMES):
        (whole,) = resolve([sent(n, name, "", "opens"), sent(n + 2, name, "(LEAD) ", "has opened")])
        live[whole.uri] = to_json(whole)
    table = sqlite3.connect(":memory:")
    table.execute("CREATE TABLE run (uri TEXT, value BLOB)")
    table.execute("CREATE TABLE live (uri TEXT, value BLOB, since INTEGER)")
    table.executemany("INSERT INTO live VALUES (?, ?, 0)", live.items())
    compared = Comparison(Plan("r", "", 1, 0, Filters(), (Range("raw", 0, 0, 0, 4),), (), {}, open_end=True), table)
    table.execute("INSERT INTO apart VALUES ('raw', 0, ?, 'late')", (offset,))
    held = {d.uri: d.held for d in compared.differences()}
    left, removed = list(live)[offset % 2], list(live)[1 - offset % 2]
    assert held == {
        left: f"live has the article of raw/0 offset {offset}, which the run set apart as late",
        removed: None,
    }


@pytest.mark.parametrize("open_end", [True, False])
def test_fv99_what_was_released_is_not_put_under_embargo_again(open_end: bool) -> None:
    """A run that was begun before the end of an embargo leaves a story that live has told since."""
    a = understand(orjson.dumps(sent_under_embargo()), Lineage("raw", 0, 1), None)
    (free,), (held,) = resolve([a], Until(2**60)), resolve([a])
    table = sqlite3.connect(":memory:")
    table.execute("CREATE TABLE run (uri TEXT, value BLOB)")
    table.execute("CREATE TABLE live (uri TEXT, value BLOB, since INTEGER)")
    table.execute("INSERT INTO run VALUES (?, ?)", (held.uri, to_json(held)))
    table.execute("INSERT INTO live VALUES (?, ?, 0)", (free.uri, to_json(free)))
    plan = Plan("r", "", 1, 0, Filters(), (Range("raw", 0, 0, 0, 4),), (), {}, open_end=open_end)
    (found,) = Comparison(plan, table).differences()
    assert found.held == "live has told it: what was released is not put under embargo again"


def sent_under_embargo() -> dict[str, str]:
    return {
        "source": "harbour",
        "id": "m-1",
        "headline": "Museum of tides to reopen",
        "body": "TOLVE, May 2 (HPA) -- The museum of tides will reopen in May.",
        "published_at": "2025-05-02T10:00:00Z",
        "embargoed_until": "2025-05-02T12:00:00Z",
    }


def test_what_live_keeps_no_longer_is_left() -> None:
    """A story older than live keeps any is not published anew by a run that reads its articles again; one of yesterday
    is, which live may never have had."""
    table = sqlite3.connect(":memory:")
    table.execute("CREATE TABLE run (uri TEXT, value BLOB)")
    table.execute("CREATE TABLE live (uri TEXT, value BLOB, since INTEGER)")
    for story in resolve([sent(n, name, "", "opens") for n, name in enumerate(NAMES)]):
        table.execute("INSERT INTO run VALUES (?, ?)", (story.uri, to_json(story)))
    when = str(orjson.loads(table.execute("SELECT value FROM run").fetchone()[0])["versions"][0]["published"])
    begun = dt.datetime.fromisoformat(when[:10]).replace(tzinfo=dt.UTC)
    for days, held in ((29, False), (40, True)):
        created = (begun + dt.timedelta(days=days)).isoformat()
        plan = Plan("r", created, 1, 0, Filters(), (Range("raw", 0, 0, 0, 4),), (), {}, open_end=True)
        for kept in (0, 30):
            found = list(Comparison(plan, table, kept).differences())
            assert found
            assert {d.held is not None for d in found} == {held and kept > 0}


@pytest.mark.parametrize("undone", [False, True])
def test_a_story_that_editors_have_decided_on_since_is_left(undone: bool) -> None:
    """FV-72: a withholding that a run applies, of a story that live had closed, is not published once somebody has
    undone it: live's record names neither. Without the undo it is, and is called what it is: no other story has a part
    in it."""
    a = understand(orjson.dumps(sent_under_embargo() | {"embargoed_until": None}), Lineage("raw", 0, 1), None)
    first = made("harbour", "withhold", ["m-1"], who="ana", why="x")
    undo = made("harbour", "undo", [], who="ben", why="y", undoes=first.id)
    (free,), (held,) = resolve([a]), resolve([a], decisions=[first])
    table = sqlite3.connect(":memory:")
    table.execute("CREATE TABLE run (uri TEXT, value BLOB)")
    table.execute("CREATE TABLE live (uri TEXT, value BLOB, since INTEGER)")
    table.execute("INSERT INTO run VALUES (?, ?)", (held.uri, to_json(held)))
    table.execute("INSERT INTO live VALUES (?, ?, 0)", (free.uri, to_json(free)))
    compared = Comparison(Plan("r", "", 1, 0, Filters(), (Range("raw", 0, 0, 0, 4),), (), {}, open_end=True), table)
    since = list(made_since([first, undo] if undone else [first], {first.id}))
    table.executemany("INSERT INTO decided_since VALUES (?, ?, ?)", since)
    (found,) = compared.differences()
    assert (found.kind, (found.replayed or {})["status"]) == ("changed", "withheld")
    assert found.held == (f"ben has since decided what the run does not know (undo, {undo.id})" if undone else None)
