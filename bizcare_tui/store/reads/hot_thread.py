"""The hand-written SQL of the reads that opening a conversation or a wizard waits for.

Importing sqlmodel takes 0.3 to 0.5 s of processor time and 30 MB, so these statements run on the database
driver alone. The times below are processor times without that import, in a store of 150 threads. All SQL text
is fixed here; values from outside are always bound, never part of the SQL.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bizcare_tui.store.presence_times import latest_lock_expiry
from bizcare_tui.store.reads.reader import StoreReader
from bizcare_tui.store.records import ThreadFactsRecord
from bizcare_tui.store.thread_records import (
    ActRecord,
    CoverReadingRecord,
    DecisionRecord,
    DeclaredRangeRecord,
    MessageRecord,
    OpenWizardRecord,
    OrderLineRecord,
    PageConfirmationRecord,
    ReplyLockHolder,
    RevisionRecord,
    ShopCorrectionRecord,
    StoredAnswers,
    StoredDraft,
    ThreadRecord,
    WizardRecord,
)

if TYPE_CHECKING:
    from bizcare_tui.domain.purchases import Purchase

_DECISIONS = """
    SELECT d.*, p.login, s.login AS seconder, o.state AS reply_state, e.topic, e.customer, e.product,
           w.seen_at, w.alarmed_at,
           (SELECT max(n.id) FROM decision n
            WHERE n.account_id = d.account_id AND n.thread_id = d.thread_id) AS last_id
    FROM decision d
    JOIN person p ON p.id = d.person_id
    LEFT JOIN person s ON s.id = d.second_person_id
    LEFT JOIN reply o ON o.id = d.reply_id
    LEFT JOIN refund_watch w ON w.decision_id = d.id
    LEFT JOIN inbox_entry e ON e.account_id = d.account_id AND e.thread_id = d.thread_id
    WHERE d.account_id = :account
