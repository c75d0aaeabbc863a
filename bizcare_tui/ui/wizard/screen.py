"""The wizard screen: shows one page per step, and saves every answer at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from textual import work
from textual.app import ComposeResult
from textual.content import Content
from textual.events import Resize
from textual.screen import Screen
from textual.widgets import Static

from bizcare_tui.desk.decision_rows import DecisionRow
from bizcare_tui.desk.unsaved_texts import UnsavedText
from bizcare_tui.domain.decisions.answers import DecisionAnswers, WizardStep
from bizcare_tui.i18n import _
from bizcare_tui.ui.commands.command import Command, Context
from bizcare_tui.ui.commands.key_labels import key_label
from bizcare_tui.ui.screens.dialog_base import Dialog
from bizcare_tui.ui.screens.reader_screen import TextDialog
from bizcare_tui.ui.widgets.care_bar import CareBar
from bizcare_tui.ui.widgets.notice_line import NoticeLine
from bizcare_tui.ui.wizard.body import WizardBody
from bizcare_tui.ui.wizard.new_messages import NewMessagesNotice
from bizcare_tui.ui.wizard.page import PageMethod, WizardPage
from bizcare_tui.ui.wizard.screen_texts import head_line, keys_line, messages_text, strip_line
from bizcare_tui.ui.wizard.steps import WizardSteps

if TYPE_CHECKING:
    from bizcare_tui.desk.wizard_state import WizardState
    from bizcare_tui.ui.wizard.answer_saver import SaveOrAsk
    from bizcare_tui.ui.wizard.open_wizard import OpenWizard

# From this many lines on, the chips of the thread are above the steps.
CHIPS_LINES = 20
# Seconds after which the time left in the chips is written anew.
CHIPS_SECONDS = 30

T = TypeVar("T")


class WizardScreen(Dialog[DecisionRow | None]):
    """A wizard for a decision on a thread. The result is the decision, or None if the wizard was left.

    Args:
        wizard: the wizard in progress.
        pages: the class of the page of each step.
        save_or_ask: saves when the wizard is left. If the store rejects the answers, it asks what to do.
    """

    FIRST = ""
    TEXT = "#about"
    HAS_FOOTER = False
    DEFAULT_CSS = """
    WizardScreen {
        layout: vertical;
        background: $background;
        &:ansi { background: ansi_default; }
        & > #head {
            height: 1; background: $block-cursor-background; padding: 0 1;
            text-wrap: nowrap; text-overflow: ellipsis;
        }
        & > #chips { height: 1; }
        & > #steps { height: 1; padding: 0 1; background: $surface; text-wrap: nowrap; }
        & > #missing { height: auto; max-height: 2; padding: 0 1; text-style: italic; }
        & > #keys-here { height: auto; max-height: 2; padding: 0 1; background: $surface; }
    }
    """

    def __init__(self, wizard: OpenWizard, pages: Sequence[type[WizardPage]], save_or_ask: SaveOrAsk) -> None:
        super().__init__()
        self._wizard = wizard
        self._saver = wizard.saver
        self._saver.on_merged = self._show_merged_answers
        self._save_or_ask = save_or_ask
        self._steps = WizardSteps(wizard, [page(wizard, self) for page in pages])

    def compose(self) -> ComposeResult:
        """Compose the head line, chips, steps, new messages, the page, what is missing, notices, and keys."""
        yield Static("", id="head", markup=False)
        yield CareBar(self.host.keymap, self._wizard.now, widget_id="chips")
        yield Static("", id="steps", markup=False)
        yield NewMessagesNotice(self._wizard.count_new_messages, lambda: self.key_of("wizard_news"))
        yield WizardBody()
        yield Static("", id="missing", markup=False)
        yield NoticeLine()
        yield Static("", id="keys-here", markup=False)

    def on_mount(self) -> None:
        """Show the chips, and the step reached last."""
        chips = self.query_one(CareBar)
        chips.show(self._wizard.conversation)
        self.set_interval(CHIPS_SECONDS, chips.update_lines)
        self.ask(self._open_page)
        self._read_precedents()

    @work
    async def _read_precedents(self) -> None:
        await self._wizard.read_precedents()
        if self.is_mounted:
            self._show_detail()

    @property
    def state(self) -> WizardState:
        """The present answers, and those stored last."""
        return self._saver.state

    @property
    def page(self) -> WizardPage:
        """The page of the present step."""
        return self._steps.page

    @property
    def body(self) -> WizardBody:
        """The rows or the letter, and the detail text."""
        return self.query_one(WizardBody)

    # --- answers -----------------------------------------------------------------------------------

    def set_answers(self, answers: DecisionAnswers) -> None:
        """Replace the answers, show them, and save them in a worker."""
        self._saver.set_answers(answers)
        self.show()
        self._save()

    @work
    async def _save(self) -> None:
        await self._saver.save()

    def unsaved(self) -> UnsavedText | None:
        """Return the answers that are not in the store yet; None if there are none, or no answers at all."""
        self._copy_letter_from_field()
        return self._saver.unsaved()

    def _show_merged_answers(self) -> None:
        self.notify(_("{0} also changed answers here. Both changes are kept.").format(self.state.saved_by))
        self.show()

    async def ask_screen(self, screen: Screen[T]) -> T:
        """Show a screen and wait for its result."""
        return await self.app.push_screen_wait(screen)

    def copy_text(self, text: str) -> None:
        """Copy a text to the clipboard."""
        self.app.copy_to_clipboard(text)

    # --- navigation --------------------------------------------------------------------------------

    def next_step(self) -> None:
        """Go to the next step, or show what is missing in this one."""
        self.ask(self._next)

    async def _next(self) -> None:
        self._copy_letter_from_field()
        if missing := self._steps.missing_here():
            self.notify(missing)
        else:
            await self._go_to_step(self._steps.next)

    def previous_step(self) -> None:
        """Go to the previous step; all answers are kept."""
        self.ask(self._back)

    async def _back(self) -> None:
        self._copy_letter_from_field()
        await self._go_to_step(self._steps.previous)

    async def _go_to_step(self, step: WizardStep | None) -> None:
        if step is not None:
            self._saver.change(step=step)
            await self._open_page()
            self._save()

    async def _open_page(self) -> None:
        page = self.page
        await page.enter()
        if page.has_letter:
            self.body.open_letter(self.state.answers.letter)
        else:
            self.body.open_rows(page.rows(), page.first_row())
        self.show()
        self.body.scroll_to_start()

    def leave(self) -> None:
        """Leave the wizard; all answers are kept for whoever continues."""
        self.ask(self._leave)

    async def _leave(self) -> None:
        if await self._saver.save_before_closing(self.unsaved, self._save_or_ask):
            self.dismiss(None)

    def discard(self) -> None:
        """Discard all answers after a confirmation."""
        self.ask(self._discard)

    async def _discard(self) -> None:
        # The letter may be the only thing that was changed.
        self._copy_letter_from_field()
        await self._saver.save()
        if self.state.revision:
            choice = await self.page.ask_choice(
                _("Discard all answers?"), [_("Cancel"), _("Discard them; no decision is made")]
            )
            if choice != 1:
                return
            await self._saver.discard()
        self.dismiss(None)

    # --- display -----------------------------------------------------------------------------------

    def show(self) -> None:
        """Show the present answers, the missing ones and the keys."""
        rows = self.page.rows()
        self.query_one("#head", Static).update(head_line(self._wizard, self._steps))
        self.body.update_rows(rows)
        self._show_detail()
        self.query_one("#missing", Static).update(Content(self._steps.missing_here()))
        self._show_lines_of_width()

    def _show_lines_of_width(self) -> None:
        """Show the strip of steps and the keys, in the form for the present width."""
        width = max(self.size.width - 2, 1)
        keys = keys_line(self, self._steps, has_rows=bool(self.page.rows()), width=width)
        self.query_one("#steps", Static).update(strip_line(self._steps, width))
        self.query_one("#keys-here", Static).update(keys)

    def select_row(self, row_id: str) -> None:
        """Move the cursor to a row, for example to one that was just added."""
        self.body.select_row(row_id)

    def _show_detail(self) -> None:
        self.body.update_detail(self.page.detail(self.body.selected), self.page.aside())

    def on_resize(self, event: Resize) -> None:
        """Show rows and detail text side by side where there is room, and lines in the form for the width."""
        self.body.set_width(event.size.width)
        self.query_one(CareBar).display = event.size.height >= CHIPS_LINES
        self._show_detail()
        self._show_lines_of_width()

    def on_care_bar_fact_chosen(self, event: CareBar.FactChosen) -> None:
        """Show no other screen on top of the wizard when a chip is clicked."""
        event.stop()

    def on_option_list_option_highlighted(self) -> None:
        """Show the detail text of the row under the cursor, from its start."""
        self._show_detail()
        self.body.scroll_to_start()

    def on_option_list_option_selected(self) -> None:
        """Choose the row on Enter, as Space does."""
        self.choose()

    # --- keys --------------------------------------------------------------------------------------

    def choose(self) -> None:
        """Choose the row under the cursor, or undo the choice."""
        # Read the row now: the next key may move the cursor before the worker starts.
        row = self.body.selected
        if row is not None and not self.page.has_letter:
            self.ask(self.page.choose, row)

    def enter(self) -> None:
        """Choose the row under the cursor; on a row that is chosen, or without rows, go to the next step."""
        row = self.body.selected
        if row is None or row.is_selected:
            self.next_step()
        else:
            self.choose()

    @property
    def contexts(self) -> tuple[Context, ...]:
        """The contexts of the present page, then those of the wizard."""
        return (*self.page.key_contexts, Context.WIZARD, Context.WIZARD_ROWS)

    @property
    def field_contexts(self) -> tuple[Context, ...]:
        """The contexts whose keys work while the letter is edited."""
        return (*self.page.key_contexts, Context.WIZARD)

    def target_of(self, command: Command[Any]) -> Any:
        """Return the present page or the wizard, whose command it is."""
        return self.page if command.context in self.page.key_contexts else self

    def run_page_method(self, method: PageMethod) -> None:
        """Run a method of the present page for the row that is under the cursor now."""
        self._copy_letter_from_field()
        self.ask(method, self.body.selected)

    def handle_unknown_key(self, key: str) -> bool:
        """Say so if the key belongs to another step."""
        is_of_other_step = self.host.keymap.find(key, self._steps.key_contexts) is not None
        if is_of_other_step:
            text = _("{0} has no function in this step. {1} shows the keys.")
            self.notify(text.format(key_label(key), self.key_of("wizard_help")))
        return is_of_other_step

    def show_help(self) -> None:
        """Show all keys of this page."""
        from bizcare_tui.ui.screens.help import HelpScreen
        from bizcare_tui.ui.screens.help_sections import screen_sections

        sections = screen_sections(self.commands_with_reasons())
        self.ask(self.ask_screen, HelpScreen(sections, self._wizard.about))

    # --- letter and new messages ------------------------------------------------------------------

    def replace_letter(self, letter: str) -> None:
        """Replace the text in the field of the letter; the person can undo that."""
        self.body.replace_letter(letter)

    @work
    async def on_wizard_body_letter_changed(self) -> None:
        """Save the letter shortly after each change."""
        if self._copy_letter_from_field():
            await self._saver.save()

    def _copy_letter_from_field(self) -> bool:
        """Copy the letter from the text field into the answers. Return whether it was changed."""
        if not self.page.has_letter or self.body.letter == self.state.answers.letter:
            return False
        self._saver.change(letter=self.body.letter)
        return True

    def read_news(self) -> None:
        """Show the messages that arrived since the wizard was begun, and mark them as read."""
        if self.query_one(NewMessagesNotice).count:
            self.ask(self._read_news)
        else:
            self.notify(_("No new messages."))

    async def _read_news(self) -> None:
        notice = self.query_one(NewMessagesNotice)
        await self._wizard.refresh_context()
        self.show()
        messages = self._wizard.context.case.messages[-notice.count :]
        await self.ask_screen(TextDialog(_("New in the thread"), messages_text(messages), self._wizard.about))
        if await self._wizard.mark_messages_read():
            notice.update_count(0)
            self.show()
            await self._saver.save()
