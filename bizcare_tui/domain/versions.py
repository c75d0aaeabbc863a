"""Parses versions of PrestaShop, finds them in text, and compares them with declared ranges.

Versions are compared part by part. A short version or one with a wildcard ("8.1", "1.7.x") means all versions
that begin with it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bizcare_tui.domain.text_folding import any_of, flat, word_set

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

# PrestaShop's name, then a number with only introducing words between them.
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
# "Version 8.1.5", "1.7.8.10": without the name, only numbers that look like PrestaShop's.
_AFTER_WORD = re.compile(
    r"(?<!\w)(?:version\w*|versione|wersj\w*|ver\.)[ \t]*[:=(]?[ \t]*"
    r"(?:(?:is|est|es|e|to|ist|von|of|de|di)\b[ \t]*)?"
    r"(?P<version>(?:1\.[4-7](?:\.\d{1,2}){1,2}|[89](?:\.\d{1,2}){1,2})(?:\.[x*])?)(?![\w%€$]|[.,]\d)"
)
# "On est passés en 8.2.0": when no other program is named, the shop was updated.
_AFTER_UPDATE = re.compile(
    r"\b(?:passe|mis\w* a jour|mise a jour|upgrad|updat|actualiz|aggiorn|migr|aktualisier|umgestiegen"
    r"|umgestellt|gewechselt"
    r"|zaktualizowa|przesz)\w*\b[^.!?\n]{0,25}?\b(?:en|a|a la|to|auf|su|alla|do|na|vers"
    r"|sur)[ ]{1,2}(?:la |version |v)?"
    r"(?P<version>1\.[67]\.\d{1,2}(?:\.\d{1,2})?|[89]\.\d{1,2}\.\d{1,2})(?![\w%€$]|[.,]\d)"
)
_BARE = re.compile(
    r"(?<![\w.,-])(?P<version>1\.[4-7]\.\d{1,2}\.\d{1,2}|[89]\.\d{1,2}\.\d{1,2}(?:\.x)?)(?![\w%€$]|[.,]\d)"
)
# "We run 8.1", "nous sommes en 9.0": when no other program is named, it is the shop's version.
_AFTER_USE = re.compile(
    r"\b"
    + any_of(
        r"""
    we(?:'re| are)? (?:still |now )?(?:on|run|running|use|using|have)
    | i(?:'m| am) (?:still |now )?(?:on|using)
    | i (?:run|use|have) | (?:shop|store|site) (?:is )?(?:runs?|running|on) | running(?: on)?
    | (?:estamos|estoy|seguimos) (?:en|con) | tenemos | tengo | usamos | uso | utilizamos
    | (?:nous sommes|on est|je suis|nous tournons|on tourne) (?:en|sur|sous) | nous (?:utilisons|avons)
    | j'utilise
    | (?:siamo|sono) (?:su|alla|con) | usiamo | uso | abbiamo | utilizziamo
    | (?:wir|ich) (?:nutzen?|habe[n]?|verwenden?|setzen?)
    | (?:wir sind|ich bin|laufen|lauft) (?:auf|mit|unter)
    | (?:jestesmy|jestem|sklep) na | mamy | mam | uzywamy | uzywam
    | (?:we|wij|ik) (?:gebruiken?|hebben|heb|draaien?|zitten op|zit op) | (?:estamos|estou) (?:em|na|com)
    | temos
    """
    )
    + r"[ ]{1,2}(?:(?:v|version|versie|wersj\w|versione|versao|versions?|the|la|le|il|el|die|der|de|a|na"
    r"|still|noch)[ ]?){0,2}"
    r"(?P<version>[89](?:\.\d{1,2}){1,2}(?:\.x)?)(?![\w%€$]|[.,]\d|[ ](?:kg|gb|mb|eur|euro|orders|stars))"
)
_VERSION_FORM = r"(?:1\.[4-7](?:\.\d{1,2}){0,2}|[89](?:\.\d{1,2}){0,3})(?:\.x)?"
# "Updated from 1.7.8 to 8.1": both versions in a sentence about an update.
_FROM_TO = re.compile(
    r"\b(?:upgrad|updat|migrat|mov|switch|pass|mis|mise|mont|basc|actualiz|migr|sub|salt|cambi"
    r"|aggiorn|pas|aktualis"
    r"|umgest|umst|wechsel|gewechs|zaktualiz|aktualiz|przesz|przej|podnies|bijgewerk|overgestap"
    r"|atualiz|bijwerk)\w*"
    r"[^.!?\n]{0,40}?\b(?:from|de|du|desde|da|dalla|dal|von|z|ze|van|depuis)[ ]{1,2}(?:la |le"
    r" )?(?:prestashop |ps |version |v)?"
    rf"(?P<old>{_VERSION_FORM})[ ]{{0,2}}(?:to|a|a la|en|vers|auf|nach|zu|do|na|al|alla|naar|para"
    rf"|->|→|=>|>)[ ]{{0,2}}"
    rf"(?:la |le )?(?:prestashop |ps |version |v)?(?P<version>{_VERSION_FORM})(?![\w%€$]|[.,]\d)"
)

# A name within a sentence, directly before its version.
_NAME_BEFORE = re.compile(r"[^\W_][,)]?[ ]([A-Z][\w&+-]*)[ ](?:v|version )?\Z")
_OWN_NAMES = word_set("prestashop presta ps version v versione version wersja versie")

# Other programs, to which a version near them belongs.
_OTHER_PROGRAMS = (
    r"(?:php|mysql|mariadb|module?|modulo|modul\w*|modulu|plugin|extension|addon|theme|tema|plantilla"
    r"|template|motyw"
    r"|szablon\w*|smarty|symfony|jquery|node|nginx|apache|redis|ubuntu|debian|windows|chrome|firefox"
    r"|safari|ios"
    r"|android|wordpress|woocommerce|ssl|tls|bootstrap|elasticsearch|ioncube|composer|curl|openssl|api|sdk)"
)
_OTHER_BEFORE = re.compile(rf"\b{_OTHER_PROGRAMS}\b[^.!?\n]{{0,30}}\Z")
_OTHER_AFTER = re.compile(
    rf"\A\s*(?:of|du|de|del|della|des|vom|von|dieses|modulu|our|your|the|votre|su|vuestro|del suo"
    rf"|ihres)?\s*"
    rf"(?:your|the|this|votre|vuestro|su|vostro|ihres|tego|ce)?\s*\b{_OTHER_PROGRAMS}\b"
)

# A version that is wanted, asked about or no longer used is not the one in use.
_NOT_IN_USE_BEFORE = re.compile(
    r"\b"
    + any_of(
        r"""
    compatib\w* (?:with|con|avec|mit|z|ze) | kompat[iy]b\w* (?:mit|zu|z|ze)
    | (?:work|run|support)s? (?:with|on|under)
    | funzioner\w+ (?:con|su) | funcionar\w* (?:con|en) | fonctionnera\w* (?:avec|sur|sous)
    | lauft (?:auch )?(?:mit|unter|auf) | zadziala (?:na|z)
    | (?:upgrade|upgrading|update|updating|move|moving|switch|migrate|migrating|migration) (?:[\w.]+ ){0,4}to
    | (?:want|plan|going|wish|like|hope|intend)\w* to [^.!?\n]{0,20}
    | (?:actualizar\w*|pasar\w*|migrar\w*|subir\w*|saltar) (?:[\w.]+ ){0,4}a
    | (?:passer\w*|mettre|migrer\w*|monter\w*|migration|mise a jour
      |passage) (?:[\w.]+ ){0,4}(?:a|en|vers|sous)
    | (?:aggiornar\w*|aggiornament\w+|passar\w*|passaggio|migrar\w*) (?:[\w.]+ ){0,4}(?:a|alla|al)
    | (?:update|upgrade|wechsel|umstieg|umstellung|aktualisierung|migration) (?:[\w.]+ ){0,4}auf
    | (?:aktualizacj\w+|zaktualizowac|przejsc\w*|migracj\w+) (?:[\w.]+ ){0,4}(?:do|na)
    | (?:upgraden|updaten|bijwerken|overstappen|overstap|upgrade|update) (?:[\w.]+ ){0,4}naar
    | (?:atualizar\w*|atualizacao|migrar|passar|mudar) (?:[\w.]+ ){0,4}(?:para|a)
    | (?:auf|naar|na|to|a|para|alla|en|vers) (?=\S+ (?:aktualisier(?:en|t werden)|umstell\w+|umsteig\w+
      |wechseln|upgraden
      |updaten|zaktualizowac|przejsc|bijwerken|overstappen))
    | (?:plans?|ready|release\w*|available|roadmap) (?:\w+ ){0,2}for | disponible (?:para|pour)
    | verfugbar fur
    | dostepn\w+ dla | beschikbaar voor
    | when (?:will|is) | cuando (?:sale|estara) | quand | quando (?:sara|esce) | wann | kiedy
    """
    )
    + r"[^.!?\n]{0,25}\Z"
)
_NOT_IN_USE_AFTER = re.compile(
    r"[^.!?\n]{0,25}\b(?:kompat[iy]b|compatib|support(?:ed)?\b|soportad|pris en charge|prise en"
    r" charge|supportat"
    r"|unterstutz|obslugiwan|wspieran|ondersteund|suportad"
    r"|(?:aktualisieren|umstellen|umsteigen|wechseln|upgraden|updaten|zaktualizowac|przejsc"
    r"|bijwerken|overstappen)\b)"
)
# Words for the future in a sentence about an update.
_PLANNED = re.compile(
    r"\b"
    + any_of(
        r"""
    will | shall | going to | about to | want\w* | plan\w* | intend\w* | would like | wish | before | soon
    | next | if we
    | should | can we | could we | consider\w* | thinking | hope | considering | vamos a | voy a | queremos
    | quiero
    | quisiera\w* | pensamos | pensando | antes de | planea\w* | proximamente | pretend\w* | tenemos que
    | hay que | si
    | allons | vais | voulons | voudrai\w* | souhait\w* | prevo\w* | avant | envisag\w* | comptons | bientot
    | pensons
    | devons | pourr\w* | vogliamo | vorrem\w* | vorrei | voglio | prima d\w+ | pensiamo | stiamo per
    | prevedi\w*
    | intendiamo | dobbiamo | wollen | will | mochte\w* | plane\w* | vor dem | vor der | bevor | werden
    | demnachst | bald
    | mussen | sollen | sollten | wenn wir | chcemy | chce | planuj\w* | zamierza\w* | przed | bedziemy
    | wkrotce | musimy
    | willen | wil | gaan | voordat | binnenkort | voor de | moeten | zouden | pretendemos | em breve
    """
    )
    + r"\b"
)
# "From 8.1 to 9.0", "before: 8.1": the version before the update.
_LEFT_BEFORE = re.compile(
    r"\b(?:from|de|du|desde|da|dalla|dal|do|van|von|z|ze|depuis la)[ :(]{1,3}(?:(?:la|le|il|der) )?\Z"
)
_LEFT_AFTER = re.compile(
    r"[ )]{0,3}(?:\b(?:to|a|a la|en|vers|auf|nach|zu|do|na|al|alla|naar|para)[ ]{1,3}|(?:->|→|=>)["
    r" ]{0,3})(?:la |le )?(?:prestashop |ps |version )?v?\d"
)
_BEFORE = re.compile(
    r"\b(?:before|formerly|previously|avant|antes|prima|vorher|wczesniej|przedtem|old|ancienne|anterior"
    r"|precedente)[ :(]{1,3}(?:(?:was|era|etait|la|le|il|die|version\w*)[ :]{1,2}){0,2}\Z"
)
_DONE = re.compile(
    r"\b(?:have|has|had|just|after|since|hemos|he|acabamos|tras|despues|desde|apres|depuis|avons|ai"
    r"|vient|venons"
    r"|abbiamo|ho|dopo|appena|nach|seit|haben|habe|wurde|po|od|zaktualizowa(?!c\b)\w+"
    r"|upgraded|updated|migrated|moved|switched|sinds|hebben|heb|net|depois|apos|atualizamos"
    r"|actualizamos|migramos"
    r"|pasamos|actualice|passamos)\b(?:[^.!?\n]|\.(?=\d)){0,45}\Z"
)

_UPDATE = re.compile(
    r"upgrad|updat|mise a jour|mis a jour|passe|passage|actualiz|aggiorn|passa|aktualis|umgest|umst"
    r"|zaktualiz|aktualiz"
    r"|przesz|przej|bijgewerk|overgestap|atualiz"
)
_STOP = re.compile(r"[.!?](?=\s)|\n")
_UPDATED = re.compile(
    r"\b(?:upgraded|updated|migrated|moved|switched|after|since|have|has|had|just|hemos|he|acabamos"
    r"|tras|despues|desde la"
    r"|actualizamos|migramos|pasamos|apres|depuis|avons|ai|venons|abbiamo|ho|dopo|appena|nach|seit"
    r"|haben|habe|wurde"
    r"|po|od|zaktualizowa(?!c\b)\w+|przeszl\w+|sinds|hebben|heb|na de|depois|apos|atualizamos)\b"
)


@dataclass(frozen=True, slots=True)
class Version:
    """A version, or all versions with the same beginning: from `low` to `high`, both included.

    `text` is as it was written. A pre-release ("9.0.0-beta") is just below its number.
    """

    text: str
    low: _Parts
    high: _Parts


@dataclass(frozen=True, slots=True)
class NamedVersion:
    """A PrestaShop version in a text, with its span and whether the text says that it is in use.

    `left_behind`: the shop was updated from it. `is_doubtful`: the text says "from" it to another version
    without an update, so that it may still be in use.
    """

    version: Version
    span: tuple[int, int]
    in_use: bool
    left_behind: bool = False
    is_doubtful: bool = False


def read_version(text: str) -> Version | None:
    """Return the version in a text; None when it is not a version ("none", "latest", "")."""
    matched = _VERSION.fullmatch(text.strip())
    if matched is None:
        return None
    number_text = text.strip().lstrip("vV. ")
    numbers = [float(number) for number in matched["numbers"].split(".")]
    low = _filled(numbers, 0)
    if matched["pre"]:
        return Version(number_text, (*low[:3], low[3] - 1), low)
    # Versions up to 1.7 have four parts, from 8 on three.
    is_whole = len(numbers) >= (4 if numbers[0] == 1 else 3) and not matched["wild"]
    return Version(number_text, low, _filled(numbers, 0 if is_whole else _ANY))


def within(version: Version, least: str, most: str, holes: Sequence[str] = ()) -> bool | None:
    """Whether a version is within declared bounds, both included; None when that is not certain.

    An empty bound is no bound. A short upper bound includes all versions that begin with it ("8.1" includes
    8.1.7). `holes` are versions within the bounds that were not declared; a short one excludes all versions
    that begin with it.
    """
    lowest = read_version(least) if least.strip() else None
    highest = read_version(most) if most.strip() else None
    if (least.strip() and lowest is None) or (most.strip() and highest is None):
        return None
    low: _Parts = lowest.low if lowest else (_NONE,) * 4
    high: _Parts = highest.high if highest else (_ANY,) * 4
    if version.high < low or version.low > high:
        return False
    is_sure = low <= version.low and version.high <= high
    for hole in filter(None, map(read_version, holes)):
        if hole.low <= version.low and version.high <= hole.high:
            return False
        is_sure = is_sure and (version.high < hole.low or hole.high < version.low)
    return True if is_sure else None


def read_holes(text: str) -> tuple[str, ...] | None:
    """Return the versions in a list separated by commas, semicolons or spaces; None when one is invalid."""
    parts = tuple(dict.fromkeys(part for part in re.split(r"[,;\s]+", text) if part))
    return parts if all(read_version(part) for part in parts) else None


def version_bounds(text: str) -> tuple[int, int]:
    """Return the first and last sort number of the versions that begin like this; (0, -1) when invalid."""
    version = read_version(text)
    return (0, -1) if version is None else (_place(version.low), _place(version.high))


def version_place(text: str) -> int | None:
    """Return the sort number of a version; None when the text is not a version."""
    version = read_version(text)
    return None if version is None else _place(version.low)


def versions_named(text: str) -> list[NamedVersion]:
    """Return the PrestaShop versions in a text, in order; versions of other programs are left out.

    Reads the first 256,000 characters and stops at 20 versions.
    """
    shown = flat(text[:_LONGEST_TEXT])
    found: dict[int, NamedVersion] = {}
    for pattern in (_AFTER_NAME, _AFTER_WORD, _FROM_TO, _AFTER_UPDATE, _AFTER_USE, _BARE):
        for matched in pattern.finditer(shown):
            start, end = matched.span("version")
            if pattern is not _AFTER_NAME and _belongs_to_other_program(shown, start, end):
                continue
            if pattern is _BARE and _follows_other_name(text, start):
                continue
            begins = matched.start() if pattern in (_AFTER_NAME, _AFTER_WORD) else start
            _add_version(found, shown, (start, end), begins)
            if pattern is _FROM_TO:
                _add_version(found, shown, matched.span("old"), matched.start("old"))
            if len(found) >= _MOST:
                break
    return [found[start] for start in sorted(found)]


def _add_version(found: dict[int, NamedVersion], shown: str, span: tuple[int, int], begins: int) -> None:
    """Add a version of a text to `found`, when it looks like PrestaShop's and is not there yet."""
    version = read_version(shown[slice(*span)])
    if version is not None and _looks_like_prestashop(version) and span[0] not in found:
        before = shown[max(begins - 70, 0) : begins]
        is_left = _is_left(before, shown, span[1])
        # Before a planned update the old version is still in use.
        was_left = is_left and not _is_planned(before)
        in_use = not was_left if is_left else _is_in_use(before, shown, span[1])
        left_behind = was_left and _UPDATE.search(before) is not None
        found[span[0]] = NamedVersion(version, span, in_use, left_behind, was_left and not left_behind)


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


def _belongs_to_other_program(text: str, start: int, end: int) -> bool:
    before, after = text[max(start - 45, 0) : start], text[end : end + 40]
    return bool(_OTHER_BEFORE.search(before) or _OTHER_AFTER.match(after))


def _follows_other_name(text: str, start: int) -> bool:
    """Whether a name other than PrestaShop is directly before a version."""
    name = _NAME_BEFORE.search(text, max(start - 40, 0), start)
    return name is not None and flat(name[1]) not in _OWN_NAMES


def _is_left(before: str, text: str, end: int) -> bool:
    """Whether a version is the first of two, as in "from 8.1 to 9.0"."""
    return bool(_LEFT_BEFORE.search(before) and _LEFT_AFTER.match(text, end))


def _is_in_use(before: str, text: str, end: int) -> bool:
    if _BEFORE.search(before):
        return False
    if _NOT_IN_USE_AFTER.match(text, end):
        return False
    wished = _NOT_IN_USE_BEFORE.search(before)
    return wished is None or (
        not _is_planned(before) and bool(_DONE.search(before[: wished.start()] + wished[0]))
    )


def _is_planned(before: str) -> bool:
    """Whether the text before a version describes a planned update; the last words about it decide."""
    stops = [found.end() for found in _STOP.finditer(before)]
    sentence = before[stops[-1] :] if stops else before
    planned = [found.start() for found in _PLANNED.finditer(sentence)]
    if not planned:
        return False
    done = [found.start() for found in _UPDATED.finditer(sentence)]
    return not done or planned[-1] > done[-1]
