"""What `bizcare watch` does over and over: sync, send, and tell of deadlines before they pass."""

from __future__ import annotations

import os
import smtplib
import subprocess
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bizcare_tui.desk.lines import iso
from bizcare_tui.desk.mail import MailWatch, the_mailbox
from bizcare_tui.domain.alerts import Alert, Key, Night, Pending, alerts, digest, parse_lead
from bizcare_tui.domain.clock import is_weekday
from bizcare_tui.domain.standing import Owed
from bizcare_tui.errors import BadSettings, BizcareError, KeyRefused, Offline, Stopped
from bizcare_tui.i18n import _
from bizcare_tui.settings import PROGRAMS, Settings
from bizcare_tui.store.instants import instant, seconds
from bizcare_tui.store.place import Line
from bizcare_tui.store.reading import Reading

if TYPE_CHECKING:
    from bizcare_tui.desk.desk import Desk
    from bizcare_tui.store.engine import Store

COMMAND_SECONDS = 30
MAIL_SECONDS = 30
# How far ahead the digest looks.
DIGEST_AHEAD = timedelta(days=1)
# What names the digest of a day among the notices: no thread has this number.
_DIGEST = 0


@dataclass(frozen=True, slots=True)
class Round:
    """What a round did: the notices to give, and the sentences of what went wrong, if anything did."""

    alerts: tuple[Alert, ...]
    problems: tuple[str, ...]


class Watch:
    """Syncs, sends and notices, a round at a time.

    Args:
        desk: the desk.
        reading: the store, to be read.
        store: opens the store for writing.
        account_id: the account's number.

    Raises:
        BadSettings: what is set about notices cannot be used.
    """

    def __init__(
        self, desk: Desk, reading: Reading, store: Callable[[], Store], account_id: Callable[[], int]
    ) -> None:
        self._desk = desk
        self._settings = desk.settings
        self._reading = reading
        self._store = store
        self._account_id = account_id
        self._leads = _leads(self._settings)
        self._night = night_of(self._settings)
        refuse_programs_of_others(desk.paths.settings_file, self._settings)
        # One at a time, and syncing does not wait for them.
        self._hooks = ThreadPoolExecutor(1, "hooks")
        self._begun: list[Future[str]] = []

    def sync(self, stop: threading.Event) -> str:
        """Sync; what went wrong, in a sentence, or nothing.

        Raises:
            KeyRefused: there is no key, or it is not taken: going on makes no sense.
        """
        try:
            self._desk.sync(full=False, on_progress=_silent, stop=stop)
        except KeyRefused:
            raise
        except Stopped:
            return ""
        except BizcareError as error:
            return str(error)
        return ""

    def wait_for_mail(self, stop: threading.Event, wake: Callable[[], None]) -> None:
        """Have `wake` called, by a thread of its own, whenever notification mail may have come.

        Raises:
            BadSettings: what is set about mail cannot be used.
        """
        mailbox = the_mailbox(self._desk.paths, self._settings)
        if mailbox is not None:
            MailWatch(mailbox, stop, wake)

    def send(self, stop: threading.Event) -> str:
        """Work the outbox off, if there is something in it; what went wrong, in a sentence, or nothing.

        Raises:
            KeyRefused: there is no key, or it is not taken.
        """
        if not self._desk.replies.has_work():
            return ""
        try:
            self._desk.replies.send(on_progress=lambda _text: None, stop=stop)
        except KeyRefused:
            raise
        except Stopped:
            return ""
        except BizcareError as error:
            return str(error)
        return ""

    def notice(self) -> Round:
        """Tell of what falls due, once each; and mail the digest of the day when its time has come."""
        moment = self._desk.now()
        rows = self._reading.told_notices()
        told: set[Key] = {(row["thread_id"], row["due_at"], row["lead"]) for row in rows}
        pending = [_pending(row) for row in self._reading.owed()]
        wanted = [each for each in pending if each.is_obligation or self._settings.notify_targets]
        night = None if self._settings.notify_at_night else self._night
        found = alerts(wanted, self._leads, told, moment, night)
        self._note([key for alert in found for key in alert.keys], moment)
        problems = [problem for alert in found for problem in self._tell(alert, moment)]
        problems += self._run_hooks()
        problems += self._mail(wanted, told, moment)
        return Round(tuple(found), tuple(problems))

    # --- within ------------------------------------------------------------------------------------

    def _note(self, keys: Sequence[Key], moment: datetime) -> None:
        """Note them before they are told: a notice that fails is said once, not over and over."""
        from bizcare_tui.store.notices import note_told

        if keys:
            with self._store().transaction() as session:
                note_told(session, self._account_id(), keys, seconds(moment))

    def _tell(self, alert: Alert, moment: datetime) -> list[str]:
        problems = []
        if command := self._settings.notify_command:
            problems.append(_run([*command, alert.sentence(moment)]))
        if hook := self._settings.hook_due:
            due = alert.pending.due.isoformat()
            problems.append(_run([*hook, "due", str(alert.pending.thread_id), due]))
        if url := self._settings.notify_webhook:
            problems.append(self._post(url, alert, moment))
        return [problem for problem in problems if problem]

    def _run_hooks(self) -> list[str]:
        """Run the person's own programs for what is new; they are given numbers, no words of anybody."""
        from bizcare_tui.store.hooks import take_news

        settings = self._settings
        if not (settings.hook_new_thread or settings.hook_confirmed):
            return []
        with self._store().transaction() as session:
            news = take_news(session, self._account_id())
        told = [
            *((settings.hook_new_thread, "new_thread", number) for number in news.new),
            *((settings.hook_confirmed, "confirmed", number) for number in news.confirmed),
        ]
        for hook, event, number in told:
            if hook:
                self._begun.append(self._hooks.submit(_run, [*hook, event, str(number)]))
        return self.hook_problems()

    def hook_problems(self, *, wait: bool = False) -> list[str]:
        """What went wrong with hooks that have ended; with `wait`, with all that were begun."""
        ended = [each for each in self._begun if wait or each.done()]
        self._begun = [each for each in self._begun if each not in ended]
        return [problem for each in ended if (problem := each.result())]

    def close(self) -> None:
        """Begin no further hook; one that runs comes to its end."""
        self._hooks.shutdown(wait=False, cancel_futures=True)

    def _post(self, url: str, alert: Alert, moment: datetime) -> str:
        from bizcare_tui.marketplace.webhook import post_notice

        pending = alert.pending
        notice = {
            "text": alert.sentence(moment),
            "thread": pending.thread_id,
            "topic": pending.topic,
            "owed": pending.what,
            "due": iso(pending.due),
            "late": pending.due <= moment,
            "page": self._desk.page_url(pending.thread_id),
        }
        try:
            post_notice(url, notice)
        except BizcareError as error:
            return str(error)
        return ""

    def _mail(self, pending: Sequence[Pending], told: set[Key], moment: datetime) -> list[str]:
        """Mail the digest, once a weekday, from its hour on."""
        settings = self._settings
        if not settings.notify_mail:
            return []
        zone = ZoneInfo(settings.night_zone)
        local = moment.astimezone(zone)
        day = int(datetime.combine(local.date(), time(), zone).timestamp())
        if (
            not is_weekday(local.date())
            or local.time() < _clock(settings.mail_at)
            or (_DIGEST, day, 0) in told
        ):
            return []
        self._note([(_DIGEST, day, 0)], moment)
        listed = [Alert(each, ()) for each in pending if each.due <= moment + DIGEST_AHEAD]
        if not listed:
            return []
        subject, text = digest(listed, moment)
        try:
            send_mail(settings, subject, text)
        except BizcareError as error:
            return [str(error)]
        return []


