"""Reading takes time in the length of a text alone, whatever the text is made of."""

from __future__ import annotations

import time

import orjson
import pytest

from tests.bench.bench_read import TEXTS
from tests.wire.helpers import HERE
from worker.wire.article import BadMessage
from worker.wire.read import decode, read

SHORT, LONG = 20_000, 200_000
NOISE_SECONDS = 0.15
"""Below this nothing can be said; a square of the length takes far more at these lengths."""


def seconds(text: str) -> float:
    """CPU seconds to read a text: the better of two, for other work on the machine only adds."""
    raw = orjson.dumps({"source": "yonhap", "content": text})
    best = float("inf")
    for _ in range(2):
        start = time.process_time()
        try:
            read(decode(raw), HERE)
        except BadMessage as bad:
            assert bad.reason == "empty"  # noqa: PT017
        best = min(best, time.process_time() - start)
    return best


@pytest.mark.parametrize("name", TEXTS)
def test_fv79_ten_times_the_text_takes_about_ten_times_as_long(name: str) -> None:
    """Ten times the length takes at most thirty times as long: what grows with the square takes a hundred times."""
    short, long = seconds(TEXTS[name](SHORT)), seconds(TEXTS[name](LONG))
    assert long < max(short * 30, NOISE_SECONDS)


@pytest.mark.parametrize(
    "mark",
    ["(", ")", "()", '"', "'", " ", "-", "/", "@", ".", "a ", "A, ",
     "&", "&amp;", "<br>", "<", "（", "BC-A and ", "hold ", "use. Use ", "(2nd ", "A, Marhc 3 (", "EMBARGOED until ",
     "A, B/", "A, 3 km south of ", "a/b"],
)  # fmt: skip
@pytest.mark.parametrize("where", ["headline", "body", "editor_note", "slug", "url", "id"])
def test_fv79_bombs_in_every_field(mark: str, where: str) -> None:
    """A hundred thousand of one sign in any field are read, or refused, at once."""
    message = {"source": "yonhap", "headline": "Ferry sinks", "body": "A ferry sank."}
    raw = orjson.dumps({**message, where: "A" + mark * 100_000 + "b"})
    start = time.process_time()
    read(decode(raw), HERE)
    assert time.process_time() - start < 1.0
