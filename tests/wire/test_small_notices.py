"""What makes a message a kill, a hold or a release, by an example on each side of every condition."""

# ruff: noqa: E501 - messages in a line
from __future__ import annotations

import pytest

from worker.wire import slug, withdrawal

NEWS = "A passenger ferry ran aground off Port Meren on Friday, the coast guard said."


def said(printed: str | None, lines: tuple[str, ...], its_slug: str = "", *, told: bool = False) -> str | None:
    """What a message is, and what it does to which stories, in a line."""
    found = withdrawal.find(printed, printed, slug.parse(its_slug), lines, told=told)
    if found is None:
        return None
    return " ".join([found.kind, *(f"{o.verb}={'/'.join(o.slugs)}" for o in found.operations)])


@pytest.mark.parametrize(
    ("printed", "lines", "its_slug", "what"),
    [
        ("ANNULLATO: Ferry sinks", ("La notizia è annullata.",), "", "kill KILLS=Ferry sinks"),
        ("ANNULLATO: Ferry sinks", ("La notizia è da non usare fino a nuovo avviso.",), "", "advisory WITHHOLDS=Ferry sinks"),
        ("Ferry sinks", ("La notizia è attesa fino a nuovo avviso.",), "", None),
        ("Ferry sinks", ("Please kill the story.",), "BC-Meren-Ferry-Kill", "kill KILLS=BC-Meren-Ferry"), ("Ferry sinks", (NEWS,), "BC-Meren-Ferry-Kill", None),
        (None, ("KILL BC-Meren-Ferry",), "BC-Meren-Ferry", "kill KILLS=BC-Meren-Ferry"), (None, ("KILL bc-meren-ferry.",), "BC-Meren-Ferry", "kill KILLS="),
        (None, ("KILL Tolve-Bridge",), "BC-Meren-Ferry", None), (None, ("KILL ",), "", None), (None, ("KILL",), "", "kill KILLS="), (None, ("KILLBC-Meren-Ferry",), "BC-Meren-Ferry", None),
        (None, ("SKILL BC-Meren-Ferry",), "BC-Meren-Ferry", None), ("BC-Meren-Ferry", (NEWS,), "BC-Meren-Ferry", None),
        ("Ferry sinks - WITHDRAWN", (NEWS,), "", "kill KILLS=Ferry sinks"), (None, ("Ferry sinks - WITHDRAWN", NEWS), "", None),
        ("Ferry sinks", ("This story has been withdrawn.",), "", "kill KILLS="), ("Ferry sinks", ("This story has been told.",), "", None),
        ("Ferry sinks", ("The AP is killing its story slugged Meren-Ferry.",), "", "kill KILLS=Meren-Ferry"), ("Ferry sinks", ("The sea is killing its story slugged Meren-Ferry.",), "", None),
        ("Test", ("This is only a test of the wire, please disregard it.",), "", "advisory"), ("Test", ("This is only a test of the wire.",), "", None),
        ("Ferry sinks", ("Editors: please disregard the story slugged Meren-Ferry.",), "", "advisory DISREGARDS=Meren-Ferry"),
        ("Ferry sinks", ("Editors: please disregard the story.",), "", "advisory DISREGARDS="), ("Ferry sinks", ("Editors: please read the story slugged Meren-Ferry.",), "", None),
        ("Ferry sinks", ("Editors: please withhold the story until it is confirmed.",), "BC-Meren-Ferry", "advisory WITHHOLDS=BC-Meren-Ferry"),
        ("Ferry sinks", ("Editors: please disregard the story.",), "BC-Meren-Ferry", "advisory DISREGARDS="),
        ("Ferry sinks", ("Editors: please kill the story.",), "BC-Meren-Ferry", "advisory DISREGARDS=BC-Meren-Ferry"),
        ("DISREGARD: Ferry sinks", (NEWS,), "", "advisory DISREGARDS=Ferry sinks"), ("WITHHOLD: Ferry sinks", (NEWS,), "", "advisory WITHHOLDS=Ferry sinks"),
        ("HOLD LIFTED: Ferry sinks", (NEWS,), "", "advisory RELEASES=Ferry sinks"), ("ELIMINATE: Ferry sinks", (NEWS,), "", "advisory DISREGARDS=Ferry sinks"),
        ("DISREGARD: Ferry sinks", ("The ferry is in port. Use the story slugged Tolve-Bridge.",), "", "advisory DISREGARDS=Ferry sinks USES=Tolve-Bridge"),
        ("Advisory", ("Editors: the hold on the story is lifted.",), "BC-Meren-Ferry", "advisory RELEASES=BC-Meren-Ferry"),
        ("Advisory", ("Editors: the hold on the story is lifted; use the story slugged Tolve-Bridge.",), "BC-Meren-Ferry", "advisory RELEASES=Tolve-Bridge"),
        ("Advisory", ("Editors: the hold on the story slugged Meren-Ferry is lifted; use the story slugged Tolve-Bridge.",), "", "advisory RELEASES=Meren-Ferry USES=Tolve-Bridge"),
        ("ADVISORY", ("The office will be closed on Friday.",), "BC-Meren-Ferry", "advisory"), ("Ferry sinks", (NEWS,), "BC-Meren-Ferry", None),
        ("Ferry sinks", (NEWS,), "BC-Meren-Ferry, HOLD", "advisory WITHHOLDS=BC-Meren-Ferry"), ("Ferry sinks", (NEWS,), "BC-Meren-Ferry, RELEASE", "advisory RELEASES=BC-Meren-Ferry"),
        ("Ferry sinks", (NEWS,), "BC-Meren-Ferry, ADVISORY", "advisory"), ("Ferry sinks", (NEWS,), "BC-Meren-Ferry, KILL", "kill KILLS="),
        ("Ferry sinks", (NEWS,), "BC-Meren Advisory", "advisory"), ("Ferry sinks", ("In the third paragraph make it read: five.",), "BC-Meren-Ferry, CORRECTIVE", "advisory"),
        ("Ferry sinks", (NEWS,), "BC-Meren-Ferry, CORRECTIVE", None), ("Ferry sinks", ("In the third paragraph make it read: five.",), "BC-Meren-Ferry", None),
        (None, (), "", None), (None, ("5 ferries sink.",), "", None), (None, ("(Hold: the story.)",), "", None), (None, ("Dear editors: please hold the story.",), "", "advisory WITHHOLDS="),
    ],
)  # fmt: skip
def test_what_a_message_is(printed: str | None, lines: tuple[str, ...], its_slug: str, what: str | None) -> None:
    """A kill, an advisory or neither; with the stories that it names, or for a hold the one with its own slug."""
    assert said(printed, lines, its_slug) == what


