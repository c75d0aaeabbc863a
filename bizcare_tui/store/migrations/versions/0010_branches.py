"""The PrestaShop line of each request about a defect."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("inbox_entry", sa.Column("fix_line", sa.String(), nullable=True))
    # Their line is found when they are derived again, by the next sync. Steps taken so far name no branch:
    # they are about every branch.
    op.execute(
        """UPDATE thread SET stale = true WHERE EXISTS (
             SELECT 1 FROM inbox_entry e WHERE e.account_id = thread.account_id
               AND e.thread_id = thread.id AND e.defect_id IS NOT NULL)"""
    )
