"""The connection to the Marketplace, with the key that is kept."""

from __future__ import annotations

import threading

from bizcare_tui.config import load_key
from bizcare_tui.errors import KeyRefused
from bizcare_tui.i18n import _
from bizcare_tui.marketplace.client import SellerApi
from bizcare_tui.paths import Paths
from bizcare_tui.settings import Settings


def connect(paths: Paths, settings: Settings, stop: threading.Event | None = None) -> SellerApi:
    """A client of the Seller API, to be closed after use; set `stop` to end its waiting.

    Raises:
        KeyRefused: there is no key.
        BadSettings: the key file cannot be read, or others can.
    """
    key = load_key(paths)
    if key is None:
        raise KeyRefused(
            _("There is no API key."),
            _("Set BIZCARE_API_KEY, or open `bizcare` and enter the key from your partner account."),
        )
    return SellerApi(settings.api_url, key, zone=settings.zone, page_size=settings.page_size, stop=stop)
