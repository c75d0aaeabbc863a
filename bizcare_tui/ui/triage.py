"""What a person does to threads by verbs of one key: on the thread in question, or on those marked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.content import Content

from bizcare_tui.desk.inbox import InboxRow
from bizcare_tui.domain.kinds import Kind
from bizcare_tui.domain.threads import State
from bizcare_tui.i18n import _, ngettext, number
from bizcare_tui.ui import words

if TYPE_CHECKING:
    from bizcare_tui.desk.verbs import ActRow, Did, Verbs
    from bizcare_tui.ui.app import BizcareApp

SAID_SECONDS = 5


class Triaging:
    """The verbs, over the app's panes and the desk's.

    Each `do_…` belongs to an action of the registry.
    """

    def __init__(self, app: BizcareApp) -> None:
        self._app = app
        self._unsaved = ""

    @property
    def _verbs(self) -> Verbs:
        return self._app.desk.verbs

    def threads(self) -> list[int]:
        """The threads that a verb is for: those marked, else the one in question."""
        inbox = self._app.inbox
        if inbox.marked and not self._app.panes.in_conversation:
            shown = [thread_id for thread_id in inbox.thread_ids if thread_id in inbox.marked]
            # In the order of the inbox as far as it is held; what is further away comes after.
            return [*shown, *sorted(inbox.marked.difference(shown))]
        thread_id = self._app.thread_in_question()
        return [] if thread_id is None else [thread_id]

    # --- marking -----------------------------------------------------------------------------------

    def do_mark(self) -> None:
        """Mark the thread under the cursor, or take its mark off, and go to the next."""
        inbox = self._app.inbox
        inbox.toggle_mark()
        inbox.move(1)
        self._app.browsing.say_tabs()

    async def do_mark_all(self) -> None:
        """Mark all threads that are asked for, or none."""
        inbox = self._app.inbox
        if inbox.marked:
            inbox.mark_all()
        else:
            asked_for = self._app.browsing.asked_for
            ids = await self._app.read(self._app.desk.thread_ids, asked_for)
            if ids is not None and asked_for == self._app.browsing.asked_for:
                inbox.mark_all(ids)
        self._app.browsing.say_tabs()

    # --- verbs -------------------------------------------------------------------------------------

    async def do_done(self) -> None:
        """Close the threads as answered; a single one that is closed is opened again."""
        threads = self.threads()
        row = await self._single(threads)
        if row is not None and row.state is State.CLOSED:
            await self.carry_out("reopen", self._verbs.reopen, threads)
        else:
            await self.carry_out("done", self._verbs.done, threads)

    async def do_no_answer(self) -> None:
        """Close the threads to which no answer is needed."""
        reason = await self._line(
            _("No answer needed"), _("Why is none needed? It is kept, and shown with the thread.")
        )
        if reason:
            await self.carry_out("no_answer", self._verbs.no_answer, self.threads(), reason)

    async def do_snooze(self) -> None:
        """Put the threads off; what falls due before is said first."""
        threads = self.threads()
        rows = await self._app.read(self._app.desk.rows, threads)
        if not rows:
            return
        now = self._app.desk.now()
        moment = await self._until(now, min((row.due for row in rows if row.due), default=None), rows)
        if moment is not None and await self._may_sleep(threads, moment):
            await self.carry_out("snooze", self._verbs.snooze, threads, moment)

    async def do_wake(self) -> None:
        """Take the threads back that were put off."""
        await self.carry_out("wake", self._verbs.snooze, self.threads(), None)

    async def do_tag(self) -> None:
        """Put tags on the threads, or take some off."""
        used = await self._app.read(self._verbs.all_tags) or []
        text = _("Tags with blanks between; -tag takes one off.")
        if used:
            text += "\n" + _("In use: {0}").format(" ".join(used[:20]))
        told = await self._line(_("Tag"), text)
        if told:
            await self.carry_out("tag", self._verbs.tag, self.threads(), told)

    async def do_note(self) -> None:
        """Write something down for the desk."""
        from bizcare_tui.ui.asking import NoteScreen

        screen = NoteScreen(self._unsaved)
        told = await self._app.push_screen_wait(screen)
        # What was typed and not kept is there again the next time.
        self._unsaved = screen.typed if told is None else ""
        if told:
            await self.carry_out("note", self._verbs.note, self.threads(), told)

    async def do_claim(self) -> None:
        """Take the threads that nobody has; a single one that is the person's own is given back."""
        threads = self.threads()
        row = await self._single(threads)
        if row is not None and row.assignee == self._app.desk.login:
            give_back = partial(self._verbs.assign, to=None, seen={row.id: self._app.desk.login})
            await self.carry_out("give_back", give_back, threads)
        else:
            await self.carry_out("claim", self._verbs.claim, threads)

    async def do_assign(self) -> None:
        """Assign the threads to somebody, unless another did meanwhile."""
        from bizcare_tui.ui.asking import ChoiceScreen

        threads = self.threads()
        rows = await self._app.read(self._app.desk.rows, threads)
        logins = await self._app.read(self._app.desk.logins)
        if not rows or logins is None:
            return
        lines = [*logins, _("nobody"), _("somebody who was not here yet …")]
        place = await self._app.push_screen_wait(ChoiceScreen(_("Assign to"), list(map(Content, lines))))
        if place is None:
            return
        to = logins[place] if place < len(logins) else None
        if place > len(logins):
            to = await self._line(_("Assign to"), _("The name with which they log in on their machine."))
            if not to:
                return
        seen = {row.id: row.assignee or None for row in rows}
        await self.carry_out("assign", partial(self._verbs.assign, to=to, seen=seen), threads)

    async def do_link(self) -> None:
        """Link the thread with another, or take a link off."""
        thread_id = self._app.thread_in_question()
        if thread_id is None:
            return
        told = await self._line(_("Link"), _("The number of the other thread; -number takes the link off."))
        if not told:
            return
        number = told.lstrip("-#")
        if not number.isdecimal() or len(number) > 15:
            self._app.notify(_("{0!r} is no number of a thread.").format(told[:20]), markup=False, timeout=4)
            return
        remove = told.startswith("-")
        await self.carry_out(
            "link", lambda ids: self._verbs.link(ids[0], int(number), remove=remove), [thread_id]
        )

    async def do_kind(self) -> None:
        """Say what the request asks for."""
        from bizcare_tui.ui.asking import ChoiceScreen

        kinds = [*Kind, None]
        proposed = await self._proposed()
        lines = []
        for kind in kinds:
            text = words.kind(kind)
            if kind is not None and kind is proposed:
                text += _("  (so its text reads)")
            lines.append(Content(text))
        place = await self._app.push_screen_wait(ChoiceScreen(_("What is asked for?"), lines))
        if place is not None:
            kind = kinds[place]
            await self.carry_out("kind", self._verbs.set_kind, self.threads(), kind.value if kind else None)

    async def do_accept_kind(self) -> None:
        """Take the kind that the text proposes."""
        proposed = await self._proposed()
        if proposed is None:
            self._app.notify(_("Its text does not tell: P chooses."), timeout=4)
            return
        thread_id = self._app.thread_in_question()
        await self.carry_out("kind", self._verbs.set_kind, [thread_id] if thread_id else [], proposed.value)

    # --- taking back -------------------------------------------------------------------------------

    async def do_undo(self) -> None:
        """Take back what was done last: a reply that has not left, or a verb."""
        act: ActRow | None = await self._app.read(self._verbs.last) if self._app.desk.is_there else None
        reply = await self._app.read(self._app.desk.replies.can_be_undone)
        if reply is not None and (act is None or reply.queued_at >= act.at):
            await self._app.writing.undo_reply(reply)
        elif act is not None:
            await self.take_back(act)
        else:
            self._app.notify(_("Nothing can be taken back."), timeout=4)

    async def do_history(self) -> None:
        """What was done, and what of it to take back."""
        from bizcare_tui.ui.undoing import UndoScreen

        rows = await self._app.read(self._verbs.history)
        if rows is None:
            return
        row = await self._app.push_screen_wait(UndoScreen(rows))
        if row is not None:
            await self.take_back(row)

    async def take_back(self, act: ActRow) -> None:
        """Take an act back, and go to its thread."""
        with self._progress(act.threads):
            threads = await self._app.read(self._verbs.undo, act.id)
        if threads is None:
            return
        self._app.notify(_("Taken back: {0}").format(act.sentence), markup=False, timeout=SAID_SECONDS)
        self._app.browsing.return_to(threads[0])

    # --- within ------------------------------------------------------------------------------------

    async def carry_out(
        self, name: str, verb: Callable[..., Did], threads: Sequence[int], *arguments: Any
    ) -> None:
        """Do a verb away from the screen's loop, say so, and go on to the next thread."""
        if not threads:
            return
        following = self._app.browsing.next_thread(threads)
        with self._progress(len(threads)):
            did = await self._app.read(verb, threads, *arguments)
        if did is None:
            return
        said = words.verb(name)
        if len(did.thread_ids) > 1:
            said = ngettext("{n} thread: {said}", "{n} threads: {said}", len(did.thread_ids)).format(
                n=len(did.thread_ids), said=said
            )
        if did.left_out:
            said += " " + _("{0} left out: {1}.").format(did.left_out, did.why)
        self._app.notify(_("{0} · u takes it back").format(said), markup=False, timeout=SAID_SECONDS)
        self._app.inbox.mark_all()
        self._app.browsing.go_on(following if name in self._app.desk.settings.next_after else None)

    async def _single(self, threads: Sequence[int]) -> InboxRow | None:
        """The line of the thread that a verb is for, where it is for one."""
        rows = await self._app.read(self._app.desk.rows, threads) if len(threads) == 1 else None
        return rows[0] if rows else None

    @contextmanager
    def _progress(self, threads: int) -> Iterator[None]:
        """Within, say on the top line how far a verb on many threads is."""
        if threads == 1:
            yield
            return

        def say(done: int) -> None:
            self._app.under_way = _("{0} threads: {1} done").format(
                number(threads), number(min(done, threads))
            )
            self._app.say_top()

        loop = asyncio.get_running_loop()

        def tell(done: int) -> None:
            # Told and not waited for: were the screen gone, the verb would end with it, and be taken back.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(say, done)

        say(0)
        self._app.desk.on_worked_out = tell
        try:
            yield
        finally:
            self._app.desk.on_worked_out = lambda _done: None
            self._app.under_way = ""
            self._app.say_top()

    async def _proposed(self) -> Kind | None:
        thread_id = self._app.thread_in_question()
        found: Kind | None = await self._app.read(self._app.desk.proposed_kind, thread_id or 0)
        return found

    async def _until(self, now: datetime, due: datetime | None, rows: Sequence[Any]) -> datetime | None:
        from bizcare_tui.domain.snooze import choices, until
        from bizcare_tui.ui.asking import ChoiceScreen

        offered = choices(now, due)
        width = max(len(name) for name, _moment in offered)
        lines = [Content(f"{name.ljust(width)}  {words.exact(moment)}") for name, moment in offered]
        lines.append(Content(_("another time …")))
        is_asleep = any(row.snoozed_until for row in rows)
        title = _("Put off until") if not is_asleep else _("Put off until (Z wakes it)")
        place = await self._app.push_screen_wait(ChoiceScreen(title, lines))
        if place is None:
            return None
        if place < len(offered):
            return offered[place][1]
        told = await self._line(_("Put off until"), _("3h, 2d, fri 14:00 or 2026-12-01 09:00"))
        if not told:
            return None
        try:
            return until(told, now)
        except ValueError as error:
            self._app.notify(str(error), markup=False, severity="error", timeout=6)
            return None

    async def _may_sleep(self, threads: Sequence[int], moment: datetime) -> bool:
        """Whether threads may be put off until then, told what falls due before."""
        from bizcare_tui.ui.asking import ChoiceScreen

        past = await self._app.read(self._verbs.snoozed_past, threads, moment)
        if not past:
            return past is not None
        first = past[0]
        words_ = ngettext(
            "{n} deadline falls before that", "{n} deadlines fall before that", len(past)
        ).format(n=len(past))
        lines = [
            Content(_("Leave it as it is")),
            Content(_("Put it off all the same: {0} is due {1}").format(
                first.id, words.exact(first.due) if first.due else ""
            )),
        ]  # fmt: skip
        return await self._app.push_screen_wait(ChoiceScreen(words_, lines)) == 1

    async def _line(self, title: str, text: str) -> str | None:
        from bizcare_tui.ui.asking import LineScreen

        told: str | None = await self._app.push_screen_wait(LineScreen(title, text))
        return told
