"""End the program although a part of the app does not end."""

from __future__ import annotations

import os
import threading

LEAVING_SECONDS = 20.0
"""How long the app may take to leave after its terminal is gone or the system ended it."""


def end_within(seconds: float, code: int) -> None:
    """End this program with a return code after some time, unless it has ended by then.

    Textual waits for every widget and worker to close. Without a terminal nobody could end a program whose
    wait has no end. What was typed has to be saved before.
    """
    timer = threading.Timer(seconds, os._exit, (code,))
    timer.daemon = True
    timer.start()
