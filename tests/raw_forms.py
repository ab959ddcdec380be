"""Raw messages as producers send them (pages, feed items, HTML) of invented stories, and the fold of them, checked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

import orjson

from worker.story.resolve import resolve
from worker.story.source_state import SourceState
from worker.story.story import Story, to_json
from worker.wire.article import Article, Lineage
from worker.wire.read import decode, read

Message = dict[str, Any]

KST = dt.timezone(dt.timedelta(hours=9))
MONTHS = ("Jan.", "Feb.", "March", "April", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")

FERRY = (
    "The council of Port Meren opened a second ferry line to the island of Skarn on Wednesday, harbor officials said.",
    '"Nobody should wait two hours for a boat," Mayor Ilse Brask told reporters at the northern pier.',
    "Tickets for the crossing cost four crowns, and children under seven travel free until the end of the summer.",
    "The older vessel, built sixty years ago, will carry freight between the islands during the winter months.",
    "Fishermen had asked for a later departure because the market of Skarn closes shortly before midnight.",
    "A study by the university of Tolve counted eleven thousand passengers on the line during the trial in April.",
)
MUSEUM = (
    "The museum of tides in Halden Bay reopens next month after repairs that lasted three years, its director said.",
    "Curator Petra Achterhof showed visitors a bronze tide clock recovered from the estuary by divers last autumn.",
    "The roof of the eastern gallery had leaked since the storm and was replaced with slate from the Quill quarry.",
    "Schools may book guided tours from September, according to a statement that the foundation published online.",
    "Donations paid for two thirds of the repairs, the foundation said, and the province covered the remainder.",
)
LANTERN = (
    "Organizers of the lantern festival in Lindera said they expect eighty thousand guests during the first weekend.",
    "Police closed four bridges over the Vask and asked drivers to leave their vehicles outside the old town.",
    "Paper lanterns must carry electric candles this year after a stall burned down during the previous festival.",
    "Hotels in the surrounding valley reported that every available room had been reserved since the early spring.",
)
TARIFF = (
    "The finance ministry in Tolve postponed a tariff on imported granite until the quarries have been inspected.",
    "Deputy Minister Davit Holm said that importers had misread the regulation and filed the wrong customs forms.",
    "Builders warned that granite prices could double before the completion of the harbor wall in Port Meren.",
    "The ministry promised a decision within forty days, according to a letter seen by the trade association.",
)


HEAD, MUSEUM_HEAD = "Port Meren opens second ferry line", "Museum of tides to reopen"
LANTERN_HEAD = "Lindera lights lanterns"
AT, LATER, LAST, END = "2031-05-07 13:00", "2031-05-07 13:40", "2031-05-07 14:20", "2031-05-07 15:00"


def content_id(serial: int, send: int = 0, day: str = "20310507", desk: int = 315) -> str:
    """A content id of Yonhap's form: the nth send of the serial of a day."""
    return f"AEN{day}{serial:04d}{50 + send if send else 0:02d}{desk}"


def moment(at: str) -> dt.datetime:
    """`2031-05-07 13:00` in the wire's zone."""
    return dt.datetime.fromisoformat(at).replace(tzinfo=KST)


def dated(text: Sequence[str], at: str, city: str = "PORT MEREN") -> list[str]:
    """Paragraphs with the dateline of a day in front."""
    day = moment(at)
    return [f"{city}, {MONTHS[day.month - 1]} {day.day} (Yonhap) -- {text[0]}", *text[1:]]


def page(
    headline: str,
    text: Sequence[str],
    at: str,
    cid: str | None = None,
    *,
    note: str | None = None,
    caption: str | None = None,
    stamp: str | None = None,
    city: str = "PORT MEREN",
    **fields: Any,
) -> Message:
    """A desktop page with its navigation, doubled caption, and lists of other stories with their markers."""
    stamp = f"All News {moment(at):%H:%M %B %d, %Y}" if stamp is None else stamp
    parts = [
        "Go to Contents Go to Navigation",
        headline,
        stamp,
        f"(ATTN: {note})" if note else "",
        *dated(text, at, city),
    ]
    parts += [caption, caption] if caption else []
    parts += ["desk@example.com\n(END)", "-\n(3rd LD) Granite wall repaired\n-\n(URGENT) Bridge closed\n-\nKeywords"]
    message: Message = {"source": "yonhap", "content": "\n\n".join(p for p in parts if p)}
    if cid:
        message["url"] = f"https://en.yna.co.kr/view/{cid}?section=national/national"
    return message | fields


