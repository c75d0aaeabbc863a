"""What messages said before they were edited, which are gone, and whose rows could not be read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.add_column("message", sa.Column("gone_at", sa.BigInteger()))
    op.add_column("thread", sa.Column("looked", sa.String(), nullable=False, server_default=""))
    op.add_column("unparsed", sa.Column("thread_id", sa.BigInteger()))
    op.add_column("unparsed", sa.Column("erased_at", sa.BigInteger()))
    op.create_table(
        "message_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("replaced_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"]),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index("message_revision_thread", "message_revision", ["account_id", "thread_id"])
