"""Names of items, misprints, slugs' labels and headlines' labels, each rule on both of its sides."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.wire.helpers import TEXT, article
from worker.wire import headline, identity, misprints, slug
from worker.wire.agencies import PLAIN, agency

DAY = dt.date(2025, 3, 14)
ID = identity.ContentId("AEN20250314000100315", DAY, "20250314-0001-315", 0, "315")


def test_misprints_of_a_word() -> None:
    """One letter missing, doubled or swapped with its neighbour; never the first one missing."""
    assert set(misprints.of("LEAD")) == {
        "LEADD",
        "LAD",
        "LED",
        "LEA",
        "LLEAD",
        "LEEAD",
        "LEAAD",
        "ELAD",
        "LAED",
        "LEDA",
    }


def test_a_table_of_misprints() -> None:
    """Not the words themselves, nothing too short, and the first of two words gets what both could be."""
    found = misprints.table(("ab", "abc"), shortest=3)
    assert found == {"abb": "ab", "aab": "ab", "abcc": "abc", "aabc": "abc", "abbc": "abc", "bac": "abc", "acb": "abc"}


@pytest.mark.parametrize(("away", "fine"), [(0, True), (2, True), (-2, True), (3, False), (-3, False)])
def test_an_id_is_trusted_within_two_days(away: int, fine: bool) -> None:
    """A page dated further away carries another story's id."""
    assert identity.trusted(ID, [None, DAY, DAY + dt.timedelta(days=away)]) is fine


@pytest.mark.parametrize(("send", "number"), [("00", 0), ("01", 1), ("50", 50), ("51", 1), ("52", 2), ("99", 49)])
def test_send_numbers(send: str, number: int) -> None:
    """The first send is 00, the next are 51, 52 and so on."""
    found = identity.content_id((None, "", f"https://wire.example/view/AEN202503140001{send}315"), agency("yonhap"))
    assert found == identity.ContentId(f"AEN202503140001{send}315", DAY, "20250314-0001-315", number, "315")
    assert identity.content_id((f"AEN202513140001{send}315",), agency("yonhap")).date is None  # type: ignore[union-attr]
    assert identity.content_id((f"AEN202503140001{send}315",), PLAIN) is None


@pytest.mark.parametrize(
    "nothing", [None, "", "0", "-", "None", "NULL", "nil", "undefined", "NaN", "n/a", "false", "  "]
)
def test_placeholders_are_no_names(nothing: str | None) -> None:
    """What programs write when they have no id."""
    assert identity.name(nothing) is None


@pytest.mark.parametrize(
    ("text", "name", "revision"),
    [
        ("urn:newsml:wire.example:20250314:ferry:2", "urn:newsml:wire.example:20250314:ferry", 2),
        ("urn:newsml:wire.example:20250314T0905Z:ferry:12N", "urn:newsml:wire.example:20250314T0905Z:ferry", 12),
        ("tag:wire.example,2025:newsml_L1N3:7", "tag:wire.example,2025:newsml_L1N3", 7),
        ("urn:newsml:wire.example:20250314:ferry", "urn:newsml:wire.example:20250314:ferry", None),
        (" ferry  7 ", "ferry 7", None),
        ("x" * 400, "x" * 400, None),
    ],
)
def test_names_without_a_version(text: str, name: str, revision: int | None) -> None:
    """A version number at the end of an id is no part of the item's name."""
    assert (identity.name(text), identity.revision(text)) == (name, revision)


