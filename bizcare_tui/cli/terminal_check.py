"""Query the terminal's capabilities: colours, emoji width, keyboard protocol, clipboard."""

from __future__ import annotations

import os
import re
import select
import shutil
import sys
import termios
import time
import tty
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from bizcare_tui.desk.doctor_finding import DoctorFinding
from bizcare_tui.domain.text import safe_line
from bizcare_tui.i18n import _

_TIMEOUT_SECONDS = 1.0
# In this order: the cursor position after a two-cell emoji, the keyboard protocol, the terminal's name, its
# device attributes. Every terminal answers the last query, so its answer ends the waiting for the others.
_QUERIES = "\r😀\x1b[6n\r\x1b[K\x1b[?u\x1b[>q\x1b[c"
_CURSOR_ANSWER = re.compile(r"\x1b\[\d+;(\d+)R")
_KEYBOARD_ANSWER = re.compile(r"\x1b\[\?\d+u")
_NAME_ANSWER = re.compile(r"\x1bP>\|([^\x1b]*)\x1b\\")
_ATTRIBUTES_ANSWER = re.compile(r"\x1b\[\?([\d;]+)c")
_CLIPBOARD_ATTRIBUTE = "52"


def check_terminal() -> Iterator[DoctorFinding]:
    """Yield findings about the terminal; query it only if both stdin and stdout are terminals."""
    yield _size(os.environ)
    yield DoctorFinding("colours", True, _colours(os.environ))
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return
    yield from parse_terminal_answer(_query_terminal())


def parse_terminal_answer(answer: str) -> Iterator[DoctorFinding]:
    """Yield findings from a terminal's answers to the queries."""
    attributes = _ATTRIBUTES_ANSWER.search(answer)
    if attributes is None:
        yield DoctorFinding("keyboard", True, _("the terminal does not report its capabilities"))
        return
    name = _NAME_ANSWER.search(answer)
    if name:
        yield DoctorFinding("program", True, safe_line(name[1])[:60])
    yield _emoji(answer)
    if _KEYBOARD_ANSWER.search(answer):
        yield DoctorFinding("keyboard", True, _("it distinguishes every key"))
    else:
        yield DoctorFinding(
            "keyboard", True, _("basic: Ctrl+I is Tab and Ctrl+M is Enter, which is enough for bizcare")
        )
    yield _clipboard(attributes[1].split(";"))


def _size(environment: Mapping[str, str]) -> DoctorFinding:
    size = shutil.get_terminal_size()
    term = safe_line(environment.get("TERM", ""))
    is_usable = term not in ("", "dumb")
    text = f"TERM={term or '?'} {size.columns}x{size.lines}"
    if not is_usable:
        return DoctorFinding("terminal", False, text, _("Set TERM, for example to xterm-256color."))
    if size.columns < 80 or size.lines < 24:
        return DoctorFinding(
            "terminal", True, text, _("With at least 80 columns and 24 lines, nothing is cut off.")
        )
    return DoctorFinding("terminal", True, text)


def _colours(environment: Mapping[str, str]) -> str:
    if environment.get("NO_COLOR"):
        return _("none, because NO_COLOR is set")
    if environment.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return _("all (COLORTERM)")
    return _("256") if "256" in environment.get("TERM", "") else _("16 or fewer")


def _emoji(answer: str) -> DoctorFinding:
    cursor = _CURSOR_ANSWER.search(answer)
    width = int(cursor[1]) - 1 if cursor else 0
    if not width:
        return DoctorFinding("emoji", True, _("the terminal does not report how wide an emoji is"))
    if width == 2:
        return DoctorFinding("emoji", True, _("an emoji is two cells wide, as it should be"))
    return DoctorFinding(
        "emoji",
        False,
        _("an emoji is {0} cells wide here: lines with an emoji are shifted").format(width),
        _("Update the terminal, or set its locale to UTF-8 (LC_ALL=C.UTF-8)."),
    )


def _clipboard(attributes: list[str]) -> DoctorFinding:
    if os.environ.get("TMUX"):
        return DoctorFinding(
            "clipboard", True, _("in tmux: copying works if set-clipboard is on"),
            _("In tmux: set -g set-clipboard on"),
        )  # fmt: skip
    if _CLIPBOARD_ATTRIBUTE in attributes:
        return DoctorFinding("clipboard", True, _("the terminal accepts copied text (OSC 52)"))
    return DoctorFinding(
        "clipboard", True, _("the terminal does not report whether it accepts copied text (OSC 52)")
    )


def _query_terminal() -> str:
    """Return what the terminal answers within a second, without echoing it."""
    answer = ""
    with _raw_mode() as terminal:
        os.write(terminal, _QUERIES.encode())
        deadline = time.monotonic() + _TIMEOUT_SECONDS
        while not _ATTRIBUTES_ANSWER.search(answer) and (remaining := deadline - time.monotonic()) > 0:
            if select.select([terminal], [], [], remaining)[0]:
                answer += os.read(terminal, 4096).decode(errors="replace")
    return answer


@contextmanager
def _raw_mode() -> Iterator[int]:
    terminal = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY)
    try:
        before = termios.tcgetattr(terminal)
        try:
            tty.setraw(terminal)
            yield terminal
        finally:
            termios.tcsetattr(terminal, termios.TCSAFLUSH, before)
    finally:
        os.close(terminal)
