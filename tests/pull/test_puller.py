"""`newswire pull` on a real Kafka: each part once, the position with it, and on from there."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
import threading
import time
import urllib.request
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from kafka.errors import KafkaTimeoutError

from tests.pull.server import rss, serving
from tests.stream import kit
from worker.pull import puller
from worker.pull.plan import Pull
from worker.pull.puller import Puller
from worker.stream import streams
from worker.stream.config import Settings
from worker.stream.errors import Fenced
from worker.stream.transactions import Transactions

pytestmark = pytest.mark.kafka


def ago(**time: float) -> str:
    return format_datetime(dt.datetime.now(dt.UTC) - dt.timedelta(**time))


def once(config: Settings, *pulls: Pull) -> dict[str, int]:
    return dict(Puller(config, pulls, threading.Event(), once=True).run())


def test_each_part_once_and_on_from_there(
    kafka_address: str, prefix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A feed and a folder, again and again, with a commit that fails in between: every part is in the raw stream once,
    as bytes with its source; old ones are skipped; the worker makes stories of them, and nothing is late."""
    config = dataclasses.replace(kit.settings(kafka_address, prefix), window_hours=72.0, http_port=0)
    streams.ensure(config)
    file = tmp_path / "m-1.json"
    file.write_bytes(orjson.dumps(kit.message(id="m-1", published_at=dt.datetime.now(dt.UTC).isoformat())))
    os.utime(file, (time.time() - 60,) * 2)
    with (large := tmp_path / "m-2.img").open("wb") as picture:
        picture.truncate(puller.MOST_BYTES + 1)
    os.utime(large, (time.time() - 60,) * 2)
    with serving() as site:
        feed = Pull("coastal", "feed", f"{site.url}/feed", 60)
        pulls = (feed, Pull("harbour", "folder", str(tmp_path), 5))
        items = [("1", ago(hours=2), "A"), ("2", ago(hours=1), "B"), ("old", ago(days=9), "C")]
        site.pages["/feed"] = (200, {"Content-Type": "text/xml"}, rss(*items))
        commit = Transactions.commit

        def fails_once(self: Transactions, *args: Any, **named: Any) -> None:
            monkeypatch.undo()
            self.abort()
            raise KafkaTimeoutError("as if")

        monkeypatch.setattr(puller, "AWAY_SECONDS", 0.1)
        monkeypatch.setattr(Transactions, "commit", fails_once)
        first = once(config, *pulls)
        assert (first["handed_on"], first["skipped"]) == (3, 2), "the folder's one, and two of the feed"
        assert Transactions.commit is commit
        site.pages["/feed"] = (200, {}, rss(("1", items[0][1], "A, mended"), *items[1:]))
        second = once(config, *pulls)
        assert (second["handed_on"], second["known"]) == (1, 4)
        del site.pages["/feed"]
        third = once(config, *pulls)
        assert (third["failed"], third["handed_on"], third["known"]) == (1, 0, 2)
    raws = kit.records(config, config.raw_streams[0])
    assert sorted(dict(r.headers)["source"].decode() for r in raws) == ["coastal"] * 3 + ["harbour"]
    assert sum(b"mended" in r.value for r in raws) == 1
    with kit.running(dataclasses.replace(config, http_port=kit.settings(kafka_address, prefix).http_port)) as _:
        kit.wait(lambda: len(kit.stories(config)) == 3, 20, "three stories")
    assert kit.records(config, config.stream("dead-letters")) == []


def test_it_goes_on_until_it_is_told_to_stop(kafka_address: str, prefix: str) -> None:
    """It looks again when it is time, shows what it counts, and gives way to nobody: a second one ends the first."""
    config = kit.settings(kafka_address, prefix)
    streams.ensure(config)
    with serving() as site:
        first = ("1", ago(hours=2), "A")
        site.pages["/feed"] = (200, {}, rss(first))
        pull = Pull("coastal", "feed", f"{site.url}/feed", 1)
        stop, ended = threading.Event(), list[BaseException]()

        def work() -> None:
            try:
                Puller(config, [pull], stop).run()
            except Fenced as error:
                ended.append(error)

        thread = threading.Thread(target=work)
        thread.start()
        kit.wait(lambda: len(site.asked) >= 2, 20, "looked twice")
        site.pages["/feed"] = (200, {}, rss(("2", ago(hours=1), "B"), first))
        kit.wait(lambda: len(kit.records(config, config.raw_streams[0])) == 2, 20, "the new one")
        with urllib.request.urlopen(f"http://127.0.0.1:{config.http_port}/metrics") as answer:
            shown = answer.read().decode()
        assert 'newswire_pull_parts_total{outcome="handed_on",source="coastal"} 2.0' in shown
        once(dataclasses.replace(config, http_port=0), pull)
        site.pages["/feed"] = (200, {}, rss(("3", ago(hours=1), "C")))
        thread.join(30)
        stop.set()
        assert len(ended) == 1
