"""Read the threads and the orders of a customer."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from bizcare_tui.store.reads.reader import StoreReader
from bizcare_tui.store.record_builder import select_fields
from bizcare_tui.store.tables import InboxEntry, Sale, Thread
from bizcare_tui.store.thread_records import OrderLineRecord


def read_threads_of_shop(reader: StoreReader, thread_id: int, limit: int) -> list[int]:
    """Return the threads of the same customer or shop, including this one, newest first."""
    entry, thread = aliased(InboxEntry), aliased(Thread)
    other_entry, other_thread = aliased(InboxEntry), aliased(Thread)
    is_same_shop = and_(col(entry.shop) != "", col(other_entry.shop) == col(entry.shop))
    is_same_customer = and_(
        col(thread.customer_digest) != "", col(other_thread.customer_digest) == col(thread.customer_digest)
    )
    return reader.scalars(
        select(col(other_entry.thread_id))
        .select_from(entry)
        .join(
            thread,
            and_(col(thread.account_id) == col(entry.account_id), col(thread.id) == col(entry.thread_id)),
        )
        .join(other_entry, col(other_entry.account_id) == col(entry.account_id))
        .join(
            other_thread,
            and_(
                col(other_thread.account_id) == col(other_entry.account_id),
                col(other_thread.id) == col(other_entry.thread_id),
            ),
        )
        .where(
            col(entry.account_id) == reader.account_id,
            col(entry.thread_id) == thread_id,
            or_(col(other_entry.thread_id) == col(entry.thread_id), is_same_shop, is_same_customer),
        )
        .order_by(col(other_entry.updated_at).desc())
        .limit(limit)
    )


def read_sales(reader: StoreReader, order_ids: Iterable[int]) -> list[OrderLineRecord]:
    """Return the lines of these orders, newest first."""
    return reader.select(
        OrderLineRecord,
        select_fields(OrderLineRecord, Sale)
        .where(col(Sale.account_id) == reader.account_id, col(Sale.order_id).in_(sorted(set(order_ids))))
        .order_by(col(Sale.ordered_at).desc(), col(Sale.order_id), col(Sale.product_id), col(Sale.line)),
    )
