"""Turns stored messages and orders into the values that a conversation shows, secrets in them masked."""

from __future__ import annotations

import json
from decimal import Decimal

from bizcare_tui.desk.views import MessageView, OrderView
from bizcare_tui.domain.body import printable_raw, raw_body
from bizcare_tui.domain.replies.credentials import mask
from bizcare_tui.domain.threads import Author, Rung
from bizcare_tui.store.instants import instant, maybe_instant
from bizcare_tui.store.place import Line


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
        text=mask(message["text"]),
        raw=mask(printable_raw(raw_body(message["raw"]))),
        quoted=tuple((first, last) for first, last in json.loads(message["quoted"])),
        links=tuple((mask(words), mask(target)) for words, target in json.loads(message["links"])),
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
