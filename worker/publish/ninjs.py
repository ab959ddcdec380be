"""The story in the news industry's own JSON: strict IPTC ninjs 3.2 (`schemas/ninjs/ninjs-schema_3.2.json`).

Everything for which ninjs has a property goes there; the rest (combines, quotations, pictures, versions) goes into
`associations`, each with a `rel`. `schemas/ninjs/README.md` shows updates, corrections, combines and kills.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from worker.publish.uris import as_uri, date_time, web_address
from worker.story.story import Combine, Decided, Story, Version
from worker.wire.article import Link, Picture, Said

SCHEMA = "http://www.iptc.org/std/ninjs/ninjs-schema_3.2.json#"
MEDIA_TOPICS = "http://cv.iptc.org/newscodes/mediatopic/"
CREATOR = "newswire"

PUB_STATUS = {
    "usable": "usable",
    "withheld": "withheld",
    "canceled": "canceled",
    "superseded": "withheld",
    "embargoed": "withheld",
}
"""A superseded story is not wrong, but must not be used next to its successor; canceled would say that it is wrong."""

COMBINE_REL = {
    "superseded": "replaces",
    "related": "seeAlso",
    "refused": "seeAlso",
    "unresolved": "combines",
    "canceled": "containsCanceled",
}

_CURRENT = ("Current", "Current")
GENRES = {  # kind -> name and code in IPTC's genre NewsCodes; an advisory is written to editors and has none there
    "article": _CURRENT,
    "robot": _CURRENT,
    "kill": _CURRENT,
    "digest": ("Summary", "Summary"),
    "history": ("History", "History"),
    "papers": ("Press-Digest", "Press-Digest"),
}

REVIEW = {  # flag of a story -> what an editor should know of it
    "contains_killed_source": "Contains a story that was killed.",
    "contains_withheld_source": "Contains a story that is withheld.",
    "needs_review": "A story that this one combines was killed later: review.",
}

Json = dict[str, Any]


def to_json(story: Story, most: int | None = None, said: Said | None = None) -> bytes:
    """The story as one line of ninjs; in brief form if it would be longer than `most` bytes."""
    said = said or Said(story.speakers, story.topics)
    whole = orjson.dumps(to_ninjs(story, said))
    return whole if most is None or len(whole) <= most else orjson.dumps(to_ninjs(story, said, brief=True))


def to_ninjs(story: Story, said: Said | None = None, brief: bool = False) -> Json:
    """The story as a ninjs 3.2 object, ready for JSON. Empty properties are left out.

    `said` are its speakers and topics, if they have been parsed already.
    With `brief`, parts that repeat the text are left out too: the HTML body and the quotations.
    """
    uri = as_uri(story.uri)
    said = said or Said(story.speakers, story.topics)
    canceled = story.status == "canceled"
    item: Json = {
        "uri": uri,
        "standard": {"name": "ninjs", "version": "3.2", "schema": SCHEMA},
        "type": "text",
        "representationType": "partial" if brief else "full",
        "profile": f"{CREATOR}:{story.kind}",
        "version": str(story.version),
        "firstCreated": date_time(story.first_created),
        "versionCreated": date_time(story.version_created),
        "pubStatus": PUB_STATUS[story.status],
        "embargoedUntil": date_time(story.embargoed_until) if story.status == "embargoed" else None,
        "urgency": 1 if canceled or "URGENT" in (story.marker or "").upper() else story.urgency or None,
        "edNote": _editors_note(story),
        "language": story.language,
        "title": _title(story),
        "slugline": story.slug,
        "by": story.byline,
        "headlines": [{"role": "main", "value": story.headline}] if story.headline else [],
        "descriptions": _descriptions(story),
        "bodies": [] if canceled else _bodies(story.paragraphs)[: 1 if brief else 2],
        **_located(story),
        **_parties(story, said),
        "subjects": _once([*_subjects(said.topics), *_agency_subjects(story)]),
        "genres": _genres(story),
        "digitalSourceType": _source_type(story.kind),
        "altIds": _alt_ids(story),
        "renditions": _renditions(story.versions[-1] if story.versions else None),
        "associations": [
            *_replaced_by(story),
            *_combines(story.combines, story.source),
            *_mentions(story),
            *([] if canceled or brief else _quotations(said, uri)),
            *([] if canceled else _pictures(story, uri)),
            *_links(story.links),
            *_versions(story.versions, uri),
        ],
    }
    return _filled(item)


def _title(story: Story) -> str | None:
    parts = [f"({part})" if part and not part.startswith("(") else part for part in (story.marker, story.prefix)]
    return " ".join(part for part in (*parts, story.headline) if part) or None


def _editors_note(story: Story) -> str | None:
    notes = [story.editor_note.text] if story.editor_note else []
    if story.status == "superseded" and story.superseded_by:
        notes.append(f"Replaced by {as_uri(story.superseded_by)}.")
    notes += [REVIEW[flag] for flag in story.flags if flag in REVIEW]
    notes += [f"Decision of {d.who} ({_decided(d)}): {d.why or 'no reason given'}" for d in story.decided_by]
    return "\n".join(notes) or None


def _decided(d: Decided) -> str:
    return d.kind if d.state == "in_force" else f"{d.kind}, {d.state}"


def _descriptions(story: Story) -> list[Json]:
    change = story.change
    paragraphs = [
        f"{name} {', '.join(map(str, numbers))}"
        for name, numbers in (("added", change.paragraphs_added), ("removed", change.paragraphs_removed))
        if numbers
    ]
    said = [
        ("change", change.kind),
        ("paragraphs", "; ".join(paragraphs)),
        ("headlineBefore", change.headline_before),
        ("correction", story.correction),
        ("noteDoubts", "; ".join(change.note_doubts)),
        ("missingVersions", ", ".join(map(str, story.gaps))),
        ("flags", ", ".join(story.flags)),
        ("dateline", story.dateline.raw if story.dateline else None),
    ]
    return [{"role": role, "contentType": "text/plain", "value": value} for role, value in said if value]


def _bodies(paragraphs: tuple[str, ...]) -> list[Json]:
    if not any(paragraphs):
        return []
    text = "\n\n".join(paragraphs)
    size = {"charCount": len(text), "wordCount": len(text.split())}
    markup = "\n".join(f"<p>{html.escape(p, quote=False)}</p>" for p in paragraphs)
    return [
        {"role": "main", "contentType": "text/plain", **size, "value": text},
        {"role": "main", "contentType": "text/html", **size, "value": markup},
    ]


def _located(story: Story) -> Json:
    line = story.dateline
    if line is None:
        return {}
    names = [*line.cities, *([line.country] if line.country else [])]
    return {"located": ", ".join(names), "places": [{"name": name, "rel": "dateline"} for name in names]}


def _parties(story: Story, said: Said) -> Json:
    """Who wrote it, who sent it, and who speaks in it: people, organisations, infoSources."""
    mail = [{"type": "email", "role": "author", "value": address} for address in story.emails if address]
    people: list[Json] = [{"name": story.byline, "rel": "author", "contactInfo": mail}] if story.byline else []
    provider: Json = {"name": story.source, "role": "provider", "contactInfo": [] if story.byline else mail}
    sources = [provider]
    if story.dateline and story.dateline.credit:
        sources.append({"name": story.dateline.credit, "role": "credit"})
    if story.credit:
        sources.append({"name": story.credit, "role": "creditLine"})
    organisations: list[Json] = []
    for speaker in said.speakers:
        kind, name = speaker.get("kind"), speaker.get("name")
        if not name:
            continue
        if kind == "unnamed":
            sources.append({"name": name, "role": "unnamedSpeaker"})
        else:
            (organisations if kind == "body" else people).append({"name": name, "rel": "speaker"})
        if speaker.get("affiliation"):
            organisations.append({"name": speaker["affiliation"], "rel": "affiliationOfSpeaker"})
    return {"people": _once(people), "organisations": _once(organisations), "infoSources": _once(sources)}


def _subjects(topics: Iterable[Mapping[str, Any]]) -> list[Json]:
    """The topics, best first, then the topics above them; tags (no `medtop:`) get a urn of ours."""
    own, above = [], []
    for topic in topics:
        score = topic.get("score")
        confidence = max(0, min(100, round(100 * score))) if isinstance(score, int | float) else None
        own.append({**_subject(topic), "rel": "about", "creator": CREATOR, "confidence": confidence})
        above += [{**_subject(a), "rel": "broader"} for a in topic.get("ancestors") or ()]
    seen = {subject["uri"] for subject in own}
    return own + [subject for subject in _once(above) if subject["uri"] not in seen]


def _agency_subjects(story: Story) -> list[Json]:
    """The agency's own subjects, in its own codes."""
    return [
        {**_subject({"qcode": s.code, "name": s.name}), "rel": "stated", "creator": story.source}
        for s in story.subjects
    ]


