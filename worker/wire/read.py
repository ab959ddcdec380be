"""`read`: raw message in, article out. The only entry point of the package `wire`."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any, NamedTuple

import orjson

from worker.wire import (
    agency_fields,
    dateline,
    digest,
    editors,
    embargo,
    headline,
    identity,
    language,
    markup,
    page_lines,
    stamp,
    structured,
    text,
)
from worker.wire import body as bodies
from worker.wire import head as heads
from worker.wire import kind as kinds
from worker.wire import slug as slugs
from worker.wire.agencies import PLAIN, Agency, agency
from worker.wire.article import (
    KINDS,
    NOTHING,
    Article,
    BadMessage,
    Dateline,
    EditorNote,
    Kind,
    Lineage,
    Status,
    as_sent,
)
from worker.wire.body import Body
from worker.wire.formats import when
from worker.wire.head import Head
from worker.wire.headline import Headline
from worker.wire.lexer import Line
from worker.wire.parts import Parts
from worker.wire.raw import KNOWN, NO_HINTS, Hints, decode
from worker.wire.slug import Slug
from worker.wire.source_name import source_name
from worker.wire.stamp import Stamp
from worker.wire.times import Event, Times

__all__ = ["Apart", "article_of", "decode", "explain", "read", "taken_apart"]


_FRAGMENTS = frozenset(("SUB", "SUBS", "INSERT", "INSERTS"))
"""Labels of messages with part of a text, which replaces other parts or goes between them."""

_FEWEST_SPACES = 2
"""An alert has three words or more."""

_LONGEST_HEADLINE = 1_000
_LONGEST_SLUG = 300
_LONGEST_URL = 4_000
"""Characters. Every version of a story is published with these: longer ones are accidents and are cut; a longer address
is dropped."""


def read(
    message: Mapping[str, Any],
    raw: Lineage,
    record_ms: int | None = None,
    hints: Hints = NO_HINTS,
) -> Article:
    """Read one raw message. `record_ms` is the record's own timestamp (epoch ms), None for files.

    `message` satisfies `schemas/raw-article.v1.json`, as `decode` returns it.
    Raises `BadMessage`: empty; schema, where a time is no day of the calendar; too_large or not_text, for HTML.
    """
    return article_of(taken_apart(message, hints), raw, record_ms)


class Apart(NamedTuple):
    """A message taken apart: with the headline that it states left out, its agency, and what its page consists of."""

    message: Mapping[str, Any]
    wire: Agency
    parts: Parts


def taken_apart(message: Mapping[str, Any], hints: Hints = NO_HINTS) -> Apart:
    """The first of two steps of `read`, for whoever does each of them for many messages at once."""
    source = source_name(message["source"])
    if not source:
        raise BadMessage("schema", "source: must be the name of the wire service, a text that is not empty")
    wire = agency(source)
    message, stated = page_lines.stated_headline(message, wire)
    markup_head = None
    if message.get("paragraphs"):
        above, below = structured.read(message, wire, stated, exact=hints.exact)
    else:
        _, above, below, markup_head = _lines(message, wire, stated)
        if message.get("byline"):
            above.byline = structured.byline(message["byline"]) or above.byline
    times = Times(
        _stated_time(message.get("published_at") or message.get("versioncreated"), wire, hints),
        _page_time(markup_head, wire) or stamp.meant(above.stamp or below.sent),
        stamp.stated("fetched_at", message.get("fetched_at"), stamp.UTC),
    )
    sent = _slug(text.one_line(message.get("slug") or "") or above.slug or "", wire)
    printed = above.printed or (markup_head.title if markup_head and not stated else None)
    parts = Parts(source, above, below, printed, stated, sent, times, markup_head, hints)
    return Apart(message, wire, parts)


def _slug(printed: str, wire: Agency) -> Slug:
    """The slug line taken apart. What an agency puts there on all its flashes says so, and names no story."""
    found = slugs.parse(printed)
    return Slug("", found.text, 0) if found.text.rpartition("--")[2] in wire.flash_slugs else found


def explain(message: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """The lines of a message's page as they were read: each with its name, the rule that gave it, and its text.

    A line on which a crawler lost the line breaks comes in its parts. Raises `BadMessage` as `read` does for markup.
    """
    wire = agency(source_name(message["source"]))
    message, stated = page_lines.stated_headline(message, wire)
    lines, _, below, _ = _lines(message, wire, stated)
    return [
        ("below", "stands below the end", line.text)
        if line.text and at >= below.stop
        else (line.name or ("text" if line.text else "blank"), line.rule, line.text)
        for at, line in enumerate(lines)
    ]


def _lines(
    message: Mapping[str, Any], wire: Agency, stated: str | None
) -> tuple[list[Line], Head, Body, markup.Markup | None]:
    """The lines of a message's page with head and text, and what its HTML states."""
    lines, known, found = page_lines.of(message, wire, stated)
    fed = known is not None and (found is not None or "body" in message)
    above = heads.read(lines, wire, known, fed=fed)
    below = bodies.read(lines, above, wire, fed=fed)
    only = above.printed if known is None and "body" in message and not below.paragraphs else None
    if only and headline.is_sentence(only):  # a feed's text is its text, even a single sentence
        below.paragraphs, above.printed = (only,), None
    return lines, above, below, found


