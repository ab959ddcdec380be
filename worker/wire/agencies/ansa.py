"""ANSA of Rome."""

from __future__ import annotations

from worker.wire.agencies.agency import Agency

AGENCY = Agency("ansa", language="it", credits=("ANSA",))
