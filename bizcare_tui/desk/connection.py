"""Connect to the Marketplace with the stored API key."""

from __future__ import annotations

import threading

from bizcare_tui.config import load_key
from bizcare_tui.errors import KeyRejected
from bizcare_tui.hints import Hint, HintedText
from bizcare_tui.i18n import _
from bizcare_tui.marketplace.client import SellerApi
from bizcare_tui.paths import Paths
from bizcare_tui.settings import Settings


def connect(paths: Paths, settings: Settings, stop: threading.Event | None = None) -> SellerApi:
    """Return a Seller API client; close it after use. Setting `stop` ends its waiting.

    Raises:
        KeyRefused: there is no API key.
        BadSettings: the key file cannot be read, or other users can read it.
    """
    key = load_key(paths)
    if key is None:
        raise KeyRejected(
            _("There is no API key."),
            HintedText(
                _("Set BIZCARE_API_KEY, or enter the key from your partner account: {0}."), (Hint("key"),)
            ),
        )
    return SellerApi(settings.api_url, key, zone=settings.zone, page_size=settings.page_size, stop=stop)
