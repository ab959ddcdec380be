"""One real Kafka for the whole run of the tests, started when the first test asks for it."""

from __future__ import annotations

import signal
import uuid
from collections.abc import Iterator

import pytest

from worker.stream.broker import broker


def pytest_configure(config: pytest.Config) -> None:
    """What all tests need around them.

    A shell starts its background jobs with Ctrl-C ignored, and so would be what the tests start: it is as usual again.

    Two of kafka-python's warnings are not ours: it reads its schemas with a function that Python 3.11 calls
    deprecated (3.13 no longer does), and leaves the socket of a refused connection to the garbage collector."""
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    config.addinivalue_line("filterwarnings", "ignore:(read|open)_text is deprecated:DeprecationWarning")
    config.addinivalue_line("filterwarnings", "ignore:unclosed <(socket|ssl):ResourceWarning")


PURE = ("wire", "enrich", "story", "publish")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What coverage is of, and what comes first.

    Only examples of the pure rooms count, and only they pay: watching lines doubles the time of a pure test, and a line
    that nothing but random wires or a whole worker runs is held by no example. Whoever asks which tests reach a line
    (`--cov-context`, as tests/mutation does) is told all of them. What waits for containers and brokers comes first, so
    that at the end no process has one long file left that the others wait for."""
    rooms = tuple(config.rootpath / "tests" / room for room in PURE)
    for item in () if config.getoption("cov_context", None) else items:
        if not any(item.path.is_relative_to(room) for room in rooms) or item.get_closest_marker("hypothesis"):
            item.add_marker("no_cover")
    items.sort(key=lambda item: [item.get_closest_marker(name) is None for name in ("deploy", "kafka")])


@pytest.fixture(autouse=True)
def broken_pipes_raise() -> Iterator[None]:
    """A command that is called inside the tests' process gives SIGPIPE its usual meaning: the next broken pipe would
    end all tests without a word."""
    yield
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)


@pytest.fixture(scope="session")
def kafka_address() -> Iterator[str]:
    """Address of a broker shared by all tests of this process: keep apart with `prefix`."""
    with broker() as address:
        yield address


@pytest.fixture
def prefix() -> str:
    """A stream prefix of the test's own, so that tests share the broker and nothing else."""
    return f"t{uuid.uuid4().hex[:10]}."
