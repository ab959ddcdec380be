"""Small rules of one story, each from both sides: what its notes refer to, its rung, canonical version and names."""

from __future__ import annotations

from typing import Any

import pytest

from tests.story.wires import DAY, article, lead, note
from worker.story.decision import Decision
from worker.story.ends import NO_ENDS
from worker.story.group import MOST_NAMES, MOST_REFS, Group, make_group
from worker.story.item import make_item
from worker.story.story import Rung
from worker.wire.article import Article, DigestItem, EditorNote, Link, Operation

START = int(DAY.timestamp() * 1000)
SERIAL = "20310507-0011-315"


def group(*articles: Article, decided: tuple[Decision, ...] = ()) -> Group:
    """The story of these articles, each item by its id."""
    items: dict[str, list[Article]] = {}
    for a in articles:
        items.setdefault(a.item_id, []).append(a)
    return make_group("u", [make_item(key, same) for key, same in items.items()], decided=decided)


def decision(kind: str, *items: str, ms: int = START, **more: Any) -> Decision:
    return Decision(f"{kind}-{ms}", "harbour", kind, items, None, "ana", "so", ms, **more)  # type: ignore[arg-type]


def refs(a: Article) -> list[tuple[str, tuple[str, ...]]]:
    return [(ref.kind, ref.names) for ref in group(a).refs]


HEADLINE = ("h:ferry line opens",)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"editor_note": note(("COMBINES", ("Museum",)))}, [("combine", ("s:museum", "h:museum"))]),
        ({"editor_note": note(("MERGES", ("Museum",)))}, [("combine", ("s:museum", "h:museum"))]),
        ({"editor_note": note(("ADDS", ("Museum",)))}, []),
        ({"editor_note": note(("ADDS", ("A",)), ("USES", ("B",)))}, [("use", ("s:b", "h:b"))]),
        ({"editor_note": note(("WITHHOLDS", ()))}, []),
        ({"editor_note": note(("KILLS", ()))}, []),
        ({"kind": "advisory", "editor_note": note(("WITHHOLDS", ()))}, [("hold", ("n:one", *HEADLINE))]),
        ({"kind": "advisory", "editor_note": note(("RELEASES", ()))}, [("release", ("n:one", *HEADLINE))]),
        ({"kind": "advisory", "editor_note": note(("RELEASES", ())), "headline": None}, [("release", ("n:one",))]),
        ({"kind": "advisory", "editor_note": note(("KILLS", ()))}, []),
        ({"kind": "kill", "editor_note": note(("COMBINES", ()))}, [("kill", ("i:one",))]),
        ({"kind": "kill", "editor_note": note(("WITHHOLDS", ()))}, [("kill", ("i:one",))]),
        (
            {"kind": "kill", "editor_note": note(("COMBINES", ()), ("KILLS", ()))},
            [("kill", HEADLINE), ("kill", ("i:one",))],
        ),
        (
            {"kind": "kill", "editor_note": note(("KILLS", ("Museum",)))},
            [("kill", ("s:museum", "h:museum")), ("kill", ("i:one",))],
        ),
        ({"status": "canceled"}, [("kill", ("i:one",))]),
        ({"status": "withheld"}, []),
        ({"links": (Link("cancels", "two"), Link("alternate", "three"))}, [("kill", ("n:two",))]),
        (
            {"kind": "digest", "items": (DigestItem("Museum", None, None, None, None),)},
            [("mention", ("s:museum", "h:museum"))],
        ),
        ({"flags": ("embargoed",), "editor_note": note(("COMBINES", ("Museum",)), ("USES", ("Fair",)))}, []),
        (
            {"flags": ("embargoed",), "editor_note": note(("COMBINES", ("Museum",)), ("KILLS", ("Fair",)))},
            [("kill", ("s:fair", "h:fair"))],
        ),
    ],
)
def test_what_an_article_asks_for(fields: dict[str, Any], expected: list[tuple[str, tuple[str, ...]]]) -> None:
    """By verb, and without a name by its own headline, id or number; a text under embargo makes no story give way."""
    assert refs(article(0, item_id="one", **fields)) == expected


