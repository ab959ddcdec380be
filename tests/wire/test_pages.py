"""Pages as found on the web: what stands around an article is none of it, and nothing of it is lost."""

from __future__ import annotations

from typing import Any

import pytest

from tests.wire.helpers import CAPTION, CREW, DATELINE, FERRY, LAST, PARAGRAPHS, TEXT, article, page
from worker.wire.article import Article, BadMessage

HEAD = "Ferry runs aground off Port Meren: coast guard"
RELATED = "-\n(LEAD) Bridge in Tolve to reopen\n-\n(URGENT) Storm nears\n-\n(News Focus) Old ferries"
NUMBERED = "-\n1\n(LEAD) Bridge in Tolve to reopen\n-\n2\n(URGENT) Storm nears\n-\n1\n(2nd LD) Old ferries"
KEYWORDS = (
    "Keywords\n#ferry\n#Port Meren\nIssue Keywords\nMost Liked\nMost Saved\nMost Viewed All Categories\n"
    "Most Viewed More\n"
    "Most Viewed Photos\nMain Article Right Now\nHOME All News\nHOME TOP\nSend Feedback\nHow can we improve?\n"
    "Thanks for your feedback!"
)
MOBILE_TAIL = (
    "Related Articles\nKeyword\nMost Liked\nMost Saved\nTYPE SIZE\n\nExample Type Sizing\n\nA A\n\nSAVED\n\nSHARE\n\n"
    "To get the link, tap the URL.\n\nHow can we improve?\n\nSUBMIT\n\nThanks for your feedback!\n\nOK"
)
SEARCH = (
    "Go to Contents\nSEARCH\n\nRange\nOrder by\nPeriods\n~\n\n* The search is limited to articles published after 2010."
)


def said(a: Article) -> tuple[object, ...]:
    return a.headline, a.paragraphs, a.captions, a.emails


@pytest.mark.parametrize(
    "top",
    [
        "",
        "Go to Contents Go to Navigation\n\n",
        "Go to Contents\n",
        "Go to Contents Go to Navigation ",
        f"{SEARCH}\n\nRecommended #ferry #tide\n\n",
        "What's new\n\n",
        "English Chinese Japanese Arabic Spanish\nHome North Korea\n",
        "The Korea Herald\n\n",
        "ID :\n62283\nAuther :\n\n",
        "ID :\n62283\nAuther :\nShortlink :\nhttps://www.example.org//node/62283\nThe shortlink copeid\n",
        " date 2025-03-14 ",
        " date 2025-03-14 Go to Contents Go to Navigation\n\n",
        "\n\n   \n",
        "\ufeff",
    ],
)
@pytest.mark.parametrize(
    "tail",
    [
        "",
        "(END)",
        f"(END)\n{RELATED}",
        f"(END)\n{NUMBERED}",
        f"(END)\n\n{KEYWORDS}",
        KEYWORDS,
        f"\n{MOBILE_TAIL}",
        f"{RELATED}",
        f"[Copyright ⓒ Yonhap News. All rights reserved.]\n\n<Related stories>\n{RELATED[2:]}",
        "\n\n\nSend Feedback\nHow can we improve?\nThanks for your feedback!",
    ],
)
def test_furniture_is_taken_away(top: str, tail: str) -> None:
    """With any navigation above and any lists below, the article is the same."""
    a = page(f"{top}{HEAD}\n\nBy Ilse Pell\n\n{TEXT}\n{CAPTION}\n\npell@example.com\n{tail}")
    assert said(a) == (HEAD, PARAGRAPHS, (CAPTION,), ("pell@example.com",))
    assert (a.byline, a.marker, a.kind) == ("Ilse Pell", None, "article")


def test_fv19_caption_printed_twice() -> None:
    """A caption doubled on lines of its own, on one line, or with another between is one caption."""
    other = "Rescuers work near Port Meren on March 13, 2025. (Pool photo) (Yonhap)"
    for doubled in (f"{CAPTION}\n\n{CAPTION}", f"{CAPTION} {CAPTION}", f"{CAPTION}\n{CAPTION}"):
        assert page(f"{HEAD}\n\n{TEXT}\n{doubled}").captions == (CAPTION,)
    assert page(f"{HEAD}\n\n{TEXT}\n{CAPTION}\n\n{other}\n\n{CAPTION}").captions == (CAPTION, other)
    assert page(f"{HEAD}\n\n{TEXT}\n{CAPTION} {other}").captions == (CAPTION, other)


