"""The cases: threads as their grounds are evaluated, from what is stored."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from bizcare_tui.desk.lines import iso
from bizcare_tui.domain.clock import marketplace_date
from bizcare_tui.domain.evidence.case import Case, CoverReading, Declared, Evaluated, Words
from bizcare_tui.domain.evidence.evaluate import cover_by_message, evaluate
from bizcare_tui.domain.policy import Policy
from bizcare_tui.domain.replies.credentials import mask
from bizcare_tui.domain.text import safe_line
from bizcare_tui.domain.threads import Author
from bizcare_tui.errors import UnknownThread
from bizcare_tui.i18n import _
from bizcare_tui.store.instants import instant, maybe_instant
from bizcare_tui.store.place import Line
from bizcare_tui.store.reading import Reading


class Cases:
    """Threads as cases, over the store."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def case(self, thread_id: int) -> Case:
        """A thread with everything by which its grounds are evaluated; secrets in its texts are masked.

        Raises:
            UnknownThread: it is not in the store.
        """
        thread = self._reading.thread(thread_id)
        if thread is None:
            raise UnknownThread(
                _("Thread {id} is not in the store.").format(id=thread_id), _("Run `bizcare sync`.")
            )
        account = self._reading.account()
        seen = maybe_instant(account["threads_read_at"]) if account else None
        sale = self._reading.sale(thread["order_id"], thread["product_id"]) if thread["order_id"] else None
        purchased = maybe_instant(sale["ordered_at"]) if sale else None
        messages = tuple(_words(message) for message in self._reading.messages(thread_id))
        opened = thread["added_at"] if thread["added_at"] is not None else thread["read_at"]
        website, source, website_at = self._website(thread, seen)
        return Case(
            topic=mask(thread["topic"]),
            opened_at=min((words.at for words in messages), default=instant(opened)),
            messages=messages,
            product=thread["product_name"],
            website=website,
            website_source=source,
            website_at=website_at,
            version=thread["prestashop_version"] or "",
            version_at=seen,
            purchased=marketplace_date(purchased) if purchased else None,
            declared=tuple(declared(row) for row in self._reading.declared(thread["product_id"])),
            cover=self._cover(thread),
            refunded_on=self._refunded_on(thread_id),
        )

    def evaluated(self, thread_id: int, policy: Policy) -> tuple[Evaluated, ...]:
        """The six grounds of a thread, evaluated.

        Raises:
            UnknownThread: it is not in the store.
        """
        return evaluate(self.case(thread_id), policy)

    def lines(self, thread_id: int, policy: Policy) -> list[dict[str, Any]]:
        """The lines of `evaluate --json`: a ground each, then the cover at the time of each message.

        Raises:
            UnknownThread: it is not in the store.
        """
        case = self.case(thread_id)
        cover = [
            {"message": words.id, "at": iso(words.at), "state": then.state.value, "days_left": then.days_left}
            for words, then in cover_by_message(case)
        ]
        return [*(ground_line(each) for each in evaluate(case, policy)), {"cover": cover}]

    def _website(self, thread: Line, seen: datetime | None) -> tuple[str, str, datetime | None]:
        corrected = self._reading.corrected_shop(thread["id"])
        if corrected is None:
            return thread["website"], _("licensed shop, Seller API"), seen
        source = _("licensed shop, corrected by {0}: {1}").format(
            safe_line(corrected["login"]), corrected["source"]
        )
        return corrected["website"], source, instant(corrected["at"])

    def _cover(self, thread: Line) -> tuple[CoverReading, ...]:
        readings = [
            CoverReading(instant(row["at"]), row["days_left"])
            for row in self._reading.cover_readings(thread["id"])
        ]
        if thread["cover_told"]:
            readings.append(CoverReading(instant(thread["read_at"]), thread["days_left"]))
        return tuple(readings)

    def _refunded_on(self, thread_id: int) -> date | None:
        seen = [row["seen_at"] for row in self._reading.decisions(thread_id) if row["seen_at"] is not None]
        return marketplace_date(instant(min(seen))) if seen else None


def declared(row: Line) -> Declared:
    """A recorded range of compatible versions."""
    source = _("recorded by {0}").format(safe_line(row["login"]))
    if row["source"]:
        source += f": {row['source']}"
    return Declared(
        date.fromisoformat(row["since"]), row["least"], row["most"], instant(row["recorded_at"]), source
    )


def ground_line(evaluated: Evaluated) -> dict[str, Any]:
    """A ground as a line of `evaluate --json`."""
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


def _words(message: Line) -> Words:
    return Words(message["id"], instant(message["at"]), Author(message["author"]), mask(message["text"]))
