"""Convert stored messages and orders to the values that a conversation shows; credentials are masked."""

from __future__ import annotations

import json
from collections.abc import Sequence

from bizcare_tui.desk.views import MessageView, OrderView
from bizcare_tui.domain.body import printable_raw, raw_body
from bizcare_tui.domain.purchases import Purchase
from bizcare_tui.domain.replies.credentials import mask_credentials
from bizcare_tui.domain.threads import Author, AuthorSource
from bizcare_tui.store.database import DatabaseRow
from bizcare_tui.store.unix_time import from_optional_unix_seconds, from_unix_seconds


def to_message_view(
    message: DatabaseRow, *, opens: bool = False, revisions: Sequence[DatabaseRow] = ()
) -> MessageView:
    """Return a message of a conversation.

    Args:
        message: the stored message.
        opens: whether it is the first message of the thread, which cannot quote an earlier one.
        revisions: the earlier texts of all messages of the thread.
    """
    attachments = message["attachments"]
    return MessageView(
        id=message["id"],
        at=from_unix_seconds(message["at"]),
        author=Author(message["author"]),
        author_name=message["reported_name"],
        author_by=AuthorSource(message["author_by"]),
        automatic=None if message["automatic"] is None else bool(message["automatic"]),
        text=mask_credentials(message["text"]),
        raw=mask_credentials(printable_raw(raw_body(message["raw"]))),
        quoted=() if opens else tuple((first, last) for first, last in json.loads(message["quoted"])),
        links=tuple(
            (mask_credentials(words), mask_credentials(target))
            for words, target in json.loads(message["links"])
        ),
        attachments=None if attachments is None else tuple(json.loads(attachments)),
        earlier=tuple(
            (mask_credentials(row["text"]), from_unix_seconds(row["replaced_at"]))
            for row in revisions
            if row["message_id"] == message["id"]
        ),
        gone_at=from_optional_unix_seconds(message["gone_at"]),
    )


def to_order_view(order_id: int, purchase: Purchase) -> OrderView:
    """Return the purchase that a thread belongs to."""
    return OrderView(
        id=order_id,
        purchased_at=purchase.at,
        amount=purchase.amount,
        quantity=purchase.quantity,
        quantity_refunded=purchase.refunded,
        country=purchase.country,
        is_care_refunded=purchase.is_care_refunded,
    )
