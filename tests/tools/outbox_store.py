"""A store with an outbox, synced with a sandbox, for tests of sending."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import select

from bizcare_tui.domain.outbox import Transition
from bizcare_tui.domain.replies.layout import ReplyFormat
from bizcare_tui.marketplace.client import CallLimits, SellerApi
from bizcare_tui.marketplace.outbox_sender import ReplyCheck, send_due_replies
from bizcare_tui.marketplace.send_report import SendReport
from bizcare_tui.marketplace.sync import sync
from bizcare_tui.sandbox.market import Market
from bizcare_tui.sandbox.quirks import Quirks
from bizcare_tui.sandbox.server import Sandbox
from bizcare_tui.store import outbox, reply_read_back
from bizcare_tui.store.engine import Store
from bizcare_tui.store.open_database import open_database
from bizcare_tui.store.tables import Account, InboxEntry, Reply

NOW = datetime(2026, 11, 26, 9, 20, tzinfo=UTC)
QUICK = CallLimits(connect=2, read=0.6, attempts=4)


@dataclass
class OutboxStore:
    """A store that was synced with a sandbox once, and its sender."""

    sandbox: Sandbox
    file: Path
    now: Callable[[], datetime] = lambda: NOW
    judge: ReplyCheck = lambda _thread, _text, _override: ""
    confirm_seconds: float = 600
    reply_format: ReplyFormat = ReplyFormat.TEXT
    store: Store = field(init=False)

    def __post_init__(self) -> None:
        self.store = Store(open_database(self.file))
        with self.api() as api:
            sync(self.store, api, api_url=self.sandbox.url, now=self.now)

    def api(self, key: str | None = None) -> SellerApi:
        return SellerApi(
            self.sandbox.url, key or self.sandbox.key, patience=QUICK, wait=lambda _seconds: None
        )

    def threads(self) -> list[int]:
        with self.store.transaction() as session:
            return list(session.exec(select(InboxEntry.thread_id).order_by(InboxEntry.rank)))  # type: ignore[arg-type]

    def queue(self, thread_id: int, text: str, *, in_seconds: float = 0) -> int:
        with self.store.transaction() as session:
            base = reply_read_back.last_message_id(session, 1, thread_id)
            reply = outbox.queue_reply(
                session, 1, thread_id, text,
                base_message_id=base, wait_seconds=in_seconds, now=self.now(),
            )  # fmt: skip
            return reply.id or 0

    def send(self, key: str | None = None) -> SendReport:
        with self.api(key) as api:
            return send_due_replies(
                self.store, api, api_url=self.sandbox.url, now=self.now, judge=self.judge,
                confirm_seconds=self.confirm_seconds, reply_format=self.reply_format,
            )  # fmt: skip

    def sync(self) -> None:
        with self.api() as api:
            sync(self.store, api, api_url=self.sandbox.url, now=self.now)

    def decide(self, reply_id: int, way: Transition) -> None:
        with self.store.transaction() as session:
            reply = outbox.get_reply(session, 1, reply_id)
            if way in (Transition.UNDO, Transition.EDIT, Transition.DISCARD):
                outbox.cancel_reply(session, reply, way, self.now(), "a test")
            else:
                outbox.resend_or_mark_sent(session, reply, way, self.now(), "a test")

    def end_waits(self) -> None:
        """Set every waiting time to zero."""
        with self.store.transaction() as session:
            for reply in session.exec(select(Reply)):
                reply.not_before, reply.read_back_after = 0.0, 0.0
                session.add(reply)
            for account in session.exec(select(Account)):
                account.paused_until = account.pause_seconds = 0.0
                session.add(account)

    def reply(self, reply_id: int) -> Reply:
        with self.store.transaction() as session:
            reply = outbox.get_reply(session, 1, reply_id)
            session.expunge(reply)
            return reply

    def state(self, reply_id: int) -> str:
        return str(self.reply(reply_id).state)

    def posted(self) -> Counter[str]:
        """Return how often the sandbox accepted each text."""
        return Counter(reply.message for reply in self.sandbox.replies)


def market(threads: int = 12, quirks: Quirks | None = None) -> Market:
    """A small account."""
    return Market.generate(5, threads, NOW, quirks=quirks)
