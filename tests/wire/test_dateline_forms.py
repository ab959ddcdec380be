"""Datelines of many wires and languages, and sentences that only look like one."""

from __future__ import annotations

import pytest

from tests.wire.helpers import article
from worker.wire import dateline

CLOSED = "Vasko said on Thursday that it would close its terminal by June and cut jobs."
READ: tuple[tuple[str, tuple[str, ...], int | None, int | None, str | None], ...] = (
    ("(ANSA) - LARENNE, OCT 9 - Vasko said it would close.", ("LARENNE",), 10, 9, "ANSA"),
    ("(ANSA) - ROMA, 09 OTT - Vasko ha detto che chiude.", ("ROMA",), 10, 9, "ANSA"),
    ("(AGI) - Roma, 9 ott. - La compagnia chiude il terminal.", ("Roma",), 10, 9, "AGI"),
    ("LARENNE, Oct 9 AFP - Vasko said it would close.", ("LARENNE",), 10, 9, "AFP"),
    ("CANBERRA, Oct 9 AAP - Vasko said it would close.", ("CANBERRA",), 10, 9, "AAP"),
    ("LARENNE, Oct 9 Reuters - Vasko said it would close.", ("LARENNE",), 10, 9, "Reuters"),
    ("San Larenne (ANP) - Vasko zei dat het sluit.", ("San Larenne",), None, None, "ANP"),
    ("DEN HAAG (ANP) - Vasko zei dat het sluit.", ("DEN HAAG",), None, None, "ANP"),
    ("Larenne (ats afp) Vasko dit qu'il fermera.", ("Larenne",), None, None, "ats afp"),
    ("Genève (ats) La compagnie fermera son terminal.", ("Genève",), None, None, "ats"),
    ("Berne (ats/dpa) La compagnie fermera son terminal.", ("Berne",), None, None, "ats/dpa"),
    ("LARENNE Oct 9 Vasko shares closed down on Thursday.", ("LARENNE",), 10, 9, None),
    ("NEW LARENNE Oct 9 Vasko shares closed down on Thursday after a storm.", ("NEW LARENNE",), 10, 9, None),
    ("LARENNE/TOLVE Oct 9 Vasko shares closed down on Thursday.", ("LARENNE", "TOLVE"), 10, 9, None),
    ("LARENNE: Vasko said it would close.", ("LARENNE",), None, None, None),
    ("NEW LARENNE: The port said on Thursday it would close.", ("NEW LARENNE",), None, None, None),
    ("Larenne, 9 oct (EFE).- La naviera Vasko anunció este jueves que cerrará.", ("Larenne",), 10, 9, "EFE"),
    ("Madrid, 9 ene (EFE).- La naviera Vasko anunció este jueves que cerrará.", ("Madrid",), 1, 9, "EFE"),
    ("Madrid, 9 abr. (EFE).- La naviera cerrará.", ("Madrid",), 4, 9, "EFE"),
    ("MADRID, 9 Ago. (EUROPA PRESS) - La naviera cerrará.", ("MADRID",), 8, 9, "EUROPA PRESS"),
    ("Lisboa, 09 out 2014 (Lusa) - A empresa fecha o terminal.", ("Lisboa",), 10, 9, "Lusa"),
    ("Paris, 9 févr 2014 (AFP) - La compagnie ferme.", ("Paris",), 2, 9, "AFP"),
    ("PARIS, 9 août 2014 (AFP) - La compagnie ferme.", ("PARIS",), 8, 9, "AFP"),
    ("Larenne (AFP) - La compagnie ferme.", ("Larenne",), None, None, "AFP"),
    ("Berlin (dpa) - Die Reederei schließt.", ("Berlin",), None, None, "dpa"),
    ("Berlin/Larenne (dpa/AFP) - Die Reederei schließt.", ("Berlin", "Larenne"), None, None, "dpa/AFP"),
    ("Wien (APA) - Die Reederei schließt.", ("Wien",), None, None, "APA"),
    ("Bern (sda) Die Reederei schliesst.", ("Bern",), None, None, "sda"),
    ("LARENNE, October 9. /TASS/. Vasko said it would close.", ("LARENNE",), 10, 9, "TASS"),
    ("LARENNE, October 9 (Itar-Tass) — Vasko said.", ("LARENNE",), 10, 9, "Itar-Tass"),
    ("LARENNE. Oct 9 (Interfax) - Vasko said it would close.", ("LARENNE",), 10, 9, "Interfax"),
    ("Tolve, Oct 9 (PTI) Vasko on Thursday said it would close.", ("Tolve",), 10, 9, "PTI"),
    ("Tolve, Oct 9 (IANS) Vasko on Thursday said it would close.", ("Tolve",), 10, 9, "IANS"),
    ("BRUSSEL 09/10 (BELGA) = Vasko sluit de terminal.", ("BRUSSEL",), 10, 9, "BELGA"),
    ("ABU DHABI, 9th October, 2014 (WAM) -- Vasko said it would close.", ("ABU DHABI",), 10, 9, "WAM"),
    ("Jakarta (ANTARA) - Vasko said it would close.", ("Jakarta",), None, None, "ANTARA"),
    ("Oslo (NTB): Rederiet stenger terminalen.", ("Oslo",), None, None, "NTB"),
    ("KUALA LUMPUR, Oct 9 (Bernama) -- Vasko said.", ("KUALA LUMPUR",), 10, 9, "Bernama"),
    ("Stockholm (TT) - Rederiet stänger.", ("Stockholm",), None, None, "TT"),
    ("MARN, Ostia, Dec. 9 Kyodo - A barge sank Monday in", ("MARN",), 12, 9, "Kyodo"),
    ("Tolve, 9 Oct (Prensa Latina) La naviera cerrará.", ("Tolve",), 10, 9, "Prensa Latina"),
    ("Roma, 9 ott. (askanews) - La compagnia chiude.", ("Roma",), 10, 9, "askanews"),
    ("Roma, 9 ott. (Adnkronos) - La compagnia chiude.", ("Roma",), 10, 9, "Adnkronos"),
    ("LARENNE -- Vasko said it would close.", ("LARENNE",), None, None, None),
    ("LARENNE (Reuters) - Vasko said it would close.", ("LARENNE",), None, None, "Reuters"),
    ("LARENNE, Oct 9 (Reuters Breakingviews) - Vasko.", ("LARENNE",), 10, 9, "Reuters Breakingviews"),
    ("LARENNE - 9 October 2014: Vasko said it would close.", ("LARENNE",), 10, 9, None),
    ("Larenne – 9 octobre 2014 – La compagnie ferme le port.", ("Larenne",), 10, 9, None),
    ("9 October 2014, Larenne (FAO) - Vasko said it would close.", ("Larenne",), 10, 9, "FAO"),
    ("October 9, 2014, Larenne – Vasko said it would close.", ("Larenne",), 10, 9, None),
    ("San Larenne, Ostia, 9 October 2014 – Vasko said it would close.", ("San Larenne",), 10, 9, None),
    (f"Larenne, N.B. — {CLOSED}", ("Larenne",), None, None, None),
    (f"Larenne, Calif. - {CLOSED}", ("Larenne",), None, None, None),
    (f"AGI - {CLOSED}", (), None, None, "AGI"),
    (f"Larenne, IRNA – {CLOSED}", ("Larenne",), None, None, "IRNA"),
    ("By Ada Berg, LARENNE, AAP - Vasko said it would close.", ("LARENNE",), None, None, "AAP"),
    (f"LARENNE — The port closes {'and many lose their jobs ' * 4}in May.", ("LARENNE",), None, None, None),
)  # fmt: skip
OTHER_MONTHS = (
    ("Larenne, Ostia, 9 out 2014 (Lusa) - ", ("Larenne",), 10, 9, "Lusa"),
    ("Larenne, 09.10.2014 (PAP) - ", ("Larenne",), 10, 9, "PAP"),
    ("Larenne, SANA- ", ("Larenne",), None, None, "SANA"),
    ("Larenne 9. října (ČTK) - ", ("Larenne",), 10, 9, "ČTK"),
    ("Larenne, 9 października (PAP) - ", ("Larenne",), 10, 9, "PAP"),
    ("ЛАРЕНН, 9 октября. /ТАСС/. ", ("ЛАРЕНН",), 10, 9, "ТАСС"),
    ("ЛАРЕНН, 9 окт - РИА Новости. ", ("ЛАРЕНН",), 10, 9, "РИА Новости"),
    ("ЛАРЕНН, 9 октября - РИА Новости. ", ("ЛАРЕНН",), 10, 9, "РИА Новости"),
)
NONE = (
    "Vasko Lines - the largest operator - said Thursday it would close its Marn terminal by June and cut 400 jobs.",
    "Tolve – a city of 40,000 people – lost power on Friday after a storm hit the coast, the governor said late on.",
    "Ada Berg - Her book is out in March and tells of a childhood in the harbor of Meren, where her father had a boat.",
    "NATO — The alliance's members met on Friday",
    "UPDATE: The port is open again.",
    "BREAKING: The mayor resigned on Friday.",
    "WATCH: The mayor resigned on Friday.",
    "Q: When will the port open?",
    "A: It will open in May.",
    "May 9 was a good day for the port of Meren.",
    "MAY 9 Vasko",
    "Vasko (AP) shares fell 3 percent on Friday.",
    "US Oct 9 report shows rise",
    "Yesterday - All my troubles seemed so far away, the singer told the crowd of 40,000 in the stadium at Meren.",
    "PHOTO: The ferry burns.",
    "NOTE: This text was corrected.",
    "CORRECTION: The name is Berg.",
    "WHAT HAPPENED: The ferry burned on Friday.",
    "BACKGROUND: The ferry burned on Friday.",
    "KEY POINTS: Ferry burned.",
    "PRIME MINISTER: We will not go.",
    "Storms hit coast: More rain is on its way.",
    "Jan Holt, Oct 9 AFP reported",
    "THE TOP 5: Ferry burns.",
    "NATO - The alliance said on Thursday that it would close its base at Meren by June.",
    "Ada Berg, R.N. — The nurse said on Thursday that she would close her practice by June.",
    "Vasko Lines, Ltd. — The line said on Thursday that it would close its terminal by June.",
    "Ada Berg, AP - a",
    "Morning Briefing - 9 October 2014: What happened in the night and what comes today.",
    "Ferry Hits Pier - October 9, 2014 - Meren Post",
    "9 October 2014, Vasko said, was the day on which it knew that it would have to close.",
    "Reuters - the agency, not the town - was founded by a man with pigeons, the author writes.",
    "I - The captain was asleep when the ferry burned off the coast of Meren on Friday, prosecutors told the court.",
)


