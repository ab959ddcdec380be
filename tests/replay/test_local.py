"""`newswire replay start --local`: the same stories as `resolve`, on any number of cores, also after kills."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.generate import wire
from worker.replay.archive import local
from worker.replay.archive.spill import Runs, merged
from worker.replay.errors import ReplayError
from worker.story.resolve import resolve
from worker.story.rules_version import VERSION
from worker.story.story import to_json
from worker.stream.understand import understand
from worker.wire.article import Lineage


def start(*arguments: object, **options: Any) -> subprocess.CompletedProcess[str]:
    """The command, from outside."""
    command = [sys.executable, "-m", "worker", "replay", "start", "--local", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, **options)


def write(path: Path, messages: list[dict[str, Any]]) -> list[bytes]:
    """Messages as a file of JSON lines; its lines."""
    lines = [orjson.dumps(m) for m in messages]
    path.write_bytes(b"\n".join(lines) + b"\n")
    return lines


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three sources in one file."""
    sources = ("yonhap", "coastal", "harbour")
    messages = [m | {"source": sources[n % 3]} for n, m in enumerate(wire(1500, seed=3, seconds=300))]
    path = tmp_path_factory.mktemp("archive") / "wire.jsonl"
    write(path, messages)
    return path


def test_any_number_of_cores_gives_what_resolve_gives(archive: Path, tmp_path: Path) -> None:
    """Nothing is late in a window of a century: one process, three, and `resolve` agree byte for byte."""
    lines = archive.read_bytes().splitlines()
    articles = [understand(line, Lineage(str(archive), 0, n), None) for n, line in enumerate(lines)]
    expected = b"".join(to_json(s) + b"\n" for s in resolve(articles))
    for jobs in (1, 3):
        out = tmp_path / f"out{jobs}"
        done = start(archive, "-o", out, "--jobs", jobs, "--window-hours", 900_000)
        assert done.returncode == 0, done.stderr
        assert (out / "stories.jsonl").read_bytes() == expected
        assert not (out / ".work").exists()


