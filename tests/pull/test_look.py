"""One look over HTTP or into a folder."""

from __future__ import annotations

import gzip
import os
import time
from email.utils import formatdate
from pathlib import Path

import orjson
import pytest

from tests.pull.server import rss, serving
from worker.pull import fetch, plan
from worker.pull.fetch import FetchError
from worker.pull.look import MOST_A_FILE, look
from worker.pull.plan import Pull
from worker.pull.position import KEPT_DAYS, Position, from_json
from worker.stream.errors import SettingsError
from worker.wire.raw import parts

AT = "Fri, 14 Mar 2025 05:10:00 GMT"


def test_a_feed_is_asked_for_once_for_each_state() -> None:
    """ETag and Last-Modified go back as they came; where nothing has changed, there is nothing to cut."""
    with serving() as site:

        def page(headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
            if headers.get("if-none-match") == '"1"' and headers.get("if-modified-since") == AT:
                return 304, {"ETag": '"1"'}, b""
            packed = gzip.compress(rss(("1", AT, "A"), ("2", AT, "B")))
            said = {
                "ETag": '"1"',
                "Last-Modified": AT,
                "Content-Encoding": "gzip",
                "Content-Type": "application/rss+xml",
            }
            return 200, said, packed

        site.pages["/feed"] = page
        pull = Pull("coastal", "feed", f"{site.url}/feed", 60, {"Authorization": "Bearer k"})
        http = fetch.pool()
        first = look(pull, Position(), http)
        assert [b"Ferry 2" in p.body for p in first.pieces] == [True, False], "the oldest, which stands last, first"
        assert (first.next.etag, first.next.last_modified, first.pieces[0].content_type) == (
            '"1"', AT, "application/rss+xml; charset=utf-8"
        )  # fmt: skip
        first.next.saw(first.there, 1)
        second = look(pull, first.next, http)
        assert (second.changed, second.pieces, second.next) == (False, [], first.next)
        assert site.asked[1][1]["authorization"] == "Bearer k"
        again = look(pull, Position(seen=first.next.seen), http)
        assert (again.changed, again.pieces, len(again.there)) == (True, [], 2)


@pytest.mark.parametrize(("status", "asked", "wait"), [(404, 1, 0), (500, 3, 0), (429, 1, 7), (503, 1, 60)])
def test_what_does_not_answer(monkeypatch: pytest.MonkeyPatch, status: int, asked: int, wait: float) -> None:
    """A fault of the server is tried again at once, unless it asks to be left alone; one of ours is not. A date in the
    past counts as a minute."""
    monkeypatch.setattr(fetch.get.retry, "sleep", lambda seconds: None)
    said = {429: {"Retry-After": "7"}, 503: {"Retry-After": AT}}.get(status, {})
    with serving() as site:
        site.pages["/feed"] = (status, said, b"")
        with pytest.raises(FetchError, match=f"HTTP {status}") as error:
            fetch.get(fetch.pool(), f"{site.url}/feed", {})
        assert (len(site.asked), error.value.wait) == (asked, wait)


def test_left_alone_until_a_date() -> None:
    """`Retry-After` may be a date; no server is left alone for more than an hour."""
    with serving() as site:
        for ahead, least in ((300, 290), (100_000, 3600)):
            site.pages["/feed"] = (503, {"Retry-After": formatdate(time.time() + ahead, usegmt=True)}, b"")
            with pytest.raises(FetchError) as error:
                fetch.get(fetch.pool(), f"{site.url}/feed", {})
            assert least <= error.value.wait <= min(ahead, 3600)


def test_a_feed_that_has_moved() -> None:
    """To another address of the same server, again and again: the connection carries the next request."""
    with serving() as site:
        site.pages["/old"] = (301, {"Location": "/new"}, b"It has moved.")
        site.pages["/new"] = (200, {}, b"here")
        http = fetch.pool()
        assert [fetch.get(http, f"{site.url}/old", {}).body for _ in range(3)] == [b"here"] * 3
        assert len(site.asked) == 6, "none was tried twice"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"<!doctype html><html><body><p>Please log in.</p></body></html>", "an HTML page"),
        (b" \n", "an empty response"),
    ],
)
def test_what_stands_at_the_address_is_no_feed(body: bytes, said: str) -> None:
    """A page to log in, or one that reports a fault, is no article of the agency."""
    with serving() as site:
        site.pages["/feed"] = (200, {"Content-Type": "application/rss+xml"}, body)
        with pytest.raises(FetchError, match=said):
            look(Pull("coastal", "feed", f"{site.url}/feed", 60), Position(), fetch.pool())