def article_of(apart: Apart, raw: Lineage, record_ms: int | None = None) -> Article:
    """The second step of `read`."""
    message, wire, parts = apart
    title = _title(message, parts, wire)
    canonical = parts.page.url if parts.page else None
    sent = _given(message, "url") or canonical
    url = sent if sent and len(sent) <= _LONGEST_URL else None
    given = _id(message)
    found = identity.content_id((given, sent), wire)
    published = parts.times.published
    day = published.day(wire.offset) if published else None
    place = None
    if parts.above.dateline:
        place = dateline.dated(parts.above.dateline, day or (found.date if found else None))
    trusted = found if found and identity.trusted(found, _days(parts.times, place, wire)) else None
    event = parts.times.event(record_ms, wire.offset)
    if day is None and event.moment is not None:
        day = stamp.day_in(event.moment, wire.offset)
    said = {
        "slug": parts.slug.text[:_LONGEST_SLUG] or None,
        "serial": trusted.serial if trusted else None,
        "send_number": trusted.send if trusted else None,
        "desk": found.desk if found else None,
        "dateline": place,
        "published": published.text if published else None,
        "published_precision": published.precision if published else None,
        **_said(message, parts, title, wire),
    }
    told = agency_fields.read(message, wire)
    embargoed, told["embargoed_until"] = agency_fields.embargo_of(
        message, told, _printed_embargo(parts, said["editor_note"], event, wire), event.moment
    )
    names = identity.names(found, given, (sent, canonical)) or (_made_up_id(parts, title, day),)
    item_id = identity.short(given) if given and not found and identity.name(given) else names[0]
    return Article(
        source=parts.source,
        item_id=item_id,
        names=names if names != (item_id,) else (),
        url=url,
        event_time=event.moment.isoformat() if event.moment else None,
        event_ms=stamp.epoch_ms(event.moment) if event.moment else None,
        event_from=event.origin,
        fetched_at=parts.times.fetched.text if parts.times.fetched else None,
        content_hash=_hash(said, told, embargoed),
        received_ms=_received(message, record_ms, wire),
        speakers=NOTHING,
        topics=NOTHING,
        flags=_flags(
            clock_ahead=event.ahead,
            embargoed=embargoed,
            fragment=title.number is None and not _FRAGMENTS.isdisjoint(parts.slug.labels),
            marker_typo=title.typo,
            recycled_id=found is not trusted,
            **dict.fromkeys(parts.hints.flags, True),
        ),
        extra={name: as_sent(value) for name, value in message.items() if name not in KNOWN},
        raw=raw,
        **said,
        **told,
    )


def _printed_embargo(
    parts: Parts, said: EditorNote | None, event: Event, wire: Agency
) -> tuple[bool, dt.datetime | None]:
    """Whether note or slug puts a text under embargo, and until when, if that is printed clearly."""
    note = said.text if said is not None and embargo.in_note(said.text) else ""
    labels = parts.slug.labels
    if not note and not embargo.in_slug(labels):
        return False, None
    published = parts.times.published
    exact = event.origin in ("fetched", "record") or (published is not None and published.precision != "day")
    sent, zone = event.moment, None if wire is PLAIN else wire.zone
    end = embargo.end(note, sent, exact, zone) if note else embargo.end_of_label(labels, sent, exact, zone)
    return True, end


