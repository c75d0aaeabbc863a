"""The client, over real sockets, against a server with scripted behaviour."""

from __future__ import annotations

import json
import logging
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest

from bizcare_tui.errors import (
    AccessBlocked,
    ApiFailed,
    ApiFormatChanged,
    BadSettings,
    KeyRejected,
    MarketplaceError,
    NotSellerApi,
    Offline,
    RateLimited,
)
from bizcare_tui.marketplace import client
from bizcare_tui.marketplace.client import CallLimits, Interrupted, PostUnconfirmed, SellerApi
from bizcare_tui.marketplace.wire import MESSAGES, THREADS

KEY = "0123456789abcdef-the-key-of-this-account"
Step = Callable[["Handler"], None]


@dataclass(frozen=True)
class Call:
    """What the server was asked."""

    path: str
    query: dict[str, str]
    body: bytes
    headers: dict[str, str]

    @property
    def form(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(self.body.decode()).items()}


@dataclass
class Script:
    """What the server answers, in turn; the last answer is repeated."""

    url: str = ""
    steps: list[Step] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def next(self, call: Call) -> Step:
        self.calls.append(call)
        return self.steps[min(len(self.calls), len(self.steps)) - 1]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    script: Script

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        parts = urlsplit(self.path)
        call = Call(parts.path, dict(parse_qsl(parts.query)), body, dict(self.headers.items()))
        with suppress(ConnectionError):
            self.script.next(call)(self)

    def log_message(self, *_args: object) -> None:
        pass

    def answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)


