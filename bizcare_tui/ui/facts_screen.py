"""The Business Care bar over the conversation, the screen of all facts, and a screen for plain text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from bizcare_tui.i18n import _
from bizcare_tui.present import labels
from bizcare_tui.present.cells import wrap
from bizcare_tui.ui.actions import Action, key_label
from bizcare_tui.ui.dialog_base import Dialog

if TYPE_CHECKING:
    from bizcare_tui.desk.views import CareFact, ConversationView

# The facts that the bar shows first, as a seller must always see them; other facts follow if there is room.
ESSENTIAL_FACTS = (
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
_LABEL_WIDTH = 18
# Of the text screen: the greatest width, and the indentation of wrapped lines.
_TEXT_WIDTH, _INDENT = 116, 12
# From this height of the terminal on, the bar has this many lines.
_LINES_BY_HEIGHT = ((45, 13), (36, 10), (28, 8), (20, 6), (12, 3), (0, 2))


class CareBar(Static):
    """Show the facts of the open thread above its conversation: the essential ones, more if there is room.

    The height depends on the size of the terminal alone. A height that depends on the thread would lay out
    and repaint the whole screen whenever a thread is opened.
    """

    DEFAULT_CSS = """
    CareBar {
        height: 1; background: $surface; padding: 0 1;
        text-wrap: nowrap; text-overflow: ellipsis;
    }
    """

    def __init__(self, actions: Sequence[Action]) -> None:
        super().__init__("", id="bar", markup=False)
        self._actions = actions
        self._conversation: ConversationView | None = None

    def show(self, conversation: ConversationView) -> None:
        """Show the facts of a thread."""
        self._conversation = conversation
        self._update()

    def fold(self, height: int) -> None:
        """Set the height of the bar for a terminal of this height."""
        self.styles.height = next(lines for min_height, lines in _LINES_BY_HEIGHT if height >= min_height)
        self._update()

    def _update(self) -> None:
        if self._conversation is None:
            return
        room = int(self.styles.height.value) - 1 if self.styles.height else 0
        facts = self._conversation.facts
        essential = [fact for fact in facts if fact.key in ESSENTIAL_FACTS]
        others = [fact for fact in facts if fact.key not in ESSENTIAL_FACTS]
        shown = (essential + others)[: max(room, 0)]
        title = Content.styled(self._conversation.row.topic, "bold")
        self.update(
            Content("\n").join([title, *(_short_text(fact, self._actions) for fact in shown)]), layout=False
        )


class FactsScreen(Dialog[None]):
    """Show all facts of a thread, with their meaning, source and age."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,i,q", "dismiss", show=False),
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

    def __init__(
        self, facts: Sequence[CareFact], topic: str, now: datetime, actions: Sequence[Action] = ()
    ) -> None:
        super().__init__()
        self._actions = actions
        self._facts = facts
        self._topic = topic
        self._now = now

    def compose(self) -> ComposeResult:
        """Show the facts, one below the other."""
        with VerticalScroll() as scroll:
            scroll.border_title = _("Business Care facts · Esc closes")
            parts = [Content.styled(self._topic, "bold"), Content("")]
            for fact in self._facts:
                parts += [_full_text(fact, self._now, self._actions), Content("")]
            yield Static(Content("\n").join(parts), markup=False)

    def action_scroll_text(self, by: int) -> None:
        """Scroll by a line."""
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)


class PlainTextScreen(Dialog[None]):
    """Show lines of text. A line that does not start with a space is a heading."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,e,C", "dismiss(None)"),
        Binding("j,down", "scroll_text(1)"),
        Binding("k,up", "scroll_text(-1)"),
        Binding("pagedown,space", "scroll_text(15)"),
        Binding("pageup", "scroll_text(-15)"),
    ]
    DEFAULT_CSS = """
    PlainTextScreen { align: center middle; }
    PlainTextScreen > VerticalScroll {
        width: 96%; max-width: 116; height: auto; max-height: 96%;
        border: round $primary; padding: 0 2; background: $surface;
    }
    """

    def __init__(self, title: str, lines: Sequence[str]) -> None:
        super().__init__()
        self._title = title
        self._lines = lines

    def compose(self) -> ComposeResult:
        """Show the frame; `on_resize` adds the lines."""
        with VerticalScroll() as scroll:
            scroll.border_title = self._title + _(" · Esc closes")
            yield Static("", markup=False)

    def on_resize(self) -> None:
        """Wrap the lines to the width, with wrapped parts indented."""
        width = min(self.size.width * 96 // 100, _TEXT_WIDTH) - 8
        parts = [piece for line in self._lines for piece in _wrapped_with_indent(line, width)]
        for text in self.query(Static):
            text.update(Content("\n").join(parts))

    def action_scroll_text(self, by: int) -> None:
        """Scroll by lines."""
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)


def _wrapped_with_indent(line: str, width: int) -> Iterator[Content]:
    style = "bold" if line and not line.startswith(" ") else ""
    first, *other_pieces = wrap(line, width) if len(line) > width else (line,)
    yield Content.styled(first, style)
    indent = " " * (_INDENT if line.startswith(" ") else 0)
    for piece in wrap(" ".join(other_pieces), width - len(indent)) if other_pieces else ():
        yield Content.styled(indent + piece, style)


def key_hints(fact: CareFact, actions: Sequence[Action]) -> str:
    """Return the keys of the actions for a fact, such as "p confirm, P change"."""
    words = {
        "accept_kind": _("confirm"),
        "kind": _("change") if fact.value else _("set"),
        "fix": _("name the defect"),
        "board": _("defects"),
        "wake": _("wake up"),
        "author": _("set the author"),
        "reject": _("go on"),
        "refund": _("go on"),
        "filter": _("find one by its number"),
    }
    actions_by_id = {action.id: action for action in actions}
    return ", ".join(
        f"{key_label(actions_by_id[name].keys[0])} {words[name]}"
        for name in fact.actions
        if name in actions_by_id and actions_by_id[name].keys
    )


def _meaning_with_hints(fact: CareFact, actions: Sequence[Action]) -> str:
    hints = key_hints(fact, actions)
    # The hints come first, as a narrow terminal cuts off the end.
    return " · ".join(part for part in (hints, fact.meaning) if part)


def _short_text(fact: CareFact, actions: Sequence[Action]) -> Content:
    label = fact.label.ljust(_LABEL_WIDTH)
    value = fact.value or _("not known")
    meaning = f"  {text}" if (text := _meaning_with_hints(fact, actions)) else ""
    return Content.assemble((label, "dim"), (value, "bold" if fact.value else "italic"), (meaning, "dim"))


def _full_text(fact: CareFact, now: datetime, actions: Sequence[Action]) -> Content:
    seen = _("read {0}").format(labels.time_ago(fact.seen_at, now)) if fact.seen_at else ""
    source = " · ".join(part for part in (fact.source, seen) if part)
    lines = [
        Content.assemble((f"{fact.label}: ", "dim"), (fact.value or _("not known"), "bold")),
        Content(f"  {meaning}") if (meaning := _meaning_with_hints(fact, actions)) else None,
        Content.styled("  " + _("source: {0}").format(source), "dim"),
    ]
    return Content("\n").join(line for line in lines if line is not None)
