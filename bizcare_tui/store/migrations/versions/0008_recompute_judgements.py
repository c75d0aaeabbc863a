"""Every thread is derived again: what is masked in its words, and who wrote them, is judged by new rules."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.execute("UPDATE thread SET stale = true")
