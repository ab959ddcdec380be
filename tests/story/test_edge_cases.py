"""The contract of folding, case by case. Numbers are those of the edge-case list the project was designed from; cases
that concern reading or Kafka are in tests/wire and tests/stream, under their numbers."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from hashlib import blake2b
from itertools import permutations
from typing import Any

import pytest

from tests.story.wires import article, lead, note, text
from worker.story.resolve import resolve
from worker.story.story import Story, to_json
from worker.story.wire import Wire
from worker.wire.article import Article, DigestItem, Lineage

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
    fold = Wire("harbour")
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
    (story,) = [s for s in stories.values() if slug in s.slugs]
    return story


# order


def test_fv01_base_then_lead() -> None:
    """A LEAD after its base is the same story at version 2, and stands."""
    story = one(sent(0, 780), sent(1, 820))
    assert (story.version, story.lead_number, story.change.kind, story.gaps) == (2, 1, "updated", ())
    assert story.paragraphs == text(2)


def test_fv02_lead_before_base() -> None:
    """A LEAD alone is told with its base missing; the late base goes to the history and changes nothing else."""
    alone = one(sent(1, 820))
    assert alone.gaps == (0,)
    assert "base_missing" in alone.flags
    both = one(sent(1, 820), sent(0, 780))
    assert both.paragraphs == alone.paragraphs
    assert both.gaps == ()
    assert both == one(sent(0, 780), sent(1, 820))


def test_fv03_second_lead_before_lead() -> None:
    """The 2nd LD stands whenever the LEAD comes."""
    story = one(sent(0, 700), sent(2, 800), sent(1, 750))
    assert story.lead_number == 2
    assert [v.lead_number for v in story.versions] == [None, 1, 2]


def test_fv04_every_order_of_five_versions() -> None:
    """120 orders, each article twice: the same record, byte for byte."""
    five = [sent(n, 600 + n) for n in range(5)]
    records = set()
    for order in permutations(five):
        fold, last = Wire("harbour"), b""
        for a in (*order, *order):
            for _, story in fold.add([a]).stories:
                assert story is not None
                last = to_json(story)
        records.add(last)
    assert len(records) == 1


def test_fv05_missing_leads_are_gaps() -> None:
    """Base, 2nd LD, 4th LD: 1 and 3 are missing, and nothing waits for them."""
    assert one(sent(0), sent(2, 10), sent(4, 20)).gaps == (1, 3)


def test_fv06_a_late_lead_alone() -> None:
    """A 5th LD alone is told: one version known, five missing."""
    story = one(sent(5))
    assert (story.version, story.lead_number, story.gaps) == (1, 5, (0, 1, 2, 3, 4))


def test_fv07_same_minute() -> None:
    """Versions of one minute are ordered by send number, then marker, never by the clock."""
    assert one(sent(2, 600), sent(1, 600)).lead_number == 2
    assert one(slugged("Ferry", 600, 2, item_id="a"), slugged("Ferry", 600, 1, item_id="b")).lead_number == 2


def test_fv08_marker_and_id_disagree() -> None:
    """The id's send number orders, the marker is a label; the disagreement is flagged."""
    ahead = sent(3, 600, **lead(1))
    story = one(ahead, sent(2, 700))
    assert story.lead_number == 1
    assert "label_mismatch" in story.flags
    assert "label_mismatch" in one(sent(1, 600, lead_number=None, marker=None)).flags


def test_fv09_no_id_marker_only() -> None:
    """A page without address or slug is a story of its own item; the rung says so, the marker gives its number."""
    story = one(article(0, item_id="h:1f", **lead(1)))
    assert (story.rung, story.lead_number) == ("item", 1)
    assert story.uri == "newswire:harbour:item:h%3A1f"


def test_fv11_correction() -> None:
    """A correction is an ordinary version, told as corrected, and its note is kept for those who printed the error."""
    story = one(sent(2), sent(3, 30, editor_note=note(("CORRECTS", ()))))
    assert story.change.kind == "corrected"
    assert story.correction == "CORRECTS"
    later = one(sent(2), sent(3, 30, editor_note=note(("CORRECTS", ()))), sent(4, 60))
    assert (later.change.kind, later.correction) == ("updated", "CORRECTS")


