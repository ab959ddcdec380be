"""What the desk shows of replays: `newswire desk` passes it in."""

from __future__ import annotations

import hashlib
import logging
import threading
from collections import Counter
from collections.abc import Iterable

from kafka.errors import KafkaError

from worker.desk.replays import Compared, Promoted, Run, Unusable
from worker.replay.errors import ReplayError
from worker.replay.kafka import compare, page, share
from worker.replay.kafka import plan as plans
from worker.replay.kafka import promote as promotion
from worker.replay.kafka.difference import KINDS, Difference
from worker.replay.kafka.lookback import publisher
from worker.replay.kafka.unnamed import check_named
from worker.stream import clients, rules
from worker.stream.config import Settings
from worker.stream.errors import NoBroker, SettingsError, Stopped

log = logging.getLogger(__name__)

MOST_SHOWN = 100
"""Stories of each kind that a page shows; `newswire replay diff RUN --html FILE` shows all."""

_TROUBLE = (KafkaError, NoBroker, ReplayError, SettingsError, Stopped)


class Replays:
    """The runs of a deployment. One comparison at a time is worked out, in a thread of its own, and kept."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._busy: str | None = None
        self._found: dict[str, Compared | Unusable] = {}

    def runs(self) -> list[Run]:
        """See `worker.desk.replays.Replays`."""
        try:
            clients.check_answers(self._settings)
            return [self._run(plans.find(self._settings, name)) for name in plans.runs(self._settings)]
        except _TROUBLE as error:
            raise Unusable(_said(error)) from error

    def _run(self, plan: plans.Plan) -> Run:
        done, outcomes, ended = share.state(self._settings, plan)
        total = None if plan.total is None else plan.total * plan.shares
        return Run(plan.run, plan.created, page.extent(plan), done, total, ended, dict(outcomes))

    def compared(self, run: str, again: bool) -> Compared | None:
        """See `worker.desk.replays.Replays`."""
        with self._lock:
            if self._busy is None and (again or run not in self._found):
                self._busy = run
                self._found.pop(run, None)
                threading.Thread(target=self._compare, args=(run,), name="compare", daemon=True).start()
            found = self._found.get(run)
        if isinstance(found, Unusable):
            self._found.pop(run, None)
            raise found
        return found

    def _compare(self, run: str) -> None:
        found: Compared | Unusable
        try:
            clients.check_answers(self._settings)
            plan = plans.find(self._settings, run)
            loaded = rules.load(self._settings).routes
            outputs = rules.outputs(self._settings, loaded if loaded == plan.routing else ())
            with compare.comparison(self._settings, plan, outputs) as compared:
                found = _summed_up(plan, compared.differences(), promotion.other_window(self._settings, plan))
        except _TROUBLE as error:
            found = Unusable(_said(error))
        except Exception as error:
            log.exception("compare_failed")
            found = Unusable(f"{type(error).__name__}: {error}")
        with self._lock:
            self._found[run] = found
            self._busy = None

    def promote(self, run: str, digest: str) -> Promoted:
        """See `worker.desk.replays.Replays`."""
        settings = self._settings
        try:
            clients.check_answers(settings)
            outputs = rules.outputs(settings, rules.load(settings).routes)
            plan = plans.find(settings, run)
            promotion.check_routes(plan, outputs.routes)
            check_named(settings, outputs)
            compare.check_finished(settings, plan)
            with (
                publisher(settings, "promote", outputs.streams) as transactions,
                compare.comparison(settings, plan, outputs) as compared,
            ):
                if _summed_up(plan, compared.differences(), None).digest != digest:
                    raise Unusable("The difference is no longer the one that was shown. Compare again, and look.")
                done = promotion.promote(settings, outputs, compared, transactions)
        except _TROUBLE as error:
            raise Unusable(_said(error)) from error
        finally:
            self._found.pop(run, None)
        return Promoted(done.published, list(done.held))


def _summed_up(plan: plans.Plan, differences: Iterable[Difference], note: str | None) -> Compared:
    counts: Counter[str] = Counter()
    held = 0
    shown: dict[str, list[Difference]] = {kind: [] for kind in KINDS}
    digest = hashlib.sha256()
    for d in differences:
        counts[d.kind] += 1
        held += d.held is not None
        digest.update(repr((d.kind, d.uri, d.held, d.value)).encode())
        if len(shown[d.kind]) < MOST_SHOWN:
            shown[d.kind].append(d)
    kept = {kind: found for kind, found in shown.items() if found}
    totals = {kind: counts[kind] for kind in kept}
    extent = page.extent(plan)
    return Compared(plan.run, plan.created, extent, totals, page.MEANING, held, kept, digest.hexdigest(), note)


def _said(error: BaseException) -> str:
    """One sentence; what an operator can do about it is in the log."""
    if isinstance(error, (KafkaError, NoBroker)):
        log.warning("kafka_away", extra={"error": f"{type(error).__name__}: {error}"})
        return "Kafka does not answer at the moment."
    return str(getattr(error, "message", "") or error or type(error).__name__)
