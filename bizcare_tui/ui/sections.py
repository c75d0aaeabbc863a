"""The sections of the inbox, to be named, asked for, put in order, added and dropped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static

from bizcare_tui.desk.inbox import Section
from bizcare_tui.desk.sections import AT_MOST, DEFAULTS, the_query
from bizcare_tui.errors import BadQuery
from bizcare_tui.i18n import _
from bizcare_tui.ui.actions import ASKING
from bizcare_tui.ui.asking import LineScreen
from bizcare_tui.ui.dialogs import BOX
from bizcare_tui.ui.lines import fit

_NAME = 24


class SectionsScreen(ModalScreen[tuple[Section, ...] | None]):
    """The sections. Its result is what they are to be from now on, or None to leave them.

    Args:
        sections: as they are.
        filter_words: what is filtered by now, offered as the query of a new section.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,E", "dismiss(None)"),
        Binding("j", "move(1)"),
        Binding("k", "move(-1)"),
        Binding("J", "carry(1)"),
        Binding("K", "carry(-1)"),
        Binding("n", "rename"),
        Binding("e", "change"),
        Binding("a", "add"),
        Binding("x", "drop"),
        Binding("z", "reset"),
        Binding("ctrl+s", "keep"),
    ]
    DEFAULT_CSS = (
        "SectionsScreen {" + BOX + "} SectionsScreen > .box { max-width: 110; }"
        "SectionsScreen OptionList { border: none; height: auto; max-height: 12; }"
    )

    def __init__(self, sections: Sequence[Section], filter_words: str) -> None:
        super().__init__()
        self._sections = list(sections)
        self._filter_words = filter_words

    def compose(self) -> ComposeResult:
        """The sections, and what can be done with them."""
        with Vertical(classes="box") as box:
            box.border_title = _("Sections · Ctrl+S keeps · Esc leaves them as they were")
            yield OptionList(compact=True, markup=False)
            yield Static(
                Content(
                    _(
                        "n name   e query   a add   x drop   J K down, up   z those built in\n"
                        "A query: words, is:due is:late is:waiting kind:technical tag:vat due:<4h -not or ( )"
                    )
                ),
                markup=False,
            )

    def on_mount(self) -> None:
        """Show the sections."""
        self._show(0)
        self.query_one(OptionList).focus()

    @property
    def _place(self) -> int:
        return self.query_one(OptionList).highlighted or 0

    def action_move(self, by: int) -> None:
        """To the next or previous section."""
        options = self.query_one(OptionList)
        if by > 0:
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    def action_carry(self, by: int) -> None:
        """Put the section lower or higher."""
        here, there = self._place, self._place + by
        if 0 <= there < len(self._sections):
            self._sections[here], self._sections[there] = self._sections[there], self._sections[here]
            self._show(there)

    @work(group=ASKING)
    async def action_rename(self) -> None:
        """Give the section another name."""
        section = self._sections[self._place]
        name = await self._ask(_("Name of the section"), section.name)
        if name:
            self._put(Section(name[:_NAME], section.query))

    @work(group=ASKING)
    async def action_change(self) -> None:
        """Give the section another query."""
        section = self._sections[self._place]
        query = await self._asked_query(section.query)
        if query is not None:
            self._put(Section(section.name, query))

    @work(group=ASKING)
    async def action_add(self) -> None:
        """Add a section."""
        if len(self._sections) >= AT_MOST:
            self.notify(_("There are nine: drop one first (x)."), timeout=4)
            return
        name = await self._ask(_("Name of the section"), "")
        if not name:
            return
        query = await self._asked_query(self._filter_words)
        if query is not None:
            self._sections.append(Section(name[:_NAME], query))
            self._show(len(self._sections) - 1)

    def action_drop(self) -> None:
        """Drop the section."""
        if len(self._sections) == 1:
            self.notify(_("One section stays."), timeout=3)
            return
        place = self._place
        del self._sections[place]
        self._show(min(place, len(self._sections) - 1))

    def action_reset(self) -> None:
        """Back to the sections built in."""
        self._sections = list(DEFAULTS)
        self._show(0)

    def action_keep(self) -> None:
        """Take them as they are now."""
        self.dismiss(tuple(self._sections))

    def on_option_list_option_selected(self) -> None:
        """Enter changes the query."""
        self.action_change()

    async def _asked_query(self, query: str) -> str | None:
        """A query that can be read; asked again, with what was typed, until it can."""
        trouble = ""
        while True:
            text = trouble or _("Which threads? Nothing typed means all.")
            told = await self._ask(_("Query of the section"), query, text, needed=False)
            if told is None:
                return None
            try:
                the_query(told)
            except BadQuery as error:
                query, trouble = told, str(error)
            else:
                return told

    async def _ask(self, title: str, value: str, text: str = "", *, needed: bool = True) -> str | None:
        told: str | None = await self.app.push_screen_wait(LineScreen(title, text, value, needed=needed))
        return told

    def _put(self, section: Section) -> None:
        place = self._place
        self._sections[place] = section
        self._show(place)

    def _show(self, place: int) -> None:
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options(
            Content(f"{number}  {fit(section.name, _NAME)}  {section.query or _('everything')}")
            for number, section in enumerate(self._sections, 1)
        )
        options.highlighted = place