@pytest.mark.parametrize(("old", "new"), [("2031-05-07T10:00:00+00:00", "2031-05-07T20:00:00+09:00")])
def test_fv12_refile_without_a_note(old: str, new: str) -> None:
    """Another text under the same item is a silent edit: the newer crawl stands (as instants, not as strings)."""
    story = one(sent(0, fetched_at=new), sent(0, paragraphs=text(9), fetched_at=old))
    assert story.change.kind == "silent_edit"
    assert story.paragraphs == text(1)
    assert len({v.content_hash for v in story.versions}) == 2
    assert "silent_edit" in story.flags


# duplicates


def test_fv13_the_same_message_twice() -> None:
    """The second delivery changes no story and is counted as a duplicate."""
    fold = Wire("harbour")
    first = sent(0, raw=Lineage("raw", 0, 4))
    assert fold.add([first]).outcomes == ("published",)
    step = fold.add([dataclasses.replace(first, raw=Lineage("raw", 0, 7))])
    assert (step.outcomes, step.stories) == (("duplicate",), ())
    assert [r.raw.offset for r in step.rewrites] == [4], "the smaller lineage must be the last record of its key"


def test_fv15_send_number_repeated() -> None:
    """One id, two texts, no crawl times: the greater content hash stands, both are versions."""
    a, b = sent(1), sent(1, paragraphs=text(8))
    story = one(a, b)
    assert story.change.kind == "silent_edit"
    assert story.versions[-1].content_hash == max(a.content_hash, b.content_hash)


def test_fv16_new_number_same_text() -> None:
    """A 2nd LD with the text of the LEAD is a version that changed nothing. Its record is told all the same, since the
    list of versions changed and the newest record must not depend on arrival."""
    story = one(sent(1), sent(2, 9, paragraphs=text(2)))
    assert (story.version, story.change.kind) == (2, "no_text_change")


def test_fv17_only_the_photo_changed() -> None:
    """ADDS photo: the text is the same, the captions differ, and the note is right."""
    after = sent(1, 9, paragraphs=text(1), captions=("A tide clock. (Harbour)",), editor_note=note(("ADDS", ())))
    after = dataclasses.replace(
        after,
        editor_note=dataclasses.replace(
            after.editor_note, operations=(dataclasses.replace(after.editor_note.operations[0], objects=("photo",)),)
        ),
    )
    story = one(sent(0), after)
    assert story.change.kind == "media_only"
    assert story.change.captions_added == ("A tide clock. (Harbour)",)
    assert story.change.note_agrees is True


def test_fv18_two_renderings() -> None:
    """Desktop and mobile copies of one text are one version, the union of what each kept."""
    desktop = sent(1, captions=("A tide clock. (Harbour)",), byline="Kim Ga-sang")
    mobile = sent(1, editor_note=note(("ADDS", ())), headline=None, url="https://m.example.com/1")
    story = one(desktop, mobile)
    assert story.version == 1
    assert story.captions == ("A tide clock. (Harbour)",)
    assert story.editor_note is not None
    assert story.byline == "Kim Ga-sang"
    fold = Wire("harbour")
    assert fold.add([desktop, mobile]).outcomes == ("merged", "merged")


def test_fv21_near_duplicates_of_a_series() -> None:
    """Yesterday's and today's count read alike; other serials keep them apart, and so do other items."""
    stories = folded(sent(0), sent(0, 1440, OTHER, paragraphs=text(1)))
    assert len(stories) == 2
    assert len(folded(article(0, item_id="a"), article(1440, item_id="b"))) == 2


# slug


def test_fv23_same_slug_next_day() -> None:
    """A slug means something for eighteen hours: on the next day it is another story."""
    stories = folded(slugged("Koreas-joint project", 886), slugged("Koreas-joint project", 1440 + 886))
    assert len(stories) == 2