class Server(ThreadingHTTPServer):
    """A server that takes it calmly when a connection is reset."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        pass


def sends(document: object, status: int = 200, **headers: str) -> Step:
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    return lambda handler: handler.answer(status, body, **headers)


def drops(handler: Handler) -> None:
    handler.close_connection = True


def resets(handler: Handler) -> None:
    handler.close_connection = True
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def cuts(handler: Handler) -> None:
    handler.close_connection = True
    handler.answer(200, b'{"threads": [', Content_Length="500")


def keeps_silent(handler: Handler) -> None:
    handler.close_connection = True
    handler.script.over.wait(30)


THREAD = {"id_community_thread": 5, "topic": "Hola", "date_add": "2026-11-20 10:00:00"}
MESSAGE = {"message": "Hola", "date_add": "2026-11-20 10:00:00"}


def page_of(*rows: dict[str, Any], name: str = "threads", **pager: Any) -> Step:
    return sends({"success": True, name: {**pager, "data": list(rows)}})


ONE_THREAD = page_of(THREAD, current_page=1, last_page=1, total=1)


@pytest.fixture
def server() -> Iterator[Script]:
    script = Script()
    handler = type("ScriptedHandler", (Handler,), {"script": script})
    with Server(("127.0.0.1", 0), handler) as http:
        script.url = f"http://127.0.0.1:{http.server_port}/request/"
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield script
        script.over.set()
        http.shutdown()
        thread.join()


@pytest.fixture
def pauses() -> list[float]:
    return []


@pytest.fixture
def api(server: Script, pauses: list[float]) -> Iterator[SellerApi]:
    with SellerApi(server.url, KEY, page_size=2, wait=pauses.append) as api:
        yield api


def test_a_call_carries_the_key_in_its_form_alone(server: Script, api: SellerApi) -> None:
    server.steps = [ONE_THREAD]
    [page] = api.pages(THREADS, sort="desc")
    [call] = server.calls
    assert [row.id for row in page.rows] == [5]
    assert call.path == "/request/seller/threads"
    assert call.query == {"limit": "2", "page": "1", "sort": "desc"}
    assert call.form == {"api_key": KEY}
    assert KEY not in str(call.headers)
    assert call.headers["Accept-Encoding"] == "gzip"


def test_pages_are_read_one_by_one_from_the_given_one(server: Script, api: SellerApi) -> None:
    server.steps = [page_of({**THREAD, "id_community_thread": n}, last_page="4") for n in (2, 3, 4)]
    pages = api.pages(THREADS, start=2)
    assert [row.id for row in next(pages).rows] == [2]
    assert len(server.calls) == 1
    assert [[row.id for row in page.rows] for page in pages] == [[3], [4]]
    assert [call.query["page"] for call in server.calls] == ["2", "3", "4"]


def test_without_a_pager_pages_are_read_until_none_comes(server: Script, api: SellerApi) -> None:
    server.steps = [page_of({**THREAD, "id_community_thread": 1}), page_of(THREAD), page_of()]
    assert [row.id for page in api.pages(THREADS) for row in page.rows] == [1, 5]


def test_a_server_without_pages_is_not_asked_endlessly(server: Script, api: SellerApi) -> None:
    server.steps = [sends({"threads": [THREAD]})]
    assert len(list(api.pages(THREADS))) == 1
    assert len(server.calls) == 2


def test_an_account_without_threads_has_one_empty_page(server: Script, api: SellerApi) -> None:
    server.steps = [page_of(current_page=1, last_page=1, total=0)]
    [page] = api.pages(THREADS)
    assert page.rows == ()


@pytest.mark.parametrize("second", [page_of(last_page=3), page_of(THREAD, last_page=3)])
def test_a_missing_page_is_reported(server: Script, api: SellerApi, second: Step) -> None:
    server.steps = [page_of(THREAD, last_page=3), second]
    pages = api.pages(THREADS)
    next(pages)
    with pytest.raises(ApiFormatChanged):
        next(pages)


def numbered(first: int, **pager: Any) -> Step:
    return page_of(*({**THREAD, "id_community_thread": first + n} for n in range(2)), **pager)


@pytest.mark.parametrize("last", [2**31 - 1, 2**31, 2**63, "4294967296"])
def test_pages_without_end_end_with_what_was_announced(server: Script, api: SellerApi, last: object) -> None:
    server.steps = [numbered(1, last_page=last, total=4), numbered(3, last_page=last, total=4)]
    assert [row.id for page in api.pages(THREADS) for row in page.rows] == [1, 2, 3, 4]
    assert len(server.calls) == 3
    server.calls.clear()
    server.steps = [numbered(1, last_page=last, total=2), page_of(last_page=last, total=2)]
    assert len(list(api.pages(THREADS))) == 1


def test_repeated_pages_are_reported(server: Script, api: SellerApi) -> None:
    """Whether they come in turn, or with another token each time."""
    server.steps = [numbered(1 + 2 * (n % 2), last_page=2**31 - 1) for n in range(9)]
    with pytest.raises(ApiFormatChanged, match="not delivered"):
        list(api.pages(THREADS))
    assert len(server.calls) == 5
    server.calls.clear()
    server.steps = [page_of({**THREAD, "token": str(n)}, last_page=2**31 - 1) for n in range(9)]
    with pytest.raises(ApiFormatChanged):
        list(api.pages(THREADS))
    server.calls.clear()
    server.steps = [page_of({**THREAD, "token": str(n)}) for n in range(9)]
    assert {row.id for page in api.pages(THREADS) for row in page.rows} == {5}


@pytest.mark.parametrize("pager", [{"last_page": 2**31 - 1, "total": 3}, {"last_page": 2**31 - 1}, {}])
def test_endless_new_rows_are_reported(
    server: Script, monkeypatch: pytest.MonkeyPatch, pager: dict[str, Any]
) -> None:
    monkeypatch.setattr(client, "_MOST_PAGES", 12)
    monkeypatch.setattr(client, "_ROWS_BEYOND", 8)
    server.steps = [numbered(1 + 2 * n, **pager) for n in range(99)]
    with (
        SellerApi(server.url, KEY, page_size=2) as api,
        pytest.raises(ApiFormatChanged, match="does not end"),
    ):
        list(api.pages(THREADS))
    assert len(server.calls) < 20


def test_lists_that_have_pages_without_end_end_too(server: Script, api: SellerApi) -> None:
    products = [page_of({"id_product": n}, name="products", last_page=2**31 - 1, total=2) for n in (1, 2)]
    server.steps = products
    assert [row.id for row in api.products().rows] == [1, 2]
    server.calls.clear()
    server.steps = products[:1]
    with pytest.raises(ApiFormatChanged):
        api.products()
    assert len(server.calls) == 2


def test_a_byte_that_is_no_text_costs_its_row(server: Script, api: SellerApi) -> None:
    rows = [{**THREAD, "id_community_thread": n, "topic": f"Hol\xe1 {n}"} for n in (1, 2, 3)]
    body = json.dumps({"threads": {"data": rows, "last_page": 1, "total": 3}}, ensure_ascii=False).encode()
    server.steps = [sends(body.replace("Hol\xe1 2".encode(), "Hol\xe1 2".encode("latin-1")))]
    [page] = api.pages(THREADS)
    assert [(row.id, row.topic) for row in page.rows] == [(1, "Hol\xe1 1"), (3, "Hol\xe1 3")]
    [unparsed] = page.unparsed
    assert "UTF-8" in unparsed.reason
    assert '"id_community_thread":2' in unparsed.raw


def test_messages_of_a_thread_carry_its_number(server: Script, api: SellerApi) -> None:
    server.steps = [page_of(MESSAGE, name="messages", last_page=1)]
    [page] = api.thread_messages(481516)
    assert [row.thread_id for row in page.rows] == [481516]
    assert server.calls[0].path == "/request/seller/threads/481516/messages"
    assert server.calls[0].query["sort"] == "asc"


def test_messages_of_all_threads(server: Script, api: SellerApi) -> None:
    server.steps = [page_of({**MESSAGE, "id_thread": 5}, name="messages", last_page=1)]
    assert [row.thread_id for page in api.pages(MESSAGES) for row in page.rows] == [5]


def test_one_thread(server: Script, api: SellerApi) -> None:
    server.steps = [sends({"success": True, "thread": THREAD})]
    assert api.thread(5).topic == "Hola"
    with pytest.raises(ApiFormatChanged):
        api.thread(6)


def test_products_and_sales_come_whole(server: Script, api: SellerApi) -> None:
    server.steps = [
        sends({"success": True, "products": [{"id_product": 1}, {"name": "?"}]}),
        page_of({"id_order": 1}, name="sales", last_page=2),
        page_of({"id_order": 2}, name="sales", last_page=2),
    ]
    products = api.products()
    assert (len(products.rows), len(products.unparsed)) == (1, 1)
    assert [row.order_id for row in api.sales(date(2020, 1, 1), date(2026, 11, 23)).rows] == [1, 2]
    assert server.calls[0].query == {}
    assert server.calls[1].query == {"date_from": "2020-01-01", "date_to": "2026-11-23"}


def test_the_servers_clock_is_known(server: Script, api: SellerApi) -> None:
    assert api.server_date is None
    server.steps = [lambda handler: handler.answer(200, b'{"threads": []}')]
    api.check_key()
    assert api.server_date is not None
    assert api.server_date.tzinfo is UTC
    assert server.calls[0].query["limit"] == "1"


def test_how_far_this_machines_clock_is_off_is_known(
    server: Script, api: SellerApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    behind = datetime.now(UTC) - timedelta(minutes=10)
    monkeypatch.setattr(
        BaseHTTPRequestHandler, "date_time_string", lambda *_: format_datetime(behind, usegmt=True)
    )
    assert api.clock_skew is None
    server.steps = [lambda handler: handler.answer(200, b'{"threads": []}')]
    api.check_key()
    assert api.clock_skew is not None
    assert timedelta(minutes=9) < api.clock_skew < timedelta(minutes=15)


@pytest.mark.parametrize(
    "trouble", [drops, resets, cuts, sends(b"", 500), sends(b"oops", 503), sends({}, 429)]
)
def test_reading_is_tried_again_on_what_may_pass(
    server: Script, api: SellerApi, pauses: list[float], trouble: Step
) -> None:
    server.steps = [trouble, trouble, ONE_THREAD]
    assert len(list(api.pages(THREADS))) == 1
    assert len(server.calls) == 3
    assert 0.25 <= pauses[0] <= 0.75
    assert 0.5 <= pauses[1] <= 1.5


@pytest.mark.parametrize(
    ("trouble", "error"),
    [
        (drops, Offline),
        (resets, Offline),
        (cuts, Offline),
        (sends(b"", 500), ApiFailed),
        (sends({}, 429), RateLimited),
    ],
)
def test_a_lasting_failure_is_reported_after_four_attempts(
    server: Script, api: SellerApi, pauses: list[float], trouble: Step, error: type[MarketplaceError]
) -> None:
    server.steps = [trouble]
    with pytest.raises(error):
        api.check_key()
    assert len(server.calls) == 4
    assert len(pauses) == 3


@pytest.mark.parametrize(
    ("headers", "pause"),
    [
        ({"Retry_After": "7"}, 7),
        ({"Retry_After": "0"}, 0),
        ({"Retry_After": "Mon, 23 Nov 2026 12:00:30 GMT", "Date": "Mon, 23 Nov 2026 12:00:00 GMT"}, 30),
        ({"Retry_After": "Mon, 23 Nov 2026 11:00:00 GMT", "Date": "Mon, 23 Nov 2026 12:00:00 GMT"}, 0),
    ],
)
def test_it_waits_as_long_as_it_is_asked_to(
    server: Script, api: SellerApi, pauses: list[float], headers: dict[str, str], pause: float
) -> None:
    def slow_down(handler: Handler) -> None:
        handler.send_response_only(429)
        for name, value in {"Content_Length": "0", **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()

    server.steps = [slow_down, ONE_THREAD]
    api.check_key()
    assert pauses == [pause]


@pytest.mark.parametrize("retry_after", ["61", "99999999999999999999"])
def test_a_long_wait_is_reported_instead_of_waited_for(
    server: Script, api: SellerApi, pauses: list[float], monkeypatch: pytest.MonkeyPatch, retry_after: str
) -> None:
    monkeypatch.setenv("BIZCARE_NOW", "2026-11-23T12:00:00+01:00")
    server.steps = [sends({}, 429, Retry_After=retry_after)]
    with pytest.raises(RateLimited) as raised:
        api.check_key()
    assert "Try again after 2026-" in str(raised.value)
    assert (len(server.calls), pauses) == (1, [])


@pytest.mark.parametrize(
    ("step", "error"),
    [
        (sends({}, 401), KeyRejected),
        (sends({"error": "Forbidden"}, 403), KeyRejected),
        (sends(b"<h1>no</h1>", 403), AccessBlocked),
        (sends(b"Sign in", 401), AccessBlocked),
        (sends(b"", 403), AccessBlocked),
        (sends({"success": False, "error": "Invalid api_key"}), KeyRejected),
        (sends({"error": "Maintenance"}), ApiFailed),
        (sends({"error": "Bad page"}, 400), ApiFailed),
        (sends(b"Not here", 404), NotSellerApi),
        (sends(b"<!DOCTYPE html><title>Captcha</title>"), NotSellerApi),
        (sends(b'{"threads": {"data": [{"id_comm'), NotSellerApi),
        (sends(b""), NotSellerApi),
        (sends([1, 2], 204), NotSellerApi),
        (sends(b"\x1f\x8bnot gzip", Content_Encoding="gzip"), NotSellerApi),
        (sends({"something": "else"}), ApiFormatChanged),
    ],
)
def test_a_permanent_failure_is_reported_at_once(
    server: Script, api: SellerApi, step: Step, error: type[MarketplaceError]
) -> None:
    server.steps = [step]
    with pytest.raises(error) as raised:
        api.check_key()
    assert type(raised.value) is error
    assert raised.value.next_step
    assert len(server.calls) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    "target", ["https://elsewhere.example/x", "http://elsewhere.example", "//elsewhere.example/"]
)
def test_a_redirect_is_not_followed(server: Script, api: SellerApi, status: int, target: str) -> None:
    server.steps = [sends(b"", status, Location=target)]
    with pytest.raises(NotSellerApi, match=r"elsewhere\.example"):
        api.check_key()
    assert len(server.calls) == 1


def test_a_huge_answer_is_rejected(server: Script) -> None:
    server.steps = [sends(b"[" + b" " * 200_000 + b"]")]
    with (
        SellerApi(server.url, KEY, patience=CallLimits(most_bytes=100_000)) as api,
        pytest.raises(NotSellerApi),
    ):
        api.check_key()


def test_a_silent_server_is_given_up(server: Script) -> None:
    server.steps = [keeps_silent]
    with (
        SellerApi(server.url, KEY, patience=CallLimits(read=0.02, attempts=1)) as api,
        pytest.raises(Offline),
    ):
        api.check_key()


def test_nobody_there_is_offline(pauses: list[float]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with SellerApi(f"http://127.0.0.1:{port}", KEY, wait=pauses.append) as api:
        with pytest.raises(Offline):
            api.check_key()
        assert len(pauses) == 3
        with pytest.raises(Offline):
            api.add_message(5, "Hola")
        assert len(pauses) == 3


def test_long_work_can_be_stopped_between_pages(server: Script) -> None:
    stop = threading.Event()
    server.steps = [page_of(THREAD, last_page=9)]
    with SellerApi(server.url, KEY, stop=stop) as api:
        pages = api.pages(THREADS)
        next(pages)
        stop.set()
        with pytest.raises(Interrupted):
            next(pages)
    assert len(server.calls) == 1


def test_a_pause_ends_when_it_is_stopped(server: Script) -> None:
    stop = threading.Event()

    def stop_and_fail(handler: Handler) -> None:
        stop.set()
        handler.answer(429, b"", Retry_After="59")

    server.steps = [stop_and_fail]
    with SellerApi(server.url, KEY, stop=stop) as api, pytest.raises(Interrupted):
        api.check_key()


def test_a_message_is_posted_once(server: Script, api: SellerApi) -> None:
    server.steps = [sends({"success": True})]
    api.add_message(5, 'It\'s "done" & ¿bien?')
    [call] = server.calls
    assert call.path == "/request/seller/threads/5/messages/add"
    assert call.form == {"api_key": KEY, "message": 'It\'s "done" & ¿bien?'}


def test_a_file_goes_along_under_its_own_name_and_type(server: Script, api: SellerApi) -> None:
    server.steps = [sends({"success": True})]
    api.add_message(5, "see", ("fix.zip", b"PK\x03\x04", "application/zip"))
    [call] = server.calls
    assert call.headers["Content-Type"].startswith("multipart/form-data")
    for part in (b'name="attachment"; filename="fix.zip"', b"application/zip", b"PK\x03\x04", KEY.encode()):
        assert part in call.body


@pytest.mark.parametrize(
    "step",
    [
        drops, resets, cuts, sends(b"<html>"), sends(b'{"succ'), sends({"success": False}), sends(b"", 204),
        sends(b"", 302, Location="https://elsewhere.example"),
        sends(b"\x1f\x8bnot gzip", Content_Encoding="gzip"),
        *(sends({"error": "no"}, status) for status in (400, 404, 405, 408, 409, 410, 413, 418, 422, 500)),
        *(sends(b"<html>", status) for status in (303, 308, 400, 404, 409, 413, 451, 502, 503, 504, 520)),
    ],
)  # fmt: skip
def test_a_message_that_may_have_been_posted_is_not_sent_again(
    server: Script, api: SellerApi, pauses: list[float], step: Step
) -> None:
    server.steps = [step]
    with pytest.raises(PostUnconfirmed):
        api.add_message(5, "Hola")
    assert (len(server.calls), pauses) == (1, [])


@pytest.mark.parametrize(
    ("step", "error"),
    [
        (sends({}, 401), KeyRejected),
        (sends({"error": "Forbidden"}, 403), KeyRejected),
        (sends(b"<h1>blocked</h1>", 403), AccessBlocked),
        (sends({}, 429), RateLimited),
        (sends({"error": "closed"}), ApiFailed),
        (sends({"success": False, "error": {"code": 4}}), ApiFailed),
    ],
)
def test_a_message_that_was_refused_was_not_posted(
    server: Script, api: SellerApi, step: Step, error: type[MarketplaceError]
) -> None:
    server.steps = [step]
    with pytest.raises(error) as raised:
        api.add_message(5, "Hola")
    assert type(raised.value) is error
    assert len(server.calls) == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://api.addons.prestashop.com/request/",
        "http://127.0.0.1.evil.example/",
        "http://localhost.evil.example/",
        "http://0.0.0.0/",
        "http://192.168.1.2/",
        "http://[::2]/",
        "https://user@api.example/",
        "https://:pass@api.example/",
        "http://127.0.0.1@evil.example/",
        "https://api.example\\@evil.example/",
        "https://api.example/?api_key=x",
        "https://api.example/#x",
        "https://api.example:99999/",
        "https://a..b/",
        "https://[::1/",
        "https:///x",
        "https://a b/",
        "ftp://api.example/",
        "api.example/request",
        "javascript:alert(1)",
        "",
    ],
)
def test_the_key_is_not_sent_to_a_doubtful_address(url: str) -> None:
    with pytest.raises(BadSettings) as raised:
        SellerApi(url, KEY)
    assert KEY not in str(raised.value)
    assert "pass@" not in str(raised.value)


@pytest.mark.parametrize(
    "url",
    [
        "https://api.example",
        "http://127.0.0.1:1/x/",
        "http://127.9.9.9",
        "http://[::1]:8000",
        "http://LOCALHOST",
    ],
)
def test_https_and_this_machine_are_sound_addresses(url: str) -> None:
    with SellerApi(url, KEY) as api:
        assert KEY not in repr(api)


@pytest.mark.parametrize("key", ["", "  ", "two words", "línea", "line\nbreak", "\ud800"])
def test_what_is_no_key_is_not_sent(key: str) -> None:
    with pytest.raises(KeyRejected) as raised:
        SellerApi("https://api.example", key)
    assert not key.strip() or key not in str(raised.value)


def test_this_machine_is_not_asked_by_way_of_a_proxy(server: Script, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    server.steps = [ONE_THREAD]
    with SellerApi(server.url, KEY) as api:
        api.check_key()


def test_a_useless_proxy_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "gopher://proxy.example")
    with pytest.raises(BadSettings, match="proxy"):
        SellerApi("https://api.example", KEY)


def echoes(status: int, template: str, **headers: str) -> Callable[[str], Step]:
    return lambda key: sends(
        template.replace("KEY", key).encode(),
        status,
        **{name: value.replace("KEY", key) for name, value in headers.items()},
    )


@pytest.mark.parametrize("key", [KEY, "sHoRt"])
@pytest.mark.parametrize(
    "step_with",
    [
        echoes(200, '{"error": "Unknown api_key KEY"}'),
        echoes(200, '{"error": "KEY KEY KEY"}'),
        echoes(200, "<html>KEY</html>"),
        echoes(200, '{"KEY": 1}'),
        echoes(200, "KEY"),
        echoes(200, "x" * 80 + "KEY"),
        echoes(400, '{"error": "KEY"}'),
        echoes(401, "KEY"),
        echoes(302, "", Location="https://KEY.example/KEY"),
        echoes(429, "KEY"),
        echoes(500, "KEY"),
        lambda _key: drops,
        lambda _key: cuts,
    ],
)
def test_the_key_is_never_shown(
    server: Script,
    step_with: Callable[[str], Step],
    key: str,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    server.steps = [step_with(key)]
    errors: list[MarketplaceError] = []
    with SellerApi(server.url, key, wait=lambda _: None) as api:
        for call in (api.check_key, lambda: api.add_message(5, "Hola")):
            try:
                call()
            except MarketplaceError as error:
                errors.append(error)
    shown = [repr(api), caplog.text, *capfd.readouterr(), *map(str, errors), *map(repr, errors)]
    assert errors
    assert all(error.__suppress_context__ for error in errors)
    assert not [text for text in shown if key.lower() in text.lower()]
    if key == KEY:  # a short one may stand in an answer by chance, and is left there
        assert not [error for error in errors if key in _locals_of(error)]


def _locals_of(error: BaseException) -> str:
    """The local variables of our frames that a traceback may show."""
    trace, shown = error.__traceback__, ""
    while trace is not None:
        if "bizcare_tui" in trace.tb_frame.f_code.co_filename:
            shown += repr(trace.tb_frame.f_locals)
        trace = trace.tb_next
    return shown


def test_a_key_that_comes_back_in_a_row_is_not_kept(server: Script, api: SellerApi) -> None:
    server.steps = [page_of({**THREAD, "topic": f"my key is {KEY}", "api_key": KEY}, last_page=1)]
    [page] = api.pages(THREADS)
    assert page.rows[0].topic == "my key is …"
    assert KEY not in page.rows[0].raw


def test_times_are_read_in_the_zone_that_is_set(server: Script, api: SellerApi) -> None:
    server.steps = [ONE_THREAD]
    [page] = api.pages(THREADS)
    assert page.rows[0].date_add == datetime(2026, 11, 20, 9, tzinfo=UTC)
