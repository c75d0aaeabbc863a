"""The wizard screen: shows one page per step, and saves every answer at once."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from textual import work
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.events import Resize
from textual.timer import Timer
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from bizcare_tui.desk.decision_rows import DecisionRow
from bizcare_tui.desk.unsaved_texts import TextKind, UnsavedText
from bizcare_tui.domain.dates import moment_in_words
from bizcare_tui.domain.decisions.answers import DecisionAnswers, WizardStep, has_new_answers
from bizcare_tui.domain.decisions.missing_answers import wizard_steps
from bizcare_tui.errors import BizcareError
from bizcare_tui.i18n import _
from bizcare_tui.present import labels
from bizcare_tui.ui.commands.command import Command, Context
from bizcare_tui.ui.commands.key_labels import key_label, key_labels
from bizcare_tui.ui.screens.dialog_base import Dialog, ModalList
from bizcare_tui.ui.screens.input_dialogs import ChoiceScreen, LineScreen, accept_unchanged
from bizcare_tui.ui.screens.reader_screen import TextDialog
from bizcare_tui.ui.widgets.composer import DraftArea
from bizcare_tui.ui.wizard.page import WizardPage, WizardRow, row_content

if TYPE_CHECKING:
    from bizcare_tui.desk.decision_context import DecisionContext
    from bizcare_tui.desk.decisions import Decisions
    from bizcare_tui.desk.partner_pages import PageLink
    from bizcare_tui.desk.views import CareFact
    from bizcare_tui.desk.wizard_state import WizardState

# Interval at which the wizard looks for new messages in the thread.
NEW_MESSAGES_POLL_SECONDS = 1.0
# Seconds after the last change of the letter until it is saved.
LETTER_SAVE_SECONDS = 0.2
# Lines by which a page of the detail text is scrolled.
PAGE_LINES = 8
# From this many columns on, the rows and the detail text are shown side by side.
SIDE_BY_SIDE_COLUMNS = 100


T = TypeVar("T")


class WizardScreen(Dialog[DecisionRow | None]):
    """A wizard for a decision on a thread. The result is the decision, or None if the wizard was left.

    Args:
        decisions: the desk's decisions.
        state: the saved state of the wizard, or a new one.
        context: what is known about the thread.
        pages: the class of the page of each step.
        name: the name of the wizard, shown in its head line.
        facts: the deadlines, as the bar shows them.
        web_page: the thread's page in the partner account.
        visit: opens that page.
        now: returns the present time.
        run: calls a function of the desk in a worker thread, and shows its error.
        save_or_ask: saves when the wizard is left. If the store rejects the answers, it asks what to do.
    """

    FIRST = ""
    DEFAULT_CSS = """
    WizardScreen {
        layout: vertical;
        background: $background;
        &:ansi { background: ansi_default; }
        & > #head {
            height: 1; background: $primary-background; padding: 0 1;
            text-wrap: nowrap; text-overflow: ellipsis;
        }
        & > #news { height: auto; max-height: 2; padding: 0 1; display: none; background: $warning-muted; }
        & > #news.-visible { display: block; }
        & > #page { height: 1fr; }
        & #rows {
            border: none; height: auto; max-height: 45%; padding: 0;
            text-wrap: nowrap; text-overflow: ellipsis;
        }
        & #rows.-empty { display: none; }
        & #about { height: 1fr; padding: 0 1; border-top: solid $surface-lighten-2; }
        & #draft { display: none; }
        & #page.-letter #draft { display: block; height: 1fr; }
        & #page.-letter #rows { display: none; }
        & #page.-letter #about { height: auto; max-height: 40%; }
        & #page.-wide { layout: horizontal; }
        & #page.-wide #rows { width: 42%; height: 1fr; max-height: 100%; }
        & #page.-wide #about {
            width: 1fr; height: 1fr; max-height: 100%;
            border-top: none; border-left: vkey $surface-lighten-2;
        }
        & > #missing { height: auto; max-height: 2; padding: 0 1; text-style: italic; }
        & > #keys-here { height: auto; max-height: 2; padding: 0 1; background: $surface; }
    }
    """

    def __init__(
        self,
        decisions: Decisions,
        state: WizardState,
        context: DecisionContext,
        pages: Sequence[type[WizardPage]],
        name: str,
        *,
        facts: Sequence[CareFact],
        web_page: PageLink,
        visit: Callable[[], Awaitable[None]],
        now: Callable[[], datetime],
        run: Callable[..., Any],
        save_or_ask: Callable[..., Awaitable[bool]],
    ) -> None:
        super().__init__()
        self.decisions = decisions
        self.state = state
        self.context = context
        self.pages = {page.step: page(self) for page in pages}
        self.facts = facts
        self.web_page = web_page
        self.visit = visit
        self.now = now
        self._wizard_name = name
        self._run_in_thread = run
        self._save_or_ask = save_or_ask
        self._save_lock = asyncio.Lock()
        self._has_unsaved_changes = False
        self._rows: list[WizardRow] = []
        self._new_messages = 0
        self._letter_timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """Compose the head line, the line about new messages, the page, what is missing, and the keys."""
        yield Static("", id="head", markup=False)
        yield Static("", id="news", markup=False)
        with Container(id="page"):
            yield ModalList(id="rows", compact=True, markup=False)
            yield DraftArea()
            with VerticalScroll(id="about", can_focus=False):
                yield Static("", markup=False, id="detail")
        yield Static("", id="missing", markup=False)
        yield Static("", id="keys-here", markup=False)

    def on_mount(self) -> None:
        """Show the step reached last, and watch the thread for new messages."""
        self.set_interval(NEW_MESSAGES_POLL_SECONDS, self._check_new_messages)
        self.ask(self._open_step, self.state.answers.step)

    @property
    def about(self) -> str:
        """Return the number and title of the thread."""
        return f"#{self.state.thread_id} {self.context.case.topic}"

    @property
    def page(self) -> WizardPage:
        """Return the page of the present step."""
        return self.pages[self.state.answers.step]

    @property
    def steps(self) -> tuple[WizardStep, ...]:
        """Return the steps in their order."""
        return wizard_steps(self.state.answers)

    @property
    def selected(self) -> WizardRow | None:
        """Return the row under the cursor."""
        index = self.query_one("#rows", OptionList).highlighted
        return self._rows[index] if index is not None and index < len(self._rows) else None

    # --- answers and questions ---------------------------------------------------------------------

    def set_answers(self, answers: DecisionAnswers) -> None:
        """Replace the answers, show them, and save them in a worker."""
        self.state = dataclasses.replace(self.state, answers=answers)
        self.show()
        self._save()

    @work
    async def _save(self) -> None:
        await self.saved()

    async def saved(self) -> bool:
        """Save what is not saved yet. Return whether the store accepted it."""
        self._has_unsaved_changes = True
        async with self._save_lock:
            if not self._has_unsaved_changes:
                return True
            self._has_unsaved_changes = False
            state = self.state
            stored = await self.call(self.decisions.wizards.save, state, state.answers)
            if stored is None:
                self._has_unsaved_changes = True
                return False
            newer_answers = self.state.answers
            if newer_answers is state.answers:
                self.state = stored
                if stored.answers != state.answers:
                    self.notify(
                        _("{0} also changed answers here. Both changes are kept.").format(stored.saved_by)
                    )
                    self.show()
            else:
                self.state = dataclasses.replace(stored, answers=newer_answers)
            return True

    async def call(self, function: Callable[..., T], *arguments: Any) -> T | None:
        """Call a function of the desk in a worker thread. On an error, show it and return None."""
        result: T | None = await self._run_in_thread(function, *arguments)
        return result

    async def refresh_context(self) -> None:
        """Evaluate the thread again, because new facts about it were recorded."""
        context = await self.call(self.decisions.contexts.read, self.state.thread_id)
        if context is not None:
            self.context = context
            self.show()

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
        screen = LineScreen(title, text, value, needed=needed, accept=accept, about=self.about)
        return await self.app.push_screen_wait(screen)

    async def ask_choice(self, title: str, lines: Sequence[str], empty: str = "") -> int | None:
        """Ask to choose one of the lines. Return its index, or None if the person cancels."""
        contents = [Content(line) for line in lines]
        return await self.app.push_screen_wait(ChoiceScreen(title, contents, empty, about=self.about))

    # --- navigation --------------------------------------------------------------------------------

    def next_step(self) -> None:
        """Go to the next step, or show what is missing in this one."""
        self.ask(self._next)

    async def _next(self) -> None:
        self._copy_letter_from_field()
        current = self.state.answers.step
        missing = [text for step, text in self._missing() if step is current]
        if missing:
            self.notify(missing[0], markup=False, timeout=8)
            return
        index = self.steps.index(current)
        if index + 1 < len(self.steps):
            await self._go_to_step(self.steps[index + 1])

    def previous_step(self) -> None:
        """Go to the previous step; all answers are kept."""
        self.ask(self._back)

    async def _back(self) -> None:
        self._copy_letter_from_field()
        index = self.steps.index(self.state.answers.step)
        if index:
            await self._go_to_step(self.steps[index - 1])

    def leave(self) -> None:
        """Leave the wizard; all answers are kept for whoever continues."""
        self.ask(self._leave)

    async def _leave(self) -> None:
        self._copy_letter_from_field()
        async with self._save_lock:
            if self.unsaved() is None or await self._save_or_ask(self.unsaved, self._save_blocking):
                self.dismiss(None)

    def _save_blocking(self) -> None:
        """Save the answers in the calling thread.

        Raises:
            BizcareError: the store rejects them.
        """
        self.state = self.decisions.wizards.save(self.state, self.state.answers)
        self._has_unsaved_changes = False

    def unsaved(self) -> UnsavedText | None:
        """Return the answers that are not in the store yet; None if there are none, or no answers at all."""
        self._copy_letter_from_field()
        state = self.state
        if state.answers == state.stored and not self._has_unsaved_changes:
            return None
        if not state.revision and not has_new_answers(state.answers, state.stored):
            return None
        return UnsavedText(
            TextKind(state.kind),
            state.answers.letter,
            (state.thread_id,),
            title=self._wizard_name,
            base_message_id=state.base_message_id,
            revision=state.revision,
            answers=state.answers.values(),
            stored_answers=state.stored.values(),
        )

    def discard(self) -> None:
        """Discard all answers after a confirmation."""
        self.ask(self._discard)

    async def _discard(self) -> None:
        # The letter may be the only thing that was changed.
        self._copy_letter_from_field()
        await self.saved()
        if self.state.revision:
            choice = await self.ask_choice(
                _("Discard all answers?"), [_("Cancel"), _("Discard them; no decision is made")]
            )
            if choice != 1:
                return
            async with self._save_lock:
                self._has_unsaved_changes = False
                await self.call(self.decisions.wizards.discard, self.state)
        self.dismiss(None)

    async def _go_to_step(self, step: WizardStep) -> None:
        self.state = dataclasses.replace(
            self.state, answers=dataclasses.replace(self.state.answers, step=step)
        )
        await self._open_step(step)
        self._save()

    async def _open_step(self, step: WizardStep) -> None:
        page = self.pages[step]
        await page.enter()
        container = self.query_one("#page")
        container.set_class(page.has_letter, "-letter")
        area = self.query_one(DraftArea)
        if page.has_letter:
            area.load_text(self.state.answers.letter)
            area.move_cursor((0, 0))
            area.focus()
        self._rows = []
        self.show()
        if not page.has_letter:
            rows = self.query_one("#rows", OptionList)
            if self._rows:
                rows.highlighted = 0
                rows.focus()
            else:
                self.set_focus(None)
        self.query_one("#about", VerticalScroll).scroll_home(animate=False)

    def _copy_letter_from_field(self) -> None:
        """Copy the letter from the text field into the answers."""
        if self.page.has_letter and self.query_one(DraftArea).text != self.state.answers.letter:
            letter = self.query_one(DraftArea).text
            self.state = dataclasses.replace(
                self.state, answers=dataclasses.replace(self.state.answers, letter=letter)
            )

    # --- display -----------------------------------------------------------------------------------

    def show(self) -> None:
        """Show the present answers, the missing ones and the keys."""
        page = self.page
        self._show_head()
        rows = list(page.rows())
        options = self.query_one("#rows", OptionList)
        options.set_class(not rows, "-empty")
        if rows != self._rows:
            selected = self.selected
            self._rows = rows
            options.clear_options()
            options.add_options([Option(row_content(row)) for row in rows])
            if rows:
                ids = [row.id for row in rows]
                options.highlighted = ids.index(selected.id) if selected and selected.id in ids else 0
        self.show_detail()
        missing = [text for step, text in self._missing() if step is page.step]
        self.query_one("#missing", Static).update(Content(missing[0] if missing else ""))
        is_last = page.step is self.steps[-1]
        keys = [*self.host.keymap.hints(*page.key_contexts), *self._common_hints()[is_last:]]
        if rows:
            keys.insert(0, (self.key_of("wizard_choose"), _("choose")))
        self.query_one("#keys-here", Static).update(
            Content("   ".join(f"{key} {text}" for key, text in keys))
        )

    def select_row(self, row_id: str) -> None:
        """Move the cursor to a row, for example to one that was just added."""
        ids = [row.id for row in self._rows]
        if row_id in ids:
            self.query_one("#rows", OptionList).highlighted = ids.index(row_id)

    def show_detail(self) -> None:
        """Show the detail text of the row under the cursor."""
        self.query_one("#detail", Static).update(self.page.detail(self.selected))

    def _show_head(self) -> None:
        number = self.steps.index(self.state.answers.step) + 1
        parts = [
            _("{0} · step {1} of {2}: {3}").format(
                self._wizard_name, number, len(self.steps), _(self.page.title)
            ),
            self.about,
        ]
        if self.state.saved_by and self.state.saved_at:
            parts.append(
                _("last saved by {0}, {1}").format(self.state.saved_by, moment_in_words(self.state.saved_at))
            )
        self.query_one("#head", Static).update(Content(" · ".join(parts)))
        news = self.query_one("#news", Static)
        news.set_class(bool(self._new_messages), "-visible")
        if self._new_messages:
            news.update(
                Content(
                    _("⚠ New messages since you started: {0}. {1} shows them.").format(
                        self._new_messages, self.key_of("wizard_news")
                    )
                )
            )

    def _missing(self) -> list[tuple[WizardStep, str]]:
        return self.decisions.missing(self.context, self.state.answers)

    def on_resize(self, event: Resize) -> None:
        """Show rows and detail text side by side where there is room."""
        self.query_one("#page").set_class(event.size.width >= SIDE_BY_SIDE_COLUMNS, "-wide")

    def on_option_list_option_highlighted(self) -> None:
        """Show the detail text of the row under the cursor, from its start."""
        self.show_detail()
        self.query_one("#about", VerticalScroll).scroll_home(animate=False)

    def on_option_list_option_selected(self) -> None:
        """Choose the row on Enter, as Space does."""
        self.choose()

    # --- keys --------------------------------------------------------------------------------------

    def move(self, by: int) -> None:
        """Move the cursor to the next or previous row. On a page without rows, scroll the detail text."""
        options = self.query_one("#rows", OptionList)
        if not self._rows:
            self._scroll_detail(by)
        elif by > 0:
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    def move_page(self, direction: int) -> None:
        """Move the cursor by a page. On a page without rows, scroll the detail text."""
        if self._rows:
            self.query_one("#rows", ModalList).move_page(direction)
        else:
            self._scroll_detail(direction * PAGE_LINES)

    def move_to_end(self, direction: int) -> None:
        """Move the cursor to the first (-1) or the last (1) row."""
        self.query_one("#rows", ModalList).move_to_end(direction)

    def _scroll_detail(self, by: int) -> None:
        """Scroll the detail text by lines."""
        self.query_one("#about", VerticalScroll).scroll_relative(y=by, animate=False)

    def choose(self) -> None:
        """Choose the row under the cursor, or undo the choice."""
        # Read the row now: the next key may move the cursor before the worker starts.
        row = self.selected
        if row is not None and not self.page.has_letter:
            self.ask(self.page.choose, row)

    @property
    def contexts(self) -> tuple[Context, ...]:
        """The contexts of the present page, then those of the wizard."""
        return (*self.page.key_contexts, Context.WIZARD, Context.WIZARD_ROWS)

    @property
    def field_contexts(self) -> tuple[Context, ...]:
        """The contexts whose keys work while the letter is edited."""
        return (*self.page.key_contexts, Context.WIZARD)

    def run_command(self, command: Command[Any]) -> None:
        """Run a command of the present page or of the wizard."""
        command.run(self.page if command.context in self.page.key_contexts else self)

    def run_page_method(self, method: Callable[[WizardRow | None], Coroutine[Any, Any, None]]) -> None:
        """Run a method of the present page for the row that is under the cursor now."""
        self._copy_letter_from_field()
        self.ask(method, self.selected)

    def handle_unknown_key(self, key: str) -> None:
        """Say so if the key belongs to another step."""
        others = {context for page in self.pages.values() for context in page.key_contexts}
        if self.host.keymap.find(key, others) is not None:
            text = _("{0} has no function in this step. {1} shows the keys.")
            self.notify(text.format(key_label(key), self.key_of("wizard_help")), timeout=3)

    def _common_hints(self) -> list[tuple[str, str]]:
        return self.host.keymap.hints(Context.WIZARD)

    def show_help(self) -> None:
        """Show all keys of this page."""
        self.ask(self._help)

    async def _help(self) -> None:
        keymap = self.host.keymap
        commands = [each for each in keymap.of(*self.contexts) if each.keys]
        keys = [(key_labels(each), each.label or each.help_text) for each in commands]
        await self.app.push_screen_wait(
            TextDialog(_(self.page.title), Content("\n".join(f"{key:<14} {text}" for key, text in keys)))
        )

    def on_text_area_changed(self) -> None:
        """Save the letter shortly after each change."""
        if self._letter_timer is not None:
            self._letter_timer.stop()
        self._letter_timer = self.set_timer(LETTER_SAVE_SECONDS, self._save_letter)

    @work
    async def _save_letter(self) -> None:
        if self.page.has_letter and self.query_one(DraftArea).text != self.state.answers.letter:
            self._copy_letter_from_field()
            await self.saved()

    # --- new messages ------------------------------------------------------------------------------

    @work(exclusive=True, group="wizard-look")
    async def _check_new_messages(self) -> None:
        try:
            arrived = await asyncio.to_thread(self.decisions.wizards.count_new_messages, self.state)
        except BizcareError:
            return
        if arrived != self._new_messages and self.is_mounted:
            self._new_messages = arrived
            self._show_head()

    def read_news(self) -> None:
        """Show the messages that arrived since the wizard was begun, and mark them as read."""
        if self._new_messages:
            self.ask(self._read_news)
        else:
            self.notify(_("No new messages."), timeout=3)

    async def _read_news(self) -> None:
        await self.refresh_context()
        messages = self.context.case.messages[-self._new_messages :]
        text = "\n\n".join(
            f"{labels.author_label(each.author)}, {moment_in_words(each.at)}\n{each.text}"
            for each in messages
        )
        await self.app.push_screen_wait(TextDialog(_("New in the thread"), Content(text)))
        state = await self.call(self.decisions.wizards.mark_messages_read, self.state)
        if state is not None:
            self.state = state
            self._new_messages = 0
            self.show()
            await self.saved()
