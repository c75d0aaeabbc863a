"""Build the case of a thread from the store: the facts by which its grounds for rejection are evaluated."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from bizcare_tui.desk.json_output import iso
from bizcare_tui.domain.clock import marketplace_date
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
from bizcare_tui.domain.threads import Author
from bizcare_tui.errors import UnknownThread
from bizcare_tui.i18n import _
from bizcare_tui.store.database import DatabaseRow
from bizcare_tui.store.reader import StoreReader
from bizcare_tui.store.unix_time import from_optional_unix_seconds, from_unix_seconds


class EvaluationDataReader:
    """Reads threads as cases from the store."""

    def __init__(self, reading: StoreReader) -> None:
        self._reading = reading

    def case(self, thread_id: int) -> EvaluationData:
        """Return a thread with all facts by which its grounds are evaluated; secrets in its texts are masked.

        Raises:
            UnknownThread: the thread is not in the store.
        """
        thread = self._reading.thread(thread_id)
        if thread is None:
            raise UnknownThread(
                _("Thread {id} is not in the store.").format(id=thread_id), _("Run `bizcare sync`.")
            )
        account = self._reading.account()
        read_at = from_optional_unix_seconds(account["threads_read_at"]) if account else None
        order_id = thread["order_id"]
        purchase = self._reading.purchase(order_id, thread["product_id"]) if order_id else None
        purchased = purchase.at if purchase else None
        messages = tuple(
            _message_words(message, opens=position == 0)
            for position, message in enumerate(self._reading.messages(thread_id))
        )
        opened = thread["added_at"] if thread["added_at"] is not None else thread["read_at"]
        website, source, website_at = self._website(thread, read_at)
        return EvaluationData(
            topic=mask_credentials(thread["topic"]),
            opened_at=min((words.at for words in messages), default=from_unix_seconds(opened)),
            messages=messages,
            product=thread["product_name"],
            website=website,
            website_source=source,
            website_at=website_at,
            version=thread["prestashop_version"] or "",
            version_at=read_at,
            purchased=marketplace_date(purchased) if purchased else None,
            declared=tuple(declared_versions(row) for row in self._reading.declared(thread["product_id"])),
            cover=self._cover(thread),
            refunded_on=self._refunded_on(thread_id),
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

    def _website(self, thread: DatabaseRow, read_at: datetime | None) -> tuple[str, str, datetime | None]:
        corrected = self._reading.shop_correction(thread["id"])
        if corrected is None:
            return thread["website"], _("licensed shop, Seller API"), read_at
        source = _("licensed shop, corrected by {0}: {1}").format(
            safe_line(corrected["login"]), corrected["source"]
        )
        return corrected["website"], source, from_unix_seconds(corrected["at"])

    def _cover(self, thread: DatabaseRow) -> tuple[ReportedCover, ...]:
        readings = [
            ReportedCover(from_unix_seconds(row["at"]), row["days_left"])
            for row in self._reading.cover_readings(thread["id"])
        ]
        if thread["cover_reported"]:
            readings.append(ReportedCover(from_unix_seconds(thread["read_at"]), thread["days_left"]))
        return tuple(readings)

    def _refunded_on(self, thread_id: int) -> date | None:
        seen_at = [row["seen_at"] for row in self._reading.decisions(thread_id) if row["seen_at"] is not None]
        return marketplace_date(from_unix_seconds(min(seen_at))) if seen_at else None


def declared_versions(row: DatabaseRow) -> DeclaredVersions:
    """Return a recorded range of compatible PrestaShop versions."""
    source = _("recorded by {0}").format(safe_line(row["login"]))
    if row["source"]:
        source += f": {row['source']}"
    return DeclaredVersions(
        date.fromisoformat(row["since"]),
        row["least"],
        row["most"],
        from_unix_seconds(row["recorded_at"]),
        source,
        tuple(row["holes"].split()),
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


def _message_words(message: DatabaseRow, *, opens: bool) -> ThreadMessage:
    author, text = Author(message["author"]), mask_credentials(message["text"])
    return ThreadMessage(message["id"], from_unix_seconds(message["at"]), author, text, opens)
