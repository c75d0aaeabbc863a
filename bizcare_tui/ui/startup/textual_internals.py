"""The private names of Textual that the interface needs. No other module of it may use any.

Textual 8.2.8 has no public name that does the same; a comment at each gives the reason. Any version of
Textual may change them: `tests/ui/startup/test_textual_internals.py` fails if one is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TextIO, cast

from textual import events
from textual._xterm_parser import XTermParser
from textual.drivers import linux_driver
from textual.drivers.linux_driver import LinuxDriver

from bizcare_tui.ui.themed_app import ThemedApp


# A driver receives events from its parser (`Driver.process_message`) when the order of a paste and of the
# keys in it is lost already. So the parser has to be another one, and the class to derive it from is private.
class InputParser(XTermParser):
    """Parse terminal input into keys that have Alt whenever it was pressed."""

    # Textual gives Alt and a letter the character of the letter, which a text field would insert, and leaves
    # Alt out for signs such as "<". When the events are out, Alt and "<" look the same as "<".
    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[events.Key]:
        for event in super()._sequence_to_key_events(sequence, alt):
            if alt and event.is_printable:
                yield events.Key(f"alt+{event.key.removeprefix('alt+')}", None)
            else:
                yield event


def replace_parser(parser: type[InputParser]) -> None:
    """Make Textual's driver parse the terminal's input with this class."""
    # `LinuxDriver.run_input_thread` creates its parser from the class of this name in its module; no
    # argument, attribute or method chooses another one.
    vars(linux_driver)["XTermParser"] = parser


class WrappedOutputDriver(LinuxDriver):
    """A driver whose output file can be wrapped."""

    def wrap_output(self, wrap: Callable[[TextIO], object]) -> None:
        """Write to what `wrap` returns for the output file; call it before the driver starts.

        Args:
            wrap: returns an object with the methods `write`, `flush`, `fileno` and `isatty`.
        """
        # To override `write` is not enough: it only queues the text for a thread, which writes to this file
        # and ends at the first error.
        self._file = cast("Any", wrap(cast("TextIO", self._file)))


class ErrorHandlingApp(ThemedApp[str]):
    """An app that handles its internal errors itself."""

    def handle_internal_error(self, error: BaseException) -> None:
        """Handle an error that no handler, timer or worker caught; the app ends afterwards."""
        raise NotImplementedError

    def _fatal_error(self) -> None:
        # Textual would print a traceback with the values of variables, and so with the text of messages.
        # Nothing public gets the error: Textual catches it, calls `panic` only for errors that render
        # themselves, and returns from `run` as if there had been none.
        if self._exception is not None:
            self.handle_internal_error(self._exception)
        self.panic()  # without arguments, it ends the app and prints nothing
