"""Unwraps links into which link protectors, mail programs and social networks put another address."""

from __future__ import annotations

import base64
import binascii
import re
from urllib.parse import parse_qsl, unquote, urlsplit

from bizcare_tui.domain.text_folding import any_of, word_set

_MOST_LAYERS = 4
_LONGEST = 4_096
_MOST_PARAMETERS = 100

# The query parameters that contain the target.
_TARGET_PARAMETERS = word_set("""
    a adurl d dest destination fl go goto href l link open out q r redir redirect redirect_uri redirect_url
    redirecturl t target targeturl to u uddg uri url z
""")
_WRAPPING_HOST = re.compile(
    r"(?:.*\.)?"
    + any_of(
        r"""
    safelinks\.protection\.outlook\.com | urldefense\.(?:com|us|proofpoint\.com) | proofpoint\.com
    | google(?:\.[a-z]{2,3}){1,2} | googleadservices\.com | doubleclick\.net | facebook\.com | instagram\.com
    | messenger\.com | youtube\.com | linkedin\.com | bing\.com | duckduckgo\.com | reddit\.com | vk\.com
    | tumblr\.com | pinterest\.com | steamcommunity\.com | slack-redir\.net | slack\.com | whatsapp\.com
    | linkprotect\.cudasvc\.com | cudasvc\.com | barracudacentral\.org | mimecast(?:protect)?\.com
    | sophos\.com
    | symantec\.com | cisco\.com | trendmicro\.com | fireeye\.com | trellix\.com | avanan\.(?:net|click)
    | emailprotection\.link | mailprotect\.\w+ | hornetsecurity\.com | spamtitan\.com | mailguard\.com\.au
    | deref-(?:gmx|mail|web\.de|web-02)\.(?:com|net|de) | deref-gmx\.\w+ | deref-mail\.\w+ | href\.li
    | anonym\.to
    | nullrefer\.com | archive\.org | translate\.goog | exch\w*\.net | office\.com | teams\.microsoft\.com
    """
    ),
    re.IGNORECASE,
)
# A label in the host name of any redirecting service.
_WRAPPING_LABEL = re.compile(
    r"(?:safe-?links?|url-?defense|link-?protect\w*|protect\d*|protection|clicktime|click|clicks"
    r"|links?|track\w*|redirect"
    r"|redir|deref\w*|secure-web|outlook|l|lm|away|out|url\d*|urlsand|linkshield|linkscan|mailscan\w*)",
    re.IGNORECASE,
)
_WEB = re.compile(r"https?:[/\\_]{1,2}", re.IGNORECASE)
_IN_PATH = re.compile(
    r"[^?#]{0,200}?/_{0,3}(?P<target>https?:/{1,2}.+?)(?:_{2,3}(?:[;.].*)?)?\Z", re.IGNORECASE | re.DOTALL
)
_BASE64 = re.compile(r"(?:a1)?(?P<target>aHR0c[\w+/-]{4,2000})={0,2}")
_AMP = re.compile(r"/amp/s/(?P<target>[\w.-]+\.[a-z]{2,24}(?:/.*)?)", re.IGNORECASE | re.DOTALL)


def unwrapped(address: str) -> tuple[str, bool]:
    """Return the target of a wrapped link, and whether every wrapper around it is a known one.

    Unwraps up to four layers, such as a protector around a protector. An address that wraps nothing is
    returned unchanged with True.
    """
    is_known = True
    for _layer in range(_MOST_LAYERS):
        target = _target(address) if len(address) <= _LONGEST else None
        if target is None:
            break
        is_known = is_known and is_wrapper(address)
        address = target
    return address, is_known


def is_wrapper(address: str) -> bool:
    """Return whether the host of an address is known to wrap other addresses."""
    host = _split(address)[0]
    return bool(_WRAPPING_HOST.fullmatch(host) or any(map(_WRAPPING_LABEL.fullmatch, host.split(".")[:-2])))


def _split(address: str) -> tuple[str, str, str]:
    """Return host, path with the rest, and query of an address; empty texts when it cannot be parsed."""
    try:
        parts = urlsplit(address if "//" in address[:9] else f"//{address}")
        return (
            (parts.hostname or "").lower(),
            address[address.find(parts.netloc) + len(parts.netloc) :],
            parts.query,
        )
    except ValueError:
        return "", "", ""


def _target(address: str) -> str | None:
    host, rest, query = _split(address)
    if not host:
        return None
    if host.endswith(".translate.goog"):
        name = host.removesuffix(".translate.goog")
        return "https://" + re.sub(r"(?<!-)-(?!-)", ".", name).replace("--", "-")
    if "urldefense" in host and "/v2/" in rest:
        written = dict(parse_qsl(query)).get("u", "")
        return _read_target(unquote(written.replace("-", "%").replace("_", "/")))
    if found := _AMP.match(rest) if "google." in host else _IN_PATH.match(rest):
        target = found["target"]
        return _repaired(target) if _WEB.match(target) else f"https://{target}"
    return _in_query(query)


def _in_query(query: str) -> str | None:
    if query.count("&") > _MOST_PARAMETERS:
        return None
    for name, value in parse_qsl(query.replace("&amp;", "&")):
        if name.lower() in _TARGET_PARAMETERS and (target := _read_target(value)):
            return target
    return None


def _read_target(value: str) -> str | None:
    for _again in range(3):
        if _WEB.match(value):
            return _repaired(value)
        value = unquote(value)
    if encoded := _BASE64.fullmatch(value):
        text = encoded["target"].replace("-", "+").replace("_", "/")
        try:
            decoded = base64.b64decode(text + "=" * (-len(text) % 4)).decode()
        except (binascii.Error, UnicodeDecodeError):
            return None
        return decoded if _WEB.match(decoded) else None
    return None


def _repaired(target: str) -> str:
    """Return the target with two slashes after its scheme."""
    return re.sub(r"\A(https?:)[/\\_]+", r"\1//", target, flags=re.IGNORECASE)
