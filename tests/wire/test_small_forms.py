"""Forms of datelines, languages and times by an example on each side of their rules; what pages have around a text."""

# ruff: noqa: E501 - lines as wires print them
from __future__ import annotations

import datetime as dt

import pytest

from tests.wire.helpers import CREW, FERRY, LAST, PARAGRAPHS, TEXT, article, page
from worker.wire import boilerplate, dateline, language, markup, stamp
from worker.wire.article import BadMessage, Precision
from worker.wire.times import Times

TOLD = "The ferry ran aground on Friday, the coast guard of the island said in Meren."
LONG = f"{TOLD} Nobody was hurt, and the line has been closed until further notice."


@pytest.mark.parametrize(
    ("line", "cities", "credit", "day"),
    [
        ("MEREN, March 3 (Yonhap) -- X", ("MEREN",), "Yonhap", (3, 3)), ("MEREN/TOLVE, March 3 (Yonhap) -- X", ("MEREN", "TOLVE"), "Yonhap", (3, 3)),
        ("MEREN / TOLVE, March 3 (Yonhap) -- X", ("MEREN", "TOLVE"), "Yonhap", (3, 3)), ("Meren, March 3 (Yonhap) -- X", ("Meren",), "Yonhap", (3, 3)),
        ("MEREN. March 3 (Yonhap) -- X", ("MEREN",), "Yonhap", (3, 3)), ("MEREN, Marhc 3 (Yonhap) -- X", ("MEREN",), "Yonhap", (3, 3)),
        ("MEREN, 3 March (Yonhap) -- X", ("MEREN",), "Yonhap", (3, 3)), ("MEREN, 3.4. (dpa) - X", None, None, None),
        ("MEREN, 3/4 (dpa) - X", ("MEREN",), "dpa", (4, 3)), ("MEREN, 13 mars (AFP) - X", ("MEREN",), "AFP", (3, 13)),
        ("MEREN -- X", ("MEREN",), None, None), ("MEREN (Yonhap) -- X", ("MEREN",), "Yonhap", None), ("ME -- X", None, None, None),
        ("MER -- X", ("MER",), None, None), ("Meren -- X", None, None, None), ("Meren (Yonhap) - X", ("Meren",), "Yonhap", None),
        ("Meren (Nobody) - X", None, None, None), ("MEREN (Nobody) - X", ("MEREN",), "Nobody", None), ("MEREN, March 3 -- X", ("MEREN",), None, (3, 3)),
        ("Meren, March 3 -- X", ("Meren",), None, (3, 3)), (f"Meren, March 3 - {TOLD}", ("Meren",), None, (3, 3)),
        ("Meren, March 3 - X told.", None, None, None), ("Meren, March 3 — X", ("Meren",), None, (3, 3)), (f"MEREN - {LONG}", ("MEREN",), None, None),
        (f"MEREN - {TOLD}", None, None, None), (f"MEREN-{LONG}", None, None, None), (f"MEREN - {LONG.lower()}", None, None, None),
        (f"Meren - {LONG}", None, None, None), (f"ANALYSIS - {LONG}", None, None, None), ("MEREN (Monday) -- X", None, None, None),
        ("March 3 (Reuters) - X", (), "Reuters", (3, 3)), ("(Reuters) - X", (), "Reuters", None), ("(Nobody) - X", None, None, None),
        ("(ANSA) - ROMA, 9 OTT - X", ("ROMA",), "ANSA", (10, 9)), ("(서울=연합뉴스) X", ("서울",), "연합뉴스", None),
        ("(서울/부산=연합뉴스) X", ("서울", "부산"), "연합뉴스", None), ("By IANS, Meren: X", ("Meren",), "IANS", None),
        ("By Tom Reed, MEREN, AAP - X", ("MEREN",), "AAP", None), (f"AGI - {TOLD}", (), "AGI", None), ("AGI - Told.", None, None, None),
        (f"Tehran, IRNA – {TOLD}", ("Tehran",), "IRNA", None), (f"Fredericton, N.B. — {TOLD}", ("Fredericton",), None, None),
        ("Fredericton, N.B. — Told.", None, None, None), (f"MEREN March 3 {TOLD}", ("MEREN",), None, (3, 3)), (f"MEREN: {TOLD}", ("MEREN",), None, None),
        ("MEREN: Told at sea today.", None, None, None), ("MEREN: Told at last, at sea.", ("MEREN",), None, None), (f"Meren: {TOLD}", None, None, None),
        (f"14 March 2025, Meren (FAO) - {TOLD}", ("Meren",), "FAO", (3, 14)), (f"MEREN - 14 March 2025: {TOLD}", ("MEREN",), None, (3, 14)),
        (f"Meren, Ostia, 14 March 2025 – {TOLD}", ("Meren",), None, (3, 14)), ("14 March 2025, Meren - X", None, None, None),
        (f"NEWSLETTER - 14 March 2025: {TOLD}", None, None, None), ("МОСКВА, 9 окт - РИА Новости. X", ("МОСКВА",), "РИА Новости", (10, 9)),
        ("GWANGJU, 330 kilometers south of Seoul, March 3 (Yonhap) -- X", ("GWANGJU",), "Yonhap", (3, 3)),
        ("PYEONGCHANG, South Korea/SEOUL, March 3 (Yonhap) -- X", ("PYEONGCHANG", "SEOUL"), "Yonhap", (3, 3)),
        ("New Delhi [India], March 3 (ANI): X", ("New Delhi",), "ANI", (3, 3)), ("MEREN, March 3 (IANS) X", ("MEREN",), "IANS", (3, 3)),
        ("Meren, March 3, 2024 (Yonhap) -- X", ("Meren",), "Yonhap", (3, 3)), ("", None, None, None), ("5 ferries sank.", None, None, None),
    ],
)  # fmt: skip
def test_forms_of_datelines(
    line: str, cities: tuple[str, ...] | None, credit: str | None, day: tuple[int, int] | None
) -> None:
    """Place, credit and day in every printed form, and what only looks like one."""
    found = dateline.find(line)
    assert (found.cities if found else None) == cities
    if found:
        assert found.credit == credit
        assert ((found.month, found.day) if found.month else None) == day


