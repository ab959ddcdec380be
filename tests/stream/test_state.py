"""The states of many sources: those that send nothing take little memory."""

from __future__ import annotations

from unittest import mock

from tests.story.wires import article
from worker.story.source_state import SourceState
from worker.stream import state
from worker.stream.state import SourceStates, state_of


def test_small_sources_that_are_not_used_rest() -> None:
    """Of two that may be indexed, those used last are; a large one always is. What rests counts its stories, and goes
    on where it was."""
    states: SourceStates = {}
    with mock.patch.multiple(state, SMALL=1, INDEXED=2):
        for name, number in (("harbour", 1), ("coast", 3), ("valley", 1), ("hills", 1), ("plain", 1)):
            found = [article(600 + n, source=name, item_id=f"{name}{n}") for n in range(number)]
            state_of(states, name, 72 * 3_600_000).add(found)
        assert [name for name, held in states.items() if not is_indexed(held)] == ["harbour", "valley"]
        assert (len(states["harbour"]), states["harbour"].stories) == (1, 1)
        again = state_of(states, "harbour", 72 * 3_600_000)
        assert again.add([article(600, source="harbour", item_id="harbour0")]).outcomes == ("duplicate",)
        assert [name for name, held in states.items() if not is_indexed(held)] == ["valley", "hills"]


def is_indexed(held: SourceState) -> bool:
    return hasattr(held, "_groups")
