"""What each format's fields become, one by one: NITF, NewsML 1, feeds, mails, ninjs, and times in all of them."""

# ruff: noqa: E501 - documents as agencies send them
from __future__ import annotations

from typing import Any

import pytest

from tests.wire.formats.kit import P1, P2, found, g2, one, refused
from worker.wire.article import BadMessage
from worker.wire.formats import feeds, json_ld, mail, newsml_1, ninjs, nitf, when
from worker.wire.formats.document import Document


def fields(module: Any, value: str) -> dict[str, Any]:
    """The fields that a format reads of the one article in a document."""
    [said] = module.read(Document(value.encode()))
    assert isinstance(said, dict), said
    return said


@pytest.mark.parametrize(
    ("said", "iso"),
    [
        ("2026-03-02T08:15:00+01:00", "2026-03-02T08:15:00+01:00"), ("2026-03-02t08:15:00z", None),
        ("20260302T081500Z", "2026-03-02T08:15:00Z"), ("20260302T0815+0100", "2026-03-02T08:15:00+01:00"),
        ("20260302081500", "2026-03-02T08:15:00"), ("20260302", "2026-03-02"), ("2026-3-2", "2026-03-02"),
        ("2026-03-02 8:15", "2026-03-02T08:15:00"), ("2026-03-02T08:15:00,5 GMT", "2026-03-02T08:15:00Z"),
        ("2026-03-02 08:15 UTC", "2026-03-02T08:15:00Z"), ("02.03.2026, 08:15", "2026-03-02T08:15:00"),
        ("2/3/2026", "2026-03-02"), ("Mon, 02 Mar 2026 08:15:00 +0100", "2026-03-02T08:15:00+01:00"),
        ("2026-02-30", None), ("2026-03-02T24:00", None), ("2026-03-02T23:60", None), ("2026-03-02T23:59:60", None),
        ("2026-03-02T23:59:59", "2026-03-02T23:59:59"), ("2026-03-02T00:00:00", "2026-03-02T00:00:00"), ("soon", None),
        ("", None), (" ", None), ("2026-03-02" + " " * 71, None), ("2026-03-02" + " " * 70, "2026-03-02"),
    ],
)  # fmt: skip
def test_times(said: str, iso: str | None) -> None:
    """As agencies write them, in RFC 3339; an offset is never made up."""
    assert when.iso(said) == (iso if iso or said != "2026-03-02t08:15:00z" else "2026-03-02T08:15:00Z")


@pytest.mark.parametrize("said", [None, 5, 1.5, ["2026-03-02"], True])
def test_what_is_no_time(said: object) -> None:
    """Only a text is."""
    assert when.iso(said) is None


def document(
    docdata: str = "",
    head: str = "",
    above: str = "<hedline><hl1>Tram opens</hl1></hedline>",
    body: str = f"<p>{P1}</p>",
    root: str = "",
) -> str:
    """A NITF document."""
    return (
        f"<nitf {root}><head>{head}<docdata {docdata.partition('|')[2]}>{docdata.partition('|')[0]}</docdata></head>"
        f"<body><body.head>{above}</body.head><body.content>{body}</body.content></body></nitf>"
    )


