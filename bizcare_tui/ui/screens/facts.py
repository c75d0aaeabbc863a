"""The screen of all facts of a thread, and a screen for plain text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from bizcare_tui.desk.views import CareFact
from bizcare_tui.i18n import _, labelled
from bizcare_tui.present import labels
from bizcare_tui.present.cells import wrap, wrap_with_offsets
from bizcare_tui.ui.commands.keymap import Keymap
from bizcare_tui.ui.screens.dialog_base import DIALOG_CSS, ModalList
from bizcare_tui.ui.screens.list_screen import ListScreen
from bizcare_tui.ui.screens.reader_screen import ReaderScreen
from bizcare_tui.ui.widgets.wrapped_text import HangingText

# Of the text screen: the greatest width, and the indentation of wrapped lines.
_TEXT_WIDTH, _INDENT = 116, 12
# What follows from a fact that names no command of its own, by its key.
_COMMANDS_BY_FACT = {
    "first_answer": "explain",
    "follow_up": "explain",
    "fix": "explain",
    "other_shops": "customer",
    "decision": "decisions",
}


class FactsScreen(ListScreen[str | None, CareFact]):
    """Show all facts of a thread, with their meaning, source and age; start at the fact `first`.

    Enter, or a click on a fact, does what follows from it: the result is the id of a command of the main
    screen. A fact from which nothing follows is copied.
    """

    OPENED_BY: ClassVar[tuple[str, ...]] = ("bar",)
    DEFAULT_CSS = (
        "FactsScreen {"
        + DIALOG_CSS
        + """}
    FactsScreen > .box { max-width: 110; }
    FactsScreen #next { height: 1; color: $tone-quiet; text-wrap: nowrap; text-overflow: ellipsis; }
    FactsScreen OptionList { border: none; height: auto; max-height: 100%; background: $surface; }
    """
    )

    def __init__(
        self, facts: Sequence[CareFact], about: str, now: datetime, keymap: Keymap, *, first: str = ""
    ) -> None:
        super().__init__()
        self._keymap = keymap
        self._facts = facts
        self._about = about
        self._now = now
        self._first = first

    def compose(self) -> ComposeResult:
        """Compose the list of facts, and what Enter does with the one under the cursor."""
        with Vertical(classes="box") as box:
            box.border_title = _("Business Care facts")
            box.border_subtitle = Content(self._about)
            yield Static("", id="next", markup=False)
            yield ModalList(compact=True, markup=False)

    def on_mount(self) -> None:
        """Show the facts, with the cursor on the one that was asked for."""
        wanted = (index for index, fact in enumerate(self._facts) if fact.key == self._first)
        self.show_rows(self._facts, at=next(wanted, 0))
        if self._first:
            self.call_after_refresh(self.query_one(ModalList).scroll_to_highlight, top=True)

    def line_of(self, row: CareFact) -> Content:
        """Return the lines of a fact."""
        return Content("\n").join([_full_text(row, self._now, self._keymap), Content("")])

    def prompt_of(self, row: CareFact) -> HangingText:
        """Return the lines of a fact; a long value stays to the right of its label."""
        return HangingText(self.line_of(row), _label(row))

    def show_detail(self, row: CareFact | None) -> None:
        """Show what Enter does with the fact under the cursor."""
        if row is not None:
            command = _command_id(row)
            text = self._keymap.command(command).help_text if command else _("Copy the fact")
            self.query_one("#next", Static).update(Content(f"{self.key_of('choose')} · {text}"))

    def handle_chosen(self, row: CareFact) -> None:
        """Close with the command that follows from the fact, or copy the fact."""
        if command := _command_id(row):
            self.dismiss(command)
        else:
            self.app.copy_to_clipboard(row.value or row.meaning)


class PlainTextScreen(ReaderScreen[None]):
    """Show lines of text. A line that does not start with a space is a heading."""

    OPENED_BY: ClassVar[tuple[str, ...]] = ("explain", "customer")
    DEFAULT_CSS = """
    PlainTextScreen { align: center middle; }
    PlainTextScreen > VerticalScroll {
        width: 96%; max-width: 116; height: auto; max-height: 100%;
        border: round $primary; border-title-color: $foreground; border-title-style: bold;
        border-subtitle-color: $tone-quiet; padding: 0 2; background: $surface;
    }
    """

    def __init__(self, title: str, lines: Sequence[str], about: str) -> None:
        super().__init__()
        self._title = title
        self._lines = lines
        self._about = about

    def compose(self) -> ComposeResult:
        """Show the frame; `on_resize` adds the lines."""
        with VerticalScroll(can_focus=False) as scroll:
            scroll.border_title = self._title
            scroll.border_subtitle = Content(self._about)
            yield Static("", markup=False)

    def on_resize(self) -> None:
        """Wrap the lines to the width, with wrapped parts indented."""
        width = min(self.size.width * 96 // 100, _TEXT_WIDTH) - 8
        parts = [piece for line in self._lines for piece in wrapped_with_indent(line, width)]
        for text in self.query("VerticalScroll > Static").results(Static):
            text.update(Content("\n").join(parts))


def wrapped_with_indent(line: str, width: int) -> Iterator[Content]:
    """Yield a line in pieces of at most `width` cells; all but the first of an indented line are indented."""
    style = "bold" if line and not line.startswith(" ") else ""
    pieces = list(islice(wrap_with_offsets(line, width), 2))
    yield Content.styled(pieces[0][1] if pieces else "", style)
    indent = " " * (_INDENT if line.startswith(" ") else 0)
    rest = line[pieces[1][0] :] if len(pieces) > 1 else ""
    for piece in wrap(rest, width - len(indent)) if rest else ():
        yield Content.styled(indent + piece, style)


def _label(fact: CareFact) -> str:
    return labelled(fact.label)


def _full_text(fact: CareFact, now: datetime, keymap: Keymap) -> Content:
    seen = _("read {0}").format(labels.time_ago(fact.seen_at, now)) if fact.seen_at else ""
    source = " · ".join(part for part in (fact.source, seen) if part)
    label = _label(fact)
    value = (fact.value or _("not known")).replace("\n", "\n" + " " * cell_len(label))
    lines = [
        Content.assemble((label, "dim"), (value, "bold")),
        Content(f"  {meaning}") if (meaning := _meaning_with_hints(fact, keymap)) else None,
        Content.styled("  " + _("source: {0}").format(source), "dim"),
    ]
    return Content("\n").join(line for line in lines if line is not None)


def _command_id(fact: CareFact) -> str:
    """Return the id of the command that follows from a fact; "" if none does."""
    words = _action_words(fact)
    return next((name for name in fact.actions if name in words), _COMMANDS_BY_FACT.get(fact.key, ""))


def _action_words(fact: CareFact) -> dict[str, str]:
    """Return what the commands that facts name do with this one, by the ids of the commands."""
    return {
        "accept_kind": _("confirm"),
        "kind": _("change") if fact.value else _("set"),
        "fix": _("set the defect"),
        "board": _("defects"),
        "assign": _("change"),
        "wake": _("wake up"),
        "author": _("set the author"),
        "reject": _("continue"),
        "refund": _("continue"),
        "filter": _("find a thread by its number"),
    }


def _key_hints(fact: CareFact, keymap: Keymap) -> str:
    """Return the keys of the commands for a fact, such as "p confirm, P change"."""
    words = _action_words(fact)
    return ", ".join(
        f"{key} {words[name]}" for name in fact.actions if name in words and (key := keymap.key(name))
    )


def _meaning_with_hints(fact: CareFact, keymap: Keymap) -> str:
    """Return the meaning of a fact after the keys of its commands."""
    hints = _key_hints(fact, keymap)
    return " · ".join(part for part in (hints, fact.meaning) if part)
