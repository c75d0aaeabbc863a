"""Notification mail: read it from the configured place, store it, and wait for more."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from bizcare_tui.config import load_mail_password
from bizcare_tui.errors import BizcareError, Interrupted
from bizcare_tui.i18n import _
from bizcare_tui.logs import log
from bizcare_tui.paths import Paths
from bizcare_tui.settings import Settings

if TYPE_CHECKING:
    from bizcare_tui.marketplace.mailbox_interface import Mailbox
    from bizcare_tui.marketplace.notification import Notification, UnusedMail
    from bizcare_tui.store.engine import Store

# Seconds until the next attempt after a failure.
_RETRY_SECONDS = 60.0
# Least time between two syncs: a sender of many mails must not keep this program syncing all the time.
_SECONDS_BETWEEN_WAKES = 2.0


@dataclass(frozen=True, slots=True)
class MailResult:
    """The result of reading mail.

    `threads` is the number of threads named by new mails. `problem` is a sentence, or empty when all went
    well. `unused` counts the notifications of the last days that were not used, by reason.
    """

    threads: int = 0
    problem: str = ""
    unused: Mapping[str, int] = field(default_factory=dict)


def open_configured_mailbox(paths: Paths, settings: Settings) -> Mailbox | None:
    """Open the mailbox with the notification mail; return None when the settings name none.

    Raises:
        BadSettings: the kind of mailbox is unknown, or its password or library is missing.
    """
    if not settings.mail_source:
        return None
    from bizcare_tui.marketplace.mailbox import open_mailbox

    return open_mailbox(settings.mail_source, load_mail_password(paths), mark_seen=settings.mail_mark_seen)


def read_notifications(
    mailbox: Mailbox, settings: Settings, now: datetime, stop: threading.Event | None = None
) -> tuple[list[Notification], list[UnusedMail]]:
    """Return the notifications of the last days, and the mails that look like notifications but are not used.

    Raises:
        Stopped: `stop` is set.
        BizcareError: the mail cannot be read.
    """
    from bizcare_tui.marketplace.notification import (
        Notification,
        NotificationPattern,
        UnusedMail,
        read_notification,
    )

    expected = NotificationPattern(settings.mail_senders, settings.mail_subject)
    results = [read_notification(mail, expected, now) for mail in mailbox.mails(expected, now, stop)]
    used = [result for result in results if isinstance(result, Notification)]
    return used, [result for result in results if isinstance(result, UnusedMail)]


def unused_reason_in_words(reason: str) -> str:
    """Return the reason why a mail that looks like a notification is not used, as the end of a sentence."""
    return {
        "forged": _("the mail server reports it as forged (dmarc=fail or dkim=fail)"),
        "sender": _("its sender is not in mail_senders"),
        "no_number": _("its subject has no thread number"),
        "no_time": _("it has no date that can be read"),
        "too_old": _("it is older than seven days"),
        "unreadable": _("it cannot be read as a mail"),
    }[reason]


def read_mail(
    paths: Paths, settings: Settings, store: Store, now: datetime, stop: threading.Event | None = None
) -> MailResult:
    """Store new notifications, so that the next sync reads their threads.

    A problem with the mail is returned, not raised: the sync with the Marketplace runs all the same.

    Raises:
        Stopped: `stop` is set.
    """
    from bizcare_tui.store import notification_mails
    from bizcare_tui.store.people import get_account
    from bizcare_tui.store.unix_time import to_unix_seconds

    try:
        mailbox = open_configured_mailbox(paths, settings)
        if mailbox is None:
            return MailResult()
        found, unused = read_notifications(mailbox, settings, now, stop)
        with store.transaction() as session:
            account = get_account(session, settings.api_url, to_unix_seconds(now))
            assert account.id is not None
            threads = notification_mails.import_mails(session, account.id, found)
    except Interrupted:
        raise
    except BizcareError as error:
        log.warning("mail: %s", type(error).__name__)
        return MailResult(problem=str(error))
    except Exception as error:  # mail libraries can raise anything on a malformed mail
        log.warning("mail: %s", type(error).__name__)
        return MailResult(problem=_("The mail cannot be read ({0}).").format(type(error).__name__))
    if threads:
        log.info("mail: %d threads", len(threads))
    reason_counts = Counter(mail.reason.value for mail in unused)
    for reason, count in reason_counts.items():
        log.info("mail: %d notifications not used: %s", count, reason)
    return MailResult(len(threads), unused=dict(reason_counts))


class MailWatch:
    """Waits for mail in a separate operating-system thread, and calls `wake` when new mail may have arrived.

    Args:
        mailbox: the mailbox to wait for.
        stop: set it to end the waiting.
        wake: called in that thread, each time.
        on_problem: called in that thread with the error when the mail cannot be read, and with None when it
            can.
    """

    def __init__(
        self,
        mailbox: Mailbox,
        stop: threading.Event,
        wake: Callable[[], None],
        on_problem: Callable[[Exception | None], None],
    ) -> None:
        self._mailbox = mailbox
        self._stop = stop
        self._wake = wake
        self._on_problem = on_problem
        threading.Thread(target=self._run, name="mail", daemon=True).start()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                has_new_mail = self._mailbox.wait(self._stop)
            except Exception as error:  # mail libraries can raise anything on a malformed response
                self._on_problem(error)
                self._stop.wait(_RETRY_SECONDS)
                continue
            self._on_problem(None)
            if has_new_mail:
                self._wake()
                self._stop.wait(_SECONDS_BETWEEN_WAKES)