@pytest.mark.parametrize(
    ("near", "printed", "date"),
    [
        ("2025-03-14", (3, 3, None), "2025-03-03"), ("2025-01-02", (12, 31, None), "2024-12-31"), ("2025-12-31", (1, 1, None), "2026-01-01"),
        ("2025-03-14", (9, 9, None), "2025-09-09"), ("2025-03-14", (9, 11, None), "2025-09-11"), ("2025-03-14", (9, 20, None), "2024-09-20"),
        ("2025-03-01", (2, 29, None), "2024-02-29"), ("2026-12-01", (2, 29, None), None), ("2025-03-14", (3, 3, 2019), "2019-03-03"),
        ("2025-03-14", (2, 30, 2019), None), (None, (3, 3, None), "--03-03"), (None, (2, 30, None), None), (None, (2, 29, None), "--02-29"),
        ("0001-01-02", (12, 31, None), "0001-12-31"), ("9999-12-31", (1, 1, None), "9999-01-01"), ("2025-03-14", (None, None, None), None),
        ("2025-03-14", (3, None, None), None),
    ],
)  # fmt: skip
def test_years_of_datelines(
    near: str | None, printed: tuple[int | None, int | None, int | None], date: str | None
) -> None:
    """A day without its year is the nearest one to the sending."""
    found = dateline.Found(("MEREN",), None, *printed, None, "MEREN --", "X")
    said = dateline.dated(found, dt.date.fromisoformat(near) if near else None).date
    if near == "2026-12-01":
        assert said is None or said.endswith("02-29")
    else:
        assert said == date