def _hash(said: Mapping[str, Any], told: Mapping[str, Any], embargoed: bool) -> str:
    """The hash of what an article says. Fields added later count only if they have a value, so that older articles keep
    their hash; an embargo counts, because the same text is sent again without it."""
    values: list[Any] = list(said.values())
    more = {name: value for name, value in told.items() if value is not None and value != ()}
    if embargoed:
        more["embargoed"] = True
    return hashlib.blake2b(orjson.dumps([*values, more] if more else values), digest_size=16).hexdigest()


def _said(message: Mapping[str, Any], parts: Parts, title: Headline, wire: Agency) -> dict[str, Any]:
    """The fields read from an article's text; raises `BadMessage` if nothing is left."""
    kind, items, status = _kind(message, parts, title, wire)
    editor_note, withdrawn = editors.note_of(message, parts, title)
    if withdrawn:
        kind = withdrawn.kind
        status = "canceled" if kind == "kill" else status
    elif status == "usable" and editors.holds_itself(message, editor_note):
        status = "withheld"
    paragraphs = parts.below.paragraphs
    if not paragraphs and not items and kind == "article" and editors.is_only_note(editor_note, title):
        kind = "advisory"
    if not paragraphs and not items and kind == "article" and title.number is None and _is_alert(title.text):
        title = dataclasses.replace(title, number=0)
    _check_text(kind, status, title, bool(paragraphs or items))
    return {
        "headline": title.text[:_LONGEST_HEADLINE] if title.text else title.text,
        "prefix": title.prefix,
        "marker": title.marker,
        "lead_number": title.number,
        "take": title.take,
        "more": parts.below.more or bool(parts.slug.takes and (title.take or 1) < parts.slug.takes),
        "editor_note": editor_note,
        "byline": parts.above.byline,
        "emails": tuple(dict.fromkeys(parts.above.emails + parts.below.emails)),
        "kind": kind,
        "status": status,
        "language": _language(message, title.text, paragraphs, wire),
        "paragraphs": paragraphs,
        "captions": parts.below.captions,
        "items": items,
    }


def _is_alert(headline: str | None) -> bool:
    """Whether a headline without a text is a flash: all in capitals, as wires send their alerts."""
    return headline is not None and headline.isupper() and headline.count(" ") >= _FEWEST_SPACES


def _flags(**known: bool) -> tuple[str, ...]:
    return tuple(sorted(name for name, is_so in known.items() if is_so))


def _stated_time(said: str | None, wire: Agency, hints: Hints) -> Stamp | None:
    found = stamp.stated("published_at", said, wire.zone)
    if found and said and hints.to_the_minute:
        return dataclasses.replace(found, precision="minute", text=said)
    return found


def _page_time(page: markup.Markup | None, wire: Agency) -> Stamp | None:
    if page is None or page.published is None:
        return None
    try:
        return stamp.stated("article:published_time", when.iso(page.published) or page.published, wire.zone)
    except BadMessage:
        return None


def _title(message: Mapping[str, Any], parts: Parts, wire: Agency) -> Headline:
    """The headline: the feed's takes precedence; if it has no marker, the page's or the slug's counts."""
    shown = headline.parse(parts.printed, wire) if parts.printed else Headline()
    title = shown
    if parts.stated:
        title = headline.parse(parts.stated, wire)
        if title.marker is None and shown.marker:
            verbs = (*title.verbs, *shown.verbs)
            title = dataclasses.replace(title, marker=shown.marker, number=shown.number, typo=shown.typo, verbs=verbs)
        if shown.prefix or shown.note or shown.take:
            prefix, note, take = title.prefix or shown.prefix, title.note or shown.note, title.take or shown.take
            title = dataclasses.replace(title, prefix=prefix, note=note, take=take)
    label = text.one_line(message.get("marker") or "") or ("" if title.marker else parts.above.version)
    said = slugs.label(label) if label else parts.slug
    if parts.slug.number and not said.number and not message.get("marker"):
        said = parts.slug  # a flash that has become a lead
    counts = said.marker and (title.marker is None or (said.number and not title.number))
    if (label and said is not parts.slug) or counts:
        title = dataclasses.replace(title, marker=said.marker, number=said.number, typo=title.typo and not said.marker)
    if "CORRECTIVE" in parts.slug.labels or "CORRECTIVE" in said.labels:
        title = dataclasses.replace(title, verbs=(*title.verbs, "CORRECTS"))
    take = parts.slug.take or said.take
    return dataclasses.replace(title, take=take) if take and not title.take else title


