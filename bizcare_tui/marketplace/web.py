"""HTTP calls to addresses other than the Seller API: no key, no redirects, limits on time and size."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx

from bizcare_tui.marketplace.address import is_local_host, safe_host
from bizcare_tui.marketplace.background_call import CallAbandoned, CuttableConnection, run_in_thread
from bizcare_tui.marketplace.content_encoding import ACCEPT_ENCODING, BadContentEncoding, decompress


class WebCallFailed(Exception):
    """A call failed. The text is a status or an error type, never the address, which may be secret."""


def allowed_host(url: str) -> str | None:
    """Return the host of an https address, or of an http address on this machine; None for any other."""
    host = safe_host(url)
    try:
        parts = urlsplit(url)
        is_port_valid = parts.port is None or parts.port > 0
    except ValueError:
        return None
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and is_local_host(host))
    return host if host and is_port_valid and is_safe and not re.search(r"[\s\\]", url) else None


def fetch(url: str, *, seconds: float, largest: int, stop: threading.Event | None = None) -> bytes:
    """Return the content of an address.

    Raises:
        WebProblem: the answer is not a 200 within `seconds` and `largest` bytes, or `stop` is set.
    """
    return _call("GET", url, seconds=seconds, largest=largest, stop=stop)


def post_json(
    url: str, content: Mapping[str, Any], *, seconds: float, stop: threading.Event | None = None
) -> None:
    """Post `content` as JSON; only the status of the answer is read.

    Raises:
        WebProblem: the answer is not a success within `seconds`, or `stop` is set.
    """
    _call("POST", url, seconds=seconds, body=json.dumps(dict(content)).encode(), stop=stop)


def _call(
    method: str,
    url: str,
    *,
    seconds: float,
    largest: int = 0,
    body: bytes | None = None,
    stop: threading.Event | None = None,
) -> bytes:
    line = CuttableConnection()
    headers = {"Accept-Encoding": ACCEPT_ENCODING} | ({"Content-Type": "application/json"} if body else {})

    def call() -> bytes:
        try:
            with (
                httpx.Client(timeout=seconds, headers=headers, follow_redirects=False) as client,
                client.stream(method, url, content=body, extensions={"trace": line.trace}) as answer,
            ):
                is_accepted = answer.is_success if body is not None else answer.status_code == httpx.codes.OK
                if not is_accepted:
                    raise WebCallFailed(str(answer.status_code))
                return b"" if body is not None else _content(answer, largest)
        finally:
            line.close()

    try:
        return run_in_thread(call, line, seconds=seconds, stop=stop)
    except CallAbandoned as gave_up:
        raise WebCallFailed("stopped" if gave_up.stopped else "too slow") from None
    except (httpx.HTTPError, httpx.InvalidURL, BadContentEncoding) as error:
        raise WebCallFailed(type(error).__name__) from None


def _content(answer: httpx.Response, largest: int) -> bytes:
    content = bytearray()
    for part in decompress(answer.iter_raw(), answer.headers.get_list("content-encoding", split_commas=True)):
        content += part
        if len(content) > largest:
            raise WebCallFailed("too large")
    return bytes(content)