@pytest.mark.parametrize(
    "credit",
    [
        "(Yonhap)",
        "(Pool photo) (Yonhap)",
        "(PHOTO NOT FOR SALE) (Yonhap)",
        "(For Use Only in the Republic of Meren. No Redistribution) (Yonhap)",
        "(EPA-Yonhap)",
        "(AP-Yonhap)",
        "(Yonhap file photo)",
        "(Photo courtesy of the coast guard)",
    ],
)
def test_credits_of_captions(credit: str) -> None:
    """A line that ends in a photo's credit is a caption, between paragraphs too, whatever date it carries."""
    line = f"The ferry is seen in this file photo dated March 2, 2019. {credit}"
    a = page(f"{HEAD}\n\n{DATELINE}{FERRY}\n\n{line}\n\n{line}\n\n{CREW}\n\n{LAST}")
    assert (a.paragraphs, a.captions) == (PARAGRAPHS, (line,))


def test_photo_titles() -> None:
    """A photo's title, printed twice in place, is a caption; a numbered repeat of the headline is nothing."""
    content = f"(LEAD) {HEAD}\n\n{TEXT}\nGray Heron\nGray Heron\n\n(LEAD) {HEAD} - 1\n\n{HEAD} - 2\n\n{CAPTION}"
    a = page(content)
    assert (a.paragraphs, a.captions) == (PARAGRAPHS, ("Gray Heron", CAPTION))


def test_credit_on_a_line_of_its_own() -> None:
    """A credit alone belongs to the line before."""
    a = page(f"{HEAD}\n\n{TEXT}\nThe ferry lies aground.\n(Yonhap)")
    assert (a.paragraphs, a.captions) == (PARAGRAPHS, ("The ferry lies aground. (Yonhap)",))


def test_last_paragraph_of_a_republisher() -> None:
    """Where there is no dateline, a credit ends the text: the last paragraph is no caption."""
    a = page(
        f"The Korea Herald\n\n{HEAD}\n\nBy Yonhap\n\nPublished : March 14, 2025 - 09:33\n\n    • Link copied\n\n"
        f"{CAPTION} {CAPTION}\n{FERRY}\n\n{CREW}\n\n{LAST[:-1]}. (Yonhap)\n"
    )
    assert (a.headline, a.paragraphs, a.captions) == (HEAD, PARAGRAPHS, (CAPTION,))
    assert a.published == "2025-03-14T09:33:00+09:00"


@pytest.mark.parametrize("marker", ["(2nd LD) ", ""])
def test_slug_printed_by_a_republisher(marker: str) -> None:
    """A republisher of the subscriber feed prints the slug twice between headline and text, with the marker."""
    a = page(
        f"{marker}{HEAD}\n\nGeneral / 이가상 / 2025-03-14 14:46:37\n  • facebook\n  • naver\n"
        f"{marker}Meren-ferry rescue\n▲ {CAPTION}\n\n"
        f"{marker}Meren-ferry rescue\n\n{marker}{HEAD}\n\n(ATTN: ADDS photos)\n\n{TEXT}"
    )
    assert (a.slug, a.headline, a.lead_number) == ("Meren-ferry rescue", HEAD, 2 if marker else None)
    assert (a.paragraphs, a.captions) == (PARAGRAPHS, (CAPTION,))


@pytest.mark.parametrize(
    ("line", "emails"),
    [
        ("pell@example.com", ("pell@example.com",)),
        ("pell@example.com marr@example.co.kr", ("pell@example.com", "marr@example.co.kr")),
        ("pell@example.com, marr@example.com", ("pell@example.com", "marr@example.com")),
        ("(pell@example.com)", ("pell@example.com",)),
        ("pell@example.com (END)", ("pell@example.com",)),
        ("Ilse Pell / pell@example.com", ("pell@example.com",)),
        ("Reporter Ilse Pell (pell@example.com)", ("pell@example.com",)),
        ("mailto:pell@example.com", ("pell@example.com",)),
    ],
)
def test_addresses_of_reporters(line: str, emails: tuple[str, ...]) -> None:
    """Addresses alone on a line are the reporters'; one inside a sentence is text."""
    inside = "Witnesses are asked to write to guard@example.com by Monday."
    a = page(f"{HEAD}\n\n{TEXT}\n{inside}\n\n{line}")
    assert (a.emails, a.paragraphs) == (emails, (*PARAGRAPHS, inside))


def test_end_on_the_line_of_a_paragraph() -> None:
    """`(END)` may stand behind the last sentence."""
    a = page(f"{HEAD}\n\n{TEXT.rstrip()} (END)\n{RELATED}")
    assert a.paragraphs == PARAGRAPHS


