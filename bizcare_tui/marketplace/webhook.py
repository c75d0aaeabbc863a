"""Post a notice to the seller's webhook, whose address may be secret: only its host is ever shown."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

from bizcare_tui.errors import BadSettings, Offline
from bizcare_tui.i18n import _
from bizcare_tui.marketplace import web

TIMEOUT_SECONDS = 10.0


def post_notice(url: str, notice: Mapping[str, Any], stop: threading.Event | None = None) -> None:
    """Post a notice as JSON, without following redirects.

    Raises:
        BadSettings: `url` is not an https address, or an http address on this machine.
        Offline: the notice did not arrive.
    """
    host = web.allowed_host(url)
    if host is None:
        raise BadSettings(
            _("notify_webhook must be an https address, or http on this machine."), _("Correct it.")
        )
    try:
        web.post_json(url, notice, seconds=TIMEOUT_SECONDS, stop=stop)
    except web.WebCallFailed as problem:
        # Do not chain the error: its text may contain the address.
        raise Offline(
            _("The notice could not be delivered to {0} ({1}).").format(host, problem),
            _("Check notify_webhook."),
        ) from None
