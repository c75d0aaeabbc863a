"""The input field for queries: completes terms and values, and shows where an error is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from bizcare_tui.domain.highlight import Completion, completions
from bizcare_tui.i18n import _
from bizcare_tui.ui.screens.dialog_base import LineInput

if TYPE_CHECKING:
    from bizcare_tui.ui.commands.keymap import Keymap

_MAX_COMPLETIONS = 8


class _QueryInput(LineInput):
    """The input itself. Pasted lines are joined into one; Textual would keep only the first line."""

    def on_paste(self, event: events.Paste) -> None:
        """Insert the lines of a paste, joined by spaces."""
        event.prevent_default()
        event.stop()
        self.replace(" ".join(event.text.split()), *self.selection)


class QueryInput(Vertical):
    """An input for a query, and a help line below it with completions or the error."""

    DEFAULT_CSS = """
    QueryInput {
        height: auto;
        Input { height: 1; border: none; padding: 0 1; }
        Static { display: none; height: 1; padding: 0 1; color: $tone-quiet; }
        &:focus-within Static, &.-error Static { display: block; }
    }
    """

    def __init__(self, keymap: Keymap) -> None:
        super().__init__(id="filter")
        self._keymap = keymap
        self.values: Mapping[str, Sequence[str]] = {}
        self._input = _QueryInput(
            placeholder=keymap.fill(_("words, is:late, product:… Enter confirms, {filter_clear} clears")),
            compact=True,
        )
        self._help = Static("", markup=False)
        self._completions: list[Completion] = []
        self._text_before: str | None = None
        self._index = 0

    def compose(self) -> ComposeResult:
        """Compose the input and the help line."""
        yield self._input
        yield self._help

    @property
    def line(self) -> Input:
        """Return the input."""
        return self._input

    def clear(self) -> None:
        """Clear the input."""
        self._input.value = ""
        self._reset_completions()

    def show_help(self, text: str, error_text: str, column: int | None) -> None:
        """Show the error of a query and its column or, if there is none, the completions.

        Do nothing if the input has another text by now.
        """
        if text != self._input.value:
            return
        self.set_class(bool(error_text), "-error")
        if error_text:
            caret = " " * max(0, min(column or 1, self._input.size.width - 2) - 1) + "^ "
            width = self.size.width - 2
            # If the sentence does not fit after the caret, name the column at the start of the line.
            line = caret + error_text if len(caret) + len(error_text) <= width else f"^{column} {error_text}"
            self._help.update(Content(line), layout=False)
            return
        if self._text_before is None:
            self._completions = completions(text, self.values)[:_MAX_COMPLETIONS]
        self._show_completions()

    def complete(self, step: int) -> None:
        """Insert the next or the previous completion."""
        if self._text_before is None:
            self._completions = completions(self._input.value, self.values)[:_MAX_COMPLETIONS]
            if not self._completions:
                return
            self._text_before, self._index = self._input.value, -1 if step > 0 else 0
        self._index = (self._index + step) % len(self._completions)
        completion = self._completions[self._index]
        self._input.value = self._text_before[: completion.start] + completion.text
        self._input.cursor_position = len(self._input.value)
        # With a single completion there is nothing to cycle through: the next Tab completes from here.
        if len(self._completions) == 1:
            self._reset_completions()
        self._show_completions()

    def on_key(self) -> None:
        """End cycling through completions when another key is pressed."""
        self._reset_completions()

    def _reset_completions(self) -> None:
        self._text_before, self._completions = None, []

    def _show_completions(self) -> None:
        parts: list[tuple[str, str]] = []
        for index, completion in enumerate(self._completions):
            is_chosen = self._text_before is not None and index == self._index
            parts += [(completion.text.strip(), "bold reverse" if is_chosen else "bold"), ("  ", "")]
        if parts:
            parts.insert(0, (self._keymap.name("complete") + ": ", ""))
        self._help.update(Content.assemble(*parts), layout=False)
