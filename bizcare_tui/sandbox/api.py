"""The calls of the Seller API on a market, independent of HTTP."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from bizcare_tui.domain.clock import marketplace_date
from bizcare_tui.now import now
from bizcare_tui.sandbox.forms import ReceivedFile, RequestForm
from bizcare_tui.sandbox.market import Market, MarketPage

PAGE_LIMIT = 5000
_DEFAULT_ORDER_SPAN = timedelta(days=92)

Payload = dict[str, Any]


class CallRejected(Exception):
    """The call is rejected, with an HTTP status and a reason."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


@dataclass(frozen=True, slots=True)
class ApiRequest:
    """A call: its method, its path after `/request/`, its query parameters, and the form in its body."""

    method: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    form: RequestForm = field(default_factory=RequestForm)

    @property
    def key(self) -> str:
        """The API key, from the form or else from the query."""
        return self.form.fields.get("api_key") or self.query.get("api_key", "")


@dataclass(frozen=True, slots=True)
class ReceivedReply:
    """A reply as a client sent it."""

    thread_id: int
    message: str
    attachment: ReceivedFile | None


class SandboxApi:
    """Answers the calls of a seller whose account is `market`; `replies` collects the replies received."""

    def __init__(self, market: Market, base_url: str) -> None:
        self.market = market
        self.replies: list[ReceivedReply] = []
        self._base_url = base_url
        self._routes: tuple[tuple[str, Callable[..., Payload]], ...] = (
            (r"seller/threads", self._threads),
            (r"seller/thread/(\d{1,18})", self._thread),
            (r"seller/threads/(\d{1,18})/messages", self._messages_of),
            (r"seller/messages", self._messages),
            (r"seller/threads/(\d{1,18})/messages/add", self._add),
            (r"seller/products", self._products),
            (r"seller/product/(\d{1,18})", self._product),
            (r"seller/orders", self._orders),
        )

    def answer(self, request: ApiRequest) -> Payload:
        """Return the payload that answers a call.

        Raises:
            Refused: the call or the requested object does not exist, or a parameter is missing or invalid.
        """
        for pattern, call in self._routes:
            match = re.fullmatch(pattern, request.path)
            if match:
                return {"success": True} | call(request, *map(int, match.groups()))
        if request.path in ("seller/invoices", "seller/bank"):
            raise CallRejected(404, f"The sandbox has no {request.path}.")
        raise CallRejected(404, f"There is no call {request.path!r}.")

    def drift(self, request: ApiRequest) -> None:
        """Add a new thread or message to the list that the call has read a page of."""
        if request.path == "seller/threads":
            self.market.add_new_thread()
        elif request.path.endswith("messages"):
            self.market.add_new_message()

    def _threads(self, request: ApiRequest) -> Payload:
        return {"threads": self._paged(request, self.market.threads)}

    def _messages(self, request: ApiRequest) -> Payload:
        return {"messages": self._paged(request, self.market.messages)}

    def _messages_of(self, request: ApiRequest, thread_id: int) -> Payload:
        self._row_of(thread_id)

        def page(offset: int, limit: int, *, newest_first: bool) -> MarketPage:
            return self.market.messages_of(thread_id, offset, limit, newest_first=newest_first)

        return {"messages": self._paged(request, page)}

    def _thread(self, _request: ApiRequest, thread_id: int) -> Payload:
        return {"thread": self._row_of(thread_id)}

    def _row_of(self, thread_id: int) -> Payload:
        row = self.market.thread(thread_id)
        if row is None:
            raise CallRejected(404, f"There is no thread {thread_id}.")
        return row

    def _add(self, request: ApiRequest, thread_id: int) -> Payload:
        if request.method != "POST":
            raise CallRejected(405, "A reply is sent by POST.")
        self._row_of(thread_id)
        text = request.form.fields.get("message", "")
        if not text.strip():
            raise CallRejected(400, "A reply needs a message.")
        attachment = request.form.files.get("attachment")
        names = [attachment.name] if attachment else []
        row = self.market.add_message(thread_id, text, author="seller", attachments=names)
        self.replies.append(ReceivedReply(thread_id, text, attachment))
        return {"message": row}

    def _products(self, _request: ApiRequest) -> Payload:
        return {"products": self.market.products()}

    def _product(self, _request: ApiRequest, product_id: int) -> Payload:
        for row in self.market.products():
            if str(row.get("id_product")) == str(product_id):
                return {"product": row}
        raise CallRejected(404, f"There is no product {product_id}.")

    def _orders(self, request: ApiRequest) -> Payload:
        today = marketplace_date(now())
        date_to = _day(request, "date_to", today)
        date_from = _day(request, "date_from", date_to - _DEFAULT_ORDER_SPAN)
        return {"sales": self.market.sales(date_from, date_to)}

    def _paged(self, request: ApiRequest, read: Callable[..., MarketPage]) -> Payload:
        limit = min(_whole_number(request, "limit") or PAGE_LIMIT, PAGE_LIMIT)
        page = _whole_number(request, "page") or 1
        offset = (page - 1) * limit
        newest_first = _parameter(request, "sort").casefold() != "asc"
        found = read(offset, limit, newest_first=newest_first)
        last = max(1, -(-found.total // limit))
        return {
            "total": found.total,
            "per_page": limit,
            "current_page": page,
            "last_page": last,
            "next_page_url": self._page_url(request, page + 1) if page < last else None,
            "prev_page_url": self._page_url(request, page - 1) if page > 1 else None,
            "from": offset + 1 if found.rows else None,
            "to": offset + len(found.rows) if found.rows else None,
            "data": found.rows,
        }

    def _page_url(self, request: ApiRequest, page: int) -> str:
        parameters = {name: request.query[name] for name in ("limit", "sort") if name in request.query}
        return f"{self._base_url}{request.path}?{urlencode(parameters | {'page': page})}"


def _parameter(request: ApiRequest, name: str) -> str:
    return request.query.get(name) or request.form.fields.get(name, "")


def _whole_number(request: ApiRequest, name: str) -> int:
    # Like PHP: a value that is not a whole number, or is less than one, counts as missing.
    text = _parameter(request, name).strip()
    return int(text) if re.fullmatch("[0-9]{1,9}", text) else 0


def _day(request: ApiRequest, name: str, default: date) -> date:
    text = _parameter(request, name).strip()
    try:
        return date.fromisoformat(text) if text else default
    except ValueError:
        raise CallRejected(400, f"{name} is not a date like 2026-11-27.") from None
