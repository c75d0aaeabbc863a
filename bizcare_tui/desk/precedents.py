"""Read earlier decisions that are like a request, and what became of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bizcare_tui.desk.decision_rows import REFUND, REJECTION, WITHDRAWAL, DecisionRow, decision_row
from bizcare_tui.domain.decisions.precedents import (
    Aftermath,
    DecidedRequest,
    RequestLikeness,
    aftermath_of,
    most_alike,
)
from bizcare_tui.domain.likeness import traits
from bizcare_tui.domain.outbox import ReplyState
from bizcare_tui.domain.replies.credentials import mask_credentials
from bizcare_tui.domain.threads import Author
from bizcare_tui.errors import UnknownThread
from bizcare_tui.store.reads.hot import read_inbox_entries
from bizcare_tui.store.reads.hot_thread import read_decisions, read_messages, read_purchase
from bizcare_tui.store.reads.reader import StoreReader
from bizcare_tui.store.thread_records import DecisionRecord

# The newest decisions that are compared; older ones are seldom made by today's rules.
MAX_COMPARED = 300
MAX_PRECEDENTS = 5


@dataclass(frozen=True, slots=True)
class Precedent:
    """An earlier decision that is like a request.

    `findings` are the texts of its evidence, `letter` what was sent, `last_reply` the last text that the
    customer wrote since then; they are empty when there is none.
    """

    row: DecisionRow
    likeness: RequestLikeness
    aftermath: tuple[Aftermath, ...]
    findings: tuple[str, ...] = ()
    letter: str = ""
    last_reply: str = ""


class Precedents:
    """Finds precedents in the store. Reading them takes milliseconds: call it in a worker thread.

    Args:
        reading: the store.
    """

    def __init__(self, reading: StoreReader) -> None:
        self._reading = reading

    def like(self, thread_id: int, limit: int = MAX_PRECEDENTS) -> list[Precedent]:
        """Return the decisions on other threads that are most like the request of a thread.

        Raises:
            UnknownThread: the thread is not in the store.
        """
        past = self._past(thread_id, (REJECTION, REFUND))
        return self._most_alike(self._request(thread_id), past, limit)

    def by_ground(self, thread_id: int, kind: str, grounds: Iterable[str]) -> dict[str, list[Precedent]]:
        """Return the precedents of a kind for each of these grounds.

        Raises:
            UnknownThread: the thread is not in the store.
        """
        request = self._request(thread_id)
        past = self._past(thread_id, (kind,))
        return {
            ground: self._most_alike(
                DecidedRequest(request.product, request.kind, request.traits, (ground,)), past, MAX_PRECEDENTS
            )
            for ground in grounds
        }

    def _request(self, thread_id: int) -> DecidedRequest:
        entries = read_inbox_entries(self._reading, [thread_id])
        if not entries:
            raise UnknownThread(thread_id)
        texts = [each.text for each in self._customer_messages(thread_id)]
        return DecidedRequest(
            entries[0].product, entries[0].kind, traits("\n".join([entries[0].topic, *texts]))
        )

    def _past(self, thread_id: int, kinds: Sequence[str]) -> dict[int, tuple[DecisionRecord, DecidedRequest]]:
        """Return the newest decisions on other threads by their ids, each with its request."""
        records = [
            each
            for each in read_decisions(self._reading, limit=MAX_COMPARED)
            if each.kind in kinds and each.thread_id != thread_id
        ]
        entries = read_inbox_entries(self._reading, {each.thread_id for each in records})
        kind_of = {entry.thread_id: entry.kind for entry in entries}
        return {
            each.id: (
                each,
                DecidedRequest(
                    each.product or "",
                    kind_of.get(each.thread_id),
                    traits("\n".join([each.topic or "", *_evidence_texts(_content(each))])),
                    tuple(each.grounds.split()),
                ),
            )
            for each in records
        }

    def _most_alike(
        self,
        request: DecidedRequest,
        past: Mapping[int, tuple[DecisionRecord, DecidedRequest]],
        limit: int,
    ) -> list[Precedent]:
        alike = most_alike(request, ((number, each) for number, (_record, each) in past.items()), limit)
        return [self._precedent(past[number][0], found) for number, found in alike]

    def _precedent(self, record: DecisionRecord, found: RequestLikeness) -> Precedent:
        content = _content(record)
        later = [each for each in read_decisions(self._reading, record.thread_id) if each.id > record.id]
        replies = [each.text for each in self._customer_messages(record.thread_id) if each.at > record.at]
        return Precedent(
            decision_row(record),
            found,
            aftermath_of(
                is_refund=record.kind == REFUND,
                is_undone=any(each.kind == WITHDRAWAL for each in later[-1:])
                or record.reply_state is ReplyState.DISCARDED,
                is_decided_again=any(each.kind != WITHDRAWAL for each in later),
                refund_seen_at=record.seen_at,
                is_refund_overdue=record.alarmed_at is not None,
                was_refunded_later=self._was_refunded_later(record, content),
                replies=len(replies),
            ),
            tuple(_evidence_texts(content)),
            mask_credentials(str(content.get("letter", ""))),
            mask_credentials(replies[-1]) if replies else "",
        )

    def _was_refunded_later(self, record: DecisionRecord, content: Mapping[str, Any]) -> bool:
        facts = content.get("facts", {})
        entries = read_inbox_entries(self._reading, [record.thread_id])
        if not entries or not facts.get("order"):
            return False
        purchase = read_purchase(self._reading, int(facts["order"]), entries[0].product_id)
        return purchase is not None and (purchase.refunded or 0) > int(facts.get("quantity_refunded") or 0)

    def _customer_messages(self, thread_id: int) -> list[Any]:
        messages = read_messages(self._reading, thread_id)
        return [each for each in messages if each.author is Author.CUSTOMER]


def _content(record: DecisionRecord) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(record.content or "{}")
    return content


def _evidence_texts(content: Mapping[str, Any]) -> list[str]:
    chosen = content.get("answers", {}).get("chosen", ())
    return [str(item["text"]) for ground in chosen for item in ground.get("items", ())]
