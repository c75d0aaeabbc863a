"""Fetch PrestaShop's public list of releases: without key or redirects, with limits on time and size."""

from __future__ import annotations

import json
from datetime import date

from bizcare_tui.domain.releases import read_releases
from bizcare_tui.errors import BadSettings, Offline
from bizcare_tui.i18n import _
from bizcare_tui.marketplace import web

TIMEOUT_SECONDS = 10.0
MAX_BYTES = 4 * 1024 * 1024


def fetch_releases(url: str) -> dict[str, date | None]:
    """Return the released PrestaShop versions, each with its date if the list has one.

    Raises:
        BadSettings: `url` is not an https address, or an http address on this machine.
        Offline: the list cannot be read.
    """
    # A public list needs no password in its address.
    host = web.allowed_host(url) if "@" not in url else None
    if host is None:
        raise BadSettings(
            _("releases_url must be an https address, or http on this machine."), _("Correct it.")
        )
    try:
        found = read_releases(json.loads(web.fetch(url, seconds=TIMEOUT_SECONDS, largest=MAX_BYTES)))
    except web.WebCallFailed as problem:
        raise _unread(host, str(problem)) from None
    except (ValueError, RecursionError) as error:
        raise _unread(host, type(error).__name__) from None
    if not found:
        raise _unread(host, _("no releases"))
    return found


def _unread(host: str, reason: str) -> Offline:
    return Offline(
        _("PrestaShop's releases could not be fetched from {0} ({1}).").format(host, reason),
        _("Check releases_url."),
    )
