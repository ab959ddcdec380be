"""Agencies of which only is known how others credit them; one of which more is known gets a file of its own."""

from __future__ import annotations

from worker.wire.agencies.agency import Agency

AGENCIES = (
    Agency("aap", credits=("AAP",)),
    Agency("ani", credits=("ANI",)),
    Agency("anp", credits=("ANP",)),
    Agency("ansa", credits=("ANSA",)),
    Agency("antara", credits=("Antara", "ANTARA")),
    Agency("apa", credits=("APA",)),
    Agency("app", credits=("APP",)),
    Agency("ats", credits=("ATS",)),
    Agency("belga", credits=("Belga", "BELGA")),
    Agency("bernama", credits=("Bernama", "BERNAMA")),
    Agency("bss", credits=("BSS",)),
    Agency("cna", credits=("CNA",)),
    Agency("cp", credits=("CP",)),
    Agency("efe", credits=("EFE",)),
    Agency("epa", photo_credits=("EPA",)),
    Agency("interfax", credits=("Interfax",)),
    Agency("jiji", names=("Jiji Press",), credits=("Jiji", "Jiji Press")),
    Agency("kcna", credits=("KCNA",), photo_credits=("KCNA",)),
    Agency("kuna", credits=("KUNA",)),
    Agency("mena", credits=("MENA",)),
    Agency("nan", credits=("NAN",)),
    Agency("newsis", photo_credits=("Newsis", "News1")),
    Agency("pa", credits=("PA",)),
    Agency("pap", credits=("PAP",)),
    Agency("pna", credits=("PNA",)),
    Agency("spa", credits=("SPA",)),
    Agency("uni", credits=("UNI",)),
    Agency("upi", credits=("UPI",), photo_credits=("UPI",)),
    Agency("vna", credits=("VNA",)),
    Agency("wam", credits=("WAM",)),
)
