"""The screen that renames, reorders, adds and removes the sections of the inbox."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from bizcare_tui.desk.inbox import Section
from bizcare_tui.desk.sections import MAX_SECTIONS, default_sections, parse_query
from bizcare_tui.errors import WrongUsage
from bizcare_tui.i18n import _
from bizcare_tui.present.cells import fit
from bizcare_tui.ui.commands.command import Context
from bizcare_tui.ui.screens.dialog_base import DIALOG_CSS, ModalList
from bizcare_tui.ui.screens.input_dialogs import LineScreen
from bizcare_tui.ui.screens.list_screen import ListScreen

_MAX_NAME = 24


class SectionsScreen(ListScreen[tuple[Section, ...] | None, Section]):
    """Edit the sections. The result is the new sections, or None to leave them as they are.

    Args:
        sections: the present sections.
        filter_words: the text of the filter, offered as the query of a new section.
    """

    CONTEXT: ClassVar[Context | None] = Context.SECTIONS
    OPENED_BY: ClassVar[tuple[str, ...]] = ("sections",)
    DEFAULT_CSS = (
        "SectionsScreen {" + DIALOG_CSS + "} SectionsScreen > .box { max-width: 110; }"
        "SectionsScreen OptionList { border: none; height: auto; max-height: 12; }"
    )

    def __init__(self, sections: Sequence[Section], filter_words: str) -> None:
        super().__init__()
        self._sections = list(sections)
        self._filter_words = filter_words
        # The name of a new section whose query was not given yet.
        self._unfinished_name = ""

    def compose(self) -> ComposeResult:
        """Compose the list of sections and the help for its keys."""
        with Vertical(classes="box") as box:
            box.border_title = _("Sections")
            yield ModalList(compact=True, markup=False)
            examples = _(
                "A query: words, is:due is:late is:waiting kind:technical tag:vat due:<4h -not or ( )"
            )
            yield Static("", id="keys-here", markup=False)
            yield Static(Content(examples), markup=False)

    def on_mount(self) -> None:
        """Show the sections."""
        self._show_sections(0)

    @property
    def _index(self) -> int:
        return self.selected_index or 0

    def show_detail(self, row: Section | None) -> None:
        """Show the keys that do something with the section under the cursor."""
        self.query_one("#keys-here", Static).update(self.keys_of(Context.SECTIONS))

    def line_of(self, row: Section) -> Content:
        """Return the line of a section."""
        number = next(index for index, each in enumerate(self._sections, 1) if each is row)
        return Content(f"{number}  {fit(row.name, _MAX_NAME)}  {row.query or _('everything')}")

    def handle_chosen(self, row: Section) -> None:
        """Change the query of the section."""
        self.change_query()

    def why_not_carry(self, by: int) -> str:
        """Return why the section cannot be moved down or up; "" if it can."""
        if reason := self.why_no_row():
            return reason
        if 0 <= self._index + by < len(self._sections):
            return ""
        return _("This is the last section already.") if by > 0 else _("This is the first section already.")

    def carry(self, by: int) -> None:
        """Move the section down or up."""
        index, target = self._index, self._index + by
        self._sections[index], self._sections[target] = self._sections[target], self._sections[index]
        self._show_sections(target)

    def rename(self) -> None:
        """Rename the section."""
        self.ask(self._rename)

    async def _rename(self) -> None:
        section = self._sections[self._index]
        name = await self._ask_name(section.name)
        if name:
            self._replace_section(Section(name, section.query))

    def change_query(self) -> None:
        """Change the query of the section."""
        self.ask(self._change)

    async def _change(self) -> None:
        section = self._sections[self._index]
        query = await self._ask_query(section.name, section.query)
        if query is not None:
            self._replace_section(Section(section.name, query))

    def why_not_add(self) -> str:
        """Return why no section can be added; "" if one can."""
        if len(self._sections) < MAX_SECTIONS:
            return ""
        text = _("There can be at most nine sections. Remove one first ({0}).")
        return text.format(self.key_of("section_remove"))

    def add_section(self) -> None:
        """Add a section."""
        self.ask(self._add)

    async def _add(self) -> None:
        name = await self._ask_name(self._unfinished_name)
        if not name:
            return
        self._unfinished_name = name
        query = await self._ask_query(name, self._filter_words)
        if query is not None:
            self._unfinished_name = ""
            self._sections.append(Section(name, query))
            self._show_sections(len(self._sections) - 1)

    def why_not_remove(self) -> str:
        """Return why the section cannot be removed; "" if it can."""
        if len(self._sections) == 1:
            return _("At least one section must remain.")
        return self.why_no_row()

    def remove_section(self) -> None:
        """Remove the section."""
        index = self._index
        del self._sections[index]
        self._show_sections(min(index, len(self._sections) - 1))

    def why_not_reset(self) -> str:
        """Return that the sections are the built-in ones; "" if they are not."""
        is_built_in = self._sections == list(default_sections())
        return _("These are the built-in sections already.") if is_built_in else ""

    def reset(self) -> None:
        """Restore the built-in sections."""
        self._sections = list(default_sections())
        self._show_sections(0)

    def save(self) -> None:
        """Close with the sections as they are now."""
        self.dismiss(tuple(self._sections))

    async def _ask_name(self, name: str) -> str | None:
        """Ask for the name of a section until it is short enough; None if the person cancels."""
        return await self._ask_line(
            LineScreen(_("Name of the section"), "", name, accept=_require_short_name)
        )

    async def _ask_query(self, name: str, query: str) -> str | None:
        """Ask for the query of a section until it is valid; None if the person cancels."""
        return await self._ask_line(
            LineScreen(
                _("Query of the section"),
                _("Which threads? Leave it empty for all."),
                query,
                needed=False,
                accept=_require_valid_query,
                about=name,
            )
        )

    async def _ask_line(self, screen: LineScreen) -> str | None:
        line: str | None = await self.app.push_screen_wait(screen)
        return line

    def _replace_section(self, section: Section) -> None:
        index = self._index
        self._sections[index] = section
        self._show_sections(index)

    def _show_sections(self, index: int) -> None:
        self.show_rows(list(self._sections), at=index)


async def _require_valid_query(query: str) -> str:
    """Return the query; the parser raises an error if it is not valid."""
    parse_query(query)
    return query


async def _require_short_name(name: str) -> str:
    """Return the name; raise an error if it is too long for the tabs."""
    if len(name) > _MAX_NAME:
        raise WrongUsage(
            _("A name has at most {0} characters; this one has {1}.").format(_MAX_NAME, len(name))
        )
    return name
