"""Small rules of items, each from both sides: what an item is named, when it was sent, how renderings are united."""

from __future__ import annotations

from typing import Any

import pytest

from tests.story.wires import DAY, article, note
from worker.story.item import DAY_MS, Item, alone, apart, make_item
from worker.story.items import Items
from worker.story.order import version_key
from worker.story.resting import Resting
from worker.story.rungs import HOUR_MS
from worker.wire.article import Article, Dateline, Lineage, Link

START = int(DAY.timestamp() * 1000)
EPOCH = -START // 60_000
"""Minutes from the day of these articles to the first moment that has a number, 1970-01-01T00:00Z."""
RENDERED = article(0, item_id="one").content_hash


def item(*articles: Article, key: str = "one") -> Item:
    return make_item(key, articles)


def rendering(**fields: Any) -> Article:
    """One more rendering of the same text of the item."""
    return article(fields.pop("minutes", 0), item_id="one", **fields)


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({}, None),
        ({"kind": "robot"}, None),
        ({"kind": "kill"}, None),
        ({"kind": "digest"}, "one@2031-05-07"),
        ({"kind": "advisory"}, "one@2031-05-07"),
        ({"flags": ("recycled_id",)}, "one@2031-05-07"),
        ({"kind": "digest", "names": ("first", "second")}, "first@2031-05-07"),
        (
            {"kind": "digest", "published": None, "dateline": Dateline(("MEREN",), None, "2031-05-06", None, "x")},
            "one@2031-05-06",
        ),
    ],
)
def test_what_names_do_not_identify(fields: dict[str, Any], key: str | None) -> None:
    """Digests and the like reuse their ids: the printed date is part of the key, of the first name."""
    assert alone(article(0, item_id="one", **fields)) == key


def test_without_a_printed_date_the_text_is_part_of_the_key() -> None:
    """And never the time of the crawl."""
    found = [article(n, item_id="one", kind="digest", published=None, paragraphs=("Same.",)) for n in (0, 60)]
    keys = [alone(a) for a in found]
    assert keys == [f"one@{a.content_hash}" for a in found]


@pytest.mark.parametrize(
    ("minutes", "fields", "low", "high"),
    [
        (60, {}, 60, 60),
        (60, {"published_precision": "second"}, 60, 60),
        (0, {"published_precision": "day"}, 0, 1440),
        (60, {"event_from": "fetched"}, None, 60),
        (60, {"event_from": "record", "published_precision": "day"}, None, 60),
    ],
)
def test_between_which_times_an_item_was_first_sent(
    minutes: int, fields: dict[str, Any], low: int | None, high: int
) -> None:
    """A bare date leaves the day open; a crawl says only that it is older."""
    found = item(article(minutes, item_id="one", **fields))
    assert found.earliest == (float("-inf") if low is None else START + low * 60_000)
    assert found.latest == START + high * 60_000


def test_of_several_texts_the_first_says_when_it_was_first_sent() -> None:
    """The narrowest bounds that hold of the first: what was sent later says nothing of when it began."""
    found = item(rendering(paragraphs=("One.",)), rendering(minutes=60, paragraphs=("Two.",)))
    assert (found.earliest, found.latest, found.start, found.newest) == (START, START, START, START + HOUR_MS)
    vague = item(
        rendering(paragraphs=("One.",), published_precision="day"), rendering(minutes=60, paragraphs=("Two.",))
    )
    assert (vague.earliest, vague.latest) == (START + HOUR_MS, START + HOUR_MS)
    unknown = item(article(None, item_id="one"))
    assert (unknown.earliest, unknown.latest, unknown.start) == (float("-inf"), float("inf"), -1)


@pytest.mark.parametrize(
    ("one", "other", "hours"),
    [
        ({"minutes": 0}, {"minutes": 60}, 1),
        ({"minutes": 60}, {"minutes": 0}, 1),
        ({"minutes": 60}, {"minutes": 60}, 0),
        ({"minutes": None}, {"minutes": 60}, 0),
        ({"minutes": 60}, {"minutes": None}, 0),
        ({"minutes": EPOCH}, {"minutes": EPOCH + 60}, 1),
        ({"minutes": EPOCH + 60}, {"minutes": EPOCH}, 1),
        ({"minutes": 0, "published_precision": "day"}, {"minutes": 600}, 0),
        ({"minutes": 0, "published_precision": "day"}, {"minutes": 25 * 60}, 1),
        ({"minutes": 0, "published_precision": "day"}, {"minutes": -60}, 1),
        ({"minutes": 120, "event_from": "fetched"}, {"minutes": 60}, 1),
    ],
)
def test_how_far_apart_items_are(one: dict[str, Any], other: dict[str, Any], hours: int) -> None:
    """At least, as far as is known: nothing where a time is unknown, and a bare date may be any time of its day."""
    a, b = (item(article(given.pop("minutes"), **given)) for given in (dict(one), dict(other)))
    assert apart(a, b) == hours * HOUR_MS