@pytest.mark.parametrize(
    ("docdata", "name", "value"),
    [
        ('<doc-id id-string="tram:3"/>', "id", "tram"), ('<doc-id id-string="tram:3"/>', "version", 3),
        ('<doc-id id-string="tram_03"/>', "id", "tram"), ('<doc-id id-string="tram_3"/>', "id", "tram_3"),
        ('<doc-id id-string="tram_3"/><du-key key="k" version="3"/>', "id", "tram"),
        ('<doc-id id-string="tram.v3"/>', "id", "tram.v3"), ('<doc-id id-string=":3"/>', "id", ":3"),
        ('<doc-id id-string="tram:3"/><du-key key="k" version="4"/>', "version", 4), ('<du-key key="k"/>', "id", "k"),
        ('<du-key key="k"/>', "slug", "k"), ('<du-key key="k"/>', "story_key", "k"),
        ('<key-list><keyword key="tram"/><keyword key="port"/></key-list>', "slug", "tram"),
        ('|management-status="usable"', "status", "usable"), ('|management-status="kill"', "status", "canceled"),
        ('|management-status="Withheld"', "status", "withheld"), ('|management-status="odd"', "status", None),
        ('<urgency ed-urg="4"/>', "urgency", 4), ('<urgency ed-urg="12"/>', "urgency", None),
        ('<ed-msg info="Adds quote"/>', "editor_note", "Adds quote"), ("<ed-msg>Adds quote</ed-msg>", "editor_note", "Adds quote"),
        ('<correction info="Fixes name" id-string="x"/>', "editor_note", "Fixes name"),
        ('<ed-msg info="Adds quote"/><correction info="Fixes name"/>', "editor_note", "Adds quote; Fixes name"),
        ('<correction info="Fixes name" id-string="x"/>', "signals", ["sig:correction"]),
        ('<correction info="Fixes name"/>', "signals", None),
        ('<date.issue norm="20260302T081500Z"/>', "published_at", "2026-03-02T08:15:00Z"),
        ('<date.release norm="20260302T081500Z"/>', "published_at", "2026-03-02T08:15:00Z"),
        ('<date.issue norm="x"/><date.release norm="20260302T081500Z"/>', "published_at", "2026-03-02T08:15:00Z"),
        ('<date.issue norm="20260302T0815Z"/><date.release norm="20260302T0900Z"/>', "embargoed_until", "2026-03-02T09:00:00Z"),
        ('<date.issue norm="20260302T0815Z"/><date.release norm="20260302T0815Z"/>', "embargoed_until", None),
        ('<date.issue norm="20260302T0815Z"/><date.release norm="20260302T0900"/>', "embargoed_until", None),
        ('<date.issue norm="20260302T0815Z"/><date.release norm="20260302T0900Z"/>|management-status="kill"', "embargoed_until", None),
        ('<date.release norm="20260302T0900Z"/>|management-status="embargoed"', "embargoed_until", "2026-03-02T09:00:00Z"),
        ('|management-doc-idref="old" management-idref-status="canceled"', "links", [{"rel": "cancels", "to": "old"}]),
        ('|management-doc-idref="old"', "links", [{"rel": "previousVersion", "to": "old"}]),
        ('<doc-id id-string="old"/>|management-doc-idref="old"', "links", None),
    ],
)  # fmt: skip
def test_docdata_of_nitf(docdata: str, name: str, value: object) -> None:
    """Id and version, status, times, notes and links of a document."""
    assert fields(nitf, document(docdata)).get(name) == value


@pytest.mark.parametrize(
    ("above", "name", "value"),
    [
        ("<hedline><hl1>Tram opens</hl1></hedline>", "headline", "Tram opens"), ("<hl1>Tram opens</hl1>", "headline", "Tram opens"),
        ("<byline>By Ida Renn</byline>", "byline", "By Ida Renn"),
        ("<byline><person>Ida Renn</person><byttl>Editor</byttl></byline>", "byline", "Ida Renn"),
        ("<byline>By Ida Renn<byttl>Editor</byttl></byline>", "byline", "By Ida Renn"),
        ("<byline>By <person>Ida Renn</person></byline>", "byline", "By Ida Renn"),
        ("<dateline><location>TOLVE</location>, March 2</dateline>", "located", "TOLVE"),
        ("<dateline><location>TOLVE</location>, March 2</dateline>", "dateline", "TOLVE, March 2"),
        ("<distributor>The Wire</distributor>", "credit", "The Wire"), ("", "byline", None), ("", "located", None),
    ],
)  # fmt: skip
def test_heads_of_nitf(above: str, name: str, value: object) -> None:
    """What stands above the text."""
    assert fields(nitf, document(above=above, head="<title>T</title>")).get(name) == value


