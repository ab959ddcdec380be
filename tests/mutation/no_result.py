"""Places in the code where a change cannot alter any result, which the draw leaves out: each kind with its reason."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

DECLARED = ("frozen", "slots")
"""Arguments of `@dataclass` that keep a programmer from a mistake and values small; nothing that is read depends on
them."""
CHECKS = ("strict",)
"""Arguments of `zip` that keep a programmer from a mistake: what is zipped has one length by how it is made."""
CACHES = ("cache", "lru_cache")
"""Decorators that save time: without them, or with another size, the same comes out."""
LIMITS: Mapping[str, tuple[str, ...]] = {
    "worker/wire/dateline.py": ("_REACH",),
    "worker/wire/embargo.py": ("_REACH",),
    "worker/wire/formats/__init__.py": ("_DEEPEST",),
    "worker/wire/formats/feeds.py": ("MOST_ENTRIES",),
    "worker/wire/formats/mail.py": ("_MOST_MAILS", "_MOST_PARTS", "_MOST_HOLDING", "_LONGEST_HEADER"),
    "worker/wire/formats/news_api.py": ("_DEEPEST", "_LONGEST_CUT"),
    "worker/wire/formats/page.py": ("_MOST_SCRIPTS",),
    "worker/wire/formats/program.py": ("_REACH", "_LINES", "_LONGEST", "_LICENCE_REACH"),
    "worker/wire/formats/prose.py": ("_REACH", "_LINES", "_LONGEST"),
    "worker/wire/formats/xml.py": ("MOST_TAGS", "_REACH", "_MOST_PREFIXES"),
    "worker/wire/head.py": ("_NOTE_REACH",),
    "worker/wire/keys.py": ("_LONGEST",),
    "worker/wire/language.py": ("_SAMPLE", "_READ"),
    "worker/wire/lost_breaks.py": ("_REACH",),
    "worker/wire/main_text.py": ("_DEEPEST",),
    "worker/wire/markup.py": ("LONGEST_TEXT", "_WHOLE_REACH"),
    "worker/wire/note.py": ("_LONGEST",),
    "worker/wire/note_lines.py": ("_REACH",),
    "worker/wire/page_kinds.py": ("_LONGEST_DIGEST",),
    "worker/wire/raw.py": ("LONGEST_TEXT", "LARGEST", "_LINE", "_MOST_BYTES"),
    "worker/wire/slug.py": ("_LONGEST", "_PARTS"),
    "worker/wire/withdrawal.py": ("_REACH",),
    "worker/wire/withdrawal_words.py": ("_REACH",),
    "worker/story/canonical.py": ("VERSIONS_BYTES",),
    "worker/story/closed.py": ("_DIGEST_BYTES",),
    "worker/story/decision.py": ("LARGEST",),
    "worker/story/decisions.py": ("MOST_WAITING",),
    "worker/story/group.py": ("_FEW",),
    "worker/story/matching/postings.py": ("_USUAL", "_LONG", "_FEW", "_EACH"),
    "worker/story/name_index.py": ("_FEW",),
    "worker/story/packed.py": ("MOST_BYTES",),
    "worker/story/resting.py": ("OPEN",),
}
"""Limits on time and memory for copy that no agency sends, and the sizes of the parts of an index, where one more or
less is the same to everybody. Only the numbers are left out: what is compared with them stays in the draw, and so do
all limits that a real text can meet."""

_ANY = ("",)
_NUMBERS = ("core/NumberReplacer", "core/ReplaceBinaryOperator", "core/ReplaceUnaryOperator")


def lines(path: str, source: str) -> dict[int, tuple[str, ...]]:
    """The lines of a file where changes are left out, with the beginnings of the names of their operators.

    Raises `ValueError` if the file lacks one of its limits.
    """
    found: dict[int, tuple[str, ...]] = {}
    limits = LIMITS.get(path, ())
    lost = [name for name in limits if name not in source]
    if lost:
        raise ValueError(f"{path} has no {', '.join(lost)} any more")
    for node, operators in _nodes(ast.parse(source), limits):
        found.update(dict.fromkeys(range(node.lineno, (node.end_lineno or node.lineno) + 1), operators))
    return found


def _nodes(tree: ast.Module, limits: tuple[str, ...]) -> Iterator[tuple[ast.expr | ast.stmt, tuple[str, ...]]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            for decorator in node.decorator_list:
                name = decorator.func if isinstance(decorator, ast.Call) else decorator
                last = name.attr if isinstance(name, ast.Attribute) else name.id if isinstance(name, ast.Name) else ""
                if last in CACHES:
                    yield decorator, _ANY
                if isinstance(decorator, ast.Call):
                    yield from ((k.value, ("core/ReplaceTrue",)) for k in decorator.keywords if k.arg in DECLARED)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "zip":
            yield from ((k.value, ("core/ReplaceTrue",)) for k in node.keywords if k.arg in CHECKS)
    for statement in tree.body:
        if isinstance(statement, ast.Assign):
            names = {n.id for target in statement.targets for n in ast.walk(target) if isinstance(n, ast.Name)}
            if names and names <= {*limits}:
                yield statement, _NUMBERS
