"""What papers of Ghana, Zimbabwe, Pakistan and Britain print around speech: courts, seats, offices, single marks."""

from __future__ import annotations

import pytest

from tests.enrich.test_speakers import said, who

SPEAKERS = {
    # what it shows: the text, and who speaks each of its quotes
    "a minister, shortened": (
        'Lands Minister Perro Lund came.\n"It ends," said Min Lund. "Go," he said.',
        ["Perro Lund", "Perro Lund"],
    ),
    "quoted by a paper as saying": (
        'The Meren Council was "watching" it, Minister Ada Lund was quoted as saying by the Times.\n"We go home now."',
        ["Ada Lund", "Ada Lund"],
    ),
    "quoted by a paper, then as saying": (
        'The chief, Bo Lund, was quoted by the Daily Herald of Tolve as saying: "We wait."',
        ["Bo Lund"],
    ),
    "a people is nobody's name": (
        'Coach Bo Lund came.\nIt was a good day for the Sri Lankans and the Costa Ricans.\n"We won it," he said.',
        ["Bo Lund"],
    ),
    "reported as saying": ('Meren News reported spokesman Bo Lund as saying "we go."', ["Bo Lund"]),
    "the family name Min stays": ('"It ends," said Min Hae-won.', ["Min Hae-won"]),
    "a player by his position": ('Corran DL Bo Lund said it was "late." ', ["Bo Lund"]),
    "an advocate": ("The counsel Ali Lund advocate told the court that it was over.", ["Ali Lund"]),
    "not another body's lawyer": (
        "Ali Lund, a lawyer for the mill, came.\nThe lawyer said it ended. The Fund Council’s lawyer said it did not.",
        ["Ali Lund", "Fund Council’s lawyer"],
    ),
    "an apposition that nothing closes": (
        "Mr. Tete Berg, Constituency Chairman of the Harbor Party in the Lund –West constituency says he is ready.",
        ["Tete Berg"],
    ),
    "the court heard": ("Norhaven Crown Court heard the man had fled.", ["Norhaven Crown Court"]),
    "not whoever hears": ("Bo Lund heard the man had fled.", []),
    "the tactician": ('Coach Stefan Lund came.\n"It ends," notes the tactician.', ["Stefan Lund"]),
    "a report that is published": (
        "Many are paid late, says a report published by the Harbor Union.",
        ["a report"],
    ),
    "the airline, in one sentence": (
        'British Airways said it was late, although the airline said it would "go on."',
        ["British Airways"],
    ),
    "the prime minister goes on": (
        'Minister Bo Lund said it was late.\nBut the prime minister says letters show more.\n"It ends," he said.',
        ["Bo Lund", "prime minister", "prime minister"],
    ),
    "what is said of a body": (
        'Bo Lund said it was late. "It ends," he said.\nNorvik Steel "has played a key role in this."',
        ["Bo Lund", "Bo Lund", "Bo Lund"],
    ),
    "a minister of many fields": (
        'The Minister of Agriculture Mechanisation and Irrigation Development Josef Lund said it ends. "Go," he said.',
        ["Josef Lund", "Josef Lund"],
    ),
    "a cue on the line below": (
        "Bo Lund came.\nThe hosts had won.\n“It is easier now.\n“We won it,”\nsaid Lund after the game.",
        ["Bo Lund", "Bo Lund"],
    ),
    "single marks, and a role behind them": (
        "Coach Stefan Lund came.\n'We had a good fight,' the tactician told reporters.",
        ["Stefan Lund"],
    ),
    "the last part of a name left off": (
        'Home Minister Datuk Seri Saif Nasution Ismail said it ends. Later, Saif Nasution said "no."',
        ["Saif Nasution Ismail", "Saif Nasution Ismail"],
    ),
    "a middle name": (
        '"It ends," said Camille Etienne Gbed.\nThe town came. “It is over,” Etienne said.',
        ["Camille Etienne Gbed", "Camille Etienne Gbed"],
    ),
    "a member for a seat": (
        "They cannot win half the votes, Member of Parliament (MP) for the Lund Constituency Ms Gifty Berg has said.",
        ["Gifty Berg"],
    ),
    "according to her": (
        "Lund MP Lydia Berg came. According to her, no other party can compare itself.",
        ["Lydia Berg"],
    ),
    "a writer behind his paper": (
        'Northants Telegraph sports writer Jon Lund had dealings with him, and said: "One of the good ones."',
        ["Jon Lund"],
    ),
    "an age before who": (
        'Fan Jonathan Berg, 29, who grew up living opposite him said: "It was good."',
        ["Jonathan Berg"],
    ),
    "a winning coach": (
        'Coach Stefan Lund came.\n"It ends," the Africa Cup of Nations winning coach told them.',
        ["Stefan Lund"],
    ),
    "an advocate general": (
        "The town's Advocate General Shah Lund came. The Advocate General conceded that it was over.",
        ["Shah Lund"],
    ),
    "the petitioner goes on": (
        "Bo Lund came. The petitioner told the bench that it was over. He said that it ends.",
        ["petitioner", "petitioner"],
    ),
    "remarked that": ("Justice Ada Berg remarked that they hear too much.", ["Ada Berg"]),
    "accepted that": ("Skipper Bo Lund accepted that the hosts were below par.", ["Bo Lund"]),
    "not what was posted": (
        'Bo Lund said no.\nHe said he did not like what Wiley posted but would "help."',
        ["Bo Lund"],
    ),
    "a star, by another word": (
        "Ada Berg came.\nThe blonde beauty told reporters: “It was late.”\nThe ‘Harbour’ hitmaker said: “I sang.”",
        ["Ada Berg", "Ada Berg"],
    ),
    "a work is nobody": (
        "Ada Berg came.\nThe film ‘No Time To Wait’ made her.\nSpeaking to Lund magazine, she said: “It was late.”",
        ["Ada Berg"],
    ),
    "a place that the text begins with": (
        "LUNDHAVEN: Corran captain Bo Lund was sad after his side lost.\n“We played badly.”\n“It ends,” said Lund.",
        ["Bo Lund", "Bo Lund"],
    ),
    "a short given name before one that is a noun too": (
        "Harbour star Sonny Bill Lundgren came.\n“It ends,” Lundgren said.",
        ["Sonny Bill Lundgren"],
    ),
    "a title of two words": (
        "Prime Minister Tan Sri Muhyiddin Lund came.\n“It ends,” he told reporters.",
        ["Muhyiddin Lund"],
    ),
    "the captain, not whom he praises": (
        "Captain Bo Lund said no.\n“It ends,” Bo Lund told us.\nThe captain credited Liton Holm.\n“He ran,” he said.",
        ["Bo Lund", "Bo Lund"],
    ),
    "an actor in a list of films": (
        "Swan Berg came.\nThe actor, who was in films such as The Mill, Lund and Harbour of May, asserts that it ends.",
        ["Swan Berg"],
    ),
}


