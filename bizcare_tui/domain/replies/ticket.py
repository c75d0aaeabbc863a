"""The data of a ticket that its reply is checked against."""

from __future__ import annotations

from dataclasses import dataclass

from bizcare_tui.domain.automatic import reads_automatic
from bizcare_tui.domain.threads import Author


@dataclass(frozen=True, slots=True)
class TicketMessage:
    """A message of the thread: its author and its readable text."""

    author: Author
    text: str


@dataclass(frozen=True, slots=True)
class Ticket:
    """The data of a thread that a reply is checked against; a text is empty if it is not known.

    `messages` are oldest first, `shop` is the address or host of the licensed shop, and `language` the
    customer's language as a code of ISO 639-1, or None if it is uncertain.
    """

    thread_id: int
    topic: str
    messages: tuple[TicketMessage, ...]
    product: str = ""
    customer: str = ""
    shop: str = ""
    prestashop_version: str = ""
    order_id: int | None = None
    language: str | None = None

    @property
    def is_answered(self) -> bool:
        """Whether the seller has already written a message that was not automatic."""
        return any(
            message.author is Author.SELLER and not reads_automatic(message.text) for message in self.messages
        )