@pytest.mark.parametrize(
    ("verb", "shown", "named"),
    [
        ("KILLS", "coast.example/1", "n:coast.example/1"),
        ("WITHHOLDS", "AB-12", "n:AB-12"),
        ("RELEASES", "coast.example/1", "n:coast.example/1"),
        ("COMBINES", "coast.example/1", None),
        ("USES", "coast.example/1", None),
        ("KILLS", "Museum", None),
        ("KILLS", "Museum 2 opens", None),
    ],
)
def test_ids_and_addresses_in_notices(verb: str, shown: str, named: str | None) -> None:
    """One word with a digit or a slash may be the id or address of an item, where a notice asks for something."""
    (ref,) = group(article(0, editor_note=note((verb, (shown,))))).refs
    assert ref.names[2:] == ((named,) if named else ())
    assert ref.shown == shown


def test_what_a_notice_without_headline_shows() -> None:
    """Its id; one with a serial means the story with that number."""
    held = article(0, item_id="one", kind="advisory", headline=None, editor_note=note(("WITHHOLDS", ())))
    assert [ref.shown for ref in group(held).refs] == ["one"]
    numbered = article(0, kind="advisory", serial=SERIAL, send_number=0, editor_note=note(("WITHHOLDS", ())))
    assert group(numbered).refs[0].names == (f"newswire:harbour:{SERIAL}", *HEADLINE)


@pytest.mark.parametrize("count", [MOST_NAMES, MOST_NAMES + 1])
def test_twenty_names_of_one_note_count(count: int) -> None:
    """The first twenty; of more the record says that there are."""
    found = group(article(0, editor_note=note(("COMBINES", tuple(f"s{n}" for n in range(count))))))
    assert [ref.shown for ref in found.refs] == [f"s{n}" for n in range(20)]
    assert found.cut is (count > 20)


@pytest.mark.parametrize("count", [MOST_REFS - 1, MOST_REFS, MOST_REFS + 1])
def test_two_hundred_names_of_all_notes_count(count: int) -> None:
    """Those of the newest versions."""
    names = [f"s{n}" for n in range(count)]
    versions = [
        article(n, paragraphs=(f"{n}.",), editor_note=note(("COMBINES", tuple(names[n : n + 20]))))
        for n in range(0, count, 20)
    ]
    found = group(*versions)
    assert (len(found.refs), found.cut) == (min(count, 200), count > 200)
    assert found.refs[-1].shown == names[-1]


def test_of_one_name_the_newest_note_counts() -> None:
    """And versions without a note do not end the search."""
    said = {"editor_note": note(("COMBINES", ("Museum",)))}
    found = group(article(0, **said), article(5, paragraphs=("A.",), take=1), article(9, paragraphs=("B.",), **said))
    assert [(ref.kind, ref.ms) for ref in found.refs] == [("combine", START + 9 * 60_000)]


@pytest.mark.parametrize(
    ("fields", "advisory", "notice", "killed", "hidden"),
    [
        ({}, False, False, None, False),
        ({"take": 1}, False, False, None, False),
        ({"kind": "robot", "take": 1}, False, False, None, False),
        ({"kind": "advisory"}, True, True, None, False),
        ({"kind": "kill"}, False, True, START, False),
        ({"kind": "digest"}, False, False, None, False),
        ({"status": "canceled"}, False, False, START, False),
        ({"status": "withheld"}, False, False, None, False),
        ({"flags": ("embargoed",)}, False, False, None, True),
    ],
)
def test_what_a_story_is(
    fields: dict[str, Any], advisory: bool, notice: bool, killed: int | None, hidden: bool
) -> None:
    """A note to editors, nothing but notices, killed by itself, under embargo."""
    found = group(article(0, **fields))
    assert (found.is_advisory, found.is_notice, found.hidden) == (advisory, notice, hidden)
    assert found.killed == (None if killed is None else (killed, killed))
    assert found.cut is False