@pytest.mark.parametrize(
    ("head", "name", "value"),
    [
        ("<title>BC-Tolve--Tram</title>", "slug", "BC-Tolve--Tram"), ("<title>Tram opens</title>", "slug", None),
        ("<title>Tolve, 1st Ld</title>", "slug", "Tolve, 1st Ld"),
        ('<meta name="anpa-keyword" content="BC-Tram"/><meta name="anpa-takekey" content="1st Ld"/>', "slug", "BC-Tram 1st Ld"),
        ('<meta name="anpa-takekey" content="1st Ld"/>', "slug", "1st Ld"),
        ('<tobject><tobject.subject tobject.subject.refnum="04000000" tobject.subject.type="Economy"/></tobject>', "subjects",
         [{"code": "subj:04000000", "name": "Economy"}]),
        ('<tobject><tobject.subject tobject.subject.refnum="x" tobject.subject.matter="M" tobject.subject.type="T"/></tobject>',
         "subjects", [{"code": "x", "name": "M"}]),
        ('<tobject><tobject.subject tobject.subject.detail="D" tobject.subject.matter="M"/></tobject>', "subjects",
         [{"code": "D", "name": "D"}]),
    ],
)  # fmt: skip
def test_slugs_and_subjects_of_nitf(head: str, name: str, value: object) -> None:
    """A title in the form of a slug is one; subjects have their finest name."""
    assert fields(nitf, document(head=head)).get(name) == value


def test_nitf_without_a_text() -> None:
    """A picture is no article, a killed document needs no text, and the title stands in for a headline."""
    assert refused(document(body="")).reason == "empty"
    assert refused(document(body='<media media-type="image"/>')).reason == "not_text"
    assert refused(document(body="", above="")).reason == "not_text"
    assert fields(nitf, document('|management-status="kill"', body=""))["status"] == "canceled"
    assert fields(nitf, document(above="", head="<title>Tram opens</title>"))["headline"] == "Tram opens"
    assert fields(nitf, document(root='xml:lang="de"'))["language"] == "de"
    story = document(above='<dateline><story.date norm="20260302"/></dateline>')
    assert fields(nitf, story)["published_at"] == "2026-03-02"
    media = '<media media-type="photo"><media-reference source="a.jpg"/><media-producer>Renn</media-producer><media-caption>The tram.</media-caption></media>'
    assert fields(nitf, document(body=f"<p>{P1}</p>{media}"))["pictures"] == [
        {"caption": "The tram.", "credit": "Renn", "url": "a.jpg"}
    ]
    assert "pictures" not in fields(nitf, document(body=f"<p>{P1}</p>{media.replace('photo', 'video')}"))


def feed(
    entry: str,
    root: str = '<rss version="2.0" {}><channel><language>en</language><item>{}</item></channel></rss>',
    space: str = "",
) -> str:
    """A feed with one entry."""
    return root.format(space, entry)


BODY = f"<title>Tram opens</title><description>{P1}</description>"


@pytest.mark.parametrize(
    ("entry", "name", "value"),
    [
        (BODY, "headline", "Tram opens"), (BODY, "paragraphs", [P1]), (BODY, "flags", ["summary"]), (BODY, "language", "en"),
        (BODY + "<guid>g-1</guid>", "id", "g-1"), (BODY + "<link>https://x.example/1</link>", "url", "https://x.example/1"),
        (BODY + "<author>Ida Renn</author>", "byline", "Ida Renn"),
        (BODY + "<pubDate>Mon, 02 Mar 2026 08:15:00 +0100</pubDate>", "published_at", "2026-03-02T08:15:00+01:00"),
        (BODY + "<pubDate>Mon, 02 Mar 2026 08:15:00 +0100</pubDate>", "first_created", None),
        (BODY + "<category>Transport</category>", "subjects", [{"code": "Transport", "name": "Transport"}]),
        ("<title>&lt;b&gt;Tram&lt;/b&gt; opens</title>" + BODY[24:], "headline", "Tram opens"),
        (BODY.replace("Tram opens", "1 &lt; 2"), "headline", "1 < 2"),
        (BODY + '<m:content url="a.jpg" medium="image"><m:description>The tram.</m:description><m:credit>Renn</m:credit></m:content>',
         "pictures", [{"url": "a.jpg", "caption": "The tram.", "credit": "Renn"}]),
        (BODY + '<m:content url="a.mp4" medium="video"/>', "pictures", None),
        (BODY + '<m:content url="a.jpg" type="image/jpeg"/>', "pictures", [{"url": "a.jpg"}]),
        (BODY + '<m:thumbnail url="a.jpg"/>', "pictures", [{"url": "a.jpg"}]),
        (BODY + f"<c:encoded><![CDATA[<p>{P1}</p><p>{P2}</p>]]></c:encoded>", "paragraphs", [P1, P2]),
        (BODY + f"<c:encoded><![CDATA[<p>{P1}</p><p>{P2}</p>]]></c:encoded>", "flags", None),
    ],
)  # fmt: skip
def test_entries_of_rss(entry: str, name: str, value: object) -> None:
    """The whole text where the feed has it, else its summary, which says so."""
    space = 'xmlns:m="http://search.yahoo.com/mrss/" xmlns:c="http://purl.org/rss/1.0/modules/content/"'
    assert fields(feeds, feed(entry, space=space)).get(name) == value


