"""A Textual terminal driver that takes over a screen that is painted already."""

from __future__ import annotations

import select
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import TextIO

from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from bizcare_tui.domain.text import own_text
from bizcare_tui.ui.startup.first_screen import TO_ALTERNATE_SCREEN, FirstScreen
from bizcare_tui.ui.startup.textual_internals import InputParser, WrappedOutputDriver, replace_parser

PASTE_START, PASTE_END = "\x1b[200~", "\x1b[201~"


class PasteParser(InputParser):
    """Parse terminal input; deliver each paste as one text, in the order of typing.

    Textual's own parser treats terminal sequences inside a paste as keys, and delivers those before the text.
    """

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._input_end = ""  # the end of the input so far, which may be the start of a paste sequence
        self._paste_text: str | None = None

    def feed(self, data: str) -> Iterable[Message]:
        """Yield the events of the input; an empty text marks its end."""
        if not data:
            yield from super().feed(data)
        for part in self._parts(data):
            yield from super().feed(part)

    def _parts(self, data: str) -> Iterator[str]:
        """Yield the input in parts, each paste whole and without control characters."""
        while data:
            if self._paste_text is None:
                start = (self._input_end + data).find(PASTE_START)
                if start < 0:
                    self._input_end = (self._input_end + data)[1 - len(PASTE_START) :]
                    yield data
                    return
                end = start + len(PASTE_START) - len(self._input_end)
                yield data[:end]
                data, self._input_end, self._paste_text = data[end:], "", ""
            else:
                search_from = max(0, len(self._paste_text) + 1 - len(PASTE_END))
                self._paste_text += data
                paste_end = self._paste_text.find(PASTE_END, search_from)
                if paste_end < 0:
                    return
                yield own_text(self._paste_text[:paste_end]) + PASTE_END
                data, self._paste_text = self._paste_text[paste_end + len(PASTE_END) :], None


replace_parser(PasteParser)


def is_terminal_closed() -> bool:
    """Return whether the terminal of the program's input was closed.

    The system does not always send a signal then, and Textual would wait for input without end.
    """
    if sys.__stdin__ is None or sys.__stdin__.closed:
        return False
    poll = select.poll()
    poll.register(sys.__stdin__.fileno(), 0)
    return any(flags & select.POLLHUP for _descriptor, flags in poll.poll(0))


class TerminalOutput:
    """The output of the terminal, which drops what is written once the terminal is gone.

    Textual writes in a thread that takes from a queue of thirty texts. An error would end that thread, and
    the app would wait for room in the queue without end.
    """

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._is_gone = False

    def write(self, text: str) -> int:
        """Write a text; return its length."""
        self._unless_gone(lambda: self._file.write(text))
        return len(text)

    def flush(self) -> None:
        """Pass on what was written."""
        self._unless_gone(self._file.flush)

    def _unless_gone(self, act: Callable[[], object]) -> None:
        if self._is_gone:
            return
        try:
            act()
        except BlockingIOError:
            pass  # another program made the terminal non-blocking, and it had no room: it is still there
        except OSError:
            self._is_gone = True

    def fileno(self) -> int:
        """Return the descriptor of the file."""
        return self._file.fileno()

    def isatty(self) -> bool:
        """Return whether it is a terminal."""
        return self._file.isatty()


def driver_class_for(screen: FirstScreen) -> type[LinuxDriver]:
    """Return a driver class that takes over this screen without flicker."""

    class Driver(WrappedOutputDriver):
        """Keep what is painted when the app starts."""

        _keeps_screen = False

        def start_application_mode(self) -> None:
            """Take over the terminal."""
            self._keeps_screen = screen.hand_over()
            # After a suspend, the file is wrapped already.
            self.wrap_output(lambda file: file if isinstance(file, TerminalOutput) else TerminalOutput(file))
            super().start_application_mode()  # type: ignore[no-untyped-call]

        def write(self, data: str) -> None:
            """Write to the terminal, but leave out the first switch to the alternate screen."""
            if self._keeps_screen and data == TO_ALTERNATE_SCREEN:
                self._keeps_screen = False  # once only: after a suspend, the app needs an empty screen
                return
            super().write(data)

    return Driver
