"""Paint the first rows of the inbox while the app is still loading."""

from __future__ import annotations

import os
import signal
import sys
import termios
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from itertools import islice
from typing import Any

from bizcare_tui.desk.inbox import InboxRow
from bizcare_tui.domain.text import printable_cells
from bizcare_tui.present import inbox_row_layout

# From how many columns on there is room for two panes, and for the ticket card too; and the percentage of the
# columns that the inbox then has. From `WIDE` on, panes have titles.
WIDE, FULL = 100, 180
WIDE_PERCENT, FULL_PERCENT = 45, 36

# From how many lines on there is the line of deadlines under the tabs.
TALL = 30

# How many threads are read for the first screen: as many as the tallest terminals show.
FIRST_ROWS = 60

TO_ALTERNATE_SCREEN = "\x1b[?1049h"
_HIDE_CURSOR = "\x1b[?25l"
_LEAVE = "\x1b[0m\x1b[?1049l\x1b[?25h"
_ABOVE, _BELOW = 2, 2  # lines of the screen above and below the inbox

# The styles of the inbox in the app's dark theme: the codes for bold and reverse, the colour on terminals
# with 24-bit colours, and the colour on terminals with 256 colours. A test compares them with the theme.
STYLE_CODES = {
    "plain": ("", "224;224;224", "253"),
    "muted": ("", "168;168;168", "247"),
    "unread": ("1;", "224;224;224", "253"),
    "late": ("1;7;", "255;122;138", "210"),
    "soon": ("1;", "254;166;43", "214"),
    "today": ("", "242;224;92", "221"),
    "owed": ("", "224;224;224", "253"),
    "calm": ("", "168;168;168", "247"),
}
BACKGROUND_CODES = {
    "": ("18;18;18", "233"),
    "cursor": ("12;53;85", "23"),
    "edge": ("30;30;30", "234"),
}


class FirstScreen:
    """A painted screen that the app takes over; until then `is_held` is true.

    Loading Textual takes longer than reading the rows. They are painted at the position and in the colours in
    which Textual will paint them, and it takes over the screen as it is. Keys typed meanwhile wait for it.
    """

    def __init__(self) -> None:
        self.is_held = False
        self._terminal = sys.__stdin__.fileno() if sys.__stdin__ else -1
        self._attributes: list[Any] = []
        self._signals: dict[int, Any] = {}

    def paint(self, lines: Sequence[InboxRow], now: datetime, theme: str = "") -> None:
        """Paint the rows, and turn off the echo of typed keys; do nothing if the terminal does not allow it.

        Args:
            lines: the first rows of the inbox.
            now: the present time.
            theme: the name of the theme in the settings.
        """
        stream = sys.__stderr__  # where Textual paints
        if not lines or stream is None or not stream.isatty() or os.environ.get("TERM", "dumb") == "dumb":
            return
        try:
            columns, height = _size()
            self._attributes = termios.tcgetattr(self._terminal)
            termios.tcsetattr(self._terminal, termios.TCSANOW, _without_echo(self._attributes))
        except (OSError, termios.error):
            return
        self.is_held = True
        with suppress(OSError, UnicodeError):
            # `PALETTE` has the colours of the dark theme; with other themes, no colours are used.
            environment = {**os.environ, **({} if theme in ("", "dark") else {"NO_COLOR": "1"})}
            stream.write(
                TO_ALTERNATE_SCREEN
                + _HIDE_CURSOR
                + first_screen_sequence(lines, now, columns, height, environment)
            )
            stream.flush()
        for number in (signal.SIGHUP, signal.SIGTERM):
            self._signals[number] = signal.signal(number, lambda signum, _frame: sys.exit(128 + signum))

    def hand_over(self) -> bool:
        """Restore the settings of the terminal for the app; return whether the screen was painted."""
        was_held, self.is_held = self.is_held, False
        for number, handler in self._signals.items():
            signal.signal(number, handler)
        if was_held:
            with suppress(OSError, termios.error):
                termios.tcsetattr(self._terminal, termios.TCSANOW, self._attributes)
        return was_held

    def leave(self) -> None:
        """Restore the terminal and leave the screen, if the app did not take it over."""
        if self.hand_over() and sys.__stderr__ is not None:
            with suppress(OSError):
                sys.__stderr__.write(_LEAVE)
                sys.__stderr__.flush()


