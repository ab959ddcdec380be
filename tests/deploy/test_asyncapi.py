"""schemas/asyncapi.json says what the code does: the same streams, policies and schemas."""

import json
from collections.abc import Iterator
from typing import get_args

import jsonschema_rs
import pytest

from tests.deploy.tools import ROOT, data
from worker.publish.routing import Route
from worker.pull import position
from worker.stream import streams
from worker.stream.config import Settings

SCHEMAS = ROOT / "schemas"
DOCUMENT = json.loads((SCHEMAS / "asyncapi.json").read_text())
CHANNELS = DOCUMENT["channels"]


def references(value: object, at: str = "#") -> Iterator[tuple[str, str]]:
    """Every `$ref` of the document, with where it stands."""
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield at, value["$ref"]
        for key, inner in value.items():
            yield from references(inner, f"{at}/{key}")
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from references(inner, f"{at}/{i}")


def test_every_reference_leads_somewhere() -> None:
    """Local references resolve, and every schema file that is named exists and is itself a valid schema."""
    for at, target in references(DOCUMENT):
        if target.startswith("#/"):
            found = DOCUMENT
            for step in target[2:].split("/"):
                assert step in found, f"{at}: {target}"
                found = found[step]
        else:
            schema = json.loads((SCHEMAS / target).read_text())
            jsonschema_rs.meta.validate(schema)


def test_the_streams_are_those_of_the_code() -> None:
    """Each role that the code knows is a channel under its default address, with the policy that the code sets."""
    roles = {channel["x-newswire-role"]: channel for channel in CHANNELS.values()}
    assert set(get_args(streams.Role)) <= set(roles)
    table = streams.table(Settings(ninjs=True), (Route("stories.islands", sources=frozenset({"halden"})),))
    positions = position.stream(Settings())
    for role, stream in [*((stream.role, stream) for stream in table), ("pulls", positions)]:
        channel = roles.pop(role)
        assert channel["address"].replace("{route}", "stories.islands") == stream.name
        configuration = channel["bindings"]["kafka"]["topicConfiguration"]
        for key in ("cleanup.policy", "retention.ms", "max.message.bytes"):
            stated = configuration.get(key)
            stated = ",".join(stated) if isinstance(stated, list) else stated and str(stated)
            assert stated == stream.configs.get(key), f"{stream.name}: {key}"
    assert not roles, f"documented, but not in the code: {sorted(roles)}"


def test_the_group_is_that_of_the_code() -> None:
    """The consumer group named is the default one."""
    for operation in DOCUMENT["operations"].values():
        if operation["action"] == "receive":
            assert operation["bindings"]["kafka"]["groupId"]["const"] == Settings().group_id


def test_every_schema_of_a_stream_is_named() -> None:
    """No schema file is forgotten: each stands in the document."""
    named = {target.removeprefix("./") for _, target in references(DOCUMENT)}
    files = {str(path.relative_to(SCHEMAS)) for path in SCHEMAS.rglob("*.json")} - {"asyncapi.json"}
    assert {f for f in files if "example" not in f} <= named


@pytest.mark.deploy
def test_it_is_an_asyncapi_3_document() -> None:
    """The document is valid against AsyncAPI's own schema, which refuses a misspelt field."""
    schema = json.loads(data("node_modules/@asyncapi/specs/schemas/3.0.0.json").read_text())
    validator = jsonschema_rs.validator_for(schema)
    assert [f"{e.instance_path}: {e.message[:200]}" for e in validator.iter_errors(DOCUMENT)] == []
    assert not validator.is_valid({**DOCUMENT, "chanels": {}})