def test_what_an_item_came_from() -> None:
    """Twenty links count, and its own names are no origins of it."""
    links = tuple(Link("evolvedFrom", f"o{n}") for n in range(25))
    assert item(article(0, links=links)).origins == {f"o{n}" for n in range(20)}
    assert item(article(0, item_id="one", links=(Link("evolvedFrom", "one"), Link("seeAlso", "x")))).origins == set()


@pytest.mark.parametrize(
    ("fields", "plain"),
    [
        ({}, True),
        ({"kind": "robot"}, True),
        ({"kind": "digest"}, False),
        ({"status": "withheld"}, False),
        ({"take": 1}, False),
        ({"more": True}, False),
        ({"flags": ("fragment",)}, False),
        ({"flags": ("embargoed",)}, False),
        ({"flags": ("recycled_id",)}, True),
        ({"links": (Link("cancels", "x"),)}, False),
        ({"links": (Link("alternate", "x"),)}, True),
        ({"links": (Link("seeAlso", "x"),)}, True),
        ({"editor_note": note(("ADDS", ()))}, True),
        ({"editor_note": note(("COMBINES", ("Museum",)))}, False),
    ],
)
def test_plain_items(fields: dict[str, Any], plain: bool) -> None:
    """Those that speak of no other, are not withdrawn, not under embargo and not in parts."""
    assert item(article(0, **fields)).plain is plain


@pytest.mark.parametrize(
    ("fields", "later"),
    [
        ({}, False),
        ({"editor_note": note(("ADDS", ()))}, True),
        ({"editor_note": note(("ADDS", ())), "version": 2}, False),
        ({"editor_note": note(("ADDS", ())), "version": 2, "lead_number": 0}, True),
        ({"editor_note": note(("ADDS", ())), "version": 2, "kind": "kill"}, True),
        ({"version": 2, "status": "canceled"}, True),
        ({"version": 2, "lead_number": 1}, True),
    ],
)
def test_who_follows_another(fields: dict[str, Any], later: bool) -> None:
    """Where the provider numbers the versions itself, a note alone says nothing of other items; a marker, a kill do."""
    assert item(article(0, item_id="one", **fields)).later is later


def test_a_part_of_a_series_has_a_slug_of_its_own() -> None:
    """Which part, of how many."""
    found = item(article(0, slug="Ferry", headline="The harbour (Teil 1 von 2)"))
    assert (found.slug, found.part) == ("ferry 1/2", (1, 2))
    assert (item(article(0, slug="Ferry")).slug, item(article(0, headline="H (Teil 1 von 2)")).slug) == ("ferry", None)


def test_items_are_compared_by_identity() -> None:
    """A changed item is another item, though it says the same."""
    assert item(article(0)) != item(article(0))
    one = item(article(0))
    assert one == one


def test_the_order_of_items() -> None:
    """By their beginning, then by their first version, with a serial or without."""
    for serial in (None, "20310507-0011-315"):
        texts = [
            article(n, item_id="one", serial=serial, send_number=0 if serial else None, paragraphs=(f"{n}.",))
            for n in (0, 60)
        ]
        found = make_item("one", texts)
        assert found.order == (START, version_key(found.copies[0].article), "one")
        assert [c.article.event_ms for c in found.copies] == [START, START + HOUR_MS]


def test_names_of_all_renderings_are_the_items() -> None:
    """Whatever key it has, all of its texts are known under that."""
    found = make_item(
        "b", [rendering(names=("c", "b"), paragraphs=("One.",)), rendering(names=("a",), paragraphs=("Two.",))]
    )
    assert set(found.names) == {"a", "b", "c"}
    assert [c.article.item_id for c in found.copies] == ["b", "b"]


def test_one_text_is_one_copy() -> None:
    """Of one rendering nothing is kept twice: the item holds what came, packed or not, and no list of hashes."""
    sent = Resting(article(0, item_id="one"))
    (copy,) = make_item("one", [sent]).copies
    assert copy._text is sent
    assert (copy.hashes, copy.found, copy.has(sent.article.content_hash)) == ((), (sent.article.raw,), True)
    page, feed = rendering(raw=Lineage("raw", 0, 9), url="coast.example/1"), rendering(raw=Lineage("raw", 0, 4))
    (both,) = item(page, feed).copies
    assert both.found == (feed.raw, page.raw)
    assert [both.has(h) for h in (page.content_hash, feed.content_hash, "other")] == [True, True, False]


