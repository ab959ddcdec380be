"""Every page, asked without a port: what it shows, to whom, and what stands around it."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.desk import kit
from tests.desk.kit import Browser
from tests.desk.test_store import FIRST, KILL, SECRET, page
from worker.desk import decided, questions
from worker.desk.access import Access, parse_tokens
from worker.desk.app import STATIC, Actions
from worker.desk.filters import Filter
from worker.desk.questions import Viewer
from worker.story import decision
from worker.stream.decide import made
from worker.stream.errors import NoBroker

HOSTILE = '<script>alert(1)</script> "onmouseover=x \u202egnirts\u202c'
LEAD = page(
    2, "(LEAD) Harbor to stay open", 'PORT MEREN, March 14 (Yonhap) -- "It stays," Tarl Brask said.', marker="LEAD"
)


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Browser]:
    opened = kit.browser(tmp_path)
    yield opened
    opened.desk.store.close()


def uri(browser: Browser) -> str:
    (row,) = questions.wire(browser.desk.store, Viewer(), Filter())
    return str(row["uri"])


def test_an_empty_desk_says_so(browser: Browser) -> None:
    """Each page has a sentence for nothing, and for what is not there."""
    assert "Nothing yet." in browser.get("/").text
    browser.desk.standing.behind = browser.desk.standing.begun_behind = 12_345
    assert "12,345 records are left" in browser.get("/").text
    for address in ("/people", "/dead-letters", "/sources", "/?source=nobody"):
        assert browser.get(address).status == 200
    for address in ("/nothing", "/story/newswire:nobody:1", "/people/nobody", "/dead-letters/0/7"):
        found = browser.get(address)
        assert (found.status, "To the wire" in found.text) == (404, True)


def test_a_story_with_its_versions(browser: Browser) -> None:
    """Text with what was said marked, each version with what it changed and why it belongs here, and the comparison."""
    kit.fill(browser.desk.store, FIRST, LEAD)
    text = browser.get(f"/story/{uri(browser)}").text
    assert re.search(r'<q class="said direct" data-speaker="0" title="Tarl Brask">It stays,</q>', text)
    assert "serial 20250314-0047-315" in text
    assert "+1 −1 paragraphs, headline" in text
    hashes = re.findall(r'name="a" value="(\w+)"', text)
    compared = browser.get(f"/compare/{uri(browser)}?a={hashes[1]}&b={hashes[0]}").text
    assert "Harbor to <del>close</del>" in compared.replace("\n", "")
    assert "<ins>stay open</ins>" in compared
    assert f'?a={hashes[1]}&amp;b={hashes[0]}">' in text.split("<ol>", 1)[1], "what a version changed leads there"
    assert browser.get(f"/compare/{uri(browser)}?a={hashes[1]}&b=none").status == 404
    assert browser.get(f"/json/{uri(browser)}").text.startswith('{"uri":"newswire:yonhap')
    assert '"standard"' in browser.get(f"/ninjs/{uri(browser)}").text
    assert "It stays," in browser.get("/people/Tarl Brask").text
    assert "Tarl Brask" in browser.get("/people?q=brask").text


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "withheld"},
        {"status": "canceled"},
        {"status": "usable", "embargoed_until": "2125-03-15T09:00:00Z"},
    ],
)
@pytest.mark.parametrize("before", [(), (FIRST,)])
def test_a_story_in_any_state_has_a_page(
    browser: Browser, before: tuple[dict[str, Any], ...], fields: dict[str, Any]
) -> None:
    """On hold, killed, under embargo, from its first version or only later, and whether or
    not anybody has decided anything: no state makes a page fail."""
    browser.desk.access = Access(proxy_header="x-user", embargo_readers=frozenset({"ana"}))
    kit.fill(browser.desk.store, *before, page(2, "Harbor held", "The harbor is held.") | fields)
    for row in questions.wire(browser.desk.store, Viewer("ana", True, True), Filter()):
        for which in ("story", "json", "ninjs", "state"):
            assert browser.get(f"/{which}/{row['uri']}", **{"x-user": "ana"}).status == 200, which


def test_items_known_by_their_addresses_have_texts(browser: Browser) -> None:
    """A story knows an item by its address without the scheme, its articles may state it with: the versions have their
    texts and can be compared; when the story is killed, they are gone."""
    item = {"source": "harbour", "id": "https://www.harbour.example/news/c1", "headline": "Ferry", "body": "It sails."}
    changed = item | {"body": f"The {SECRET} has sailed.", "published_at": "2025-03-14T12:20:00+09:00"}
    kit.fill(browser.desk.store, item | {"published_at": "2025-03-14T12:00:00+09:00"}, changed)
    address = uri(browser)
    text = browser.get(f"/story/{address}").text
    assert "its text is not available" not in text
    hashes = re.findall(r'name="a" value="(\w+)"', text)
    assert SECRET in browser.get(f"/compare/{address}?a={hashes[1]}&b={hashes[0]}").text
    kill = changed | {"status": "canceled", "published_at": "2025-03-14T12:40:00+09:00"}
    kit.fill(browser.desk.store, item | {"published_at": "2025-03-14T12:00:00+09:00"}, changed, kill)
    kept = browser.desk.store.reader().execute("SELECT count(*) FROM texts WHERE body IS NOT NULL").fetchone()[0]
    assert kept == 0


def test_combines_are_a_graph(browser: Browser) -> None:
    """What a story absorbed stands above it, what is not on the wire yet too, each by its headline; the absorbed one
    names the story that took it in, in the list as well."""
    note = '(ATTN: COMBINES with story sent under slug "Meren-ferry fire"; COMBINES with story sent under slug "Weir")'
    other = {"id": "AEN20250314006000315", "slug": "Meren-ferry fire", "headline": "Ferry burns off Meren"}
    lead = {"slug": "Harbor", "headline": "(LEAD) Harbor to stay open", "body": f"{note}\n\nThe harbor stays open."}
    kit.fill(browser.desk.store, page(1, "", "The ferry burned at sea.") | other, page(2, "", "") | lead)
    rows = {row["status"]: row["uri"] for row in questions.wire(browser.desk.store, Viewer(), Filter())}
    upper = browser.get(f"/story/{rows['usable']}").text.split('<ol class="graph">')[1].split("</ol>")[0]
    assert re.findall(r'<li class="(\w+ \w+)">', upper) == ["in superseded", "in unresolved", "self usable"]
    assert f'<a href="/story/{rows["superseded"]}" dir="auto">Ferry burns off Meren</a>' in upper
    assert "Weir" in upper
    lower = browser.get(f"/story/{rows['superseded']}").text.split('<ol class="graph">')[1].split("</ol>")[0]
    assert f'<a href="/story/{rows["usable"]}" dir="auto">Harbor to stay open</a>' in lower
    assert "superseded by Harbor to stay open" in browser.get("/").text


def test_a_killed_story_shows_no_text_anywhere(browser: Browser) -> None:
    """No page holds a word of it, nor its raw message; its row says that it was killed."""
    kit.fill(browser.desk.store, FIRST, KILL)
    name = uri(browser)
    addresses = ("/", f"/?q={SECRET}", f"/story/{name}", f"/json/{name}", f"/ninjs/{name}", "/people", "/rows?after=0")
    answers = [browser.get(address) for address in addresses]
    assert [a.status for a in answers] == [200] * len(answers)
    assert all(SECRET not in a.text.replace(f'value="{SECRET}"', "").replace(f"<title>{SECRET}", "").replace(
        f"q={SECRET}", "") for a in answers)  # fmt: skip
    assert 'class="badge killed"' in answers[0].text
    assert browser.get(f"/raw/0/{name}").status == 403


def test_an_embargoed_story_is_refused(browser: Browser) -> None:
    """Whoever knows its name still sees nothing of it."""
    kit.fill(browser.desk.store, FIRST)
    name = uri(browser)
    browser.desk.store.writer.execute("UPDATE stories SET embargo = 9e15")
    for where in ("story", "json", "ninjs", "compare", "raw/0"):
        found = browser.get(f"/{where}/{name}?a=x&b=y")
        assert found.status == 403
        assert SECRET not in found.text
        assert "Harbor" not in found.text
    assert "1 under embargo, not shown" in browser.get("/").text


def test_an_embargoed_text_is_read_by_whoever_is_named(tmp_path: Path) -> None:
    """The record tells nothing of it; the page shows the article to him, and says that it is under embargo."""
    access = Access(proxy_header="x-user", embargo_readers=frozenset({"ana"}))
    browser = kit.browser(tmp_path, access)
    kit.fill(browser.desk.store, FIRST | {"embargoed_until": "2125-03-15T09:00:00Z", "embargoed": True})
    (row,) = questions.wire(browser.desk.store, Viewer("ana", sees_embargoed=True), Filter())
    assert row["status"] == "embargoed"
    address = f"/story/{row['uri']}"
    shown = browser.get(address, **{"x-user": "ana"}).text
    assert SECRET in shown
    assert "Under embargo" in shown
    assert browser.get(address, **{"x-user": "bo"}).status == 403
    browser.desk.store.close()


def test_a_hostile_wire_is_text(browser: Browser) -> None:
    """Markup is shown, not obeyed; an address that runs is no link."""
    bad = page(0, HOSTILE, f'MEREN, March 14 (Yonhap) -- "{HOSTILE}," {HOSTILE} said.', slug=HOSTILE)
    kit.fill(browser.desk.store, bad | {"url": "javascript:alert(1)"})
    kit.take_letter(
        browser.desk.store, HOSTILE.encode() + b"\xff\x00", reason="not_json", detail=HOSTILE, source=HOSTILE
    )
    for address in ("/", f"/story/{uri(browser)}", "/dead-letters", "/dead-letters/0/0", f"/?q={'%3Cscript%3E'}"):
        text = browser.get(address).text
        assert "<script>alert" not in text
        assert 'href="javascript' not in text
        assert not re.search(r"<[^>]*\sonmouseover", text)
        if address.startswith("/dead-letters"):
            assert "\u202e" not in text


def test_a_story_beyond_measure_has_pages_of_a_size(browser: Browser) -> None:
    """A headline of 100 kB, 10,000 versions, 5,000 absorbed stories: no page grows with them, and each says what it
    leaves out."""
    (record,) = kit.told(kit.articles(FIRST))
    told = orjson.loads(record.value or b"")
    (first,) = told["versions"]
    absorbed = [f"newswire:yonhap:{n}" for n in range(5_000)]
    combine = {"slug": None, "headline": HOSTILE, "state": "superseded", "ambiguous": False}
    huge = told | {
        "headline": HOSTILE + "x" * 100_000,
        "version": 10_000,
        "versions": [first | {"item_id": f"i{n}", "content_hash": f"{n:x}"} for n in range(10_000)],
        "combines": [combine | {"uri": uri} for uri in absorbed],
    }
    others = [told | {"uri": uri, "status": "superseded", "superseded_by": told["uri"]} for uri in absorbed[:200]]
    kit.take(browser.desk.store, [kit.Record(s["uri"].encode(), orjson.dumps(s)) for s in (*others, huge)])
    wire, story = browser.get("/"), browser.get(f"/story/{told['uri']}")
    assert len(wire.body) < 300_000
    assert len(story.body) < 700_000
    assert "9,900 older ones are not listed" in story.text
    assert "4,950 more are not listed" in story.text
    assert "<script>alert" not in wire.text + story.text
    assert len(browser.get(f"/compare/{told['uri']}?a=0&b={9_999:x}").body) < 300_000


@pytest.mark.parametrize(
    ("value", "looks"),
    [
        (b'<?xml version="1.0"?><nitf><body/></nitf>', "NITF"),
        (b'{"source": "coastal"}', "a raw article"),
        (b'{"source": ', "unreadable: "),
        (b"\xff\xfe\x00", "unreadable: byte 0"),
        (b'{"a": ' * 2_000, "unreadable: "),
    ],
)
def test_a_dead_letter_says_what_it_looks_like(browser: Browser, value: bytes, looks: str) -> None:
    """By the worker's own table of formats, whatever the bytes are."""
    kit.take_letter(browser.desk.store, value, reason="schema")
    found = re.search(r"<dt>looks like</dt><dd>([^<]+)", browser.get("/dead-letters/0/0").text)
    assert found
    assert found[1].startswith(looks)


