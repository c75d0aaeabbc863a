"""Erase personal data: of a customer who asks for it, or of threads past their retention period."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bizcare_tui.errors import BizcareError
from bizcare_tui.i18n import _
from bizcare_tui.logs import log

if TYPE_CHECKING:
    from bizcare_tui.desk.data_copies import DataCopies
    from bizcare_tui.store.engine import Store
    from bizcare_tui.store.erasure import ErasureResult

_MONTH = timedelta(days=365.25 / 12)


class PersonalDataErasure:
    """Erases personal data, and lists the threads and files concerned.

    Args:
        store: opens the store for writing.
        account_id: returns the number of the account.
        work_out: derives the state of the changed threads again; takes the cause.
        now: returns the current instant.
        copies: the files outside the store that may hold what is in it.
    """

    def __init__(
        self,
        store: Callable[[], Store],
        account_id: Callable[[], int],
        work_out: Callable[[str], None],
        now: Callable[[], datetime],
        copies: DataCopies,
    ) -> None:
        self._store = store
        self._account_id = account_id
        self._recompute = work_out
        self._now = now
        self._copies = copies

    def copies(self) -> list[Path]:
        """Return the files outside the store that may still hold erased data; they are not erased."""
        return self._copies.found()

    def of_customer(self, thread_id: int) -> list[int]:
        """Return the threads of the customer of a thread, including this one.

        Raises:
            UnknownThread: the thread is not in the store.
        """
        from bizcare_tui.store import erasure

        with self._store().transaction() as session:
            return erasure.threads_of_customer(session, self._account_id(), thread_id)

    def threads_past_retention(self, months: int) -> list[int]:
        """Return the closed threads without a message for this many months.

        Raises:
            BizcareError: `months` is 0, that is, no retention period is set.
        """
        from bizcare_tui.store import erasure

        if not months:
            raise BizcareError(
                _("It is not set how long threads are kept."), _("Set keep_months = 36 in config.toml.")
            )
        with self._store().transaction() as session:
            return erasure.inactive_closed_threads(session, self._account_id(), self._now() - months * _MONTH)

    def erase(self, thread_ids: Sequence[int]) -> ErasureResult:
        """Erase the personal data in these threads. This cannot be undone.

        Raises:
            NotPossible: a reply to one of them is being sent; nothing was erased.
        """
        from bizcare_tui.store import erasure

        with self._store().transaction() as session:
            erased = erasure.erase_threads(session, self._account_id(), thread_ids, self._now())
        self._recompute("erasure")
        erasure.purge_freed_pages(self._store())
        self._copies.remove_texts_of_threads(erased.threads)
        self._copies.remove_leftovers()
        log.info("erased: %d threads", len(erased.threads))
        return erased