def _links(links: Iterable[Link]) -> list[Json]:
    """Other items that the agency names."""
    return [
        {"uri": as_uri(link.to), "name": link.title or link.to, "rel": link.rel, "version": link.version}
        for link in links
    ]


def _subject(topic: Mapping[str, Any] | str) -> Json:
    qcode, name = (topic, None) if isinstance(topic, str) else (topic["qcode"], topic.get("name"))
    scheme, _, code = qcode.partition(":")
    uri = MEDIA_TOPICS + code if scheme == "medtop" and code.isalnum() and code.isascii() else as_uri(f"topic:{qcode}")
    return {"uri": uri, "literal": qcode, "name": name}


def _genres(story: Story) -> list[Json]:
    genres: list[Json] = []
    if story.kind in GENRES:
        name, code = GENRES[story.kind]
        genres.append({"name": name, "uri": f"http://cv.iptc.org/newscodes/genre/{code}"})
    else:
        genres.append({"name": story.kind})
    return [*genres, {"name": story.prefix.strip("()")}] if story.prefix else genres


def _source_type(kind: str) -> Json | None:
    if kind != "robot":
        return None
    return {"name": "Data-driven media", "uri": "http://cv.iptc.org/newscodes/digitalsourcetype/dataDrivenMedia"}


def _alt_ids(story: Story) -> list[Json]:
    ids = [("storyId", story.uri), *(("slug", slug) for slug in story.slugs)]
    ids += [("itemId", version.item_id) for version in story.versions]
    return _once({"role": role, "value": value} for role, value in ids)