SAID = {
    "en": "The ferry ran aground and they said that it was closed.", "de": "Die Fähre ist auf Grund gelaufen und der Hafen wird nach Angaben gesperrt.",
    "fr": "Le ferry a échoué dans le port et les autorités ont fermé la ligne pour une semaine.",
    "es": "El ferry encalló en el puerto y las autoridades han cerrado la línea por una semana.",
    "it": "Il traghetto si è arenato nel porto e la linea non è più aperta da ieri.", "nl": "De veerboot is aan de grond gelopen en het is niet meer in gebruik.",
    "sv": "Färjan gick på grund och det är inte känt när den ska gå.", "pl": "Prom utknął na mieliźnie i nie jest do użytku, jak został zbadany przez służby.",
    "tr": "Feribot karaya oturdu ve bu hat için daha sonra kadar kapalı olarak dedi.", "ru": "Паром сел на мель, и это было вчера.",
    "uk": "Пором сів на мілину, і це було вчора.", "bg": "Фериботът заседна в пристанището.", "ar": "العبارة جنحت", "fa": "کشتی به گل نشست پ", "ur": "کشتی ہے",
    "ko": "여객선이 좌초했다", "ja": "フェリーが座礁した", "zh": "渡轮搁浅", "el": "Το πλοίο προσάραξε", "he": "המעבורת", "hi": "नौका", "th": "เรือ", "ka": "ბორანი",
    "hy": "լաստանավ", "am": "ጀልባ", "bn": "ফেরি", "ta": "படகு", "te": "పడవ", "kn": "ದೋಣಿ", "ml": "ബോട്ട്", "gu": "હોડી", "pa": "ਕਿਸ਼ਤੀ", "si": "බෝට්ටුව",
    "my": "လှေ", "km": "ទូក", "lo": "ເຮືອ",
}  # fmt: skip
"""One sentence of each language or script."""


RARE = {"tr": "ğğ", "cs": "ěě", "pl": "łł", "ro": "țț", "hu": "őő", "sk": "ľľ", "lv": "ģģ", "lt": "ėė", "is": "þþ"}
"""A word with a letter that hardly another language has."""


@pytest.mark.parametrize("tag", RARE)
def test_letters_that_only_one_language_has(tag: str) -> None:
    """More than one word in ten has them: that is the language; a name or two in an English text are not."""
    assert language.of(f"{RARE[tag]} {RARE[tag]} x y z", "en") == tag
    assert language.of(f"{RARE[tag]} {RARE[tag]} " + "x " * 17, "en") == tag
    assert language.of(f"{RARE[tag]} {RARE[tag]} " + "x " * 18, "en") == "en"


@pytest.mark.parametrize(
    ("text", "tag"), [("og i at det æ", "da"), ("och i att det ä", "sv"), ("og i at det ø sier etter ble", "no")]
)
def test_letters_of_the_north(text: str, tag: str) -> None:
    """Letters and words tell the languages of the north apart."""
    assert language.of(text, "en") == tag


@pytest.mark.parametrize("tag", SAID)
def test_languages(tag: str) -> None:
    """A sentence in it is enough, whatever the wire's own language is."""
    for usual in ("en", "es", "ko"):
        assert language.of(SAID[tag], usual) == tag


@pytest.mark.parametrize(
    ("text", "usual", "tag"),
    [
        ("Pell 3, Holm 2", "de", "de"), ("", "de", "de"), ("Meren Tolve", "en", "en"), ("the der", "fr", "fr"), ("und der", "en", "de"), ("und ferry", "en", "en"),
        ("the and with ferry der die das und den dem", "en", "en"), ("the and ferry der die das und den dem", "en", "de"),
        ("여객선 ferry ferry ferry", "en", "en"), ("여객선이 좌초했다 ferry", "en", "ko"), ("ⴰⴱⴳⴷ ⴻⴼⴳ", "en", "und"), ("ⴰⴱ ferry", "en", "en"),
    ],
)  # fmt: skip
def test_languages_that_are_not_clear(text: str, usual: str, tag: str) -> None:
    """The wire's own, unless two words more are of another, or a fifth of the letters of another script."""
    assert language.of(text, usual) == tag


def at(time: str, precision: Precision = "minute") -> stamp.Stamp:
    """A time as stated."""
    moment = dt.datetime.fromisoformat(time).replace(tzinfo=dt.UTC)
    return stamp.Stamp(moment, precision, time)


DAY, NOON, NEXT = at("2025-03-14T00:00", "day"), at("2025-03-14T12:00"), at("2025-03-15T12:00")


