"""The Press Trust of India."""

from __future__ import annotations

from worker.wire.agencies.agency import Agency

AGENCY = Agency("pti", names=("Press Trust of India",), credits=("PTI",))
