"""TASS of Moscow."""

from __future__ import annotations

from worker.wire.agencies.agency import Agency

AGENCY = Agency(
    "tass",
    aliases=("itartass", "itar"),
    offset=180,
    credits=("TASS", "Itar-Tass", "ITAR-TASS", "ТАСС"),
    photo_credits=("TASS",),
)
