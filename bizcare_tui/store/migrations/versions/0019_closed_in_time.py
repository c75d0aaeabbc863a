"""Requests that needed no answer, and were closed in time, were noted as missed: they are derived again.

So is what was asked after a purchase in a thread that is still tagged as pre-sale, which is an obligation.
"""

from __future__ import annotations

from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.execute(
        """UPDATE inbox_entry SET first_status = NULL, settled_status = NULL
           WHERE outcome = 'no_answer_needed' AND first_at IS NULL AND EXISTS (
             SELECT 1 FROM act a WHERE a.account_id = inbox_entry.account_id
               AND a.thread_id = inbox_entry.thread_id AND a.verb = 'no_answer' AND a.undone_at IS NULL
               AND a.at < inbox_entry.first_due)"""
    )
    op.execute(
        """UPDATE thread SET stale = true WHERE EXISTS (
             SELECT 1 FROM inbox_entry e WHERE e.account_id = thread.account_id AND e.thread_id = thread.id
               AND (e.state = 'closed' OR (e.qualification = 'presale' AND thread.order_id IS NOT NULL)))"""
    )
