"""Digests, history pages, newspaper round-ups, machine-written stories; kills and advisories."""

from __future__ import annotations

from typing import Any

import pytest

from tests.wire.helpers import FERRY, PARAGRAPHS, TEXT, article, page
from worker.wire import slug, withdrawal
from worker.wire.article import Article, DigestItem

HEAD = "Ferry runs aground"
RULE = "-" * 17
FIRST = "The following is the first summary of major stories moved by Yonhap News Agency on Friday."
FERRY_ITEM = (
    "(9th LD) Meren-ferry\n(9th LD) Ferry runs aground\n(ATTN: UPDATES with remarks)\nMEREN -- A ferry ran aground."
)
BRIDGE_ITEM = "(LEAD) Bridge to reopen\n(ATTN: ADDS photo; REPLACES headline)\nTOLVE/MEREN -- A bridge will reopen."
ITEMS = (
    DigestItem("Ferry runs aground", "(9th LD)", 9, "UPDATES with remarks", "Meren-ferry"),
    DigestItem("Bridge to reopen", "(LEAD)", 1, "ADDS photo; REPLACES headline", None),
)


def test_fv63_a_digest_repeats_leads() -> None:
    """Markers, notes and slugs inside a digest are its items', never its own."""
    a = page(f" date 2025-03-14 Yonhap News Summary\n{FIRST}\n{RULE}\n{FERRY_ITEM}\n{RULE}\n{BRIDGE_ITEM}\n(END)")
    assert (a.kind, a.headline, a.marker, a.editor_note, a.slug) == ("digest", "Yonhap News Summary", None, None, None)
    assert a.items == ITEMS
    assert a.dateline is None


def test_fv63_a_digest_without_rules() -> None:
    """Without rules of dashes the datelines part the items."""
    spaced = f"{FIRST}\n\n{FERRY_ITEM}\n\n{BRIDGE_ITEM}".replace("\n", "\n\n")
    a = page(f"Go to Contents Go to Navigation\n\nYonhap News Summary\n\nAll News 17:08 March 14, 2025\n\n{spaced}")
    assert (a.kind, a.items) == ("digest", ITEMS)


def test_digest_with_second_paragraphs() -> None:
    """A digest quotes an item's first paragraphs: only the line above a dateline is a headline."""
    more = "The ferry will be towed to the harbor of Meren before night falls, the coast guard said."
    a = page(
        f"Yonhap News Summary\n\n{FIRST}\n\nFerry runs aground\n\nMEREN -- {FERRY}\n\n{more}\n\n"
        f"Bridge to reopen\n\nTOLVE -- {FERRY}\n\n{more}"
    )
    assert [i.headline for i in a.items] == ["Ferry runs aground", "Bridge to reopen"]


def test_digest_without_its_title() -> None:
    """The sentence of a summary tells a digest where the headline is lost."""
    a = page(f" date 2025-03-14 {FIRST}\n{RULE}\n{FERRY_ITEM}\n{RULE}\n{BRIDGE_ITEM}")
    assert (a.kind, a.headline, a.items) == ("digest", None, ITEMS)


def test_weekly_digest_keeps_its_own_dateline() -> None:
    """A weekly summary has a dateline of its own, and dated items."""
    a = page(
        "Summary of inter-Korean news this week\nTOLVE, March 14 (Yonhap) -- The following is a summary of "
        f"inter-Korean news this week.\n{RULE}\nFerry runs aground\nMEREN, March 10 (Yonhap) -- {FERRY}\n{RULE}\n"
        f"(2nd LD) Bridge opens\nTOLVE, March 12 (Yonhap) -- {FERRY}"
    )
    assert a.dateline is not None
    assert (a.kind, a.dateline.cities) == ("digest", ("TOLVE",))
    assert [(i.headline, i.lead_number) for i in a.items] == [("Ferry runs aground", None), ("Bridge opens", 2)]


def test_newsletter_of_the_old_site() -> None:
    """On the oldest pages a dateline without a date is that of a newsletter."""
    top = "English Chinese Japanese Arabic Spanish\nHome North Korea\n2009/07/09 11:30 KST\n\nOn ferries\n\n"
    assert page(f"{top}MEREN (Yonhap) -- {FERRY}").kind == "digest"
    assert page(f"{top}MEREN, July 9 (Yonhap) -- {FERRY}").kind == "article"


