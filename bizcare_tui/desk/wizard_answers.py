"""The answers of the rejection and refund wizards: begun, saved, merged, handed over, discarded."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

from bizcare_tui.desk.decision_context import DecisionContextReader
from bizcare_tui.desk.second_person import SecondPerson
from bizcare_tui.desk.session import DeskSession
from bizcare_tui.desk.wizard_state import EMPTY_ANSWERS, WizardState, with_author, with_both_authors
from bizcare_tui.domain.decisions.answers import (
    DecisionAnswers,
    RefundAnswers,
    has_new_answers,
    merge_answers,
)
from bizcare_tui.domain.outbox import ReplyState
from bizcare_tui.domain.text import safe_line
from bizcare_tui.now import now
from bizcare_tui.store.login import login_name
from bizcare_tui.store.reads.hot_thread import (
    count_messages_after,
    read_answers,
    read_decisions,
    read_last_message_id,
)
from bizcare_tui.store.thread_records import StoredAnswers


class WizardAnswers:
    """The answers of wizards in progress. All people of a store share the wizards of a thread.

    Args:
        session: the session of the person.
        contexts: reads the purchase that a refund is about.
        second_person: the rule about a second person.
    """

    def __init__(
        self, session: DeskSession, contexts: DecisionContextReader, second_person: SecondPerson
    ) -> None:
        self._session = session
        self._reading = session.reader
        self._contexts = contexts
        self._second_person = second_person

    def begin(self, thread_id: int, kind: str) -> WizardState:
        """Return the wizard of a thread as last saved by anybody, or a new one.

        If the last decision was undone, the new wizard starts with its answers.

        Raises:
            UnknownThread: the thread is not in the store.
        """
        self._contexts.cases.case(thread_id)
        self._second_person.read_setting()
        if (stored := read_answers(self._reading, thread_id, kind)) is not None:
            return self._wizard_state(thread_id, kind, stored)
        answers = self._undone_answers(thread_id, kind) or EMPTY_ANSWERS[kind]
        if isinstance(answers, RefundAnswers) and answers.refunded_before is None:
            before = self._contexts.purchase(thread_id).refunded_before
            answers = dataclasses.replace(answers, refunded_before=before)
        return WizardState(thread_id, kind, answers, read_last_message_id(self._reading, thread_id), answers)

    def save(self, wizard: WizardState, answers: DecisionAnswers) -> WizardState:
        """Save answers; return the wizard as now stored. Writes to the store.

        Answers that another person saved meanwhile are merged in. Nothing is stored until something is
        answered: a wizard that was only looked at does not count as begun.
        """
        from bizcare_tui.store import wizards

        answers = with_author(wizard, answers)
        thread_id, kind = wizard.thread_id, wizard.kind
        if not (wizard.revision or answers.ready_by or has_new_answers(answers, wizard.stored)):
            return dataclasses.replace(wizard, answers=answers)
        with self._session.store().transaction() as session:
            other_stored = wizards.load_answers(session, self._session.account_id(), thread_id, kind)
            if other_stored is not None and other_stored.revision != wizard.revision:
                other_answers = type(EMPTY_ANSWERS[kind]).read(other_stored.values)
                answers = with_both_authors(
                    merge_answers(wizard.stored, answers, other_answers), answers, other_answers
                )
                wizard = dataclasses.replace(wizard, revision=other_stored.revision)
            values = StoredAnswers(answers.values(), wizard.base_message_id, wizard.revision)
            stored = wizards.save_answers(
                session, self._session.account_id(), thread_id, kind, values, now=now()
            )
        assert stored is not None
        return self._wizard_state(thread_id, kind, stored)

    def discard(self, wizard: WizardState) -> None:
        """Delete the answers of a wizard. Writes to the store."""
        from bizcare_tui.store import wizards

        with self._session.store().transaction() as session:
            wizards.delete_answers(session, self._session.account_id(), wizard.thread_id, wizard.kind)

    def count_new_messages(self, wizard: WizardState) -> int:
        """Return how many messages arrived after the last one that the answers take into account."""
        return count_messages_after(self._reading, wizard.thread_id, wizard.base_message_id)

    def mark_messages_read(self, wizard: WizardState) -> WizardState:
        """Return the wizard with every message of its thread taken into account."""
        return dataclasses.replace(
            wizard, base_message_id=read_last_message_id(self._reading, wizard.thread_id)
        )

    def hand_over(self, wizard: WizardState) -> WizardState:
        """Hand the answers over to a second person for approval. Writes to the store."""
        changed = self.save(wizard, with_author(wizard, wizard.answers))
        with_ready = dataclasses.replace(changed.answers, ready_by=login_name())
        handed_over = self.save(dataclasses.replace(changed, stored=with_ready), with_ready)
        if handed_over.answers.ready_by == login_name():
            self._second_person.note_handover(handed_over)
        return handed_over

    def _wizard_state(self, thread_id: int, kind: str, stored: StoredAnswers) -> WizardState:
        answers = type(EMPTY_ANSWERS[kind]).read(stored.values)
        return WizardState(
            thread_id,
            kind,
            answers,
            stored.base_message_id,
            answers,
            stored.revision,
            safe_line(stored.saved_by),
            stored.saved_at,
        )

    def _undone_answers(self, thread_id: int, kind: str) -> DecisionAnswers | None:
        """Return the answers of the thread's last decision of this kind if it was undone, else None.

        A decision is undone by withdrawing it or by discarding its letter.
        """
        decisions = read_decisions(self._reading, thread_id)
        decision = next((each for each in decisions if each.kind == kind), None)
        if decision is None or not decision.content:
            return None
        is_undone = decision.reply_state is ReplyState.DISCARDED or decisions[0].kind == "withdrawal"
        if not is_undone:
            return None
        answers = type(EMPTY_ANSWERS[kind]).read(json.loads(decision.content)["answers"])
        changes: dict[str, Any] = {"override": "", "ready_by": "", "authors": ()}
        if isinstance(answers, RefundAnswers):
            changes |= {"done": False, "refunded_before": None}
        return dataclasses.replace(answers, **changes)
