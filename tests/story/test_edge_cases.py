"""The contract of folding, case by case. Numbers are those of the edge-case list the project was designed from; cases
that concern reading or Kafka are in tests/wire and tests/stream, under their numbers."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from itertools import permutations

import pytest

from tests.story.forms import FERRY, OTHER, SECOND, SERIAL, folded, one, sent, slugged
from tests.story.wires import article, lead, note, text
from worker.story.source_state import SourceState
from worker.story.story import to_json
from worker.wire.article import Article, DigestItem, Lineage

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
        fold, last = SourceState("harbour"), b""
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
    fold = SourceState("harbour")
    first = sent(0, raw=Lineage("raw", 0, 4))
    assert fold.add([first]).outcomes == ("published",)
    step = fold.add([dataclasses.replace(first, raw=Lineage("raw", 0, 7))])
    assert (step.outcomes, step.stories) == (("duplicate",), ())
    assert step.changelog == (), "what is kept, with the smaller place, says all there is"


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
    assert after.editor_note is not None
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
    fold = SourceState("harbour")
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
    fold = SourceState("harbour")
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
    assert base.event_ms is not None
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
