"""Sends what is in the outbox, each reply once, and looks in the threads for what became of it.

One program at a time sends for a store. A reply is noted as being sent before the call; whatever ends
that call unsure, a crash included, leaves it to be looked for, never to be sent again by itself.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from bizcare_tui.domain.outbox import SOON, ReplyState, Way, next_look, retry_pause
from bizcare_tui.errors import ApiFailed, MarketplaceError, NotTheApi, Offline, RateLimited, ShapeChanged
from bizcare_tui.i18n import _
from bizcare_tui.marketplace.client import SellerApi, Unconfirmed
from bizcare_tui.marketplace.intake import take_in_messages
from bizcare_tui.store import leases, outbox, standings
from bizcare_tui.store.engine import Session, Store
from bizcare_tui.store.instants import seconds
from bizcare_tui.store.outbox import FileToSend
from bizcare_tui.store.people import the_account
from bizcare_tui.store.tables import Reply

# How often an error that the Marketplace reports (200 with `error`) is taken as one that may pass.
ATTEMPTS = 3
# A call begins at most so many seconds after it was noted: then no other program took over meanwhile.
PROMPT = leases.SECONDS / 2

Judge = Callable[[int, str, str], str]
"""Why a reply (thread, text, reason of an override) must not go as it stands; empty when it may."""


@dataclass(slots=True)
class SendReport:
    """How many replies went each way in a round."""

    accepted: int = 0
    confirmed: int = 0
    held: int = 0
    failed: int = 0
    unsure: int = 0


def work_off(
    store: Store,
    api: SellerApi,
    *,
    api_url: str,
    now: Callable[[], datetime],
    judge: Judge,
    seller_names: tuple[str, ...] = (),
    confirm_seconds: float = 600,
    stop: threading.Event | None = None,
    on_progress: Callable[[str], None] = lambda _what: None,
) -> SendReport:
    """Send what is due, waiting for replies that can soon no longer be undone, and look for what was sent.

    Args:
        confirm_seconds: for how long an accepted reply is looked for before it is unknown.
        stop: set it to end after the reply under way.

    Raises:
        StoreBusy: another program sends for this store.
        StoreProblem: the store refuses; nothing is sent that could not be noted first.
        MarketplaceError: it cannot be reached, or refuses the key; what is queued waits.
    """
    sender = _Sender(store, api, now, judge, stop or threading.Event())
    with sender.lease(api_url):
        return sender.run(seller_names, confirm_seconds, on_progress)


@dataclass(frozen=True, slots=True)
class _Begun:
    """A reply that was noted as being sent, `at` on the clock that only grows."""

    reply_id: int
    thread_id: int
    text: str
    file: FileToSend | None
    attempt: int
    at: float = field(default_factory=time.monotonic)


class _Sender:
    def __init__(
        self, store: Store, api: SellerApi, now: Callable[[], datetime], judge: Judge, stop: threading.Event
    ) -> None:
        self._store = store
        self._api = api
        self._now = now
        self._judge = judge
        self._stop = stop
        self._report = SendReport()
        self._account_id = 0
        self._held: leases.Held | None = None

    @contextmanager
    def lease(self, api_url: str) -> Iterator[None]:
        with self._store.transaction() as session:
            account = the_account(session, api_url, seconds(self._now()))
            assert account.id is not None
            self._account_id = account.id
            self._held = leases.take(session, account.id, "send")
        try:
            yield
        finally:
            with self._store.transaction() as session:
                leases.give_back(session, self._held)

    def run(
        self, seller_names: tuple[str, ...], confirm_seconds: float, on_progress: Callable[[str], None]
    ) -> SendReport:
        with self._step() as session:
            self._report.unsure += len(outbox.interrupted(session, self._account_id, self._now()))
        try:
            self._look_back(confirm_seconds)
            while not self._stop.is_set():
                with self._step() as session:
                    reply = outbox.next_due(session, self._account_id, time.time())
                    found = None if reply is None else (reply.id or 0, reply.thread_id)
                if found is not None:
                    on_progress(_("sending reply {0}").format(found[0]))
                    self._send(*found)
                    self._look_back(confirm_seconds, found[1])
                    # What a confirmed reply means for its clock shows at once, however long the queue.
                    self._work_out(seller_names)
                elif not self._wait(on_progress):
                    break
        finally:
            self._work_out(seller_names)
        return self._report

    @contextmanager
    def _step(self) -> Iterator[Session]:
        """A transaction, good only as long as the lease is ours."""
        assert self._held is not None
        with self._store.transaction() as session:
            leases.renew(session, self._held)
            yield session

    def _wait(self, on_progress: Callable[[str], None]) -> bool:
        """Wait for the next reply that can still be undone, but not for long; whether there is one."""
        with self._step() as session:
            begins = outbox.next_untried(session, self._account_id)
        if begins is None or begins > time.time() + SOON:
            return False
        on_progress(_("waiting for what can still be undone"))
        # Not longer than the lease lasts.
        self._stop.wait(min(max(begins - time.time(), 0.01), leases.SECONDS / 2))
        return True

    # --- sending -----------------------------------------------------------------------------------

    def _send(self, reply_id: int, thread_id: int) -> None:
        try:
            self._read(thread_id)
        except MarketplaceError as error:
            self._put_off_unread(reply_id, error)
            return
        with self._step() as session:
            reply = outbox.the_reply(session, self._account_id, reply_id)
            if reply.state != ReplyState.QUEUED:
                return  # taken back meanwhile
            if outbox.confirm_if_seen(session, reply, self._now()):
                self._report.confirmed += 1
                return
            if why := self._why_not(session, reply):
                outbox.move(session, reply, Way.HOLD, self._now(), error=why)
                self._report.held += 1
                return
            known = outbox.last_message(session, self._account_id, thread_id)
            begun = _Begun(
                reply_id, thread_id, reply.text, outbox.the_file(session, reply), reply.attempts + 1
            )
            changes = {"known_message_id": known, "attempts": begun.attempt, "looks": 0}
            outbox.move(session, reply, Way.BEGIN, self._now(), changes=changes)
        self._call(begun)

    def _why_not(self, session: Session, reply: Reply) -> str:
        if arrived := outbox.arrived_since(session, reply):
            return _("Since it was begun, new in the thread: {0}. Read that first.").format(arrived)
        return self._judge(reply.thread_id, reply.text, reply.override_reason)

    def _call(self, begun: _Begun) -> None:
        if time.monotonic() - begun.at > PROMPT:
            self._put_off(begun, _("The machine was asleep; nothing was sent."))
            return
        file = begun.file
        attachment = (file.name, file.content, file.media_type) if file else None
        try:
            self._api.add_message(begun.thread_id, begun.text, attachment)
        except Unconfirmed as error:
            self._report.unsure += 1
            self._look_for(begun, Way.LOST, error.sentence)
        except (Offline, RateLimited) as error:
            self._put_off(begun, error.sentence, error.pause)
            raise
        except MarketplaceError as error:
            # What the Marketplace itself reports may pass; a wrong key or address will not.
            if isinstance(error, ApiFailed) and begun.attempt < ATTEMPTS:
                self._put_off(begun, error.sentence)
            else:
                self._report.failed += 1
                self._settle(begun, Way.REFUSED, error.sentence)
        else:
            self._report.accepted += 1
            self._look_for(begun, Way.ACCEPTED)

    def _put_off(self, begun: _Begun, error: str, pause: float | None = None) -> None:
        wait = max(pause or 0, retry_pause(begun.attempt))
        self._settle(begun, Way.PUT_OFF, error, not_before=time.time() + wait)

    def _look_for(self, begun: _Begun, way: Way, error: str = "") -> None:
        at = time.time()
        self._settle(begun, way, error, accepted_at=at, look_after=at)

    def _settle(self, begun: _Begun, way: Way, error: str = "", **changes: float) -> None:
        """Note how a call ended."""
        with self._step() as session:
            reply = outbox.the_reply(session, self._account_id, begun.reply_id)
            outbox.move(session, reply, way, self._now(), error=error, changes=changes)

    def _put_off_unread(self, reply_id: int, error: MarketplaceError) -> None:
        """Have a reply wait whose thread could not be read; nothing of it was sent.

        Raises:
            MarketplaceError: this will befall every other reply too.
        """
        with self._step() as session:
            reply = outbox.the_reply(session, self._account_id, reply_id)
            pause = max(error.pause or 0, retry_pause(reply.attempts + 1))
            outbox.put_off(session, reply, time.time() + pause, error.sentence)
        if not isinstance(error, (ApiFailed, NotTheApi, ShapeChanged)):
            raise error

    # --- looking for what was sent -----------------------------------------------------------------

    def _read(self, thread_id: int) -> None:
        """Take in the thread's messages as they are on the Marketplace now."""
        pages = self._api.thread_messages(thread_id)
        with self._step() as session:
            take_in_messages(session, self._account_id, pages, seconds(self._now()))

    def _look_back(self, confirm_seconds: float, only_thread: int | None = None) -> None:
        """Look for the replies whose time for that has come."""
        with self._step() as session:
            waiting = outbox.to_look_for(session, self._account_id, time.time())
            thread_ids = sorted({reply.thread_id for reply in waiting})
        if only_thread is not None:
            thread_ids = [thread_id for thread_id in thread_ids if thread_id == only_thread]
        for thread_id in thread_ids:
            if self._stop.is_set():
                return
            try:
                self._read(thread_id)
            except (ApiFailed, NotTheApi, ShapeChanged):
                continue  # not a look: it comes again
            with self._step() as session:
                seen = outbox.confirm_seen(session, self._account_id, self._now(), thread_id)
                self._report.confirmed += len(seen)
                for reply in outbox.to_look_for(session, self._account_id, time.time()):
                    if reply.thread_id == thread_id:
                        self._not_seen(session, reply, confirm_seconds)

    def _not_seen(self, session: Session, reply: Reply, confirm_seconds: float) -> None:
        reply.looks += 1
        after = next_look(reply.looks, confirm_seconds)
        since = reply.accepted_at or time.time()
        if after is not None:
            reply.look_after = since + after
            session.add(reply)
        elif reply.state == ReplyState.UNCONFIRMED:
            why = _("The Marketplace took it, but it does not show in the thread.")
            outbox.move(session, reply, Way.NOT_SEEN, self._now(), error=why)
        else:
            reply.look_after = time.time() + confirm_seconds / 2
            session.add(reply)

    def _work_out(self, seller_names: tuple[str, ...]) -> None:
        for _done in standings.work_out_all(
            self._step, self._account_id, seller_names, self._now, "reply confirmed"
        ):
            pass