@pytest.mark.parametrize(("line", "cities", "month", "day", "credit"), READ)
def test_datelines_of_many_wires(
    line: str, cities: tuple[str, ...], month: int | None, day: int | None, credit: str | None
) -> None:
    """Place, date and credit as each wire and language prints them."""
    found = dateline.find(line)
    assert found
    assert (found.cities, found.month, found.day, found.credit) == (cities, month, day, credit)
    assert line == f"{found.raw} {found.rest}"


@pytest.mark.parametrize(("printed", "cities", "month", "day", "credit"), OTHER_MONTHS)
def test_months_and_credits_in_other_letters(
    printed: str, cities: tuple[str, ...], month: int | None, day: int | None, credit: str | None
) -> None:
    """The month's name in Czech, Polish and Russian, and a Russian agency's name behind the dash."""
    found = dateline.find(f"{printed}{CLOSED}")
    assert found
    assert (found.cities, found.month, found.day, found.credit, found.rest) == (cities, month, day, credit, CLOSED)


def test_a_wire_that_prints_a_place_and_a_dash() -> None:
    """The Canadian Press prints no more before a sentence; a headline is none."""
    assert article(source="cp", headline="Mine found", body=f"LARENNE - {CLOSED}").paragraphs == (CLOSED,)
    assert article(source="cp", headline="LARENNE - the port", body=CLOSED).headline == "LARENNE - the port"


@pytest.mark.parametrize("line", NONE)
def test_a_sentence_is_no_dateline(line: str) -> None:
    """A name and a dash may begin a sentence, a word and a colon a heading or an interview."""
    assert dateline.find(line) is None
