"""The Business Care bar, folded over the conversation and whole on a screen of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from bizcare_tui.i18n import _
from bizcare_tui.ui import words
from bizcare_tui.ui.lines import wrapped

if TYPE_CHECKING:
    from bizcare_tui.desk.views import Conversation, Fact

# What a seller must see without asking, in this order; the rest where there is room.
ESSENTIAL = (
    "first_answer",
    "follow_up",
    "fix",
    "snoozed",
    "note",
    "holidays",
    "decision",
    "begun",
    "cover",
    "shop",
    "other_shops",
    "prestashop",
)
_LABEL = 18
# Of the screen of lines: its widest, and how far what goes on is set in.
_TEXT_WIDTH, _HANGING = 116, 12
# Lines of the bar from so many lines of the terminal on.
_LINES_FROM = ((45, 13), (36, 10), (28, 8), (20, 6), (12, 3), (0, 2))


class CareBar(Static):
    """The facts of the open thread over its conversation: the essentials, more where there is room.

    Its height follows from the size of the terminal alone: another one for each thread would lay
    out, and so repaint, the whole screen whenever a thread is opened.
    """

    DEFAULT_CSS = """
    CareBar {
        height: 1; background: $surface; padding: 0 1;
        text-wrap: nowrap; text-overflow: ellipsis;
    }
    """

    def __init__(self) -> None:
        super().__init__("", id="bar", markup=False)
        self._conversation: Conversation | None = None

    def show(self, conversation: Conversation) -> None:
        """Show the facts of a thread."""
        self._conversation = conversation
        self._update()

    def fold(self, height: int) -> None:
        """Take as many lines as a terminal of this height can spare."""
        self.styles.height = next(lines for least, lines in _LINES_FROM if height >= least)
        self._update()

    def _update(self) -> None:
        if self._conversation is None:
            return
        room = int(self.styles.height.value) - 1 if self.styles.height else 0
        facts = self._conversation.facts
        chosen = [fact for fact in facts if fact.key in ESSENTIAL]
        others = [fact for fact in facts if fact.key not in ESSENTIAL]
        shown = (chosen + others)[: max(room, 0)]
        title = Content.styled(self._conversation.row.topic, "bold")
        self.update(Content("\n").join([title, *map(_folded, shown)]), layout=False)


class FactsScreen(ModalScreen[None]):
    """All facts of a thread, with what they mean, their source and their age."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,i,q", "dismiss", _("back")),
        Binding("j,down", "scroll_text(1)", show=False),
        Binding("k,up", "scroll_text(-1)", show=False),
    ]
    DEFAULT_CSS = """
    FactsScreen { align: center middle; }
    FactsScreen > VerticalScroll {
        width: 90%; max-width: 110; height: auto; max-height: 90%;
        border: round $primary; padding: 1 2; background: $surface;
    }
    """

    def __init__(self, facts: Sequence[Fact], topic: str, now: datetime) -> None:
        super().__init__()
        self._facts = facts
        self._topic = topic
        self._now = now

    def compose(self) -> ComposeResult:
        """The facts, one under another."""
        with VerticalScroll() as scroll:
            scroll.border_title = _("Business Care facts · Esc closes")
            parts = [Content.styled(self._topic, "bold"), Content("")]
            for fact in self._facts:
                parts += [_whole(fact, self._now), Content("")]
            yield Static(Content("\n").join(parts), markup=False)

    def action_scroll_text(self, by: int) -> None:
        """Scroll by a line."""
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)


class TextScreen(ModalScreen[None]):
    """Lines of text to read. A line without a blank before it is a heading."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,e,C", "dismiss(None)"),
        Binding("j,down", "scroll_text(1)"),
        Binding("k,up", "scroll_text(-1)"),
        Binding("pagedown,space", "scroll_text(15)"),
        Binding("pageup", "scroll_text(-15)"),
    ]
    DEFAULT_CSS = """
    TextScreen { align: center middle; }
    TextScreen > VerticalScroll {
        width: 96%; max-width: 116; height: auto; max-height: 96%;
        border: round $primary; padding: 0 2; background: $surface;
    }
    """

    def __init__(self, title: str, lines: Sequence[str]) -> None:
        super().__init__()
        self._title = title
        self._lines = lines

    def compose(self) -> ComposeResult:
        """The lines."""
        with VerticalScroll() as scroll:
            scroll.border_title = self._title + _(" · Esc closes")
            yield Static("", markup=False)

    def on_resize(self) -> None:
        """Wrap the lines into the room there is, what goes on under what it belongs to."""
        width = min(self.size.width * 96 // 100, _TEXT_WIDTH) - 8
        parts = [piece for line in self._lines for piece in _hanging(line, width)]
        self.query_one(Static).update(Content("\n").join(parts))

    def action_scroll_text(self, by: int) -> None:
        """Scroll by lines."""
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)


def _hanging(line: str, width: int) -> Iterator[Content]:
    style = "bold" if line and not line.startswith(" ") else ""
    first, *others = wrapped(line, width) if len(line) > width else (line,)
    yield Content.styled(first, style)
    indent = " " * (_HANGING if line.startswith(" ") else 0)
    for piece in wrapped(" ".join(others), width - len(indent)) if others else ():
        yield Content.styled(indent + piece, style)


def _folded(fact: Fact) -> Content:
    label = fact.label.ljust(_LABEL)
    value = fact.value or _("not known")
    meaning = f"  {fact.meaning}" if fact.meaning else ""
    return Content.assemble((label, "dim"), (value, "bold" if fact.value else "italic"), (meaning, "dim"))


def _whole(fact: Fact, now: datetime) -> Content:
    seen = _("read {0}").format(words.ago(fact.seen_at, now)) if fact.seen_at else ""
    source = " · ".join(part for part in (fact.source, seen) if part)
    lines = [
        Content.assemble((f"{fact.label}: ", "dim"), (fact.value or _("not known"), "bold")),
        Content(f"  {fact.meaning}") if fact.meaning else None,
        Content.styled("  " + _("source: {0}").format(source), "dim"),
    ]
    return Content("\n").join(line for line in lines if line is not None)
