"""NewsML-G2, NewsML 1.2 and NITF: what each field of theirs becomes."""

# ruff: noqa: E501 - documents as agencies send them
from __future__ import annotations

import re

import pytest

from tests.wire.formats.kit import P1, P2, found, g2, one, refused
from worker.wire.article import Article, BadMessage, Link, Subject


def test_a_g2_item_has_its_fields() -> None:
    """Id, version, times, urgency, subjects, byline, dateline, links and text stand where an article has them."""
    a = one(
        g2(
            '<firstCreated>2026-03-02T07:00:00+01:00</firstCreated><pubStatus qcode="stat:usable"/>'
            '<link rel="irel:evolvedFrom" residref="urn:x:earlier" version="3"/>',
            "<urgency>3</urgency><by>By Ida Renn</by><creditline>Nordlight</creditline>"
            "<dateline>TOLVE, March 2 (Nordlight) --</dateline><slugline>Tram-opening</slugline>"
            '<subject qcode="medtop:20001362"><name>public transport</name></subject>',
            version="4",
        )
    )
    assert (a.item_id, a.version, a.slug, a.headline, a.byline) == (
        "urn:x:tram",
        4,
        "Tram-opening",
        "Harbour tram opens",
        "Ida Renn",
    )
    assert (a.published, a.first_created) == ("2026-03-02T08:15:00+01:00", "2026-03-02T07:00:00+01:00")
    assert (a.urgency, a.credit, a.paragraphs) == (3, "Nordlight", (P1, P2))
    assert a.subjects == (Subject("medtop:20001362", "public transport"),)
    assert a.links == (Link("evolvedFrom", "urn:x:earlier", "3"),)
    assert a.dateline
    assert (a.dateline.cities, a.dateline.credit, a.dateline.date) == (("TOLVE",), "Nordlight", "2026-03-02")


def test_a_signal_is_a_verb() -> None:
    """A correction that only its signal calls one is a correction."""
    a = one(g2('<edNote>It takes nineteen minutes.</edNote><signal qcode="sig:correction"/>'))
    assert a.editor_note
    assert (a.editor_note.text, [o.verb for o in a.editor_note.operations]) == (
        "It takes nineteen minutes.",
        ["CORRECTS"],
    )


def test_reporters_phones_are_no_note() -> None:
    """Of notes with a role only those that speak of the text are one."""
    a = one(g2('<edNote role="dpaednoterole:contacts">Ida Renn, +00 1234</edNote>'))
    assert a.editor_note is None


@pytest.mark.parametrize(
    ("embargoed", "flagged"), [("2026-03-04T00:01:00Z", True), ("2026-03-01T00:00:00Z", False), ("", True)]
)
def test_an_embargo_has_an_end_or_none(embargoed: str, flagged: bool) -> None:
    """An end ahead is an embargo, one that lay behind is none any more, and one without a time has no end known."""
    a = one(g2(f"<embargoed>{embargoed}</embargoed>"))
    assert ("embargoed" in a.flags) is flagged
    assert a.status == "usable"
    assert a.embargoed_until == (embargoed or None)


@pytest.mark.parametrize(("word", "status"), [("usable", "usable"), ("withheld", "withheld"), ("canceled", "canceled")])
def test_a_g2_status_counts(word: str, status: str) -> None:
    """The status stated is the article's."""
    assert one(g2(f'<pubStatus qcode="stat:{word}"/>')).status == status


def test_the_main_headline_counts() -> None:
    """A second headline is none."""
    content = '<headline rank="2">Second</headline><headline role="hld:subHeadline" rank="1">Under it</headline>'
    assert one(g2(content=content)).headline == "Harbour tram opens"


def test_a_message_holds_several_items() -> None:
    """Each item of a newsMessage is a part; a picture is refused by name and is no article."""
    items = "".join(
        x.partition("?>")[2]
        for x in (g2(guid="urn:x:1"), g2(guid="urn:x:2", kind="picture", body=""), g2(guid="urn:x:3"))
    )
    parts = found(f'<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>{items}</itemSet></newsMessage>')
    assert [
        p.item_id if isinstance(p, Article) else p.reason for p in parts if isinstance(p, (Article, BadMessage))
    ] == [
        "urn:x:1",
        "not_text",
        "urn:x:3",
    ]
    assert [p.raw.part for p in parts if isinstance(p, Article)] == [0, 2]
    assert [p.part for p in parts if isinstance(p, BadMessage)] == [1]


@pytest.mark.parametrize("name", ["packageItem", "planningItem", "conceptItem", "knowledgeItem", "catalogItem"])
def test_other_items_are_refused_by_name(name: str) -> None:
    """What the standard has beside news items is no article."""
    bad = refused(f'<{name} xmlns="http://iptc.org/std/nar/2006-10-01/" guid="x"/>')
    assert bad.reason == "not_text"
    assert name in bad.detail


