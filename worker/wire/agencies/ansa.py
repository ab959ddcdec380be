"""ANSA of Rome."""

from __future__ import annotations

import re

from worker.wire.agencies.agency import Agency

AGENCY = Agency(
    "ansa", language="it", after=re.compile(r" \((?P<take>[2-9]|1\d)\)$"), credits=("ANSA",), more=("SEGUE",)
)
