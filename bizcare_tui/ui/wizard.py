"""The screen of a wizard: its pages one by one, the answers kept as they are given."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.events import Resize
from textual.screen import ModalScreen, Screen
from textual.timer import Timer
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from bizcare_tui.desk.decided import DecisionRow
from bizcare_tui.domain.decisions.answers import Answers, Step
from bizcare_tui.domain.decisions.missing import steps_of
from bizcare_tui.errors import BizcareError
from bizcare_tui.i18n import _
from bizcare_tui.ui import words
from bizcare_tui.ui.actions import ANSWERING
from bizcare_tui.ui.asking import ChoiceScreen, LineScreen
from bizcare_tui.ui.composer import DraftArea
from bizcare_tui.ui.dialogs import BOX

if TYPE_CHECKING:
    from bizcare_tui.desk.decisions import Decisions, Underway
    from bizcare_tui.desk.matters import Matter
    from bizcare_tui.desk.views import Fact

LOOK_SECONDS = 1.0
# The letter is at most this far behind what was typed, in seconds, and the time of writing it.
SAVE_SECONDS = 0.2
# From so many columns on, what is chosen from and what is told of it stand side by side.
SIDE_BY_SIDE = 100

KEYS_EVERYWHERE = (
    ("Ctrl+N", _("next step")),
    ("Ctrl+B", _("back")),
    ("Esc", _("leave, all kept")),
)


Key = tuple[str, str, str, str]
"""A key of a page: as Textual names it, as it is shown, what it does, the page's method for it.

