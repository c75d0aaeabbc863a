"""The first lines of the inbox, painted while the app is still being loaded.

Textual takes longer to load than the lines take to read. They are painted where it will paint them, in
its colours, and it takes the screen over as it is. What is typed meanwhile waits for it.
"""

from __future__ import annotations

import os
import signal
import sys
import termios
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any

from bizcare_tui.desk.inbox import InboxRow
from bizcare_tui.ui import rows

# Columns from which two panes fit, and the ticket's card too; and how much of them the inbox then has.
WIDE, FULL = 100, 180
WIDE_PERCENT, FULL_PERCENT = 45, 36

# Read at once: as many threads as the tallest screens show.
FIRST_ROWS = 60

TO_ALTERNATE_SCREEN = "\x1b[?1049h"
_HIDE_CURSOR = "\x1b[?25l"
_LEAVE = "\x1b[0m\x1b[?1049l\x1b[?25h"
_ABOVE, _BELOW = 2, 1  # lines of the screen that are not the inbox's

# The styles of the inbox as the app's theme resolves them: bold or not, then the colour as a terminal of
# sixteen million colours knows it, and as one of 256 does. A test holds them against the theme.
PALETTE = {
    "plain": ("", "224;224;224", "253"),
    "muted": ("", "141;141;141", "245"),
    "unread": ("1;", "224;224;224", "253"),
    "late": ("1;", "185;60;91", "131"),
    "soon": ("1;", "254;166;43", "214"),
    "owed": ("", "87;165;226", "74"),
    "calm": ("", "141;141;141", "245"),
}
GROUNDS = {
    "": ("18;18;18", "233"),
    "cursor": ("12;53;85", "23"),
    "edge": ("30;30;30", "234"),
}


class FirstScreen:
    """A screen that is painted and waits for the app to take it over; `is_held` until it did."""

    def __init__(self) -> None:
        self.is_held = False
        self._terminal = sys.__stdin__.fileno() if sys.__stdin__ else -1
        self._attributes: list[Any] = []
        self._signals: dict[int, Any] = {}

    def paint(self, lines: Sequence[InboxRow], now: datetime, theme: str = "") -> None:
        """Paint the lines, and keep what is typed from the screen; nothing where that cannot be."""
        out = sys.__stderr__  # where Textual paints
        if not lines or out is None or not out.isatty() or os.environ.get("TERM", "dumb") == "dumb":
            return
        try:
            columns, height = _size()
            self._attributes = termios.tcgetattr(self._terminal)
            termios.tcsetattr(self._terminal, termios.TCSANOW, _quiet(self._attributes))
        except (OSError, termios.error):
            return
        self.is_held = True
        with suppress(OSError, UnicodeError):
            # The colours here are those of the dark theme; in others it is painted without.
            environment = {**os.environ, **({} if theme in ("", "dark") else {"NO_COLOR": "1"})}
            out.write(TO_ALTERNATE_SCREEN + _HIDE_CURSOR + painting(lines, now, columns, height, environment))
            out.flush()
        for number in (signal.SIGHUP, signal.SIGTERM):
            self._signals[number] = signal.signal(number, lambda told, _frame: sys.exit(128 + told))

    def hand_over(self) -> bool:
        """Give the terminal to the app as it was before, the screen painted; whether it was."""
        was_held, self.is_held = self.is_held, False
        for number, handler in self._signals.items():
            signal.signal(number, handler)
        if was_held:
            with suppress(OSError, termios.error):
                termios.tcsetattr(self._terminal, termios.TCSANOW, self._attributes)
        return was_held

    def leave(self) -> None:
        """Give the terminal back, if the app did not take it."""
        if self.hand_over() and sys.__stderr__ is not None:
            with suppress(OSError):
                sys.__stderr__.write(_LEAVE)
                sys.__stderr__.flush()


@contextmanager
def first_screen(lines: Sequence[InboxRow], now: datetime, theme: str = "") -> Iterator[FirstScreen]:
    """Within, the first lines of the inbox are on the screen until the app takes it over."""
    screen = FirstScreen()
    try:
        screen.paint(lines, now, theme)
        yield screen
    finally:
        screen.leave()


def inbox_width(columns: int) -> int:
    """How many columns of the screen the inbox has."""
    if columns < WIDE:
        return columns
    return columns * (FULL_PERCENT if columns >= FULL else WIDE_PERCENT) // 100


def painting(lines: Sequence[InboxRow], now: datetime, columns: int, height: int, environment: Any) -> str:
    """What paints these lines on an empty screen of this size, for a terminal of this environment."""
    style = _styles(environment)
    width = inbox_width(columns)
    room = max(0, height - _ABOVE - _BELOW)
    each = rows.lines_for(width)
    painted = [style("plain", "edge") + " " * columns, style("plain", "") + " " * columns]
    for y in range(room):
        index, line = divmod(y, each)
        pieces: list[rows.Piece] = [("", "plain", False)]
        is_current = index == 0 and line == 0
        if index < len(lines):
            seen = rows.Seen(width, now, is_current=is_current)
            pieces = rows.pieces(lines[index], line, seen)
        text = "".join(style(name, "cursor" if is_current else "") + text for text, name, _ in pieces)
        used = width if index < len(lines) else 0
        painted.append(text + style("plain", "") + " " * (columns - used))
    painted.append(style("plain", "edge") + " " * columns)
    return "".join(f"\x1b[{y};1H{line}" for y, line in enumerate(painted[:height], 1)) + "\x1b[0m"


def _styles(environment: Any) -> Any:
    """What begins a style on a ground, in as many colours as the terminal is said to have."""
    if environment.get("NO_COLOR"):
        return _without_colours
    if environment.get("COLORTERM", "").strip().lower() in ("truecolor", "24bit"):
        which, lead = 0, "2"
    elif environment.get("TERM", "").lower().rpartition("-")[2] in ("256color", "kitty"):
        which, lead = 1, "5"
    else:
        return _without_colours
    return lambda name, ground: (
        f"\x1b[0;{PALETTE[name][0]}38;{lead};{PALETTE[name][1 + which]};48;{lead};{GROUNDS[ground][which]}m"
    )


def _without_colours(name: str, ground: str) -> str:
    return f"\x1b[0{';1' if PALETTE[name][0] else ''}{';7' if ground == 'cursor' else ''}m"


def _size() -> tuple[int, int]:
    """Columns and lines of the terminal, as the app will ask for them."""
    told = os.get_terminal_size(sys.__stdout__.fileno() if sys.__stdout__ else 1)
    columns, lines = (os.environ.get(name, "") for name in ("COLUMNS", "LINES"))
    return (
        int(columns) if columns.isdecimal() and int(columns) else told.columns,
        int(lines) if lines.isdecimal() and int(lines) else told.lines,
    )


def _quiet(attributes: list[Any]) -> list[Any]:
    """The attributes with which what is typed is kept as it is, and not shown. Ctrl+C still ends us."""
    inputs, outputs, control, local, inspeed, outspeed, characters = attributes
    characters = [*characters]
    characters[termios.VMIN] = 1
    characters[termios.VSUSP] = b"\0"  # a program that is stopped here would leave the screen as it is
    return [
        inputs & ~(termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR),
        outputs,
        control,
        local & ~(termios.ECHO | termios.ICANON | termios.IEXTEN),
        inspeed,
        outspeed,
        characters,
    ]
