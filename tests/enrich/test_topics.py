"""What a text is about: every top-level topic, the wire's own tags, and the words that mislead."""

from __future__ import annotations

from typing import Any

import pytest

from worker.enrich import lexicon as lexicons
from worker.enrich import mediatopics
from worker.enrich.topics import LEADS, MOST_TOPICS, topics


def about(headline: str | None, *paragraphs: str) -> list[str]:
    """Names of the topics and qcodes of the tags, in order."""
    return [t["name"] if t["ancestors"] else t["qcode"] for t in topics(headline, paragraphs)]


def tops(headline: str | None, *paragraphs: str) -> list[str]:
    """Names of the top-level topics, best first."""
    return [t["ancestors"][0]["name"] for t in topics(headline, paragraphs) if t["ancestors"]]


TOPS = {
    "arts, culture, entertainment and media": (
        "Veldor singer Ilka Marn to release third album",
        "The singer said the album was recorded with the city's orchestra and will be followed by a concert tour.",
    ),
    "conflict, war and peace": (
        "Ceasefire in Ostrava valley collapses after shelling",
        "Rebel fighters and government troops exchanged artillery fire near the front line, a militia commander said.",
    ),
    "crime, law and justice": (
        "Man sentenced to 12 years in prison for robbery",
        "The defendant pleaded guilty in court to the robbery of a jeweller, prosecutors said.",
    ),
    "disaster, accident and emergency incident": (
        "Boat sinks off Quillon coast, nine missing",
        "Rescue workers searched for survivors after the ferry capsized in high seas.",
    ),
    "economy, business and finance": (
        "Brandal Motors posts record quarterly profit",
        "Net profit rose 12 percent from a year earlier on strong sales, and its shares closed higher.",
    ),
    "education": (
        "Schools in Tarrow to drop entrance exam",
        "Pupils and teachers welcomed the decision; the curriculum of primary schools will change next year.",
    ),
    "environment": (
        "Wetland of Ardal named nature reserve",
        "Conservationists say endangered species are threatened by pollution and climate change.",
    ),
    "health": (
        "Hospital in Norvik reports measles outbreak",
        "Doctors urged parents to have children vaccinated as the virus spreads; eleven are in intensive care.",
    ),
    "human interest": (
        "Oldest person in the islands celebrates 111th birthday",
        "The centenarian, listed in the Guinness Book, was given an award in a ceremony at the town hall.",
    ),
    "labour": (
        "Port workers go on strike over pay",
        "The trade union called the walkout after wage talks failed; employees want a pay rise.",
    ),
    "lifestyle and leisure": (
        "Hikers fill the trails of the Morn hills",
        "Camping, hiking and angling draw holidaymakers; the travel guide names ten tourist attractions.",
    ),
    "politics": (
        "Opposition leads ahead of general election in Maravia",
        "The ruling party lost voters in the last opinion poll, and its candidate will debate the prime minister.",
    ),
    "religion": (
        "Archbishop leads Easter Mass in Palden cathedral",
        "Worshippers filled the church for the prayer; the bishop spoke of faith.",
    ),
    "science and technology": (
        "Astronomers find planet around dim star",
        "The telescope saw the planet orbit its star every nine days, researchers write in the journal.",
    ),
    "society": (
        "Fewer births than ever in Karlo province",
        "The birth rate fell again, the census shows; the population is ageing and marriages are down.",
    ),
    "sport": (
        "Late goal takes Hadley United to cup final",
        "The striker scored in stoppage time; the goalkeeper had saved a penalty in the first half of the match.",
    ),
    "weather": (
        "Heavy snow forecast for the north",
        "The weather service expects snowfall overnight, with temperatures of minus 12 degrees Celsius.",
    ),
}


@pytest.mark.parametrize("top", sorted(TOPS))
def test_each_top_level_topic(top: str) -> None:
    """A plain story of every one of the 17 top-level topics gets that topic first."""
    assert tops(*TOPS[top])[0] == top


def test_the_stories_cover_all_tops() -> None:
    """The table above leaves out none of the 17."""
    assert set(TOPS) == {mediatopics.concepts()[q].name for q in mediatopics.tops()}