def test_fv24_slug_used_twice_in_a_day() -> None:
    """A second first send with other text opens a second story; a note naming the slug takes the newest and says that
    it could have meant the other."""
    first, second = slugged("Ferry", 500), slugged("Ferry", 600)
    stories = folded(first, second)
    assert sorted(stories) == [FERRY, f"{FERRY}:{SECOND}"]
    stories = folded(first, second, sent(1, 700, editor_note=note(("COMBINES", ("Ferry",)))))
    (combine,) = stories["newswire:harbour:" + SERIAL].combines
    assert combine.uri == f"{FERRY}:{SECOND}"
    assert combine.ambiguous


def test_an_early_article_that_comes_late_renames_one_story_at_most() -> None:
    """Of fifty stories of one slug and day only the first bears no mark: an earlier one takes that place from it."""
    many = [slugged("Ferry", 500 + n) for n in range(50)]
    fold = Wire("harbour")
    fold.add(many)
    told = fold.add([slugged("Ferry", 400)]).stories
    assert len(told) == 2
    assert all(story is not None for _, story in told)


def test_fv24_lead_goes_to_the_text_it_shares() -> None:
    """Of two stories under one slug, a LEAD joins the one whose text it repeats, else the one begun last."""
    first, second = slugged("Ferry", 500), slugged("Ferry", 600)
    shared = folded(first, second, slugged("Ferry", 700, 1, paragraphs=text(501)))
    assert shared["newswire:harbour:slug:ferry:2031-05-07"].version == 2
    rewritten = folded(first, second, slugged("Ferry", 700, 1))
    assert rewritten[f"{FERRY}:{SECOND}"].version == 2


def test_fv25_slug_changes_between_versions() -> None:
    """The serial wins over the slug; both slugs name the story from then on."""
    story = one(sent(0, slug="Ferry"), sent(1, 20, slug="Ferry-opening"))
    assert story.slugs == ("Ferry", "Ferry-opening")
    assert story.slug == "Ferry-opening"


def test_fv26_headline_changes_between_versions() -> None:
    """The headline is no part of what makes a story one."""
    story = one(sent(0, headline="Four hurt in pier fire"), sent(1, 5, headline="At least 38 hurt in pier fire"))
    assert story.version == 2
    assert story.change.headline_before == "Four hurt in pier fire"


def test_fv27_lead_without_slug_or_id() -> None:
    """A LEAD with neither joins the story whose text it contains; alone it is flagged, and linked when that comes."""
    base = article(600, item_id="a", headline="Four hurt", paragraphs=text(1, 4))
    update = article(700, item_id="b", headline="Nine hurt", paragraphs=(*text(2, 1), *text(1, 3)), **lead(1))
    assert "orphan_lead" in one(update).flags
    story = one(update, base)
    assert (story.version, story.rung, story.lead_number) == (2, "text", 1)
    assert len(folded(dataclasses.replace(base, event_ms=base.event_ms - 40 * 3_600_000), update)) == 2
    assert len(folded(base, article(700, item_id="b", paragraphs=text(3), **lead(1)))) == 2


@pytest.mark.parametrize(
    "slug",
    [
        "koreas-Joint  Project",
        "Koreas‑joint project",
        "Koreas–joint project",
        "“Koreas-joint project”",
        "BC-Koreas-joint project/",
    ],
)
def test_fv28_slugs_written_differently(slug: str) -> None:
    """Case, spaces, quotes, hyphens, BC- and a trailing slash do not make another slug."""
    assert one(slugged("Koreas-joint project", 500, item_id="a"), slugged(slug, 600, 1)).version == 2


def test_slug_later_version_is_not_earlier_than_the_story() -> None:
    """A LEAD sent before a first send under its slug belongs to another story; with only a date, it may be later."""
    assert len(folded(slugged("Ferry", 600), slugged("Ferry", 500, 1))) == 2
    dated = dataclasses.replace(slugged("Ferry", 0, 1), published_precision="day", event_from="page")
    assert len(folded(slugged("Ferry", 600), dated)) == 1


# combine


def combining(minutes: int = 700, *slugs: str, **fields: Any) -> Article:
    return sent(1, minutes, editor_note=note(("COMBINES", slugs or ("Museum",))), slug="Ferry", **fields)