def test_the_fullest_rendering_leads() -> None:
    """And others fill in what it lacks; of what both have, the fullest one's counts."""
    full = rendering(byline="Ana Holm", url="coast.example/1", urgency=2)
    bare = rendering(prefix="Sport", urgency=5)
    for order in ((full, bare), (bare, full)):
        a = item(*order).copies[0].article
        assert (a.byline, a.prefix, a.url, a.urgency) == ("Ana Holm", "Sport", "coast.example/1", 2)
    pictured = rendering(captions=("A.", "B.", "C."), urgency=5)
    assert item(full, pictured).copies[0].article.urgency == 5
    assert item(full, pictured).copies[0].article.byline == "Ana Holm"


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"published_precision": "second"}, {"published_precision": "minute"}),
        ({"published_precision": "minute"}, {"published_precision": "day"}),
        ({"published_precision": "day"}, {"published_precision": None}),
        ({"event_from": "feed"}, {"event_from": "page"}),
        ({"event_from": "page"}, {"event_from": "fetched"}),
        ({"event_from": "fetched"}, {"event_from": "record"}),
        ({"event_from": "record"}, {"event_from": None}),
        ({"published_precision": "second", "event_from": "record"}, {"published_precision": "minute"}),
    ],
)
def test_the_best_known_time_counts(better: dict[str, Any], worse: dict[str, Any]) -> None:
    """The more precise one, then the sender's own before a page's, a crawl's, a record's: not the earliest."""
    for order in ((better, worse), (worse, better)):
        a = item(*(rendering(minutes=5 if given is better else 0, **given) for given in order)).copies[0].article
        assert a.event_ms == START + 5 * 60_000


def test_headlines_of_one_text() -> None:
    """Another headline makes another copy; a rendering that lost it goes with the newest."""
    old = rendering(headline="Ferry opens", raw=Lineage("raw", 0, 1))
    new = rendering(headline="Ferry opens late", minutes=9, raw=Lineage("raw", 0, 2))
    lost = rendering(headline=None, raw=Lineage("raw", 0, 3))
    found = item(old, new, lost)
    assert [(c.article.headline, len(c.found)) for c in found.copies] == [("Ferry opens", 1), ("Ferry opens late", 2)]
    only = item(old, lost)
    assert [(c.article.headline, len(c.found)) for c in only.copies] == [("Ferry opens", 2)]


@pytest.mark.parametrize(
    ("ends", "held", "until"),
    [
        ([(None, False), (None, False)], False, None),
        ([("2031-05-08T00:00:00+00:00", True), (None, False)], True, "2031-05-08T00:00:00+00:00"),
        ([("2031-05-08T00:00:00+00:00", True), (None, True)], True, None),
        (
            [("2031-05-08T00:00:00+00:00", True), ("2031-05-09T00:00:00+00:00", True)],
            True,
            "2031-05-09T00:00:00+00:00",
        ),
        ([("2031-05-08T00:00:00+00:00", False), (None, False)], False, "2031-05-08T00:00:00+00:00"),
    ],
)
def test_embargoes_of_one_text(ends: list[tuple[str | None, bool]], held: bool, until: str | None) -> None:
    """Sent at one time with and without: an embargo counts over none, and none known over an earlier end."""
    sent = [
        rendering(url=f"coast.example/{n}", embargoed_until=end, flags=("embargoed",) if under else ())
        for n, (end, under) in enumerate(ends)
    ]
    (copy,) = item(*sent).copies
    assert ("embargoed" in copy.article.flags, copy.article.embargoed_until) == (held, until)


def test_the_newest_statement_of_an_embargo_counts() -> None:
    """By the provider's version, then by the clock."""
    end = "2031-05-08T00:00:00+00:00"
    for first, last in (({"minutes": 0}, {"minutes": 5}), ({"minutes": 5, "version": 1}, {"minutes": 0, "version": 2})):
        held = rendering(url="coast.example/1", embargoed_until=end, flags=("embargoed",), **first)
        (copy,) = item(held, rendering(**last)).copies
        assert "embargoed" not in copy.article.flags


def items_of(*articles: Article) -> list[set[str]]:
    """The content hashes of each item that these articles make."""
    known = Items()
    for a in articles:
        known.put(a)
    found = known.refresh([a.key for a in articles])
    assert set(found) == {known.item_of(a.key) for a in articles}
    assert sorted(key for one in found for key in known.members(one)) == sorted(a.key for a in articles)
    assert set(known._members) == set(found)
    return [{key.rpartition("/")[2] for key in known.members(one)} for one in sorted(found)]


def told(n: int, minutes: int | None = 0, **fields: Any) -> Article:
    """A text and headline of its own under a page's address."""
    said = {"item_id": "page", "headline": f"News {n}", "paragraphs": (" ".join(f"w{n}x{k}" for k in range(9)),)}
    return article(minutes, **(said | fields))


