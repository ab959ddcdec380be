"""The canonical story: which version is canonical, and the record published for it."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from typing import Literal

from worker.story import embargo, ends
from worker.story.combine import Links
from worker.story.diff import change_kind, is_correction, make_change
from worker.story.group import Group, lifted_by
from worker.story.item import Copy
from worker.story.order import gaps, is_later, label_mismatch, number
from worker.story.story import Change, ChangeKind, Mention, Story, StoryStatus, Version
from worker.wire.article import NOTHING, Article
from worker.wire.keys import slug_key

Shows = Literal["nothing", "headline"]
"""What is shown of a text under embargo."""

VERSIONS_BYTES = 512 * 1024
"""Limit on the approximate size of all versions listed in a record; of thousands of versions, only the newest are."""
MOST_SLUGS = 100


def newest_within(versions: Sequence[Version]) -> int:
    """How many of the newest versions fit into a record. It only counts the others; they are still in `articles`."""
    size = 0
    for n, v in enumerate(reversed(versions)):
        size += 300 + 4 * (len(v.headline or "") + len(v.url or "") + len(v.item_id) + len(v.raw.stream))
        if size > VERSIONS_BYTES:
            return max(1, n)
    return len(versions)


def make_story(group: Group, links: Links, shows: Shows = "nothing") -> Story:
    """The record of a story: its canonical version, its history, and the effects of other stories. `shows` is what is
    shown of texts under embargo."""
    group = lifted_by(group, links.lifted)
    copies, at = group.copies, group.shown
    before = _before(copies, group.continuing)
    kinds = _kinds(copies, before, group.continuing)
    a = copies[at].article
    status = _status(links, a)
    hidden = status in ("canceled", "withheld", "embargoed")
    silent = shows == "nothing"
    known = [c.article for c in copies]
    free = [k for k in (*known, a) if not silent or k.status != "embargoed"]  # the shown version comes last
    versions = tuple(_version(c, k, links.canceled, silent) for c, k in zip(copies, kinds, strict=True))
    older = len(versions) - newest_within(versions)
    return Story(
        uri=group.uri,
        source=a.source,
        kind=a.kind,
        status=status,
        superseded_by=None if links.canceled else links.superseded_by,
        superseded_through=() if links.canceled else links.superseded_through,
        slug=a.slug or next((k.slug for k in reversed(known) if k.slug), None),
        slugs=_slugs(known),
        headline=next((k.headline for k in reversed(free) if k.headline), None),
        prefix=a.prefix,
        marker=a.marker,
        lead_number=a.lead_number,
        version=len(copies),
        change=_change(a, before[at], kinds[at], links, status),
        first_created=_begun(copies),
        version_created=a.event_time,
        editor_note=a.editor_note,
        correction=next((_correction(k) for k in reversed(free) if is_correction(k)), None),
        dateline=a.dateline,
        byline=a.byline,
        emails=a.emails,
        language=a.language,
        paragraphs=() if hidden else a.paragraphs,
        captions=() if hidden else a.captions,
        items=() if hidden else a.items,
        embargoed_until=a.embargoed_until,
        urgency=a.urgency,
        subjects=() if hidden else a.subjects,
        credit=a.credit,
        links=a.links,
        pictures=() if hidden else a.pictures,
        signals=a.signals,
        speakers=NOTHING if hidden else a.speakers,
        topics=NOTHING if hidden else a.topics,
        versions=versions[older:],
        older_versions=older,
        gaps=gaps(_versions(group)) if a.kind in ("article", "robot") else (),
        missing_takes=() if hidden else group.missing.get(at, ()),
        combines=links.combines,
        mentions=() if status == "embargoed" else _mentions(a, links),
        rung=group.rung,
        decided_by=links.decided_by,
        flags=_flags(group, at, links, kinds),
    )


def told_short(uri: str, source: str, status: StoryStatus, slug: str | None, headline: str | None) -> Story:
    """The record of a story that a notice referred to after it had closed: its status, slug and headline."""
    nothing: tuple[()] = ()
    return Story(
        uri=uri,
        source=source,
        kind="article",
        status=status,
        superseded_by=None,
        superseded_through=nothing,
        slug=slug,
        slugs=(slug,) if slug else nothing,
        headline=headline,
        prefix=None,
        marker=None,
        lead_number=None,
        version=1,
        change=Change(_CLOSED[status]),
        first_created=None,
        version_created=None,
        editor_note=None,
        correction=None,
        dateline=None,
        byline=None,
        emails=nothing,
        language="und",
        paragraphs=nothing,
        captions=nothing,
        items=nothing,
        speakers=NOTHING,
        topics=NOTHING,
        versions=nothing,
        gaps=nothing,
        combines=nothing,
        mentions=nothing,
        rung="item",
        flags=nothing,
        closed=True,
    )


_CLOSED: Mapping[StoryStatus, ChangeKind] = {
    "canceled": "canceled", "withheld": "withheld", "usable": "released", "superseded": "superseded",
    "embargoed": "embargoed",
}  # fmt: skip


def _begun(copies: Sequence[Copy]) -> str | None:
    """When the first version was sent, if times are known."""
    timed = [c.article for c in copies if c.article.event_ms is not None]
    return min(timed, key=lambda a: a.event_ms or 0).event_time if timed else None


def _status(links: Links, a: Article) -> StoryStatus:
    if links.canceled:
        return "canceled"
    if links.withheld or a.kind == "kill" or a.status not in ("usable", "embargoed"):
        return "withheld"
    if a.status == "embargoed":
        return "embargoed"
    return "superseded" if links.superseded_by else "usable"


def _before(copies: Sequence[Copy], continuing: Container[int]) -> list[Article | None]:
    """For each version the one that it is held against: the usable one before it, or the withheld text it released. A
    take is held against the version that it continues."""
    found: list[Article | None] = []
    usable = -1
    withheld: dict[str, int] = {}
    for n, copy in enumerate(copies):
        a = copy.article
        at = max(usable, withheld.get(a.item_id, -1))
        found.append(copies[at].article if at >= 0 else None)
        if a.kind == "kill" or n in continuing:
            continue
        if a.status == "usable":
            usable = n
        elif a.status in ("withheld", "embargoed"):
            withheld[a.item_id] = n
    return found


def _kinds(copies: Sequence[Copy], before: Sequence[Article | None], continuing: Container[int]) -> list[ChangeKind]:
    kinds = [change_kind(c.article, b) for c, b in zip(copies, before, strict=True)]
    return ["updated" if n in continuing else kind for n, kind in enumerate(kinds)]


def _change(new: Article, old: Article | None, kind: ChangeKind, links: Links, status: StoryStatus) -> Change:
    if status == "canceled":
        return Change("canceled")
    if status == "withheld":
        return Change("withheld")
    if status == "embargoed":
        return Change("embargoed")
    if status == "superseded":
        kind = "superseded"
    elif links.reopened:
        kind = "reopened"
    elif links.released or (embargo.is_over(new) and kind not in ("corrected", "reinstated")):
        kind = "released"
    if old is not None and old.status in ("withheld", "embargoed"):
        old = None
    adjacent = old is not None and number(new) - number(old) <= 1
    return make_change(new, old, kind, adjacent)


def _version(copy: Copy, kind: ChangeKind, canceled: bool, silent: bool) -> Version:
    a = copy.article
    return Version(
        item_id=a.item_id,
        marker=a.marker,
        lead_number=a.lead_number,
        send_number=a.send_number,
        headline=None if silent and a.status == "embargoed" else a.headline,
        published=a.published,
        fetched_at=a.fetched_at,
        status="canceled" if canceled else a.status,
        change=kind,
        content_hash=a.content_hash,
        url=a.url,
        raw=a.raw,
    )


def _versions(group: Group) -> list[Article]:
    """The versions, without takes that only continue one; a take without its version is included."""
    return [c.article for n, c in enumerate(group.copies) if n not in group.continuing]


def _slugs(known: Sequence[Article]) -> tuple[str, ...]:
    """Every slug the story was sent under, in order of versions, each in one spelling."""
    slugs: dict[str, str] = {}
    for a in known:
        if a.slug:
            slugs.setdefault(slug_key(a.slug), a.slug)
    return tuple(slugs.values())[-MOST_SLUGS:]


def _correction(a: Article) -> str:
    return a.editor_note.text if a.editor_note else (a.headline or "")


def _mentions(a: Article, links: Links) -> tuple[Mention, ...]:
    uris = {m.headline: m.uri for m in links.mentions}
    return tuple(Mention(i.headline, i.marker, uris.get(i.headline)) for i in a.items)


def _flags(group: Group, at: int, links: Links, kinds: Sequence[ChangeKind]) -> tuple[str, ...]:
    known = [c.article for c in group.copies]
    flags = set(links.flags)
    for a in known:
        flags.update(a.flags)
        if label_mismatch(a):
            flags.add("label_mismatch")
    if known[at].status != "embargoed":  # the flag applies to the canonical text, not to later ones
        flags.discard(ends.FLAG)
    if "silent_edit" in kinds:
        flags.add("silent_edit")
    if any(a.kind == "advisory" and _disregards_nothing(a) for a in known):
        flags.add("no_target")
    told = [a for a in _versions(group) if a.kind in ("article", "robot")]
    if at in group.missing:
        flags.add("take_missing")
    if told and 0 in gaps(told):
        flags.add("base_missing")
    if group.rung == "item" and any(is_later(a) for a in told) and not any(a.serial or a.slug for a in told):
        flags.add("orphan_lead")
    return tuple(sorted(flags))


def _disregards_nothing(a: Article) -> bool:
    """Whether it asks to disregard a story without naming it. That would be final, so we do not guess."""
    return a.editor_note is not None and any(o.verb == "DISREGARDS" and not o.slugs for o in a.editor_note.operations)
