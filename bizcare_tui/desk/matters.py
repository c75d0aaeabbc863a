"""Matters: what is known of a thread when it is refused or refunded, and what a letter is filled with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bizcare_tui.desk.cases import Cases
from bizcare_tui.domain.clock import marketplace_date
from bizcare_tui.domain.decisions.answers import Answers, Chosen
from bizcare_tui.domain.decisions.letters import LetterFacts, day_in_letter
from bizcare_tui.domain.evidence.case import Case, Evaluated, Verdict
from bizcare_tui.domain.evidence.cover import CoverThen, cover_at
from bizcare_tui.domain.evidence.evaluate import cover_by_message, evaluate
from bizcare_tui.domain.evidence.version import declared_at, range_in_words, version_in_question
from bizcare_tui.domain.policy import Ground, Policy
from bizcare_tui.domain.refunds import RefundWindows, refund_windows
from bizcare_tui.domain.shops import read_shop, same_shop, shops_named
from bizcare_tui.domain.threads import Author
from bizcare_tui.now import now
from bizcare_tui.settings import Settings
from bizcare_tui.store.instants import maybe_instant
from bizcare_tui.store.reading import Reading


@dataclass(frozen=True, slots=True)
class Purchase:
    """What is known of a purchase that may be refunded. `amount` is in euro as the Marketplace told it."""

    order_id: int | None
    purchased: date | None
    amount: Decimal | None
    quantity: int | None
    refunded: int
    windows: RefundWindows | None
    payout_on: date | None


@dataclass(frozen=True, slots=True)
class Matter:
    """What a wizard shows of a thread: the case, its grounds evaluated, the cover now, the purchase.

    `language` is the customer's, None where unsure; `price` the product's today, in euro.
    """

    case: Case
    evaluated: tuple[Evaluated, ...]
    cover: CoverThen
    purchase: Purchase
    language: str | None
    price: Decimal | None = None

    @property
    def verdicts(self) -> dict[Ground, Verdict]:
        """The verdict of each ground."""
        return {each.ground: each.verdict for each in self.evaluated}

    @property
    def covers_then(self) -> set[str]:
        """What the cover was when the customer wrote last."""
        asked = [then for words, then in cover_by_message(self.case) if words.author is Author.CUSTOMER]
        return {asked[-1].state.value} if asked else set()

    def of(self, ground: str) -> Evaluated | None:
        """A ground as it was evaluated; None for a ground of refunds."""
        return next((each for each in self.evaluated if each.ground == ground), None)


class Matters:
    """Threads as matters, over the store.

    Args:
        reading: the store, to be read.
        settings: the settings in force.
        policy: gives the rules in force.
        language: tells the language of a thread's customer, None where it is unsure.
    """

    def __init__(
        self,
        reading: Reading,
        settings: Settings,
        policy: Callable[[], Policy],
        language: Callable[[int], str | None],
    ) -> None:
        self._reading = reading
        self._settings = settings
        self._policy = policy
        self._language = language
        self.cases = Cases(reading)

    def matter(self, thread_id: int) -> Matter:
        """What a wizard shows of a thread.

        Raises:
            UnknownThread: the thread is not in the store.
        """
        case = self.cases.case(thread_id)
        return Matter(
            case=case,
            evaluated=evaluate(case, self._policy()),
            cover=cover_at(now(), case.cover, purchased=case.purchased, refunded_on=case.refunded_on),
            purchase=self.purchase(thread_id),
            language=self._language(thread_id),
            price=self._price(thread_id),
        )

    def purchase(self, thread_id: int) -> Purchase:
        """The purchase behind a thread, as far as it is known."""
        thread = self._reading.thread(thread_id)
        order_id = thread["order_id"] if thread else None
        sale = self._reading.sale(order_id, thread["product_id"]) if thread and order_id else None
        at = maybe_instant(sale["ordered_at"]) if sale else None
        day = marketplace_date(at) if at else None
        windows = self._policy().windows
        hold = windows["payout_hold"].days
        return Purchase(
            order_id=order_id,
            purchased=day,
            amount=Decimal(sale["amount"]) if sale and sale["amount"] is not None else None,
            quantity=sale["quantity"] if sale else None,
            refunded=(sale["quantity_refunded"] or 0) if sale else 0,
            windows=None
            if day is None
            else refund_windows(
                day,
                claim_months=windows["refund_claim"].months or 0,
                accept_months=windows["refund_accept"].months or 0,
            ),
            payout_on=None if day is None or hold is None else date.fromordinal(day.toordinal() + hold),
        )

    def letter_facts(self, matter: Matter, answers: Answers, thread_id: int) -> LetterFacts:
        """What the slots of a letter are filled with."""
        case = matter.case
        held = declared_at(case.declared, case.purchased) if case.purchased else None
        entries = self._reading.entries([thread_id])
        licensed = read_shop(case.website) if case.website else None
        names = self._settings.seller_names
        return LetterFacts(
            matter.language,
            customer=entries[0]["customer"] if entries else "",
            signature=names[0] if names else "",
            slots={
                "topic": case.topic,
                "product": case.product,
                "shop": licensed.host if licensed else case.website,
                "named_shop": _named_shop(case, answers.of(Ground.OTHER_SHOP)),
                "version": version_in_question(case),
                "range": range_in_words(held) if held else "",
                "purchased": day_in_letter(case.purchased, matter.language),
                "order": str(matter.purchase.order_id or ""),
            },
        )

    def _price(self, thread_id: int) -> Decimal | None:
        thread = self._reading.thread(thread_id)
        price = self._reading.price(thread["product_id"]) if thread else None
        return None if price is None else Decimal(price)


def _named_shop(case: Case, chosen: Chosen | None) -> str:
    """The other shop that a letter names: of the evidence taken, else of what the customer wrote."""
    licensed = read_shop(case.website) if case.website else None
    quoted: Sequence[str] = [item.text for item in chosen.quotations] if chosen else []
    written = [words.text for words in case.messages if words.author is Author.CUSTOMER]
    for text in (*quoted, case.topic, *written):
        for shop in shops_named(text):
            if licensed is None or not same_shop(shop, licensed):
                return shop.host
    return ""
