"""Collect what a seller must see of a thread at a glance, from its stored data and its messages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bizcare_tui.desk.deadline_facts import has_possible_answer
from bizcare_tui.desk.decision_rows import REJECTION
from bizcare_tui.desk.inbox_rows import first_answer_clock, fix_clock, snoozed_until
from bizcare_tui.desk.views import MessageView, OrderView
from bizcare_tui.domain.care_summary import (
    CareSummary,
    CoverReason,
    FixSummary,
    ShopState,
    UnderWay,
    VersionState,
)
from bizcare_tui.domain.evidence.evaluation_data import EvaluationData, GroundVerdict
from bizcare_tui.domain.evidence.shop_ground import evaluate_shop
from bizcare_tui.domain.evidence.version_ground import evaluate_version, version_from_customer
from bizcare_tui.domain.fixes import fix_clock as clock_of_fix
from bizcare_tui.domain.missing_facts import missing_facts
from bizcare_tui.domain.proposed_kind import propose_kind
from bizcare_tui.domain.reactivation import reactivation_cost
from bizcare_tui.domain.replies.ticket import Ticket, TicketMessage
from bizcare_tui.domain.request_types import RequestType
from bizcare_tui.domain.reviews import ReviewTime
from bizcare_tui.domain.shops import read_shop, same_shop, shops_named
from bizcare_tui.domain.thread_status import Owed, obliges, urgency_of
from bizcare_tui.domain.threads import Author, Cover, Outcome, Qualification
from bizcare_tui.store.records import InboxEntryRecord
from bizcare_tui.store.thread_records import DecisionRecord, OpenWizardRecord


@dataclass(frozen=True, slots=True)
class SummaryInputs:
    """What a summary is made from.

    `case` is the thread as the grounds for a rejection are evaluated by, `request_text` what the customer
    wrote without quotes. `price` is the product's price in euro, None when unknown.
    """

    entry: InboxEntryRecord
    messages: Sequence[MessageView]
    case: EvaluationData
    request_text: str
    order: OrderView | None
    price: str | None
    decisions: Sequence[DecisionRecord] = ()
    open_wizards: Sequence[OpenWizardRecord] = ()
    own_names: Sequence[str] = ()
    review: ReviewTime | None = None


def care_summary(inputs: SummaryInputs, now: datetime) -> CareSummary:
    """Return the summary of a thread as of `now`."""
    entry, case = inputs.entry, inputs.case
    clock = first_answer_clock(entry)
    proposed = propose_kind(entry.topic, inputs.request_text) if entry.kind is None else None
    is_technical = (entry.kind or proposed) is RequestType.TECHNICAL
    version, is_written = _version(case)
    return CareSummary(
        state=entry.state,
        qualification=entry.qualification,
        urgency=urgency_of(entry.rank, now),
        owed=entry.owed,
        due=entry.due_at,
        outcome=entry.outcome,
        first_answer=clock.status(now),
        first_due=clock.due,
        answered_at=clock.at,
        is_obligation=obliges(entry.owed, first_answer=clock.obligation and clock.scored),
        may_be_answered=entry.owed is Owed.FIRST_ANSWER
        and has_possible_answer(inputs.messages, clock.start, inputs.own_names),
        snoozed_until=snoozed_until(entry, now),
        cover=entry.cover,
        days_left=entry.days_left,
        cover_reason=_cover_reason(inputs),
        reactivation=_reactivation(inputs.price),
        shop=_shop_state(case),
        version=version,
        version_state=_version_state(case),
        is_version_written=is_written,
        request_type=entry.kind,
        proposed_type=proposed,
        # Of others no facts are asked for, and it takes long to look for them.
        is_missing_facts=is_technical and bool(missing_facts(_ticket(entry, inputs.messages))),
        fix=_fix(inputs, proposed, now),
        under_way=_under_way(entry, inputs.open_wizards),
        reply=entry.reply_state,
        refund_expected_by=entry.due_at if entry.owed is Owed.REFUND else None,
    )


def _cover_reason(inputs: SummaryInputs) -> CoverReason | None:
    """Return why there is no cover, as far as the stored data show; None where there is some."""
    entry, order = inputs.entry, inputs.order
    if (order is not None and order.is_refunded) or entry.outcome is Outcome.REFUNDED:
        return CoverReason.REFUNDED
    if entry.cover is not Cover.NONE:
        return None
    if order is not None and order.is_care_refunded:
        return CoverReason.CARE_REFUNDED
    by_qualification = {
        Qualification.PRESALE: CoverReason.PRESALE,
        Qualification.NOTICE: CoverReason.NOTICE,
    }
    paid = order.amount if order is not None else None
    is_free = paid == 0 or (paid is None and inputs.price is not None and Decimal(inputs.price) == 0)
    return by_qualification.get(
        entry.qualification, CoverReason.FREE if is_free else CoverReason.NOT_RECORDED
    )


def _reactivation(price: str | None) -> Decimal | None:
    cost = reactivation_cost(Decimal(price)) if price is not None else None
    return cost.total if cost is not None else None


def _shop_state(case: EvaluationData) -> ShopState:
    """Return whether the request is about the licensed shop.

    It is another one only where that is proven: a shop that is mentioned in passing proves nothing.
    """
    licensed = read_shop(case.website) if case.website else None
    if licensed is None:
        return ShopState.UNCLEAR
    verdict = evaluate_shop(case).verdict
    if verdict is GroundVerdict.SUPPORTED:
        return ShopState.OTHER
    if verdict is GroundVerdict.CONTRADICTED:
        return ShopState.SAME
    texts = [case.topic, *(each.text for each in case.messages if each.author is not Author.SELLER)]
    names_other = any(not same_shop(shop, licensed) for text in texts for shop in shops_named(text))
    return ShopState.UNCLEAR if names_other or licensed.is_odd else ShopState.SAME


def _version(case: EvaluationData) -> tuple[str, bool]:
    """Return the PrestaShop version in use, and whether only the customer's words say so."""
    if case.version:
        return case.version, False
    written = version_from_customer(case.topic, case.messages)
    return (written[0].text, True) if written is not None else ("", False)


