"""Commands that set the request type, and attach requests to defects."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from bizcare_tui.domain.fixes import why_no_fix
from bizcare_tui.domain.request_types import RequestType, request_type_in_words
from bizcare_tui.i18n import N_, _, ngettext
from bizcare_tui.ui.commands.command import Command
from bizcare_tui.ui.commands.targets import about, target_threads
from bizcare_tui.ui.commands.verb_steps import next_thread, report_and_advance, run_verb
from bizcare_tui.ui.screens.choice_letters import marked_letter

if TYPE_CHECKING:
    from bizcare_tui.desk.inbox import InboxRow
    from bizcare_tui.desk.verbs import VerbResult
    from bizcare_tui.ui.workspace import Workspace

_TITLE_WIDTH = 48


async def set_kind(workspace: Workspace) -> None:
    """Set the request type."""
    from bizcare_tui.ui.screens.choice import ChoiceScreen

    threads = target_threads(workspace)
    kinds = [*RequestType, None]
    suggested = await _proposed_kind(workspace)
    lines = []
    for kind in kinds:
        text = request_type_in_words(kind)
        if kind is not None and kind is suggested:
            text += _("  (suggested)")
        lines.append(Content(text))
    subject = await about(workspace, threads)
    index = await workspace.ask(ChoiceScreen(_("Which request type?"), lines, about=subject))
    if index is not None:
        kind = kinds[index]
        await run_verb(
            workspace, "kind", workspace.desk.verbs.set_kind, threads, kind.value if kind else None
        )


async def accept_kind(workspace: Workspace) -> None:
    """Set the request type that the text of the request suggests."""
    suggested = await _proposed_kind(workspace)
    if suggested is None:
        text = _("The text suggests no request type. Press {kind} to choose one.")
        workspace.notify(workspace.keymap.fill(text))
        return
    threads = [workspace.thread_id] if workspace.thread_id else []
    await run_verb(workspace, "kind", workspace.desk.verbs.set_kind, threads, suggested.value)


async def _proposed_kind(workspace: Workspace) -> RequestType | None:
    kind: RequestType | None = await workspace.read(
        workspace.desk.conversations.proposed_kind, workspace.thread_id or 0
    )
    return kind


async def set_defect(workspace: Workspace) -> None:
    """Ask which defect the threads are about: a similar one, another one, or a new one."""
    from bizcare_tui.present import detail_labels
    from bizcare_tui.ui.screens.choice import ChoiceScreen

    threads = target_threads(workspace)
    defects = await workspace.read(lambda: workspace.desk.defects)
    if defects is None or not threads:
        return
    proposals = await workspace.read(workspace.desk.conversations.similar_defects, threads[0])
    rows = await workspace.read(workspace.desk.inbox.rows, threads)
    if proposals is None or not rows or not await _may_fix(workspace, rows):
        return
    lines = [
        Content.assemble(
            f"{each.defect.id:>4}  {each.defect.title[:_TITLE_WIDTH]}",
            (f"  {detail_labels.defect_state_label(each.defect.state)}", "dim"),
            (f"  {_('similar: {0}').format(each.why)}" if each.score else "", "dim"),
        )
        for each in proposals
    ]
    letters = ["" for _line in lines]
    further = [
        _("a &new defect …"),
        *([_("none (&remove it from its defect)")] * (rows[0].defect is not None)),
    ]
    for text, letter in map(marked_letter, further):
        lines.append(Content(text))
        letters.append(letter)
    subject = await about(workspace, threads)
    title = _("Which defect is it?")
    choice = await workspace.ask(ChoiceScreen(title, lines, about=subject, letters=letters))
    if choice is None:
        return
    if choice == len(proposals):
        await _open_new_defect(workspace, threads, rows[0].topic)
    else:
        defect_id = proposals[choice].defect.id if choice < len(proposals) else None
        await run_verb(workspace, "fix", defects.attach, threads, defect_id)


async def _may_fix(workspace: Workspace, rows: Sequence[InboxRow]) -> bool:
    """Return whether the threads may be attached to a defect; ask if no fix is owed for some of them.

    Only a request of a buyer with Business Care starts the 30 days for a fix. The question leaves out
    threads that are attached already, and those whose cover the API does not report.
    """
    from bizcare_tui.ui.screens.choice import ChoiceScreen

    not_owed = [row for row in rows if row.defect is None and why_no_fix(row.qualification, row.cover)]
    if not not_owed:
        return True
    title = _("No fix is required here: {0}").format(why_no_fix(not_owed[0].qualification, not_owed[0].cover))
    if len(rows) > 1:
        title = ngettext(
            "No fix is required for {n} of them", "No fix is required for {n} of them", len(not_owed)
        ).format(n=len(not_owed))
    lines = [
        Content(_("Cancel")),
        Content(_("Record it as a defect anyway; the fix is then due within 30 days")),
    ]
    subject = await about(workspace, [row.id for row in not_owed])
    return await workspace.ask(ChoiceScreen(title, lines, about=subject)) == 1


async def _open_new_defect(workspace: Workspace, threads: list[int], topic: str) -> None:
    from bizcare_tui.ui.screens.input_dialogs import LineScreen

    product = await workspace.read(workspace.desk.inbox.product_id_of, threads[0])

    async def open_new(title: str) -> VerbResult:
        return await asyncio.to_thread(workspace.desk.defects.create_defect, threads, title, product)

    screen = LineScreen(
        _("A new defect"),
        _("What goes wrong, in a few words?"),
        topic[:80],
        accept=open_new,
        about=await about(workspace, threads),
    )
    result = await workspace.ask(screen)
    await report_and_advance(workspace, "fix", threads, result, await next_thread(workspace, "fix", threads))


COMMANDS: tuple[Command[Workspace], ...] = (
    Command(
        "accept_kind",
        ("p",),
        N_("Confirm the suggested request type"),
        accept_kind,
        needs_thread=True,
        opens_thread=True,
    ),
    Command("kind", ("P",), N_("Set the request type"), set_kind, needs_thread=True, asks_first=True),
    Command(
        "fix",
        ("f",),
        N_("Technical error: link the thread to a defect"),
        set_defect,
        short=N_("fix"),
        rank=20,
        needs_thread=True,
        asks_first=True,
        synonyms=(N_("bug"),),
    ),
)
