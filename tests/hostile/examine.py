"""One hostile message through all that reads it, and what is wrong with what came out."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import jsonschema_rs
import orjson

from tests.peak import peak
from worker.story.packed import body_of
from worker.story.resolve import resolve
from worker.story.source_state import SourceState
from worker.story.story import to_json as story_json
from worker.stream.understand import Envelope, Raw, all_packed, envelope_of
from worker.wire.article import REASONS, Article, BadMessage, Lineage, from_json
from worker.wire.schema import schema

SECONDS = 0.05
SECONDS_PER_BYTE = 5e-6
"""What reading one message may take of a processor: so much, and so much for each of its bytes."""

MEMORY = 100_000_000
"""Bytes by which a process may grow when it reads one message."""

Headers = tuple[tuple[str, bytes], ...]

_ARTICLE = jsonschema_rs.validator_for(schema("article.v1"))
_STORY = jsonschema_rs.validator_for(schema("story.v1"))


@dataclass(frozen=True, slots=True)
class Seen:
    """What became of a message: `read` or a reason, its articles, seconds and bytes it took, what is wrong with it, and
    whether it took too much, which depends on the machine too."""

    outcome: str
    articles: tuple[Article, ...]
    seconds: float
    grown: int
    wrong: str | None
    dear: str | None


def examine(value: bytes, stamp: int | None, number: int = 0, headers: Headers = ()) -> Seen:
    """Read a message and look at everything that must hold."""
    before = peak()
    place, said = Lineage("hostile", 0, number), envelope_of(headers, "coastal")
    seconds, outcome, articles, wrong = _once(value, place, stamp, said)
    allowed = SECONDS + SECONDS_PER_BYTE * len(value)
    for _ in range(3):  # other work on the machine only ever adds
        if seconds <= allowed:
            break
        seconds = min(seconds, _once(value, place, stamp, said)[0])
    grown = peak() - before
    dear = None
    if seconds > allowed or grown > MEMORY:
        dear = f"took {seconds:.2f} s and {grown / 1e6:,.0f} MB for {len(value):,} bytes"
    return Seen(outcome, articles, seconds, grown, wrong, dear)


def _once(
    value: bytes, place: Lineage, stamp: int | None, said: Envelope
) -> tuple[float, str, tuple[Article, ...], str | None]:
    start = time.process_time()
    (found,) = all_packed([Raw(value, place, stamp, said)])
    seconds = time.process_time() - start
    articles, outcome, wrong = [], "", None
    for one in found:
        if isinstance(one, BadMessage):
            outcome = outcome or one.reason
            wrong = wrong or _of_refusal(one)
        else:
            outcome = "read"
            articles.append(one[0])
            wrong = wrong or _of_article(one[0], body_of(one[1]))
    return seconds, outcome or "nothing", tuple(articles), wrong or (None if found else "nothing came of it")


def _of_refusal(bad: BadMessage) -> str | None:
    orjson.dumps(bad.detail)
    if bad.reason == "defect":
        return bad.detail
    return None if bad.reason in REASONS and bad.detail else f"an odd refusal: {bad.reason!r} {bad.detail!r}"


def _of_article(article: Article, line: bytes) -> str | None:
    if from_json(line) != article:
        return "the article is another after its way through JSON"
    if not _ARTICLE.is_valid(orjson.loads(line)):
        return f"the article does not fit its schema: {next(_ARTICLE.iter_errors(orjson.loads(line))).message[:200]}"
    return None


def examine_stories(articles: Sequence[Article]) -> str | None:
    """What is wrong with the stories of some articles: folded at once, and one by one the other way round."""
    stories = {story.uri: story_json(story) for story in resolve(articles)}
    for body in stories.values():
        if not _STORY.is_valid(orjson.loads(body)):
            return f"a story does not fit its schema: {next(_STORY.iter_errors(orjson.loads(body))).message[:200]}"
    told: dict[str, bytes] = {}
    states: dict[str, SourceState] = {}
    for article in reversed(articles):
        state = states.setdefault(article.source, SourceState(article.source))
        for uri, story in state.add([article]).stories:
            told.pop(uri, None)
            if story is not None:
                told[uri] = story_json(story)
    return None if told == stories else "the stories depend on the order of arrival"
