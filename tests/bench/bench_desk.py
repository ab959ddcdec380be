"""The desk: `python -m tests.bench desk`, or one part: `python -m tests.bench.bench_desk catchup`, `live`, `pages`.

`catchup`: states written to an empty store, as they are read from Kafka in large polls. `live`: from the moment when
Kafka has a state to its row in a browser's page, at 100 states a second. `pages`: the pages' times and the memory of a
desk whose store holds a million states, of a quarter as many stories; `pages 200000` so many.
"""

from __future__ import annotations

import contextlib
import os
import random
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import orjson

from tests.desk import chromium, kit
from tests.desk.test_store import page
from tests.stream import kit as streams_kit
from worker.desk.intake import take_stories
from worker.desk.search import key
from worker.desk.store import Store, packed
from worker.stream import broker, clients, streams
from worker.stream.config import PREFIX, Settings, environment_of

STATES = 1_000_000
STATES_PER_STORY = 4
SOURCES = 12
BATCH = 500
RATE = 100
SECONDS = 30
WORDS = [
    f"{a}{b}{c}" for a in ("har", "mer", "tol", "skar", "quil", "bren") for b in "aeiou" for c in ("bor", "n", "ld")
]
TEXT = (
    'PORT MEREN, March 14 (Yonhap) -- "The harbor stays open until the end of the year," Tarl Brask, the mayor of Port '
    "Meren, said on Friday. The port authority had asked for its closure in June. The ferries carry two million people "
    "a year, and the fishing fleet lands most of its catch there, according to the harbor office of the city."
)


def state(n: int, version: int, template: dict[str, Any]) -> dict[str, Any]:
    """The state of story `n` of a made-up wire."""
    rand = random.Random(n)
    item = f"AEN20250314{n:09}"
    text = [" ".join(rand.choices(WORDS, k=40)) for _ in range(6)]
    told = {
        "uri": f"newswire:wire{n % SOURCES}:{n}", "source": f"wire{n % SOURCES}", "version": version,
        "headline": f"{' '.join(rand.choices(WORDS, k=7))} {n}", "slug": f"{rand.choice(WORDS)}-{rand.choice(WORDS)}",
        "paragraphs": [*template["paragraphs"], *text],
    }  # fmt: skip
    versions = [template["versions"][0] | {"item_id": item, "content_hash": f"{n:x}-{v}"} for v in range(version)]
    return template | told | {"versions": versions}


def template() -> dict[str, Any]:
    """A story as the worker tells it."""
    (record,) = kit.told(kit.articles(page(0, "Harbor to stay open", TEXT)))
    found: dict[str, Any] = orjson.loads(record.value or b"")
    return found


def record_of(told: dict[str, Any], at: int = 1_750_000_000_000) -> kit.Record:
    return kit.Record(told["uri"].encode(), orjson.dumps(told), timestamp=at)


def take(store: Store, records: list[kit.Record]) -> None:
    store.writer.execute("BEGIN IMMEDIATE")
    take_stories(store.writer, records)
    store.writer.execute("COMMIT")


