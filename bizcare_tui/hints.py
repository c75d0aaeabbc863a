"""Sentences that recommend a command: its key is named in the app, its words in the command line."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from bizcare_tui.i18n import _


class Hint(NamedTuple):
    """A command that a sentence recommends.

    Args:
        command: the id of the command in the app, where the key in force is shown for it.
        arguments: the words of the command line that do the same; empty if they are the id.
    """

    command: str
    arguments: str = ""

    @property
    def command_line(self) -> str:
        """The command for a shell, such as "`bizcare sync`"."""
        return f"`bizcare {self.arguments or self.command}`"


class HintedText(NamedTuple):
    """A sentence that recommends commands. As a text, it names them as the command line does.

    Args:
        text: the translated sentence, with a placeholder such as {0} for each hint.
        hints: the recommended commands.
    """

    text: str
    hints: tuple[Hint, ...]

    def render(self, name_of: Callable[[Hint], str]) -> str:
        """Return the sentence with the name that a function gives each command."""
        return self.text.format(*map(name_of, self.hints))

    def __str__(self) -> str:
        return self.render(lambda hint: hint.command_line)


def sync_hint() -> HintedText:
    """Return the advice to sync."""
    return HintedText(_("{0} brings the store up to date."), (Hint("sync"),))


def list_hint(command: str, arguments: str = "") -> HintedText:
    """Return the advice to look at the list that a command shows."""
    return HintedText(_("{0} lists them."), (Hint(command, arguments),))
