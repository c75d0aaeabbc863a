"""The field in which a query is typed: it completes terms and values, and points at what is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from bizcare_tui.domain.finding import Completion, completions
from bizcare_tui.i18n import _

_SHOWN = 8


class QueryField(Vertical):
    """A line to type a query into, and a line below that helps with it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "complete(1)", show=False),
        Binding("shift+tab", "complete(-1)", show=False),
    ]
    DEFAULT_CSS = """
    QueryField {
        height: auto;
        Input { height: 1; border: none; padding: 0 1; }
        Static { display: none; height: 1; padding: 0 1; color: $foreground 70%; }
        &:focus-within Static, &.-trouble Static { display: block; }
    }
    """

    def __init__(self) -> None:
        super().__init__(id="filter")
        self.values: Mapping[str, Sequence[str]] = {}
        self._line = Input(placeholder=_("words, is:late, product:… Enter keeps, Esc clears"), compact=True)
        self._help = Static("", markup=False)
        self._offered: list[Completion] = []
        self._before: str | None = None
        self._taken = 0

    def compose(self) -> ComposeResult:
        """The line, and its help."""
        yield self._line
        yield self._help

    @property
    def line(self) -> Input:
        """The line that is typed into."""
        return self._line

    def clear(self) -> None:
        """Empty the line."""
        self._line.value = ""
        self._forget()

    def say(self, text: str, trouble: str, column: int | None) -> None:
        """What is wrong with this query, and at which column; without trouble, how it may go on."""
        if text != self._line.value:
            return
        self.set_class(bool(trouble), "-trouble")
        if trouble:
            caret = " " * max(0, min(column or 1, self._line.size.width - 2) - 1) + "^ "
            room = self.size.width - 2
            # Where there is no room after the column, the sentence stands before it.
            line = caret + trouble if len(caret) + len(trouble) <= room else f"^{column} {trouble}"
            self._help.update(Content(line), layout=False)
            return
        if self._before is None:
            self._offered = completions(text, self.values)[:_SHOWN]
        self._say_offers()

    def action_complete(self, step: int) -> None:
        """Take the next way to go on, or the one before."""
        if self._before is None:
            self._offered = completions(self._line.value, self.values)[:_SHOWN]
            if not self._offered:
                return
            self._before, self._taken = self._line.value, -1 if step > 0 else 0
        self._taken = (self._taken + step) % len(self._offered)
        offer = self._offered[self._taken]
        self._line.value = self._before[: offer.start] + offer.text
        self._line.cursor_position = len(self._line.value)
        # A single way needs no other turn: what is typed next goes on from it.
        if len(self._offered) == 1:
            self._forget()
        self._say_offers()

    def on_key(self) -> None:
        """Whatever else is typed ends the choosing."""
        self._forget()

    def _forget(self) -> None:
        self._before, self._offered = None, []

    def _say_offers(self) -> None:
        parts: list[tuple[str, str]] = []
        for place, offer in enumerate(self._offered):
            is_taken = self._before is not None and place == self._taken
            parts += [(offer.text.strip(), "bold reverse" if is_taken else "bold"), ("  ", "")]
        if parts:
            parts.insert(0, (_("Tab: "), ""))
        self._help.update(Content.assemble(*parts), layout=False)