def test_links_and_copyright_are_no_text() -> None:
    """Bare links and notices of copyright between paragraphs go."""
    a = page(f"{HEAD}\n\n{TEXT}\nhttps://video.example/watch?v=1\n\nCopyright (c) Wire.\n{LAST[:10]} it.")
    assert a.paragraphs == (*PARAGRAPHS, f"{LAST[:10]} it.")


def test_wrapped_lines_are_joined() -> None:
    """Copy wrapped at a fixed width is put together again, with and without blank lines between paragraphs."""
    block = (
        "A bridge that was closed for two years will open on Monday.\nThe council has paid for new piers, new lamps "
        "and\na new roadway.\n\n"
        "Ferries will go on until the summer of next year, the\ncouncil said. Nobody minds, said the mayor of\nTolve."
        "\n\nThe bridge was built in 1931."
    )
    assert len(page(f"Bridge to reopen\n\nTOLVE, March 14 (Yonhap) --\n{block}").paragraphs) == 3
    wrapped = (
        "TOLVE, March 14 (Yonhap) -- A bridge that was closed for two years in the\n"
        "harbor of Tolve will open again on Monday, the council said. It had been\nbuilt in 1931.\n\n"
        "   The council of Tolve spent 12 million on the work, which took a good deal\n"
        "longer than was planned.\n\n"
        "   Ferries will go on as before, the harbor office said, until the summer of\nnext year."
    )
    a = page(f"Bridge to reopen\n\n{wrapped}")
    assert [len(p.split()) for p in a.paragraphs] == [27, 19, 16]
    assert a.paragraphs[0].endswith("It had been built in 1931.")
    b = page(
        f"{HEAD}\n{DATELINE}A passenger ferry ran aground off Port \nMeren on Friday, the coast guard said.\n{CREW}"
    )
    assert b.paragraphs == (FERRY, CREW)


def test_wrapped_caption() -> None:
    """A caption wrapped over two lines is one caption."""
    a = page(f"{HEAD}\n\n{TEXT}\nThe ferry Gray Heron lies aground off Port\nMeren on March 14, 2025. (Yonhap)")
    assert (a.paragraphs, a.captions) == (PARAGRAPHS, (CAPTION,))


def test_headline_lost() -> None:
    """A page may have lost its headline and marker: what is left is read, and nothing made up."""
    a = page(f" date 2025-03-14 (ATTN: RECASTS throughout; CHANGES headline)\n\n{TEXT}")
    assert (a.headline, a.marker, a.paragraphs) == (None, None, PARAGRAPHS)
    b = page(f" date 2025-03-14 {TEXT}")
    assert (b.headline, b.paragraphs, b.published) == (None, PARAGRAPHS, "2025-03-14T00:00:00+09:00")
    long = FERRY[:-1] + ", adding that nobody had been hurt and that the passengers would be taken to Tolve by bus."
    c = page(f"{long}\n\n{CREW}")
    assert (c.headline, c.paragraphs) == (None, (long, CREW))


def test_feed_fields_win() -> None:
    """Headline of the feed, text of the body; the body may repeat the headline, and is read like a page."""
    fields: dict[str, Any] = {"headline": f"(LEAD) {HEAD}", "slug": "Meren-ferry", "id": "n-17"}
    for body in (TEXT, f"(LEAD) {HEAD}\n(ATTN: ADDS photo)\n{TEXT}(END)\n{RELATED}", f"{HEAD}\n\n{TEXT}"):
        a = article(body=body, **fields)
        assert (a.headline, a.lead_number, a.slug, a.item_id, a.paragraphs) == (
            HEAD,
            1,
            "Meren-ferry",
            "n-17",
            PARAGRAPHS,
        )
    short = article(body="Nobody was hurt.\nThe ferry is safe.", **fields)
    assert (short.headline, short.paragraphs) == (HEAD, ("Nobody was hurt.", "The ferry is safe."))


def test_marker_of_the_page_counts_where_the_feed_has_none() -> None:
    """A feed that strips markers does not hide the one that the text prints."""
    a = article(headline=HEAD, body=f"(3rd LD) {HEAD}\n{TEXT}")
    assert (a.headline, a.marker, a.lead_number) == (HEAD, "(3rd LD)", 3)