def test_every_answer_is_guarded(browser: Browser) -> None:
    """Nothing inline, nothing from elsewhere, no frame; and not by another name than ours."""
    for address in ("/", "/nothing", "/static/desk.css", "/healthz"):
        headers = browser.get(address).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
    assert browser.get("/", host="evil.example").status == 400
    for text in (browser.get("/").text, (STATIC / "desk.css").read_text()):
        assert not re.search(r"https?://(?!www\.w3\.org)", text)
        assert "<style" not in text
        assert " style=" not in text


def token_of(name: str) -> dict[str, str]:
    return parse_tokens((f"{name}:{hashlib.sha256(b'secret').hexdigest()}",))


def form_of(text: str) -> str:
    found = re.search(r'name="csrf" value="(\w+)"', text)
    assert found
    return found[1]


def test_what_kafka_refuses_loses_no_selection(tmp_path: Path) -> None:
    """With Kafka away an action on dead letters is refused in one plain sentence, and what was selected still is."""

    def unanswered(_: object) -> int:
        raise NoBroker("no Kafka at 10.0.0.1:9092\nCheck NEWSWIRE_BOOTSTRAP_SERVERS")

    browser = kit.browser(tmp_path, Access(proxy_header="x-user"), Actions(unanswered, unanswered, lambda d: None))
    kit.take_letter(browser.desk.store, b"{", reason="not_json")
    ana = {"x-user": "ana"}
    form = form_of(browser.get("/dead-letters", **ana).text)
    for away in (None, 1.0):
        browser.desk.standing.away_since = away
        refused = browser.post("/dead-letters/do", ana, csrf=form, deed="redrive", name="0/0")
        assert refused.status == 503
        assert "Try again in a minute" in refused.text
        assert "BOOTSTRAP" not in refused.text
        assert re.search(r'value="0/0"[^>]* checked', refused.text)
    assert "Select the dead letters first" in browser.post("/dead-letters/do", ana, csrf=form, deed="drop").text
    browser.desk.store.close()


