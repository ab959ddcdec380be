"""What stands below a text: end marks, lists of other stories, buttons (grammar, section c)."""

from __future__ import annotations

import pytest

from tests.wire.helpers import PARAGRAPHS, TEXT, page

HEAD = "Ferry runs aground off Port Meren"


@pytest.mark.parametrize(
    "tail",
    ["1\n(LEAD) Bridge reopens\n2\nOther", "(LEAD) Bridge reopens\n(2nd LD) Other", "Related Stories\nOther",
     "LATEST NEWS\nOther", "Most Read\nOther", "You may also like\nOther", "#ferry #port meren\nOther",
     "Tags: ferry, port", "Comments (3)\nOther", "Share\nFacebook", "<END>\nOther", "(END)Keywords\nx",
     "( END)\nOther", "- END -\nOther",
     "###\nOther", "-30-\nOther", "(끝)\nOther", "(MORE)", "Yonhap", "All rights reserved."],
)  # fmt: skip
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_what_stands_below_a_text(tail: str, gap: str) -> None:
    """End marks, headings of lists, buttons and other stories' headlines are no paragraphs, without `(END)` too."""
    assert page(f"{HEAD}\n\n{TEXT}{gap}{tail}").paragraphs == PARAGRAPHS


def test_headings_inside_a_text() -> None:
    """A short line that might be a heading below is one inside where sentences follow; so is a marker in a sentence."""
    inside = "Home\n\nFerries come home to Port Meren every night, and their crews sleep aboard, the mayor said."
    a = page(f"{HEAD}\n\n{TEXT}\n{inside}")
    assert a.paragraphs == (*PARAGRAPHS, *inside.split("\n\n"))
    wrapped = "The headline of the story that the agency had sent a moment before began with\n(LEAD) and a city."
    assert page(f"{HEAD}\n\n{TEXT}\n{wrapped}").paragraphs == (*PARAGRAPHS, wrapped.replace("\n", " "))
