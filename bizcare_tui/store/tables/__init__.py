"""The tables. API data, the seller's own data, derived data and the history are kept in separate tables.

Instants are whole seconds since 1970 in UTC. Every table has the id of its account.
"""

from __future__ import annotations

from bizcare_tui.store.tables.accounts import Account, Person
from bizcare_tui.store.tables.decisions import Decision, EvidenceFile, RefundWatch, Wizard
from bizcare_tui.store.tables.desk_records import (
    AbsenceTable,
    ActTable,
    DeclaredRange,
    DefectStep,
    DefectTable,
    PageConfirmation,
    ReadMark,
    ReadUntil,
    ShopCorrection,
    Signature,
)
from bizcare_tui.store.tables.history import History, Lease
from bizcare_tui.store.tables.inbox import ClockStatus, InboxEntry
from bizcare_tui.store.tables.marketplace import (
    CoverReading,
    ImportedNotification,
    Message,
    MessageRevision,
    PrestashopRelease,
    Product,
    Sale,
    SubmissionMail,
    Thread,
    UnparsedApiRow,
)
from bizcare_tui.store.tables.notifications import DeadlineNotification, EventProgress, QueuedEvent
from bizcare_tui.store.tables.outbox import Draft, Reply, ReplyFile
from bizcare_tui.store.tables.presence import LastVisit, NoteMention, ProgramPresence, ReplyLock

__all__ = [
    "AbsenceTable",
    "Account",
    "ActTable",
    "ClockStatus",
    "CoverReading",
    "DeadlineNotification",
    "Decision",
    "DeclaredRange",
    "DefectStep",
    "DefectTable",
    "Draft",
    "EventProgress",
    "EvidenceFile",
    "History",
    "ImportedNotification",
    "InboxEntry",
    "LastVisit",
    "Lease",
    "Message",
    "MessageRevision",
    "NoteMention",
    "PageConfirmation",
    "Person",
    "PrestashopRelease",
    "Product",
    "ProgramPresence",
    "QueuedEvent",
    "ReadMark",
    "ReadUntil",
    "RefundWatch",
    "Reply",
    "ReplyFile",
    "ReplyLock",
    "Sale",
    "ShopCorrection",
    "Signature",
    "SubmissionMail",
    "Thread",
    "UnparsedApiRow",
    "Wizard",
]