@pytest.mark.parametrize(
    ("headline", "kind"),
    [
        ("Yonhap News Summary", "digest"),
        ("Summary of external news of North Korea this week", "digest"),
        ("NORTH KOREA NEWSLETTER NO. 61 (July 9, 2009)", "digest"),
        ("NEWS IN BRIEF (Part 1)", "digest"),
        ("Kyodo news summary -5-", "digest"),
        ("Xinhua Asia-Pacific news summary at 1600 GMT, March 7", "digest"),
        ("AP Top News at 5:54 p.m. EDT", "digest"),
        ("10 Things to Know for Friday", "digest"),
        ("PRESS DIGEST- Meren - March 7", "papers"),
        ("Top12 News (10:45)", "digest"),
        ("Press review: Ferry burns and Tolve votes", "papers"),
        ("dpa news agenda - March 17", "digest"),
        ("DIARY-Political events from March 17", "digest"),
        ("Diary of a ferry captain", "article"),
        ("Press reviewed ferry rules", "article"),
        ("BC-AP News Digest 6:15 pm", "digest"),
        ("Today in Korean history", "history"),
        ("Top headlines in major S. Korean newspapers", "papers"),
        ("Mayor opens newsletter for ferry passengers", "article"),
        ("Tolve council issues summary of bridge talks", "article"),
        ("Ferry line makes history", "article"),
        ("Top 10 news photos of the year show ferries", "article"),
        ("Newspapers to be sold on ferries", "article"),
    ],
)
def test_titles(headline: str, kind: str) -> None:
    """Fixed titles say the kind; a story about such things is a story."""
    assert article(headline=headline, body=f"{FERRY}\n\n{FERRY} Twice.").kind == kind


def test_a_digest_by_its_first_line() -> None:
    """A list of the top stories of an hour says so below its headline."""
    body = (
        "Following are the top stories at 10 pm:\nFerry burns\nMeren: A ferry burned.\nOwls return\nTolve: Owls nest."
    )
    assert page(f"What we have so far\n{body}").kind == "digest"
    assert article("pti", headline="HIGHLIGHTS", body=body).kind == "digest"
    assert article("pti", headline="Highlights of the match", body=f"{FERRY}\n\n{FERRY} Twice.").kind == "article"


def test_fv64_digest_of_the_day_before() -> None:
    """A digest that overwrites yesterday's id keeps its kind and its own date, whatever its id says."""
    a = page(
        f"Yonhap News Summary\n\nAll News 08:01 March 15, 2025\n\n{FIRST}\n{RULE}\n{BRIDGE_ITEM}",
        url="https://en.example/view/AEN20250314007751320",
    )
    assert (a.kind, a.published, a.lead_number) == ("digest", "2025-03-15T08:01:00+09:00", None)


def test_fv65_history_page() -> None:
    """The entries of a history page are dated the day after it, and say nothing of its time."""
    a = page(
        "Today in Korean history\nMarch 15\n1905 -- An invented event.\n2010 -- Another one.\n(END)\n-\n1\n(LEAD) No"
    )
    assert (a.kind, a.published, a.dateline) == ("history", None, None)
    assert a.paragraphs == ("March 15", "1905 -- An invented event.", "2010 -- Another one.")


def test_papers() -> None:
    """A round-up of newspapers keeps its lines apart."""
    a = page(
        "Top headlines in major S. Korean newspapers\nTOLVE, March 3 (Yonhap) -- The following are the top "
        "headlines in major newspapers on March 3.\nDailies\n"
        "-- Ferry runs aground (Meren Shinmun)\n-- Bridge (Tolve Times)\n(END)"
    )
    assert (a.kind, len(a.paragraphs), a.captions) == ("papers", 4, ())


def test_robot() -> None:
    """A machine-written story says so; the line that says it is no text."""
    a = page(f"Meren Co. Q2 net up\n{TEXT}※ This article was generated by Yonhap's proprietary algorithm.\n(END)")
    assert (a.kind, a.paragraphs) == ("robot", PARAGRAPHS)


def operation(a: Article, verb: str) -> tuple[str, ...] | None:
    operations = a.editor_note.operations if a.editor_note else ()
    return next((o.slugs for o in operations if o.verb == verb), None)


