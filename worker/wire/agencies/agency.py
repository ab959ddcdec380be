"""An agency's own conventions. Each file next to this one describes one agency, as `AGENCY`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from worker.wire.stamp import Summer, Zone

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
NTH = r"(?P<n>\d{1,2})(?:st|nd|rd|th)"
"""`1st`, `2nd` ...: how version labels begin on many wires."""

CHANGES = (
    "Adds|Updates|Recasts|Corrects|Refiles|Repeats|Changes|Clarifies|Removes|Rewrites|Fixes|Drops|Writes through"
    "|Combines|Incorporates|Merges|Releads|Inserts|Deletes|Restores|Trims|Edits|Refreshes|Tweaks|Replaces"
    "|New throughout|Refile|Repeat|Correct|Update|Adding|Updating|Recasting|Correcting|Changing|Combining|Incorporating"
)
"""Verbs that begin a note to editors without a label: `(Adds background, quotes)`."""

OF_A_STORY = (
    r"\((?:In|This|The) (?:(?:this|the|an?|its) )?(?:[\w.]+ ){0,4}(?:story|item|version|article)\b,?"
    r".{0,40}\b(?:[Cc]orrect|[Rr]efile|[Rr]ecast|[Uu]pdate|[Cc]larifie|[Rr]emove|[Aa]dd|[Ff]ixe)(?:s|ed|d)\b"
)
"""How a note in brackets begins that names its own story first: `(In Oct. 8 story, corrects name in paragraph 2)`."""

GENRES = (
    "ANALYSIS|BREAKINGVIEWS|BRIEF|COLUMN|EXCLUSIVE|EXPLAINER|FACTBOX|FEATURE|FOCUS|GRAPHIC|INSIGHT|INTERVIEW|OPINION|POLL"
    "|PREVIEW|SNAPSHOT|TABLE|TEXT|TIMELINE"
)
"""Labels in capitals before a headline that are not versions."""


ANPA_HEADER = r"(?:[a-z] ){1,2}(?:AM|AP|BC|PM)-\S.{0,80}?\s\d\d-\d\d(?:-\d\d)?\s+\d{3,5}"
"""The header of ANPA 1312: service, category, keyword, version, date, words: `r i PM-Marn-Barge 01-09 0249`."""


@dataclass(frozen=True, slots=True)
class Agency:
    """One wire's forms of what every wire prints.

    Used only for sources with its name or an alias: `offset` is the zone of its printed times in minutes east of
    Greenwich, in winter if it has `summer` time by one of the rules of `stamp`; `content_id` finds its own id anywhere
    in an id or address, given in capitals; `before` and `after` match its version label at the start and end of a
    headline, with the groups `n` (number), `word` (the number in letters), `version` (the number if the first send is
    counted as 1), `urgent`, `take`, as needed; they come on top of those that every wire may use; `note` matches the
    start of a line that is a note to editors, in addition to `(ATTN: ...)`; `genre` a label before a headline that is
    not a version; `in_front` says that a label behind a headline is part of it (FV-70); `single_dash` says that its
    datelines may be a place and one dash, without date and credit; `flash_slugs` are labels that all its flashes carry
    instead of a slug.

    Used for every source, because other wires carry agencies' copy too: `names` are lines with only its name, which are
    not text; `credits` is how datelines and signatures name it, `bare_credits` those used in a dateline without
    brackets, `undashed_credits` those after which a dateline ends without a dash, `photo_credits` those under photos;
    `slug` matches the start of a printed slug in its form, `named_slug` finds one in a note; `more` are lines that say
    that the text continues in another message; `verbs` are words of its notes and labels in its own language, each with
    the verb that it means; `digests` match the titles of its round-ups, in lower case.

    Its envelope, used only for its own sources: `header` matches a line of codes above a text, `above` a line there
    that says what comes with the text, or after which words an add belongs; `footer` matches a line below it, with the
    groups `y`, `m` or `mon`, `d`, `h`, `mi`, `zone` if it states a time; `slug_line` a line above that is its slug,
    with the groups `label` and `slug`; `version_line` a version label alone on its line; `desk` what its desk adds to a
    last sentence; `notebook` begins what is not for publication, `notebook_note` heads the note in it; `headline_end`
    follows its headlines.

    Its site: `ends` are lines that end an article, `navigation` lines to skip above it, `openings` precede a first
    line, `sections` are its headings, `newsletter_site` is the navigation of pages that are digests if their dateline
    has no date, `robot` begins the line that says that a machine wrote the text.
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
    in_front: bool = False
    single_dash: bool = False
    flash_slugs: tuple[str, ...] = ()

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
        return _zone(self.offset, self.summer)


_zone = cache(Zone)
