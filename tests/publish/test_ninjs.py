"""Every story becomes strict IPTC ninjs 3.2."""

import dataclasses
import json
import os
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.command import newswire
from tests.story.wires import wires
from worker.publish import ninjs
from worker.publish.ninjs import Json, to_ninjs
from worker.story.resolve import resolve
from worker.story.story import Change, Combine, Decided, Mention, Story, Version
from worker.wire.article import NOTHING, Article, Dateline, DigestItem, EditorNote, Lineage, as_json

EXAMPLES = int(os.environ.get("TEST_EXAMPLES", "200"))
SCHEMA = json.loads((Path(__file__).parents[2] / "schemas/ninjs/ninjs-schema_3.2.json").read_text())
# ninjs refers to GeoJSON for `geoJSON` of places; we never write one, so the stand-in refuses everything.
REGISTRY = jsonschema_rs.Registry([("https://geojson.org/schema/GeoJSON.json", {"not": {}})])
VALIDATOR = jsonschema_rs.Draft202012Validator(SCHEMA, validate_formats=True, registry=REGISTRY)


def version(n: int = 0, **changes: Any) -> Version:
    return dataclasses.replace(
        Version(
            item_id=f"AEN2031030400120{n}315",
            marker=None,
            lead_number=None,
            send_number=n,
            headline="Ferry to Ostrel Island resumes",
            published=f"2031-03-04T09:1{n}:00+09:00",
            fetched_at=None,
            status="usable",
            change="created",
            content_hash=f"{n:032x}",
            url="https://news.example/AEN20310304?a=b c",
            raw=Lineage("newswire.raw", 0, n),
        ),
        **changes,
    )


def story(**changes: Any) -> Story:
    return dataclasses.replace(
        Story(
            uri="newswire:halden/20310304-0012-315",
            source="halden",
            kind="article",
            status="usable",
            superseded_by=None,
            superseded_through=(),
            slug="Ostrel-ferry",
            slugs=("Ostrel-ferry", "Ostrel ferry line"),
            headline="Ferry to Ostrel Island resumes",
            prefix="News Focus",
            marker="2nd LD",
            lead_number=2,
            version=3,
            change=Change("updated", paragraphs_added=(3, 4), headline_before="Ferry halted"),
            first_created="2031-03-04T09:10:00+09:00",
            version_created="2031-03-04T11:02:00.500+09:00",
            editor_note=EditorNote("UPDATES with remarks in paras 3-4"),
            correction=None,
            dateline=Dateline(("PORT HALDEN", "OSTREL"), "Veldmark", "2031-03-04", "Halden", "PORT HALDEN/OSTREL --"),
            byline="Mira Tolland",
            emails=("mira@halden.example",),
            language="en",
            paragraphs=(
                "The ferry runs again, the harbour office said.",
                'Captain Edo Ralt said <it> was "calm & clear".',
            ),
            captions=("The ferry leaves Port Halden on March 4, 2031.",),
            items=(),
            speakers=as_json(
                [
                    {
                        "name": "Edo Ralt",
                        "kind": "person",
                        "title": "captain",
                        "affiliation": "Halden Lines",
                        "aliases": ["Ralt"],
                        "quotes": [{"paragraph": 2, "start": 28, "end": 40, "text": "calm & clear", "kind": "direct"}],
                    },
                    {
                        "name": "harbour office",
                        "kind": "body",
                        "title": None,
                        "affiliation": None,
                        "aliases": [],
                        "quotes": [
                            {"paragraph": 1, "start": 0, "end": 20, "text": "The ferry runs again", "kind": "indirect"}
                        ],
                    },
                    {
                        "name": "a sailor",
                        "kind": "unnamed",
                        "title": None,
                        "affiliation": None,
                        "aliases": [],
                        "quotes": [],
                    },
                ]
            ),
            topics=as_json(
                [
                    {
                        "qcode": "medtop:20000639",
                        "name": "diplomacy",
                        "ancestors": ["medtop:20000638", "medtop:11000000"],
                        "score": 0.83,
                        "because": ["envoy"],
                    },
                    {
                        "qcode": "vm:island-ties",
                        "name": "island ties",
                        "ancestors": [],
                        "score": 2.5,
                        "because": ["Ostrel"],
                    },
                ]
            ),
            versions=(version(0), version(1, marker="LEAD", lead_number=1), version(2, marker="2nd LD", lead_number=2)),
            gaps=(),
            combines=(),
            mentions=(),
            rung="serial",
            flags=(),
        ),
        **changes,
    )


