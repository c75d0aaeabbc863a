"""Releases of PrestaShop, and when their list was read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    for name in ("releases_read_at", "releases_tried_at"):
        op.add_column("account", sa.Column(name, sa.BigInteger(), nullable=True))
    op.create_table(
        "prestashop_release",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("out", sa.String(), nullable=True),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("account_id", "line"),
    )
