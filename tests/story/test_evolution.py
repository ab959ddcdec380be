"""What an agency itself says of its items: which came from which (FV-101), parts of a series, summaries."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from tests.story.forms import folded, one, sent, slugged
from tests.story.wires import article, lead, text
from worker.story.evolution import MOST_CLAIMS
from worker.story.source_state import SourceState
from worker.story.story import Story
from worker.wire.article import Article, Link
from worker.wire.series import part_of


def item(name: str, minutes: int, *origins: str, rel: str = "evolvedFrom", **fields: Any) -> Article:
    """An item with texts and headline of its own, that says which others it came from."""
    links = tuple(Link(rel, origin) for origin in origins)
    given = {"item_id": name, "headline": f"Headline {name}", "paragraphs": text(minutes), "links": links}
    return article(minutes, **(given | fields))


def told(*articles: Article) -> dict[str, Story]:
    """Stories by uri, checked in every order of arrival."""
    stories = [folded(*order) for order in permutations(articles)]
    return stories[0]


@pytest.mark.parametrize("rel", ["evolvedFrom", "previousVersion"])
def test_fv101_one_story_through_a_chain(rel: str) -> None:
    """Other ids, slugs, headlines and texts: the agency says it, so it is one story, in whatever order they come."""
    (story,) = told(
        item("a", 600, slug="Ferry"), item("b", 640, "a", rel=rel, slug="Harbour"), item("c", 700, "b", rel=rel)
    ).values()
    assert (story.uri, story.rung) == ("newswire:harbour:slug:ferry:2031-05-07", "link")
    assert [v.item_id for v in story.versions] == ["a", "b", "c"]
    assert (story.headline, story.slug) == ("Headline c", "Ferry" if story.slug == "Ferry" else "Harbour")


def test_fv101_other_relations_tie_nothing() -> None:
    """See also, derived from: another story."""
    assert len(told(item("a", 600), item("b", 640, "a", rel="seeAlso"), item("c", 650, "a", rel="derivedFrom"))) == 3


def test_fv101_a_circle_is_one_story_with_one_beginning() -> None:
    """Items that name each other, or themselves."""
    (story,) = told(item("a", 600, "c"), item("b", 640, "a", "b"), item("c", 700, "b")).values()
    assert story.uri == "newswire:harbour:item:a"


def test_fv101_a_serial_leads_and_stays() -> None:
    """The wire's own story number is above: what evolved from such an item joins it, and two numbers stay two."""
    stories = told(sent(0, 620), item("b", 600, "20310507-0011-315-0"))
    assert [(s.uri, s.rung) for s in stories.values()] == [("newswire:harbour:20310507-0011-315", "link")]
    two = told(
        sent(0, 600), sent(0, 610, serial="20310507-0012-325", links=(Link("evolvedFrom", "20310507-0011-315-0"),))
    )
    assert len(two) == 2


def test_fv101_an_origin_that_comes_late_takes_the_story_over() -> None:
    """Until it comes the item stands on its own; then its uri is no more, and the story is that of the origin."""
    state = SourceState("harbour")
    assert [uri for uri, _ in state.add([item("b", 640, "a", slug="Harbour")]).stories] == [
        "newswire:harbour:slug:harbour:2031-05-07"
    ]
    step = state.add([item("a", 600)])
    assert [(uri, story is None) for uri, story in step.stories] == [
        ("newswire:harbour:item:a", False),
        ("newswire:harbour:slug:harbour:2031-05-07", True),
    ]


def test_fv101_two_days_apart_is_another_story() -> None:
    """A weekly column evolves from that of last week."""
    assert len(told(item("a", 0), item("b", 2 * 1440 + 1, "a"))) == 2
    assert len(told(item("a", 0), item("b", 2 * 1440, "a"))) == 1