@pytest.mark.parametrize(
    ("line", "its_slug", "what"),
    [
        ("Editors: please disregard the story slugged Tolve-Bridge.", "", "advisory DISREGARDS=Tolve-Bridge"), ("Editors: please disregard the story.", "", None),
        ("This story has been withdrawn.", "", None), ("The AP is killing its story slugged Meren-Ferry.", "", None), ("ANNULLATO: Ferry sinks", "", None),
        ("This is only a test of the wire, please disregard it.", "", None), ("The mayor asked clients to disregard the story slugged Tolve-Bridge.", "", None),
        ("Editors: the hold on the story slugged Tolve-Bridge is lifted.", "", "advisory RELEASES=Tolve-Bridge"), ("The hold on the story slugged Tolve-Bridge is lifted.", "", None),
        ("Editors: this item is for Friday.", "BC-Meren Advisory", None),
        ("Editors: please disregard item c-15.", "", None),
    ],
)  # fmt: skip
def test_a_line_above_a_story(line: str, its_slug: str, what: str | None) -> None:
    """Where a story follows, only a line that addresses editors and names a story withdraws that story."""
    assert said("Ferry sinks", (line, NEWS), its_slug, told=True) == what


@pytest.mark.parametrize(
    ("line", "targets"),
    [
        ('Kill the story headlined "Ferry sinks" and "Bridge opens".', ("Ferry sinks", "Bridge opens")), ("The story slugged Meren-Ferry has been held.", ("Meren-Ferry",)),
        ("Please kill the Meren-Ferry story.", ("Meren-Ferry",)), ("Please kill the story Meren-Ferry.", ("Meren-Ferry",)),
        ("KILL: Ferry sinks off Meren", ("Ferry sinks off Meren",)), ("KILL: Ferry sinks (LEAD)", ("Ferry sinks (LEAD)",)), ("[KILL] Ferry sinks)", ("Ferry sinks",)),
        ("Kill item 157 at once.", ("157",)), ("Kill the item Ferry sinks off Meren, sent at noon.", ("Ferry sinks off Meren",)), ("Kill item c-15, the story 'Ferry sinks'.", ("Ferry sinks",)),
        ("Members using a0612, PM-Marn-Barge, are asked to kill it.", ("PM-Marn-Barge",)), ("The ferry uses a0612, PM-Marn-Barge, today.", ()), ("The ferry sank.", ()),
        ('Kill the story headlined "Ferry  sinks,".', ("Ferry sinks",)), ('Kill the story "Ferry sinks", the item "Ferry sinks".', ("Ferry sinks",)),
    ],
)  # fmt: skip
def test_how_a_notice_names_stories(line: str, targets: tuple[str, ...]) -> None:
    """In quotation marks, by slug, behind the label, else by headline or number; each once."""
    assert withdrawal.named([line]) == targets


@pytest.mark.parametrize(
    ("note", "holds"),
    [
        ("HOLD", True), ("Please do not use until further notice", True), ("Updates; HOLD", True), ("Hold the item 'Ferry sinks'; HOLD", False), ("HOLDS on ferries", False),
        ("Adds quotes", False), ("", False), ("Do not use this story yet. Adds quotes.", True),
    ],
)  # fmt: skip
def test_a_note_that_holds_its_own_article(note: str, holds: bool) -> None:
    """A clause of its own says so, and names no other story in quotation marks."""
    assert withdrawal.holds_itself(note) is holds
