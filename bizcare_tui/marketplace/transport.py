"""Make a single HTTP call to the Seller API, and translate its failures."""

from __future__ import annotations

import logging
import re
import ssl
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx

from bizcare_tui import __version__
from bizcare_tui.domain.dates import zoned_minute_in_digits
from bizcare_tui.errors import (
    AccessBlocked,
    ApiFailed,
    BadSettings,
    Interrupted,
    KeyRejected,
    MarketplaceError,
    NotSellerApi,
    Offline,
    RateLimited,
)
from bizcare_tui.i18n import _
from bizcare_tui.marketplace.address import is_local_host, safe_host
from bizcare_tui.marketplace.background_call import CallAbandoned, CuttableConnection, run_in_thread
from bizcare_tui.marketplace.content_encoding import ACCEPT_ENCODING, BadContentEncoding, decompress
from bizcare_tui.marketplace.envelope import parse_answer, raise_reported_error, refused_key_step
from bizcare_tui.marketplace.running_call import CallFailed, CallLimits, RunningCall
from bizcare_tui.now import now

Attachment = tuple[str, bytes, str]
_LONGEST_PAUSE = timedelta(days=30).total_seconds()
# How long to wait for a message that is being sent after a stop; then it is unknown whether it was posted.
_WRITING_GRACE = 1.0
_SHORTEST_SECRET = 12  # a shorter key may occur in a text by chance


# These libraries log addresses and headers, which may contain the key.
for _library in ("httpx", "httpcore"):
    logging.getLogger(_library).setLevel(logging.WARNING)


