"""Pages of a wizard without a screen, for tests of what they show and change; and the way to a page."""

from __future__ import annotations

import asyncio
import dataclasses
from pathlib import Path
from typing import Any, TypeVar

from person import Person
from purchase_desk import THREAD, PurchaseDesk
from textual.screen import Screen

from bizcare_tui.desk.decision_rows import DecisionRow
from bizcare_tui.desk.partner_pages import PageKind
from bizcare_tui.desk.wizard_state import WizardState
from bizcare_tui.domain.decisions.answers import DecisionAnswers, RejectionAnswers, WizardStep
from bizcare_tui.ui.commands.keymap import Keymap
from bizcare_tui.ui.commands.registry import COMMANDS
from bizcare_tui.ui.wizard.open_wizard import OpenWizard
from bizcare_tui.ui.wizard.page import PageMethod, WizardPage, WizardRow

PageT = TypeVar("PageT", bound=WizardPage)
T = TypeVar("T")


class RecordingView:
    """The screen as the pages see it. It answers what they ask from `replies`, and records what they do."""

    def __init__(self, wizard: OpenWizard) -> None:
        self._wizard = wizard
        self._keymap = Keymap(COMMANDS)
        self.replies: list[Any] = []
        self.asked: list[Screen[Any]] = []
        self.notices: list[str] = []
        self.copied: list[str] = []
        self.letters: list[str] = []
        self.selected_rows: list[str] = []
        self.results: list[DecisionRow | None] = []

    def set_answers(self, answers: DecisionAnswers) -> None:
        self._wizard.saver.set_answers(answers)

    def show(self) -> None:
        pass

    def replace_letter(self, letter: str) -> None:
        self.letters.append(letter)

    def select_row(self, row_id: str) -> None:
        self.selected_rows.append(row_id)

    def run_page_method(self, method: PageMethod) -> None:
        raise AssertionError("a key is pressed on a screen only")

    async def ask_screen(self, screen: Screen[T]) -> T:
        self.asked.append(screen)
        reply: T = self.replies.pop(0)
        return reply

    def notify(self, message: str, *, markup: bool = True, timeout: float | None = None) -> None:
        self.notices.append(message)

    def fill(self, text: str, *values: object, **named: object) -> str:
        return self._keymap.fill(text, *values, **named)

    def copy_text(self, text: str) -> None:
        self.copied.append(text)

    def dismiss(self, result: DecisionRow | None = None) -> None:
        self.results.append(result)


def open_wizard(at_desk: PurchaseDesk, state: WizardState, name: str = "Reject") -> OpenWizard:
    """Return a wizard of the thread in this state. The error of a call ends the test."""

    async def visit() -> None:
        raise AssertionError("no browser in tests")

    desk = at_desk.desk
    return OpenWizard(
        desk.decisions,
        state,
        desk.decisions.contexts.read(THREAD),
        name,
        conversation=desk.conversations.conversation(THREAD),
        web_page=desk.pages.link(PageKind.THREAD, THREAD),
        visit=visit,
        write_pack=lambda path: desk.conversations.write_evidence_pack(THREAD, Path(path)),
        now=desk.now,
        run=asyncio.to_thread,
    )


def open_page(
    at_desk: PurchaseDesk, kind: type[PageT], state: WizardState, **answers: Any
) -> tuple[PageT, RecordingView]:
    """Return a page with these answers changed, and the view that records what it does."""
    changed = dataclasses.replace(state, answers=dataclasses.replace(state.answers, **answers))
    wizard = open_wizard(at_desk, changed)
    view = RecordingView(wizard)
    return kind(wizard, view), view


def row_of(page: WizardPage, row_id: str) -> WizardRow:
    """Return the row of a page by its id."""
    return next(row for row in page.rows() if row.id == row_id)


def stored_rejection(at_desk: PurchaseDesk) -> RejectionAnswers:
    """Return the answers of the rejection as they are stored."""
    stored = at_desk.desk.decisions.wizards.begin(THREAD, "rejection").answers
    assert isinstance(stored, RejectionAnswers)
    return stored


async def begin_rejection(person: Person, at_desk: PurchaseDesk, step: WizardStep, *grounds: str) -> None:
    """Open the wizard of a rejection in the app at a step, with these grounds chosen."""
    if grounds:
        ready = at_desk.rejecting(*grounds)
        at_desk.desk.decisions.wizards.save(ready, dataclasses.replace(ready.answers, step=step))
    await person.press("x")
    await person.wait_for_text("step")
