"""The action that shows, adds and removes absences of the people at the desk."""

from __future__ import annotations

import asyncio
import re
from datetime import date
from typing import TYPE_CHECKING

from textual.content import Content

from bizcare_tui.domain.absences import Absence
from bizcare_tui.errors import WrongUsage
from bizcare_tui.i18n import _

if TYPE_CHECKING:
    from bizcare_tui.ui.app import BizcareApp

_LINE = re.compile(r"\s*(?P<first>\S+)(?:\s+(?P<last>\d\S*))?(?:\s+(?P<who>\S+))?\s*")


class AbsenceCommands:
    """Run the action about absences with the absences that the desk stores."""

    def __init__(self, app: BizcareApp) -> None:
        self._app = app

    async def do_absences(self) -> None:
        """Show who is absent today and later; let the person add or remove an absence."""
        from bizcare_tui.ui.input_dialogs import ChoiceScreen

        app = self._app
        absences = await app.read(self._list_absences)
        if absences is None:
            return
        lines = [_summary(absence) for absence in absences]
        lines.append(_("add an absence …"))
        choice = await app.push_screen_wait(ChoiceScreen(_("Who is not at work"), list(map(Content, lines))))
        if choice is None:
            return
        if choice == len(absences):
            await self._add()
        else:
            await self._remove(absences[choice])

    def _list_absences(self) -> list[Absence]:
        return self._app.desk.absences.all()

    async def _add(self) -> None:
        from bizcare_tui.ui.input_dialogs import LineScreen

        text = _("First day, last day, whose if not yours, like: 2026-12-21 2026-12-31 ana")
        added: Absence | None = await self._app.push_screen_wait(
            LineScreen(_("An absence"), text, accept=self._accept)
        )
        if added is not None:
            self._app.notify(_("Absent: {0}").format(_summary(added)), markup=False, timeout=5)

    async def _accept(self, line: str) -> Absence:
        match = _LINE.fullmatch(line)
        if match is None:
            raise WrongUsage(_("Write: first day, last day, login."))
        first = _parse_day(match["first"])
        last = _parse_day(match["last"]) if match["last"] else first
        return await asyncio.to_thread(self._app.desk.absences.add, first, last, match["who"])

    async def _remove(self, absence: Absence) -> None:
        from bizcare_tui.ui.input_dialogs import ChoiceScreen

        answers = [Content(_("Cancel")), Content(_("Remove it"))]
        if await self._app.push_screen_wait(ChoiceScreen(_summary(absence), answers)) == 1:
            await self._app.read(self._app.desk.absences.remove, absence.id)


def _summary(absence: Absence) -> str:
    return f"{absence.first_day} – {absence.last_day}  {absence.login}"


def _parse_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise WrongUsage(_("{0!r} is not a date like 2026-03-01.").format(text[:40])) from None
