"""What a person does to refuse or to refund: the wizards' answers, the letter, the decision and its proof."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bizcare_tui.desk.cases import ground_line
from bizcare_tui.desk.decided import REFUND, REJECTION, DecisionRow, decision_row
from bizcare_tui.desk.matters import Matter, Matters
from bizcare_tui.desk.policy import load_policy
from bizcare_tui.desk.proof import Verified, anchor, verify
from bizcare_tui.desk.records import Records
from bizcare_tui.desk.replies import Replies, refuse_what_stands_against
from bizcare_tui.desk.views import LookedOver
from bizcare_tui.domain.clock import marketplace_date
from bizcare_tui.domain.decisions.answers import Answers, Item, Refund, Rejection, merged
from bizcare_tui.domain.decisions.letters import (
    reason_to_pick,
    refund_letter,
    rejection_letter,
    text_to_paste,
)
from bizcare_tui.domain.decisions.missing import Missing, missing_for_refund, missing_for_rejection
from bizcare_tui.domain.evidence.case import Verdict
from bizcare_tui.domain.policy import Policy, Proof, frozen
from bizcare_tui.domain.text import own_text, safe_line
from bizcare_tui.errors import NotPossible, StoreProblem
from bizcare_tui.i18n import _
from bizcare_tui.now import now
from bizcare_tui.paths import Paths, write_private
from bizcare_tui.settings import Settings
from bizcare_tui.store.instants import instant
from bizcare_tui.store.login import login_name
from bizcare_tui.store.reading import Reading

if TYPE_CHECKING:
    from bizcare_tui.store.engine import Session, Store
    from bizcare_tui.store.history import Anchor
    from bizcare_tui.store.wizards import StoredAnswers

_EMPTY: dict[str, Rejection | Refund] = {REJECTION: Rejection(), REFUND: Refund()}


@dataclass(frozen=True, slots=True)
class Underway:
    """A wizard under way in a thread: the answers so far, and as which they were last stored.

    `saved_by` answered last, at `saved_at`; both are empty for one that is just begun.
    """

    thread_id: int
    kind: str
    answers: Answers
    base_message_id: int
    stored: Answers
    revision: int = 0
    saved_by: str = ""
    saved_at: datetime | None = None


class Decisions:
    """The decisions of the person at the desk.

    Opening it is quick. Reading evaluates a thread in milliseconds; all of it belongs in a thread.

    Args:
        paths: where the policy's own file is.
        settings: the settings in force.
        reading: the store, to be read.
        replies: the check and the outbox.
        store: opens the store for writing.
        work_out: has the threads that changed worked out again, for a cause.
    """

    def __init__(
        self,
        paths: Paths,
        settings: Settings,
        reading: Reading,
        replies: Replies,
        *,
        store: Callable[[], Store],
        work_out: Callable[[str], None],
    ) -> None:
        self._paths = paths
        self._settings = settings
        self._reading = reading
        self._replies = replies
        self._store = store
        self._work_out = work_out
        self.records = Records(reading, replies, store)
        self.matters = Matters(
            reading, settings, lambda: self.policy, lambda thread_id: replies.ticket(thread_id).language
        )

    @cached_property
    def policy(self) -> Policy:
        """The rules in force.

        Raises:
            BadSettings: the seller's own file cannot be read.
        """
        return load_policy(self._paths.policy_file)

    # --- what is known -----------------------------------------------------------------------------

    def evaluate_lines(self, thread_id: int) -> list[dict[str, Any]]:
        """The lines of `evaluate --json`.

        Raises:
            UnknownThread: the thread is not in the store.
        """
        return self.matters.cases.lines(thread_id, self.policy)

    # --- the wizards' answers ----------------------------------------------------------------------

    def begin(self, thread_id: int, kind: str) -> Underway:
        """A wizard as it was left, by whomever, or a new one. A decision taken back gives its answers again.

        Raises:
            UnknownThread: the thread is not in the store.
        """
        from bizcare_tui.store import wizards

        self.matters.cases.case(thread_id)
        with self._store().transaction() as session:
            stored = wizards.load(session, self._account_id(), thread_id, kind)
        if stored is not None:
            return self._underway(thread_id, kind, stored)
        answers = self._taken_back(thread_id, kind) or _EMPTY[kind]
        if isinstance(answers, Refund) and answers.refunded_before is None:
            answers = dataclasses.replace(answers, refunded_before=self.matters.purchase(thread_id).refunded)
        return Underway(thread_id, kind, answers, self._reading.last_message(thread_id), answers)

    def save(self, underway: Underway, answers: Answers) -> Underway:
        """Save answers; returns the wizard as now stored, another person's answers merged in. Writes."""
        from bizcare_tui.store import wizards
        from bizcare_tui.store.wizards import StoredAnswers

        if answers.ready_by and dataclasses.replace(answers, ready_by="") != dataclasses.replace(
            underway.stored, ready_by=""
        ):
            # Whoever changes what was given to a second person takes it up themselves.
            answers = dataclasses.replace(answers, ready_by="")
        thread_id, kind = underway.thread_id, underway.kind
        with self._store().transaction() as session:
            theirs = wizards.load(session, self._account_id(), thread_id, kind)
            if theirs is not None and theirs.revision != underway.revision:
                other = type(_EMPTY[kind]).read(theirs.values)
                answers = merged(underway.stored, answers, other)
                underway = dataclasses.replace(underway, revision=theirs.revision)
            values = StoredAnswers(answers.values(), underway.base_message_id, underway.revision)
            stored = wizards.save(session, self._account_id(), thread_id, kind, values, now=now())
        assert stored is not None
        return self._underway(thread_id, kind, stored)

    def give_up(self, underway: Underway) -> None:
        """Forget a wizard's answers. Writes."""
        from bizcare_tui.store import wizards

        with self._store().transaction() as session:
            wizards.drop(session, self._account_id(), underway.thread_id, underway.kind)

    def arrived(self, underway: Underway) -> int:
        """How many messages came since the answers were begun, or last read up to."""
        return self._reading.messages_after(underway.thread_id, underway.base_message_id)

    def read_up_to_now(self, underway: Underway) -> Underway:
        """The wizard with everything in its thread read."""
        return dataclasses.replace(underway, base_message_id=self._reading.last_message(underway.thread_id))

    def data_item(self, matter: Matter, ground: str) -> Item | None:
        """What the data say for a ground, as an item of evidence; None where they support nothing."""
        evaluated = matter.of(ground)
        if evaluated is None or evaluated.verdict is not Verdict.SUPPORTED:
            return None
        facts = "; ".join(f"{each.text} ({each.source})" for each in evaluated.evidence)
        return Item(Proof.DATA, f"{evaluated.why} {facts}", _("stored data"))

    def missing(self, matter: Matter, answers: Answers) -> list[Missing]:
        """What is still to be answered, by step."""
        if isinstance(answers, Refund):
            return missing_for_refund(
                answers,
                self.policy,
                has_order=matter.purchase.order_id is not None,
                windows=matter.purchase.windows,
                today=marketplace_date(now()),
            )
        assert isinstance(answers, Rejection)
        return missing_for_rejection(answers, self.policy, matter.verdicts)

    def proposed(self, matter: Matter, answers: Answers) -> tuple[str, ...]:
        """The alternatives that the facts propose: by the cover that has run out, and by the grounds."""
        facts = {matter.cover.state.value, *matter.covers_then, *(each.ground for each in answers.chosen)}
        return tuple(rule.id for rule in self.policy.alternatives.values() if facts.intersection(rule.when))

    # --- the letter --------------------------------------------------------------------------------

    def with_letter(self, matter: Matter, answers: Answers, thread_id: int) -> Answers:
        """The answers with the letter composed anew, unless a person changed it."""
        composed = self.compose(matter, answers, thread_id)
        letter = answers.letter if answers.letter_is_own else composed
        return dataclasses.replace(
            answers, letter=letter, composed=composed if letter == composed else answers.composed
        )

    def compose(self, matter: Matter, answers: Answers, thread_id: int) -> str:
        """The letter as the answers make it."""
        facts = self.matters.letter_facts(matter, answers, thread_id)
        if isinstance(answers, Refund):
            return refund_letter(answers, self.policy, facts)
        assert isinstance(answers, Rejection)
        return rejection_letter(answers, self.policy, facts)

    def guidance(self, matter: Matter, answers: Refund, thread_id: int) -> tuple[str, str]:
        """The reason to pick behind the "$", and the text to paste."""
        facts = self.matters.letter_facts(matter, answers, thread_id)
        return (
            reason_to_pick(answers, self.policy, matter.language),
            text_to_paste(answers, self.policy, facts),
        )

    def write_text(self, name: str, text: str) -> Path:
        """Write a text to be pasted into a file that only its owner can read; returns where it is.

        Raises:
            StoreProblem: it cannot be written.
        """
        file = self._paths.data / "to-paste" / name
        try:
            write_private(file, text)
        except OSError as error:
            raise StoreProblem(
                _("{0} cannot be written: {1}.").format(file, error.strerror), _("Check its folder.")
            ) from error
        return file

    def look_over(self, underway: Underway) -> LookedOver:
        """What there is to say against the letter.

        Raises:
            BadSettings: a file of snippets cannot be read.
        """
        from bizcare_tui.desk.views import Draft

        draft = Draft(underway.answers.letter, base_message_id=underway.base_message_id)
        return self._replies.look_over(underway.thread_id, draft)

    # --- deciding ----------------------------------------------------------------------------------

    def give_to_second(self, underway: Underway) -> Underway:
        """Have a second person look at what is ready. Writes."""
        ready = dataclasses.replace(underway.answers, ready_by=login_name())
        given = dataclasses.replace(underway, stored=ready)
        return self.save(given, ready)

    def needs_second(self, answers: Answers) -> bool:
        """Whether somebody else has to send this: a setting asks for it, and nobody else prepared it."""
        return self._settings.second_person and answers.ready_by in ("", login_name())

    def decide(self, underway: Underway, override: str = "") -> DecisionRow:
        """Freeze the decision and put its letter into the outbox, both or neither. Writes.

        A refund whose letter was pasted at the "$" step is looked for in the thread instead.

        Raises:
            NotPossible: something is still to be answered, or came in meanwhile, or takes a second person.
            CheckRefused: the check does not let the letter go.
        """
        answers = dataclasses.replace(underway.answers, override=override or underway.answers.override)
        matter = self.matters.matter(underway.thread_id)
        self._refuse_unless_ready(underway, matter, answers)
        text = own_text(answers.letter).strip()
        findings = self._replies.check(underway.thread_id, text)
        refuse_what_stands_against(findings, answers.override)
        content = self._frozen(underway.thread_id, matter, answers)
        with self._store().transaction() as session:
            decision_id = self._record(session, underway, answers, content)
        self._work_out("decision")
        anchor(self._store(), self._paths.anchors_file, now())
        return self.decision(decision_id)

    def verify(self, others: Sequence[Path] = ()) -> Verified:
        """Whether anything in the history was changed since the last anchor. Reads everything.

        Raises:
            WrongUsage: a file of anchors cannot be read.
        """
        return verify(self._store(), self._paths.anchors_file, others, now())

    def anchor_in(self, file: Path) -> Anchor | None:
        """Note the head of the history down in a file; None where nothing has happened yet."""
        return anchor(self._store(), file, now())

    def withdraw(self, decision_id: int, reason: str) -> DecisionRow:
        """Take a decision back, with a reason; what was sent stays sent. Writes.

        Raises:
            NotPossible: it is not its thread's last one, or no reason is given.
        """
        from bizcare_tui.store import decisions

        if not reason.strip():
            raise NotPossible(_("This is for you to judge: say why."), _("At the command line: --reason."))
        with self._store().transaction() as session:
            row = decisions.withdraw(session, self._account_id(), decision_id, reason.strip(), now())
            withdrawal = row.id or 0
        self._work_out("decision withdrawn")
        return self.decision(withdrawal)

    def made(self, thread_id: int | None = None) -> list[DecisionRow]:
        """The decisions, newest first; of one thread if it is named."""
        return [decision_row(row) for row in self._reading.decisions(thread_id)]

    def decision(self, decision_id: int) -> DecisionRow:
        """A decision by its number.

        Raises:
            NotPossible: there is none.
        """
        for row in self.made():
            if row.id == decision_id:
                return row
        raise NotPossible(
            _("There is no decision {0}.").format(decision_id), _("`bizcare decisions` lists them.")
        )

    def begun(self, thread_id: int) -> list[tuple[str, str, datetime]]:
        """The wizards under way in a thread: kind, who answered last, and when."""
        return [
            (row["kind"], safe_line(row["login"]), instant(row["saved_at"]))
            for row in self._reading.wizards(thread_id)
        ]

    # --- within ------------------------------------------------------------------------------------

    def _refuse_unless_ready(self, underway: Underway, matter: Matter, answers: Answers) -> None:
        if missing := self.missing(matter, answers):
            step, text = missing[0]
            raise NotPossible(text, _("It belongs to the step “{0}”.").format(step))
        if arrived := self.arrived(underway):
            raise NotPossible(
                _("New in the thread since you began: {0}.").format(arrived), _("Read it before you decide.")
            )
        if self.needs_second(answers):
            raise NotPossible(
                _("A second person has to send this."),
                _("It is kept: another user opens the wizard of this thread and sends it."),
            )

    def _record(
        self,
        session: Session,
        underway: Underway,
        answers: Answers,
        content: dict[str, Any],
    ) -> int:
        from bizcare_tui.store import decisions, outbox, wizards

        account_id, thread_id = self._account_id(), underway.thread_id
        waits = 0 if isinstance(answers, Refund) and answers.pasted else self._settings.undo_seconds
        reply = outbox.queue(
            session,
            account_id,
            thread_id,
            content["letter"],
            base_message_id=self._reading.last_message(thread_id),
            not_before=time.time() + waits,
            now=now(),
            override_reason=answers.override.strip(),
            keep_draft=True,
        )
        if isinstance(answers, Refund) and answers.pasted:
            outbox.sent_elsewhere(session, reply, now())
        decision = decisions.record(
            session,
            account_id,
            thread_id,
            underway.kind,
            grounds=[each.ground for each in answers.chosen],
            content=content,
            policy=self.policy.version,
            now=now(),
            reply_id=reply.id,
            seconds_login=answers.ready_by if answers.ready_by != login_name() else "",
        )
        order_id = content["facts"]["order"]
        if isinstance(answers, Refund) and order_id is not None:
            before = answers.refunded_before or 0
            decisions.watch(
                session,
                decision,
                order_id,
                refunded_before=before,
                days=self._settings.refund_days,
                now=now(),
            )
        wizards.drop(session, account_id, thread_id, underway.kind)
        return decision.id or 0

    def _frozen(self, thread_id: int, matter: Matter, answers: Answers) -> dict[str, Any]:
        """Everything that the decision is made on, as plain values."""
        case, purchase = matter.case, matter.purchase
        rules = self.policy.refunds if isinstance(answers, Refund) else self.policy.grounds
        return {
            "answers": answers.values(),
            "letter": own_text(answers.letter).strip(),
            "language": matter.language,
            "evaluated": [ground_line(each) for each in matter.evaluated],
            "rules": [frozen(rules[each.ground]) for each in answers.chosen],
            "policy": self.policy.version,
            "facts": {
                "topic": case.topic,
                "product": case.product,
                "licensed_shop": case.website,
                "licensed_shop_source": case.website_source,
                "prestashop_version": case.version,
                "purchased": case.purchased.isoformat() if case.purchased else None,
                "cover": matter.cover.state.value,
                "days_left": matter.cover.days_left,
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

    def _underway(self, thread_id: int, kind: str, stored: StoredAnswers) -> Underway:
        answers = type(_EMPTY[kind]).read(stored.values)
        return Underway(
            thread_id,
            kind,
            answers,
            stored.base_message_id,
            answers,
            stored.revision,
            safe_line(stored.saved_by),
            stored.saved_at,
        )

    def _taken_back(self, thread_id: int, kind: str) -> Answers | None:
        """The answers of the thread's last decision, if its letter was taken back or it was withdrawn."""
        import json

        rows = self._reading.decisions(thread_id)
        row = next((row for row in rows if row["kind"] == kind), None)
        if row is None or not row["content"]:
            return None
        is_undone = row["reply_state"] == "discarded" or rows[0]["kind"] == "withdrawal"
        if not is_undone:
            return None
        answers = type(_EMPTY[kind]).read(json.loads(row["content"])["answers"])
        changes: dict[str, Any] = {"override": "", "ready_by": ""}
        if isinstance(answers, Refund):
            changes |= {"done": False, "refunded_before": None}
        return dataclasses.replace(answers, **changes)

    def _account_id(self) -> int:
        account = self._reading.account()
        return int(account["id"]) if account else 0