@pytest.mark.parametrize(
    ("wire", "rung"),
    [
        ([{}], "item"),
        ([{"slug": "Ferry"}], "slug"),
        ([{"serial": SERIAL, "send_number": 0}], "serial"),
        ([lead(1)], "item"),
        ([{}, lead(1)], "text"),
        ([lead(1), lead(2)], "text"),
        ([{"slug": "Ferry"}, {"slug": "Ferry"}], "slug"),
        ([{"slug": "Ferry"}, {"links": (Link("evolvedFrom", "i0"),)}], "link"),
        ([{"slug": "Ferry"}, {"links": (Link("evolvedFrom", "i0"),)}, {"slug": "Ferry"}], "slug"),
        ([{}, {"links": (Link("evolvedFrom", "i0"),)}, lead(1)], "text"),
        ([{"serial": SERIAL, "send_number": 0}, {"links": (Link("evolvedFrom", "i0"),)}], "link"),
        (
            [
                {"serial": SERIAL, "send_number": 0},
                {"serial": SERIAL, "send_number": 1, "links": (Link("evolvedFrom", "i0"),)},
            ],
            "serial",
        ),
    ],
)
def test_the_rung_of_a_story(wire: list[dict[str, Any]], rung: Rung) -> None:
    """The weakest by which any of its items came to it."""
    sent = [article(n, **({"item_id": f"i{n}", "paragraphs": (f"{n}.",)} | given)) for n, given in enumerate(wire)]
    assert group(*sent).rung == rung


def shown(*fields: dict[str, Any], decided: tuple[Decision, ...] = ()) -> tuple[int | None, int]:
    sent = [article(n, **({"item_id": "one", "paragraphs": (f"{n}.",)} | given)) for n, given in enumerate(fields)]
    found = group(*sent, decided=decided)
    return found.standing, found.shown


KILL: dict[str, Any] = {"kind": "kill", "status": "canceled"}


@pytest.mark.parametrize(
    ("fields", "standing", "published"),
    [
        ([{}], 0, 0),
        ([{}, {}], 1, 1),
        ([{}, {"status": "withheld"}], None, 1),
        ([{}, {"status": "withheld"}, {}], 2, 2),
        ([{"item_id": "a"}, {"item_id": "b", "status": "withheld"}], 0, 0),
        ([{"item_id": "a"}, {"item_id": "b", "status": "withheld"}, {"item_id": "c", "status": "withheld"}], 0, 0),
        ([{}, KILL], 0, 0),
        ([KILL], None, 0),
        ([KILL, KILL], None, 1),
        ([KILL, {"status": "withheld"}, KILL], None, 1),
        ([{}, {"flags": ("fragment",)}], 0, 0),
        ([{"take": 1, "more": True}, {"take": 2}], 0, 0),
    ],
)
def test_the_canonical_version(fields: list[dict[str, Any]], standing: int | None, published: int) -> None:
    """The last usable one, but none that the newest text of its item withdraws, no kill, no part of another."""
    assert shown(*fields) == (standing, published)


def test_an_editor_releases_what_was_canceled_before() -> None:
    """A text canceled later stays so."""
    wire: tuple[dict[str, Any], ...] = ({}, {"status": "canceled"})
    assert shown(*wire) == (None, 1)
    assert shown(*wire, decided=(decision("release", "one", ms=START + 60_001),)) == (0, 0)
    assert shown(*wire, decided=(decision("release", "one", ms=START + 60_000),)) == (None, 1)


