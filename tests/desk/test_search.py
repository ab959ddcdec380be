"""What an editor types, and what is found by it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.desk import kit
from tests.desk.test_store import page
from worker.desk import questions, search
from worker.desk.filters import Filter
from worker.desk.questions import Viewer
from worker.desk.store import Store

TEXTS = {
    "chinese": "\u4ee5\u8272\u5217\u4e0e\u9ece\u5df4\u5ae9\u505c\u706b",
    "japanese": "\u6771\u4eac\u30ab\u30ca\u30c0\u6e2f\u306e\u706b\u4e8b",
    "korean": "\ub0a8\ubd80\uc0b0 \ud56d\uad6c \ud654\uc7ac\ub85c G20\uc815\uc0c1\ud68c\uc758\ub294",
    "thai": "\u0e1a\u0e23\u0e34\u0e29\u0e31\u0e17\u0e44\u0e17\u0e22\u0e41\u0e16\u0e25\u0e07\u0e02\u0e48\u0e32\u0e27",
    "arabic": "\u0627\u0644\u0631\u0626\u064a\u0633\u064f \u0648\u0627\u0644\u0623\u0633\u0647\u0645",
    "ferry": "The ferry of S\u00e3o Tolve burned.",
    "bridge": "A bridge fire in the port, and a fire.",
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = Store(tmp_path_factory.mktemp("search") / "desk.sqlite")
    (record,) = kit.told(kit.articles(page(0, "Harbor", 'MEREN, March 14 (Yonhap) -- "It stays," Ines Tarrow said.')))
    like = orjson.loads(record.value or b"")
    for n, (name, text) in enumerate(TEXTS.items()):
        versions = [like["versions"][0] | {"item_id": f"harbour.example/news/{name}-77"}]
        if name == "arabic":
            versions[0]["item_id"] = "harbour.example/news/\u0627\u0644\u0623\u0633\u0647\u0645-7"
        uri = f"newswire:coastal:{'%EB%B6%80%EC%82%B0' if name == 'korean' else name}"
        told = {"uri": uri, "headline": name, "paragraphs": [text], "versions": versions}
        said = like["speakers"] if name in ("ferry", "bridge") else []
        place = {"dateline": like["dateline"] | {"cities": ["TOLVE"] if name == "ferry" else ["MEREN"]}}
        kind = {"speakers": [s | {"kind": "body", "name": "HBC"} for s in said]} if name == "bridge" else {}
        kit.take(opened, [_record(like | told | {"speakers": said} | place | kind, n)])
    yield opened
    opened.close()


def _record(told: dict[str, Any], n: int) -> kit.Record:
    return kit.Record(told["uri"].encode(), orjson.dumps(told), timestamp=1_750_000_000_000 + n)


def found(store: Store, **asked: str) -> set[str]:
    return {str(row["headline"]) for row in questions.wire(store, Viewer(), Filter(**asked))}


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("\u9ece\u5df4\u5ae9", {"chinese"}),
        ("\u4ee5\u8272\u5217", {"chinese"}),
        ("\u505c\u706b", {"chinese"}),
        ("\u706b", {"chinese", "japanese"}),
        ("\u30ab\u30ca\u30c0", {"japanese"}),
        ("\uff76\uff85\uff80\uff9e", {"japanese"}),
        ("\ubd80\uc0b0", {"korean"}),
        ("\u1107\u116e\u1109\u1161\u11ab", {"korean"}),
        ("\ud654\uc7ac", {"korean"}),
        ("\uc815\uc0c1", {"korean"}),
        ("G20\uc815\uc0c1", {"korean"}),
        ("\u0e44\u0e17\u0e22", {"thai"}),
        ("\u0e02\u0e48\u0e32\u0e27", {"thai"}),
        ("\u0627\u0644\u0631\u0626\u064a\u0633", {"arabic"}),
        ("\u0631\u0626\u064a\u0633", {"arabic"}),
        ("\u0627\u0633\u0647\u0645", {"arabic"}),
        ("\u4ee5\u9ece", set()),
        ("\ubd80\uad6c", set()),
        ("ferry OR bridge", {"ferry", "bridge"}),
        ("burned OR fire port", {"bridge"}),
        ("fire -bridge", set()),
        ("-fire -\u706b -the", {"korean", "thai", "arabic"}),
        ('-"bridge fire" the', {"ferry"}),
        ('"a fire"', {"bridge"}),
        ('"port fire"', set()),
        ("sao tolv", {"ferry"}),
        ("OR", set()),
        ("newswire:coastal:ferry", {"ferry"}),
        ("NEWSWIRE:coastal:fer", {"ferry"}),
        ("harbour.example/news/ferry-77", {"ferry"}),
        ("https://harbour.example/news/bridge-77", {"bridge"}),
        ("ferry-77", {"ferry"}),
        ("https://www.harbour.example/news/ferry-77", {"ferry"}),
        ("https://www.harbour.example/news/%D8%A7%D9%84%D8%A3%D8%B3%D9%87%D9%85-7", {"arabic"}),
        ("harbour.example/news/\u0627\u0644\u0623\u0633\u0647\u0645-7", {"arabic"}),
        ("newswire:coastal:%EB%B6%80%EC%82%B0", {"korean"}),
        ("1.2%", set()),
    ],
)
def test_what_is_found(store: Store, asked: str, names: set[str]) -> None:
    """Any part of a text in a language without spaces, Korean within its words, Arabic with and without its article
    and points; words that must not be there, and one of several; a story by its uri, or the id or address of an
    item."""
    assert found(store, q=asked) == names
    if names:
        assert questions.count(store, Viewer(), Filter(q=asked)) == len(names)


@pytest.mark.parametrize("asked", ["Ines Tarrow", "tarrow", "INES TARROW", "tar in", "in\u00e9s"])
def test_a_speaker_in_any_case(store: Store, asked: str) -> None:
    """Speaker and place are found by the beginnings of their words, whatever the case and the accents."""
    assert found(store, speaker=asked) == {"ferry"}
    assert found(store, speaker="arrow") == set()
    assert found(store, place="tolve") == {"ferry"}
    assert found(store, place="Tol") == {"ferry"}


def test_people_are_persons_unless_asked(store: Store) -> None:
    """Offices and the unnamed are a choice of their own."""
    assert [row["name"] for row in questions.people(store, Viewer(), "", "person")] == ["Ines Tarrow"]
    assert [row["name"] for row in questions.people(store, Viewer(), "", "body")] == ["HBC"]
    assert len(questions.people(store, Viewer(), "")) == 2
    assert [row["name"] for row in questions.people(store, Viewer(), "tarr\u00f6w i")] == ["Ines Tarrow"]


def test_a_count_stops_where_nobody_counts_on(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Above a bound the count is one more than it, however many there are."""
    monkeypatch.setattr(questions, "MOST_COUNTED", 2)
    assert questions.count(store, Viewer(), Filter(source="yonhap")) == 3


def test_an_ascii_text_is_indexed_as_it_is() -> None:
    """Nothing is done for what needs nothing."""
    text = "A ferry burned."
    assert search.indexed(text) is text


def test_the_longest_silent_source_is_first(tmp_path: Path) -> None:
    """Sources go by how many of their usual gaps they have been silent for, not by the alphabet."""
    opened = Store(tmp_path / "desk.sqlite")
    for source, gap in (("abc", 600_000), ("often", 20_000)):
        messages = [page(0, f"Harbor {n}", "It stays.", source=source, id=f"{source}{n}") for n in range(12)]
        records = zip(kit.articles(*messages), range(12), strict=True)
        at = 1_750_000_000_000
        texts = [(kit.kept([a])[0], at + n * gap) for a, n in records]
        kit.take(opened, kit.told(kit.articles(*messages)),
                 [kit.Record(r.key, r.value, timestamp=ms) for r, ms in texts])  # fmt: skip
    assert [row["source"] for row in questions.sources(opened)] == ["often", "abc"]
    opened.close()