def catchup(folder: Path, count: int = 20_000) -> None:
    """States into an empty store; each hundredth story is killed in the end."""
    like = template()
    told = [state(n // 4, n % 4 + 1, like) for n in range(count)]
    killed = {"status": "canceled", "paragraphs": []}
    records = [record_of(s | (killed if n % 400 == 399 else {})) for n, s in enumerate(told)]
    store = Store(folder / "catchup.sqlite")
    begun, cpu = time.perf_counter(), time.process_time()
    for k in range(0, count, BATCH):
        take(store, records[k : k + BATCH])
    took, spent = time.perf_counter() - begun, time.process_time() - cpu
    store.close()
    print(f"catch-up: {count / took:,.0f} states/s, of CPU time {count / spent:,.0f} states/s (goal: at least 2,000)")


def fill(path: Path, count: int) -> None:
    """A store of so many states; the newest ones as the desk itself writes them, the older ones by SQL alone."""
    like, stories = template(), count // STATES_PER_STORY
    new = min(stories, 5_000)
    body = packed(orjson.dumps(state(1, 1, like)))
    store = Store(path)
    db = store.writer
    db.execute("PRAGMA synchronous = OFF")
    db.execute("BEGIN")
    for n in range(stories - new):
        told, rand = state(n, 4, like | {"paragraphs": []}), random.Random(n)
        last = n * STATES_PER_STORY + STATES_PER_STORY
        at = 1_700_000_000_000 + last * 500
        status = rand.choices(("usable", "superseded", "canceled"), (95, 4, 1))[0]
        badges = orjson.dumps(["killed"] if status == "canceled" else ["gap"] if n % 20 == 0 else []).decode()
        row = (
            n + 1, told["uri"], last, at, 0, told["source"], status, "updated", told["headline"], told["slug"],
            "(LEAD)", 4, "en", told["version_created"], at, None, badges, 0,
        )  # fmt: skip
        db.execute(f"INSERT INTO stories VALUES ({','.join('?' * len(row))})", row)
        db.executemany(
            "INSERT INTO states VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [(last - k, n + 1, at, "updated", status, 4 - k, told["headline"], body if k == 0 else body[:300])
             for k in (3, 2, 1, 0)],
        )  # fmt: skip
        speaker = f"{rand.choice(WORDS)} {rand.choice(WORDS)}".title()
        tags = [
            ("source", told["source"]),
            ("topic", f"medtop:{n % 400}"),
            ("speaker", speaker),
            ("place", WORDS[n % 90]),
        ]
        tags += [("badge", b) for b in orjson.loads(badges)]
        db.executemany("INSERT OR IGNORE INTO tags VALUES (?, ?, ?)", [(k, v, n + 1) for k, v in tags])
        db.executemany("INSERT OR REPLACE INTO names VALUES (?, ?, ?, ?, ?)", [(k, v, v, at, key(v)) for k, v in tags])
        db.execute(
            "INSERT INTO quotes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (n + 1, speaker, "mayor", "person", 0, "It stays", "direct", "said", at),
        )
        db.execute(
            "INSERT INTO search (rowid, headline, text, names) VALUES (?, ?, ?, ?)",
            (n + 1, told["headline"], " ".join(state(n, 1, like)["paragraphs"][-2:]), f"{told['uri']} i{n}"),
        )
        db.execute(
            "INSERT INTO texts VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (told["source"], f"i{n}", f"{n:x}", f'["i{n}"]', told["uri"], at, at - 60_000, body[:300]),
        )
        if n % 10_000 == 9_999:
            db.execute("COMMIT")
            db.execute("BEGIN")
    db.execute("COMMIT")
    for k in range(stories - new, stories, BATCH):
        take(
            store,
            [
                record_of(state(n, v, like), 1_760_000_000_000)
                for n in range(k, min(k + BATCH, stories))
                for v in (1, 2, 3, 4)
            ],
        )
    store.close()


@contextlib.contextmanager
def desk(config: Settings, path: Path) -> Iterator[tuple[str, int]]:
    """A desk in a process of its own: its address, its process."""
    (port,) = broker.free_ports(1)
    others = {name: value for name, value in os.environ.items() if not name.startswith((PREFIX, "DESK_"))}
    command = [sys.executable, "-m", "worker", "desk", "--port", str(port), "--data", str(path)]
    log = path.with_suffix(".log")
    with log.open("wb") as out:
        process = subprocess.Popen(command, env=others | environment_of(config), stdout=out, stderr=out)
    try:
        streams_kit.wait(lambda: b"desk is on" in log.read_bytes(), 60, "the desk listens")
        yield f"http://127.0.0.1:{port}", process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def peak_mb(pid: int) -> float:
    said = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text(encoding="ascii"))
    return int(said[1]) / 1000 if said else 0.0


PAGES = {
    "first page": ("/", 300),
    "one source": ("/?source=wire3", 300),
    "killed": ("/?status=canceled", 300),
    "badge gap": ("/?badge=gap", 300),
    "topic": ("/?topic=medtop:7", 300),
    "speaker": ("/?speaker=Harabor%20Merald", 300),
    "speaker, part of a name": ("/?speaker=merald", 300),
    "older": ("/?before=1700200000000.400000", 300),
    "two days": ("/?since=2024-01-01&until=2024-01-02", 300),
    "search, a common word": ("/?q=harabor", 200),
    "search, two words": ("/?q=harabor+meran", 200),
    "search, a phrase": ("/?q=%22harabor+merald%22", 200),
    "search, one story": ("/?q=123456", 200),
    "search, beginning": ("/?q=sk", 200),
    "search, one or another": ("/?q=harabor+OR+meran", 200),
    "search, without": ("/?q=harabor+-meran", 200),
    "search, an id": ("/?q=newswire:wire3:123459", 200),
    "search, nothing": ("/?q=zymurgist", 200),
    "search in one source": ("/?q=harabor&source=wire3", 200),
    "people": ("/people", 300),
    "people by name": ("/people?q=hara", 300),
    "a person": ("/people/" + quote("Harabor Merald"), 300),
    "sources": ("/sources", 300),
    "dead letters": ("/dead-letters", 300),
    "a story": ("/story/newswire:wire3:{newest}", 300),
}


