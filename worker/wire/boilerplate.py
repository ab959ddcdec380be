"""Boilerplate: whatever is printed on a page around an article but does not belong to it (grammar, section c)."""

from __future__ import annotations

import re

from worker.wire import note
from worker.wire.agencies import all_of, any_of
from worker.wire.text import ANY_CASE, SENTENCE_END

STOPS = frozenset(("(END)", "(End)", "(end)", "( END )", "(END", "END)", "Back to Top", "Go to Top", *all_of("ends")))
"""Lines that end an article: nothing after them belongs to it. About half of all texts have no `(END)`."""

LEFTOVERS = frozenset(
    ("All rights reserved.", "All rights reserved", "All Rights Reserved",
     "All Rights Reserved.", "Unauthorized redistribution prohibited", "Unauthorized reproduction prohibited",
     *all_of("names"))
)  # fmt: skip
"""Lines that may appear between the paragraphs of a text but are not paragraphs."""

NAVIGATION = frozenset(
    ("SEARCH", "Search", "English", "SHARE", "SAVE", "SAVED", "SUBMIT", "OK", "MENU", "Menu", "LOGIN", "Login",
     "Print", "Email", "Link copied", "Close", "Font Size", "Listen", "Facebook", "Twitter", "URL copied", "Scrap",
     "-", "|", "/", "Recommended", "Trending", "News", "World", "World News", "Local News", "Top Stories",
     "Breaking News", "Politics", "Business", "Sport", "Sports", "Opinion", "Technology", "Science", "Health",
     *all_of("navigation"), *STOPS)
)  # fmt: skip
"""Lines that are skipped above an article."""

NEWSLETTER_SITE = frozenset(all_of("newsletter_site"))
"""On pages with one of these lines, only newsletters have a dateline without a date."""

OPENINGS = all_of("openings")
"""Navigation that may be printed before the first line, on the same line."""

