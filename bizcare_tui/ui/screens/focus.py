"""The end of focus mode: until when nothing is due, and what comes next."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from bizcare_tui.domain.focus import FocusQueue, end_in_words, following_in_words, set_aside_in_words
from bizcare_tui.i18n import _, ngettext
from bizcare_tui.ui.commands.command import Context
from bizcare_tui.ui.screens.dialog_base import DIALOG_CSS, Dialog


class FocusEnd(Enum):
    """How to go on at the end of focus mode."""

    FOLLOWING = "following"
    SKIPPED = "skipped"


class FocusEndScreen(Dialog[FocusEnd | None]):
    """Say that the queue ends here. The result is how to go on; None: in the inbox."""

    CONTEXT: ClassVar[Context | None] = Context.FOCUS_END
    OPENED_BY: ClassVar[tuple[str, ...]] = ("focus",)
    DEFAULT_CSS = (
        "FocusEndScreen {"
        + DIALOG_CSS
        + "} FocusEndScreen .end { text-style: bold; margin: 1 0; height: auto; }"
    )

    def __init__(self, queue: FocusQueue, finished: int, now: datetime) -> None:
        super().__init__()
        self._queue = queue
        self._finished = finished
        self._now = now

    def compose(self) -> ComposeResult:
        """Show what was done, what is left, and the keys."""
        queue, done = self._queue, self._finished
        lines = [
            ngettext("{n} ticket finished.", "{n} tickets finished.", done).format(n=done) if done else "",
            set_aside_in_words(queue),
            following_in_words(queue, self._now),
        ]
        with Vertical(classes="box") as box:
            box.border_title = _("Focus mode")
            yield Static(Content(end_in_words(queue, self._now)), classes="end", markup=False)
            yield Static(Content("\n".join(line for line in lines if line)), markup=False)
            yield Static(Content("\n" + "   ".join(self._keys())), markup=False)

    def _keys(self) -> list[str]:
        keys = []
        if self._queue.obligations:
            keys.append(f"{self.key_of('focus_skipped')} {_('back to what was skipped')}")
        if self._queue.following is not None:
            keys.append(f"{self.key_of('focus_following')} {_('go on with what is next')}")
        return [*keys, f"{self.key_of('close')} {_('inbox')}"]

    def go_on(self) -> None:
        """Close, to go on with what is due after the horizon, if anything is."""
        if self._queue.following is not None:
            self.dismiss(FocusEnd.FOLLOWING)

    def go_back(self) -> None:
        """Close, to go back to what was skipped, if anything was."""
        if self._queue.obligations:
            self.dismiss(FocusEnd.SKIPPED)
