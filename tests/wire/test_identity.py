"""Which item a message is, whether its id can be trusted, and the keys of slugs and headlines."""

from __future__ import annotations

from typing import Any

import pytest

from tests.wire.helpers import TEXT, article, page
from worker.wire import identity
from worker.wire.keys import headline_key, slug_key

ID = "AEN20250314002152315"
HEAD = "Ferry sinks off Meren"


@pytest.mark.parametrize(
    "fields",
    [
        {"id": ID},
        {"id": f"yna:{ID}"},
        {"url": f"https://en.yna.example/view/{ID}"},
        {"url": f"https://m-en.yna.example/view/{ID}?section=national/politics"},
        {"url": f"https://en.yna.example/view/{ID}?input=tw"},
        {"url": f"https://app.yna.example/YNA/Basic/r.aspx?c={ID}"},
        {"url": f"https://english.yna.example/news/2025/03/14/02/0200000000{ID}F.html"},
        {"url": f"https://english.yna.example/news/2025/03/14/02/0200000000{ID}F.HTML"},
        {"url": f"https://en.yna.example/view/{ID.lower()}"},
        {"id": "n-17", "url": f"https://en.yna.example/view/{ID}"},
    ],
)
def test_fv22_content_id_wherever_it_stands(fields: dict[str, str]) -> None:
    """One content id, in any address it is found under."""
    a = page(f"{HEAD}\n\n{TEXT}", published_at="2025-03-14T13:00:00+09:00", **fields)
    assert (a.item_id, a.serial, a.send_number, a.desk) == (ID, "20250314-0021-315", 2, "315")


@pytest.mark.parametrize(("digits", "send"), [("00", 0), ("51", 1), ("52", 2), ("59", 9), ("62", 12)])
def test_send_number(digits: str, send: int) -> None:
    """00, 51, 52, ... are sends 0, 1, 2, ... of one story."""
    a = page(f"{HEAD}\n\n{TEXT}", url=f"https://en.example/view/AEN202503140021{digits}315")
    assert (a.serial, a.send_number) == ("20250314-0021-315", send)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.wire.example/a/b/", "wire.example/a/b"),
        ("http://m.wire.example/a/b?utm=1#top", "wire.example/a/b"),
        ("https://WIRE.example/a/B", "wire.example/a/B"),
        ("https://m-en.wire.example/a", "en.wire.example/a"),
        ("https://wire.example", "wire.example/"),
        ("https://wire.example/view.php?ref=x&id=17", "wire.example/view.php?id=17"),
        ("not an address", "not an address"),
        ("http://[broken", "http://[broken"),
    ],
)
def test_fv22_addresses(url: str, expected: str) -> None:
    """Scheme, mobile host and where a reader came from do not count; a parameter that names the article does."""
    assert identity.address(url) == expected
    assert page(f"{HEAD}\n\n{TEXT}", source="somewire", url=url).item_id == expected


def test_an_address_in_many_caches() -> None:
    """A cache's address of a cache's address, a thousand deep, is that of the page, and no defect."""
    assert identity.address("https://" + "www.google.com/amp/s/" * 1_500 + "wire.example/a") == "wire.example/a"


def test_order_of_what_names_an_item() -> None:
    """The feed's id before the address, the address before a stand-in."""
    fields: dict[str, Any] = {"source": "somewire", "headline": HEAD, "body": TEXT}
    assert article(id="n-17", url="https://wire.example/a", **fields).item_id == "n-17"
    assert article(id=17, **fields).item_id == "17"
    assert article(url="https://wire.example/a", **fields).item_id == "wire.example/a"
    assert article(**fields).item_id.startswith("x")


def test_fv09_made_up_id() -> None:
    """Without an id: source, headline, lead number and day, so that another day or version is another item."""
    day = "2025-03-14T13:00:00+09:00"
    base = article(headline=HEAD, body=TEXT, published_at=day).item_id
    assert article(headline=f"{HEAD} ", body="Other text.", published_at="2025-03-14T15:00:00+09:00").item_id == base
    assert article(headline=HEAD.upper(), body=TEXT, published_at=day).item_id == base
    assert article(headline=f"(LEAD) {HEAD}", body=TEXT, published_at=day).item_id != base
    assert article(headline=HEAD, body=TEXT, published_at="2025-03-15T13:00:00+09:00").item_id != base
    assert article("somewire", headline=HEAD, body=TEXT, published_at=day).item_id != base


