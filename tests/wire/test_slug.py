"""The slug line: what is the slug of a story, and what is said beside it (grammar, section h). All are invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wire.helpers import PARAGRAPHS, article
from worker.wire import slug
from worker.wire.keys import slug_key
from worker.wire.slug import Slug

SLUGS = (
    ("AM-Skarn-Quarry,0240", Slug("AM-Skarn-Quarry", cycle="AM", words=240)),
    ("PM-Skarn-Quarry, Bjt,0790", Slug("PM-Skarn-Quarry", cycle="PM", words=790, labels=("BJT",))),
    (
        "AM-Skarn-Quarry, 1st Ld-Writethru, a0501,0310",
        Slug("AM-Skarn-Quarry", "1st Ld-Writethru", 1, cycle="AM", item="a0501", words=310),
    ),
    (
        "AM-Skarn-Quarry 2nd-ld writethru, a0598,660",
        Slug("AM-Skarn-Quarry", "2nd-ld writethru", 2, None, None, "AM", "a0598", 660),
    ),
    (
        "PM-Skarn-Quarry Bjt, 4th-writethru,a0500",
        Slug("PM-Skarn-Quarry", "4th-writethru", 4, None, None, "PM", "a0500", None, ("BJT",)),
    ),
    ("PM-Skarn-Quarry,3rd Ld - Wrtiethru", Slug("PM-Skarn-Quarry", "3rd Ld - Wrtiethru", 3, cycle="PM")),
    (
        "BC-OS--Skarn Quarry,1stLd-Writethru,500",
        Slug("BC-OS--Skarn Quarry", "1stLd-Writethru", 1, cycle="BC", words=500),
    ),
    ("BC-SKARN-QUARRY-TO-ADD   03-14 0097", Slug("BC-SKARN-QUARRY-TO-ADD", cycle="BC", words=97)),
    ("r i AM-Skarn 1stLd a0501 03-14 0310", Slug("AM-Skarn", "1stLd", 1, cycle="AM", item="a0501", words=310)),
    (
        "PM-SKARN-TOLL CORRECTION  03-14 0140",
        Slug("PM-SKARN-TOLL", "CORRECTION", cycle="PM", words=140, labels=("CORRECTIVE",)),
    ),
    ("BC-Skarn Text, ?? Takes, 460-up", Slug("BC-Skarn Text", takes=2, cycle="BC")),
    ("OS--Skarn Quarry, Ld-Writethru", Slug("OS--Skarn Quarry", "Ld-Writethru", 1)),
    ("AM-Skarn-Quarry, URGENT,0080", Slug("AM-Skarn-Quarry", "URGENT", 0, cycle="AM", words=80)),
    ("AM-Skarn-Quarry,1st Ld-Writethru, URGENT", Slug("AM-Skarn-Quarry", "1st Ld-Writethru", 1, cycle="AM")),
    (
        "AM-Skarn-Quarry,CORRECTIVE, 1st Ld-Writethru,a0657",
        Slug("AM-Skarn-Quarry", "1st Ld-Writethru", 1, cycle="AM", item="a0657", labels=("CORRECTIVE",)),
    ),
    ("AM-Skarn-Quarry, Take 2,0350", Slug("AM-Skarn-Quarry", take=2, cycle="AM", words=350)),
    ("AM-Skarn-Quarry, 1st Ld-Writethru-Take 3", Slug("AM-Skarn-Quarry", "1st Ld-Writethru", 1, 3, cycle="AM")),
    ("PM-Skarn-Quarry, Bjt - 2 Takes,1400", Slug("PM-Skarn-Quarry", takes=2, cycle="PM", words=1400, labels=("BJT",))),
    ("Quarry-strike, 1st Add", Slug("Quarry-strike", take=2)),
    ("Quarry-strike, 2nd Add,0100", Slug("Quarry-strike", take=3, words=100)),
    ("BC-Quarry Week, Adv 15,1086", Slug("BC-Quarry Week", cycle="BC", words=1086, labels=("ADV 15",))),
    ("BC-Quarry Week, Adv15-16-1st add", Slug("BC-Quarry Week", take=2, cycle="BC", labels=("ADV15-16",))),
    ("BC-OS--Skarn Quarry, BULLETIN KILL,40", Slug("BC-OS--Skarn Quarry", cycle="BC", words=40, labels=("KILL",))),
    ("PM-Skarn Rdp, Advisory,0020", Slug("PM-Skarn Rdp", cycle="PM", words=20, labels=("ADVISORY",))),
    ("BC-Skarn Quarry, HOLD RELEASE", Slug("BC-Skarn Quarry", cycle="BC", labels=("HOLD RELEASE",))),
    ("AM-Skarn-Quarry, Glance,0100", Slug("AM-Skarn-Quarry, Glance", cycle="AM", words=100)),
    ("SKARN-QUARRY-2NDLD STRIKE", Slug("SKARN-QUARRY-STRIKE", "2NDLD", 2)),
    ("SKARN-LD QUARRY", Slug("SKARN-QUARRY", "LD", 1)),
    ("Skarn-LD Quarry", Slug("Skarn-LD Quarry")),
    ("BC-SKARN-1STLD WRITETHROUGH", Slug("BC-SKARN", "1STLD WRITETHROUGH", 1, cycle="BC")),
    ("SKARN-QUARRY/", Slug("SKARN-QUARRY")),
    ("SKARN-QUARRY/ (UPDATE 1, PIX, TV)", Slug("SKARN-QUARRY", "UPDATE 1", 1, labels=("PIX", "TV"))),
    ("SKARN-QUARRY UPDATE 2", Slug("SKARN-QUARRY", "UPDATE 2", 2)),
    ("SKARN-QUARRY (REFILE)", Slug("SKARN-QUARRY", labels=("REFILE",))),
    ("SKARN-QUARRY/ (UPDATED-3, 2 PIX)", Slug("SKARN-QUARRY", "UPDATED-3", 3, labels=("2 PIX",))),
    ("SKARN-QUARRY/STRIKE (WRAPUP 3, GRAPHIC)", Slug("SKARN-QUARRY/STRIKE", labels=("WRAPUP 3", "GRAPHIC"))),
    ("/business/Ostia/quarry/", Slug("/business/Ostia/quarry/")),
    ("(9th LD) Skarn-quarry", Slug("Skarn-quarry", "(9th LD)", 9)),
    ("Skarn-quarry (LEAD)", Slug("Skarn-quarry", "(LEAD)", 1)),
    ("Skarn, Tolve-summit", Slug("Skarn, Tolve-summit")),
    ("Quarry-vote (local)", Slug("Quarry-vote (local)")),
    ("Quarry fire, 2019", Slug("Quarry fire, 2019")),
    ("Prisoners, release", Slug("Prisoners, release")),
    ("Quarry, new add", Slug("Quarry, new add")),
    ("AM-Second Lead Mine,0400", Slug("AM-Second Lead Mine", cycle="AM", words=400)),
)


@pytest.mark.parametrize(("line", "said"), SLUGS)
def test_fv29_what_a_slug_line_says(line: str, said: Slug) -> None:
    """The slug proper, and each label beside it; a comma, a year or a word in small letters is part of the slug."""
    assert slug.parse(line) == said
    assert slug.parse(said.text).text == said.text


@given(
    st.sampled_from(["AM-", "PM-", "BC-", "BC-OS--", "OS--"]),
    st.lists(st.sampled_from(["Skarn", "Quarry", "Strike", "Tolve", "Fire"]), min_size=1, max_size=3, unique=True),
    st.lists(
        st.sampled_from(
            ["Bjt", "1st Ld", "2nd Ld-Writethru", "3rd-ld writethru", "Adv 15", "URGENT", "Take 2", "2 Takes",
             "1st Add", "a0501", "0310", "KILL", "Advisory", "CORRECTIVE", "4th Ld - Writethru", "HFR 6 a.m. EST"]
        ),
        max_size=4,
    ),
    st.sampled_from([", ", ",", " ,", ",  "]),
)  # fmt: skip
def test_fv28_labels_are_no_part_of_the_key(prefix: str, words: list[str], labels: list[str], comma: str) -> None:
    """All messages of a story share its slug, whatever stands behind the comma."""
    name = prefix + "-".join(words)
    line = comma.join([name, *labels])
    assert slug.parse(line).text == name
    assert slug_key(line) == slug_key(name) == slug_key(slug_key(line))


@pytest.mark.parametrize(
    ("line", "kind", "status"),
    [
        ("AM-Skarn-Quarry, KILL,40", "kill", "canceled"),
        ("AM-Skarn-Quarry, Bulletin Kill", "kill", "canceled"),
        ("PM-Skarn Rdp, Advisory,0020", "advisory", "usable"),
        ("PM-Skarn-Quarry,ADVISORY", "advisory", "usable"),
        ("PM-Skarn-Quarry, WITHHOLD,0030", "advisory", "usable"),
        ("PM-Skarn-Quarry, Eliminate,0030", "advisory", "usable"),
        ("PM-Skarn-Quarry, 1st Ld-Writethru,a0500", "article", "usable"),
        ("PM-Skarn-Quarry, Correct,0030", "article", "usable"),
    ],
)
def test_fv46_fv51_notices_that_only_the_slug_calls_so(line: str, kind: str, status: str) -> None:
    """The label counts wherever it stands in the line, also where a dateline and a text follow."""
    a = article("ap", slug=line, headline="Quarry Shuts", body=f"SKARN, Ostia (AP) _ {PARAGRAPHS[0]}\n   Hello there.")
    assert (a.kind, a.status) == (kind, status)


@pytest.mark.parametrize(
    "body",
    [
        "Eds: Vell in 2nd graf is cq\n   SKARN, Ostia (AP) _ The foreman was released Monday.\n   His brother wept.",
        "Eds: A photo is moving.\n   SKARN, Ostia (AP) _ The story of the foreman is over, and he was released Monday.",
        "Eds: The map may be used in color.\n   SKARN, Ostia (AP) _ The quarry closed.\n   Drivers cheered.",
        "Eds: With AM-Quarry-Glance; photo may now be used.\n   SKARN, Ostia (AP) _ The quarry closed.",
        "Eds: Vell is cq\n   The foreman was released Monday from the fort.\n   His brother wept.",
        "(Editors: hold the front page is the play's own title)\n   SKARN, Ostia (AP) _ The play opened Monday.",
    ],
)
def test_fv51_an_article_whose_note_or_text_speaks_of_release(body: str) -> None:
    """People are released, and photos may be used: that lifts no hold, and the article is one."""
    a = article("ap", slug="AM-Skarn-Quarry", headline="Foreman Comes Home", body=body)
    assert (a.kind, a.status) == ("article", "usable")
    assert a.editor_note is None or a.editor_note.operations == ()
