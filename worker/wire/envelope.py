"""What a wire prints around a text for its clients' systems and desks: when it was sent, and a notebook that is not for
publication. Only the note to editors is read from it, since it has private addresses and telephone numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from worker.wire import months, stamp
from worker.wire.agencies import Agency
from worker.wire.lexer import Line
from worker.wire.stamp import Stamp
from worker.wire.text import ANY_CASE

_LONGEST = 160
_CENTURY = 70
"""Two-digit years from here on are in the last century."""

_PRIVATE = re.compile(
    r"\W{0,4}(?:(?:the following|die folgenden|les informations suivantes)\b.{0,60} )?(?:(?:is|are|sind|information) )?"
    r"(?:not (?:intended |meant )?for (?:publication|release to the public)(?! (?:at|on|before|until|after))"
    r"|nicht (?:zur|für die) Veröffentlichung(?: bestimmt)?|ne pas publier|no publicable)\b.{0,40}",
    ANY_CASE,
)


def is_private(said: str, agency: Agency) -> bool:
    """Whether a line begins the part that is for desks and not for publication."""
    if len(said) > _LONGEST:
        return False
    return _PRIVATE.fullmatch(said) is not None or (
        agency.notebook is not None and agency.notebook.match(said) is not None
    )


def sent(lines: Sequence[Line], agency: Agency) -> Stamp | None:
    """The time in a wire's footer, such as `AP-NR-01-09-89 0849EST`; None if there is none."""
    if agency.footer is None:
        return None
    for line in reversed(lines):
        m = agency.footer.fullmatch(line.text) if line.text else None
        fields = m.groupdict() if m else {}
        if not fields.get("y"):
            continue
        year = int(fields["y"])
        fields["y"] = str(year if year > 99 else year + (1900 if year >= _CENTURY else 2000))
        name = fields.pop("mon", None)
        if name:
            fields["m"] = str(months.number(name) or stamp.month_number(name))
        return stamp.of_fields(fields, agency.zone)
    return None


def note(lines: Sequence[Line], agency: Agency) -> str | None:
    """The note to editors in the notebook below a text: the lines under its heading, up to the next heading."""
    if agency.notebook_note is None:
        return None
    said: list[str] = []
    begun = False
    for line in lines:
        if agency.notebook_note.match(line.text):
            begun = True
        elif begun and line.text[:1] in ("#", "*"):
            break
        elif begun and line.text:
            line.call("note", "stands under the notebook's heading for it")
            said.append(line.text.lstrip("-– "))
    return "; ".join(said) or None
