"""Log lines on standard output: one JSON object a line, or coloured text on a terminal.

One line a batch, a dead letter, a rebalance; none an article, and never an article's text. The first argument of a
log call is the name of the event, everything else goes into `extra`:

    log.info("batch", extra={"articles": 500, "seconds": 0.11})
"""

from __future__ import annotations

import datetime as dt
import logging
import sys
from collections.abc import Callable
from typing import IO, Any

import orjson

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}
_COLOURS = {"WARNING": "\x1b[33m", "ERROR": "\x1b[31m", "CRITICAL": "\x1b[31;1m"}
_OURS = "worker"


def configure(level: str, form: str, out: IO[str] | None = None) -> None:
    """Send all log lines to `out` (standard output) as `json`, `text`, or `auto`: text where that is a terminal.

    Libraries speak up only from WARNING on, unless the level is DEBUG; what kafka-python's network layer says of each
    attempt to connect, some ten lines a second, not even then: the worker says what becomes of it.
    """
    stream = sys.stdout if out is None else out
    as_text = form == "text" or (form == "auto" and stream.isatty())
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_Lines(_text if as_text else _json))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level if level == "DEBUG" else max(logging.WARNING, logging.getLevelName(level)))
    logging.getLogger(_OURS).setLevel(level)
    for chatty in ("kafka.net", "kafka.cluster"):
        logging.getLogger(chatty).setLevel(level if level == "DEBUG" else logging.CRITICAL)
    logging.captureWarnings(capture=True)


class _Lines(logging.Formatter):
    def __init__(self, form: Callable[[dict[str, Any]], str]) -> None:
        super().__init__()
        self._form = form

    def format(self, record: logging.LogRecord) -> str:
        return self._form(_fields(record))


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    """The line as names and values: `ts level event`, then what the call gave. A library's line is event `log`."""
    ts = dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    fields: dict[str, Any] = {"ts": ts, "level": record.levelname.lower()}
    if record.name.partition(".")[0] == _OURS:
        fields["event"] = record.getMessage()
    else:
        fields |= {"event": "log", "logger": record.name, "message": record.getMessage()}
    fields |= {name: value for name, value in vars(record).items() if name not in _STANDARD}
    if record.exc_info:
        fields["traceback"] = logging.Formatter().formatException(record.exc_info)
    return fields


def _json(fields: dict[str, Any]) -> str:
    return orjson.dumps(fields, default=str, option=orjson.OPT_NON_STR_KEYS).decode()


def _text(fields: dict[str, Any]) -> str:
    traceback = fields.pop("traceback", None)
    clock, level, event = fields.pop("ts")[11:23], fields.pop("level").upper(), fields.pop("event")
    rest = " ".join(f"{name}={value}" for name, value in fields.items())
    line = f"\x1b[2m{clock}\x1b[0m {_COLOURS.get(level, '')}{level:<7}\x1b[0m \x1b[1m{event}\x1b[0m {rest}".rstrip()
    return f"{line}\n{traceback}" if traceback else line
