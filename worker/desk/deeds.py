"""What changes something: signing in and out, sending dead letters through again or putting them away."""

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
        """A field's value; empty where it is not there."""
        return self.get(name, [""])[0]


async def _form(request: Request) -> Form:
    """The form, if it is one of ours. Raises 403 where it is not, 413 where it is too large."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise HTTPException(413, "This form is too large.")
    form = Form(parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True))
    if not desk_of(request).access.same_site(request, form.one("csrf")):
        raise HTTPException(403, "This form is not this desk's, or it has lain open too long. Load the page again.")
    return form


async def sign_in(request: Request) -> Response:
    """A token for a session."""
    access = desk_of(request).access
    if not access.tokens:
        raise HTTPException(404, "Nobody signs in here: this desk only shows.")
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
    """Send dead letters through again, or put them away: those chosen, or all open ones of a reason."""
    desk = desk_of(request)
    form = await _form(request)
    viewer = desk.access.viewer(request)
    if not viewer.decides or desk.actions is None:
        raise HTTPException(403, "Who decides here has to sign in.")
    deed = form.one("deed")
    reason = form.one("reason")
    names = set(form.get("name", ()))
    if form.one("all") and reason:
        names = await run_in_threadpool(questions.open_letters, desk.store, reason)
    act = {"redrive": desk.actions.redrive, "drop": desk.actions.drop}.get(deed)
    if act is None:
        raise HTTPException(404, "There is no such action.")
    note_action(viewer, deed, letters=sorted(names)[:100], count=len(names), reason=reason)
    count = await run_in_threadpool(act, names) if names else 0
    said = f"{count:,} {'sent through again' if deed == 'redrive' else 'put away'}"
    return RedirectResponse(f"/dead-letters?{urlencode({'done': said, 'reason': reason})}", 303)
