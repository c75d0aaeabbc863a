"""Commands that assign threads to people, and the absences of the people."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from textual.content import Content

from bizcare_tui.errors import WrongUsage
from bizcare_tui.i18n import N_, _
from bizcare_tui.ui.commands.command import Command
from bizcare_tui.ui.commands.targets import about, single_row, target_threads
from bizcare_tui.ui.commands.verb_steps import ask_line_and_run, run_verb
from bizcare_tui.ui.screens.choice_letters import marked_letter

if TYPE_CHECKING:
    from bizcare_tui.desk.verbs import VerbResult
    from bizcare_tui.domain.absences import Absence
    from bizcare_tui.ui.workspace import Workspace

_ABSENCE = re.compile(r"\s*(?P<first>\S+)(?:\s+(?P<last>\d\S*))?(?:\s+(?P<who>\S+))?\s*")


async def claim(workspace: Workspace) -> None:
    """Claim the unassigned threads. Give back a single thread that is assigned to the person already."""
    threads, login, verbs = target_threads(workspace), workspace.desk.session.login, workspace.desk.verbs
    row = await single_row(workspace, threads)
    if row is not None and row.assignee == login:
        give_back = partial(verbs.assign, to=None, seen={row.id: login})
        await run_verb(workspace, "give_back", give_back, threads)
    else:
        await run_verb(workspace, "claim", verbs.claim, threads)


async def assign(workspace: Workspace) -> None:
    """Assign the threads to a person, unless somebody else reassigned them meanwhile."""
    from bizcare_tui.ui.screens.choice import ChoiceScreen

    threads = target_threads(workspace)
    rows = await workspace.read(workspace.desk.inbox.rows, threads)
    logins = await workspace.read(workspace.desk.inbox.logins)
    if not rows or logins is None:
        return
    absent = await workspace.read(workspace.desk.absences.absent_today) or {}
    # People who are not absent come first.
    logins = sorted(logins, key=lambda login: (login in absent, login))
    people = [
        _("{0} · absent until {1}").format(login, absent[login]) if login in absent else login
        for login in logins
    ]
    nobody, somebody = marked_letter(_("&nobody")), marked_letter(_("&somebody else …"))
    lines = [Content(line) for line in (*people, nobody[0], somebody[0])]
    letters = [*("" for _login in logins), nobody[1], somebody[1]]
    subject = await about(workspace, threads)
    index = await workspace.ask(ChoiceScreen(_("Assign to"), lines, about=subject, letters=letters))
    if index is None:
        return
    seen = {row.id: row.assignee or None for row in rows}

    def assign_to(thread_ids: Sequence[int], to: str | None) -> VerbResult:
        return workspace.desk.verbs.assign(thread_ids, to, seen)

    if index > len(logins):
        text = _("The name they log in with on their machine.")
        await ask_line_and_run(
            workspace, "assign", assign_to, title=_("Assign to"), text=text, threads=threads
        )
    else:
        to = logins[index] if index < len(logins) else None
        await run_verb(workspace, "assign", assign_to, threads, to)


async def show_absences(workspace: Workspace) -> None:
    """Show who is absent today and later; let the person add or remove an absence."""
    from bizcare_tui.ui.screens.choice import ChoiceScreen

    def list_absences() -> list[Absence]:
        return workspace.desk.absences.all()

    absences = await workspace.read(list_absences)
    if absences is None:
        return
    lines = [*map(_summary, absences), _("add an absence …")]
    choice = await workspace.ask(ChoiceScreen(_("Absences"), list(map(Content, lines))))
    if choice is None:
        return
    if choice == len(absences):
        await _add_absence(workspace)
    else:
        await _remove_absence(workspace, absences[choice])


async def _add_absence(workspace: Workspace) -> None:
    from bizcare_tui.ui.screens.input_dialogs import LineScreen

    async def accept(line: str) -> Absence:
        match = _ABSENCE.fullmatch(line)
        if match is None:
            raise WrongUsage(_("Enter the first day, the last day and the login."))
        first = _parse_day(match["first"])
        last = _parse_day(match["last"]) if match["last"] else first
        return await asyncio.to_thread(workspace.desk.absences.add, first, last, match["who"])

    text = _(
        "First day, last day, and the login if it is not your own absence. For example: 2026-12-21"
        " 2026-12-31 ana"
    )
    added: Absence | None = await workspace.ask(LineScreen(_("New absence"), text, accept=accept))
    if added is not None:
        workspace.notify(_("Absent: {0}").format(_summary(added)))


async def _remove_absence(workspace: Workspace, absence: Absence) -> None:
    from bizcare_tui.ui.screens.choice import ChoiceScreen

    answers = [Content(_("Cancel")), Content(_("Remove it"))]
    if await workspace.ask(ChoiceScreen(_summary(absence), answers)) == 1:
        await workspace.read(workspace.desk.absences.remove, absence.id)


def _summary(absence: Absence) -> str:
    return f"{absence.first_day} – {absence.last_day}  {absence.login}"


def _parse_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise WrongUsage(_("{0!r} is not a date like 2026-03-01.").format(text[:40])) from None


COMMANDS: tuple[Command[Workspace], ...] = (
    Command(
        "claim",
        ("T",),
        N_("Assign the thread to yourself, or to nobody"),
        claim,
        needs_thread=True,
        opens_thread=True,
    ),
    Command(
        "assign",
        ("A",),
        N_("Assign the thread to somebody, or to nobody"),
        assign,
        needs_thread=True,
        asks_first=True,
    ),
    Command(
        "absences",
        ("V",),
        N_("Show the absences; add or remove one"),
        show_absences,
        synonyms=(N_("holidays"), N_("vacation")),
    ),
)