"""

# --- a thread and its messages, when a conversation is opened: 0.1 ms -------------------------------------


def read_thread(reader: StoreReader, thread_id: int) -> ThreadRecord | None:
    """Return the API data of a thread."""
    return reader.fetch_one(
        ThreadRecord,
        """SELECT * FROM thread WHERE account_id = :account AND id = :id""",
        id=thread_id,
    )


def read_messages(reader: StoreReader, thread_id: int) -> list[MessageRecord]:
    """Return the messages of a thread, oldest first."""
    return reader.fetch(
        MessageRecord,
        """SELECT * FROM message m
           WHERE m.account_id = :account AND m.thread_id = :id
           ORDER BY m.at, m.remote_id NULLS FIRST, m.id""",
        id=thread_id,
    )


def read_revisions(reader: StoreReader, thread_id: int) -> list[RevisionRecord]:
    """Return the texts that the messages of a thread had before they were edited, oldest first."""
    return reader.fetch(
        RevisionRecord,
        """SELECT message_id, text, replaced_at FROM message_revision
           WHERE account_id = :account AND thread_id = :id ORDER BY id""",
        id=thread_id,
    )


def read_last_message_id(reader: StoreReader, thread_id: int) -> int:
    """Return the id of the message of a thread that was stored last, 0 if there is none."""
    return reader.number(
        "SELECT max(id) FROM message WHERE account_id = :account AND thread_id = :id", id=thread_id
    )


def count_messages_after(reader: StoreReader, thread_id: int, message_id: int) -> int:
    """Return how many messages of a thread came after this one, without replies from our outbox."""
    return reader.number(
        """SELECT count(*) FROM message m
           WHERE m.account_id = :account AND m.thread_id = :id AND m.id > :after
           AND NOT EXISTS (SELECT 1 FROM reply o WHERE o.message_id = m.id)""",
        id=thread_id,
        after=message_id,
    )


def count_requests_of_defect(reader: StoreReader, thread_id: int) -> int:
    """Return how many other threads are about the defect that a thread is about."""
    return reader.number(
        """SELECT count(*) FROM inbox_entry e JOIN inbox_entry o ON o.account_id = e.account_id
           AND o.defect_id = e.defect_id AND o.thread_id != e.thread_id
           WHERE e.account_id = :account AND e.thread_id = :id""",
        id=thread_id,
    )


def read_texts(reader: StoreReader, thread_id: int) -> Iterator[tuple[str, str]]:
    """Yield the searchable texts of a thread other than its topic, each with its field.

    Messages (field "said") come first, newest first, then notes, then the API data of the thread. The
    texts are read one after another, so that a caller can stop when it has found its match. A search reads
    them for every row on the screen while its words are typed.
    """
    messages = """SELECT text FROM message WHERE account_id = :account AND thread_id = :thread
                  ORDER BY at DESC, remote_id DESC NULLS LAST, id DESC"""
    for text in reader.first_values(messages, thread=thread_id):
        yield "said", text
    notes = """SELECT content FROM act WHERE account_id = :account AND thread_id = :thread
               AND verb = 'note' AND undone_at IS NULL ORDER BY id"""
    for content in reader.first_values(notes, thread=thread_id):
        yield "note", json.loads(content)["text"]
    facts = reader.fetch_one(
        ThreadFactsRecord,
        """SELECT e.product, e.customer, e.shop, t.website, t.order_id
           FROM inbox_entry e JOIN thread t ON t.account_id = e.account_id AND t.id = e.thread_id
           WHERE e.account_id = :account AND e.thread_id = :thread""",
        thread=thread_id,
    )
    if facts is not None:
        yield "product", facts.product
        yield "from", facts.customer
        yield "shop", facts.shop
        yield "shop", facts.website
        yield "number", f"#{thread_id} · {facts.order_id or ''}".rstrip(" ·")


# --- the facts beside the messages, when a conversation is opened: 0.1 ms ---------------------------------


def read_purchase(reader: StoreReader, order_id: int | None, product_id: int | None) -> Purchase | None:
    """Return the purchase of a product in an order, or of its first product if it lacks that one."""
    from bizcare_tui.domain.purchases import Purchase
    from bizcare_tui.store.order_lines import to_order_line

    lines = read_order_lines(reader, order_id, product_id)
    return Purchase.of([to_order_line(line) for line in lines]) if lines else None


def read_order_lines(
    reader: StoreReader, order_id: int | None, product_id: int | None
) -> list[OrderLineRecord]:
    """Return the lines of an order for a product, or for its first product if it lacks that one."""
    lines = reader.fetch(
        OrderLineRecord,
        """SELECT * FROM sale WHERE account_id = :account AND order_id = :order_id
           ORDER BY product_id = :product_id DESC, product_id, line""",
        order_id=order_id,
        product_id=product_id,
    )
    return [line for line in lines if line.product_id == lines[0].product_id]


def read_price(reader: StoreReader, product_id: int | None) -> str | None:
    """Return the price of a product as a decimal text, None if it is unknown."""
    statement = "SELECT price FROM product WHERE account_id = :account AND id = :id"
    return next(reader.first_values(statement, id=product_id), None)


def read_threads_of_customer(reader: StoreReader, thread_id: int, limit: int) -> list[int]:
    """Return the other threads of the same customer, newest first."""
    return list(
        reader.first_values(
            """SELECT other.id FROM thread this JOIN thread other
                 ON other.account_id = this.account_id AND other.customer_digest = this.customer_digest
               WHERE this.account_id = :account AND this.id = :id AND this.customer_digest <> ''
                 AND other.id <> this.id
               ORDER BY other.added_at DESC LIMIT :limit""",
            id=thread_id,
            limit=limit,
        )
    )


def read_acts(reader: StoreReader, thread_id: int) -> list[ActRecord]:
    """Return the acts on a thread that were not undone, oldest first."""
    return reader.fetch(
        ActRecord,
        """SELECT a.*, p.login FROM act a JOIN person p ON p.id = a.person_id
           WHERE a.account_id = :account AND a.thread_id = :id AND a.undone_at IS NULL ORDER BY a.id""",
        id=thread_id,
    )


def read_decisions(
    reader: StoreReader, thread_id: int | None = None, *, limit: int | None = None
) -> list[DecisionRecord]:
    """Return the decisions, newest first, of one thread or of all; at most `limit` if it is given."""
    bound = "" if thread_id is None else "AND d.thread_id = :thread"
    at_most = "" if limit is None else "LIMIT :limit"
    statement = f"{_DECISIONS} {bound} ORDER BY d.id DESC {at_most}"
    return reader.fetch(DecisionRecord, statement, thread=thread_id, limit=limit)


def read_declared_ranges(reader: StoreReader, product_id: int | None) -> list[DeclaredRangeRecord]:
    """Return the versions declared compatible for a product, in the order in which they were recorded."""
    return reader.fetch(
        DeclaredRangeRecord,
        """SELECT d.*, p.login FROM declared_range d JOIN person p ON p.id = d.person_id
           WHERE d.account_id = :account AND d.product_id = :product ORDER BY d.recorded_at, d.id""",
        product=product_id,
    )


def read_shop_correction(reader: StoreReader, thread_id: int) -> ShopCorrectionRecord | None:
    """Return the seller's last correction of a thread's licensed shop, made there or in its order."""
    return reader.fetch_one(
        ShopCorrectionRecord,
        """SELECT c.*, p.login FROM shop_correction c
           JOIN person p ON p.id = c.person_id
           JOIN thread t ON t.account_id = c.account_id AND t.id = :thread
           WHERE c.account_id = :account
             AND (c.thread_id = t.id
                  OR (c.order_id = t.order_id AND COALESCE(c.product_id, 0) = COALESCE(t.product_id, 0)))
           ORDER BY c.id DESC LIMIT 1""",
        thread=thread_id,
    )


def read_open_wizards(reader: StoreReader, thread_id: int) -> list[OpenWizardRecord]:
    """Return the wizards in progress in a thread, the one saved last first."""
    return reader.fetch(
        OpenWizardRecord,
        """SELECT w.kind, w.saved_at, p.login FROM wizard w JOIN person p ON p.id = w.person_id
           WHERE w.account_id = :account AND w.thread_id = :id ORDER BY w.saved_at DESC""",
        id=thread_id,
    )


def read_signatures(reader: StoreReader) -> list[str]:
    """Return the message endings that were accepted as the seller's signatures."""
    return list(reader.first_values("SELECT text FROM signature ORDER BY at"))


