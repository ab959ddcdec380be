"""The Algemeen Nederlands Persbureau of Rijswijk."""

from __future__ import annotations

from worker.wire.agencies.agency import Agency

AGENCY = Agency("anp", language="nl", credits=("ANP",))
