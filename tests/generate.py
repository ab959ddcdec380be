"""Invented wires of any length, as raw messages: the same seed gives the same wire, on every machine.

A wire holds what a real one does, in about the shares of one: chains up to a 5th LD that arrive out of order, stories
known by their content id, by their slug or by their text alone, combines in both orders, kills, corrections, silent
edits, pages in two renderings, deliveries repeated, and digests that repeat leads with their notes. Places, people and
stories are invented.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Any

Message = dict[str, Any]

KST = dt.timezone(dt.timedelta(hours=9))
START = dt.datetime(2025, 3, 14, 6, 0, tzinfo=KST)
DESKS = ("315", "320", "325")
MONTHS = ("Jan.", "Feb.", "March", "April", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")
SUMMARY = "The following is the second summary of major stories moved by Yonhap News Agency on {day:%A}."

_CITIES = ("PORT MEREN", "HALDEN BAY", "TOLVE", "QUILL", "SKARN", "ORMSBY", "LINDERA", "VASK")
_GIVEN = ("Ilse", "Joran", "Tilda", "Oskar", "Mirren", "Davit", "Petra", "Anton", "Sela", "Ines", "Runa", "Abel")
_FAMILY = ("Pell", "Brask", "Lindqvale", "Achterhof", "Sarno", "Holm", "Reyle", "Marr", "Tarrow", "Delft", "Noor")
_TITLES = ("Mayor", "Transport Minister", "Finance Minister", "Capt.", "Deputy Minister", "Judge", "Gov.")
_WHO = ("council", "ministry", "harbor office", "union", "museum", "central bank", "coast guard", "university", "court")
_DOES = ("opens", "closes", "delays", "reviews", "approves", "rejects", "repairs", "expands", "funds", "inspects")
_WHAT = ("ferry line", "bridge", "budget", "tram depot", "lighthouse", "tidal museum", "fish market", "rate cut")
_NOUNS = (
    *("harbor", "ferry", "tide", "museum", "lantern", "orchard", "ridge", "valley", "depot", "convoy", "ballot"),
    *("survey", "clinic", "stadium", "treaty", "granite", "quarter", "signal", "vessel", "archive", "council", "river"),
    *("border", "festival", "engineer", "storm", "turbine", "tribunal", "tariff", "reservoir"),
)
_VERBS = ("checked", "measured", "repaired", "counted", "moved", "sold", "reopened", "insured", "painted", "delayed")
_SYLLABLES = ("bar", "del", "fen", "gor", "hal", "kim", "lor", "mer", "nas", "pol", "quen", "rus", "sil", "tam", "vor")
_RARE = tuple(f"{a}{b}{c}" for a in _SYLLABLES for b in ("a", "e", "i", "o", "u", "ai") for c in _SYLLABLES)
"""Invented words, so many that two stories share hardly a run of five words, as little as two real ones do."""
_SAYS = (
    '"No {4} {0} opens before {5} is {2}," {3} told reporters.',
    '"Our {4} {0} outlived every {5}, and it shows," {3} said. "{1} must be {2}."',
    "{3} said {4} {0} and {5} {1} would be {2} this year.",
    "Its {4} {0} was {2} after {5} and {1}, according to {3}.",
)
_NOTES = ("UPDATES with details throughout", "ADDS remarks in para 3", "RECASTS headline, lead; ADDS photo")


@dataclass
class _Story:
    number: int
    slug: str
    headline: str
    city: str
    paragraphs: list[str]
    start: float
    by: str
    sent: list[tuple[str, str, str]] = field(default_factory=list)
    """What was sent so far: marker, headline, note."""


def wire(articles: int, seed: int = 0, *, size: int = 2800, seconds: float = 4.0) -> list[Message]:
    """A wire of so many raw messages in the order of their arrival.

    `size` is the length of a story's last text in characters, about: at 2800 a message has 2.5 kB on average.
    `seconds` is the time between two articles, on average.
    """
    return list(sent(articles, seed, size=size, seconds=seconds))


def sent(articles: int, seed: int = 0, *, size: int = 2800, seconds: float = 4.0) -> Iterator[Message]:
    """The same wire, message by message: of a million messages only those that are late are in memory."""
    rng = random.Random(seed)
    waiting: list[tuple[float, int, Message]] = []
    at, number, made, given = 0.0, 0, 0, 0
    told: list[_Story] = []
    while made < articles:
        number += 1
        story = _story(rng, number, at, size)
        for arrival, message in _messages(rng, story, told):
            heappush(waiting, (arrival, made, message))
            made += 1
        told = [*told[-40:], story]
        at = made * seconds
        while waiting and waiting[0][0] < at and given < articles:  # no later story sends anything before `at`
            given += 1
            yield heappop(waiting)[2]
    while given < articles:
        given += 1
        yield heappop(waiting)[2]


def shuffled(messages: list[Message], seed: int = 0, repeated: float = 0.1) -> list[Message]:
    """The same wire in another order, a share of its messages delivered twice."""
    rng = random.Random(seed)
    again = [m for m in messages if rng.random() < repeated]
    mixed = [*messages, *again]
    rng.shuffle(mixed)
    return mixed


def _story(rng: random.Random, number: int, start: float, size: int) -> _Story:
    who, does, what = rng.choice(_WHO), rng.choice(_DOES), rng.choice(_WHAT)
    city = rng.choice(_CITIES)
    name = f"{rng.choice(_TITLES)} {rng.choice(_GIVEN)} {rng.choice(_FAMILY)}"
    first = f"The {who} of {city.title()} {does} the {what} this week, case {number}, officials said."
    paragraphs, length = [first], len(first)
    while length < size:
        paragraphs.append(_paragraph(rng, name, number))
        length += len(paragraphs[-1])
    headline = f"{city.title()} {who} {does} {what} No. {number}"
    by = rng.choices(("id", "slug", "text"), (91, 7, 2))[0]
    slug = f"{city.title()}-{what} {number if rng.random() < 0.97 else number % 20}"  # some are used again
    return _Story(number, slug, headline, city, paragraphs, start, by)


def _paragraph(rng: random.Random, name: str, number: int) -> str:
    a, b, c = rng.sample(_NOUNS, 3)
    verb, other = rng.sample(_VERBS, 2)
    d, e, f, g, h, i, j = rng.choices(_RARE, k=7)
    plain = f"Near {f} the {g} {c} {other} {h} in {rng.randint(2, 90)} days, {i} for {number % 97} {j} crowns."
    return f"{rng.choice(_SAYS).format(a, b, verb, name, d, e)} {plain}"


def _messages(rng: random.Random, story: _Story, told: list[_Story]) -> Iterator[tuple[float, Message]]:
    """One story's messages with their times of arrival, in seconds from the start of the wire."""
    if story.number % 60 == 0 and told:
        yield story.start, _digest(rng, story, told)
        return
    sends = rng.choices(range(1, 7), (50, 25, 12, 7, 4, 2))[0]
    at = story.start
    for n in range(sends):
        message = _send(rng, story, n, sends, at, told)
        delay = rng.choice((0, 0, 0, 60, 900, 3000))  # longer than the gap to the next: out of order
        yield at + delay, message
        yield from _again(rng, message, at + delay)
        at += rng.uniform(300, 2400)
    if story.by == "id" and rng.random() < 0.01:
        yield at, _kill(story, sends, at)


