"""For how long a reply waits, since when clocks disagree, and when the Marketplace may be called again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

# As long as a reply that was tried waits at most; it is not known for how long those queued now were to wait.
_LONGEST = "300"


def upgrade() -> None:
    op.add_column("reply", sa.Column("wait_seconds", sa.Float(), nullable=False, server_default=_LONGEST))
    op.add_column("account", sa.Column("skew_since", sa.BigInteger(), nullable=True))
    op.add_column("account", sa.Column("paused_until", sa.Float(), nullable=False, server_default="0"))
    op.add_column("account", sa.Column("pause_seconds", sa.Float(), nullable=False, server_default="0"))
