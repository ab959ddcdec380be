"""Small rules of reading, each on both of its sides: places in notes, captions, bylines, clean text, markers."""

from __future__ import annotations

import pytest

from worker.wire import caption, marker, note, places, reporters, text

COUNTS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


@pytest.mark.parametrize("n", range(1, 11))
def test_numbers_in_words(n: int) -> None:
    """Counts and ordinals from one to ten, from the top and from the end."""
    assert places.find(f"quote in {ORDINALS[n - 1]} graf").paragraphs == (n,)
    assert places.find(f"quote in paras {n}, {n + 1}").paragraphs == (n, n + 1)
    if n > 1:
        assert places.find(f"in first {COUNTS[n - 1]} paras").paragraphs == tuple(range(1, n + 1))
        assert places.find(f"in last {COUNTS[n - 1]} paras").paragraphs == tuple(range(-n, 0))
        assert places.find(f"in opening {n} paras").paragraphs == tuple(range(1, n + 1))
        assert places.find(f"in final {n} paras").paragraphs == tuple(range(-n, 0))


@pytest.mark.parametrize(
    ("said", "numbers"),
    [
        ("im ersten Absatz", (1,)), ("im zweiten Absatz", (2,)), ("im dritten Abs.", (3,)), ("im vierten Absatz", (4,)),
        ("im fünften Absatz", (5,)), ("en el primer párrafo", (1,)), ("en el segundo párrafo", (2,)),
        ("en el tercer párrafo", (3,)), ("en el cuarto párrafo", (4,)), ("en el quinto párrafo", (5,)),
        ("au premier paragraphe", (1,)), ("au deuxième paragraphe", (2,)), ("au troisième alinéa", (3,)),
        ("au quatrième paragraphe", (4,)), ("au cinquième paragraphe", (5,)), ("nel primo capoverso", (1,)),
        ("nel secondo capoverso", (2,)), ("nel terzo paragrafo", (3,)), ("in de eerste alinea", (1,)),
        ("in de tweede alinea", (2,)), ("in de derde alinea", (3,)), ("in de vierde alinea", (4,)),
        ("en el 2º párrafo", (2,)), ("im 12. Absatz", (12,)), ("no 3.º parágrafo", (3,)),
    ],
)  # fmt: skip
def test_paragraphs_in_other_languages(said: str, numbers: tuple[int, ...]) -> None:
    """An ordinal and a word for paragraph, in the agency's own language."""
    assert places.find(said).paragraphs == numbers


@pytest.mark.parametrize(
    ("said", "objects", "numbers", "onward", "throughout"),
    [
        ("quote in para 3", ("quote",), (3,), False, False),
        ("quote in paras 4-6, 8", ("quote",), (4, 5, 6, 8), False, False),
        ("quote in paras 4 to 6 and 8", ("quote",), (4, 5, 6, 8), False, False),
        ("quote in paras 6-4", ("quote",), (6,), False, False),
        ("details from para 2", ("details",), (2,), True, False),
        ("details starting para 2", ("details",), (2,), True, False),
        ("details para 2 onward", ("details",), (2,), True, False),
        ("details in para 2 and after", ("details",), (2,), True, False),
        ("details in second to fifth paras", ("details",), (2, 3, 4, 5), False, False),
        ("details in second, fifth paras", ("details",), (2, 5), False, False),
        ("details in second-fourth paras, photo", ("details", "photo"), (2, 3, 4), False, False),
        ("details in 3rd, 11th, 16th paras", ("details",), (3, 11, 16), False, False),
        ("details in last para", ("details",), (-1,), False, False),
        ("details in final graf", ("details",), (-1,), False, False),
        ("details throughout", ("details",), (), False, True),
        ("details thruout the story, photo", ("details", "photo"), (), False, True),
        ("with quotes and details; 1,120 dead, in full", ("quotes and details; 1,120 dead", "full"), (), False, False),
        ("price of 1,120, tax", ("price of 1,120", "tax"), (), False, False),
        ("quote in paras 3, 3", ("quote",), (3,), False, False),
    ],
)  # fmt: skip
def test_places_in_a_note(
    said: str, objects: tuple[str, ...], numbers: tuple[int, ...], onward: bool, throughout: bool
) -> None:
    """Which paragraphs, whether from there on or everywhere, and what is left are the objects."""
    assert places.find(said) == places.Places(objects, numbers, onward, throughout)


