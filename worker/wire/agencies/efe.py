"""EFE of Madrid."""

from __future__ import annotations

from worker.wire.agencies.agency import Agency

AGENCY = Agency("efe", language="es", credits=("EFE",), more=("sigue", "SIGUE"))
