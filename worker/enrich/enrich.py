"""`enrich`: an article with its speakers and topics."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

from worker.enrich import people
from worker.enrich.lexicon import Lexicon
from worker.enrich.places import places
from worker.enrich.speakers import Speaker, Text, attributed, look, tell, to_mapping
from worker.enrich.topics import topics
from worker.wire.article import Article, as_json
from worker.wire.frozen import other

_SPOKEN = frozenset({"article", "robot"})
_ABOUT = frozenset({"article", "robot", "digest", "papers", "history"})


def enrich(article: Article, lexicon: Lexicon | None = None) -> Article:
    """Fill `speakers` and `topics`. Only English is supported: other languages get the flag `language_not_served`.
    Digests and notices repeat others and contain no quotes of their own.

    Pure, and not part of the content hash: better rules do not make a new article.
    """
    text = look_for_speakers(article)
    return enriched(article, tell(*attributed(text)) if text is not None else (), lexicon)


def look_for_speakers(article: Article) -> Text | None:
    """The first step of `enrich`, for whoever does each of them for many articles at once; None: nobody speaks in it.
    Two more of `speakers` follow, and `enriched`."""
    if article.kind not in _SPOKEN or not article.language.startswith("en"):
        return None
    return look(article.headline, article.paragraphs, read=True)


def enriched(article: Article, said: Sequence[Speaker], lexicon: Lexicon | None = None) -> Article:
    """The last step: the article with its speakers, and with what it is about."""
    if article.kind not in _ABOUT:
        return article
    if not article.language.startswith("en"):
        return dataclasses.replace(article, flags=tuple(sorted({*article.flags, "language_not_served"})))
    text = article.paragraphs or tuple(item.headline for item in article.items)
    if article.dateline and text:  # the place counts for topics too
        text = (f"{article.dateline.raw} {text[0]}", *text[1:])
    about = topics(article.headline, text, lexicon=lexicon)
    about += places(article.headline, article.paragraphs, article.dateline.raw if article.dateline else None)
    named = people_of(said, lexicon)
    return other(article, speakers=as_json(named), topics=as_json(about))


def people_of(said: Sequence[Speaker], lexicon: Lexicon | None) -> list[dict[str, Any]]:
    """The speakers as mappings, each with the key by which the person is found on every wire (`person`), and the
    Wikidata id if the file of people has one."""
    known = (lexicon.people if lexicon is not None else None) or people.default()
    found = []
    for speaker in said:
        key, wikidata = None, None
        if speaker.kind == "person":
            key, wikidata = people.who(known, speaker.name, speaker.title, speaker.affiliation)
        found.append(to_mapping(speaker, key, wikidata))
    return found
