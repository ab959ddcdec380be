"""`newswire run` with a clock that is wrong by FAULTS_CLOCK_HOURS."""

from __future__ import annotations

import os
import time

hours = float(os.environ.pop("FAULTS_CLOCK_HOURS", "0"))

if __name__ == "__main__":
    if hours:
        right = time.time
        time.time = lambda: right() + hours * 3600
    from worker.cli import main

    main(["run"], prog_name="newswire")