def _renditions(version: Version | None) -> list[Json]:
    address = web_address(version.url) if version else None
    return [{"name": "web", "href": address, "contentType": "text/html"}] if address else []


def _replaced_by(story: Story) -> list[Json]:
    """The story that replaced this one, and the stories on the way to it."""
    hops = [(uri, "replacedThrough") for uri in story.superseded_through if uri and uri != story.superseded_by]
    last = [(story.superseded_by, "replacedBy")] if story.superseded_by else []
    return [{"uri": as_uri(uri), "name": uri, "rel": rel} for uri, rel in last + hops]


def _combines(combines: Iterable[Combine], source: str) -> list[Json]:
    return [
        {
            "uri": _uri_or_name(c.uri, source, "slug", c.slug or c.headline),
            "name": c.headline or c.slug or c.uri or "-",
            "rel": COMBINE_REL[c.state],
            "slugline": c.slug,
            "descriptions": [{"role": "state", "value": c.state}]
            + ([{"role": "state", "value": "ambiguous"}] if c.ambiguous else []),
        }
        for c in combines
    ]


def _mentions(story: Story) -> list[Json]:
    return [
        {
            "uri": _uri_or_name(m.uri, story.source, "headline", m.headline),
            "name": m.headline or "-",
            "rel": "mentions",
            "title": f"({m.marker}) {m.headline}" if m.marker else None,
        }
        for m in story.mentions
    ]


