"""What finding speakers costs: `python -m tests.bench speakers`.

Articles of our own invention, each with other names, as long as the wire's: 2 kB and 4.5 kB, about as dense with quotes
as agency copy (one for every 250 characters). Then 2 kB of nothing but quotes, such as an interview or a round of
reactions (`dense`), and 100 kB, to see that time grows with the length and no faster.
"""

from __future__ import annotations

import gc
import random
import resource
import time

from worker.enrich.enrich import people_of
from worker.enrich.places import places
from worker.enrich.speakers import speakers
from worker.enrich.topics import topics

GOALS_MS = {2_000: 0.35, 4_500: 0.75}
DENSE_GOAL_MS = 0.65
TOGETHER_MS = 0.45
HEADLINE = "Minister sells the mill"
ROUNDS = 9
ARTICLES = 40

FAMILIES = "Berg Lund Holm Dahl Moen Lie Vik Ness Haug Bakke Strand Solberg Kim Lee Park Choi Jang Seo Han Yoo".split()
GIVEN = "Ada Bo Carl Dora Emil Frida Gunnar Hilda Ivar Jonas Karin Lars Mona Nils Olga Petra".split()
KOREAN = "Do-yeon Min-gyu Ji-a Ara-mi Hyun-suk Jin-ah Do-beom Sung-ho".split()
TITLES = [
    "Foreign Minister", "Sen.", "Norhaven Mayor", "Harbor Party spokeswoman", "Vice Oceans Minister", "Prosecutor",
    "Defense Ministry spokesman", "Special Envoy",
]  # fmt: skip
PARAGRAPHS = (
    """
{title} {name} said {day} that the {thing} would be sold before the end of the year, despite the protests of those
 who live beside it and of the council, which has asked for another hearing.
"We have talked about the {thing} for years, and nobody has come with a better plan," {family} told reporters. "It is
 time to move on to the next stage."
The {thing} was built in 1911 and has been closed since the flood. Its roof was mended twice with money from the
 county, most of it in the years after the war, and the yard has served as a car park since then.
In the years before the war some forty people worked there, and the whistle that called them could be heard as far as
 the islands. The last of them left in 1987, when the owners moved to a new building by the motorway.
{family}, who came to {city} on {day}, also met the owners of the {thing} and called their offer "a first step"
 toward a lasting agreement with the town.
The minister declined to comment on the price. An official at the ministry said on condition of anonymity that
 more than one bid had been made, adding that the names would be made public in May.
A path leads from the {thing} to the church of {city}, past gardens and a row of low houses that were painted in the
 colors of the harbor. Most of them stand empty in winter and are let to visitors from June to August.
Prices in {city} have risen by 12 percent since last summer, according to the Northern Land Office, and rents are
 expected to follow.
The county has put aside 12 million crowns for the shore, of which about a third is to be spent on the sea wall. Work
 will begin when the ice has gone, and the road will be closed at night for most of the spring.
"Nobody asked us," said {other}, a teacher who has lived in {city} for thirty years. "The {thing} belongs to the
 people of this town, and they will not forget it."
The road to {city} leads past the {thing}, over the old bridge and down to the harbor, where two ferries a day leave
 for the islands when the weather allows it. In winter there may be none for a week.
""".strip()
    .replace("\n ", " ")
    .split("\n")
)
DENSE = (
    """
{title} {name} told reporters in {city} that the {thing} was "a gift to the town" and would "stay one for good."
"We were asked to wait, and we waited," {family} said. "Nobody has told us why. I would call that a pity."
"It is the third time this year," said {other}, who lives beside the {thing}. "The council says it is sorry, and then
 it does the same again."
{family} called the offer "more than fair," adding that he was "not the man to say no to a friend."
Asked about the price, {other} replied: "I have heard four numbers since {day}, and I do not believe one of them."
"Is it safe? Yes," the envoy said. "Is it cheap? No," she said, noting that "nobody ever promised that."
An official at the ministry, who spoke on condition of anonymity, described the talks as "slow, but honest."
According to {name}, the {thing} "has paid for itself twice," and critics "should read the books before they speak."
""".strip()
    .replace("\n ", " ")
    .split("\n")
)
THINGS = "mill harbor lighthouse cannery shipyard school station bridge".split()
CITIES = "Norhaven Eastvik Sundby Hollen Marstrand Kelby".split()
DAYS = "Monday Tuesday Wednesday Thursday Friday".split()


def article(length: int, number: int, templates: list[str] = PARAGRAPHS) -> list[str]:
    """An article of about `length` characters; another number, another cast."""
    rng = random.Random(number)
    paragraphs: list[str] = []
    size = 0
    cast = [_name(rng) for _ in range(max(3, length // 1200))]
    while size < length:
        name = rng.choice(cast)
        family = name.split()[0] if "-" in name else name.split()[-1]
        text = templates[len(paragraphs) % len(templates)].format(
            name=name, family=family, title=rng.choice(TITLES), other=rng.choice(cast), thing=rng.choice(THINGS),
            city=rng.choice(CITIES), day=rng.choice(DAYS),
        )  # fmt: skip
        paragraphs.append(text)
        size += len(text) + 1
    return paragraphs


def _name(rng: random.Random) -> str:
    if rng.random() < 0.4:
        return f"{rng.choice(FAMILIES[12:])} {rng.choice(KOREAN)}"
    return f"{rng.choice(GIVEN)} {chr(rng.randrange(65, 91))}. {rng.choice(FAMILIES[:12])}"


def milliseconds(articles: list[list[str]]) -> float:
    """CPU time an article, the best of some rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.process_time()
        for paragraphs in articles:
            speakers(None, paragraphs)
        best = min(best, time.process_time() - start)
    return best / len(articles) * 1000


def _figure(name: str, articles: list[list[str]], goal: float) -> None:
    quotes = sum(len(s.quotes) for paragraphs in articles for s in speakers(None, paragraphs)) / len(articles)
    size = sum(len("\n".join(a)) for a in articles) / len(articles)
    cost = milliseconds(articles)
    print(f"{size / 1000:5.1f} kB {name:5} {cost:.3f} ms an article (to reach: {goal}), {quotes:.0f} quotes in each")


def _together(articles: list[list[str]]) -> None:
    """What all of enrichment costs an article that was read: speakers with their keys, topics, places."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.process_time()
        for paragraphs in articles:
            people_of(speakers(HEADLINE, paragraphs, read=True), None)
            topics(HEADLINE, paragraphs)
            places(HEADLINE, paragraphs)
        best = min(best, time.process_time() - start)
    cost = best / len(articles) * 1000
    print(f"  2.1 kB       {cost:.3f} ms for speakers, keys, topics and places together (to reach: {TOGETHER_MS})")


def main() -> None:
    """Print the figures."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    gc.collect()
    for length, goal in GOALS_MS.items():
        _figure("", [article(length, number) for number in range(ARTICLES)], goal)
    _figure("dense", [article(2_000, number, DENSE) for number in range(ARTICLES)], DENSE_GOAL_MS)
    _together([article(2_000, number) for number in range(ARTICLES)])
    long = [article(100_000, 1)]
    cost = milliseconds(long)
    print(f"100.0 kB       {cost:.1f} ms, {cost / len(chr(10).join(long[0])) * 4500:.3f} ms for each 4.5 kB of it")
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory    {after:.0f} MB, of which {after - before:.0f} MB after the import (to reach: under 30)")


if __name__ == "__main__":
    main()