def test_long_names_are_shortened() -> None:
    """To a beginning and a hash, so that different ones stay different."""
    one, other = identity.short("x" * 401), identity.short("x" * 402)
    assert one != other
    assert (len(one), one[:101]) == (125, "x" * 100 + "~")


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("https://www.wire.example/a/b?id=7&utm_source=x#top", "wire.example/a/b?id=7"),
        ("http://m.wire.example:80/a/", "wire.example/a"),
        ("https://wire.example:443/a", "wire.example/a"),
        ("https://wire.example:8443/a", "wire.example:8443/a"),
        ("www.wire.example/a", "wire.example/a"),
        ("https://mobile.m-wire.example/a", "wire.example/a"),
        ("https://m.example/a", "m.example/a"),
        ("https://wire.example/amp/a", "wire.example/a"),
        ("https://wire.example/a/amp", "wire.example/a"),
        ("https://wire.example/amp", "wire.example/amp"),
        ("https://wire.example/a/index.html", "wire.example/a"),
        ("https://wire.example/a.amp.html", "wire.example/a"),
        ("https://wire.example/a;jsessionid=5", "wire.example/a"),
        ("https://wire.example/a#!/7", "wire.example/a#!/7"),
        ("https://wire.example/a?b=2&A=1", "wire.example/a?a=1&b=2"),
        ("https://wire.example/a?b=", "wire.example/a?b="),
        ("https://www.google.com/amp/s/wire.example/a?id=7", "wire.example/a?id=7"),
        ("https://wire-example.cdn.ampproject.org/c/s/wire.example/a", "wire.example/a"),
        ("https://wire.example:x/a", "https://wire.example:x/a"),
        ("https://wire.example", "wire.example/"),
    ],
)
def test_addresses(url: str, plain: str) -> None:
    """One page under many addresses: without scheme, mobile and AMP forms, default port and tracking."""
    assert identity.name(url) == plain


def test_names_of_an_item() -> None:
    """Ids first, each once; an address that only holds the wire's own id adds nothing."""
    urls = ("https://wire.example/AEN20250314000100315", "https://wire.example/other")
    assert identity.names(ID, "ferry", urls) == (ID.text, "ferry", "wire.example/other")
    assert identity.names(None, "ferry", ("ferry", None)) == ("ferry",)


@pytest.mark.parametrize(
    ("line", "text", "number"),
    [
        ("AM-Marn-Barge, 1st Ld-Writethru, a0501,0310", "AM-Marn-Barge", 1),
        ("AM-Marn-Barge 2nd Ld", "AM-Marn-Barge", 2),
        ("AM-Marn-Barge, Ld-Writethru", "AM-Marn-Barge", 1),
        ("AM-Marn-Barge, Fourth Lead", "AM-Marn-Barge", 4),
        ("AM-Marn-Barge, URGENT", "AM-Marn-Barge", 0),
        ("AM-Marn-Barge, URGENT, 1st Ld", "AM-Marn-Barge", 1),
        ("AM-Marn-Barge, Ld, 3rd Ld", "AM-Marn-Barge", 3),
        ("AM-Marn-Barge, CORRECTIVE", "AM-Marn-Barge", None),
        ("AM-Marn-Barge, UPDATE 3", "AM-Marn-Barge", 3),
        ("AM-Marn-Barge, Update", "AM-Marn-Barge", 1),
        ("(2nd LD) MARN-BARGE", "MARN-BARGE", 2),
        ("MARN-BARGE (2nd LD)", "MARN-BARGE", 2),
        ("TOLVE-PORT-2NDLD STRIKE", "TOLVE-PORT-STRIKE", 2),
        ("TOLVE-PORT-LD STRIKE", "TOLVE-PORT-STRIKE", 1),
        ("VASKO-PORT/ (UPDATE 2, PIX)", "VASKO-PORT", 2),
        ("VASKO-PORT (UPDATED)", "VASKO-PORT", 1),
        ("VASKO-PORT (harbour)", "VASKO-PORT (harbour)", None),
        ("Marn, barge, sinks", "Marn, barge, sinks", None),
        ("Marn-Barge 4711", "Marn-Barge 4711", None),
        ("/VASKO/", "/VASKO/", None),
    ],
)
def test_slugs_and_their_versions(line: str, text: str, number: int | None) -> None:
    """The slug is what all messages of a story share; of several labels the lead's number counts."""
    found = slug.parse(line)
    assert (found.text, found.number) == (text, number)


