"""What each format's own fields become: the mapping, family by family, on documents of an invented wire."""

# ruff: noqa: E501 - documents as agencies send them
from __future__ import annotations

import json
from typing import Any

import pytest

from tests.wire.formats.kit import P1, P2, found, g2, one, refused
from worker.wire.article import Article, BadMessage, Link, Picture, Subject
from worker.wire.formats import when

HTML = f"<p>{P1}</p><p>{P2}</p>"
NITF = f"<nitf><body><body.content><p>{P1}</p><p>{P2}</p></body.content></body></nitf>"


def ap(**more: Any) -> str:
    """An item of the AP Media API with its text beside it."""
    item = {
        "altids": {"itemid": "ap-77", "etag": "ap-77_1"}, "type": "text", "version": 3, "pubstatus": "usable",
        "versioncreated": "2026-03-02T07:15:00Z", "firstcreated": "2026-03-02T06:00:00Z", "language": "en",
        "headline": "Harbour tram opens", "slugline": "BC-Meren-Tram", "urgency": 4, "provider": "Nordlight",
        "bylines": [{"by": "By IDA RENN"}], "datelinelocation": {"city": "Tolve"}, "signals": ["newscontent"],
    }  # fmt: skip
    return json.dumps({"data": {"item": item | more}, "content": NITF})


def test_an_ap_item_has_its_fields() -> None:
    """The text is that of renditions.nitf, put beside the metadata; etag and version are no part of the id."""
    a = one(
        ap(
            subject=[{"code": "20001362", "name": "public transport", "scheme": "http://cv.iptc.org/newscodes/mediatopic/"}],
            refersto="ap-70", links=[{"rel": "canonical", "href": "https://nordlight.example/tram"}],
            associations={"1": {"type": "picture", "altids": {"itemid": "ap-p1"}, "caption": "The tram.", "uri": "https://nordlight.example/1"}},
        )
    )  # fmt: skip
    assert (a.item_id, a.version, a.slug, a.headline, a.paragraphs) == (
        "ap-77", 3, "BC-Meren-Tram", "Harbour tram opens", (P1, P2),
    )  # fmt: skip
    assert (a.published, a.first_created, a.urgency, a.credit) == (
        "2026-03-02T07:15:00Z", "2026-03-02T06:00:00Z", 4, "Nordlight",
    )  # fmt: skip
    assert (a.byline, a.url) == ("IDA RENN", "https://nordlight.example/tram")
    assert a.subjects == (Subject("medtop:20001362", "public transport"),)
    assert Link("seeAlso", "ap-70") in a.links
    assert [p.caption for p in a.pictures] == ["The tram."]


def test_the_source_that_an_ap_envelope_names_counts() -> None:
    """As deploy/connect says to send it: without a header the source is the envelope's own."""
    envelope = json.loads(ap())["data"] | {
        "source": "nordlight",
        "content_type": "application/nitf+xml",
        "content": NITF,
    }
    assert one(json.dumps(envelope), source=None).source == "nordlight"


@pytest.mark.parametrize(
    ("more", "reason", "said"),
    [({"type": "picture"}, "not_text", "picture"), ({"type": "composite"}, "not_text", "package")],
)
def test_what_is_no_text_of_the_ap_is_refused(more: dict[str, Any], reason: str, said: str) -> None:
    """Pictures and packages are no articles, and the refusal says which they are."""
    bad = refused(ap(**more))
    assert (bad.reason, said in bad.detail, "AP Media API" in bad.detail) == (reason, True, True)


def test_metadata_of_the_ap_alone_says_what_to_fetch() -> None:
    """Without its rendition an item has no text: the detail names the rendition."""
    message = json.loads(ap())
    del message["content"]
    bad = refused(json.dumps(message))
    assert (bad.reason, "renditions.nitf" in bad.detail) == ("empty", True)


@pytest.mark.parametrize("more", [{"signals": []}, {"editorialtypes": ["Advisory"]}])
def test_what_is_not_for_publication_is_an_advisory(more: dict[str, Any]) -> None:
    """The AP's rule: without the signal newscontent an item is for editors only."""
    assert one(ap(**more)).kind == "advisory"


