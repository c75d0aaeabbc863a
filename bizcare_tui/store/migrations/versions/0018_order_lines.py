"""Lines of orders: several about one product are kept apart; a refund is compared by its quantity.

Lines that overwrote each other are read again by the next sync, which fetches the orders of all years. A
refund that was taken as seen when only some of the licences were refunded is watched for again.
"""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.rename_table("sale", "sale_before")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE sale_before DROP CONSTRAINT IF EXISTS sale_pkey")
    op.create_table(
        "sale",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("product_type", sa.String(), nullable=False),
        sa.Column("product_name", sa.String(), nullable=False),
        sa.Column("amount", sa.String()),
        sa.Column("quantity", sa.Integer()),
        sa.Column("quantity_refunded", sa.Integer()),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("ordered_at", sa.BigInteger()),
        sa.Column("raw", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("read_at", sa.BigInteger(), nullable=False),
        sa.Column("refund_seen_at", sa.BigInteger()),
        sa.Column("refunded_earlier", sa.Integer()),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("account_id", "order_id", "product_id", "line"),
    )
    op.execute(
        """INSERT INTO sale (account_id, order_id, product_id, line, product_type, product_name, amount,
                             quantity, quantity_refunded, country, ordered_at, raw, digest, read_at)
           SELECT account_id, order_id, product_id, 0, '', product_name, amount,
                  quantity, quantity_refunded, country, ordered_at, raw, digest, read_at FROM sale_before"""
    )
    op.drop_table("sale_before")
    _fill_types()
    op.add_column("refund_watch", sa.Column("quantity", sa.Integer()))
    op.execute("UPDATE account SET orders_read_at = NULL")
    op.execute(
        """UPDATE refund_watch SET seen_at = NULL WHERE seen_at IS NOT NULL AND EXISTS (
             SELECT 1 FROM sale s WHERE s.account_id = refund_watch.account_id
               AND s.order_id = refund_watch.order_id AND s.product_id = refund_watch.product_id
               AND coalesce(s.quantity_refunded, 0) BETWEEN 1 AND coalesce(s.quantity, 1) - 1)"""
    )
    op.execute("UPDATE thread SET stale = true WHERE order_id IS NOT NULL")


def _fill_types() -> None:
    connection = op.get_bind()
    rows = connection.execute(sa.text("SELECT order_id, product_id, account_id, raw FROM sale")).all()
    found = [
        {"order": order, "product": product, "account": account, "type": kind}
        for order, product, account, raw in rows
        if (kind := _type(raw))
    ]
    if found:
        connection.execute(
            sa.text(
                """UPDATE sale SET product_type = :type
                   WHERE account_id = :account AND order_id = :order AND product_id = :product"""
            ),
            found,
        )


def _type(raw: str) -> str:
    """The type that a raw row gives, as plain text; the next sync reads the row anew."""
    try:
        kind = json.loads(raw).get("product_type")
    except (ValueError, AttributeError):
        return ""
    return "".join(each for each in kind if each.isprintable()).strip() if isinstance(kind, str) else ""
