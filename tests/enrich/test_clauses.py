"""What a reporting verb reports: not what is only done, and nobody's words but those of its own subject."""

from __future__ import annotations

import pytest

from tests.enrich.test_speakers import said

NO_STATEMENT = {
    # what it shows: a sentence in which nobody says anything
    "a plural before a noun in -s": "A day later two blasts in Corran killed one person.",
    "a clause before a noun in -s": "Both candidates face questions about their health.",
    "a name, its verb, and a noun in -s": "Ada Berg primarily relies on user reports to find accounts.",
    "no object behind the verb": "The deal covers the issues they discussed, including the mills.",
    "a passive with 'as'": "The rule, described in a court in Corran as a trap, helps the mills.",
    "a passive with 'by'": "He was suspected of theft, and accused by the papers of beating his dog.",
    "a thing's name": "A new group called Seas First, led by old hands, wants more.",
    "a team that asserts itself": "The Reds asserted themselves after the break.",
    "a chance denied": "Bo Lund denied all the chances that Corran created.",
    "a voice added": "The report adds a new and critical voice to the debate.",
    "told to the police": "The firm reported the theft to the police.",
    "a review ordered": "Ada Berg had already ordered a review into the plan due to fears about smoke.",
    "nothing mentioned": "Ada Berg did not mention the envoy by name.",
    "no answer": "The firm did not respond to requests for comment.",
    "no comment yet": "The North has not commented on the vote since June.",
    "thanks to": "Ada Berg, who briefly led the polls thanks to rural support, has left.",
    "a call by phone": "Ada Berg called Bo Lund to wish him well.",
    "called off": "Ada Berg called off the talks with the mills.",
    "reports that are heard": "The council in Corran heard reports that 17 mills have closed.",
    "looked at": "The chemists built the tool after observing waves of heat in the mill.",
    "sworn statements": "They have submitted four sworn statements about the mill.",
    "'that' before a noun": "Bo Lund stated quite a few examples of his dislike towards that plan.",
}

STATEMENTS = {
    # what it shows: the text, and who says which clause
    "added with a verb": ("Ada Berg added a ruling was due in May.", [("Ada Berg", "a ruling was due in May")]),
    "called a name": ("Ada Berg called Bo Lund a hero.", [("Ada Berg", "Bo Lund a hero")]),
    "denied a fact": (
        "Ada Berg denied that the goal was hers.",
        [("Ada Berg", "that the goal was hers")],
    ),
    "forced to deny": (
        "The Reds said they would act although Bo Lund was forced to deny the party was split.",
        [
            ("Reds", "they would act although Bo Lund was forced to deny the party was split"),
            ("Bo Lund", "the party was split"),
        ],
    ),
    "the nearest of two verbs": (
        "Ida Mund confirmed that aide Bo Lund called her and told her to give it some thought.",
        [("Ida Mund", "that aide Bo Lund called her"), ("Bo Lund", "to give it some thought")],
    ),
    "they are not the suspect": (
        "Police in Corran said they had held a man.\nThe suspect, who had papers, was armed, they said.",
        [
            ("Police in Corran", "they had held a man"),
            ("Police in Corran", "The suspect, who had papers, was armed"),
        ],
    ),
    "a group is no city": (
        "Nairobi blames the rebels for the raids. The group has denied any role in the raids.",
        [("Nairobi", "the rebels for the raids"), ("group", "any role in the raids")],
    ),
    "said while": (
        "Ada Berg said while the mill is old, it must stay open.",
        [("Ada Berg", "while the mill is old, it must stay open")],
    ),
    "a comma behind the verb": (
        "Ada Berg said, the mill would stay open.",
        [("Ada Berg", "the mill would stay open")],
    ),
    "whom somebody claims to know": (
        "He met Bo Lund, whom the ministry now claims to know.",
        [("ministry", "to know")],
    ),
    "a short name behind the full one": (
        "President Joka Widmund (Jokami) said it was late. Jokami said the mill was shut.",
        [("Joka Widmund", "it was late"), ("Joka Widmund", "the mill was shut")],
    ),
    "a club behind the name": (
        "Bo Lund (Harrow) said it was late. Harrow said the gate was shut.",
        [("Bo Lund", "it was late"), ("Harrow", "the gate was shut")],
    ),
    "a fact that": (
        "Ada Berg spoke as she bemoaned the fact that the mill had closed.",
        [("Ada Berg", "the fact that the mill had closed")],
    ),
    "a role with a participle": (
        "Senator Ada Berg spoke in Corran. The senator vying for the post said the world was safe.",
        [("Ada Berg", "the world was safe")],
    ),
}


@pytest.mark.parametrize("text", NO_STATEMENT.values(), ids=NO_STATEMENT)
def test_what_is_done_is_not_said(text: str) -> None:
    """Verbs of speech tell what is done as well, and some of their forms are nouns."""
    assert said(text) == []


@pytest.mark.parametrize(("text", "clauses"), STATEMENTS.values(), ids=STATEMENTS)
def test_clauses_and_whose_they_are(text: str, clauses: list[tuple[str, str]]) -> None:
    """What is reported stays so, with the subject of its own verb."""
    assert [(speaker, words) for speaker, _, words in said(text)] == clauses
