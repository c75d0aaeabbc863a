"""The state of a wizard in progress, and who wrote its answers."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import datetime

from bizcare_tui.desk.decision_rows import REFUND, REJECTION
from bizcare_tui.domain.decisions.answers import (
    DecisionAnswers,
    RefundAnswers,
    RejectionAnswers,
    decision_content,
)
from bizcare_tui.domain.text import safe_line
from bizcare_tui.store.login import login_name

EMPTY_ANSWERS: dict[str, RejectionAnswers | RefundAnswers] = {
    REJECTION: RejectionAnswers(),
    REFUND: RefundAnswers(),
}


@dataclass(frozen=True, slots=True)
class WizardState:
    """The state of a wizard in a thread: the current answers, and the answers as last stored.

    `base_message_id` is the thread's last message that the answers take into account. `saved_by` saved the
    answers last, at `saved_at`; for a new wizard these are empty and None.
    """

    thread_id: int
    kind: str
    answers: DecisionAnswers
    base_message_id: int
    stored: DecisionAnswers
    revision: int = 0
    saved_by: str = ""
    saved_at: datetime | None = None

    @property
    def is_of_another(self) -> bool:
        """Whether somebody else saved the answers last."""
        return bool(self.saved_by) and self.saved_by != safe_line(login_name())

    @property
    def answers_with_author(self) -> DecisionAnswers:
        """The answers, with the current user as last author if they changed something."""
        return with_author(self, self.answers)


def with_author(wizard: WizardState, answers: DecisionAnswers) -> DecisionAnswers:
    """Return the answers with the current user as last author, if they differ from what is stored.

    Changing answers that were handed over to a second person ends that handover.
    """
    if decision_content(answers) == decision_content(wizard.stored):
        return answers
    return dataclasses.replace(answers, authors=_authors_with(answers.authors, login_name()), ready_by="")


def with_both_authors(
    answers: DecisionAnswers, own: DecisionAnswers, others: DecisionAnswers
) -> DecisionAnswers:
    """Return merged answers with the authors of both sides.

    They stay ready for the second person only if they say the same as the other person's answers.
    """
    authors = others.authors
    for login in own.authors:
        authors = authors if login in authors and login != login_name() else _authors_with(authors, login)
    ready_by = answers.ready_by if decision_content(answers) == decision_content(others) else ""
    return dataclasses.replace(answers, authors=authors, ready_by=ready_by)


def _authors_with(authors: tuple[str, ...], login: str) -> tuple[str, ...]:
    """Return the authors with this login as the last one. The first author stays first."""
    if authors and authors[-1] == login:
        return authors
    return (*authors, login)