def test_a_range_of_paragraphs_ends_somewhere() -> None:
    """A misprint such as `paras 1-900` does not become nine hundred numbers."""
    assert places.find("in paras 1-900").paragraphs == tuple(range(1, 202))


@pytest.mark.parametrize(
    ("word", "verb"),
    [
        ("WRITTEN", "WRITES"), ("REWRITTEN", "REWRITES"), ("RECASTED", "RECASTS"), ("RESENT", "RESENDS"),
        ("TRIMMED", "TRIMS"), ("TRIMMING", "TRIMS"), ("DROPPED", "DROPS"), ("DROPPING", "DROPS"),
        ("RECAPPED", "RECAPS"),
        ("RETRANSMITTED", "RETRANSMITS"), ("CLARIFIED", "CLARIFIES"), ("CLARIFYING", "CLARIFIES"),
        ("MODIFIED", "MODIFIES"), ("UPDATED", "UPDATES"), ("UPDATING", "UPDATES"), ("ADDED", "ADDS"),
        ("FIXING", "FIXES"),
        ("REFRESHED", "REFRESHES"), ("COMBINING", "COMBINES"), ("MERGED", "MERGES"), ("CORRECT", "CORRECTS"),
        ("KILLED", None), ("KILLING", None), ("RELEASED", None), ("WITHDRAWING", None), ("WITHHELD", None),
        ("REINSTATED", None), ("UDATES", "UPDATES"), ("RECAST", "RECASTS"), ("corrects", "CORRECTS"), ("USE", "USES"),
    ],
)  # fmt: skip
def test_forms_of_verbs(word: str, verb: str | None) -> None:
    """A note's verb in any form, regular or not; those that withdraw a story count only as orders."""
    assert note.meant(word) == verb


@pytest.mark.parametrize(
    ("said", "slugs", "objects"),
    [
        ("COMBINES with 'TOLVE-FERRY', adds map", ("TOLVE-FERRY",), None),
        ('COMBINES "TOLVE-FERRY" and "TOLVE-PORT"', ("TOLVE-FERRY", "TOLVE-PORT"), None),
        ("COMBINES with story slugged TOLVE-FERRY and TOLVE-PORT", ("TOLVE-FERRY", "TOLVE-PORT"), ()),
        ("ADDS quote of 'Pell'", (), ("quote of 'Pell'",)),
        ('ADDS story slugged "TOLVE-FERRY"', ("TOLVE-FERRY",), ("story",)),
        ("ADDS story slugged TOLVE-FERRY", (), ("story slugged TOLVE-FERRY",)),
        ('ADDS quote "so be it"', (), ('quote "so be it"',)),
    ],
)
def test_stories_named_in_a_note(said: str, slugs: tuple[str, ...], objects: tuple[str, ...] | None) -> None:
    """Quoted words name another story where the verb joins or withdraws one, or where a word for a slug says so."""
    found = note.parse(f"(ATTN: {said})")
    assert found is not None
    first = found.operations[0]
    assert first.slugs == slugs
    assert objects is None or first.objects == objects


@pytest.mark.parametrize(
    ("line", "once"),
    [
        ("The ferry. The ferry.", "The ferry."),
        ("The ferry.  The ferry.", "The ferry.  The ferry."),
        ("ab ab", "ab"),
        ("abab", "abab"),
        ("ab-ab", "ab-ab"),
        ("x" * 999 + " " + "x" * 999, "x" * 999),
        ("x" * 1000 + " " + "x" * 1000, "x" * 1000 + " " + "x" * 1000),
    ],
)
def test_a_line_printed_twice(line: str, once: str) -> None:
    """A text and the same text again behind a space; a very long one is no caption."""
    assert caption.once(line) == once


@pytest.mark.parametrize(
    ("line", "title"),
    [("Ferry sinks - 1", "Ferry sinks"), ("Ferry sinks - 12", "Ferry sinks"), ("Ferry sinks - 123", None),
     ("Ferry sinks -1", None), ("Ferry 2-1", None)],
)  # fmt: skip
def test_titles_with_a_number(line: str, title: str | None) -> None:
    """A photo in a series has its number behind its title."""
    assert caption.indexed(line) == title


