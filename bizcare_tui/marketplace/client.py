"""The client of the Seller API: its calls, page by page, and what is tried again."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Container, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from types import TracebackType
from typing import Literal, Self
from zoneinfo import ZoneInfo

from bizcare_tui.domain.clock import MARKETPLACE_ZONE
from bizcare_tui.errors import KeyRefused, MarketplaceError, NotTheApi, ShapeChanged, Stopped
from bizcare_tui.i18n import N_, _
from bizcare_tui.marketplace.address import checked_base
from bizcare_tui.marketplace.envelope import complain, decode, key_step, read_known_page, read_page
from bizcare_tui.marketplace.transport import Attachment, Failed, Patience, Transport
from bizcare_tui.marketplace.wire import (
    MESSAGES,
    PRODUCTS,
    SALES,
    THREADS,
    Kind,
    MessageRow,
    Page,
    ProductRow,
    RowT,
    SaleRow,
    ThreadRow,
    page_digest,
)

__all__ = ["Attachment", "Patience", "SellerApi", "Stopped", "Unconfirmed"]

Sort = Literal["asc", "desc"]

_PATIENCE = Patience()
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 8.0


class Unconfirmed(MarketplaceError):
    """A message left, but no answer says whether it was posted: read the thread before sending again."""

    title = N_("It is not known whether the reply was posted")


class SellerApi:
    """The Seller API of one account. Use it in a `with` statement, or close it.

    All calls raise, besides what they name: `Offline`, `KeyRefused`, `RateLimited`, `NotTheApi`,
    `ApiFailed`, and `Stopped` once `stop` is set. Reading is tried again on what may pass; writing never.

    Args:
        base_url: https, or http for this machine.
        key: the API key. It is sent in the form of each call, and appears nowhere else.
        zone: the zone of the times that come without one.
        page_size: rows to ask for in a call.
        stop: set it to end long work, pauses included.
        wait: pauses for so many seconds; for tests.
        clock: seconds that only grow; for tests.

    Raises:
        BadSettings: the key must not be sent to this address.
        KeyRefused: there is no key, or it cannot be one.
    """

    def __init__(
        self,
        base_url: str,
        key: str,
        *,
        zone: ZoneInfo = MARKETPLACE_ZONE,
        page_size: int = 1000,
        patience: Patience = _PATIENCE,
        stop: threading.Event | None = None,
        wait: Callable[[float], object] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._base = checked_base(base_url)
        self._zone = zone
        self.page_size = page_size
        self._attempts = patience.attempts
        stop = stop or threading.Event()
        self._wait = wait or stop.wait
        self._transport = Transport(self._base, _checked_key(key), patience, stop, clock)

    def __repr__(self) -> str:
        return f"SellerApi({self._base!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the connection."""
        self._transport.close()

    @property
    def server_date(self) -> datetime | None:
        """The Marketplace's clock when it last answered, in UTC; None before, or where it does not tell."""
        return self._transport.server_date

    @property
    def skew(self) -> timedelta | None:
        """How far this machine's clock is ahead of the Marketplace's; None where that is not told."""
        return self._transport.skew

    def check_key(self) -> None:
        """Ask for a single thread, to see that address and key are right."""
        self._page(THREADS, THREADS.path, {"limit": "1", "page": "1", "sort": "desc"})

    def pages(
        self, kind: Kind[RowT], *, start: int = 1, sort: Sort = "asc", known: Container[str] = ()
    ) -> Iterator[Page[RowT]]:
        """The pages of all threads (`THREADS`) or all messages (`MESSAGES`), from page `start` on.

        Of a page whose digest is `known`, the rows are not read again.

        Raises:
            ShapeChanged: the pages do not add up, so that rows would be missed.
        """
        return self._pages(kind, kind.path, start, sort, known)

    def thread_messages(self, thread_id: int) -> list[Page[MessageRow]]:
        """The pages of a thread's messages, oldest first; each row carries the thread's number."""
        pages = self._pages(MESSAGES, f"seller/threads/{thread_id:d}/messages", 1, "asc")
        return [
            replace(page, rows=tuple(replace(row, thread_id=thread_id) for row in page.rows))
            for page in pages
        ]

    def thread(self, thread_id: int) -> ThreadRow:
        """One thread.

        Raises:
            ShapeChanged: what came is not a thread.
        """
        page = self._page(THREADS, f"seller/thread/{thread_id:d}", {})
        for row in page.rows:
            if row.id == thread_id:
                return row
        raise ShapeChanged(_("Thread {0} did not come when it was asked for.").format(thread_id))

    def products(self) -> Page[ProductRow]:
        """All products of the seller."""
        return self._list(PRODUCTS, {})

    def sales(self, date_from: date, date_to: date) -> Page[SaleRow]:
        """The sales from one day to another, both included."""
        return self._list(SALES, {"date_from": date_from.isoformat(), "date_to": date_to.isoformat()})

    def add_message(self, thread_id: int, text: str, attachment: Attachment | None = None) -> None:
        """Post a message to a thread, at most once: it is never tried again by itself.

        Args:
            attachment: file name, content and media type.

        Raises:
            Unconfirmed: it may have been posted, or not. After any other error it was not.
        """
        try:
            content = self._transport.write(
                f"seller/threads/{thread_id:d}/messages/add", {"message": text}, attachment
            )
            document = decode(content)
        except Failed as failed:
            error = _unconfirmed(failed.error) if failed.acted else failed.error
            raise self._discreet(error) from None
        except NotTheApi as error:
            raise self._discreet(_unconfirmed(error)) from None
        with self._discretion():
            complain(document)

    def _pages(
        self, kind: Kind[RowT], path: str, start: int, sort: Sort, known: Container[str] = ()
    ) -> Iterator[Page[RowT]]:
        number, previous = start, None
        while True:
            query = {"limit": str(self.page_size), "page": str(number), "sort": sort}
            page = self._page(kind, path, query, known)
            has_more = page.last is not None and number < page.last
            is_same = not page.is_empty and page.content == previous
            if has_more and (page.is_empty or is_same):
                raise _page_missing(kind, number, page.last)
            if is_same:  # all rows come at once, whichever page is asked for
                return
            if not page.is_empty or number == start:
                yield page
            if page.is_empty or (page.last is not None and not has_more):
                return
            number, previous = number + 1, page.content

    def _list(self, kind: Kind[RowT], query: dict[str, str]) -> Page[RowT]:
        """All rows of a list that is not known to have pages, even if it has."""
        page = self._page(kind, kind.path, query)
        rows, unparsed = list(page.rows), list(page.unparsed)
        for number in range(2, (page.last or 1) + 1):
            more = self._page(kind, kind.path, {**query, "page": str(number)})
            if more.is_empty:
                raise _page_missing(kind, number, page.last)
            rows += more.rows
            unparsed += more.unparsed
        return Page(tuple(rows), tuple(unparsed), 1, 1, page.total)

    def _page(
        self, kind: Kind[RowT], path: str, query: dict[str, str], known: Container[str] = ()
    ) -> Page[RowT]:
        content = self._read(path, query)
        told = page_digest(content, self._zone)
        read = read_known_page if told in known else read_page
        with self._discretion():
            return replace(read(decode(content), kind, self._zone), digest=told)

    def _read(self, path: str, query: dict[str, str]) -> bytes:
        attempt = 1
        while True:
            try:
                return self._transport.read(path, query)
            except Failed as failed:
                if not failed.again or attempt == self._attempts:
                    raise self._discreet(failed.error) from None
                pause = failed.pause
            # Waits on `stop`: a sleep that it cannot end would hold up whoever closes the program.
            self._wait(_backoff(attempt) if pause is None else pause)
            attempt += 1

    @contextmanager
    def _discretion(self) -> Iterator[None]:
        try:
            yield
        except MarketplaceError as error:
            raise self._discreet(error) from None

    def _discreet(self, error: MarketplaceError) -> MarketplaceError:
        told = type(error)(self._transport.without_key(error.sentence), error.next_step)
        told.pause = error.pause
        return told


def _checked_key(key: str) -> str:
    key = key.strip()
    if not key:
        raise KeyRefused(_("There is no API key."), key_step())
    if not key.isascii() or not key.isprintable() or " " in key:
        raise KeyRefused(_("The API key holds characters that no key has."), key_step())
    return key


def _unconfirmed(error: MarketplaceError) -> Unconfirmed:
    return Unconfirmed(
        _("It is not known whether the reply was posted: {0}").format(error.sentence),
        _("Read the thread before sending it again."),
    )


def _page_missing(kind: Kind[RowT], number: int, last: int | None) -> ShapeChanged:
    return ShapeChanged(
        _("Page {0} of {1} of the {2} did not come.").format(number, last, kind.name),
        _("What is stored stays as it was. Sync again later."),
    )


def _backoff(attempt: int) -> float:
    pause = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2.0 ** (attempt - 1))
    return pause * random.uniform(0.5, 1.5)  # noqa: S311 - so that programs do not come back all at once
