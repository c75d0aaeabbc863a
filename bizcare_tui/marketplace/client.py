"""Client of the Seller API: its calls, paging and retries."""

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
from bizcare_tui.errors import ApiFormatChanged, Interrupted, KeyRejected, MarketplaceError, NotSellerApi
from bizcare_tui.i18n import N_, _
from bizcare_tui.marketplace.address import checked_base_url
from bizcare_tui.marketplace.envelope import (
    has_error,
    parse_answer,
    raise_reported_error,
    read_page,
    read_unchanged_page,
    refused_key_step,
)
from bizcare_tui.marketplace.running_call import CallFailed, CallLimits
from bizcare_tui.marketplace.transport import Attachment, Transport
from bizcare_tui.marketplace.wire import (
    MESSAGES,
    PRODUCTS,
    SALES,
    THREADS,
    ApiRowKind,
    MessageRow,
    ProductRow,
    RowPage,
    RowT,
    SaleRow,
    ThreadRow,
    UnparsedRow,
    page_digest,
)

__all__ = ["Attachment", "CallLimits", "Interrupted", "PostUnconfirmed", "SellerApi"]

SortOrder = Literal["asc", "desc"]

_PATIENCE = CallLimits()
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 8.0
# Stop after this many consecutive pages without a new row: paging drifts by single rows, not by whole pages.
_MAX_PAGES_WITHOUT_NEWS = 3
# An account with 400,000 threads has 400 pages, or 20,000 pages if the server returns only 20 rows per page.
_MOST_PAGES = 20_000
# How many rows may arrive beyond twice the total that the server announced.
_ROWS_BEYOND = 1_000


class PostUnconfirmed(MarketplaceError):
    """A message was sent, but may not have been posted: read the thread before sending it again."""

    title = N_("It is not known whether the reply was posted")