TAGGED = {
    "kr:nk-nuclear": ("N. Korea test-fires ballistic missile", "Pyongyang said its nuclear program would go on."),
    "kr:inter-korean": ("Two Koreas to hold talks at Panmunjom", "The unification ministry said the talks would open."),
    "kr:nk-sanctions": ("U.N. sanctions on North Korea extended", "The sanctions committee named two vessels."),
    "kr:k-pop": ("K-pop group Mirr tops Billboard 200", "The K-pop idols sang in Seoul."),
    "kr:kbo": ("Doosan Bears win KBO opener", "The pitcher allowed two hits in eight innings."),
    "kr:markets": ("Seoul shares open higher", "The KOSPI rose 0.4 percent on foreign buying."),
    "kr:bank-of-korea": ("BOK holds key rate", "The Bank of Korea left its rate unchanged."),
    "kr:japan-ties": ("Seoul protests Tokyo's claim to Dokdo", "Japan was asked to withdraw the textbook."),
}


@pytest.mark.parametrize("tag", sorted(TAGGED))
def test_own_tags(tag: str) -> None:
    """A story that a tag was made for is given it."""
    assert tag in about(*TAGGED[tag])


def test_a_passing_mention_is_no_tag() -> None:
    """One word about North Korea in a story of something else gives none of the tags of North Korea."""
    story = ["The museum of Halden opened a hall of clocks.", "x " * 300, "One clock was made in North Korea."]
    assert not [code for code in about("Museum opens", *story) if code.startswith("kr:")]


BACKGROUND = (
    "The South Korean carmaker sold more than ever, it said. "
    + "It named no reason for that and gave no outlook. " * 8
    + "North Korea fired a ballistic missile on Monday; the nuclear test and the missile launch before it hit exports."
)


def test_what_stands_only_at_the_end_is_no_tag() -> None:
    """The background of a story does not tag it, whatever it says; the same words at its front do."""
    assert "kr:nk-nuclear" not in about("Carmaker posts record sales", BACKGROUND)
    assert "kr:nk-nuclear" in about("Carmaker posts record sales", BACKGROUND[-112:] + BACKGROUND)


def test_a_story_that_dwells_on_it_is_tagged(tmp_path: Any) -> None:
    """What comes late but fills half the story is a tag too: four phrases and twice the points, not three."""
    file = tmp_path / "own.txt"
    file.write_text("[xx:harbor Harbours >= 4]\n3: quay; pier; jetty; crane\n", encoding="utf-8")
    own = lexicons.load(file)
    late = "It named no reason for that and gave no outlook. " * 9
    assert topics("A town grows", [late, "It has a quay, a pier, a jetty and a crane."], lexicon=own)
    assert not topics("A town grows", [late, "It has a quay, a pier and a jetty."], lexicon=own)


def test_one_phrase_is_a_tag_in_the_headline_only(tmp_path: Any) -> None:
    """One phrase in the first sentence can be a comparison; in the headline, or with a second one, it is the news."""
    file = tmp_path / "own.txt"
    file.write_text("[xx:harbor Harbours >= 4]\n4: quay\n2: pier\n1: wave\n", encoding="utf-8")
    own = lexicons.load(file)

    def tagged(headline: str | None, text: str) -> bool:
        return bool(topics(headline, [text], lexicon=own))

    assert not tagged("A town grows", "It is as long as the quay, they said, and as the quay they know.")
    assert tagged("A town grows", "It has a quay and a pier.")
    assert tagged("A town has a quay", "It was built last year.")
    assert tagged(None, "It has a quay.")  # without a headline the first sentence says what the news is
    assert not tagged("A wave of waves", "The wave came at night, and another wave, and a wave after that." * 5)


def test_a_tag_of_korea_asks_for_korea() -> None:
    """The same strike is tagged in Ulsan and not in a town elsewhere."""
    text = "Unionised workers of the shipyard in {} went on strike; the labor union wants a higher minimum wage."
    assert "kr:labour" in about("Shipyard union in Ulsan strikes", text.format("Ulsan"))
    assert "kr:labour" not in about("Shipyard union in Quillon strikes", text.format("Quillon"))