def night_of(settings: Settings) -> Night | None:
    """The hours in which nobody is told anything; None for none.

    Raises:
        BadSettings: they cannot be read.
    """
    if not settings.night:
        return None
    begins, _dash, ends = settings.night.partition("-")
    try:
        return Night(_clock(begins), _clock(ends), ZoneInfo(settings.night_zone))
    except ValueError:
        raise BadSettings(
            _("night is {0!r}, which are no hours.").format(settings.night), _("Write it like 22:00-07:00.")
        ) from None


def refuse_programs_of_others(file: Path, settings: Settings) -> None:
    """Refuse to run programs named by a file that somebody else can write: they would run as this user.

    Raises:
        BadSettings: others own the file, or can write it.
    """
    named = [name for name in PROGRAMS if getattr(settings, name)]
    if named and not settings.from_own_file:
        raise BadSettings(
            _("{0} names a program to run, and others can write this file.").format(file),
            _("Run: chmod go-w {0}, or take {1} out.").format(file, ", ".join(named)),
        )


def send_mail(settings: Settings, subject: str, text: str) -> None:
    """Mail a text to the address that is set.

    Raises:
        Offline: it was not taken. The sentence holds neither user nor password.
    """
    mail = EmailMessage()
    mail["Subject"], mail["To"] = subject, settings.notify_mail
    mail["From"] = settings.mail_from or settings.notify_mail
    mail.set_content(text)
    try:
        begun_encrypted = settings.smtp_port == 465
        kind = smtplib.SMTP_SSL if begun_encrypted else smtplib.SMTP
        with kind(settings.smtp_host, settings.smtp_port, timeout=MAIL_SECONDS) as server:
            if settings.smtp_user:
                if not begun_encrypted:
                    server.starttls()
                server.login(settings.smtp_user, os.environ.get("BIZCARE_SMTP_PASSWORD", ""))
            server.send_message(mail)
    except (OSError, smtplib.SMTPException) as error:
        raise Offline(
            _("The digest did not reach {0} ({1}).").format(settings.smtp_host, type(error).__name__),
            _("Check smtp_host, smtp_port, smtp_user and BIZCARE_SMTP_PASSWORD."),
        ) from None


def _leads(settings: Settings) -> tuple[timedelta, ...]:
    try:
        return tuple(parse_lead(text) for text in settings.notify_before)
    except ValueError as error:
        raise BadSettings(f"notify_before: {error}") from None


def _clock(text: str) -> time:
    return time.fromisoformat(text)


def _pending(row: Line) -> Pending:
    is_obligation = row["owed"] in (Owed.FIX, Owed.REFUND) or (
        row["owed"] == Owed.FIRST_ANSWER and bool(row["obligation"])
    )
    return Pending(row["thread_id"], row["topic"], instant(row["due_at"]), is_obligation, row["owed"])


def _run(command: Sequence[str]) -> str:
    """Run a program; what went wrong, in a sentence, or nothing."""
    name = Path(command[0]).name
    try:
        done = subprocess.run(  # noqa: S603 - the user's own, from a file that no other can write
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            timeout=COMMAND_SECONDS, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return _("{0} was ended: it took longer than {1} s.").format(name, COMMAND_SECONDS)
    except OSError as error:
        return _("{0} cannot be run: {1}.").format(name, error.strerror)
    return _("{0} ended with {1}.").format(name, done.returncode) if done.returncode else ""


def _silent(_step: str, _done: int, _total: int | None) -> None:
    pass