def _version_state(case: EvaluationData) -> VersionState:
    return {
        GroundVerdict.SUPPORTED: VersionState.INCOMPATIBLE,
        GroundVerdict.CONTRADICTED: VersionState.COMPATIBLE,
        GroundVerdict.UNKNOWN: VersionState.UNCLEAR,
    }[evaluate_version(case).verdict]


def _ticket(entry: InboxEntryRecord, messages: Sequence[MessageView]) -> Ticket:
    return Ticket(
        thread_id=entry.thread_id,
        topic=entry.topic,
        messages=tuple(TicketMessage(each.author, each.text) for each in messages),
        shop=entry.website or entry.shop,
        prestashop_version=entry.prestashop_version,
    )


def _fix(inputs: SummaryInputs, proposed: RequestType | None, now: datetime) -> FixSummary | None:
    entry, review = inputs.entry, inputs.review
    clock = fix_clock(entry, review)
    is_refunded = inputs.order is not None and inputs.order.is_refunded
    is_expected = clock is None and proposed is RequestType.TECHNICAL and not is_refunded
    if is_expected:
        clock = clock_of_fix(entry.first_start, None, review)
    if clock is None:
        return None
    return FixSummary(clock.due, clock.submit_by, clock.status(now), entry.defect_id, is_expected)


def _under_way(entry: InboxEntryRecord, open_wizards: Sequence[OpenWizardRecord]) -> tuple[UnderWay, ...]:
    found = [UnderWay.DRAFT] if entry.has_draft else []
    found += [UnderWay.REJECTION if each.kind == REJECTION else UnderWay.REFUND for each in open_wizards]
    return tuple(found)
