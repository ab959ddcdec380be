"""How well speakers are found in many kinds of copy: `python -m tests.enrich.kinds [-v] [WORD]`.

The texts beside this file are of our own invention, written in the manner of twenty kinds (agencies, papers of several
countries, sport, courts, interviews, transcripts, press releases), and labelled before the code read them. Below a
text stand its labels:

    D: first words => speaker       a direct quote (`-`: found or not, it does not count)
    I: first words => speaker       an indirect one (`-`: as above)
    S: speaker | title | affiliation    (`-`: not looked at)
    X: words                        stands between marks and is no speech

A direct quote is right where its speaker has the full name. A title or affiliation is right where it shares half of its
words with the label (F1 of tokens, as the measure of the open data has it).
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from worker.enrich.speakers import Quote, Speaker, speakers

HERE = Path(__file__).parent


@dataclass(slots=True)
class Case:
    """One labelled text."""

    name: str
    kind: str
    headline: str = ""
    paragraphs: list[str] = field(default_factory=list)
    quotes: list[tuple[str, str, str]] = field(default_factory=list)
    people: list[tuple[str, str, str]] = field(default_factory=list)


def cases() -> Iterator[Case]:
    """Every labelled text, in the order of the files."""
    for path in sorted(HERE.glob("*.txt")):
        for block in re.split(r"^== ", path.read_text(encoding="utf-8"), flags=re.M)[1:]:
            head, *lines = block.strip().split("\n")
            name, _, kind = head.partition(" | ")
            yield _case(Case(name, kind), lines)


def _case(case: Case, lines: list[str]) -> Case:
    for line in lines:
        label, words = line[:3], line[3:].strip()
        if label in ("D: ", "I: "):
            said, _, who = words.partition(" => ")
            case.quotes.append((label[0], said, who))
        elif label == "S: ":
            name, title, body = words.split(" | ")
            case.people.append((name, title, body))
        elif line.startswith("# "):
            case.headline = line[2:]
        elif label != "X: ":
            case.paragraphs.append(line)
    return case


def _tokens(text: str) -> Counter[str]:
    return Counter(re.findall(r"[\w&]+", text.lower().replace("’s", "").replace("'s", "")))


def alike(got: str | None, want: str) -> bool:
    """Do two phrases share half of their words?"""
    a, b = _tokens(got or ""), _tokens(want)
    common = sum((a & b).values())
    return common > 0 and 2 * common / (a.total() + b.total()) >= 0.5


def same_name(got: str, want: str) -> bool:
    """Is it the full name; of a body or an unnamed source, do all words of the label stand in it?"""
    plain = got.lower().replace("'", "’").split()
    wanted = want.lower().replace("'", "’").split()
    return plain == wanted or (want[0].islower() and set(wanted) <= set(plain)) or _tokens(got) == _tokens(want)


def _matches(quote: Quote, kind: str, said: str) -> bool:
    if quote.kind[0] != kind.lower():
        return False
    text = quote.text.strip()
    return text.startswith(said) if kind == "D" else said in text or text in said


def score(case: Case, told: Counter[str]) -> Iterator[str]:
    """Count what is right and wrong of one text into `told`; the errors in words."""
    found = speakers(case.headline, case.paragraphs)
    left = [(s, q) for s in found for q in s.quotes]
    for kind, said, who in case.quotes:
        rows = [row for row in left if _matches(row[1], kind, said)]
        row = next((row for row in rows if same_name(row[0].name, who)), rows[0] if rows else None)
        if row is not None:
            left = [
                r for r in left if r is not row and not (kind == "I" and _matches(r[1], kind, said) and r[0] is row[0])
            ]
        if who == "-":
            continue
        told[kind] += 1
        right = row is not None and same_name(row[0].name, who)
        told[kind + " right"] += right
        told[kind + " found"] += row is not None
        if not right:
            yield f"{kind} {said!r}: {who}, got {row[0].name if row else None}"
    for speaker, quote in left:
        told[quote.kind[0].upper() + " false"] += 1
        yield f"{quote.kind[0].upper()} false: {speaker.name}: {quote.text[:60]!r}"
    yield from _titles(case, found, told)


def _titles(case: Case, found: tuple[Speaker, ...], told: Counter[str]) -> Iterator[str]:
    by_name = {speaker.name: speaker for speaker in found}
    for name, title, body in case.people:
        speaker = next((s for n, s in by_name.items() if same_name(n, name)), None)
        for label, want, got in (
            ("title", title, speaker.title if speaker else None),
            ("affiliation", body, speaker.affiliation if speaker else None),
        ):
            if want != "-":
                told[label] += 1
                told[label + " right"] += alike(got, want)
                if not alike(got, want):
                    yield f"{label} of {name}: {want}, got {got}"


def totals() -> Counter[str]:
    """What is right and wrong in all texts together."""
    told: Counter[str] = Counter()
    for case in cases():
        list(score(case, told))
    return told


def main() -> None:
    """Print the figures and, with -v, every error."""
    words = [word for word in sys.argv[1:] if word != "-v"]
    told: Counter[str] = Counter()
    for case in cases():
        if words and not any(word in case.name or word in case.kind for word in words):
            continue
        errors = list(score(case, told))
        if "-v" in sys.argv and errors:
            print(f"== {case.name}")
            print("\n".join(f"   {error}" for error in errors))
    print(f"direct: {told['D']}, found {told['D found']}, right speaker {told['D right']}, false {told['D false']}")
    print(f"indirect: {told['I']}, right {told['I right']}, found {told['I found']}, false {told['I false']}")
    print(f"titles: {told['title right']} of {told['title']}, affiliations: {told['affiliation right']} of", end=" ")
    print(told["affiliation"])


if __name__ == "__main__":
    main()
