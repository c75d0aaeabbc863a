"""The words of threads to be looked for, and several people at one desk."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from bizcare_tui.domain.replies.credentials import mask
from bizcare_tui.store import words

revision = "0005"
down_revision = "0004"

_AT_ONCE = 500
_COLUMNS: tuple[sa.Column[Any], ...] = (
    sa.Column("assignee", sa.String(), nullable=True),
    sa.Column("attachments", sa.Boolean(), nullable=False, server_default=sa.false()),
    sa.Column("sid", sa.BigInteger(), nullable=True),
    sa.Column("words_key", sa.BigInteger(), nullable=True),
)


def upgrade() -> None:
    op.add_column("account", sa.Column("threads_digest", sa.String(), nullable=False, server_default=""))
    for column in _COLUMNS:
        op.add_column("inbox_entry", column)
    op.drop_column("inbox_entry", "words")
    _make_indexes()
    _make_tables()
    words.make_table(op.get_bind())
    op.execute(
        """UPDATE inbox_entry SET attachments = true WHERE EXISTS (
             SELECT 1 FROM message m WHERE m.account_id = inbox_entry.account_id
               AND m.thread_id = inbox_entry.thread_id AND m.attachments <> '[]')"""
    )
    _put_words()


def _make_indexes() -> None:
    op.drop_index("inbox_defect", "inbox_entry")
    op.create_index("inbox_sid", "inbox_entry", ["sid"], unique=True)
    for name in ("state", "qualification", "cover", "language"):
        op.create_index(f"inbox_{name}", "inbox_entry", ["account_id", name, "rank", "thread_id"])
    for name in ("kind", "assignee", "outcome", "owed"):
        _make_partial(name, ["account_id", name, "rank", "thread_id"])
    for name in ("defect_id", "due_at", "version_order", "snoozed_until", "fix_due"):
        _make_partial(name, ["account_id", name])
    for name in ("received_at", "updated_at"):
        op.create_index(f"inbox_{name}", "inbox_entry", ["account_id", name])
    _make_partial("attachments", ["account_id", "rank", "thread_id"], "attachments")
    _make_partial("tags", ["account_id", "tags"], "tags <> ''")


def _make_partial(name: str, columns: list[str], where: str = "") -> None:
    holds = sa.text(where or f"{name} IS NOT NULL")
    op.create_index(f"inbox_{name}", "inbox_entry", columns, sqlite_where=holds, postgresql_where=holds)


def _make_tables() -> None:
    op.create_table(
        "presence",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("session", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=True),
        sa.Column("seen_at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("account_id", "session"),
    )
    op.create_table(
        "seat",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("session", sa.String(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.Float(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("taken_from", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["taken_from"], ["person.id"]),
        sa.PrimaryKeyConstraint("account_id", "thread_id"),
    )
    op.create_table(
        "mention",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("act_id", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.ForeignKeyConstraint(["act_id"], ["act.id"]),
        sa.PrimaryKeyConstraint("account_id", "act_id", "login"),
    )
    op.create_index("mention_login", "mention", ["account_id", "login", "thread_id"], unique=False)
    op.create_table(
        "visit",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("history_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("account_id", "person_id"),
    )


def _put_words() -> None:
    """Put in the words of every thread; those of notes and messages come with the threads."""
    connection = op.get_bind()
    rows = connection.exec_driver_sql(
        """SELECT e.account_id, e.thread_id, e.updated_at, e.topic, e.product, e.customer, e.shop, t.order_id
           FROM inbox_entry e JOIN thread t ON t.account_id = e.account_id AND t.id = e.thread_id
           ORDER BY e.updated_at, e.thread_id"""
    ).all()
    for start in range(0, len(rows), _AT_ONCE):
        _put_some(connection, rows[start : start + _AT_ONCE])


def _put_some(connection: sa.Connection, rows: Sequence[Any]) -> None:
    entries = [
        words.Entry.of(
            row.thread_id,
            row.updated_at,
            (
                row.topic, row.product, row.customer, row.shop, f"{row.thread_id} {row.order_id or ''}",
                "\n".join(_notes(connection, row)), "\n".join(_said(connection, row)),
            ),
        )
        for row in rows
    ]  # fmt: skip
    numbers = words.put(connection, entries, {})
    connection.execute(
        sa.text(
            """UPDATE inbox_entry SET sid = :sid, words_key = :key
               WHERE account_id = :account AND thread_id = :thread"""
        ),
        [
            {"sid": numbers[entry.thread_id], "key": entry.key, "account": row.account_id,
             "thread": entry.thread_id}
            for entry, row in zip(entries, rows, strict=True)
        ],
    )  # fmt: skip


def _said(connection: sa.Connection, row: Any) -> Iterator[str]:
    told = connection.execute(
        sa.text(
            "SELECT text FROM message WHERE account_id = :account AND thread_id = :thread ORDER BY at, id"
        ),
        {"account": row.account_id, "thread": row.thread_id},
    )
    return (mask(text) for (text,) in told)


def _notes(connection: sa.Connection, row: Any) -> Iterator[str]:
    told = connection.execute(
        sa.text(
            """SELECT content FROM act WHERE account_id = :account AND thread_id = :thread
               AND verb = 'note' AND undone_at IS NULL ORDER BY id"""
        ),
        {"account": row.account_id, "thread": row.thread_id},
    )
    return (json.loads(content)["text"] for (content,) in told)