def dpa(**more: Any) -> dict[str, Any]:
    return {
        "urn": "urn:newsml:nordlight.example:20260302:17", "version": 2, "pubstatus": "usable", "language": "en",
        "version_created": "2026-03-02T08:15:00+01:00", "content_created": "2026-03-02T07:00:00+01:00",
        "headline": "Harbour tram opens", "kicker": "Transport", "article_html": HTML, "urgency": 3,
    } | more  # fmt: skip


def test_a_dpa_entry_has_its_fields() -> None:
    """Notes to editors count by their role, categories are subjects or signals, images pictures."""
    a = one(
        json.dumps(
            dpa(
                ednotes=[
                    {"role": "dpaednoterole:correctionshort", "ednote": "Corrects minutes"},
                    {"role": "dpaednoterole:correction", "ednote": "It takes eleven minutes, not nineteen."},
                    {"role": "dpaednoterole:contacts", "ednote": "Ida Renn, +00 1234"},
                ],
                categories=[
                    {"type": "dnltype:subject", "qcode": "medtop:20001362", "name": "public transport"},
                    {"type": "dnltype:signal", "qcode": "sig:correction"},
                ],
                associations=[
                    {"type": "image", "urn": "urn:p:1", "caption": "The tram.", "creditline": "Foto: Renn", "renditions": [{"url": "https://nordlight.example/1"}]},
                    {"type": "video", "urn": "urn:v:1"},
                ],
                creditline="Nordlight", byline="Ida Renn",
            )
        )
    )  # fmt: skip
    assert (a.item_id, a.version, a.urgency, a.credit) == (
        "urn:newsml:nordlight.example:20260302:17",
        2,
        3,
        "Nordlight",
    )
    assert (a.published, a.first_created) == ("2026-03-02T08:15:00+01:00", "2026-03-02T07:00:00+01:00")
    assert a.editor_note
    assert a.editor_note.text == "It takes eleven minutes, not nineteen."
    assert [o.verb for o in a.editor_note.operations] == ["CORRECTS"]
    assert a.subjects == (Subject("medtop:20001362", "public transport"),)
    assert a.pictures == (Picture("urn:p:1", "The tram.", "Foto: Renn", "https://nordlight.example/1"),)


def test_a_list_of_dpa_entries_is_as_many_articles() -> None:
    """Alone, as a list and under `entries`; media alone are refused by name."""
    entries = [
        dpa(),
        dpa(urn="urn:newsml:nordlight.example:20260302:18"),
        dpa(urn="urn:x:3", article_html="", associations=[{"type": "image"}]),
    ]
    for record in (json.dumps(entries), json.dumps({"entries": entries})):
        first, second, media = found(record)
        assert isinstance(first, Article)
        assert isinstance(second, Article)
        assert (first.item_id[-2:], second.item_id[-2:]) == ("17", "18")
        assert isinstance(media, BadMessage)
        assert media.reason == "not_text"


NEWSML = f"""<NewsML><NewsEnvelope><DateAndTime>20260302T101500Z</DateAndTime></NewsEnvelope><NewsItem>
<Identification><NewsIdentifier><ProviderId>meridian.example</ProviderId><DateId>20260302</DateId><NewsItemId>TRAM</NewsItemId>
<RevisionId PreviousRevision="1" Update="N">2</RevisionId></NewsIdentifier><NameLabel>Tolve-tram</NameLabel></Identification>
<NewsManagement><Status FormalName="usable"/><Urgency FormalName="4"/><FirstCreated>20260302T070000+0100</FirstCreated>
<DerivedFrom NewsItem="urn:newsml:meridian.example:20260301:TRAM:4U"/><AssociatedWith NewsItem="urn:newsml:meridian.example:20260228:QUAY:1"/></NewsManagement>
<NewsComponent><AdministrativeMetadata><Provider><Party FormalName="Meridian"/></Provider></AdministrativeMetadata>
<NewsComponent><Role FormalName="Main"/><NewsLines><HeadLine>Harbour tram opens</HeadLine><ByLine>By Ida Renn</ByLine>
<NewsLine><NewsLineType FormalName="EditorialNote"/><NewsLineText>UPDATES with minutes</NewsLineText></NewsLine></NewsLines>
<DescriptiveMetadata><Language FormalName="en"/><SubjectCode><Subject FormalName="11000000"/></SubjectCode>
<Location HowPresent="Origin"><Property FormalName="City" Value="Tolve"/></Location></DescriptiveMetadata>
<ContentItem><DataContent>{NITF}</DataContent></ContentItem></NewsComponent>
<NewsComponent><Role FormalName="Picture"/><NewsComponent><Role FormalName="Caption"/><ContentItem><DataContent><p>The tram.</p></DataContent></ContentItem></NewsComponent>
<ContentItem Href="tram.jpg"><MediaType FormalName="Photo"/></ContentItem></NewsComponent></NewsComponent></NewsItem></NewsML>"""


