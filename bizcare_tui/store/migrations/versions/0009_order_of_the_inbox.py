"""Obligations come before our own goals in the inbox, and are named before them where both are owed."""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"

_GOALS_FROM = 1 << 39
_OBLIGES = "(owed IN ('fix', 'refund') OR (owed = 'first_answer' AND obligation AND scored))"


def upgrade() -> None:
    # A goal with an earlier deadline used to hide the obligation of a fix.
    op.execute(
        f"""UPDATE inbox_entry SET owed = 'fix', due_at = fix_due
            WHERE owed IS NOT NULL AND NOT {_OBLIGES} AND fix_due IS NOT NULL AND fix_at IS NULL
              AND (outcome IS NULL OR outcome NOT IN ('rejected', 'refunded', 'no_answer_needed'))"""  # noqa: S608
    )
    op.execute(
        f"""UPDATE inbox_entry SET rank = due_at + CASE WHEN owed = 'fix' THEN 1 ELSE 0 END
              + CASE WHEN {_OBLIGES} THEN 0 ELSE {_GOALS_FROM} END
            WHERE owed IS NOT NULL AND due_at IS NOT NULL"""  # noqa: S608
    )
    # A refund that is overdue used to be hidden by a goal: such threads are derived again with the next sync.
    op.execute(
        """UPDATE thread SET stale = true WHERE EXISTS (
             SELECT 1 FROM decision d JOIN refund_watch w ON w.decision_id = d.id
             WHERE d.account_id = thread.account_id AND d.thread_id = thread.id
               AND w.alarmed_at IS NOT NULL AND w.seen_at IS NULL)"""
    )