def test_html_reads_like_its_page() -> None:
    """The HTML of a page gives what its text gives."""
    html = (
        "<!doctype html><html><head><title>x | Wire</title><script>var a = 'b';</script></head><body>"
        "<nav><a>Home</a></nav><a>Go to Contents</a>"
        f"<article><h1>(LEAD) {HEAD}</h1><span>All News 13:05 March 14, 2025</span>"
        "<p>(ATTN: ADDS photo)<br>By Ilse Pell</p>"
        f"<p>{DATELINE}A passenger ferry ran <b>aground</b> off\n Port&nbsp;Meren on Friday, "
        "the <a href='#'>coast</a> guard said.</p>"
        f"<p>{CREW.replace(chr(34), '&quot;')}</p><figure><img src='a.jpg'><figcaption>{CAPTION}</figcaption></figure>"
        f"<p>{LAST}</p><p>pell@example.com<br/>(END)</p></article>"
        "<ul><li>-</li><li>(URGENT) Storm nears</li></ul></body></html>"
    )
    a = page(html, content_type="text/html; charset=utf-8")
    b = page(
        f"(LEAD) {HEAD}\n\n13:05 March 14, 2025\n\n(ATTN: ADDS photo)\n"
        f"By Ilse Pell\n{TEXT}{CAPTION}\n\npell@example.com"
    )
    assert a.content_hash == b.content_hash
    assert said(a) == said(b) == (HEAD, PARAGRAPHS, (CAPTION,), ("pell@example.com",))
    assert page(html).content_hash == a.content_hash


def test_html_head_helps_where_the_page_says_nothing() -> None:
    """Title, time and canonical address of an HTML head stand in for what the text lacks."""
    html = (
        "<html><head><meta property='og:title' content='(LEAD) Ferry runs aground'>"
        "<meta property='article:published_time' content='2025-03-14T13:05:00+09:00'>"
        "<link rel='canonical' href='https://en.example/view/AEN20250314002151315'></head>"
        f"<body><p>{DATELINE}{FERRY}</p></body></html>"
    )
    a = page(html, content_type="text/html")
    assert (a.headline, a.lead_number, a.published) == ("Ferry runs aground", 1, "2025-03-14T13:05:00+09:00")
    assert (a.item_id, a.serial, a.send_number) == ("AEN20250314002151315", "20250314-0021-315", 1)


def test_html_nested_without_end_is_refused() -> None:
    """A parser's work grows with the square of the depth: such a page is a dead letter, at once."""
    with pytest.raises(BadMessage, match="nested") as caught:
        page("<div>" * 50_000 + "x", content_type="text/html")
    assert caught.value.reason == "too_large"


def test_fv69_empty_or_headline_only() -> None:
    """Nothing left once boilerplate is stripped: `empty`. A flash is all headline and reads."""
    empty: list[dict[str, Any]] = [
        {"content": "Go to Contents\n\nFerry runs aground\n\n13:00 March 14, 2025\n\n(END)\n" + RELATED},
        {"headline": HEAD, "body": ""},
        {"headline": HEAD},
        {"content": ""},
        {"content": "   \n \n"},
        {"content": CAPTION},
    ]
    for fields in empty:
        with pytest.raises(BadMessage) as caught:
            article(**fields)
        assert caught.value.reason == "empty"
    flash = article(headline=f"(URGENT) {HEAD}", body="(END)")
    assert (flash.headline, flash.lead_number, flash.paragraphs) == (HEAD, 0, ())


def test_fv68_urgent_is_version_zero() -> None:
    """An (URGENT) flash counts 0, a story without marker none, the first LEAD 1."""
    numbers = [page(f"{m}{HEAD}\n\n{TEXT}").lead_number for m in ("(URGENT) ", "", "(LEAD) ", "(2nd LD) ")]
    assert numbers == [0, None, 1, 2]


def test_fv71_language() -> None:
    """The script says the language unless the feed does."""
    korean = (
        "메렌 앞바다서 여객선 좌초\n\n(메렌=연합뉴스) 홍길동 기자 = 메렌 앞바다에서 여객선이 좌초했다고 해경이 밝혔다."
        "\n\n인명 피해는 없다.\n(끝)"
    )
    a = page(korean)
    assert (a.language, a.headline) == ("ko", "메렌 앞바다서 여객선 좌초")
    assert a.paragraphs == ("메렌 앞바다에서 여객선이 좌초했다고 해경이 밝혔다.", "인명 피해는 없다.")
    assert page(f"{HEAD}\n\n{TEXT}").language == "en"
    assert page(f"{HEAD}\n\n{TEXT}\nThe ferry is called 회색 왜가리, or Gray Heron.").language == "en"
    assert page(f"{HEAD}\n\n{TEXT}", language="EN-gb").language == "en-gb"
    assert page("フェリーが座礁\n\nフェリーが座礁した、と海上保安庁が発表した。").language == "ja"
    assert page("渡轮搁浅\n\n海岸警卫队表示，一艘渡轮搁浅。").language == "zh"
    assert page("Паром сел на мель\n\nПаром сел на мель, сообщила береговая охрана.").language == "ru"