def test_feeds_of_other_kinds() -> None:
    """Atom with an update; an entry alone; a deleted one; and what is refused."""
    atom = '<feed xmlns="http://www.w3.org/2005/Atom">{}{}</feed>'
    times = "<published>2026-03-02T08:15:00Z</published><updated>2026-03-02T09:00:00Z</updated>"
    entry = f"<entry><id>g</id><title>Tram opens</title>{times}<content type='text'>{P1}</content></entry>"
    said = fields(feeds, feed(entry, atom))
    assert (said["published_at"], said["first_created"], said["paragraphs"]) == (
        "2026-03-02T09:00:00Z",
        "2026-03-02T08:15:00Z",
        [P1],
    )
    alone = entry.replace("<entry>", '<?xml version="1.0"?><entry xmlns="http://www.w3.org/2005/Atom">')
    assert fields(feeds, alone)["paragraphs"] == [P1]
    gone = '<at:deleted-entry xmlns:at="http://purl.org/atompub/tombstones/1.0" ref="g" when="2026-03-02T10:00:00Z"><at:comment>Wrong</at:comment></at:deleted-entry>'
    assert fields(feeds, feed(gone, atom)) == {
        "id": "g",
        "published_at": "2026-03-02T10:00:00Z",
        "status": "canceled",
        "editor_note": "Wrong",
    }
    assert refused(feed("<title>Tram opens</title>")).reason == "empty"
    assert refused(atom.format("", "")).reason == "empty"
    assert refused(feed(BODY)[:-30]).reason == "malformed"
    assert not feeds.knows(Document(b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>'))
    assert feeds.knows(Document(b'<rdf:RDF xmlns:rdf="x" xmlns="http://purl.org/rss/1.0/"/>'))
    assert not feeds.knows(Document(b'<feed xmlns="http://x.example/other"/>'))
    assert [feeds.knows(Document(f"<{name}/>".encode())) for name in ("feed", "entry", "rss", "channel", "item")] == [
        True
    ] * 4 + [False]


MAIL = "From: desk@nordlight.example\nSubject: {}\nDate: Mon, 2 Mar 2026 08:15:00 +0100\nMessage-ID: <m1@x>\n{}\n{}"


@pytest.mark.parametrize(
    ("subject", "more", "body", "name", "value"),
    [
        ("Tram opens", "", P1, "headline", "Tram opens"), ("Tram opens", "", P1, "id", "m1@x"), ("T", "", P1, "content", P1),
        ("Tram opens", "", P1, "published_at", "2026-03-02T08:15:00+01:00"), ("T", "Content-Language: de\n", P1, "language", "de"),
        ("=?utf-8?q?Tram_=C3=A9?=", "", P1, "headline", "Tram é"), ("T", "", f"{P1}\n-- \nDesk, Tel. 1234", "content", P1 + "\n"),
        ("T", "Content-Type: text/html\n", f"<p>{P1}</p>", "content_type", "text/html"),
        ("T", "", f"{P1}\nbegin 644 a.jpg\n#0V%T\nend\n", "content", P1 + "\n\n"),
        ("T", "Content-Transfer-Encoding: quoted-printable\n", "Tram =C3=A9.", "content", "Tram é."),
    ],
)  # fmt: skip
def test_fields_of_mails(subject: str, more: str, body: str, name: str, value: object) -> None:
    """Subject, date, text; a signature and files inside the text are none."""
    said = fields(mail, MAIL.format(subject, more, body))
    assert (said.get(name) or "").strip() == str(value).strip()


@pytest.mark.parametrize(
    ("head", "known"),
    [
        ("From: a\nSubject: b\nDate: c\n\nText", True), ("From: a\nDate: c\n\nText", False), ("Subject: b\nX-Y: c\n\nText", True),
        ("Subject: b\nno header\n\nText", False), ("Content-Type: multipart/mixed; boundary=x\n\nText", True),
        ("Content-Type: text/plain\n\nText", True), ("Text: from here\n\nText", False), ("no header\n\nText", False),
    ],
)  # fmt: skip
def test_what_is_a_mail(head: str, known: bool) -> None:
    """Three headers of mails, or nothing but headers, one of them the subject or what kind of part it is."""
    assert mail.knows(Document(head.encode())) is known


def test_mails_in_mails() -> None:
    """Each mail of a file, and each attachment, is given on as it is."""
    single = MAIL.format("T", "", P1)
    box = f"From a@x.example Mon Mar  2 08:15:00 2026\n{single}\n>From the quay.\n\nFrom b@x.example Mon Mar  2 08:15:00 2026\n{single}\n"
    both = mail.read(Document(box.encode()))
    assert [one["content_type"] for one in both if isinstance(one, dict)] == ["message/rfc822"] * 2
    assert isinstance(both[0], dict)
    assert b"\nFrom the quay." in both[0]["attached"]
    parts = "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\n{}\n--b\nContent-Type: text/xml\nContent-Disposition: attachment\n\n<nitf/>\n--b--\n"
    told = mail.read(Document(MAIL.format("T", "", "").replace("\n\n", "\n").encode() + parts.format(P1).encode()))
    assert [sorted(one) for one in told if isinstance(one, dict)][1] == ["attached", "content_type"]
    assert (
        len(mail.read(Document(MAIL.format("T", "", "").replace("\n\n", "\n").encode() + parts.format("").encode())))
        == 1
    )
    [nothing] = mail.read(Document(MAIL.format("T", "", "").encode()))
    assert isinstance(nothing, BadMessage)


def newsml(
    management: str = "", lines: str = "<HeadLine>Tram opens</HeadLine>", more: str = "", identification: str = ""
) -> str:
    """A NewsML 1.2 document."""
    return (
        f"<NewsML><NewsEnvelope><DateAndTime>20260302T081500Z</DateAndTime></NewsEnvelope><NewsItem xml:lang='en'>"
        f"<Identification>{identification}</Identification><NewsManagement>{management}</NewsManagement><NewsComponent>"
        f"<NewsLines>{lines}</NewsLines>{more}<ContentItem><DataContent><p>{P1}</p></DataContent></ContentItem></NewsComponent></NewsItem></NewsML>"
    )


WHO = "<NewsIdentifier><ProviderId>x.example</ProviderId><DateId>20260302</DateId><NewsItemId>tram</NewsItemId><RevisionId>2</RevisionId></NewsIdentifier>"


@pytest.mark.parametrize(
    ("document", "name", "value"),
    [
        (newsml(), "published_at", "2026-03-02T08:15:00Z"), (newsml(), "language", "en"), (newsml(), "paragraphs", [P1]),
        (newsml("<ThisRevisionCreated>20260302T0900Z</ThisRevisionCreated>"), "published_at", "2026-03-02T09:00:00Z"),
        (newsml("<FirstCreated>20260302T0700Z</FirstCreated>"), "first_created", "2026-03-02T07:00:00Z"),
        (newsml('<Status FormalName="Usable"/>'), "status", "usable"), (newsml('<Urgency FormalName="3"/>'), "urgency", 3),
        (newsml("<Urgency>3</Urgency>"), "urgency", 3), (newsml('<NewsItemType FormalName="Alert"/>'), "marker", "URGENT"),
        (newsml('<NewsItemType FormalName="News"/>'), "marker", None),
        (newsml('<Status FormalName="Embargoed"/><StatusWillChange><DateAndTime>20260302T0900Z</DateAndTime></StatusWillChange>'),
         "embargoed_until", "2026-03-02T09:00:00Z"),
        (newsml('<Status FormalName="Usable"/><StatusWillChange><DateAndTime>20260302T0900Z</DateAndTime></StatusWillChange>'),
         "embargoed_until", None),
        (newsml('<Instruction FormalName="Correction"/><Instruction FormalName="Own"/>'), "signals", ["sig:correction", "Own"]),
        (newsml('<DerivedFrom NewsItem="urn:newsml:x:20260302:old:1U"/>'), "links", [{"rel": "derivedFrom", "to": "urn:newsml:x:20260302:old"}]),
        (newsml('<AssociatedWith NewsItem="other:1"/>'), "links", [{"rel": "seeAlso", "to": "other:1"}]),
        (newsml('<AssociatedWith/>'), "links", None), (newsml(identification=WHO), "id", "urn:newsml:x.example:20260302:tram"),
        (newsml(identification=WHO), "version", 2), (newsml(identification="<NameLabel>Tram</NameLabel>"), "slug", "Tram"),
        (newsml(lines="<HeadLine>Tram</HeadLine><ByLine>Renn</ByLine>"), "byline", "Renn"),
        (newsml(lines="<Headline>Tram</Headline><DateLine>TOLVE</DateLine>"), "dateline", "TOLVE"),
        (newsml(lines="<HeadLine>Tram</HeadLine><SlugLine>S</SlugLine>"), "slugline", "S"),
        (newsml(lines='<NewsLine><NewsLineType FormalName="AdvisoryLine"/><NewsLineText>Adds quote</NewsLineText></NewsLine>'),
         "editor_note", "Adds quote"),
        (newsml(lines='<NewsLine><NewsLineType FormalName="Other"/><NewsLineText>Adds quote</NewsLineText></NewsLine>'),
         "editor_note", None),
        (newsml(more='<AdministrativeMetadata><Provider><Party FormalName="The Wire"/></Provider></AdministrativeMetadata>'), "credit", "The Wire"),
        (newsml(more='<DescriptiveMetadata><Language FormalName="de"/><SubjectCode><Subject FormalName="04000000"/></SubjectCode></DescriptiveMetadata>'),
         "subjects", [{"code": "subj:04000000", "name": None}]),
        (newsml(more='<DescriptiveMetadata><Language FormalName="de"/></DescriptiveMetadata>'), "language", "de"),
        (newsml(more='<DescriptiveMetadata><Location HowPresent="Origin"><Property FormalName="City" Value="Tolve"/></Location></DescriptiveMetadata>'),
         "located", "Tolve"),
        (newsml(more='<DescriptiveMetadata><Location HowPresent="Event"><Property FormalName="City" Value="Tolve"/></Location></DescriptiveMetadata>'),
         "located", None),
    ],
)  # fmt: skip
def test_fields_of_newsml_1(document: str, name: str, value: object) -> None:
    """Identification, management, lines and metadata."""
    assert fields(newsml_1, document).get(name) == value


@pytest.mark.parametrize(
    ("value", "name", "found"),
    [
        ({"version": "2"}, "version", 2), ({"versioncreated": "20260302T0815Z"}, "published_at", "2026-03-02T08:15:00Z"),
        ({"firstcreated": "2026-03-02"}, "first_created", "2026-03-02"), ({"embargoed": "2026-03-02"}, "embargoed_until", "2026-03-02"),
        ({"pubstatus": "withheld"}, "status", "withheld"), ({"ednote": "Adds quote"}, "editor_note", "Adds quote"),
        ({"edNote": "Adds quote", "ednote": "other"}, "editor_note", "Adds quote"), ({"slugline": "Tram"}, "slug", "Tram"),
        ({"byline": "Renn", "by": "other"}, "byline", "Renn"), ({"by": "Renn"}, "byline", "Renn"), ({"urgency": 3}, "urgency", 3),
        ({"people": [{"name": "Renn", "rel": "author"}, {"name": "Pell", "rel": "x"}]}, "byline", "Renn"),
        ({"authors": [{"name": "Renn"}, {"name": "Holm"}]}, "byline", "Renn, Holm"), ({"located": "Tolve"}, "located", "Tolve"),
        ({"located": {"name": "Tolve"}}, "located", "Tolve"), ({"language": {"tag": "de"}}, "language", "de"),
        ({"infosources": [{"name": "The Wire"}]}, "credit", "The Wire"), ({"copyrightholder": "The Wire"}, "credit", "The Wire"),
        ({"infoSources": [{"name": "Other", "role": "x"}], "source": "The Wire"}, "credit", "The Wire"),
        ({"headlines": [{"role": "sub", "value": "S"}, {"value": "M"}]}, "headline", "M"),
        ({"headlines": [{"role": "sub", "value": "S"}]}, "headline", "S"), ({"headline_web": "W", "headline_main": "M"}, "headline", "M"),
        ({"headline": "<b>Tram</b> opens"}, "headline", "Tram opens"), ({"title": "T"}, "headline", "T"),
        ({"signals": ["a", {"code": "b"}, {"qcode": "c"}, ""]}, "signals", ["a", "b", "c"]), ({"signal": "a"}, "signals", ["a"]),
        ({"evolvedfrom": "old"}, "links", [{"rel": "evolvedFrom", "to": "old"}]),
        ({"associations": {"previousVersion": {"uri": "old", "type": "text"}}}, "links", [{"rel": "previousVersion", "to": "old"}]),
        ({"associations": {"other": {"uri": "old", "type": "text"}}}, "links", None),
        ({"associations": {"main": {"uri": "p", "type": "picture", "description_text": "The tram.", "byline": "Renn"}}}, "pictures",
         [{"item_id": "p", "caption": "The tram.", "credit": "Renn"}]),
        ({"associations": [{"name": "main", "uri": "p", "type": "picture", "renditions": {"r": {"href": "a.jpg"}}}]}, "pictures",
         [{"item_id": "p", "url": "a.jpg"}]),
        ({"subject": [{"code": "04", "name": "Economy", "scheme": "own"}]}, "subjects", [{"code": "own:04", "name": "Economy"}]),
        ({"subjects": [{"uri": "u", "name": "N"}]}, "subjects", [{"code": "u", "name": "N"}]),
        ({"canonicalurl": "https://x.example/1"}, "url", "https://x.example/1"),
        ({"renditions": [{"name": "web", "href": "https://x.example/2"}], "canonicalUrl": "other"}, "url", "https://x.example/2"),
        ({"body_html": "", "body_text": f"{P1}\n\n{P2}"}, "paragraphs", [P1, P2]),
        ({"bodies": [{"role": "teaser", "value": "T"}, {"role": "main", "value": f"<p>{P2}</p>"}]}, "paragraphs", [P2]),
        ({"bodies": [{"contentType": "text/plain", "value": P2}]}, "paragraphs", [P1]),
    ],
)  # fmt: skip
def test_fields_of_ninjs(value: dict[str, object], name: str, found: object) -> None:
    """Each property in the spellings of the three versions; HTML before plain text."""
    said = ninjs.item({"uri": "u-1", "body_html": f"<p>{P1}</p>"} | value)
    assert isinstance(said, dict)
    assert said.get(name) == found


@pytest.mark.parametrize(
    ("value", "known"),
    [
        ({"uri": "u", "headline": "H"}, True), ({"uri": "u", "type": "text"}, True), ({"uri": "u", "odd": 1}, False),
        ({"guid": "u", "slugline": "S"}, True), ({"body_html": "B", "headline": "H"}, True), ({"body_html": "B"}, False),
        ({"uri": 5, "headline": "H"}, False), ({"uri": "u", "headline": "H", "content": "C"}, False), ({"uri": "u", "body": "B"}, False),
        ({"uri": "u", "body_own": "B", "odd": 1}, True), ([], False), ("u", False),
    ],
)  # fmt: skip
def test_what_is_ninjs(value: object, known: bool) -> None:
    """A uri and a property of ninjs, and no property of ours."""
    assert ninjs.is_item(value) is known


@pytest.mark.parametrize(
    ("meta", "content", "name", "value"),
    [
        ('<pubStatus qcode="stat:withheld"/>', "", "status", "withheld"), ("<edNote>Adds quote</edNote>", "", "editor", "Adds quote"),
        ('<edNote role="x:phone">Tel. 1</edNote>', "", "editor", None),
        ('<edNote role="x:correctionshort">Short</edNote><edNote role="x:correction">Long</edNote>', "", "editor", "Long"),
        ('<edNote role="x:correctionshort">Short</edNote>', "", "editor", "Short"),
        ("<embargoed>2026-03-02T12:00:00+01:00</embargoed>", "", "embargoed_until", "2026-03-02T12:00:00+01:00"),
        ('<signal qcode="sig:update"/>', "", "signals", ("sig:update",)), ("", "<slugline>Tram</slugline>", "slug", "Tram"),
        ("", "<urgency>3</urgency>", "urgency", 3), ("", "<by>Ida Renn</by>", "byline", "Ida Renn"),
        ("", "<creditline>The Wire</creditline>", "credit", "The Wire"),
        ('<provider literal="The Wire"/>', "", "credit", "The Wire"), ("", '<language tag="de"/>', "language", "de"),
        ("<firstCreated>2026-03-02T07:00:00Z</firstCreated>", "", "first_created", "2026-03-02T07:00:00Z"),
        ("", '<headline rank="0">Better</headline>', "headline", "Better"), ("", '<headline rank="2">Worse</headline>', "headline", "Harbour tram opens"),
        ("", '<headline rank="0" role="x:short">Short</headline>', "headline", "Harbour tram opens"),
        ("", '<headline rank="0" xml:lang="de">Anders</headline>', "headline", "Harbour tram opens"),
    ],
)  # fmt: skip
def test_fields_of_g2(meta: str, content: str, name: str, value: object) -> None:
    """Item and content metadata of a news item."""
    a = one(g2(meta, content))
    said = (a.editor_note.text if a.editor_note else None) if name == "editor" else getattr(a, name)
    assert said == value


@pytest.mark.parametrize(
    ("body", "paragraphs"),
    [
        (f"<inlineData contenttype='text/plain'>{P1}\n\n{P2}</inlineData>", (P1, P2)),
        (f"<inlineData contenttype='text/html'>&lt;p&gt;{P1}&lt;/p&gt;&lt;p&gt;{P2}&lt;/p&gt;</inlineData>", (P1, P2)),
        (f"<inlineData>&lt;p&gt;{P1}&lt;/p&gt;</inlineData>", (P1,)),
        (f"<inlineData contenttype='application/pdf'>{P1}</inlineData><inlineXML><p>{P2}</p></inlineXML>", (P2,)),
        (f"<inlineData encoding='x'>{P1}</inlineData><inlineXML><p>{P2}</p></inlineXML>", (P2,)),
        (
            f"<inlineData>{P1}</inlineData><inlineXML><nitf><body><body.content><p>{P2}</p></body.content></body></nitf></inlineXML>",
            (P2,),
        ),
        (
            f"<inlineXML xml:lang='de'><html><body><p>{P1}</p></body></html></inlineXML><inlineData>{P2}</inlineData>",
            (P2,),
        ),
        (f"<inlineXML>{P1}</inlineXML>", (P1,)),
        (f"<inlineXML><odd>{P1}</odd></inlineXML>", (P1,)),
        (
            f"<inlineXML contenttype='application/x+xml'><odd><nitf><body><body.content><p>{P2}</p></body.content></body></nitf></odd></inlineXML>",
            (P2,),
        ),
    ],
)
def test_renditions_of_g2(body: str, paragraphs: tuple[str, ...]) -> None:
    """XHTML or NITF before HTML before plain text, in the item's language."""
    assert one(g2(body=body)).paragraphs == paragraphs


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (g2(body=""), "empty"), (g2(body="", kind="picture"), "not_text"), (g2(kind="video"), "not_text"),
        (g2(body="<remoteContent href='x'/>"), "empty"), (g2(body="<inlineXML><sports-content><a>1</a></sports-content></inlineXML>"), "not_text"),
        (g2(body="", kind="odd"), "not_text"), (g2(body="", kind="composite"), "empty"),
        (g2().replace("newsItem", "planningItem"), "not_text"), (g2().replace("newsItem", "oddItem"), "not_text"),
    ],
)  # fmt: skip
def test_what_g2_is_refused(value: str, reason: str) -> None:
    """Other items, media, and items whose text is elsewhere."""
    assert refused(value).reason == reason


def test_a_g2_kill_needs_no_text() -> None:
    """A canceled item withdraws its story."""
    (killed,) = found(g2('<pubStatus qcode="stat:canceled"/>', body=""))
    assert getattr(killed, "status", None) == "canceled"


@pytest.mark.parametrize(
    ("body", "paragraphs"),
    [
        (f"{P1}\n\n{P2}", [P1, P2]), (f"<p>{P1}</p><p>{P2}</p>", [P1, P2]), (f"&lt;p&gt;{P1}&lt;/p&gt;", [P1]),
        ("1 &lt; 2 &amp; 3", ["1 < 2 & 3"]), ("Tram &amp; ferry", ["Tram & ferry"]), ("1 < 2", ["1 < 2"]),
    ],
)  # fmt: skip
def test_texts_in_json_ld(body: str, paragraphs: list[str]) -> None:
    """Plain text, or markup, perhaps escaped."""
    assert json_ld.paragraphs(body) == paragraphs
