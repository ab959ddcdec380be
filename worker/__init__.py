"""Newswire: raw wire articles in, one canonical version of each story out.

>>> from worker import fold, read
>>> first = b'{"source": "coastal", "id": "c-1", "slug": "ferry", "headline": "Ferry burns", "body": "It burns."}'
>>> later = b'{"source": "coastal", "id": "c-2", "slug": "ferry", "headline": "(LEAD) All safe", "body": "It burned."}'
>>> articles = [article for n, record in enumerate((later, first)) for article in read(record, line=n)]
>>> [(story.headline, story.version) for story in fold(articles)]
[('All safe', 2)]

A record that cannot be read comes back from `read` as a `BadMessage`; `to_json` gives an article or a story as JSON.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from worker.api import fold, read, to_json

__all__ = ["fold", "read", "to_json"]


def __getattr__(name: str) -> Any:
    """Import the API only when it is used, so that importing one module of the package does not load the rest."""
    if name in __all__:
        from worker import api

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