@pytest.mark.parametrize(
    ("fields", "slugs"),
    [
        ({"content": "KILL KILL KILL\n\nKill the story slugged Meren-ferry sent at 1300."}, ("Meren-ferry",)),
        ({"content": 'BULLETIN KILL\n\nPlease kill the story headlined "Ferry sinks".'}, ("Ferry sinks",)),
        (
            {"headline": "MANDATORY KILL", "body": 'Slugs "Meren-ferry" and "Meren-crew".'},
            ("Meren-ferry", "Meren-crew"),
        ),
        ({"headline": "KILL: Ferry sinks off Meren", "body": "The story is wrong."}, ("Ferry sinks off Meren",)),
        ({"headline": "Ferry sinks", "body": "KILL KILL KILL\nThe story is wrong."}, ()),
        ({"headline": "BC-Meren-ferry, BULLETIN KILL", "body": "The story is wrong."}, ()),
        ({"headline": "Note", "body": "(ATTN: KILLS story slugged Meren-ferry)\nIt is wrong."}, ("Meren-ferry",)),
        ({"headline": "KILL: Ferry sinks"}, ("Ferry sinks",)),
        ({"headline": "(3rd LD) KILL: Ferry sinks", "body": "It is wrong."}, ("Ferry sinks",)),
        ({"headline": "(KILL) Ferry sinks", "body": "It is wrong."}, ("Ferry sinks",)),
    ],
)
def test_fv46_kills(fields: dict[str, Any], slugs: tuple[str, ...]) -> None:
    """A kill cancels, and names what it kills."""
    a = article(**fields)
    assert (a.kind, a.status) == ("kill", "canceled")
    assert operation(a, "KILLS") == slugs


@pytest.mark.parametrize("name", ["status", "pubstatus"])
@pytest.mark.parametrize("status", ["withheld", "canceled"])
def test_fv46_fv50_status_of_the_feed(name: str, status: str) -> None:
    """A feed may withhold or cancel by a field alone, with or without a text."""
    stated: dict[str, Any] = {name: status}
    bare = article(id="n-17", **stated)
    full = article(id="n-17", headline="Ferry sinks", body=TEXT, **stated)
    assert (bare.status, full.status, full.paragraphs) == (status, status, PARAGRAPHS)


@pytest.mark.parametrize(
    ("fields", "slugs"),
    [
        ({"headline": "DISREGARD: Ferry sinks off Meren", "body": "It was a test."}, ("Ferry sinks off Meren",)),
        (
            {"headline": "ADVISORY", "body": 'Editors: please disregard the story slugged "Meren-ferry".'},
            ("Meren-ferry",),
        ),
        ({"content": "ATTENTION EDITORS\n\nPlease eliminate the previous story."}, ()),
        ({"content": "DISREGARD previous\n\nIt was a test."}, ()),
    ],
)
def test_fv51_advisories(fields: dict[str, Any], slugs: tuple[str, ...]) -> None:
    """An advisory is never a story; what it asks to disregard is named."""
    a = article(**fields)
    assert a.kind == "advisory"
    assert operation(a, "DISREGARDS") == slugs