def valid(item: Json) -> Json:
    """`item`, after the schema had its say over exactly what JSON makes of it."""
    again = json.loads(json.dumps(item))
    assert again == item, "not plain JSON"
    errors = [f"{e.instance_path}: {e.message}" for e in VALIDATOR.iter_errors(again)]
    assert not errors, "\n".join(errors[:5])
    return item


def related(item: Json, rel: str) -> list[Json]:
    return [a for a in item.get("associations", ()) if a["rel"] == rel]


def test_the_validator_refuses_what_is_not_ninjs() -> None:
    """The schema is really applied, formats and unknown properties included: else no test here can fail."""
    good = to_ninjs(story())
    for bad in (
        {**good, "uri": "no uri at all"},
        {**good, "colour": "blue"},
        {**good, "versionCreated": "2031-03-04"},
        {**good, "pubStatus": "superseded"},
        {**good, "associations": [{"uri": "urn:x:y", "name": "n", "rel": "r", "colour": 1}]},
        {k: v for k, v in good.items() if k != "uri"},
    ):
        assert list(VALIDATOR.iter_errors(bad)), bad.keys()


def test_an_update() -> None:
    """An update: same uri, higher version, the note in edNote, the change described, each version listed."""
    item = valid(to_ninjs(story()))
    assert item["uri"] == "newswire:halden/20310304-0012-315"
    assert (item["version"], item["pubStatus"]) == ("3", "usable")
    assert item["edNote"] == "UPDATES with remarks in paras 3-4"
    assert item["title"] == "(2nd LD) (News Focus) Ferry to Ostrel Island resumes"
    assert item["headlines"] == [{"role": "main", "value": "Ferry to Ostrel Island resumes"}]
    described = {d["role"]: d["value"] for d in item["descriptions"]}
    assert described.pop("dateline") == "PORT HALDEN/OSTREL --"
    assert described == {"change": "updated", "paragraphs": "added 3, 4", "headlineBefore": "Ferry halted"}
    assert [v["version"] for v in related(item, "version")] == ["1", "2", "3"]
    assert item["versionCreated"] == "2031-03-04T11:02:00.500+09:00"
    assert "urgency" not in item


def test_bodies_as_text_and_as_markup() -> None:
    """The body comes as plain text and as HTML, with its size, and characters that mean something in HTML escaped."""
    text, markup = valid(to_ninjs(story()))["bodies"]
    assert text["value"].count("\n\n") == 1
    assert text["charCount"] == len(text["value"])
    assert text["wordCount"] == 17
    assert '<p>Captain Edo Ralt said &lt;it&gt; was "calm &amp; clear".</p>' in markup["value"]


def test_who_wrote_who_speaks() -> None:
    """Author and speakers are people, bodies organisations, unnamed speakers infoSources; the dateline gives places."""
    item = valid(to_ninjs(story()))
    assert [(p["name"], p["rel"]) for p in item["people"]] == [("Mira Tolland", "author"), ("Edo Ralt", "speaker")]
    assert item["people"][0]["contactInfo"][0]["value"] == "mira@halden.example"
    assert [(o["name"], o["rel"]) for o in item["organisations"]] == [
        ("Halden Lines", "affiliationOfSpeaker"),
        ("harbour office", "speaker"),
    ]
    assert [(i["name"], i["role"]) for i in item["infoSources"]] == [
        ("halden", "provider"),
        ("Halden", "credit"),
        ("a sailor", "unnamedSpeaker"),
    ]
    assert item["located"] == "PORT HALDEN, OSTREL, Veldmark"
    assert [p["name"] for p in item["places"]] == ["PORT HALDEN", "OSTREL", "Veldmark"]


