"""What a version changed compared with the one before it, and whether its editor's note agrees."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from worker.story.item import SUMMARY
from worker.story.story import Change, ChangeKind
from worker.wire.article import Article, Operation


def change_kind(new: Article, old: Article | None) -> ChangeKind:
    """How a version differs from the one before it in order (edge cases FV-11, FV-12, FV-15 to FV-17, FV-46, FV-50)."""
    if new.kind == "kill" or new.status == "canceled":
        return "canceled"
    if new.status in ("withheld", "embargoed"):
        return "withheld" if new.status == "withheld" else "embargoed"
    if old is None:
        return "created"
    if old.status in ("withheld", "embargoed"):
        return "released"
    if _has(new, "REINSTATES"):
        return "reinstated"
    if is_correction(new):
        return "corrected"
    if new.item_id == old.item_id and not _numbered_apart(new, old):
        return "silent_edit"
    if new.paragraphs != old.paragraphs:
        return "updated"
    if new.captions != old.captions:
        return "media_only"
    return "no_text_change" if new.headline == old.headline else "updated"


def _numbered_apart(new: Article, old: Article) -> bool:
    """Whether the provider itself gives them different version numbers: then it was not a silent edit."""
    return new.version is not None and old.version is not None and new.version != old.version


def is_correction(a: Article) -> bool:
    """Whether the article says that it corrects an earlier one."""
    return _has(a, "CORRECTS") or "correction" in a.flags


def make_change(new: Article, old: Article | None, kind: ChangeKind, adjacent: bool) -> Change:
    """Compare the canonical version with the usable one before it.

    `adjacent` is False if versions between the two are missing: then the note, which refers to the version just before,
    is not checked.
    """
    if old is None:
        return Change(kind)
    change = Change(
        kind=kind,
        paragraphs_added=_extra(new.paragraphs, old.paragraphs),
        paragraphs_removed=() if SUMMARY in new.flags else _extra(old.paragraphs, new.paragraphs),
        headline_before=old.headline if old.headline != new.headline else None,
        captions_added=tuple(c for c in new.captions if c not in old.captions),
        captions_removed=tuple(c for c in old.captions if c not in new.captions),
    )
    if new.editor_note is None or not adjacent:
        return change
    doubts = tuple(doubt for operation in new.editor_note.operations for doubt in _doubts(operation, change, new, old))
    return Change(
        change.kind,
        change.paragraphs_added,
        change.paragraphs_removed,
        change.headline_before,
        change.captions_added,
        change.captions_removed,
        note_agrees=not doubts,
        note_doubts=doubts,
    )


def _extra(these: Sequence[str], those: Sequence[str]) -> tuple[int, ...]:
    """1-based numbers of the paragraphs in `these` that are not in `those`, counting repeats."""
    left = Counter(those)
    numbers = []
    for n, paragraph in enumerate(these, 1):
        if left[paragraph] > 0:
            left[paragraph] -= 1
        else:
            numbers.append(n)
    return tuple(numbers)


def _has(a: Article, verb: str) -> bool:
    return a.editor_note is not None and any(o.verb == verb for o in a.editor_note.operations)


Check = Callable[[Change, Article, Article], bool]


def _text_changed(c: Change, _new: Article, _old: Article) -> bool:
    return bool(c.paragraphs_added or c.paragraphs_removed)


_PARTS: Mapping[str, tuple[Check, str]] = {
    "headline": (lambda c, n, o: n.headline != o.headline, "the headline is the same"),
    "lead": (lambda c, n, o: 1 in c.paragraphs_added, "the first paragraph is the same"),
    "dateline": (lambda c, n, o: _place(n) != _place(o), "the dateline is the same"),
    "byline": (lambda c, n, o: n.byline != o.byline, "the byline is the same"),
    "photo": (lambda c, n, o: bool(c.captions_added or c.captions_removed), "the captions are the same"),
}
"""Objects of a note that name a part of the article, with the change they claim and the doubt if it is not there."""

_TEXT_VERBS: Mapping[str, tuple[Check, str]] = {
    "ADDS": (lambda c, n, o: bool(c.paragraphs_added), "no paragraph is new"),
    "UPDATES": (_text_changed, "the text is the same"),
    "RECASTS": (_text_changed, "the text is the same"),
    "REWRITES": (_text_changed, "the text is the same"),
    "MODIFIES": (_text_changed, "the text is the same"),
    "CHANGES": (_text_changed, "the text is the same"),
    "REPLACES": (_text_changed, "the text is the same"),
    "CORRECTS": (lambda c, n, o: _text_changed(c, n, o) or n.headline != o.headline, "nothing is different"),
    "COMBINES": (lambda c, n, o: bool(c.paragraphs_added), "no paragraph is new"),
    "TRIMS": (lambda c, n, o: bool(c.paragraphs_removed), "no paragraph is gone"),
    "DELETES": (lambda c, n, o: bool(c.paragraphs_removed), "no paragraph is gone"),
}
"""What each verb claims about the text if its object names no part. Other verbs claim nothing that can be checked."""


def _place(a: Article) -> tuple[str, ...] | None:
    return a.dateline.cities if a.dateline else None


def _doubts(operation: Operation, change: Change, new: Article, old: Article) -> list[str]:
    claim = _TEXT_VERBS.get(operation.verb)
    if claim is None:
        return []
    doubts = []
    text_too = not operation.objects
    for shown in operation.objects:
        part = _part(shown)
        if part is None:
            text_too = True
            continue
        check, denial = _PARTS[part]
        if not check(change, new, old):
            doubts.append(f"{operation.verb} {part}: {denial}")
    if text_too and not claim[0](change, new, old):
        doubts.append(f"{operation.verb}: {claim[1]}")
    places = {n if n > 0 else len(new.paragraphs) + 1 + n for n in operation.paragraphs}
    if text_too and operation.onward and places:
        places.update(range(min(places), len(new.paragraphs) + 1))
    if text_too and places and change.paragraphs_added and not places & set(change.paragraphs_added):
        doubts.append(f"{operation.verb}: none of the paragraphs it names is new")
    return doubts


def _part(shown: str) -> str | None:
    words = shown.casefold().split()
    if not words or len(words) > 3:
        return None
    last = words[-1].rstrip("s") if words[-1].startswith("photo") else words[-1]
    return last if last in _PARTS else None
