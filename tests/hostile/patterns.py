"""What the worker's own patterns look for, as texts: whoever wants to make one of them slow repeats what it repeats."""

from __future__ import annotations

import dataclasses
import importlib
import pkgutil
import random
import re
from collections.abc import Iterator
from typing import Any

import worker

_parser = importlib.import_module("re._parser")  # the tree that `re` itself compiles; there are no stubs of it
_MANY = 8
"""So often at least a part of a pattern may repeat to count as a loop."""


def compiled() -> dict[str, re.Pattern[str]]:
    """All patterns of the modules of `worker`, by name."""
    found: dict[str, re.Pattern[str]] = {}
    for module in pkgutil.walk_packages(worker.__path__, "worker."):
        if module.name.startswith("worker.commands") or module.name.endswith("__main__"):
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            for number, pattern in enumerate(_inside(value)):
                found[f"{module.name}.{name}.{number}"] = pattern
    return found


def _inside(value: Any, depth: int = 0) -> Iterator[re.Pattern[str]]:
    """The patterns that a value is, or holds."""
    if isinstance(value, re.Pattern):
        if isinstance(value.pattern, str):
            yield value
    elif isinstance(value, tuple | list | dict) and depth < 3:
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _inside(inner, depth + 1)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type) and depth < 3:
        for field in dataclasses.fields(value):
            yield from _inside(getattr(value, field.name), depth + 1)


def units(seed: int = 1) -> tuple[str, ...]:
    """Texts that patterns match, whole and the parts that they repeat, each once."""
    rng = random.Random(seed)
    texts: list[str] = []
    for pattern in compiled().values():
        tree = _parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE)
        texts.append(_sample(tree, rng))
        texts += (_sample(loop, rng) for loop in _loops(tree))
    return tuple(dict.fromkeys(text for text in texts if 0 < len(text) <= 80))


def _loops(tree: Any) -> Iterator[Any]:
    for op, argument in tree:
        name = str(op)
        if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            if argument[1] >= _MANY:
                yield argument[2]
            yield from _loops(argument[2])
        elif name == "SUBPATTERN":
            yield from _loops(argument[3])
        elif name == "BRANCH":
            for branch in argument[1]:
                yield from _loops(branch)


def _sample(tree: Any, rng: random.Random) -> str:
    """A text that a part of a pattern matches, as far as that can be told from the part alone."""
    return "".join(_one(str(op), argument, rng) for op, argument in tree)


def _one(op: str, argument: Any, rng: random.Random) -> str:
    match op:
        case "LITERAL":
            return chr(argument)
        case "NOT_LITERAL":
            return "a" if argument != ord("a") else "b"
        case "ANY":
            return "x"
        case "IN":
            return _of_set(argument, rng)
        case "BRANCH":
            return _sample(rng.choice(argument[1]), rng)
        case "SUBPATTERN":
            return _sample(argument[3], rng)
        case "ATOMIC_GROUP":
            return _sample(argument, rng)
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            least, most, part = argument
            return "".join(_sample(part, rng) for _ in range(min(int(most), max(least, rng.choice((0, 1, 1, 2))))))
        case _:  # edges, looks ahead and behind, references
            return ""


_CATEGORIES = {"DIGIT": "17", "SPACE": " \n", "WORD": "aA1", "NOT_DIGIT": "a", "NOT_SPACE": "a", "NOT_WORD": " "}


def _of_set(items: Any, rng: random.Random) -> str:
    ops = [(str(op), argument) for op, argument in items]
    if ops[0][0] == "NEGATE":
        probe = re.compile("[^" + "".join(_written(op, a) for op, a in ops[1:]) + "]")
        return next((c for c in rng.sample("aA1 x-.,", 8) if probe.match(c)), "~")
    op, argument = rng.choice(ops)
    if op == "RANGE":
        return chr(rng.choice(argument))
    if op == "CATEGORY":
        return rng.choice(_CATEGORIES[str(argument).removeprefix("CATEGORY_")])
    return chr(argument)


def _written(op: str, argument: Any) -> str:
    if op == "RANGE":
        return f"{re.escape(chr(argument[0]))}-{re.escape(chr(argument[1]))}"
    if op == "CATEGORY":
        letter = {"DIGIT": "d", "SPACE": "s", "WORD": "w"}[str(argument).rpartition("_")[2]]
        return "\\" + (letter.upper() if "NOT" in str(argument) else letter)
    return re.escape(chr(argument))
