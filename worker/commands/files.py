"""Raw messages from files: JSON lines, page texts, and agencies' formats, packed or not, one at a time.

A file is read as a stream, so its size does not matter; only a file that is not JSON lines is held whole. Its content
decides what it is:

| file | holds |
|---|---|
| `*.jsonl`, `*.ndjson` | JSON lines, whatever they contain |
| a first line, or a second one, that is a JSON object by itself | JSON lines: one record a line |
| lines half of which are JSON objects, in no other format | the same: the first ones are broken |
| anything else | one record: JSON over several lines, XML, HTML, a mail, a wire's text, a page's text ... |

Gzip and zstd are unpacked, and all files in a folder are read. `-` is standard input.
"""

from __future__ import annotations

import codecs
import contextlib
import gzip
import io
import os
import sys
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any, NamedTuple

import click
import orjson
import zstandard

from worker.stream.understand import Envelope
from worker.wire.article import Lineage
from worker.wire.credit import credited
from worker.wire.formats import Document, read
from worker.wire.raw import LARGEST, may_be_foreign

_LINES = (".jsonl", ".ndjson")
LINE_LIMIT = LARGEST + 1
"""Most bytes kept of a line, or of a file that is one record: enough to see that it is too large, even if six gigabytes
are packed into six megabytes."""
_PEEK = 64 * 2**10


source_option = click.option(
    "--source", help="Source of records that name none. Default: the agency in the record's credit or copyright line."
)
"""For commands that read pages and agencies' files."""


strict_option = click.option("--strict", is_flag=True, help="End with status 1 if anything could not be read.")
"""For commands that skip what cannot be read."""


class InputError(click.ClickException):
    """A file that cannot be read: one line for a person, exit status 1."""


class Raw(NamedTuple):
    """One raw record as bytes, where it is, and how far into its file it reaches (bytes as stored). `source` is the
    source of records that cannot name theirs, `text` says that it is a page's text unless it is recognised as something
    else."""

    value: bytes
    lineage: Lineage
    done: int
    source: str | None = None
    text: bool = False

    @property
    def line(self) -> int:
        """Where it begins in its file, as an editor counts lines: from 1."""
        return self.lineage.offset + 1

    @property
    def place(self) -> str:
        """The file, and the line of a record that is not the whole file."""
        return self.lineage.stream if self.text else f"{self.lineage.stream} line {self.line}"

    @property
    def envelope(self) -> Envelope:
        """The same as a Kafka record's envelope."""
        return Envelope(self.source, text=self.text)

    @property
    def headers(self) -> tuple[tuple[str, bytes], ...]:
        """The same as a Kafka record's headers."""
        kind = (("content-type", b"text/plain"),) if self.text else ()
        return (("source", self.source.encode()), *kind) if self.source else kind


def expanded(paths: Iterable[str]) -> list[str]:
    """Files as they are, and for a folder all files in it, in the order of their names; hidden ones are left out.

    Raises `InputError` for a folder without files, or one that may not be read.
    """
    found: list[str] = []
    for path in paths:
        if path == "-" or not Path(path).is_dir():
            found.append(path)
            continue
        inside = sorted(Path(folder) / name for folder, _, names in os.walk(path, onerror=_refuse) for name in names)
        inside = [p for p in inside if p.is_file()]
        files = [str(p) for p in inside if not any(part.startswith(".") for part in p.relative_to(path).parts)]
        if not files:
            raise InputError(f"the folder {path} holds no file")
        found += files
    return found


def _refuse(error: OSError) -> None:
    raise InputError(f"cannot read the folder {error.filename}: {error.strerror or error}")


def messages(paths: Iterable[str], page: bool = False, source: str | None = None) -> Iterator[Raw]:
    """Every raw record of the files, in order. Blank lines are not records, but count as lines.

    `page` says that every file is one page's text, whatever it looks like; `source` is the source of records that name
    none; without it, the agency in the record's own credit, if there is exactly one.
    `done` counts over all files. Raises `InputError` for a file that does not exist, cannot be opened or is corrupt.
    """
    before = 0
    for path in paths:
        done = 0
        with _opened(path) as stored:
            try:
                for value, line, whole in _split(path, stored, page):
                    done = stored.tell() if stored.seekable() else done + len(value)
                    named = source or (credited(value, whole) if page or may_be_foreign(value) else None)
                    yield Raw(value, Lineage(path, 0, line), before + done, named, whole)
            except (gzip.BadGzipFile, EOFError, zlib.error, zstandard.ZstdError) as e:
                raise InputError(f"{path} is broken: {e}") from e
            except OSError as e:
                raise InputError(f"cannot read {path}: {e.strerror or e}") from e
        before += done