The method is given the row under the cursor when the key was pressed.
"""


@dataclass(frozen=True, slots=True)
class Row:
    """A line that can be chosen: its id, whether it is taken (None where it cannot be), its text."""

    id: str
    text: str
    taken: bool | None = None
    dim: bool = False


class Page:
    """A step of a wizard, over its screen. Pages hold nothing of their own: the answers do.

    `keys` are those besides the ones of every page.
    """

    step: ClassVar[Step]
    title: ClassVar[str]
    has_letter: ClassVar[bool] = False
    keys: ClassVar[tuple[Key, ...]] = ()

    def __init__(self, wizard: WizardScreen) -> None:
        self.wizard = wizard

    @property
    def answers(self) -> Any:
        """The answers as they stand."""
        return self.wizard.underway.answers

    @property
    def decisions(self) -> Decisions:
        return self.wizard.decisions

    @property
    def matter(self) -> Matter:
        return self.wizard.matter

    def change(self, **changes: Any) -> None:
        """Answer: the screen follows, and it is saved."""
        self.wizard.set_answers(dataclasses.replace(self.answers, **changes))

    def rows(self) -> Sequence[Row]:
        """What can be chosen from; nothing on a page that only tells."""
        return ()

    def detail(self, row: Row | None) -> Content:
        """What is told of the row under the cursor, or of the whole step."""
        return Content("")

    async def choose(self, row: Row) -> None:
        """The row under the cursor was chosen."""

    async def enter(self) -> None:
        """The step is about to be shown."""


class WizardScreen(Screen[DecisionRow | None]):
    """A wizard over a thread. Its result is the decision, or None when it was left.

    Args:
        decisions: the desk's decisions.
        underway: the wizard as it was left, or a new one.
        matter: what is known of the thread.
        pages: makes the page of each step.
        name: what it is called over the steps.
        facts: the deadlines as the bar tells them.
        page_url: the thread's page of the partner account.
        run: calls the desk away from the screen's loop, and tells failures.
    """

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
        & > #head {
            height: 1; background: $primary-background; padding: 0 1;
            text-wrap: nowrap; text-overflow: ellipsis;
        }
        & > #news { height: auto; max-height: 2; padding: 0 1; display: none; background: $warning-muted; }
        & > #news.-told { display: block; }
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
        underway: Underway,
        matter: Matter,
        pages: Sequence[type[Page]],
        name: str,
        *,
        facts: Sequence[Fact],
        page_url: str,
        now: Callable[[], datetime],
        run: Callable[..., Any],
    ) -> None:
        super().__init__()
        self.decisions = decisions
        self.underway = underway
        self.matter = matter
        self.pages = {page.step: page(self) for page in pages}
        self.facts = facts
        self.page_url = page_url
        self.now = now
        self._called = name
        self._call = run
        self._bound = {key for page in pages for key, _shown, _help, _method in page.keys}
        self._saving = asyncio.Lock()
        self._is_behind = False
        self._rows: list[Row] = []
        self._news = 0
        self._letter_timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """Head, news, the page, what is missing, the keys."""
        yield Static("", id="head", markup=False)
        yield Static("", id="news", markup=False)
        with Container(id="page"):
            yield OptionList(id="rows", compact=True, markup=False)
            yield DraftArea({"ctrl+n", "ctrl+b", "ctrl+r", "escape", "ctrl+s", "f7", "ctrl+l"})
            with VerticalScroll(id="about", can_focus=False):
                yield Static("", markup=False, id="detail")
        yield Static("", id="missing", markup=False)
        yield Static("", id="keys-here", markup=False)

    def on_mount(self) -> None:
        """Show the step that was reached, and watch the thread."""
        for key in self._bound:
            # A printable key belongs to the letter while that is written.
            self._bindings.bind(key, f"page_key('{key}')", show=False, priority=len(key) > 1)
        self.set_interval(LOOK_SECONDS, self._look)
        self._open(self.underway.answers.step)

    @property
    def page(self) -> Page:
        """The page of the present step."""
        return self.pages[self.underway.answers.step]

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps in their order."""
        return steps_of(self.underway.answers)

    @property
    def selected(self) -> Row | None:
        """The row under the cursor."""
        place = self.query_one("#rows", OptionList).highlighted
        return self._rows[place] if place is not None and place < len(self._rows) else None

    # --- answering ---------------------------------------------------------------------------------

    def set_answers(self, answers: Answers) -> None:
        """Take answers, show them, and save them away from the screen's loop."""
        self.underway = dataclasses.replace(self.underway, answers=answers)
        self.show()
        self._save()

    @work
    async def _save(self) -> None:
        await self.saved()

    async def saved(self) -> bool:
        """Save what is not saved yet; whether the store took it."""
        self._is_behind = True
        async with self._saving:
            if not self._is_behind:
                return True
            self._is_behind = False
            given = self.underway
            stored = await self.call(self.decisions.save, given, given.answers)
            if stored is None:
                self._is_behind = True
                return False
            since = self.underway.answers
            if since is given.answers:
                self.underway = stored
                if stored.answers != given.answers:
                    self.notify(_("{0} answered here meanwhile: both are kept.").format(stored.saved_by))
                    self.show()
            else:
                self.underway = dataclasses.replace(stored, answers=since)
            return True

    async def call(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Call the desk away from the screen's loop; a failure is told, and gives None."""
        return await self._call(function, *arguments)

    async def refresh_matter(self) -> None:
        """Evaluate the thread anew: something about it was learned."""
        matter = await self.call(self.decisions.matters.matter, self.underway.thread_id)
        if matter is not None:
            self.matter = matter
            self.show()

    async def ask_line(self, title: str, text: str, value: str = "", *, needed: bool = True) -> str | None:
        """Ask for a line of text; None when it was left."""
        return await self.app.push_screen_wait(LineScreen(title, text, value, needed=needed))

    async def ask_choice(self, title: str, lines: Sequence[str], empty: str = "") -> int | None:
        """Ask for one of some lines; its place, or None."""
        return await self.app.push_screen_wait(ChoiceScreen(title, [Content(line) for line in lines], empty))

    # --- going on and back -------------------------------------------------------------------------

    @work
    async def action_next(self) -> None:
        """To the next step; what is missing in this one is said first."""
        self._take_letter()
        here = self.underway.answers.step
        missing = [text for step, text in self._missing() if step is here]
        if missing:
            self.notify(missing[0], markup=False, timeout=8)
            return
        place = self.steps.index(here)
        if place + 1 < len(self.steps):
            await self._go(self.steps[place + 1])

    @work
    async def action_back(self) -> None:
        """To the step before; nothing is lost."""
        self._take_letter()
        place = self.steps.index(self.underway.answers.step)
        if place:
            await self._go(self.steps[place - 1])

    @work
    async def action_leave(self) -> None:
        """Leave; everything is kept for whoever goes on."""
        self._take_letter()
        if await self.saved():
            self.dismiss(None)

    @work(group=ANSWERING)
    async def action_give_up(self) -> None:
        """Throw every answer away, if the person means it."""
        meant = await self.ask_choice(
            _("Throw every answer away?"), [_("Keep them"), _("Throw them away: nothing is decided")]
        )
        if meant == 1:
            await self.call(self.decisions.give_up, self.underway)
            self.dismiss(None)

    async def _go(self, step: Step) -> None:
        self.underway = dataclasses.replace(
            self.underway, answers=dataclasses.replace(self.underway.answers, step=step)
        )
        self._open(step)
        await self.saved()

    @work
    async def _open(self, step: Step) -> None:
        page = self.pages[step]
        await page.enter()
        holder = self.query_one("#page")
        holder.set_class(page.has_letter, "-letter")
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

    def _take_letter(self) -> None:
        """Take the letter as it stands in the field into the answers."""
        if self.page.has_letter and self.query_one(DraftArea).text != self.underway.answers.letter:
            letter = self.query_one(DraftArea).text
            self.underway = dataclasses.replace(
                self.underway, answers=dataclasses.replace(self.underway.answers, letter=letter)
            )

    # --- showing -----------------------------------------------------------------------------------

    def show(self) -> None:
        """Show the answers as they stand."""
        page = self.page
        self._show_head()
        rows = list(page.rows())
        options = self.query_one("#rows", OptionList)
        options.set_class(not rows, "-empty")
        if rows != self._rows:
            here = self.selected
            self._rows = rows
            options.clear_options()
            options.add_options([Option(_line(row)) for row in rows])
            if rows:
                ids = [row.id for row in rows]
                options.highlighted = ids.index(here.id) if here and here.id in ids else 0
        self.show_detail()
        missing = [text for step, text in self._missing() if step is page.step]
        self.query_one("#missing", Static).update(Content(missing[0] if missing else ""))
        is_last = page.step is self.steps[-1]
        keys = [(shown, text) for _key, shown, text, _method in page.keys] + list(KEYS_EVERYWHERE[is_last:])
        if rows:
            keys.insert(0, (_("Space"), _("choose")))
        self.query_one("#keys-here", Static).update(
            Content("   ".join(f"{key} {text}" for key, text in keys))
        )

    def go_to(self, row_id: str) -> None:
        """Put the cursor on a row: what was added is to be seen."""
        ids = [row.id for row in self._rows]
        if row_id in ids:
            self.query_one("#rows", OptionList).highlighted = ids.index(row_id)

    def show_detail(self) -> None:
        """Show what is told of the row under the cursor."""
        self.query_one("#detail", Static).update(self.page.detail(self.selected))

    def _show_head(self) -> None:
        place = self.steps.index(self.underway.answers.step) + 1
        parts = [
            _("{0} · step {1} of {2}: {3}").format(self._called, place, len(self.steps), self.page.title),
            f"#{self.underway.thread_id} {self.matter.case.topic}",
        ]
        if self.underway.saved_by and self.underway.saved_at:
            parts.append(
                _("last by {0}, {1}").format(self.underway.saved_by, words.exact(self.underway.saved_at))
            )
        self.query_one("#head", Static).update(Content(" · ".join(parts)))
        news = self.query_one("#news", Static)
        news.set_class(bool(self._news), "-told")
        if self._news:
            news.update(
                Content(_("⚠ New in the thread since you began: {0}. Ctrl+R reads it.").format(self._news))
            )

    def _missing(self) -> list[tuple[Step, str]]:
        return self.decisions.missing(self.matter, self.underway.answers)

    def on_resize(self, event: Resize) -> None:
        """Side by side where there is room."""
        self.query_one("#page").set_class(event.size.width >= SIDE_BY_SIDE, "-wide")

    def on_option_list_option_highlighted(self) -> None:
        """Tell of the row under the cursor."""
        self.show_detail()
        self.query_one("#about", VerticalScroll).scroll_home(animate=False)

    def on_option_list_option_selected(self) -> None:
        """Enter chooses, as the space bar does."""
        self.action_choose()

    # --- keys --------------------------------------------------------------------------------------

    def action_move(self, by: int) -> None:
        """To the next or previous row; where there is none, scroll."""
        options = self.query_one("#rows", OptionList)
        if not self._rows:
            self.action_scroll_detail(by)
        elif by > 0:
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    def action_scroll_detail(self, by: int) -> None:
        """Scroll what is told by lines."""
        self.query_one("#about", VerticalScroll).scroll_relative(y=by, animate=False)

    def action_choose(self) -> None:
        """Choose the row under the cursor, or take it back."""
        # Which row it is is settled now: the next key may move the cursor before the work begins.
        row = self.selected
        if row is not None and not self.page.has_letter:
            self.run_worker(self.page.choose(row), group=ANSWERING)

    def action_page_key(self, key: str) -> None:
        """A key of the page's own."""
        for own, _shown, _text, method in self.page.keys:
            if own == key:
                self._take_letter()
                self.run_worker(getattr(self.page, method)(self.selected), group=ANSWERING)
                return

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key that the present page does not have is not ours."""
        if action == "page_key":
            return any(own == parameters[0] for own, *_rest in self.page.keys)
        return True

    def action_help(self) -> None:
        """Every key of this page."""
        keys = [(shown, text) for _key, shown, text, _method in self.page.keys]
        keys += [
            (_("Space, Enter"), _("choose the line, or take it back")),
            ("j k ↑ ↓", _("to the next or previous line")),
            (_("PgDn PgUp"), _("scroll what is told of it")),
            ("Ctrl+R", _("read what arrived meanwhile")),
            ("F9", _("throw every answer away")),
            *KEYS_EVERYWHERE,
        ]
        self.app.push_screen(
            TextScreen(self.page.title, Content("\n".join(f"{key:<14} {text}" for key, text in keys)))
        )

    def on_text_area_changed(self) -> None:
        """Save the letter a moment after each change."""
        if self._letter_timer is not None:
            self._letter_timer.stop()
        self._letter_timer = self.set_timer(SAVE_SECONDS, self._save_letter)

    @work
    async def _save_letter(self) -> None:
        if self.page.has_letter and self.query_one(DraftArea).text != self.underway.answers.letter:
            self._take_letter()
            await self.saved()

    # --- what arrives meanwhile --------------------------------------------------------------------

    @work(exclusive=True, group="wizard-look")
    async def _look(self) -> None:
        try:
            arrived = await asyncio.to_thread(self.decisions.arrived, self.underway)
        except BizcareError:
            return
        if arrived != self._news and self.is_mounted:
            self._news = arrived
            self._show_head()

    @work(group=ANSWERING)
    async def action_read_news(self) -> None:
        """Show what arrived since the answers were begun; from then on it is read."""
        if not self._news:
            self.notify(_("Nothing new arrived."), timeout=3)
            return
        await self.refresh_matter()
        fresh = self.matter.case.messages[-self._news :]
        text = "\n\n".join(
            f"{words.author(each.author)}, {words.exact(each.at)}\n{each.text}" for each in fresh
        )
        await self.app.push_screen_wait(TextScreen(_("New in the thread"), Content(text)))
        read = await self.call(self.decisions.read_up_to_now, self.underway)
        if read is not None:
            self.underway = read
            self._news = 0
            self.show()
            await self.saved()


class TextScreen(ModalScreen[None]):
    """A text to be read, on a screen of its own."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter", "dismiss(None)"),
        Binding("j,down", "scroll_text(1)"),
        Binding("k,up", "scroll_text(-1)"),
        Binding("space,pagedown", "scroll_text(10)"),
        Binding("pageup", "scroll_text(-10)"),
    ]
    DEFAULT_CSS = "TextScreen {" + BOX + "}"

    def __init__(self, title: str, text: Content) -> None:
        super().__init__()
        self._title = title
        self._text = text

    def compose(self) -> ComposeResult:
        """The text."""
        with VerticalScroll(classes="box", can_focus=False) as box:
            box.border_title = self._title + _(" · Esc closes")
            yield Static(self._text, markup=False)

    def action_scroll_text(self, by: int) -> None:
        """Scroll by lines."""
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)


def _line(row: Row) -> Content:
    mark = "" if row.taken is None else ("[x] " if row.taken else "[ ] ")
    return Content.styled(mark + row.text, "dim" if row.dim else ("bold" if row.taken else ""))
