"""Agencies of which we only know how others credit them; once we know more about one, it gets its own file."""

from __future__ import annotations

import re

from worker.wire.agencies.agency import Agency

_NEW = re.compile(r"(?:NY|Ny) (?P<n>\d{1,2})(?:: ?| - )")
"""How the wires of Norway and Denmark number versions: `NY 1: ...`."""

AGENCIES = (
    Agency("adnkronos", offset=60, summer="europe", language="it", credits=("Adnkronos", "ADNKRONOS")),
    Agency("agi", offset=60, summer="europe", language="it", credits=("AGI",)),
    Agency("askanews", offset=60, summer="europe", language="it", credits=("askanews", "Askanews")),
    Agency("aap", offset=600, summer="australia", credits=("AAP",)),
    Agency("ani", offset=330, credits=("ANI",)),
    Agency("antara", offset=420, credits=("Antara", "ANTARA")),
    Agency("apa", offset=60, summer="europe", credits=("APA",)),
    Agency("app", offset=300, credits=("APP",)),
    Agency("belga", offset=60, summer="europe", credits=("Belga", "BELGA")),
    Agency("bernama", offset=480, credits=("Bernama", "BERNAMA")),
    Agency("bss", offset=360, credits=("BSS",)),
    Agency("cna", offset=480, credits=("CNA",)),
    Agency(
        "cp",
        aliases=("canadianpress",),
        offset=-300,
        summer="america",
        single_dash=True,
        names=("The Canadian Press",),
        credits=("CP", "The Canadian Press"),
    ),
    Agency("ctk", offset=60, summer="europe", credits=("ČTK", "CTK")),
    Agency("europapress", offset=60, summer="europe", language="es", credits=("Europa Press", "EUROPA PRESS")),
    Agency("epa", photo_credits=("EPA",)),
    Agency("irna", offset=210, credits=("IRNA",)),
    Agency("jiji", offset=540, names=("Jiji Press",), credits=("Jiji", "Jiji Press")),
    Agency("kcna", offset=540, credits=("KCNA",), photo_credits=("KCNA",)),
    Agency("kuna", offset=180, credits=("KUNA",)),
    Agency(
        "lusa",
        offset=0,
        summer="europe",
        language="pt",
        credits=("Lusa", "LUSA"),
        verbs=(("corrige", "CORRECTS"), ("retifica", "CORRECTS"), ("atualiza", "UPDATES"), ("acrescenta", "ADDS")),
    ),
    Agency("mti", offset=60, summer="europe", credits=("MTI",)),
    Agency(
        "ntb",
        offset=60,
        summer="europe",
        language="no",
        before=_NEW,
        credits=("NTB",),
        verbs=(
            ("rettelse", "CORRECTS"),
            ("retting", "CORRECTS"),
            ("oppdatering", "UPDATES"),
            ("gjentakelse", "REPEATS"),
        ),
    ),
    Agency("mena", credits=("MENA",)),
    Agency("nan", offset=60, credits=("NAN",)),
    Agency("newsis", photo_credits=("Newsis", "News1")),
    Agency("pa", offset=0, summer="europe", credits=("PA",)),
    Agency("pap", offset=60, summer="europe", credits=("PAP",)),
    Agency("pna", offset=480, credits=("PNA",)),
    Agency("prensalatina", language="es", credits=("Prensa Latina",)),
    Agency("ria", offset=180, credits=("RIA Novosti",)),
    Agency(
        "ritzau",
        offset=60,
        summer="europe",
        language="da",
        before=_NEW,
        credits=("Ritzau", "ritzau"),
        verbs=(
            ("rettelse", "CORRECTS"),
            ("opdatering", "UPDATES"),
            ("opdateret", "UPDATES"),
            ("gentagelse", "REPEATS"),
        ),
    ),
    Agency("stt", offset=120, summer="europe", language="fi", credits=("STT",)),
    Agency(
        "tt",
        offset=60,
        summer="europe",
        language="sv",
        credits=("TT",),
        verbs=(("rättelse", "CORRECTS"), ("uppdatering", "UPDATES"), ("uppdaterad", "UPDATES"), ("repris", "REPEATS")),
    ),
    Agency("spa", offset=180, credits=("SPA",)),
    Agency("uni", offset=330, credits=("UNI",)),
    Agency("upi", credits=("UPI",), photo_credits=("UPI",)),
    Agency("vna", offset=420, credits=("VNA",)),
    Agency("wam", offset=240, credits=("WAM",)),
)
