"""The items of a digest: stories that it repeats with their headlines, markers and notes (grammar, section g)."""

from __future__ import annotations

from worker.wire import boilerplate, dateline, headline, kind, note, note_lines, text
from worker.wire.agencies import Agency
from worker.wire.article import DigestItem


def items(lines: list[str], agency: Agency) -> tuple[DigestItem, ...]:
    """The items in the lines of a digest, split by rules of dashes or, where there are none, by datelines."""
    ruled = any(boilerplate.rule(line) for line in lines)
    blocks = _ruled(lines) if ruled else _by_datelines(lines, agency)
    found = (_item(block, agency) for block in blocks)
    return tuple(item for item in found if item)


def datelines(lines: list[str]) -> int:
    """How many lines open with a dateline."""
    return sum(1 for line in lines if dateline.find(line))


def _ruled(lines: list[str]) -> list[list[str]]:
    blocks: list[list[str]] = [[]]
    for line in lines:
        if boilerplate.rule(line):
            blocks.append([])
        elif len(blocks[-1]) < 8:
            blocks[-1].append(line)
    return blocks[1:] if not blocks[0] or not _titled(blocks[0]) else blocks


def _titled(block: list[str]) -> bool:
    return (
        len(block) > 1 and not kind.is_summary(block[0]) and not text.prose(block[0]) and any(map(dateline.find, block))
    )


def _by_datelines(lines: list[str], agency: Agency) -> list[list[str]]:
    """The line above a dateline is an item's headline; lines above that count while they carry a marker."""
    blocks = []
    free = 0
    for at, line in enumerate(lines):
        if not dateline.find(line, single=agency.single_dash):
            continue
        start = at
        while start > free and at - start < 4:
            above = lines[start - 1]
            if text.prose(above) or kind.is_summary(above):
                break
            titled = any(not x.startswith("(ATTN") for x in lines[start:at])
            if titled and not above.startswith(("(", "[")):
                break
            start -= 1
        if start < at:
            blocks.append(lines[start : at + 1])
        free = at + 1
    return blocks


def _item(block: list[str], agency: Agency) -> DigestItem | None:
    titles: list[str] = []
    said: str | None = None
    block = list(block)
    at = 0
    while at < len(block):
        line = block[at]
        if note_lines.is_note(line, agency):
            printed, taken = note_lines.gather(block, at)
            said = said or note.unwrap(printed)
            at += max(taken, 1)
            continue
        if dateline.find(line, single=agency.single_dash) or text.prose(line) or kind.is_summary(line):
            break
        titles.append(line)
        at += 1
    if not titles:
        return None
    slug = None
    if len(titles) > 1 and headline.parse(titles[0], agency).marker and headline.parse(titles[1], agency).marker:
        slug = headline.slug_label(titles.pop(0))[0]
    part = headline.parse(titles[0], agency)
    return DigestItem(part.text or titles[0], part.marker, part.number, said, slug)
