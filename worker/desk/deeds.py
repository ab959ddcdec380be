"""Actions: signing in and out, deciding on stories, sending dead letters through again or dismissing them."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from worker.desk import decided, pages, questions
from worker.desk.access import COOKIE, SESSION_SECONDS, note_action
from worker.desk.app import Desk, desk_of
from worker.desk.questions import Viewer
from worker.desk.render import page, path
from worker.desk.store import unpacked
from worker.story.decision import Decision
from worker.stream.decide import made
from worker.stream.errors import NoBroker, Stopped

MOST_BYTES = 256 << 10


class Form(dict[str, list[str]]):
    """The fields of a form."""

    def one(self, name: str) -> str:
        """A field's value; empty if it is missing."""
        return self.get(name, [""])[0]


async def read_form(request: Request) -> Form:
    """The form. Raises 403 if it is not ours, 413 if it is too large."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise HTTPException(413, "This form is too large.")
    form = Form(parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True))
    if not desk_of(request).access.same_site(request, form.one("csrf")):
        raise HTTPException(403, "This form is out of date or came from another site. Reload the page and try again.")
    return form


async def sign_in(request: Request) -> Response:
    """Exchange a token for a session."""
    access = desk_of(request).access
    if not access.tokens:
        raise HTTPException(404, "This desk is read-only: there is nothing to sign in to.")
    if request.method == "GET":
        return page(request, "sign_in.html", wrong=False)
    form = await read_form(request)
    cookie = access.sign_in(form.one("token"))
    if cookie is None:
        return page(request, "sign_in.html", 403, wrong=True)
    answer = RedirectResponse("/", 303)
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
        names = await run_in_threadpool(questions.open_letters, desk.store, reason)
    act = {"redrive": desk.actions.redrive, "drop": desk.actions.drop}.get(deed)
    if act is None:
        raise HTTPException(404, "Unknown action.")
    note_action(viewer, deed, letters=sorted(names)[:100], count=len(names), reason=reason)
    count = await run_in_threadpool(act, names) if names else 0
    said = f"{count:,} {'sent through again' if deed == 'redrive' else 'dismissed'}"
    return RedirectResponse(f"/dead-letters?{urlencode({'done': said, 'reason': reason})}", 303)


KINDS = ("join", "part", "withhold", "release")
SEEN_SECONDS = 2.0
"""How long to wait until the desk itself has read a decision back from Kafka, so that the page shows it."""


async def decide(request: Request) -> Response:
    """Decide on a story: join it with another, part one of its items, withhold it, release it, or undo a decision."""
    form = await read_form(request)
    desk = desk_of(request)
    viewer = desk.access.viewer(request)
    if not viewer.decides or viewer.name is None or desk.actions is None:
        raise HTTPException(403, "Sign in to do this.")
    made_of = await run_in_threadpool(_decision, request, desk, viewer, form)
    note_action(viewer, made_of.kind, decision=made_of.id, items=list(made_of.items), undoes=made_of.undoes)
    try:
        await run_in_threadpool(desk.actions.decide, made_of)
    except (NoBroker, Stopped) as error:
        raise HTTPException(
            503, f"Kafka does not answer, so nothing was decided ({error.format_message()})."
        ) from error
    await run_in_threadpool(_wait_for, desk, made_of.id)
    return RedirectResponse(f"/story/{path(request.path_params['uri'])}#decided", 303)


def _decision(request: Request, desk: Desk, viewer: Viewer, form: Form) -> Decision:
    """What the form asks for. Raises 400 with what is wrong with it."""
    _, _, row, s = pages.find(request)
    if s is None or row["gone"]:
        raise HTTPException(400, "This story no longer exists.")
    kind, undoes, items = form.one("kind"), None, decided.items_of(s)
    if form.one("undoes"):
        kind, undoes, items = "undo", form.one("undoes"), []
        known = decided.one(desk.store, undoes)
        if known is None or known.source != s["source"]:
            raise HTTPException(400, "This desk knows no such decision.")
    elif kind == "join":
        items = [*items[:1], *_other(desk, viewer, s, form.one("with"))]
    elif kind == "part":
        items = [item for item in items if item == form.one("item")]
    elif kind == "release":
        held = decided.held_items(decided.on_story(desk.store, s, closed=False))
        items = list(dict.fromkeys((*held, *items)))[: decided.MOST_ITEMS]
    elif kind not in KINDS:
        raise HTTPException(400, "Choose what to decide.")
    if not form.one("why").strip():
        raise HTTPException(400, "Say why: whoever finds the decision later will want to know.")
    try:
        return made(s["source"], kind, items, who=viewer.name or "", why=form.one("why").strip(), undoes=undoes)  # type: ignore[arg-type]
    except ValueError as error:
        raise HTTPException(400, str(error)) from error


def _other(desk: Desk, viewer: Viewer, s: dict[str, Any], given: str) -> list[str]:
    """An item of the story to join with, which is given by its uri or by the address of its page."""
    where = urlsplit(given.strip())
    uri = unquote(where.path.removeprefix("/story/")) if where.scheme in ("http", "https") else given.strip()
    row = questions.story(desk.store, viewer, uri)
    if row is None or row["gone"] or row["body"] is None:
        raise HTTPException(400, "Choose the story to join this one with: this desk knows none by that uri.")
    if row["source"] != s["source"]:
        raise HTTPException(400, "Only stories of one source can be joined.")
    if uri == s["uri"]:
        raise HTTPException(400, "A story cannot be joined with itself.")
    return decided.items_of(unpacked(row["body"]))[:1]


def _wait_for(desk: Desk, name: str) -> None:
    deadline = time.monotonic() + SEEN_SECONDS
    while decided.one(desk.store, name) is None and time.monotonic() < deadline:
        time.sleep(0.05)
