"""Send the replies in the outbox, each at most once, and look for sent replies in their threads.

Only one program at a time sends for a store. A reply is stored as "sending" before the call. If the call
ends with an unknown result, or the program crashes, the reply is searched for in its thread and never
resent automatically.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from bizcare_tui.domain.outbox import SOON, ReplyState, Transition, next_look, retry_pause
from bizcare_tui.domain.replies.layout import ReplyFormat, format_for_posting
from bizcare_tui.elapsed import monotonic_seconds
from bizcare_tui.errors import (
    AccessBlocked,
    ApiFailed,
    ApiFormatChanged,
    Interrupted,
    MarketplaceError,
    NotSellerApi,
    Offline,
    RateLimited,
)
from bizcare_tui.i18n import _
from bizcare_tui.marketplace.account_check import confirm_account
from bizcare_tui.marketplace.client import PostUnconfirmed, SellerApi
from bizcare_tui.marketplace.pause_error import pause_error
from bizcare_tui.marketplace.row_import import import_threads
from bizcare_tui.marketplace.send_report import SendAttempt, SendReport
from bizcare_tui.store import derive, history_proof, leases, outbox, schema_check
from bizcare_tui.store.engine import Session, Store
from bizcare_tui.store.marketplace_pause import LONGEST_PAUSE_SECONDS, remaining_pause, set_pause
from bizcare_tui.store.outbox_queue import (
    mark_interrupted_unknown,
    next_due_reply,
    restart_overlong_waits,
    seconds_until_next_untried,
)
from bizcare_tui.store.people import get_account
from bizcare_tui.store.real_time import real_time
from bizcare_tui.store.reply_read_back import (
    confirm_if_seen,
    confirm_seen_replies,
    count_new_messages,
    last_message_id,
    replies_to_look_for,
)
from bizcare_tui.store.reply_transitions import (
    apply_transition,
    columns_to_look_from_now,
    columns_to_wait,
    postpone_reply,
)
from bizcare_tui.store.tables import Reply
from bizcare_tui.store.unix_time import to_unix_seconds

# How often a reply is tried while the Marketplace reports an error (200 with `error`).
MAX_ATTEMPTS = 3
# How often a reply is tried while a web page replaces the API's own 401 or 403: about two hours in all.
MAX_BLOCKED_ATTEMPTS = 8
# A call must begin this many seconds after it was stored, at most: then the lease is still ours.
MAX_SECONDS_BEFORE_POST = leases.LEASE_SECONDS / 2
ReplyCheck = Callable[[int, str, str], str]
"""Return why a reply (thread id, text, reason for an override) must not be sent; empty if it may."""


def send_due_replies(
    store: Store,
    api: SellerApi,
    *,
    api_url: str,
    now: Callable[[], datetime],
    judge: ReplyCheck,
    seller_names: tuple[str, ...] = (),
    confirm_seconds: float = 600,
    reply_format: ReplyFormat = ReplyFormat.TEXT,
    stop: threading.Event | None = None,
    on_progress: Callable[[str], None] = lambda _what: None,
) -> SendReport:
    """Send all due replies, and look for sent ones in their threads.

    Wait for replies whose undo delay is about to end.

    Args:
        judge: returns why a reply must not be sent.
        confirm_seconds: how long to look for an accepted reply before its state becomes unknown.
        reply_format: the format in which replies are posted.
        stop: set it to end after the current reply.

    Raises:
        OtherAccount: the key belongs to another account; nothing is sent.
        StoreBusy: another program is sending for this store.
        StoreProblem: the store cannot be written, or another program changed its schema; a reply is never
            sent without being stored as "sending" first.
        RateLimited: a pause that the Marketplace asked for is not over.
        MarketplaceError: the Marketplace cannot be reached, or refuses the key; queued replies wait.
    """
    sender = _Sender(store, api, now, judge=judge, reply_format=reply_format, stop=stop or threading.Event())
    with sender.lease(api_url):
        return sender.run(seller_names, confirm_seconds, on_progress)


class _Sender:
    def __init__(
        self,
        store: Store,
        api: SellerApi,
        now: Callable[[], datetime],
        *,
        judge: ReplyCheck,
        reply_format: ReplyFormat,
        stop: threading.Event,
    ) -> None:
        self._store = store
        self._api = api
        self._now = now
        self._why_not_allowed = judge
        self._format = reply_format
        self._stop = stop
        self._report = SendReport()
        self._account_id = 0
        self._lease: leases.HeldLease | None = None

    @contextmanager
    def lease(self, api_url: str) -> Iterator[None]:
        with self._store.transaction() as session:
            account = get_account(session, api_url, to_unix_seconds(self._now()))
            assert account.id is not None
            self._account_id = account.id
            if (pause_left := remaining_pause(session, account.id)) > 0:
                raise pause_error(pause_left)
            self._lease = leases.acquire(session, account.id, "send")
        try:
            yield
        except MarketplaceError as error:
            if error.pause is not None:
                with self._step() as session:
                    set_pause(session, self._account_id, error.pause)
            raise
        finally:
            with self._store.transaction() as session:
                leases.release(session, self._lease)

    def run(
        self, seller_names: tuple[str, ...], confirm_seconds: float, on_progress: Callable[[str], None]
    ) -> SendReport:
        with self._step() as session:
            schema_check.require_expected_schema(session.connection())
            for interrupted in mark_interrupted_unknown(session, self._account_id, self._now()):
                self._note_unknown(interrupted.id or 0)
            restart_overlong_waits(session, self._account_id, confirm_seconds)
        try:
            self._look_for_sent(confirm_seconds)
            while not self._stop.is_set():
                with self._step() as session:
                    reply = next_due_reply(session, self._account_id)
                    due = None if reply is None else (reply.id or 0, reply.thread_id)
                if due is not None:
                    on_progress(_("sending reply {0}").format(due[0]))
                    self._send(*due)
                    self._look_for_sent(confirm_seconds, due[1])
                    # Update the deadlines after each reply, because the queue may be long.
                    self._recompute(seller_names)
                elif not self._wait(on_progress):
                    break
        finally:
            self._recompute(seller_names)
        return self._report

    @contextmanager
    def _step(self) -> Iterator[Session]:
        """Open a transaction that first renews the lease; fails if another program has taken it."""
        assert self._lease is not None
        with self._store.transaction() as session:
            leases.renew(session, self._lease)
            yield session

    def _wait(self, on_progress: Callable[[str], None]) -> bool:
        """Wait briefly for the next reply whose undo delay is running; return whether there is one."""
        with self._step() as session:
            wait = seconds_until_next_untried(session, self._account_id)
        if wait is None or wait > SOON:
            return False
        on_progress(_("waiting for replies that can still be undone"))
        # Do not wait longer than the lease lasts.
        self._stop.wait(min(max(wait, 0.01), leases.LEASE_SECONDS / 2))
        return True

    # --- sending -----------------------------------------------------------------------------------

    def _send(self, reply_id: int, thread_id: int) -> None:
        try:
            self._fetch_thread(thread_id)
        except MarketplaceError as error:
            self._delay_unread(reply_id, error)
            return
        with self._step() as session:
            reply = outbox.get_reply(session, self._account_id, reply_id)
            if reply.state != ReplyState.QUEUED:
                return  # undone in the meantime
            # Replies sent earlier are matched first with a message that has the same text.
            self._report.confirmed += len(
                confirm_seen_replies(session, self._account_id, self._now(), thread_id)
            )
            if confirm_if_seen(session, reply, self._now()):
                self._report.confirmed += 1
                return
            if reason := self._hold_reason(session, reply):
                apply_transition(session, reply, Transition.HOLD, self._now(), error=reason)
                self._report.held += 1
                self._report.held_ids.append(reply_id)
                return
            known = last_message_id(session, self._account_id, thread_id)
            attempt = SendAttempt(
                reply_id,
                thread_id,
                reply.text,
                outbox.get_attached_file(session, reply),
                reply.attempts + 1,
                reply.may_have_arrived,
            )
            changes = {"known_message_id": known, "attempts": attempt.number, "read_backs": 0}
            apply_transition(session, reply, Transition.BEGIN, self._now(), changes=changes)
        self._post(attempt)

    def _hold_reason(self, session: Session, reply: Reply) -> str:
        if changed := history_proof.reply_problem(session, reply):
            return changed
        if arrived := count_new_messages(session, reply):
            return _("New messages in the thread since the reply was started: {0}. Read them first.").format(
                arrived
            )
        return self._why_not_allowed(reply.thread_id, reply.text, reply.override_reason)

    def _post(self, attempt: SendAttempt) -> None:
        if monotonic_seconds() - attempt.at > MAX_SECONDS_BEFORE_POST:
            self._delay(attempt, _("The machine was asleep, so nothing was sent."))
            return
        file = attempt.file
        attachment = (file.name, file.content, file.media_type) if file else None
        try:
            self._api.add_message(
                attempt.thread_id, format_for_posting(attempt.text, self._format), attachment
            )
        except PostUnconfirmed as error:
            self._note_unknown(attempt.reply_id)
            self._await_confirmation(attempt, Transition.LOST, error.sentence)
        except Interrupted:
            # Nothing was sent: the next round sends it.
            self._store_result(attempt, Transition.PUT_OFF, "", lambda session: columns_to_wait(session, 0))
            raise
        except (Offline, RateLimited) as error:
            self._delay(attempt, error.sentence, error.pause)
            raise
        except AccessBlocked as error:
            # A firewall's page: it may block this text, or all callers for a while.
            if attempt.number < MAX_BLOCKED_ATTEMPTS:
                pause = retry_pause(attempt.number, first=60, longest=3600)
                self._delay(attempt, error.sentence, pause)
            else:
                self._note_failed(attempt, error.sentence)
        except MarketplaceError as error:
            # An error that the Marketplace reports may be temporary; a wrong key or address is not.
            if isinstance(error, ApiFailed) and attempt.number < MAX_ATTEMPTS:
                self._delay(attempt, error.sentence)
            else:
                self._note_failed(attempt, error.sentence)
        else:
            self._report.accepted += 1
            self._await_confirmation(attempt, Transition.ACCEPTED)

    def _note_failed(self, attempt: SendAttempt, error: str) -> None:
        """Record that this call posted nothing; an earlier call for the same reply may have."""
        if attempt.may_have_arrived:
            self._note_unknown(attempt.reply_id)
            self._store_result(attempt, Transition.LOST, error, columns_to_look_from_now)
        else:
            self._report.failed += 1
            self._report.failed_ids.append(attempt.reply_id)
            self._store_result(attempt, Transition.REFUSED, error)

    def _note_unknown(self, reply_id: int) -> None:
        self._report.unsure += 1
        self._report.unknown_ids.append(reply_id)

    def _delay(self, attempt: SendAttempt, error: str, pause: float | None = None) -> None:
        self._report.delayed_ids.append(attempt.reply_id)
        wait_seconds = max(min(pause or 0, LONGEST_PAUSE_SECONDS), retry_pause(attempt.number))
        self._store_result(
            attempt,
            Transition.PUT_OFF,
            error,
            lambda session: columns_to_wait(session, wait_seconds),
        )

    def _await_confirmation(self, attempt: SendAttempt, transition: Transition, error: str = "") -> None:
        self._store_result(attempt, transition, error, columns_to_look_from_now)

    def _store_result(
        self,
        attempt: SendAttempt,
        transition: Transition,
        error: str = "",
        changes: Callable[[Session], Mapping[str, float]] = lambda _session: {},
    ) -> None:
        """Store how a call ended."""
        with self._step() as session:
            reply = outbox.get_reply(session, self._account_id, attempt.reply_id)
            apply_transition(session, reply, transition, self._now(), error=error, changes=changes(session))

    def _delay_unread(self, reply_id: int, error: MarketplaceError) -> None:
        """Delay a reply whose thread could not be read; nothing was sent.

        Raises:
            MarketplaceError: the same error would occur for every other reply.
        """
        with self._step() as session:
            reply = outbox.get_reply(session, self._account_id, reply_id)
            pause = max(min(error.pause or 0, LONGEST_PAUSE_SECONDS), retry_pause(reply.attempts + 1))
            postpone_reply(session, reply, pause, error.sentence)
        if not isinstance(error, (ApiFailed, NotSellerApi, ApiFormatChanged)):
            raise error

    # --- looking for sent replies ------------------------------------------------------------------

    def _fetch_thread(self, thread_id: int) -> None:
        """Fetch and store the thread's current messages, after checking that the key is of this account."""
        confirm_account(self._store, self._api, self._account_id)
        pages = self._api.thread_messages(thread_id)
        with self._step() as session:
            import_threads(session, self._account_id, {thread_id: pages}, to_unix_seconds(self._now()))

    def _look_for_sent(self, confirm_seconds: float, only_thread: int | None = None) -> None:
        """Look in the threads for the sent replies whose next look is due."""
        with self._step() as session:
            waiting = replies_to_look_for(session, self._account_id)
            thread_ids = sorted({reply.thread_id for reply in waiting})
        if only_thread is not None:
            thread_ids = [thread_id for thread_id in thread_ids if thread_id == only_thread]
        for thread_id in thread_ids:
            if self._stop.is_set():
                return
            try:
                self._fetch_thread(thread_id)
            except (ApiFailed, NotSellerApi, ApiFormatChanged):
                continue  # does not count as a look; it is repeated later
            with self._step() as session:
                seen = confirm_seen_replies(session, self._account_id, self._now(), thread_id)
                self._report.confirmed += len(seen)
                for reply in replies_to_look_for(session, self._account_id):
                    if reply.thread_id == thread_id:
                        self._note_not_seen(session, reply, confirm_seconds)

    def _note_not_seen(self, session: Session, reply: Reply, confirm_seconds: float) -> None:
        reply.read_backs += 1
        pause = next_look(reply.read_backs, confirm_seconds)
        now = real_time(session)
        since = min(reply.accepted_at or now, now)
        if pause is not None:
            reply.read_back_after = since + pause
            session.add(reply)
        elif reply.state == ReplyState.UNCONFIRMED:
            reason = _("The Marketplace accepted the reply, but it has not appeared in the thread.")
            apply_transition(session, reply, Transition.NOT_SEEN, self._now(), error=reason)
        else:
            reply.read_back_after = now + confirm_seconds / 2
            session.add(reply)

    def _recompute(self, seller_names: tuple[str, ...]) -> None:
        for _done in derive.recompute_all_stale(
            self._step, self._account_id, seller_names, self._now, "reply confirmed"
        ):
            pass