@contextmanager
def show_first_screen(lines: Sequence[InboxRow], now: datetime, theme: str = "") -> Iterator[FirstScreen]:
    """Within this context, show the first rows of the inbox until the app takes over the screen."""
    screen = FirstScreen()
    try:
        screen.paint(lines, now, theme)
        yield screen
    finally:
        screen.leave()


def inbox_width(columns: int) -> int:
    """Return the width of the inbox on a screen of this many columns."""
    if columns < WIDE:
        return columns
    return columns * (FULL_PERCENT if columns >= FULL else WIDE_PERCENT) // 100


def first_screen_sequence(
    lines: Sequence[InboxRow], now: datetime, columns: int, height: int, environment: Any
) -> str:
    """Return the terminal output that paints these rows on an empty screen.

    Args:
        lines: the first rows of the inbox.
        now: the present time.
        columns: the columns of the screen.
        height: the lines of the screen.
        environment: the environment variables, which tell how many colours the terminal has.
    """
    style = _styles(environment)
    width = inbox_width(columns)
    above = _ABOVE + (height >= TALL) + (columns >= WIDE)
    room = max(0, height - above - _BELOW)
    blank = style("plain", "") + " " * columns
    painted = [style("plain", "edge") + " " * columns, *[blank] * (above - 1)]
    inbox_lines = islice(_inbox_lines(lines, width, now), room)
    for y, pieces in enumerate(inbox_lines):
        text = "".join(style(name, "" if y else "cursor") + printable_cells(text) for text, name, _ in pieces)
        painted.append(text + style("plain", "") + " " * (columns - width))
    painted += [blank] * (room + above - len(painted))
    painted.append(style("plain", "") + " " * columns)
    painted.append(style("plain", "edge") + " " * columns)
    return "".join(f"\x1b[{y};1H{line}" for y, line in enumerate(painted[:height], 1)) + "\x1b[0m"


def _inbox_lines(
    rows: Sequence[InboxRow], width: int, now: datetime
) -> Iterator[list[inbox_row_layout.StyledPiece]]:
    """Yield the lines of the inbox: rows, and the headings of the groups that begin below the first row."""
    group = rows[0].group if rows else None
    for index, row in enumerate(rows):
        if row.group is not group:
            group = row.group
            yield inbox_row_layout.heading_pieces(group, width)
        for line in range(inbox_row_layout.lines_per_row(width)):
            context = inbox_row_layout.RowContext(width, now, is_current=index == line == 0)
            yield inbox_row_layout.row_pieces(row, line, context)


def _styles(environment: Any) -> Any:
    """Return a function from the names of style and background to a terminal sequence.

    The sequence uses as many colours as the environment says that the terminal has.
    """
    if environment.get("NO_COLOR"):
        return _style_without_colours
    if environment.get("COLORTERM", "").strip().lower() in ("truecolor", "24bit"):
        column, lead = 0, "2"
    elif environment.get("TERM", "").lower().rpartition("-")[2] in ("256color", "kitty"):
        column, lead = 1, "5"
    else:
        return _style_without_colours
    return lambda name, background: (
        f"\x1b[0;{STYLE_CODES[name][0]}38;{lead};{STYLE_CODES[name][1 + column]};"
        f"48;{lead};{BACKGROUND_CODES[background][column]}m"
    )


def _style_without_colours(name: str, background: str) -> str:
    codes = STYLE_CODES[name][0].split(";")[:-1]
    return f"\x1b[{';'.join(['0', *codes, *(['7'] if background == 'cursor' else [])])}m"


def _size() -> tuple[int, int]:
    """Return the columns and lines of the terminal, by the same rules as Textual."""
    size = os.get_terminal_size(sys.__stdout__.fileno() if sys.__stdout__ else 1)
    columns, lines = (os.environ.get(name, "") for name in ("COLUMNS", "LINES"))
    return (
        int(columns) if columns.isdecimal() and int(columns) else size.columns,
        int(lines) if lines.isdecimal() and int(lines) else size.lines,
    )


def _without_echo(attributes: list[Any]) -> list[Any]:
    """Return terminal attributes that keep typed keys unchanged and do not show them. Ctrl+C still works."""
    inputs, outputs, control, local, inspeed, outspeed, characters = attributes
    characters = [*characters]
    characters[termios.VMIN] = 1
    characters[termios.VSUSP] = b"\0"  # no Ctrl+Z: it would leave the painted screen behind
    return [
        inputs & ~(termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR),
        outputs,
        control,
        local & ~(termios.ECHO | termios.ICANON | termios.IEXTEN),
        inspeed,
        outspeed,
        characters,
    ]
