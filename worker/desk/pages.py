"""The pages. They only read."""

from __future__ import annotations

import re
import time
from typing import Any, NamedTuple

import orjson
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from worker.desk import decided, questions, shapes
from worker.desk import raw as raws
from worker.desk.app import Desk, desk_of
from worker.desk.filters import Filter
from worker.desk.intake import NOT_NEWS
from worker.desk.live import MOST_PAGES
from worker.desk.questions import Viewer
from worker.desk.render import Refused, environment, page
from worker.desk.store import FOREVER, raw_of
from worker.publish import ninjs
from worker.publish.outputs import MOST_NINJS_BYTES
from worker.story import story as stories
from worker.wire.article import Said
from worker.wire.text import safe

SPEAKERS = {"person": "persons", "body": "offices and companies", "unnamed": "unnamed", "": "any"}
STATUSES = ("usable", "withheld", "embargoed", "canceled", "superseded")
BADGES = (
    "killed", "hold", "embargo", "superseded", "corrected", "silent edit", "note differs", "gap", "combines",
    "unresolved", "reinstated", *NOT_NEWS.values(), "closed", "decided",
)  # fmt: skip
_SAID = ("headline", "paragraphs", "captions", "speakers", "topics", "dateline", "byline", "editor_note")
MOST_SHOWN = 20_000
"""Characters of a raw message that are shown."""


def wire(request: Request) -> Response:
    """The list of stories."""
    desk = desk_of(request)
    viewer = desk.access.viewer(request)
    f = Filter.of(request.query_params)
    before = request.query_params.get("before", "")
    # Read before the list, so that a change in between is shown twice rather than never.
    last = questions.last_state(desk.store)
    found = questions.wire(desk.store, viewer, f, before)
    return page(
        request,
        "wire.html",
        rows=found,
        filter=f,
        last=last,
        before=before,
        count=questions.count(desk.store, viewer, f) if f.address else None,
        most_counted=questions.MOST_COUNTED,
        older=questions.place_of(found[-1]) if len(found) == questions.PAGE else "",
        statuses=STATUSES,
        badges_known=BADGES,
        hidden=questions.hidden_now(desk.store, viewer),
        since=desk.store.since,
        names={kind: questions.names(desk.store, kind) for kind in ("source", "topic", "speaker", "place")},
    )


def rows(request: Request) -> Response:
    """The rows of the list that changed after a state, and the uris of changed stories that are not in the list."""
    html = _rows(request, _state(request.query_params.get("after")) or 0)[1]
    return Response(html, media_type="text/html; charset=utf-8")


def _state(given: str | None) -> int | None:
    """The number of a state, as a page gives it."""
    return int(given) if given and re.fullmatch(r"\d{1,18}", given, re.ASCII) else None


def _rows(request: Request, after: int) -> tuple[int, str]:
    """The newest state, and the rows that changed from `after` up to it."""
    desk = desk_of(request)
    viewer = desk.access.viewer(request)
    last = questions.last_state(desk.store)
    gone = questions.changed_uris(desk.store, after)
    found = questions.wire(desk.store, viewer, Filter.of(request.query_params), after=after)
    shown = {row["uri"] for row in found}
    told = {"rows": found, "gone": [uri for uri in gone if uri not in shown], "last": last}
    return last, environment().get_template("rows.html").render(told)


def standing(desk: Desk) -> dict[str, Any]:
    """The content of an event."""
    s = desk.standing
    return {
        "file": desk.store.since,
        "state": s.state,
        "away": None if s.away_since is None else int(s.away_since * 1000),
        "loading": s.loading,
        "behind": s.behind if s.loading else 0,
        "missing": list(s.missing),
        "failed": s.failed,
    }


async def events(request: Request) -> Response:
    """Server-sent events; for a list, which says the state `after` which it wants them, with the rows that changed."""
    live = desk_of(request).live
    if live.pages >= MOST_PAGES:
        return Response("too many pages are open\n", 503, headers={"retry-after": "30"})
    last = _state(request.headers.get("last-event-id") or request.query_params.get("after"))

    async def fresh(after: int) -> tuple[int, str]:
        return await run_in_threadpool(_rows, request, after)

    told = live.events() if last is None else live.events(fresh, last)
    return StreamingResponse(told, media_type="text/event-stream")


