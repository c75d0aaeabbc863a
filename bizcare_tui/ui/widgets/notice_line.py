"""The line for notices above the key hints of every screen."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from bizcare_tui.i18n import labelled
from bizcare_tui.present.cells import fit, wrap
from bizcare_tui.ui.notices import ScreenNotice
from bizcare_tui.ui.widgets.reporting import report

# A longer notice is cut; the list of the last notices has it in full.
_MAX_LINES = 3


class NoticeLine(Static):
    """Show one notice. The line keeps its place while it is empty, so that nothing moves when one arrives.

    It takes more lines only for a text that does not fit into one.
    """

    DEFAULT_CSS = """
    NoticeLine {
        height: 1; padding: 0 1;
        &.-warning { color: $tone-soon; }
        &.-error { color: $text-error; text-style: bold; }
    }
    """

    class Clicked(Message):
        """A notice was clicked."""

    def __init__(self) -> None:
        super().__init__("", id="notice", markup=False)
        self._notice: ScreenNotice | None = None
        self._list_key = ""

    def show(self, notice: ScreenNotice | None, list_key: str) -> None:
        """Show a notice, or none; `list_key` is the key of the list that has it in full."""
        if notice != self._notice:
            self._notice, self._list_key = notice, list_key
            self._draw(self.size.width or self.app.size.width)

    def _draw(self, width: int) -> None:
        notice = self._notice
        lines = _lines(notice, width - self.styles.padding.width, self._list_key) if notice else [""]
        self.set_class(notice is not None and notice.severity == "warning", "-warning")
        self.set_class(notice is not None and notice.is_error, "-error")
        self.update(Content("\n".join(lines)), layout=False)
        height = self.styles.height
        if height is None or height.value != len(lines):
            self.styles.height = len(lines)

    def on_resize(self, event: events.Resize) -> None:
        """Wrap the notice to the width."""
        self._draw(event.size.width)

    def on_click(self, event: events.Click) -> None:
        """Report that the notice was clicked."""
        event.stop()
        if self._notice is not None:
            report(self, self.Clicked())


def _lines(notice: ScreenNotice, width: int, list_key: str) -> list[str]:
    """Return a notice in lines of this many columns, the first one with its sign."""
    text = labelled(notice.title, notice.text) if notice.title else notice.text
    lines = list(wrap(" ".join(text.split()), max(1, width - 2)))
    if len(lines) > _MAX_LINES:
        more = f"… {list_key}"
        last = fit(lines[_MAX_LINES - 1], max(0, width - 2 - len(more)))
        lines = [*lines[: _MAX_LINES - 1], f"{last.rstrip(' …')}{more}"]
    return [f"{notice.sign if index == 0 else ' '} {line}" for index, line in enumerate(lines)]
