"""Which items of a slug share a text: kept from one batch to the next, it says what a fresh look would say."""

from __future__ import annotations

from unittest import mock

from hypothesis import given
from hypothesis import strategies as st

from tests.story.test_convergence import many
from tests.story.wires import article
from worker.story.item import Item, make_item
from worker.story.matching import postings
from worker.story.matching.likeness import Likeness

WORDS = [f"{start}{end}" for start in ("harbour", "minister", "railway", "council") for end in ("", "s", "ing", "ward")]


@st.composite
def items(draw: st.DrawFn) -> list[Item]:
    """Items of a few keys, whose texts are runs of the same words: some equal, some overlapping, some too short."""
    found = []
    for key in draw(st.lists(st.sampled_from("abcd"), unique=True)):
        start, length = draw(st.integers(0, 60)), draw(st.sampled_from((3, 12, 40, 160)))
        text = " ".join(WORDS[(n * n + n // 7) % len(WORDS)] for n in range(start, start + length))
        found.append(make_item(key, [article(draw(st.integers(0, 3)), item_id=key, paragraphs=(text,))]))
    return found


@many
@given(st.lists(items(), min_size=1, max_size=5))
def test_kept_up_to_date_it_equals_a_fresh_look(rounds: list[list[Item]]) -> None:
    """Whatever came, changed and went before: the same pairs, the same shares, and each both ways."""
    kept = Likeness()
    for now in rounds:
        alike = {key: dict(others) for key, others in kept.among(now).items()}
        assert alike == Likeness().among(list(reversed(now)))
        assert all(alike[other][key] == share for key, others in alike.items() for other, share in others.items())


@many
@given(st.lists(items(), min_size=1, max_size=5))
def test_so_it_does_where_many_share_a_text(rounds: list[list[Item]]) -> None:
    """Where a text is only compared with the nearest of those that share a part of it, which those are follows from the
    order in which they were sent, not from that in which they came."""
    with mock.patch.object(postings, "NEAR", 1):
        kept = Likeness()
        for now in rounds:
            alike = {key: dict(others) for key, others in kept.among(now).items()}
            assert alike == Likeness().among(list(reversed(now)))


def test_half_a_text_is_alike() -> None:
    """Two texts that share their second half are alike, two that share nothing are not."""
    one, two = ([f"{start}{n}ward" for n in range(200)] for start in ("harbour", "railway"))
    texts = {"a": one, "b": two[:90] + one[90:], "c": two}
    made = [make_item(key, [article(0, item_id=key, paragraphs=(" ".join(text),))]) for key, text in texts.items()]
    alike = Likeness().among(made)
    assert (set(alike["a"]), set(alike["c"])) == ({"b"}, set())
