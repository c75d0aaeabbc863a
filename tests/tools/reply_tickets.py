"""Tickets, and an index of earlier replies, for tests of the reply check."""

from __future__ import annotations

from bizcare_tui.domain.replies.reply_index import ReplyIndex
from bizcare_tui.domain.replies.ticket import Ticket, TicketMessage
from bizcare_tui.domain.threads import Author

ASKED = (
    "Hello, since the update to 8.1.6 the customers see a white page when they pay with the direct debit. "
    "The log says: Call to a member function getGroups() on null. Thanks, Maria Costa"
)


def ticket(asked: str = ASKED, **other: object) -> Ticket:
    """A ticket of one message; `other` replaces its facts."""
    facts: dict[str, object] = {
        "thread_id": 1,
        "topic": "White page at checkout",
        "messages": (TicketMessage(Author.CUSTOMER, asked),),
        "product": "Direct Debit Plus",
        "customer": "Maria Costa",
        "shop": "https://www.costa-garden.com",
        "prestashop_version": "8.1.6",
        "order_id": 611830,
        "language": "en",
    }
    return Ticket(**{**facts, **other})  # type: ignore[arg-type]


def known(*replies: str, customers: tuple[tuple[str, str], ...] = ()) -> ReplyIndex:
    """What is known: replies to other threads, and other customers with their shops."""
    everything = ReplyIndex()
    everything.add_customer(1, "Maria Costa", "www.costa-garden.com")
    for number, text in enumerate(replies, start=2):
        everything.add_reply(number, text)
    for number, (name, shop) in enumerate(customers, start=100):
        everything.add_customer(number, name, shop)
    return everything
