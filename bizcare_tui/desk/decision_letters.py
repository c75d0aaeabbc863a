"""The letters of decisions: composed from the answers, checked, and written to be pasted."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

from bizcare_tui.desk.decision_context import DecisionContext, DecisionContextReader
from bizcare_tui.desk.replies import Replies
from bizcare_tui.desk.session import DeskSession
from bizcare_tui.desk.views import DraftCheck
from bizcare_tui.desk.wizard_state import WizardState
from bizcare_tui.domain.decisions.answers import (
    DecisionAnswers,
    RefundAnswers,
    RejectionAnswers,
)
from bizcare_tui.domain.decisions.letters import (
    reason_to_pick,
    refund_letter,
    rejection_letter,
    text_to_paste,
)
from bizcare_tui.domain.policy import Policy
from bizcare_tui.errors import StoreProblem
from bizcare_tui.i18n import _
from bizcare_tui.paths import write_private_file


class DecisionLetters:
    """Composes the letters of decisions.

    Args:
        session: the session of the person.
        replies: the reply check.
        contexts: builds the values for the slots of a letter.
        policy: returns the rules in force.
    """

    def __init__(
        self,
        session: DeskSession,
        replies: Replies,
        contexts: DecisionContextReader,
        policy: Callable[[], Policy],
    ) -> None:
        self._session = session
        self._replies = replies
        self._contexts = contexts
        self._policy = policy

    def with_letter(self, context: DecisionContext, answers: DecisionAnswers) -> DecisionAnswers:
        """Return the answers with a newly composed letter, unless a person has edited the letter."""
        composed = self.compose(context, answers)
        letter = answers.letter if answers.letter_is_own else composed
        return dataclasses.replace(
            answers, letter=letter, composed=composed if letter == composed else answers.composed
        )

    def compose(self, context: DecisionContext, answers: DecisionAnswers) -> str:
        """Compose the letter from the answers."""
        facts = self._contexts.build_letter_facts(context, answers)
        if isinstance(answers, RefundAnswers):
            return refund_letter(answers, self._policy(), facts)
        assert isinstance(answers, RejectionAnswers)
        return rejection_letter(answers, self._policy(), facts)

    def guidance(self, context: DecisionContext, answers: RefundAnswers) -> tuple[str, str]:
        """Return the reason to pick in the "$" dialog of the partner account, and the text to paste there."""
        facts = self._contexts.build_letter_facts(context, answers)
        return (
            reason_to_pick(answers, self._policy(), context.language),
            text_to_paste(answers, self._policy(), facts),
        )

    def write_text(self, name: str, text: str) -> Path:
        """Write a text to be pasted into a file that only its owner can read; return the file.

        Raises:
            StoreProblem: the file cannot be written.
        """
        file = self._session.paths.data / "to-paste" / name
        try:
            write_private_file(file, text)
        except OSError as error:
            raise StoreProblem(
                _("{0} cannot be written: {1}.").format(file, error.strerror), _("Check its folder.")
            ) from error
        return file

    def look_over(self, wizard: WizardState) -> DraftCheck:
        """Run the reply check on the letter and return its findings.

        Raises:
            BadSettings: a file of snippets cannot be read.
        """
        from bizcare_tui.desk.views import ReplyDraft

        draft = ReplyDraft(wizard.answers.letter, base_message_id=wizard.base_message_id)
        return self._replies.look_over(wizard.thread_id, draft)