class Found(NamedTuple):
    """A story that may be shown."""

    desk: Desk
    viewer: Viewer
    row: questions.Row
    story: dict[str, Any] | None
    """Its record; None if the uri no longer names a story, or if a kill removed its text."""


def find(request: Request) -> Found:
    """The story that a request names. Raises 404 if there is none, 403 if this viewer may not see it."""
    desk = desk_of(request)
    viewer = desk.access.viewer(request)
    given = request.path_params["uri"]
    uri = next((u for u in (given, _as_typed(request)) if questions.is_known(desk.store, u)), given)
    row = questions.story(desk.store, viewer, uri)
    if row is None:
        until = questions.under_embargo(desk.store, uri)
        if until is None:
            raise HTTPException(404, "This desk knows no story with this uri.")
        raise HTTPException(403, "This story is under embargo. Only users named for it may see it.")
    return Found(desk, viewer, row, orjson.loads(raw_of(row["body"])) if row["body"] is not None else None)


def _as_typed(request: Request) -> str:
    """The uri in the address without decoding: it may itself contain percent signs, and be pasted as it is."""
    given: str = request.path_params["uri"]
    raw: str = request.scope.get("raw_path", b"").decode("latin-1")
    before: str = request.scope["path"].removesuffix(given)
    return raw.removeprefix(before) if raw.startswith(before) else given


def story(request: Request, refused: Refused | None = None) -> Response:
    """One story; with a form that was refused, still filled in."""
    desk, viewer, row, s = find(request)
    states = questions.states(desk.store, row["id"])
    if s is None or row["gone"]:
        homes = questions.homes(desk.store, viewer, row["id"])
        return page(request, "gone.html", row=row, states=states, homes=homes)
    texts = {}
    if row["status"] != "canceled":
        texts = questions.texts(desk.store, viewer, s, s["versions"][-questions.PAGE :])
    moments = shapes.timeline(s, texts)
    newest = moments[-1].text if moments else None
    if newest and row["status"] in ("embargoed", "withheld") and not s["paragraphs"]:
        s = s | {name: newest[name] for name in _SAID}  # such a record has no text
    shown = moments[-questions.PAGE :]
    linked = questions.headlines(desk.store, viewer, shapes.uris_of(s)[:300])
    nodes, cut = shapes.graph(s, questions.absorbed(desk.store, viewer, row["uri"]), linked)
    closed = decided.is_closed(desk.store, row["uri"])
    told = decided.on_story(desk.store, s, closed)
    may = viewer.decides and desk.actions is not None
    return page(
        request,
        "story.html",
        refused.code if refused else 200,
        refused=refused,
        decisions=told,
        freed=decided.freed(s, told),
        pinned=decided.pinned(told),
        combined=decided.combined(s, nodes),
        closed=closed,
        may=may,
        to_join=decided.to_join(desk.store, viewer, s["source"], row["uri"]) if may else [],
        items={v["item_id"]: v for v in s["versions"][-questions.PAGE :]} if may else {},
        row=row,
        s=s,
        moments=shown,
        older=len(moments) - len(shown) + s.get("older_versions", 0),
        paragraphs=shapes.marked(s),
        why_one=shapes.why_one(s, told),
        linked=linked,
        nodes=nodes,
        cut=cut,
        states=states,
        forever=FOREVER,
        now_ms=int(time.time() * 1000),
    )


def state(request: Request) -> Response:
    """A story's status, for an open page."""
    _, _, row, _ = find(request)
    return _json({"state": row["state"], "status": "gone" if row["gone"] else row["status"]})