class _Secret(str):
    """A string whose `repr`, as in tracebacks, does not show it."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'…'"


class Transport:
    """Calls to one address with one key.

    No other module uses the HTTP library for the Seller API, so the library can be replaced here.

    Args:
        base: the checked address, with a slash at its end.
        stop: set it to end all waiting for the network.
        clock: a monotonic clock in seconds.
    """

    def __init__(
        self, base: str, key: str, patience: CallLimits, stop: threading.Event, clock: Callable[[], float]
    ) -> None:
        self.server_date: datetime | None = None
        self.clock_skew: timedelta | None = None
        self._base = base
        self._host = safe_host(base)
        self._key = _Secret(key)
        self._patience = patience
        self._stop = stop
        self._clock = clock
        self._http, self._line = self._connection(), CuttableConnection()

    @property
    def key(self) -> str:
        """The API key, as a string whose `repr` does not show it."""
        return self._key

    def close(self) -> None:
        """Close the connection."""
        if not self._line.is_shut_down:  # an abandoned call closes its own connection
            self._close(self._http, self._line)

    def read(self, path: str, query: Mapping[str, str]) -> bytes:
        """Make a call that only reads; return the body of the answer, without the key.

        Raises:
            Failed: the call did not succeed.
            Stopped: `stop` is set.
        """
        self._raise_if_stopped()
        if self._line.is_shut_down:
            self._http, self._line = self._connection(), CuttableConnection()
        http, call = self._http, RunningCall(self._line)

        def request() -> bytes:
            try:
                return self._request(http, call, path, query, form={}, files=None)
            finally:
                if call.finish():
                    self._close(http, call.line)

        try:
            return self._run(request, call, grace=0)
        except CallAbandoned as gave_up:
            raise self._too_slow(gave_up, may_have_acted=False) from None

    def write(self, path: str, form: Mapping[str, str], attachment: Attachment | None) -> bytes:
        """Make a call that changes something; return the body of the answer, without the key.

        Raises:
            Failed: the call did not succeed.
            Stopped: `stop` was set before anything was sent.
        """
        self._raise_if_stopped()
        call = RunningCall(CuttableConnection())
        files = {"attachment": attachment} if attachment else None

        def request() -> bytes:
            # Use a new connection: a kept one may be dead, which only shows after sending.
            try:
                with self._connection() as http:
                    return self._request(http, call, path, {}, form=form, files=files)
            finally:
                call.line.close()

        try:
            return self._run(request, call, grace=_WRITING_GRACE)
        except CallAbandoned as gave_up:
            raise self._too_slow(gave_up, may_have_acted=call.may_have_been_sent) from None

    @staticmethod
    def _close(http: httpx.Client, line: CuttableConnection) -> None:
        http.close()
        line.close()

    def without_key(self, text: str) -> str:
        """Return the text without the key, which an answer may repeat."""
        return re.sub(re.escape(self._key), "…", text, flags=re.IGNORECASE)

    def _run(self, request: Callable[[], bytes], call: RunningCall, *, grace: float) -> bytes:
        try:
            return run_in_thread(
                request,
                call.line,
                seconds=self._patience.whole,
                stop=self._stop,
                grace=grace,
                clock=self._clock,
            )
        except BaseException:
            if call.abandon() and call.line.is_shut_down and call.line is self._line:
                self._close(self._http, self._line)
            raise

    def _too_slow(self, gave_up: CallAbandoned, *, may_have_acted: bool) -> Exception:
        """Return the error for a call whose end was not awaited."""
        if gave_up.stopped and not may_have_acted:
            return _stopped()
        if gave_up.stopped:
            return CallFailed(Offline(_("The program was stopped before {0} answered.").format(self._host)))
        return CallFailed(
            Offline(_("{0} answers too slowly.").format(self._host), _retry_step()),
            may_have_acted=may_have_acted,
        )

    def _request(
        self,
        http: httpx.Client,
        call: RunningCall,
        path: str,
        query: Mapping[str, str],
        *,
        form: Mapping[str, str],
        files: Mapping[str, Attachment] | None,
    ) -> bytes:
        try:
            with http.stream(
                "POST", self._base + path, params=query, data={"api_key": self._key, **form}, files=files,
                extensions={"trace": call.trace},
            ) as answer:  # fmt: skip
                self._compare_clocks(answer)
                self._raise_for_status(answer)
                content = self._content(answer)
                if not answer.is_success:
                    raise CallFailed(_refusal(answer.status_code, content))
        except httpx.TransportError as problem:
            raise self._connection_failure(problem, may_have_acted=call.may_have_been_sent) from None
        return content

    def _compare_clocks(self, answer: httpx.Response) -> None:
        """Record the Marketplace's clock, and how far this machine's clock is ahead of it.

        Of several answers, the one whose clock is nearest to this machine's counts: a single server with a
        wrong clock is no reason for doubt. Cached answers are ignored, because their date is old.
        """
        server_date = _date(answer)
        if server_date is None or answer.headers.get("age", "0").strip() != "0":
            return
        ahead = datetime.now(UTC) - server_date
        self.server_date = server_date
        if self.clock_skew is None or abs(ahead) < abs(self.clock_skew):
            self.clock_skew = ahead

    def _raise_for_status(self, answer: httpx.Response) -> None:
        """Raise the error that the status of an answer stands for, if any."""
        status = answer.status_code
        if 300 <= status < 400:
            host = self.without_key(safe_host(answer.headers.get("location", "")) or self._host)
            raise CallFailed(
                NotSellerApi(
                    _("{0} redirects to {1}; the key was not sent there.").format(self._host, host),
                    _("Check the address of the Seller API in the settings."),
                )
            )
        if status in (401, 403):
            raise CallFailed(self._access_error(answer), may_have_acted=False)
        if status != 429 and status < 500:
            return
        pause = _retry_after(answer)
        error_type, sentence = (
            (RateLimited, _("The Marketplace asks for fewer calls."))
            if status == 429
            else (ApiFailed, _("The Marketplace has an internal error ({0}).").format(status))
        )
        error = error_type(sentence, _retry_step(pause))
        error.pause = pause
        raise CallFailed(
            error,
            again=pause is None or pause <= self._patience.retry_after,
            pause=pause,
            may_have_acted=status != 429,
        )

    def _access_error(self, answer: httpx.Response) -> KeyRejected:
        """Return the error for a 401 or 403: the API itself answers with JSON, a firewall with a web page."""
        try:
            document = parse_answer(self._content(answer))
        except (CallFailed, MarketplaceError, httpx.TransportError):
            document = None
        if isinstance(document, dict | list):
            return KeyRejected(
                _("The Marketplace rejects the key ({0}).").format(answer.status_code), refused_key_step()
            )
        return AccessBlocked(
            _("{0} denies access ({1}) with a page that does not come from the Seller API.").format(
                self._host, answer.status_code
            ),
            _(
                "A firewall may be blocking the access temporarily; it is tried again. If the problem"
                " remains, check the key."
            ),
        )

    def _content(self, answer: httpx.Response) -> bytes:
        """Return the decompressed body of an answer, without the key."""
        codings = answer.headers.get_list("content-encoding", split_commas=True)
        content = bytearray()
        try:
            for part in decompress(answer.iter_raw(), codings):
                content += part
                if len(content) > self._patience.most_bytes:
                    raise CallFailed(
                        NotSellerApi(
                            _("The answer is larger than {0} MB.").format(self._patience.most_bytes >> 20),
                            _("Request fewer rows: lower page_size in the settings."),
                        )
                    )
        except BadContentEncoding:
            raise CallFailed(NotSellerApi(_("The answer is damaged."), _retry_step())) from None
        if len(self._key) >= _SHORTEST_SECRET:
            content = content.replace(self._key.encode(), "…".encode())
        return bytes(content)

    def _raise_if_stopped(self) -> None:
        if self._stop.is_set():
            raise _stopped()

    def _connection_failure(self, problem: httpx.TransportError, *, may_have_acted: bool) -> CallFailed:
        """Return the failure for a broken connection."""
        if "CERTIFICATE_VERIFY_FAILED" in str(problem):
            sentence = _("The identity of {0} could not be verified; the key was not sent.").format(
                self._host
            )
            step = _("Check the network: a login page may be blocking the access.")
            return CallFailed(NotSellerApi(sentence, step), may_have_acted=may_have_acted)
        match problem:
            case httpx.ConnectTimeout() | httpx.ConnectError() | httpx.PoolTimeout():
                sentence = _("{0} cannot be reached.").format(self._host)
            case httpx.ProxyError():
                sentence = _("The proxy does not allow access to {0}.").format(self._host)
            case httpx.TimeoutException():
                sentence = _("{0} does not answer.").format(self._host)
            case _:
                sentence = _("The connection to {0} was interrupted.").format(self._host)
        step = _("Check the network. You can still read stored threads and write drafts.")
        return CallFailed(Offline(sentence, step), again=True, may_have_acted=may_have_acted)

    def _connection(self) -> httpx.Client:
        on_this_machine = is_local_host(self._host)
        try:
            return httpx.Client(
                headers={
                    "User-Agent": f"bizcare/{__version__}",
                    "Accept": "application/json",
                    "Accept-Encoding": ACCEPT_ENCODING,
                },
                timeout=httpx.Timeout(self._patience.read, connect=self._patience.connect),
                follow_redirects=False,
                # An address on this machine needs no proxy, which would receive the key over http.
                trust_env=not on_this_machine,
                verify=_no_certificates() if self._base.startswith("http://") else True,
            )
        except (ValueError, ImportError, OSError, httpx.InvalidURL):
            raise BadSettings(
                _("The proxy or the certificates set in the environment cannot be used."),
                _("Check HTTPS_PROXY, ALL_PROXY, SSL_CERT_FILE and SSL_CERT_DIR."),
            ) from None


def _no_certificates() -> ssl.SSLContext:
    """Return a context that trusts nobody: over http, reading the system's certificates is for nothing."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _stopped() -> Interrupted:
    return Interrupted(_("Stopped."), _("The stored data are kept; the next sync continues from there."))


