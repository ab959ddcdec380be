"""What holds for the speakers of any text, however strange."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from worker.enrich.speakers import speakers, subjects, to_mapping

NOISE_SECONDS = 0.6
"""Below this nothing can be said on a busy machine; what grows with the square takes seconds at 100 kB."""

SCRAPS = [
    '"', "“", "”", "''", "``", "'", "‘", "’", "«", "»", "(", ")", "--", "—", ", ", ". ", "? ", "! ", ": ", "; ", " ",
    "\n", "\x01", "…", "said", " said", " he said", " she said.", "Ada Berg", "Mr. Berg", "Lee Do-yun", "the envoy",
    "the U.S. official", "according to", " saying", " told reporters", " that ", " and ", " called it ",
    "who ", "officials say ", "U.S.", "Sen.", "Norvania's", "the Harbor Party", "SEOUL, May 8 (Yonhap) -- ",
    "was quoted as saying", "It works", "a", "İ", "ß", "한국", "\u2028", "😀", "he's said ",
    "with spokesman Bo Lund saying, ", " According to ", "\xa0 ", "\t", " say ", " to say ",
]  # fmt: skip
"""Bits of copy that the rules look for: joined at random they meet every branch."""

texts = st.lists(st.sampled_from(SCRAPS) | st.text(max_size=6), max_size=40).map("".join)
articles = st.lists(texts, max_size=5)


def test_blanks_speak_nothing() -> None:
    """What stands before a cue is a speaker only if it has a letter."""
    assert [s.name for s in speakers(None, ["\xa0  told reporters it was late.", " he said it was late."])] == ["he"]


@given(headline=st.none() | texts, paragraphs=articles)
@example(headline=None, paragraphs=["\xa0  told reporters", " he said"])
@example(headline=None, paragraphs=["It sank, according to her"])
@settings(max_examples=400, deadline=None)
def test_offsets_slice_to_the_text(headline: str | None, paragraphs: list[str]) -> None:
    """No text makes it raise; every offset cuts quote and mention out of its paragraph; twice gives the same."""
    found = speakers(headline, paragraphs)
    for speaker in found:
        assert speaker.name
        assert speaker.quotes
        for quote in speaker.quotes:
            assert quote.text.strip()
            assert paragraphs[quote.paragraph][quote.start : quote.end] == quote.text
            assert 0 < quote.confidence <= 1
            if quote.mention_at is not None:
                paragraph, start, end = quote.mention_at
                assert start < end <= len(paragraphs[paragraph])
        assert to_mapping(speaker)["name"] == speaker.name
    assert speakers(headline, paragraphs) == found


WORDS = [
    "Ada Berg", "Ada May", "Mr. Lund", "WHO", "the envoy", "spokesman", "Norvania", "the Harbor Party", "he", "who",
    "officials", "Near", "said", "told", "denied", "praised", "has", "also", "early", "on Monday", "and", "that", "of",
    "to", "by", ",", '"It works,"', "—", "(C)", "So Min-gyu", "family", "US-based",
]  # fmt: skip


@given(text=st.lists(st.sampled_from(WORDS), min_size=3, max_size=30).map(" ".join))
@settings(max_examples=300, deadline=None)
def test_the_short_way_to_a_subject_leads_where_the_walk_does(text: str) -> None:
    """Subjects right before their cue are found without a walk, only because it is faster: nothing else differs."""
    found = speakers(None, [text])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(subjects, "beside", lambda *_: None)
        assert speakers(None, [text]) == found


@pytest.mark.parametrize("blank", ["\t", "\xa0", "\u3000"])
def test_a_wide_blank_says_nothing(blank: str) -> None:
    """A blank that is no space, right before a verb, is no speaker, and no error."""
    assert speakers(None, [f'"It works," {blank} say.', f"{blank} say so."]) == ()


@given(paragraphs=articles)
@settings(max_examples=150, deadline=None)
def test_direct_quotes_do_not_overlap(paragraphs: list[str]) -> None:
    """A character is said once: direct quotes never overlap, and no indirect one holds a direct one."""
    spans: dict[int, list[tuple[int, int, str]]] = {}
    for speaker in speakers(None, paragraphs):
        for quote in speaker.quotes:
            spans.setdefault(quote.paragraph, []).append((quote.start, quote.end, quote.kind))
    for found in spans.values():
        direct = sorted((start, end) for start, end, kind in found if kind == "direct")
        assert all(a[1] <= b[0] for a, b in itertools.pairwise(direct))
        for start, end, kind in found:
            if kind == "indirect":
                assert not any(start < e and s < end for s, e in direct)


BOMBS = {
    "quotation marks": '"',
    "spaced quotation marks": '" ',
    "curly marks": "“”",
    "single marks": "'a ",
    "doubled marks": "''",
    "parentheses": "(",
    "spaces": " ",
    "commas": ", ",
    "full stops": ". ",
    "initials": "U.S. ",
    "capitals": "Berg ",
    "particles": "van der ",
    "capitals and particles": "Berg van ",
    "hyphens": "A-a",
    "said": "said ",
    "he said": "he said, ",
    "and said": "Berg and said ",
    "names said": "Ada Berg said ",
    "appositions": "Ada Berg, the envoy, ",
    "quotes": '"It works," Ada Berg said. ',
    "split quotes": '"It," he said, "works." ',
    "questions": '"Why?" Ada ',
    "words in quotes": '"a" ',
    "both kinds of quotes": "\"'a",
    "no space at all": "a.A,",
    "notes between quotes": '(ATTN: x)\nsaid Bo Bi "it works"\n',
    "according": "according to ",
    "with saying": "with saying ",
    "who": "who said ",
    "pronouns": "he ",
    "short paragraphs": "He said so.\n",
    "many people": "",
}


def _bomb(name: str, size: int) -> list[str]:
    if name == "many people":
        return [f'"It works," Ada B{i:x}erg said. The envoy said it did. He said no.' for i in range(size // 66)]
    unit = BOMBS[name]
    return (unit * (size // len(unit))).split("\n")


@pytest.mark.parametrize("name", BOMBS)
def test_time_is_linear(name: str) -> None:
    """Eight times the text takes about eight times as long, not sixty-four: 100 kB of anything stay cheap."""
    speakers(None, _bomb(name, 2_000))
    small = min(_seconds(_bomb(name, 12_500)) for _ in range(3))
    large = _seconds(_bomb(name, 100_000))
    assert large < max(24 * small, NOISE_SECONDS), f"{large / small:.0f} times as long for eight times the text"


def _seconds(paragraphs: list[str]) -> float:
    start = time.process_time()
    speakers(None, paragraphs)
    return time.process_time() - start
