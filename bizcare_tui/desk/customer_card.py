"""The customer card: the other threads, orders and refunds of the same customer or shop."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from bizcare_tui.desk.decision_rows import kind_in_words
from bizcare_tui.desk.inbox_rows import to_inbox_row
from bizcare_tui.domain.dates import past_moment_in_words
from bizcare_tui.domain.policy import Policy
from bizcare_tui.domain.text import safe_line
from bizcare_tui.domain.threads import Outcome, State
from bizcare_tui.i18n import N_, _, current_language, format_number, ngettext
from bizcare_tui.store.order_lines import to_order_line
from bizcare_tui.store.reads.hot import read_inbox_entries
from bizcare_tui.store.reads.hot_thread import read_decisions
from bizcare_tui.store.reads.reader import StoreReader
from bizcare_tui.store.records import InboxEntryRecord
from bizcare_tui.store.thread_records import DecisionRecord, OrderLineRecord

MAX_LISTED_THREADS = 40
_STATES = {
    State.NEW: N_("new"),
    State.OPEN: N_("to be answered"),
    State.WAITING: N_("waiting"),
    State.REFUNDING: N_("refunding"),
    State.CLOSED: N_("closed"),
}
_OUTCOMES = {
    Outcome.ANSWERED: N_("answered"),
    Outcome.FIXED: N_("fixed"),
    Outcome.REJECTED: N_("rejected"),
    Outcome.REFUNDED: N_("refunded"),
    Outcome.NO_ANSWER_NEEDED: N_("no answer needed"),
}


def customer_card(
    reading: StoreReader, record: InboxEntryRecord, policy: Policy, now: datetime
) -> Iterator[str]:
    """Yield the lines of the card in plain text; `policy` gives the titles of the reasons of decisions."""
    from bizcare_tui.store.reads.customer import read_sales, read_threads_of_shop

    ids = read_threads_of_shop(reading, record.thread_id, MAX_LISTED_THREADS)
    records = read_inbox_entries(reading, ids)
    yield " · ".join(part for part in (record.customer, record.shop) if part) or _("unknown customer")
    yield ""
    yield ngettext("{n} thread", "{n} threads", len(records)).format(n=len(records))
    for each in records:
        yield "  " + _thread(each, now)
    sales = read_sales(reading, [each.order_id for each in records if each.order_id is not None])
    purchases = {(sale.order_id, sale.product_id) for sale in sales}
    yield ""
    yield ngettext("{n} purchase", "{n} purchases", len(purchases)).format(n=len(purchases))
    for sale in sales:
        yield "  " + _sale(sale)
    yield ""
    decisions = [row for each in records for row in read_decisions(reading, each.thread_id)]
    yield from _refunds(sales, decisions, policy)


def _thread(record: InboxEntryRecord, now: datetime) -> str:
    row = to_inbox_row(record, now)
    state = _(_STATES[row.state])
    due = _(", due {0}").format(past_moment_in_words(row.due)) if row.due else ""
    outcome = f" ({_(_OUTCOMES[record.outcome])})" if record.outcome else ""
    return f"{row.id}  {past_moment_in_words(row.updated_at)}  {row.topic}  [{state}{outcome}{due}]"


def _sale(sale: OrderLineRecord) -> str:
    parts = [f"#{sale.order_id}", safe_line(sale.product_name).partition(" – ")[0]]
    if to_order_line(sale).is_care:
        parts.append(_("Business Care"))
    if sale.ordered_at is not None:
        parts.append(past_moment_in_words(sale.ordered_at))
    if sale.amount is not None:
        parts.append(f"{format_number(sale.amount, 2)} €")
    if sale.quantity_refunded:
        parts.append(_("refunded: {n} of {all}").format(n=sale.quantity_refunded, all=sale.quantity or "?"))
    return " · ".join(part for part in parts if part)


def _refunds(
    sales: Sequence[OrderLineRecord], decisions: Sequence[DecisionRecord], policy: Policy
) -> Iterator[str]:
    refunded = len({(sale.order_id, sale.product_id) for sale in sales if sale.quantity_refunded})
    yield ngettext("{n} refunded purchase", "{n} refunded purchases", refunded).format(n=refunded)
    for row in decisions:
        yield "  " + _("{kind} decided {when}: {grounds}").format(
            kind=kind_in_words(row.kind),
            when=past_moment_in_words(row.at),
            grounds=", ".join(policy.titles(row.grounds.split(), current_language())),
        )
