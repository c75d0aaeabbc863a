"""Every thread is derived again: who quotes or pastes the seller's answer is not taken for the seller."""

from __future__ import annotations

from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.execute("UPDATE thread SET stale = true")
