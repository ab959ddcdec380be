"""Templates. Every value in them is escaped."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import jinja2
import orjson
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from worker.desk.app import ASSETS, HERE, desk_of
from worker.desk.questions import Viewer
from worker.desk.shapes import TOLD, label, web_address
from worker.desk.store import FOREVER
from worker.publish.words import readable
from worker.wire.text import safe

SEPARATOR = " \u00b7 "
"""Between headline and uri of a story that a page offers to join with."""

RIGHT_TO_LEFT = ("ar", "fa", "he", "ur", "ps", "yi", "ckb", "sd", "ug", "dv")


@functools.cache
def environment() -> jinja2.Environment:
    """The Jinja environment."""
    found = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    found.filters |= {
        "when": when, "of_ms": of_ms, "path": path, "visible": visible, "badges": orjson.loads, "span": span,
        "web": web_address, "number": "{:,}".format, "lead": lead_words, "told": told,
        "readable": readable, "label": label,
    }  # fmt: skip
    found.globals |= {"assets": ASSETS, "SEPARATOR": SEPARATOR, "RIGHT_TO_LEFT": RIGHT_TO_LEFT}
    return found


@dataclass(frozen=True, slots=True)
class Refused:
    """What somebody asked for and did not get: why, and the fields of the form, so that nothing is typed twice."""

    said: str
    form: Mapping[str, str]
    code: int = 400


def page(request: Request, template: str, code: int = 200, **values: Any) -> HTMLResponse:
    """A page, with the values that every page needs."""
    desk = desk_of(request)
    viewer: Viewer = desk.access.viewer(request)
    around = {
        "viewer": viewer,
        "standing": desk.standing,
        "file": desk.store.since,
        "read_only": desk.access.read_only,
        "csrf": desk.access.csrf(request),
        "here": request.url.path,
    }
    return HTMLResponse(environment().get_template(template).render(around | values), code)


def when(time: str | None) -> Markup:
    """A time from the wire, in its own zone until the page's script converts it to the user's; the tooltip keeps the
    original."""
    try:
        moment = dt.datetime.fromisoformat(time or "")
    except ValueError:
        return Markup('<span class="none">no time</span>')
    own = moment.strftime("%Y-%m-%d %H:%M %z").strip()
    return Markup('<time datetime="{}" title="{}">{}</time>').format(moment.isoformat(), f"on the wire: {own}", own)


def of_ms(ms: int | None) -> Markup:
    """A moment in epoch milliseconds."""
    if ms is None or ms >= FOREVER:
        return Markup('<span class="none">not known</span>')
    moment = dt.datetime.fromtimestamp(ms / 1000, dt.UTC)
    return Markup('<time datetime="{}" title="{} UTC">{}</time>').format(
        moment.isoformat(timespec="seconds"),
        moment.strftime("%Y-%m-%d %H:%M:%S"),
        moment.strftime("%Y-%m-%d %H:%M UTC"),
    )


def span(seconds: float | None) -> str:
    """A duration in words."""
    if seconds is None:
        return "—"
    for size, name in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if abs(seconds) >= 2 * size or (name == "min" and abs(seconds) >= 90):
            return f"{seconds / size:.0f} {name}"
    return f"{seconds:.0f} s"


def path(text: str) -> str:
    """A name as part of a URL."""
    return quote(text, safe=":")


def visible(text: str | None) -> str:
    """Untrusted text, with invisible characters and those that change the text direction spelt out."""
    return safe(text or "", lines=True)


def told(kind: str | None) -> str:
    """A kind of change, in words."""
    return TOLD.get(kind or "", (kind or "").replace("_", " "))


def lead_words(number: int) -> str:
    """A missing lead number, in words."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return "the base" if number == 0 else "LEAD" if number == 1 else f"{number}{ending} LD"
