"""The top line: what is late, what else is owed, and the states of outbox and sync, as far as they fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.widgets import Static

from bizcare_tui.ui.startup.first_screen import WIDE

_GAP = " · "
_NAME = f"bizcare{_GAP}"


@dataclass(frozen=True, slots=True)
class StatusPart:
    """A text of the top line.

    Args:
        text: what it says.
        dropped: where it does not fit, the part with the highest number is left out first; 0 stays.
        brief: a shorter text, which is tried before any part is left out; may be empty.
    """

    text: str
    dropped: int = 0
    brief: str = ""


Owed = tuple[Sequence[str], Sequence[str]]
"""Texts of what is owed but not late: the full ones, and short ones for narrow terminals."""


class TopLine(Static):
    """The line over everything; a part that does not fit is left out whole, the least important one first."""

    DEFAULT_CSS = """
    TopLine {
        height: 1; background: $surface; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis;
    }
    """

    def __init__(self) -> None:
        super().__init__("", id="top", markup=False)
        self._status: tuple[str, Owed, Sequence[StatusPart]] = ("", ((), ()), ())

    def show(self, late: str, owed: Owed, parts: Sequence[StatusPart]) -> None:
        """Show what is late, what else is owed, and the other parts; see `top_line`."""
        self._status = (late, owed, tuple(parts))
        self._draw(self.size.width or self.app.size.width - self.styles.padding.width)

    def on_resize(self, event: events.Resize) -> None:
        """Show the parts that fit now."""
        self._draw(event.size.width - self.styles.padding.width)

    def _draw(self, width: int) -> None:
        content = top_line(*self._status, width)
        if self.content != content:
            self.update(content, layout=False)


def top_line(late: str, owed: Owed, parts: Sequence[StatusPart], width: int) -> Content:
    """Return the top line for a width.

    Args:
        late: text of the late obligations, the most visible text of the screen; may be empty.
        owed: texts of the other obligations: the full ones, and short ones for narrow terminals.
        parts: the texts that follow.
        width: the columns there are.
    """
    full, brief = owed
    fits = cell_len(_GAP.join(["bizcare", late, *full])) <= width and width >= WIDE
    kept = list(parts)
    while True:
        rest = _GAP.join([*(full if fits else brief), *(part.text for part in kept)])
        # The program's name is the first to be left out.
        has_name = kept == list(parts) and cell_len(f"{_NAME} {late}  {rest}") <= width
        if has_name or cell_len(f" {late}  {rest}" if late else rest) <= width:
            break
        # What can be said shortly is, before anything is left out.
        shortened = next((part for part in kept if part.brief), None)
        least = shortened or max(kept, key=lambda part: part.dropped, default=StatusPart(""))
        if not least.dropped:
            break
        place = kept.index(least)
        kept[place : place + 1] = [StatusPart(least.brief, least.dropped)] if least.brief else []
    lead: list[str | tuple[str, str]] = [_NAME] if has_name else []
    lead += [(f" {late} ", "bold reverse"), " "] if late else []
    return Content.assemble(*lead, rest)
