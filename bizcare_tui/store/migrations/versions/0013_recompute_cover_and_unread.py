"""Every thread is derived again: a refunded order ends the cover, and replies sent from here are read."""

from __future__ import annotations

from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.execute("UPDATE thread SET stale = true")
