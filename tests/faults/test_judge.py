"""The judge sees what it is there to see."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import orjson
import pytest

from tests.faults import before, report
from tests.faults import judge as of_judge
from tests.faults.judge import Verdict, _history, judge
from tests.faults.report import Trial
from tests.stream import kit
from worker.story.packed import packed
from worker.story.rules_version import VERSION
from worker.story.source_state import SourceState
from worker.stream.understand import understand
from worker.wire.article import Article, Lineage

RAW = [orjson.dumps(kit.message(id="a")), b"no JSON"]
ALL = ({"published": 1}, {"dead_letter": 1})
BAD = {"stream": b"t.raw", "partition": b"0", "offset": b"1"}


def state(*versions: str) -> bytes:
    return orjson.dumps({"versions": [{"content_hash": v} for v in versions]})


def wrong(
    monkeypatch: pytest.MonkeyPatch,
    told: list[bytes],
    right: bytes,
    letters: list[dict[str, bytes]],
    *counted: dict[str, int],
    quiet: bool = True,
    upgraded: bool = False,
) -> Any:
    """The verdict on a deployment of one story, whose states were `told`, and two messages, one of them bad."""
    found = {
        "t.raw": [
            SimpleNamespace(topic="t.raw", partition=0, offset=n, value=v, timestamp=0) for n, v in enumerate(RAW)
        ],
        "t.stories": [SimpleNamespace(key=b"uri", value=value) for value in told],
        "t.dead-letters": [SimpleNamespace(headers=list(fields.items())) for fields in letters],
        "t.counted": [SimpleNamespace(value=orjson.dumps(batch)) for batch in counted or ALL],
        "t.articles": [],
    }
    config = kit.settings("127.0.0.1:1", "t.")
    monkeypatch.setattr(kit, "records", lambda _, stream: found[stream])
    monkeypatch.setattr(kit, "stories", lambda _: {"uri": told[-1]})
    monkeypatch.setattr(of_judge, "resolve", lambda _: [SimpleNamespace(uri="uri")])
    monkeypatch.setattr(of_judge, "to_json", lambda _: right)
    v = judge(SimpleNamespace(settings=config), quiet, upgraded)  # type: ignore[arg-type]  # all that is asked of a world
    return [len(v.lost), len(v.twice), len(v.regressed)]


def test_it_tells_what_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    """A quiet run is well; each thing that may be wrong is seen, and nothing else with it."""
    told = [state("a"), state("a", "b")]
    assert wrong(monkeypatch, told, told[-1], [BAD]) == [0, 0, 0]
    assert wrong(monkeypatch, told, state("a"), [BAD]) == [1, 0, 0], "another last state"
    assert wrong(monkeypatch, told, told[-1], []) == [1, 0, 0], "no dead letter"
    assert wrong(monkeypatch, told, told[-1], [BAD, BAD]) == [0, 1, 0], "two of them"
    assert wrong(monkeypatch, told, told[-1], [BAD, BAD | {"offset": b"0"}]) == [0, 1, 0], "one that can be read"
    assert wrong(monkeypatch, told, told[-1], [BAD], ALL[0]) == [1, 0, 0], "a message that nobody counted"
    assert wrong(monkeypatch, told, told[-1], [BAD], *ALL, ALL[0]) == [0, 1, 0], "one counted twice"
    assert wrong(monkeypatch, told, told[-1], [BAD], *ALL, ALL[0], quiet=False) == [0, 0, 0], "one read again"
    assert wrong(monkeypatch, [told[0], *told], told[-1], [BAD]) == [0, 1, 0], "told twice"
    assert wrong(monkeypatch, [told[0], *told], told[-1], [BAD], upgraded=True) == [0, 0, 0], "by new rules"
    assert wrong(monkeypatch, [told[0]] * 2 + told, told[-1], [BAD], upgraded=True) == [0, 1, 0], "and once more"
    assert wrong(monkeypatch, [told[1], told[0], told[1]], told[-1], [BAD]) == [0, 0, 1], "an old state again"
    assert wrong(monkeypatch, [told[1], told[0]], told[0], [BAD]) == [0, 0, 0], "a version that is another story's now"


def sent(place: int, headline: str, published_at: str, **fields: str) -> Article:
    """An article of an invented wire under a slug that two of its stories have."""
    message = {"source": "yonhap", "slug": "Tolve-harbor toll", "headline": headline, "published_at": published_at}
    return understand(orjson.dumps(message | fields), Lineage("t.raw", 0, place), 1_741_910_400_000)  # 2025-03-14


COUNCIL = (
    "TOLVE, March 14 (Yonhap) -- The council of Tolve raises the harbor toll this week, officials said.\n\n"
    "Ferries will pay a tenth more from May."
)
COURT = "TOLVE, March 14 (Yonhap) -- A court inspects the books of the lighthouse, judges said.\n\nNobody was charged."
SENT = (
    sent(0, "(LEAD) Tolve council raises harbor toll", "2025-03-14T07:04:20+00:00", body=COUNCIL),
    sent(1, "Tolve court inspects harbor toll", "2025-03-14T06:56:08+00:00", body=COURT, id="AEN20250314042500315"),
    sent(2, "Tolve council raises harbor toll", "2025-03-14T06:58:52+00:00", body=COUNCIL),
)


def test_what_the_fold_of_what_was_known_says_is_no_regression(monkeypatch: pytest.MonkeyPatch) -> None:
    """A lead that comes first is a story, then a version of another one under its slug, and the first one's again when
    its own first version comes. Records that say so in this order are right; in another order, or one too many, not."""
    fold = SourceState("yonhap")
    states = [state for article in SENT for state in fold.add([article]).states]
    uri = states[0].uri
    lead, gone, whole = [state.body for state in states if state.uri == uri]
    assert gone is None
    kept = [SimpleNamespace(key=f"article/{a.source}/{a.key}".encode(), value=packed(a)) for a in SENT]

    def regressed(*told: bytes | None) -> int:
        found = {"t.stories": [SimpleNamespace(key=uri.encode(), value=value) for value in told], "t.articles": kept}
        monkeypatch.setattr(kit, "records", lambda _, stream: found[stream])
        verdict = Verdict()
        _history(kit.settings("127.0.0.1:1", "t."), verdict, repeats=0)
        return len(verdict.regressed)

    assert regressed(lead, gone, whole) == 0
    assert regressed(lead, whole) == 0
    assert regressed(lead, gone, lead, gone, whole) == 2
    assert regressed(whole, gone, whole) == 1


def test_the_version_before_is_an_earlier_commit(tmp_path: Path) -> None:
    """Its rules have a lower version, and it can be started. Where the history is not there, it is None."""
    found = before.commit()
    if found is None:
        pytest.skip("no clone of the repository that reaches back to the version before")
    folder = before.unpack(found, tmp_path)
    texts = [path.read_text(encoding="utf-8") for path in (folder / "worker" / "story").glob("*.py")]
    assert max(int(n) for text in texts for n in before.VERSIONS.findall(text)) < VERSION
    run = [sys.executable, "-m", "worker", "--help"]
    assert "Usage" in subprocess.run(run, cwd=folder, capture_output=True, text=True, check=True).stdout


def test_the_report_adds_up(tmp_path: Path) -> None:
    """Trials and faults are counted by kind and cluster; what failed is told with its seed."""
    good = Trial("worker_killed", 1, 7, [1.0, 3.0], Verdict(sent=500, counted=503), {-9: 2}, 30, 1.5)
    bad = Trial("worker_killed", 1, 8, [2.0], Verdict(lost=["story x: differs"]), {}, 30)
    page = report.page([good, bad])
    assert "3 faults in 2 trials, 1 failed; recovery p50 2.0 s, p99 3.0 s, worst 3.0 s." in page
    assert "| worker_killed | 1 | 2 | 3 | 1 | 1 | 0 | 0 | 0 | 500 | 3 | 2.0 s | 3.0 s | 3.0 s |" in page
    assert (
        "Recovery on a machine with a load of at most 2 a core p50 2.0 s, p99 3.0 s, worst 3.0 s (2 faults).\n" in page
    )
    assert "story x: differs" in page
    assert "seed 8" in page
    for trial in (good, bad):
        report.keep(tmp_path / "trials.jsonl", trial)
    assert report.kept(tmp_path / "trials.jsonl") == [good, bad]
