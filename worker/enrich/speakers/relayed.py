"""Sources that another clause names: "quoted the minister as saying", "with a spokesman saying", "for Kim to say"."""

from __future__ import annotations

import re

from worker.enrich.speakers import grammar
from worker.enrich.speakers.noun_phrases import describe, is_source
from worker.enrich.speakers.page import Mention, Page

_FOR = re.compile(
    r".*\b(?:for|allow(?:s|ed|ing)?|prompt(?:s|ed|ing)?|led|leads|leading|caus(?:es?|ed|ing)|drove|forc(?:es?|ed|ing)) "
)


def for_to(page: Page, low: int, at: int) -> Mention | None:
    """ "..., only for Smith to say", "prompting Smith to say"."""
    match = _FOR.match(page.masked, max(low, at - 40), at)
    found = describe(page, match.end(), at, "for ... to") if match is not None else None
    return found if found is not None and found.shape == "name" else None


_WITH = re.compile(r".*\b(?:with|has|had|quote[ds]?|quoting|cite[ds]?|citing) ")
_QUOTES = re.compile(r".*\b(?:quote[ds]?|quoting|cite[ds]?|citing|report(?:s|ed|ing)) ")


def with_ing(page: Page, low: int, at: int) -> Mention | None:
    """ "..., with spokesman Joe Smith saying", "quoted the minister as saying"."""
    masked = page.masked
    quoted = masked[max(low, at - 3) : at] == " as"
    if quoted:
        at -= 3
    match = (_QUOTES if quoted else _WITH).match(masked, max(low, at - _QUOTED_NAME), at)
    if quoted and match is not None:
        return _quoted(page, match.end(), at)
    if masked[at - 1] == ",":
        return _in_apposition(page, match.end(), at - 1) if match is not None else None
    if match is None or masked.find(",", match.end(), at) >= 0 or masked.startswith("by ", match.end()):
        return None
    if masked.endswith(("has ", "had "), 0, match.end()) and (
        masked[match.end() : at].partition(" ")[0].lower() not in grammar.DETERMINERS
        and match.end() not in page.by_start
    ):
        return None  # "had called his friend by phone asking him"
    found = describe(page, match.end(), at, "with ... -ing")
    return found if found is not None and (found.shape == "name" or is_source(found.text)) else None


def _in_apposition(page: Page, start: int, end: int) -> Mention | None:
    """ "with his wife, Ada, saying": the name behind a role, between commas."""
    name = page.by_end.get(end)
    if name is None or name.kind not in ("person", "single") or not page.masked.endswith(", ", 0, name.start):
        return None
    if not is_source(page.masked[start : name.start]):
        return None
    return Mention(start, end, "name", page.text[name.core : end], name, "with ... -ing")


_QUOTED_NAME = 90


def _quoted(page: Page, start: int, at: int) -> Mention | None:
    """ "quoted the Commissioner, Ada Berg, as saying", "quoted a courtier as telling guests": whoever is quoted."""
    if page.masked.startswith(("by ", "as "), start):
        return None
    end = at - 1 if page.masked[at - 1] == "," else at
    name = page.by_end.get(end)
    if name is not None and name.kind in ("person", "single"):
        return Mention(name.start, end, "name", page.text[name.core : end], name, "quoted as saying")
    found = describe(page, start, end, "quoted as saying")
    return found if found is not None and (found.shape == "name" or is_source(found.text)) else None
