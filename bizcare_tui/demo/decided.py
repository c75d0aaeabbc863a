"""The rejections and refunds of the demo's past, decided through wizard and outbox as its people would."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from importlib.resources import files

from bizcare_tui.demo.staff import Staff, working_day_before, working_time
from bizcare_tui.desk.decision_context import DecisionContext
from bizcare_tui.desk.decision_rows import REFUND, REJECTION
from bizcare_tui.desk.desk import Desk
from bizcare_tui.domain.decisions.answers import (
    ChosenGround,
    DecisionAnswers,
    EvidenceItem,
    RefundAnswers,
    RejectionAnswers,
)
from bizcare_tui.domain.evidence.evaluation_data import GroundVerdict
from bizcare_tui.domain.grounds import Ground
from bizcare_tui.domain.policy import Proof
from bizcare_tui.domain.threads import Author
from bizcare_tui.sandbox.market import Market
from bizcare_tui.store import outbox
from bizcare_tui.store.reads.hot_thread import read_messages

# Reasons that a person gives where the data leave room for judgement.
_JUDGEMENT = "The customer confirmed it in the thread."
_WINDOW_OVER = "The product page was wrong, whatever the date."


@dataclass(frozen=True, slots=True)
class PastDecision:
    """A decision of the past. `decided.toml` explains the fields."""

    kind: str
    conversation: str
    ground: str
    finding: str
    days: int = 1
    request: str = ""
    objection: str = ""
    withdrawn: str = ""


def past_decisions() -> list[PastDecision]:
    """Return the decisions of the past."""
    tables = tomllib.loads(files(__package__).joinpath("decided.toml").read_text(encoding="utf-8"))
    return [PastDecision(kind, **row) for kind in (REJECTION, REFUND) for row in tables[kind]]


def decide_the_past(staff: Staff, desk: Desk, market: Market) -> None:
    """Make the decisions of the past, each at its time; the next sync finds their letters in the threads.

    All people decide at this `desk`, because each desk reads all replies before it checks the first one.
    """
    for moment, thread_id, decision in sorted(_at_their_times(staff), key=lambda each: each[0]):
        with staff.acting(staff.lead, moment):
            number, letter = _decide(desk, thread_id, decision)
        if decision.request:
            market.add_message(thread_id, decision.request, at=moment - timedelta(hours=20))
        market.add_message(thread_id, letter, author="seller", at=moment)
        if decision.objection:
            market.add_message(thread_id, decision.objection, at=moment + timedelta(hours=5))
        if decision.withdrawn:
            with staff.acting(staff.second, working_time(moment + timedelta(days=2))):
                desk.decisions.withdraw(number, decision.withdrawn)


def recognise_objections(staff: Staff, desk: Desk) -> None:
    """Say of what customers wrote against a decision that they wrote it; the API reports no author."""
    for decision in past_decisions():
        thread = staff.past_thread(decision.conversation)
        if thread is None or not decision.objection:
            continue
        last = read_messages(desk.session.reader, thread.id)[-1]
        with staff.acting(staff.lead, last.at + timedelta(hours=2)):
            desk.verbs.author(thread.id, last.id, Author.CUSTOMER)


def _at_their_times(staff: Staff) -> Iterator[tuple[datetime, int, PastDecision]]:
    for decision in past_decisions():
        thread = staff.past_thread(decision.conversation)
        if thread is not None:
            days = timedelta(days=decision.days)
            if decision.days > 0:
                moment = working_time(thread.last_at + days)
            else:
                moment = working_day_before(staff.now + days)
            yield max(moment, thread.last_at + timedelta(hours=1)), thread.id, decision


def _decide(desk: Desk, thread_id: int, decision: PastDecision) -> tuple[int, str]:
    """Answer the wizard, decide, and paste the letter; return the decision's number and its letter."""
    decisions = desk.decisions
    context = decisions.contexts.read(thread_id)
    answers = decisions.letters.with_letter(context, _answers(desk, context, decision))
    wizard = replace(decisions.wizards.begin(thread_id, decision.kind), answers=answers)
    decided = decisions.decide(wizard, override=_JUDGEMENT)
    if decision.kind == REJECTION:
        with desk.session.store().transaction() as session:
            reply = outbox.get_reply(session, desk.session.account_id(), decided.reply_id or 0)
            outbox.mark_sent_by_hand(session, reply, desk.now())
    return decided.id, answers.letter


def _answers(desk: Desk, context: DecisionContext, decision: PastDecision) -> DecisionAnswers:
    decisions, ground = desk.decisions, decision.ground
    finding = EvidenceItem(Proof.FINDING, decision.finding, desk.session.login)
    chosen = ChosenGround(ground, (*decisions.evidence_to_propose(context, ground), finding))
    if decision.kind == REFUND:
        return RefundAnswers(
            chosen=(chosen,), singular=True, late_reason=_WINDOW_OVER, care_ends=True, paid_out=False,
            pasted=True, refunded_before=0, done=True,
        )  # fmt: skip
    verdict = context.verdicts[Ground(ground)]
    chosen = replace(
        chosen,
        reason=_JUDGEMENT if verdict is GroundVerdict.CONTRADICTED else "",
        acknowledged=verdict is GroundVerdict.UNKNOWN,
    )
    answers = RejectionAnswers(chosen=(chosen,))
    offered = (each for each in decisions.proposed(context, answers) if each != "partial_answer")
    return replace(answers, alternatives=tuple(offered))
