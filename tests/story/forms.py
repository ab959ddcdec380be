"""Articles as values for the contract of folding, and the fold of them, checked in more than one order."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

from tests.story.wires import article, lead, note, text
from worker.story.resolve import resolve
from worker.story.source_state import SourceState
from worker.story.story import Story, to_json
from worker.wire.article import Article

SERIAL = "20310507-0011-315"
OTHER = "20310507-0012-325"
FERRY = "newswire:harbour:slug:ferry:2031-05-07"
SECOND = blake2b(b"Ferry-600", digest_size=6).hexdigest()
"""The mark of a further story of one slug and day: made of its first article's item, so that no third renames it."""


def sent(n: int, minutes: int = 0, serial: str = SERIAL, **fields: Any) -> Article:
    """The nth send of a serial, with its marker."""
    return article(minutes, **({"serial": serial, "send_number": n, "paragraphs": text(n + 1)} | lead(n) | fields))


def slugged(slug: str, minutes: int = 0, n: int = 0, **fields: Any) -> Article:
    """An article of a feed that gives slugs and no content ids."""
    given = {"slug": slug, "item_id": f"{slug}-{minutes}", "paragraphs": text(minutes + 1)}
    return article(minutes, **(given | lead(n) | fields))


def folded(*articles: Article) -> dict[str, Story]:
    """Stories by uri, checked to be the same for the other order of arrival and article by article."""
    stories = resolve(articles)
    assert [to_json(s) for s in stories] == [to_json(s) for s in resolve(articles[::-1])]
    fold = SourceState("harbour")
    told: dict[str, Story | None] = {}
    for a in articles:
        told.update(fold.add([a]).stories)
    if {a.source for a in articles} == {"harbour"}:
        assert {uri: s for uri, s in told.items() if s} == {s.uri: s for s in stories}
    return {s.uri: s for s in stories}


def one(*articles: Article) -> Story:
    """The single story that these articles are."""
    (story,) = folded(*articles).values()
    return story


def with_slug(stories: dict[str, Story], slug: str) -> Story:
    """The single story that was sent under a slug."""
    (story,) = [s for s in stories.values() if slug in s.slugs]
    return story


def combining(minutes: int = 700, *slugs: str, **fields: Any) -> Article:
    """The ferry story's LEAD, whose note combines others."""
    return sent(1, minutes, editor_note=note(("COMBINES", slugs or ("Museum",))), slug="Ferry", **fields)


def killed(minutes: int, **fields: Any) -> Article:
    """A kill as a feed sends it: the item again, canceled."""
    return slugged("Museum", minutes, **({"item_id": "m", "status": "canceled", "paragraphs": ()} | fields))
