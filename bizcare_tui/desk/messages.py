"""Convert stored messages and orders to the values that a conversation shows; credentials are masked."""

from __future__ import annotations

from collections.abc import Sequence

from bizcare_tui.desk.views import MessageView, OrderView
from bizcare_tui.domain.purchases import Purchase
from bizcare_tui.domain.replies.credentials import mask_credentials
from bizcare_tui.store.thread_records import MessageRecord, RevisionRecord


def to_message_view(
    message: MessageRecord, *, opens: bool = False, revisions: Sequence[RevisionRecord] = ()
) -> MessageView:
    """Return a message of a conversation.

    Args:
        message: the stored message.
        opens: whether it is the first message of the thread, which cannot quote an earlier one.
        revisions: the earlier texts of all messages of the thread.
    """
    return MessageView(
        id=message.id,
        at=message.at,
        author=message.author,
        author_name=message.reported_name,
        author_by=message.author_by,
        automatic=message.automatic,
        text=mask_credentials(message.text),
        stored=message.raw,
        quoted=() if opens else tuple((first, last) for first, last in message.quoted),
        links=tuple((mask_credentials(words), mask_credentials(target)) for words, target in message.links),
        attachments=message.attachments,
        earlier=tuple(
            (mask_credentials(row.text), row.replaced_at) for row in revisions if row.message_id == message.id
        ),
        gone_at=message.gone_at,
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
