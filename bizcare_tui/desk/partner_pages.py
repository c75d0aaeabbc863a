"""Links to pages of the partner account, and whether a person confirmed that they open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bizcare_tui.desk.session import DeskSession
from bizcare_tui.domain.text import safe_line
from bizcare_tui.errors import BizcareError
from bizcare_tui.i18n import current_language
from bizcare_tui.store.database import SCHEMA_VERSION, Database
from bizcare_tui.store.reads.reader import StoreReader
from bizcare_tui.store.unix_time import to_unix_seconds


class PageKind(StrEnum):
    """A kind of page; the value is the name of the setting with its address template."""

    THREAD = "thread_page"
    PRODUCT = "product_page"
    VALIDATION = "validation_page"


@dataclass(frozen=True, slots=True)
class LinkConfirmation:
    """Who confirmed that a page opened, and when."""

    login: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link to a page of the partner account.

    `template` is the setting that `url` was made from. The Marketplace documents none of these addresses: a
    link is unverified until a person has confirmed once that a page of its template opened.
    """

    kind: PageKind
    url: str
    template: str
    confirmed: LinkConfirmation | None = None


class PartnerPages:
    """Makes links to pages of the partner account, and stores confirmations that they open.

    Args:
        session: the session of the person.
    """

    def __init__(self, session: DeskSession) -> None:
        self._session = session
        self._reading = session.reader

    def address(self, kind: PageKind, number: int | None = None) -> str:
        """Return the address of a page, without reading the store.

        Args:
            kind: the kind of page.
            number: the id of the thread or product; None for a page that needs none.
        """
        language = self._session.settings.page_language or current_language()
        template = self._template(kind)
        return template.replace("{lang}", language).replace("{id}", "" if number is None else str(number))

    def link(self, kind: PageKind, number: int | None = None) -> PageLink:
        """Return the link to a page, with its confirmation when it has one."""
        template = self._template(kind)
        confirmation = read_page_confirmations(self._reading).get(template)
        return PageLink(kind, self.address(kind, number), template, confirmation)

    def confirm(self, link: PageLink, login: str) -> None:
        """Store, for all users of this store, that a page of the link's template opened. Writes.

        Raises:
            StoreProblem: the store cannot be written.
        """
        from bizcare_tui.store.confirmed_pages import confirm_page

        at = to_unix_seconds(self._session.now())
        with self._session.existing_store().transaction() as session:
            confirm_page(session, self._session.account_id(), login, link.template, at)

    def _template(self, kind: PageKind) -> str:
        return str(getattr(self._session.settings, kind))


def read_page_confirmations(reading: StoreReader) -> dict[str, LinkConfirmation]:
    """Return the confirmed templates; none when there is no store of the current schema version."""
    from bizcare_tui.store.reads import hot_thread

    if not _can_be_read(reading.database):
        return {}
    return {
        record.address: LinkConfirmation(safe_line(record.login), record.confirmed_at)
        for record in hot_thread.read_page_confirmations(reading)
    }


def _can_be_read(database: Database) -> bool:
    try:
        return database.version() == SCHEMA_VERSION
    except BizcareError:
        return False
