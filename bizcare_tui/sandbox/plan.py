"""Plan the sandbox's account: which conversation takes place, with whom, when, and about which purchase."""

# The plan depends only on a seed and the current time; texts are filled in later, per thread. All times are
# naive local times of the Marketplace.

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from bizcare_tui.sandbox import timeline
from bizcare_tui.sandbox.catalogue import CatalogueProduct, load_catalogue
from bizcare_tui.sandbox.corpus import CorpusConversation, CorpusLanguage
from bizcare_tui.sandbox.people import make_customer

_DAY = timedelta(days=1)
_YEAR = 365 * _DAY
_QUANTITIES = (1,) * 14 + (2, 2, 3)
_UNFIT_TO_OPEN = ("notice", "weekend", "holiday", "reopened")


@dataclass(slots=True)
class Order:
    """A purchase. `covered_until` is None without Business Care; `index` is its position among all sales."""

    product: CatalogueProduct
    country: str
    bought: datetime
    quantity: int
    refunded: int = 0
    covered_until: datetime | None = None
    index: int = 0

    def cover(self, moment: datetime) -> str:
        """Return the state of the Business Care at a time: "none", "active" or "expired"."""
        if self.covered_until is None:
            return "none"
        return "active" if moment <= self.covered_until else "expired"


@dataclass(slots=True)
class ThreadPlan:
    """A thread: its conversation, the times of its messages, its customer and its purchase.

    `holding_answer` is the seller's reply to an open question of the conversation; it is the last message.
    """

    conversation: CorpusConversation
    times: list[datetime]
    version: str
    holding_answer: str = ""
    customer: int = 0
    order: Order | None = None

    @property
    def messages_written(self) -> int:
        """The number of messages that come from the conversation."""
        return len(self.times) - bool(self.holding_answer)

    def author_of(self, line: int) -> str:
        """Return who writes a message, such as "customer" or "seller"."""
        return self.conversation.lines[line].author if line < self.messages_written else "seller"

    def text_of(self, line: int) -> str:
        """Return the text of a message, with its slots."""
        return self.conversation.lines[line].text if line < self.messages_written else self.holding_answer


def plan_account(
    rng: Random, corpus: dict[str, CorpusLanguage], threads: int, now: datetime
) -> tuple[list[ThreadPlan], list[Order]]:
    """Return the threads of an account and its sales, both in chronological order."""
    picked = _pick(rng, corpus, threads)
    plans = [*_open_threads(rng, picked, now)]
    for place, conversation in enumerate(picked):
        share = (place + rng.random()) / len(picked)
        plans.append(_answered_thread(rng, corpus, conversation, share, now))
    plans.sort(key=lambda plan: plan.times[0])
    return plans, _assign_purchases(rng, corpus, plans, now)


def _pick(rng: Random, corpus: dict[str, CorpusLanguage], threads: int) -> list[CorpusConversation]:
    # Use every conversation once before using any of them again.
    everything = [conversation for language in corpus.values() for conversation in language.conversations]
    picked: list[CorpusConversation] = []
    while len(picked) < threads:
        rng.shuffle(everything)
        picked += everything[: threads - len(picked)]
    return picked