def test_killed_at_random_moments_it_ends_in_the_same_bytes(archive: Path, tmp_path: Path) -> None:
    """SIGKILLs to all of its processes after checkpoints: stories, dead letters and counts are the same."""
    assert start(archive, "-o", tmp_path / "whole", "--jobs", 2).returncode == 0
    code = (
        "import sys; from worker.replay.archive import local; from worker import cli\n"
        "import dataclasses; o = local.Options\n"
        "local.Options = lambda *a: dataclasses.replace(o(*a), checkpoint_seconds=0.05)\n"
        "if __name__ == '__main__': sys.argv[0] = 'newswire'; cli.main()"
    )
    command = [sys.executable, "-c", code, "replay", "start", "--local", str(archive), "-o", str(tmp_path / "killed")]
    rng, state, kills = random.Random(7), tmp_path / "killed" / ".work" / "state.json", 0
    while True:
        before = state.stat().st_mtime_ns if state.exists() else 0
        process = subprocess.Popen([*command, "--jobs", "2"], start_new_session=True, stdout=subprocess.DEVNULL)
        while process.poll() is None and kills < 4:
            if state.exists() and state.stat().st_mtime_ns > before:
                time.sleep(rng.random() / 5)
                os.killpg(process.pid, 9)
                kills += 1
                break
            time.sleep(0.01)
        if process.wait(120) != -9:
            break
    assert process.returncode == 0
    assert kills > 1
    for name in ("stories.jsonl", "dead-letters.jsonl", "summary.json"):
        assert (tmp_path / "killed" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes(), name


def begun(out: Path, archive: Path) -> subprocess.Popen[str]:
    """A slow replay of four processes in a group of its own, with some of it done."""
    options = ["--jobs", "4", "--rate", "100", "--json", "-o", str(out)]
    process = subprocess.Popen(
        [sys.executable, "-m", "worker", "replay", "start", "--local", str(archive), *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    process.stdout.readline()
    return process


def test_told_to_stop_it_goes_on_from_there(archive: Path, tmp_path: Path) -> None:
    """While it runs nobody else gets in; SIGTERM makes a checkpoint, and the next start ends in the same bytes."""
    out, whole = tmp_path / "out", tmp_path / "whole"
    process = begun(out, archive)
    other = start(archive, "-o", out, "--jobs", 1)
    assert (other.returncode, "another process is replaying" in other.stderr) == (2, True)
    process.terminate()
    _, said = process.communicate()
    assert process.returncode == 130
    assert "run the same command to resume" in said
    assert orjson.loads((out / ".work" / "state.json").read_bytes())["chunks"] > 0
    assert start(archive, "-o", out, "--jobs", 4).returncode == 0
    assert start(archive, "-o", whole, "--jobs", 1).returncode == 0
    for name in ("stories.jsonl", "dead-letters.jsonl", "summary.json"):
        assert (out / name).read_bytes() == (whole / name).read_bytes(), name


def test_a_kill_leaves_no_process_behind(archive: Path, tmp_path: Path) -> None:
    """Its processes end with the first, also when that was killed and told nobody: then its output is at its end."""
    process = begun(tmp_path / "out", archive)
    process.kill()
    try:
        process.communicate(timeout=60)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def test_late_and_unreadable_ones_keep_their_bytes(tmp_path: Path) -> None:
    """What cannot be used, and what is older than the window, is in dead-letters.jsonl as it came; a larger window
    takes the late one in. So many late ones are said, with exit status 1."""
    new, old = wire(1, seed=1)[0], wire(1, seed=2)[0]
    base = {"source": "coastal", "headline": "Skarn lights its lamp", "body": "The lamp of Skarn was lit."}
    new, old = base | {"id": "1", "published_at": "2025-03-14T05:10:00Z"}, base | {"id": "2"}
    new |= {"received_at": "2025-03-14T05:11:00Z"}  # alone it would move no watermark
    old |= {"published_at": "2025-01-14T05:10:00Z"}
    path = tmp_path / "wire.jsonl"
    path.write_bytes(orjson.dumps(new) + b"\n" + orjson.dumps(old) + b"\n\xff\xfe\nnot json\n")
    done = start(path, "-o", tmp_path / "out")
    assert (done.returncode, "1 of 4 messages were late" in done.stderr) == (1, True)
    dead = [orjson.loads(line) for line in (tmp_path / "out" / "dead-letters.jsonl").read_bytes().splitlines()]
    assert [(d["reason"], d["offset"]) for d in dead] == [("late", 1), ("invalid_utf8", 2), ("not_json", 3)]
    assert orjson.loads(dead[0]["value"]) == old
    assert dead[1]["value_base64"] == "//4="
    assert start(path, "-o", tmp_path / "wide", "--window-hours", 2400).returncode == 0
    assert len((tmp_path / "wide" / "stories.jsonl").read_bytes().splitlines()) == 2


def test_filters_and_folders(archive: Path, tmp_path: Path) -> None:
    """A folder is all its files; --only-source reads, --only-slug publishes nothing else; progress is JSON."""
    done = start(archive.parent, "-o", tmp_path / "one", "--only-source", "coastal", "--json", "--jobs", 1)
    stories = [orjson.loads(line) for line in (tmp_path / "one" / "stories.jsonl").read_bytes().splitlines()]
    assert {s["source"] for s in stories} == {"coastal"}
    last = orjson.loads(done.stdout.splitlines()[-1])
    assert last["finished"]
    assert last["outcomes"]["filtered"] == 1000
    slug = next(s["slug"] for s in stories if s["slug"])
    assert start(archive, "-o", tmp_path / "two", "--only-slug", slug.upper(), "--jobs", 1).returncode == 0
    chosen = [orjson.loads(line) for line in (tmp_path / "two" / "stories.jsonl").read_bytes().splitlines()]
    assert chosen
    assert all(slug in s["slugs"] for s in chosen)


def test_errors_say_what_to_do(archive: Path, tmp_path: Path) -> None:
    """A finished folder, a missing file, nothing readable, no folder, a full disk: one line each, with the way out."""
    small = tmp_path / "a.jsonl"
    write(small, wire(3))
    assert start(small, "-o", tmp_path / "out").returncode == 0
    assert "choose another folder" in start(small, "-o", tmp_path / "out").stderr
    assert "cannot open" in start(tmp_path / "none.jsonl", "-o", tmp_path / "x").stderr
    (tmp_path / "odd.jsonl").write_bytes(b"oops\n")
    unread = start(tmp_path / "odd.jsonl", "-o", tmp_path / "y")
    assert (unread.returncode, "none of the messages could be read" in unread.stderr) == (1, True)
    assert "-o OUT" in start(small).stderr
    full = start(small, "-o", "/proc/nowhere")
    assert full.returncode == 2
    assert "cannot write to /proc/nowhere" in full.stderr


def test_runs_keep_the_last_state_of_each_story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Over hundreds of sorted files the newest state wins, and a story that is no more is gone."""
    monkeypatch.setattr("worker.replay.archive.spill.MERGED_AT_ONCE", 3)
    runs = Runs(tmp_path, "g")
    for n in range(40):
        runs.put(f"uri:{n % 7}", b'{"n":%d}' % n)
        runs.put(f"uri:{n % 7}!", b"" if n > 30 else b"{}")
        runs.flush()
    states = list(merged(tmp_path, sorted(tmp_path.glob("*.run"))))
    assert states == [b'{"n":%d}\n' % n for n in (35, 36, 37, 38, 39, 33, 34)]


def test_a_stopped_replay_does_not_go_on_with_another_lexicon(archive: Path, tmp_path: Path) -> None:
    """Half of the topics would be by each: the folder says so. The file's name is not what counts, but what it says."""
    lexicon, out = tmp_path / "own.txt", tmp_path / "out"
    lexicon.write_text("[own:lamps Lamps >= 1]\n4: lamp\n")
    env = {**os.environ, "NEWSWIRE_LEXICON": str(lexicon)}
    options = ["--jobs", "1", "--rate", "100", "--json", "-o", str(out)]
    command = [sys.executable, "-m", "worker", "replay", "start", "--local", str(archive), *options]
    half = subprocess.Popen(command, stdout=subprocess.PIPE, env=env)
    assert half.stdout is not None
    half.stdout.readline()
    half.send_signal(signal.SIGINT)
    half.communicate()
    assert half.returncode == 130
    lexicon.write_text("[own:lamps Lamps >= 1]\n5: lamp\n")
    done = start(archive, "-o", out, "--jobs", 1, env=env)
    assert (done.returncode, "lexicon" in done.stderr) == (2, True)
    lexicon.write_text("[own:lamps Lamps >= 1]\n4: lamp\n")
    assert start(archive, "-o", out, "--jobs", 1, env=env).returncode == 0


def test_fv99_embargoes_are_looked_at_by_one_fixed_time(tmp_path: Path) -> None:
    """With --now by that; without it by the clock of the beginning, for which an end of last year has come."""
    message = {"source": "harbour", "id": "m-1", "headline": "Museum of tides to reopen", "body": "It will reopen."}
    times = {"published_at": "2025-05-02T10:00:00Z", "embargoed_until": "2025-05-02T12:00:00Z"}
    write(tmp_path / "wire.jsonl", [message | times])
    for now, status in (("2025-05-02T11:59:59Z", "embargoed"), ("2025-05-02T12:00:00Z", "usable"), (None, "usable")):
        out = tmp_path / f"out-{now}"
        done = start(tmp_path / "wire.jsonl", "-o", out, "--jobs", 1, *(("--now", now) if now else ()))
        assert done.returncode == 0, done.stderr
        assert orjson.loads((out / "stories.jsonl").read_bytes())["status"] == status


def test_a_replay_begun_by_other_rules_is_not_resumed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half of its stories would be by the old rules: it is refused with a line that says what to do."""
    archive, options = local.Archive(lambda: (), 0, ("a",)), local.Options(0)
    begun = local._begin(tmp_path, archive, options)
    (tmp_path / "state.json").write_bytes(orjson.dumps(begun))
    assert local._begin(tmp_path, archive, options) == begun
    monkeypatch.setattr(local, "VERSION", VERSION + 1)
    with pytest.raises(ReplayError, match="another version of newswire"):
        local._begin(tmp_path, archive, options)
