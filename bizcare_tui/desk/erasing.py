"""Personal data erased: of a customer who asks for it, or of threads that were kept long enough."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bizcare_tui.errors import BizcareError
from bizcare_tui.i18n import _
from bizcare_tui.logs import log
from bizcare_tui.paths import Paths

if TYPE_CHECKING:
    from bizcare_tui.store.engine import Store
    from bizcare_tui.store.erasure import Erased

# Within the folder of data: stores put aside or copied, what was typed when the app failed, the last copy.
_COPIES = ("backups/*", "crashes/*/text-*", "copied.txt")
_MONTH = timedelta(days=365.25 / 12)


def copies(paths: Paths) -> list[Path]:
    """The files of ours beside the store that may hold personal data; erasing does not change them."""
    return sorted(file for pattern in _COPIES for file in paths.data.glob(pattern) if file.is_file())


class Erasing:
    """What is erased, and how much of it there is.

    Args:
        store: opens the store for writing.
        account_id: whose store it is.
        work_out: works out the threads that were touched.
        now: the domain's clock.
    """

    def __init__(
        self,
        store: Callable[[], Store],
        account_id: Callable[[], int],
        work_out: Callable[[str], None],
        now: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._account_id = account_id
        self._work_out = work_out
        self._now = now

    def of_customer(self, thread_id: int) -> list[int]:
        """The threads of the customer of a thread, this one included.

        Raises:
            UnknownThread: it is not in the store.
        """
        from bizcare_tui.store import erasure

        with self._store().transaction() as session:
            return erasure.of_customer(session, self._account_id(), thread_id)

    def kept_long_enough(self, months: int) -> list[int]:
        """The closed threads in which nothing was said for so many months.

        Raises:
            BizcareError: no time is set.
        """
        from bizcare_tui.store import erasure

        if not months:
            raise BizcareError(
                _("It is not set how long threads are kept."), _("Set keep_months = 36 in config.toml.")
            )
        with self._store().transaction() as session:
            return erasure.gone_quiet(session, self._account_id(), self._now() - months * _MONTH)

    def erase(self, thread_ids: Sequence[int]) -> Erased:
        """Erase what is about a person in these threads. It cannot be taken back.

        Raises:
            NotPossible: a reply to one of them is on its way; nothing was erased.
        """
        from bizcare_tui.store import erasure

        with self._store().transaction() as session:
            erased = erasure.erase(session, self._account_id(), thread_ids, self._now())
        self._work_out("erasure")
        erasure.clear_away(self._store())
        log.info("erased: %d threads", len(erased.threads))
        return erased
