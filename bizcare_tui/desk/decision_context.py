"""Collect what the rejection and refund wizards need to know about a thread, and the values for letters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from bizcare_tui.desk.evaluation_data import EvaluationDataReader
from bizcare_tui.desk.session import DeskSession
from bizcare_tui.domain.clock import marketplace_date
from bizcare_tui.domain.decisions.answers import ChosenGround, DecisionAnswers
from bizcare_tui.domain.decisions.letters import LetterFacts, format_letter_date, format_letter_range
from bizcare_tui.domain.evidence.cover import CoverState, cover_at
from bizcare_tui.domain.evidence.evaluate import cover_by_message, evaluate_grounds
from bizcare_tui.domain.evidence.evaluation_data import EvaluationData, GroundEvaluation, GroundVerdict
from bizcare_tui.domain.evidence.version_ground import declared_versions_on, version_for_letter
from bizcare_tui.domain.grounds import Ground
from bizcare_tui.domain.policy import Policy
from bizcare_tui.domain.reactivation import reactivation_cost
from bizcare_tui.domain.refunds import RefundWindows, is_fully_refunded, refund_windows
from bizcare_tui.domain.replies.credentials import mask_credentials
from bizcare_tui.domain.shops import read_shop, same_shop, shops_named
from bizcare_tui.domain.threads import Author, Cover
from bizcare_tui.now import now
from bizcare_tui.store.reads.hot import read_inbox_entries
from bizcare_tui.store.reads.hot_thread import (
    count_requests_of_defect,
    read_price,
    read_purchase,
    read_revisions,
    read_thread,
)
from bizcare_tui.store.records import InboxEntryRecord


@dataclass(frozen=True, slots=True)
class RefundablePurchase:
    """What is known about a purchase that may be refunded.

    `amount` is in euro, as the Marketplace reported it. `refunded` is the number of licences refunded by now,
    `refunded_before` the number refunded before the request. `is_care_ended` is true when a refund ended the
    Business Care.
    """

    order_id: int | None
    purchased: date | None
    amount: Decimal | None
    quantity: int | None
    refunded: int
    windows: RefundWindows | None
    payout_on: date | None
    refunded_before: int = 0
    is_care_ended: bool = False

    @property
    def is_refunded(self) -> bool:
        """Whether every licence was refunded."""
        return is_fully_refunded(self.quantity, self.refunded)


@dataclass(frozen=True, slots=True)
class DecisionContext:
    """What a wizard shows about a thread: the case, its evaluated grounds, the current cover, the purchase.

    `language` is the customer's language, None when it is uncertain. `price` is the product's current price
    in euro. `customer` is the customer's name, empty when it is unknown. `is_first_answer_late` says whether
    the first answer is, or was, given after its deadline. `earlier_texts` are the texts that edited messages
    had before, by the message's id. `requests_of_defect` counts the other requests about the same defect.
    """

    case: EvaluationData
    evaluated: tuple[GroundEvaluation, ...]
    cover: CoverState
    purchase: RefundablePurchase
    language: str | None
    price: Decimal | None = None
    customer: str = ""
    is_first_answer_late: bool = False
    earlier_texts: Mapping[int, Sequence[str]] = field(default_factory=dict)
    requests_of_defect: int = 0

    @property
    def verdicts(self) -> dict[Ground, GroundVerdict]:
        """The verdict on each ground."""
        return {each.ground: each.verdict for each in self.evaluated}

    @property
    def past_cover_states(self) -> set[str]:
        """The state of the cover when the customer last wrote; empty when the customer never wrote."""
        covers = [
            cover for message, cover in cover_by_message(self.case) if message.author is Author.CUSTOMER
        ]
        return {covers[-1].state.value} if covers else set()

    def of(self, ground: str) -> GroundEvaluation | None:
        """Return the evaluation of a ground; None for the ground of a refund, which is not evaluated."""
        return next((each for each in self.evaluated if each.ground == ground), None)


class DecisionContextReader:
    """Read from the store what the wizards need to know about threads.

    Args:
        session: the session of the person.
        policy: returns the current rules.
        language: returns the language of a thread's customer, None when it is uncertain.
    """

    def __init__(
        self,
        session: DeskSession,
        policy: Callable[[], Policy],
        language: Callable[[int], str | None],
    ) -> None:
        self._session = session
        self._reading = session.reader
        self._policy = policy
        self._language = language
        self.cases = EvaluationDataReader(self._reading)

    def read(self, thread_id: int) -> DecisionContext:
        """Return what a wizard shows about a thread.

        Raises:
            UnknownThread: the thread is not in the store.
        """
        case, purchase = self.cases.case(thread_id), self.purchase(thread_id)
        entry = next(iter(read_inbox_entries(self._reading, [thread_id])), None)
        ended_cover = CoverState(Cover.NONE) if purchase.is_care_ended else None
        return DecisionContext(
            case=case,
            evaluated=evaluate_grounds(case, self._policy()),
            cover=ended_cover
            or cover_at(now(), case.cover, purchased=case.purchased, refunded_on=case.refunded_on),
            purchase=purchase,
            language=self._language(thread_id),
            price=self._price(thread_id),
            customer=entry.customer if entry else "",
            is_first_answer_late=entry is not None and _is_first_answer_late(entry),
            earlier_texts=self._earlier_texts(thread_id),
            requests_of_defect=count_requests_of_defect(self._reading, thread_id),
        )

    def purchase(self, thread_id: int) -> RefundablePurchase:
        """Return what is known about the purchase that a thread belongs to."""
        thread = read_thread(self._reading, thread_id)
        order_id = thread.order_id if thread else None
        stored = read_purchase(self._reading, order_id, thread.product_id) if thread and order_id else None
        purchased_at = stored.at if stored else None
        purchased_on = marketplace_date(purchased_at) if purchased_at else None
        windows = self._policy().windows
        hold_days = windows["payout_hold"].days
        return RefundablePurchase(
            order_id=order_id,
            purchased=purchased_on,
            amount=stored.amount if stored else None,
            quantity=stored.quantity if stored else None,
            refunded=(stored.refunded or 0) if stored else 0,
            windows=None
            if purchased_on is None
            else refund_windows(
                purchased_on,
                claim_months=windows["refund_claim"].months or 0,
                accept_months=windows["refund_accept"].months or 0,
            ),
            payout_on=None
            if purchased_on is None or hold_days is None
            else date.fromordinal(purchased_on.toordinal() + hold_days),
            refunded_before=stored.refunded_before(self._requested_at(thread_id)) if stored else 0,
            is_care_ended=thread is not None
            and stored is not None
            and stored.ends_cover(thread.days_left, thread.read_at),
        )

    def build_letter_facts(self, context: DecisionContext, answers: DecisionAnswers) -> LetterFacts:
        """Return the values for the slots of a letter."""
        case, language = context.case, answers.language or context.language
        declared = declared_versions_on(case.declared, case.purchased) if case.purchased else None
        licensed_shop = read_shop(case.website) if case.website else None
        seller_names = self._session.settings.seller_names
        return LetterFacts(
            language,
            customer=context.customer,
            signature=seller_names[0] if seller_names else "",
            reactivation=reactivation_cost(context.price) if context.price is not None else None,
            slots={
                "topic": case.topic,
                "product": case.product,
                "shop": licensed_shop.host if licensed_shop else case.website,
                "named_shop": _named_shop(case, answers.of(Ground.OTHER_SHOP)),
                "version": version_for_letter(case),
                "range": format_letter_range(declared, language),
                "purchased": format_letter_date(case.purchased, language),
                "order": str(context.purchase.order_id or ""),
            },
        )

    def _requested_at(self, thread_id: int) -> datetime:
        entries = read_inbox_entries(self._reading, [thread_id])
        return entries[0].first_start if entries else now()

    def _earlier_texts(self, thread_id: int) -> dict[int, list[str]]:
        texts: dict[int, list[str]] = {}
        for revision in read_revisions(self._reading, thread_id):
            texts.setdefault(revision.message_id, []).append(mask_credentials(revision.text))
        return texts

    def _price(self, thread_id: int) -> Decimal | None:
        thread = read_thread(self._reading, thread_id)
        price = read_price(self._reading, thread.product_id) if thread else None
        return None if price is None else Decimal(price)


def _is_first_answer_late(entry: InboxEntryRecord) -> bool:
    if not (entry.obligation and entry.scored):
        return False
    return (entry.first_at or now()) >= entry.first_due


def _named_shop(case: EvaluationData, chosen: ChosenGround | None) -> str:
    """Return the other shop that a letter names: from the chosen evidence, else from the customer's messages.

    Return "" when none names a shop other than the licensed one.
    """
    licensed_shop = read_shop(case.website) if case.website else None
    quotations: Sequence[str] = [item.text for item in chosen.quotations] if chosen else []
    customer_texts = [message.text for message in case.messages if message.author is Author.CUSTOMER]
    for text in (*quotations, case.topic, *customer_texts):
        for shop in shops_named(text):
            if licensed_shop is None or not same_shop(shop, licensed_shop):
                return shop.host
    return ""
