"""`newswire pull` says what is wrong with what it is given."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from worker.commands.pull import command
from worker.pull.pieces import Piece
from worker.pull.puller import newest_ms


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("https://coast.example/feed",), "add --source NAME"),
        (("--source", "coastal", "ftp://coast.example"), "is not an http address"),
        (("--source", "coastal", "nowhere"), "there is no folder nowhere"),
        (("--every", "5", "pulls.toml"), "instead of --every"),
        (("pulls.toml",), "pulls.toml, [[pull]] 1: source must name"),
    ],
)
def test_what_cannot_be_pulled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, args: tuple[str, ...], said: str
) -> None:
    """One line, before anything is asked of Kafka."""
    monkeypatch.chdir(tmp_path)
    Path("pulls.toml").write_text("[[pull]]\nfeed = 'https://coast.example/feed'\n", encoding="utf-8")
    run = CliRunner().invoke(command, args)
    assert run.exit_code == 2
    assert said in run.output


@pytest.mark.parametrize(
    ("body", "time"),
    [
        (b'{"source": "a", "headline": "H", "body": "B", "published_at": "1970-01-01T00:00:01Z"}', 1000),
        (b'{"source": "a", "headline": "H", "body": "B"}', None),
        (b"<newsItem/>", None),
        (b"", None),
    ],
)
def test_only_what_states_its_time_is_too_old(body: bytes, time: int | None) -> None:
    """What nobody can date, or read, is handed on: the worker says what it is."""
    assert newest_ms(Piece("d", body), "a") == time
