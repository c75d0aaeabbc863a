"""What can be read from a mailbox of any kind, and waited for."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator
from datetime import datetime

from bizcare_tui.marketplace.notification import (
    Mail,
    NotificationPattern,
)

# How many mails are examined at once, the newest.
MAX_MAILS = 500


class Mailbox(ABC):
    """A source of mail."""

    @abstractmethod
    def mails(
        self, expected: NotificationPattern, now: datetime, stop: threading.Event | None = None
    ) -> Iterator[Mail]:
        """Yield the mails of the last days that may be notifications.

        A mail that cannot be read is yielded too, with `is_unreadable`.

        Raises:
            Stopped: `stop` is set.
            BizcareError: the mailbox cannot be read.
        """

    @abstractmethod
    def wait(self, stop: threading.Event) -> bool:
        """Wait until there may be new mail, or `stop` is set; return whether there may be new mail.

        Raises:
            BizcareError: the mailbox cannot be watched; the connection has probably failed.
        """
