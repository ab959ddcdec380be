"""Who speaks where only the structure of the sentence tells it: clauses, participles, relatives, appositions, lines."""

from __future__ import annotations

import pytest

from tests.enrich.test_speakers import said, who

SPEAKERS = {
    # what it shows: the text, and who speaks each of its quotes
    "a relative clause without commas": (
        "The group that represents 155,000 millers across the country said sales were down.",
        ["group"],
    ),
    "what the relative clause says": ("The deal that the envoy said was off is on.", ["envoy"]),
    "a participle that runs on": (
        "A young mother given a second chance after the parents were shot near his crib says she has grown.",
        ["a young mother"],
    ),
    "an apposition that nothing closes, behind a quote": (
        '"It is rare," Chad Lund, vice president of Norvik, a paper firm in Corran told the Mail.',
        ["Chad Lund"],
    ),
    "an apposition that ends the sentence": (
        "Bo Lund was alone near a station when the lights went out, said Ada Berg, director of the police.",
        ["Ada Berg"],
    ),
    "heard saying": (
        'In a recording, Ada Berg can be heard saying that the raid was ordered by Bo Lund "because he is angry."',
        ["Ada Berg"],
    ),
    "quoted calling": ('Ada Berg was quoted calling Lund a "failed" mayor.', ["Ada Berg"]),
    "a relative clause inside what is said": (
        'Ada Berg said he got what he wanted through the platform he promised because people "feel the difference."',
        ["Ada Berg"],
    ),
    "allowed to claim": ("The move allowed Bo Lund to claim that Norvik wants to be “a space of calm”.", ["Bo Lund"]),
    "so far as to": ('Coach Bo Lund was blunt, going so far as to call the play "ridiculous."', ["Bo Lund"]),
    "more recently": ("Bo Lund more recently has said he has an open mind.", ["Bo Lund"]),
    "the then mayor": ("Ada Berg put off the exams.\nThe then mayor said the system would fail.", ["Ada Berg"]),
    "a mother named before": (
        "Ada Berg sells maize.\nThe mother of three says trade is good.\nIda Lund is a mother of two.",
        ["Ada Berg"],
    ),
    "the subject of the main clause": (
        'While Ada, 36, waits, Maria Lund has left.\nShe walks home, insisting that "it is safe."',
        ["Maria Lund"],
    ),
    "whose report it is": ("Ada Berg's report, in which she said it was late, is out.", ["Ada Berg"]),
    "a question announces the answer": (
        'Bo Lund shoved Ada Berg.\nWhat did Berg say after the play?\n"I was running off the field."',
        ["Ada Berg"],
    ),
    "a verb that no list has": (
        'The mayor smiled.\n"What do I know of it, maybe nothing," Lund simpered in a tweet.',
        ["Lund"],
    ),
    "a father and a son": (
        "Sed Berg called the raid by his son, Omar Berg, an outrage.\nThe elder Berg is a seller.\nBerg said it ends.",
        ["Sed Berg", "Sed Berg"],
    ),
    "a family name that is a verb and a month": (
        'Theresa May met them in May.\n"It works," May said. In May, Lund said it did not.',
        ["Theresa May", "Lund"],
    ),
    "San Francisco is nobody": ("It was late, the San Francisco Chronicle reported.", ["San Francisco Chronicle"]),
    "the source ends with its sentence": (
        "There are “businesses” across the site, according to the company. Any user can have one.",
        ["company"],
    ),
    "an office of many names, and a long apposition": (
        "Bank of Corran President Ada Berg, one of ten who set what men pay on cars, loans and so, said it ends.",
        ["Ada Berg"],
    ),
    "continued to assert": (
        'Bo Duff said it ends.\nIn the talks, Ada Lund, the last of six, continued to assert it all.\n"No," she said.',
        ["Bo Duff", "Ada Lund", "Ada Lund"],
    ),
    "an office to come": (
        'President-elect Bo Lund\'s team came.\n"Carl was with me," the president-elect said in a statement.',
        ["Bo Lund"],
    ),
    "a chief officer of three letters": ('Norvik CIO Shaygan Lund came.\n"It works," Lund said.', ["Shaygan Lund"]),
    "the place of a dateline is nobody": (
        'NEW SALEM (AP) -- The storm is over.\n"It was a bad one," she said.',
        ["she"],
    ),
    "a label is nobody": ('ALSO READ: Storm ends\nThe storm is over, insisting, "it ends here."', []),
}
NO_SPEECH = {
    # what it shows: a text in which nobody says the words between the marks
    "the name of a thing": 'Bo Lund said so during a segment called "Final Word" on the air.',
    "the work of an author": 'It ends, said Bo Lund, author of "Mills in Film: The Whole Story of the Mill at Night."',
    "another word": 'Insiders say they have rights, rather than being the belongings, or "chattels," of their parents.',
    "the phrase that opens the sentence": 'In a letter to the "old guard," Ada Berg said that it was late.',
    "part of what names the source": 'Rates rise, according to the new "dot plot" of the bank.',
    "what qualifies a noun": "The agency will mail the 'In case of crisis or war' brochure to all.",
    "an example": 'They filled panels with subjects like "Government rights over trade in the air."',
    "what a guide is called": "The council also issued advice online today called 'Preparing for a long storm.'",
}


@pytest.mark.parametrize(("text", "names"), SPEAKERS.values(), ids=SPEAKERS)
def test_structure_tells_who_speaks(text: str, names: list[str]) -> None:
    """No list of words helps here: the shape of the sentence, or of the lines, decides."""
    assert [speaker for speaker, _, _ in said(text)] == names


@pytest.mark.parametrize("text", NO_SPEECH.values(), ids=NO_SPEECH)
def test_words_between_marks_that_nobody_says(text: str) -> None:
    """A name, an example or part of a noun phrase stands between marks too."""
    assert [words for _, kind, words in said(text) if kind == "d"] == []


def test_things_report_no_clause() -> None:
    """What threatens, adds or demands may be a thing, which says nothing; "claimed to the paper" has no clause."""
    assert said("Fast-moving storms are threatening communities in the north.") == []
    assert said("Bo Lund has added about 80 jobs to the firm.") == []
    assert said("The battle claimed the lives of 500 men.") == []
    claimed = said("The calls have not been returned, the official further claimed to the outlet.")
    assert [words for _, _, words in claimed] == ["The calls have not been returned"]


def test_the_place_of_a_dateline_is_no_affiliation() -> None:
    """Behind "(AP) --" a sentence begins: the place before it is nobody's body."""
    speaker = who("WASHINGTON (AP) -- Secretary of State Ada Berg said it was late.")["Ada Berg"]
    assert (speaker.title, speaker.affiliation) == ("Secretary of State", None)
