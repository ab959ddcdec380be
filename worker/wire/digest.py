"""The items of a digest: stories that it repeats with their headlines, markers and notes (grammar, section g)."""

from __future__ import annotations

from worker.wire import headline, kind, lexer, note, note_lines, text
from worker.wire import slug as slugs
from worker.wire.agencies import Agency
from worker.wire.article import DigestItem
from worker.wire.lexer import Line

_ENDS = (".", ".''", '."', ".”")
"""How a sentence ends, but a headline does not."""


def items(lines: list[Line], agency: Agency) -> tuple[DigestItem, ...]:
    """The items in the lines of a digest, split by rules of dashes or, if there are none, by datelines."""
    ruled = any(line.name == "rule" for line in lines)
    blocks = _ruled(lines, agency) if ruled else _by_datelines(lines, agency)
    found = (_item(block, agency) for block in blocks)
    return tuple(item for item in found if item)


def datelines(lines: list[Line], agency: Agency) -> int:
    """How many lines open with a dateline."""
    return sum(1 for line in lines if lexer.place(line, agency))


def _ruled(lines: list[Line], agency: Agency) -> list[list[Line]]:
    blocks: list[list[Line]] = [[]]
    for line in lines:
        if line.name == "rule":
            blocks.append([])
        elif len(blocks[-1]) < 8:
            blocks[-1].append(line)
    return blocks[1:] if not blocks[0] or not _titled(blocks[0], agency) else blocks


def _titled(block: list[Line], agency: Agency) -> bool:
    first = block[0].text
    return len(block) > 1 and not kind.is_summary(first) and not text.prose(first) and datelines(block, agency) > 0


def _by_datelines(lines: list[Line], agency: Agency) -> list[list[Line]]:
    """The line above a dateline is an item's headline; lines above that count as long as they have a marker."""
    blocks = []
    free = 0
    for at, line in enumerate(lines):
        if not lexer.place(line, agency):
            continue
        start = at
        while start > free and at - start < 4:
            above = lines[start - 1].text
            if text.prose(above) or kind.is_summary(above) or above.endswith(_ENDS):
                break
            titled = any(not x.text.startswith("(ATTN") for x in lines[start:at])
            if titled and not above.startswith(("(", "[")):
                break
            start -= 1
        if start < at:
            blocks.append(lines[start : at + 1])
        free = at + 1
    return blocks


def _item(block: list[Line], agency: Agency) -> DigestItem | None:
    titles: list[str] = []
    said: str | None = None
    block = list(block)
    at = 0
    while at < len(block):
        line = block[at]
        if lexer.is_note(line, agency):
            printed, taken = note_lines.gather(block, at, agency)
            said = said or note.unwrap(printed)
            at += max(taken, 1)
            continue
        if lexer.place(line, agency) or text.prose(line.text) or kind.is_summary(line.text):
            break
        titles.append(line.text)
        at += 1
    if not titles:
        return None
    slug = None
    if len(titles) > 1 and headline.parse(titles[0], agency).marker and headline.parse(titles[1], agency).marker:
        slug = slugs.parse(titles.pop(0)).text
    part = headline.parse(titles[0], agency)
    return DigestItem(part.text or titles[0], part.marker, part.number, said, slug)