class SellerApi:
    """The Seller API of one account. Use it in a `with` statement, or close it.

    Every call can raise `Offline`, `KeyRejected`, `RateLimited`, `NotSellerApi` and `ApiFailed`, and
    `Interrupted` once `stop` is set, in addition to the errors that its docstring names. Reads are
    retried after temporary failures; writes never are.

    Args:
        base_url: an https address, or http for this machine.
        key: the API key. It is sent in the form data of each call and appears nowhere else.
        zone: the time zone of timestamps that have none.
        page_size: the number of rows to request per call.
        stop: set it to end long work, including pauses.
        wait: sleeps for a number of seconds; for tests.
        clock: a monotonic clock in seconds; for tests.

    Raises:
        BadSettings: the key must not be sent to this address.
        KeyRefused: the key is empty, or has characters that no key has.
    """

    def __init__(
        self,
        base_url: str,
        key: str,
        *,
        zone: ZoneInfo = MARKETPLACE_ZONE,
        page_size: int = 1000,
        patience: CallLimits = _PATIENCE,
        stop: threading.Event | None = None,
        wait: Callable[[float], object] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._base = checked_base_url(base_url)
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
        """Close the connection."""
        self._transport.close()

    @property
    def key(self) -> str:
        """The API key, as a string whose `repr` does not show it."""
        return self._transport.key

    @property
    def server_date(self) -> datetime | None:
        """The Marketplace's clock at its last answer, in UTC; None before that, or if not reported."""
        return self._transport.server_date

    @property
    def clock_skew(self) -> timedelta | None:
        """How far this machine's clock is ahead of the Marketplace's; None if not reported."""
        return self._transport.clock_skew

    def check_key(self) -> None:
        """Request a single thread, to check that the address and the key are right."""
        self._page(THREADS, THREADS.path, {"limit": "1", "page": "1", "sort": "desc"})

    def pages(
        self, kind: ApiRowKind[RowT], *, start: int = 1, sort: SortOrder = "asc", known: Container[str] = ()
    ) -> Iterator[RowPage[RowT]]:
        """Yield the pages of all threads (`THREADS`) or all messages (`MESSAGES`), from page `start` on.

        The rows of a page whose digest is in `known` are not parsed again.

        Raises:
            ShapeChanged: the pages are inconsistent, so that rows would be missed.
        """
        return self._pages(kind, kind.path, start, sort, known)

    def thread_messages(self, thread_id: int) -> list[RowPage[MessageRow]]:
        """Return the pages of a thread's messages, oldest first; each row has its `thread_id` set."""
        pages = self._pages(MESSAGES, f"seller/threads/{thread_id:d}/messages", 1, "asc")
        return [
            replace(page, rows=tuple(replace(row, thread_id=thread_id) for row in page.rows))
            for page in pages
        ]

    def thread(self, thread_id: int) -> ThreadRow:
        """Return one thread.

        Raises:
            ShapeChanged: the answer does not contain the thread.
        """
        page = self._page(THREADS, f"seller/thread/{thread_id:d}", {})
        for row in page.rows:
            if row.id == thread_id:
                return row
        raise ApiFormatChanged(_("Thread {0} was requested but not delivered.").format(thread_id))

    def products(self) -> RowPage[ProductRow]:
        """Return all products of the seller."""
        return self._list(PRODUCTS, {})

    def sales(self, date_from: date, date_to: date) -> RowPage[SaleRow]:
        """Return the sales from one day to another, both included."""
        return self._list(SALES, {"date_from": date_from.isoformat(), "date_to": date_to.isoformat()})

    def add_message(self, thread_id: int, text: str, attachment: Attachment | None = None) -> None:
        """Post a message to a thread, at most once; the call is never retried.

        Args:
            attachment: file name, content and media type.

        Raises:
            Unconfirmed: it is not known whether the message was posted: the connection broke, or the answer
                is none of those which mean that it was not (401, 403, 429, and 200 with `error`).
            Stopped: `stop` was set before anything was sent. After any other error nothing was posted either.
        """
        try:
            content = self._transport.write(
                f"seller/threads/{thread_id:d}/messages/add", {"message": text}, attachment
            )
            document = parse_answer(content)
        except CallFailed as failed:
            error = _unconfirmed(failed.error) if failed.may_have_acted else failed.error
            raise self._without_key(error) from None
        except NotSellerApi as error:
            raise self._without_key(_unconfirmed(error)) from None
        try:
            raise_reported_error(document)
        except MarketplaceError as error:
            raise self._without_key(error if has_error(document) else _unconfirmed(error)) from None

    def _pages(
        self, kind: ApiRowKind[RowT], path: str, start: int, sort: SortOrder, known: Container[str] = ()
    ) -> Iterator[RowPage[RowT]]:
        return self._pages_until_last(
            kind,
            lambda number: self._page(
                kind, path, {"limit": str(self.page_size), "page": str(number), "sort": sort}, known
            ),
            start,
        )

    @staticmethod
    def _pages_until_last(
        kind: ApiRowKind[RowT], fetch: Callable[[int], RowPage[RowT]], start: int = 1
    ) -> Iterator[RowPage[RowT]]:
        """Yield the pages from `start` to the last one, without trusting the reported number of pages.

        Raises:
            ShapeChanged: a page is missing, or the pages do not end.
        """
        number, previous = start, None
        received: set[object] = set()
        pages_without_new_rows = 0
        while True:
            page = fetch(number)
            has_more = page.last is not None and number < page.last
            is_same = not page.is_empty and page.content == previous
            keys = page.keys
            has_new_rows = not keys <= received
            received |= keys
            pages_without_new_rows = 0 if has_new_rows else pages_without_new_rows + 1
            if number > start and not has_new_rows and page.total is not None and len(received) >= page.total:
                return  # all announced rows were received, whatever the page count says
            if has_more and (page.is_empty or is_same or pages_without_new_rows >= _MAX_PAGES_WITHOUT_NEWS):
                raise _page_missing(kind, number, page.last)
            if is_same or pages_without_new_rows >= _MAX_PAGES_WITHOUT_NEWS:
                return  # the server returns all rows at once, whichever page is requested
            if not page.is_empty or number == start:
                yield page
            if page.is_empty or (page.last is not None and not has_more):
                return
            if number - start >= _MOST_PAGES or _is_far_beyond(len(received), page.total):
                raise _endless_pages(kind, number, len(received))
            number, previous = number + 1, page.content

    def _list(self, kind: ApiRowKind[RowT], query: dict[str, str]) -> RowPage[RowT]:
        """Return all rows of a list as one page, even if the server splits it into pages."""
        first = self._page(kind, kind.path, query)
        if first.last is None or first.last <= 1:
            return RowPage(first.rows, first.unparsed, 1, 1, first.total)

        def fetch(number: int) -> RowPage[RowT]:
            return first if number == 1 else self._page(kind, kind.path, {**query, "page": str(number)})

        rows: list[RowT] = []
        unparsed: list[UnparsedRow] = []
        for page in self._pages_until_last(kind, fetch):
            rows += page.rows
            unparsed += page.unparsed
        return RowPage(tuple(rows), tuple(unparsed), 1, 1, first.total)

    def _page(
        self, kind: ApiRowKind[RowT], path: str, query: dict[str, str], known: Container[str] = ()
    ) -> RowPage[RowT]:
        content = self._read(path, query)
        digest = page_digest(content, self._zone)
        read = read_unchanged_page if digest in known else read_page
        with self._hiding_key():
            return replace(read(parse_answer(content), kind, self._zone), digest=digest)

    def _read(self, path: str, query: dict[str, str]) -> bytes:
        attempt = 1
        while True:
            try:
                return self._transport.read(path, query)
            except CallFailed as failed:
                if not failed.again or attempt == self._attempts:
                    raise self._without_key(failed.error) from None
                pause = failed.pause
            # Wait on `stop`, so that closing the program ends the pause.
            self._wait(_backoff(attempt) if pause is None else pause)
            attempt += 1

    @contextmanager
    def _hiding_key(self) -> Iterator[None]:
        try:
            yield
        except MarketplaceError as error:
            raise self._without_key(error) from None

    def _without_key(self, error: MarketplaceError) -> MarketplaceError:
        cleaned = type(error)(self._transport.without_key(error.sentence), error.advice)
        cleaned.pause = error.pause
        return cleaned


def _checked_key(key: str) -> str:
    key = key.strip()
    if not key:
        raise KeyRejected(_("There is no API key."), refused_key_step())
    if not key.isascii() or not key.isprintable() or " " in key:
        raise KeyRejected(_("The API key contains invalid characters."), refused_key_step())
    return key


def _unconfirmed(error: MarketplaceError) -> PostUnconfirmed:
    return PostUnconfirmed(
        _("It is not known whether the reply was posted: {0}").format(error.sentence),
        _("Read the thread before sending it again."),
    )


def _page_missing(kind: ApiRowKind[RowT], number: int, last: int | None) -> ApiFormatChanged:
    return ApiFormatChanged(
        _("Page {0} of {1} of the {2} was not delivered.").format(number, last, kind.name),
        _("The stored data are unchanged. Sync again later."),
    )


def _is_far_beyond(received: int, total: int | None) -> bool:
    """Return whether more rows arrived than rows added since the first page can explain."""
    return total is not None and received > 2 * total + _ROWS_BEYOND


def _endless_pages(kind: ApiRowKind[RowT], number: int, rows: int) -> ApiFormatChanged:
    return ApiFormatChanged(
        _("The list of {0} does not end: {2} were received after page {1}.").format(kind.name, number, rows),
        _(
            "The data received so far are stored. Sync again later. If the problem remains, report it"
            " to the Marketplace."
        ),
    )


def _backoff(attempt: int) -> float:
    pause = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2.0 ** (attempt - 1))
    return pause * random.uniform(0.5, 1.5)  # noqa: S311 - jitter, so that programs do not retry all at once
