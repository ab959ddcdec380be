"""Parts of a series: `(Teil 2 von 4)`, `Part 2 of 3`, `(2/4)`. No part is a version of another."""

from __future__ import annotations

import re

from worker.wire.text import ANY_CASE

_NUMBER = re.compile(r"\d")
_WORD = "part|teil|folge|partie|parte|deel|del|osa|część|díl"
_OF = r"(?:of|von|de|di|van|av|af|sur|su|z|ze|/)"
_PART = re.compile(
    rf"(?:(?<![^\W\d_])(?:{_WORD})\.? (?P<n>\d{{1,2}}) ?{_OF} ?(?P<of>\d{{1,2}})(?!\d)"
    r"|(?:^|\s)[(\[](?P<n2>\d{1,2}) ?/ ?(?P<of2>\d{1,2})[)\]](?=\s*$|\s)"
    r"|[(\[](?P<n3>\d{1,2}) (?:of|von|de|di|van|sur) (?P<of3>\d{1,2})[)\]])",
    ANY_CASE,
)


def part_of(headline: str | None) -> tuple[int, int] | None:
    """Which part, of how many, according to a headline; None if it does not say."""
    found = _PART.search(headline) if headline and _NUMBER.search(headline) else None
    if found is None:
        return None
    number, count = (int(found[name] or found[name + "2"] or found[name + "3"]) for name in ("n", "of"))
    return (number, count) if 0 < number <= count and count > 1 else None