def test_newsml_1_in_components() -> None:
    """The main component has the text, a picture's caption stays beside it, the envelope has the time of the whole."""
    a = one(NEWSML)
    assert (a.item_id, a.version, a.slug) == ("urn:newsml:meridian.example:20260302:TRAM", 2, "Tolve-tram")
    assert (a.published, a.first_created, a.urgency) == ("2026-03-02T10:15:00Z", "2026-03-02T07:00:00+01:00", 4)
    assert (a.headline, a.byline, a.credit, a.language) == ("Harbour tram opens", "Ida Renn", "Meridian", "en")
    assert a.paragraphs == (P1, P2)
    assert a.subjects == (Subject("subj:11000000"),)
    assert {(link.rel, link.to) for link in a.links} == {
        ("derivedFrom", "urn:newsml:meridian.example:20260301:TRAM"),
        ("seeAlso", "urn:newsml:meridian.example:20260228:QUAY"),
    }
    assert [(p.caption, p.url) for p in a.pictures] == [("The tram.", "tram.jpg")]
    assert a.editor_note
    assert [o.verb for o in a.editor_note.operations] == ["UPDATES"]


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ("<NewsItem><NewsComponent><ContentItem Href='1.jpg'><MediaType FormalName='Photo'/></ContentItem></NewsComponent></NewsItem>", "photo"),
        ("<NewsItem><NewsComponent><NewsItemRef NewsItem='urn:x'/></NewsComponent></NewsItem>", "package"),
        ("<TopicSet/>", "topics"),
    ],
)  # fmt: skip
def test_newsml_1_without_text_is_refused_by_what_it_is(item: str, said: str) -> None:
    """A picture, a package of references, a list of topics: none is an article."""
    bad = refused(f"<NewsML>{item}</NewsML>")
    assert (bad.reason, said in bad.detail) == ("not_text", True)


@pytest.mark.parametrize(
    "body",
    [
        f'<inlineData contenttype="text/html">{HTML.replace("<", "&lt;")}</inlineData>',
        f'<inlineData contenttype="text/plain">{P1}\n\n{P2}</inlineData>',
        f'<inlineXML contenttype="application/nitf+xml">{NITF}</inlineXML>',
        f"<inlineXML><section>{HTML}</section></inlineXML>",
        f'<inlineData contenttype="text/plain">Only a line of it.</inlineData><inlineXML>{NITF}</inlineXML>',
    ],
    ids=["escaped HTML", "plain", "NITF", "fragment", "the better of two"],
)
def test_a_g2_text_in_any_form(body: str) -> None:
    """The standard lets a text come as XHTML, NITF, escaped HTML or plain; of several the best is read."""
    assert one(g2(body=body)).paragraphs == (P1, P2)


def test_a_g2_text_elsewhere_is_not_read() -> None:
    """Content at another address is no text; the address is named."""
    bad = refused(g2(body='<remoteContent href="https://nordlight.example/17.html"/>'))
    assert (bad.reason, "https://nordlight.example/17.html" in bad.detail) == ("empty", True)


def test_g2_links_and_subjects_by_any_of_their_forms() -> None:
    """A relation has one spelling whatever its scheme; addresses of IPTC's codes are codes."""
    a = one(
        g2(
            '<link rel="irel:prevVersion" residref="urn:x:2"/><link rel="http://cv.iptc.org/newscodes/itemrelation/seeAlso" href="https://nordlight.example/q"/>',
            '<subject uri="http://cv.iptc.org/newscodes/mediatopic/20001362"/><subject literal="trams"/><located qcode="city:1"><name>Tolve</name></located>',
        )
    )
    assert [(link.rel, link.to) for link in a.links] == [
        ("previousVersion", "urn:x:2"),
        ("seeAlso", "https://nordlight.example/q"),
    ]
    assert [s.code for s in a.subjects] == ["medtop:20001362", "trams"]


