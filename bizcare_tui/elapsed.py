"""A monotonic clock that keeps counting while the machine sleeps."""

from __future__ import annotations

import time

# On Linux CLOCK_MONOTONIC stops while the machine sleeps. Where CLOCK_BOOTTIME is
# missing, CLOCK_MONOTONIC keeps counting.
_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def monotonic_seconds() -> float:
    """Return the seconds since an arbitrary instant in the past, including time asleep."""
    return time.clock_gettime(_CLOCK)
