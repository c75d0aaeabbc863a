"""The ticket that a reply answers, as far as the reply can be judged by it."""

from __future__ import annotations

from dataclasses import dataclass

from bizcare_tui.domain.automatic import reads_automatic
from bizcare_tui.domain.threads import Author


@dataclass(frozen=True, slots=True)
class Said:
    """A message of the thread: who wrote it, and its readable text."""

    author: Author
    text: str


@dataclass(frozen=True, slots=True)
class Ticket:
    """A thread as its reply sees it; texts are empty where something is not known.

    `messages` are oldest first, `shop` is the address or host of the licensed shop,
    `language` the customer's, as a code of ISO 639-1, None where it is unsure.
    """

    thread_id: int
    topic: str
    messages: tuple[Said, ...]
    product: str = ""
    customer: str = ""
    shop: str = ""
    prestashop_version: str = ""
    order_id: int | None = None
    language: str | None = None

    @property
    def is_answered(self) -> bool:
        """Whether the seller wrote something already that was not automatic."""
        return any(said.author is Author.SELLER and not reads_automatic(said.text) for said in self.messages)