def pages(folder: Path, count: int = STATES) -> None:
    """Times of pages, and memory."""
    kept = os.environ.get("BENCH_DESK_STORE")
    path = Path(kept) if kept else folder / "pages.sqlite"
    if not path.exists():
        begun = time.perf_counter()
        fill(path, count)
        print(f"filled in {time.perf_counter() - begun:,.0f} s, {path.stat().st_size / 1e9:.2f} GB", flush=True)
    config = Settings(bootstrap_servers=("127.0.0.1:1",))
    newest = count // STATES_PER_STORY - 1
    newest -= (newest - 3) % SOURCES
    with desk(config, path) as (address, pid):
        for name, (where, goal) in PAGES.items():
            times = []
            for _ in range(5):
                begun = time.perf_counter()
                with urllib.request.urlopen(address + where.format(newest=newest)) as answer:
                    length = len(answer.read())
                times.append(1000 * (time.perf_counter() - begun))
            first, usual = times[0], statistics.median(times)
            print(
                f"{name:24} {usual:8.1f} ms, the first time {first:.1f} ms (goal: at most {goal}); {length:,} bytes",
                flush=True,
            )
        print(f"memory: {peak_mb(pid):.0f} MB (goal: at most 200)")


WATCH = """
window.seen = {};
new MutationObserver(changes => {
  const now = Date.now();
  for (const change of changes) for (const node of change.addedNodes)
    if (node.dataset && node.dataset.uri) {
      const number = node.querySelector('a.head').textContent.trim().split(' ').pop();
      window.seen[number] ??= now;
    }
}).observe(document.querySelector('#wire'), {childList: true});
"""


def live(folder: Path) -> None:
    """From the moment when Kafka has a state to its row on a page."""
    like = template()
    with contextlib.ExitStack() as stack:
        kafka = broker.start(folder / "kafka")
        stack.callback(kafka.kill)
        config = streams_kit.settings(kafka.address, "newswire.", partitions=3)
        streams.ensure(config)
        producer = clients.plain_producer(config)
        stack.callback(producer.close)
        address, pid = stack.enter_context(desk(config, folder / "live.sqlite"))
        tab = stack.enter_context(chromium.started()).new_page()
        tab.goto(address)
        tab.get_by_text("Nothing yet.").wait_for()
        tab.evaluate(WATCH)
        told = [state(n, 1, like) for n in range(RATE * SECONDS)]
        begun, cpu = time.time(), _cpu(pid)
        kept: dict[int, float] = {}
        for n, one in enumerate(told):
            wait = begun + n / RATE - time.time()
            if wait > 0:
                time.sleep(wait)
            value, key = orjson.dumps(one), one["uri"].encode()
            sent = producer.send(config.stream("stories"), value=value, key=key, partition=n % 3)
            sent.add_callback(lambda _, n=n: kept.setdefault(n, time.time()))
        producer.flush()
        time.sleep(3)
        seen = {int(n): ms / 1000 for n, ms in tab.evaluate("window.seen").items()}
        late = sorted(seen[n] - kept[n] for n in seen if n in kept)
        p50, p99 = late[len(late) // 2], late[int(len(late) * 0.99)]
        share = (_cpu(pid) - cpu) / (time.time() - begun)
        print(f"row on the page, p50: {1000 * p50:.0f} ms (goal: at most 200)")
        print(f"row on the page, p99: {1000 * p99:.0f} ms (goal: at most 1000)")
        print(f"seen {len(seen):,} of {len(told):,} at {RATE}/s; the desk used {100 * share:.0f}% of a core, "
              f"{peak_mb(pid):.0f} MB; load {os.getloadavg()[0]:.1f}")  # fmt: skip


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


PARTS = {"catchup": catchup, "pages": pages, "live": live}


def main() -> None:
    """Run the parts asked for."""
    asked = [a for a in sys.argv[1:] if not a.startswith("-")]
    count = [int(a) for a in asked if a.isdecimal()]
    for name in [a for a in asked if not a.isdecimal()] or PARTS:
        with tempfile.TemporaryDirectory(prefix="bench-desk-") as folder:
            PARTS[name](Path(folder), *(count if name == "pages" else ()))


if __name__ == "__main__":
    main()