MISLEADING = [
    ("Shares end at 52,000 won", "The currency won 0.3 percent against the dollar.", "sport"),
    ("Tennis court to be rebuilt", "Two tennis courts in the park will be resurfaced for the tournament.", "crime"),
    (
        "Pitcher fans nine",
        "He found the strike zone early; the umpire called the third strike in the ninth inning.",
        "labour",
    ),
    ("Warship to fire a missile", "The navy said the frigate would fire a missile in a drill.", "disaster"),
    (
        "Carpenter builds a filing cabinet",
        "Furniture from the village: a filing cabinet, a medicine cabinet.",
        "politics",
    ),
    ("Landslide victory for the Greens", "The party won by a landslide in the election.", "disaster"),
    ("A marathon session in parliament", "Lawmakers ended the marathon session at dawn.", "sport"),
    ("It was in the park", "They asked us who it was, and it was apple pie.", "health"),
    ("Sales pitch", "The company made a sales pitch to its customers.", "sport"),
    ("Cold War archive opens", "Historians read the papers of the Cold War in the archive.", "weather"),
]


@pytest.mark.parametrize(("headline", "text", "wrong"), MISLEADING)
def test_words_that_mislead(headline: str, text: str, wrong: str) -> None:
    """A word that means something else here does not bring in the topic that it usually speaks for."""
    assert not [top for top in tops(headline, text) if top.startswith(wrong)]


def phrases_of(found: tuple[dict[str, Any], ...]) -> set[str]:
    """All reasons given."""
    return {phrase for topic in found for phrase in topic["because"]}


def test_case_where_it_matters() -> None:
    """WHO is a body and "who" is not; a headline in capitals does not turn words into bodies."""
    assert "WHO" in phrases_of(topics(None, ["Experts of the WHO met."]))
    assert "WHO" not in phrases_of(topics(None, ["Experts who met the patients."]))
    assert "WHO" not in phrases_of(topics("MAN WHO SOLD HOSPITAL", ["The hospital is for sale."]))


def test_plural_possessive_and_spelling() -> None:
    """One phrase finds its plural, its possessive, and the other side of the ocean's spelling."""
    for written in ("labour union", "labor unions", "labour union's", "labor union’s"):
        assert "labour union" in phrases_of(topics(None, [f"The {written} plan."])), written


def test_whole_words_only() -> None:
    """A phrase inside a longer word, or over a comma, is not there."""
    assert topics(None, ["Carthage and partial smartness."]) == ()
    assert "police chief" not in phrases_of(topics(None, ["He left the police, chief among his employers."]))


def test_digits_are_whole_too() -> None:
    """A network of 5G is not in 15G."""
    assert "5G" in phrases_of(topics(None, ["A network of 5G."]))
    assert "5G" not in phrases_of(topics(None, ["A force of 15G."]))


def test_shape() -> None:
    """A topic is one of level 2 or 3 with all that stands above it, the top-level topic first; a tag stands alone."""
    found = topics("Doosan Bears win KBO opener", ["The pitcher allowed two hits in eight innings of baseball."])
    assert [set(t) for t in found] == [{"qcode", "name", "ancestors", "score", "because", "mentions"}] * len(found)
    assert found[0]["qcode"] == "medtop:20000849"
    assert [a["qcode"] for a in found[0]["ancestors"]] == ["medtop:15000000", "medtop:20000822"]
    assert found[-1]["qcode"].startswith("kr:")
    assert found[-1]["ancestors"] == []
    assert all(0 < t["score"] < 1 and t["because"] for t in found)


def test_place_counts() -> None:
    """The same word weighs more in the headline than in the lead, and there more than far below."""
    filler = "The quick grey hare ran over the hill. " * 20
    places = [("Volcano", filler), (None, "A volcano. " + filler), (None, filler + "A volcano.")]
    scores = [topics(headline, [text])[0]["score"] for headline, text in places]
    assert scores[0] > scores[1] > scores[2]


def test_repeats_count_less_and_less() -> None:
    """Each further mention adds less than the one before."""
    scores = [topics(None, ["x " * 300 + "A volcano. " * n])[0]["score"] for n in (1, 2, 3)]
    points = [8 * s / (1 - s) for s in scores]
    assert points[1] - points[0] > points[2] - points[1] > 0


