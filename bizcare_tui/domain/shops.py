"""Reads shop addresses from fields, finds them in free text, and compares them by registrable domain."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from bizcare_tui.domain.hosts import is_file, is_non_shop_domain, is_server, is_shared_item
from bizcare_tui.domain.language_data import listed_words
from bizcare_tui.domain.text_folding import flat, word_set
from bizcare_tui.domain.word_pattern import WordPattern
from bizcare_tui.domain.wrapped_links import is_wrapper, unwrapped

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

# Services that provide temporary addresses for test installs.
_TEST_HOSTS = word_set("""
    cloudwaysapps.com hostingersite.com loca.lt ngrok-free.app ngrok.app ngrok.io sg-host.com
    trycloudflare.com
""")
_END_OF_REGISTERED = "// ===END ICANN DOMAINS==="
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

# Parts of a text, split at characters that cannot be in an address.
_PIECE = re.compile(r"""[^\s<>"'`()\[\]{}|,;*“”„«»‘’…]+""")
_WEB = re.compile(r"https?:[/\\]", re.IGNORECASE)
_CAPTION = re.compile(r"\A[^\W\d_]{1,20}:")
_BARE = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,8}[^\W\d_]{2,24}(?::\d{1,5})?(?:[/?#].*)?")

# The time of a line of a log; behind it stands who logged, and how serious it is: "export.info".
_LOG_TIME = re.compile(r"\[\d{4}-\d\d-\d\d[^\]\n]{0,25}\]\s?\Z")
# A folder with the name of a domain in a path that begins at the root of a server.
_FOLDER = re.compile(
    r"(?<=/)(?<!//)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,4}[a-z]{2,24}(?=/[\w.-])", re.IGNORECASE
)

# File extensions and code suffixes that are also top-level domains. Without a scheme, "www." or a path they
# count as files or code, which is what they usually are in a support request.
_FILES_AND_CODE = word_set("as id la link md mov my name po properties ps py sh so to zip")


# Text before the domain of an obfuscated e-mail address: "ana (at) zapatos.es".
_AT = WordPattern(r"(?:@|[(\[{]\s?~number.at_sign~\s?[)\]}])\s?\Z")
# Link text before an address: "my shop <https://…>".
_BEHIND_WORDS = re.compile(r"(?P<words>[^\n<>]{0,120}[^\W_][^\n<>]{0,20})<\Z")


@dataclass(frozen=True, slots=True)
class Shop:
    """A shop identified by its address.

    `host` is lower-case ASCII (other letters as `xn--…`) without port. `domain` is the registrable domain,
    empty when there is none (an IP address, `localhost`). `is_test` is true for a test or development
    install. `is_odd` is true when the address may not be what it looks like (non-ASCII letters, a user
    before the host, backslashes, an IP address); no decision should be based on such an address.
    """

    host: str
    domain: str
    is_test: bool
    is_odd: bool


def read_shop(text: str) -> Shop | None:
    """Return the shop of an address with or without `http(s)://`; None when it is not a valid address.

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
    domain = _suffixes(_top(host)).privatesuffix(host)
    if not domain or "_" in domain:
        return None
    return Shop(host, domain, is_test=_is_test(host, domain), is_odd=is_odd)


@dataclass(frozen=True, slots=True)
class ShopMention:
    """A shop mentioned in a text: its span, its address and how reliable the mention is.

    `is_sure` is false when the host may be something else than a shop: a link with other text, the name of
    a server or platform, a file, a company name with a capital. `is_listed` is false when it most likely is
    something else: a link with other text, the target of an unknown redirect, a shared item.
    """

    start: int
    end: int
    shop: Shop
    is_sure: bool
    is_listed: bool


def shops_named(text: str) -> tuple[Shop, ...]:
    """Return the shops mentioned in a text, in order, one per domain; test installs are separate.

    Web addresses count, bare domains in one case, and the target inside a link protector. E-mail addresses,
    file names, paths, versions, well-known hosts of other companies, links with other text and shared items
    do not count. Reads the first 256,000 characters and stops at 20 shops.
    """
    return tuple(mention.shop for mention in shop_mentions(text) if mention.is_listed)


# The facts about a conversation search each of its messages several times.
@lru_cache(maxsize=128)
def shop_mentions(text: str) -> tuple[ShopMention, ...]:
    """Return the first mention of each shop in a text, in order; a sure mention replaces an unsure one."""
    found: dict[tuple[str, bool], ShopMention] = {}
    read: set[str] = set()
    text = text[:_LONGEST_TEXT]
    for start, written in _mentions(text):
        if written in read:
            continue
        read.add(written)
        mention = _mention(text, start, written)
        if mention is not None:
            key = (mention.shop.domain or mention.shop.host, mention.shop.is_test)
            if key not in found or (mention.is_sure and not found[key].is_sure):
                found[key] = mention
            if len(found) == _MOST_SHOPS:
                break
    return tuple(sorted(found.values(), key=lambda mention: mention.start))


def is_on_platform(shop: Shop) -> bool:
    """Return whether the domain of a shop belongs to a hosting platform, a site builder or a CDN."""
    registered = _suffixes(_top(shop.host), only_registered=True).privatesuffix(shop.host)
    return bool(shop.domain) and registered != shop.domain


def _mention(text: str, start: int, written: str) -> ShopMention | None:
    if _AT.search(flat(text[max(start - 16, 0) : start])):
        return None
    address, is_known = unwrapped(written)
    shop = read_shop(address)
    if (
        shop is None
        or is_non_shop_domain(shop.domain)
        or (is_known and address == written and is_wrapper(written))
    ):
        return None
    behind = _BEHIND_WORDS.search(text, max(start - 150, 0), start)
    is_hidden = behind is not None and shop.domain.partition(".")[0] not in behind["words"].lower()
    has_case = (
        not _WEB.match(written) and not written.lower().startswith("www.") and written != written.lower()
    )
    is_server_name = is_server(shop.host, shop.domain)
    is_listed = is_known and not is_hidden and not is_shared_item(address)
    is_sure = is_listed and not (is_server_name or is_file(address) or has_case)
    return ShopMention(start, start + len(written), shop, is_sure, is_listed)


def same_shop(a: Shop, b: Shop) -> bool:
    """Return whether both shops have the same registrable domain, or the same host when there is none.

    A subdomain, a port or a path does not make another shop. Check `is_odd` before drawing conclusions.
    """
    return a.domain == b.domain if a.domain and b.domain else a.host == b.host


def is_similar_name(a: Shop, b: Shop) -> bool:
    """Return whether two domains differ only in their ending, hyphens or words like "shop".

    They often belong to one shop with several domains or languages.
    """
    return a.domain != b.domain and _bare_name(a) == _bare_name(b) != ""


def _bare_name(shop: Shop) -> str:
    common = {word.rstrip("*") for word in listed_words("other_shop.shop")}
    return "".join(part for part in shop.domain.partition(".")[0].split("-") if part not in common)


def shops_in_paths(text: str) -> Iterator[ShopMention]:
    """Yield the shops that are folders in a path of a server: "/var/www/vhosts/flowers.example/httpdocs/".

    Looks at the first 100 folders.
    """
    for matched in islice(_FOLDER.finditer(text[:_LONGEST_TEXT]), 100):
        shop = read_shop(matched[0])
        if shop is not None and shop.domain and not is_non_shop_domain(shop.domain):
            yield ShopMention(*matched.span(), shop, is_sure=False, is_listed=False)


def _mentions(text: str) -> Iterator[tuple[int, str]]:
    """Yield the start of each address in a text, and the address."""
    for matched in _PIECE.finditer(text):
        piece = matched[0].rstrip(".:!?")
        if web := _WEB.search(piece):
            yield matched.start() + web.start(), piece[web.start() :]
        elif (
            len(piece) <= _LONGEST_ADDRESS
            and _is_bare_domain(bare := _CAPTION.sub("", piece, count=1))
            and not _LOG_TIME.search(text, max(matched.start() - 40, 0), matched.start())
        ):
            yield matched.start() + len(piece) - len(bare), bare


def _is_bare_domain(piece: str) -> bool:
    if not _BARE.fullmatch(piece):
        return False
    host, *rest = re.split("[:/?#]", piece, maxsplit=1)
    *others, name, ending = host.split(".")
    # In "No funciona.Gracias" the capital after the full stop starts a sentence.
    if (ending != ending.lower() and host != host.upper()) or name.isdecimal():
        return False
    if rest or host.lower().startswith("www."):
        return True
    if ending.lower() in _FILES_AND_CODE:
        return False
    return bool(others) or (len(name) > 2 and name.lower() not in listed_words("courtesy.abbreviated_title"))


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
    """Return whether a host is a test install, by the labels before the domain or the end of its name."""
    if domain in _TEST_HOSTS:
        return True
    name = domain.partition(".")[0]
    in_name = "-" in name and name.rpartition("-")[2] in listed_words("other_shop.test_name")
    return in_name or any(
        part.rstrip("0123456789") in listed_words("other_shop.test_label")
        for label in host.removesuffix(domain).split(".")
        for part in label.replace("_", "-").split("-")
    )


def _top(host: str) -> str:
    return host.rpartition(".")[2]


# A text can name any number of top-level domains.
@lru_cache(maxsize=64)
def _suffixes(top: str, *, only_registered: bool = False) -> PublicSuffixList:
    """Return the public suffixes below a top-level domain: building the whole list takes 50 ms.

    Args:
        top: the last label of a host.
        only_registered: whether to leave out the suffixes of companies.
    """
    # Loaded at first use, because most screens do not need it.
    from publicsuffixlist import PublicSuffixList

    rules = _suffix_rules(only_registered).get(_as_written(top), ())
    has_other_form = not all(map(str.isascii, rules))
    return PublicSuffixList(rules, accept_unknown=False, accept_encoded_idn=has_other_form)


@cache
def _suffix_rules(only_registered: bool) -> dict[str, list[str]]:
    """Return the rules of the list by their top-level domain."""
    import publicsuffixlist

    text = Path(publicsuffixlist.PSLFILE).read_text("utf-8")
    if only_registered:
        text = text.partition(_END_OF_REGISTERED)[0]
    rules: dict[str, list[str]] = {}
    for line in text.splitlines():
        if line and not line.startswith("//"):
            rule = line.partition(" ")[0]
            rules.setdefault(rule.rpartition(".")[2], []).append(rule)
    return rules


def _as_written(top: str) -> str:
    """Return a top-level domain as rules have it, with its own letters."""
    try:
        return top.encode().decode("idna") if top.startswith("xn--") else top
    except UnicodeError:
        return top
