"""Erase personal data: of a customer who asks for it, or of threads past their retention period."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bizcare_tui.desk.data_copies import DataCopies
from bizcare_tui.desk.session import DeskSession
from bizcare_tui.errors import BizcareError
from bizcare_tui.i18n import _
from bizcare_tui.logs import log

if TYPE_CHECKING:
    from bizcare_tui.store.erasure import ErasureResult

_MONTH = timedelta(days=365.25 / 12)


class PersonalDataErasure:
    """Erases personal data, and lists the threads and files concerned.

    Args:
        session: the session of the person.

    Raises:
        BizcareError: nothing has been synced yet.
    """

    def __init__(self, session: DeskSession) -> None:
        session.require_store()
        self._session = session
        self._copies = DataCopies(session.paths, session.database)

    def copies(self) -> list[Path]:
        """Return the files outside the store that may still hold erased data; they are not erased."""
        return self._copies.found()

    def of_customer(self, thread_id: int) -> list[int]:
        """Return the threads of the customer of a thread, including this one.

        Raises:
            UnknownThread: the thread is not in the store.
        """
        from bizcare_tui.store import erasure

        with self._session.store().transaction() as session:
            return erasure.threads_of_customer(session, self._session.account_id(), thread_id)

    def threads_past_retention(self, months: int) -> list[int]:
        """Return the closed threads without a message for this many months.

        Raises:
            BizcareError: `months` is 0, that is, no retention period is set.
        """
        from bizcare_tui.store import erasure

        if not months:
            raise BizcareError(
                _("The retention period for threads is not set."), _("Set keep_months = 36 in config.toml.")
            )
        with self._session.store().transaction() as session:
            return erasure.inactive_closed_threads(
                session, self._session.account_id(), self._session.record_now() - months * _MONTH
            )

    def erase(self, thread_ids: Sequence[int]) -> ErasureResult:
        """Erase the personal data in these threads. This cannot be undone.

        Raises:
            NotPossible: a reply to one of them is being sent; nothing was erased.
        """
        from bizcare_tui.store import erasure

        with self._session.store().transaction() as session:
            erased = erasure.erase_threads(
                session, self._session.account_id(), thread_ids, self._session.record_now()
            )
        self._session.recompute("erasure")
        erasure.purge_freed_pages(self._session.store())
        self._copies.remove_texts_of_threads(erased.threads)
        self._copies.remove_leftovers()
        log.info("erased: %d threads", len(erased.threads))
        return erased
