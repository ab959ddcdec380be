"""Actions: signing in and out, deciding on stories, sending dead letters through again or dismissing them."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit

from click import ClickException
from kafka.errors import KafkaError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from worker.desk import decided, letters, pages, questions
from worker.desk.access import COOKIE, SESSION_SECONDS, note_action
from worker.desk.app import Desk, desk_of
from worker.desk.questions import Viewer
from worker.desk.render import SEPARATOR, Refused, page, path
from worker.desk.store import unpacked
from worker.story.decision import Decision
from worker.stream.decide import made
from worker.stream.errors import BrokerLost, NoBroker, Stopped

log = logging.getLogger(__name__)

MOST_BYTES = 256 << 10

AWAY = "Kafka does not answer at the moment, so nothing was done. Try again in a minute."
UNFINISHED = "Kafka did not answer in time, so not all of it was done. Try again in a minute: nothing is sent twice."
UNSURE = "Kafka has not confirmed it. See below whether it has been decided before you try again."
EXPIRED = "This page is out of date: you were signed out since it was loaded, or another person signed in."


class Form(dict[str, list[str]]):
    """The fields of a form."""

    def one(self, name: str) -> str:
        """A field's value; empty if it is missing."""
        return self.get(name, [""])[0]

    @property
    def flat(self) -> dict[str, str]:
        """The first value of each field."""
        return {name: self.one(name) for name in self}


async def read_form(request: Request) -> Form:
    """The form. Raises 403 if it is not ours, 413 if it is too large."""
    form = await _fields(request)
    if not desk_of(request).access.same_site(request, form.one("csrf")):
        raise HTTPException(403, "This form is out of date or came from another site. Reload the page and try again.")
    return form


async def _fields(request: Request) -> Form:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise HTTPException(413, "This form is too large.")
    return Form(parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True))


async def sign_in(request: Request) -> Response:
    """Exchange a token for a session."""
    access = desk_of(request).access
    if not access.tokens:
        raise HTTPException(404, "This desk is read-only: there is nothing to sign in to.")
    if request.method == "GET":
        return page(request, "sign_in.html", wrong=False, to=request.query_params.get("to", ""))
    form = await read_form(request)
    cookie = access.sign_in(form.one("token"))
    to = form.one("to")
    if cookie is None:
        return page(request, "sign_in.html", 403, wrong=True, to=to)
    own = to.startswith("/") and not to.startswith("//") and to.isprintable() and "\\" not in to
    answer = RedirectResponse(quote(to, safe="/%:") if own else "/", 303)
    secure = request.url.scheme == "https"
    answer.set_cookie(COOKIE, cookie, SESSION_SECONDS, httponly=True, samesite="strict", secure=secure)
    return answer


async def sign_out(request: Request) -> Response:
    """End the session."""
    await read_form(request)
    answer = RedirectResponse("/", 303)
    answer.delete_cookie(COOKIE)
    return answer


async def do(request: Request) -> Response:
    """Send dead letters through again or dismiss them: the selected ones, or all open ones with a reason."""
    desk = desk_of(request)
    form = await read_form(request)
    viewer = desk.access.viewer(request)
    if not viewer.decides or desk.actions is None:
        raise HTTPException(403, "Sign in to do this.")
    deed = form.one("deed")
    reason = form.one("reason")
    names = set(form.get("name", ()))
    if form.one("all") and reason:
        names = await run_in_threadpool(letters.open_names, desk.store, reason)
    act = {"redrive": desk.actions.redrive, "drop": desk.actions.drop}.get(deed)
    if act is None:
        raise HTTPException(404, "Unknown action.")
    if not names:
        return await _not_done(request, "Select the dead letters first.", form, names)
    if desk.standing.away_since is not None:
        return await _not_done(request, AWAY, form, names, 503)
    note_action(viewer, deed, letters=sorted(names)[:100], count=len(names), reason=reason)
    try:
        count = await run_in_threadpool(act, names)
    except (KafkaError, Stopped) as error:
        _log_failed(viewer, deed, error)
        begun = not isinstance(error, NoBroker) or isinstance(error, BrokerLost)
        return await _not_done(request, UNFINISHED if begun else AWAY, form, names, 503)
    except ClickException as error:
        return await _not_done(request, error.message, form, names)
    said = f"{count:,} {'sent through again' if deed == 'redrive' else 'dismissed'}"
    return RedirectResponse(f"/dead-letters?{urlencode({'done': said, 'reason': reason})}", 303)


def _log_failed(viewer: Viewer, action: str, error: Exception) -> None:
    log.warning(
        "action_failed", extra={"who": viewer.name, "action": action, "error": f"{type(error).__name__}: {error}"}
    )


async def _not_done(request: Request, said: str, form: Form, names: set[str], code: int = 400) -> Response:
    return await run_in_threadpool(letters.letters, request, Refused(said, form.flat, code), names)


KINDS = ("join", "part", "follow", "unfollow", "pin", "withhold", "release")
HOURS = (1, 3, 12, 24)
"""For how long a version may be pinned; without a choice until somebody undoes it."""

SEEN_SECONDS = 2.0
"""How long to wait until the desk itself has read a decision back from Kafka, so that the page shows it."""


class _Refusal(Exception):
    """Why a decision is not made."""

    def __init__(self, code: int, said: str) -> None:
        super().__init__(said)
        self.code, self.said = code, said


