"""The contract of folding from raw messages on: slugs, and markers in them. Numbers are those of the
edge-case list; `tests/story/test_edge_cases.py` has the same contract in values."""

from __future__ import annotations

import pytest

from tests.raw_forms import (
    AT,
    BASE,
    FERRY,
    HEAD,
    LANTERN,
    LAST,
    LATER,
    LEAD,
    MUSEUM,
    TARIFF,
    article,
    chains,
    content_id,
    feed,
    holding,
    one,
    page,
    tell,
)


def test_fv23_same_slug_next_day() -> None:
    """A slug used again on the next day, with other text: two stories, whether feeds or pages bring it."""
    first = feed(HEAD, FERRY[:3], "2031-12-21 14:46", slug="Koreas-joint project")
    second = feed("Museum of tides reopens", MUSEUM, "2031-12-22 14:46", slug="Koreas-joint project")
    lead = feed("(LEAD) Museum of tides reopens", MUSEUM[:2], "2031-12-22 15:46", slug="Koreas-joint project")
    assert chains(tell(first, second, lead)) == {(0,), (1, 2)}


def test_fv24_slug_used_twice_in_a_day() -> None:
    """Two first sends with other text are two stories; a note that names the slug takes the newest, and says so."""
    first = page(HEAD, FERRY, "2031-05-07 09:00", content_id(47), slug="Meren-harbor")
    second = page("Museum of tides reopens", MUSEUM, "2031-05-07 12:00", content_id(80), slug="Meren-harbor")
    note = 'COMBINES with story sent under slug "Meren-harbor"'
    lead = page("(LEAD) Lanterns lit", [*LANTERN, *MUSEUM[:2]], LATER, content_id(90, 1), note=note, slug="Lanterns")
    stories = tell(first, second, lead)
    (combine,) = holding(stories, 2).combines
    assert (combine.uri, combine.ambiguous) == (holding(stories, 1).uri, True)
    assert (holding(stories, 0).status, holding(stories, 1).status) == ("usable", "superseded")


def test_fv24_lead_finds_its_own() -> None:
    """Under a slug used twice a LEAD joins the story whose text it repeats."""
    stories = tell(
        feed(HEAD, FERRY[:4], "2031-05-07 09:00", slug="Meren-harbor"),
        feed("Museum of tides reopens", MUSEUM, "2031-05-07 12:00", slug="Meren-harbor"),
        feed(f"(LEAD) {HEAD}", FERRY, LATER, slug="Meren-harbor"),
    )
    assert chains(stories) == {(0, 2), (1,)}


def test_fv25_slug_changes_between_versions() -> None:
    """The serial wins; both slugs are kept, and either of them names the story."""
    stories = tell(
        BASE | {"slug": "Meren-ferry"},
        LEAD | {"slug": "Meren-ferry line"},
        feed("(LEAD) Lanterns lit", LANTERN, LAST, slug="Lanterns", editor_note='COMBINES with "Meren-ferry"'),
    )
    ferry = holding(stories, 0)
    assert (ferry.version, ferry.slugs, ferry.status) == (2, ("Meren-ferry", "Meren-ferry line"), "superseded")


def test_fv26_headline_changes_between_versions() -> None:
    """Nothing of the headline is left after the LEAD."""
    sent = page("(LEAD) At least 38 boats held", TARIFF, LATER, content_id(47, 1), note="REWRITES throughout")
    story = one(BASE, sent)
    assert (story.version, story.change.headline_before) == (2, HEAD)


def test_fv27_lead_without_slug_or_id() -> None:
    """A page text with a marker and another headline joins the story whose text it contains, whatever its form."""
    orphan = page("(LEAD) Mayor takes first boat", [FERRY[1], FERRY[0], *FERRY[2:]], LAST)
    assert "orphan_lead" in one(orphan).flags
    for base in (BASE, feed(HEAD, FERRY[:3], AT), page(HEAD, FERRY[:3], AT)):
        story = one(orphan, base)
        assert (story.version, story.rung, story.lead_number) == (2, "text", 1)
    assert len(tell(BASE, page("(LEAD) Museum of tides reopens", MUSEUM, LAST))) == 2
    assert len(tell(page(HEAD, FERRY[:3], "2031-05-05 13:00"), orphan)) == 2


