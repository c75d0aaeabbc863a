"""The Seller API's calls over a market, apart from HTTP."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from bizcare_tui.domain.clock import marketplace_date
from bizcare_tui.marketplace.sandbox.forms import Attachment, Form
from bizcare_tui.marketplace.sandbox.market import Market, Page
from bizcare_tui.now import now

PAGE_LIMIT = 5000
_ORDERS_TOLD = timedelta(days=92)

Payload = dict[str, Any]


class Refused(Exception):
    """The call cannot be done: the HTTP status and the reason."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


@dataclass(frozen=True, slots=True)
class Request:
    """A call: method, path after `/request/`, the fields of the query, and the form of the body."""

    method: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    form: Form = field(default_factory=Form)

    @property
    def key(self) -> str:
        """The key it came with, from the form or else the query."""
        return self.form.fields.get("api_key") or self.query.get("api_key", "")


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply that a client sent, as it came."""

    thread_id: int
    message: str
    attachment: Attachment | None


class Api:
    """Answers the calls of a seller whose account is `market`; `replies` is what they sent."""

    def __init__(self, market: Market, base_url: str) -> None:
        self.market = market
        self.replies: list[Reply] = []
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

    def answer(self, request: Request) -> Payload:
        """What the call returns.

        Raises:
            Refused: there is no such call or thing, or the call is not complete.
        """
        for pattern, call in self._routes:
            match = re.fullmatch(pattern, request.path)
            if match:
                return {"success": True} | call(request, *map(int, match.groups()))
        if request.path in ("seller/invoices", "seller/bank"):
            raise Refused(404, f"The sandbox has no {request.path}.")
        raise Refused(404, f"There is no call {request.path!r}.")

    def drift(self, request: Request) -> None:
        """Something new arrives at the end of the list that the call has read a page of."""
        if request.path == "seller/threads":
            self.market.thread_arrives()
        elif request.path.endswith("messages"):
            self.market.message_arrives()

    def _threads(self, request: Request) -> Payload:
        return {"threads": self._paged(request, self.market.threads)}

    def _messages(self, request: Request) -> Payload:
        return {"messages": self._paged(request, self.market.messages)}

    def _messages_of(self, request: Request, thread_id: int) -> Payload:
        self._row_of(thread_id)

        def page(offset: int, limit: int, *, newest_first: bool) -> Page:
            return self.market.messages_of(thread_id, offset, limit, newest_first=newest_first)

        return {"messages": self._paged(request, page)}

    def _thread(self, _request: Request, thread_id: int) -> Payload:
        return {"thread": self._row_of(thread_id)}

    def _row_of(self, thread_id: int) -> Payload:
        row = self.market.thread(thread_id)
        if row is None:
            raise Refused(404, f"There is no thread {thread_id}.")
        return row

    def _add(self, request: Request, thread_id: int) -> Payload:
        if request.method != "POST":
            raise Refused(405, "A reply is sent by POST.")
        self._row_of(thread_id)
        text = request.form.fields.get("message", "")
        if not text.strip():
            raise Refused(400, "A reply needs a message.")
        attachment = request.form.files.get("attachment")
        names = [attachment.name] if attachment else []
        row = self.market.add_message(thread_id, text, author="seller", attachments=names)
        self.replies.append(Reply(thread_id, text, attachment))
        return {"message": row}

    def _products(self, _request: Request) -> Payload:
        return {"products": self.market.products()}

    def _product(self, _request: Request, product_id: int) -> Payload:
        for row in self.market.products():
            if str(row.get("id_product")) == str(product_id):
                return {"product": row}
        raise Refused(404, f"There is no product {product_id}.")

    def _orders(self, request: Request) -> Payload:
        today = marketplace_date(now())
        date_to = _day(request, "date_to", today)
        date_from = _day(request, "date_from", date_to - _ORDERS_TOLD)
        return {"sales": self.market.sales(date_from, date_to)}

    def _paged(self, request: Request, read: Callable[..., Page]) -> Payload:
        limit = min(_whole(request, "limit") or PAGE_LIMIT, PAGE_LIMIT)
        page = _whole(request, "page") or 1
        offset = (page - 1) * limit
        newest_first = _said(request, "sort").casefold() != "asc"
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

    def _page_url(self, request: Request, page: int) -> str:
        kept = {name: request.query[name] for name in ("limit", "sort") if name in request.query}
        return f"{self._base_url}{request.path}?{urlencode(kept | {'page': page})}"


def _said(request: Request, name: str) -> str:
    return request.query.get(name) or request.form.fields.get(name, "")


def _whole(request: Request, name: str) -> int:
    # As PHP reads a number: what is none, or is below one, counts as not said.
    said = _said(request, name).strip()
    return int(said) if re.fullmatch("[0-9]{1,9}", said) else 0


def _day(request: Request, name: str, otherwise: date) -> date:
    said = _said(request, name).strip()
    try:
        return date.fromisoformat(said) if said else otherwise
    except ValueError:
        raise Refused(400, f"{name} is not a date like 2026-11-27.") from None
