"""The words of threads to be looked for, and several people at one desk."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_SQLITE = """CREATE VIRTUAL TABLE thread_words USING fts5(
    topic, product, customer, shop, numbers, notes, said,
    tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3 4 5 6')"""
_POSTGRESQL = (
    """CREATE TABLE thread_words (
    sid BIGINT PRIMARY KEY, topic TSVECTOR NOT NULL, product TSVECTOR NOT NULL, customer TSVECTOR NOT NULL,
    shop TSVECTOR NOT NULL, numbers TSVECTOR NOT NULL, notes TSVECTOR NOT NULL,
    anywhere TSVECTOR NOT NULL)""",
    """CREATE INDEX thread_words_found ON thread_words
    USING gin (anywhere, topic, product, customer, shop, notes)""",
)
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
    # The words themselves are put in at the end, once the schema is the newest.
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    for statement in _POSTGRESQL if is_postgresql else (_SQLITE,):
        op.execute(statement)
    op.execute(
        """UPDATE inbox_entry SET attachments = true WHERE EXISTS (
             SELECT 1 FROM message m WHERE m.account_id = inbox_entry.account_id
               AND m.thread_id = inbox_entry.thread_id AND m.attachments <> '[]')"""
    )


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