def test_dead_letters_go_on_behind_the_first_page(browser: Browser) -> None:
    """The page says how many there are, and the rest of them are behind a link."""
    for n in range(130):
        kit.take_letter(browser.desk.store, b"{", place=n, reason="not_json")
    first = browser.get("/dead-letters?reason=not_json").text
    assert "130 dead letters, 100 of them on this page" in first
    older = re.search(r'<a href="(/dead-letters\?[^"]+)">Older', first)
    assert older
    second = browser.get(html.unescape(older[1])).text
    assert "Older" not in second
    names = re.findall(r">(0/\d+)</a>", first + second)
    assert sorted(names) == sorted({f"0/{n}" for n in range(130)})


def test_why_the_articles_are_one_story(browser: Browser) -> None:
    """A story of one version needs no reason; one that an editor joined says who did it and why, even where nothing
    else would make it one."""
    (first, other) = kit.articles(FIRST, page(9, "Weir holds", "The weir holds.", id="w-1", slug="Weir"))
    join = made("yonhap", "join", [first.item_id, other.item_id], who="ana", why="One flood", now_ms=5)
    kit.take(browser.desk.store, kit.told([first]), kit.kept([first]))
    assert "it has one version so far" in browser.get(f"/story/{uri(browser)}").text
    record = kit.Record(join.id.encode(), decision.to_json(join), timestamp=5)
    decided.take_decisions(browser.desk.store.writer, [record])
    kit.take(browser.desk.store, kit.told([first, other], [join]), kit.kept([first, other]))
    why = browser.get(f"/story/{uri(browser)}").text.split("One story because</span>")[1].split("</p>")[0]
    assert "ana decided so: One flood" in why
    assert "single item" not in why


