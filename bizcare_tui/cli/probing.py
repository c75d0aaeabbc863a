"""What the terminal can do, by asking it: colours, the width of emoji, keys, the clipboard."""

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

from bizcare_tui.desk.doctor import Finding
from bizcare_tui.domain.text import safe_line
from bizcare_tui.i18n import _

_SECONDS = 1.0
# In turn: where the cursor is after an emoji of two cells, the keyboard's protocol, the terminal's name.
# Every terminal answers the last one, what it is, so nobody waits for those that do not know the others.
_QUESTIONS = "\r😀\x1b[6n\r\x1b[K\x1b[?u\x1b[>q\x1b[c"
_CURSOR = re.compile(r"\x1b\[\d+;(\d+)R")
_KEYBOARD = re.compile(r"\x1b\[\?\d+u")
_NAME = re.compile(r"\x1bP>\|([^\x1b]*)\x1b\\")
_WHAT = re.compile(r"\x1b\[\?([\d;]+)c")
_CLIPBOARD = "52"


def look_at_terminal() -> Iterator[Finding]:
    """Look at the terminal; asks it only where there is one on both sides."""
    yield _size(os.environ)
    yield Finding("colours", True, _colours(os.environ))
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return
    yield from told_by(_ask())


def told_by(answer: str) -> Iterator[Finding]:
    """What a terminal says of itself, by its answers."""
    what = _WHAT.search(answer)
    if what is None:
        yield Finding("keyboard", True, _("the terminal does not tell what it can do"))
        return
    name = _NAME.search(answer)
    if name:
        yield Finding("program", True, safe_line(name[1])[:60])
    yield _emoji(answer)
    if _KEYBOARD.search(answer):
        yield Finding("keyboard", True, _("it tells every key apart"))
    else:
        yield Finding("keyboard", True, _("plain: Ctrl+I is Tab, Ctrl+M is Enter; no key of ours needs more"))
    yield _clipboard(what[1].split(";"))


def _size(environment: Mapping[str, str]) -> Finding:
    size = shutil.get_terminal_size()
    term = safe_line(environment.get("TERM", ""))
    well = term not in ("", "dumb")
    text = f"TERM={term or '?'} {size.columns}x{size.lines}"
    if not well:
        return Finding("terminal", False, text, _("Set TERM, for example to xterm-256color."))
    if size.columns < 80 or size.lines < 24:
        return Finding("terminal", True, text, _("From 80 columns and 24 lines on nothing is cut short."))
    return Finding("terminal", True, text)


def _colours(environment: Mapping[str, str]) -> str:
    if environment.get("NO_COLOR"):
        return _("none, as NO_COLOR asks")
    if environment.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return _("all (COLORTERM)")
    return _("256") if "256" in environment.get("TERM", "") else _("16 or fewer")


def _emoji(answer: str) -> Finding:
    cursor = _CURSOR.search(answer)
    width = int(cursor[1]) - 1 if cursor else 0
    if not width:
        return Finding("emoji", True, _("the terminal does not tell how wide an emoji is"))
    if width == 2:
        return Finding("emoji", True, _("an emoji is two cells wide, as it should be"))
    return Finding(
        "emoji",
        False,
        _("an emoji is {0} cells wide here: lines that hold one shift").format(width),
        _("Update the terminal, or set its locale to UTF-8 (LC_ALL=C.UTF-8)."),
    )


def _clipboard(attributes: list[str]) -> Finding:
    if os.environ.get("TMUX"):
        return Finding(
            "clipboard", True, _("within tmux: copies pass where set-clipboard is on"),
            _("In tmux: set -g set-clipboard on"),
        )  # fmt: skip
    if _CLIPBOARD in attributes:
        return Finding("clipboard", True, _("the terminal takes copies (OSC 52)"))
    return Finding("clipboard", True, _("not told whether it takes copies (OSC 52)"))


def _ask() -> str:
    """What the terminal answers, within a second; nothing of it is shown."""
    answer = ""
    with _unechoed() as terminal:
        os.write(terminal, _QUESTIONS.encode())
        deadline = time.monotonic() + _SECONDS
        while not _WHAT.search(answer) and (left := deadline - time.monotonic()) > 0:
            if select.select([terminal], [], [], left)[0]:
                answer += os.read(terminal, 4096).decode(errors="replace")
    return answer


@contextmanager
def _unechoed() -> Iterator[int]:
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