def test_fv31_combines_a_story_that_was_seen() -> None:
    """The absorbed story points at the one that absorbed it; that one lists it."""
    stories = folded(slugged("Museum", 600), combining())
    absorbed, absorber = with_slug(stories, "Museum"), with_slug(stories, "Ferry")
    assert (absorbed.status, absorbed.superseded_by, absorbed.change.kind) == ("superseded", absorber.uri, "superseded")
    assert [(c.slug, c.uri, c.state) for c in absorber.combines] == [("Museum", absorbed.uri, "superseded")]


def test_fv31_combines_by_headline() -> None:
    """A note may name the headline instead of the slug."""
    base = article(600, item_id="a", headline="Museum of tides reopens", paragraphs=text(5))
    stories = folded(base, combining(700, "Museum of tides reopens"))
    assert stories["newswire:harbour:item:a"].status == "superseded"


def test_fv32_combines_a_story_nobody_has_seen() -> None:
    """The note stays open, by name."""
    assert [(c.slug, c.uri, c.state) for c in one(combining()).combines] == [("Museum", None, "unresolved")]


def test_fv33_absorbed_story_comes_late() -> None:
    """A base that comes after the note is born superseded; it is never told as a fresh story."""
    fold = Wire("harbour")
    fold.add([combining(700)])
    step = fold.add([slugged("Museum", 720)])
    told = {uri: s.status for uri, s in step.stories if s}
    assert sorted(told.values()) == ["superseded", "usable"]
    assert step.outcomes == ("superseded",)


def test_fv34_absorbed_story_lives_again() -> None:
    """A newer LEAD of its own reopens the absorbed story; the note is kept as a relation."""
    stories = folded(slugged("Museum", 600), combining(700), slugged("Museum", 800, 1))
    museum = with_slug(stories, "Museum")
    assert (museum.status, museum.change.kind) == ("usable", "reopened")
    assert [c.state for c in with_slug(stories, "Ferry").combines] == ["related"]


def test_fv35_two_stories_combine_each_other() -> None:
    """The newest note wins; one of the two stays alive."""
    back = slugged("Museum", 800, 1, editor_note=note(("COMBINES", ("Ferry",))))
    stories = folded(combining(700), slugged("Museum", 600), back)
    assert with_slug(stories, "Museum").status == "usable"
    assert with_slug(stories, "Ferry").superseded_by == with_slug(stories, "Museum").uri
    assert [c.state for c in with_slug(stories, "Ferry").combines] == ["refused"]


def test_fv36_chain() -> None:
    """B into A, A into C: B points at C, and its history keeps the hop."""
    c = sent(1, 800, OTHER, slug="Harbour", editor_note=note(("COMBINES", ("Ferry",))))
    stories = folded(slugged("Museum", 600), combining(700), c)
    museum = with_slug(stories, "Museum")
    assert museum.superseded_by == with_slug(stories, "Harbour").uri
    assert museum.superseded_through == (with_slug(stories, "Ferry").uri,)


def test_fv37_cycle_of_three() -> None:
    """One of three stays alive: the one with the newest note."""
    stories = folded(
        *(slugged(s, 500 + n) for n, s in enumerate(("A", "B", "C"))),
        slugged("A", 600, 1, editor_note=note(("COMBINES", ("B",)))),
        slugged("B", 610, 1, editor_note=note(("COMBINES", ("C",)))),
        slugged("C", 620, 1, editor_note=note(("COMBINES", ("A",)))),
    )
    assert {s.slug: s.status for s in stories.values()} == {"A": "superseded", "B": "superseded", "C": "usable"}
    assert with_slug(stories, "B").superseded_by == with_slug(stories, "C").uri


def test_fv38_two_slugs_in_one_note() -> None:
    """Both stories are absorbed."""
    stories = folded(slugged("Museum", 600), slugged("Lantern", 610), combining(700, "Museum", "Lantern"))
    assert with_slug(stories, "Museum").status == with_slug(stories, "Lantern").status == "superseded"


def test_fv39_note_naming_itself() -> None:
    """Ignored, and flagged."""
    story = one(combining(700, "Ferry"))
    assert (story.status, story.combines, "self_combine" in story.flags) == ("usable", (), True)