def test_an_advisory_is_no_digest(browser: Browser) -> None:
    """What is not news is called by its own name."""
    note = page(1, "(EDITORS NOTE) Harbor", "EDITORS: hold the harbor story.", status="withheld", kind="advisory")
    told = orjson.loads(kit.told(kit.articles(note))[0].value or b"")
    kit.take(browser.desk.store, [kit.Record(b"newswire:n", orjson.dumps(told | {"kind": "advisory"}))])
    marks = browser.get("/").text
    assert 'class="badge advisory"' in marks
    assert 'class="badge digest"' not in marks


def test_a_uri_with_percent_signs_is_found_as_it_is(browser: Browser) -> None:
    """Pasted after /story/ as `stories list` prints it, or as a link of a page has it."""
    (record,) = kit.told(kit.articles(FIRST))
    told = orjson.loads(record.value or b"") | {"uri": "newswire:yonhap:slug:meren%20fire"}
    kit.take(browser.desk.store, [kit.Record(told["uri"].encode(), orjson.dumps(told))])
    for typed in ("newswire:yonhap:slug:meren%20fire", "newswire:yonhap:slug:meren%2520fire"):
        assert browser.get(f"/story/{typed}").status == 200


def test_an_empty_note_agrees_with_nothing(browser: Browser) -> None:
    """A marker that says CORRECTS without a note is not shown as a note."""
    told = orjson.loads(kit.told(kit.articles(FIRST, LEAD))[0].value or b"")
    operation = {"verb": "CORRECTS", "objects": [], "paragraphs": [], "onward": False, "throughout": False, "slugs": []}
    note = {"editor_note": {"text": "", "operations": [operation]}, "change": told["change"] | {"note_agrees": True}}
    kit.take(browser.desk.store, [kit.Record(told["uri"].encode(), orjson.dumps(told | note))])
    assert "the text agrees" not in browser.get(f"/story/{told['uri']}").text


