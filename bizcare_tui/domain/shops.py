"""Shops by their addresses: read from a field, found in free text, compared by registrable domain."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from bizcare_tui.domain.words import word_set

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

_LONGEST_ADDRESS = 2_048
_LONGEST_TEXT = 256_000
_MOST_SHOPS = 20

_ADDRESS = re.compile(
    r"""(?:https?:)? [/]* (?P<user>[^/?#]*@)?
        (?P<host> \[[0-9a-f:.%]+\] | [^/?#@:\[\]]+ ) (?::\d{0,5})? (?:[/?#].*)?""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")

_TEST_LABELS = word_set("""
    backup bak beta clone copia copie copy demo dev devel develop development entwicklung kopia kopie local
    migration new next old preprod preproduccion preproduction preview prova prueba pruebas qa recette sandbox
    stage staging temp test testing testowa testowy tests testshop tmp uat
""")
# At the end of a domain's own name, after a dash, only the plainest of them tell of a test.
_TEST_NAMES = word_set("dev preprod sandbox staging test testing testshop")
# Hosts that lend an address to what is tried out.
_LENT = word_set("""
    cloudwaysapps.com hostingersite.com loca.lt ngrok-free.app ngrok.app ngrok.io sg-host.com
    trycloudflare.com
""")
_TEST_SUFFIXES = (
    ".localhost",
    ".local",
    ".test",
    ".invalid",
    ".example",
    ".internal",
    ".lan",
    ".home.arpa",
)

# Pieces of a text, cut where an address cannot go on.
_PIECE = re.compile(r"""[^\s<>"'`()\[\]{}|,;*“”„«»‘’…]+""")
_WEB = re.compile(r"https?:[/\\]", re.IGNORECASE)
_CAPTION = re.compile(r"\A[^\W\d_]{1,20}:")
_BARE = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,8}[^\W\d_]{2,24}(?::\d{1,5})?(?:[/?#].*)?")

# Endings of file names and pieces of code that are also top-level domains: without a scheme, "www."
# or a path they are taken for what they mostly are in a support request.
_FILES_AND_CODE = word_set("as id la link md mov my name po properties ps py sh so to zip")

# Italian forms of address: "Gent.ma", "Spett.li".
_ABBREVIATIONS = word_set("dott egr gent sig spett")

# Named in every support request, and nobody's shop.
_THIRD_PARTIES = word_set("""
    anydesk.com apple.com atlassian.net brevo.com chronopost.fr cloudflare.com correos.es dhl.com
    dropbox.com facebook.com facebook.net github.com githubusercontent.com gitlab.com googleapis.com
    googletagmanager.com gstatic.com gyazo.com hipay.com ibb.co icloud.com imgur.com instagram.com
    ionos.com jquery.com jsdelivr.net klarna.com laposte.fr laposte.net linkedin.com live.com
    loom.com mailchimp.com me.com microsoft.com mollie.com mondialrelay.fr mozilla.org mysql.com
    office.com orange.fr ovh.com ovh.net packagist.org paypalobjects.com payplug.com php.net
    postimg.cc prestashop-project.org prestashop.com prnt.sc proton.me redsys.es stackoverflow.com
    stripe.com symfony.com teamviewer.com tiktok.com twitter.com unpkg.com ups.com w3.org wa.me
    we.tl wetransfer.com whatsapp.com wikipedia.org wordpress.org x.com youtu.be youtube.com zoom.us
""")
# Labels under which states, universities and the Union have their sites.
_PUBLIC_BODIES = word_set("ac edu europa gob gouv gov govt mil")
_THIRD_PARTY_NAMES = word_set("amazon ebay gmail gmx google hotmail outlook paypal yahoo")


@dataclass(frozen=True, slots=True)
class Shop:
    """A shop as an address names it.

    `host` is in lower case ASCII (letters beyond it as `xn--…`), without port; `domain` is the part of
    it that someone registered, empty where there is none (an IP address, `localhost`). `is_test`:
    the address of a test or development install. `is_odd`: it may not be what it looks like
    (letters beyond ASCII, a user before the host, backslashes, an IP address), so that no verdict
    should rest on it.
    """

    host: str
    domain: str
    is_test: bool
    is_odd: bool


def read_shop(text: str) -> Shop | None:
    """The shop that an address names, with or without `http(s)://`; None where it names none.

    Backslashes count as slashes, as they do in a browser.
    """
    text = text.strip()
    matched = _ADDRESS.fullmatch(text.replace("\\", "/")) if len(text) <= _LONGEST_ADDRESS else None
    if matched is None:
        return None
    typed = matched["host"].rstrip(".")
    is_odd = "\\" in text or matched["user"] is not None
    if (address := _ip_address(typed)) is not None:
        return Shop(str(address), "", is_test=not address.is_global, is_odd=True)
    host = _ascii_host(typed)
    if host is None:
        return None
    is_odd = is_odd or not typed.isascii() or any(label.startswith("xn--") for label in host.split("."))
    if f".{host}".endswith(_TEST_SUFFIXES):
        return Shop(host, "", is_test=True, is_odd=is_odd)
    domain = _suffixes().privatesuffix(host)
    if not domain or "_" in domain:
        return None
    return Shop(host, domain, is_test=_is_test(host, domain), is_odd=is_odd)


def shops_named(text: str) -> tuple[Shop, ...]:
    """The shops mentioned in a text, in its order, one for each domain, test installs apart.

    Web addresses count, and bare domains written in one case. E-mail addresses, file names, paths,
    versions and the well-known hosts of other companies do not. Looks at the first 256,000
    characters and stops at 20 shops.
    """
    return tuple(shop for _start, _end, shop in mentioned(text))


def mentioned(text: str) -> list[tuple[int, int, Shop]]:
    """The shops mentioned in a text, as `shops_named` tells them, with start and end of the first mention."""
    found: dict[tuple[str, bool], tuple[int, int, Shop]] = {}
    read: dict[str, Shop | None] = {}
    for start, mention in _mentions(text[:_LONGEST_TEXT]):
        if mention not in read:
            read[mention] = shop = read_shop(mention)
            if shop is not None and not _is_third_party(shop.domain):
                place = (start, start + len(mention), shop)
                found.setdefault((shop.domain or shop.host, shop.is_test), place)
                if len(found) == _MOST_SHOPS:
                    break
    return list(found.values())


def same_shop(a: Shop, b: Shop) -> bool:
    """Whether both addresses belong to one registrable domain, or are the same host where there is none.

    A subdomain, a port or a path does not make another shop. Look at `is_odd` before blaming anybody.
    """
    return a.domain == b.domain if a.domain and b.domain else a.host == b.host


def _mentions(text: str) -> Iterator[tuple[int, str]]:
    """Where an address begins, and the address."""
    for matched in _PIECE.finditer(text):
        piece = matched[0].rstrip(".:!?")
        if web := _WEB.search(piece):
            yield matched.start() + web.start(), piece[web.start() :]
        elif len(piece) <= _LONGEST_ADDRESS and _is_bare_domain(bare := _CAPTION.sub("", piece, count=1)):
            yield matched.start() + len(piece) - len(bare), bare


def _is_bare_domain(piece: str) -> bool:
    if not _BARE.fullmatch(piece):
        return False
    host, *rest = re.split("[:/?#]", piece, maxsplit=1)
    *others, name, ending = host.split(".")
    # "No funciona.Gracias": a capital after a full stop begins a sentence.
    if (ending != ending.lower() and host != host.upper()) or name.isdecimal():
        return False
    if rest or host.lower().startswith("www."):
        return True
    if ending.lower() in _FILES_AND_CODE:
        return False
    return bool(others) or (len(name) > 2 and name.lower() not in _ABBREVIATIONS)


def _ip_address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None


def _ascii_host(host: str) -> str | None:
    if len(host) > 253:
        return None
    if not host.isascii():
        import idna

        try:
            host = idna.encode(host, uts46=True).decode("ascii")
        except UnicodeError:
            return None
    host = host.lower()
    return host if all(map(_LABEL.fullmatch, host.split("."))) else None


def _is_test(host: str, domain: str) -> bool:
    """Whether an address is a test install's: by what stands before the domain, or at its end."""
    if domain in _LENT:
        return True
    name = domain.partition(".")[0]
    in_name = "-" in name and name.rpartition("-")[2] in _TEST_NAMES
    return in_name or any(
        part.rstrip("0123456789") in _TEST_LABELS
        for label in host.removesuffix(domain).split(".")
        for part in label.replace("_", "-").split("-")
    )


def _is_third_party(domain: str) -> bool:
    if not _PUBLIC_BODIES.isdisjoint(domain.split(".")):
        return True
    return domain in _THIRD_PARTIES or domain.partition(".")[0] in _THIRD_PARTY_NAMES


@cache
def _suffixes() -> PublicSuffixList:
    # Read on first need: the list takes tens of milliseconds, and most screens do without it.
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList(accept_unknown=False)
