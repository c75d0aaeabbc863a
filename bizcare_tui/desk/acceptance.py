"""Count how often people at this desk accepted what the program found. Everything is read from the store."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from bizcare_tui.desk.evaluation_data import EvaluationDataReader, ground_json
from bizcare_tui.desk.request_type import proposed_kind
from bizcare_tui.desk.session import DeskSession
from bizcare_tui.desk.wizard_state import EMPTY_ANSWERS
from bizcare_tui.domain.acceptance import (
    AcceptanceRow,
    JudgedFinding,
    Passage,
    count_acceptance,
    judge_passages,
    judge_reply,
    judge_type,
    passages_in,
)
from bizcare_tui.domain.decisions.answers import DecisionAnswers, RefundAnswers
from bizcare_tui.domain.decisions.found_evidence import complaint_found
from bizcare_tui.domain.verbs import parse_content
from bizcare_tui.domain.verbs.kind import SetKind
from bizcare_tui.store.reads.acceptance import read_checked_replies, read_kind_acts, read_wizard_answers
from bizcare_tui.store.reads.hot_thread import read_decisions, read_messages


class FindingAcceptance:
    """Counts what people did with what the program found.

    Args:
        session: the session of the person.
    """

    def __init__(self, session: DeskSession) -> None:
        self._session = session
        self._reading = session.reader
        self._cases = EvaluationDataReader(session.reader)

    def rows(self) -> list[AcceptanceRow]:
        """Return how often each kind of finding was found, accepted and dismissed; reads every decision.

        Raises:
            BadSettings: the seller's own policy file cannot be read.
        """
        return count_acceptance([*self._passages(), *self._replies(), *self._types()])

    # --- passages ----------------------------------------------------------------------------------

    def _passages(self) -> Iterator[JudgedFinding]:
        for (thread_id, _kind), (answers, evaluated) in self._answered().items():
            yield from judge_passages(answers, self._found(thread_id, answers, evaluated))

    def _answered(self) -> dict[tuple[int, str], tuple[DecisionAnswers, list[dict[str, Any]] | None]]:
        """Return the latest answers by thread and kind of decision, each with the grounds as evaluated then.

        A wizard in progress has newer answers than the decision before it, and no evaluation yet.
        """
        answered: dict[tuple[int, str], tuple[DecisionAnswers, list[dict[str, Any]] | None]] = {}
        for decision in reversed(read_decisions(self._reading)):
            if decision.kind in EMPTY_ANSWERS and decision.content:
                content = json.loads(decision.content)
                answers = EMPTY_ANSWERS[decision.kind].read(content["answers"])
                answered[decision.thread_id, decision.kind] = answers, content["evaluated"]
        for wizard in read_wizard_answers(self._reading):
            answers = EMPTY_ANSWERS[wizard.kind].read(json.loads(wizard.answers))
            answered[wizard.thread_id, wizard.kind] = answers, None
        return answered

    def _found(
        self, thread_id: int, answers: DecisionAnswers, evaluated: list[dict[str, Any]] | None
    ) -> dict[str, list[Passage]]:
        """Return the passages found for each ground; a refund is offered the customer's complaint for all."""
        if isinstance(answers, RefundAnswers):
            items = complaint_found(self._cases.case(thread_id).messages)
            passages = [Passage(item.message, *item.span) for item in items if item.message and item.span]
            return {chosen.ground: passages for chosen in answers.chosen}
        if evaluated is None:
            evaluated = [ground_json(each) for each in self._cases.evaluated(thread_id, self._session.policy)]
        return passages_in(evaluated)

    # --- replies and types -------------------------------------------------------------------------

    def _replies(self) -> Iterator[JudgedFinding]:
        for reply in read_checked_replies(self._reading):
            yield from judge_reply(reply.shown, reply.kept)

    def _types(self) -> Iterator[JudgedFinding]:
        """Yield whether the types that were set are those proposed by the texts that there were then."""
        latest = {act.thread_id: act for act in read_kind_acts(self._reading)}
        for act in latest.values():
            content = parse_content(SetKind.verb, act.content)
            assert isinstance(content, SetKind)
            if content.request_type is not None:
                messages = read_messages(self._reading, act.thread_id)
                proposed = proposed_kind(act.topic, [each for each in messages if each.at <= act.at])
                yield from judge_type(proposed, content.request_type)
