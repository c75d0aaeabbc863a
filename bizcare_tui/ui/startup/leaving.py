"""Leave the app when its terminal is gone or the system ends it."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable

from bizcare_tui.ui.background.unsaved_recovery import UnsavedRecovery

LEAVING_SECONDS = 20.0
"""How long the app may take to leave. Textual waits for every widget and worker to close."""


def leave_at_signal(
    number: int,
    recovery: UnsavedRecovery,
    *,
    leave: Callable[[int], None],
    report: Callable[[BaseException], None],
) -> None:
    """Save what was typed, once, and leave; nobody may be there any more to end the app.

    Args:
        number: the signal; the return code of the program tells it.
        recovery: saves what was typed.
        leave: ends the app with a return code.
        report: reports that saving failed.
    """
    try:
        is_first = recovery.save_before_leaving()
    except Exception as error:
        is_first = True
        report(error)
    if is_first:
        _end_within(LEAVING_SECONDS, 128 + number)
        leave(128 + number)


def _end_within(seconds: float, code: int) -> None:
    """End this program with a return code after some time, unless it has ended by then."""
    timer = threading.Timer(seconds, os._exit, (code,))
    timer.daemon = True
    timer.start()