def test_quotations_and_pictures() -> None:
    """Quotations come in the order of the text, each with its speaker, words and position; captions are pictures."""
    item = valid(to_ninjs(story()))
    first, second = related(item, "quotation")
    assert (first["name"], first["profile"]) == ("harbour office", "newswire:indirect-speech")
    assert second["by"] == "Edo Ralt, captain, Halden Lines"
    assert second["bodies"][0]["value"] == "calm & clear"
    assert second["altIds"] == [{"role": "position", "value": "2:28-40"}]
    (picture,) = related(item, "picture")
    assert picture["descriptions"][0]["value"].startswith("The ferry leaves")


def test_subjects() -> None:
    """Media Topics get IPTC's own address, own tags a urn; the topics above follow once."""
    subjects = valid(to_ninjs(story()))["subjects"]
    assert [(s["uri"], s["rel"], s.get("confidence")) for s in subjects] == [
        ("http://cv.iptc.org/newscodes/mediatopic/20000639", "about", 83),
        ("topic:vm:island-ties", "about", 100),
        ("http://cv.iptc.org/newscodes/mediatopic/20000638", "broader", None),
        ("http://cv.iptc.org/newscodes/mediatopic/11000000", "broader", None),
    ]


def test_a_correction() -> None:
    """A correction is a new version whose text of correction stands in descriptions."""
    item = valid(to_ninjs(story(change=Change("corrected"), correction="CORRECTS name in para 2")))
    described = {d["role"]: d["value"] for d in item["descriptions"]}
    assert described["change"] == "corrected"
    assert described["correction"] == "CORRECTS name in para 2"


def test_a_combine_seen_from_both_sides() -> None:
    """The story that combines names what it replaces; the replaced one is withheld and names its successor."""
    gone = "newswire:halden/20310304-0009-315"
    combining = valid(
        to_ninjs(
            story(
                combines=(
                    Combine("Ostrel-storm", "Storm closes harbour", gone, "superseded"),
                    Combine("Ostrel-mail", None, None, "unresolved"),
                    Combine("Ostrel-fire", "Fire", "newswire:halden/1", "canceled", ambiguous=True),
                ),
                flags=("contains_killed_source", "contains_withheld_source"),
            )
        )
    )
    (replaces,) = related(combining, "replaces")
    assert (replaces["uri"], replaces["name"], replaces["slugline"]) == (gone, "Storm closes harbour", "Ostrel-storm")
    (unseen,) = related(combining, "combines")
    assert unseen["uri"] == "urn:newswire:halden/slug/Ostrel-mail"
    (killed,) = related(combining, "containsCanceled")
    assert [d["value"] for d in killed["descriptions"]] == ["canceled", "ambiguous"]
    assert "Contains a story that was killed." in combining["edNote"]
    assert "Contains a story that is withheld." in combining["edNote"]

    superseded = valid(
        to_ninjs(
            story(status="superseded", superseded_by="newswire:halden/3", superseded_through=("newswire:halden/2",))
        )
    )
    assert superseded["pubStatus"] == "withheld"
    assert superseded["bodies"], "the text stays: the story may live again"
    assert [a["uri"] for a in related(superseded, "replacedBy")] == ["newswire:halden/3"]
    assert [a["uri"] for a in related(superseded, "replacedThrough")] == ["newswire:halden/2"]
    assert "Replaced by newswire:halden/3." in superseded["edNote"]