async def decide(request: Request) -> Response:
    """Decide on a story: join it with another, part one of its items, withhold it, release it, or undo a decision."""
    desk, form = desk_of(request), await _fields(request)
    viewer = desk.access.viewer(request)
    try:
        send = _may_decide(request, desk, viewer, form)
        made_of = await run_in_threadpool(_decision, request, desk, viewer, form)
        note_action(viewer, made_of.kind, decision=made_of.id, items=list(made_of.items), undoes=made_of.undoes)
        await run_in_threadpool(send, made_of)
    except _Refusal as refusal:
        if not desk.access.from_here(request):
            raise HTTPException(refusal.code, refusal.said) from refusal
        return await run_in_threadpool(pages.story, request, Refused(refusal.said, form.flat, refusal.code))
    except (KafkaError, Stopped) as error:
        _log_failed(viewer, made_of.kind, error)
        said = AWAY if isinstance(error, NoBroker) else UNSURE
        return await run_in_threadpool(pages.story, request, Refused(said, form.flat, 503))
    await run_in_threadpool(_wait_for, desk, made_of.id)
    return RedirectResponse(f"/story/{path(request.path_params['uri'])}#decided", 303)


def _may_decide(request: Request, desk: Desk, viewer: Viewer, form: Form) -> Callable[[Decision], None]:
    """What sends the decision. Raises `_Refusal` if nobody can decide now."""
    if not desk.access.same_site(request, form.one("csrf")):
        raise _Refusal(403, EXPIRED)
    if not viewer.decides or viewer.name is None or desk.actions is None:
        raise _Refusal(403, "Sign in to do this.")
    if desk.standing.away_since is not None:
        raise _Refusal(503, AWAY)
    return desk.actions.decide


def _decision(request: Request, desk: Desk, viewer: Viewer, form: Form) -> Decision:
    """What the form asks for. Raises `_Refusal` with what is wrong with it."""
    _, _, row, s = pages.find(request)
    if s is None or row["gone"]:
        raise HTTPException(400, "This story no longer exists.")
    kind, undoes, items = form.one("kind"), None, decided.items_of(s)
    version, until = None, None
    if form.one("undoes"):
        kind, undoes, items = "undo", form.one("undoes"), []
        known = decided.one(desk.store, undoes)
        if known is None or known.source != s["source"]:
            raise _Refusal(400, "This desk knows no such decision.")
    elif kind in ("join", "follow"):
        items = [*items[:1], *_other(desk, viewer, s, form.one("with" if kind == "join" else "over"))]
    elif kind == "unfollow":
        pair = [*items[:1], *_other(desk, viewer, s, form.one("from"))]
        items = pair[::-1] if form.one("from") == s["superseded_by"] else pair
    elif kind == "pin":
        items, version = _text(s, form.one("version"))
        hours = form.one("hours")
        until = int(1000 * (time.time() + 3600 * int(hours))) if hours in map(str, HOURS) else None
    elif kind == "part":
        items = [item for item in items if item == form.one("item")]
    elif kind == "release":
        held = decided.held_items(decided.on_story(desk.store, s, closed=False))
        items = list(dict.fromkeys((*held, *items)))[: decided.MOST_ITEMS]
    elif kind not in KINDS:
        raise _Refusal(400, "Choose what to decide.")
    if not form.one("why").strip():
        raise _Refusal(400, "Say why: whoever finds the decision later will want to know.")
    try:
        said = {"who": viewer.name or "", "why": form.one("why").strip(), "undoes": undoes}
        return made(s["source"], kind, items, **said, version=version, until=until)  # type: ignore[arg-type]
    except ValueError as error:
        raise _Refusal(400, str(error)) from error


def _text(s: dict[str, Any], wanted: str) -> tuple[list[str], str]:
    """The item and the content of a version to pin."""
    found = next((v for v in s["versions"] if v["content_hash"] == wanted), None)
    if found is None:
        raise _Refusal(400, "Choose the version that is to stand.")
    return [found["item_id"]], wanted


def _other(desk: Desk, viewer: Viewer, s: dict[str, Any], given: str) -> list[str]:
    """An item of the story to join with, which is given by its uri or by the address of its page."""
    row = next((r for u in _uris(given.strip()) if (r := questions.story(desk.store, viewer, u)) is not None), None)
    if row is None or row["gone"] or row["body"] is None:
        raise _Refusal(400, "Choose the story to join this one with: this desk knows none by that uri.")
    if row["source"] != s["source"]:
        raise _Refusal(400, "Only stories of one source can be joined.")
    if row["uri"] == s["uri"]:
        raise _Refusal(400, "A story cannot be joined with itself.")
    return decided.items_of(unpacked(row["body"]))[:1]


def _uris(given: str) -> list[str]:
    """What may be the uri in a field: all of it, what stands after the headline that the page offers with it, or the
    end of the address of a story's page."""
    where = urlsplit(given)
    paged = where.path.removeprefix("/story/") if where.scheme in ("http", "https") else ""
    return [uri for uri in (given, given.rpartition(SEPARATOR)[2], paged, unquote(paged)) if uri]


def _wait_for(desk: Desk, name: str) -> None:
    deadline = time.monotonic() + SEEN_SECONDS
    while decided.one(desk.store, name) is None and time.monotonic() < deadline:
        time.sleep(0.05)
