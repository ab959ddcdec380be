"""The files of worker/samples/formats: each is read, or refused by its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from worker.commands.demo import FORMATS, _raws
from worker.stream.understand import understood
from worker.wire.article import REFUSED, Article, BadMessage
from worker.wire.raw import parts

REFUSALS = {"nordlight/4-planning.xml", "coastal/8-table.csv"}
FILES = sorted(path.relative_to(FORMATS).as_posix() for path in FORMATS.rglob("*.*"))


def test_there_is_one_of_every_family() -> None:
    """A newcomer sees each format that a text comes in."""
    known = {parts((FORMATS / name).read_bytes(), "x").format for name in FILES}
    assert known >= {
        "NewsML-G2", "NewsML 1.2", "NITF", "ninjs", "RSS or Atom", "JSON Feed", "IPTC 7901", "ANPA 1312", "e-mail",
        "HTML page", "AP Media API", "dpa digital wires",
    }  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_each_is_read_or_refused(name: str) -> None:
    """An article has headline, text and time; what is none says its name."""
    (raw,) = [raw for raw in _raws((), "", formats=True) if raw.lineage.stream == str(FORMATS / name)]
    found = understood(raw.value, raw.lineage, None, None, raw.envelope)
    articles = [a for a in found if isinstance(a, Article)]
    assert all(a.headline and a.paragraphs and a.published and a.source == Path(name).parent.name for a in articles)
    assert bool(articles) is (name not in REFUSALS)
    assert all(bad.reason in REFUSED for bad in found if isinstance(bad, BadMessage))
