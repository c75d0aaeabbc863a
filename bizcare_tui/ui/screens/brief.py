"""The morning brief: what is late, due and new. Each line leads to its threads."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from bizcare_tui.domain.brief import Brief, BriefKind, BriefLine, line_in_words, title
from bizcare_tui.domain.clock import marketplace_date
from bizcare_tui.errors import BizcareError
from bizcare_tui.i18n import _
from bizcare_tui.present.tones import Tone
from bizcare_tui.ui.screens.dialog_base import DIALOG_CSS, ModalList
from bizcare_tui.ui.screens.list_screen import ListScreen
from bizcare_tui.ui.tones import TONE_STYLES

BRIEF_POLL_SECONDS = 1.0
_LATE = (BriefKind.BECAME_LATE, BriefKind.LATE_BEFORE)


class BriefScreen(ListScreen[str | None, BriefLine | None]):
    """The lines of the brief below one that leads to the inbox.

    The result is the query of the chosen line; empty or None: the inbox as it is.

    Args:
        brief: what it says.
        read: reads it again when the store has changed, as after a sync, and on a new day.
        now: returns the present time.
        revision: returns the number of the store's last change.
    """

    OPENED_BY: ClassVar[tuple[str, ...]] = ("brief",)
    DEFAULT_CSS = (
        "BriefScreen {"
        + DIALOG_CSS
        + "} BriefScreen OptionList { border: none; height: auto; max-height: 14; }"
    )

    def __init__(
        self,
        brief: Brief,
        read: Callable[[], Brief],
        now: Callable[[], datetime],
        revision: Callable[[], int],
    ) -> None:
        super().__init__()
        self._brief = brief
        self._read_brief = read
        self._now = now
        self._revision = revision
        self._shown_revision = revision()

    def compose(self) -> ComposeResult:
        """Compose the list."""
        with Vertical(classes="box"):
            yield ModalList(compact=True, markup=False)

    def on_mount(self) -> None:
        """Show the lines, and keep them up to date."""
        self._show()
        self.set_interval(BRIEF_POLL_SECONDS, self._refresh_if_changed)

    def line_of(self, row: BriefLine | None) -> Content:
        """Return a line; what is late is the most visible."""
        if row is None:
            return Content(
                _("Go on to the inbox") if self._brief.lines else _("Nothing needs you. To the inbox")
            )
        text = line_in_words(row, self._brief.period, self._now())
        if row.kind is BriefKind.AUTHORS:
            text = self.fill(_("{0} ({authors} says who)"), text)
        return Content.styled(text, TONE_STYLES[Tone.LATE]) if row.kind in _LATE else Content(text)

    def id_of(self, row: BriefLine | None) -> BriefKind | None:
        """Return the kind of a line."""
        return row.kind if row is not None else None

    def handle_chosen(self, row: BriefLine | None) -> None:
        """Close with the query of the chosen line."""
        self.dismiss(row.query if row is not None else None)

    def _show(self) -> None:
        self.query_one(".box").border_title = title(self._brief)
        self.show_rows((None, *self._brief.lines))

    def _refresh_if_changed(self) -> None:
        is_past = self._brief.period.day != marketplace_date(self._now())
        if is_past or self._revision() != self._shown_revision:
            self._shown_revision = self._revision()
            self._read_again()

    @work(exclusive=True)
    async def _read_again(self) -> None:
        try:
            self._brief = await asyncio.to_thread(self._read_brief)
        except BizcareError as error:
            self.fail(error)
        else:
            self._show()
