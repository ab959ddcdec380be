"""What a message tells editors: its note, the operations in it, and whether it withdraws another message."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from worker.wire import agency_fields, embargo, note, text, withdrawal
from worker.wire.article import EditorNote, Operation
from worker.wire.headline import Headline
from worker.wire.parts import Parts


def note_of(
    message: Mapping[str, Any], parts: Parts, title: Headline
) -> tuple[EditorNote | None, withdrawal.Withdrawal | None]:
    """The editor's note, and the withdrawal if the message withdraws another; its operations then say so too."""
    said = text.one_line(message.get("editor_note") or "")
    found = note.parse(said or parts.below.note or title.note or "")
    prefix = title.prefix if title.prefix and embargo.is_line(title.prefix) else None
    found = _under_embargo(found, parts.above.embargo or title.embargo or prefix or parts.below.embargo)
    operations = found.operations if found else ()
    waits = found is not None and _has_text(parts) and withdrawal.holds_itself(found.text)
    if waits:
        operations = (*[o for o in operations if o.verb not in ("HOLD", "WITHHOLDS")], Operation("WITHHOLDS"))
    verbs = {op.verb for op in operations}
    signalled = dict.fromkeys((*title.verbs, *agency_fields.verbs(message)))
    operations += tuple(Operation(verb) for verb in signalled if verb not in verbs)
    withdrawn = None
    if "KILLS" in verbs:
        withdrawn = withdrawal.Withdrawal("kill")
        operations = _named_below(operations, parts)
    elif not parts.hints.exact and not parts.above.kind and not waits and agency_fields.status(message) != "canceled":
        told = _has_text(parts) and not withdrawal.is_addressed(parts.below.paragraphs[0])
        lines = parts.below.paragraphs[: 1 if told else 3]
        if found and not operations:
            lines = (f"Editors: {found.text}", *lines)
        withdrawn = withdrawal.find(parts.stated or parts.printed, title.text, parts.slug, lines, told=told)
        if withdrawn:
            operations += tuple(o for o in withdrawn.operations if o.verb not in verbs)
    if operations and not found:
        found = EditorNote(parts.below.paragraphs[0] if withdrawn and parts.below.paragraphs else "", ())
    if found and operations is not found.operations:
        found = EditorNote(found.text, operations)
    return found, withdrawn


def _named_below(operations: tuple[Operation, ...], parts: Parts) -> tuple[Operation, ...]:
    """The operations of a note that kills; if it names no story, then with those that the lines below it name."""
    if _has_text(parts) or any(o.verb == "KILLS" and o.slugs for o in operations):
        return operations
    named = withdrawal.named(parts.below.paragraphs[:3])
    return tuple(dataclasses.replace(o, slugs=named) if o.verb == "KILLS" else o for o in operations)


def _under_embargo(found: EditorNote | None, line: str | None) -> EditorNote | None:
    """The note, with the line that puts the text under embargo appended; that line names no change."""
    if line is None:
        return found
    return EditorNote(f"{found.text}; {line}", found.operations) if found else EditorNote(line)


def _has_text(parts: Parts) -> bool:
    """Whether the message has a story and is not only a notice."""
    return parts.above.dateline is not None and bool(parts.below.paragraphs)


def holds_itself(message: Mapping[str, Any], said: EditorNote | None) -> bool:
    """Whether an article's own note asks to withhold it, and the feed states no status."""
    if said is None or message.get("status") or message.get("pubstatus"):
        return False
    return any(o.verb == "WITHHOLDS" and not o.slugs for o in said.operations)


def is_only_note(said: EditorNote | None, title: Headline) -> bool:
    """Whether a message is only a note to editors: no headline, no text, and no change named."""
    return said is not None and title.text is None and not said.operations
