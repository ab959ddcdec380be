"""The articles held in one source's state, each with the story recorded for it in the changelog."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TypeVar

from worker.story.changelog import Entry
from worker.story.head import has_head, head_of
from worker.story.headed import as_kept
from worker.story.packed import is_packed, opened
from worker.story.resting import Resting
from worker.story.rules_version import VERSION
from worker.wire.article import Article

T = TypeVar("T")

Seen = tuple[int | None, int | None, str]
"""An article's event time, when it was received, and its id."""


class Held:
    """Articles by key, with what a restart needs to know about them and what is needed to undo a batch."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._articles: dict[str, Resting] = {}
        self._uris: dict[str, str] = {}
        """The story of each article, as recorded in the changelog."""
        self._rules: int | None = None
        self._before: tuple[int | None, dict[str, Resting | None], dict[str, str | None]] = (None, {}, {})
        """The version of the rules, and the articles and uris of changed keys, as they were at `begin`."""

    def __len__(self) -> int:
        return len(self._articles)

    def __contains__(self, key: str) -> bool:
        return key in self._articles

    def __getitem__(self, key: str) -> Article:
        return self._articles[key].article

    def get(self, key: str) -> Article | None:
        """The article with a key, if it is held."""
        resting = self._articles.get(key)
        return resting.article if resting is not None else None

    def values(self) -> Iterator[Article]:
        """All articles, in no particular order."""
        for resting in self._articles.values():
            yield resting.article

    @property
    def by_key(self) -> Mapping[str, Resting]:
        """All articles by key, as they are kept."""
        return self._articles

    @property
    def rules(self) -> int | None:
        """The version of the rules that published their stories, if known."""
        return self._rules

    @property
    def outdated(self) -> bool:
        """Whether their stories were published by another version of the rules, or by an unknown one."""
        return bool(self._articles) and self._rules != VERSION

    @property
    def uris(self) -> set[str]:
        """The stories recorded for articles."""
        return set(filter(None, self._uris.values()))

    def uri(self, key: str) -> str | None:
        """The story recorded for an article."""
        return self._uris.get(key)

    def stories_of(self, item_of: Callable[[str], str]) -> dict[str, str]:
        """The story recorded for each item, where these rules found it, and all its articles say the same. `item_of`
        gives the item of the article with a key."""
        if self._rules != VERSION:
            return {}
        found: dict[str, str] = {}
        for key in self._articles:
            uri = self._uris.get(key, "")
            if found.setdefault(item_of(key), uri) != uri:
                found[item_of(key)] = ""
        return {item: uri for item, uri in found.items() if uri}

    def begin(self) -> None:
        """From here on, record what `take_back` needs."""
        self._before = (self._rules, {}, {})

    def take_back(self) -> None:
        """Restore the state at `begin`."""
        self._rules, articles, uris = self._before
        for key, article in articles.items():
            _set(self._articles, key, article)
        for key, uri in uris.items():
            _set(self._uris, key, uri)
        articles.clear()
        uris.clear()

    def hold(self, article: Article, value: bytes | None = None) -> Resting:
        """Hold an article, replacing an older one with its key. `value` is the same one packed, if it is already."""
        key = article.key
        self._before[1].setdefault(key, self._articles.get(key))
        headed = value is not None and has_head(value, self._source, key)
        resting = self._articles[key] = Resting(article, value, headed=headed)
        return resting

    def drop(self, key: str) -> None:
        """Stop holding an article."""
        self._before[1].setdefault(key, self._articles.pop(key))

    def entries(self) -> Iterator[Entry]:
        """All entries from which `restore` would rebuild this state."""
        if self._rules is not None:
            yield _version(self._rules)
        for key, resting in self._articles.items():
            yield Entry("article", key, as_kept(resting), self._uris.get(key, ""))

    def restore_article(self, entry: Entry) -> Seen | None:
        """Restore an article from the changelog; without a value: it is no longer held. One with a head stays packed.

        Raises `msgspec.DecodeError` or `ValueError` if it is not one of ours.
        """
        if entry.value is None:
            self._articles.pop(entry.key, None)
            self._uris.pop(entry.key, None)
            return None
        key = sys.intern(entry.key)  # several indexes hold it
        if has_head(entry.value, self._source, key):
            resting = Resting(None, entry.value, key=key, headed=True)
            head = head_of(entry.value)
            seen = (head.event_ms, head.received_ms, key.rpartition("/")[0])
        else:
            article = opened(entry.value)
            if (article.source, article.key) != (self._source, key):
                raise ValueError(f"article {article.key} of {article.source} under the key {key} of {self._source}")
            resting = Resting(article, entry.value if is_packed(entry.value) else None)
            seen = (article.event_ms, article.received_ms, article.item_id)
        self._articles[key] = resting
        self._uris[key] = sys.intern(entry.story)
        return seen

    def restore_rules(self, value: bytes | None) -> None:
        """Restore the version of the rules that published the stories. Raises `ValueError` if it is not a number."""
        self._rules = int(value) if value is not None else None

    def renewed(self) -> Entry:
        """Record that the stories are published by the current version of the rules."""
        self._rules = VERSION
        return _version(VERSION)

    def changelog(self, kept: Collection[str], expired: Sequence[str], uri_of: Callable[[str], str]) -> Iterator[Entry]:
        """The entries that a restart needs: for new or changed articles, and for expired ones.

        `uri_of` gives the current story of the article with a key.
        """
        if self._rules is None and kept:
            yield self.renewed()
        for key in kept:
            resting = self._articles.get(key)
            if resting is not None:
                uri = uri_of(key)
                self._keep(key, uri)
                yield Entry("article", key, as_kept(resting), uri)
        for key in expired:
            self._keep(key, None)
            yield Entry("article", key, None)

    def _keep(self, key: str, uri: str | None) -> None:
        self._before[2].setdefault(key, self._uris.get(key))
        _set(self._uris, key, uri)


def _set(held: dict[str, T], key: str, value: T | None) -> None:
    if value is None:
        held.pop(key, None)
    else:
        held[key] = value


def _version(rules: int) -> Entry:
    return Entry("rules", "", b"%d" % rules)
