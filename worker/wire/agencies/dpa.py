"""The Deutsche Presse-Agentur of Hamburg."""

from __future__ import annotations

from worker.wire.agencies.agency import Agency

AGENCY = Agency("dpa", credits=("dpa", "DPA"))
