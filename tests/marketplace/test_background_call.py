"""A call ends in time whatever the server does, and a stop ends it at once; over real sockets."""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from bizcare_tui.errors import Interrupted, NotSellerApi, Offline
from bizcare_tui.marketplace import background_call, web
from bizcare_tui.marketplace.background_call import CallAbandoned, CuttableConnection, run_in_thread
from bizcare_tui.marketplace.client import CallLimits, PostUnconfirmed, SellerApi
from bizcare_tui.marketplace.content_encoding import BadContentEncoding, decompress

KEY = "0123456789abcdef-the-key-of-this-account"
SHORT = CallLimits(connect=0.4, read=30, whole=0.6, attempts=1)
LONG = CallLimits(connect=30, read=60, whole=300, attempts=1)
# A call that nothing ends takes minutes; one that is stopped, or whose time is over, far less than this.
BEARABLE = 30.0

Step = Callable[["Evil", socket.socket], None]


class Evil:
    """A server with scripted behaviour that may not even read the request."""

    def __init__(self, step: Step, *, reads: bool = True) -> None:
        self._step, self._reads = step, reads
        self.over = threading.Event()
        self.reached = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}/request/"
        threading.Thread(target=self._accept, daemon=True).start()

    def end(self) -> None:
        self.over.set()
        self._listener.close()

    def drip(self, connection: socket.socket, text: bytes, *, times: int = 1_000_000) -> None:
        """Send this again and again, so that no timeout of a read is ever over."""
        for _ in range(times):
            connection.sendall(text)
            self.reached.set()
            if self.over.wait(0.02):
                return

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _address = self._listener.accept()
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with suppress(OSError), connection:
            if self._reads:
                connection.recv(65536)
            self._step(self, connection)


@contextmanager
def evil(step: Step, *, reads: bool = True) -> Iterator[Evil]:
    server = Evil(step, reads=reads)
    try:
        yield server
    finally:
        server.end()


def silent(server: Evil, _connection: socket.socket) -> None:
    server.reached.set()
    server.over.wait(BEARABLE * 2)