def test_who_may(tmp_path: Path) -> None:
    """Without a token nothing is done; with one, signed in, and with our own form, it is. A session of another secret,
    a wrong token, a form of another site are refused."""
    did: list[Any] = []
    act = Actions(lambda names: did.append(set(names)) or len(names), lambda names: 0, lambda d: None)  # type: ignore[func-returns-value]
    browser = kit.browser(tmp_path, Access(token_of("ana")), act)
    kit.take_letter(browser.desk.store, b"{", reason="not_json")
    form = form_of(browser.get("/dead-letters").text)
    assert browser.post("/dead-letters/do", csrf=form, deed="redrive", name="0/0").status == 403
    sign_in = form_of(browser.get("/sign-in").text)
    assert browser.post("/sign-in", csrf=sign_in, token="guess").status == 403
    assert browser.post("/sign-in", csrf="", token="secret").status == 403
    assert browser.post("/sign-in", csrf=sign_in, token="secret").status == 303
    assert "Sign out" in browser.get("/").text
    stolen = form
    assert browser.post("/dead-letters/do", csrf=stolen, deed="redrive", name="0/0").status == 403
    form = form_of(browser.get("/dead-letters").text)
    cross = {"sec-fetch-site": "cross-site"}
    assert browser.post("/dead-letters/do", cross, csrf=form, deed="redrive", name="0/0").status == 403
    assert did == []
    assert browser.post("/dead-letters/do", csrf=form, deed="redrive", name="0/0").status == 303
    assert browser.post("/dead-letters/do", csrf=form, deed="redrive", reason="not_json", all="1").status == 303
    assert did == [{"0/0"}, {"0/0"}]
    browser.desk.access.secret = b"another"
    assert "Sign in" in browser.get("/").text
    browser.desk.store.close()


