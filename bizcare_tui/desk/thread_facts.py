"""The Business Care bar: the facts about a thread that a seller needs before answering, with sources."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from bizcare_tui.desk.decision_rows import REJECTION, decision_row, kind_in_words, outcome_in_words
from bizcare_tui.desk.inbox_rows import first_answer_clock, fix_clock, snoozed_until
from bizcare_tui.desk.reactivation_cost import reactivation_in_words
from bizcare_tui.desk.request_type import proposed_kind
from bizcare_tui.desk.review_times import review_basis_in_words
from bizcare_tui.desk.views import CareFact, MessageView, OrderView
from bizcare_tui.domain.calendar import holidays_between, long_weekends
from bizcare_tui.domain.clock import MARKETPLACE_ZONE, Status, marketplace_date
from bizcare_tui.domain.defects import DefectStepKind
from bizcare_tui.domain.evidence.evaluation_data import ThreadMessage
from bizcare_tui.domain.evidence.version_ground import version_from_customer
from bizcare_tui.domain.policy import Policy
from bizcare_tui.domain.refunds import refund_windows
from bizcare_tui.domain.request_types import POSSIBLE_OUTCOMES, RequestOutcome, RequestType
from bizcare_tui.domain.reviews import ReviewTime
from bizcare_tui.domain.shops import read_shop, same_shop, shops_named
from bizcare_tui.domain.signatures import is_signed_with
from bizcare_tui.domain.text import safe_line
from bizcare_tui.domain.threads import Author, Cover, Outcome, Qualification
from bizcare_tui.domain.triage import Triage
from bizcare_tui.domain.verdicts import ProposedStep
from bizcare_tui.domain.versions import read_version
from bizcare_tui.i18n import N_, _, current_language, format_date, ngettext
from bizcare_tui.store.records import DecisionRecord, InboxEntryRecord, OpenWizardRecord, ThreadRecord

_MAX_NOTE_LENGTH = 2_000
_DAY_FORMAT = "%a %d %b"


def thread_facts(
    record: InboxEntryRecord,
    thread: ThreadRecord,
    messages: Sequence[MessageView],
    order: OrderView | None,
    *,
    price: str | None,
    read_at: datetime | None,
    seller_country: str,
    language: str,
    now: datetime,
    policy: Policy,
    decisions: Sequence[DecisionRecord] = (),
    open_wizards: Sequence[OpenWizardRecord] = (),
    own_names: Sequence[str] = (),
    triage: Triage,
    review: ReviewTime | None = None,
    verdicts: Sequence[ProposedStep] = (),
) -> tuple[CareFact, ...]:
    """Return the facts about a thread, the most important first. Unknown facts are listed as unknown.

    Args:
        record: the inbox record of the thread.
        thread: the thread as stored.
        messages: its messages, the oldest first.
        order: its order, None when unknown.
        price: the product's price today in euro, None when unknown.
        read_at: when the list of threads was last read. For a thread that was missing from that list,
            the time since when it is missing is shown instead.
        seller_country: ISO code of the seller's country, for public holidays; may be empty.
        language: the language for the names of holidays.
        now: the current instant.
        policy: the rules in force.
        decisions: the decisions on the thread, newest first.
        open_wizards: the stored answers of its unfinished wizards.
        own_names: the seller's names and signatures.
        triage: the thread's triage state: kind, tags, notes and links set by people.
        review: how long PrestaShop's reviews of the seller's submissions take; None: use the average.
        verdicts: the defect steps that this notice of PrestaShop proposes.
    """
    seen = thread.missing_since or read_at
    qualification = record.qualification
    return (
        *_verdicts(verdicts),
        _first_answer(record, messages, own_names, now),
        *_follow_up(record),
        *_fix(record, now, review),
        *_snoozed(record, now),
        *_holidays(record, order, seller_country, language, now),
        _request_type(record, thread.topic, messages),
        *_notes(triage),
        *_decisions(decisions, open_wizards, policy),
        _cover(record, order, price, seen),
        _shop(record, thread, seen),
        _other_shops(thread, messages),
        _prestashop_version(record, messages, seen),
        _product(record, price, seen),
        _order(thread, order, qualification, seen),
        *_refunds(order, marketplace_date(now), policy),
        _qualification(qualification, seen),
        *_tags_and_links(triage),
    )


def _marketplace_time(moment: datetime) -> str:
    return format_date(moment.astimezone(MARKETPLACE_ZONE), "%a %d %b %Y %H:%M")


def _first_answer(
    record: InboxEntryRecord, messages: Sequence[MessageView], own_names: Sequence[str], now: datetime
) -> CareFact:
    clock = first_answer_clock(record)
    status = clock.status(now)
    meanings = {
        Status.PENDING: _("answer before this time; from this minute on, the answer is late"),
        Status.LATE: _("deadline passed without an answer: answer now"),
        Status.MET: _("answered in time"),
        Status.MISSED: _("answered too late"),
        Status.NONE: _("no deadline: older than the day from which deadlines count"),
    }
    meaning = meanings[status]
    if status is Status.NONE and record.qualification is Qualification.NOTICE:
        meaning = _("no deadline: a notice from the Marketplace")
    elif status is Status.NONE and record.outcome == Outcome.NO_ANSWER_NEEDED:
        meaning = _("no deadline: no answer was needed")
    elif status is Status.MISSED and clock.at is None:
        meaning = _("closed without an answer after it was due")
    may_be_answered = status in (Status.PENDING, Status.LATE) and _has_possible_answer(
        messages, clock.start, own_names
    )
    if may_be_answered:
        template = _("deadline passed, but {0}") if status is Status.LATE else "{0}"
        meaning = template.format(_("a later message may be your answer: set its author"))
    if not clock.obligation:
        meaning += "; " + _("our own goal, not an obligation")
    if clock.at is not None:
        meaning += " (" + _marketplace_time(clock.at) + ")"
    source = _("calculated from the request of {when}, Marketplace time").format(
        when=_marketplace_time(clock.start)
    )
    actions = ("author",) if may_be_answered else ()
    return CareFact(
        "first_answer", _("First answer"), _marketplace_time(clock.due), meaning, source, None, actions
    )


def _has_possible_answer(
    messages: Sequence[MessageView], asked_at: datetime, own_names: Sequence[str]
) -> bool:
    """Return whether a later message of unknown author ends with one of the seller's signatures."""
    return any(
        message.author is Author.UNKNOWN
        and message.at > asked_at
        and is_signed_with(message.text, *own_names)
        for message in messages
    )


