"""What `newswire enrich` prints: offsets into the text, and the trace."""

from __future__ import annotations

from typing import Any

import orjson

from tests.command import newswire

TEXT = """(LEAD) Berg says mill to be sold

NORHAVEN, May 8 (Wire) -- The mill of Norhaven will be sold, its mayor said Thursday.


😀 Ada Berg, mayor of Norhaven, told reporters that "we have waited – long enough." "Now we act."

Ada Berg (C) says "hello" in Norhaven on May 8, 2019. (Yonhap)
"""


def enrich(*lines: bytes, options: tuple[str, ...] = ()) -> list[bytes]:
    """The lines that the command prints for lines of input."""
    done = newswire("enrich", *options, given=b"\n".join(lines) + b"\n")
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.splitlines()


def test_offsets_are_into_the_text() -> None:
    """Blank lines, emoji and boilerplate in between: offsets still cut quote and mention out of `text`."""
    given: dict[str, Any] = {"id": 7, "headline": "(LEAD) Berg says mill to be sold", "text": TEXT}
    (line,) = enrich(orjson.dumps(given))
    found = orjson.loads(line)
    assert list(found) == ["id", "quotes", "speakers", "topics"]
    assert found["id"] == 7
    assert [(q["kind"], q["text"], q["speaker"]) for q in found["quotes"]] == [
        ("indirect", "The mill of Norhaven will be sold", "Ada Berg"),
        ("direct", "we have waited – long enough.", "Ada Berg"),
        ("direct", "Now we act.", "Ada Berg"),
    ]
    for quote in found["quotes"]:
        assert TEXT[quote["start"] : quote["end"]] == quote["text"]
        assert TEXT[quote["mention_start"] : quote["mention_end"]].endswith(quote["mention"])
    (speaker,) = found["speakers"]
    assert (speaker["name"], speaker["title"], speaker["affiliation"]) == ("Ada Berg", "mayor", "Norhaven")
    assert speaker["headline"] is True


def test_explain_says_rule_and_evidence() -> None:
    """For people: every quote with its speaker, the words that name the source, the rule and the evidence."""
    lines = enrich(orjson.dumps({"id": "a", "text": TEXT}), options=("--explain",))
    text = b"\n".join(lines).decode()
    assert text.startswith("== a\n")
    assert "direct (0.98): we have waited – long enough." in text
    assert "Ada Berg (person), named as \"Ada Berg\"; explicit; cue 'told', cue before the quote" in text
    assert "goes on from the quote before" in text


def test_what_cannot_be_read_stands_in_its_place() -> None:
    """A line without a text is an error of its own; those around it are read."""
    good = orjson.dumps({"text": "Ada Berg said the mill was sold."})
    first, second, third, fourth = (orjson.loads(line) for line in enrich(good, b"{", b'{"text": 3}', good))
    assert first == fourth
    assert first["id"] is None
    assert second["error"].startswith("no JSON object with a string `text`")
    assert [(bad["file"], bad["line"]) for bad in (second, third)] == [("-", 2), ("-", 3)]


def test_explain_shows_the_table_of_people_and_the_table_of_each_topic() -> None:
    """What the text says of each person, what was made of it, and where each topic stands."""
    text = 'Mayor Ada Berg said it works. "It lasts," the mayor said in Norway. Norway was glad.\nBo Lund, the captain.'
    trace = b"\n".join(enrich(orjson.dumps({"id": "a", "text": text}), options=("--explain",))).decode()
    assert "person Ada Berg: Mayor | the mayor" in trace
    assert "title Mayor, of -, key ada-berg" in trace
    assert "person Bo Lund: the captain" in trace
    assert "(iso3166:NO, " in trace
    assert "; gazetteer): Norway" in trace
    assert "; lexicon): " in trace