def test_an_editors_decision_is_told_with_who_and_why() -> None:
    """Where a desk looks for notes to editors; the newest first."""
    made = (
        Decided("d2", "release", "Oskar Lindqvale", 2, "he has agreed"),
        Decided("d1", "withhold", "Ines", 1, "so", "overruled", "d2"),
    )
    item = valid(to_ninjs(story(decided_by=made)))
    said = item["edNote"].splitlines()[-2:]
    assert said == [
        "Decision of Oskar Lindqvale (release): he has agreed",
        "Decision of Ines (withhold, overruled): so",
    ]


def test_a_kill() -> None:
    """A killed story is canceled and urgent, and none of its words go out: no body, quotation or picture."""
    item = valid(to_ninjs(story(status="canceled", kind="kill", change=Change("canceled"))))
    assert (item["pubStatus"], item["urgency"]) == ("canceled", 1)
    assert "bodies" not in item
    assert not related(item, "quotation")
    assert not related(item, "picture")


def test_an_urgent_and_a_withheld_story() -> None:
    """An (URGENT) is urgency 1; a withheld story says so."""
    assert valid(to_ninjs(story(marker="URGENT", lead_number=0)))["urgency"] == 1
    assert valid(to_ninjs(story(status="withheld")))["pubStatus"] == "withheld"


@pytest.mark.parametrize(
    ("kind", "genre"),
    [
        ("digest", "Summary"),
        ("history", "History"),
        ("papers", "Press-Digest"),
        ("advisory", "advisory"),
        ("robot", "Current"),
    ],
)
def test_genres(kind: str, genre: str) -> None:
    """Kinds of article are IPTC genres where IPTC has one; what a machine wrote is marked as such."""
    item = valid(to_ninjs(story(kind=kind, mentions=(Mention("Ferry halted", "LEAD", None),))))
    assert item["genres"][0]["name"] == genre
    assert ("digitalSourceType" in item) == (kind == "robot")
    (mention,) = related(item, "mentions")
    assert mention["title"] == "(LEAD) Ferry halted"


def test_a_day_without_a_time_is_left_out() -> None:
    """ninjs wants a full date-time: a day alone is not stretched into one."""
    item = valid(to_ninjs(story(first_created="2031-03-04", version_created=None)))
    assert "firstCreated" not in item
    assert "versionCreated" not in item


def test_nothing_but_a_uri() -> None:
    """A story of which next to nothing is known is still valid."""
    bare = story(
        slug=None,
        slugs=(),
        headline=None,
        prefix=None,
        marker=None,
        lead_number=None,
        first_created=None,
        version_created=None,
        editor_note=None,
        dateline=None,
        byline=None,
        emails=(),
        paragraphs=(),
        captions=(),
        speakers=NOTHING,
        topics=NOTHING,
        versions=(),
    )
    item = valid(to_ninjs(bare))
    assert "associations" not in item
    assert "bodies" not in item


