"""The Business Care bar: the facts about a thread that a seller needs before answering, with sources."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bizcare_tui.desk.deadline_facts import (
    first_answer_fact,
    fix_facts,
    follow_up_facts,
    holiday_facts,
    snoozed_facts,
)
from bizcare_tui.desk.purchase_facts import cover_fact, order_fact, product_fact, refund_facts
from bizcare_tui.desk.shop_facts import other_shops_fact, prestashop_version_fact, shop_fact
from bizcare_tui.desk.triage_facts import (
    closed_facts,
    decision_facts,
    note_facts,
    organising_facts,
    request_type_fact,
)
from bizcare_tui.desk.views import CareFact, MessageView, OrderView
from bizcare_tui.domain.clock import marketplace_date
from bizcare_tui.domain.defects import DefectStepKind
from bizcare_tui.domain.policy import Policy
from bizcare_tui.domain.reviews import ReviewTime
from bizcare_tui.domain.text import safe_line
from bizcare_tui.domain.threads import Qualification
from bizcare_tui.domain.triage import Triage
from bizcare_tui.domain.verdicts import ProposedStep
from bizcare_tui.i18n import _
from bizcare_tui.store.records import InboxEntryRecord
from bizcare_tui.store.thread_records import DecisionRecord, OpenWizardRecord, ThreadRecord


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
        *_verdict_facts(verdicts),
        first_answer_fact(record, messages, own_names, now),
        *follow_up_facts(record),
        *fix_facts(record, now, review),
        *snoozed_facts(record, now),
        *holiday_facts(record, order, seller_country, language, now),
        request_type_fact(record, thread.topic, messages),
        *closed_facts(record.state, triage),
        *note_facts(triage),
        *decision_facts(decisions, open_wizards, policy),
        cover_fact(record, order, price, seen),
        shop_fact(record, thread, seen),
        other_shops_fact(thread, messages),
        prestashop_version_fact(record, messages, seen),
        product_fact(record, price, seen),
        order_fact(thread, order, qualification, seen),
        *refund_facts(order, marketplace_date(now), policy),
        _qualification_fact(qualification, seen),
        *organising_facts(triage),
    )


def _verdict_facts(verdicts: Sequence[ProposedStep]) -> list[CareFact]:
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


def _qualification_fact(qualification: Qualification, seen: datetime | None) -> CareFact:
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
