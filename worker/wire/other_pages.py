"""Tells pages of videos, songs, goods, forums and profiles from articles, by what they say of themselves."""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

_SERVICES = {
    "youtube.com": "a video", "youtu.be": "a video", "vimeo.com": "a video", "dailymotion.com": "a video",
    "twitch.tv": "a video", "tiktok.com": "a video", "soundcloud.com": "a song", "open.spotify.com": "a song",
    "music.apple.com": "a song", "itunes.apple.com": "a list in a shop", "bandcamp.com": "a song",
    "twitter.com": "a post", "x.com": "a post", "twitpic.com": "a post", "facebook.com": "a post",
    "instagram.com": "a post", "threads.net": "a post", "bsky.app": "a post", "pinterest.com": "a post",
    "reddit.com": "a thread of a forum", "stackoverflow.com": "a thread of a forum",
    "news.ycombinator.com": "a thread of a forum", "quora.com": "a thread of a forum", "github.com": "a project",
    "imdb.com": "an entry of a catalogue", "t.me": "a post", "vk.com": "a post", "weibo.com": "a post",
}  # fmt: skip
"""Hosts where nothing is an article, with or without `www.` or `m.`; their subdomains may have blogs."""
_MIRRORS = ("www.", "m.", "mobile.", "old.", "web.")

_CARDS = (
    ("video", "a video"), ("music", "a song"), ("profile", "a profile"), ("product", "a product"), ("og:product",
    "a product"), ("song", "a song"), ("movie", "a film"), ("game", "a game"), ("business", "a firm's entry"),
    ("restaurant", "a firm's entry"), ("hotel", "a firm's entry"), ("place", "a place"), ("event", "an event"),
)  # fmt: skip
"""How og:type begins (ogp.me)."""
_TYPES = {
    "videoobject": "a video", "musicrecording": "a song", "musicalbum": "a song", "musicplaylist": "a song",
    "audioobject": "a recording", "podcastepisode": "a recording", "movie": "a film", "tvepisode": "a film",
    "profilepage": "a profile", "product": "a product", "productgroup": "a product",
    "softwareapplication": "a program", "jobposting": "a job", "event": "an event", "musicevent": "an event",
    "qapage": "a thread of a forum", "question": "a thread of a forum",
    "discussionforumposting": "a thread of a forum", "searchresultspage": "a list of results",
    "checkoutpage": "a form", "imagegallery": "a gallery",
}  # fmt: skip
"""Types of schema.org."""
_ONLY = frozenset(("a thread of a forum", "a job", "a list of results", "a form"))
"""Kinds that have texts of their own, which are no article either."""
_ITEM = "html[itemtype],body[itemtype],main[itemtype],body > div[itemtype],div[id][itemtype]"
_GENERATOR = re.compile(
    r"(?:discourse|discuz|phpbb|vbulletin|xenforo|mybb|simple machines|flarum|nodebb|invision)\b", re.I | re.A
)
_LONG, _TOGETHER = 100, 3
"""So many paragraphs of this length in one element are a text."""


def service(address: str | None) -> str | None:
    """What an address leads to, if its host is one where nothing is an article; None if it may be one."""
    try:
        host = (urlsplit(address or "").hostname or "").lower()
    except ValueError:
        return None
    for mirror in _MIRRORS:
        host = host.removeprefix(mirror)
    return _SERVICES.get(host)


def kind(tree: LexborHTMLParser, types: set[str]) -> str | None:
    """What a page is that does not say that it is an article, if it says what it is; `types` are those of its JSON-LD.
    A page with a text of its own beside a video, a song or an event may be an article."""
    said = {_TYPES[t] for t in types if t in _TYPES}
    for node in tree.css(_ITEM):
        name = (node.attributes.get("itemtype") or "").rstrip("/").rpartition("/")[2].lower()
        if name in _TYPES:
            said.add(_TYPES[name])
    card = tree.css_first('meta[property="og:type"]')
    value = ((card.attributes.get("content") or "") if card is not None else "").strip().lower()
    said |= {name for start, name in _CARDS if value.startswith(start)}
    generator = tree.css_first('meta[name="generator"]')
    if generator is not None and _GENERATOR.match(generator.attributes.get("content") or ""):
        said.add("a thread of a forum")
    if not said:
        return None
    sure = said & _ONLY
    return min(sure) if sure else min(said) if not _has_text(tree) else None


def _has_text(tree: LexborHTMLParser) -> bool:
    siblings = Counter(
        node.parent.mem_id for node in tree.css("p") if node.parent is not None and len(node.text()) >= _LONG
    )
    return max(siblings.values(), default=0) >= _TOGETHER
