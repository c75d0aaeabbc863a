"""A wizard that is open: its answers, and what its pages know about the thread."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from bizcare_tui.desk.decision_rows import REFUND
from bizcare_tui.ui.wizard.answer_saver import AnswerSaver

if TYPE_CHECKING:
    from bizcare_tui.desk.decision_context import DecisionContext
    from bizcare_tui.desk.decisions import Decisions
    from bizcare_tui.desk.partner_pages import PageLink
    from bizcare_tui.desk.precedents import Precedent
    from bizcare_tui.desk.views import CareFact, ConversationView
    from bizcare_tui.desk.wizard_state import WizardState

T = TypeVar("T")

# The facts of the bar that a wizard shows too.
_DEADLINES = ("first_answer", "follow_up", "holidays")


class OpenWizard:
    """A wizard in progress, as its screen and its pages use it. It knows no screen.

    Args:
        decisions: the desk's decisions.
        state: the saved state of the wizard, or a new one.
        context: what is known about the thread.
        name: the name of the wizard, shown in its head line.
        conversation: the thread as it is read, for its chips and its deadlines.
        web_page: the thread's page in the partner account.
        visit: opens that page.
        write_pack: writes the thread's evidence pack to a path, and returns the file.
        now: returns the present time.
        run: calls a function of the desk in a worker thread; on an error, it shows it and returns None.
    """

    def __init__(
        self,
        decisions: Decisions,
        state: WizardState,
        context: DecisionContext,
        name: str,
        *,
        conversation: ConversationView,
        web_page: PageLink,
        visit: Callable[[], Awaitable[None]],
        write_pack: Callable[[str], Path],
        now: Callable[[], datetime],
        run: Callable[..., Awaitable[Any]],
    ) -> None:
        self.decisions = decisions
        self.context = context
        self.name = name
        self.conversation = conversation
        self.web_page = web_page
        self.visit = visit
        self.write_pack = write_pack
        self.now = now
        # The earlier decisions on each ground that are most like this request; empty until they are read.
        self.precedents: Mapping[str, Sequence[Precedent]] = {}
        self._run = run
        self.saver = AnswerSaver(decisions.wizards, state, name, run)

    @property
    def state(self) -> WizardState:
        """The present answers, and those stored last."""
        return self.saver.state

    @property
    def deadlines(self) -> list[CareFact]:
        """The facts about the deadlines, as the bar shows them."""
        return [fact for fact in self.conversation.facts if fact.key in _DEADLINES]

    @property
    def about(self) -> str:
        """The number and title of the thread."""
        return f"#{self.state.thread_id} {self.context.case.topic}"

    async def call(self, function: Callable[..., T], *arguments: Any) -> T | None:
        """Call a function of the desk in a worker thread. On an error, show it and return None."""
        result: T | None = await self._run(function, *arguments)
        return result

    async def refresh_context(self) -> None:
        """Evaluate the thread again, because new facts about it were recorded."""
        context = await self.call(self.decisions.contexts.read, self.state.thread_id)
        if context is not None:
            self.context = context

    async def read_precedents(self) -> None:
        """Read the earlier decisions that are like this request."""
        state, policy = self.state, self.decisions.policy
        grounds = list(policy.refunds if state.kind == REFUND else policy.grounds)
        found = await self.call(self.decisions.precedents.by_ground, state.thread_id, state.kind, grounds)
        if found is not None:
            self.precedents = found

    def count_new_messages(self) -> int:
        """Return how many messages arrived that the answers do not take into account. Reads the store.

        Raises:
            BizcareError: the store cannot be read.
        """
        return self.decisions.wizards.count_new_messages(self.state)

    async def mark_messages_read(self) -> bool:
        """Take all messages of the thread into account. Return whether that was possible."""
        state = await self.call(self.decisions.wizards.mark_messages_read, self.state)
        if state is None:
            return False
        self.saver.state = state
        return True
