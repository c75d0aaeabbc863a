"""The Business Care bar above the conversation: chips, the purchase, the next step, and remarks.

What lays out its lines is imported for the first thread: until then the bar is empty, and the first frame
must not wait for it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from bizcare_tui.domain.thread_status import Urgency
from bizcare_tui.i18n import ngettext
from bizcare_tui.present.cells import fit
from bizcare_tui.present.tones import Tone
from bizcare_tui.ui.widgets.reporting import report
from bizcare_tui.ui.widgets.strips import build_strip

if TYPE_CHECKING:
    from bizcare_tui.desk.views import ConversationView
    from bizcare_tui.hints import Hint
    from bizcare_tui.present.care_bar_layout import PlacedChip
    from bizcare_tui.ui.commands.keymap import Keymap

_LINES = 3
# From this height of the terminal on, the bar has so many lines. The fourth is for remarks: notes, decisions,
# holidays. Of a terminal that is very low, most lines are the conversation's.
_LINES_BY_HEIGHT = ((20, 4), (12, _LINES), (0, 1))
# A line of the bar: its pieces, each with the name of its style.
BarLine = tuple[tuple[str, str], ...]


class CareBar(Widget, can_focus=False, inherit_bindings=False):
    """Show what a seller must see of a thread at a glance.

    The height depends on the size of the terminal alone. A height that depends on the thread would lay out
    and repaint the whole screen whenever another thread is shown.

    Args:
        keymap: the keys in force, which the next step names.
        now: returns the present time.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "care-bar--text",
        "care-bar--muted",
        "care-bar--label",
        "care-bar--presence",
        *(f"care-bar--{tone.value}" for tone in Tone),
    }
    DEFAULT_CSS = """
    CareBar {
        height: 3; background: $surface;
        & > .care-bar--text { color: $foreground; }
        & > .care-bar--muted { color: $tone-quiet; }
        & > .care-bar--label { color: $foreground; text-style: bold; }
        & > .care-bar--presence { color: $tone-soon; text-style: bold; }
        & > .care-bar--late { color: $tone-late; text-style: bold reverse; }
        & > .care-bar--soon { color: $tone-soon; text-style: bold; }
        & > .care-bar--today { color: $tone-today; text-style: bold; }
        & > .care-bar--owed { color: $foreground; text-style: bold; }
        & > .care-bar--good { color: $tone-good; }
        & > .care-bar--bad { color: $tone-bad; text-style: bold; }
        & > .care-bar--open { color: $tone-open; }
        & > .care-bar--calm { color: $tone-quiet; }
    }
    """

    class FactChosen(Message):
        """The bar was clicked; `fact` is the key of the fact that explains the place, "" for all facts."""

        def __init__(self, fact: str) -> None:
            super().__init__()
            self.fact = fact

    def __init__(self, keymap: Keymap, now: Callable[[], datetime], *, widget_id: str = "bar") -> None:
        super().__init__(id=widget_id)
        self._keymap = keymap
        self._now = now
        self._conversation: ConversationView | None = None
        self._presence = ""
        self._painted: list[BarLine] = []
        self._chips: list[PlacedChip] = []
        self._styles_of: dict[str, Style] = {}

    # --- what is shown -----------------------------------------------------------------------------

    def show(self, conversation: ConversationView | None) -> None:
        """Show what is most important about a thread; None empties the bar."""
        self._conversation = conversation
        self.update_lines()

    def show_presence(self, text: str) -> None:
        """Show who else has the thread open, at the right of the chips; an empty text for nobody."""
        if text != self._presence:
            self._presence = text
            self.update_lines()

    def fold(self, height: int) -> None:
        """Set the height of the bar for a terminal of this height."""
        self.styles.height = next(lines for least, lines in _LINES_BY_HEIGHT if height >= least)

    @property
    def is_outdated(self) -> bool:
        """Whether a deadline has passed since the thread was read."""
        summary = self._conversation.summary if self._conversation is not None else None
        return (
            summary is not None
            and summary.urgency is Urgency.DUE
            and summary.due is not None
            and summary.due <= self._now()
        )

    def update_lines(self) -> None:
        """Paint the lines that have changed; the time left does so by itself."""
        if not self.size.width:
            return
        lines: list[BarLine] = [()] * self.size.height
        self._chips = []
        if self._conversation is not None:
            lines = self._lines(self._conversation)
        for y, line in enumerate(lines):
            if y >= len(self._painted) or self._painted[y] != line:
                self.refresh(Region(0, y, self.size.width, 1))
        self._painted = lines

    def on_resize(self) -> None:
        """Write the lines for the new size."""
        self.update_lines()

    def on_click(self, event: events.Click) -> None:
        """Ask for the fact of the chip that was clicked, or for all facts."""
        if self._conversation is None:
            return
        from bizcare_tui.present.care_bar_layout import remark

        event.stop()
        chip = next((each.chip for each in self._chips if each.start <= event.x < each.end), None)
        found = remark(self._conversation.facts) if event.y == _LINES else None
        report(
            self,
            self.FactChosen(chip.fact if chip is not None and event.y == 0 else found.fact if found else ""),
        )

    # --- lines -------------------------------------------------------------------------------------

    def _lines(self, conversation: ConversationView) -> list[BarLine]:
        from bizcare_tui.present.care_bar_layout import next_lines, purchase_line

        width, height, now = self.size.width, self.size.height, self._now()
        room = max(width - 2, 1)
        below = self._remark_line(conversation, room) if height > _LINES else None
        most = 2 if height > _LINES and below is None else 1
        steps = next_lines(conversation.summary, now, self._name_of, room, most)
        lines = [
            self._chip_line(conversation, now, width),
            ((f" {purchase_line(conversation, room)}", "muted"),),
            *(((f" {text}", "text"),) for text in steps),
        ]
        if below is not None:
            lines.append(below)
        return [*lines, *[()] * (height - len(lines))][:height]

    def _chip_line(self, conversation: ConversationView, now: datetime, width: int) -> BarLine:
        from bizcare_tui.present.care_bar_layout import place_chips
        from bizcare_tui.present.care_lines import chips

        self._chips, presence = place_chips(chips(conversation.summary, now), self._presence, width)
        pieces: list[tuple[str, str]] = []
        column = 0
        for each in self._chips:
            pieces += [(" " * (each.start - column), "text"), (each.text, each.chip.tone.value)]
            column = each.end
        pieces.append((f"{presence} ".rjust(width - column) if presence else "", "presence"))
        return tuple(pieces)

    def _remark_line(self, conversation: ConversationView, room: int) -> BarLine | None:
        from bizcare_tui.present.care_bar_layout import remark

        found = remark(conversation.facts)
        if found is None:
            return None
        others = ""
        if found.others:
            text = ngettext("{n} more ({bar})", "{n} more ({bar})", found.others)
            others = self._keymap.fill("  " + text, n=found.others)
        text = fit(found.text, max(room - len(found.label) - 2 - len(others), 8)).rstrip()
        return ((f" {found.label}  ", "label"), (text, "text"), (others, "muted"))

    def _name_of(self, hint: Hint) -> str:
        return self._keymap.name(hint.command)

    # --- painting ----------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """Return a line of the bar."""
        line = self._painted[y] if y < len(self._painted) else ()
        width = self.size.width
        plain = self._style("text")
        return build_strip([*((text, self._style(name)) for text, name in line), (" " * width, plain)], width)

    def _style(self, name: str) -> Style:
        if name not in self._styles_of:
            style = self.get_component_rich_style(f"care-bar--{name}")
            if name == Tone.LATE.value and self.app.no_color:
                style += Style(reverse=True)
            self._styles_of[name] = style
        return self._styles_of[name]

    def notify_style_update(self) -> None:
        """Discard the styles of the previous theme."""
        self._styles_of.clear()
        super().notify_style_update()
