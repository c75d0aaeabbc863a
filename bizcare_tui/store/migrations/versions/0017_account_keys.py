"""What is remembered of the API keys that were seen to belong to the account: salted digests."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.add_column("account", sa.Column("key_salt", sa.String(), nullable=False, server_default=""))
    op.add_column("account", sa.Column("key_digests", sa.String(), nullable=False, server_default=""))