def _open_threads(rng: Random, picked: list[CorpusConversation], now: datetime) -> Iterator[ThreadPlan]:
    """Yield the threads that wait for an answer now, and remove their conversations from `picked`."""
    openings = timeline.WAITING_REQUESTS * max(1, len(picked) // 1000)
    for opening in openings[: len(picked) // 2]:
        index = next((at for at, conversation in enumerate(picked) if _can_open(conversation, opening)), None)
        if index is not None:
            moment = timeline.shift_business_time(now, opening.due - _DAY) - timedelta(
                seconds=rng.randrange(60)
            )
            yield _waiting_thread(rng, picked.pop(index), moment, now, follow_up=opening.follow_up)
    for index, conversation in enumerate(picked):
        arrival = timeline.weekend_arrival(rng, conversation, now)
        if arrival is not None:
            yield _waiting_thread(rng, picked.pop(index), arrival, now, follow_up=False)
            return


def _can_open(conversation: CorpusConversation, opening: timeline.WaitingRequest) -> bool:
    if conversation.case in _UNFIT_TO_OPEN or conversation.is_presale != opening.presale:
        return False
    return not opening.follow_up or timeline.ends_with_follow_up(conversation.lines)


def _waiting_thread(
    rng: Random, conversation: CorpusConversation, moment: datetime, now: datetime, *, follow_up: bool
) -> ThreadPlan:
    lines = conversation.lines
    anchor = timeline.first_unanswered(lines) if follow_up else 0
    written = lines if follow_up else lines[: timeline.messages_before_reply(lines)]
    times = timeline.message_times_around(rng, written, anchor, moment.replace(microsecond=0), now)
    return ThreadPlan(conversation, times, _version(rng, conversation))


def _answered_thread(
    rng: Random,
    corpus: dict[str, CorpusLanguage],
    conversation: CorpusConversation,
    share: float,
    now: datetime,
) -> ThreadPlan:
    arrival = timeline.ordinary_arrival(rng, conversation, share, now)
    times = timeline.message_times(rng, conversation.lines, arrival, now)
    plan = ThreadPlan(conversation, times, _version(rng, conversation))
    written = conversation.lines[: len(times)]
    answered = timeline.messages_before_reply(written) < len(written)
    if not conversation.is_notice and not (answered and written[-1].author == "seller"):
        language = corpus[conversation.language]
        is_remark = answered and "?" not in written[-1].text
        plan.holding_answer = rng.choice(language.notes if is_remark else language.answers)
        plan.times.append(timeline.late_answer_time(rng, times[-1], now).replace(microsecond=0))
    return plan


def _version(rng: Random, conversation: CorpusConversation) -> str:
    return rng.choice(conversation.versions) if conversation.versions else ""


def _assign_purchases(
    rng: Random, corpus: dict[str, CorpusLanguage], plans: list[ThreadPlan], now: datetime
) -> list[Order]:
    """Assign a customer to every thread, and a purchase if it is about one; return all sales."""
    threads_per_language = Counter(plan.conversation.language for plan in plans)
    orders: dict[tuple[str, int, str], Order] = {}
    for plan in plans:
        conversation = plan.conversation
        if conversation.is_notice:
            continue
        language = corpus[conversation.language]
        plan.customer = rng.randrange(math.ceil(threads_per_language[language.code] * 0.62))
        if conversation.is_presale:
            continue
        while (buyer := (language.code, plan.customer, conversation.product)) in orders:
            if _can_be_about(plan, orders[buyer]):
                break
            plan.customer += 1
        else:
            orders[buyer] = _purchase(rng, plan, make_customer(language, plan.customer).country, now)
        plan.order = orders[buyer]
    sold = [*orders.values(), *_other_sales(rng, corpus, len(plans) // 2, now)]
    sold.sort(key=lambda order: order.bought)
    for index, order in enumerate(sold):
        order.index = index
    return sold


def _can_be_about(plan: ThreadPlan, order: Order) -> bool:
    """Return whether a thread can be about an existing purchase."""
    wanted = plan.conversation
    fits = wanted.cover in ("any", order.cover(plan.times[0]))
    return fits and not order.refunded and not wanted.case.startswith("refund")


def _purchase(rng: Random, plan: ThreadPlan, country: str, now: datetime) -> Order:
    conversation = plan.conversation
    arrival = plan.times[0]
    order = Order(
        product=load_catalogue()[conversation.product],
        country=country,
        bought=(arrival - _time_since_purchase(rng, conversation)).replace(microsecond=0),
        quantity=rng.choice(_QUANTITIES),
    )
    if order.product.is_free or conversation.cover == "none":
        return order
    years = (arrival - order.bought) // _YEAR + (conversation.cover != "expired")
    if conversation.cover != "expired" and rng.random() < 0.75:
        years = max(years, (now - order.bought) // _YEAR + 1)
    order.covered_until = order.bought + years * _YEAR
    if conversation.case.startswith("refund") and _is_settled(plan, now):
        order.refunded = order.quantity
        order.covered_until = None
    return order


def _time_since_purchase(rng: Random, conversation: CorpusConversation) -> timedelta:
    if conversation.case.startswith("refund"):
        return rng.uniform(0.2, 24) * _DAY
    if conversation.case == "installation":
        return rng.uniform(0.02, 6) * _DAY
    if conversation.cover == "expired":
        return rng.choice((1, 1, 2)) * _YEAR + rng.uniform(10, 200) * _DAY
    return rng.choice((0, 0, 0, 1)) * _YEAR + (0.1 + 330 * rng.random() ** 2) * _DAY


def _is_settled(plan: ThreadPlan, now: datetime) -> bool:
    lines = plan.conversation.lines
    is_answered = lines[plan.messages_written - 1].author == "seller"
    return is_answered and not plan.holding_answer and now - plan.times[-1] > 2 * _DAY


def _other_sales(
    rng: Random, corpus: dict[str, CorpusLanguage], sales: int, now: datetime
) -> Iterator[Order]:
    """Yield sales to customers who never wrote."""
    products = [*load_catalogue().values()]
    countries = [country for language in corpus.values() for country in language.countries]
    for _ in range(sales):
        bought = (now - 1100 * _DAY * rng.random() ** 1.5 - _DAY / 24).replace(microsecond=0)
        order = Order(rng.choice(products), rng.choice(countries), bought, rng.choice(_QUANTITIES))
        order.refunded = order.quantity if rng.random() < 0.03 else 0
        yield order