def test_html_of_a_feed_without_a_content_type() -> None:
    """Feeds send fragments of HTML and say nothing of it: paragraphs and breaks are read all the same."""
    for body in (
        f"<p>{DATELINE}{FERRY}</p><p>{CREW}</p><p>{LAST}</p>",
        f"<p>{DATELINE}{FERRY}<br><br>What is known of the ferry so far, in short<br><br>{CREW}</p><p>{LAST}</p>",
        f"<div>{DATELINE}{FERRY}<br><br>{CREW}<br />\n<br />{LAST}</div>",
    ):
        paragraphs = article(headline=HEAD, body=body).paragraphs
        assert tuple(p for p in paragraphs if not p.startswith("What is known")) == PARAGRAPHS
    assert article(headline=HEAD, body=f"{DATELINE}5 < 6 and <p> is a tag.").paragraphs == ("5 < 6 and <p> is a tag.",)


def test_a_correction_before_the_headline() -> None:
    """`(CORRECTION)` in front of a headline says what a note would."""
    a = page(f"(CORRECTION) {HEAD}\n\n{TEXT}")
    assert a.editor_note is not None
    assert (a.prefix, a.headline, [o.verb for o in a.editor_note.operations]) == ("CORRECTION", HEAD, ["CORRECTS"])


def test_a_masthead_above_the_headline() -> None:
    """An unknown masthead gives way to the marked headline under it; a marked link further down does not."""
    a = page(f"Meren Post\n\n(LEAD) {HEAD}\n\n{TEXT}")
    assert (a.headline, a.lead_number) == (HEAD, 1)
    b = page(f"{HEAD}\n\n(LEAD) Bridge in Tolve to reopen\n\n{TEXT}")
    assert (b.headline, b.lead_number) == (HEAD, None)


def test_end_on_the_line_of_the_dateline() -> None:
    """A flash of one sentence ends where it begins."""
    assert page(f"{HEAD}\n\n{DATELINE}{FERRY} (END)\n{RELATED}").paragraphs == (FERRY,)


@pytest.mark.parametrize("note", ["(ATTN: ADDS photo (top); CHANGES byline) ", ""])
@pytest.mark.parametrize("byline", ["By Song Sang-a and Kang Yoon-bi ", ""])
@pytest.mark.parametrize("tail", ["", " (END)"])
def test_line_breaks_lost(note: str, byline: str, tail: str) -> None:
    """A page on one line is parted before note, byline and dateline."""
    a = page(f" date 2025-03-14 (LEAD) {HEAD} {note}{byline}{DATELINE}{FERRY}{tail}")
    assert (a.headline, a.lead_number, a.paragraphs) == (HEAD, 1, (FERRY,))
    assert (a.byline or "", a.dateline and a.dateline.cities) == (byline.strip()[3:], ("PORT MEREN",))
    assert (a.editor_note is not None) == bool(note)


def test_two_notes_are_one() -> None:
    """A desk that adds a second note means both; printed twice, it is one."""
    a = page(f"(LEAD) {HEAD}\n\n(ATTN: ADDS details)\n(ATTN: CHANGES photo)\n(ATTN: ADDS details)\n\n{TEXT}")
    assert a.editor_note is not None
    assert (a.editor_note.text, [o.verb for o in a.editor_note.operations]) == (
        "ADDS details; CHANGES photo",
        ["ADDS", "CHANGES"],
    )
    assert a.paragraphs == PARAGRAPHS


def test_marked_headline_in_odd_places() -> None:
    """A marker on a line of its own belongs to the headline below; so does one under a note."""
    for head in (f"(LEAD)\n{HEAD}", f"(LEAD)\n\n{HEAD}", f"(ATTN: ADDS photo)\n(LEAD) {HEAD}"):
        a = page(f"{head}\n\n{TEXT}")
        assert (a.headline, a.marker, a.lead_number, a.paragraphs) == (HEAD, "(LEAD)", 1, PARAGRAPHS)


def test_credit_below_the_last_paragraph() -> None:
    """A republisher's credit on the line below the text takes no paragraph with it."""
    last = "The line has been closed until further notice, and its passengers were taken home by bus in the evening."
    assert page(f"{HEAD}\n\n{TEXT}\n{last}\n(Yonhap)").paragraphs == (*PARAGRAPHS, last)


def test_slug_on_a_line_of_its_own() -> None:
    """Printed with its name, as subscribers' copies have it."""
    a = page(f"SLUG: Meren-ferry\n(LEAD) {HEAD}\n\n{TEXT}")
    assert (a.slug, a.headline, a.paragraphs) == ("Meren-ferry", HEAD, PARAGRAPHS)