def _refusal(status: int, content: bytes) -> MarketplaceError:
    """Return the error for an unsuccessful answer with a status below 500."""
    try:
        raise_reported_error(parse_answer(content))
    except MarketplaceError as error:
        if not isinstance(error, NotSellerApi):
            return error
    return NotSellerApi(
        _("The address answers with {0}, unlike the Seller API.").format(status),
        _("Check the address of the Seller API in the settings."),
    )


def _retry_after(answer: httpx.Response) -> float | None:
    """Return the seconds that an answer asks to wait; None if it does not ask."""
    header: str = answer.headers.get("retry-after", "").strip()
    if header.isascii() and header.isdigit():
        return min(float(header[:12]), _LONGEST_PAUSE)
    until = _http_date(header)
    if until is None:
        return None
    return min(max(0.0, (until - (_date(answer) or now())).total_seconds()), _LONGEST_PAUSE)


def _date(answer: httpx.Response) -> datetime | None:
    return _http_date(answer.headers.get("date", ""))


def _http_date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError, TypeError):
        return None


def _retry_step(pause: float | None = None) -> str:
    if pause is None:
        return _("Nothing was changed. Try again later.")
    return _("Try again after {0}.").format(zoned_minute_in_digits(now() + timedelta(seconds=pause)))