@pytest.mark.parametrize(
    ("label", "take", "takes"),
    [
        ("Take 2", 2, None), ("Take 3 of 4", 3, None), ("2nd Take", 2, None), ("2 Takes", None, 2),
        ("two takes", None, 2),
        ("three takes", None, 3), ("four takes", None, 4), ("five takes", None, 5),
        ("?? Takes", None, 2),
        ("1st Add", 2, None), ("Add 2", 3, None), ("2 Adds", 3, None), ("ADD", 2, None),
    ],
)  # fmt: skip
def test_takes_of_a_slug(label: str, take: int | None, takes: int | None) -> None:
    """The first text is take 1, so the first add is take 2."""
    found = slug.parse(f"AM-Marn-Barge, {label}")
    assert (found.text, found.take, found.takes) == ("AM-Marn-Barge", take, takes)


@pytest.mark.parametrize(
    ("label", "labels"),
    [
        ("KILL", ("KILL",)), ("Mandatory Kill", ("KILL",)), ("WITHDRAWN", ("KILL",)),
        ("Advisory", ("ADVISORY",)),
        ("Editors Note", ("ADVISORY",)), ("Correction", ("CORRECTIVE",)), ("Bjt", ("BJT",)), ("Adv 15", ("ADV 15",)),
        ("WITHHOLD", ("WITHHOLD",)), ("HOLD RELEASE", ("HOLD RELEASE",)),
        ("Sub", ("SUB",)), ("2nd Insert", ("INSERT",)),
        ("Eliminate", ("ELIMINATE",)), ("HFR 6 a.m. EST", ("HFR 6 A.M. EST",)), ("Bjt, Bjt", ("BJT",)),
    ],
)  # fmt: skip
def test_labels_of_a_slug(label: str, labels: tuple[str, ...]) -> None:
    """Other labels, in capitals, each once."""
    found = slug.parse(f"AM-Marn-Barge, {label}")
    assert (found.text, found.labels) == ("AM-Marn-Barge", labels)


def test_headers_given_as_slugs() -> None:
    """Cycle, item and word count are read; date and count are no part of the slug."""
    found = slug.parse("r i AM-Marn-Barge 1stLd a0501 03-14 0310")
    assert (found.text, found.cycle, found.item, found.words) == ("AM-Marn-Barge", "AM", "a0501", 310)
    assert (slug.parse("pm-Marn").cycle, slug.parse("BC-Marn").cycle, slug.parse("XX-Marn").cycle) == ("PM", "BC", None)
    assert slug.parse("AM-Marn-Barge, 250 words").words == 250


