"""Reject or refund a request: the wizards' answers, the letter, the decision and its proof."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bizcare_tui.desk.decision_context import DecisionContext, DecisionContextReader
from bizcare_tui.desk.decision_letters import DecisionLetters
from bizcare_tui.desk.decision_rows import DecisionRow, decision_row
from bizcare_tui.desk.evaluation_data import ground_json
from bizcare_tui.desk.history_check import HistoryCheck, anchor_history, verify_history
from bizcare_tui.desk.precedents import Precedents
from bizcare_tui.desk.replies import Replies, raise_if_blocked
from bizcare_tui.desk.second_person import SecondPerson
from bizcare_tui.desk.seller_records import SellerRecords
from bizcare_tui.desk.session import DeskSession
from bizcare_tui.desk.wizard_answers import WizardAnswers
from bizcare_tui.desk.wizard_state import WizardState, with_author
from bizcare_tui.domain.clock import marketplace_date
from bizcare_tui.domain.decisions.answers import (
    DecisionAnswers,
    EvidenceItem,
    RefundAnswers,
    RejectionAnswers,
)
from bizcare_tui.domain.decisions.found_evidence import complaint_found, quotations_found
from bizcare_tui.domain.decisions.missing_answers import (
    MissingAnswer,
    missing_for_refund,
    missing_for_rejection,
)
from bizcare_tui.domain.decisions.objections import RejectionDryRun, RejectionFacts, try_rejection
from bizcare_tui.domain.evidence.evaluation_data import GroundVerdict
from bizcare_tui.domain.policy import Policy, Proof, frozen
from bizcare_tui.domain.text import own_line, own_text, safe_line
from bizcare_tui.errors import NotPossible
from bizcare_tui.hints import list_hint
from bizcare_tui.i18n import _
from bizcare_tui.now import now
from bizcare_tui.store.login import login_name
from bizcare_tui.store.reads.hot_thread import (
    read_decisions,
    read_last_message_id,
    read_open_wizards,
)

if TYPE_CHECKING:
    from bizcare_tui.store.database import ProgressCallback
    from bizcare_tui.store.engine import Session
    from bizcare_tui.store.history import Anchor


class Decisions:
    """The decisions of the current user.

    Creating it is cheap. Evaluating a thread takes milliseconds, so call its methods in a worker thread.

    Args:
        session: the session of the person.
        replies: the reply check and the outbox.

    Raises:
        BizcareError: nothing has been synced yet.
    """

    def __init__(self, session: DeskSession, replies: Replies) -> None:
        session.require_store()
        self._session = session
        self._reading = session.reader
        self._replies = replies
        self.records = SellerRecords(session, replies)
        self.contexts = DecisionContextReader(
            session, lambda: self.policy, lambda thread_id: replies.ticket(thread_id).language
        )
        self.precedents = Precedents(session.reader)
        self.second_person = SecondPerson(session)
        self.wizards = WizardAnswers(session, self.contexts, self.second_person)
        self.letters = DecisionLetters(session, replies, self.contexts, lambda: self.policy)

    @cached_property
    def policy(self) -> Policy:
        """The rules of Business Care in force.

        Raises:
            BadSettings: the seller's own policy file cannot be read.
        """
        return self._session.policy

    # --- evaluation --------------------------------------------------------------------------------

    def evaluation_json(self, thread_id: int) -> list[dict[str, Any]]:
        """Return the lines of `evaluate --json`.

        Raises:
            UnknownThread: the thread is not in the store.
        """
        return self.contexts.cases.lines(thread_id, self.policy)

    def evidence_from_data(self, context: DecisionContext, ground: str) -> EvidenceItem | None:
        """Return the stored data as evidence for a ground; None when they do not prove it."""
        evaluated = context.of(ground)
        if evaluated is None or evaluated.verdict is not GroundVerdict.SUPPORTED:
            return None
        facts = "; ".join(f"{each.text} ({each.source})" for each in evaluated.evidence)
        return EvidenceItem(Proof.DATA, f"{evaluated.why} {facts}", _("stored data"))

    def evidence_found(self, context: DecisionContext, ground: str) -> tuple[EvidenceItem, ...]:
        """Return the evidence found for a ground: the stored data if they prove it, then quotations."""
        evaluated = context.of(ground)
        if evaluated is None:
            return complaint_found(context.case.messages)
        data = self.evidence_from_data(context, ground)
        return (*((data,) if data else ()), *quotations_found(evaluated, context.case.messages))

    def evidence_to_propose(self, context: DecisionContext, ground: str) -> tuple[EvidenceItem, ...]:
        """Return the evidence to select with a ground: the data, and the quotation if only one was found."""
        found = self.evidence_found(context, ground)
        quotations = [each for each in found if each.proof is Proof.MESSAGE]
        return tuple(each for each in found if each.proof is Proof.DATA or len(quotations) == 1)

    def missing(self, context: DecisionContext, answers: DecisionAnswers) -> list[MissingAnswer]:
        """Return what still has to be answered, with the step it belongs to."""
        if isinstance(answers, RefundAnswers):
            return missing_for_refund(
                answers,
                self.policy,
                has_order=context.purchase.order_id is not None,
                windows=context.purchase.windows,
                today=marketplace_date(now()),
                payout_on=context.purchase.payout_on,
                quantity=context.purchase.quantity,
            )
        assert isinstance(answers, RejectionAnswers)
        return missing_for_rejection(answers, self.policy, context.verdicts)

    def dry_run(self, context: DecisionContext, answers: RejectionAnswers) -> RejectionDryRun:
        """Return what a rejection rests on, and what PrestaShop could object to it."""
        facts = RejectionFacts(
            context.case,
            {each.ground: each for each in context.evaluated},
            context.cover.state,
            context.is_first_answer_late,
            context.earlier_texts,
        )
        return try_rejection(answers, facts, self.policy)

    def proposed(self, context: DecisionContext, answers: DecisionAnswers) -> tuple[str, ...]:
        """Return the alternatives to propose.

        Those fit a chosen ground, or the state of the cover now or when the customer wrote last.
        """
        facts = {
            context.cover.state.value,
            *context.past_cover_states,
            *(each.ground for each in answers.chosen),
        }
        return tuple(rule.id for rule in self.policy.alternatives.values() if facts.intersection(rule.when))

    # --- deciding ----------------------------------------------------------------------------------

    def decide(self, wizard: WizardState, override: str = "") -> DecisionRow:
        """Record the decision and queue its letter in one transaction. Writes to the store.

        The letter of a refund that was pasted into the "$" dialog is not sent: the outbox only waits until
        it appears in the thread.

        Args:
            wizard: the wizard with its final answers.
            override: the reason to send the letter although the check objects.

        Raises:
            NotPossible: an answer is missing, a message arrived meanwhile, or a second person is required.
            CheckRefused: the reply check blocks the letter.
        """
        answers = with_author(wizard, wizard.answers)
        handover = self.second_person.matching_handover(wizard, answers)
        answers = dataclasses.replace(answers, override=override or answers.override)
        context = self.contexts.read(wizard.thread_id)
        self._raise_if_not_ready(wizard, context, answers)
        text = own_text(answers.letter).strip("\n").rstrip()
        findings = self._replies.check(wizard.thread_id, text)
        self._replies.shown.add(wizard.thread_id, findings)
        raise_if_blocked(findings, answers.override)
        checked = self._replies.shown.settle(wizard.thread_id, findings)
        authors = handover.authors if handover else ()
        content = {**self._decision_content(wizard.thread_id, context, answers), "authors": list(authors)}
        with self._session.store().transaction() as session:
            decision_id = self._record(session, wizard, answers, content, checked)
        self._session.recompute("decision")
        anchor_history(self._session.store(), self._session.paths.anchors_file, now())
        return self.decision(decision_id)

    def verify(
        self, others: Sequence[Path] = (), on_progress: ProgressCallback = lambda _table, _done, _total: None
    ) -> HistoryCheck:
        """Check whether anything in the history was changed since the last anchor. Reads the whole history.

        Raises:
            WrongUsage: a file of anchors cannot be read.
        """
        return verify_history(
            self._session.store(),
            self._session.paths.anchors_file,
            others,
            now(),
            seller_names=self._session.settings.seller_names,
            on_progress=on_progress,
        )

    def write_anchor(self, file: Path) -> Anchor | None:
        """Write the head of the history to a file of anchors; return None while the history is empty."""
        return anchor_history(self._session.store(), file, now())

    def withdraw(self, decision_id: int, reason: str) -> DecisionRow:
        """Withdraw a decision, with a reason; a letter that was sent stays sent. Writes to the store.

        Raises:
            NotPossible: it is not the last decision of its thread, or no reason is given.
        """
        from bizcare_tui.store import decisions

        if not reason.strip():
            raise NotPossible(
                _("This needs your judgement. Give a reason."), _("On the command line: --reason.")
            )
        with self._session.store().transaction() as session:
            row = decisions.withdraw_decision(
                session, self._session.account_id(), decision_id, reason.strip(), now()
            )
            withdrawal = row.id or 0
        self._session.recompute("decision withdrawn")
        return self.decision(withdrawal)

    def list_decisions(self, thread_id: int | None = None) -> list[DecisionRow]:
        """Return the decisions, newest first; only those of `thread_id` if it is given."""
        return [decision_row(record) for record in read_decisions(self._reading, thread_id)]

    def decision(self, decision_id: int) -> DecisionRow:
        """Return a decision by its number.

        Raises:
            NotPossible: there is no such decision.
        """
        for row in self.list_decisions():
            if row.id == decision_id:
                return row
        raise NotPossible(_("There is no decision {0}.").format(decision_id), list_hint("decisions"))

    def begun(self, thread_id: int) -> list[tuple[str, str, datetime]]:
        """Return the unfinished wizards of a thread: kind, who saved answers last, and when."""
        return [
            (wizard.kind, safe_line(wizard.login), wizard.saved_at)
            for wizard in read_open_wizards(self._reading, thread_id)
        ]

    # --- private -----------------------------------------------------------------------------------

    def _raise_if_not_ready(
        self, wizard: WizardState, context: DecisionContext, answers: DecisionAnswers
    ) -> None:
        if missing := self.missing(context, answers):
            step, text = missing[0]
            raise NotPossible(text, _("Answer it in the step “{0}”.").format(step))
        if arrived := self.wizards.count_new_messages(wizard):
            raise NotPossible(
                _("New messages in the thread since you started: {0}.").format(arrived),
                _("Read them before you decide."),
            )

    def _record(
        self,
        session: Session,
        wizard: WizardState,
        answers: DecisionAnswers,
        content: dict[str, Any],
        checked: Mapping[str, Sequence[str]],
    ) -> int:
        from bizcare_tui.store import decisions, outbox, wizards

        account_id, thread_id = self._session.account_id(), wizard.thread_id
        wait_seconds = (
            0
            if isinstance(answers, RefundAnswers) and answers.pasted
            else self._session.settings.undo_seconds
        )
        reply = outbox.queue_reply(
            session,
            account_id,
            thread_id,
            content["letter"],
            base_message_id=read_last_message_id(self._reading, thread_id),
            wait_seconds=wait_seconds,
            now=now(),
            override_reason=own_line(answers.override).strip(),
            keep_draft=True,
            checked=checked,
        )
        if isinstance(answers, RefundAnswers) and answers.pasted:
            outbox.mark_sent_by_hand(session, reply, now())
        decision = decisions.record_decision(
            session,
            account_id,
            thread_id,
            wizard.kind,
            grounds=[each.ground for each in answers.chosen],
            content=content,
            policy=self.policy.version,
            now=now(),
            reply_id=reply.id,
            seconds_login=next(iter(content["authors"]), ""),
        )
        order_id = content["facts"]["order"]
        if isinstance(answers, RefundAnswers) and order_id is not None:
            before = answers.refunded_before or 0
            decisions.watch_for_refund(
                session,
                decision,
                order_id,
                refunded_before=before,
                quantity=answers.quantity,
                days=self._session.settings.refund_days,
                now=now(),
            )
        wizards.delete_answers(session, account_id, thread_id, wizard.kind)
        return decision.id or 0

    def _decision_content(
        self, thread_id: int, context: DecisionContext, answers: DecisionAnswers
    ) -> dict[str, Any]:
        """Return everything the decision is based on as JSON values."""
        case, purchase = context.case, context.purchase
        rules = self.policy.refunds if isinstance(answers, RefundAnswers) else self.policy.grounds
        return {
            "answers": answers.values(),
            "letter": own_text(answers.letter).strip("\n").rstrip(),
            "language": context.language,
            "evaluated": [ground_json(each) for each in context.evaluated],
            "rules": [frozen(rules[each.ground]) for each in answers.chosen],
            "policy": self.policy.version,
            "facts": {
                "topic": case.topic,
                "product": case.product,
                "licensed_shop": case.website,
                "licensed_shop_source": case.website_source,
                "prestashop_version": case.version,
                "purchased": case.purchased.isoformat() if case.purchased else None,
                "cover": context.cover.state.value,
                "days_left": context.cover.days_left,
                "order": purchase.order_id,
                "amount": None if purchase.amount is None else str(purchase.amount),
                "quantity": purchase.quantity,
                "quantity_refunded": purchase.refunded,
            },
            "messages": [words.id for words in case.messages],
            "thread": thread_id,
            "decided_by": login_name(),
            "decided_at": now().isoformat(timespec="seconds"),
        }
