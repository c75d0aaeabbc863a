"""Printing for commands: data on stdout, narration and progress on stderr."""

from __future__ import annotations

import json
import sys
import time
from contextlib import suppress
from typing import Any

from bizcare_tui.cli.terminal import write_control
from bizcare_tui.domain.text import printable, printable_json
from bizcare_tui.i18n import format_number


def print_json(value: dict[str, Any]) -> None:
    """Print one JSON object on one line, without losing characters in any encoding."""
    print(json_line(value))


def json_line(value: dict[str, Any]) -> str:
    """Return a JSON object as `print_json` prints it."""
    is_unicode = (sys.stdout.encoding or "").casefold() in ("utf-8", "utf8")
    return printable_json(json.dumps(value, ensure_ascii=not is_unicode))


def narrate(text: str, *, end: str = "\n") -> None:
    """Print a message for the person to stderr, apart from the data."""
    with suppress(OSError):  # failing to print narration must not end the command
        print(text, file=sys.stderr, end=end, flush=True)


def show_progress(text: str) -> None:
    """Show progress on a terminal, replacing the line that the cursor is in."""
    write_control(f"\r\x1b[K{printable(text)}")


class TableProgress:
    """Shows on a terminal which table is being copied, and the progress; prints nothing elsewhere."""

    _INTERVAL_SECONDS = 0.1

    def __init__(self) -> None:
        self._shown_at = 0.0
        self._shows = sys.stderr.isatty()

    def __call__(self, table: str, done: int, total: int) -> None:
        """Show the progress of a table, at most ten times a second."""
        if self._shows and time.monotonic() - self._shown_at >= self._INTERVAL_SECONDS:
            self._shown_at = time.monotonic()
            of = f" / {format_number(total)}" if total else ""
            show_progress(f"{table} {format_number(done)}{of}")

    def end(self) -> None:
        """Clear the progress line, before the result is printed."""
        if self._shown_at:
            show_progress("")
