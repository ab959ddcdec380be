"""What an agency has of its own. Each file beside this one says it of one agency, as `AGENCY`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from worker.wire.stamp import Summer, Zone

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
NTH = r"(?P<n>\d{1,2})(?:st|nd|rd|th)"
"""`1st`, `2nd` ... as a version label begins in many wires."""

CHANGES = (
    "Adds|Updates|Recasts|Corrects|Refiles|Repeats|Changes|Clarifies|Removes|Rewrites|Fixes|Drops|Writes through"
    "|Combines|Incorporates|Merges|Releads|Inserts|Deletes|Restores|Trims|Edits|Refreshes|Tweaks|Replaces"
    "|New throughout|Refile|Repeat|Correct|Update|Adding|Updating|Recasting|Correcting|Changing|Combining|Incorporating"
)
"""Verbs that begin a note to editors where it has no label: `(Adds background, quotes)`."""

GENRES = (
    "ANALYSIS|BREAKINGVIEWS|BRIEF|COLUMN|EXCLUSIVE|EXPLAINER|FACTBOX|FEATURE|FOCUS|GRAPHIC|INSIGHT|INTERVIEW|OPINION|POLL"
    "|PREVIEW|SNAPSHOT|TABLE|TEXT|TIMELINE"
)
"""Labels in capitals before a headline that are no versions."""


ANPA_HEADER = r"(?:[a-z] ){1,2}(?:AM|BC|PM)-\S.{0,80}?\s\d\d-\d\d(?:-\d\d)?\s+\d{3,5}"
"""The header of ANPA 1312: service, category, keyword, version, date, words: `r i PM-Marn-Barge 01-09 0249`."""


@dataclass(frozen=True, slots=True)
class Agency:
    """How one wire prints what every wire has.

    Read only for sources of its name or an alias: `offset` is the zone of its printed times in minutes east of
    Greenwich, in winter where it has `summer` time by one of the rules of `stamp`; `content_id` finds its own id
    anywhere in an id or address, given in capitals; `before` and `after` match its version label at the start and end
    of a headline, with the groups `n` (number), `word` (the same in letters), `version` (the same, where the first
    send is counted as 1), `urgent`, `take` where it has them: they come on top of those that every wire may use;
    `note` matches the start of a line that is a note to editors, besides `(ATTN: ...)`; `genre` a label before a
    headline that is no version; `single_dash` says that its datelines may be a place and one dash, without date and
    credit.

    Read whatever the source, since agencies' copy comes through others too: `names` are lines that are its name and no
    text; `credits` is how datelines and signatures name it, `bare_credits` those that stand in a dateline without
    brackets, `undashed_credits` those behind which it ends without a dash, `photo_credits` those under photos; `slug`
    matches the start of a slug in its form where it is printed, `named_slug` finds one in a note; `more` are lines that
    say that the text goes on in another message; `verbs` are words of its notes and labels in its own language, each
    with the verb that it means; `digests` match the titles of its round-ups, in small letters.

    Of its envelope, read only for its own sources: `header` matches a line of codes above a text, `above` one that
    says there what comes with it, or behind which words an add goes; `footer` matches a line behind it, with the
    groups `y`, `m` or `mon`, `d`, `h`, `mi`, `zone` where it states a time; `slug_line` a line above that is its
    slug, with the groups `label` and `slug`; `version_line` a version label alone on its line; `desk` what its desk
    puts behind a last sentence; `notebook` begins what is not for publication, `notebook_note` heads the note in it;
    `headline_end` stands behind its headlines.

    Of its site: `ends` are lines that end an article, `navigation` those that are passed over above it, `openings`
    stand in front of a first line, `sections` are its headings, `newsletter_site` is the navigation of pages that are
    digests where their dateline has no date, `robot` begins the line that says that a machine wrote the text.
    """

    name: str
    aliases: tuple[str, ...] = ()
    offset: int = 0
    summer: Summer | None = None
    language: str = "en"
    content_id: re.Pattern[str] | None = None
    before: re.Pattern[str] | None = None
    after: re.Pattern[str] | None = None
    note: re.Pattern[str] | None = None
    genre: re.Pattern[str] | None = None
    single_dash: bool = False

    names: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()
    bare_credits: tuple[str, ...] = ()
    undashed_credits: tuple[str, ...] = ()
    photo_credits: tuple[str, ...] = ()
    slug: str | None = None
    named_slug: str | None = None
    more: tuple[str, ...] = ()
    verbs: tuple[tuple[str, str], ...] = ()
    digests: tuple[str, ...] = ()

    header: re.Pattern[str] | None = None
    above: re.Pattern[str] | None = None
    footer: re.Pattern[str] | None = None
    slug_line: re.Pattern[str] | None = None
    version_line: re.Pattern[str] | None = None
    desk: re.Pattern[str] | None = None
    notebook: re.Pattern[str] | None = None
    notebook_note: re.Pattern[str] | None = None
    headline_end: str = ""

    ends: tuple[str, ...] = ()
    navigation: tuple[str, ...] = ()
    openings: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    newsletter_site: tuple[str, ...] = ()
    robot: tuple[str, ...] = ()

    @property
    def zone(self) -> Zone:
        """The zone of its printed times."""
        return Zone(self.offset, self.summer)