_SECTIONS = any_of("sections")
_ABOVE = re.compile(
    r"Home(?: ?[|>»›/] ?[A-Z][\w&' -]{1,30}){1,4}$|Recommended #|#\S+(?: #\S+)*$"
    rf"|Home (?:{_SECTIONS})$|[•·]|\d{{1,8}}$|(?:{_SECTIONS})$|https?://\S+$|Photo:? ?$"
    r"|\$e?adv\b ?[\d -]{0,7}$|\$e?adv\d"
)
_COPYRIGHT = re.compile(rf"[<(\[]?(?:copyrights?\b|©|\(c\) ?(?:{any_of('credits')})\b|ⓒ)", ANY_CASE)
_LINK = re.compile(r"(?:Video:? ?)?(?:https?://|www\.|youtu\.be/)\S+$")
_HEADING = re.compile(
    r"(?:related|latest|more|top|hot|popular|recommended|trending|other|today['’]s) "
    r"(?:stor(?:y|ies)|articles?|news|links?|contents?|topics|posts|videos|photos|now|for you|issues?)"
    r"|most (?:read|popular|viewed|liked|saved|shared|commented)(?: \w+){0,2}"
    r"|you (?:may|might) (?:also )?like(?: this)?|(?:also|see|read) (?:also|read|more|on)"
    r"|more (?:from|on|in) [A-Z][\w.]*(?: [A-Z][\w.]*)?|editors?['’]s? picks?|recommended|trending|popular"
    r"|issue keywords?|comments?(?: ?\(\d+\))?|share(?: (?:this|on) \w+(?: \w+)?)?|send feedback"
    r"|(?:read|up) next|(?:back|go) to (?:top|list|home)|top|list|prev(?:ious)?|next|home|facebook|twitter"
    r"|(?:tags?|keywords?)(?: ?:.*)?",
    ANY_CASE,
)
_END_MARK = re.compile(
    r"[(<\[] ?(?:END|End|end|ENDS|끝) ?[)>\]].{0,40}|ENDS?\.?|[-–—] ?(?:END|End|30) ?[-–—]|#{3,}|-30-|#[^\s#][^.?!]*"
    r"|E(?:nd|ND) A(?:dv|DV)(?:ance|ANCE)?\b[^?!]*|\$eadv\b.*"
)
_SHORT = 60
_LONGEST_DESK = 460
_SIGNED_OFF = re.compile(
    rf"(?:[-=–—/]{{1,2}} ?)?(?:{any_of('credits')})(?:/|(?: [A-Z]{{2,4}}){{1,4}})?"
    r"|[-=–—]{2} ?[A-Z]{2,8}|[a-z]{2,5}(?:[/-][a-z]{2,5}){1,4}"
)
_INITIALS = r"[^\W\d_A-Z]{2,6}(?:-[^\W\d_A-Z]{2,6}){0,6}"
_SIGNED = re.compile(
    rf"[-=–—/(\[]{{0,2}} ?(?:{any_of('credits')})(?:[/\\ ]{{1,3}}[A-Za-z]{{2,4}}){{0,4}}[)\]/.]{{0,2}}"
    rf"|\(?{_INITIALS}(?:/{_INITIALS}){{1,6}}\)?|(?:\d\d ){{2,}}[A-Z]{{2,4}}\d\d [A-Z0-9 ]{{4,120}}"
)
_SIGNED_BEHIND = re.compile(rf"(?<=[.!?\"”»]) ?[-–—=]{{0,2}} ?\(?(?:{any_of('credits')})\)?\.?$")
_SENTENCE_ENDS = frozenset('?!"”')
_MEDIA = (
    "share|tweet|pin|e-?mail|print|save|copy link|copy url|whatsapp|facebook|twitter|x|linkedin|telegram|reddit|line"
    "|messenger|pinterest|instagram|youtube|bookmark|listen|gift|comments?"
)
_WIDGET = re.compile(
    r"[\d.,]{1,12} ?[km]? ?(?:page ?)?(?:views?|shares?|comments?|likes?|reads?|reactions?|retweets?|hits)"
    r"|(?:page ?)?(?:views?|hits|shares|comments|reads|likes) ?[:(] ?[\d.,]{1,12} ?[km]?\)?"
    r"|[-–—*\[( ]{0,3}adverti[sz]e?ment[-–—*\]) ]{0,3}(?:[-–—|:] ?.{0,40})?|\[?ads?\]?"
    r"|sponsored(?: content| by .{1,30})?"
    r"|promoted(?: content)?|paid (?:post|content)|(?:story|article) continues (?:below|after).{0,30}"
    r"|scroll (?:down )?(?:to|for) (?:continue|more).{0,30}|skip (?:ad|advertisement|to .{1,20})"
    r"|(?:(?:last )?(?:updated|published|posted|modified):? ?)?(?:about )?(?:an?|\d{1,3}) ?"
    r"(?:s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|weeks?|months?) ago|(?:updated )?just now"
    r"|(?:last|page) (?:updated|modified|reviewed):? .{0,12}\d.{0,40}"
    rf"|(?:{_MEDIA})(?:[ ,|·•/]{{1,3}}(?:{_MEDIA}))*|share (?:this|on|via|to)\b.{{0,40}}|follow us\b.{{0,40}}"
    r"|(?:subscribe|sign up)(?: now| here| today)?"
    r"(?: (?:to|for) (?:our|the|free|a|daily|unlimited|read)\b.{0,40})?[.!]?"
    r"|\d{1,2}[ -]?min(?:ute)?s? (?:read|listen|watch)|(?:reading|read) time:? .{1,20}|(?:click|tap) here\b.{0,40}"
    r"|read more(?: ?[:>»→-].{0,50})?|read full (?:story|article)|print this (?:article|page|story)"
    r"|[\d.,]{1,12} (?:people|readers|users) (?:have )?(?:read|viewed|liked|shared) this(?: article| story| page)?\.?"
    r"|no comments(?: yet)?|(?:leave|post|add) (?:a|your) comment"
    r"|be the first to comment|we use cookies\b.{0,60}|accept (?:all )?cookies"
    r"|enable notifications|download (?:the|our) app",
    ANY_CASE,
)
"""What other sites print between the paragraphs: counters, ages, advertisements, share buttons."""

_A_WORD = r"[^\W\d_a-z][\w.'’&-]{0,24}"
_A_NAME = rf"{_A_WORD}(?: (?:(?:de|del|van|von|of|the|for|via) )?{_A_WORD}){{0,5}}"
_PHOTO = re.compile(
    r"\(?(?ai:photos?|photograph|images?|picture|fotos?|bild(?:er)?|(?:photo|image|picture) (?:credit|courtesy)"
    r"|photo by|foto d[ie]|crédits? photo)"
    rf" ?[:©]{{1,2}} ?(?:© ?)?{_A_NAME}(?:(?: ?[/|,•·–] ?| [-] | via )(?:{_A_NAME}|[a-z]{{3}})){{0,4}}\)?"
)
"""Who made the photo, which is not shown: `Photo: Ada Berg/The Site`. A caption is a sentence with a full stop."""

DESKS = (
    "Reporting by ", "Editing by ", "Writing by ", "Additional reporting by ", "Compiled by ", "With assistance from ",
)  # fmt: skip
_PERSON = r"[A-Z][\w.'’-]{0,20}(?: (?:and |in |de |van |al-)?[A-Z][\w.'’-]{0,20}){0,5}"
_DESK = re.compile(
    r"(?ai:\((?:additional )?(?:reporting|writing|editing|compil(?:ed|ing)|translat(?:ed|ion|ing)|edited"
    r"|written|reported|graphics?|produced)(?: (?:and|&) (?:writing|editing|reporting))? by .{2,400}\))"
    rf"|(?ai:(?:additional )?(?:reporting|editing|writing|compiled)(?: and (?:writing|editing))? by) {_PERSON}"
    rf"(?:(?:,| and|;| in [A-Z]\w+)? ?.{{0,300}}\bby {_PERSON}|(?:(?:,| and|;) {_PERSON}){{0,6}})\.?"
    r"|(?ai:[(—–-]{0,2} ?with (?:assistance|inputs?|files|(?:\w+ )?agency inputs|additional reporting)\b.{0,80}\)?)"
)
_NAMES = r"[A-Z][a-z'’-]*(?:[A-Z][a-z]+)?(?: [A-Z][a-z'’-]+){0,2}"
_EDITOR = re.compile(rf"\((?:Web )?Editors? ?: ?(?P<name>{_NAMES})(?:, ?{_NAMES}){{0,4}}\)")

