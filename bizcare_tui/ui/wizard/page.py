"""A page of a wizard, its rows, and what it may use of the screen."""

from __future__ import annotations

import dataclasses
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeVar

from textual.content import Content

from bizcare_tui.domain.decisions.answers import DecisionAnswers, WizardStep
from bizcare_tui.ui.commands.command import Context
from bizcare_tui.ui.screens.choice import ChoiceScreen
from bizcare_tui.ui.screens.input_dialogs import LineScreen, accept_unchanged

if TYPE_CHECKING:
    from textual.screen import Screen

    from bizcare_tui.desk.decision_context import DecisionContext
    from bizcare_tui.desk.decision_rows import DecisionRow
    from bizcare_tui.desk.decisions import Decisions
    from bizcare_tui.ui.wizard.open_wizard import OpenWizard

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class WizardRow:
    """A row that can be chosen.

    `is_selected` is None for a row that cannot be selected. `dim` shows it dimmed.
    `is_exclusive` means that it is one of several answers of which only one can be selected. `objection` is
    the known fact that the answer would contradict: the row cannot be chosen. `lead` is a column before the
    text, in a style of its own.
    """

    id: str
    text: str
    is_selected: bool | None = None
    dim: bool = False
    is_exclusive: bool = False
    objection: str = ""
    lead: str = ""
    lead_style: str = ""


PageMethod = Callable[[WizardRow | None], Coroutine[Any, Any, None]]
"""A method of a page, run for the row under the cursor."""


class WizardView(Protocol):
    """What the pages of a wizard may use of its screen."""

    def set_answers(self, answers: DecisionAnswers) -> None:
        """Replace the answers, show them, and save them."""

    def show(self) -> None:
        """Show the present answers."""

    def replace_letter(self, letter: str) -> None:
        """Replace the text in the field of the letter; the person can undo that."""

    def select_row(self, row_id: str) -> None:
        """Move the cursor to a row."""

    def run_page_method(self, method: PageMethod) -> None:
        """Run a method of the present page for the row that is under the cursor now."""

    async def ask_screen(self, screen: Screen[T]) -> T:
        """Show a screen and wait for its result."""

    def notify(self, message: str) -> None:
        """Show a notice."""

    def fill(self, text: str, *values: object, **named: object) -> str:
        """Return a text with these values, and the keys of the commands that it has placeholders for."""

    def copy_text(self, text: str) -> None:
        """Copy a text to the clipboard."""

    def dismiss(self, result: DecisionRow | None = None) -> Any:
        """Close the wizard with the decision that was made, or None."""


class WizardPage:
    """A step of a wizard. Pages have no state of their own: everything is in the wizard's answers.

    `key_contexts` are the contexts of the page's own commands.
    """

    step: ClassVar[WizardStep]
    has_letter: ClassVar[bool] = False
    key_contexts: ClassVar[tuple[Context, ...]] = ()

    def __init__(self, wizard: OpenWizard, view: WizardView) -> None:
        self.wizard = wizard
        self.view = view

    @property
    def answers(self) -> Any:
        """The present answers."""
        return self.wizard.state.answers

    @property
    def decisions(self) -> Decisions:
        """The desk's decisions."""
        return self.wizard.decisions

    @property
    def context(self) -> DecisionContext:
        """What is known about the thread."""
        return self.wizard.context

    def act(self, method: PageMethod) -> None:
        """Run a method of the page for the row under the cursor; keys typed meanwhile go to what it opens."""
        self.view.run_page_method(method)

    def change(self, **changes: Any) -> None:
        """Change some of the answers, show them and save them."""
        self.view.set_answers(dataclasses.replace(self.answers, **changes))

    async def ask_line(
        self,
        title: str,
        text: str,
        value: str = "",
        *,
        needed: bool = True,
        accept: Callable[[str], Awaitable[Any]] = accept_unchanged,
    ) -> Any:
        """Ask for a line of text until it is accepted.

        Return the result of `accept`, or None if the person cancels.
        """
        return await self.view.ask_screen(
            LineScreen(title, text, value, needed=needed, accept=accept, about=self.wizard.about)
        )

    async def ask_choice(self, title: str, lines: Sequence[str], empty: str = "") -> int | None:
        """Ask to choose one of the lines. Return its index, or None if the person cancels."""
        contents = [Content(line) for line in lines]
        return await self.view.ask_screen(ChoiceScreen(title, contents, empty, about=self.wizard.about))

    async def refresh_context(self) -> None:
        """Evaluate the thread again, because new facts about it were recorded, and show the result."""
        await self.wizard.refresh_context()
        self.view.show()

    def rows(self) -> Sequence[WizardRow]:
        """Return the rows that can be chosen; none on a page that only shows text."""
        return ()

    def first_row(self) -> str:
        """Return the id of the row on which the cursor starts; "" for the first one."""
        return ""

    def detail(self, row: WizardRow | None) -> Content:
        """Return the detail text of the row under the cursor, or of the whole step."""
        return Content("")

    def aside(self) -> Content | None:
        """Return a text to show beside the detail text where there is room, else beneath it; or None."""
        return None

    async def choose(self, row: WizardRow) -> None:
        """Handle the choice of the row under the cursor."""

    async def enter(self) -> None:
        """Prepare the step before it is shown."""


def row_content(row: WizardRow) -> Content:
    """Return the line of a row, with its mark."""
    marks = ("( ) ", "(•) ") if row.is_exclusive else ("[ ] ", "[x] ")
    mark = "" if row.is_selected is None else marks[row.is_selected]
    style = "dim" if row.dim or row.objection else "bold" if row.is_selected else ""
    return Content.assemble((mark, style), (row.lead, row.lead_style), (row.text, style))
