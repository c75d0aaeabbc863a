"""The wizard screen: shows one page per step, and saves every answer at once."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
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
from bizcare_tui.i18n import N_, _
from bizcare_tui.present import labels
from bizcare_tui.ui.commands.key_labels import key_label
from bizcare_tui.ui.composer import DraftArea
from bizcare_tui.ui.dialog_base import Dialog, ModalList
from bizcare_tui.ui.dialogs import DIALOG_CSS
from bizcare_tui.ui.input_dialogs import ChoiceScreen, LineScreen, accept_unchanged

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
# From this many columns on, the rows and the detail text are shown side by side.
SIDE_BY_SIDE_COLUMNS = 100

_COMMON_KEYS = (
    ("Ctrl+N", N_("next step")),
    ("Ctrl+B", N_("back")),
    ("Esc", N_("close (answers are saved)")),
    ("F9", N_("discard")),
)


PageKey = tuple[str, str, str, str]
"""A key of a page: Textual's name of the key, the shown key, what it does, the name of the page's method.

The method receives the row that was under the cursor when the key was pressed.
"""


@dataclass(frozen=True, slots=True)
class WizardRow:
    """A row that can be chosen.

    `taken` says whether it is selected; None means that it cannot be selected. `dim` shows it dimmed.
    `is_exclusive` means that it is one of several answers of which only one can be selected.
    """

    id: str
    text: str
    taken: bool | None = None
    dim: bool = False
    is_exclusive: bool = False


class WizardPage:
    """A step of a wizard. Pages have no state of their own: everything is in the wizard's answers.

    `keys` are the page's own keys, in addition to those of every page. `title` and the texts of `keys` are
    English: translate them where they are shown.
    """

    step: ClassVar[WizardStep]
    title: ClassVar[str]
    has_letter: ClassVar[bool] = False
    keys: ClassVar[tuple[PageKey, ...]] = ()

    def __init__(self, wizard: WizardScreen) -> None:
        self.wizard = wizard

    @property
    def answers(self) -> Any:
        """Return the present answers."""
        return self.wizard.underway.answers

    @property
    def decisions(self) -> Decisions:
        return self.wizard.decisions

    @property
    def matter(self) -> DecisionContext:
        return self.wizard.matter

    def change(self, **changes: Any) -> None:
        """Change some of the answers, show them and save them."""
        self.wizard.set_answers(dataclasses.replace(self.answers, **changes))

    def key_labels(self) -> list[tuple[str, str]]:
        """Return the page's own keys, each with what it does, in the language of the interface."""
        return [(shown, _(text)) for _key, shown, text, _method in self.keys]

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