def dripping_headers(server: Evil, connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Header: ")
    server.drip(connection, b"a", times=90_000)


def many_headers(server: Evil, connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    server.drip(connection, b"X: y\r\n", times=10_000)


def informational(server: Evil, connection: socket.socket) -> None:
    server.drip(connection, b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n")


def dripping_body(server: Evil, connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    server.drip(connection, b"1\r\n \r\n")


def dripping_chunk_size(server: Evil, connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    server.drip(connection, b"0", times=5_000)


WAYS = [silent, dripping_headers, many_headers, informational, dripping_body, dripping_chunk_size]


@pytest.mark.parametrize("step", WAYS)
def test_a_call_is_over_when_its_time_is(step: Step) -> None:
    with evil(step) as server, SellerApi(server.url, KEY, patience=SHORT) as api:
        begun = time.monotonic()
        with pytest.raises(Offline):
            api.check_key()
        assert time.monotonic() - begun < BEARABLE
        # The client goes on with a new connection.
        with pytest.raises(Offline):
            api.check_key()


@pytest.mark.parametrize("step", WAYS)
def test_a_stop_ends_a_call_wherever_it_waits(step: Step) -> None:
    stop = threading.Event()
    with evil(step) as server, SellerApi(server.url, KEY, patience=LONG, stop=stop) as api:
        raised = outcome(api.check_key, server, stop)
    assert isinstance(raised, Interrupted)


@pytest.mark.parametrize("step", WAYS)
def test_a_stop_ends_posting_and_what_may_have_left_is_unknown(step: Step) -> None:
    stop = threading.Event()
    with evil(step) as server, SellerApi(server.url, KEY, patience=LONG, stop=stop) as api:
        raised = outcome(lambda: api.add_message(5, "Hola"), server, stop)
    assert isinstance(raised, PostUnconfirmed)


def test_a_stop_before_a_message_leaves_sends_nothing() -> None:
    stop = threading.Event()
    received: list[bytes] = []

    def slow_handshake(server: Evil, connection: socket.socket) -> None:
        received.append(connection.recv(65536))
        silent(server, connection)

    with evil(slow_handshake, reads=False) as server:
        url = server.url.replace("http://", "https://")
        with SellerApi(url, KEY, patience=LONG, stop=stop) as api:
            raised = outcome(lambda: api.add_message(5, "Hola"), server, stop)
    assert isinstance(raised, Interrupted)
    assert not any(KEY.encode() in part for part in received)


def test_a_slow_handshake_has_an_end() -> None:
    def dripping_handshake(server: Evil, connection: socket.socket) -> None:
        # A handshake record of 16 KB that comes byte by byte.
        connection.sendall(b"\x16\x03\x03\x40\x00")
        server.drip(connection, b"\x00", times=16_000)

    with evil(dripping_handshake) as server:
        url = server.url.replace("http://", "https://")
        with SellerApi(url, KEY, patience=SHORT) as api, pytest.raises(Offline):
            api.check_key()


def test_a_name_server_that_does_not_answer_is_waited_for_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    over, asked = threading.Event(), threading.Event()

    def hanging(*_args: object, **_more: object) -> list[object]:
        asked.set()
        over.wait(BEARABLE * 2)
        raise socket.gaierror(-3, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", hanging)
    try:
        with SellerApi("https://api.example", KEY, patience=SHORT) as api:
            with pytest.raises(Offline):
                api.check_key()
            # Nothing had left: it is no unknown reply.
            with pytest.raises(Offline):
                api.add_message(5, "Hola")
        stop = threading.Event()
        with SellerApi("https://api.example", KEY, patience=LONG, stop=stop) as api:
            asked.clear()
            caller = Caller(api.check_key)
            assert asked.wait(BEARABLE)
            stop.set()
            assert isinstance(caller.raised(), Interrupted)
    finally:
        over.set()


def test_what_was_given_up_before_it_left_does_not_leave_later(monkeypatch: pytest.MonkeyPatch) -> None:
    connecting, may_connect = threading.Event(), threading.Event()
    posted: list[bytes] = []
    really = socket.create_connection

    def slow(*args: object, **more: object) -> socket.socket:
        connecting.set()
        may_connect.wait(BEARABLE)
        return really(*args, **more)  # type: ignore[arg-type]

    def note(server: Evil, connection: socket.socket) -> None:
        posted.append(connection.recv(65536))

    with evil(note, reads=False) as server:
        monkeypatch.setattr(socket, "create_connection", slow)
        with SellerApi(server.url, KEY, patience=SHORT) as api, pytest.raises(Offline):
            api.add_message(5, "Hola")
        may_connect.set()
        for thread in threading.enumerate():
            if thread.name == "network":
                thread.join(BEARABLE)
    assert not b"".join(posted)


class Caller(threading.Thread):
    """Calls in a thread of its own, and says what came of it."""

    def __init__(self, call: Callable[[], object]) -> None:
        super().__init__(daemon=True)
        self._call = call
        self._error: BaseException | None = None
        self.start()

    def run(self) -> None:
        try:
            self._call()
        except BaseException as error:
            self._error = error

    def raised(self) -> BaseException | None:
        self.join(BEARABLE)
        assert not self.is_alive(), "it still waits"
        return self._error


def outcome(call: Callable[[], object], server: Evil, stop: threading.Event) -> BaseException | None:
    """What a call raises that is stopped once the server has reached it."""
    caller = Caller(call)
    assert server.reached.wait(BEARABLE)
    stop.set()
    return caller.raised()


# --- the web besides the Seller API ----------------------------------------------------------------


@pytest.mark.parametrize("step", WAYS)
def test_other_addresses_have_an_end_too(step: Step) -> None:
    with evil(step) as server:
        with pytest.raises(web.WebCallFailed, match=r"too slow|Error|Timeout"):
            web.fetch(server.url, seconds=0.5, largest=1000)
        if step not in (dripping_body, dripping_chunk_size):  # the status has come: no more is read
            with pytest.raises(web.WebCallFailed, match=r"too slow|Error|Timeout"):
                web.post_json(server.url, {"a": 1}, seconds=0.5)


def test_a_stop_ends_a_post_to_another_address() -> None:
    stop = threading.Event()
    with evil(silent) as server:
        raised = outcome(lambda: web.post_json(server.url, {}, seconds=300, stop=stop), server, stop)
    assert isinstance(raised, web.WebCallFailed)


def answers(body: bytes, headers: bytes = b"") -> Step:
    def step(_server: Evil, connection: socket.socket) -> None:
        connection.sendall(
            b"HTTP/1.1 200 OK\r\nConnection: close\r\n" + headers
            + b"Content-Length: %d\r\n\r\n" % len(body) + body
        )  # fmt: skip

    return step


def test_another_address_gets_its_json_and_gives_what_it_has() -> None:
    with evil(answers(gzip.compress(b"[1]", mtime=0), b"Content-Encoding: gzip\r\n")) as server:
        assert web.fetch(server.url, seconds=BEARABLE, largest=10) == b"[1]"
        web.post_json(server.url, {"a": "é"}, seconds=BEARABLE)
        with pytest.raises(web.WebCallFailed, match="too large"):
            web.fetch(server.url, seconds=BEARABLE, largest=2)


# --- codings ---------------------------------------------------------------------------------------

BOMB = gzip.compress(gzip.compress(b"\0" * 50_000_000, mtime=0))


@pytest.mark.parametrize(
    "headers",
    [
        b"Content-Encoding: gzip, gzip\r\n",
        b"Content-Encoding: gzip\r\nContent-Encoding: gzip\r\n",
        b"Content-Encoding: gzip, identity, deflate\r\n",
        b"Content-Encoding: br\r\n",
        b"Content-Encoding: zstd\r\n",
        b"Content-Encoding: none-such\r\n",
    ],
)
def test_codings_that_were_not_asked_for_are_not_undone(headers: bytes) -> None:
    with evil(answers(BOMB, headers)) as server, SellerApi(server.url, KEY, patience=LONG) as api:
        with pytest.raises(NotSellerApi):
            api.check_key()
        with pytest.raises(PostUnconfirmed):
            api.add_message(5, "Hola")


def test_what_grows_too_large_is_not_read_to_its_end() -> None:
    patience = CallLimits(most_bytes=1_000_000, attempts=1)
    bomb = gzip.compress(b"[" + b" " * 500_000_000, compresslevel=1, mtime=0)
    with (
        evil(answers(bomb, b"Content-Encoding: gzip\r\n")) as server,
        SellerApi(server.url, KEY, patience=patience) as api,
        pytest.raises(NotSellerApi, match="larger"),
    ):
        api.check_key()


def test_decoding_gives_small_pieces_however_much_comes_of_one() -> None:
    pieces = decompress([gzip.compress(b"\0" * 100_000_000, mtime=0)], ["gzip"])
    assert max(len(piece) for piece, _ in zip(pieces, range(50), strict=False)) <= 64 * 1024


@pytest.mark.parametrize(
    ("body", "codings"),
    [
        (b"[1]", []),
        (b"[1]", ["identity"]),
        (gzip.compress(b"[1]", mtime=0), ["gzip"]),
        (gzip.compress(b"[1]", mtime=0), ["X-GZIP", ""]),
        (gzip.compress(b"[1]", mtime=0) + b"trailing", ["gzip"]),
        (zlib.compress(b"[1]"), ["deflate"]),
    ],
)
@pytest.mark.parametrize("size", [1, 1000])
def test_a_single_coding_is_undone_however_its_parts_come(body: bytes, codings: list[str], size: int) -> None:
    parts = [body[start : start + size] for start in range(0, len(body), size)]
    assert b"".join(decompress(parts, codings)) == b"[1]"


@pytest.mark.parametrize(
    "body", [b"", b"no gzip", gzip.compress(b"[1]", mtime=0)[:-9], gzip.compress(b"[1]", mtime=0)[:5]]
)
def test_a_damaged_body_is_reported(body: bytes) -> None:
    with pytest.raises(BadContentEncoding):
        list(decompress([body], ["gzip"]))


# --- aside -----------------------------------------------------------------------------------------


def test_what_runs_aside_returns_and_raises_as_it_is() -> None:
    assert run_in_thread(lambda: 7, CuttableConnection(), seconds=BEARABLE) == 7
    with pytest.raises(ssl.SSLError):
        run_in_thread(raises_tls, CuttableConnection(), seconds=BEARABLE)


def raises_tls() -> None:
    raise ssl.SSLError("no")


def test_a_line_that_was_cut_cuts_later_connections_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background_call, "_SLICE_SECONDS", 0.01)
    line, over = CuttableConnection(), threading.Event()
    with pytest.raises(CallAbandoned):
        run_in_thread(lambda: over.wait(BEARABLE), line, seconds=0.05)
    one, other = socket.socketpair()
    with one, other:
        line.uses(one)
        assert other.recv(1) == b""
    line.close()
    over.set()
