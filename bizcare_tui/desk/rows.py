"""Turns stored lines into the values that a screen shows."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal

from bizcare_tui.desk.views import InboxRow, MessageView, OrderView
from bizcare_tui.domain.body import printable_raw
from bizcare_tui.domain.clock import FirstAnswer, Status
from bizcare_tui.domain.standing import Owed
from bizcare_tui.domain.threads import Author, Cover, Qualification, Rung, State
from bizcare_tui.store.instants import instant, maybe_instant
from bizcare_tui.store.reading import Line


def inbox_row(entry: Line, now: datetime) -> InboxRow:
    """A line of the inbox, its clock read at `now`."""
    return InboxRow(
        id=entry["thread_id"],
        topic=entry["topic"],
        product=entry["product"],
        customer=entry["customer"],
        shop=entry["shop"],
        qualification=Qualification(entry["qualification"]),
        state=State(entry["state"]),
        messages=entry["messages"],
        unread=bool(entry["unread"]),
        updated_at=instant(entry["updated_at"]),
        due=maybe_instant(entry["due_at"]),
        owed=Owed(entry["owed"]) if entry["owed"] else None,
        obligation=bool(entry["obligation"]),
        first_answer=first_status(entry, now),
        cover=Cover(entry["cover"]),
        days_left=entry["days_left"],
        prestashop_version=entry["prestashop_version"],
    )


def first_answer(entry: Line) -> FirstAnswer:
    """The first-answer clock as it is stored."""
    return FirstAnswer(
        start=instant(entry["first_start"]),
        due=instant(entry["first_due"]),
        at=maybe_instant(entry["first_at"]),
        obligation=bool(entry["obligation"]),
        scored=bool(entry["scored"]),
    )


def first_status(entry: Line, now: datetime) -> Status:
    """Where the first-answer clock stands at `now`."""
    return first_answer(entry).status(now)


def message_view(message: Line) -> MessageView:
    """A message of a conversation."""
    attachments = message["attachments"]
    return MessageView(
        id=message["id"],
        at=instant(message["at"]),
        author=Author(message["author"]),
        author_name=message["told_name"],
        author_by=Rung(message["author_by"]),
        automatic=None if message["automatic"] is None else bool(message["automatic"]),
        text=message["text"],
        raw=printable_raw(_raw_body(message["raw"])),
        quoted=tuple((first, last) for first, last in json.loads(message["quoted"])),
        links=tuple((words, target) for words, target in json.loads(message["links"])),
        attachments=None if attachments is None else tuple(json.loads(attachments)),
    )


def order_view(sale: Line) -> OrderView:
    """The purchase behind a thread."""
    return OrderView(
        id=sale["order_id"],
        purchased_at=maybe_instant(sale["ordered_at"]),
        amount=None if sale["amount"] is None else Decimal(sale["amount"]),
        quantity=sale["quantity"],
        quantity_refunded=sale["quantity_refunded"],
        country=sale["country"],
    )


def _raw_body(raw: str) -> str:
    row = json.loads(raw)
    body = next((row[name] for name in ("message", "content", "text") if name in row), "")
    return body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
