"""The picker of another thread, found by search, with its last message."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any

from textual.content import Content

from bizcare_tui.desk.thread_finder import FoundThread
from bizcare_tui.desk.views import MessageView
from bizcare_tui.i18n import _
from bizcare_tui.present import labels
from bizcare_tui.present.cells import fit
from bizcare_tui.ui.screens.picker import PickerScreen

_NUMBER_WIDTH, _STATE_WIDTH = 8, 14


class ThreadScreen(PickerScreen[Any, FoundThread]):
    """Choose a thread to link with; a linked one to remove the link. The result is that of `link`.

    Args:
        about: the title of the thread that the dialog is about.
        find: finds threads for a text; those of the same customer come first.
        last_message: reads the last message of a thread; None if it has none.
        link: links with the chosen thread, or removes the link; if it raises, the picker stays open.
        now: the time that deadlines are compared with.
    """

    def __init__(
        self,
        about: str,
        *,
        find: Callable[[str], Awaitable[Sequence[FoundThread]]],
        last_message: Callable[[int], Awaitable[MessageView | None]],
        link: Callable[[FoundThread], Awaitable[Any]],
        now: Callable[[], datetime],
    ) -> None:
        super().__init__(_("Link with another thread"), _("words, #number, from:ana, is:late …"), about)
        self._find = find
        self._last_message = last_message
        self._link = link
        self._now = now

    async def find(self, text: str) -> Sequence[FoundThread]:
        """Return the threads for a text."""
        return await self._find(text)

    def line_of(self, row: FoundThread) -> Content:
        """Return the line of a thread: a mark, its number, its state and its title."""
        thread = row.row
        mark = "✓" if row.is_linked else "=" if row.is_same_customer else " "
        _style, state = labels.deadline_style_and_label(thread, self._now())
        return Content.assemble(
            (f"{mark} ", "bold"),
            f"{fit(f'#{thread.id}', _NUMBER_WIDTH)} ",
            (f"{fit(state, _STATE_WIDTH)} ", "$tone-quiet"),
            thread.topic,
        )

    def nothing_text(self, text: str) -> str:
        """Return that no thread matches, or that the customer has no other one."""
        number = text.strip().removeprefix("#")
        if number.isdecimal():
            return _("There is no thread {0} here.").format(number)
        if number:
            return _("No thread matches.")
        return _("This customer has no other thread here. Type words or a number to find one.")

    async def preview_of(self, row: FoundThread) -> Content:
        """Return the title, the state and the last message of a thread."""
        thread = row.row
        message = await self._last_message(thread.id)
        _style, state = labels.deadline_style_and_label(thread, self._now())
        facts = (state, thread.customer, thread.shop, thread.product)
        lines = [
            Content.styled(f"#{thread.id} {thread.topic}", "bold"),
            Content(" · ".join(fact for fact in facts if fact)),
        ]
        if row.is_linked:
            lines.append(Content.styled(_("✓ linked already: choosing it removes the link"), "bold"))
        if row.is_same_customer:
            lines.append(Content(_("= the same customer")))
        if message is not None:
            author = labels.author_label(message.author)
            when = labels.time_ago(message.at, self._now())
            lines += [Content(""), Content.styled(f"{author} · {when}", "$tone-quiet"), Content(message.text)]
        return Content("\n").join(lines)

    async def accept(self, row: FoundThread) -> Any:
        """Link with the thread, or remove the link."""
        return await self._link(row)