def test_fv101_an_origin_that_everything_names_ties_nothing() -> None:
    """A package, or a page of a site, is what hundreds of items name."""
    named = [item(f"n{n}", 600, "package") for n in range(MOST_CLAIMS + 1)]
    state = SourceState("harbour")
    state.add([item("package", 590), *named[:-1]])
    assert state.stories == 1
    state.add(named[-1:])
    assert state.stories == MOST_CLAIMS + 2


def test_a_link_that_cancels_takes_back_what_it_names() -> None:
    """The item that carries it stands; the one named is canceled, whichever comes first."""
    stories = told(item("a", 600), item("b", 640, "a", rel="cancels"))
    assert {s.headline: s.status for s in stories.values()} == {"Headline a": "canceled", "Headline b": "usable"}


@pytest.mark.parametrize(
    ("headline", "part"),
    [
        ("Tabellen zum Fußball (Teil 1 von 4)", (1, 4)),
        ("Harbour report, Part 2 of 3", (2, 3)),
        ("The long way home (2/4)", (2, 4)),
        ("Rapport du port (1 de 3)", (1, 3)),
        ("(3/3) Vessels of the week", (3, 3)),
        ("Le port, partie 2 sur 5", (2, 5)),
        ("Ferry opens on 2/4", None),
        ("Scores 3/2 (3/2)", None),
        ("Depart 2 of 3 crews", None),
        ("Part of the harbour closed", None),
        (None, None),
    ],
)
def test_parts_of_a_series(headline: str | None, part: tuple[int, int] | None) -> None:
    """A number of a number of parts, and nothing that only looks like one."""
    assert part_of(headline) == part


@pytest.mark.parametrize("fields", [{"slug": "Tables"}, {"links": (Link("previousVersion", "t0"),)}, lead(1)])
def test_parts_are_never_versions_of_one_another(fields: dict[str, Any]) -> None:
    """By slug, by a link and by text four parts are four stories; a part that is sent again is one."""
    parts = [
        article(600 + n, item_id=f"t{n}", headline=f"Tables (Teil {n} von 4)", paragraphs=text(7), **fields)
        for n in range(1, 5)
    ]
    assert len(folded(*parts)) == 4
    again = article(660, item_id="t9", headline="Tables (Teil 2 von 4)", paragraphs=text(7), slug="Tables")
    assert len(folded(*parts, again)) == (4 if fields == {"slug": "Tables"} else 5)


def test_a_summary_is_no_version() -> None:
    """A feed's summary of a text that is there adds where it was found, and takes no paragraph away, in any order; a
    headline that it changes counts, with the whole text. Alone it is told as it is."""
    whole = article(600, item_id="m", paragraphs=text(1, 5))
    short = article(660, item_id="m", paragraphs=text(1, 1), flags=("summary",))
    story = one(whole, short)
    assert (story.version, story.paragraphs, story.flags, story.change.kind) == (1, text(1, 5), (), "created")
    renamed = one(whole, article(660, item_id="m", headline="Ferry sails", paragraphs=text(1, 1), flags=("summary",)))
    assert (renamed.version, renamed.headline, renamed.paragraphs) == (2, "Ferry sails", text(1, 5))
    assert renamed.change.paragraphs_removed == ()
    assert (one(short).paragraphs, one(short).flags) == (text(1, 1), ("summary",))


def test_a_summary_of_a_later_version_takes_no_paragraph_away() -> None:
    """Under another id it is a version, of which nobody knows what it dropped."""
    story = one(slugged("Ferry", 600, paragraphs=text(1, 5)),
                slugged("Ferry", 660, 1, paragraphs=text(1, 1), flags=("summary",)))  # fmt: skip
    assert (story.version, story.change.paragraphs_removed) == (2, ())


def test_a_free_summary_does_not_give_out_a_text_under_embargo() -> None:
    """What the summary says is told, and nothing more."""
    held = article(600, item_id="m", paragraphs=text(1, 5), flags=("embargoed",))
    story = one(held, article(660, item_id="m", paragraphs=("In short.",), flags=("summary",)))
    assert (story.status, story.paragraphs) == ("usable", ("In short.",))
