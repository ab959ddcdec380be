"""What an agency's file says is not for publication is published by no format."""

from __future__ import annotations

import orjson
import pytest

from worker import read
from worker.wire.article import Article

TEXT = "The harbour of Meren opens on Monday, the port authority said."
SECRET = "Editor on duty: Ada Berg, +00 555 0147"


@pytest.mark.parametrize("line", ["# Notizblock", "The following information is not for publication", "* * * *"])
def test_nothing_below_a_private_line_is_published(line: str) -> None:
    """In a text of known paragraphs a notebook ends the text, as it does on a page."""
    html = f"<p>{TEXT}</p><p>{line}</p><p>{SECRET}</p>"
    item = {"urn": "urn:newsml:dpa.example:1", "version": 2, "headline": "Harbour opens", "article_html": html}
    (article,) = read(orjson.dumps(item), source="dpa")
    assert isinstance(article, Article)
    assert article.paragraphs == (TEXT,)
    assert b"0147" not in orjson.dumps(article.editor_note)