class WizardScreen(Dialog[DecisionRow | None]):
    """A wizard for a decision on a thread. The result is the decision, or None if the wizard was left.

    Args:
        decisions: the desk's decisions.
        underway: the saved state of the wizard, or a new one.
        matter: what is known about the thread.
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
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", priority=True),
        Binding("ctrl+n", "next", priority=True),
        Binding("ctrl+b", "back", priority=True),
        Binding("ctrl+r", "read_news", priority=True),
        Binding("f1", "help", priority=True),
        Binding("f9", "give_up", priority=True),
        Binding("question_mark", "help"),
        Binding("j", "move(1)"),
        Binding("k", "move(-1)"),
        Binding("space", "choose"),
        Binding("right", "next"),
        Binding("left", "back"),
        Binding("pagedown", "scroll_detail(8)"),
        Binding("pageup", "scroll_detail(-8)"),
        Binding("down", "scroll_detail(1)"),
        Binding("up", "scroll_detail(-1)"),
    ]
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
        underway: WizardState,
        matter: DecisionContext,
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
        self.underway = underway
        self.matter = matter
        self.pages = {page.step: page(self) for page in pages}
        self.facts = facts
        self.web_page = web_page
        self.visit = visit
        self.now = now
        self._wizard_name = name
        self._run_in_thread = run
        self._save_or_ask = save_or_ask
        self._own_keys = {key for page in pages for key, _shown, _help, _method in page.keys}
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
        for key in self._own_keys:
            # Printable keys get no priority: while the letter has the focus, they are typed into it.
            self._bindings.bind(key, f"page_key('{key}')", show=False, priority=len(key) > 1)
        self.set_interval(NEW_MESSAGES_POLL_SECONDS, self._check_new_messages)
        self.ask(self._open_step, self.underway.answers.step)

    @property
    def about(self) -> str:
        """Return the number and title of the thread."""
        return f"#{self.underway.thread_id} {self.matter.case.topic}"

    @property
    def page(self) -> WizardPage:
        """Return the page of the present step."""
        return self.pages[self.underway.answers.step]

    @property
    def steps(self) -> tuple[WizardStep, ...]:
        """Return the steps in their order."""
        return wizard_steps(self.underway.answers)

    @property
    def selected(self) -> WizardRow | None:
        """Return the row under the cursor."""
        index = self.query_one("#rows", OptionList).highlighted
        return self._rows[index] if index is not None and index < len(self._rows) else None

    # --- answers and questions ---------------------------------------------------------------------

    def set_answers(self, answers: DecisionAnswers) -> None:
        """Replace the answers, show them, and save them in a worker."""
        self.underway = dataclasses.replace(self.underway, answers=answers)
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
            state = self.underway
            stored = await self.call(self.decisions.wizards.save, state, state.answers)
            if stored is None:
                self._has_unsaved_changes = True
                return False
            newer_answers = self.underway.answers
            if newer_answers is state.answers:
                self.underway = stored
                if stored.answers != state.answers:
                    self.notify(
                        _("{0} also changed answers here. Both changes are kept.").format(stored.saved_by)
                    )
                    self.show()
            else:
                self.underway = dataclasses.replace(stored, answers=newer_answers)
            return True

    async def call(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Call a function of the desk in a worker thread. On an error, show it and return None."""
        return await self._run_in_thread(function, *arguments)

    async def refresh_context(self) -> None:
        """Evaluate the thread again, because new facts about it were recorded."""
        matter = await self.call(self.decisions.matters.matter, self.underway.thread_id)
        if matter is not None:
            self.matter = matter
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

    def action_next(self) -> None:
        """Go to the next step, or show what is missing in this one."""
        self.ask(self._next)

    async def _next(self) -> None:
        self._copy_letter_from_field()
        current = self.underway.answers.step
        missing = [text for step, text in self._missing() if step is current]
        if missing:
            self.notify(missing[0], markup=False, timeout=8)
            return
        index = self.steps.index(current)
        if index + 1 < len(self.steps):
            await self._go_to_step(self.steps[index + 1])

    def action_back(self) -> None:
        """Go to the previous step; all answers are kept."""
        self.ask(self._back)

    async def _back(self) -> None:
        self._copy_letter_from_field()
        index = self.steps.index(self.underway.answers.step)
        if index:
            await self._go_to_step(self.steps[index - 1])

    def action_leave(self) -> None:
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
        self.underway = self.decisions.wizards.save(self.underway, self.underway.answers)
        self._has_unsaved_changes = False

    def unsaved(self) -> UnsavedText | None:
        """Return the answers that are not in the store yet; None if there are none, or no answers at all."""
        self._copy_letter_from_field()
        state = self.underway
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

    def action_give_up(self) -> None:
        """Discard all answers after a confirmation."""
        self.ask(self._give_up)

    async def _give_up(self) -> None:
        # The letter may be the only thing that was changed.
        self._copy_letter_from_field()
        await self.saved()
        if self.underway.revision:
            choice = await self.ask_choice(
                _("Discard all answers?"), [_("Cancel"), _("Discard them; no decision is made")]
            )
            if choice != 1:
                return
            async with self._save_lock:
                self._has_unsaved_changes = False
                await self.call(self.decisions.wizards.give_up, self.underway)
        self.dismiss(None)

    async def _go_to_step(self, step: WizardStep) -> None:
        self.underway = dataclasses.replace(
            self.underway, answers=dataclasses.replace(self.underway.answers, step=step)
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
            area.load_text(self.underway.answers.letter)
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
        if self.page.has_letter and self.query_one(DraftArea).text != self.underway.answers.letter:
            letter = self.query_one(DraftArea).text
            self.underway = dataclasses.replace(
                self.underway, answers=dataclasses.replace(self.underway.answers, letter=letter)
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
            options.add_options([Option(_row_content(row)) for row in rows])
            if rows:
                ids = [row.id for row in rows]
                options.highlighted = ids.index(selected.id) if selected and selected.id in ids else 0
        self.show_detail()
        missing = [text for step, text in self._missing() if step is page.step]
        self.query_one("#missing", Static).update(Content(missing[0] if missing else ""))
        is_last = page.step is self.steps[-1]
        keys = [*page.key_labels(), *_common_key_labels()[is_last:]]
        if rows:
            keys.insert(0, (_("Space"), _("select")))
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
        number = self.steps.index(self.underway.answers.step) + 1
        parts = [
            _("{0} · step {1} of {2}: {3}").format(
                self._wizard_name, number, len(self.steps), _(self.page.title)
            ),
            self.about,
        ]
        if self.underway.saved_by and self.underway.saved_at:
            parts.append(
                _("last saved by {0}, {1}").format(
                    self.underway.saved_by, moment_in_words(self.underway.saved_at)
                )
            )
        self.query_one("#head", Static).update(Content(" · ".join(parts)))
        news = self.query_one("#news", Static)
        news.set_class(bool(self._new_messages), "-visible")
        if self._new_messages:
            news.update(
                Content(
                    _("⚠ New messages since you started: {0}. Ctrl+R shows them.").format(self._new_messages)
                )
            )

    def _missing(self) -> list[tuple[WizardStep, str]]:
        return self.decisions.missing(self.matter, self.underway.answers)

    def on_resize(self, event: Resize) -> None:
        """Show rows and detail text side by side where there is room."""
        self.query_one("#page").set_class(event.size.width >= SIDE_BY_SIDE_COLUMNS, "-wide")

    def on_option_list_option_highlighted(self) -> None:
        """Show the detail text of the row under the cursor, from its start."""
        self.show_detail()
        self.query_one("#about", VerticalScroll).scroll_home(animate=False)

    def on_option_list_option_selected(self) -> None:
        """Choose the row on Enter, as Space does."""
        self.action_choose()

    # --- keys --------------------------------------------------------------------------------------

    def action_move(self, by: int) -> None:
        """Move the cursor to the next or previous row. On a page without rows, scroll the detail text."""
        options = self.query_one("#rows", OptionList)
        if not self._rows:
            self.action_scroll_detail(by)
        elif by > 0:
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    def action_scroll_detail(self, by: int) -> None:
        """Scroll the detail text by lines."""
        self.query_one("#about", VerticalScroll).scroll_relative(y=by, animate=False)

    def action_choose(self) -> None:
        """Choose the row under the cursor, or undo the choice."""
        # Read the row now: the next key may move the cursor before the worker starts.
        row = self.selected
        if row is not None and not self.page.has_letter:
            self.ask(self.page.choose, row)

    def action_page_key(self, key: str) -> None:
        """Run the page's method for one of its own keys."""
        for own_key, _shown, _text, method in self.page.keys:
            if own_key == key:
                self._copy_letter_from_field()
                self.ask(getattr(self.page, method), self.selected)
                return
        self.notify(
            _("{0} has no function in this step. F1 shows the keys.").format(key_label(key)), timeout=3
        )

    def action_help(self) -> None:
        """Show all keys of this page."""
        self.ask(self._help)

    async def _help(self) -> None:
        keys = [
            *self.page.key_labels(),
            (_("Space, Enter"), _("select or deselect the row")),
            ("j k ↑ ↓", _("next or previous row")),
            (_("PgDn PgUp"), _("scroll the details")),
            ("Ctrl+R", _("read new messages")),
            *_common_key_labels(),
        ]
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
        if self.page.has_letter and self.query_one(DraftArea).text != self.underway.answers.letter:
            self._copy_letter_from_field()
            await self.saved()

    # --- new messages ------------------------------------------------------------------------------

    @work(exclusive=True, group="wizard-look")
    async def _check_new_messages(self) -> None:
        try:
            arrived = await asyncio.to_thread(self.decisions.wizards.count_new_messages, self.underway)
        except BizcareError:
            return
        if arrived != self._new_messages and self.is_mounted:
            self._new_messages = arrived
            self._show_head()

    def action_read_news(self) -> None:
        """Show the messages that arrived since the wizard was begun, and mark them as read."""
        if self._new_messages:
            self.ask(self._read_news)
        else:
            self.notify(_("No new messages."), timeout=3)

    async def _read_news(self) -> None:
        await self.refresh_context()
        messages = self.matter.case.messages[-self._new_messages :]
        text = "\n\n".join(
            f"{labels.author_label(each.author)}, {moment_in_words(each.at)}\n{each.text}"
            for each in messages
        )
        await self.app.push_screen_wait(TextDialog(_("New in the thread"), Content(text)))
        state = await self.call(self.decisions.wizards.mark_messages_read, self.underway)
        if state is not None:
            self.underway = state
            self._new_messages = 0
            self.show()
            await self.saved()


class TextDialog(Dialog[None]):
    """A text to read, on a screen of its own."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter", "dismiss(None)"),
        Binding("j,down", "scroll_text(1)"),
        Binding("k,up", "scroll_text(-1)"),
        Binding("space,pagedown", "scroll_text(10)"),
        Binding("pageup", "scroll_text(-10)"),
    ]
    DEFAULT_CSS = "TextDialog {" + DIALOG_CSS + "}"

    def __init__(self, title: str, text: Content) -> None:
        super().__init__()
        self._title = title
        self._text = text

    def compose(self) -> ComposeResult:
        """Compose the text."""
        with VerticalScroll(classes="box", can_focus=False) as box:
            box.border_title = self._title + _(" · Esc closes")
            yield Static(self._text, markup=False)

    def action_scroll_text(self, by: int) -> None:
        """Scroll the text by lines."""
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)


def _common_key_labels() -> list[tuple[str, str]]:
    return [(shown, _(text)) for shown, text in _COMMON_KEYS]


def _row_content(row: WizardRow) -> Content:
    marks = ("( ) ", "(•) ") if row.is_exclusive else ("[ ] ", "[x] ")
    mark = "" if row.taken is None else marks[row.taken]
    return Content.styled(mark + row.text, "dim" if row.dim else ("bold" if row.taken else ""))
