"""Pages put together at random from parts, as crawlers and typists leave them, give back the parts."""

from __future__ import annotations

import html
import os
from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.wire.helpers import article, page
from worker.wire.article import Article

EXAMPLES = int(os.environ.get("TEST_EXAMPLES", "200"))
many = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])

SENTENCES = (
    "Officials in Port Meren opened a museum about tides on Tuesday, the mayor's office said.",
    '"The sea keeps better time than we do," Mayor Ilse Brask told reporters at the pier.',
    "The museum will open daily except Mondays.",
    "N. Meren and S. Meren agreed in 2019 to hold talks (LEAD) on the line.",
    "It cost 4.5 million crowns (US$3.4 million) and took 12 years to build, according to the city.",
    "The rate rose 2.5 points -- the most in a decade -- to 7.1 percent in March.",
    "The ship, which left Tolve on Friday, carried 400 people.",
)
HEADLINES = (
    "Port Meren opens museum of tides: mayor", "N. Meren, S. Meren to hold talks on ferry line",
    "'Tide clock' shown to public for 1st time", "Ferry runs aground; 12 rescued", "5 dead in Tolve quarry fire",
    "10 years on, museum still empty", "LEAD prices rise in Tolve", "Exports down 1 pct on weak demand",
)  # fmt: skip
MARKERS = (
    ("", None), ("(LEAD)", 1), ("(2nd LD)", 2), ("(3rd LD)", 3), ("(11th LD)", 11), ("(URGENT)", 0), ("(2nd LED)", 2),
    ("(LEAD", 1), ("(3RD LD)", 3), ("2nd LD)", 2), ("(2nd D)", 2), ("(LAED)", 1), ("（LEAD）", 1), ("（2nd LD）", 2),
    ("[LEAD]", 1), ("(lead)", 1), ("(LEAD).", 1), ("(LEAD):", 1), ("(2ndLD)", 2), ("(2 LD)", 2), ("(2nd. LD)", 2),
    ("( LEAD )", 1), ("(2nd LD}", 2), ("((LEAD))", 1), ("(3nd LD)", 3), ("(2nd L.D.)", 2), ("(second LD)", 2),
    ("(Third Lead)", 3), ("(2nd LD/)", 2), ("LEAD)", 1), ("(2nd-LD)", 2),
)  # fmt: skip
STAMPS = (
    "All News 13:00 March 03, 2020", "13:00 March 03, 2020", "2020/03/03 13:00 KST", "2020-03-03 13:00:00",
    "Tue, 03/03/2020 - 13:00", "Published : March 3, 2020 - 13:00", "Updated : 2020-03-03 13:00", "2020.03.03 13:00",
    "Mar. 3, 2020 1:00 p.m.", "Tuesday, March 3, 2020 13:00", "3 March 2020 13:00", "2020-03-03T13:00:00+09:00",
    "2020. 3. 3. 13:00", "20200303 13:00", "March 3, 2020, 1:00 p.m. KST", "13:00 3 March 2020",
    "2020-03-03(Tue) 13:00",
)  # fmt: skip
NOTES = (
    ("ADDS photo", ["ADDS"]),
    ("UPDATES throughout with mayor's remarks; ADDS photo", ["UPDATES", "ADDS"]),
    ("RECASTS headline, lead; UPDATES with more details in paras 2-4, 7", ["RECASTS", "UPDATES"]),
    ("RECASTS headline, dateline, updates in para 1, 4 with envoy's arrival", ["RECASTS", "UPDATES"]),
    ('COMBINES with story sent under slug "Meren-ferry rescue"', ["COMBINES"]),
    ("UPDATES with official's comments (paras 2-3); TRIMS", ["UPDATES", "TRIMS"]),
)
NOTE_FORMS = (
    "(ATTN: {})", "(ATTN:{})", "(ATTN : {})", "( ATTN: {} )", "[ATTN: {}]", "（ATTN: {}）", "(ATTN: {}).", "ATTN: {}",
    "(ATTN. {})", "(Attn: {})", "(attn: {})", "open", "wrapped",
)  # fmt: skip
CITIES = (
    ("MEREN", ("MEREN",)), ("PORT MEREN", ("PORT MEREN",)), ("MEREN/TOLVE", ("MEREN", "TOLVE")),
    ("MEREN/ TOLVE", ("MEREN", "TOLVE")), ("MEREN / TOLVE", ("MEREN", "TOLVE")), ("TOLVE, South Skarn", ("TOLVE",)),
)  # fmt: skip
DATES = ("March 3", "Mar. 3", "march 3", "March. 3", "March3", "March 03", "Marhc 3", "Mach 3", "March 3rd", "March 3,")
CREDITS = (" (Yonhap)", " (YONHAP)", " ( Yonhap )", " (Yonhap", " Yonhap)", " (Joint Press Corps-Yonhap)", "")
DASHES = (" -- ", " — ", " – ", " --", "-- ", " - ", " ---  ", " ― ")
CAPTION = "Visitors look at a tide clock at the new museum on March 3, 2020. (Yonhap)"
ABOVE = (
    "", "Go to Contents Go to Navigation\n", "Go to Contents Go to Navigation ", "Go to Contents\n", "What's new\n",
    "Go to Contents Go to Navigation\nSEARCH\nRange\nOrder by\nRecommended #a #b\n",
)  # fmt: skip
BELOW = (
    "", "\n(END)", " (END)", "\n(END)\n-\n(3rd LD) Other\n-\n(URGENT) Bridge closed\n-\nThird", "\nKeywords\n#x",
    "\n(END)\n-\n1\n(LEAD) Other\n-\n2\nBridge", "\n(End)", "\nRelated Articles\n(LEAD) Other",
)  # fmt: skip
RENDERINGS: tuple[Callable[[str], str], ...] = (
    lambda t: t,
    lambda t: t.replace("\n", "\r\n"),
    lambda t: t.replace(" ", "\u00a0"),
    lambda t: t.replace("\n", " \n\t "),
    html.escape,
    lambda t: html.escape(t).replace("\n\n", "<br><br>").replace("\n", "<br />"),
    lambda t: html.escape(t).replace("\n", "<br>\n"),
    lambda t: "".join(f"<p>{html.escape(line)}</p>" for line in t.split("\n")),
    lambda t: "".join(f"<div>{html.escape(b).replace(chr(10), '<br/>')}</div>\n" for b in t.split("\n\n")),
)


