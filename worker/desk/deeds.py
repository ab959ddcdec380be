"""Actions: signing in and out, sending dead letters through again or dismissing them."""

from __future__ import annotations

from urllib.parse import parse_qs, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from worker.desk import questions
from worker.desk.access import COOKIE, SESSION_SECONDS, note_action
from worker.desk.app import desk_of
from worker.desk.render import page

MOST_BYTES = 256 << 10


class Form(dict[str, list[str]]):
    """The fields of a form."""

    def one(self, name: str) -> str:
        """A field's value; empty if it is missing."""
        return self.get(name, [""])[0]


async def _form(request: Request) -> Form:
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
    form = await _form(request)
    cookie = access.sign_in(form.one("token"))
    if cookie is None:
        return page(request, "sign_in.html", 403, wrong=True)
    answer = RedirectResponse("/", 303)
    secure = request.url.scheme == "https"
    answer.set_cookie(COOKIE, cookie, SESSION_SECONDS, httponly=True, samesite="strict", secure=secure)
    return answer


async def sign_out(request: Request) -> Response:
    """End the session."""
    await _form(request)
    answer = RedirectResponse("/", 303)
    answer.delete_cookie(COOKIE)
    return answer


async def do(request: Request) -> Response:
    """Send dead letters through again or dismiss them: the selected ones, or all open ones with a reason."""
    desk = desk_of(request)
    form = await _form(request)
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
