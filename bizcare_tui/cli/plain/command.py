"""What a command of the line mode is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from bizcare_tui.i18n import N_, _

if TYPE_CHECKING:
    from bizcare_tui.cli.plain.session import LineSession


class PlainGroup(Enum):
    """What a command is for, as help groups them; the value is the untranslated title."""

    FIND = N_("Move and find")
    ANSWER = N_("Answer")
    DECIDE = N_("Decide")
    ORGANISE = N_("Organise")
    LOOK = N_("Look")
    SYSTEM = N_("System")

    @property
    def title(self) -> str:
        """The title in the language of the interface."""
        return _(self.value)


@dataclass(frozen=True, slots=True)
class PlainCommand:
    """A command of the line mode.

    Args:
        name: the word that runs it: the id of the app's command, with hyphens.
        help: what it does, untranslated.
        run: runs it with the words that were typed after it.
        group: what it is for.
        also: other words that run it.
        covers: the ids of the other commands of the app that it stands for.
    """

    name: str
    help: str
    run: Callable[[LineSession, str], None]
    group: PlainGroup
    also: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """Every word that runs it."""
        return (self.name, *self.also)

    @property
    def command_ids(self) -> tuple[str, ...]:
        """The ids of the commands of the app that it stands for."""
        return (self.name.replace("-", "_"), *self.covers)
