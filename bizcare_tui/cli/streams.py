"""Make the standard streams usable, even if the program was started with closed ones."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from io import TextIOWrapper
from typing import TextIO


def open_standard_streams() -> None:
    """Open the standard streams that are closed, and print characters that the encoding lacks as "?".

    A closed stream gets a descriptor of /dev/null. Otherwise the store could be opened with its number, and
    output would be written into the store. Then stdin is empty, stderr goes nowhere, and writing data to
    stdout fails.
    """
    for number, flags in ((0, os.O_RDONLY), (1, os.O_RDONLY), (2, os.O_WRONLY)):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, flags)  # the lowest free number, which is this one
    sys.stdin = sys.stdin or os.fdopen(0, encoding="utf-8", closefd=False)
    sys.stdout = sys.stdout or os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = sys.stderr or os.fdopen(2, "w", encoding="utf-8", closefd=False)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def flush_output() -> OSError | None:
    """Flush stdout; return the error if that fails, else None."""
    try:
        sys.stdout.flush()
    except OSError as error:
        return error
    return None


def discard_output() -> None:
    """Redirect stdout to /dev/null, so that Python's flush at exit does not report the error again."""
    _redirect_to_null(sys.stdout)


def flush_narration() -> None:
    """Flush stderr; if that fails, discard it, so that the failure does not change the exit code."""
    try:
        sys.stderr.flush()
    except OSError:
        _redirect_to_null(sys.stderr)


def _redirect_to_null(stream: TextIO) -> None:
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
