"""The Business Care bar above the conversation, and the keys of what can be done about its facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from bizcare_tui.i18n import _
from bizcare_tui.ui.commands.keymap import Keymap

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

    def __init__(self, keymap: Keymap) -> None:
        super().__init__("", id="bar", markup=False)
        self._keymap = keymap
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
            Content("\n").join([title, *(_short_text(fact, self._keymap) for fact in shown)]), layout=False
        )


def key_hints(fact: CareFact, keymap: Keymap) -> str:
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


def meaning_with_hints(fact: CareFact, keymap: Keymap) -> str:
    """Return the meaning of a fact after the keys of its commands."""
    hints = key_hints(fact, keymap)
    # The hints come first, as a narrow terminal cuts off the end.
    return " · ".join(part for part in (hints, fact.meaning) if part)


def _short_text(fact: CareFact, keymap: Keymap) -> Content:
    label = fact.label.ljust(_LABEL_WIDTH - 1) + " "
    value = fact.value or _("not known")
    meaning = f"  {text}" if (text := meaning_with_hints(fact, keymap)) else ""
    return Content.assemble((label, "dim"), (value, "bold" if fact.value else "italic"), (meaning, "dim"))
