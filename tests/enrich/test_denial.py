"""Words that are denied, imagined or put into somebody's mouth are quotes of nobody."""

from __future__ import annotations

import pytest

from worker.enrich.speakers import speakers, unspoken

NOT_SAID = (
    'Mirren Achterhof never said "sell the ferry to the highest bidder." The minutes show it.',
    'Mirren Achterhof did not say "we have lost" after the count, her office said.',
    'Mirren Achterhof didn’t once say "we will all be rich by May" on the radio.',
    'Nor did Mirren Achterhof say "the pier must close by May" at the meeting.',
    'Neither Mirren Achterhof nor Dov Tarrant said "we give up" that day.',
    'Mirren Achterhof denied saying "sell the ferry to the highest bidder" in March.',
    'Mirren Achterhof denied that she had ever called him "a coward with a yacht."',
    'A forged letter claimed that Mirren Achterhof had said "I cannot stand this town."',
    'A doctored video showed Mirren Achterhof saying "I cannot stand this town."',
    'The gazette misquoted Mirren Achterhof as saying "I cannot stand this town."',
    'There is no record that Mirren Achterhof said "the pier must close by May."',
    'If Mirren Achterhof had said "we will sell," the council would have fallen.',
    'Mirren Achterhof might have said "sorry for the delay to you all," but she left.',
    'Mirren Achterhof refused to say "I am sorry for what I did" to the court.',
    'Mirren Achterhof stopped short of calling the plan "a betrayal of the town."',
    'Mirren Achterhof never used the words "close the pier now and for good."',
    '"Close the pier now" is not what Mirren Achterhof said.',
    'Mirren Achterhof did not, at any time, say "close the pier for good."',
    'Nothing in the minutes shows that Mirren Achterhof said "close the pier for good."',
    'The claim that Mirren Achterhof said "close the pier for good" is false.',
    'Mirren Achterhof would never say "close the pier for good," her son said.',
    'Imagine Mirren Achterhof saying "close the pier for good."',
    'The post falsely quoted Mirren Achterhof: "Close the pier for good."',
    'The line "let them eat herring on a Friday" was falsely attributed to Mirren Achterhof.',
)

SAID = (
    'Mirren Achterhof not only said "close the pier" but wrote it down.',
    'Mirren Achterhof did not deny the report and said "we will look at it in May."',
    'Mirren Achterhof denied the claim, saying "it is a lie from start to end."',
    'Mirren Achterhof denied "any wrongdoing at all in the matter."',
    'After the false alarm, Mirren Achterhof said "we were all very lucky today."',
    'Mirren Achterhof said the false rumours were "an insult to the people of the town."',
    'Mirren Achterhof falsely claimed that "the pier is full of gold and silver."',
    'Mirren Achterhof would not say whether she will run: "I will decide with my family in May."',
    '"I never said that," Mirren Achterhof said.',
    'No doubt, Mirren Achterhof said, "we will all be rich by May."',
)


@pytest.mark.parametrize("text", NOT_SAID)
def test_words_that_were_not_said_are_quotes_of_nobody(text: str) -> None:
    """Negation, denial, hypothesis and forgery beside a cue leave no direct quote."""
    assert [q.text for s in speakers(None, (text,)) for q in s.quotes if q.kind == "direct"] == []


def test_the_trace_tells_why_words_were_not_said() -> None:
    """A refused stretch stands in the trace with its reason."""
    assert [u.reason for u in unspoken(None, (NOT_SAID[0],))] == ["the cue is negated"]
    assert [u.reason for u in unspoken(None, (NOT_SAID[5],))] == ["words that were denied"]


@pytest.mark.parametrize("text", SAID)
def test_denials_inside_and_around_a_quote_take_nothing_from_it(text: str) -> None:
    """Who denies something speaks; a negation that belongs to another verb says nothing about the quote."""
    assert [s.name for s in speakers(None, (text,)) if any(q.kind == "direct" for q in s.quotes)] == [
        "Mirren Achterhof"
    ]


@pytest.mark.parametrize(
    "text", ['No one said "stop" as the ferry left.', 'Nobody on the pier shouted "fire" that night.']
)
def test_nobody_is_no_speaker(text: str) -> None:
    """A cue whose subject is "no one" reports no words."""
    assert speakers(None, (text,)) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Mirren Achterhof never said the pier would close in May.",
        "Mirren Achterhof did not say that the town had lost.",
        "No one said the ferry would sink.",
    ],
)
def test_a_clause_that_was_not_said_is_reported_of_nobody(text: str) -> None:
    """Indirect speech is negated as direct speech is."""
    assert speakers(None, (text,)) == ()


def test_what_was_kept_back_stays_reported() -> None:
    """ "Would not say whether ..." tells what a source kept to himself: news reports that."""
    assert [s.name for s in speakers(None, ("Mirren Achterhof would not say whether the pier would close in May.",))]


DENIED = {
    # the text: who denies, which words, by which word
    'Mirren Achterhof denied saying "sell the ferry" in March.': ("Mirren Achterhof", "sell the ferry", "denied"),
    'Mirren Achterhof said she had never called it "a heap of rust."': (
        "Mirren Achterhof", "a heap of rust.", "said",
    ),
    'The ministry rejected reports that Mirren Achterhof had said "we are lost to the sea."': (
        "ministry", "we are lost to the sea.", "rejected",
    ),
}  # fmt: skip


@pytest.mark.parametrize("text", DENIED)
def test_who_denies_words(text: str) -> None:
    """Words that somebody denies stand with the one who denies them, and are no quotes of anybody."""
    told = speakers(None, (text,))
    rows = [(s.name, d.text, d.cue) for s in told for d in s.denied]
    assert rows == [DENIED[text]]
    ((denial,),) = [s.denied for s in told if s.denied]
    assert text[denial.start : denial.end] == denial.text
    assert [q for s in told for q in s.quotes if q.kind == "direct"] == []


@pytest.mark.parametrize("text", [NOT_SAID[0], NOT_SAID[7], NOT_SAID[11], NOT_SAID[23]])
def test_nobody_denies_what_only_was_not_said(text: str) -> None:
    """A writer who tells that something was not said, and a forger, deny nothing."""
    assert [s for s in speakers(None, (text,)) if s.denied] == []