def _follow_up(record: InboxEntryRecord) -> list[CareFact]:
    due = record.follow_up_due
    if due is None:
        return []
    meaning = _("the customer wrote again; this is our own goal, only the first answer is an obligation")
    source = _("calculated from the messages")
    return [CareFact("follow_up", _("Follow-up"), _marketplace_time(due), meaning, source, None)]


def _fix(record: InboxEntryRecord, now: datetime, review: ReviewTime | None) -> list[CareFact]:
    clock = fix_clock(record, review)
    if clock is None:
        return []
    meanings = {
        Status.PENDING: _("the patch must be available to customers by then; submit it by {day} ({basis})"),
        Status.LATE: _("deadline passed: publish the patch now, or refund"),
        Status.MET: _("published in time"),
        Status.MISSED: _("published too late"),
    }
    defect = record.defect_id
    subject = _("defect {0}").format(defect) if defect is not None else _("not linked to a defect yet")
    if record.fix_line:
        subject += "; " + _("branch {0}").format(record.fix_line)
    day = format_date(clock.submit_by, _DAY_FORMAT)
    meaning = (
        meanings[clock.status(now)].format(day=day, basis=review_basis_in_words(review)) + f" ({subject})"
    )
    source = _("30 days from the request of {when}").format(when=_marketplace_time(clock.start))
    actions = ("board",) if defect is not None else ("fix",)
    return [CareFact("fix", _("Fix"), _marketplace_time(clock.due), meaning, source, None, actions)]


def _verdicts(verdicts: Sequence[ProposedStep]) -> list[CareFact]:
    """Return the steps that PrestaShop's verdict proposes; a person confirms them on the board of defects."""
    return [
        CareFact(
            "verdict",
            _("Submission"),
            (_("{0} accepted?") if each.step is DefectStepKind.PUBLISHED else _("{0} rejected?")).format(
                each.name
            ),
            _("defect {0}: confirm the step on the defect board").format(each.defect_id),
            _("PrestaShop's notice: {0}").format(safe_line(each.words)),
            None,
            ("board",),
        )
        for each in verdicts
    ]


def _snoozed(record: InboxEntryRecord, now: datetime) -> list[CareFact]:
    until = snoozed_until(record, now)
    if until is None:
        return []
    meaning = _("a new message wakes it up")
    due = record.due_at
    if due is not None and due <= until:
        meaning = _("ITS DEADLINE IS BEFORE THAT; ") + meaning
    return [
        CareFact(
            "snoozed", _("Snoozed until"), _marketplace_time(until), meaning, _("set here"), None, ("wake",)
        )
    ]


def _request_type(record: InboxEntryRecord, topic: str, messages: Sequence[MessageView]) -> CareFact:
    """Return the request's type, set or proposed, with the ways to close such a request."""
    kind = record.kind
    ways_out = _("possible answers: {0}").format(
        ", ".join(_(_WAY_OUT_NAMES[way]) for way in POSSIBLE_OUTCOMES[kind])
    )
    label = _("Request type")
    if kind is not None:
        return CareFact("kind", label, _(_KIND_NAMES[kind]), ways_out, _("set here"), None, ("kind",))
    proposed = proposed_kind(topic, messages)
    if proposed is None:
        return CareFact("kind", label, None, ways_out, _("not set"), None, ("kind",))
    value = _("{0}?").format(_(_KIND_NAMES[proposed]))
    meaning = _("suggested; ") + ways_out
    return CareFact("kind", label, value, meaning, _("its text"), None, ("accept_kind", "kind"))


