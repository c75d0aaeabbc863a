"""Focus mode, line by line: one ticket after another, in the order of its obligation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bizcare_tui.cli.plain.command import PlainCommand, PlainGroup
from bizcare_tui.cli.plain.conversation import Cancelled, Flow, WentBack
from bizcare_tui.cli.plain.finding import open_next
from bizcare_tui.cli.plain.questions import choose
from bizcare_tui.cli.plain.session import LineSession
from bizcare_tui.domain.focus import (
    FocusQueue,
    Obligation,
    end_in_words,
    extended_horizon,
    following_in_words,
    heading,
    set_aside_in_words,
)
from bizcare_tui.errors import NotPossible
from bizcare_tui.i18n import N_, _, ngettext


class LineFocus:
    """Goes through the obligations one by one, from `begin` until their end or another list.

    Args:
        session: the state of the line mode.
    """

    def __init__(self, session: LineSession) -> None:
        self._session = session
        self._place: Obligation | None = None
        self._until: datetime | None = None
        self._finished = 0

    def begin(self) -> None:
        """Open the most urgent ticket."""
        self._go_on()

    def skip(self) -> None:
        """Open the ticket after this one; this one stays as it is."""
        self._go_on()

    def go_back(self) -> None:
        """Open the ticket before this one."""
        before = self._read().before(self._place)
        if before is None:
            raise NotPossible(_("This is the most urgent ticket."))
        self._show(before)

    def _read(self) -> FocusQueue:
        return self._session.desk.statistics.focus.read(self._until)

    def handle_finished(self, threads: Sequence[int]) -> bool:
        """Open what comes next if the open ticket was finished; return whether it was."""
        if self._place is None or self._place.thread_id not in threads:
            return False
        self._finished += 1
        self._go_on()
        return True

    def _go_on(self) -> None:
        following = self._read().after(self._place)
        if following is None:
            self._end()
        else:
            self._show(following)

    def _show(self, obligation: Obligation) -> None:
        self._place = obligation
        queue = self._read()
        parts = [_("Focus"), heading(queue, obligation.thread_id, self._session.desk.now())]
        parts += [part for part in (set_aside_in_words(queue), self._finished_in_words()) if part]
        self._session.say(". ".join(parts) + ".")
        self._session.open(obligation.thread_id)

    def _finished_in_words(self) -> str:
        count = self._finished
        return ngettext("{n} finished", "{n} finished", count).format(n=count) if count else ""

    def _end(self) -> None:
        """Say what was done and what comes next, and ask how to go on if there is something."""
        queue, now = self._read(), self._session.desk.now()
        for text in (end_in_words(queue, now), following_in_words(queue, now), self._finished_in_words()):
            if text:
                self._session.say(text)
        ways = [_("back to the inbox")]
        if queue.following is not None:
            ways.append(_("go on with what is next"))
        if queue.obligations:
            ways.append(_("back to what was skipped"))
        way = self._ask_way(ways) if len(ways) > 1 else 0
        if way and ways[way] == _("go on with what is next") and queue.following is not None:
            self._until = extended_horizon(queue.following)
            self._go_on()
        elif way:
            self._show(queue.obligations[-1])
        else:
            self._session.focus = None

    def _ask_way(self, ways: Sequence[str]) -> int:
        def asking() -> Flow[int]:
            return (yield from choose(_("How do you go on?"), ways, default=0))

        try:
            return self._session.talk.hold(asking)
        except (WentBack, Cancelled):
            return 0


def begin(session: LineSession, _words: str) -> None:
    """Open the most urgent ticket, and go on after each that is finished."""
    focus = LineFocus(session)
    session.focus = focus
    focus.begin()


def skip(session: LineSession, words: str) -> None:
    """Open the next ticket of focus mode; without focus mode, the next one of the list."""
    if session.focus is None:
        open_next(session, words)
    else:
        session.focus.skip()


def go_back(session: LineSession, _words: str) -> None:
    """Open the ticket before this one."""
    if session.focus is None:
        raise NotPossible(_("Focus mode is off."), _("“focus” begins it."))
    session.focus.go_back()


COMMANDS: tuple[PlainCommand, ...] = (
    PlainCommand(
        "focus",
        N_("one ticket after another, the most urgent first; each that is finished opens the next"),
        begin,
        PlainGroup.FIND,
        also=("queue",),
        covers=("focus_following", "focus_skipped"),
    ),
    PlainCommand(
        "next", N_("open the thread that comes next; in focus mode, skip this one"), skip, PlainGroup.FIND,
        also=("skip",), covers=("focus_next",),
    ),
    PlainCommand(
        "previous", N_("in focus mode, open the ticket before"), go_back, PlainGroup.FIND,
        covers=("focus_back",),
    ),
)  # fmt: skip