@pytest.mark.parametrize(
    ("printed", "text", "number", "prefix", "verbs"),
    [
        ("UPDATE 2-Ferry sinks", "Ferry sinks", 2, None, ()),
        ("UPDATE - Ferry sinks", "Ferry sinks", 1, None, ()),
        ("URGENT: Ferry sinks", "Ferry sinks", 0, None, ()),
        ("CORRECTED-Ferry sinks", "Ferry sinks", None, None, ("CORRECTS",)),
        ("CORRECTED (OFFICIAL)-UPDATE 2-Ferry sinks", "Ferry sinks", 2, None, ("CORRECTS",)),
        ("CLARIFICATION-Ferry sinks", "Ferry sinks", None, None, ("CLARIFIES",)),
        ("REFILE-UPDATE 1-Ferry sinks", "Ferry sinks", 1, None, ("REFILES",)),
        ("RPT-Ferry sinks", "Ferry sinks", None, None, ("REPEATS",)),
        ("WRAPUP 1-Ferry sinks", "Ferry sinks", None, "WRAPUP", ()),
        ("WRAPUP 3-Ferry sinks", "Ferry sinks", 2, "WRAPUP", ()),
        ("3. LEAD: Ferry sinks", "Ferry sinks", 3, None, ()),
        ("4th LD: Ferry sinks", "Ferry sinks", 4, None, ()),
        ("Ferry sinks (Update 3)", "Ferry sinks", 3, None, ()),
        ("Ferry sinks (2nd Ld)", "Ferry sinks", 2, None, ()),
        ("Ferry sinks (UPDATED)", "Ferry sinks", 1, None, ()),
        ("(Updated 2) Ferry sinks", "Ferry sinks", 2, None, ()),
        ("(Update) Ferry sinks", "Ferry sinks", 1, None, ()),
        ("(LEAD) (News Focus) Ferry sinks", "Ferry sinks", 1, "News Focus", ()),
        ("(News Focus) [Asiad] Ferry sinks", "Ferry sinks", None, "News Focus, Asiad", ()),
        ("(Correction) Ferry sinks", "Ferry sinks", None, "Correction", ("CORRECTS",)),
        ("(LEAD-CORRECTED) Ferry sinks", "Ferry sinks", 1, None, ("CORRECTS",)),
        ("(URGENT) (2nd LD) Ferry sinks", "Ferry sinks", 2, None, ()),
        ("(2nd LD) (LEAD) Ferry sinks", "Ferry sinks", 2, None, ()),
        ("(2025) Ferry sinks", "(2025) Ferry sinks", None, None, ()),
        ("(" + "x" * 79 + ") Ferry", "(" + "x" * 79 + ") Ferry", None, None, ()),
        ("(" + "x" * 78 + ") Ferry", "Ferry", None, "x" * 78, ()),
        ("UPDATE 2-", "UPDATE 2-", None, None, ()),
        ("(LEAD)", "(LEAD)", None, None, ()),
    ],
)
def test_labels_of_headlines(
    printed: str, text: str | None, number: int | None, prefix: str | None, verbs: tuple[str, ...]
) -> None:
    """What every wire may print before or behind a headline."""
    found = headline.parse(printed, PLAIN)
    assert (found.text, found.number, found.prefix, found.verbs) == (text, number, prefix, verbs)


@pytest.mark.parametrize(
    ("printed", "text", "take"),
    [
        ("Ferry sinks =2", "Ferry sinks", 2), ("Ferry sinks (Take 2)", "Ferry sinks", 2),
        ("Ferry sinks, 1st Add", "Ferry sinks", 2), ("Ferry =3=", "Ferry", 3),
        ("Ferry sinks - take 4", "Ferry sinks", 4), ("Ferry sinks (2nd take)", "Ferry sinks (2nd take)", None),
        ("TAKE 3: Ferry sinks", "Ferry sinks", 3), ("Ferry sinks in 2019", "Ferry sinks in 2019", None),
        ("take 2", "take 2", None),
    ],
)  # fmt: skip
def test_takes_in_headlines(printed: str, text: str, take: int | None) -> None:
    """A take's number before or behind a headline is no part of it."""
    found = headline.parse(printed, PLAIN)
    assert (found.text, found.take) == (text, take)


@pytest.mark.parametrize(
    ("fields", "marker", "number"),
    [
        ({"headline": "Ferry sinks", "marker": "2nd LD"}, "2nd LD", 2),
        ({"headline": "(LEAD) Ferry sinks", "marker": "2nd LD"}, "2nd LD", 2),
        ({"headline": "(LEAD) Ferry sinks", "slug": "AM-Marn, 2nd Ld"}, "(LEAD)", 1),
        ({"headline": "(URGENT) Ferry sinks", "slug": "AM-Marn, 2nd Ld"}, "2nd Ld", 2),
        ({"headline": "Ferry sinks", "slug": "AM-Marn, 2nd Ld"}, "2nd Ld", 2),
        ({"headline": "Ferry sinks", "slug": "AM-Marn, 2nd Ld", "marker": "URGENT"}, "URGENT", 0),
        ({"headline": "(LAED) Ferry sinks", "marker": "LEAD"}, "LEAD", 1),
    ],
)
def test_where_a_version_is_stated(fields: dict[str, str], marker: str, number: int) -> None:
    """The feed's field counts before the headline, the headline before the slug, and a lead more than a flash."""
    a = article("ap" if "slug" in fields else "yonhap", body=TEXT, **fields)  # type: ignore[arg-type]
    assert (a.marker, a.lead_number, "marker_typo" in a.flags) == (marker, number, False)
    assert a.headline == "Ferry sinks"