def _kind(
    message: Mapping[str, Any], parts: Parts, title: Headline, wire: Agency
) -> tuple[Kind, tuple[Any, ...], Status]:
    status: Status = agency_fields.status(message)
    kind: Kind = parts.above.kind or "article"
    if parts.hints.kind in KINDS:
        kind = parts.hints.kind  # type: ignore[assignment]
    if title.text and not parts.above.printed and not parts.stated:
        kind = kinds.of_title(title.text) or kind
    if kind == "article" and parts.slug.cycle:
        kind = kinds.of_title(parts.slug.text[len("AM-") :]) or kind
    lines, place = parts.below.lines, parts.above.dateline
    if kind == "article" and parts.below.robot:
        kind = "robot"
    if kind == "article" and parts.above.old_site and place and place.month is None:
        kind = "digest"
    if kind == "article" and not (title.text or parts.slug.cycle) and digest.datelines(lines[:200], wire) > 1:
        kind = "digest"
    return kind, digest.items(lines, wire) if kind == "digest" else (), status


def _days(times: Times, place: Dateline | None, wire: Agency) -> list[dt.date | None]:
    """Every date that an article itself states, in the wire's zone."""
    days: list[dt.date | None] = [t.day(wire.offset) for t in (times.feed, times.page) if t]
    if place and place.date and place.date[0] != "-":
        days.append(dt.date.fromisoformat(place.date))
    return days


def _language(message: Mapping[str, Any], title: str | None, paragraphs: tuple[str, ...], wire: Agency) -> str:
    given = message.get("language")
    if given:
        primary, dash, rest = str(given).replace("_", "-").partition("-")
        return primary.lower() + dash + rest
    sample = (title or "") + "".join(paragraphs[:8])
    return language.of(sample, wire.language)


def _check_text(kind: Kind, status: Status, title: Headline, text_left: bool) -> None:
    """A story needs a text (FV-69); a withdrawal, or a flash that is all headline, does not."""
    if text_left or kind in ("kill", "advisory") or status != "usable" or (title.number == 0 and title.text):
        return
    raise BadMessage("empty", "nothing is left of the text once headline, note, captions and boilerplate are taken out")


def _id(message: Mapping[str, Any]) -> str | None:
    value = message.get("id")
    return text.one_line(str(value)) or None if value is not None else None


def _given(message: Mapping[str, Any], name: str) -> str | None:
    return text.one_line(message.get(name) or "") or None


def _received(message: Mapping[str, Any], record_ms: int | None, wire: Agency) -> int | None:
    """When a message came in: what a file states, else the raw record's own timestamp; but if the feed says when it
    made this version, then that, because a message may be sent again. No version is made after it came in."""
    stated = stamp.stated("received_at", message.get("received_at"), stamp.UTC)
    came = stamp.epoch_ms(stated.moment) if stated else record_ms
    said = message.get("updated_at") or (message.get("versioncreated") if message.get("published_at") else None)
    made = stamp.or_none(said, wire.zone) if said else None
    if made is None or made.precision == "day":
        return came
    return stamp.epoch_ms(made.moment) if came is None else min(stamp.epoch_ms(made.moment), came)


def _made_up_id(parts: Parts, title: Headline, day: dt.date | None) -> str:
    """What stands in for the name of an article that has none."""
    printed = title.text or (parts.below.paragraphs[0] if parts.below.paragraphs else "")
    return identity.made_up_id(parts.source, printed, title.number, day.isoformat() if day else None)
