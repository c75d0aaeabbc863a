"""PrestaShop releases: the shipped list, and the list fetched during a sync without delaying it."""

from __future__ import annotations

import threading
import tomllib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

from bizcare_tui.desk.session import DeskSession
from bizcare_tui.domain.clock import marketplace_date
from bizcare_tui.domain.dates import day_in_words
from bizcare_tui.domain.releases import Release, latest, required
from bizcare_tui.errors import BizcareError
from bizcare_tui.i18n import _, ngettext
from bizcare_tui.logs import log
from bizcare_tui.marketplace.address import is_local_host, safe_host
from bizcare_tui.settings import DEFAULT_RELEASES_URL
from bizcare_tui.store.reads.hot import read_account
from bizcare_tui.store.reads.reader import StoreReader

SHIPPED_RELEASES_FILE = Path(__file__).parent.parent / "policy" / "releases.toml"
REFETCH_AFTER = timedelta(days=1)
RETRY_AFTER = timedelta(hours=6)
# Seconds that a finished sync waits for the list.
_FINISH_WAIT_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class KnownReleases:
    """The known PrestaShop releases that matter for updates.

    `latest` is the latest release, `required` the latest one that updates must work with. `read_at` is when
    the list was last fetched; None when only the shipped list is known.
    """

    latest: Release | None
    required: Release | None
    read_at: datetime | None

    def requirement_in_words(self) -> str:
        """Return which PrestaShop versions an update must work with, in words; "" when unknown."""
        if self.latest is None:
            return ""
        parts = []
        if self.required is not None:
            parts.append(
                _("PrestaShop {0} ({1}): required since {2}").format(
                    self.required.line,
                    _release_date_text(self.required),
                    day_in_words(self.required.required_from),
                )
            )
        if self.latest != self.required:
            parts.append(
                _("PrestaShop {0} ({1}) from {2}").format(
                    self.latest.line, _release_date_text(self.latest), day_in_words(self.latest.required_from)
                )
            )
        return "; ".join(parts)

    def age(self, now: datetime) -> str:
        """Return how old this information is, in words."""
        if self.read_at is None:
            seen_on = self.latest.seen if self.latest else None
            return (
                _("releases known on {0}").format(day_in_words(seen_on)) if seen_on else _("releases unknown")
            )
        read_on = marketplace_date(self.read_at)
        days = max((marketplace_date(now) - read_on).days, 0)
        if not days:
            return _("releases fetched today")
        return ngettext(
            "releases fetched {day}, {n} day ago", "releases fetched {day}, {n} days ago", days
        ).format(day=day_in_words(read_on), n=days)


def read_known_releases(reading: StoreReader, now: datetime) -> KnownReleases:
    """Return the latest and the required release, from the shipped list and the fetched one."""
    from bizcare_tui.store.reads.releases import read_releases

    releases = {release.line: release for release in _shipped_releases()}
    for record in read_releases(reading):
        shipped = releases.get(record.line)
        released_on = record.released_on or (shipped.released_on if shipped else None)
        seen_on = marketplace_date(record.seen_at)
        releases[record.line] = Release(record.line, released_on, seen_on, _("PrestaShop's list of releases"))
    account = read_account(reading)
    today = marketplace_date(now)
    read_at = account.releases_read_at if account else None
    return KnownReleases(latest(releases.values(), today), required(releases.values(), today), read_at)


class ReleaseFetcher:
    """Fetches the list of releases in a separate operating-system thread while a sync runs.

    The default address is not used with a Seller API on this machine.

    Args:
        session: the session of the person.
    """

    def __init__(self, session: DeskSession) -> None:
        self._session = session
        self._reading = session.reader
        self._fetched: dict[str, date | None] = {}
        self._thread: threading.Thread | None = None

    def begin(self) -> None:
        """Start to fetch the list, unless it was fetched within a day or tried within six hours."""
        if self._is_due():
            self._thread = threading.Thread(target=self._fetch, name="releases", daemon=True)
            self._thread.start()

    def finish(self) -> None:
        """Store the fetched list; when it has not arrived yet, a later sync fetches it again."""
        from bizcare_tui.store import releases

        if self._thread is None:
            return
        self._thread.join(_FINISH_WAIT_SECONDS)
        fetched = {} if self._thread.is_alive() else self._fetched
        try:
            with self._session.store().transaction() as session:
                releases.record_attempt(session, self._session.account_id(), self._session.record_now())
                if fetched:
                    releases.store_releases(
                        session, self._session.account_id(), fetched, self._session.record_now()
                    )
        except BizcareError as error:
            log.warning("releases: %s", type(error).__name__)

    def _is_due(self) -> bool:
        url = self._session.settings.releases_url
        if not url or (
            url == DEFAULT_RELEASES_URL and is_local_host(safe_host(self._session.settings.api_url))
        ):
            return False
        self._session.store()  # creates the store when there is none yet
        account = read_account(self._reading)
        if account is None:
            return True
        read_at, tried_at = account.releases_read_at, account.releases_tried_at
        is_fresh = read_at is not None and self._session.record_now() - read_at < REFETCH_AFTER
        was_tried = tried_at is not None and self._session.record_now() - tried_at < RETRY_AFTER
        return not is_fresh and not was_tried

    def _fetch(self) -> None:
        from bizcare_tui.marketplace.releases import fetch_releases

        try:
            self._fetched = fetch_releases(self._session.settings.releases_url)
        except BizcareError as error:
            log.info("releases: %s", type(error).__name__)


@cache
def _shipped_releases() -> tuple[Release, ...]:
    rows = tomllib.loads(SHIPPED_RELEASES_FILE.read_text(encoding="utf-8"))["release"]
    return tuple(Release(row["line"], row["out"], row["read"], row["source"]) for row in rows)


def _release_date_text(release: Release) -> str:
    if release.released_on is None:
        return _("first seen {0}").format(day_in_words(release.seen))
    return _("released {0}").format(day_in_words(release.released_on))
