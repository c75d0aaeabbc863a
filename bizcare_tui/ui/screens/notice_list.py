"""The last notices in full, each with its time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from bizcare_tui.domain.dates import short_moment_in_words
from bizcare_tui.i18n import _, labelled
from bizcare_tui.ui.background.notice_board import PastNotice
from bizcare_tui.ui.screens.dialog_base import DIALOG_CSS
from bizcare_tui.ui.screens.reader_screen import ReaderScreen
from bizcare_tui.ui.widgets.wrapped_text import HangingText


class NoticesScreen(ReaderScreen[None]):
    """Show notices in full, in the order given."""

    OPENED_BY: ClassVar[tuple[str, ...]] = ("notices",)
    DEFAULT_CSS = (
        "NoticesScreen {"
        + DIALOG_CSS
        + """}
    NoticesScreen > .box Static { height: auto; margin-bottom: 1; }
    NoticesScreen .-error { color: $text-error; }
    NoticesScreen .-warning { color: $tone-soon; }
    """
    )

    def __init__(self, notices: Sequence[PastNotice]) -> None:
        super().__init__()
        self._notices = notices

    def compose(self) -> ComposeResult:
        """Compose the notices, or what will be here."""
        with VerticalScroll(classes="box", can_focus=False) as box:
            box.border_title = _("Last notices")
            if not self._notices:
                text = _("There were no notices yet. What the app reports above its keys is listed here.")
                yield Static(text, markup=False)
            for each in self._notices:
                yield Static(HangingText(_content(each)), markup=False, classes=f"-{each.notice.severity}")


def _content(past: PastNotice) -> Content:
    notice = past.notice
    title = labelled(notice.title) if notice.title else ""
    return Content.assemble(
        (f"{short_moment_in_words(past.at)}  ", "dim"), f"{notice.sign} ", (title, "bold"), notice.text
    )
