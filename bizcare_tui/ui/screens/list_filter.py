"""The field above a list that shows only the lines with the typed words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from bizcare_tui.domain.text_folding import fold
from bizcare_tui.i18n import _
from bizcare_tui.ui.screens.dialog_base import LineInput

RowT = TypeVar("RowT")


class _FilterInput(LineInput, inherit_bindings=False):
    """A field that edits its text only: the keys that would scroll it move in the list."""

    BINDINGS: ClassVar[list[BindingType]] = Input.BINDINGS


class ListFilter(Vertical):
    """A field, and a line below it if no row matches. Case and accents do not count.

    Args:
        placeholder: what the empty field says; "" for what it says in lists.
    """

    DEFAULT_CSS = """
    ListFilter { height: auto; }
    ListFilter Input { height: 1; border: none; padding: 0; }
    ListFilter Static { display: none; height: 1; }
    """

    def __init__(self, placeholder: str = "") -> None:
        super().__init__(id="list-filter")
        self.display = False
        self.line = _FilterInput(placeholder=placeholder or _("words of the lines to show"), compact=True)
        self._none = Static(_("No line matches."), markup=False)
        self._words: list[str] = []
        self._texts: list[str] | None = None

    def compose(self) -> ComposeResult:
        """Compose the field and the line."""
        yield self.line
        yield self._none

    @property
    def is_shown(self) -> bool:
        """Whether the field is shown."""
        return bool(self.display)

    def set_text(self, text: str) -> None:
        """Set what is typed."""
        self._words = fold(text).split()

    def show_count(self, count: int) -> None:
        """Show whether any row matches."""
        self._none.display = not count

    def forget_texts(self) -> None:
        """Forget the texts of the rows, because the rows changed."""
        self._texts = None

    def matching(self, rows: Sequence[RowT], text_of: Callable[[RowT], str]) -> Sequence[int]:
        """Return the indexes of the rows whose text contains all words."""
        if not self._words:
            return range(len(rows))
        if self._texts is None:
            self._texts = [fold(text_of(row)) for row in rows]
        return [index for index, text in enumerate(self._texts) if all(word in text for word in self._words)]
