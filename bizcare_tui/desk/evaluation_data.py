"""Build the case of a thread from the store: the facts by which its grounds for rejection are evaluated."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from bizcare_tui.domain.clock import iso, marketplace_date
from bizcare_tui.domain.evidence.evaluate import cover_by_message, evaluate_grounds
from bizcare_tui.domain.evidence.evaluation_data import (
    DeclaredVersions,
    EvaluationData,
    GroundEvaluation,
    ReportedCover,
    ThreadMessage,
)
from bizcare_tui.domain.policy import Policy
from bizcare_tui.domain.replies.credentials import mask_credentials
from bizcare_tui.domain.text import safe_line
from bizcare_tui.errors import UnknownThread
from bizcare_tui.i18n import _
from bizcare_tui.store.reads.hot import read_account
from bizcare_tui.store.reads.hot_thread import (
    read_cover_readings,
    read_decisions,
    read_declared_ranges,
    read_messages,
    read_purchase,
    read_shop_correction,
    read_thread,
)
from bizcare_tui.store.reads.reader import StoreReader
from bizcare_tui.store.thread_records import DeclaredRangeRecord, MessageRecord, ThreadRecord


class EvaluationDataReader:
    """Reads threads as cases from the store."""

    def __init__(self, reading: StoreReader) -> None:
        self._reading = reading

    def case(self, thread_id: int) -> EvaluationData:
        """Return a thread with all facts by which its grounds are evaluated; secrets in its texts are masked.

        Raises:
            UnknownThread: the thread is not in the store.
        """
        thread = read_thread(self._reading, thread_id)
        if thread is None:
            raise UnknownThread(thread_id)
        account = read_account(self._reading)
        read_at = account.threads_read_at if account else None
        order_id = thread.order_id
        purchase = read_purchase(self._reading, order_id, thread.product_id) if order_id else None
        purchased = purchase.at if purchase else None
        messages = tuple(
            _message_words(message, opens=position == 0)
            for position, message in enumerate(read_messages(self._reading, thread_id))
        )
        opened = thread.added_at if thread.added_at is not None else thread.read_at
        website, source, website_at = self._website(thread, read_at)
        return EvaluationData(
            topic=mask_credentials(thread.topic),
            opened_at=min((words.at for words in messages), default=opened),
            messages=messages,
            product=thread.product_name,
            website=website,
            website_source=source,
            website_at=website_at,
            version=thread.prestashop_version or "",
            version_at=read_at,
            purchased=marketplace_date(purchased) if purchased else None,
            declared=tuple(map(declared_versions, read_declared_ranges(self._reading, thread.product_id))),
            cover=self._cover(thread),
            refunded_on=self._refunded_on(thread_id),
        )

    def unmasked_case(
        self, thread: ThreadRecord, messages: Sequence[ThreadMessage], purchased: datetime | None
    ) -> EvaluationData:
        """Return a thread with the facts that only verdicts are made from: nothing of it may be shown.

        Its texts may contain secrets, because masking them takes longer than the verdicts.
        """
        website, source, website_at = self._website(thread, None)
        return EvaluationData(
            topic=thread.topic,
            opened_at=messages[0].at if messages else thread.read_at,
            messages=tuple(messages),
            product=thread.product_name,
            website=website,
            website_source=source,
            website_at=website_at,
            version=thread.prestashop_version or "",
            purchased=marketplace_date(purchased) if purchased else None,
            declared=tuple(map(declared_versions, read_declared_ranges(self._reading, thread.product_id))),
        )

    def evaluated(self, thread_id: int, policy: Policy) -> tuple[GroundEvaluation, ...]:
        """Evaluate the six grounds for rejection of a thread.

        Raises:
            UnknownThread: the thread is not in the store.
        """
        return evaluate_grounds(self.case(thread_id), policy)

    def lines(self, thread_id: int, policy: Policy) -> list[dict[str, Any]]:
        """Return the lines of `evaluate --json`: one per ground, then the cover at the time of each message.

        Raises:
            UnknownThread: the thread is not in the store.
        """
        case = self.case(thread_id)
        covers = [
            {
                "message": words.id,
                "at": iso(words.at),
                "state": cover.state.value,
                "days_left": cover.days_left,
            }
            for words, cover in cover_by_message(case)
        ]
        return [*(ground_json(each) for each in evaluate_grounds(case, policy)), {"cover": covers}]

    def _website(self, thread: ThreadRecord, read_at: datetime | None) -> tuple[str, str, datetime | None]:
        corrected = read_shop_correction(self._reading, thread.id)
        if corrected is None:
            return thread.website, _("licensed shop, Seller API"), read_at
        source = _("licensed shop, corrected by {0}: {1}").format(
            safe_line(corrected.login), corrected.source
        )
        return corrected.website, source, corrected.at

    def _cover(self, thread: ThreadRecord) -> tuple[ReportedCover, ...]:
        readings = [
            ReportedCover(record.at, record.days_left)
            for record in read_cover_readings(self._reading, thread.id)
        ]
        if thread.cover_reported:
            readings.append(ReportedCover(thread.read_at, thread.days_left))
        return tuple(readings)

    def _refunded_on(self, thread_id: int) -> date | None:
        decisions = read_decisions(self._reading, thread_id)
        seen_at = [each.seen_at for each in decisions if each.seen_at is not None]
        return marketplace_date(min(seen_at)) if seen_at else None


def declared_versions(record: DeclaredRangeRecord) -> DeclaredVersions:
    """Return a recorded range of compatible PrestaShop versions."""
    source = _("recorded by {0}").format(safe_line(record.login))
    if record.source:
        source += f": {record.source}"
    return DeclaredVersions(
        record.since,
        record.least,
        record.most,
        record.recorded_at,
        source,
        tuple(record.holes.split()),
    )


def ground_json(evaluated: GroundEvaluation) -> dict[str, Any]:
    """Return an evaluated ground as a line of `evaluate --json`."""
    return {
        "ground": evaluated.ground.value,
        "verdict": evaluated.verdict.value,
        "why": evaluated.why,
        "evidence": [
            {
                "text": each.text,
                "source": each.source,
                "at": iso(each.at),
                "span": list(each.span) if each.span else None,
            }
            for each in evaluated.evidence
        ],
        "settle": evaluated.settle,
        "alternatives": list(evaluated.alternatives),
    }


def _message_words(message: MessageRecord, *, opens: bool) -> ThreadMessage:
    return ThreadMessage(message.id, message.at, message.author, mask_credentials(message.text), opens)