def test_fv40_combines_a_killed_story() -> None:
    """The killed story stays killed; who combined it is flagged."""
    stories = folded(slugged("Museum", 600, item_id="m"), killed(650), combining(700))
    assert with_slug(stories, "Museum").status == "canceled"
    assert "contains_killed_source" in with_slug(stories, "Ferry").flags


def test_fv41_absorbed_story_is_killed_later() -> None:
    """It is canceled; the story that holds its text needs a review and is not killed by itself."""
    stories = folded(slugged("Museum", 600, item_id="m"), combining(700), killed(750))
    assert with_slug(stories, "Museum").status == "canceled"
    ferry = with_slug(stories, "Ferry")
    assert (ferry.status, "needs_review" in ferry.flags) == ("usable", True)


def test_fv42_absorbing_story_is_killed() -> None:
    """The absorbed story stays superseded, unless the kill says to use it."""
    museum, ferry = slugged("Museum", 600), combining(700)
    stories = folded(museum, ferry, sent(2, 750, kind="kill", status="canceled", slug="Ferry", paragraphs=()))
    assert with_slug(stories, "Ferry").status == "canceled"
    assert with_slug(stories, "Museum").status == "superseded"
    use = sent(2, 750, kind="kill", status="canceled", paragraphs=(), editor_note=note(("USES", ("Museum",))))
    museum_again = with_slug(folded(museum, ferry, use), "Museum")
    assert (museum_again.status, museum_again.change.kind) == ("usable", "reopened")


def test_fv44_never_across_sources() -> None:
    """A note of one wire does not mean another wire's slug."""
    stories = folded(slugged("Museum", 600, source="ridge"), combining(700))
    assert [c.state for c in stories["newswire:harbour:" + SERIAL].combines] == ["unresolved"]
    assert with_slug(stories, "Museum").status == "usable"


# kill, withhold


def killed(minutes: int, **fields: Any) -> Article:
    """A kill as a feed sends it: the item again, canceled."""
    return slugged("Museum", minutes, **({"item_id": "m", "status": "canceled", "paragraphs": ()} | fields))


def test_fv46_kill() -> None:
    """No body, and every version in the history is marked."""
    story = one(slugged("Museum", 600, item_id="m"), killed(700))
    assert (story.status, story.paragraphs, story.captions, story.change.kind) == ("canceled", (), (), "canceled")
    assert {v.status for v in story.versions} == {"canceled"}
    assert story.headline == "Ferry line opens"


def test_fv46_kill_notice_naming_the_slug() -> None:
    """A notice with an id of its own kills the story it names."""
    notice = article(700, item_id="k", kind="kill", status="canceled", paragraphs=(), headline="KILL: Museum",
                     editor_note=note(("KILLS", ("Museum",))))  # fmt: skip
    assert with_slug(folded(slugged("Museum", 600), notice), "Museum").status == "canceled"


def test_fv47_kill_before_the_story() -> None:
    """The story that comes after its kill is only ever told as canceled."""
    fold = Wire("harbour")
    fold.add([killed(700)])
    step = fold.add([slugged("Museum", 600, item_id="m")])
    assert [s.status for _, s in step.stories if s] == ["canceled"]
    assert step.outcomes == ("superseded",)


def test_fv48_older_version_after_kill() -> None:
    """History only; the kill holds."""
    story = one(sent(2, 600), sent(3, 650, kind="kill", status="canceled", paragraphs=()), sent(1, 550))
    assert (story.status, story.version) == ("canceled", 3)


def test_fv49_after_a_kill() -> None:
    """A new serial under the killed slug is a usable story; the same serial stays killed without an explicit note."""
    base, kill = sent(0, 600, slug="Museum"), sent(1, 650, kind="kill", status="canceled", paragraphs=())
    substitute = sent(0, 700, OTHER, slug="Museum")
    assert folded(base, kill, substitute)["newswire:harbour:" + OTHER].status == "usable"
    assert one(base, kill, sent(2, 700)).status == "canceled"
    again = one(base, kill, sent(2, 700, editor_note=note(("REINSTATES", ()))))
    assert (again.status, again.change.kind) == ("usable", "reinstated")


