"""Textual's way to the terminal, over a screen that is painted already."""

from __future__ import annotations

import select
import sys

from textual.drivers.linux_driver import LinuxDriver

from bizcare_tui.ui.first_screen import TO_ALTERNATE_SCREEN, FirstScreen


def has_hung_up() -> bool:
    """Whether the terminal that the program is typed at is gone.

    Not everybody who loses one is sent a signal, and Textual reads nothing from it for ever.
    """
    if sys.__stdin__ is None or sys.__stdin__.closed:
        return False
    line = select.poll()
    line.register(sys.__stdin__.fileno(), 0)
    return any(happened & select.POLLHUP for _line, happened in line.poll(0))


def driver_over(screen: FirstScreen) -> type[LinuxDriver]:
    """A driver that takes this screen over without a flicker."""

    class Driver(LinuxDriver):
        """Does not clear what is painted."""

        _keeps_screen = False

        def start_application_mode(self) -> None:
            """Take the terminal."""
            self._keeps_screen = screen.hand_over()
            super().start_application_mode()  # type: ignore[no-untyped-call]

        def write(self, data: str) -> None:
            """Write to the terminal."""
            if self._keeps_screen and data == TO_ALTERNATE_SCREEN:
                self._keeps_screen = False  # once: an app that was put aside comes back to an empty screen
                return
            super().write(data)

    return Driver