def nitf(docdata: str = "", head: str = "", attributes: str = "") -> str:
    return (
        f"<nitf><head><title>Tram</title><docdata {attributes}>{docdata}</docdata></head><body><body.head><hedline><hl1>Harbour tram opens"
        f"</hl1></hedline>{head}</body.head><body.content>{HTML}</body.content></body></nitf>"
    )


def test_a_nitf_document_that_takes_another_back() -> None:
    """`management-doc-idref` with its status names another document: it is canceled, this one is not."""
    a = one(
        nitf('<doc-id id-string="n-2"/>', attributes='management-doc-idref="n-1" management-idref-status="canceled"')
    )
    assert (a.item_id, a.status, a.links) == ("n-2", "usable", (Link("cancels", "n-1"),))


@pytest.mark.parametrize("status", ["embargoed", "usable"])
def test_a_nitf_embargo_and_correction(status: str) -> None:
    """`date.release` ends an embargo, whatever the status says, if it is after the issue; an element `correction` is a
    note that corrects."""
    a = one(
        nitf(
            '<doc-id id-string="n-3"/><date.issue norm="20260302T061000Z"/><date.release norm="20260304T000100Z"/>'
            '<correction info="Corrects minutes" id-string="n-1"/><urgency ed-urg="2"/>',
            "<byline><person>Ida Renn</person><byttl>Transport editor</byttl></byline><distributor>Nordlight</distributor>",
            f'management-status="{status}"',
        )
    )
    assert (a.embargoed_until, "embargoed" in a.flags, a.urgency) == ("2026-03-04T00:01:00Z", True, 2)
    assert (a.byline, a.credit) == ("Ida Renn", "Nordlight")
    assert a.editor_note
    assert [o.verb for o in a.editor_note.operations] == ["CORRECTS"]


ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0" xmlns:media="http://search.yahoo.com/mrss/" xml:lang="en"><title>Nordlight</title>
<entry><id>tag:nordlight.example,2026:1</id><title type="html">Harbour &lt;em&gt;tram&lt;/em&gt; opens</title><published>2026-03-02T07:00:00+01:00</published>
<updated>2026-03-02T08:15:00+01:00</updated><author><name>Ida Renn</name></author><category term="transport"/><link href="https://nordlight.example/1"/>
<media:content url="https://nordlight.example/1.jpg" medium="image"><media:description>The tram.</media:description></media:content><content type="html">{HTML.replace("<", "&lt;")}</content></entry>
<at:deleted-entry ref="tag:nordlight.example,2026:0" when="2026-03-02T09:00:00Z"><at:comment>Wrong quay</at:comment></at:deleted-entry></feed>"""


def test_an_atom_feed() -> None:
    """`updated` is the version's time, `published` the first; a deleted entry takes its item back (RFC 6721)."""
    entry, deleted = found(ATOM)
    assert isinstance(entry, Article)
    assert isinstance(deleted, Article)
    assert (entry.item_id, entry.headline, entry.byline) == (
        "tag:nordlight.example,2026:1",
        "Harbour tram opens",
        "Ida Renn",
    )
    assert (entry.published, entry.first_created) == ("2026-03-02T08:15:00+01:00", "2026-03-02T07:00:00+01:00")
    assert (entry.paragraphs, entry.subjects) == ((P1, P2), (Subject("transport", "transport"),))
    assert [(p.url, p.caption) for p in entry.pictures] == [("https://nordlight.example/1.jpg", "The tram.")]
    assert (deleted.item_id, deleted.status) == ("tag:nordlight.example,2026:0", "canceled")


def test_an_atom_entry_alone() -> None:
    """Some send an entry without its feed."""
    entry = ATOM[ATOM.index("<entry>") : ATOM.index("</entry>") + 8]
    alone = entry.replace(
        "<entry>", '<entry xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/">'
    )
    assert one(alone).paragraphs == (P1, P2)


