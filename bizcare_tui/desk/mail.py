"""Notification mail: read where the settings say, taken into the store, waited for."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bizcare_tui.config import load_mail_password
from bizcare_tui.errors import BizcareError
from bizcare_tui.logs import log
from bizcare_tui.paths import Paths
from bizcare_tui.settings import Settings

if TYPE_CHECKING:
    from bizcare_tui.marketplace.mailbox import Mailbox
    from bizcare_tui.marketplace.notification import Notification
    from bizcare_tui.store.engine import Store

# After a failure it is tried again in so many seconds.
_AGAIN_SECONDS = 60.0
# Between two pieces of news: who sends much mail must not have us sync without end.
_BETWEEN_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class MailRead:
    """What reading mail gave: how many threads new mails told of, and what went wrong, if anything did."""

    threads: int = 0
    problem: str = ""


def the_mailbox(paths: Paths, settings: Settings) -> Mailbox | None:
    """Where notification mail lies; None where no place is set.

    Raises:
        BadSettings: the place is of no kind that is known, or its password or library is missing.
    """
    if not settings.mail_source:
        return None
    from bizcare_tui.marketplace.mailbox import open_mailbox

    return open_mailbox(settings.mail_source, load_mail_password(paths), mark_seen=settings.mail_mark_seen)


def notifications(mailbox: Mailbox, settings: Settings, now: datetime) -> list[Notification]:
    """The notifications of the last days.

    Raises:
        BizcareError: the mail cannot be read.
    """
    from bizcare_tui.marketplace.notification import Expected, read_notification

    expected = Expected(settings.mail_senders, settings.mail_subject)
    read = (read_notification(mail, expected, now) for mail in mailbox.mails(expected, now))
    return [each for each in read if each is not None]


def read_mail(paths: Paths, settings: Settings, store: Store, now: datetime) -> MailRead:
    """Take new notifications into the store, so that their threads are read by the sync that follows.

    What is wrong with the mail is told, and keeps nobody from reading the Marketplace.
    """
    from bizcare_tui.store import notified
    from bizcare_tui.store.instants import seconds
    from bizcare_tui.store.people import the_account

    try:
        mailbox = the_mailbox(paths, settings)
        if mailbox is None:
            return MailRead()
        found = notifications(mailbox, settings, now)
        with store.transaction() as session:
            account = the_account(session, settings.api_url, seconds(now))
            assert account.id is not None
            threads = notified.take_in(session, account.id, found)
    except BizcareError as error:
        log.warning("mail: %s", error.sentence)
        return MailRead(problem=str(error))
    if threads:
        log.info("mail: %d threads", len(threads))
    return MailRead(len(threads))


class MailWatch:
    """Waits for mail in a thread of its own, and calls `wake` when there may be news.

    Args:
        stop: ends it.
        wake: called in that thread, each time.
    """

    def __init__(self, mailbox: Mailbox, stop: threading.Event, wake: Callable[[], None]) -> None:
        self._mailbox = mailbox
        self._stop = stop
        self._wake = wake
        threading.Thread(target=self._run, name="mail", daemon=True).start()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                if self._mailbox.wait(self._stop):
                    self._wake()
                    self._stop.wait(_BETWEEN_SECONDS)
            except BizcareError as error:
                log.warning("mail: %s", error.sentence)
                self._stop.wait(_AGAIN_SECONDS)
