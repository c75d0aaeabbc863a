"""The customer's card: the other threads, the orders and the refunds of the same customer or shop."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from bizcare_tui.desk.rows import inbox_row
from bizcare_tui.domain.clock import MARKETPLACE_ZONE
from bizcare_tui.domain.text import safe_line
from bizcare_tui.i18n import _, dated, ngettext
from bizcare_tui.store.instants import instant
from bizcare_tui.store.place import Line
from bizcare_tui.store.reading import Reading

LISTED = 40


def customer_card(reading: Reading, entry: Line, now: datetime) -> Iterator[str]:
    """The lines of the card, plain text."""
    ids = reading.threads_of_shop(entry["thread_id"], LISTED)
    entries = reading.entries(ids)
    yield " · ".join(part for part in (entry["customer"], entry["shop"]) if part) or _("not known who it is")
    yield ""
    yield ngettext("{n} thread", "{n} threads", len(entries)).format(n=len(entries))
    for each in entries:
        yield "  " + _thread(each, now)
    orders = reading.sales([each["order_id"] for each in entries if each["order_id"] is not None])
    yield ""
    yield ngettext("{n} purchase", "{n} purchases", len(orders)).format(n=len(orders))
    for sale in orders:
        yield "  " + _sale(sale)
    yield ""
    yield from _refunds(orders, [row for each in entries for row in reading.decisions(each["thread_id"])])


def _thread(entry: Line, now: datetime) -> str:
    row = inbox_row(entry, now)
    state = row.state.value
    due = _(", due {0}").format(_local(row.due)) if row.due else ""
    outcome = f" ({entry['outcome']})" if entry["outcome"] else ""
    return f"{row.id}  {_local(row.updated_at)}  {row.topic}  [{state}{outcome}{due}]"


def _sale(sale: Line) -> str:
    parts = [f"#{sale['order_id']}", safe_line(sale["product_name"]).partition(" – ")[0]]
    if sale["ordered_at"] is not None:
        parts.append(_local(instant(sale["ordered_at"])))
    if sale["amount"] is not None:
        parts.append(f"{sale['amount']} €")
    if sale["quantity_refunded"]:
        parts.append(
            _("refunded: {n} of {all}").format(n=sale["quantity_refunded"], all=sale["quantity"] or "?")
        )
    return " · ".join(part for part in parts if part)


def _refunds(orders: Sequence[Line], decisions: Sequence[Line]) -> Iterator[str]:
    refunded = sum(bool(sale["quantity_refunded"]) for sale in orders)
    yield ngettext("{n} refunded purchase", "{n} refunded purchases", refunded).format(n=refunded)
    for row in decisions:
        yield "  " + _("{kind} decided {when}: {grounds}").format(
            kind=row["kind"], when=_local(instant(row["at"])), grounds=row["grounds"]
        )


def _local(moment: datetime) -> str:
    return dated(moment.astimezone(MARKETPLACE_ZONE), "%d %b %Y %H:%M")
