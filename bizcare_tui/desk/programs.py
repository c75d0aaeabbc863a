"""Run the user's own programs: without a shell, without keys and passwords, with a time limit."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from time import monotonic

from bizcare_tui.child_environment import child_environment
from bizcare_tui.domain.text import safe_line
from bizcare_tui.errors import BizcareError, Interrupted
from bizcare_tui.i18n import _

PROGRAM_TIMEOUT_SECONDS = 30.0
PROGRAM_GRACE_SECONDS = 0.4
"""Seconds that a running program still has to end once `stop` is set."""
_POLL_SECONDS = 0.05


class ProgramFailed(BizcareError):
    """A program of the user could not be started, took too long, or exited with a code other than 0."""


def run_program(
    command: Sequence[str], stop: threading.Event, *, seconds: float = PROGRAM_TIMEOUT_SECONDS
) -> None:
    """Run a program and wait until it exits.

    The program and its child processes are killed after `seconds`, or soon after `stop` is set.

    Args:
        command: the program and its arguments.
        stop: set it to end the program early.
        seconds: the time limit.

    Raises:
        ProgramFailed: the program did not start, took too long, or exited with a code other than 0.
        Stopped: `stop` was set before the program exited.
    """
    name = safe_line(Path(command[0]).name)
    try:
        process = subprocess.Popen(  # noqa: S603 - from a settings file that only this user can write
            [_encode_argument(each) for each in command],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env=child_environment(), start_new_session=True,
        )  # fmt: skip
    except (OSError, ValueError) as error:
        reason = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else str(error)
        raise ProgramFailed(_("{0} cannot be run: {1}.").format(name, reason)) from None
    with process:
        code = _wait_for_exit(process, stop, seconds)
    if code is None:
        if stop.is_set():
            raise Interrupted(_("{0} was stopped before it had finished.").format(name))
        raise ProgramFailed(
            _("{0} was stopped because it took longer than {1} s.").format(name, int(seconds))
        )
    if code:
        raise ProgramFailed(_("{0} ended with {1}.").format(name, code))


def _wait_for_exit(process: subprocess.Popen[bytes], stop: threading.Event, seconds: float) -> int | None:
    """Return the exit code of a process; None when it had to be killed."""
    deadline = monotonic() + seconds
    is_stopping = False
    while True:
        with suppress(subprocess.TimeoutExpired):
            return process.wait(_POLL_SECONDS)
        if stop.is_set() and not is_stopping:
            is_stopping, deadline = True, min(deadline, monotonic() + PROGRAM_GRACE_SECONDS)
        if monotonic() >= deadline:
            # Kill the whole session: otherwise the `sleep` of a killed script would run on.
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            return None


def _encode_argument(text: str) -> bytes:
    """Encode an argument for the system; a character that its encoding lacks must not stop a notice."""
    try:
        return os.fsencode(text)
    except UnicodeEncodeError:
        return text.encode(sys.getfilesystemencoding(), "replace")
