"""The lexicon as a file: what is wrong with one is found, with its line; the built-in one has nothing wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from worker.commands.lexicon import command
from worker.enrich import lexicon as lexicons
from worker.enrich import mediatopics, phrases

BROKEN = {
    "[medtop:99999999 nothing]\n4: a b": (1, "not in the Media Topics of 2023-10-24"),
    "[medtop:20000052 wrestling]\n4: a b": (1, "medtop:20000052"),
    "[medtop:20001065 football]\n4: striker": (1, "is called 'soccer', not 'football'"),
    "[medtop:15000000 sport]\n4: striker": (1, "is a top-level topic"),
    "[medtop:20001065 soccer >= 4]\n4: striker": (1, "only a tag has a threshold"),
    "[Sport]\n4: striker": (1, "neither a Media Topic"),
    "[kr:kbo]\n4: KBO": (1, "kr:kbo has no name"),
    "[kr:kbo KBO\n4: KBO": (1, "cannot read '[kr:kbo KBO'"),
    "[kr:kbo KBO >= many]\n4: KBO": (1, "cannot read"),
    "[kr:kbo KBO >= 5 with korea]\n4: KBO": (1, "requires a context that has no section: [with:korea]"),
    "[with:korea >= 3 with north]\n4: KBO\n[with:north]\n4: DPRK": (1, "cannot itself require a context"),
    "4: striker": (1, "before the first section"),
    "[kr:kbo KBO]\n[kr:k-pop K-pop]\n4: idol": (1, "kr:kbo has no phrases"),
    "[kr:kbo KBO]\n4: KBO\n\n[kr:kbo KBO]\n4: Bears": (4, "already has a section, in line 1"),
    "[kr:kbo KBO]\nstriker": (2, "points: phrase; phrase"),
    "[kr:kbo KBO]\nlots: striker": (2, "points: phrase; phrase"),
    "[kr:kbo KBO]\nnan: striker": (2, "points: phrase; phrase"),
    "[kr:kbo KBO]\n11: striker": (2, "from -10 to 10"),
    "[kr:kbo KBO]\n0: striker": (2, "points must be 0 under [-]"),
    "[-]\n2: striker": (2, "points must be 0 under [-]"),
    "[kr:kbo KBO]\n4: striker;; keeper": (2, "an empty phrase"),
    "[kr:kbo KBO]\n4:": (2, "an empty phrase"),
    "[kr:kbo KBO]\n4: ...": (2, "'...' never matches"),
    "[kr:kbo KBO]\n4: 야구": (2, "never matches"),
    "[kr:kbo KBO]\n4: striker\n# again\n4: striker": (4, "'striker' is already under kr:kbo, in line 2"),
    "[kr:kbo KBO]\n4: striker\n3: striker": (3, "with 4 points instead of 3"),
    "[kr:kbo KBO]\n4: striker\n-3: striker": (3, "with 4 points instead of -3"),
    "[kr:kbo KBO]\n4: striker; strikers": (2, "'striker' covers it"),
    "[kr:kbo KBO]\n4: K-pop; K pop": (2, "'K-pop' covers it"),
    "[kr:kbo KBO]\n4: labour union\n4: labor union": (3, "'labour union' covers it"),
    "[-]\n0: strike zone\n[kr:kbo KBO]\n4: strike zone": (4, "hidden by [-] in line 2"),
}


@pytest.mark.parametrize("text", sorted(BROKEN))
def test_what_is_wrong_is_found(text: str) -> None:
    """Each fault is named with the line it stands in, and nothing else is."""
    line, said = BROKEN[text]
    problems = lexicons.parse(text).problems
    assert [p.line for p in problems] == [line], problems
    assert said in problems[0].text


def test_all_faults_are_found_at_once() -> None:
    """One run tells all, in the order of the lines."""
    draft = lexicons.parse("[kr:kbo KBO]\n4: ...\n[medtop:1 x]\nstriker\n4: keeper; keepers")
    assert [p.line for p in draft.problems] == [2, 3, 4, 5]


def test_a_retired_code_is_refused() -> None:
    """Every retired concept of the edition is refused by name, every active one below the tops is accepted."""
    for concept in mediatopics.concepts().values():
        problems = lexicons.parse(f"[{concept.qcode} {concept.name}]\n4: striker").problems
        if concept.retired:
            assert "is retired" in problems[0].text
        else:
            assert (problems == ()) == (concept.level > 1)


def test_a_broken_file_stops_the_start_with_one_line(tmp_path: Path) -> None:
    """Loading it fails with one line that names file, line and fault, and says how to see the others."""
    file = tmp_path / "own.txt"
    file.write_text("[kr:kbo KBO]\n4: ...\n4: !!!\n", encoding="utf-8")
    with pytest.raises(lexicons.LexiconError) as failure:
        lexicons.load(file)
    message = str(failure.value)
    assert message.startswith(f"{file}:2: '...' never matches")
    assert "and 1 more" in message
    assert "\n" not in message


def test_the_mark_that_some_editors_put_first_is_no_fault(tmp_path: Path) -> None:
    """A byte order mark and lines that end in CR LF: the file is as good as without."""
    file = tmp_path / "own.txt"
    file.write_bytes(b"\xef\xbb\xbf[kr:kbo KBO]\r\n4: KBO\r\n")
    assert [label.qcode for label in lexicons.load(file).labels] == ["kr:kbo"]


@pytest.mark.parametrize("content", [None, b"[kr:kbo \xff]"])
def test_a_file_that_cannot_be_read(tmp_path: Path, content: bytes | None) -> None:
    """No file, or bytes that are not UTF-8: the same one error."""
    file = tmp_path / "own.txt"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(lexicons.LexiconError, match="cannot be read"):
        lexicons.load(file)


def test_the_built_in_lexicon_is_right() -> None:
    """Nothing is wrong with it, and it covers the 17 tops, 250 codes of level 2 and 3, and 25 tags."""
    draft = lexicons.parse(lexicons.built_in())
    assert draft.problems == ()
    labels = lexicons.default().labels
    codes = [x for x in labels if x.ancestors]
    assert {x.ancestors[0][0] for x in codes} == set(mediatopics.tops())
    assert len(codes) >= 250
    assert {len(x.ancestors) for x in codes} == {1, 2}
    assert len(labels) - len(codes) >= 25


def test_each_phrase_of_the_built_in_lexicon_matches() -> None:
    """Every phrase is found in a text that consists of it, unless a longer word order hides it, which none may."""
    built = lexicons.default()
    hidden = []
    for number, phrase in enumerate(built.phrases):
        text = phrases.normalised(phrase)
        spans = built.automaton.find_matches_as_indexes(phrases.searched(text))
        meant = {built.phrase_of[p] for p, _, _ in spans} | {
            one for p, _, _ in spans for _, one in built.readings.get(p, ())
        }
        if number not in meant:
            hidden.append(phrase)
    assert hidden == []


def test_no_phrase_hides_a_context() -> None:
    """A phrase that holds one of a context counts for the context itself: the longer one is found in its place."""
    rules = lexicons.parse(lexicons.built_in()).rules
    hidden = []
    for context in {r.code for r in rules if r.code.startswith(lexicons.CONTEXT)}:
        own = {p for r in rules if r.code == context for p in r.phrases}
        words = b"|".join(sorted([re.escape(phrases.normalised(p).strip()) for p in own], reverse=True))
        holds = re.compile(b"(?<= )(?:" + words + b")(?= )")
        others = {p for r in rules if r.code not in (context, lexicons.MASK) for p in r.phrases} - own
        hidden += [(context, p) for p in others if holds.search(b" " + phrases.normalised(p))]
    assert hidden == []


def test_attribution_travels_with_the_media_topics() -> None:
    """The list says whose it is, under which licence, which edition, and what was changed."""
    head = (Path(mediatopics.__file__).parent / "data/mediatopics.tsv").read_text(encoding="utf-8")[:900]
    for said in ("International Press Telecommunications Council", "CC BY 4.0", mediatopics.EDITION, "Changed"):
        assert said in head.replace("Creative Commons Attribution 4.0 International", "CC BY 4.0")
    assert len(mediatopics.concepts()) == 1372
    assert sum(not c.retired for c in mediatopics.concepts().values()) == 1099


def test_check_command(tmp_path: Path) -> None:
    """`newswire lexicon check` lists every fault and fails; it praises a file without one, and the built-in one."""
    file = tmp_path / "own.txt"
    file.write_text("[kr:kbo KBO]\n4: ...\n4: KBO; KBOs\n", encoding="utf-8")
    bad = CliRunner().invoke(command, ["check", str(file)])
    assert bad.exit_code == 1
    assert [line.split(":")[1] for line in bad.output.splitlines()] == ["2", "3"]
    file.write_text("[kr:kbo KBO]\n4: KBO\n", encoding="utf-8")
    good = CliRunner().invoke(command, ["check", str(file)])
    assert (good.exit_code, good.output) == (0, f"{file}: 0 topics, 1 tags, 1 phrases, no problems\n")
    assert CliRunner().invoke(command, ["check"]).exit_code == 0