def test_a_desk_without_tokens_only_shows(browser: Browser) -> None:
    """Read-only is the default: no way to sign in, and what would change something is refused."""
    assert "read only" in browser.get("/").text
    assert browser.get("/sign-in").status == 404
    form = form_of(browser.get("/dead-letters?state=any").text) if "csrf" in browser.get("/dead-letters").text else ""
    assert browser.post("/dead-letters/do", csrf=form or "x", deed="drop", name="0/0").status == 403


def test_a_proxy_names_people_only_from_its_own_address(tmp_path: Path) -> None:
    """The header counts where the proxy sends it, and is nothing from elsewhere."""
    browser = kit.browser(tmp_path, Access(proxy_header="x-user", proxy_from=("127.0.0.1",)))
    assert "<span>ana</span>" in browser.get("/", **{"x-user": "ana"}).text
    browser.desk.access.proxy_from = ("10.0.0.1",)
    assert "<span>ana</span>" not in browser.get("/", **{"x-user": "ana"}).text
    browser.desk.store.close()


def test_guessing_is_slow(tmp_path: Path) -> None:
    """After ten wrong tokens within a minute even the right one is refused."""
    access = Access(token_of("ana"))
    assert access.sign_in("secret")
    assert not any(access.sign_in("guess") for _ in range(10))
    assert access.sign_in("secret") is None


@pytest.mark.parametrize("pair", ["ana", "ana:12", f":{'0' * 64}", f"ana:{'z' * 64}"])
def test_a_token_that_is_none_is_refused(pair: str) -> None:
    """With the name in the message, not the token."""
    with pytest.raises(ValueError, match="SHA-256"):
        parse_tokens((pair,))


def test_rows_tell_what_changed_and_what_left_the_list(browser: Browser) -> None:
    """Asked from a state on: rows that fit, and the names of those that no longer do."""
    kit.fill(browser.desk.store, FIRST)
    last = questions.last_state(browser.desk.store)
    kit.fill(browser.desk.store, FIRST, KILL)
    assert f'data-uri="{uri(browser)}"' in browser.get(f"/rows?after={last}").text
    assert f'data-gone="{uri(browser)}"' in browser.get(f"/rows?after={last}&status=usable").text
    for odd in ("9" * 30, "9" * 5_000, "-1", "%D9%A3", ""):
        assert browser.get(f"/rows?after={odd}").status == 200


def test_a_version_without_a_marker_has_a_number(browser: Browser) -> None:
    """Only the first is the base: others are told apart where their wire numbers none."""
    item = {"source": "harbour", "id": "h-1", "headline": "Ferry sails", "published_at": "2025-03-14T12:00:00+09:00"}
    later = {"body": "The ferry has sailed, at last.", "published_at": "2025-03-14T12:20:00+09:00"}
    kit.fill(browser.desk.store, item | {"body": "The ferry sails."}, item | later)
    text = browser.get(f"/story/{uri(browser)}").text
    assert re.findall(r'<span class="lead">([^<]+)</span> <time', text) == ["version 2", "base"]


def test_of_many_versions_the_newest_are_open(browser: Browser) -> None:
    """Whoever decides need not scroll past forty of them; all can be compared. Few are not folded."""
    sent = [
        {"source": "coastal", "id": "q-1", "headline": "Quay", "body": f"It costs {n} million.", "version": n}
        | {"published_at": f"2025-03-14T05:{n:02}:00Z"}
        for n in range(40)
    ]
    for count, folded in ((14, None), (40, "30 earlier ones")):
        found = kit.articles(*sent[:count])
        kit.take(browser.desk.store, kit.told(found), kit.kept(found))
        text = browser.get(f"/story/{uri(browser)}").text
        assert text.count('type="radio" name="a"') == count
        assert re.findall(r"<summary>(\d+ earlier ones)", text) == ([folded] if folded else [])


def test_style_and_script_are_sent_packed(browser: Browser) -> None:
    """On a slow line they are most of the first page."""
    assert browser.get("/static/desk.css", **{"accept-encoding": "gzip"}).headers["content-encoding"] == "gzip"