_KIND_NAMES = {
    RequestType.INSTALLATION: N_("installation"),
    RequestType.CONFIGURATION: N_("configuration"),
    RequestType.TECHNICAL: N_("technical error"),
    RequestType.OTHER: N_("other"),
}
_WAY_OUT_NAMES = {
    RequestOutcome.ANSWER: N_("answer"),
    RequestOutcome.FIX: N_("fix"),
    RequestOutcome.REFUND: N_("refund"),
    RequestOutcome.REFUSE: N_("reject"),
    RequestOutcome.NO_ANSWER: N_("no answer needed"),
}


def _notes(triage: Triage) -> list[CareFact]:
    """Return the internal notes, the newest first. They are never sent."""
    return [
        CareFact(
            "note",
            _("NOTE, not sent"),
            safe_line(note.text, _MAX_NOTE_LENGTH),
            "",
            _("{who}, {when}").format(who=safe_line(note.by), when=_marketplace_time(note.at)),
            None,
        )
        for note in reversed(triage.notes)
    ]


def _tags_and_links(triage: Triage) -> list[CareFact]:
    """Return the tags of the thread and its links to other threads."""
    facts = []
    if triage.tags:
        tags = " ".join(f"#{tag}" for tag in triage.tags)
        facts.append(CareFact("tags", _("Tags"), tags, "", _("set here"), None))
    if triage.links:
        links = ", ".join(map(str, triage.links))
        facts.append(CareFact("links", _("Linked to"), links, "", _("set here"), None, ("filter",)))
    return facts


def _holidays(
    record: InboxEntryRecord, order: OrderView | None, seller_country: str, language: str, now: datetime
) -> list[CareFact]:
    due = record.due_at
    countries = [code for code in (seller_country, order.country if order else "") if code]
    if due is None or not countries:
        return []
    holidays = holidays_between(now, due, countries, language) if due > now else ()
    weekends = [
        CareFact(
            "long_weekend",
            _("Long weekend"),
            f"{format_date(first, _DAY_FORMAT)} – {format_date(last, _DAY_FORMAT)} ({country})",
            _("answer before it; the deadline also counts its weekdays"),
            _("calendar of public holidays"),
            None,
        )
        for first, last, country in long_weekends(now, countries, language)
    ]
    return weekends + [
        CareFact(
            "holidays",
            _("Public holiday"),
            f"{format_date(holiday.day, _DAY_FORMAT)}: {holiday.name} ({holiday.country})",
            _("the deadline counts this day too"),
            _("calendar of public holidays"),
            None,
        )
        for holiday in holidays
    ]


def _decisions(
    decisions: Sequence[DecisionRecord], open_wizards: Sequence[OpenWizardRecord], policy: Policy
) -> list[CareFact]:
    """Return the last decision, and the wizards that somebody has begun."""
    facts = []
    if decisions:
        decision = decision_row(decisions[0])
        grounds = ", ".join(policy.titles(decision.grounds, current_language()))
        meaning = f"{grounds}; {decision.who}, {_marketplace_time(decision.at)}"
        if decision.outcome == "overdue":
            meaning = _("not in the orders yet: ask PrestaShop; {0}").format(meaning)
        outcome = outcome_in_words(decision.outcome)
        value = kind_in_words(decision.kind) + (
            f", {outcome}" if outcome and decision.outcome != decision.kind else ""
        )
        facts.append(CareFact("decision", _("Decision"), value, meaning, _("decided here"), None))
    for wizard in open_wizards:
        meaning = _("started; last saved by {0}, {1}").format(
            safe_line(wizard.login), _marketplace_time(wizard.saved_at)
        )
        value = kind_in_words(wizard.kind)
        action = ("reject",) if wizard.kind == REJECTION else ("refund",)
        facts.append(CareFact("begun", _("In progress"), value, meaning, _("decided here"), None, action))
    return facts


def _cover(
    record: InboxEntryRecord, order: OrderView | None, price: str | None, seen: datetime | None
) -> CareFact:
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


def _shop(record: InboxEntryRecord, thread: ThreadRecord, seen: datetime | None) -> CareFact:
    label, source = _("Licensed shop"), _("Seller API, thread")
    if not thread.website:
        return CareFact(
            "shop", label, None, _("no shop was reported; ask the customer for its address"), source, seen
        )
    shop = read_shop(thread.website)
    meaning = _("the shop for which the product was downloaded")
    if shop is None:
        meaning = _("this cannot be read as the address of a shop")
    elif shop.is_test:
        meaning = _("a test installation, allowed for the licensed shop")
    elif shop.is_odd:
        meaning = _("check it carefully: the address may be disguised")
    return CareFact("shop", label, record.shop, meaning, source, seen)


