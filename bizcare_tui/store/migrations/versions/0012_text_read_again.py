"""By which rules each message's text was read: those of earlier versions are read again by the next sync."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.add_column("message", sa.Column("reading", sa.Integer(), nullable=False, server_default="0"))
    op.create_index("message_reading", "message", ["account_id", "reading"])