def _quotations(said: Said, uri: str) -> list[Json]:
    """Each quotation as a component of its own: speaker, words and position in the text."""
    quotes = [(q, speaker) for speaker in said.speakers for q in speaker.get("quotes") or ()]
    quotes.sort(key=lambda pair: (pair[0].get("paragraph") or 0, pair[0].get("start") or 0, pair[0].get("end") or 0))
    return [
        {
            "uri": _part(uri, f"quotation-{n}"),
            "name": speaker.get("name") or "-",
            "rel": "quotation",
            "type": "component",
            "profile": f"{CREATOR}:{q.get('kind') or 'direct'}-speech",
            "by": ", ".join(part for part in map(speaker.get, ("name", "title", "affiliation")) if part),
            "bodies": [{"role": "quotation", "contentType": "text/plain", "value": q["text"]}] if q.get("text") else [],
            "altIds": [{"role": "position", "value": f"{q.get('paragraph')}:{q.get('start')}-{q.get('end')}"}],
        }
        for n, (q, speaker) in enumerate(quotes, 1)
    ]


def _pictures(story: Story, uri: str) -> list[Json]:
    """The pictures sent with the story, and those of which only a caption is known."""
    captioned = {p.caption for p in story.pictures}
    found = [*story.pictures, *(Picture(caption=c) for c in story.captions if c and c not in captioned)]
    return [
        {
            "uri": as_uri(picture.item_id) if picture.item_id else _part(uri, f"picture-{n}"),
            "name": f"Picture {n}",
            "rel": "picture",
            "type": "picture",
            "representationType": "partial",
            "by": picture.credit,
            "descriptions": [{"role": "caption", "contentType": "text/plain", "value": picture.caption}]
            if picture.caption
            else [],
            "renditions": [{"name": "original", "href": address}] if (address := web_address(picture.url)) else [],
        }
        for n, picture in enumerate(found, 1)
    ]


def _versions(versions: tuple[Version, ...], uri: str) -> list[Json]:
    """The known versions, oldest first; empty if there is only one."""
    if len(versions) < 2:
        return []
    return [
        {
            "uri": _part(uri, f"version-{n}"),
            "name": v.headline or v.marker or v.item_id or "-",
            "rel": "version",
            "version": str(n),
            "representationType": "partial",
            "versionCreated": date_time(v.published),
            "pubStatus": PUB_STATUS.get(v.status),
            "title": f"({v.marker}) {v.headline or ''}".strip() if v.marker else None,
            "descriptions": [{"role": "change", "contentType": "text/plain", "value": v.change}] if v.change else [],
            "altIds": [{"role": "itemId", "value": v.item_id}, {"role": "contentHash", "value": v.content_hash}],
            "renditions": _renditions(v),
        }
        for n, v in enumerate(versions, 1)
    ]


def _part(uri: str, name: str) -> str:
    return f"{uri}/{name}" if "#" in uri else f"{uri}#{name}"


def _uri_or_name(uri: str | None, source: str, what: str, name: str | None) -> str:
    return as_uri(uri) if uri else as_uri(f"{source}/{what}/{name or '-'}")


def _once(items: Iterable[Json]) -> list[Json]:
    """The items without repetitions, in order."""
    return list({repr(item): item for item in items}.values())


def _filled(value: Json) -> Json:
    """An object without nulls, empty texts, lists and objects, at every depth."""
    return {
        name: kept
        for name, inner in value.items()
        if (kept := _filled_inside(inner) if isinstance(inner, _NESTED) else inner) or kept == 0
    }


def _filled_inside(value: Json | list[Any]) -> Any:
    if isinstance(value, dict):
        return _filled(value)
    found = [_filled_inside(inner) if isinstance(inner, _NESTED) else inner for inner in value]
    return [inner for inner in found if inner or inner == 0]


_NESTED = (dict, list)