NEWSML = """<?xml version="1.0" encoding="{encoding}"?><NewsML Version="1.2"><NewsItem xml:lang="fr"><Identification><NewsIdentifier>
<ProviderId>meridian.example</ProviderId><DateId>20260302</DateId><NewsItemId>AB12</NewsItemId><RevisionId>{revision}</RevisionId>
<PublicIdentifier>urn:newsml:meridian.example:20260302:AB12:{revision}</PublicIdentifier></NewsIdentifier><NameLabel>Berg-usine</NameLabel>
</Identification><NewsManagement><NewsItemType FormalName="{kind}"/><ThisRevisionCreated>20260302T104000+0100</ThisRevisionCreated>
<Status FormalName="{status}"/>{more}</NewsManagement><NewsComponent><NewsLines><HeadLine>{headline}</HeadLine><ByLine>Par Odile Marchetti</ByLine>
<DateLine>BERG, 2 mars 2026 (Meridian) -</DateLine></NewsLines><ContentItem><DataContent><p>La papeterie fermera, a annoncé son propriétaire.</p>
<p>Elle emploie 240 personnes.</p></DataContent></ContentItem></NewsComponent></NewsItem></NewsML>"""


def newsml(**said: str) -> str:
    usual = {
        "encoding": "utf-8",
        "revision": "1",
        "kind": "News",
        "status": "Usable",
        "more": "",
        "headline": "La papeterie ferme",
    }
    return NEWSML.format(**usual | said)


def test_newsml_1_has_its_fields() -> None:
    """The id is without the revision, which is the version; basic times are times."""
    a = one(newsml(revision="7"))
    assert (a.item_id, a.version) == ("urn:newsml:meridian.example:20260302:AB12", 7)
    assert (a.published, a.byline, a.language) == ("2026-03-02T10:40:00+01:00", "Odile Marchetti", "fr")
    assert a.paragraphs == ("La papeterie fermera, a annoncé son propriétaire.", "Elle emploie 240 personnes.")
    assert a.dateline
    assert a.dateline.cities == ("BERG",)


def test_lead_and_body_may_stand_apart() -> None:
    """In a component each; a body that repeats its lead adds only the rest."""
    start = newsml().partition("<ContentItem>")[0]
    part = (
        "<NewsComponent><Role FormalName='{}'/><ContentItem><DataContent>{}</DataContent></ContentItem></NewsComponent>"
    )
    end = "</NewsComponent></NewsItem></NewsML>"
    for body in (P2, f"{P1}\n\n{P2}"):
        pieces = part.format("Title", "Tram") + part.format("Lead", P1) + part.format("Body", body)
        assert one(start + pieces + end).paragraphs == (P1, P2)


def test_declared_encodings_are_believed() -> None:
    """Bytes in Latin-1 or UTF-16 that say so are read; bytes that lie are read as Windows-1252, with a flag."""
    wanted = one(newsml()).paragraphs
    assert one(newsml(encoding="iso-8859-1").encode("latin-1")).paragraphs == wanted
    assert one(newsml(encoding="utf-16").encode("utf-16")).paragraphs == wanted
    lying = one(newsml(encoding="utf-8").encode("latin-1"))
    assert lying.paragraphs == wanted
    assert "encoding_guessed" in lying.flags


def test_a_mainframe_is_read() -> None:
    """XML in EBCDIC is read in the code page that it declares, and refused with its name if that is unknown."""
    for name in ("cp037", "ibm500", "cp273"):
        a = one(newsml(encoding=name).replace("\n", "\x85").encode(name))
        assert a.paragraphs == one(newsml()).paragraphs
    bad = refused(newsml(encoding="cp999").encode("cp037"))
    assert (bad.reason, "cp999" in bad.detail) == ("malformed", True)


def test_an_alert_is_urgent() -> None:
    """NewsItemType Alert is what (URGENT) is in print, and needs no headline."""
    a = one(newsml(kind="Alert", headline=""))
    assert (a.lead_number, a.headline) == (0, None)


def test_an_instruction_is_a_verb() -> None:
    """NewsML 1.2 says in Instruction what a note to editors would."""
    a = one(newsml(more='<Instruction FormalName="Rectify"/>'))
    assert a.editor_note
    assert [o.verb for o in a.editor_note.operations] == ["CORRECTS"]


def test_an_embargo_of_newsml_1() -> None:
    """Status Embargoed with StatusWillChange says until when."""
    until = "<StatusWillChange><FutureStatus FormalName='Usable'/><DateAndTime>20260304T000100+0100</DateAndTime></StatusWillChange>"
    a = one(newsml(status="Embargoed", more=until))
    assert (a.status, a.embargoed_until, "embargoed" in a.flags) == ("usable", "2026-03-04T00:01:00+01:00", True)