@pytest.mark.parametrize(
    "slug",
    ["meren-Ferry  Line", "Meren‑ferry line", "“Meren–ferry line”", "Meren-ferry\u00a0line", "BC-Meren-ferry line",
     "MEREN-FERRY LINE/", "(LEAD) Meren-ferry line", "Meren-ferry line,1st Ld-Writethru", " Meren-ferry\u200b line "],
)  # fmt: skip
def test_fv28_slugs_written_differently(slug: str) -> None:
    """One slug in many hands is one key."""
    story = one(feed(HEAD, FERRY[:3], AT, slug="Meren-ferry line"), feed(f"(LEAD) {HEAD}", FERRY[:4], LATER, slug=slug))
    assert (story.version, story.rung) == (2, "slug")


@pytest.mark.parametrize(
    ("slug", "marker", "number"),
    [
        ("BC-US--Ferry,2nd Ld-Writethru", "2nd Ld-Writethru", 2),
        ("BC-US--Ferry, 1st Ld-Writethru", "1st Ld-Writethru", 1),
        ("BC-US--Ferry,2nd Ld-Writethru,0341", "2nd Ld-Writethru", 2),
        ("BC-US--Ferry,10th Ld-Writethru", "10th Ld-Writethru", 10),
    ],
)
def test_fv29_slug_with_a_version_label(slug: str, marker: str, number: int) -> None:
    """AP's label behind the slug's comma is the version, and the rest is the slug."""
    a = article({"source": "ap", "slug": slug, "headline": HEAD, "body": "\n\n".join(FERRY)})
    assert (a.slug, a.marker, a.lead_number) == ("BC-US--Ferry", marker, number)


def test_fv29_ap_chain_with_take_keys_and_notes() -> None:
    """Slug and take key apart, notes as `Eds:`, the dateline of the AP: one story in order."""

    def sent(label: str | None, text: tuple[str, ...], at: str, note: str) -> dict[str, object]:
        body = (
            [note, f"PORT MEREN (AP) — {text[0]}", *text[1:]] if note else [f"PORT MEREN (AP) — {text[0]}", *text[1:]]
        )
        return feed(HEAD, body, at, source="ap", slug="US--Meren Ferry") | ({"marker": label} if label else {})

    story = one(
        sent(None, FERRY[:3], AT, ""),
        sent("1stLd-Writethru", FERRY[:4], LATER, "Eds: Adds details, quotes and background."),
        sent("2ndLd-Writethru", FERRY[:5], LAST, "Eds: UPDATES with study; RECASTS lead."),
    )
    assert [v.lead_number for v in story.versions] == [None, 1, 2]
    assert story.editor_note is not None
    assert [o.verb for o in story.editor_note.operations] == ["UPDATES", "RECASTS"]
    assert story.paragraphs == FERRY[:5]


@pytest.mark.parametrize(
    ("printed", "number"),
    [("(2nd D)", 2), ("(2nd)", 2), ("(LAED)", 1), ("(LEAD0", 1), ("(2ND LD)", 2), ("(3rd LD", 3), ("(4thLD)", 4),
     ("[LEAD]", 1), ("(2nd  LD)", 2), ("( LEAD )", 1), ("(2d LD)", 2)],
)  # fmt: skip
def test_fv30_typos_in_the_marker(printed: str, number: int) -> None:
    """Misprinted markers mean what they mean, and are flagged; the headline is free of them."""
    a = article(page(f"{printed} {HEAD}", FERRY, AT, content_id(47, number)))
    assert (a.lead_number, a.headline, "marker_typo" in a.flags) == (number, HEAD, True)
    assert one(BASE, page(f"{printed} {HEAD}", FERRY, LATER, content_id(47, number))).version == 2


def test_fv24_a_slug_that_is_a_section() -> None:
    """A feed that sends the name of a section as slug: every first send stays a story of its own."""
    sent = [
        feed(
            f"Report {n}",
            [" ".join(f"{word}{n}" for word in sentence.split()) for sentence in TARIFF],
            f"2031-05-07 08:{n:02}",
            slug="Economy",
        )
        for n in range(60)
    ]
    assert chains(tell(*sent)) == {(n,) for n in range(60)}