def test_no_more_than_three() -> None:
    """A story of everything is given three topics, and no two of one line of descent."""
    found = [t for t in topics(None, [" ".join(text) for text in TOPS.values()]) if t["ancestors"]]
    assert len(found) == MOST_TOPICS
    codes = {t["qcode"] for t in found}
    assert not [t for t in found if codes & {a["qcode"] for a in t["ancestors"]}]


def test_a_shared_word_brings_in_no_second_sport() -> None:
    """A manager is a word of football too; in a story of baseball he is not enough for it, whatever says sport."""
    text = "The manager praised his pitcher, who allowed two hits in eight innings; the team won its first title."
    assert about(
        "Bears win opener on late home run", text, "The players lifted the trophy; it was their best season."
    ) == ["baseball"]


def test_nothing_to_say() -> None:
    """No text, no words, words that speak for nothing: no topic."""
    assert topics(None, []) == topics("", [""]) == topics("...", ["!?", "\0"]) == topics(None, ["맑음"]) == ()


def test_one_thing_said_well_is_more_than_many_hints(tmp_path: Any) -> None:
    """With as many points for sport in one topic as for crime in two, it is sport that the text is about."""
    file = tmp_path / "own.txt"
    rules = (
        "[medtop:20000107 court]\n2: gavel\n[medtop:20000133 police]\n2: baton\n[medtop:20001065 soccer]\n4: whistle\n"
    )
    file.write_text(rules, encoding="utf-8")
    found = topics(None, ["A gavel, a baton and a whistle."], lexicon=lexicons.load(file))
    assert found[0]["name"] == "soccer"


def test_a_changed_file_changes_the_topics(tmp_path: Any) -> None:
    """The worker can be pointed at a lexicon of one's own."""
    file = tmp_path / "own.txt"
    file.write_text("[xx:harbor Harbours >= 3]\n4: quay\n", encoding="utf-8")
    own = lexicons.load(file)
    found = topics("A quay for Lund", [], lexicon=own)
    assert [t["qcode"] for t in found] == ["xx:harbor"]
    assert topics("A volcano", [], lexicon=own) == ()


NOT_ABOUT = {
    "a page's last line": (
        "information technology and computer science",
        "The pier opens in May, the council said. Find us on Facebook, or on Twitter. Any story suggestion?",
    ),
    "a driver's name": (
        "motor car racing",
        "Judge Raquel Montoya-Lund was sworn in at the court. Montoya-Lund said no.",
    ),
    "players with an old weapon's name": ("fencing", "The Sabres won at home. The Sabres scored in the power play."),
}


@pytest.mark.parametrize("name", NOT_ABOUT)
def test_names_and_furniture_are_no_topics(name: str) -> None:
    """Names that sound like a topic, and where a page asks to be followed, say nothing of what a text is about."""
    topic, text = NOT_ABOUT[name]
    assert topic not in about(None, text)


def test_an_obituary() -> None:
    """The family that somebody leaves is no topic; that he has died is one."""
    text = "Bo Lund, a former mayor, died of natural causes on Friday. He is survived by his wife, Ada, and two sons."
    assert about("Former mayor Bo Lund dies at age 70", text)[0] == "funeral and memorial service"


def test_what_news_of_every_kind_mentions_leads_less_readily() -> None:
    """A star in court is news of music first, and of the court too; eleven of the top-level topics have a part."""
    assert sum(part != 1.0 for part in LEADS) == 11, "a code that is not of the top level would count for nothing"
    text = "The singer was in court, where a jury heard of the concert. The band played on; the trial goes on."
    first, *others = [t["ancestors"][0]["name"] for t in topics(None, (text,)) if t["ancestors"]]
    assert first == "arts, culture, entertainment and media"
    assert "crime, law and justice" in others


def test_a_town_is_not_its_club() -> None:
    """A town that a football club is named after does not make a text one of football."""
    text = "A fire closed the market hall in the old town of Ipswich. Ipswich has a new mayor, and Watford none."
    assert [t["name"] for t in topics(None, (text,)) if t["name"] == "soccer"] == []
