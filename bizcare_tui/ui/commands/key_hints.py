"""The hints of the footer: keys with their labels, and how many of them fit into a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rich.cells import cell_len

from bizcare_tui.ui.commands.command import Command

HINT_GAP = 2  # columns between two hints
# Hints of commands from this rank on are shown at every width, at the end of the line.
KEPT_RANK = 90


@dataclass(frozen=True, slots=True)
class KeyHint:
    """A key with its label in the footer, and the command that a click runs; None if it runs none.

    `is_way_out` says that the key is the way out of what is shown now, which is never left out.
    """

    key: str
    label: str
    command: Command[Any] | None = None
    is_way_out: bool = False

    @property
    def width(self) -> int:
        """The columns of the hint."""
        return cell_len(f"{self.key} {self.label}")

    @property
    def is_kept(self) -> bool:
        """Whether the hint is shown at every width."""
        return self.is_way_out or (self.command is not None and self.command.rank >= KEPT_RANK)


def fitting_hints(hints: Sequence[KeyHint], width: int) -> list[KeyHint]:
    """Return the hints that fit into `width` columns as a whole, those that are always shown at the end.

    The first hint that does not fit ends the others, so that their order is the same at every width.
    """
    kept = _first_fitting([each for each in hints if each.is_kept][::-1], width)[::-1]
    room = width - sum(each.width + HINT_GAP for each in kept)
    return [*_first_fitting([each for each in hints if not each.is_kept], room), *kept]


def _first_fitting(hints: Sequence[KeyHint], width: int) -> list[KeyHint]:
    room = width + HINT_GAP
    shown: list[KeyHint] = []
    for hint in hints:
        room -= hint.width + HINT_GAP
        if room < 0:
            break
        shown.append(hint)
    return shown
