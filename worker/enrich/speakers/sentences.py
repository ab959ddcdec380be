"""Sentences: where one ends, with abbreviations and quotation marks in mind."""

from __future__ import annotations

import re

_BOUNDARY = re.compile(r"[.?!…\n][\"”'’)\]]*(?:\s+|$)")
_OPENER = re.compile(r"[\"“‘'(\[]*[A-Z0-9À-Þ\x01]")

# What a dot belongs to: titles, months, states, firms, Latin. From the stylebooks' lists of abbreviations.
_ABBREVIATIONS = frozenset(
    ["Mr", "Mrs", "Ms", "Dr", "Prof", "Sen", "Sens", "Rep", "Reps", "Gov", "Govs", "Gen", "Col", "Lt", "Maj", "Sgt", "Capt", "Cmdr", "Adm", "Rev", "Fr", "Hon", "Pres", "St", "Ste", "Jr", "Sr", "Messrs", "Mt", "Ft", "Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sept", "Sep", "Oct", "Nov", "Dec", "Ala", "Ariz", "Ark", "Calif", "Colo", "Conn", "Del", "Fla", "Ga", "Ill", "Ind", "Kan", "Ky", "La", "Md", "Mass", "Mich", "Minn", "Miss", "Mo", "Mont", "Neb", "Nev", "Okla", "Ore", "Pa", "Tenn", "Tex", "Vt", "Va", "Wash", "Wis", "Wyo", "Co", "Corp", "Inc", "Ltd", "Bros", "No", "Nos", "vs", "v", "etc", "eg", "ie", "approx", "Ave", "Blvd", "Rd", "Atty", "Supt", "Det", "Insp", "Cpl", "Pvt", "Spc", "Brig"]
)
_LAST_WORD = re.compile(r"([A-Za-z.]+)$")


def ends(masked: str) -> list[int]:
    """Offsets where a new sentence begins, the end of the text included, in order."""
    result = []
    for match in _BOUNDARY.finditer(masked):
        at, end = match.span()
        mark = masked[at]
        if mark != "\n" and "\n" not in match[0]:
            if _OPENER.match(masked, end) is None:
                continue
            if mark == ".":
                if _is_abbreviation(masked, at):
                    continue
            elif match[0].rstrip()[-1] in "\"”’'" and _TAIL.match(masked, end):
                continue
        result.append(end)
    if not result or result[-1] < len(masked):
        result.append(len(masked))
    return result


# "...?" Kim asked. The sentence goes on over the question mark if what follows is no more than who said it.
_TAIL = re.compile(
    r"(?:[A-Z][\w.’'-]*|the|he|she|they)(?: [\w.’'-]+){0,5}?(?:, [^,.\n\"]{2,70},)?(?: later| also| then)? (?:said|says|asked|asks|replied|added|responded|wrote|tweeted|"
    r"shouted|yelled|exclaimed|quipped|joked|continued|told|answered|demanded|wondered|cried|declared|recalled|concluded)"
    r"(?:[.,;]|$|\n| (?:in|on|at|to|of|during|when|after|as|with|from|via|last|this|\w+ly|[A-Z]\w+day|reporters|[A-Z]|the|a|his|her)\b)"
    r"(?!,? [\"“])"
)


def _is_abbreviation(masked: str, dot: int) -> bool:
    word = _LAST_WORD.search(masked, max(0, dot - 12), dot)
    if word is None:
        return False
    token = word[1]
    if token in _ABBREVIATIONS:
        return True
    if len(token) == 1 and token.isupper():
        return masked[dot + 1 : dot + 2] == " "  # an initial: "George W. Bush"
    return "." in token and token.replace(".", "").isalpha() and len(token) <= 5 and _goes_on(masked, dot)


_NEW_START = re.compile(r"\s+(?:The|He|She|It|They|But|And|In|On|At|A|An|This|That|We|I|For|If|As|However|Meanwhile)\b")


def _goes_on(masked: str, dot: int) -> bool:
    """After "U.S." and the like a sentence ends only if the next word is a plain opener."""
    return masked[dot + 1 : dot + 2] == " " and _NEW_START.match(masked, dot + 1) is None