def test_no_key_goes_to_another_host(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sent on elsewhere, the request goes without; sent on in a circle, or to a file, it ends."""
    with serving() as site, serving() as other:
        site.pages["/feed"] = (302, {"Location": f"{other.url}/there"}, b"")
        other.pages["/there"] = (200, {}, b"here")
        headers = {"X-Api-Key": "secret", "Authorization": "secret", "Accept": "text/xml"}
        assert fetch.get(fetch.pool(), f"{site.url}/feed", headers).body == b"here"
        assert site.asked[0][1]["x-api-key"] == "secret"
        assert "secret" not in other.asked[0][1].values()
        assert other.asked[0][1]["accept"] == "text/xml"
        for to in ("/feed", "file:///etc/passwd"):
            site.pages["/feed"] = (302, {"Location": to}, b"")
            with pytest.raises(FetchError, match="redirects"):
                fetch.get(fetch.pool(), f"{site.url}/feed", {})


def test_an_answer_has_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bomb is left where it is, unpacked to the limit and no further."""
    monkeypatch.setattr(fetch, "MOST_BYTES", 1 << 20)
    with serving() as site:
        site.pages["/feed"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(bytes(50 << 20)))
        with pytest.raises(FetchError, match="larger than 1 MB"):
            fetch.get(fetch.pool(), f"{site.url}/feed", {})
        assert len(site.asked) == 1


def test_the_ap_media_api() -> None:
    """Page after page by next_page; each text item with its NITF, which the API keeps apart, asked for with the key;
    what is no text goes on as it is, and what is known is not asked for again."""
    with serving() as site:

        def item(name: str, kind: str = "text") -> dict[str, object]:
            return {
                "item": {
                    "altids": {"itemid": name}, "version": 1, "type": kind, "headline": f"Ferry {name}",
                    "versioncreated": "2025-03-14T05:10:00Z", "renditions": {"nitf": {"href": f"/nitf/{name}"}},
                }
            }  # fmt: skip

        def page(*items: dict[str, object], following: str) -> bytes:
            return orjson.dumps({"data": {"items": items, "next_page": f"{site.url}/{following}"}})

        site.pages["/feed"] = (200, {}, page(item("1"), item("p", "picture"), following="two"))
        site.pages["/two"] = (200, {}, page(item("2"), following="three"))
        site.pages["/three"] = (200, {}, page(following="three"))
        nitf = b"<nitf><body><body.content><p>It sails.</p></body.content></body></nitf>"
        site.pages |= {f"/nitf/{n}": (200, {}, nitf) for n in "12"}
        pull = Pull("ap", "ap_media", f"{site.url}/feed", 15, {"x-api-key": "k"})
        position, told, more = Position(), [], True
        while more:
            found = look(pull, position, fetch.pool())
            told += [parts(p.body, "ap", p.content_type).parts[0].message for p in found.pieces]
            position, more = found.next, found.more
            position.saw(found.there, 1)
        assert [m.get("paragraphs") if isinstance(m, dict) else m.reason for m in told] == [  # type: ignore[union-attr]
            ["It sails."], "not_text", ["It sails."]
        ]  # fmt: skip
        assert position.next_page == f"{site.url}/three"
        assert {headers.get("x-api-key") for _, headers in site.asked} == {"k"}
        asked = len(site.asked)
        again = look(pull, Position(seen=position.seen), fetch.pool())
        assert (again.pieces, len(site.asked)) == ([], asked + 1)
        site.pages["/feed"] = (200, {}, b"<html>")
        with pytest.raises(FetchError, match="not a response of the AP Media API"):
            look(pull, Position(), fetch.pool())


def test_a_folder(tmp_path: Path) -> None:
    """Files by name, size and time of change, the oldest first; one that is still being written, or hidden, waits."""
    for n, name in enumerate(("b.xml", "a.xml", "sub/c.json", ".hidden", "young.txt")):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(name.encode())
        at = time.time() - (0 if name == "young.txt" else 100 - n)
        os.utime(path, (at, at))
    pull = Pull("nordlight", "folder", str(tmp_path), 5)
    found = look(pull, Position(), fetch.pool())
    assert [p.body for p in found.pieces] == [b"b.xml", b"a.xml", b"sub/c.json"]
    found.next.saw(found.there, 1)
    (tmp_path / "a.xml").write_bytes(b"again")
    os.utime(tmp_path / "a.xml", (1, 1))
    assert [p.body for p in look(pull, found.next, fetch.pool()).pieces] == [b"again"]
    with pytest.raises(FetchError, match="gone"):
        look(Pull("nordlight", "folder", str(tmp_path / "gone"), 5), Position(), fetch.pool())


def test_a_folder_of_other_things(tmp_path: Path) -> None:
    """A pipe, a link to nowhere and a file that is too large keep none of the other files back."""
    os.mkfifo(tmp_path / "a.pipe")
    (tmp_path / "b.link").symlink_to(tmp_path / "nowhere")
    with (tmp_path / "c.img").open("wb") as file:
        file.truncate(MOST_A_FILE + 1)
    (tmp_path / "d.xml").write_bytes(b"<d/>")
    for name in ("c.img", "d.xml"):
        os.utime(tmp_path / name, (1, 1))
    found = look(Pull("nordlight", "folder", str(tmp_path), 5), Position(), fetch.pool())
    assert [len(p.body) for p in found.pieces] == [MOST_A_FILE, 4]


def test_a_position_forgets_what_is_long_gone() -> None:
    """And is read back as it was written; of anything else nothing is read."""
    position = Position("e", None, None, {"a": 1, "b": KEPT_DAYS})
    position.saw({"c"}, KEPT_DAYS + 1)
    assert position.seen == {"b": KEPT_DAYS, "c": KEPT_DAYS + 1}
    assert from_json(position.to_json()) == position
    assert from_json(b"[]") == from_json(b"x") == Position()


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("", r"no \[\[pull"),
        ("[[pull]]\nsource = 'a'\n", "give one of feed, ap_media, folder"),
        ("[[pull]]\nsource = 'a'\nfeed = 'ftp://x'\n", "not an http address"),
        ("[[pull]]\nsource = ''\nfeed = 'http://x'\n", "source must name"),
        ("[[pull]]\nsource = 'a'\nfeed = 'http://x'\nevry = 5\n", "unknown evry"),
        ("[[pull]]\nsource = 'a'\nfeed = 'http://x'\nevery = 0\n", "every must be"),
        ("[[pull]]\nsource = 'a'\nfolder = '/nowhere/at/all'\n", "no folder"),
        ("[[pull]]\nsource = 'a'\nfeed = 'http://x'\nheaders = {k = '$NO_SUCH'}\n", "variable NO_SUCH is not set"),
        ("[[pull]]\nsource = 'a'\nfeed = 'http://x'\n" * 2, "listed twice"),
        ("pull = 1 2", "pulls.toml"),
    ],
)
def test_a_table_with_a_fault(table: str, said: str) -> None:
    """It is one clear line that names the row."""
    with pytest.raises(SettingsError, match=said):
        plan.parse(table, "pulls.toml", {})


def test_a_table(tmp_path: Path) -> None:
    """Keys come from the environment, and are shown nowhere."""
    table = f"""
[[pull]]
source = "AP"
ap_media = "https://api.ap.example/feed"
headers = {{ x-api-key = "$KEY" }}
[[pull]]
source = "nordlight"
folder = "{tmp_path}"
every = 2
"""
    ap, nordlight = plan.parse(table, "pulls.toml", {"KEY": "secret"})
    assert (ap.kind, ap.every, ap.headers) == ("ap_media", 15.0, {"x-api-key": "secret"})
    assert (nordlight.kind, nordlight.every) == ("folder", 2.0)
    assert "secret" not in repr(ap)