@pytest.mark.parametrize(
    ("line", "credited", "only"),
    [
        ("The Heron. (Yonhap)", True, False), ("(Yonhap)", True, True), ("(Pool photo) (Yonhap)", True, False),
        ("The Heron (sunk)", False, False), ("Photo: Yonhap", False, False), ("(" + "x" * 150 + " photo)", True, True),
        ("(" + "x" * 152 + " photo)", True, False), ("(" + "x" * 153 + " photo)", False, False),
    ],
)  # fmt: skip
def test_photo_credits(line: str, credited: bool, only: bool) -> None:
    """A credit in brackets ends a caption; a line with nothing else belongs to the line before."""
    assert (caption.credited(line), caption.only_credit(line)) == (credited, only)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("▲ The Heron. (Yonhap) The Heron. (Yonhap)", ["The Heron. (Yonhap)"]),
        ("The Heron. (Yonhap) The crew. (Yonhap)", ["The Heron. (Yonhap)", "The crew. (Yonhap)"]),
        ("The Heron. (Yonhap) - ", ["The Heron. (Yonhap) -"]),
        ("---", []),
    ],
)
def test_captions_on_a_line(line: str, found: list[str]) -> None:
    """Each once, without the sign before it."""
    assert caption.captions(line) == found


@pytest.mark.parametrize(
    ("line", "who", "addresses"),
    [
        ("By Ana Holm", "Ana Holm", []), ("BY ANA HOLM", "ANA HOLM", []), ("By: Ana Holm", "Ana Holm", []),
        ("Written by Ana Holm", "Ana Holm", []), ("by Ana Holm and Jo Pell", "Ana Holm and Jo Pell", []),
        ("By Ana Holm (ana@wire.example)", "Ana Holm", ["ana@wire.example"]), ("By ana@wire.example", None, None),
        ("By Ana Holm, dpa  =", "Ana Holm", []), ("By staff reporters", "staff reporters", []),
        ("by the sea", None, None), ("By the sea", None, None),
        ("By Ana Holm of the Meren paper, who saw it all and wrote it down.", None, None),
        ("By Ana Holm, who saw it all and wrote it down for us this day.", None, None),
        ("By Ana Holm, who saw it all and wrote it down for the day.",
         "Ana Holm, who saw it all and wrote it down for the day.", []),
        ("By Ana " + "Holm " * 14, "Ana " + ("Holm " * 14).strip(), []),
        ("By Ana " + "Holm " * 15, None, None),
    ],
)  # fmt: skip
def test_bylines(line: str, who: str | None, addresses: list[str] | None) -> None:
    """Names in a byline of at most sixteen words, which is no long sentence."""
    found = reporters.byline(line.strip())
    assert found == (None if addresses is None else (who, addresses))


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("ana@wire.example", ["ana@wire.example"]), ("E-mail: ana@wire.example", ["ana@wire.example"]),
        ("ana@wire.example, jo@x.example and li@x.example", ["ana@wire.example", "jo@x.example", "li@x.example"]),
        ("Ana Holm / ana@wire.example", ["ana@wire.example"]), ("(ana@wire.example)", ["ana@wire.example"]),
        ("She wrote to ana@wire.example", None), ("Ana Holm ana@wire.example.", None), ("Ana Holm", None),
        ("A B C D E F ana@wire.example", ["ana@wire.example"]), ("A B C D E F G ana@wire.example", None),
        (("a" * 60 + "@wire.example ") * 5, ["a" * 60 + "@wire.example"] * 5),
        (("a" * 60 + "@wire.example ") * 6, None),
    ],
)  # fmt: skip
def test_lines_of_addresses(line: str, found: list[str] | None) -> None:
    """A line of reporters' addresses, perhaps with their names, and nothing that is told."""
    assert reporters.emails(line) == found


@pytest.mark.parametrize(
    ("said", "is_prose"),
    [("x" * 200, False), ("x" * 201, True), ("x" * 109 + ".", True), ("x" * 108 + ".", False), ("x" * 120, False)],
)
def test_prose(said: str, is_prose: bool) -> None:
    """A paragraph ends a sentence after 110 characters, or is too long for a headline."""
    assert text.prose(said) is is_prose


