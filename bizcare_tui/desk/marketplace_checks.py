"""The checks of `doctor` on the key, the Seller API's host and the clock."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

from bizcare_tui.config import load_key
from bizcare_tui.desk.doctor_finding import DoctorFinding
from bizcare_tui.desk.machine_clock import clock_warning
from bizcare_tui.domain.machine_clock import FOLLOWED
from bizcare_tui.errors import BizcareError, Offline
from bizcare_tui.i18n import _
from bizcare_tui.paths import Paths
from bizcare_tui.settings import Settings

_CLOCK_TOLERANCE = timedelta(minutes=2)
_HOST_TIMEOUT_SECONDS = 5.0


def check_marketplace(paths: Paths, settings: Settings, *, is_synced: bool) -> Iterator[DoctorFinding]:
    """Check the key, the host, whether the API accepts the key, and the clock. It makes one call at most."""
    try:
        key = load_key(paths)
    except BizcareError as error:
        yield DoctorFinding("key", False, error.sentence, error.next_step)
        return
    if key is None:
        if is_synced:
            yield DoctorFinding("key", True, _("no API key: another user syncs this store"))
        else:
            yield DoctorFinding(
                "key", False, _("there is no API key"), _("Open `bizcare` and enter the key.")
            )
        yield _host(settings.api_url)
        return
    yield DoctorFinding("key", True, _("there is an API key"))
    from bizcare_tui.marketplace.client import SellerApi

    try:
        with SellerApi(settings.api_url, key, zone=settings.zone) as api:
            api.check_key()
            skew = api.clock_skew
    except Offline as error:
        yield DoctorFinding("host", False, error.sentence, error.next_step)
        return
    except BizcareError as error:
        yield DoctorFinding("marketplace", False, error.sentence, error.next_step)
        return
    yield DoctorFinding("host", True, _("{0} can be reached").format(urlsplit(settings.api_url).hostname))
    yield DoctorFinding("marketplace", True, _("the Seller API accepts the key"))
    if skew is not None:
        yield _clock(skew)


def _host(api_url: str) -> DoctorFinding:
    """Check whether the Seller API's host accepts connections. No request is sent."""
    address = urlsplit(api_url)
    port = address.port or (443 if address.scheme == "https" else 80)
    try:
        socket.create_connection((address.hostname or "", port), timeout=_HOST_TIMEOUT_SECONDS).close()
    except OSError as error:
        return DoctorFinding(
            "host",
            False,
            _("{0} cannot be reached: {1}").format(address.hostname, error.strerror or error),
            _("Check the network. You can still read threads and write drafts."),
        )
    return DoctorFinding("host", True, _("{0} can be reached").format(address.hostname))


def _clock(ahead: timedelta) -> DoctorFinding:
    text = _("this machine's clock differs from the Marketplace's by {seconds:.0f} s").format(
        seconds=ahead.total_seconds()
    )
    if abs(ahead) <= _CLOCK_TOLERANCE:
        return DoctorFinding("clock", True, text)
    if abs(ahead) <= FOLLOWED:
        return DoctorFinding("clock", False, text, _("Countdowns are corrected."))
    return DoctorFinding(
        "clock",
        False,
        clock_warning(ahead),
        _("Compare this machine's clock with another one (timedatectl), and set it only if it is wrong."),
    )
