"""A page of a wizard, and its rows."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from textual.content import Content

from bizcare_tui.domain.decisions.answers import WizardStep
from bizcare_tui.ui.commands.command import Context

if TYPE_CHECKING:
    from bizcare_tui.desk.decision_context import DecisionContext
    from bizcare_tui.desk.decisions import Decisions
    from bizcare_tui.ui.wizard.screen import WizardScreen


@dataclass(frozen=True, slots=True)
class WizardRow:
    """A row that can be chosen.

    `is_selected` is None for a row that cannot be selected. `dim` shows it dimmed.
    `is_exclusive` means that it is one of several answers of which only one can be selected.
    """

    id: str
    text: str
    is_selected: bool | None = None
    dim: bool = False
    is_exclusive: bool = False


class WizardPage:
    """A step of a wizard. Pages have no state of their own: everything is in the wizard's answers.

    `key_contexts` are the contexts of the page's own commands. `title` is English: translate it where it is
    shown.
    """

    step: ClassVar[WizardStep]
    title: ClassVar[str]
    has_letter: ClassVar[bool] = False
    key_contexts: ClassVar[tuple[Context, ...]] = ()

    def __init__(self, wizard: WizardScreen) -> None:
        self.wizard = wizard

    @property
    def answers(self) -> Any:
        """Return the present answers."""
        return self.wizard.state.answers

    @property
    def decisions(self) -> Decisions:
        return self.wizard.decisions

    @property
    def context(self) -> DecisionContext:
        return self.wizard.context

    def act(self, method: Callable[[WizardRow | None], Coroutine[Any, Any, None]]) -> None:
        """Run a method of the page for the row under the cursor; keys typed meanwhile go to what it opens."""
        self.wizard.run_page_method(method)

    def change(self, **changes: Any) -> None:
        """Change some of the answers, show them and save them."""
        self.wizard.set_answers(dataclasses.replace(self.answers, **changes))

    def rows(self) -> Sequence[WizardRow]:
        """Return the rows that can be chosen; none on a page that only shows text."""
        return ()

    def detail(self, row: WizardRow | None) -> Content:
        """Return the detail text of the row under the cursor, or of the whole step."""
        return Content("")

    async def choose(self, row: WizardRow) -> None:
        """Handle the choice of the row under the cursor."""

    async def enter(self) -> None:
        """Prepare the step before it is shown."""


def row_content(row: WizardRow) -> Content:
    """Return the line of a row, with its mark."""
    marks = ("( ) ", "(•) ") if row.is_exclusive else ("[ ] ", "[x] ")
    mark = "" if row.is_selected is None else marks[row.is_selected]
    return Content.styled(mark + row.text, "dim" if row.dim else ("bold" if row.is_selected else ""))
