"""The lines that are painted before Textual is loaded: the same as later, and no key is lost."""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Mapping
from datetime import timedelta

import pytest
from emulator import Emulator
from fixed_time import NOW
from person import open_app
from rich.color import ColorSystem

from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.present.inbox_row_layout import ROW_STYLES
from bizcare_tui.ui.startup.first_screen import BACKGROUND_CODES, STYLE_CODES, TALL, WIDE, inbox_width

pytestmark = pytest.mark.sqlite

Line = list[tuple[str, str, str, bool, bool]]
Cells = list[Line]
APP = [sys.executable, "-m", "bizcare_tui"]
# The first screen as the command paints it, without what follows.
ALONE = """
import time
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.ui.startup.first_screen import FIRST_ROWS, show_first_screen
desk = Desk()
query = parse_query(desk.inbox.sections[0].query)
with show_first_screen(desk.inbox.first_rows(query, FIRST_ROWS), desk.now()):
    time.sleep(60)
"""
COLOURS = {
    "sixteen million": {"TERM": "xterm-256color", "COLORTERM": "truecolor"},
    "256": {"TERM": "xterm-256color", "COLORTERM": ""},
    "none": {"TERM": "screen-256color", "NO_COLOR": "1", "COLORTERM": ""},
}


@pytest.fixture
def quiet(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk at which nothing moves by itself, and nothing is asked."""
    desk.baseline.answer(NOW - timedelta(days=30), [], mark_older_read=False)
    monkeypatch.delenv("BIZCARE_API_KEY")
    return desk


def environment(colours: Mapping[str, str]) -> dict[str, str]:
    """That of the tests, but for the size of whatever terminal they run in."""
    kept = {name: value for name, value in os.environ.items() if name not in ("LINES", "COLUMNS")}
    return kept | dict(colours)


async def test_the_colours_are_those_of_the_theme(desk: Desk) -> None:
    async with open_app(desk, (120, 40)) as person:
        inbox = person.app.inbox
        for name in ROW_STYLES:
            for ground in ("", "cursor"):
                style = inbox._styles.style(name, ground)
                assert style.color is not None
                assert style.bgcolor is not None
                bold, *hue = STYLE_CODES[name]
                assert bool(style.bold) == ("1" in bold), name
                assert bool(style.reverse) == ("7" in bold), name
                for codes, colour in ((hue, style.color), (BACKGROUND_CODES[ground], style.bgcolor)):
                    true, of_256 = codes
                    assert ";".join(map(str, colour.get_truecolor())) == true, name
                    assert str(colour.downgrade(ColorSystem.EIGHT_BIT).number) == of_256, name


async def test_the_inbox_is_as_wide_as_it_will_be(desk: Desk) -> None:
    async with open_app(desk, (120, 40)) as person:
        for columns in (40, 80, 99, 100, 101, 103, 111, 119, 133, 179, 180, 181, 199, 211, 260, 313):
            await person.resize(columns, 24)
            assert person.app.inbox.size.width == inbox_width(columns), columns


def painted_whole(terminal: Emulator, size: tuple[int, int]) -> Cells:
    """The cells once the last line of the inbox is there and nothing changes any more."""
    terminal.until(lambda lines: lines[size[1] - 3][: inbox_width(size[0])].strip() != "")
    cells = terminal.cells
    terminal.watch(0.3)
    while terminal.cells != cells:
        cells = terminal.cells
        terminal.watch(0.3)
    return cells


def painted_twice(desk: Desk, size: tuple[int, int], colours: str) -> tuple[Cells, Cells]:
    """The screen as it is painted first, alone, and as the app paints it."""
    with Emulator([sys.executable, "-c", ALONE], environment(COLOURS[colours]), *size) as terminal:
        terminal.until_text(desk.inbox.first_rows(parse_query(desk.inbox.sections[0].query), 1)[0].topic[:12])
        before = painted_whole(terminal, size)
    with Emulator(APP, environment(COLOURS[colours]), *size) as terminal:
        terminal.until_text("[1 ")
        terminal.until_text("bizcare")
        return before, painted_whole(terminal, size)


def first_line(size: tuple[int, int]) -> int:
    """The first line of the inbox, below those of the deadlines and the title, where they are."""
    return 2 + (size[1] >= TALL) + (size[0] >= WIDE)


def visible(line: Line) -> Line:
    """What can be seen of a line: of a blank only the ground, as the app may paint it in any style."""
    return [cell if cell[0] != " " or cell[4] else (" ", "", cell[2], False, False) for cell in line]


def signs(cells: Cells, size: tuple[int, int]) -> list[str]:
    """The lines of the inbox."""
    inbox = cells[first_line(size) : size[1] - 2]
    return ["".join(cell[0] for cell in line[: inbox_width(size[0])]) for line in inbox]


def without_digits(cells: Cells, size: tuple[int, int]) -> list[str]:
    """The lines of the inbox, all numbers alike."""
    return [re.sub(r"\d", "0", line) for line in signs(cells, size)]


@pytest.mark.parametrize("colours", COLOURS)
@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50), (320, 30)], ids=str)
def test_the_lines_are_painted_as_the_app_will_paint_them(
    quiet: Desk, size: tuple[int, int], colours: str
) -> None:
    for _attempt in range(3):
        before, after = painted_twice(quiet, size, colours)
        # A minute that passed while the app was loaded makes other numbers: then both are painted again.
        if signs(before, size) == signs(after, size) or without_digits(before, size) != without_digits(
            after, size
        ):
            break
    width = inbox_width(size[0])
    for y in range(first_line(size), size[1] - 2):
        assert [cell[0] for cell in before[y][:width]] == [cell[0] for cell in after[y][:width]], y
        if colours != "none":  # there a blank may be written in other words
            assert visible(before[y][:width]) == visible(after[y][:width]), y
        else:
            assert [cell for cell in before[y][:width] if cell[0] != " "] == [
                cell for cell in after[y][:width] if cell[0] != " "
            ], y


def test_the_screen_is_taken_over_as_it_is(quiet: Desk) -> None:
    with Emulator(APP, environment(COLOURS["256"]), 120, 40) as terminal:
        terminal.until_text("[1 ")
        assert terminal.output.count(b"\x1b[?1049h") == 1
        assert b"\x1b[2J" not in terminal.output


def test_keys_typed_while_the_app_is_loaded_are_not_lost(quiet: Desk) -> None:
    second = quiet.inbox.first_rows(parse_query(quiet.inbox.sections[0].query), 2)[1]
    with Emulator(APP, environment(COLOURS["256"]), 120, 40) as terminal:
        terminal.until(lambda lines: lines[4].strip() != "")
        assert b"\x1b[?1004h" not in terminal.output  # Textual has not begun
        terminal.press("j\r")
        terminal.until(lambda lines: second.topic[:20] in "".join(line[55:] for line in lines))
        assert not any(line.strip() == "j" for line in terminal.display)


def test_the_terminal_is_left_as_it_was(quiet: Desk) -> None:
    with Emulator(APP, environment(COLOURS["256"]), 120, 40) as terminal:
        before = terminal.attributes
        terminal.until_text("[1 ")
        assert terminal.attributes != before
        terminal.press("q")
        assert terminal.end() == 0
        assert terminal.attributes == before
        assert terminal.output.count(b"\x1b[?1049l") == 1


@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGINT, -signal.SIGINT), (signal.SIGTERM, 143), (signal.SIGHUP, 129)],
)
def test_who_is_stopped_while_loading_leaves_the_terminal_as_it_was(
    desk: Desk, number: signal.Signals, code: int
) -> None:
    with Emulator([sys.executable, "-c", ALONE], environment(COLOURS["256"]), 120, 40) as terminal:
        before = terminal.attributes
        terminal.until(lambda lines: lines[4].strip() != "")
        terminal.watch(0.2)
        assert terminal.attributes != before
        terminal.signal(number)
        assert terminal.end() == code
        assert terminal.attributes == before
        assert b"\x1b[?1049l" in terminal.output


def test_an_empty_store_has_no_first_screen(home: object) -> None:
    with Emulator([sys.executable, "-c", ALONE], environment(COLOURS["256"]), 80, 24) as terminal:
        terminal.watch(1.0)
        assert b"\x1b[?1049h" not in terminal.output
