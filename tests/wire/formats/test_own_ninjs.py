"""What this worker writes as ninjs it reads back."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from tests.generate import wire
from tests.wire.formats.kit import g2
from worker.publish import ninjs
from worker.story.resolve import resolve
from worker.story.story import Story
from worker.stream.understand import Envelope, understood
from worker.wire.article import Article, Lineage, Said

SAMPLE = Path(__file__).parents[3] / "worker" / "samples" / "afternoon.jsonl"
TOLD = g2(
    "<edNote>UPDATES with price</edNote>",
    "<urgency>3</urgency><creditline>Nordlight Press</creditline><by>By Ida Renn</by>"
    '<subject qcode="subj:10006000"><name>leisure</name></subject>',
)


def stories(values: list[bytes]) -> list[Story]:
    read = [
        a for n, v in enumerate(values) for a in understood(v, Lineage("-", 0, n), None, None, Envelope("nordlight"))
    ]
    return list(resolve(a for a in read if isinstance(a, Article)))


@pytest.mark.parametrize("name", ["sample", "generated", "told"])
def test_our_own_ninjs_reads_back(name: str) -> None:
    """The ninjs of every story, fed in, gives the same headline, text, status, speakers and subjects."""
    values = {
        "sample": SAMPLE.read_bytes().splitlines(),
        "generated": [orjson.dumps(m) for m in wire(150, seed=5, size=900)],
        "told": [TOLD.encode()],
    }[name]
    found = stories(values)
    assert found
    for story in found:
        (again,) = understood(ninjs.to_json(story), Lineage("ninjs", 0, 0), None, None, Envelope(story.source))
        assert isinstance(again, Article), (story.uri, again)
        hidden = story.status in ("canceled", "withheld")
        assert (again.headline, again.marker, again.prefix) == (story.headline, story.marker, story.prefix)
        assert again.paragraphs == (() if hidden else story.paragraphs)
        assert again.status == ninjs.PUB_STATUS[story.status]
        assert (again.subjects, again.slug, again.byline) == (story.subjects, story.slug, story.byline)
        if not hidden:
            then, now = Said(story.speakers, story.topics), Said(again.speakers, again.topics)
            assert now.speakers == then.speakers
            assert {t["qcode"] for t in now.topics} == {t["qcode"] for t in then.topics}
