"""Dead letters in the store, and their pages."""

from __future__ import annotations

from collections.abc import Set
from urllib.parse import urlencode

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from worker.desk import shapes
from worker.desk.app import desk_of
from worker.desk.questions import PAGE, Row
from worker.desk.render import Refused, page
from worker.desk.store import Store
from worker.wire.text import safe

STATES = ("open", "redriven", "dropped")
MOST_SHOWN = 20_000
"""Characters of a message that are shown."""

_FROM = "FROM letters l LEFT JOIN letters_done d ON d.name = l.part || '/' || l.place"
_LETTERS = (
    "SELECT l.part, l.place, l.reason, l.detail, l.source, l.at, l.headers, l.size, l.value,"
    f" coalesce(d.state, 'open') AS state {_FROM}"
)
_WANTED = "(?1 = '' OR l.reason = ?1) AND (?2 = '' OR coalesce(d.state, 'open') = ?2)"


def listed(store: Store, reason: str = "", state: str = "open", before: str = "") -> list[Row]:
    """Dead letters, newest first; with `before` those after that one (partition/offset) in the list."""
    question = f"{_LETTERS} WHERE {_WANTED}"
    values: list[object] = [reason, state]
    last = one(store, *map(int, before.split("/"))) if _is_name(before) else None
    if last is not None:
        question += " AND (l.at, l.part, l.place) < (?3, ?4, ?5)"
        values += [last["at"], last["part"], last["place"]]
    question += f" ORDER BY l.at DESC, l.part DESC, l.place DESC LIMIT {PAGE}"
    return store.reader().execute(question, values).fetchall()


def _is_name(given: str) -> bool:
    part, slash, place = given.partition("/")
    return bool(slash) and all(n.isascii() and n.isdecimal() and len(n) < 19 for n in (part, place))


def count(store: Store, reason: str = "", state: str = "open") -> int:
    """How many dead letters with this reason are in this state; an empty string stands for any."""
    return int(store.reader().execute(f"SELECT count(*) {_FROM} WHERE {_WANTED}", (reason, state)).fetchone()[0])


def open_names(store: Store, reason: str) -> set[str]:
    """The names of all open dead letters with a reason."""
    question = f"SELECT l.part || '/' || l.place AS name {_FROM} WHERE l.reason = ? AND d.name IS NULL"
    return {row["name"] for row in store.reader().execute(question, (reason,))}


def one(store: Store, part: int, place: int) -> Row | None:
    """One dead letter."""
    found: Row | None = store.reader().execute(f"{_LETTERS} WHERE l.part = ? AND l.place = ?", (part, place)).fetchone()
    return found


def reasons(store: Store) -> list[Row]:
    """Reasons, with the number of open dead letters."""
    question = f"SELECT l.reason, count(*) AS n {_FROM} WHERE d.state IS NULL GROUP BY l.reason ORDER BY n DESC"
    return store.reader().execute(question).fetchall()


def letters(request: Request, refused: Refused | None = None, selected: Set[str] = frozenset()) -> Response:
    """The dead letters; after an action that was refused, with what had been selected for it."""
    desk = desk_of(request)
    asked = refused.form if refused else request.query_params
    reason, state, before = (asked.get(name, "")[:50] for name in ("reason", "state", "before"))
    state = state if state in STATES else "" if state else "open"
    found = listed(desk.store, reason, state, before)
    number = count(desk.store, reason, state)
    older = (
        {"reason": reason, "state": state or "any", "before": f"{found[-1]['part']}/{found[-1]['place']}"}
        if found
        else {}
    )
    return page(
        request, "letters.html", refused.code if refused else 200, letters=found, state=state, reason=reason,
        reasons=reasons(desk.store), can=desk.actions is not None, done=asked.get("done", "")[:100], before=before,
        number=number, older=urlencode(older) if len(found) == PAGE else "", refused=refused, selected=selected,
    )  # fmt: skip


def letter(request: Request) -> Response:
    """One dead letter with its bytes."""
    desk = desk_of(request)
    found = one(desk.store, request.path_params["part"], request.path_params["place"])
    if found is None:
        raise HTTPException(404, "There is no such dead letter.")
    value, headers = bytes(found["value"]), orjson.loads(found["headers"])
    whole = len(value) == found["size"]
    text = value.decode("utf-8", "backslashreplace")
    return page(
        request, "letter.html", letter=found, headers=headers,
        looks=shapes.looks_like(value, headers.get("content-type", "")) if whole and value else None,
        text=safe(text[:MOST_SHOWN], lines=True), cut=found["size"] > MOST_SHOWN, can=desk.actions is not None,
    )  # fmt: skip