texts = st.text(max_size=30)
maybe = st.none() | texts
times = maybe | st.sampled_from(
    ["2031-03-04", "2031-03-04T09:10+09:00", "2031-03-04T09:10:11Z", "0001-01-01T00:00:00-12:00"]
)
addresses = maybe | st.sampled_from(
    ["http://[::1]/x", "http://a b/c", "https://x.example/%zz?q=[1]#a#b", "https://é.example/é"]
)
tuples = st.lists(texts, max_size=3).map(tuple)
statuses = st.sampled_from(["usable", "withheld", "canceled", "superseded"])
versions = st.builds(
    version,
    st.integers(0, 5),
    item_id=texts,
    marker=maybe,
    headline=maybe,
    published=times,
    url=addresses,
    change=texts,
)
stories = st.builds(
    story,
    uri=texts | addresses.map(lambda a: a or "-"),
    source=texts,
    status=statuses,
    superseded_by=maybe,
    kind=st.sampled_from(["article", "robot", "digest", "history", "papers", "advisory", "kill"]),
    superseded_through=tuples,
    slug=maybe,
    slugs=tuples,
    headline=maybe,
    prefix=maybe,
    marker=maybe,
    version=st.integers(0, 99),
    first_created=times,
    version_created=times,
    correction=maybe,
    editor_note=st.none() | texts.map(EditorNote),
    dateline=st.none() | st.builds(Dateline, tuples, maybe, maybe, maybe, texts),
    byline=maybe,
    emails=tuples,
    language=st.sampled_from(["en", "ko", "und"]),
    paragraphs=tuples,
    captions=tuples,
    change=st.builds(Change, st.just("updated"), headline_before=maybe, note_doubts=tuples),
    items=st.just((DigestItem("h", None, None, None, None),)),
    speakers=st.lists(
        st.fixed_dictionaries(
            {"name": maybe, "kind": st.sampled_from(["person", "body", "unnamed"])},
            optional={
                "title": maybe,
                "affiliation": maybe,
                "quotes": st.lists(
                    st.fixed_dictionaries({"text": texts, "paragraph": st.integers(0, 9), "start": st.integers(0, 9)}),
                    max_size=2,
                ),
            },
        ),
        max_size=3,
    ).map(as_json),
    topics=st.lists(
        st.fixed_dictionaries(
            {"qcode": texts | st.sampled_from(["medtop:01000000", "medtop:x y", "vm:é", "medtop:"]), "name": maybe},
            optional={"score": st.floats(-1, 200), "ancestors": tuples},
        ),
        max_size=3,
    ).map(as_json),
    versions=st.lists(versions, max_size=3).map(tuple),
    gaps=st.lists(st.integers(0, 9), max_size=3).map(tuple),
    combines=st.lists(
        st.builds(Combine, maybe, maybe, maybe, st.sampled_from(list(ninjs.COMBINE_REL)), st.booleans()), max_size=2
    ).map(tuple),
    mentions=st.lists(st.builds(Mention, texts, maybe, maybe), max_size=2).map(tuple),
    flags=tuples,
)


@settings(deadline=None, max_examples=EXAMPLES)
@given(stories)
def test_any_story_is_valid_ninjs(made: Story) -> None:
    """Whatever a story holds - odd addresses, empty texts, impossible times - what goes out is valid, and pure."""
    item = to_ninjs(made)
    assert item == to_ninjs(made)
    valid(item)


def _folded(*options: str) -> list[Json]:
    """What `newswire fold` prints of the sample wire."""
    sample = Path(__file__).parents[2] / "worker/samples/afternoon.jsonl"
    return [json.loads(line) for line in newswire("fold", sample, *options).stdout.splitlines()]


def test_every_story_of_the_sample_wire() -> None:
    """`newswire fold --ninjs` prints one valid ninjs a story, each of the pubStatus that its story has."""
    items = [valid(item) for item in _folded("--ninjs")]
    stories = _folded()
    assert [item["uri"] for item in items] == [s["uri"] for s in stories]
    assert [item["pubStatus"] for item in items] == [ninjs.PUB_STATUS[s["status"]] for s in stories]
    assert {item["pubStatus"] for item in items} == {"usable", "withheld", "canceled"}
    rels = {a["rel"] for item in items for a in item.get("associations", ())}
    assert rels >= {"replaces", "replacedBy", "combines", "mentions", "picture", "version"}


@settings(
    deadline=None, max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(wires())
def test_every_story_of_any_wire(wire: list[Article]) -> None:
    """Whatever wire is folded, kills, combines and digests included, each of its stories is valid ninjs."""
    for folded in resolve(wire):
        valid(to_ninjs(folded))


def test_a_story_too_large_goes_in_brief() -> None:
    """Over the limit the text stands once: no HTML, no quotations, and the object says that it is partial."""
    large = story(paragraphs=("A long text. " * 2000,))
    whole, brief = ninjs.to_json(large), ninjs.to_json(large, most=40_000)
    assert len(whole) > 40_000 > len(brief)
    item = valid(json.loads(brief))
    assert item["representationType"] == "partial"
    assert [b["contentType"] for b in item["bodies"]] == ["text/plain"]
    assert not related(item, "quotation")
    assert ninjs.to_json(large, most=10_000_000) == whole