def mobile(headline: str, text: Sequence[str], at: str, cid: str, **fields: Any) -> Message:
    """The mobile page of the same item: no caption, no note, no lists."""
    parts = ["Go to Contents", headline, f"{moment(at):%H:%M %B %d, %Y}", *dated(text, at)]
    return {"source": "yonhap", "content": "\n\n".join(parts), "url": f"https://m-en.yna.co.kr/view/{cid}"} | fields


def feed(headline: str | None, text: Sequence[str], at: str | None, **fields: Any) -> Message:
    """A feed item: headline and body apart, time in RFC 3339."""
    message: Message = {"source": "yonhap", "headline": headline, "body": "\n\n".join(text)}
    if at:
        message["published_at"] = moment(at).isoformat()
    return message | fields


def articles(messages: Iterable[Message]) -> list[Article]:
    """Read messages by way of their bytes, as they lie in a file."""
    return [read(decode(orjson.dumps(m)), Lineage("-", 0, n)) for n, m in enumerate(messages)]


def article(message: Message) -> Article:
    """The article of one message."""
    return articles([message])[0]


def tell(*messages: Message) -> dict[str, Story]:
    """Stories by uri: the same for the whole set, and for the wire article by article, forwards and backwards."""
    found = articles(messages)
    expected = {s.uri: to_json(s) for s in resolve(found)}
    for arrival in (found, found[::-1]):
        wires: dict[str, SourceState] = {}
        told: dict[str, bytes] = {}
        for a in arrival:
            for uri, story in wires.setdefault(a.source, SourceState(a.source)).add([a]).stories:
                told.pop(uri, None)
                if story is not None:
                    told[uri] = to_json(story)
        assert told == expected
    return {s.uri: s for s in resolve(found)}


def one(*messages: Message) -> Story:
    """The single story that these messages are."""
    stories = tell(*messages)
    assert len(stories) == 1, [(s.uri, s.rung, [v.raw.offset for v in s.versions]) for s in stories.values()]
    return next(iter(stories.values()))


def holding(stories: dict[str, Story], line: int) -> Story:
    """The story that the nth message is a version of, counted from 0."""
    (found,) = [s for s in stories.values() if any(v.raw.offset == line for v in s.versions)]
    return found


def chains(stories: dict[str, Story]) -> set[tuple[int, ...]]:
    """Which messages are one story, in the order of their versions."""
    return {tuple(v.raw.offset for v in s.versions) for s in stories.values()}


def by_slug(stories: dict[str, Story], slug: str) -> Story:
    """The single story that was sent under a slug."""
    (found,) = [s for s in stories.values() if slug in s.slugs]
    return found


def headlined(stories: dict[str, Story], headline: str) -> Story:
    """The single story, no notice, under a headline."""
    (found,) = [s for s in stories.values() if s.headline == headline and s.kind == "article"]
    return found


BASE = page(HEAD, FERRY[:3], AT, content_id(47))
LEAD = page(f"(LEAD) {HEAD}", FERRY[:4], LATER, content_id(47, 1), note="ADDS details in para 4")
SECOND = page(f"(2nd LD) {HEAD}: mayor", FERRY[:5], LAST, content_id(47, 2), note="RECASTS headline; ADDS para 5")
MUSEUM_BASE = feed(MUSEUM_HEAD, MUSEUM[:3], AT, slug="Museum-tides")
KILLS: list[Message] = [
    feed(MUSEUM_HEAD, [], LAST, slug="Museum-tides", status="canceled"),
    feed(f"KILL: {MUSEUM_HEAD}", ["This story has been withdrawn."], LAST),
    feed("URGENT BULLETIN KILL", ['Kill the story slugged "Museum-tides." A kill is mandatory.'], LAST),
    page("KILL KILL KILL", [f'Editors, please kill the story headlined "{MUSEUM_HEAD}."'], LAST, content_id(99)),
    feed("Advisory", ["KILL KILL KILL", 'The story sent under slug "Museum-tides" must not be used.'], LAST),
    feed("Museum-tides, KILL", ['Mandatory kill of the story slugged "Museum-tides".'], LAST, id="k-1"),
    feed("KILL", [], LAST, editor_note='KILLS story sent under slug "Museum-tides"', pubstatus="canceled"),
]
"""All forms of a kill of the museum's story."""
