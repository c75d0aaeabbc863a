"""What the line mode knows while it runs: the list, the open thread, the marked ones, and what comes next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol

from bizcare_tui.cli.plain.conversation import Conversation, Flow
from bizcare_tui.cli.plain.questions import read_line
from bizcare_tui.cli.plain.tour import LineTour
from bizcare_tui.cli.plain.words import word_of
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.inbox import InboxRow
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.desk.unsaved_texts import UnsavedTexts
from bizcare_tui.desk.verbs import VerbResult
from bizcare_tui.desk.views import ConversationView
from bizcare_tui.domain.counters import in_words
from bizcare_tui.domain.query_tree import Query
from bizcare_tui.domain.thread_status import RankGroup
from bizcare_tui.errors import BizcareError, UnknownThread, WrongUsage
from bizcare_tui.hints import Hint
from bizcare_tui.i18n import _, ngettext
from bizcare_tui.present.labels import verb_label
from bizcare_tui.present.spoken_lines import spoken_message, spoken_next_step, spoken_row, spoken_thread

PAGE_SIZE = 10
_MAX_DIGITS = 18
# The verbs after which nothing is left to do in a thread; focus mode goes on after them.
_FINISHING = ("done", "no_answer", "snooze")


def describe(error: BizcareError) -> str:
    """Return an error with its advice, which names commands by their words."""
    return error.describe(word_of)


class TicketQueue(Protocol):
    """What focus mode does: it goes on after a ticket was finished, skips one, and goes back."""

    def skip(self) -> None:
        """Open the ticket after the open one."""

    def go_back(self) -> None:
        """Open the ticket before the open one."""

    def handle_finished(self, threads: Sequence[int]) -> bool:
        """Go on after threads were finished; return whether the open ticket was among them."""


class LineSession:
    """The state of the line mode, and what its commands share.

    Args:
        desk: the desk to work on.
        read_input: prints a prompt and returns the next line of input; raises EOFError at its end.
    """

    def __init__(self, desk: Desk, read_input: Callable[[str], str] = input) -> None:
        self.desk = desk
        self.talk = Conversation(read_input, describe)
        self.texts = UnsavedTexts(desk.session.paths)
        self.tour = LineTour(self.talk.say)
        self.listed: list[int] = []
        self.marked: list[int] = []
        self.open_id: int | None = None
        # The thread that "next" opens after one is finished.
        self.following: int | None = None
        # Focus mode, while it is on.
        self.focus: TicketQueue | None = None
        self.query: Query = parse_query(desk.inbox.sections[0].query)
        self._printed = 0
        # The group of the inbox that the last printed thread belongs to.
        self._group: RankGroup | None = None

    def say(self, text: str) -> None:
        """Print a sentence, or several lines."""
        self.talk.say(text)

    # --- the list ----------------------------------------------------------------------------------

    def show_list(self, query: Query, title: str = "", ids: Sequence[int] | None = None) -> None:
        """List the threads of a query, and print the first of them.

        Args:
            query: the query.
            title: what the list is called; empty for search results.
            ids: the threads, if they are sorted in another way than by deadline.
        """
        self.query = query
        self.listed = list(self.desk.inbox.thread_ids(query) if ids is None else ids)
        self._printed, self._group = 0, None
        count = len(self.listed)
        text = ngettext("{0} thread.", "{0} threads.", count).format(count)
        self.say(f"{title}: {text}" if title else text)
        if summary := in_words(self.desk.statistics.counters(), self.desk.now()):
            self.say(f"{summary}.")
        self.show_more()

    def show_more(self) -> None:
        """Print the next threads of the list."""
        page = self.listed[self._printed : self._printed + PAGE_SIZE]
        if not page:
            self.say(_("That was the whole list."))
            return
        for row in self.desk.inbox.rows(page):
            if row.group is RankGroup.GOALS and self._group is RankGroup.OBLIGATIONS:
                self.say(_("our own goals") + ":")
            self._group = row.group
            # A thread may be gone by now, and the others keep their places.
            place = self.listed.index(row.id, self._printed) + 1
            self.say(f"{place}. {spoken_row(row, self.desk.now())}")
        self._printed += len(page)
        if remaining := len(self.listed) - self._printed:
            self.say(_("{0} more threads (type more)").format(remaining))

    # --- one thread --------------------------------------------------------------------------------

    def row(self, thread_id: int) -> InboxRow:
        """Return the inbox row of a thread.

        Raises:
            UnknownThread: the thread is not in the store.
        """
        rows = self.desk.inbox.rows([thread_id])
        if not rows:
            raise UnknownThread(thread_id)
        return rows[0]

    def title(self, thread_id: int) -> str:
        """Return the number and topic of a thread."""
        return f"#{thread_id} {self.row(thread_id).topic}"

    def about(self, threads: Sequence[int]) -> str:
        """Return what a question is about: the title of a thread, or how many there are."""
        if len(threads) == 1:
            return self.title(threads[0])
        return ngettext("{0} thread", "{0} threads", len(threads)).format(len(threads))

    def conversation(self, thread_id: int) -> ConversationView:
        """Return a thread with its messages and facts.

        Raises:
            UnknownThread: the thread is not in the store.
        """
        return self.desk.conversations.conversation(thread_id)

    def open(self, thread_id: int) -> None:
        """Read a thread out, the most important first, and mark it as read."""
        conversation = self.conversation(thread_id)
        self.open_id = thread_id
        self.following = None
        for sentence in spoken_thread(conversation, self.desk.now(), word_of):
            self.say(sentence)
        self._say_colleagues(thread_id)
        if conversation.messages:
            number = len(conversation.messages)
            for line in spoken_message(conversation.messages[-1], number):
                self.say(line)
            if number > 1:
                self.say(
                    ngettext(
                        "{n} earlier message: “messages” reads all.",
                        "{n} earlier messages: “messages” reads all.",
                        number - 1,
                    ).format(n=number - 1)
                )
        self.desk.conversations.mark_read(thread_id)

    def _say_colleagues(self, thread_id: int) -> None:
        from bizcare_tui.present.labels import presence_label

        here = [each for each in self.desk.presence.here() if each.thread_id == thread_id]
        if here:
            self.say(f"{presence_label(here)}.")

    def say_next_step(self, thread_id: int) -> None:
        """Say what to do next with a thread."""
        conversation = self.conversation(thread_id)
        self.say(spoken_next_step(conversation.summary, self.desk.now(), word_of))

    # --- which threads a command is for ------------------------------------------------------------

    def thread_id_of(self, word: str) -> int:
        """Return the thread that a word names: by its place in the list, or by its number.

        Raises:
            WrongUsage: the word is no number.
        """
        digits = word.strip().lstrip("#")
        if not digits.isascii() or not digits.isdecimal() or len(digits) > _MAX_DIGITS:
            raise WrongUsage(
                _("{0!r} is not a thread.").format(word[:40]),
                _("Type its place in the list, such as 3, or its number."),
            )
        position = int(digits)
        return self.listed[position - 1] if 1 <= position <= len(self.listed) else position

    def target(self, words: str, *, has_answer: bool = False) -> tuple[int, str]:
        """Return the thread that a command is for, and the words that are left; ask if none is open.

        `has_answer` says that a number without "#" is the answer to a question, not a thread.
        """
        threads, rest = self._named(words, numbers=not has_answer)
        return threads[0] if threads else self._open_or_asked(), rest

    def targets(self, words: str, *, has_answer: bool = True) -> tuple[list[int], str]:
        """Return the threads that a verb is for, and the words that are left.

        They are those that words like "#3" name, else the marked ones, else the open one. If none is open,
        ask which. `has_answer` says that a number without "#" is the answer to a question, not a thread.
        """
        threads, rest = self._named(words, numbers=not has_answer)
        return threads or list(self.marked) or [self._open_or_asked()], rest

    def _named(self, words: str, *, numbers: bool) -> tuple[list[int], str]:
        """Return the threads that the first words name, such as "#3 #4", and the other words.

        `numbers` says that a number without "#" names a thread too, and that there are no other words.
        """
        threads: list[int] = []
        rest = words.split()
        while rest and (rest[0].startswith("#") or numbers) and rest[0].lstrip("#").isdecimal():
            threads.append(self._known_thread(rest.pop(0)))
        if numbers and rest:
            self.thread_id_of(rest[0])
        return threads, " ".join(rest) if threads else words

    def _open_or_asked(self) -> int:
        """Return the open thread; if none is open, ask which, and open it without reading it out."""
        if self.open_id is None:
            self.open_id = self.talk.hold(self._thread_flow)
        return self.open_id

    def _thread_flow(self) -> Flow[int]:
        return read_line(_("Which thread? Its place in the list, or its number:"), self._known_thread)

    def _known_thread(self, word: str) -> int:
        return self.row(self.thread_id_of(word)).id

    # --- verbs -------------------------------------------------------------------------------------

    def apply(
        self, name: str, threads: Sequence[int], start: Callable[[], Flow[VerbResult]], first: str = ""
    ) -> None:
        """Hold the conversation of a verb that acts on threads, and say what it did and what comes next.

        Args:
            name: the verb.
            threads: the threads.
            start: asks what the verb needs, and applies it.
            first: the answer to the first question, if it was typed already.
        """
        is_finishing = name in self.desk.settings.next_after
        following = self.desk.inbox.next_thread_to_do(self.query, threads) if is_finishing else None
        result = self.talk.hold(start, first=first)
        self.say_result(name, threads, result)
        self.marked = []
        if name in _FINISHING and self.has_gone_on(threads):
            return
        if is_finishing:
            self.say_following(following)
        elif len(result.thread_ids) == 1:
            self.say_next_step(result.thread_ids[0])

    def has_gone_on(self, threads: Sequence[int]) -> bool:
        """Let focus mode go on after threads were finished; return whether it did."""
        return self.focus is not None and self.focus.handle_finished(threads)

    def say_result(self, name: str, threads: Sequence[int], result: VerbResult) -> None:
        """Say what a verb did, and that it can be undone."""
        text = f"{verb_label(name)}: {self.about(result.thread_ids or threads)}."
        if result.skipped:
            text += " " + _("{0} skipped: {1}.").format(result.skipped, result.reason)
        self.say(f"{text} " + _("{0} undoes it.").format(word_of(Hint("undo"))))

    def say_following(self, thread_id: int | None) -> None:
        """Say which thread comes next, and remember it for the word "next"."""
        self.following = thread_id
        self.open_id = None
        if thread_id is None:
            self.say(_("Nothing else has to be done."))
        else:
            row = spoken_row(self.row(thread_id), self.desk.now())
            self.say(_("The next thread: {0}. “next” opens it.").format(row))

    def start_sending(self) -> None:
        """Send what is in the outbox in the background, if there is a key."""
        if self.desk.marketplace.has_key():
            self.desk.marketplace.start_outbox(lambda _progress: None)


def flow_of(act: Callable[..., VerbResult], *arguments: object) -> Callable[[], Flow[VerbResult]]:
    """Return the conversation of a verb that asks for nothing."""
    return partial(_acting, act, *arguments)


def _acting(act: Callable[..., VerbResult], *arguments: object) -> Flow[VerbResult]:
    yield from ()
    return act(*arguments)
