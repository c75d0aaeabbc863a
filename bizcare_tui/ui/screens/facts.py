"""The screen of all facts of a thread, and a screen for plain text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from bizcare_tui.i18n import _
from bizcare_tui.present import labels
from bizcare_tui.present.cells import wrap, wrap_with_offsets
from bizcare_tui.ui.commands.keymap import Keymap
from bizcare_tui.ui.screens.reader_screen import ReaderScreen

if TYPE_CHECKING:
    from bizcare_tui.desk.views import CareFact

# Of the text screen: the greatest width, and the indentation of wrapped lines.
_TEXT_WIDTH, _INDENT = 116, 12


class FactsScreen(ReaderScreen[None]):
    """Show all facts of a thread, with their meaning, source and age; start at the fact `first`."""

    OPENED_BY: ClassVar[tuple[str, ...]] = ("bar",)
    DEFAULT_CSS = """
    FactsScreen { align: center middle; }
    FactsScreen > VerticalScroll {
        width: 90%; max-width: 110; height: auto; max-height: 100%;
        border: round $primary; border-title-color: $foreground;
        border-subtitle-color: $tone-quiet; padding: 1 2; background: $surface;
    }
    """

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
        """Show the facts, one below the other."""
        with VerticalScroll(can_focus=False) as scroll:
            scroll.border_title = _("Business Care facts")
            scroll.border_subtitle = Content(self._about)
            for fact in self._facts:
                text = Content("\n").join([_full_text(fact, self._now, self._keymap), Content("")])
                yield Static(text, markup=False, classes=f"fact-{fact.key}")

    def on_mount(self) -> None:
        """Go to the fact that was asked for."""
        if self._first:
            self.call_after_refresh(self._go_to_first)

    def _go_to_first(self) -> None:
        for fact in self.query(f".fact-{self._first}").results(Static):
            self.query_one(VerticalScroll).scroll_to_widget(fact, animate=False, top=True)
            return


class PlainTextScreen(ReaderScreen[None]):
    """Show lines of text. A line that does not start with a space is a heading."""

    OPENED_BY: ClassVar[tuple[str, ...]] = ("explain", "customer")
    DEFAULT_CSS = """
    PlainTextScreen { align: center middle; }
    PlainTextScreen > VerticalScroll {
        width: 96%; max-width: 116; height: auto; max-height: 100%;
        border: round $primary; border-title-color: $foreground;
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


def _full_text(fact: CareFact, now: datetime, keymap: Keymap) -> Content:
    seen = _("read {0}").format(labels.time_ago(fact.seen_at, now)) if fact.seen_at else ""
    source = " · ".join(part for part in (fact.source, seen) if part)
    lines = [
        Content.assemble((f"{fact.label}: ", "dim"), (fact.value or _("not known"), "bold")),
        Content(f"  {meaning}") if (meaning := _meaning_with_hints(fact, keymap)) else None,
        Content.styled("  " + _("source: {0}").format(source), "dim"),
    ]
    return Content("\n").join(line for line in lines if line is not None)


def _key_hints(fact: CareFact, keymap: Keymap) -> str:
    """Return the keys of the commands for a fact, such as "p confirm, P change"."""
    words = {
        "accept_kind": _("confirm"),
        "kind": _("change") if fact.value else _("set"),
        "fix": _("set the defect"),
        "board": _("defects"),
        "wake": _("wake up"),
        "author": _("set the author"),
        "reject": _("continue"),
        "refund": _("continue"),
        "filter": _("find a thread by its number"),
    }
    return ", ".join(
        f"{key} {words[name]}" for name in fact.actions if name in words and (key := keymap.key(name))
    )


def _meaning_with_hints(fact: CareFact, keymap: Keymap) -> str:
    """Return the meaning of a fact after the keys of its commands."""
    hints = _key_hints(fact, keymap)
    return " · ".join(part for part in (hints, fact.meaning) if part)
