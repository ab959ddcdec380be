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
