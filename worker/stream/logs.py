"""Log lines on standard output: one JSON object per line, or text, coloured on a terminal.

There is a line for each batch, dead letter and rebalance, but none per article, and never an article's text. The first
argument of a log call is the name of the event, everything else goes into `extra`:

    log.info("batch", extra={"articles": 500, "seconds": 0.11})
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import sys
import time
from collections.abc import Callable, Iterable
from functools import partial
from typing import IO, Any

import orjson

from worker.wire.text import safe, safe_json

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}
_COLOURS = {"WARNING": "\x1b[33m", "ERROR": "\x1b[31m", "CRITICAL": "\x1b[31;1m"}
_OURS = "worker"
_HIDDEN = "***"

REPEAT_SECONDS = 60.0
"""A library's log line is repeated only after this long, unless the level is DEBUG: kafka-python can log the same line
a thousand times a second while a broker is down. The next one says how many were left out."""


def configure(level: str, form: str, out: IO[str] | None = None, secrets: Iterable[str] = ()) -> None:
    """Send all log lines to `out` (standard output) as `json`, `text`, or `auto`: text on a terminal, else JSON.

    Unless the level is DEBUG, libraries log only from WARNING on, and kafka-python's network layer, with its ten lines
    a second about attempts to connect, only from CRITICAL on: the worker reports the result itself. The `secrets` are
    removed from the lines of libraries, because at DEBUG kafka-python logs its whole configuration.
    """
    stream = sys.stdout if out is None else out
    as_text = form == "text" or (form == "auto" and stream.isatty())
    handler = logging.StreamHandler(stream)
    coloured = stream.isatty() and not os.environ.get("NO_COLOR")
    handler.setFormatter(_Lines(partial(_text, coloured=coloured) if as_text else _json, secrets))
    if level != "DEBUG":
        handler.addFilter(_Seldom())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level if level == "DEBUG" else max(logging.WARNING, logging.getLevelName(level)))
    logging.getLogger(_OURS).setLevel(level)
    for chatty in ("kafka.net", "kafka.cluster"):
        logging.getLogger(chatty).setLevel(level if level == "DEBUG" else logging.CRITICAL)
    logging.captureWarnings(capture=True)


class _Seldom(logging.Filter):
    """Lets a library's line through once per `REPEAT_SECONDS`; lines are told apart by their place in the code."""

    def __init__(self) -> None:
        super().__init__()
        self._next: dict[tuple[str, int], float] = {}
        self._left_out: dict[tuple[str, int], int] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        if _is_ours(record):
            return True
        place, now = (record.pathname, record.lineno), time.monotonic()
        if now < self._next.get(place, 0.0):
            self._left_out[place] = self._left_out.get(place, 0) + 1
            return False
        self._next[place] = now + REPEAT_SECONDS
        if left_out := self._left_out.pop(place, 0):
            record.left_out = left_out
        return True


class _Lines(logging.Formatter):
    def __init__(self, form: Callable[[dict[str, Any]], str], secrets: Iterable[str] = ()) -> None:
        super().__init__()
        self._form = form
        # The secret itself, and as it appears in the repr of a string or of bytes.
        shown = {text for s in secrets if s for text in (s, repr(s)[1:-1], repr(s.encode())[2:-1])}
        self._secrets = sorted(shown | {text.replace("'", "\\'") for text in shown}, key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        fields = _fields(record)
        if not _is_ours(record):
            fields = {name: self._without_secrets(value) for name, value in fields.items()}
        return self._form(fields)

    def _without_secrets(self, value: Any) -> Any:
        if isinstance(value, str):
            for secret in self._secrets:
                value = value.replace(secret, _HIDDEN)
        return value


def _is_ours(record: logging.LogRecord) -> bool:
    return record.name.partition(".")[0] == _OURS


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    """The line as names and values: `ts level event`, then the `extra` fields. A library's line is event `log`."""
    ts = dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    fields: dict[str, Any] = {"ts": ts, "level": record.levelname.lower()}
    if _is_ours(record):
        fields["event"] = record.getMessage()
    else:
        fields |= {"event": "log", "logger": record.name, "message": record.getMessage()}
    fields |= {name: value for name, value in vars(record).items() if name not in _STANDARD}
    if record.exc_info:
        fields["traceback"] = logging.Formatter().formatException(record.exc_info)
    return fields


def _json(fields: dict[str, Any]) -> str:
    return safe_json(orjson.dumps(fields, default=str, option=orjson.OPT_NON_STR_KEYS).decode())


def _text(fields: dict[str, Any], *, coloured: bool) -> str:
    traceback = fields.pop("traceback", None)
    clock, level, event = fields.pop("ts")[11:23], fields.pop("level").upper(), fields.pop("event")
    rest = safe(" ".join(f"{name}={value}" for name, value in fields.items()))
    line = f"{clock} {level:<7} {safe(event)} {rest}".rstrip()
    if coloured:
        head = f"\x1b[2m{clock}\x1b[0m {_COLOURS.get(level, '')}{level:<7}\x1b[0m"
        line = f"{head} \x1b[1m{safe(event)}\x1b[0m {rest}".rstrip()
    return f"{line}\n{safe(traceback, lines=True)}" if traceback else line