_RULE = re.compile(r"(?:[-=_*·—–] ?){3,}$")

_MORE = re.compile(
    rf"(?:[-–—(]{{1,2}} ?)?(?:MORE(?: MORE|(?: TO)? FOLLOWS?| TO COME)?|{any_of('more')})[ .]{{0,3}}"
    r"(?:[-–—)]{1,2}\.?)?|more|[-–—(]{1,2} ?[Mm]ore(?:(?: to)? follows?| to come)? ?[-–—)]{1,2}"
)

_MORE_BEHIND = re.compile(rf"(?<=[.!?\"”»]) ?\((?:more|MORE|{any_of('more')})\)\.?$")
_LONGEST_MORE = 12

ROBOT: tuple[str, ...] = all_of("robot")
"""The beginning of the line that says that a machine wrote the story."""

_END = re.compile(r" ?(?:\((?:END|End|end|끝)\)?|(?<= )Endit(?:em)?\.?)$")


def above(line: str) -> bool:
    """Whether a line above the article is boilerplate."""
    return line in NAVIGATION or line in LEFTOVERS or _ABOVE.match(line) is not None


def inside(line: str) -> bool:
    """Whether a line inside the article is boilerplate: a bare link, a copyright notice, a rule."""
    return _LINK.match(line) is not None or _COPYRIGHT.match(line) is not None or _RULE.match(line) is not None


def rule(line: str) -> bool:
    """Whether a line is a rule of dashes, as between the items of a digest."""
    return _RULE.match(line) is not None


def leftover(line: str) -> bool:
    """Whether a short line between the paragraphs is not one: an agency's name, a desk's signature such as `--IANS`,
    `PTI KRG` or `ab/cd`, a widget, or `MORE`."""
    return (
        line in LEFTOVERS
        or _SIGNED_OFF.fullmatch(line) is not None
        or _WIDGET.fullmatch(line) is not None
        or (_PHOTO.fullmatch(line) is not None and not line.endswith(SENTENCE_END))
        or more(line)
    )


def signed(paragraph: str) -> bool:
    """Whether a last paragraph is none: how an agency or its desk signs, `AFP sn`, `(ANSA).`, or who worked on it."""
    short = len(paragraph) <= _SHORT or paragraph[:1].isdigit()
    return (short and (_SIGNED.fullmatch(paragraph) is not None or leftover(paragraph))) or desk_credit(paragraph)


def unsigned(paragraph: str) -> str:
    """A last paragraph without the agency's name behind its last sentence: `... five years. EFE`."""
    last = paragraph[-_SHORT:]
    m = _SIGNED_BEHIND.search(last) if last[-1:] not in _SENTENCE_ENDS or ")" in last[-2:] else None
    return paragraph[: len(paragraph) - len(m[0])] if m else paragraph


def desk_credit(line: str) -> bool:
    """Whether a line says who worked on a text: `(Reporting by Ada Berg; Editing by Jan Holt)`, `(Editor: Li Ming)`."""
    if len(line) > _LONGEST_DESK:
        return False
    said = line.lower()
    if ("by " in said or "with " in said) and _DESK.fullmatch(line) is not None:
        return True
    editor = _EDITOR.fullmatch(line) if line[:1] == "(" else None
    return editor is not None and note.meant(editor["name"].split()[0]) is None


def more(line: str) -> bool:
    """Whether a line says that the text continues in another message: `MORE`, `(more)`, `-more-`."""
    return len(line) <= _SHORT and _MORE.fullmatch(line) is not None


def without_more(paragraph: str) -> str:
    """A last paragraph without the `(more)` behind its last sentence."""
    return _MORE_BEHIND.sub("", paragraph) if "(" in paragraph[-_LONGEST_MORE:] else paragraph


def end_mark(line: str) -> bool:
    """Whether a line is an unusual end mark: `<END>`, `-30-`, or hashtags."""
    return len(line) <= _SHORT and _END_MARK.fullmatch(line) is not None


def heading(line: str) -> bool:
    """Whether a line may be the heading of a list of other stories or of buttons."""
    return len(line) <= _SHORT and _HEADING.fullmatch(line.strip("<>[]【】■ :")) is not None


def end(line: str) -> tuple[str, bool]:
    """The line without an `(END)` at its end, and whether it had one."""
    last = line[-9:]
    m = _END.search(last) if "(" in last or "Endit" in last else None
    return (line[: len(line) - len(m[0])].rstrip(), True) if m else (line, False)
