"""Commands that apply a verb to the selected thread or to the marked threads."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.content import Content

from bizcare_tui.desk.inbox import InboxRow
from bizcare_tui.domain.request_types import RequestType
from bizcare_tui.domain.threads import State
from bizcare_tui.errors import WrongUsage
from bizcare_tui.i18n import _, format_number, ngettext
from bizcare_tui.present import labels

if TYPE_CHECKING:
    from bizcare_tui.desk.verbs import ActRow, VerbResult, Verbs
    from bizcare_tui.ui.app import BizcareApp

NOTICE_SECONDS = 5
# Most digits of a thread's number that are accepted.
_MAX_DIGITS = 15


class TriageCommands:
    """The triage commands. Each `do_…` method runs the action of the registry with the same name."""

    def __init__(self, app: BizcareApp) -> None:
        self._app = app
        # Notes that were typed but not saved, by the ids of their threads.
        self.unsaved_notes: dict[tuple[int, ...], str] = {}

    @property
    def _verbs(self) -> Verbs:
        return self._app.desk.verbs

    def threads(self) -> list[int]:
        """Return the threads that a verb applies to: the marked ones, else the selected one."""
        inbox = self._app.inbox
        if inbox.marked and not self._app.panes.in_conversation:
            shown = [thread_id for thread_id in inbox.thread_ids if thread_id in inbox.marked]
            # In the order of the inbox as far as its ids are loaded; the others follow by number.
            return [*shown, *sorted(inbox.marked.difference(shown))]
        thread_id = self._app.current_thread_id()
        return [] if thread_id is None else [thread_id]

    # --- marking -----------------------------------------------------------------------------------

    def do_mark(self) -> None:
        """Mark or unmark the thread under the cursor, and move to the next one."""
        inbox = self._app.inbox
        inbox.toggle_mark()
        inbox.move(1)
        self._app.inbox_loader.say_tabs()

    async def do_mark_all(self) -> None:
        """Mark all threads of the current query; if some are marked already, unmark all."""
        inbox = self._app.inbox
        if inbox.marked:
            inbox.mark_all()
        else:
            query = self._app.inbox_loader.asked_for
            ids = await self._app.read(self._app.desk.inbox.thread_ids, query)
            if ids is not None and query == self._app.inbox_loader.asked_for:
                inbox.mark_all(ids)
        self._app.inbox_loader.say_tabs()

    # --- verbs -------------------------------------------------------------------------------------

    async def do_done(self) -> None:
        """Close the threads as answered. Reopen a single thread that is already closed."""
        threads = self.threads()
        row = await self._single_row(threads)
        if row is not None and row.state is State.CLOSED:
            await self.run_verb("reopen", self._verbs.reopen, threads)
        else:
            await self.run_verb("done", self._verbs.done, threads)

    async def do_no_answer(self) -> None:
        """Close the threads as needing no answer, with a reason."""
        await self._ask_line_and_run(
            "no_answer",
            self._verbs.no_answer,
            _("No answer needed"),
            _("Why is none needed? It is kept, and shown with the thread."),
        )

    async def do_snooze(self) -> None:
        """Snooze the threads. First ask for confirmation if a deadline falls before the chosen time."""
        threads = self.threads()
        rows = await self._app.read(self._app.desk.inbox.rows, threads)
        if not rows:
            return
        now = self._app.desk.now()
        moment = await self._ask_snooze_time(
            now, min((row.due for row in rows if row.due), default=None), rows
        )
        if moment is not None and await self._confirm_snooze(threads, moment):
            await self.run_verb("snooze", self._verbs.snooze, threads, moment)

    async def do_wake(self) -> None:
        """Wake the snoozed threads up."""
        await self.run_verb("wake", self._verbs.snooze, self.threads(), None)

    async def do_tag(self) -> None:
        """Add tags to the threads, or remove tags."""
        threads = self.threads()
        used = await self._app.read(self._verbs.list_tags) or []
        text = _("Tags separated by spaces; -tag removes one.")
        if used:
            text += "\n" + _("In use: {0}").format(" ".join(used[:20]))
        await self._ask_line_and_run("tag", self._verbs.tag, _("Tag"), text, threads)

    async def do_note(self) -> None:
        """Write a note for colleagues."""
        await self.write_note(tuple(self.threads()))

    async def write_note(self, thread_ids: tuple[int, ...]) -> None:
        """Ask for a note on these threads. If the person cancels, the text is shown again the next time."""
        from bizcare_tui.ui.input_dialogs import NoteScreen

        if not thread_ids:
            return
        accept = partial(self._run_in_thread, self._verbs.note, thread_ids)
        next_thread = await self._next_thread("note", thread_ids)
        text = self.unsaved_notes.get(thread_ids, "")
        screen = NoteScreen(text, thread_ids, accept=accept, about=await self.about(thread_ids))
        result = await self._app.push_screen_wait(screen)
        if result is None:
            self.unsaved_notes[thread_ids] = screen.text
        else:
            self.unsaved_notes.pop(thread_ids, None)
        await self._report_and_advance("note", thread_ids, result, next_thread)

    async def do_claim(self) -> None:
        """Claim the unassigned threads. Give back a single thread that is assigned to the person already."""
        threads = self.threads()
        row = await self._single_row(threads)
        if row is not None and row.assignee == self._app.desk.session.login:
            give_back = partial(self._verbs.assign, to=None, seen={row.id: self._app.desk.session.login})
            await self.run_verb("give_back", give_back, threads)
        else:
            await self.run_verb("claim", self._verbs.claim, threads)

    async def do_assign(self) -> None:
        """Assign the threads to a person, unless somebody else reassigned them meanwhile."""
        from bizcare_tui.ui.input_dialogs import ChoiceScreen

        threads = self.threads()
        rows = await self._app.read(self._app.desk.inbox.rows, threads)
        logins = await self._app.read(self._app.desk.inbox.logins)
        if not rows or logins is None:
            return
        absent = await self._app.read(self._app.desk.absences.absent_today) or {}
        # People who are not absent come first.
        logins = sorted(logins, key=lambda login: (login in absent, login))
        people = [
            _("{0} · absent until {1}").format(login, absent[login]) if login in absent else login
            for login in logins
        ]
        lines = [*people, _("nobody"), _("somebody who was not here yet …")]
        about = await self.about(threads)
        index = await self._app.push_screen_wait(
            ChoiceScreen(_("Assign to"), list(map(Content, lines)), about=about)
        )
        if index is None:
            return
        seen = {row.id: row.assignee or None for row in rows}

        def assign(thread_ids: Sequence[int], to: str | None) -> VerbResult:
            return self._verbs.assign(thread_ids, to, seen)

        if index > len(logins):
            text = _("The name with which they log in on their machine.")
            await self._ask_line_and_run("assign", assign, _("Assign to"), text, threads)
        else:
            to = logins[index] if index < len(logins) else None
            await self.run_verb("assign", assign, threads, to)

    async def do_link(self) -> None:
        """Link the thread with another one, or remove a link."""
        thread_id = self._app.current_thread_id()
        if thread_id is None:
            return

        def link(thread_ids: Sequence[int], line: str) -> VerbResult:
            other = line.lstrip("-#")
            if not other.isdecimal() or len(other) > _MAX_DIGITS:
                raise WrongUsage(_("{0!r} is not a thread's number.").format(line[:20]))
            return self._verbs.link(thread_ids[0], int(other), remove=line.startswith("-"))

        text = _("The number of the other thread; -number removes the link.")
        await self._ask_line_and_run("link", link, _("Link"), text, [thread_id])

    async def do_kind(self) -> None:
        """Set the kind of the request."""
        from bizcare_tui.ui.input_dialogs import ChoiceScreen

        threads = self.threads()
        kinds = [*RequestType, None]
        suggested = await self._proposed_kind()
        lines = []
        for kind in kinds:
            text = labels.kind_label(kind)
            if kind is not None and kind is suggested:
                text += _("  (so its text reads)")
            lines.append(Content(text))
        about = await self.about(threads)
        index = await self._app.push_screen_wait(ChoiceScreen(_("What is asked for?"), lines, about=about))
        if index is not None:
            kind = kinds[index]
            await self.run_verb("kind", self._verbs.set_kind, threads, kind.value if kind else None)

    async def do_accept_kind(self) -> None:
        """Set the kind that the text of the request suggests."""
        thread_id = self._app.current_thread_id()
        suggested = await self._proposed_kind()
        if suggested is None:
            self._app.notify(_("The text does not show it: P chooses."), timeout=4)
            return
        await self.run_verb("kind", self._verbs.set_kind, [thread_id] if thread_id else [], suggested.value)

    # --- undo --------------------------------------------------------------------------------------

    async def do_undo(self) -> None:
        """Undo what was done last: a queued reply that has not been sent yet, or a verb."""
        act: ActRow | None = await self._app.read(self._verbs.last) if self._app.desk.session.exists else None
        reply = await self._app.read(self._app.desk.replies.last_undoable)
        if reply is not None and (act is None or reply.queued_at >= act.at):
            await self._app.writing.undo_reply(reply)
        elif act is not None:
            await self.take_back(act)
        else:
            self._app.notify(_("There is nothing to undo."), timeout=4)

    async def do_history(self) -> None:
        """Show the undo history, and undo the chosen act."""
        from bizcare_tui.ui.undo_screen import UndoScreen

        rows = await self._app.read(self._verbs.history)
        if rows is None:
            return
        row = await self._app.push_screen_wait(UndoScreen(rows))
        if row is not None:
            await self.take_back(row)

    async def take_back(self, act: ActRow) -> None:
        """Undo an act, and move to its first thread."""
        with self._progress(act.threads):
            threads = await self._app.read(self._verbs.undo, act.id)
        if threads is None:
            return
        text = _("Undone: {0}").format(act.sentence)
        if act.threads == 1:
            text += f" · #{act.thread_id} {act.topic}"
        self._app.notify(text, markup=False, timeout=NOTICE_SECONDS)
        self._app.inbox_loader.show_undone(threads[0])

    # --- shared steps ------------------------------------------------------------------------------

    async def run_verb(
        self, name: str, verb: Callable[..., VerbResult], threads: Sequence[int], *arguments: Any
    ) -> None:
        """Run a verb in a worker thread, show the result, and move to the next thread."""
        if threads:
            next_thread = await self._next_thread(name, threads)
            with self._progress(len(threads)):
                result = await self._app.read(verb, threads, *arguments)
            await self._report_and_advance(name, threads, result, next_thread)

    async def did(self, name: str, threads: Sequence[int], result: VerbResult | None) -> None:
        """Show the result of a verb that a dialog has run, and move to the next thread."""
        await self._report_and_advance(name, threads, result, await self._next_thread(name, threads))

    async def _ask_line_and_run(
        self,
        name: str,
        verb: Callable[[Sequence[int], str], VerbResult],
        title: str,
        text: str,
        threads: Sequence[int] = (),
    ) -> None:
        """Ask for a line of text and run a verb with it; the dialog stays open until the verb accepts it."""
        from bizcare_tui.ui.input_dialogs import LineScreen

        threads = threads or self.threads()
        accept = partial(self._run_in_thread, verb, threads)
        next_thread = await self._next_thread(name, threads)
        screen = LineScreen(title, text, accept=accept, about=await self.about(threads))
        await self._report_and_advance(name, threads, await self._app.push_screen_wait(screen), next_thread)

    async def _next_thread(self, name: str, threads: Sequence[int]) -> int | None:
        """Return the thread to move to after a verb; call this before the verb changes the inbox."""
        moves = name in self._app.desk.settings.next_after
        return await self._app.inbox_loader.following(threads) if moves else None

    async def _run_in_thread(
        self, verb: Callable[..., VerbResult], threads: Sequence[int], line: str
    ) -> VerbResult:
        with self._progress(len(threads)):
            return await asyncio.to_thread(verb, threads, line)

    async def _report_and_advance(
        self, name: str, threads: Sequence[int], result: VerbResult | None, next_thread: int | None
    ) -> None:
        """Show the result of a verb. Move to the next thread if the `next_after` setting lists the verb."""
        if result is None:
            return
        text = labels.verb_label(name)
        if len(result.thread_ids) > 1:
            text = ngettext("{n} thread: {said}", "{n} threads: {said}", len(result.thread_ids)).format(
                n=len(result.thread_ids), said=text
            )
        if result.skipped:
            text += " " + _("{0} left out: {1}.").format(result.skipped, result.reason)
        self._app.notify(_("{0} · u undoes it").format(text), markup=False, timeout=NOTICE_SECONDS)
        self._app.inbox.mark_all()
        moves = name in self._app.desk.settings.next_after
        await self._app.inbox_loader.show_changes(threads, next_thread, moves=moves)

    async def about(self, threads: Sequence[int]) -> str:
        """Return the number and title of a single thread, or the number of threads, for a dialog."""
        if len(threads) != 1:
            return ngettext("{n} thread", "{n} threads", len(threads)).format(n=len(threads))
        rows = await self._app.read(self._app.desk.inbox.rows, threads)
        return f"#{threads[0]} {rows[0].topic}" if rows else f"#{threads[0]}"

    async def _single_row(self, threads: Sequence[int]) -> InboxRow | None:
        """Return the inbox row if there is exactly one thread; None otherwise."""
        rows = await self._app.read(self._app.desk.inbox.rows, threads) if len(threads) == 1 else None
        return rows[0] if rows else None

    @contextmanager
    def _progress(self, threads: int) -> Iterator[None]:
        """Show on the top line how far a verb on several threads has progressed."""
        if threads == 1:
            yield
            return
        # The top line shows the progress; the person can go on with other things meanwhile.
        self._app.ahead.answered()

        def show(done: int) -> None:
            self._app.progress_text = _("{0} threads: {1} done").format(
                format_number(threads), format_number(min(done, threads))
            )
            self._app.say_top()

        loop = asyncio.get_running_loop()

        def report(done: int) -> None:
            # Do not wait for the screen. If the event loop is closed, an error here would abort the verb and
            # roll it back.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(show, done)

        show(0)
        self._app.desk.session.on_recomputed = report
        try:
            yield
        finally:
            self._app.desk.session.on_recomputed = lambda _count: None
            self._app.progress_text = ""
            self._app.say_top()

    async def _proposed_kind(self) -> RequestType | None:
        thread_id = self._app.current_thread_id()
        kind: RequestType | None = await self._app.read(
            self._app.desk.conversations.proposed_kind, thread_id or 0
        )
        return kind

    async def _ask_snooze_time(
        self, now: datetime, due: datetime | None, rows: Sequence[Any]
    ) -> datetime | None:
        from bizcare_tui.domain.snooze import parse_snooze_time, snooze_choices
        from bizcare_tui.ui.input_dialogs import ChoiceScreen, LineScreen

        offered = snooze_choices(now, due)
        width = max(len(name) for name, _moment in offered)
        lines = [Content(f"{name.ljust(width)}  {labels.format_time(moment)}") for name, moment in offered]
        lines.append(Content(_("another time …")))
        is_asleep = any(row.snoozed_until for row in rows)
        title = _("Snooze until") if not is_asleep else _("Snooze until (Z wakes it up)")
        about = await self.about([row.id for row in rows])
        index = await self._app.push_screen_wait(ChoiceScreen(title, lines, about=about))
        if index is None:
            return None
        if index < len(offered):
            return offered[index][1]

        async def read(line: str) -> datetime:
            return parse_snooze_time(line, self._app.desk.now())

        screen = LineScreen(
            _("Snooze until"), _("3h, 2d, fri 14:00 or 2026-12-01 09:00"), accept=read, about=about
        )
        moment: datetime | None = await self._app.push_screen_wait(screen)
        return moment

    async def _confirm_snooze(self, threads: Sequence[int], moment: datetime) -> bool:
        """Return whether to snooze the threads. Ask if some of their deadlines fall before that time."""
        from bizcare_tui.ui.input_dialogs import ChoiceScreen

        affected = await self._app.read(self._verbs.rows_due_before, threads, moment)
        if not affected:
            return affected is not None
        first = affected[0]
        title = ngettext(
            "{n} deadline falls before that", "{n} deadlines fall before that", len(affected)
        ).format(n=len(affected))
        lines = [
            Content(_("Cancel")),
            Content(_("Snooze it anyway: {0} is due {1}").format(
                first.id, labels.format_time(first.due) if first.due else ""
            )),
        ]  # fmt: skip
        screen = ChoiceScreen(title, lines, about=await self.about(threads))
        return await self._app.push_screen_wait(screen) == 1
