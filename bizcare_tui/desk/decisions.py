"""Reject or refund a request: the wizards' answers, the letter, the decision and its proof."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bizcare_tui.desk.decision_context import DecisionContext, DecisionContextReader
from bizcare_tui.desk.decision_rows import REFUND, REJECTION, DecisionRow, decision_row
from bizcare_tui.desk.evaluation_data import ground_json
from bizcare_tui.desk.history_check import HistoryCheck, anchor_history, verify_history
from bizcare_tui.desk.replies import Replies, raise_if_blocked
from bizcare_tui.desk.seller_records import SellerRecords
from bizcare_tui.desk.session import DeskSession
from bizcare_tui.desk.views import DraftCheck
from bizcare_tui.domain.clock import marketplace_date
from bizcare_tui.domain.decisions.answers import (
    DecisionAnswers,
    EvidenceItem,
    RefundAnswers,
    RejectionAnswers,
    decision_content,
    has_new_answers,
    merge_answers,
)
from bizcare_tui.domain.decisions.letters import (
    reason_to_pick,
    refund_letter,
    rejection_letter,
    text_to_paste,
)
from bizcare_tui.domain.decisions.missing_answers import (
    MissingAnswer,
    missing_for_refund,
    missing_for_rejection,
)
from bizcare_tui.domain.evidence.evaluation_data import GroundVerdict
from bizcare_tui.domain.outbox import ReplyState
from bizcare_tui.domain.policy import Policy, Proof, frozen
from bizcare_tui.domain.text import own_line, own_text, safe_line
from bizcare_tui.errors import NotPossible, StoreProblem
from bizcare_tui.i18n import _
from bizcare_tui.now import now
from bizcare_tui.paths import write_private_file
from bizcare_tui.store.login import login_name
from bizcare_tui.store.reads.hot_thread import (
    count_messages_after,
    read_decisions,
    read_last_message_id,
    read_open_wizards,
)
from bizcare_tui.store.unix_time import to_unix_seconds

if TYPE_CHECKING:
    from bizcare_tui.store.database import ProgressCallback
    from bizcare_tui.store.engine import Session
    from bizcare_tui.store.history import Anchor
    from bizcare_tui.store.wizards import Handover, StoredAnswers

_EMPTY_ANSWERS: dict[str, RejectionAnswers | RefundAnswers] = {
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
    def answers_with_author(self) -> DecisionAnswers:
        """The answers, with the current user as last author if they changed something."""
        return _with_author(self, self.answers)


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
        self._store_requires_second = False
        self.records = SellerRecords(session, replies)
        self.matters = DecisionContextReader(
            session, lambda: self.policy, lambda thread_id: replies.ticket(thread_id).language
        )

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
        return self.matters.cases.lines(thread_id, self.policy)

    # --- the wizards' answers ----------------------------------------------------------------------

    def begin(self, thread_id: int, kind: str) -> WizardState:
        """Return the wizard of a thread as last saved by anybody, or a new one.

        If the last decision was undone, the new wizard starts with its answers.

        Raises:
            UnknownThread: the thread is not in the store.
        """
        from bizcare_tui.store import wizards

        self.matters.cases.case(thread_id)
        with self._session.store().transaction() as session:
            self._read_second_person_setting(session)
            stored = wizards.load_answers(session, self._session.account_id(), thread_id, kind)
        if stored is not None:
            return self._wizard_state(thread_id, kind, stored)
        answers = self._undone_answers(thread_id, kind) or _EMPTY_ANSWERS[kind]
        if isinstance(answers, RefundAnswers) and answers.refunded_before is None:
            before = self.matters.purchase(thread_id).refunded_before
            answers = dataclasses.replace(answers, refunded_before=before)
        return WizardState(thread_id, kind, answers, read_last_message_id(self._reading, thread_id), answers)

    def save(self, wizard: WizardState, answers: DecisionAnswers) -> WizardState:
        """Save answers; return the wizard as now stored. Writes to the store.

        Answers that another person saved meanwhile are merged in. Nothing is stored until something is
        answered: a wizard that was only looked at does not count as begun.
        """
        from bizcare_tui.store import wizards
        from bizcare_tui.store.wizards import StoredAnswers

        answers = _with_author(wizard, answers)
        thread_id, kind = wizard.thread_id, wizard.kind
        if not (wizard.revision or answers.ready_by or has_new_answers(answers, wizard.stored)):
            return dataclasses.replace(wizard, answers=answers)
        with self._session.store().transaction() as session:
            other_stored = wizards.load_answers(session, self._session.account_id(), thread_id, kind)
            if other_stored is not None and other_stored.revision != wizard.revision:
                other_answers = type(_EMPTY_ANSWERS[kind]).read(other_stored.values)
                answers = _with_both_authors(
                    merge_answers(wizard.stored, answers, other_answers), answers, other_answers
                )
                wizard = dataclasses.replace(wizard, revision=other_stored.revision)
            values = StoredAnswers(answers.values(), wizard.base_message_id, wizard.revision)
            stored = wizards.save_answers(
                session, self._session.account_id(), thread_id, kind, values, now=now()
            )
        assert stored is not None
        return self._wizard_state(thread_id, kind, stored)

    def give_up(self, wizard: WizardState) -> None:
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

    def evidence_from_data(self, context: DecisionContext, ground: str) -> EvidenceItem | None:
        """Return the stored data as evidence for a ground; None when they do not prove it."""
        evaluated = context.of(ground)
        if evaluated is None or evaluated.verdict is not GroundVerdict.SUPPORTED:
            return None
        facts = "; ".join(f"{each.text} ({each.source})" for each in evaluated.evidence)
        return EvidenceItem(Proof.DATA, f"{evaluated.why} {facts}", _("stored data"))

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

    # --- the letter --------------------------------------------------------------------------------

    def with_letter(self, context: DecisionContext, answers: DecisionAnswers) -> DecisionAnswers:
        """Return the answers with a newly composed letter, unless a person has edited the letter."""
        composed = self.compose(context, answers)
        letter = answers.letter if answers.letter_is_own else composed
        return dataclasses.replace(
            answers, letter=letter, composed=composed if letter == composed else answers.composed
        )

    def compose(self, context: DecisionContext, answers: DecisionAnswers) -> str:
        """Compose the letter from the answers."""
        facts = self.matters.build_letter_facts(context, answers)
        if isinstance(answers, RefundAnswers):
            return refund_letter(answers, self.policy, facts)
        assert isinstance(answers, RejectionAnswers)
        return rejection_letter(answers, self.policy, facts)

    def guidance(self, context: DecisionContext, answers: RefundAnswers) -> tuple[str, str]:
        """Return the reason to pick in the "$" dialog of the partner account, and the text to paste there."""
        facts = self.matters.build_letter_facts(context, answers)
        return (
            reason_to_pick(answers, self.policy, context.language),
            text_to_paste(answers, self.policy, facts),
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

    # --- deciding ----------------------------------------------------------------------------------

    def hand_over_to_second_person(self, wizard: WizardState) -> WizardState:
        """Hand the answers over to a second person for approval. Writes to the store."""
        from bizcare_tui.store import wizards

        changed = self.save(wizard, _with_author(wizard, wizard.answers))
        with_ready = dataclasses.replace(changed.answers, ready_by=login_name())
        handed_over = self.save(dataclasses.replace(changed, stored=with_ready), with_ready)
        if handed_over.answers.ready_by == login_name():
            with self._session.store().transaction() as session:
                wizards.hand_over(
                    session,
                    self._session.account_id(),
                    handed_over.thread_id,
                    handed_over.kind,
                    authors=handed_over.answers.authors or (login_name(),),
                    digest=_digest(handed_over.answers),
                    at=to_unix_seconds(now()),
                )
        return handed_over

    def needs_second_person(self, answers: DecisionAnswers) -> bool:
        """Return whether somebody else has to send this.

        That is so when a second person is required and nobody else has handed these answers over. The
        store's setting was read when the wizard was opened; this method does not read it again.
        """
        return (self._store_requires_second or self._session.settings.second_person) and answers.ready_by in (
            "",
            login_name(),
        )

    def set_second_person(self, *, on: bool) -> bool:
        """Require a second person for every decision on this store, or end that. Writes to the store.

        Returns whether it is required now: ending it takes two persons.
        """
        from bizcare_tui.store import account_settings
        from bizcare_tui.store.people import get_account

        with self._session.store().transaction() as session:
            account = get_account(session, self._session.settings.api_url, to_unix_seconds(now()))
            return account_settings.set_second_person(session, account, now(), on=on, cause="asked for")

    def asks_for_second_person(self) -> bool:
        """Return whether the store, or the user's own setting, requires a second person."""
        from bizcare_tui.store import account_settings

        with self._session.store().transaction() as session:
            return account_settings.requires_second_person(session) or self._session.settings.second_person

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
        answers = _with_author(wizard, wizard.answers)
        handover = self._matching_handover(wizard, answers)
        answers = dataclasses.replace(answers, override=override or answers.override)
        context = self.matters.matter(wizard.thread_id)
        self._raise_if_not_ready(wizard, context, answers)
        text = own_text(answers.letter).strip("\n").rstrip()
        findings = self._replies.check(wizard.thread_id, text)
        raise_if_blocked(findings, answers.override)
        authors = handover.authors if handover else ()
        content = {**self._decision_content(wizard.thread_id, context, answers), "authors": list(authors)}
        with self._session.store().transaction() as session:
            decision_id = self._record(session, wizard, answers, content)
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
        raise NotPossible(
            _("There is no decision {0}.").format(decision_id), _("`bizcare decisions` lists them.")
        )

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
        if arrived := self.count_new_messages(wizard):
            raise NotPossible(
                _("New messages in the thread since you started: {0}.").format(arrived),
                _("Read them before you decide."),
            )

    def _matching_handover(self, wizard: WizardState, answers: DecisionAnswers) -> Handover | None:
        """Return the handover by another person, if it covers exactly the answers decided now, else None.

        Raises:
            NotPossible: there is no such handover, and a second person is required.
        """
        from bizcare_tui.store import wizards

        with self._session.store().transaction() as session:
            self._read_second_person_setting(session)
            handover = wizards.last_handover(
                session, self._session.account_id(), wizard.thread_id, wizard.kind
            )
        is_approved = (
            handover is not None and handover.by != login_name() and handover.digest == _digest(answers)
        )
        if is_approved and answers.ready_by == (handover.by if handover else ""):
            return handover
        if self._store_requires_second or self._session.settings.second_person:
            raise NotPossible(
                _("A second person must send this."),
                _("Ask another user to open the wizard of this thread and send it."),
            )
        return None

    def _read_second_person_setting(self, session: Session) -> None:
        """Read whether the store requires a second person.

        If only the user's own setting requires it, turn it on in the store, for all users.
        """
        from bizcare_tui.store import account_settings
        from bizcare_tui.store.people import get_account

        self._store_requires_second = account_settings.requires_second_person(session)
        if self._session.settings.second_person and not self._store_requires_second:
            account = get_account(session, self._session.settings.api_url, to_unix_seconds(now()))
            self._store_requires_second = account_settings.set_second_person(
                session, account, now(), on=True, cause="config.toml"
            )

    def _record(
        self,
        session: Session,
        wizard: WizardState,
        answers: DecisionAnswers,
        content: dict[str, Any],
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

    def _wizard_state(self, thread_id: int, kind: str, stored: StoredAnswers) -> WizardState:
        answers = type(_EMPTY_ANSWERS[kind]).read(stored.values)
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
        answers = type(_EMPTY_ANSWERS[kind]).read(json.loads(decision.content)["answers"])
        changes: dict[str, Any] = {"override": "", "ready_by": "", "authors": ()}
        if isinstance(answers, RefundAnswers):
            changes |= {"done": False, "refunded_before": None}
        return dataclasses.replace(answers, **changes)


def _with_author(wizard: WizardState, answers: DecisionAnswers) -> DecisionAnswers:
    """Return the answers with the current user as last author, if they differ from what is stored.

    Changing answers that were handed over to a second person ends that handover.
    """
    if decision_content(answers) == decision_content(wizard.stored):
        return answers
    return dataclasses.replace(answers, authors=_authors_with(answers.authors, login_name()), ready_by="")


def _with_both_authors(
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


def _digest(answers: DecisionAnswers) -> str:
    """Return the digest of what is decided, to compare the second person's answers with those handed over."""
    text = json.dumps(decision_content(answers).values(), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