def test_fv50_withheld_then_released() -> None:
    """While withheld there is no body; released, it is told as such."""
    held = sent(0, 600, status="withheld")
    story = one(held)
    assert (story.status, story.paragraphs, story.change.kind) == ("withheld", (), "withheld")
    released = one(held, sent(0, 660))
    assert (released.status, released.change.kind) == ("usable", "released")
    assert released.paragraphs == text(1)


def test_withheld_update_leaves_the_story_as_it_was() -> None:
    """An update under embargo is history until its release; a text withdrawn from its own item does not come back."""
    assert one(sent(0, 600), sent(1, 660, status="withheld")).lead_number is None
    late, early = "2031-05-07T12:00:00+00:00", "2031-05-07T11:00:00+00:00"
    assert one(sent(0, 600, fetched_at=early), sent(0, 600, status="withheld", fetched_at=late)).status == "withheld"


def notice(minutes: int, verb: str, *slugs: str, **fields: Any) -> Article:
    """A note to editors about other stories."""
    given = {"item_id": f"x-{minutes}", "kind": "advisory", "headline": "ADVISORY", "paragraphs": ("Note.",)}
    return article(minutes, **(given | {"editor_note": note((verb, slugs))} | fields))


@pytest.mark.parametrize(
    ("more", "status", "change"),
    [
        ([], "withheld", "withheld"),
        ([notice(710, "RELEASES", "Museum")], "usable", "released"),
        ([notice(690, "RELEASES", "Museum")], "withheld", "withheld"),
        ([notice(710, "RELEASES", "Museum"), notice(720, "WITHHOLDS", "Museum")], "withheld", "withheld"),
        ([slugged("Museum", 710, 1)], "usable", "released"),
        ([slugged("Museum", 690, 1)], "withheld", "withheld"),
        ([slugged("Museum", 710, 1), slugged("Museum", 720, 2)], "usable", "updated"),
        ([notice(710, "RELEASES", "Museum"), slugged("Museum", 720, 1)], "usable", "updated"),
        ([slugged("Museum", 710, 1, status="withheld")], "withheld", "withheld"),
        ([notice(710, "RELEASES", "Museum"), notice(720, "KILLS", "Museum")], "canceled", "canceled"),
        ([notice(690, "KILLS", "Museum"), notice(710, "RELEASES", "Museum")], "canceled", "canceled"),
        ([notice(710, "RELEASES", "Ferry")], "withheld", "withheld"),
    ],
)
def test_fv50_a_notice_withholds_until_it_is_lifted(more: list[Article], status: str, change: str) -> None:
    """A hold takes the text away until a newer usable version, or a newer notice, gives it back; kills are stronger.
    The same in every order of arrival."""
    records = set()
    for order in permutations([slugged("Museum", 600), notice(700, "WITHHOLDS", "Museum"), *more]):
        stories = folded(*order)
        museum = stories["newswire:harbour:slug:museum:2031-05-07"]
        assert (museum.status, museum.change.kind, bool(museum.paragraphs)) == (status, change, status == "usable")
        records.add(b"".join(map(to_json, sorted(stories.values(), key=lambda s: s.uri))))
    assert len(records) == 1


def test_fv50_a_notice_under_the_slug_of_its_story() -> None:
    """Notices may carry the slug of the story that they are about: it is the story that is meant, not the notice."""
    hold, end = notice(700, "WITHHOLDS", "Museum", slug="Museum"), notice(710, "RELEASES", "Museum", slug="Museum")
    uri = "newswire:harbour:slug:museum:2031-05-07"
    assert folded(slugged("Museum", 600), hold)[uri].status == "withheld"
    assert folded(slugged("Museum", 600), hold, end)[uri].status == "usable"
    forget = notice(700, "DISREGARDS", "Museum", slug="Museum")
    assert folded(slugged("Museum", 600), forget)[uri].status == "canceled"


def test_fv50_a_hold_is_not_ended_by_a_later_crawl() -> None:
    """The first send, found again after the hold, is the text that is withheld: a crawl says nothing of its age."""
    base = dataclasses.replace(slugged("Museum", 800), published=None, event_from="fetched")
    hold = notice(700, "WITHHOLDS", "Museum")
    assert with_slug(folded(hold, base), "Museum").status == "withheld"


