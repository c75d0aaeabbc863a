"""The status line: counters, sync, outbox, colleagues, progress and clock."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from bizcare_tui.desk.sections import parse_query
from bizcare_tui.domain.counters import Counters, late_in_words, rest_in_words
from bizcare_tui.domain.durations import format_duration
from bizcare_tui.errors import BizcareError
from bizcare_tui.i18n import _, ngettext
from bizcare_tui.ui.background.inbox_loading import InboxLoader
from bizcare_tui.ui.background.outbox_runner import OutboxRunner
from bizcare_tui.ui.background.presence import PresenceReporter
from bizcare_tui.ui.background.store_watch import StoreWatch
from bizcare_tui.ui.background.sync_runner import PROBLEM_SIGN, SyncRunner
from bizcare_tui.ui.background.thread_preview import PAUSE_SECONDS
from bizcare_tui.ui.startup.first_screen import WIDE
from bizcare_tui.ui.widgets.top_line import StatusPart

if TYPE_CHECKING:
    from bizcare_tui.ui.workspace import Workspace


class StatusLine:
    """Collects what the status line says, and shows it in the panes."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._counters = Counters()
        self._is_counted = False
        # How many deadlines depend on who wrote a message, and the revision of the store when it was counted.
        self._unclear, self._unclear_at = 0, -1
        self._parts: list[StatusPart] = []
        self._progress_text = ""
        self._mark_timer: asyncio.TimerHandle | None = None

    @property
    def is_pending(self) -> bool:
        """Whether a deadline will be marked when the cursor has rested."""
        return self._mark_timer is not None

    def show_progress(self, text: str) -> None:
        """Show the progress of a verb on many threads; an empty text ends it."""
        self._progress_text = text
        self.update()

    def update(self) -> None:
        """Show the last known states of sync, outbox, colleagues and clock."""
        workspace, sync = self._workspace, self._workspace.part(SyncRunner)
        pulse = workspace.part(StoreWatch).pulse
        sync_text = sync.words(pulse.sync if pulse else None)
        if sync.store_problem:
            self._parts = [StatusPart(sync_text)]
        else:
            logins = workspace.part(PresenceReporter).logins()
            parts = [
                StatusPart(self._progress_text),
                StatusPart(workspace.part(OutboxRunner).words(pulse.outbox) if pulse else ""),
                self._unclear_part(),
                StatusPart(self._demo_text() if workspace.demo else "", dropped=5),
                StatusPart(_("also here: {0}").format(", ".join(logins)) if logins else "", dropped=3),
                StatusPart(sync_text, dropped=0 if PROBLEM_SIGN in sync_text else 4),
                StatusPart(self._clock_text()),
            ]
            self._parts = [part for part in parts if part.text]
        self.show()

    def mark_deadline_soon(self) -> None:
        """Mark the obligation under the cursor when the cursor rests: a move itself paints nothing else."""
        if self._mark_timer is not None:
            self._mark_timer.cancel()
        self._mark_timer = asyncio.get_running_loop().call_later(PAUSE_SECONDS, self._mark_deadline)

    def _mark_deadline(self) -> None:
        """Mark the obligation under the cursor in the line of deadlines."""
        self._mark_timer = None
        panes = self._workspace.panes
        row = panes.inbox.row
        panes.deadlines.mark(row.obligation_late_at if row is not None else None)

    def show(self) -> None:
        """Show the counters, the obligations out of view, and the last known states."""
        self._mark_deadline()
        self.show_out_of_view()

    def show_out_of_view(self) -> None:
        """Show the same, but mark no deadline: the cursor is being moved."""
        now = self._workspace.desk.now()
        late, rest = late_in_words(self._counters.late), rest_in_words(self._counters, now)
        brief = rest_in_words(self._counters, now, brief=True)
        pulse = self._workspace.part(StoreWatch).pulse
        is_synced = pulse is not None and pulse.sync.last_synced_at is not None
        if self._is_counted and is_synced and not late and not rest:
            rest = brief = [_("nothing is due")]
        hidden = self._workspace.part(InboxLoader).counts.hidden_obligations()
        # What is out of sight is counted at the left as well; what became of replies is not.
        parts = [*(StatusPart(text, dropped=1) for text in hidden), *self._parts]
        self._workspace.panes.top_line.show(late, (rest, brief), parts)

    def count(self) -> None:
        """Count late, due and missed threads in the background, and show the counts."""
        self._workspace.run_worker(self._count, group="counters", exclusive=True)

    async def _count(self) -> None:
        with suppress(BizcareError):  # the watch of the store reports a store that cannot be read
            statistics = self._workspace.desk.statistics
            counters = await asyncio.to_thread(statistics.counters)
            self._workspace.panes.deadlines.show(await asyncio.to_thread(statistics.upcoming), counters.late)
            if counters != self._counters or not self._is_counted:
                self._counters, self._is_counted = counters, True
                self.show()
            await self._count_unclear()

    async def _count_unclear(self) -> None:
        """Count the deadlines that depend on who wrote a message, which time alone does not change."""
        desk = self._workspace.desk
        revision = desk.pulse.last.revision
        if revision == self._unclear_at:
            return
        counts = await asyncio.to_thread(desk.inbox.counts, [query := parse_query("has:unknown")])
        self._unclear_at = revision
        if counts[query] != self._unclear:
            self._unclear = counts[query]
            self.update()

    def _unclear_part(self) -> StatusPart:
        """Return how many deadlines depend on who wrote a message, with the key that leads there."""
        count, keymap = self._unclear, self._workspace.keymap
        if not count:
            return StatusPart("")
        text = ngettext(
            "{n} deadline depends on who wrote a message ({authors})",
            "{n} deadlines depend on who wrote a message ({authors})",
            count,
        )
        brief = keymap.fill(_("{n} unclear ({authors})"), n=count)
        return StatusPart(keymap.fill(text, n=count), dropped=2, brief=brief)

    def _demo_text(self) -> str:
        if self._workspace.panes.size.width < WIDE:
            return _("demo: made-up data")
        return _("demo: made-up data; your own data is not touched")

    def _clock_text(self) -> str:
        difference = self._workspace.desk.session.clock.difference
        if not difference.matters:
            return ""
        length = format_duration(abs(difference.ahead))
        if difference.is_in_dispute:
            return f"{PROBLEM_SIGN} " + _("this machine's clock and the Marketplace's differ by {0}").format(
                length
            )
        text = _("this machine's clock is {0} fast (corrected)")
        if difference.ahead.total_seconds() < 0:
            text = _("this machine's clock is {0} slow (corrected)")
        return text.format(length)
