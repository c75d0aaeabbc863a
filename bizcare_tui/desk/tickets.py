"""The tickets as replies are judged by them: what was asked, in which language, and what is known besides."""

from __future__ import annotations

import threading

from bizcare_tui.desk.snippets import load_snippets
from bizcare_tui.domain.language import detect, language_name
from bizcare_tui.domain.missing import Fact, looks_technical, missing_facts, questions
from bizcare_tui.domain.replies.check import check
from bizcare_tui.domain.replies.findings import Finding
from bizcare_tui.domain.replies.known import Known
from bizcare_tui.domain.replies.ticket import Said, Ticket
from bizcare_tui.domain.snippets import Snippet, fill, unfilled
from bizcare_tui.domain.threads import Author
from bizcare_tui.errors import UnknownThread
from bizcare_tui.i18n import _
from bizcare_tui.paths import Paths
from bizcare_tui.settings import Settings
from bizcare_tui.store.reading import Reading


class Tickets:
    """Threads as tickets, and everything that a reply to one is compared with.

    What is known besides is gathered at the first check, which takes a second for ten thousand
    replies, and only added to later.
    """

    def __init__(self, paths: Paths, settings: Settings, reading: Reading) -> None:
        self._folder = paths.config / "snippets"
        self._settings = settings
        self._reading = reading
        self._gathering = threading.Lock()
        self._known: Known | None = None
        self._known_until = 0

    def ticket(self, thread_id: int) -> Ticket:
        """A thread as its reply is judged by it.

        Raises:
            UnknownThread: it is not in the store.
        """
        entries = self._reading.entries([thread_id])
        if not entries:
            raise UnknownThread(
                _("Thread {id} is not in the store.").format(id=thread_id), _("Run `bizcare sync`.")
            )
        entry = entries[0]
        messages = tuple(
            Said(Author(message["author"]), message["text"]) for message in self._reading.messages(thread_id)
        )
        asked = "\n".join(said.text for said in messages if said.author is not Author.SELLER)
        return Ticket(
            thread_id=thread_id,
            topic=entry["topic"],
            messages=messages,
            product=entry["product"],
            customer=entry["customer"],
            shop=entry["website"] or entry["shop"],
            prestashop_version=entry["prestashop_version"],
            order_id=entry["order_id"],
            language=detect(asked) or detect(entry["topic"]),
        )

    def language(self, ticket: Ticket) -> str:
        """The name of the customer's language; empty where it is unsure."""
        return language_name(ticket.language) if ticket.language else ""

    def missing(self, ticket: Ticket) -> tuple[Fact, ...]:
        """What a technical request lacks to be answered; nothing for any other."""
        return missing_facts(ticket) if looks_technical(ticket) else ()

    def questions(self, thread_id: int) -> str:
        """The questions for what the request lacks, in the customer's language; empty when nothing is.

        Raises:
            UnknownThread: it is not in the store.
        """
        ticket = self.ticket(thread_id)
        missing = missing_facts(ticket)
        return questions(ticket.language, missing) + "\n" if missing else ""

    def snippets(self, thread_id: int) -> list[tuple[Snippet, str]]:
        """The snippets, those in the customer's language first, each with what the ticket fills in.

        Raises:
            UnknownThread: it is not in the store.
            BadSettings: a file of the person's own cannot be read; the sentence names file and line.
        """
        ticket = self.ticket(thread_id)
        values = {
            "customer": ticket.customer,
            "product": ticket.product,
            "shop": ticket.shop,
            "version": ticket.prestashop_version,
            "order": str(ticket.order_id or ""),
        }
        offered = load_snippets(self._folder).for_language(ticket.language)
        return [(snippet, fill(snippet.text, values)) for snippet in offered]

    def unfilled(self, text: str) -> list[tuple[int, int]]:
        """Where in a text slots of snippets are still to be filled: start and end of each.

        Raises:
            BadSettings: a file of snippets cannot be read.
        """
        return unfilled(text, load_snippets(self._folder).slot_names)

    def check(self, thread_id: int, text: str) -> list[Finding]:
        """What there is to say against a reply to a thread, gravest first.

        Raises:
            UnknownThread: it is not in the store.
            BadSettings: a file of snippets cannot be read.
        """
        return check(text, self.ticket(thread_id), self.known(), self._settings.checks)

    def known(self) -> Known:
        """Everything that a reply is compared with, up to date.

        Raises:
            BadSettings: a file of snippets cannot be read.
        """
        with self._gathering:
            if self._known is None:
                self._known = self._gather()
            for row in self._reading.sent_texts(self._known_until):
                self._known.add_reply(row["thread_id"], row["text"])
                self._known_until = max(self._known_until, row["id"])
            return self._known

    def _gather(self) -> Known:
        known = Known(snippets=load_snippets(self._folder).everything)
        for row in self._reading.customers():
            known.add_customer(row["thread_id"], row["customer"], row["shop"])
        return known
