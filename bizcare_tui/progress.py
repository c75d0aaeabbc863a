"""Report the progress of background work, such as a database migration, to the part that shows it."""

from __future__ import annotations

from collections.abc import Callable

ProgressListener = Callable[[str, int, int], None]

_listeners: list[ProgressListener] = []


def set_progress_listener(listener: ProgressListener) -> None:
    """Set the function that receives progress: the step, the amount done, and the total."""
    _listeners[:] = [listener]


def report_progress(step: str, done: int, total: int) -> None:
    """Report the progress of a step to the listener, if there is one."""
    for listener in _listeners:
        listener(step, done, total)


_notice_listeners: list[Callable[[str], None]] = []


def set_notice_listener(listener: Callable[[str], None]) -> None:
    """Set the function that receives notices about unusual decisions of the program."""
    _notice_listeners[:] = [listener]


def report_notice(sentence: str) -> None:
    """Report in one sentence what was done differently than usual, and what the person can do about it."""
    for listener in _notice_listeners:
        listener(sentence)
