"""Facts about a thread's purchase: Business Care, product, order and refund windows."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from bizcare_tui.desk.reactivation_cost import reactivation_in_words
from bizcare_tui.desk.views import CareFact, OrderView
from bizcare_tui.domain.clock import marketplace_date
from bizcare_tui.domain.dates import day_in_words
from bizcare_tui.domain.policy import Policy
from bizcare_tui.domain.refunds import refund_windows
from bizcare_tui.domain.threads import Cover, Outcome, Qualification
from bizcare_tui.i18n import _, format_number, ngettext
from bizcare_tui.store.records import InboxEntryRecord
from bizcare_tui.store.thread_records import ThreadRecord


def cover_fact(
    record: InboxEntryRecord, order: OrderView | None, price: str | None, seen: datetime | None
) -> CareFact:
    """Return whether Business Care is active for the purchase, and for how many days, or why it is not."""
    days = record.days_left or 0
    value: str | None
    if order is not None and order.is_refunded:
        value = _("ended: order refunded ({0})").format(order.refunded_in_words)
        meaning = _("a refund ends Business Care and refunds it too")
        return CareFact("cover", _("Business Care"), value, meaning, _("Seller API, orders"), seen)
    if order is not None and order.is_care_refunded and record.cover == Cover.NONE:
        meaning = _("Business Care was refunded, the product was not")
        return CareFact(
            "cover", _("Business Care"), _("ended: refunded"), meaning, _("Seller API, orders"), seen
        )
    match record.cover:
        case Cover.ACTIVE:
            value = ngettext("active, {n} day left", "active, {n} days left", days).format(n=days)
            meaning = _("active: support is required")
            if order is not None and order.quantity_refunded:
                meaning += _("; {0} licences refunded, their Business Care has ended").format(
                    order.refunded_in_words
                )
        case Cover.EXPIRED:
            value = ngettext("expired {n} day ago", "expired {n} days ago", -days).format(n=-days)
            meaning = _("offer to reactivate it before rejecting: {0}").format(reactivation_in_words(price))
        case Cover.NONE:
            value = _("none")
            meaning = _why_no_cover(record, order, price)
        case _:
            value = None
            meaning = _("the Marketplace reported nothing readable; check the partner account")
    return CareFact("cover", _("Business Care"), value, meaning, _("Seller API, thread"), seen)


def _why_no_cover(record: InboxEntryRecord, order: OrderView | None, price: str | None) -> str:
    """Explain why there is no Business Care, as far as the stored data show."""
    if record.outcome == Outcome.REFUNDED:
        return _("ended: the purchase was refunded")
    match record.qualification:
        case Qualification.PRESALE:
            return _("pre-sale: no Business Care before a purchase")
        case Qualification.NOTICE:
            return _("a notice from the Marketplace has no Business Care")
    paid = order.amount if order is not None and order.amount is not None else None
    if paid == 0 or (paid is None and price is not None and Decimal(price) == 0):
        return _("a free product has no Business Care")
    if order is not None:
        return _("none recorded for this purchase; check the order in the partner account")
    return _("no order is known; check the partner account")


def product_fact(record: InboxEntryRecord, price: str | None, seen: datetime | None) -> CareFact:
    """Return the product with its price today."""
    name = record.product or None
    meaning = _("price today {price} €").format(price=format_number(Decimal(price), 2)) if price else ""
    if name is None:
        meaning = _("the thread names no product")
    return CareFact("product", _("Product"), name, meaning, _("Seller API, thread and products"), seen)


def order_fact(
    thread: ThreadRecord, order: OrderView | None, qualification: Qualification, seen: datetime | None
) -> CareFact:
    """Return the order with its date, amount, quantity and refunds."""
    label, source = _("Order"), _("Seller API, orders")
    if thread.order_id is None:
        bought_not = qualification in (Qualification.PRESALE, Qualification.NOTICE)
        meaning = _("no purchase yet") if qualification is Qualification.PRESALE else ""
        value = _("none") if bought_not else None
        return CareFact("order", label, value, meaning or _("the thread has no order"), source, seen)
    if order is None:
        return CareFact("order", label, f"#{thread.order_id}", _("details not reported"), source, seen)
    parts = [f"#{order.id}"]
    if order.purchased_at:
        parts.append(day_in_words(marketplace_date(order.purchased_at)))
    if order.amount is not None:
        parts.append(f"{format_number(order.amount, 2)} €")
    if (order.quantity or 1) > 1:
        parts.append(f"× {order.quantity}")
    meaning = ""
    if order.quantity_refunded:
        meaning = _("refunded: {0}").format(order.refunded_in_words)
    return CareFact("order", label, " · ".join(parts), meaning, source, seen)


def refund_facts(order: OrderView | None, today: date, policy: Policy) -> list[CareFact]:
    """Return the days until which a refund may be claimed and granted; empty if refunded or unknown."""
    if order is None or order.purchased_at is None or order.is_refunded:
        return []
    windows = refund_windows(
        marketplace_date(order.purchased_at),
        claim_months=policy.windows["refund_claim"].months or 0,
        accept_months=policy.windows["refund_accept"].months or 0,
    )
    source = _("calculated from the date of purchase")
    open_, closed = _("open until the end of that day"), _("closed")
    return [
        CareFact(
            "refund_claim",
            _("Refund window"),
            day_in_words(windows.claim_until),
            open_ if windows.can_claim(today) else closed,
            source,
            None,
        ),
        CareFact(
            "refund_accept",
            _("You may refund"),
            day_in_words(windows.accept_until),
            open_ if windows.can_accept(today) else closed,
            source,
            None,
        ),
    ]