@pytest.mark.parametrize(
    ("given", "safe", "lines", "in_json"),
    [
        ("plain", "plain", "plain", "plain"),
        ("a\x1bb", "a\\x1bb", "a\\x1bb", "a\\u001bb"),
        ("a\nb", "a\\nb", "a\nb", "a\nb"),
        ("a\tb", "a\\tb", "a\\tb", "a\\u0009b"),
        ("a\x7fb", "a\\x7fb", "a\\x7fb", "a\\u007fb"),
        ("a\x80b", "a\\x80b", "a\\x80b", "a\\u0080b"),
        ("a\u200bb", "a\\u200bb", "a\\u200bb", "a\\u200bb"),
        ("a\U000e0001b", "a\\U000e0001b", "a\\U000e0001b", "a\\udb40\\udc01b"),
    ],
)
def test_text_for_a_terminal(given: str, safe: str, lines: str, in_json: str) -> None:
    """Nothing invisible reaches a terminal, and what is shown can be written back."""
    assert (text.safe(given), text.safe(given, lines=True), text.safe_json(given)) == (safe, lines, in_json)


@pytest.mark.parametrize(
    ("given", "cleaned"),
    [
        ("a\r\nb\rc\x0bd\u2028e", "a\nb\nc\nd\ne"), ("a\u00a0b\tc\u3000d", "a b c d"), ("a\u200bb\x00c\ufeffd", "abcd"),
        ("a\x7fb", "ab"), ("&lt;p&gt; &amp; &eacute; &nosuch; &#233;", "<p> & é &nosuch; é"),
        ("（LEAD） Ferry", "(LEAD) Ferry"), ("（속보） 배", "（속보） 배"), ("LEAD） Ferry", "LEAD) Ferry"),
        ("a\nb", "a\nb"),
        ("é\nb", "é\nb"), ("é\tb", "é b"),
    ],
)  # fmt: skip
def test_clean_text(given: str, cleaned: str) -> None:
    """One kind of line break, one kind of space, nothing invisible; full-width signs only where they belong."""
    assert text.clean(given) == cleaned


@pytest.mark.parametrize(
    ("printed", "number", "typo", "rest"),
    [
        ("(LEAD) Ferry", 1, False, "Ferry"), ("(2nd LD) Ferry", 2, False, "Ferry"),
        ("(URGENT) Ferry", 0, False, "Ferry"),
        ("(LAED) Ferry", 1, True, "Ferry"), ("(2nd) Ferry", 2, True, "Ferry"), ("(2nd D) Ferry", 2, True, "Ferry"),
        ("[LEAD] Ferry", 1, True, "Ferry"), ("(LEAD Ferry", 1, True, "Ferry"), ("(First Lead) Ferry", 1, True, "Ferry"),
        ("(tenth LD) Ferry", 10, True, "Ferry"), ("(11th LD) Ferry", 11, False, "Ferry"),
        ("(21st LD) Ferry", 21, False, "Ferry"),
        ("(LEAD): Ferry", 1, True, "Ferry"), ("2nd LD: Ferry", 2, True, "Ferry"),
        ("2nd LD-Writethru: Ferry", 2, False, "Ferry"),
        ("LEAD) Ferry", 1, True, "Ferry"), ("(LEAD-CORRECTED) Ferry", 1, True, "Ferry"),
    ],
)  # fmt: skip
def test_markers(printed: str, number: int, typo: bool, rest: str) -> None:
    """What a marker means, whether it is printed as it should be, and what follows it."""
    found = marker.leading(printed)
    assert found is not None
    assert (found.number, found.typo, found.rest, found.corrected) == (number, typo, rest, "CORRECTED" in printed)


@pytest.mark.parametrize(
    "printed",
    ["", "Ferry", "(3D) film", "(4 L) of milk", "(Lead singer) leaves", "(0th LD) Ferry", "(Lad) runs", "(lea) Ferry",
     "(Led) Zeppelin", "(2n) Ferry", "(4 d) trip", "(3) Ferry", "(LEAX) Ferry"],
)  # fmt: skip
def test_what_is_no_marker(printed: str) -> None:
    """Brackets with other words or numbers belong to the headline."""
    assert marker.leading(printed) is None


@pytest.mark.parametrize(
    ("printed", "before"),
    [("Ferry strike (LEAD)", "Ferry strike"), ("(LEAD)", None), ("Ferry (3D)", None), ("Ferry", None)],
)
def test_markers_behind_a_headline(printed: str, before: str | None) -> None:
    """The last bracket of a line that has something before it."""
    found = marker.trailing(printed)
    assert (found[0] if found else None) == before
