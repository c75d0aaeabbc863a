"""Where the key may be sent: over https anywhere, over http to this machine alone."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from bizcare_tui.domain.text import safe_line
from bizcare_tui.errors import BadSettings
from bizcare_tui.i18n import _

# A name or an address, an IPv6 address in brackets; what else libraries read in different ways.
_LABEL = r"[A-Za-z0-9_-]{1,63}"
_AUTHORITY = re.compile(rf"(?:{_LABEL}(?:\.{_LABEL})*|\[[0-9A-Fa-f:.]+\])(?::[0-9]{{1,5}})?")


def checked_base(url: str) -> str:
    """The base address of the Seller API, with a slash at its end.

    Raises:
        BadSettings: the key must not be sent there, or it is no address. The sentence shows neither
            the user name nor the password that an address may hold.
    """
    example = _("Write it like https://api.addons.prestashop.com/request/.")
    try:
        parts = urlsplit(url.strip())
        port_is_sound = parts.port is None or parts.port > 0
    except ValueError:
        raise BadSettings(_("The address of the Seller API cannot be read."), example) from None
    if "@" in parts.netloc:
        raise BadSettings(
            _("The address of the Seller API holds a user name or a password, which it must not."), example
        )
    shown = safe_line(url, 100)
    if parts.scheme not in ("https", "http") or not port_is_sound or not _AUTHORITY.fullmatch(parts.netloc):
        raise BadSettings(_("{0} is not an address of the Seller API.").format(shown), example)
    if parts.query or parts.fragment or re.search(r"[\\\s]", url.strip()):
        raise BadSettings(_("{0} is more than the address of the Seller API.").format(shown), example)
    if parts.scheme == "http" and not is_this_machine(parts.hostname or ""):
        raise BadSettings(
            _("{0} would send the API key unprotected: http is only for this machine.").format(shown),
            _("Write https:// instead."),
        )
    return f"{parts.scheme}://{parts.netloc.lower()}{parts.path.rstrip('/')}/"


def is_this_machine(host: str) -> bool:
    """Whether a host is this machine by its very name, whatever a name server says."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def host_of(url: str) -> str:
    """The host of an address, safe to show; empty where there is none."""
    try:
        return safe_line(urlsplit(url).hostname or "", 100)
    except ValueError:
        return ""
