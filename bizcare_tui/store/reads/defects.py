"""Read defects, the requests about them, and what PrestaShop wrote about submissions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, func, select, union_all
from sqlmodel import col

from bizcare_tui.domain.threads import Author, Qualification, State
from bizcare_tui.store.defect_records import (
    DefectRecord,
    DefectReportRecord,
    DefectTextRecord,
    NoticeMessageRecord,
    SubmissionMailRecord,
)
from bizcare_tui.store.reads.reader import StoreReader
from bizcare_tui.store.record_builder import select_fields
from bizcare_tui.store.tables import DefectTable, InboxEntry, Message, Product, SubmissionMail, Thread
from bizcare_tui.store.unix_time import to_unix_seconds


def read_defects(reader: StoreReader) -> list[DefectRecord]:
    """Return the defects in the order in which they were recorded."""
    names = union_all(
        select(col(Product.name).label("name"))
        .where(
            col(Product.account_id) == col(DefectTable.account_id),
            col(Product.id) == col(DefectTable.product_id),
        )
        .correlate(DefectTable),
        select(col(Thread.product_name))
        .where(
            col(Thread.account_id) == col(DefectTable.account_id),
            col(Thread.product_id) == col(DefectTable.product_id),
        )
        .correlate(DefectTable),
    ).subquery()
    product = select(func.coalesce(func.max(names.c.name), "")).scalar_subquery()
    return reader.select(
        DefectRecord,
        select_fields(DefectRecord, DefectTable, product=product)
        .where(col(DefectTable.account_id) == reader.account_id)
        .order_by(col(DefectTable.id)),
    )


def read_defect_reports(reader: StoreReader) -> list[DefectReportRecord]:
    """Return the requests about defects, earliest first."""
    return reader.select(
        DefectReportRecord,
        select_fields(DefectReportRecord, InboxEntry)
        .where(col(InboxEntry.account_id) == reader.account_id, col(InboxEntry.defect_id).is_not(None))
        .order_by(col(InboxEntry.first_start), col(InboxEntry.thread_id)),
    )


def read_defect_texts(reader: StoreReader) -> list[DefectTextRecord]:
    """Return the texts of customers in the threads about defects."""
    is_customers = and_(
        col(Message.account_id) == col(InboxEntry.account_id),
        col(Message.thread_id) == col(InboxEntry.thread_id),
        col(Message.author) != Author.SELLER,
    )
    return reader.select(
        DefectTextRecord,
        select_fields(DefectTextRecord, InboxEntry, Message)
        .select_from(InboxEntry)
        .join(Message, is_customers, isouter=True)
        .where(col(InboxEntry.account_id) == reader.account_id, col(InboxEntry.defect_id).is_not(None)),
    )


def read_notice_messages(reader: StoreReader, since: datetime) -> list[NoticeMessageRecord]:
    """Return the messages in PrestaShop's open notices since an instant, oldest first."""
    is_in_thread = and_(
        col(Message.account_id) == col(InboxEntry.account_id),
        col(Message.thread_id) == col(InboxEntry.thread_id),
    )
    return reader.select(
        NoticeMessageRecord,
        select_fields(NoticeMessageRecord, InboxEntry, Message)
        .select_from(InboxEntry)
        .join(Message, is_in_thread)
        .where(
            col(InboxEntry.account_id) == reader.account_id,
            col(InboxEntry.qualification) == Qualification.NOTICE,
            col(InboxEntry.state) != State.CLOSED,
            col(Message.at) >= to_unix_seconds(since),
            col(Message.author) != Author.SELLER,
        )
        .order_by(col(Message.at), col(Message.id)),
    )


def read_submission_mails(reader: StoreReader, since: datetime) -> list[SubmissionMailRecord]:
    """Return the mails about submissions since an instant, oldest first."""
    return reader.select(
        SubmissionMailRecord,
        select_fields(SubmissionMailRecord, SubmissionMail)
        .where(
            col(SubmissionMail.account_id) == reader.account_id,
            col(SubmissionMail.at) >= to_unix_seconds(since),
        )
        .order_by(col(SubmissionMail.at), col(SubmissionMail.key)),
    )
