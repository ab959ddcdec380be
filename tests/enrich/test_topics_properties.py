"""Topics of any text: never an error, always the same, and moving a reason up never weakens it."""

from __future__ import annotations

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from worker.enrich import lexicon as lexicons
from worker.enrich import mediatopics
from worker.enrich.topics import topics

WORDS = st.sampled_from([*sorted(lexicons.default().phrases)[::7], "the", "and", "said", ",", ".", "won"])
SENTENCES = st.lists(WORDS, max_size=40).map(" ".join)


@given(st.none() | st.text(max_size=80), st.lists(st.text(max_size=300), max_size=4))
@settings(max_examples=150, deadline=None)
def test_never_raises(headline: str | None, paragraphs: list[str]) -> None:
    """Whatever the text is made of, it has topics or none."""
    topics(headline, paragraphs)


@given(
    st.lists(st.sampled_from(["[kr:kbo KBO]", "[-]", "4:", "0:", " a;", "b\0c;", ";", "#", "한", "\n", "\r"])).map(
        "".join
    )
)
@settings(max_examples=150, deadline=None)
def test_any_file_can_be_checked(text: str) -> None:
    """Whatever stands in a file, it is read or found wrong; what is not found wrong can be used."""
    draft = lexicons.parse(text)
    if not draft.problems:
        topics("a b", ["c"], lexicon=lexicons.compiled(draft, "file"))


@given(SENTENCES, st.lists(SENTENCES, max_size=4))
@settings(max_examples=150, deadline=None)
def test_same_text_same_topics(headline: str, paragraphs: list[str]) -> None:
    """Twice the same, and every answer keeps its promises: known active codes, best first, reasons, rounded scores."""
    found = topics(headline, paragraphs)
    assert found == topics(headline, list(paragraphs))
    medtop = [t for t in found if t["qcode"].startswith("medtop:")]
    assert len(medtop) <= 3
    assert found[: len(medtop)] == tuple(medtop)
    for topic in medtop:
        concept = mediatopics.concepts()[topic["qcode"]]
        assert not concept.retired
        assert concept.level in (2, 3)
        assert [a["qcode"] for a in topic["ancestors"]] == [c.qcode for c in mediatopics.ancestors(concept.qcode)]
    for topic in found:
        assert topic["because"]
        assert topic["score"] == round(topic["score"], 3)


@given(st.lists(SENTENCES, min_size=2, max_size=4))
@settings(max_examples=100, deadline=None)
def test_how_lines_are_broken_does_not_matter(paragraphs: list[str]) -> None:
    """A wrapped line is the same text as an unwrapped one."""
    wrapped = [p.replace(" ", "\n") for p in paragraphs]
    assert topics(None, wrapped) == topics(None, paragraphs)


@given(SENTENCES.filter(lambda s: not s.isupper()))
@settings(max_examples=100, deadline=None)
def test_a_reason_in_the_headline_is_never_worth_less(sentence: str) -> None:
    """The best topic's score is at least as good when the words stand in the headline."""
    below = topics(None, [sentence])
    above = topics(sentence, [])
    assert (below[0]["score"] if below else 0) <= (above[0]["score"] if above else 0)


def test_time_grows_with_length_alone() -> None:
    """A hundred thousand brackets, quotes, spaces or capitals take no longer than plain words of that length."""
    topics(None, ["warm up"])
    for unit in ("(", '"', " ", "A", "'s ", "U.S. ", "N. Korea "):
        start = time.process_time()
        topics(unit * 50, [unit * (100_000 // len(unit))])
        assert time.process_time() - start < 2, unit  # a square of the length takes minutes
