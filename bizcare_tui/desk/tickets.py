"""Threads in the form that the check of a reply needs, with the earlier replies it is compared with."""

from __future__ import annotations

import threading

from bizcare_tui.desk.snippets import load_snippets
from bizcare_tui.domain.language import detect, detect_own, language_name
from bizcare_tui.domain.missing_facts import Fact, looks_technical, missing_facts, questions
from bizcare_tui.domain.prose import own_parts
from bizcare_tui.domain.replies.check import check_reply
from bizcare_tui.domain.replies.reply_findings import ReplyFinding
from bizcare_tui.domain.replies.reply_index import ReplyIndex
from bizcare_tui.domain.replies.ticket import Ticket, TicketMessage
from bizcare_tui.domain.snippets import FilledText, Snippet, fill_slots, unfilled, without_unknown_names
from bizcare_tui.domain.text import without_stand_ins
from bizcare_tui.domain.threads import Author
from bizcare_tui.errors import UnknownThread
from bizcare_tui.paths import Paths
from bizcare_tui.settings import Settings
from bizcare_tui.store.reads.hot import read_inbox_entries
from bizcare_tui.store.reads.hot_thread import read_messages
from bizcare_tui.store.reads.reader import StoreReader


class TicketReader:
    """Converts threads to tickets, and keeps the data that replies are compared with.

    The data are loaded at the first check, which takes a second for ten thousand replies; later checks only
    add new replies.

    Args:
        paths: where the seller's own snippets are.
        settings: the current settings.
        reading: the store, opened for reading.
    """

    def __init__(self, paths: Paths, settings: Settings, reading: StoreReader) -> None:
        self._folder = paths.config / "snippets"
        self._settings = settings
        self._reading = reading
        self._lock = threading.Lock()
        self._known: ReplyIndex | None = None
        self._last_reply_id = 0

    def ticket(self, thread_id: int) -> Ticket:
        """Return a thread in the form that the check of a reply needs.

        Raises:
            UnknownThread: it is not in the store.
        """
        entries = read_inbox_entries(self._reading, [thread_id])
        if not entries:
            raise UnknownThread(thread_id)
        entry = entries[0]
        messages = tuple(
            TicketMessage(message.author, message.text) for message in read_messages(self._reading, thread_id)
        )
        customer_parts = own_parts(
            (message.text, message.author is not Author.SELLER) for message in messages
        )
        return Ticket(
            thread_id=thread_id,
            topic=entry.topic,
            messages=messages,
            product=entry.product,
            customer=entry.customer,
            shop=entry.website or entry.shop,
            prestashop_version=entry.prestashop_version,
            order_id=entry.order_id,
            language=detect_own(customer_parts) or detect(entry.topic),
        )

    def language(self, ticket: Ticket) -> str:
        """Return the name of the customer's language; "" when it is uncertain."""
        return language_name(ticket.language) if ticket.language else ""

    def missing(self, ticket: Ticket) -> tuple[Fact, ...]:
        """Return the facts that a technical request lacks; nothing for other requests."""
        return missing_facts(ticket) if looks_technical(ticket) else ()

    def questions(self, thread_id: int) -> str:
        """Return questions about the missing facts, in the customer's language; "" when none is missing.

        Raises:
            UnknownThread: it is not in the store.
        """
        ticket = self.ticket(thread_id)
        missing = missing_facts(ticket)
        return questions(ticket.language, missing) + "\n" if missing else ""

    def snippets(self, thread_id: int) -> list[tuple[Snippet, FilledText]]:
        """Return the snippets with their texts filled in from the ticket, the customer's language first.

        Raises:
            UnknownThread: it is not in the store.
            BadSettings: a file of snippets cannot be read; the sentence names the file and the line.
        """
        ticket = self.ticket(thread_id)
        values = {
            "customer": ticket.customer,
            "product": ticket.product,
            "shop": ticket.shop,
            "version": ticket.prestashop_version,
            "order": str(ticket.order_id or ""),
            "signature": next(iter(self._settings.seller_names), ""),
        }
        # Remove the marks that replace hidden characters: a text that is sent must not contain them.
        values = {slot: without_stand_ins(value) for slot, value in values.items()}
        available = load_snippets(self._folder).for_language(ticket.language)
        return [
            (snippet, fill_slots(without_unknown_names(snippet.text, values), values))
            for snippet in available
        ]

    def unfilled(self, text: str) -> list[tuple[int, int]]:
        """Return the (start, end) positions of the slots in a text that are still to be filled.

        Raises:
            BadSettings: a file of snippets cannot be read.
        """
        return unfilled(text, load_snippets(self._folder).slot_names)

    def check(self, thread_id: int, text: str) -> list[ReplyFinding]:
        """Return the findings against a reply to a thread, the gravest first.

        Raises:
            UnknownThread: it is not in the store.
            BadSettings: a file of snippets cannot be read.
        """
        return check_reply(text, self.ticket(thread_id), self.known(), self._settings.checks)

    def known(self) -> ReplyIndex:
        """Return the data that a reply is compared with, brought up to date.

        Raises:
            BadSettings: a file of snippets cannot be read.
        """
        from bizcare_tui.store.reads.outbox import read_own_texts

        with self._lock:
            if self._known is None:
                self._known = self._load_known()
            for own in read_own_texts(self._reading, self._last_reply_id):
                self._known.add_reply(own.thread_id, own.text)
                self._last_reply_id = max(self._last_reply_id, own.id)
            return self._known

    def _load_known(self) -> ReplyIndex:
        from bizcare_tui.store.reads.outbox import read_customers

        known = ReplyIndex(snippets=load_snippets(self._folder).everything)
        for record in read_customers(self._reading):
            known.add_customer(record.thread_id, record.customer, record.shop)
        return known
