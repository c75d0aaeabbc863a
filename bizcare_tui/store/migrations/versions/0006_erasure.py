"""Threads and messages whose personal data was erased: what is told of them again stays out."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    for table in ("thread", "message"):
        op.add_column(table, sa.Column("erased_at", sa.BigInteger(), nullable=True))
