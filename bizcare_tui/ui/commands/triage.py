"""Commands that close, snooze, tag, annotate and link threads."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from textual.content import Content

from bizcare_tui.domain.dates import moment_in_words
from bizcare_tui.domain.no_answer_reasons import REASON_LABELS
from bizcare_tui.domain.threads import State
from bizcare_tui.i18n import N_, _, ngettext
from bizcare_tui.ui.background.inbox_loading import InboxLoader
from bizcare_tui.ui.background.unsaved_recovery import UnsavedRecovery
from bizcare_tui.ui.commands.command import Command, Context
from bizcare_tui.ui.commands.targets import about, single_row, target_threads
from bizcare_tui.ui.commands.verb_steps import (
    ask_line_and_run,
    next_thread,
    report_and_advance,
    run_in_thread,
    run_verb,
)
from bizcare_tui.ui.screens.choice_letters import marked_letter

if TYPE_CHECKING:
    from bizcare_tui.desk.inbox import InboxRow
    from bizcare_tui.desk.thread_finder import FoundThread
    from bizcare_tui.desk.verbs import VerbResult
    from bizcare_tui.ui.workspace import Workspace


async def close_as_done(workspace: Workspace) -> None:
    """Close the threads as answered. Reopen a single thread that is already closed."""
    threads, verbs = target_threads(workspace), workspace.desk.verbs
    row = await single_row(workspace, threads)
    if row is not None and row.state is State.CLOSED:
        await run_verb(workspace, "reopen", verbs.reopen, threads)
    else:
        await run_verb(workspace, "done", verbs.done, threads)


async def close_without_answer(workspace: Workspace) -> None:
    """Close the threads as needing no answer, with a reason."""
    from bizcare_tui.ui.screens.choice import ChoiceScreen

    threads, verb = target_threads(workspace), workspace.desk.verbs.no_answer
    choices = [marked_letter(_(text)) for text in (*REASON_LABELS.values(), _("an&other reason …"))]
    lines = [Content(text) for text, _letter in choices]
    letters = [letter for _text, letter in choices]
    subject = await about(workspace, threads)
    title = _("Why is no answer needed?")
    index = await workspace.ask(ChoiceScreen(title, lines, about=subject, letters=letters))
    if index is None:
        return
    if index < len(REASON_LABELS):
        await run_verb(workspace, "no_answer", verb, threads, list(REASON_LABELS)[index])
        return
    text = _("The reason is saved and shown with the thread.")
    await ask_line_and_run(workspace, "no_answer", verb, title=title, text=text, threads=threads)


async def snooze(workspace: Workspace) -> None:
    """Snooze the threads. First ask for confirmation if a deadline falls before the chosen time."""
    threads = target_threads(workspace)
    rows = await workspace.read(workspace.desk.inbox.rows, threads)
    if not rows:
        return
    moment = await _ask_snooze_time(workspace, rows)
    if moment is not None and await _confirm_snooze(workspace, threads, moment):
        await run_verb(workspace, "snooze", workspace.desk.verbs.snooze, threads, moment)


async def wake(workspace: Workspace) -> None:
    """Wake the snoozed threads up."""
    await run_verb(workspace, "wake", workspace.desk.verbs.snooze, target_threads(workspace), None)


async def tag(workspace: Workspace) -> None:
    """Add tags to the threads, or remove tags."""
    threads = target_threads(workspace)
    used = await workspace.read(workspace.desk.verbs.list_tags) or []
    text = _("Tags separated by spaces; -tag removes one.")
    if used:
        text += "\n" + _("In use: {0}").format(" ".join(used[:20]))
    await ask_line_and_run(
        workspace, "tag", workspace.desk.verbs.tag, title=_("Tag"), text=text, threads=threads
    )


async def note(workspace: Workspace) -> None:
    """Write a note for colleagues."""
    await write_note(workspace, tuple(target_threads(workspace)))


async def write_note(workspace: Workspace, thread_ids: tuple[int, ...]) -> None:
    """Ask for a note on these threads. If the person cancels, the text is shown again the next time."""
    from bizcare_tui.ui.screens.input_dialogs import NoteScreen

    if not thread_ids:
        return
    accept = partial(run_in_thread, workspace, workspace.desk.verbs.note, thread_ids)
    next_thread_id = await next_thread(workspace, "note", thread_ids)
    unsaved_notes = workspace.part(UnsavedRecovery).notes
    text = unsaved_notes.get(thread_ids, "")
    screen = NoteScreen(text, thread_ids, accept=accept, about=await about(workspace, thread_ids))
    result = await workspace.ask(screen)
    if result is None:
        unsaved_notes[thread_ids] = screen.text
    else:
        unsaved_notes.pop(thread_ids, None)
    await report_and_advance(workspace, "note", thread_ids, result, next_thread_id)


async def link(workspace: Workspace) -> None:
    """Find another thread and link the thread with it; choosing a linked one removes the link."""
    from bizcare_tui.ui.screens.thread_picker import ThreadScreen

    thread_id = workspace.thread_id
    if thread_id is None:
        return
    conversations, verbs = workspace.desk.conversations, workspace.desk.verbs

    async def link_with(other: FoundThread) -> tuple[str, VerbResult]:
        remove = other.is_linked
        result = await asyncio.to_thread(verbs.link, thread_id, other.row.id, remove=remove)
        return ("unlink" if remove else "link", result)

    next_thread_id = await next_thread(workspace, "link", [thread_id])
    screen = ThreadScreen(
        await about(workspace, [thread_id]),
        find=lambda text: asyncio.to_thread(conversations.threads_to_link, thread_id, text),
        last_message=lambda other: asyncio.to_thread(conversations.last_message, other),
        link=link_with,
        now=workspace.desk.now,
    )
    name, result = await workspace.ask(screen) or ("", None)
    await report_and_advance(workspace, name, [thread_id], result, next_thread_id)


def mark(workspace: Workspace) -> None:
    """Mark or unmark the thread under the cursor, and move to the next one."""
    inbox = workspace.panes.inbox
    inbox.toggle_mark()
    inbox.move(1)
    workspace.part(InboxLoader).counts.update_tabs()


async def mark_all(workspace: Workspace) -> None:
    """Mark all threads of the current query; if some are marked already, unmark all."""
    inbox, loader = workspace.panes.inbox, workspace.part(InboxLoader)
    if inbox.marked:
        inbox.mark_all()
    else:
        query = loader.selection.query
        ids = await workspace.read(workspace.desk.inbox.thread_ids, query)
        if ids is not None and query == loader.selection.query:
            inbox.mark_all(ids)
    loader.counts.update_tabs()


async def _ask_snooze_time(workspace: Workspace, rows: Sequence[InboxRow]) -> datetime | None:
    from bizcare_tui.domain.snooze import parse_snooze_time, snooze_choices
    from bizcare_tui.ui.screens.choice import ChoiceScreen
    from bizcare_tui.ui.screens.input_dialogs import LineScreen

    due = min((row.due for row in rows if row.due), default=None)
    offered = snooze_choices(workspace.desk.now(), due)
    choices = [marked_letter(label) for label, _moment in offered]
    other, other_letter = marked_letter(_("an&other time …"))
    width = max(len(label) for label, _letter in choices)
    lines = [
        Content(f"{label.ljust(width)}  {moment_in_words(moment)}")
        for (label, _letter), (_label, moment) in zip(choices, offered, strict=True)
    ]
    lines.append(Content(other))
    letters = [*(letter for _label, letter in choices), other_letter]
    is_asleep = any(row.snoozed_until for row in rows)
    title = workspace.keymap.fill(_("Snooze until ({wake} wakes it up)") if is_asleep else _("Snooze until"))
    subject = await about(workspace, [row.id for row in rows])
    index = await workspace.ask(ChoiceScreen(title, lines, about=subject, letters=letters))
    if index is None:
        return None
    if index < len(offered):
        return offered[index][1]

    async def read(line: str) -> datetime:
        return parse_snooze_time(line, workspace.desk.now())

    screen = LineScreen(
        _("Snooze until"), _("3h, 2d, fri 14:00 or 2026-12-01 09:00"), accept=read, about=subject
    )
    moment: datetime | None = await workspace.ask(screen)
    return moment


async def _confirm_snooze(workspace: Workspace, threads: Sequence[int], moment: datetime) -> bool:
    """Return whether to snooze the threads. Ask if some of their deadlines fall before that time."""
    from bizcare_tui.ui.screens.choice import ChoiceScreen

    affected = await workspace.read(workspace.desk.verbs.rows_due_before, threads, moment)
    if not affected:
        return affected is not None
    first = affected[0]
    count = len(affected)
    title = ngettext("{n} deadline falls before that", "{n} deadlines fall before that", count)
    lines = [
        Content(_("Cancel")),
        Content(_("Snooze it anyway: {0} is due {1}").format(
            first.id, moment_in_words(first.due) if first.due else ""
        )),
    ]  # fmt: skip
    screen = ChoiceScreen(title.format(n=count), lines, about=await about(workspace, threads))
    return await workspace.ask(screen) == 1


def inbox_is_empty(workspace: Workspace) -> str:
    """Return why a command on a row of the inbox cannot be run; "" if it can."""
    return _("the inbox is empty") if workspace.panes.inbox.thread_id is None else ""


COMMANDS: tuple[Command[Workspace], ...] = (
    Command(
        "done",
        ("d",),
        N_("Mark the thread as done, or reopen a closed one"),
        close_as_done,
        short=N_("done"),
        rank=5,
        needs_thread=True,
        opens_thread=True,
        synonyms=(N_("close"), N_("reopen")),
    ),
    Command(
        "snooze",
        ("w",),
        N_("Snooze the thread; a new message wakes it up"),
        snooze,
        short=N_("snooze"),
        rank=6,
        needs_thread=True,
        asks_first=True,
        synonyms=(N_("postpone"), N_("later")),
    ),
    Command("wake", ("Z",), N_("Wake up a snoozed thread"), wake, needs_thread=True, opens_thread=True),
    Command(
        "no_answer",
        ("N",),
        N_("Mark that no answer is needed, with a reason"),
        close_without_answer,
        short=N_("no answer"),
        rank=7,
        needs_thread=True,
        asks_first=True,
        synonyms=(N_("close"),),
    ),
    Command("tag", ("t",), N_("Add or remove tags"), tag, needs_thread=True, asks_first=True),
    Command(
        "note",
        ("c",),
        N_("Write an internal note; it is never sent"),
        note,
        needs_thread=True,
        asks_first=True,
        synonyms=(N_("comment"),),
    ),
    Command(
        "link",
        ("L",),
        N_("Find another thread and link the thread with it"),
        link,
        needs_thread=True,
        asks_first=True,
        synonyms=(N_("duplicate"), N_("merge")),
    ),
    Command(
        "mark",
        ("m",),
        N_("Mark the thread; actions then apply to all marked threads"),
        mark,
        context=Context.INBOX,
        disabled=inbox_is_empty,
    ),
    Command(
        "mark_all",
        ("M",),
        N_("Mark all threads shown, or unmark them"),
        mark_all,
        context=Context.INBOX,
        opens_thread=True,
        disabled=inbox_is_empty,
    ),
)