@pytest.mark.parametrize(
    ("other", "count"),
    [
        ({"minutes": 18 * 60}, 1),
        ({"minutes": 18 * 60 + 1}, 2),
        ({"minutes": 42 * 60, "published_precision": "day"}, 1),
        ({"minutes": 42 * 60 + 1, "published_precision": "day"}, 2),
        ({"minutes": 99 * 60, "event_from": "fetched"}, 1),
        ({"minutes": 99 * 60, "event_from": "record"}, 1),
        ({"minutes": 99 * 60, "event_from": "page"}, 2),
        ({"minutes": None}, 1),
        ({"minutes": 99 * 60, "headline": "News 1"}, 1),
        ({"minutes": 99 * 60, "headline": None}, 1),
        ({"minutes": 99 * 60, "version": 2}, 2),
        ({"minutes": 99 * 60, "serial": "20310511-0011-315", "item_id": "page"}, 2),
        ({"minutes": 99 * 60, "paragraphs": ()}, 1),
        ({"minutes": 99 * 60, "paragraphs": ("a b c d e",)}, 2),
        ({"minutes": 99 * 60, "paragraphs": ("a b c d",)}, 1),
        ({"minutes": 0, "names": ("page", "coast.example/2")}, 1),
    ],
)
def test_two_articles_of_one_name(other: dict[str, Any], count: int) -> None:
    """They are two items where headline and text differ and the times, as both state them, lie over 18 hours apart."""
    given = {"minutes": 0} | other
    found = items_of(told(1), told(2, given.pop("minutes"), **given))
    assert len(found) == count


@pytest.mark.parametrize(
    ("mine", "theirs", "count"),
    [
        ((), (), 1),
        (("coast.example/1",), ("coast.example/2",), 2),
        (("coast.example/1",), (), 1),
        ((), ("coast.example/2",), 1),
        (("id1",), ("id2",), 2),
        (("id1",), ("coast.example/2",), 1),
        (("coast.example/1",), ("id2",), 1),
    ],
)
def test_another_name_of_the_same_kind_tells_two_items_apart(
    mine: tuple[str, ...], theirs: tuple[str, ...], count: int
) -> None:
    """One id with two addresses, one address with two ids; an id here and an address there say nothing."""
    assert len(items_of(told(1, names=("page", *mine)), told(2, 5, names=("page", *theirs)))) == count


@pytest.mark.parametrize(("shared", "count"), [(2, 1), (1, 2)])
def test_a_fifth_of_the_shorter_text_makes_it_one_item(shared: int, count: int) -> None:
    """Of ten runs of five words two."""
    words = [f"w{n}" for n in range(14)]
    other = [*words[: 4 + shared], *(f"v{n}" for n in range(30))]
    pair = told(1, paragraphs=(" ".join(words),)), told(2, 99 * 60, paragraphs=(" ".join(other),))
    assert len(items_of(*pair)) == count


def test_two_versions_or_serials_never_contradict() -> None:
    """Both state one: then it is the provider who says that they are one item."""
    assert len(items_of(told(1, version=1), told(2, 99 * 60, version=7))) == 1
    serial: dict[str, Any] = {"serial": "20310507-0011-315", "item_id": "page"}
    assert len(items_of(told(1, **serial), told(2, 99 * 60, **serial))) == 1


def test_the_mark_of_a_name_used_again() -> None:
    """Twelve hexadecimal digits, made of the text of its first article."""
    known = Items()
    for a in (told(1), told(2, 99 * 60)):
        known.put(a)
        known.refresh([a.key])
    (marked,) = [key for key in known._members if "~" in key]
    assert (len(marked), list(known.marked)) == (len("page~") + 12, ["page"])


@pytest.mark.parametrize(
    ("minutes", "about"), [(0, 0), (30, 0), (99 * 60 - 1, 0), (99 * 60, 1), (300 * 60, 1), (-5, 0), (None, 0)]
)
def test_which_of_two_items_of_one_name_a_kill_is_about(minutes: int | None, about: int) -> None:
    """The last one that is not later than it, else the first."""
    sent = [told(1), told(2, 99 * 60)]
    kill = told(3, minutes, kind="kill", status="canceled", paragraphs=())
    found = items_of(*sent, kill)
    assert [sent[about].content_hash in one for one in found if kill.content_hash in one] == [True]
    assert len(found) == 2


def test_kills_alone_are_one_item() -> None:
    """Before what they kill has come."""
    kills = [told(n, n * 99 * 60, kind="kill", status="canceled", paragraphs=()) for n in range(3)]
    assert len(items_of(*kills)) == 1


def test_a_day_is_24_hours() -> None:
    """In milliseconds."""
    assert DAY_MS == 24 * 60 * 60 * 1000