@pytest.mark.parametrize("name", SPEAKERS)
def test_who_speaks(name: str) -> None:
    """The speaker of each quote, direct and indirect, in order of the text."""
    text, expected = SPEAKERS[name]
    assert [row[0] for row in said(text)] == expected


NOTHING_SAID = {
    "a verb is no source": "Lund had contacted his former friend Mr Berg by phone asking him to come.",
    "to lay claim": "Corran workers at one point laid claim to several blocks of the town.",
    "a rule that says nothing": "However, nowhere in the rules of the town does it say that it is so.",
    "to accept a thing": "Bo Lund accepted the offer of the town and directed a film.",
    "what somebody owns": "Lund's repeated attacks on the town were bad.",
    "having is no source": "Lund was jailed for a year, having come to town.",
    "to begin to do": 'Some towns have begun to deliver "the doses they need" at last.',
}


@pytest.mark.parametrize("name", NOTHING_SAID)
def test_nothing_is_said(name: str) -> None:
    """No clause and no speaker is made of what is done."""
    assert [row for row in said(NOTHING_SAID[name]) if row[1] == "i"] == []


def test_single_marks_that_run_on() -> None:
    """A single mark opens each paragraph of a quote and closes only the last, as double ones do."""
    rows = said(
        "DC Bo Lund, who led it, said: 'He was hurt. He has healed.\n'It has had an impact on him.\n'We hope it ends.'"
    )
    assert rows == [
        ("Bo Lund", "d", "He was hurt. He has healed."),
        ("Bo Lund", "d", "It has had an impact on him."),
        ("Bo Lund", "d", "We hope it ends."),
    ]


def test_a_paragraph_that_is_announced_needs_no_marks() -> None:
    """ "He commented:" and a paragraph in the first person: it is said. A list of prices is not."""
    text = "Chairman Bo Lund said it was done. He commented:\nWe are delighted that Ada has come to us."
    assert said(text)[-1] == ("Bo Lund", "d", "We are delighted that Ada has come to us.")
    assert len(said("Chairman Bo Lund said it was done. He added:\nThe fares are 4 crowns.")) == 1


TITLES = {
    "managing director": (
        "Ada Berg, managing director of Norvik Tools, said it was over.",
        "managing director",
        "Norvik Tools",
    ),
    "member of parliament": (
        "Member of Parliament (MP) for Lund West, Henrik Berg has said it was over.",
        "Member of Parliament for Lund West",
        None,
    ),
    "capitals of a lead": ("FINANCE minister Patrick Lund said it was over.", "FINANCE minister", None),
    "a title behind a comma": ("Meanwhile, Justice Ada Berg said it was over.", "Justice", None),
    "chief justice": (
        "The Chief Justice Norhaven High Court (NHC) Justice Ada Berg said it was over.",
        "Chief Justice",
        "Norhaven High Court",
    ),
    "an MP is no mere lawmaker": ('Lund MP Samuel Nart said it was over.\n"Go," the lawmaker said.', "MP", "Lund"),
    "of no body": ("Commercial manager Ada Berg said it was over.", "Commercial manager", None),
    "a lower-case group": ("Ada Berg, of the friends group, said it was over.", None, "friends group"),
    "from a body": ("Ada Berg from the Harbour Trust says it is over.", None, "Harbour Trust"),
    "fame is no body": ("Ada Berg of The Great Laughter Show fame said it was over.", None, None),
    "one of some": ("One academic said it was over.", "academic", None),
    "another, behind the verb": (
        "It was late, said another witness in the probe, former White House adviser Ada Berg.",
        "former adviser",
        "White House",
    ),
}


@pytest.mark.parametrize("name", TITLES)
def test_titles(name: str) -> None:
    """Title and affiliation of the only speaker."""
    text, title, affiliation = TITLES[name]
    (found,) = who(text).values()
    assert (found.title, found.affiliation) == (title, affiliation)