@pytest.mark.parametrize(
    ("feed", "page_", "fetched", "record", "event", "origin"),
    [
        (NOON, NEXT, None, None, NOON, "feed"), (None, NEXT, None, None, NEXT, "page"), (DAY, NOON, None, None, NOON, "page"),
        (DAY, NEXT, None, None, DAY, "feed"), (DAY, DAY, None, None, DAY, "feed"), (NOON, DAY, None, None, NOON, "feed"),
        (DAY, None, NOON, None, NOON, "fetched"), (DAY, None, None, NOON, NOON, "record"), (DAY, None, at("2025-03-15T23:59"), None, at("2025-03-15T23:59"), "fetched"),
        (DAY, None, at("2025-03-16T00:00"), None, DAY, "feed"), (DAY, None, at("2025-03-13T23:59"), None, DAY, "feed"), (DAY, None, DAY, None, DAY, "fetched"),
        (None, None, NOON, NEXT, NOON, "fetched"), (None, None, None, NEXT, NEXT, "record"), (None, None, None, None, None, None),
    ],
)  # fmt: skip
def test_event_times(
    feed: stamp.Stamp | None,
    page_: stamp.Stamp | None,
    fetched: stamp.Stamp | None,
    record: stamp.Stamp | None,
    event: stamp.Stamp | None,
    origin: str | None,
) -> None:
    """Stated to the minute, else seen within two days of a bare date, else the bare date."""
    found = Times(feed, page_, fetched).event(record.ms if record else None, 0)
    assert (found.moment, found.origin, found.ahead) == (event.moment if event else None, origin, False)


@pytest.mark.parametrize(("minutes", "ahead"), [(15, False), (16, True)])
def test_clocks_ahead(minutes: int, ahead: bool) -> None:
    """A stated time is at most a quarter of an hour later than its record."""
    found = Times(at(f"2025-03-14T12:{minutes}"), None, None).event(NOON.ms, 0)
    assert (found.ahead, found.moment) == (ahead, at("2025-03-14T12:15").moment)


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("-30-", "end"), ("(ENDS)", "end"), ("###", "end"), ("#ferry", "end"), ("##", None), ("Most Read", "heading"), ("Related Stories", "heading"),
        ("Most of the crew", None), ("MORE", "more"), ("(more)", "more"), ("more", "more"), ("more at sea", None), ("AFP sn", "signed"), ("(ANSA).", "signed"), ("rg/pk", "signed"),
        ("Reporting by Ana Holm", "signed"), ("12 comments", "signed"), ("Photo: Ana Holm/The Wire", "signed"), ("The line is closed.", None),
        ("* * *", "rule"), ("---", "rule"), ("--", None), ("https://x.example/1", "inside"), ("© The Wire", "inside"),
    ],
)  # fmt: skip
def test_lines_around_a_text(line: str, what: str | None) -> None:
    """Each kind of line that sites and desks put beside paragraphs."""
    kinds = {
        "end": boilerplate.end_mark(line), "heading": boilerplate.heading(line), "more": boilerplate.more(line), "rule": boilerplate.rule(line),
        "signed": boilerplate.signed(line) and not boilerplate.more(line), "inside": boilerplate.inside(line) and not boilerplate.rule(line),
    }  # fmt: skip
    assert [name for name, is_so in kinds.items() if is_so] == ([what] if what else [])


@pytest.mark.parametrize(
    ("line", "left", "ended"),
    [
        ("Closed. (END)", "Closed.", True),
        ("Closed.(끝)", "Closed.", True),
        ("Closed. Enditem", "Closed.", True),
        ("THE END", "THE END", False),
    ],
)
def test_ends_of_texts(line: str, left: str, ended: bool) -> None:
    """`(END)` behind a last sentence is no part of it."""
    assert boilerplate.end(line) == (left, ended)


@pytest.mark.parametrize(
    ("paragraph", "left"),
    [("It is closed. EFE", "It is closed."), ("It is closed.(AFP)", "It is closed."), ("It is closed. Nobody", "It is closed. Nobody"), ("“Closed.”", "“Closed.”")],
)  # fmt: skip
def test_agencies_behind_a_last_sentence(paragraph: str, left: str) -> None:
    """An agency's name there is its signature."""
    assert boilerplate.unsigned(paragraph) == left


