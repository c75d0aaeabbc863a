"""The seller's account at the Marketplace: the API key, syncs, and the background runs of both."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from bizcare_tui.config import load_key, save_key
from bizcare_tui.desk.inbox import SyncStatus
from bizcare_tui.i18n import _
from bizcare_tui.store.reads.hot import count_unparsed, read_account, read_pause_left

if TYPE_CHECKING:
    from bizcare_tui.desk.background import BackgroundRun
    from bizcare_tui.desk.session import DeskSession
    from bizcare_tui.desk.views import SyncProgress
    from bizcare_tui.marketplace.sync_report import SyncProgressCallback


class MarketplaceAccount:
    """The account at the Marketplace. Methods that call the Marketplace say so.

    Args:
        session: the session of the person.
        environment: variables for the processes it starts (the demo's address and key).
    """

    def __init__(self, session: DeskSession, environment: Mapping[str, str | None]) -> None:
        self._session = session
        self._reading = session.reader
        self._environment = environment

    def sync_status(self) -> SyncStatus:
        """Return when the store was synced last, and whether there was a problem."""
        self._session.read_clock_offset()
        account = read_account(self._reading) if self._session.exists else None
        if account is None:
            return SyncStatus(None, "", 0)
        return SyncStatus(account.synced_at, account.problem, count_unparsed(self._reading))

    def has_key(self) -> bool:
        """Return whether there is an API key.

        Raises:
            BadSettings: the key file cannot be used.
        """
        return bool(self._environment.get("BIZCARE_API_KEY")) or load_key(self._session.paths) is not None

    def try_key(self, key: str, *, is_same_account: bool = False) -> str:
        """Ask the Marketplace whether it accepts this key, and check that it belongs to the store's account.

        `is_same_account` means that a person confirmed the account; it is then not checked. Calls the
        Marketplace.

        Raises:
            OtherAccount: the key belongs to another account than the store.
            BizcareError: the key is not accepted, or cannot be tried.
        """
        from bizcare_tui.marketplace.account_check import confirm_account
        from bizcare_tui.marketplace.client import SellerApi

        with SellerApi(self._session.settings.api_url, key, zone=self._session.settings.zone) as api:
            api.check_key()
            if self._session.exists and (account_id := self._session.account_id()):
                confirm_account(self._session.store(), api, account_id, is_same=is_same_account)
        return _("The Marketplace accepts this key.")

    def save_key(self, key: str) -> None:
        """Save the key in a file that only its owner can read."""
        save_key(self._session.paths, key)

    def start_sync(self, on_progress: Callable[[SyncProgress], None]) -> BackgroundRun:
        """Start a sync in a background process."""
        from bizcare_tui.desk.background import BackgroundCommand, BackgroundRun

        return BackgroundRun(BackgroundCommand.SYNC, on_progress, self._environment)

    def start_outbox(self, on_progress: Callable[[SyncProgress], None]) -> BackgroundRun:
        """Start sending the outbox in a background process."""
        from bizcare_tui.desk.background import BackgroundCommand, BackgroundRun

        return BackgroundRun(BackgroundCommand.SEND_OUTBOX, on_progress, self._environment)

    def sync(
        self,
        *,
        full: bool,
        on_progress: SyncProgressCallback,
        stop: threading.Event | None = None,
        is_same_account: bool = False,
        derives: bool = True,
        heed_pause: bool = False,
    ) -> dict[str, Any]:
        """Sync the store with the Marketplace in this process; return the line of `sync --json`.

        Args:
            full: read the messages of all threads again, not only of those that changed.
            on_progress: called with the progress.
            stop: ends waiting for the Marketplace when set.
            is_same_account: a person confirmed that the key belongs to this store's account.
            derives: derive what follows from the new rows; if not, the threads that changed stay stale.
            heed_pause: do not call the Marketplace during a pause that it asked for.

        Raises:
            RateLimited: with `heed_pause`, the pause is not over.
            OtherAccount: the key belongs to another account; nothing was stored.
            KeyRefused: there is no key, or it is rejected.
            BizcareError: the store or the Marketplace reports an error.
        """
        from bizcare_tui.desk.connection import connect
        from bizcare_tui.desk.notification_mail import read_mail
        from bizcare_tui.desk.releases import ReleaseFetcher
        from bizcare_tui.logs import log
        from bizcare_tui.marketplace.sync import sync

        settings = self._session.settings
        if heed_pause:
            self._raise_if_paused()
        with connect(self._session.paths, settings, stop) as api:
            releases = ReleaseFetcher(self._session)
            releases.begin()
            mail = read_mail(
                self._session.paths, settings, self._session.store(), self._session.record_now(), stop
            )
            report = sync(
                self._session.store(),
                api,
                api_url=settings.api_url,
                now=self._session.record_now,
                seller_names=settings.seller_names,
                full=full,
                is_same_account=is_same_account,
                derives=derives,
                on_progress=on_progress,
            )
        releases.finish()
        self._session.read_clock_offset()
        result = asdict(report)
        if settings.mail_source:
            result["mail"] = asdict(mail)
        log.info("sync: %s", ", ".join(f"{name} {value}" for name, value in result.items()))
        return result

    def _raise_if_paused(self) -> None:
        left = read_pause_left(self._reading) if self._session.exists else 0.0
        if left > 0:
            from bizcare_tui.marketplace.pause_error import pause_error

            raise pause_error(left)