def test_fv50_a_withheld_story_that_was_combined() -> None:
    """It shows no text, and the story that holds its text says so to editors."""
    stories = folded(slugged("Museum", 600), combining(650), notice(700, "WITHHOLDS", "Museum"))
    museum, ferry = with_slug(stories, "Museum"), with_slug(stories, "Ferry")
    assert (museum.status, museum.paragraphs, museum.superseded_by) == ("withheld", (), ferry.uri)
    assert (ferry.status, "contains_withheld_source" in ferry.flags) == ("usable", True)


def test_fv51_advisory() -> None:
    """An advisory is no version of anything; it acts on the story it names and on no other."""
    advisory = article(700, item_id="x", kind="advisory", slug="Museum", editor_note=note(("DISREGARDS", ("Ferry",))))
    stories = folded(slugged("Museum", 600), slugged("Ferry", 610), advisory)
    assert len(stories) == 3
    assert stories["newswire:harbour:slug:ferry:2031-05-07"].status == "canceled"
    assert stories["newswire:harbour:slug:museum:2031-05-07"].version == 1


# clock


def test_fv59_source_date_and_dateline_date() -> None:
    """The story began when its wire says, in the wire's own time zone."""
    at = "2031-05-08T04:38:00+09:00"
    assert one(sent(0, 0, event_time=at, published=at)).first_created == at


def test_fv61_over_midnight() -> None:
    """23:50 and 00:20 are one story, by serial and by slug."""
    assert one(sent(0, 1430), sent(1, 1460)).version == 2
    assert one(slugged("Ferry", 1430), slugged("Ferry", 1460, 1)).version == 2


# digests and other pages that are no stories

ITEMS = (DigestItem("Ferry line opens", "(2nd LD)", 2, "ATTN: UPDATES", None),)


def test_fv63_digest_repeats_a_lead() -> None:
    """A digest makes no version; it mentions the story it repeats."""
    digest = article(1000, item_id="d", kind="digest", headline="Harbour News Summary", paragraphs=(), items=ITEMS)
    stories = folded(sent(0), digest)
    story = stories["newswire:harbour:" + SERIAL]
    (summary,) = [s for s in stories.values() if s.kind == "digest"]
    assert (story.version, summary.version) == (1, 1)
    assert [(m.headline, m.marker, m.uri) for m in summary.mentions] == [("Ferry line opens", "(2nd LD)", story.uri)]


def test_fv64_digest_overwrites_yesterday() -> None:
    """One id and one title on two days are two digests."""
    digests: Sequence[Article] = [
        sent(n, n * 1440, item_id="d", kind="digest", headline="Harbour News Summary", items=ITEMS) for n in (0, 1)
    ]
    assert len(folded(*digests)) == 2


@pytest.mark.parametrize("kind", ["history", "papers"])
def test_fv65_pages_that_never_fold(kind: str) -> None:
    """Today in history and newspaper pages stand alone, whatever serial or slug they carry."""
    assert len(folded(sent(0, slug="Ferry"), sent(1, 20, kind=kind, slug="Ferry"))) == 2


def test_fv68_flash_then_story() -> None:
    """The flash is version 0, the full story the next; both are one story by serial."""
    flash = sent(0, 600, marker="(URGENT)", lead_number=0, paragraphs=())
    full = sent(1, 610, marker=None, lead_number=None)
    story = one(flash, full)
    assert [v.marker for v in story.versions] == ["(URGENT)", None]
    assert story.gaps == ()


def test_fv68_flash_by_slug() -> None:
    """Without ids, the first full text under the slug of a flash is its story; a second first send is not."""
    flash = slugged("Ferry", 600, marker="(URGENT)", lead_number=0, paragraphs=(), item_id="a")
    story = one(flash, slugged("Ferry", 600, item_id="b"))
    assert [v.marker for v in story.versions] == ["(URGENT)", None]
    assert len(folded(flash, slugged("Ferry", 605), slugged("Ferry", 700))) == 2
