"""Posts a notice to an address of the seller's own, which may itself be a secret: only its host is shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx

from bizcare_tui.errors import BadSettings, Offline
from bizcare_tui.i18n import _
from bizcare_tui.marketplace.address import host_of, is_this_machine

SECONDS = 10


def post_notice(url: str, notice: Mapping[str, Any]) -> None:
    """Post a notice as JSON. No redirection is followed.

    Raises:
        BadSettings: it is no address to which a notice may go.
        Offline: it was not taken.
    """
    host = _checked(url)
    problem = ""
    try:
        answer = httpx.post(url, json=dict(notice), timeout=SECONDS, follow_redirects=False)
        if not answer.is_success:
            problem = str(answer.status_code)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        problem = type(error).__name__
    if problem:
        # Without the error's own words, which may hold the address.
        raise Offline(
            _("The notice did not reach {0} ({1}).").format(host, problem), _("Check notify_webhook.")
        ) from None


def _checked(url: str) -> str:
    """The host of an address to which notices may go."""
    host = host_of(url)
    try:
        scheme = urlsplit(url).scheme
    except ValueError:
        scheme = ""
    is_safe = scheme == "https" or (scheme == "http" and is_this_machine(host))
    if not host or not is_safe or re.search(r"\s", url):
        raise BadSettings(
            _("notify_webhook must be an address over https, or http on this machine."), _("Correct it.")
        )
    return host