HTML = "<html><head><title>{title}</title>{head}</head><body>{body}</body></html>"
PROSE = "".join(f"<p>{said}</p>" for said in (FERRY, CREW, LAST, LONG))


@pytest.mark.parametrize(
    ("title", "head", "body", "headline"),
    [
        ("Ferry sinks off Meren | The Wire", "", f"<h1>Ferry sinks off Meren</h1>{PROSE}", "Ferry sinks off Meren"),
        ("The Wire", "", f"<article><h1>Ferry sinks off Meren</h1>{PROSE}</article>", "Ferry sinks off Meren"),
        ("The Wire", '<meta property="og:title" content="Ferry sinks off Meren">', f"<h1>The Wire</h1><h1>Ferry sinks off Meren</h1>{PROSE}", "Ferry sinks off Meren"),
        ("x", '<meta property="og:title" content="Ferry sinks - The Wire"><meta property="og:site_name" content="The Wire">', f"<article>{PROSE}</article>", "Ferry sinks"),
        ("x", '<meta name="twitter:title" content="Ferry sinks off Meren"><meta property="og:type" content="article">', f"<article>{PROSE}</article>", "Ferry sinks off Meren"),
    ],
)  # fmt: skip
def test_headlines_of_web_pages(title: str, head: str, body: str, headline: str) -> None:
    """What several places of a page agree on, or what heads its article, without the site's name."""
    a = page(HTML.format(title=title, head=head, body=body), content_type="text/html")
    assert (a.headline, a.paragraphs[:2]) == (headline, (FERRY, CREW))


@pytest.mark.parametrize(
    "around",
    ["<nav><a href='/'>News</a><a href='/w'>World</a></nav>", "<div class='share-bar'>Share this now with everybody you know and like.</div>",
     "<footer>The Wire, 14 Quay Street, Meren. All rights of the wire are reserved.</footer>", "<div style='display:none'>Hidden words of the site itself.</div>",
     "<form><label>Your address</label><button>Sign up now</button></form>", "<div class='related'><ul><li><a href='/1'>Tram opens in Tolve today</a></li></ul></div>",
     "<script>var a = 'A sentence that nobody reads.';</script>", "<div id='comments'>I do not believe a word of what is written here.</div>"],
)  # fmt: skip
def test_what_web_pages_have_around_a_text(around: str) -> None:
    """Navigation, buttons, comments, hidden words and other stories are no text, above and below it."""
    body = f"<div>{around}<div class='story'><h1>Ferry sinks off Meren</h1>{PROSE}</div>{around}</div>"
    a = page(HTML.format(title="Ferry sinks off Meren", head="", body=body), content_type="text/html")
    assert (a.headline, a.paragraphs) == ("Ferry sinks off Meren", (FERRY, CREW, LAST, LONG))


@pytest.mark.parametrize("body", ["<p>Menu</p><p>Log in</p>", "<ul><li><a href='/1'>One</a></li></ul>", ""])
def test_web_pages_without_a_sentence(body: str) -> None:
    """A page with nothing but a menu is empty."""
    with pytest.raises(BadMessage):
        page(HTML.format(title="The Wire", head="", body=body), content_type="text/html")


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [("One.<br>Two.", "One.\nTwo."), ("<p>One.</p><p>Two.</p>", "One.\n\nTwo.\n\n"), ("1 < 2", "1 < 2"), ("<b>One</b>", "One"), ("a <b c", "a <b c")],
)  # fmt: skip
def test_leftover_tags(text: str, cleaned: str) -> None:
    """Tags that a feed left in its plain text become breaks, or go."""
    assert markup.without_tags(text) == cleaned


def test_a_text_of_one_sentence() -> None:
    """A feed's body of one sentence is its text; a page's first line is its headline."""
    a = article(headline="Ferry sinks", body=TOLD)
    assert (a.headline, a.paragraphs) == ("Ferry sinks", (TOLD,))
    b = page(f"Ferry sinks\n\n{TEXT}")
    assert (b.headline, b.paragraphs) == ("Ferry sinks", PARAGRAPHS)
