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

ESC = "\x1b"
# What may begin a longer sequence behind ESC: terminals send arrows and function keys so.
_SEQUENCE_STARTS = "[O"
# Keys behind ESC that are another key in some terminals: word by word, Shift+Tab, and delete a word.
_OTHER_KEYS = "bf\t\x7f"


# A driver receives events from its parser (`Driver.process_message`) when the order of a paste and of the
# keys in it is lost already. So the parser has to be another one, and the class to derive it from is private.
class InputParser(XTermParser):
    """Parse terminal input into keys that have Alt whenever ESC came right before them.

    Terminals send ESC and a key for that key with Alt, and for Esc and that key, typed quickly. Such an event
    has both as its `character`, which is never printable; `keys_apart` returns the two keys.
    """

    # Textual gives Alt and a letter the character of the letter, which a text field would insert, leaves Alt
    # out for signs such as "<", and takes some digits for signs. It also waits for what follows, and takes
    # ESC for "^" if that is another ESC.
    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[events.Key]:
        if alt:  # the sequence that the key may have begun did not follow in time
            yield from self._keys_with_alt(sequence)
        elif len(sequence) == 2 and sequence[0] == ESC and sequence[1] not in _SEQUENCE_STARTS:
            yield from self._keys_with_alt(sequence[1])
        else:
            yield from super()._sequence_to_key_events(sequence)

    def _keys_with_alt(self, character: str) -> Iterable[events.Key]:
        sequence = ESC + character
        if character in _OTHER_KEYS:
            for event in super()._sequence_to_key_events(sequence):
                yield events.Key(event.key, sequence)
        else:
            for event in super()._sequence_to_key_events(character, alt=True):
                yield events.Key(f"alt+{event.key.removeprefix('alt+')}", sequence)


def keys_apart(event: events.Key) -> list[events.Key]:
    """Return Esc and the key behind it, if terminals send the same for them as for this key; else nothing."""
    character = event.character or ""
    if len(character) != 2 or character[0] != ESC:
        return []
    typed = [each for each in InputParser().feed(character[1]) if isinstance(each, events.Key)]
    keys = [events.Key("escape", ESC), *typed]
    for key in keys:
        key.time = event.time
    return keys


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
