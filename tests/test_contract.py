"""The schemas grow and never break: what was written before is read by the schema of today, and what is written today
by the schemas and examples in tests/contract, which are kept as they were when the contract was first written down."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import orjson
import pytest

from worker.story import story as stories
from worker.wire import article as articles

NOW = Path(__file__).parents[1] / "schemas"
BEFORE = Path(__file__).parent / "contract"
NAMES = ("raw-article", "article", "story", "dead-letter")


def schema(folder: Path, name: str) -> Any:
    return orjson.loads((folder / f"{name}.v1.json").read_bytes())


def examples(folder: Path, name: str) -> list[Path]:
    found = sorted((folder / "examples" / name).glob("*.json"))
    return found or sorted((folder / "examples" / name / "valid").glob("*.json"))


def pairs(folder: Path) -> list[Any]:
    """Every example of a folder with the name of its schema, as parameters of a test."""
    return [pytest.param(n, p, id=f"{n}/{p.stem}") for n in NAMES for p in examples(folder, n)]


@pytest.mark.parametrize(("name", "path"), pairs(BEFORE))
def test_what_was_written_before_is_read_today(name: str, path: Path) -> None:
    """Every old example is valid by the schema of today, and the code reads it back."""
    jsonschema_rs.Draft202012Validator(schema(NOW, name)).validate(orjson.loads(path.read_bytes()))
    if name == "article":
        assert articles.from_json(path.read_bytes()).source
    if name == "story":
        assert stories.from_json(path.read_bytes()).uri


@pytest.mark.parametrize(("name", "path"), pairs(NOW))
def test_what_is_written_today_is_read_by_those_from_before(name: str, path: Path) -> None:
    """Every example of today is valid by the old schema: a reader that knows no more than that is not disturbed."""
    jsonschema_rs.Draft202012Validator(schema(BEFORE, name)).validate(orjson.loads(path.read_bytes()))


def objects(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every object with fields in a schema, with the path to it."""
    if isinstance(value, dict):
        if isinstance(value.get("properties"), dict):
            yield path, value
        for key, sub in value.items():
            yield from objects(sub, f"{path}/{key}")
    elif isinstance(value, list):
        for n, sub in enumerate(value):
            yield from objects(sub, f"{path}/{n}")


@pytest.mark.parametrize("name", NAMES)
def test_a_field_is_never_taken_away_nor_asked_of_old_records(name: str) -> None:
    """Fields that there were are there, those always written still are, and what was added since is never required."""
    now = dict(objects(schema(NOW, name)))
    for path, before in objects(schema(BEFORE, name)):
        assert before["properties"].keys() <= now[path]["properties"].keys(), path
        assert set(now[path].get("required", ())) == set(before.get("required", ())), path


@pytest.mark.parametrize("name", NAMES)
def test_a_reader_is_not_told_to_refuse_what_it_does_not_know(name: str) -> None:
    """No object of a schema forbids further fields."""
    assert [path for path, found in objects(schema(NOW, name)) if found.get("additionalProperties") is False] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_value_that_may_grow_is_no_closed_set(name: str) -> None:
    """Only these sets are closed: a new value in one of them would be another version of the schema."""
    closed = {"status", "pubstatus"}
    for path, found in objects(schema(NOW, name)):
        assert {n for n, field in found["properties"].items() if "enum" in field} <= closed, path
