"""Presence in the app: show where colleagues are, and report which thread is open here."""

from __future__ import annotations

import time
from collections import defaultdict
from contextlib import suppress
from typing import TYPE_CHECKING

from bizcare_tui.errors import BizcareError
from bizcare_tui.i18n import _, format_number, ngettext
from bizcare_tui.present import labels
from bizcare_tui.ui.background.reply_writer import ReplyWriter
from bizcare_tui.ui.notices import NoticeKind

if TYPE_CHECKING:
    from bizcare_tui.desk.presence import Colleague, SinceLastVisit
    from bizcare_tui.ui.workspace import Workspace


class PresenceReporter:
    """Show the presence of colleagues in the panes, and report the person's own presence."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._present: list[Colleague] = []
        self._reported: tuple[int | None, bool] | None = None
        self._next_report_at = 0.0

    # --- presence ----------------------------------------------------------------------------------

    def beat(self) -> None:
        """Report which thread is open here, if that changed or `PRESENCE_INTERVAL_SECONDS` have passed."""
        if not self._workspace.desk.pulse.last.exists:
            return
        from bizcare_tui.desk.presence import PRESENCE_INTERVAL_SECONDS

        shown = self._workspace.panes.conversation if self._workspace.panes.in_conversation else None
        current = (shown.row.id if shown else None, self._workspace.part(ReplyWriter).is_open)
        if current != self._reported or time.monotonic() >= self._next_report_at:
            self._reported, self._next_report_at = current, time.monotonic() + PRESENCE_INTERVAL_SECONDS
            self._workspace.run_worker(self._report_presence(*current), group="beat", exclusive=True)

    async def _report_presence(self, thread_id: int | None, is_writing: bool) -> None:
        await self._workspace.read(
            lambda: self._workspace.desk.presence.report_presence(thread_id, writes=is_writing)
        )

    async def look(self) -> None:
        """Show which colleagues are present, and whether one took over the reply being written."""
        if not self._workspace.desk.pulse.last.exists:
            return
        present = await self._workspace.read(self._workspace.desk.presence.here)
        if present is None:
            return
        self._present = present
        in_threads: dict[int, list[Colleague]] = defaultdict(list)
        for colleague in present:
            if colleague.thread_id is not None:
                in_threads[colleague.thread_id].append(colleague)
        self._workspace.panes.inbox.show_presence(
            {thread_id: labels.presence_label(who) for thread_id, who in in_threads.items()}
        )
        self.show_colleagues_here()
        await self._workspace.part(ReplyWriter).check_reply_lock()

    def show_colleagues_here(self) -> None:
        """Show at the conversation which colleagues have the same thread open."""
        shown = self._workspace.panes.conversation
        colleagues = [each for each in self._present if shown is not None and each.thread_id == shown.row.id]
        text = f"→ {labels.presence_label(colleagues)}" if colleagues else ""
        self._workspace.panes.bar.show_presence(text)

    def logins(self) -> list[str]:
        """Return the logins of the colleagues who are present."""
        return sorted({colleague.login for colleague in self._present})

    def leave(self) -> None:
        """Report that the person leaves, and store the time of this visit."""
        if self._workspace.desk.pulse.last.exists:
            with suppress(BizcareError):
                self._workspace.desk.presence.leave()
                self._workspace.desk.presence.record_visit(None, self._workspace.desk.now())

    # --- last visit --------------------------------------------------------------------------------

    async def notify_news(self) -> None:
        """Notify the person of what happened since the last visit, if anything did."""
        last_visit: SinceLastVisit | None = await self._read_last_visit()
        if last_visit is None or last_visit.since is None or not last_visit.rows:
            return
        count = len(last_visit.rows)
        text = ngettext("{n} event", "{n} events", count).format(n=format_number(count))
        since = labels.time_ago(last_visit.since, self._workspace.desk.now())
        self._workspace.notify(
            self._workspace.keymap.fill(
                _("{0} since your last visit, {1}. Press {away} for details."), text, since
            ),
            kind=NoticeKind.LAST_VISIT,
        )

    async def show_last_visit(self) -> None:
        """Show what happened since the person's last visit."""
        from bizcare_tui.ui.screens.last_visit import LastVisitScreen

        last_visit = await self._read_last_visit()
        if last_visit is None:
            return
        thread_id = await self._workspace.ask(LastVisitScreen(last_visit, self._workspace.desk.now()))
        # The person has seen these events now, so they are not shown again.
        await self._workspace.read(
            self._workspace.desk.presence.record_visit, last_visit, self._workspace.desk.now()
        )
        if thread_id is not None:
            await self._workspace.open_thread(thread_id)

    async def _read_last_visit(self) -> SinceLastVisit | None:
        if not self._workspace.desk.pulse.last.exists:
            return None
        last_visit: SinceLastVisit | None = await self._workspace.read(self._workspace.desk.presence.away)
        return last_visit