def size_of(paths: Iterable[str]) -> int | None:
    """Bytes of all files as stored; None if standard input or a pipe is among them."""
    total = 0
    for path in paths:
        if path == "-" or not Path(path).is_file():
            return None
        total += Path(path).stat().st_size
    return total


def _split(path: str, stored: IO[bytes], page: bool) -> Iterator[tuple[bytes, int, bool]]:
    """The records of one file with their line numbers, and whether they may be a page's text."""
    data = _unpacked(stored)
    if page and Path(_plain(path)).suffix.lower() not in (".html", ".htm"):
        yield _page(_whole(data)), 0, True
    elif _holds_lines(path, data):
        for value, number in _lines(data):
            yield value, number, False
    elif path == "-" and not _peek(data, 1):
        click.echo("newswire: standard input is empty", err=True)
    else:
        yield _whole(data), 0, True


def _unpacked(stored: IO[bytes]) -> IO[bytes]:
    """The content of a packed file, or the file itself."""
    head = _peek(stored, 4)
    data: Any = stored
    if head.startswith(b"\x1f\x8b"):
        data = gzip.GzipFile(fileobj=stored)
    elif head.startswith(zstandard.FRAME_HEADER):
        data = zstandard.ZstdDecompressor().stream_reader(stored, read_across_frames=True)
    return data if isinstance(data, io.BufferedReader) else io.BufferedReader(data, _PEEK)


def _holds_lines(path: str, data: IO[bytes]) -> bool:
    """Whether a file holds JSON lines: one of its first lines is a whole object, perhaps after a broken one."""
    if _plain(path).lower().endswith(_LINES):
        return True
    head = _peek(data, _PEEK).removeprefix(codecs.BOM_UTF8)
    lines = [line for line in head.split(b"\n") if line.strip()]
    if not lines:
        return path == "-" and bool(head)
    start = lines[0].lstrip()[:1]
    if start in (b"{", b"["):
        return _is_object(lines[0]) or (len(lines) > 1 and lines[1][:1] == b"{" and _is_object(lines[1]))
    objects = sum(line[:1] == b"{" and (_is_object(line) or len(line) >= _PEEK // 2) for line in lines)
    return objects * 2 >= len(lines) and read(Document(head)).format is None


def _plain(path: str) -> str:
    """A file's name without the suffix of its compression."""
    return path.removesuffix(".gz").removesuffix(".zst")


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(orjson.loads(line), dict)
    except orjson.JSONDecodeError:
        return False


def _whole(data: IO[bytes]) -> bytes:
    """A whole file, or enough of it to see that it is too large for a record."""
    return data.read(LINE_LIMIT)


def _lines(data: IO[bytes]) -> Iterator[tuple[bytes, int]]:
    number = 0
    if _peek(data, 3).startswith(codecs.BOM_UTF8):
        data.read(3)
    while line := data.readline(LINE_LIMIT):
        rest = line
        while not rest.endswith(b"\n") and len(rest) == LINE_LIMIT:
            rest = data.readline(LINE_LIMIT)
        line = line.rstrip(b"\r\n")
        if line.strip():
            yield line, number
        number += 1


def _page(content: bytes) -> bytes:
    """A page's text as a raw message without source. Bytes that are not UTF-8 stay unchanged; reading reports them."""
    try:
        return orjson.dumps({"content": content.decode("utf-8-sig")})
    except UnicodeDecodeError:
        return content


def _peek(data: IO[bytes], size: int) -> bytes:
    return data.peek(size) if isinstance(data, io.BufferedReader) else b""


@contextlib.contextmanager
def _opened(path: str) -> Iterator[IO[bytes]]:
    if path == "-":
        if sys.stdin is None:
            raise InputError("cannot read standard input: it is closed")
        if sys.stdin.isatty():
            click.echo("reading raw articles from the terminal, one JSON line each; Ctrl-D ends", err=True)
        yield sys.stdin.buffer
        return
    try:
        file = Path(path).open("rb", buffering=_PEEK)  # noqa: SIM115 (closed below)
    except OSError as e:
        raise InputError(f"cannot open {path}: {e.strerror}") from e
    with file:
        yield file