@pytest.mark.parametrize(
    ("stamp", "dateline", "trusted"),
    [
        ("13:00 March 14, 2025", "March 14", True),
        ("13:00 March 16, 2025", "March 16", True),
        ("03:00 March 14, 2025", "March 13", True),
        ("13:00 March 17, 2025", "March 17", False),
        ("22:36 November 03, 2025", "Nov. 3", False),
        ("10:17 March 14, 2025", "March 21", False),
    ],
)
def test_recycled_ids(stamp: str, dateline: str, trusted: bool) -> None:
    """A content id whose date is over two days from any date of the page belongs to another story."""
    a = page(
        f"{HEAD}\n\n{stamp}\n\n{TEXT.replace('March 14', dateline)}", url="https://en.example/view/AEN20250314002152315"
    )
    assert a.item_id == ID
    assert (a.serial is not None, a.send_number is not None, a.flags == ()) == (trusted, trusted, trusted)


def test_an_id_whose_date_is_none() -> None:
    """Seventeen digits that are no day give an item, but no serial."""
    a = page(f"{HEAD}\n\n{TEXT}", id="AEN20259914002152315")
    assert (a.item_id, a.serial, a.flags) == ("AEN20259914002152315", None, ("recycled_id",))


def test_fv60_the_ids_date_is_no_time() -> None:
    """The id's day is a key, never the time of the event."""
    a = page(f"{HEAD}\n\n{TEXT}", id=ID)
    assert (a.published, a.event_ms) == (None, None)


SPELLINGS = (
    "Meren-ferry rescue",
    "meren-Ferry  Rescue",
    "“Meren-ferry rescue”",
    "'Meren-ferry rescue'",
    "Meren\u2010ferry\u00a0rescue",
    "Meren – ferry rescue",
    "Meren-ferry rescue/",
    "(2nd LD) Meren-ferry rescue",
    "(2nd D) Meren-ferry rescue",
    "Meren-ferry rescue (LEAD)",
    "Meren-ferry rescue (2nd LD) ",
    "BC-Meren-ferry rescue",
    "BC-Meren-ferry rescue,2nd Ld-Writethru",
    "Meren-ferry rescue,1stLd-Writethru,600",
    "Ｍeren-ferry rescue.",
)


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_fv28_fv29_fv30_one_key_for_a_slug(spelling: str) -> None:
    """Case, spaces, quotes, hyphens, markers, BC- and a version label do not make another slug."""
    assert slug_key(spelling) == "meren-ferry rescue"


def test_other_slugs_are_other_keys() -> None:
    """A comma or a number is part of a slug unless it begins a version label."""
    keys = {slug_key(s) for s in ("Meren-ferry", "Meren-ferries", "Meren, Tolve-summit", "Meren", "Meren-ferry 2")}
    assert len(keys) == 5


@pytest.mark.parametrize(
    "spelling",
    [
        "Ferry ‘sinks’ off Meren: guard",
        "(LEAD) Ferry 'sinks' off Meren: guard",
        "(LEAD) (Asiad) Ferry 'sinks' off Meren:  Guard",
        "(LAEDX) Ferry 'sinks' off Meren: guard",
        "UPDATE 1-Ferry 'sinks' off Meren: guard",
        "Ferry 'sinks' off Meren: guard (2nd Ld)",
        "Ferry 'sinks' off Meren: guard.",
    ],
)
def test_fv30_one_key_for_a_headline(spelling: str) -> None:
    """Markers, known or not, prefixes and labels do not make another headline."""
    assert headline_key(spelling) == "ferry 'sinks' off meren: guard"


def test_a_wrapup_is_another_headline() -> None:
    """A round-up is a story apart from its parts."""
    assert headline_key("WRAPUP 1-Storm day") != headline_key("Storm day")


def test_an_id_fit_for_a_key() -> None:
    """An id is part of a record's key: a very long one is shortened, and stays apart from others like it."""
    a, b = (page(f"{HEAD}\n\n{TEXT}", id="n" * 5000 + end).item_id for end in "ab")
    assert len(a) < 150
    assert a != b


def test_source_is_cleaned() -> None:
    """A source's name is one line without blanks around it: it is what partitions go by."""
    assert article(" yonhap\u0000 ", headline=HEAD, body=TEXT).source == "yonhap"


def test_fv93_when_a_version_was_made() -> None:
    """A feed that says so orders the copies of an item: it stands for the time of receipt, but is never after it."""
    day: dict[str, Any] = {"headline": "Ferry sinks", "body": TEXT, "published_at": "2025-03-14T05:10:00Z"}
    made = "2025-03-14T06:10:00Z"
    ms = 1_741_932_600_000
    stated: dict[str, Any]
    for stated in ({"updated_at": made}, {"versioncreated": made}, {"modified": made}, {"dateModified": made}):
        assert article("coast", None, **day, **stated).received_ms == ms
        assert article("coast", ms + 1, **day, **stated).received_ms == ms
        assert article("coast", ms - 1, **day, **stated).received_ms == ms - 1
    for nothing in ({"updated_at": "2025-03-14"}, {"updated_at": "5 minutes ago"}, {"updated_at": 12}):
        assert article("coast", ms + 1, **day, **nothing).received_ms == ms + 1
