"""Deliver notices to the user on every configured channel, each at least once per channel.

A delivery is recorded per channel after it succeeded. One that fails or is interrupted is retried by this
program, by its next start or by another program, as long as the notice is current. Channels do not wait for
each other, and neither sync nor sending waits for a channel.
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bizcare_tui.desk.brief_delivery import BriefDelivery
from bizcare_tui.desk.notice_announcers import Announcers, ShowAnnouncement
from bizcare_tui.desk.notice_channel import NoticeChannel, NoticeItem
from bizcare_tui.desk.notice_settings import notice_lead_times, quiet_hours, require_own_program_settings
from bizcare_tui.desk.programs import run_program
from bizcare_tui.desk.smtp import send_mail
from bizcare_tui.domain.alerts import (
    Alert,
    Key,
    Pending,
    ReplyProblem,
    alerts,
    digest,
    digest_day,
    digest_horizon,
)
from bizcare_tui.domain.outbox import NEEDS_A_PERSON, ReplyState
from bizcare_tui.domain.text import safe_line
from bizcare_tui.domain.thread_status import OBLIGATIONS_BELOW
from bizcare_tui.elapsed import monotonic_seconds
from bizcare_tui.store.login import login_name
from bizcare_tui.store.reads.hot import read_account
from bizcare_tui.store.report_records import OwedRecord, QueuedEventRecord
from bizcare_tui.store.unix_time import to_unix_seconds

if TYPE_CHECKING:
    from bizcare_tui.desk.desk import Desk
    from bizcare_tui.store.events import Event

MAX_ROUND_INTERVAL = timedelta(minutes=1)
"""Longer than the pause between two rounds of a program that keeps running."""
# The thread number in the key of a daily digest: no thread has this number.
_DIGEST_THREAD = 0
_POLL_SECONDS = 0.1


@dataclass(slots=True)
class _Ledger:
    """The notices delivered on a channel, and the number of attempts for the others."""

    delivered: set[Key] = field(default_factory=set)
    attempts: dict[Key, int] = field(default_factory=dict)


class NoticeDelivery:
    """Finds what has to be announced and delivers it, one round at a time.

    Args:
        desk: the desk.
        show: writes an announcement for the user; raises OSError when it cannot. Called from a channel's
            thread.
        every: the longest time until the next round, by this program or its next start.
        clock: returns a monotonic time in seconds.

    Raises:
        BadSettings: the settings for notices are invalid.
    """

    def __init__(
        self,
        desk: Desk,
        *,
        show: ShowAnnouncement | None = None,
        every: timedelta = MAX_ROUND_INTERVAL,
        clock: Callable[[], float] = monotonic_seconds,
    ) -> None:
        self._desk = desk
        self._session = desk.session
        self._settings = desk.settings
        self._reading = desk.session.reader
        self._every = every
        self._leads = notice_lead_times(self._settings)
        self._night = None if self._settings.notify_at_night else quiet_hours(self._settings)
        require_own_program_settings(desk.session.paths.settings_file, self._settings)
        # The announcing function or hook of each channel, by kind of notice.
        announcers = Announcers(desk, show)
        self._announce_deadline = announcers.for_deadlines()
        self._announce_problem = announcers.for_problems()
        self._event_hooks = announcers.hooks_for_events()
        self._brief = BriefDelivery(desk, partial(self._message_id, what="bizcare-brief"))
        names = [*self._announce_deadline, *self._announce_problem, *self._event_hooks]
        names += ["mail"] if self._settings.notify_mail else []
        self._channels = {name: NoticeChannel(name, clock) for name in dict.fromkeys(names)}

    def round(self) -> list[str]:
        """Start delivering what has to be announced now; return the channels' problems without waiting.

        A person who is absent today gets no notices unless everybody is absent. The hooks for new threads
        and confirmed replies run anyway.

        Raises:
            StoreProblem: the store cannot be read or written, now or by a channel before this round.
        """
        from bizcare_tui.store.reads.deadlines import read_owed

        # Taken first: a channel that starts in this round may succeed, and so end its problem, during it.
        earlier_problems = [each.store_problem for each in self._channels.values() if each.store_problem]
        moment = self._desk.now()
        self._queue_events(moment)
        events = self._events()
        ledgers = self._ledgers()
        pending = [_pending(record) for record in read_owed(self._reading)]
        wanted = [each for each in pending if each.is_obligation or self._settings.notify_targets]
        is_asked = self._desk.absences.is_asked()
        is_quiet = not is_asked or (self._night is not None and self._night.holds(moment))
        for name, channel in self._channels.items():
            if not channel.is_ready():
                continue
            channel_events = [event for event in events if event.channel == name]
            items: list[NoticeItem] = []
            if name in self._event_hooks:
                items += self._event_items(name, channel_events)
            if name in self._announce_problem and not is_quiet:
                items += self._problem_items(name, channel_events)
            ledger = ledgers[name]
            if name in self._announce_deadline and not is_quiet:
                items += self._alert_items(name, wanted, ledger, moment)
            if name == "mail" and is_asked:
                items += self._digest_items(wanted, ledger, moment)
            # Its hour was chosen by the person, like that of the digest; only the webhook may be a loud one.
            if is_asked and (name == "mail" or not is_quiet):
                items += self._brief_items(name, ledger, moment)
            channel.offer([each for each in items if not channel.delivered.issuperset(each.refs)])
        if earlier_problems:
            raise earlier_problems[0]
        return self.problems()

    def problems(self) -> list[str]:
        """Return the current problems of the channels, each as a sentence."""
        sentences: list[str] = []
        for channel in self._channels.values():
            sentences += [channel.problem] if channel.problem else []
            sentences += [str(channel.store_problem)] if channel.store_problem else []
        return [*dict.fromkeys(sentences)]

    def settle(self, stop: threading.Event | None = None, seconds: float | None = None) -> bool:
        """Wait until no delivery is running; return False when `stop` is set or the time is over before."""
        deadline = None if seconds is None else monotonic() + seconds
        while not all(channel.join(0) for channel in self._channels.values()):
            if (stop is not None and stop.wait(_POLL_SECONDS)) or (
                deadline is not None and monotonic() >= deadline
            ):
                return False
            for channel in self._channels.values():
                channel.join(_POLL_SECONDS / len(self._channels))
        return True

    def stop(self) -> None:
        """Start no further delivery and interrupt the running ones; they are retried later."""
        for channel in self._channels.values():
            channel.stop()

    def close(self, seconds: float = 1.0) -> bool:
        """Stop, and wait up to `seconds` for running deliveries; return whether they ended in time."""
        self.stop()
        return self.settle(seconds=seconds)

    # --- items to deliver --------------------------------------------------------------------------

    def _alert_items(
        self, channel: str, pending: Sequence[Pending], ledger: _Ledger, moment: datetime
    ) -> list[NoticeItem]:
        due_alerts = alerts(pending, self._leads, ledger.delivered, moment, self._night, every=self._every)
        # Fewest attempts first: a notice that a receiver always rejects must not delay the others.
        due_alerts.sort(key=lambda alert: max((ledger.attempts.get(key, 0) for key in alert.keys), default=0))
        announce = self._announce_deadline[channel]
        return [self._notice_item(channel, each.keys, partial(announce, each)) for each in due_alerts]

    def _problem_items(self, channel: str, events: Sequence[QueuedEventRecord]) -> list[NoticeItem]:
        announce = self._announce_problem[channel]
        return [
            self._event_item(event.id, partial(announce, problem))
            for event in events
            if (problem := _reply_problem(event)) is not None
        ]

    def _event_items(self, channel: str, events: Sequence[QueuedEventRecord]) -> list[NoticeItem]:
        hook = self._event_hooks[channel]
        return [
            self._event_item(event.id, partial(run_program, [*hook, event.event, str(event.thread_id)]))
            for event in events
        ]

    def _digest_items(
        self, pending: Sequence[Pending], ledger: _Ledger, moment: datetime
    ) -> list[NoticeItem]:
        """Return the daily digest from its hour on; a failed one is retried until the next digest."""
        from bizcare_tui.store.reads.outbox import read_replies

        settings = self._settings
        zone, mail_at = ZoneInfo(settings.night_zone), time.fromisoformat(settings.mail_at)
        day = digest_day(moment, mail_at, zone)
        key = (_DIGEST_THREAD, int(datetime.combine(day, time(), zone).timestamp()), 0)
        is_today = day == moment.astimezone(zone).date()
        if key in ledger.delivered or not (is_today or ledger.attempts.get(key)):
            return []
        horizon = digest_horizon(day, mail_at, zone)
        listed = [Alert(each, ()) for each in pending if each.due <= horizon]
        problems = [
            ReplyProblem(
                reply.thread_id,
                safe_line(reply.topic or ""),
                reply.id,
                reply.state,
                safe_line(reply.error),
            )
            for reply in read_replies(self._reading, unfinished=True)
            if reply.state in NEEDS_A_PERSON
        ]

        def send(stop: threading.Event) -> None:
            if listed or problems:
                now = self._desk.now()
                subject, text = digest(listed, now, problems)
                send_mail(settings, subject, text, at=now, message_id=self._message_id(day), stop=stop)

        return [self._notice_item("mail", (key,), send)]

    def _brief_items(self, channel: str, ledger: _Ledger, moment: datetime) -> list[NoticeItem]:
        due = self._brief.due(channel, ledger.delivered, ledger.attempts, moment)
        return [self._notice_item(channel, (due[0],), due[1])] if due is not None else []

    def _message_id(self, day: date, what: str = "bizcare") -> str:
        """Return a Message-ID that depends only on the mail, so that receivers recognise a second copy."""
        account = read_account(self._reading)
        settings = self._settings
        created_at = to_unix_seconds(account.created_at) if account else 0
        identity = (created_at, login_name(), settings.notify_mail, day)
        name = hashlib.sha256(repr(identity).encode("utf-8", "replace")).hexdigest()[:20]
        host = re.sub(r"[^A-Za-z0-9.-]", "", (settings.mail_from or settings.notify_mail).rpartition("@")[2])
        return f"<{what}-{day:%Y%m%d}-{name}@{host or 'localhost'}>"

    def _notice_item(
        self, channel: str, keys: tuple[Key, ...], deliver: Callable[[threading.Event], None]
    ) -> NoticeItem:
        from bizcare_tui.store import deadline_notifications

        def claim() -> bool:
            with self._session.store().transaction() as session:
                return deadline_notifications.claim_notification(
                    session, self._session.account_id(), channel, keys
                )

        def record() -> None:
            with self._session.store().transaction() as session:
                at = to_unix_seconds(self._desk.now())
                deadline_notifications.record_delivery(session, self._session.account_id(), channel, keys, at)

        def release() -> None:
            with self._session.store().transaction() as session:
                deadline_notifications.record_failed_delivery(
                    session, self._session.account_id(), channel, keys
                )

        return NoticeItem(keys, deliver, claim, record, release)

    def _event_item(self, event_id: int, deliver: Callable[[threading.Event], None]) -> NoticeItem:
        from bizcare_tui.store import events

        def claim() -> bool:
            with self._session.store().transaction() as session:
                return events.claim_event(session, event_id)

        def record() -> None:
            with self._session.store().transaction() as session:
                events.drop_events(session, [event_id])

        def release() -> None:
            with self._session.store().transaction() as session:
                events.release_event(session, event_id)

        refs: tuple[Hashable, ...] = (event_id,)
        return NoticeItem(refs, deliver, claim, record, release)

    # --- the store ---------------------------------------------------------------------------------

    def _queue_events(self, moment: datetime) -> None:
        """Queue the events since the last round."""
        from bizcare_tui.store.reads.notices import has_unchecked_events

        if not has_unchecked_events(self._reading):
            return
        from bizcare_tui.store.events import Event, queue_events

        channels: dict[Event, Sequence[str]] = {
            Event.NEW_THREAD: [name for name in self._event_hooks if name == "hook_new_thread"],
            Event.CONFIRMED: [name for name in self._event_hooks if name == "hook_confirmed"],
            Event.REPLY_PROBLEM: [*self._announce_problem],
        }
        with self._session.store().transaction() as session:
            queue_events(session, self._session.account_id(), channels, to_unix_seconds(moment))

    def _events(self) -> list[QueuedEventRecord]:
        """Return the queued events; remove reply problems whose reply has changed its state since."""
        from bizcare_tui.store.reads.notices import read_queued_events

        events = read_queued_events(self._reading)
        problems = [event for event in events if event.event == "reply_problem"]
        outdated = [event.id for event in problems if event.reply_state != event.state]
        if outdated:
            from bizcare_tui.store.events import drop_events

            with self._session.store().transaction() as session:
                drop_events(session, outdated)
        return [event for event in events if event.id not in outdated]

    def _ledgers(self) -> dict[str, _Ledger]:
        """Return the ledger of each channel."""
        from bizcare_tui.store.reads.notices import read_deadline_notifications

        ledgers: dict[str, _Ledger] = defaultdict(_Ledger)
        for record in read_deadline_notifications(self._reading):
            ledger = ledgers[record.channel]
            key = (record.thread_id, to_unix_seconds(record.due_at), record.lead)
            if record.at is None:
                ledger.attempts[key] = record.attempts
            else:
                ledger.delivered.add(key)
        return ledgers


def _reply_problem(event: QueuedEventRecord) -> ReplyProblem | None:
    if event.reply_id is None:
        return None
    return ReplyProblem(
        event.thread_id,
        safe_line(event.topic or ""),
        event.reply_id,
        ReplyState(event.state),
        safe_line(event.error or ""),
    )


def _pending(record: OwedRecord) -> Pending:
    return Pending(
        record.thread_id,
        record.topic,
        record.due_at,
        is_obligation=record.rank < OBLIGATIONS_BELOW,
        what=record.owed,
    )