def _send(rng: random.Random, story: _Story, n: int, sends: int, at: float, told: list[_Story]) -> Message:
    shown = max(2, len(story.paragraphs) * (n + 2) // (sends + 1))
    marker = "" if n == 0 else "(LEAD) " if n == 1 else f"({n}{ {2: 'nd', 3: 'rd'}.get(n, 'th') } LD) "
    headline = story.headline if n % 2 == 0 else story.headline.replace("No.", "at last, No.")
    note = _note(rng, n, told)
    moment = START + dt.timedelta(seconds=at)
    head = [f"(ATTN: {note})"] if note else []
    lead = _dateline(story.city, moment) + story.paragraphs[0]
    body = "\n\n".join([*head, lead, *story.paragraphs[1:shown]])
    story.sent.append((marker, headline, note))
    if story.by == "id" and rng.random() < 0.5:
        return _page(story, n, moment, marker + headline, body)
    message: Message = {"source": "yonhap", "headline": marker + headline, "body": body}
    message["published_at"] = moment.isoformat(timespec="seconds")
    if story.by == "id":
        message["id"] = content_id(story.number, story.start, n)
    if story.by != "text":
        message["slug"] = story.slug
    return message


def _note(rng: random.Random, n: int, told: list[_Story]) -> str:
    if n == 0:
        return ""
    kind = rng.random()
    if kind < 0.12 and told:
        return f'COMBINES with story sent under slug "{rng.choice(told[-10:]).slug}"; ADDS photo'
    if kind < 0.16:
        return "CORRECTS number in para 2"
    return rng.choice(_NOTES)


def _page(story: _Story, n: int, moment: dt.datetime, headline: str, body: str) -> Message:
    stamp = f"All News {moment:%H:%M} {moment:%B %d, %Y}"
    caption = f"A view of {story.city.title()} on {moment:%B %d, %Y}. (Yonhap)"
    parts = ("Go to Contents Go to Navigation", headline, stamp, body, caption, caption, "nobody@example.com\n(END)")
    return {
        "source": "yonhap",
        "url": f"https://en.yna.co.kr/view/{content_id(story.number, story.start, n)}",
        "slug": story.slug,
        "fetched_at": (moment + dt.timedelta(minutes=2)).isoformat(timespec="seconds"),
        "content": "\n\n".join((*parts, "-\n(2nd LD) Another story of the day\n-\n(LEAD) And one more")),
    }


def _again(rng: random.Random, message: Message, at: float) -> Iterator[tuple[float, Message]]:
    """Now and then the same message again: delivered twice, fetched from the mobile site, or changed in silence."""
    kind = rng.random()
    if kind < 0.03:
        yield at + 30, message
    elif kind < 0.07 and "url" in message:
        mobile = {**message, "url": message["url"].replace("//en.", "//m-en.") + "?section=news"}
        content = message["content"].replace("Go to Contents Go to Navigation", "Go to Contents")
        yield at + 90, {**mobile, "content": content}
    elif kind < 0.09 and "url" in message:
        fetched = dt.datetime.fromisoformat(message["fetched_at"]) + dt.timedelta(minutes=20)
        changed = message["content"].replace("officials said", "an official said")
        yield at + 1200, {**message, "content": changed, "fetched_at": fetched.isoformat(timespec="seconds")}


def _kill(story: _Story, n: int, at: float) -> Message:
    return {
        "source": "yonhap",
        "id": content_id(story.number, story.start, n),
        "slug": story.slug,
        "status": "canceled",
        "published_at": (START + dt.timedelta(seconds=at)).isoformat(timespec="seconds"),
        "headline": f"KILL: {story.headline}",
        "body": f'KILL KILL KILL\n\nEditors: Please kill the story slugged "{story.slug}."',
    }


def _digest(rng: random.Random, story: _Story, told: list[_Story]) -> Message:
    moment = START + dt.timedelta(seconds=story.start)
    parts = ["Yonhap News Summary", f"All News {moment:%H:%M} {moment:%B %d, %Y}", SUMMARY.format(day=moment)]
    for other in rng.sample(told, min(5, len(told))):
        if other.sent:
            marker, headline, note = other.sent[-1]
            parts += ["-----------------", marker + headline, *([f"(ATTN: {note})"] if note else [])]
            parts.append(f"{other.city} -- {other.paragraphs[0]}")
    return {
        "source": "yonhap",
        "url": f"https://en.yna.co.kr/view/{content_id(story.number, story.start, 0)}",
        "fetched_at": (moment + dt.timedelta(minutes=2)).isoformat(timespec="seconds"),
        "content": "\n\n".join((*parts, "(END)")),
    }


def _dateline(city: str, moment: dt.datetime) -> str:
    return f"{city}, {MONTHS[moment.month - 1]} {moment.day} (Yonhap) -- "


def content_id(number: int, start: float, n: int) -> str:
    """The content id of the nth send of a story: no two alike among 29,997 stories a day."""
    day = START + dt.timedelta(seconds=start)
    desk = DESKS[number // 9999 % len(DESKS)]
    return f"AEN{day:%Y%m%d}{number % 9999 + 1:04d}{50 + n if n else 0:02d}{desk}"
