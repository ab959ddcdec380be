"""Whose text a page is, where nobody says: its own credit, and only where one agency claims it."""

from __future__ import annotations

import pytest

from worker.wire.agencies import AGENCIES
from worker.wire.credit import credited

TEXT = "The lamp of Skarn was lit on Friday, two years after it had gone out in a storm."


@pytest.mark.parametrize(
    ("page", "source"),
    [
        (f"Lamp lit\n\nSEOUL, May 8 (Yonhap) -- {TEXT}", "yonhap"),
        (f"Lamp lit\n\nSEOUL, May 8 (YONHAP) -- {TEXT}", "yonhap"),
        (f"Lamp lit\n\nLONDON, May 8 (Reuters) - {TEXT}", "reuters"),
        (f"Lamp lit\n\n{TEXT}\n\nCopyright (c) 2025 Yonhap News Agency. All rights reserved.", "yonhap"),
        (f"Lamp lit\n\n{TEXT}\n\n© 2025 Kyodo News", "kyodo"),
        (f"<!doctype html><html><body><h1>Lamp lit</h1><p>SEOUL, May 8 (Yonhap) -- {TEXT}</p></body></html>", "yonhap"),
        (f"Lamp lit\n\nQUILL, May 8 (Quill News) -- {TEXT}", None),
        (f"Lamp lit\n\n{TEXT}\n\n(c) 2025 Quill Herald", None),
        (f"Lamp lit\n\nLONDON, May 8 (Reuters) - {TEXT}\n\nCopyright Yonhap News Agency", None),
        (f"Lamp lit\n\n{TEXT} Yonhap was told so.", None),
        ("", None),
        ("\x00\x01\x02", None),
    ],
)
def test_what_a_page_says_of_itself(page: str, source: str | None) -> None:
    """A dateline or a copyright line names it; two agencies, one that nobody knows, or a word in the text do not."""
    assert credited(page.encode(), text=True) == source


@pytest.mark.parametrize("name", ["yonhap", "reuters", "ap", "afp", "kyodo", "xinhua", "dpa", "tass"])
def test_agencies_are_known_by_how_they_are_credited(name: str) -> None:
    """The credit of a dateline leads to the agency whose file beside the others says it."""
    (agency,) = [a for a in AGENCIES if a.name == name]
    page = f"Lamp lit\n\nQUILL, May 8 ({agency.credits[0]}) -- {TEXT}"
    assert credited(page.encode(), text=True) == name