@dataclass(frozen=True)
class Parts:
    """What is put into a page, and what must be read from it."""

    text: str
    title: str
    body: str
    headline: str
    number: int | None
    published: str | None
    verbs: list[str]
    byline: str | None
    cities: tuple[str, ...]
    paragraphs: tuple[str, ...]
    captions: tuple[str, ...]
    emails: tuple[str, ...]


def printed_note(draw: st.DrawFn, said: str) -> str:
    """A note in one of its forms: whole, broken over lines, or never closed."""
    form = draw(st.sampled_from(NOTE_FORMS))
    if form == "wrapped":
        words = f"(ATTN: {said})".split(" ")
        cut = draw(st.integers(1, len(words) - 1))
        return " ".join(words[:cut]) + "\n" + " ".join(words[cut:])
    return f"(ATTN: {said}" if form == "open" else form.format(said)


@st.composite
def pages(draw: st.DrawFn) -> Parts:
    """A page of Yonhap's kind, with anything that may be odd about it."""
    headline, (marker, number) = draw(st.sampled_from(HEADLINES)), draw(st.sampled_from(MARKERS))
    stamp = draw(st.sampled_from(("", *STAMPS)))
    note, verbs = draw(st.sampled_from((("", []), *NOTES)))
    byline = draw(st.sampled_from((None, "Kim Ga-sang", "Kim Ga-sang and Lee Na-da")))
    city, cities = draw(st.sampled_from(CITIES))
    paragraphs = tuple(draw(st.lists(st.sampled_from(SENTENCES), min_size=2, max_size=6, unique=True)))
    captioned, emails = draw(st.booleans()), draw(st.sampled_from(((), ("a.b@example.com",))))
    place = city + draw(st.sampled_from((", ", ",", ". ", ",  "))) + draw(st.sampled_from(DATES))
    title = f"{marker} {headline}".strip()
    between = [stamp, printed_note(draw, note) if note else ""]
    blocks = [
        f"{title}\n{title}" if draw(st.integers(0, 7)) == 0 else title,
        *(between if draw(st.integers(0, 5)) else between[::-1]),
        draw(st.sampled_from(("By ", "BY ", "by "))) + byline if byline else "",
        place + draw(st.sampled_from(CREDITS)) + draw(st.sampled_from(DASHES)) + paragraphs[0],
        *paragraphs[1:],
        *emails,
    ]
    if captioned:
        form = draw(st.sampled_from((CAPTION, f"{CAPTION}\n{CAPTION}", f"{CAPTION} {CAPTION}")))
        blocks.insert(draw(st.integers(4, len(blocks))), form)
    gap = draw(st.sampled_from(("\n\n", "\n")))
    text = draw(st.sampled_from(ABOVE)) + gap.join(b for b in blocks if b) + draw(st.sampled_from(BELOW))
    return Parts(
        draw(st.sampled_from(RENDERINGS))(text), title, gap.join(b for b in blocks[1:] if b), headline, number,
        "2020-03-03T13:00" if stamp else None, verbs, byline, cities, paragraphs,
        (CAPTION,) if captioned else (), emails,
    )  # fmt: skip


def check(a: Article, parts: Parts) -> None:
    """The article says what was put in."""
    assert (a.headline, a.lead_number, a.kind) == (parts.headline, parts.number, "article")
    assert (a.published and a.published[:16], a.byline) == (parts.published, parts.byline)
    assert ([o.verb for o in a.editor_note.operations] if a.editor_note else []) == parts.verbs
    assert a.dateline is not None
    assert a.dateline.cities == parts.cities
    assert (a.paragraphs, a.captions, a.emails) == (parts.paragraphs, parts.captions, parts.emails)


@given(pages())
@many
def test_a_page_gives_back_its_parts(parts: Parts) -> None:
    """Headline, marker, time, note, byline, dateline, text, captions and addresses are what was put in, whatever the
    navigation, the misprints and the form of the page."""
    check(page(parts.text), parts)


@given(pages(), st.sampled_from(("title", "body", "both")))
@many
def test_a_feed_gives_back_its_parts(parts: Parts, marked: str) -> None:
    """The same from a feed, with the marker in its headline, in a body that repeats the headline, or in both."""
    stated = parts.headline if marked == "body" else parts.title
    check(article(headline=stated, body=parts.body if marked == "title" else f"{parts.title}\n\n{parts.body}"), parts)