def _other_shops(thread: ThreadRecord, messages: Sequence[MessageView]) -> CareFact:
    label, source = _("Other shops mentioned"), _("topic and messages")
    licensed = read_shop(thread.website) if thread.website else None
    texts = [thread.topic] + [m.text for m in messages if m.author is not Author.SELLER]
    named = {
        shop.host: shop
        for text in texts
        for shop in shops_named(text)
        if licensed is None or not same_shop(shop, licensed)
    }
    if not named:
        return CareFact("other_shops", label, _("none"), "", source, None)
    if all(shop.is_test for shop in named.values()):
        meaning = _("test installations of the licensed shop are allowed: ask the customer")
    elif licensed is None:
        meaning = _("the licensed shop is unknown, so it cannot be compared")
    else:
        meaning = _(
            "possibly not the licensed shop: read the messages before you decide. If the shop has"
            " moved, PrestaShop changes the licence"
        )
    return CareFact("other_shops", label, ", ".join(named), meaning, source, None)


def _prestashop_version(
    record: InboxEntryRecord, messages: Sequence[MessageView], seen: datetime | None
) -> CareFact:
    """Return the version reported by the API, or the one the customer wrote where that adds or differs."""
    label, reported = _("PrestaShop"), record.prestashop_version or ""
    written = version_from_customer(
        record.topic,
        [
            ThreadMessage(m.id, m.at, m.author, m.text, opens=not position)
            for position, m in enumerate(messages)
        ],
    )
    if written is None:
        meaning = "" if reported else _("missing; ask the customer")
        return CareFact("prestashop", label, reported or None, meaning, _("Seller API, thread"), seen)
    version, words = written
    source = _("message {0}").format(words.id) if words is not None else _("the topic")
    when = format_date(words.at.astimezone(MARKETPLACE_ZONE), "%d %b") if words is not None else source
    reported_version = read_version(reported)
    if reported_version is None:
        meaning = _("the customer wrote it, {0}").format(when)
        return CareFact("prestashop", label, version.text, meaning, source, words.at if words else None)
    if version.low <= reported_version.low and reported_version.high <= version.high:
        return CareFact("prestashop", label, reported, "", _("Seller API, thread"), seen)
    meaning = _("recorded; the customer wrote {0}, {1}: ask which version the shop runs").format(
        version.text, when
    )
    return CareFact("prestashop", label, reported, meaning, _("Seller API, thread; {0}").format(source), seen)


def _product(record: InboxEntryRecord, price: str | None, seen: datetime | None) -> CareFact:
    name = record.product or None
    meaning = _("price today {price} €").format(price=price) if price else ""
    if name is None:
        meaning = _("the thread names no product")
    return CareFact("product", _("Product"), name, meaning, _("Seller API, thread and products"), seen)


def _order(
    thread: ThreadRecord, order: OrderView | None, qualification: Qualification, seen: datetime | None
) -> CareFact:
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
        parts.append(format_date(order.purchased_at.astimezone(MARKETPLACE_ZONE), "%d %b %Y"))
    if order.amount is not None:
        parts.append(f"{order.amount} €")
    if (order.quantity or 1) > 1:
        parts.append(f"× {order.quantity}")
    meaning = ""
    if order.quantity_refunded:
        meaning = _("refunded: {0}").format(order.refunded_in_words)
    return CareFact("order", label, " · ".join(parts), meaning, source, seen)


def _refunds(order: OrderView | None, today: date, policy: Policy) -> list[CareFact]:
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
            format_date(windows.claim_until, "%d %b %Y"),
            open_ if windows.can_claim(today) else closed,
            source,
            None,
        ),
        CareFact(
            "refund_accept",
            _("You may refund"),
            format_date(windows.accept_until, "%d %b %Y"),
            open_ if windows.can_accept(today) else closed,
            source,
            None,
        ),
    ]


def _qualification(qualification: Qualification, seen: datetime | None) -> CareFact:
    texts = {
        Qualification.AFTERSALE: (_("after-sale"), _("a support request")),
        Qualification.PRESALE: (_("pre-sale"), _("a question before a purchase; no Business Care")),
        Qualification.NOTICE: (_("notice"), _("from the Marketplace itself, without order or product")),
        Qualification.UNKNOWN: (
            None,
            _("not reported by the API; treated as a support request, which is stricter"),
        ),
    }
    value, meaning = texts[qualification]
    return CareFact("qualification", _("Kind of thread"), value, meaning, _("Seller API, thread"), seen)