def test_a_feed_cut_off_is_malformed() -> None:
    """Half a feed is not half of its articles."""
    assert refused(ATOM[: ATOM.index("</entry>")]).reason == "malformed"


@pytest.mark.parametrize(
    "wrap",
    [
        lambda o: o,
        lambda o: [o],
        lambda o: {"@context": "https://schema.org", "@graph": [o, {"@type": "Organization"}]},
    ],
)
def test_json_ld_alone_in_a_list_or_a_graph(wrap: Any) -> None:
    """A NewsArticle of schema.org without its page."""
    article = {
        "@context": "https://schema.org", "@type": ["NewsArticle"], "identifier": {"value": "n-9"}, "headline": "Harbour tram opens",
        "datePublished": "2026-03-02T07:00:00+01:00", "dateModified": "2026-03-02T08:15:00+01:00", "author": [{"name": "Ida Renn"}, "Odile Marchetti"],
        "mainEntityOfPage": {"@id": "https://nordlight.example/9"}, "articleBody": f"{P1}\n\n{P2}",
    }  # fmt: skip
    a = one(json.dumps(wrap(article)))
    assert (a.item_id, a.url, a.byline) == ("n-9", "https://nordlight.example/9", "Ida Renn, Odile Marchetti")
    assert (a.published, a.first_created, a.paragraphs) == (
        "2026-03-02T08:15:00+01:00",
        "2026-03-02T07:00:00+01:00",
        (P1, P2),
    )


@pytest.mark.parametrize(("value", "reason"), [({"@type": "Recipe"}, "not_text"), ({"@type": "NewsArticle"}, "empty")])
def test_json_ld_that_is_no_article(value: dict[str, str], reason: str) -> None:
    """Another type is refused by name; an article without its text is on its page."""
    assert refused(json.dumps({"@context": "https://schema.org"} | value)).reason == reason


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("20260302T071500Z", "2026-03-02T07:15:00Z"),
        ("20260302T071500+0100", "2026-03-02T07:15:00+01:00"),
        ("20260302", "2026-03-02"),
        ("2026-3-2 7:15", "2026-03-02T07:15:00"),
        ("2026-03-02T07:15Z", "2026-03-02T07:15:00Z"),
        ("2026-03-02t07:15:00z", "2026-03-02T07:15:00Z"),
        ("2.3.2026 07:15", "2026-03-02T07:15:00"),
        ("Mon, 02 Mar 2026 07:15:00 +0100", "2026-03-02T07:15:00+01:00"),
        ("2026-02-30", None),
        ("2026-03-02T25:00", None),
        ("soon", None),
        ("", None),
        (20260302, None),
    ],
)
def test_times_as_agencies_write_them(written: object, read: str | None) -> None:
    """ISO basic and extended, RFC 822, with a zone or without; what is no time is none."""
    assert when.iso(written) == read


def test_a_nitf_document_with_only_a_story_date() -> None:
    """Its dateline states the time; markup that was escaped once or twice as if it were text is markup."""
    head = '<dateline><story.date norm="20260302T081500+0100">20260302T081500</story.date></dateline>'
    for escaped in ("&lt;p&gt;{}&lt;/p&gt;", "&amp;lt;p&amp;gt;{}&amp;lt;/p&amp;gt;"):
        body = "".join(escaped.format(p) for p in (P1, P2))
        a = one(nitf(head=head).replace(HTML, body))
        assert (a.paragraphs, a.published) == ((P1, P2), "2026-03-02T08:15:00+01:00")


@pytest.mark.parametrize(
    ("first", "paragraphs"),
    [
        ("Meressa mies soutaa lautalla.", ("Meressa mies soutaa lautalla.", P1)),
        ("Mere: mies soutaa lautalla.", ("mies soutaa lautalla.", P1)),
        ("Mere:", (P1,)),
    ],
)
def test_only_a_whole_dateline_is_taken_off(first: str, paragraphs: tuple[str, ...]) -> None:
    """Not the beginning of an inflected word; one that stands alone leaves no empty paragraph."""
    item = g2(content="<dateline>Mere</dateline>").replace(P1, first).replace(P2, P1)
    assert one(item).paragraphs == paragraphs