NITF = """<nitf><head><title>{title}</title><docdata management-status="{status}"><doc-id id-string="c-88:2"/>
<date.issue norm="20260302T061000Z"/><ed-msg info="{note}"/><du-key key="ship" version="2"/></docdata></head><body><body.head>
<hedline><hl1>Ship towed off Meren</hl1></hedline><byline>By LIV SANDER, Coastal Wire</byline></body.head><body.content>
<media media-type="image"><media-reference source="1.jpg"/><media-caption>The ship off Meren.</media-caption></media>
<block><p>MEREN (Coastal) -- {p1}</p><p>{p2}</p></block></body.content></body></nitf>"""


def nitf(
    title: str = "BC-Meren-Ship, 2nd Ld-Writethru", status: str = "usable", note: str = "Eds: UPDATES with tow"
) -> str:
    return NITF.format(title=title, status=status, note=note, p1=P1, p2=P2)


def test_nitf_has_its_fields() -> None:
    """The title holds slug and marker, hl1 the headline, doc-id the item without its version; a caption is no text."""
    a = one(nitf())
    assert (a.item_id, a.version, a.slug, a.lead_number) == ("c-88", 2, "BC-Meren-Ship", 2)
    assert (a.headline, a.byline) == ("Ship towed off Meren", "LIV SANDER, Coastal Wire")
    assert (a.paragraphs, a.captions) == ((P1, P2), ("The ship off Meren.",))
    assert a.dateline
    assert a.dateline.cities == ("MEREN",)
    assert a.editor_note
    assert [o.verb for o in a.editor_note.operations] == ["UPDATES"]


def test_nitf_is_killed() -> None:
    """A canceled document with a note that kills is a kill."""
    a = one(nitf("BC-Meren-Ship, KILL", "canceled", "KILL BC-Meren-Ship: another ship."))
    assert (a.kind, a.status, a.slug) == ("kill", "canceled", "BC-Meren-Ship")


def test_newsml_1_whose_text_begins_with_a_picture() -> None:
    """What stands beside the paragraphs does not make data of them; a vocabulary of its own does."""
    text = newsml().replace("<DataContent><p>", '<DataContent><media media-type="image"/><p>')
    assert one(text).paragraphs[0] == "La papeterie fermera, a annoncé son propriétaire."
    data = "<DataContent><Catalog><Resource/></Catalog></DataContent>"
    assert refused(re.sub("(?s)<DataContent>.*</DataContent>", data, newsml())).reason == "empty"


def test_an_undeclared_prefix_loses_nothing() -> None:
    """XML whose prefixes nothing declares is read whole, with a flag; a parser's own recovery would drop parts of it."""
    a = one(g2("<x:service x:kind='a'/>").replace('version="1" ', 'version="1" xsi:schemaLocation="a b" ', 1))
    assert (a.headline, a.paragraphs) == ("Harbour tram opens", (P1, P2))
    assert "prefix_undeclared" in a.flags
    assert "prefix_undeclared" not in one(g2()).flags


def test_complex_data_that_is_nitf_is_a_text() -> None:
    """In NewsML 1.2 ComplexData is said of tables and of NITF alike; an urgency may be text, a heading's name vary."""
    a = one(
        "<NewsML><NewsItem><NewsManagement><ThisRevisionCreated>20260302T081500Z</ThisRevisionCreated><Urgency>2</Urgency></NewsManagement>"
        "<NewsComponent><NewsLines><Headline>Harbour tram opens</Headline></NewsLines><ContentItem>"
        '<MediaType FormalName="ComplexData"/><DataContent><nitf><body><body.content>'
        f"<p>{P1}</p><p>{P2}</p></body.content></body></nitf></DataContent></ContentItem></NewsComponent></NewsItem></NewsML>"
    )
    assert (a.headline, a.paragraphs, a.urgency) == ("Harbour tram opens", (P1, P2), 2)


def test_breaks_of_a_bulletin_are_no_paragraphs() -> None:
    """A bulletin's plain text in NewsML 1.2 has lines of asterisks, and names of elements where a sound was."""
    a = one(
        "<NewsML><NewsItem><NewsComponent><NewsLines><HeadLine>News at three</HeadLine></NewsLines><ContentItem><DataContent>\n"
        f"\n***\n\n***\n\nNewsComponentRef\n\n{P1}\n\n***{P2}\n</DataContent></ContentItem></NewsComponent></NewsItem></NewsML>"
    )
    assert a.paragraphs == (P1, P2)