# --- the wizards, which open at a key press: 0.1 ms ------------------------------------------------------


def read_cover_readings(reader: StoreReader, thread_id: int) -> list[CoverReadingRecord]:
    """Return the earlier reported values of a thread's Business Care, oldest first."""
    return reader.fetch(
        CoverReadingRecord,
        "SELECT at, days_left FROM cover_reading WHERE account_id = :account AND thread_id = :id ORDER BY at",
        id=thread_id,
    )


def read_answers(reader: StoreReader, thread_id: int, kind: str) -> StoredAnswers | None:
    """Return the answers of a wizard so far, None if there is no such wizard."""
    found = reader.fetch_one(
        WizardRecord,
        """SELECT w.answers, w.base_message_id, w.revision, w.saved_at, p.login FROM wizard w
           JOIN person p ON p.id = w.person_id
           WHERE w.account_id = :account AND w.thread_id = :id AND w.kind = :kind""",
        id=thread_id,
        kind=kind,
    )
    if found is None:
        return None
    values = json.loads(found.answers)
    return StoredAnswers(values, found.base_message_id, found.revision, found.login, found.saved_at)


def requires_second_person(reader: StoreReader) -> bool:
    """Return whether decisions need a second person, by the stored setting or by the history."""
    if any(reader.first_values("SELECT second_person FROM account")):
        return True
    changes = reader.first_values(
        "SELECT payload FROM history WHERE kind = 'second_person' ORDER BY id DESC LIMIT 1"
    )
    return any(json.loads(payload or "{}").get("what") != "off" for payload in changes)


def read_page_confirmations(reader: StoreReader) -> list[PageConfirmationRecord]:
    """Return the confirmed page addresses of the partner account."""
    return reader.fetch(
        PageConfirmationRecord,
        """SELECT c.address, c.confirmed_at, p.login FROM page_confirmation c
           JOIN person p ON p.id = c.person_id WHERE c.account_id = :account""",
    )


# --- the reply editor, which opens at a key press: 0.1 ms -------------------------------------------------


def read_draft(reader: StoreReader, thread_id: int) -> StoredDraft | None:
    """Return this person's draft for a thread."""
    return reader.fetch_one(
        StoredDraft,
        """SELECT d.* FROM draft d JOIN person p ON p.id = d.person_id
           WHERE d.account_id = :account AND d.thread_id = :id AND p.login = :login""",
        id=thread_id,
    )


def read_reply_lock(reader: StoreReader, thread_id: int) -> ReplyLockHolder | None:
    """Return the holder of a thread's reply lock if that is another person, otherwise None."""
    now = reader.real_time()
    return reader.fetch_one(
        ReplyLockHolder,
        """SELECT p.login, s.since, s.message FROM reply_lock s JOIN person p ON p.id = s.person_id
           WHERE s.account_id = :account AND s.thread_id = :thread AND s.expires_at > :now
             AND s.expires_at <= :latest AND p.login <> :login""",
        thread=thread_id,
        now=now,
        latest=latest_lock_expiry(now),
    )