@pytest.mark.parametrize(
    ("fields", "verb", "slugs"),
    [
        (
            {"content": "Note\n\nEditors: Please withhold the story headlined “Ferry sinks”."},
            "WITHHOLDS",
            ("Ferry sinks",),
        ),
        (
            {"headline": "WITHHOLD: Ferry sinks off Meren", "body": "More follows."},
            "WITHHOLDS",
            ("Ferry sinks off Meren",),
        ),
        ({"headline": "HOLD - Ferry sinks", "body": "More follows."}, "WITHHOLDS", ("Ferry sinks",)),
        (
            {
                "headline": "ADVISORY",
                "body": "Editors: please do not use the story slugged Meren-ferry until further notice.",
            },
            "WITHHOLDS",
            ("Meren-ferry",),
        ),
        (
            {
                "headline": "ADVISORY",
                "body": "The story slugged Meren-ferry should be held. It may be released at noon.",
            },
            "WITHHOLDS",
            ("Meren-ferry",),
        ),
        (
            {"headline": "Ferry", "slug": "US--Meren Ferry,WITHHOLD", "body": "Text follows."},
            "WITHHOLDS",
            ("US--Meren Ferry",),
        ),
        ({"headline": "HOLD", "slug": "Meren-ferry", "body": "Until we can check it."}, "WITHHOLDS", ("Meren-ferry",)),
        (
            {
                "headline": "ADVISORY",
                "body": "Editors: please hold the story slugged Meren-ferry until it is released.",
            },
            "WITHHOLDS",
            ("Meren-ferry",),
        ),
        (
            {"headline": "ADVISORY", "body": 'Editors: the hold on the story slugged "Meren-ferry" has been lifted.'},
            "RELEASES",
            ("Meren-ferry",),
        ),
        (
            {"headline": "ADVISORY", "body": 'Please disregard the WITHHOLD on the story slugged "Meren-ferry".'},
            "RELEASES",
            ("Meren-ferry",),
        ),
        (
            {"content": "Note\n\nEditors: The story slugged Meren-ferry, withheld earlier, may now be used."},
            "RELEASES",
            ("Meren-ferry",),
        ),
        ({"headline": "HOLD LIFTED: Ferry sinks", "body": "It is right."}, "RELEASES", ("Ferry sinks",)),
        (
            {
                "headline": HEAD,
                "body": "EDITORS: The story slugged Meren-ferry has been held. A name is being checked.",
            },
            "WITHHOLDS",
            ("Meren-ferry",),
        ),
        (
            {
                "headline": HEAD,
                "body": "Note to editors: the item slugged Meren-ferry is being withheld pending a check.",
            },
            "WITHHOLDS",
            ("Meren-ferry",),
        ),
        (
            {"headline": "DISREGARD: Mayor lifts hold on boats", "body": "Sent twice."},
            "DISREGARDS",
            ("Mayor lifts hold on boats",),
        ),
        (
            {"headline": "ADVISORY", "body": 'Please disregard the story headlined "Embargo on granite lifted".'},
            "DISREGARDS",
            ("Embargo on granite lifted",),
        ),
        (
            {
                "headline": "ADVISORY",
                "body": "Disregard the story slugged Meren-ferry. A name should have been withheld.",
            },
            "DISREGARDS",
            ("Meren-ferry",),
        ),
    ],
)
def test_fv50_holds_and_releases(fields: dict[str, Any], verb: str, slugs: tuple[str, ...]) -> None:
    """An advisory may ask to wait, or say that the waiting is over; neither is a story, and neither is for good."""
    a = article(**fields)
    assert (a.kind, a.status) == ("advisory", "usable")
    assert a.editor_note is not None
    assert [(o.verb, o.slugs) for o in a.editor_note.operations] == [(verb, slugs)]


@pytest.mark.parametrize(
    ("fields", "taken", "used"),
    [
        (
            {"content": "KILL KILL KILL\n\nKill story slugged Meren-ferry. Use the story slugged Meren-crew instead."},
            ("Meren-ferry",),
            ("Meren-crew",),
        ),
        (
            {
                "headline": "KILL",
                "body": 'Kill the story slugged "Meren-ferry" and use the story headlined "Crew saved."',
            },
            ("Meren-ferry",),
            ("Crew saved",),
        ),
        (
            {
                "headline": "KILL: Ferry sinks, use of boats falls",
                "body": 'A substitute, slugged "Meren-crew", has moved.',
            },
            ("Ferry sinks, use of boats falls",),
            ("Meren-crew",),
        ),
        (
            {
                "headline": "KILL",
                "body": "Kill the story slugged Meren-ferry. Do not use the story slugged Meren-crew.",
            },
            ("Meren-ferry", "Meren-crew"),
            None,
        ),
    ],
)
def test_fv42_a_kill_that_says_what_to_use(fields: dict[str, Any], taken: tuple[str, ...], used: object) -> None:
    """A kill may name a story to use instead: that one is not killed."""
    a = article(**fields)
    assert (a.kind, operation(a, "KILLS"), operation(a, "USES")) == ("kill", taken, used)


def test_fv42_a_note_that_says_what_to_use() -> None:
    """The same in a note."""
    a = page(f'Note\n(ATTN: KILLS story slugged "Meren-ferry"; USE story slugged "Meren-crew")\n{TEXT}')
    assert (operation(a, "KILLS"), operation(a, "USES")) == (("Meren-ferry",), ("Meren-crew",))


