"""Garbage collection at moments when no key waits for it."""

from __future__ import annotations

import gc
import sys
import time

# Seconds between garbage collections: the normal minimum, the seconds without a key before one, and the
# interval after which one runs despite keys.
TIDY_SECONDS, QUIET_SECONDS, LATEST_TIDY_SECONDS = 10, 0.3, 60
# Seconds for which another thread may keep the interpreter while a key waits; Python's default is 5 ms.
SWITCH_INTERVAL_SECONDS = 0.001
# Thresholds of the garbage collector: new objects before a collection of the youngest generation, and
# collections of a generation before the next older one is collected. A page of the inbox makes some hundred
# objects that stay, and is not held up by a collection unless many pages follow each other.
GC_THRESHOLDS = (10_000, 10, 1_000)
# With so many new objects, the young generations are collected as soon as no key was pressed for a while.
MANY_NEW = 1_000


def pause_collection() -> None:
    """Collect nothing while the app starts, and switch threads quickly from now on."""
    gc.disable()
    sys.setswitchinterval(SWITCH_INTERVAL_SECONDS)


class MemoryTidying:
    """Collects closed screens and rows, whose reference cycles Python frees very late."""

    def __init__(self) -> None:
        self.pressed_at = 0.0
        self._tidied_at = time.monotonic()

    def begin(self) -> None:
        """Start collecting, but leave out what was made so far: no key waits for a long collection."""
        gc.freeze()
        gc.set_threshold(*GC_THRESHOLDS)
        gc.enable()

    def tidy(self) -> None:
        """Collect garbage while no key is pressed: all of it if the last time was long ago, else what is new.

        Objects made at the start are frozen, so this takes only some milliseconds.
        """
        at = time.monotonic()
        is_quiet = at - self.pressed_at > QUIET_SECONDS
        if at - self._tidied_at > (TIDY_SECONDS if is_quiet else LATEST_TIDY_SECONDS):
            self._tidied_at = at
            gc.collect()
        elif is_quiet and gc.get_count()[0] > MANY_NEW:
            gc.collect(1)
