"""Check the address that the API key is sent to: https anywhere, http only on this machine."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from bizcare_tui.domain.text import safe_line
from bizcare_tui.errors import BadSettings
from bizcare_tui.i18n import _

# A host name, an IPv4 address, or an IPv6 address in brackets. Libraries disagree on how to parse anything
# else.
_LABEL = r"[A-Za-z0-9_-]{1,63}"
_AUTHORITY = re.compile(rf"(?:{_LABEL}(?:\.{_LABEL})*|\[[0-9A-Fa-f:.]+\])(?::[0-9]{{1,5}})?")


def checked_base_url(url: str) -> str:
    """Return the base address of the Seller API, with a slash at its end.

    Raises:
        BadSettings: `url` is not a valid address, or the key must not be sent there. The error text never
            shows a user name or password that the address contains.
    """
    example = _("Write it like https://api.addons.prestashop.com/request/.")
    try:
        parts = urlsplit(url.strip())
        is_port_valid = parts.port is None or parts.port > 0
    except ValueError:
        raise BadSettings(_("The address of the Seller API cannot be read."), example) from None
    if "@" in parts.netloc:
        raise BadSettings(
            _("The address of the Seller API contains a user name or a password, which is not allowed."),
            example,
        )
    shown = safe_line(url, 100)
    if parts.scheme not in ("https", "http") or not is_port_valid or not _AUTHORITY.fullmatch(parts.netloc):
        raise BadSettings(_("{0} is not an address of the Seller API.").format(shown), example)
    if parts.query or parts.fragment or re.search(r"[\\\s]", url.strip()):
        raise BadSettings(_("{0} contains more than the address of the Seller API.").format(shown), example)
    if parts.scheme == "http" and not is_local_host(parts.hostname or ""):
        raise BadSettings(
            _("{0} would send the API key unencrypted. http is only allowed for this machine.").format(shown),
            _("Write https:// instead."),
        )
    return f"{parts.scheme}://{parts.netloc.lower()}{parts.path.rstrip('/')}/"


def is_local_host(host: str) -> bool:
    """Return whether a host is this machine: "localhost" or a loopback address. No name is looked up."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def safe_host(url: str) -> str:
    """Return the host of an address, safe to show; empty if it has none."""
    try:
        return safe_line(urlsplit(url).hostname or "", 100)
    except ValueError:
        return ""
