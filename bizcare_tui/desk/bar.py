"""The Business Care bar: what a seller must know of a thread before answering, each fact with its source."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from bizcare_tui.desk.asked import proposed_kind
from bizcare_tui.desk.decided import decision_row
from bizcare_tui.desk.rows import first_answer, fix_clock, snoozed_until
from bizcare_tui.desk.views import Fact, MessageView, OrderView
from bizcare_tui.domain.calendar import holidays_between, long_weekends
from bizcare_tui.domain.clock import MARKETPLACE_ZONE, Status, marketplace_date
from bizcare_tui.domain.kinds import WAYS_OUT, Kind, WayOut
from bizcare_tui.domain.policy import Policy
from bizcare_tui.domain.refunds import refund_windows
from bizcare_tui.domain.shops import read_shop, same_shop, shops_named
from bizcare_tui.domain.text import safe_line
from bizcare_tui.domain.threads import Author, Cover, Qualification
from bizcare_tui.domain.triage import Triage
from bizcare_tui.i18n import _, dated, ngettext
from bizcare_tui.store.instants import instant, maybe_instant
from bizcare_tui.store.place import Line

# Reactivating an expired cover costs its price plus this share of the product's.
REACTIVATION_SHARE = Decimal("0.95")
_LONGEST_NOTE = 2_000
_DAY = "%a %d %b"


def facts(
    entry: Line,
    thread: Line,
    messages: Sequence[MessageView],
    order: OrderView | None,
    *,
    price: str | None,
    read_at: datetime | None,
    seller_country: str,
    language: str,
    now: datetime,
    policy: Policy,
    decided: Sequence[Line] = (),
    begun: Sequence[Line] = (),
    said: Triage,
) -> tuple[Fact, ...]:
    """The facts of a thread, the weightiest first; what is not known is said, not left out.

    `read_at` is when the list of threads was last read; a thread that was missing then keeps its own.
    `decided` are its decisions, newest first, `begun` the wizards under way, `said` what holds by verbs.
    """
    seen = maybe_instant(thread["missing_since"]) or read_at
    qualification = Qualification(entry["qualification"])
    return (
        _first_answer(entry, now),
        *_follow_up(entry),
        *_fix(entry, now),
        *_snoozed(entry, now),
        *_holidays(entry, order, seller_country, language, now),
        _kind(entry, thread["topic"], messages),
        *_notes(said),
        *_decided(decided, begun),
        _cover(entry, price, seen),
        _shop(entry, thread, seen),
        _other_shops(thread, messages),
        _prestashop(entry, seen),
        _product(entry, price, seen),
        _order(thread, order, qualification, seen),
        *_refunds(order, marketplace_date(now), policy),
        _qualification(qualification, seen),
        *_marks(said),
    )


def _local(moment: datetime) -> str:
    return dated(moment.astimezone(MARKETPLACE_ZONE), "%a %d %b %Y %H:%M")


def _first_answer(entry: Line, now: datetime) -> Fact:
    clock = first_answer(entry)
    words = {
        Status.PENDING: _("answer before this; at that very minute it is late"),
        Status.LATE: _("past due and unanswered: answer now"),
        Status.MET: _("answered in time"),
        Status.MISSED: _("answered too late"),
        Status.NONE: _("not scored"),
    }
    meaning = words[clock.status(now)]
    if not clock.obligation:
        meaning += "; " + _("a target of ours, not an obligation")
    if clock.at is not None:
        meaning += " (" + _local(clock.at) + ")"
    source = _("reckoned from the request of {when}, Marketplace time").format(when=_local(clock.start))
    return Fact("first_answer", _("First answer"), _local(clock.due), meaning, source, None)


def _follow_up(entry: Line) -> list[Fact]:
    due = maybe_instant(entry["follow_up_due"])
    if due is None:
        return []
    meaning = _("the customer wrote again: a target of ours")
    source = _("reckoned from the messages")
    return [Fact("follow_up", _("Follow-up"), _local(due), meaning, source, None)]


def _fix(entry: Line, now: datetime) -> list[Fact]:
    clock = fix_clock(entry)
    if clock is None:
        return []
    words = {
        Status.PENDING: _("the patch must be with the customers by then; hand it in by {day}"),
        Status.LATE: _("past due: refund, or publish the patch now"),
        Status.MET: _("published in time"),
        Status.MISSED: _("published too late"),
    }
    defect = entry["defect_id"]
    about = _("defect {0}; b shows it").format(defect) if defect is not None else _("f names the defect")
    meaning = words[clock.status(now)].format(day=dated(clock.submit_by, _DAY)) + f" ({about})"
    source = _("30 days from the request of {when}").format(when=_local(clock.start))
    return [Fact("fix", _("Fix"), _local(clock.due), meaning, source, None)]


def _snoozed(entry: Line, now: datetime) -> list[Fact]:
    until = snoozed_until(entry, now)
    if until is None:
        return []
    meaning = _("a new message wakes it; Z does too")
    due = maybe_instant(entry["due_at"])
    if due is not None and due <= until:
        meaning = _("ITS DEADLINE IS BEFORE THAT; ") + meaning
    return [Fact("snoozed", _("Put off until"), _local(until), meaning, _("said here"), None)]


def _kind(entry: Line, topic: str, messages: Sequence[MessageView]) -> Fact:
    """What kind of request it is, or seems to be, and what ways out that leaves."""
    kind = Kind(entry["kind"]) if entry["kind"] else None
    ways = _("ways out: {0}").format(", ".join(_WAYS[way] for way in WAYS_OUT[kind]))
    if kind is not None:
        return Fact("kind", _("What is asked"), _KINDS[kind], ways, _("said here"), None)
    proposed = proposed_kind(topic, messages)
    if proposed is None:
        return Fact("kind", _("What is asked"), None, _("P says it; ") + ways, _("not said"), None)
    value = _("{0}?").format(_KINDS[proposed])
    return Fact("kind", _("What is asked"), value, _("p takes it, P chooses; ") + ways, _("its text"), None)


_KINDS = {
    Kind.INSTALLATION: _("installation"),
    Kind.CONFIGURATION: _("configuration"),
    Kind.TECHNICAL: _("technical error"),
    Kind.OTHER: _("something else"),
}
_WAYS = {
    WayOut.ANSWER: _("answer (r)"),
    WayOut.FIX: _("fix (f)"),
    WayOut.REFUND: _("refund ($)"),
    WayOut.REFUSE: _("refuse (x)"),
    WayOut.NO_ANSWER: _("no answer needed (N)"),
}


def _notes(said: Triage) -> list[Fact]:
    """The notes of the desk, the newest first: never a message."""
    return [
        Fact(
            "note",
            _("NOTE, not sent"),
            safe_line(note.text, _LONGEST_NOTE),
            "",
            _("{who}, {when}").format(who=safe_line(note.by), when=_local(note.at)),
            None,
        )
        for note in reversed(said.notes)
    ]


def _marks(said: Triage) -> list[Fact]:
    """Tags, and links with other threads."""
    found = []
    if said.tags:
        tags = " ".join(f"#{tag}" for tag in said.tags)
        found.append(Fact("tags", _("Tags"), tags, "", _("said here"), None))
    if said.links:
        links = ", ".join(map(str, said.links))
        found.append(
            Fact("links", _("Linked with"), links, _("/ with its number finds one"), _("said here"), None)
        )
    return found


def _holidays(
    entry: Line, order: OrderView | None, seller_country: str, language: str, now: datetime
) -> list[Fact]:
    due = maybe_instant(entry["due_at"])
    countries = [code for code in (seller_country, order.country if order else "") if code]
    if due is None or not countries:
        return []
    found = holidays_between(now, due, countries, language) if due > now else ()
    weekends = [
        Fact(
            "long_weekend",
            _("Long weekend"),
            f"{dated(first, _DAY)} – {dated(last, _DAY)} ({country})",
            _("answer before it: the clock runs on its weekdays"),
            _("calendar of public holidays"),
            None,
        )
        for first, last, country in long_weekends(now, countries, language)
    ]
    return weekends + [
        Fact(
            "holidays",
            _("Public holiday"),
            f"{dated(holiday.day, _DAY)}: {holiday.name} ({holiday.country})",
            _("the clock runs all the same"),
            _("calendar of public holidays"),
            None,
        )
        for holiday in found
    ]


def _decided(decided: Sequence[Line], begun: Sequence[Line]) -> list[Fact]:
    """What was decided last, and what somebody is about to decide."""
    facts = []
    if decided:
        row = decision_row(decided[0])
        grounds = ", ".join(row.grounds)
        meaning = f"{grounds}; {row.who}, {_local(row.at)}"
        if row.outcome == "overdue":
            meaning = _("not seen in the orders: ask PrestaShop; {0}").format(meaning)
        value = f"{row.kind}, {row.outcome}" if row.outcome != row.kind else row.kind
        facts.append(Fact("decision", _("Decision"), value, meaning, _("decided here"), None))
    for row_ in begun:
        key = "x" if row_["kind"] == "rejection" else "$"
        who = _("begun; last by {0}, {1}").format(safe_line(row_["login"]), _local(instant(row_["saved_at"])))
        meaning = who + _("; {0} goes on").format(key)
        facts.append(Fact("begun", _("Under way"), str(row_["kind"]), meaning, _("decided here"), None))
    return facts


def _cover(entry: Line, price: str | None, seen: datetime | None) -> Fact:
    days = entry["days_left"]
    value: str | None
    match Cover(entry["cover"]):
        case Cover.ACTIVE:
            value = ngettext("active, {n} day left", "active, {n} days left", days).format(n=days)
            meaning = _("covered: support is due")
        case Cover.EXPIRED:
            value = ngettext("expired {n} day ago", "expired {n} days ago", -days).format(n=-days)
            meaning = _("offer to reactivate it before refusing: its price plus 95 % of the product's")
            if price is not None:
                share = Decimal(price) * REACTIVATION_SHARE
                meaning += " " + _("({amount:.2f} € here)").format(amount=share)
        case Cover.NONE:
            value = _("none")
            meaning = _("pre-sale, free product, or never taken: look at the order")
        case _:
            value = None
            meaning = _("the Marketplace told nothing that can be read: look in the partner account")
    return Fact("cover", _("Business Care"), value, meaning, _("Seller API, thread"), seen)


def _shop(entry: Line, thread: Line, seen: datetime | None) -> Fact:
    label, source = _("Licensed shop"), _("Seller API, thread")
    if not thread["website"]:
        return Fact(
            "shop", label, None, _("no shop was told: ask the customer for its address"), source, seen
        )
    shop = read_shop(thread["website"])
    meaning = _("the shop on which the product was downloaded")
    if shop is None:
        meaning = _("this cannot be read as the address of a shop")
    elif shop.is_test:
        meaning = _("a test install: allowed for the one licensed shop")
    elif shop.is_odd:
        meaning = _("look closely: the address may not be what it seems")
    return Fact("shop", label, entry["shop"], meaning, source, seen)


def _other_shops(thread: Line, messages: Sequence[MessageView]) -> Fact:
    label, source = _("Other shops named"), _("topic and messages")
    licensed = read_shop(thread["website"]) if thread["website"] else None
    texts = [thread["topic"]] + [m.text for m in messages if m.author is not Author.SELLER]
    named = {
        shop.host: shop
        for text in texts
        for shop in shops_named(text)
        if licensed is None or not same_shop(shop, licensed)
    }
    if not named:
        return Fact("other_shops", label, _("none"), "", source, None)
    if all(shop.is_test for shop in named.values()):
        meaning = _("test installs of the licensed shop are allowed: ask")
    elif licensed is None:
        meaning = _("the licensed shop is not known: nothing to compare with")
    else:
        meaning = _(
            "another shop than the licensed one? read before deciding; a moved shop is for PrestaShop"
        )
    return Fact("other_shops", label, ", ".join(named), meaning, source, None)


def _prestashop(entry: Line, seen: datetime | None) -> Fact:
    version = entry["prestashop_version"] or None
    meaning = "" if version else _("not told: ask the customer")
    return Fact("prestashop", _("PrestaShop"), version, meaning, _("Seller API, thread"), seen)


def _product(entry: Line, price: str | None, seen: datetime | None) -> Fact:
    name = entry["product"] or None
    meaning = _("price today {price} €").format(price=price) if price else ""
    if name is None:
        meaning = _("the thread names no product")
    return Fact("product", _("Product"), name, meaning, _("Seller API, thread and products"), seen)


def _order(
    thread: Line, order: OrderView | None, qualification: Qualification, seen: datetime | None
) -> Fact:
    label, source = _("Order"), _("Seller API, orders")
    if thread["order_id"] is None:
        bought_not = qualification in (Qualification.PRESALE, Qualification.NOTICE)
        meaning = _("has not bought yet") if qualification is Qualification.PRESALE else ""
        value = _("none") if bought_not else None
        return Fact("order", label, value, meaning or _("the thread names no order"), source, seen)
    if order is None:
        return Fact("order", label, f"#{thread['order_id']}", _("its details did not come"), source, seen)
    parts = [f"#{order.id}"]
    if order.purchased_at:
        parts.append(dated(order.purchased_at.astimezone(MARKETPLACE_ZONE), "%d %b %Y"))
    if order.amount is not None:
        parts.append(f"{order.amount} €")
    if (order.quantity or 1) > 1:
        parts.append(f"× {order.quantity}")
    meaning = ""
    if order.quantity_refunded:
        meaning = _("refunded: {n} of {all}").format(n=order.quantity_refunded, all=order.quantity or "?")
    return Fact("order", label, " · ".join(parts), meaning, source, seen)


def _refunds(order: OrderView | None, today: date, policy: Policy) -> list[Fact]:
    if order is None or order.purchased_at is None:
        return []
    windows = refund_windows(
        marketplace_date(order.purchased_at),
        claim_months=policy.windows["refund_claim"].months or 0,
        accept_months=policy.windows["refund_accept"].months or 0,
    )
    source = _("reckoned from the date of purchase")
    open_, closed = _("open, that day included"), _("over")
    return [
        Fact(
            "refund_claim",
            _("Refund, claim by"),
            dated(windows.claim_until, "%d %b %Y"),
            open_ if windows.can_claim(today) else closed,
            source,
            None,
        ),
        Fact(
            "refund_accept",
            _("Refund, accept by"),
            dated(windows.accept_until, "%d %b %Y"),
            open_ if windows.can_accept(today) else closed,
            source,
            None,
        ),
    ]


def _qualification(qualification: Qualification, seen: datetime | None) -> Fact:
    words = {
        Qualification.AFTERSALE: (_("after-sale"), _("a support request")),
        Qualification.PRESALE: (_("pre-sale"), _("a question before a purchase; no Business Care")),
        Qualification.NOTICE: (_("notice"), _("from the Marketplace itself: no order, no product")),
        Qualification.UNKNOWN: (None, _("not told; taken as a support request, the stricter reading")),
    }
    value, meaning = words[qualification]
    return Fact("qualification", _("Kind of thread"), value, meaning, _("Seller API, thread"), seen)
