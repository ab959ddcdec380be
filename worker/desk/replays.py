"""The pages of replays: runs and their progress, what one would change, and publishing it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from worker.desk.access import note_action
from worker.desk.actions import read_form
from worker.desk.app import desk_of
from worker.desk.render import page


class Unusable(Exception):
    """A run that cannot be shown or published; says why, in a sentence for a person."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run. `done` of `total` offsets (None for files), all shares together; `outcomes` of its articles."""

    name: str
    created: str
    extent: str
    done: int
    total: int | None
    finished: bool
    outcomes: Mapping[str, int]

    @property
    def share(self) -> float | None:
        """How much is done, from 0 to 1; None if unknown."""
        return 1.0 if self.finished else None if not self.total else min(1.0, self.done / self.total)


@dataclass(frozen=True, slots=True)
class Compared:
    """What a run would change: `counts` and `meaning` by kind, `held` of them left as they are; `stories` by kind, at
    most some of each; `digest` stands for exactly these differences."""

    run: str
    created: str
    extent: str
    counts: Mapping[str, int]
    meaning: Mapping[str, str]
    held: int
    stories: Mapping[str, list[Any]]
    digest: str
    note: str | None = None

    @property
    def headlines(self) -> dict[str, str]:
        """The stories on the page by uri, for links."""
        return {d.uri: d.headline for found in self.stories.values() for d in found}


@dataclass(frozen=True, slots=True)
class Promoted:
    """How many stories were published; what was left as it is, with the reason."""

    published: int
    left: list[tuple[str, str]]


class Replays(Protocol):
    """Access to the runs. The command passes it in, because the desk itself knows nothing of replays. All raise
    `Unusable`."""

    def runs(self) -> list[Run]:
        """All runs."""

    def compared(self, run: str, again: bool) -> Compared | None:
        """What a run would change; None while that is being worked out."""

    def promote(self, run: str, digest: str) -> Promoted:
        """Publish what was shown; refuses if it is no longer that."""


def _replays(request: Request) -> Replays:
    found = desk_of(request).replays
    if found is None:
        raise HTTPException(404, "This desk shows no replays.")
    return found


def runs(request: Request) -> Response:
    """All runs and how far each is."""
    try:
        found, why = _replays(request).runs(), None
    except Unusable as error:
        found, why = [], str(error)
    return page(request, "replays.html", runs=found, why=why)


def run(request: Request) -> Response:
    """What a run would change."""
    name = request.path_params["run"]
    try:
        found, why = _replays(request).compared(name, "again" in request.query_params), None
    except Unusable as error:
        found, why = None, str(error)
    return page(
        request, "replay.html", name=name, c=found, why=why, may=desk_of(request).access.viewer(request).decides
    )


async def promote(request: Request) -> Response:
    """Publish what a run would change."""
    form = await read_form(request)
    desk = desk_of(request)
    viewer = desk.access.viewer(request)
    if not viewer.decides:
        raise HTTPException(403, "Sign in to do this.")
    name = request.path_params["run"]
    note_action(viewer, "promote", run=name, digest=form.one("digest"))
    try:
        done = await run_in_threadpool(_replays(request).promote, name, form.one("digest"))
    except Unusable as error:
        return page(request, "replay.html", 400, name=name, c=None, why=str(error), may=True)
    note_action(viewer, "promoted", run=name, published=done.published, left=len(done.left))
    return page(request, "promoted.html", name=name, done=done)
