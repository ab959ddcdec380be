"""Figures of speech, sport's words, and names of products and places speak for no topic of their plain meaning."""

from __future__ import annotations

import pytest

from worker.enrich.topics import topics

FIGURES = {
    "bowler's strike": ("Dov Tarrant bowled a strike in the last frame. It was his tenth strike that night.", "labour"),
    "late strike": ("A late strike by Dov Tarrant gave the side a win on Saturday.", "labour"),
    "clock strikes": ("The clock strikes noon and the pigeons of the square rise.", "labour"),
    "crash course": ("A crash course in drone photography begins at the library in May.", "transportation accident"),
    "computer crash": ("A computer crash closed the library; its website crashed too.", "transportation accident"),
    "crash out": ("The champions crashed out of the cup on Sunday.", "transportation accident"),
    "river's banks": ("The river broke its banks. Volunteers put sandbags on the bank.", "financ"),
    "snow bank": ("A snow bank blocked the lane to the farm.", "financ"),
    "idiom of banks": ("The side was banking on a win. Nobody wants to break the bank.", "financ"),
    "chocolate bar": ("The maker of the Mars bar brings out a smaller one in May.", "astronomy"),
    "rain forest": ("Explorers came back from the Amazon river after a month in a canoe.", "information technology"),
    "fruit": ("The apple orchard opens to families on Sunday.", "information technology"),
    "alive in the cup": ("Marn are fighting to stay alive in the cup.", "armed conflict"),
    "teacup": ("The row over the flag is a storm in a teacup.", "weather"),
    "bath bomb": ("She makes each bath bomb by hand; the first show bombed.", "act of terror"),
    "goal drought": ("Dov Tarrant ended his goal drought on Sunday.", "disaster"),
    "seismic shift": ("It is a seismic shift in taste, the cooks say.", "disaster"),
    "kitchen cabinet": ("The kitchen cabinet is of oak, the display cabinet of glass.", "minister"),
    "a city is no club": ("A man was jailed in Sunderland. Newcastle Crown Court heard that he had a knife.", "soccer"),
    "safe space": (
        "The hall is a safe space for women who came from abroad. They sew there.",
        "scientific exploration",
    ),
    "a graduation party": ("Police came to a graduation party; the party went on.", "political parties"),
    "a parish is a county": ("The Corran Parish School Board met. The Corran Parish Sheriff came.", "church"),
    "stole the show": ("A goat stole the show at the fair.", "crime"),
}

PLAIN = {
    "strike": ("Dockers voted to strike for a week over pay.", "labour dispute"),
    "crash": ("Two people died in a crash on the coast road.", "transportation accident and incident"),
    "bank": ("The bank said its profits from loans rose.", "financial service"),
    "market crash": ("Traders fear a stock market crash.", "market and exchange"),
}


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_of_speech_is_no_topic(name: str) -> None:
    """The topic that the word has in its plain meaning is not given."""
    text, topic = FIGURES[name]
    assert [t["name"] for t in topics(None, (text,)) if topic in t["name"]] == []


@pytest.mark.parametrize("name", PLAIN)
def test_the_plain_meaning_still_counts(name: str) -> None:
    """The same words, used for what they are, give their topic."""
    text, topic = PLAIN[name]
    assert topic in [t["name"] for t in topics(None, (text,))]


LONG_TEXT = "It was late and nobody knew what to think of it, or whom to tell what had been seen. " * 6

NAMES = {
    "given name": ("With me is Senator Bill Norton. Bill, welcome. What did the president say?", "bill"),
    "family name": ("The talk was led by Anna Church of Meren. It was long.", "church"),
    "family name behind Mr": ("Simon Ford said yes. Mr Ford sits on the council of Meren.", "Ford"),
    "short form beside its leader": ("Nasa will not take part, Raila Odinga told supporters in Kisumu.", "Nasa"),
    "club called like a vehicle": ("Rovers part with their manager after nine defeats.", "rover"),
    "short form of another body": (
        "Supporters of the National Super Alliance (Nasa) left the town. Nasa said it would return.",
        "Nasa",
    ),
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_no_reason(name: str) -> None:
    """What is a name in this text is the reason for no topic."""
    text, phrase = NAMES[name]
    assert [t for t in topics(None, (text,)) if phrase in t["because"]] == []


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("The Senate passed the bill on Friday; the bill bans nets.", "bill"),
        ("NASA will launch a probe to the moon, the agency said. The crew trains.", "NASA"),
        ("The church was full on Easter, the priest said.", "church"),
    ],
)
def test_the_word_itself_is_a_reason(text: str, phrase: str) -> None:
    """A bill, the agency and a church are what they are."""
    assert [t for t in topics(None, (text,)) if phrase in t["because"]] != []


def test_one_weak_word_is_no_topic() -> None:
    """In a text of some length a topic needs more than a word in passing; two words that say it, or its name, do."""
    assert topics(None, (LONG_TEXT + "There is a shop.",)) == ()
    assert topics(None, (LONG_TEXT + "The rapper was late. The album is out.",)) != ()
    short = topics(None, ("There is a shop.",))
    assert [t["because"] for t in short] in ([], [["shop"]])


def test_topics_come_in_the_order_of_their_scores() -> None:
    """No topic stands before one of a higher score, and the best one is first."""
    head = "Singer Rita Holm, queen of soul, dead at 76"
    text = "The singer died of cancer at home. She won 18 prizes and sold 75 million records. Her band and fans came."
    found = topics(head, (text,))
    scores = [t["score"] for t in found if t["qcode"].startswith("medtop:")]
    assert scores == sorted(scores, reverse=True)
    assert found[0]["ancestors"][0]["name"] == "arts, culture, entertainment and media"
    assert not any("cancer" in t["because"] for t in found)