def test_pins() -> None:
    """A pin's version stands, where it is usable; the newest one else; what ends has an end."""
    sent = [article(n, item_id=key, paragraphs=(f"{n}.",)) for n, key in enumerate("abcb")]
    pin = decision("pin", "b")
    assert group(*sent, decided=(pin,)).pinned == {1, 3}
    assert group(*sent, decided=(pin,)).standing == 3
    one = decision("pin", "b", version=sent[1].content_hash)
    assert group(*sent, decided=(one,)).pinned == {1}
    assert group(*sent, decided=(one,)).standing == 1
    gone = article(9, item_id="b", status="withheld", paragraphs=())
    assert group(*sent, gone, decided=(pin,)).standing == 2
    assert group(*sent, decided=(decision("pin", "nobody"),)).standing == 3
    ending = decision("pin", "a", ms=START + 1, until=START + 5)
    assert group(*sent, decided=(ending, pin, decision("withhold", "a"))).pins_end == {START + 5}
    assert group(*sent, decided=(pin,)).pins_end == frozenset()


def test_what_editors_say_of_combines() -> None:
    """The story that goes on refers to the other one; this is known by the name used there."""
    first, second = article(0, item_id="a"), article(5, item_id="b")
    follow, apart = decision("follow", "a", "b", "c"), decision("unfollow", "a", "b")
    found = group(first, decided=(follow, apart, decision("withhold", "a")))
    assert [(ref.kind, ref.names, ref.ms, ref.by) for ref in found.refs] == [
        ("follow", ("d:b",), -1, follow),
        ("follow", ("d:c",), -1, follow),
        ("unfollow", ("d:b",), -1, apart),
    ]
    other = group(second, decided=(follow,))
    assert (other.refs, [name for name in other.names if name.startswith("d:")]) == ((), ["d:b"])


def test_one_item_is_its_story() -> None:
    """Nothing is made twice: most stories have one item, and share what it holds."""
    alone = make_item("one", [article(0, flags=("embargoed",), embargoed_until="2031-05-08T00:00:00+00:00")])
    plain = make_item("two", [article(0, item_id="two")])
    assert make_group("u", [plain]).copies is plain.copies
    assert make_group("u", [alone]).ends is alone.ends
    both = make_group("u", [alone, plain])
    assert (both.ends, both.newest, both.start) == (alone.ends, START, START)
    other = make_item("three", [article(0, item_id="three")])
    assert make_group("u", [plain, other]).ends is NO_ENDS


@pytest.mark.parametrize(("count", "kind"), [(2, tuple), (3, frozenset)])
def test_few_names_take_little(count: int, kind: type) -> None:
    """Up to eight are a tuple, a fourth of a set's memory: the uri, and of each item a name, a slug and a headline."""
    sent = [article(n, item_id=f"i{n}", slug=f"S{n}", headline=f"H{n}") for n in range(count)]
    names = group(*sent).names
    assert set(names) == {"u", *(f"{k}{n}" for n in range(count) for k in ("n:i", "s:s", "h:h"))}
    assert isinstance(names, kind)


def test_versions_of_several_items_in_order() -> None:
    """By time over all items; those of one item in the order that its provider's numbers give."""
    a = [article(n, item_id="a", version=v, paragraphs=(f"a{v}.",)) for n, v in ((0, 2), (9, 1))]
    b = article(5, item_id="b", paragraphs=("b.",))
    assert [c.article.paragraphs for c in group(*a, b).copies] == [("b.",), ("a1.",), ("a2.",)]
    same = [article(0, item_id=key, paragraphs=(f"{key}.",)) for key in "ab"]
    assert [c.article.item_id for c in group(*same[::-1]).copies] == [c.article.item_id for c in group(*same).copies]


def test_notes_are_read_of_every_version() -> None:
    """Also where the first says nothing, and of a story of several items."""
    plain = article(0, item_id="a")
    asks = article(5, item_id="b", kind="advisory", editor_note=EditorNote("x", (Operation("KILLS", slugs=("Fair",)),)))
    assert [ref.shown for ref in group(plain, asks).refs] == ["Fair"]
    assert group(plain, asks).is_notice is False
    assert group(plain, asks).is_advisory is False
    assert group(asks, article(9, item_id="c")).is_advisory is True
