"""Versions of PrestaShop: read, found in text, and held against a range of declared ones.

Numbers are compared by their parts. What is written short or with a wildcard ("8.1", "1.7.x") stands
for all versions that begin so; what cannot be read is no version.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bizcare_tui.domain.words import any_of, flat

_Parts = tuple[float, float, float, float]
_ANY = float("inf")
_NONE = float("-inf")

_PLACES = 10_000
_LONGEST_TEXT = 256_000
_MOST = 20

_VERSION = re.compile(
    r"""v?\.?[ ]?(?P<numbers>\d{1,4}(?:\.\d{1,4}){0,3})(?P<wild>\.[x*](?:\.[x*])*)?
        (?P<pre>[-~+\ ._]?(?:alpha|beta|rc|dev|b)(?:[-.\ ]?\d{1,3})?)?""",
    re.IGNORECASE | re.VERBOSE,
)

# The product's name, then the number with no more between than what introduces one.
_AFTER_NAME = re.compile(
    r"(?<!\w)(?:prestashop|presta shop|presta|ps)(?![^\W\d])"
    + any_of(
        r"""
    (?:[ \t]*[:=(/#-]?[ \t]*(?:(?:in|is|auf|on|en|sur|su|na|w|der|die|la|le|il|el|our|the|mit|with|avec
      | con|z|est|es|e
      | version\w*|versione|wersj\w*|ver|vers|v|release|core|store|shop|classic|edition|installed
      |instalad\w+
      | currently|actual\w*|aktuell\w*|running|nr|num|numero|nummer)\b\.?[ \t]*[:=(]?[ \t]*){0,4})
    """
    )
    + r"(?P<version>v?\d{1,4}(?:\.\d{1,4}){0,3}(?:\.[x*])*(?:[-~ ]?(?:alpha|beta|rc)(?:[-. ]?\d{1,3})?)?)"
    r"(?![\w%€$]|[.,]\d)"
)
# "Version 8.1.5", "1.7.8.10": without the name, only what PrestaShop's numbers look like.
_AFTER_WORD = re.compile(
    r"(?<!\w)(?:version\w*|versione|wersj\w*|ver\.)[ \t]*[:=(]?[ \t]*"
    r"(?:(?:is|est|es|e|to|ist|von|of|de|di)\b[ \t]*)?"
    r"(?P<version>(?:1\.[4-7](?:\.\d{1,2}){1,2}|[89](?:\.\d{1,2}){1,2})(?:\.[x*])?)(?![\w%€$]|[.,]\d)"
)
# "On est passés en 8.2.0": what was updated is the shop, where no other program is named.
_AFTER_UPDATE = re.compile(
    r"\b(?:passe|mis\w* a jour|mise a jour|upgrad|updat|actualiz|aggiorn|migr|aktualisier|umgestiegen"
    r"|umgestellt|gewechselt"
    r"|zaktualizowa|przesz)\w*\b[^.!?\n]{0,25}?\b(?:en|a|a la|to|auf|su|alla|do|na|vers"
    r"|sur)[ ]{1,2}(?:la |version |v)?"
    r"(?P<version>1\.[67]\.\d{1,2}(?:\.\d{1,2})?|[89]\.\d{1,2}\.\d{1,2})(?![\w%€$]|[.,]\d)"
)
_BARE = re.compile(r"(?<![\w.,])(?P<version>1\.[4-7]\.\d{1,2}\.\d{1,2})(?![\w%€$]|[.,]\d)")

# Other programs, whose versions these would be.
_OTHERS = (
    r"(?:php|mysql|mariadb|module?|modulo|modul\w*|modulu|plugin|extension|addon|theme|tema|plantilla"
    r"|template|motyw"
    r"|szablon\w*|smarty|symfony|jquery|node|nginx|apache|redis|ubuntu|debian|windows|chrome|firefox"
    r"|safari|ios"
    r"|android|wordpress|woocommerce|ssl|tls|bootstrap|elasticsearch|ioncube|composer|curl|openssl|api|sdk)"
)
_OF_ANOTHER_BEFORE = re.compile(rf"\b{_OTHERS}\b[^.!?\n]{{0,30}}\Z")
_OF_ANOTHER_AFTER = re.compile(
    rf"\A\s*(?:of|du|de|del|della|des|vom|von|dieses|modulu|our|your|the|votre|su|vuestro|del suo"
    rf"|ihres)?\s*"
    rf"(?:your|the|this|votre|vuestro|su|vostro|ihres|tego|ce)?\s*\b{_OTHERS}\b"
)

# A version wished for, asked about or left behind is not the one in use.
_NOT_IN_USE_BEFORE = re.compile(
    r"\b"
    + any_of(
        r"""
    compatib\w* (?:with|con|avec|mit|z|ze) | kompat[iy]b\w* (?:mit|zu|z|ze)
    | (?:work|run|support)s? (?:with|on|under)
    | funzioner\w+ (?:con|su) | funcionar\w* (?:con|en) | fonctionnera\w* (?:avec|sur|sous)
    | lauft (?:auch )?(?:mit|unter|auf) | zadziala (?:na|z)
    | (?:upgrade|upgrading|update|updating|move|switch) (?:\w+ ){0,3}to
    | (?:want|plan|going|wish|like|hope|intend)\w* to [^.!?\n]{0,20}
    | (?:actualizar|pasar|migrar|subir) (?:\w+ ){0,3}a
    | (?:passer|mettre|migrer|monter) (?:\w+ ){0,4}(?:a|en|vers|sous)
    | (?:aggiornare|passare|migrare) (?:\w+ ){0,3}a
    | (?:update|upgrade|wechsel|umstieg|umstellung) (?:\w+ ){0,3}auf
    | (?:aktualizacj\w+|przejsc\w*|migracj\w+) (?:\w+ ){0,3}(?:do|na)
    | when (?:will|is) | cuando (?:sale|estara) | quand | quando (?:sara|esce) | wann | kiedy
    """
    )
    + r"[^.!?\n]{0,25}\Z"
)
_NOT_IN_USE_AFTER = re.compile(r"[^.!?\n]{0,25}\b(?:kompat[iy]b|compatib)")
# "From 8.1 to 9.0", "before: 8.1": the version left behind.
_LEFT_BEFORE = re.compile(
    r"\b(?:from|de|desde|da|dalla|von|z|ze|depuis la)[ :(]{1,3}(?:(?:la|le|il|der) )?\Z"
)
_LEFT_AFTER = re.compile(
    r"[ )]{1,3}(?:to|a|a la|en|vers|auf|nach|do|na|al|alla|->|→)[ ]{1,3}(?:prestashop |ps |version )?v?\d"
)
_BEFORE = re.compile(
    r"\b(?:before|formerly|previously|avant|antes|prima|vorher|wczesniej|przedtem|old|ancienne|anterior"
    r"|precedente)[ :(]{1,3}(?:(?:was|era|etait|la|le|il|die|version\w*)[ :]{1,2}){0,2}\Z"
)
_DONE = re.compile(
    r"\b(?:have|has|had|just|after|since|hemos|he|acabamos|tras|despues|desde|apres|depuis|avons|ai"
    r"|vient|venons"
    r"|abbiamo|ho|dopo|appena|nach|seit|haben|habe|wurde|po|od|zaktualizowa\w+)\b[^.!?\n]{0,45}\Z"
)


@dataclass(frozen=True, slots=True)
class Version:
    """A version, or all that begin alike: from `low` to `high`, both included.

    `text` is as it was written. A release to come ("9.0.0-beta") lies just below its number.
    """

    text: str
    low: _Parts
    high: _Parts


@dataclass(frozen=True, slots=True)
class NamedVersion:
    """A version that a text names for PrestaShop, where it stands, and whether it is said to be in use."""

    version: Version
    span: tuple[int, int]
    in_use: bool


def read_version(text: str) -> Version | None:
    """The version that a text is; None where it is none ("none", "latest", "")."""
    matched = _VERSION.fullmatch(text.strip())
    if matched is None:
        return None
    told = text.strip().lstrip("vV. ")
    numbers = [float(number) for number in matched["numbers"].split(".")]
    low = _filled(numbers, 0)
    if matched["pre"]:
        return Version(told, (*low[:3], low[3] - 1), low)
    # Until 1.7 a version has four parts, from 8 on three.
    is_whole = len(numbers) >= (4 if numbers[0] == 1 else 3) and not matched["wild"]
    return Version(told, low, _filled(numbers, 0 if is_whole else _ANY))


def within(version: Version, least: str, most: str) -> bool | None:
    """Whether a version lies within declared bounds, both included; None where that cannot be said.

    An empty bound is no bound; a short ceiling includes all that begin so ("8.1" has 8.1.7).
    """
    lowest = read_version(least) if least.strip() else None
    highest = read_version(most) if most.strip() else None
    if (least.strip() and lowest is None) or (most.strip() and highest is None):
        return None
    low: _Parts = lowest.low if lowest else (_NONE,) * 4
    high: _Parts = highest.high if highest else (_ANY,) * 4
    if low <= version.low and version.high <= high:
        return True
    return False if version.high < low or version.low > high else None


def version_bounds(text: str) -> tuple[int, int]:
    """The first and last place in the order of versions of what begins so; (0, -1) where it is none."""
    version = read_version(text)
    return (0, -1) if version is None else (_place(version.low), _place(version.high))


def version_place(text: str) -> int | None:
    """The place of a version in the order of versions; None where it is none."""
    version = read_version(text)
    return None if version is None else _place(version.low)


def versions_named(text: str) -> list[NamedVersion]:
    """The versions of PrestaShop that a text names, in its order; those of other programs left out.

    Looks at the first 256,000 characters, and stops at 20.
    """
    shown = flat(text[:_LONGEST_TEXT])
    found: dict[int, NamedVersion] = {}
    for pattern in (_AFTER_NAME, _AFTER_WORD, _AFTER_UPDATE, _BARE):
        for matched in pattern.finditer(shown):
            start, end = matched.span("version")
            version = read_version(shown[start:end])
            if version is None or not _looks_like_prestashop(version) or start in found:
                continue
            if pattern is not _AFTER_NAME and _is_of_another(shown, start, end):
                continue
            begins = start if pattern is _AFTER_UPDATE else matched.start()
            found[start] = NamedVersion(version, (start, end), _is_in_use(shown, begins, end))
            if len(found) == _MOST:
                break
    return [found[start] for start in sorted(found)]


def _place(parts: _Parts) -> int:
    place = 0
    for part in parts:
        place = place * _PLACES + int(min(max(part, 0), _PLACES - 1))
    return place


def _filled(numbers: list[float], last: float) -> _Parts:
    one, two, three, four = (*numbers, *(last,) * (4 - len(numbers)))
    return one, two, three, four


def _looks_like_prestashop(version: Version) -> bool:
    major, minor = version.low[:2]
    return (major == 1 and 0 <= minor <= 7) or 8 <= major <= 12


def _is_of_another(text: str, start: int, end: int) -> bool:
    before, after = text[max(start - 45, 0) : start], text[end : end + 40]
    return bool(_OF_ANOTHER_BEFORE.search(before) or _OF_ANOTHER_AFTER.match(after))


def _is_in_use(text: str, start: int, end: int) -> bool:
    before = text[max(start - 70, 0) : start]
    if _BEFORE.search(before) or (_LEFT_BEFORE.search(before) and _LEFT_AFTER.match(text, end)):
        return False
    if _NOT_IN_USE_AFTER.match(text, end):
        return False
    wished = _NOT_IN_USE_BEFORE.search(before)
    return wished is None or bool(_DONE.search(before[: wished.start()] + wished[0]))
