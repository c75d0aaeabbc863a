"""Reads of one thread: the conversation with its facts, explained deadlines, the customer, the evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from bizcare_tui.desk import inbox_rows
from bizcare_tui.domain.threads import Qualification
from bizcare_tui.i18n import current_language
from bizcare_tui.store.reads import hot_thread
from bizcare_tui.store.reads.hot import read_account
from bizcare_tui.store.records import InboxEntryRecord
from bizcare_tui.store.thread_records import ThreadRecord
from bizcare_tui.store.unix_time import to_unix_seconds

if TYPE_CHECKING:
    from pathlib import Path

    from bizcare_tui.desk.decisions import Decisions
    from bizcare_tui.desk.defect_proposals import DefectProposal
    from bizcare_tui.desk.defects import Defects
    from bizcare_tui.desk.evidence_pack import EvidencePack
    from bizcare_tui.desk.inbox_queries import InboxQueries
    from bizcare_tui.desk.partner_pages import PartnerPages
    from bizcare_tui.desk.session import DeskSession
    from bizcare_tui.desk.thread_finder import FoundThread
    from bizcare_tui.desk.views import ConversationView, MessageView
    from bizcare_tui.domain.evidence.evaluation_data import EvaluationData
    from bizcare_tui.domain.purchases import Purchase
    from bizcare_tui.domain.request_types import RequestType
    from bizcare_tui.domain.reviews import ReviewTime
    from bizcare_tui.domain.verdicts import ProposedStep

_MAX_RELATED = 20


class Conversations:
    """Reads of one thread. Every method that takes a thread raises UnknownThread if it is not in the store.

    Args:
        session: the session of the person.
        inbox: reads the inbox rows.
        pages: the addresses of the partner account's pages.
        decisions: returns the decisions; loaded only when they are needed.
        defects: returns the defects; loaded only when they are needed.
    """

    def __init__(
        self,
        session: DeskSession,
        inbox: InboxQueries,
        pages: PartnerPages,
        *,
        decisions: Callable[[], Decisions],
        defects: Callable[[], Defects],
    ) -> None:
        self._session = session
        self._reading = session.reader
        self._inbox = inbox
        self._pages = pages
        self._decisions = decisions
        self._defects = defects

    def conversation(self, thread_id: int, moment: datetime | None = None) -> ConversationView:
        """Return a thread with its messages and the facts about it, as of now or of `moment`.

        Raises:
            UnknownThread: the thread is not in the store.
        """
        from bizcare_tui.desk import care_summary, thread_facts
        from bizcare_tui.desk import messages as message_views
        from bizcare_tui.desk.request_type import request_text
        from bizcare_tui.desk.thread_triage import read_triage
        from bizcare_tui.desk.views import ConversationView

        record, moment = self._inbox.record(thread_id), moment or self._session.now()
        thread = hot_thread.read_thread(self._reading, thread_id)
        assert thread is not None
        purchase = self.purchase(record)
        order = message_views.to_order_view(record.order_id or 0, purchase) if purchase else None
        revisions = hot_thread.read_revisions(self._reading, thread_id)
        messages = tuple(
            message_views.to_message_view(message, opens=position == 0, revisions=revisions)
            for position, message in enumerate(hot_thread.read_messages(self._reading, thread_id))
        )
        account = read_account(self._reading)
        own_names = (*self._session.settings.seller_names, *hot_thread.read_signatures(self._reading))
        decisions = hot_thread.read_decisions(self._reading, thread_id)
        open_wizards = hot_thread.read_open_wizards(self._reading, thread_id)
        summary = care_summary.care_summary(
            care_summary.SummaryInputs(
                entry=record,
                messages=messages,
                case=self._unmasked_case(thread, messages, purchase),
                request_text=request_text(messages),
                order=order,
                price=self.price(record),
                decisions=decisions,
                open_wizards=open_wizards,
                own_names=own_names,
                review=self.review_time(record),
            ),
            moment,
        )
        facts = thread_facts.thread_facts(
            record,
            thread,
            messages,
            order,
            price=self.price(record),
            read_at=account.threads_read_at if account else None,
            seller_country=self._session.settings.seller_country,
            language=current_language(),
            now=moment,
            policy=self._session.policy,
            decisions=decisions,
            open_wizards=open_wizards,
            own_names=own_names,
            triage=read_triage(self._reading, thread_id),
            review=self.review_time(record),
            verdicts=self._verdicts(record),
        )
        related = hot_thread.read_threads_of_customer(self._reading, thread_id, _MAX_RELATED)
        return ConversationView(
            row=inbox_rows.to_inbox_row(record, moment),
            summary=summary,
            facts=facts,
            messages=messages,
            order=order,
            related=tuple(self._inbox.rows(related)),
        )

    def _unmasked_case(
        self, thread: ThreadRecord, messages: Sequence[MessageView], purchase: Purchase | None
    ) -> EvaluationData:
        from bizcare_tui.desk.evaluation_data import EvaluationDataReader
        from bizcare_tui.domain.evidence.evaluation_data import ThreadMessage

        return EvaluationDataReader(self._reading).unmasked_case(
            thread,
            [
                ThreadMessage(each.id, each.at, each.author, each.text, opens=position == 0)
                for position, each in enumerate(messages)
            ],
            purchase.at if purchase is not None else None,
        )

    def proposed_kind(self, thread_id: int) -> RequestType | None:
        """Return the type of request that a thread's texts suggest; None when they suggest none.

        Raises:
            UnknownThread: the thread is not in the store.
        """
        from bizcare_tui.desk.request_type import proposed_kind

        conversation = self.conversation(thread_id)
        return proposed_kind(conversation.row.topic, conversation.messages)

    def similar_defects(self, thread_id: int) -> list[DefectProposal]:
        """Return the defects that a request may be about, the likeliest first.

        Raises:
            UnknownThread: the thread is not in the store.
        """
        return self._defects().proposals(self.conversation(thread_id), self._inbox.product_id_of(thread_id))

    def prepare(self, thread_ids: Iterable[int]) -> None:
        """Load what opening a thread needs, by reading these threads, so that the first one opens fast."""
        from bizcare_tui.domain.calendar import holidays_between

        if self._session.exists:
            moment = self._session.now()
            holidays_between(
                moment, moment, (self._session.settings.seller_country or "FR",), current_language()
            )
            for record in self._inbox.records(thread_ids):
                self.conversation(record.thread_id)

    def threads_to_link(self, thread_id: int, text: str = "") -> list[FoundThread]:
        """Return the threads that a thread may be linked with, for a query or a number; see `find_threads`.

        Raises:
            BadQuery: the text is not a valid query.
        """
        from bizcare_tui.desk.thread_finder import find_threads

        return find_threads(self._reading, self._inbox, thread_id, text)

    def last_message(self, thread_id: int) -> MessageView | None:
        """Return the last message of a thread; None when it has none."""
        from bizcare_tui.desk.messages import to_message_view

        messages = hot_thread.read_messages(self._reading, thread_id)
        return to_message_view(messages[-1], opens=len(messages) == 1) if messages else None

    def page_url(self, thread_id: int) -> str:
        """Return the address of a thread's page in the partner account."""
        from bizcare_tui.desk.partner_pages import PageKind

        return self._pages.address(PageKind.THREAD, thread_id)

    def mark_read(self, thread_id: int) -> None:
        """Mark all messages of a thread as read by the current user. Writes to the store."""
        from bizcare_tui.store.read_marks import mark_read

        login, at = self._session.login, to_unix_seconds(self._session.record_now())
        with self._session.small_writes().transaction() as executor:
            mark_read(executor, self._session.account_id(), login, thread_id, at)

    def explain(self, thread_id: int, moment: datetime | None = None) -> list[str]:
        """Explain how each deadline of a thread was calculated, as lines of text, as of now or of `moment`.

        Raises:
            UnknownThread: the thread is not in the store.
        """
        from bizcare_tui.desk.deadline_explanation import ExplanationInputs, explain_deadlines
        from bizcare_tui.store.reads.deadlines import read_clock_statuses
        from bizcare_tui.store.reads.history import read_thread_history

        moment = moment or self._session.now()
        conversation = self.conversation(thread_id, moment)
        account = read_account(self._reading)
        countries = (
            self._session.settings.seller_country,
            conversation.order.country if conversation.order else "",
        )
        inputs = ExplanationInputs(
            entry=self._inbox.record(thread_id),
            conversation=conversation,
            baseline=account.baseline_at if account else None,
            settled=tuple(read_clock_statuses(self._reading, thread_id)),
            history=tuple(read_thread_history(self._reading, thread_id)),
            countries=tuple(filter(None, countries)),
            language=current_language(),
            policy=self._session.policy,
            review=self.review_time(self._inbox.record(thread_id)),
        )
        return list(explain_deadlines(inputs, moment))

    def customer_card(self, thread_id: int) -> list[str]:
        """Return the other threads, orders and refunds of the same customer or shop, as lines of text.

        Raises:
            UnknownThread: the thread is not in the store.
        """
        from bizcare_tui.desk.customer_card import customer_card

        return list(
            customer_card(
                self._reading, self._inbox.record(thread_id), self._session.policy, self._session.now()
            )
        )

    def evidence_pack(self, thread_id: int, *, redact: bool = False) -> EvidencePack:
        """Return the evidence for a thread's decisions; the same store content gives the same pack.

        Raises:
            UnknownThread: the thread is not in the store.
        """
        from bizcare_tui.desk.evidence_pack import EvidencePack

        # Deadlines are shown as of the last sync, so that the pack does not depend on when it is made.
        account = read_account(self._reading) if self._session.exists else None
        moment = (account.synced_at if account else None) or self._session.now()
        return EvidencePack(
            self._reading,
            self.conversation(thread_id, moment),
            explained=self.explain(thread_id, moment),
            evaluated=self._decisions().evaluation_json(thread_id),
            policy=self._session.policy,
            redact=redact,
        )

    def write_evidence_pack(self, thread_id: int, file: Path, *, redact: bool = False) -> Path:
        """Write the evidence for a thread's decisions to a new file, and return the file.

        Raises:
            UnknownThread: the thread is not in the store.
            WrongUsage: the file exists already, or cannot be written.
        """
        from bizcare_tui.desk.data_copies import DataCopies

        pack = self.evidence_pack(thread_id, redact=redact)
        copies = DataCopies(self._session.paths, self._session.database)
        copies.remove_leftovers()
        copies.record(file)
        pack.write(file)
        return file

    def purchase(self, record: InboxEntryRecord) -> Purchase | None:
        """Return the purchase that an inbox record is about; None when it names no order."""
        if not record.order_id:
            return None
        return hot_thread.read_purchase(self._reading, record.order_id, record.product_id)

    def price(self, record: InboxEntryRecord) -> str | None:
        """Return the price of the product that an inbox record is about, in euro; None when unknown."""
        return hot_thread.read_price(self._reading, record.product_id)

    def review_time(self, record: InboxEntryRecord) -> ReviewTime | None:
        """Return how long reviews of the seller's submissions take, for a thread that waits for a fix."""
        from bizcare_tui.desk.review_times import read_own_review_time

        return read_own_review_time(self._reading) if record.fix_start is not None else None

    def _verdicts(self, record: InboxEntryRecord) -> list[ProposedStep]:
        """Return the defect steps that a thread proposes if it is a notice of PrestaShop."""
        if record.qualification is not Qualification.NOTICE:
            return []
        return [each for each in self._defects().verdicts() if each.thread_id == record.thread_id]
