"""Verbs that can be taken back, defects and their steps, clocks beside the first answer's."""

from __future__ import annotations

import json
import re

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_COLUMNS = (
    sa.Column("version_order", sa.BigInteger(), nullable=True),
    sa.Column("language", sa.String(), nullable=False, server_default=""),
    sa.Column("kind", sa.String(), nullable=True),
    sa.Column("snoozed_until", sa.BigInteger(), nullable=True),
    sa.Column("tags", sa.String(), nullable=False, server_default=""),
    sa.Column("defect_id", sa.Integer(), nullable=True),
    sa.Column("fix_start", sa.BigInteger(), nullable=True),
    sa.Column("fix_due", sa.BigInteger(), nullable=True),
    sa.Column("fix_at", sa.BigInteger(), nullable=True),
    sa.Column("told_at", sa.BigInteger(), nullable=True),
)
# A version, or the beginning of one: "1.7.8.10", "8.1", "v8.x", "9.0.0-beta 2".
_VERSION = re.compile(
    r"""v?\.?[ ]?(?P<numbers>\d{1,4}(?:\.\d{1,4}){0,3})(?:\.[x*](?:\.[x*])*)?
        (?P<pre>[-~+\ ._]?(?:alpha|beta|rc|dev|b)(?:[-.\ ]?\d{1,3})?)?""",
    re.IGNORECASE | re.VERBOSE,
)


def upgrade() -> None:
    for column in _COLUMNS:
        op.add_column("inbox_entry", column)
    op.create_index("inbox_defect", "inbox_entry", ["account_id", "defect_id"], unique=False)
    op.add_column("account", sa.Column("skew_seconds", sa.Integer(), nullable=True))
    _make_tables()
    _take_over_author_marks()
    _place_versions()
    # Their language is told when they are worked out again, by the next sync.
    op.execute("UPDATE thread SET stale = true")


def _make_tables() -> None:
    op.create_table(
        "act",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=False),
        sa.Column("verb", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("known_message_id", sa.Integer(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.BigInteger(), nullable=True),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["undone_by"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index("act_thread", "act", ["account_id", "thread_id", "id"], unique=False)
    op.create_index("act_person", "act", ["account_id", "person_id", "id"], unique=False)
    op.create_table(
        "defect",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "defect_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("defect_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("undone_at", sa.BigInteger(), nullable=True),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.ForeignKeyConstraint(["defect_id"], ["defect.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["undone_by"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index("defect_step_defect", "defect_step", ["account_id", "defect_id", "id"], unique=False)
    op.create_table(
        "clock_status",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=False),
        sa.Column("clock", sa.String(), nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=True),
        sa.Column("first_status", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("account_id", "thread_id", "clock", "start"),
    )
    op.create_table(
        "notice",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("lead", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("account_id", "person_id", "thread_id", "due_at", "lead"),
    )


def _take_over_author_marks() -> None:
    """What persons said of messages becomes acts like any other, which can be taken back."""
    connection = op.get_bind()
    marks = connection.exec_driver_sql(
        """SELECT a.account_id, a.person_id, m.thread_id, a.at, a.message_id, a.author, a.automatic
           FROM author_mark a JOIN message m ON m.id = a.message_id ORDER BY a.at, a.message_id"""
    ).all()
    for account, person, thread, at, message, author, automatic in marks:
        machine = None if automatic is None else bool(automatic)
        said = json.dumps({"message": message, "author": author, "automatic": machine}, sort_keys=True)
        connection.execute(
            sa.text(
                """INSERT INTO act (account_id, person_id, thread_id, verb, content, at, known_message_id)
                   VALUES (:account, :person, :thread, 'author', :said, :at, 0)"""
            ),
            {"account": account, "person": person, "thread": thread, "said": said, "at": at},
        )
    op.drop_table("author_mark")


def _place_versions() -> None:
    connection = op.get_bind()
    for (told,) in connection.exec_driver_sql("SELECT DISTINCT prestashop_version FROM inbox_entry").all():
        place = _sort_number(told)
        if place is not None:
            connection.execute(
                sa.text("UPDATE inbox_entry SET version_order = :place WHERE prestashop_version = :told"),
                {"place": place, "told": told},
            )


def _sort_number(version: str) -> int | None:
    """Return four digits for each part of a version; None when the text is not a version."""
    matched = _VERSION.fullmatch(version.strip())
    if matched is None:
        return None
    parts = [int(number) for number in matched["numbers"].split(".")]
    parts += [0] * (4 - len(parts))
    if matched["pre"]:
        parts[3] = max(parts[3] - 1, 0)
    number = 0
    for part in parts:
        number = number * 10_000 + part
    return number
