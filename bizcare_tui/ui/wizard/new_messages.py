"""The line in a wizard that says how many messages arrived since it was begun."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from textual import work
from textual.content import Content
from textual.widgets import Static

from bizcare_tui.errors import BizcareError
from bizcare_tui.i18n import _

# Interval at which the thread is checked for new messages.
NEW_MESSAGES_POLL_SECONDS = 1.0


class NewMessagesNotice(Static):
    """Counts the new messages of a thread regularly. It is visible while there are any.

    Args:
        count_new: returns the number of new messages; called in a worker thread.
        key: returns the key that shows them, as text.
    """

    DEFAULT_CSS = """
    NewMessagesNotice {
        height: auto; max-height: 2; padding: 0 1; display: none; background: $block-cursor-background;
        &.-visible { display: block; }
    }
    """

    def __init__(self, count_new: Callable[[], int], key: Callable[[], str]) -> None:
        super().__init__("", id="news", markup=False)
        self.count = 0
        self._count_new = count_new
        self._key = key

    def on_mount(self) -> None:
        """Start to check for new messages."""
        self.set_interval(NEW_MESSAGES_POLL_SECONDS, self._check)

    def update_count(self, count: int) -> None:
        """Show another number of new messages."""
        self.count = count
        self.set_class(bool(count), "-visible")
        if count:
            text = _("⚠ New messages since you started: {0}. {1} shows them.")
            self.update(Content(text.format(count, self._key())))

    @work(exclusive=True, group="wizard-look")
    async def _check(self) -> None:
        try:
            count = await asyncio.to_thread(self._count_new)
        except BizcareError:
            return
        if count != self.count and self.is_mounted:
            self.update_count(count)
