"""One call to the Seller API over HTTP, and what its failures mean.

The only module that knows the HTTP library, so that another can take its place in one line.
"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx

from bizcare_tui import __version__
from bizcare_tui.domain.clock import MARKETPLACE_ZONE
from bizcare_tui.errors import (
    ApiFailed,
    BadSettings,
    KeyRefused,
    MarketplaceError,
    NotTheApi,
    Offline,
    RateLimited,
    Stopped,
)
from bizcare_tui.i18n import _
from bizcare_tui.marketplace.address import host_of, is_this_machine
from bizcare_tui.marketplace.envelope import complain, decode, key_step
from bizcare_tui.now import now

Attachment = tuple[str, bytes, str]

_MOST_PAUSE = timedelta(days=30).total_seconds()
_SHORTEST_SECRET = 12  # a shorter key may stand in a text by chance

# They write addresses and headers into the log, which may repeat the key.
for _library in ("httpx", "httpcore"):
    logging.getLogger(_library).setLevel(logging.WARNING)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long is waited, in seconds, how often is tried, and how much is taken."""

    connect: float = 10
    read: float = 60
    whole: float = 300
    retry_after: float = 60
    attempts: int = 4
    most_bytes: int = 64 * 1024 * 1024


class _Secret(str):
    """A text that does not show itself in a traceback."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'…'"


class Failed(Exception):
    """A call that failed: the error to raise, and what the caller may do.

    `again` says that it may pass, `pause` how many seconds to wait before (None: not told), and
    `acted` that the Marketplace may have done what was asked all the same.
    """

    def __init__(
        self,
        error: MarketplaceError,
        *,
        again: bool = False,
        pause: float | None = None,
        acted: bool = False,
    ) -> None:
        super().__init__()
        self.error = error
        self.again = again
        self.pause = pause
        self.acted = acted


class Transport:
    """Calls to one address with one key.

    Args:
        base: the address, checked, with a slash at its end.
        stop: set it to end a call that reads between two parts of its answer.
        clock: seconds that only grow.
    """

    def __init__(
        self, base: str, key: str, patience: Patience, stop: threading.Event, clock: Callable[[], float]
    ) -> None:
        self.server_date: datetime | None = None
        self.skew: timedelta | None = None
        self._base = base
        self._host = host_of(base)
        self._key = _Secret(key)
        self._patience = patience
        self._stop = stop
        self._clock = clock
        self._http = self._connection()

    def close(self) -> None:
        """Let go of the connection."""
        self._http.close()

    def read(self, path: str, query: Mapping[str, str]) -> bytes:
        """The body of the answer to a call that only reads, without the key.

        Raises:
            Failed: it did not answer with success.
            Stopped: `stop` is set.
        """
        return self._ask(self._http, path, query, form={}, files=None, heed_stop=self._heed_stop)

    def write(self, path: str, form: Mapping[str, str], attachment: Attachment | None) -> bytes:
        """The body of the answer to a call that changes something.

        Raises:
            Failed: it did not answer with success.
        """
        # A connection of its own: one that was kept may be dead, which is seen too late.
        with self._connection() as http:
            files = {"attachment": attachment} if attachment else None
            return self._ask(http, path, {}, form=form, files=files, heed_stop=lambda: None)

    def without_key(self, text: str) -> str:
        """The text without the key, which an answer may repeat."""
        return re.sub(re.escape(self._key), "…", text, flags=re.IGNORECASE)

    def _ask(
        self,
        http: httpx.Client,
        path: str,
        query: Mapping[str, str],
        *,
        form: Mapping[str, str],
        files: Mapping[str, Attachment] | None,
        heed_stop: Callable[[], None],
    ) -> bytes:
        heed_stop()
        deadline = self._clock() + self._patience.whole
        try:
            with http.stream(
                "POST", self._base + path, params=query, data={"api_key": self._key, **form}, files=files
            ) as answer:
                self._compare_clocks(answer)
                self._judge(answer)
                content = self._content(answer, deadline, heed_stop)
                if not answer.is_success:
                    raise Failed(_refusal(answer.status_code, content))
        except httpx.TransportError as problem:
            raise self._unreached(problem) from None
        except httpx.DecodingError:
            raise Failed(NotTheApi(_("The answer is damaged."), _later()), acted=True) from None
        return content

    def _compare_clocks(self, answer: httpx.Response) -> None:
        """Note the Marketplace's clock, and how far this machine's is ahead of it."""
        if (told := _date(answer)) is not None:
            self.server_date, self.skew = told, datetime.now(UTC) - told

    def _judge(self, answer: httpx.Response) -> None:
        """Raise what the status of an answer tells at once."""
        status = answer.status_code
        if 300 <= status < 400:
            host = self.without_key(host_of(answer.headers.get("location", "")) or self._host)
            raise Failed(
                NotTheApi(
                    _("{0} points to {1} instead of answering; the key was not sent there.").format(
                        self._host, host
                    ),
                    _("Check the address of the Seller API in the settings."),
                )
            )
        if status in (401, 403):
            raise Failed(KeyRefused(_("The Marketplace refuses the key ({0}).").format(status), key_step()))
        if status != 429 and status < 500:
            return
        pause = _retry_after(answer)
        error_type, sentence = (
            (RateLimited, _("The Marketplace asks to slow down."))
            if status == 429
            else (ApiFailed, _("The Marketplace has a failure of its own ({0}).").format(status))
        )
        error = error_type(sentence, _later(pause))
        error.pause = pause
        raise Failed(
            error,
            again=pause is None or pause <= self._patience.retry_after,
            pause=pause,
            acted=status != 429,
        )

    def _content(self, answer: httpx.Response, deadline: float, heed_stop: Callable[[], None]) -> bytes:
        content = bytearray()
        for part in answer.iter_bytes():
            content += part
            if len(content) > self._patience.most_bytes:
                raise Failed(
                    NotTheApi(
                        _("The answer is larger than {0} MB.").format(self._patience.most_bytes >> 20),
                        _("Ask for fewer rows: lower page_size in the settings."),
                    ),
                    acted=True,
                )
            if self._clock() > deadline:
                raise Failed(Offline(_("{0} answers too slowly.").format(self._host), _later()), acted=True)
            heed_stop()
        if len(self._key) >= _SHORTEST_SECRET:
            content = content.replace(self._key.encode(), "…".encode())
        return bytes(content)

    def _heed_stop(self) -> None:
        if self._stop.is_set():
            raise Stopped(_("Stopped."), _("What was stored stays; the next time goes on from there."))

    def _unreached(self, problem: httpx.TransportError) -> Failed:
        """The failure that a broken connection means."""
        if "CERTIFICATE_VERIFY_FAILED" in str(problem):
            sentence = _("{0} cannot prove that it is {0}; the key was not sent.").format(self._host)
            return Failed(NotTheApi(sentence, _("Check the network: a login page may be in the way.")))
        match problem:
            case httpx.ConnectTimeout() | httpx.ConnectError() | httpx.PoolTimeout():
                sentence, acted = _("{0} cannot be reached.").format(self._host), False
            case httpx.ProxyError():
                sentence, acted = _("The proxy does not let us reach {0}.").format(self._host), False
            case httpx.TimeoutException():
                sentence, acted = _("{0} does not answer.").format(self._host), True
            case _:
                sentence, acted = _("The connection to {0} broke.").format(self._host), True
        step = _("Check the network. Reading and drafting go on with what is stored.")
        return Failed(Offline(sentence, step), again=True, acted=acted)

    def _connection(self) -> httpx.Client:
        on_this_machine = is_this_machine(self._host)
        try:
            return httpx.Client(
                headers={"User-Agent": f"bizcare/{__version__}", "Accept": "application/json"},
                timeout=httpx.Timeout(self._patience.read, connect=self._patience.connect),
                follow_redirects=False,
                # What is on this machine is not behind a proxy, which would be sent the key over http.
                trust_env=not on_this_machine,
            )
        except (ValueError, ImportError, OSError, httpx.InvalidURL):
            raise BadSettings(
                _("The proxy or the certificates that the environment names cannot be used."),
                _("Look at HTTPS_PROXY, ALL_PROXY, SSL_CERT_FILE and SSL_CERT_DIR."),
            ) from None


def _refusal(status: int, content: bytes) -> MarketplaceError:
    """What an answer below 500 that is no success means."""
    try:
        complain(decode(content))
    except MarketplaceError as error:
        if not isinstance(error, NotTheApi):
            return error
    return NotTheApi(
        _("The address answers with {0}, which the Seller API does not.").format(status),
        _("Check the address of the Seller API in the settings."),
    )


def _retry_after(answer: httpx.Response) -> float | None:
    """The seconds that an answer asks to wait; None where it does not."""
    told: str = answer.headers.get("retry-after", "").strip()
    if told.isascii() and told.isdigit():
        return min(float(told[:12]), _MOST_PAUSE)
    until = _http_date(told)
    if until is None:
        return None
    return min(max(0.0, (until - (_date(answer) or now())).total_seconds()), _MOST_PAUSE)


def _date(answer: httpx.Response) -> datetime | None:
    return _http_date(answer.headers.get("date", ""))


def _http_date(told: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(told)
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError, TypeError):
        return None


def _later(pause: float | None = None) -> str:
    if pause is None:
        return _("Nothing was changed. Try again later.")
    moment = (now() + timedelta(seconds=pause)).astimezone(MARKETPLACE_ZONE)
    return _("Try again after {0}.").format(f"{moment:%Y-%m-%d %H:%M %Z}")