def compare(request: Request) -> Response:
    """Two versions of a story side by side."""
    desk, viewer, row, s = find(request)
    if s is None:
        raise HTTPException(404, "The texts of this story have been deleted.")
    chosen = [
        next((v for v in s["versions"] if v["content_hash"] == request.query_params.get(side)), None) for side in "ab"
    ]
    if None in chosen:
        raise HTTPException(404, "This story has no such version.")
    old, new = (v for v in chosen if v is not None)
    texts = questions.texts(desk.store, viewer, s, [old, new]) if row["status"] != "canceled" else {}
    both = [texts.get((v["item_id"], v["content_hash"])) for v in (old, new)]
    result = shapes.compared(both[0], both[1]) if both[0] and both[1] else None
    hashes = [v["content_hash"] for v in s["versions"]]
    first, last = (hashes.index(v["content_hash"]) for v in (old, new))
    return page(
        request, "compare.html", row=row, s=s, old=old, new=new, both=both, c=result,
        earlier=hashes[first - 1 : first + 1] if first else None,
        later=hashes[last : last + 2] if last + 1 < len(hashes) else None,
    )  # fmt: skip


def raw(request: Request) -> Response:
    """The raw message that a version was read from."""
    desk, viewer, row, s = find(request)
    number = request.path_params["number"]
    if s is None or row["status"] == "canceled":
        raise HTTPException(403, "This story was killed: its raw messages are not shown.")
    if number >= len(s["versions"]):
        raise HTTPException(404, "This story has no such version.")
    version = s["versions"][number]
    if not questions.texts(desk.store, viewer, s, [version]):
        raise HTTPException(403, "The text of this version is not available, so its raw message is not shown either.")
    place = version["raw"]
    value, why = raws.fetch(desk.settings, place["stream"], place["partition"], place["offset"])
    text = (value or b"").decode("utf-8", "backslashreplace")
    return page(
        request, "raw.html", row=row, version=version, place=place, why=why, size=len(value or b""),
        text=safe(text[:MOST_SHOWN], lines=True), cut=len(text) > MOST_SHOWN,
    )  # fmt: skip


def as_json(request: Request) -> Response:
    """The record as it is in Kafka."""
    row = find(request).row
    if row["body"] is None or row["gone"]:
        raise HTTPException(404, "This story no longer exists.")
    return Response(raw_of(row["body"]), media_type="application/json")


def as_ninjs(request: Request) -> Response:
    """The story as IPTC ninjs."""
    row = find(request).row
    if row["body"] is None or row["gone"]:
        raise HTTPException(404, "This story no longer exists.")
    found = stories.from_json(raw_of(row["body"]))
    value = ninjs.to_json(found, MOST_NINJS_BYTES, Said(found.speakers, found.topics))
    return Response(value, media_type="application/json")


def people(request: Request) -> Response:
    """The speakers."""
    desk = desk_of(request)
    asked = request.query_params.get("q", "").strip()[:200]
    what = request.query_params.get("what", "person")
    what = "" if what == "any" else what
    found = questions.people(desk.store, desk.access.viewer(request), asked, what)
    return page(request, "people.html", people=found, q=asked, what=what, whats=SPEAKERS)


def person(request: Request) -> Response:
    """A speaker's quotes, on all wires."""
    desk = desk_of(request)
    name = request.path_params["name"]
    said = questions.said_by(desk.store, desk.access.viewer(request), name)
    if not said:
        raise HTTPException(404, "Nobody with that name is quoted in the stories of this desk.")
    wires = sorted({row["source"] for row in said})
    return page(request, "person.html", name=name, said=said, wires=wires)


def sources(request: Request) -> Response:
    """How each source is doing."""
    return page(request, "sources.html", sources=questions.sources(desk_of(request).store), now=time.time() * 1000)


def health(request: Request) -> Response:
    """For probes: whether the desk is reading. It stays healthy while Kafka is away."""
    s = desk_of(request).standing
    return _json({"failed": s.failed, "kafka": s.away_since is None, "loading": s.loading}, 503 if s.failed else 200)


def error(request: Request, exc: Exception) -> Response:
    """The error page."""
    status = exc.status_code if isinstance(exc, HTTPException) else 500
    said = exc.detail if isinstance(exc, HTTPException) else "This page failed. The log has the details."
    if status == 404 and said == "Not Found":
        said = "There is no such page."
    return page(request, "error.html", status, status=status, said=said)


def _json(value: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(value), status, media_type="application/json")
