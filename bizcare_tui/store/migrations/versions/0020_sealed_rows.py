"""What is stored is sealed by the history; whether a second person must look is the store's own setting.

The seals of what is there already are written once the schema is the newest: see `store.engine`.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.add_column(
        "account", sa.Column("second_person", sa.Boolean(), nullable=False, server_default=sa.false())
    )
