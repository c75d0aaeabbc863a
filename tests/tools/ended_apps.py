"""Frees what apps leave in the process of the tests, which the end of a process of their own would free."""

from __future__ import annotations

import gc
from itertools import count

from bizcare_tui.ui.app import BizcareApp
from bizcare_tui.ui.background.store_watch import StoreWatch

# Apps that are collected at once: each time takes a tenth of a second.
TOGETHER = 10
_ended = count(1)


def free_app(app: BizcareApp) -> None:
    """End the threads of an app that has ended, and from time to time collect all that have.

    An app freezes its objects, so that no garbage collection ever looks at them again.
    """
    for executor in (app.part(StoreWatch)._reader, app.inbox_loader._pages._executor):
        executor.shutdown(wait=False)
    if next(_ended) % TOGETHER == 0:
        gc.unfreeze()
        gc.collect()
        gc.freeze()
