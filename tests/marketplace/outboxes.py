"""An account on a sandbox with an outbox: what tests of sending share."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import select

from bizcare_tui.domain.outbox import Way
from bizcare_tui.marketplace.client import Patience, SellerApi
from bizcare_tui.marketplace.outbox import Judge, SendReport, work_off
from bizcare_tui.marketplace.sandbox.market import Market
from bizcare_tui.marketplace.sandbox.quirks import Quirks
from bizcare_tui.marketplace.sandbox.server import Sandbox
from bizcare_tui.marketplace.sync import sync
from bizcare_tui.store import outbox
from bizcare_tui.store.engine import Store
from bizcare_tui.store.place import the_place
from bizcare_tui.store.tables import InboxEntry, Reply

NOW = datetime(2026, 11, 26, 9, 20, tzinfo=UTC)
QUICK = Patience(connect=2, read=0.6, attempts=4)


@dataclass
class Outbox:
    """A store that was synced with a sandbox, and its sender."""

    sandbox: Sandbox
    file: Path
    now: Callable[[], datetime] = lambda: NOW
    judge: Judge = lambda _thread, _text, _override: ""
    confirm_seconds: float = 600
    store: Store = field(init=False)

    def __post_init__(self) -> None:
        self.store = Store(the_place(self.file))
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
            base = outbox.last_message(session, 1, thread_id)
            reply = outbox.queue(
                session, 1, thread_id, text,
                base_message_id=base, not_before=time.time() + in_seconds, now=self.now(),
            )  # fmt: skip
            return reply.id or 0

    def send(self, key: str | None = None) -> SendReport:
        with self.api(key) as api:
            return work_off(
                self.store, api, api_url=self.sandbox.url, now=self.now, judge=self.judge,
                confirm_seconds=self.confirm_seconds,
            )  # fmt: skip

    def sync(self) -> None:
        with self.api() as api:
            sync(self.store, api, api_url=self.sandbox.url, now=self.now)

    def decide(self, reply_id: int, way: Way) -> None:
        with self.store.transaction() as session:
            reply = outbox.the_reply(session, 1, reply_id)
            if way in (Way.UNDO, Way.EDIT, Way.DISCARD):
                outbox.take_back(session, reply, way, self.now(), "a test")
            else:
                outbox.decide(session, reply, way, self.now(), "a test")

    def hurry(self) -> None:
        """Let every time that something waits for be over."""
        with self.store.transaction() as session:
            for reply in session.exec(select(Reply)):
                reply.not_before, reply.look_after = 0.0, 0.0
                session.add(reply)

    def reply(self, reply_id: int) -> Reply:
        with self.store.transaction() as session:
            reply = outbox.the_reply(session, 1, reply_id)
            session.expunge(reply)
            return reply

    def state(self, reply_id: int) -> str:
        return str(self.reply(reply_id).state)

    def posted(self) -> Counter[str]:
        """How often the Marketplace took each text."""
        return Counter(reply.message for reply in self.sandbox.replies)


def market(threads: int = 12, quirks: Quirks | None = None) -> Market:
    """A small account."""
    return Market.generate(5, threads, NOW, quirks=quirks)
