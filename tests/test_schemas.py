"""schemas/ is the contract: it describes every field, holds its own examples, and is what the code emits."""

from __future__ import annotations

import contextlib
import dataclasses
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import orjson
import pytest

from tests.generate import wire
from worker.enrich.places import places
from worker.enrich.speakers import speakers, to_mapping
from worker.enrich.topics import topics
from worker.story import decision
from worker.story import story as stories
from worker.story.resolve import resolve
from worker.story.story import Story
from worker.stream.dead_letters import dead_letter
from worker.stream.understand import understand
from worker.wire import article as articles
from worker.wire.article import REASONS, Article, BadMessage, Lineage

SCHEMAS = Path(__file__).parent.parent / "schemas"
SAMPLE = SCHEMAS.parent / "worker" / "samples" / "afternoon.jsonl"
NAMES = ("raw-article", "article", "story", "decision", "dead-letter")


def schema(name: str) -> dict[str, Any]:
    value: dict[str, Any] = orjson.loads((SCHEMAS / f"{name}.v1.json").read_bytes())
    return value


def validator(name: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(schema(name), validate_formats=True)


def examples(name: str, kind: str) -> list[Path]:
    return sorted((SCHEMAS / "examples" / name / kind).glob("*.json"))


def every(kind: str) -> list[Any]:
    """All examples of a kind, as parameters of a test."""
    return [pytest.param(name, path, id=f"{name}/{path.stem}") for name in NAMES for path in examples(name, kind)]


def test_every_schema_is_here() -> None:
    """No schema is left out of these tests."""
    assert {p.name for p in SCHEMAS.glob("*.v1.json")} == {f"{name}.v1.json" for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_a_schema(name: str) -> None:
    """Each file is JSON Schema 2020-12 and bears its own name."""
    value = schema(name)
    assert value["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert value["$id"].endswith(f"{name}.v1.json")
    jsonschema_rs.meta.validate(value)


def fields(value: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every property and definition of a schema, with the path to it."""
    if isinstance(value, dict):
        for group in ("properties", "$defs"):
            for name, sub in value.get(group, {}).items():
                yield f"{path}/{name}", sub
        for key, sub in value.items():
            if key in ("anyOf", "allOf") and path == "":
                continue  # what must be there together is no field
            yield from fields(sub, path if key in ("properties", "$defs") else f"{path}/{key}")
    elif isinstance(value, list):
        for sub in value:
            yield from fields(sub, path)


@pytest.mark.parametrize("name", NAMES)
def test_every_field_is_described(name: str) -> None:
    """Whoever reads a schema learns what each field is."""
    found = dict(fields(schema(name)))
    assert len(found) >= 8
    assert [path for path, sub in found.items() if len(sub.get("description", "")) < 8] == []


@pytest.mark.parametrize("name", NAMES)
def test_there_are_examples(name: str) -> None:
    """Each schema has examples of what is valid and of what is not."""
    assert len(examples(name, "valid")) >= 3
    assert len(examples(name, "invalid")) >= 4


@pytest.mark.parametrize(("name", "path"), every("valid"))
def test_valid_examples_are_valid(name: str, path: Path) -> None:
    """What an example shows as valid is."""
    validator(name).validate(orjson.loads(path.read_bytes()))


@pytest.mark.parametrize(("name", "path"), every("invalid"))
def test_invalid_examples_are_invalid_where_they_say(name: str, path: Path) -> None:
    """An invalid example breaks the schema at the place it names, and nowhere else."""
    example = orjson.loads(path.read_bytes())
    assert example["why"]
    errors = list(validator(name).iter_errors(example["value"]))
    assert {"/".join(map(str, e.instance_path)) for e in errors} == {example["at"]}


def properties(name: str, *path: str) -> list[str]:
    value = schema(name)
    for step in path:
        value = value[step]
    return list(value["properties"])


@pytest.mark.parametrize(
    ("name", "path", "kind"),
    [
        ("article", (), Article),
        ("story", (), Story),
        *[
            (name, ("$defs", part), kind)
            for name in ("article", "story")
            for part, kind in (
                ("editor_note", articles.EditorNote),
                ("operation", articles.Operation),
                ("dateline", articles.Dateline),
                ("digest_item", articles.DigestItem),
                ("subject", articles.Subject),
                ("link", articles.Link),
                ("picture", articles.Picture),
                ("lineage", articles.Lineage),
            )
        ],
        ("story", ("$defs", "change"), stories.Change),
        ("story", ("$defs", "version"), stories.Version),
        ("story", ("$defs", "combine"), stories.Combine),
        ("story", ("$defs", "mention"), stories.Mention),
    ],
)
def test_schemas_have_the_fields_of_the_code(name: str, path: tuple[str, ...], kind: type) -> None:
    """A schema's fields are those of its dataclass, in the same order."""
    assert properties(name, *path) == [f.name for f in dataclasses.fields(kind)]


@pytest.mark.parametrize(
    ("name", "field", "values"),
    [
        ("article", "kind", articles.Kind),
        ("article", "status", articles.Status),
        ("article", "published_precision", articles.Precision),
        ("article", "event_from", articles.TimeFrom),
        ("story", "kind", articles.Kind),
        ("story", "status", stories.StoryStatus),
        ("story", "rung", stories.Rung),
        ("decision", "kind", decision.Kind),
        ("dead-letter", "reason", articles.Reason),
    ],
)
def test_schemas_have_the_values_of_the_code(name: str, field: str, values: Any) -> None:
    """Where the code knows a closed set of values, the schema lists the same."""
    assert listed(schema(name)["properties"][field]) == set(typing.get_args(values))


def listed(field: dict[str, Any]) -> set[str]:
    """The values that a field is said to have, whether the set of them is closed or may grow."""
    return set(field.get("enum") or field["examples"]) - {None}


def test_changes_and_combines_have_the_values_of_the_code() -> None:
    """So do the kinds of change and the states of a combine."""
    defs = schema("story")["$defs"]
    assert listed(defs["change"]["properties"]["kind"]) == set(typing.get_args(stories.ChangeKind))
    assert listed(defs["combine"]["properties"]["state"]) == set(typing.get_args(stories.CombineState))


def test_articles_and_stories_share_their_parts() -> None:
    """What both describe, they describe alike."""
    a, s = schema("article")["$defs"], schema("story")["$defs"]
    assert {"speaker", "topic", "editor_note", "lineage"} <= a.keys()
    assert a == {name: s[name] for name in a}


def test_speakers_and_topics_have_the_fields_of_the_code() -> None:
    """What enrichment finds in a text has the fields of the schema, all of them."""
    text = (
        '"The pier is open," Mayor Tilda Brask told reporters in Port Meren. She denied saying "the ferry is old."',
    )
    (speaker,) = (to_mapping(s) for s in speakers(None, text))
    assert list(speaker) == properties("article", "$defs", "speaker")
    assert list(speaker["quotes"][0]) == properties("article", "$defs", "quote")
    assert list(speaker["denied"][0]) == properties("article", "$defs", "denial")
    found = topics("Central bank raises interest rates as inflation grows", ("The central bank raised rates.",))
    (place,) = places(None, ("Norway and the islands of Norway, said Norway.",))
    assert list(place) == properties("article", "$defs", "topic")
    assert list(found[0]) == properties("article", "$defs", "topic")
    assert list(place["mentions"][0]) == properties("article", "$defs", "place_mention")
    assert list(found[0]["ancestors"][0]) == properties("article", "$defs", "ancestor")


def whole(value: Any) -> Any:
    """A schema that asks for all its fields and allows no others."""
    if isinstance(value, list):
        return [whole(sub) for sub in value]
    if not isinstance(value, dict):
        return value
    found = {name: whole(sub) for name, sub in value.items()}
    if isinstance(value.get("properties"), dict) and value.get("type") == "object":
        found |= {"required": list(value["properties"]), "additionalProperties": False}
    return found


def emitted(raws: list[bytes]) -> Iterator[Article]:
    for n, raw in enumerate(raws):
        with contextlib.suppress(BadMessage):
            yield understand(raw, Lineage("-", 0, n), None)


@pytest.mark.parametrize("name", ["sample", "generated"])
def test_what_is_emitted_is_valid(name: str) -> None:
    """Every article and every story of the sample wire, and of a generated one, is valid, has all fields of its schema
    and no others: a reader need not expect them, but what is written is described, all of it."""
    if name == "sample":
        raws = SAMPLE.read_bytes().splitlines()
    else:
        raws = [orjson.dumps(m) for m in wire(600, seed=3, size=900)]
    read = list(emitted(raws))
    assert len(read) >= 30
    valid_article, valid_story = (
        jsonschema_rs.Draft202012Validator(whole(schema(name)), validate_formats=True) for name in ("article", "story")
    )
    for a in read:
        valid_article.validate(orjson.loads(articles.to_json(a)))
    for s in resolve(read):
        valid_story.validate(orjson.loads(stories.to_json(s)))


def test_what_goes_in_is_valid() -> None:
    """The sample wire is valid but for the two messages that are there to be dead letters; so is a generated one."""
    valid = validator("raw-article")
    broken = 0
    for line in SAMPLE.read_bytes().splitlines():
        try:
            broken += not valid.is_valid(orjson.loads(line))
        except orjson.JSONDecodeError:
            broken += 1
    assert broken == 2
    for message in wire(200, seed=4, size=600):
        valid.validate(message)


@pytest.mark.parametrize("reason", REASONS)
def test_dead_letters_are_valid(reason: articles.Reason) -> None:
    """The headers of every dead letter are valid, with and without what is not always known."""
    valid = validator("dead-letter")
    bad = BadMessage(reason, "it could not be read")
    for time_ms, source, trace in ((1_741_932_000_000, "yonhap", (("traceparent", b"00-1-2-01"),)), (None, None, ())):
        out = dead_letter(
            "d", bad, Lineage("newswire.raw", 3, 17), b"{", b"k", time_ms, 1_741_932_000_123, source, trace
        )
        assert out.value == b"{"
        valid.validate({name: value.decode() for name, value in out.headers})
