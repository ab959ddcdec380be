"""Digests and republished pages put together at random from parts give back the parts."""

from __future__ import annotations

import textwrap
from itertools import chain

from hypothesis import given
from hypothesis import strategies as st

from tests.wire.helpers import page
from tests.wire.test_recomposed import CAPTION, HEADLINES, NOTES, SENTENCES, many

SENT = (("", None), ("(LEAD)", 1), ("(2nd LD)", 2), ("(9th LD)", 9))
TITLES = (
    "Yonhap News Summary", "Summary of inter-Korean news this week", "NORTH KOREA NEWSLETTER NO. 61 (July 9, 2009)",
    "N.K. NEWS IN BRIEF (Part 1)", "Meren ferry roundup",
)  # fmt: skip
INTROS = ("", "The following is the first summary of major stories moved by Yonhap News Agency on Tuesday.")
RULES = ("-----------------", "------------", "=============", "* * *")
PLACES = ("MEREN -- ", "MEREN, Feb. 28 (Yonhap) -- ", "MEREN (Yonhap) -- ", "MEREN/TOLVE -- ")
texts = st.lists(st.sampled_from(SENTENCES), min_size=3, max_size=5, unique=True)


@given(st.data())
@many
def test_a_digest_gives_back_its_items(data: st.DataObject) -> None:
    """Items with their markers, notes and slugs, under any title; nothing of them is the digest's own."""
    draw = data.draw
    rule, gap = draw(st.sampled_from(RULES)), draw(st.sampled_from(("\n", "\n\n")))
    title = draw(st.sampled_from(TITLES))
    lines = [title, draw(st.sampled_from(("", "All News 17:08 March 03, 2020"))), draw(st.sampled_from(INTROS))]
    items = []
    for head in draw(st.lists(st.sampled_from(HEADLINES), min_size=2, max_size=5, unique=True)):
        marker, number = draw(st.sampled_from(SENT))
        note = draw(st.sampled_from((None, "UPDATES with mayor's remarks", "RECASTS headline; ADDS photo")))
        slug = draw(st.sampled_from((None, "Meren-ferry"))) if marker else None
        lines += [
            rule,
            f"{marker} {slug}" if slug else "",
            f"{marker} {head}".strip(),
            f"(ATTN: {note})" if note else "",
        ]
        lines += [draw(st.sampled_from(PLACES)) + SENTENCES[0], draw(st.sampled_from(("", SENTENCES[1])))]
        items.append((head, number, note, slug))
    a = page(
        gap.join(line for line in lines if line) + draw(st.sampled_from(("", "\n(END)", "\n(END)\n-\n(LEAD) X\n-\nY")))
    )
    assert (a.kind, a.headline, a.marker, a.editor_note, a.dateline) == ("digest", title, None, None, None)
    assert [(i.headline, i.lead_number, i.note, i.slug) for i in a.items] == items


@given(st.data())
@many
def test_a_republished_feed_gives_back_its_parts(data: st.DataObject) -> None:
    """The subscriber's feed on another site: a line of section, writer and time, buttons, the slug printed twice."""
    draw = data.draw
    head, (marker, number) = draw(st.sampled_from(HEADLINES)), draw(st.sampled_from(SENT))
    slug, sentences = draw(st.sampled_from(("Meren-museum opening", "NM-ferry line"))), tuple(draw(texts))
    note, verbs = draw(st.sampled_from((("", []), *NOTES)))
    titled, named = f"{marker} {head}".strip(), f"{marker} {slug}".strip()
    buttons = draw(st.sampled_from(((), ("  • facebook", "  • twitter"), ("facebook", "twitter", "kakao"))))
    lines = [
        titled, "", "General / 이가상 / 2020-03-03 14:46:37", *buttons, named, f"▲ {CAPTION}", "", named, "",
        *draw(st.sampled_from(((titled, ""), ()))), *((f"(ATTN: {note})", "") if note else ()),
        f"MEREN, March 3 (Yonhap) -- {sentences[0]}", *chain.from_iterable(("", s) for s in sentences[1:]),
        "a@b.example", "(END)", draw(st.sampled_from(("", "[ⓒ Yonhap News. All rights reserved]"))),
    ]  # fmt: skip
    a = page("\n".join(lines))
    assert (a.headline, a.lead_number, a.slug) == (head, number, slug)
    assert ([o.verb for o in a.editor_note.operations] if a.editor_note else []) == verbs
    assert (a.paragraphs, a.captions, a.published) == (sentences, (CAPTION,), "2020-03-03T14:46:37+09:00")


@given(st.data())
@many
def test_a_wrapped_copy_gives_back_its_paragraphs(data: st.DataObject) -> None:
    """Lines broken at any width, also behind dashes, brackets and quotes, are one paragraph again."""
    draw = data.draw
    sentences, width = tuple(draw(texts)), draw(st.integers(64, 95))
    note, verbs = draw(st.sampled_from(NOTES))
    blocks = [f"MEREN, March 3 (Yonhap) -- {sentences[0]}", *sentences[1:]]
    wrapped = [textwrap.fill(b, width, break_on_hyphens=False) for b in (f"(ATTN: {note})", *blocks)]
    a = page("ID :\n62283\nTue, 03/03/2020 - 12:01\nAuther :\n\nFerry sinks\n\n\n" + "\n\n".join(wrapped))
    assert (a.headline, a.paragraphs, a.published) == ("Ferry sinks", sentences, "2020-03-03T12:01:00+09:00")
    assert a.editor_note is not None
    assert [o.verb for o in a.editor_note.operations] == verbs


@given(st.data())
@many
def test_a_newspaper_page_gives_back_its_parts(data: st.DataObject) -> None:
    """A newspaper's own page of the story: masthead, `By Yonhap` or the name alone, its times, no dateline."""
    draw = data.draw
    head, sentences = draw(st.sampled_from(HEADLINES)), tuple(draw(texts))
    times = draw(st.sampled_from((
        ("Published : March 3, 2020 - 09:33",), ("Posted : 2020-03-03 09:33", "Updated : 2020-03-03 18:33"),
    )))  # fmt: skip
    captioned = draw(st.sampled_from(((), (CAPTION,), (f"{CAPTION} {CAPTION}",), (CAPTION, CAPTION))))
    lines = [
        draw(st.sampled_from(("The Korea Herald", "The Korea Times", ""))), "", head, "",
        draw(st.sampled_from(("By Yonhap", "Yonhap", ""))), "", *times, "",
        draw(st.sampled_from(("    • Link copied", "Font Size", ""))), "", *captioned,
        *chain.from_iterable((s, "") for s in sentences[:-1]), sentences[-1] + draw(st.sampled_from((" (Yonhap)", ""))),
    ]  # fmt: skip
    a = page("\n".join(lines))
    assert (a.headline, a.published, a.dateline) == (head, "2020-03-03T09:33:00+09:00", None)
    assert (a.paragraphs, a.captions) == (sentences, (CAPTION,) if captioned else ())