@pytest.mark.parametrize("given", [None, "usable"])
@pytest.mark.parametrize(
    "note",
    [
        "WITHHOLD until further notice",
        "HOLD",
        "HOLD this story",
        "ADDS photo; HOLD until a name is checked",
        "Please do not use until further notice",
        "Please hold this story for now",
        "Don't publish this item yet",
    ],
)
def test_fv50_a_note_that_withholds_its_own_story(note: str, given: str | None) -> None:
    """`(ATTN: WITHHOLD ...)` above a text withholds that text, unless the feed says that it may be used."""
    fields = {"status": given} if given else {}
    a = page(f"Ferry sinks\n(ATTN: {note})\n{TEXT}", **fields)
    assert (a.kind, a.status, a.paragraphs) == ("article", given or "withheld", PARAGRAPHS)
    assert operation(a, "WITHHOLDS") == ()


@pytest.mark.parametrize(
    "note", ["ADDS that hold on sale was lifted", "HOLDS interview for Monday", "UPDATES with what users do not use"]
)
def test_notes_that_withhold_nothing(note: str) -> None:
    """A note may speak of such things too."""
    assert page(f"Ferry sinks\n(ATTN: {note})\n{TEXT}").status == "usable"


def test_a_note_that_holds_another_story() -> None:
    """What it names is meant, not the text below."""
    a = page(f'Ferry sinks\n(ATTN: HOLD story slugged "Meren-crew" until further notice)\n{TEXT}')
    assert (a.status, operation(a, "WITHHOLDS")) == ("usable", ("Meren-crew",))


def test_an_advisory_that_takes_nothing_back() -> None:
    """Not every advisory withdraws."""
    a = article(headline="ADVISORY: hours of service", body="The desk will be closed on Monday.")
    assert (a.kind, a.editor_note) == ("advisory", None)


@pytest.mark.parametrize(
    "lines",
    [
        ("Storm kills two in Meren", FERRY),
        ("Kill switch fitted to ferries", FERRY),
        ("Editors of dailies meet", "Editors of dailies asked the council to withhold no story from the public."),
        ("Advisory issued for ferries", "An advisory was issued."),
        ("Council to disregard story", "The council will disregard the story, it said."),
        ("Clients leave bank", "Clients were asked not to use the previous version of the card."),
        ("SKILL tests for captains", "SKILL tests will be held."),
        ("Hold on ferry story lifted", "A judge lifted the hold on the story."),
        ("RELEASE of ferry crew near", "The crew is to be released, the mayor said."),
        ("Embargo lifted on granite", "The embargo on granite was lifted on Friday."),
        ("Please hold the line, ferry firm says", "Callers wait, a story says."),
        ("Mayor, clerk hold talks", "Talks on the story were held."),
    ],
)
def test_stories_about_such_things_are_stories(lines: tuple[str, str]) -> None:
    """The words alone withdraw nothing."""
    assert withdrawal.find(lines[0], lines[0], slug.parse(""), [lines[1]]) is None


def test_a_reinstated_story_keeps_its_verb() -> None:
    """`REINSTATES` is what brings a killed story back: it must not be lost."""
    a = page(f"(2nd LD) Ferry sinks\n(ATTN: REINSTATES story slugged Meren-ferry)\n{TEXT}")
    assert (a.kind, a.status, operation(a, "REINSTATES")) == ("article", "usable", ("Meren-ferry",))


def test_fv63_a_digest_from_a_feed() -> None:
    """A feed's headline tells a digest too: the first item's note and dateline are not the digest's."""
    for body in (
        f"{FERRY_ITEM}\n{RULE}\n{BRIDGE_ITEM}",
        f"Yonhap News Summary\n{RULE}\n{FERRY_ITEM}\n{RULE}\n{BRIDGE_ITEM}",
    ):
        a = article(headline="Yonhap News Summary", body=body)
        assert (a.kind, a.marker, a.editor_note, a.dateline) == ("digest", None, None, None)
        assert [i.headline for i in a.items][-1] == "Bridge to reopen"
        assert "Bridge to reopen" not in a.paragraphs[0]
