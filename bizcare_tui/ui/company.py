"""The others at the desk, as the app shows them, and how the app shows itself to them."""

from __future__ import annotations

import time
from collections import defaultdict
from contextlib import suppress
from typing import TYPE_CHECKING

from bizcare_tui.errors import BizcareError
from bizcare_tui.i18n import _, ngettext, number
from bizcare_tui.ui import words

if TYPE_CHECKING:
    from bizcare_tui.desk.company import Absence, Colleague
    from bizcare_tui.ui.app import BizcareApp


class InCompany:
    """Who else is here, over the app's panes and the desk's.

    Each `do_…` belongs to an action of the registry.
    """

    def __init__(self, app: BizcareApp) -> None:
        self._app = app
        self._here: list[Colleague] = []
        self._said: tuple[int | None, bool] | None = None
        self._next = 0.0

    # --- who is here -------------------------------------------------------------------------------

    def beat(self) -> None:
        """Say which thread is open here, when that changed or a while has passed."""
        if not self._app.desk.is_there:
            return
        from bizcare_tui.desk.company import BEAT_SECONDS

        shown = self._app.panes.conversation if self._app.panes.in_conversation else None
        now_at = (shown.row.id if shown else None, self._app.writing.is_open)
        if now_at != self._said or time.monotonic() >= self._next:
            self._said, self._next = now_at, time.monotonic() + BEAT_SECONDS
            self._app.run_worker(self._say_here(*now_at), group="beat", exclusive=True)

    async def _say_here(self, thread_id: int | None, writes: bool) -> None:
        await self._app.read(lambda: self._app.desk.company.be_here(thread_id, writes=writes))

    async def look(self) -> None:
        """Show who else is here, and whether somebody took the reply over that is being written."""
        if not self._app.desk.is_there:
            return
        here = await self._app.read(self._app.desk.company.here)
        if here is None:
            return
        self._here = here
        in_threads: dict[int, list[Colleague]] = defaultdict(list)
        for colleague in here:
            if colleague.thread_id is not None:
                in_threads[colleague.thread_id].append(colleague)
        self._app.inbox.show_company({each: words.company(who) for each, who in in_threads.items()})
        self.say_here()
        await self._app.writing.look_at_seat()

    def say_here(self) -> None:
        """Say over the conversation who else is in it."""
        shown = self._app.panes.conversation
        who = [each for each in self._here if shown is not None and each.thread_id == shown.row.id]
        self._app.panes.say_here(_("Here too: {0}").format(words.company(who)) if who else "")

    def logins(self) -> list[str]:
        """Who else is here."""
        return sorted({colleague.login for colleague in self._here})

    def leave(self) -> None:
        """Be gone, and know what happened up to now."""
        if self._app.desk.is_there:
            with suppress(BizcareError):
                self._app.desk.company.leave()
                self._app.desk.company.know(None, self._app.desk.now())

    # --- what happened -----------------------------------------------------------------------------

    async def welcome_back(self) -> None:
        """Say that something happened meanwhile, if anything did."""
        absence: Absence | None = await self._away()
        if absence is None or absence.since is None or not absence.rows:
            return
        count = len(absence.rows)
        said = ngettext("{n} thing happened", "{n} things happened", count).format(n=number(count))
        since = words.ago(absence.since, self._app.desk.now())
        self._app.notify(_("{0} since you were here, {1}: H shows it.").format(said, since), timeout=8)

    async def do_away(self) -> None:
        """What happened since the person was here last."""
        from bizcare_tui.ui.away import AwayScreen

        absence = await self._away()
        if absence is None:
            return
        thread_id = await self._app.push_screen_wait(AwayScreen(absence, self._app.desk.now()))
        # What was shown is known, and is not shown again.
        await self._app.read(self._app.desk.company.know, absence, self._app.desk.now())
        if thread_id is not None:
            await self._app.open_thread(thread_id)

    async def _away(self) -> Absence | None:
        if not self._app.desk.is_there:
            return None
        absence: Absence | None = await self._app.read(self._app.desk.company.away)
        return absence
