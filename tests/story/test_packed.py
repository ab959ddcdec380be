"""Articles as they are kept: packed, and readable for ever."""

from __future__ import annotations

from hashlib import sha256
from importlib.resources import files

import pytest

from tests.story.wires import article, text
from worker.story.packed import DICTIONARY, body_of, body_size, opened, pack, packed
from worker.story.source_state import SourceState
from worker.wire.article import to_json


def test_what_is_packed_is_opened() -> None:
    """The same JSON comes out; its size is known without opening it."""
    body = to_json(article(0, paragraphs=text(1, 12)))
    value = pack(body)
    assert (body_of(value), body_size(value)) == (body, len(body))
    assert len(value) * 2 < len(body)


def test_what_earlier_versions_kept_is_still_read() -> None:
    """An article as JSON in the changelog: it is held, and packed when it is kept again."""
    old = article(0)
    assert opened(to_json(old)) == old
    (version, entry) = SourceState(old.source).add([old]).changelog
    again = SourceState(old.source)
    for kept in (version, entry._replace(value=to_json(old))):
        again.restore(kept)
    assert list(again.entries()) == [version, entry]


@pytest.mark.parametrize("cut", [5, 12, -1])
def test_what_is_broken_is_an_error(cut: int) -> None:
    """A `ValueError`, as of everything in the changelog that is not ours."""
    with pytest.raises(ValueError, match=r"packed article|JSON|truncated"):
        opened(packed(article(0))[:cut])


def test_the_dictionary_stays_what_it_is() -> None:
    """With another one, no worker could read what is in its stream: a new one has to stand beside it."""
    found = sha256(files("worker.story").joinpath(DICTIONARY).read_bytes()).hexdigest()
    assert found == "b4399efb21ac380c4655ace9d9fb4ab617e08f9cf5714b186dce675285512b3c"
