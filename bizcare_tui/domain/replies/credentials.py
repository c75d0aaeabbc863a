"""Passwords, keys and access data in a text: where they are, and the text without them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bizcare_tui.domain.words import any_of, flat, joined, word_set

MASK = "••••••••"  # always as long: the length of a secret tells of it

# Labels are looked for in the text without case and accents, letter by letter.
_LABEL = any_of(
    r"""
    pass(?:word|wort|wd|phrase|code)? | pwd | psw | pw | ww | contrasenas? | clave(?: de acceso| secreta)?
    | codigo de ace?sso | codes? d'acces | mots? de passe | mdp | kennwort | haslo | wachtwoord | senha
    | palavra[- ]passe
    | parola d'ordine | zugangscode | toegangscode | kod dostepu
    | (?:client|api|app|shared|consumer)?[ _-]?secret(?:[ _-]key)?
    | (?:api|access|private|license|web ?service|clave)[ _-]?(?:key|token|api)
    | cle(?: d')?(?: ?api| secrete) | chiave(?: api| segreta)? | klucz(?: api| webservice)? | api-schlussel
    | schlussel | sleutel | chave(?: da api| api| secreta)? | token | key
    """
)
_OF_WHAT = any_of(
    r"""
    ftp | sftp | ssh | admin | back[- ]?office | bo | wifi | mysql | sql | bdd? | db | temporal
    | provisional | provisoire | temporanea | cpanel | plesk
    """
)
_LOGIN = any_of(
    r"""
    log[- ]?in | (?:conecte|connectez-vous|melden sie sich|anmelden|inloggen|zaloguj) | entr[aei] con
    | entre com | acces(?:s|o|os|so)? | credenciales | credentials | identifiants? | zugang(?:sdaten)?
    | dane | inloggegevens | inlog | credenziali | credenciais | s?ftp | ssh | admin | usuario
    | user(?:name)? | utilisateur | utente | benutzer | uzytkownik | gebruiker | utilizador
    """
)
_QUOTE = "[\"'`«“„]?"
_VALUE = "(?P<secret>[^\\s\"'`«»“”„<>]{4,200})"
# One that is given after a colon may be any word; after "is", or nothing, it must look like a secret.
_GIVEN = re.compile(
    rf"\b{_LABEL}(?: {_OF_WHAT})?(?:[ \t]*\([^()\n]{{0,30}}\))?"
    rf"[ \t]*(?P<sign>[:=]+>?|->|→)?[ \t]*(?:\r?\n[ \t]*)?{_QUOTE}{_VALUE}"
)
_SAID = re.compile(
    rf"\b{_LABEL}(?:[ \t]+\S{{1,20}}){{0,4}}?"
    rf"(?:[ \t]+(?:is|es|est|ist|lautet|e|to|jest|brzmi|son|sera)[ \t]*:?|:)[ \t]+{_QUOTE}{_VALUE}"
)
_PAIR = re.compile(
    rf"\b{_LOGIN}\b[^\n]{{0,30}}?[ \t:(\"'][\w.@+-]{{3,40}}"
    rf"(?:[ \t]*(?://|[/|:,])[ \t]*|[ \t]+(?:y|et|and|e|und|i|en)[ \t]+){_QUOTE}{_VALUE}"
)
_KNOWN_FORMS = re.compile(
    r"[a-z][a-z0-9+.-]{1,15}://[^\s/:@]{1,100}:(?P<in_url>[^\s/@]{1,200})@"
    r"|\b(?P<form>(?:sk|rk|pk|whsec)_(?:live|test)?_?[A-Za-z0-9]{16,200}|AKIA[0-9A-Z]{16}"
    r"|gh[pousr]_[A-Za-z0-9]{30,200}|github_pat_\w{30,200}|xox[abprs]-[A-Za-z0-9-]{10,200}"
    r"|AIza[\w-]{30,60}|SG\.[\w-]{16,64}\.[\w-]{16,100}"
    r"|eyJ[\w-]{10,2000}\.eyJ[\w-]{5,4000}\.[\w-]{5,1000})\b"
    r"|-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----(?P<pem>[\w+/=\s]{0,10000}?)(?:-----END|\Z)"
)
# A key of PrestaShop's own web service has 32 capitals and digits.
_CAPITALS = re.compile(r"[A-Z0-9]{32,}")
_WEB_SERVICE = re.compile(r"(?=.*\d)(?=.*[A-Z]).{32}")

# One of these is in every text that holds a secret: most messages are done with after a quick look.
_HINTS = word_set(
    """
    ww: connectez-vous conecte anmeld melden pass pwd psw pw: contrasen clave mdp kennwort haslo
    wachtwoord senha parola scode codig secret token key cle klucz schl sleutel chav chiav login log-in
    acces creden identif zugang dane inlog ftp ssh admin usuari user utilis utente benutz uzytk gebruik
    utiliz _live _test akia ghp_ gho_ ghu_ ghs_ ghr_ github_pat xox aiza eyj sg. whsec -----begin ://
    """
)

_MASKED = re.compile(r"[*•●xX.…_-]+|\[.*|\{.*|<.*|\$.*|%.*")
# What stands after the label without being the secret.
_NO_SECRET = re.compile(
    any_of(
        r"""
    incorrect\w* | inv(?:a|á)lid\w* | obligator\w* | obligatoi\w* | olvidad\w* | oubli\w* | vergess\w*
    | dimentic\w* | caducad\w* | expir\w* | abgelaufen | niepoprawn\w* | b(?:ł|l)(?:ę|e)dn\w* | onjuist\w*
    | errad\w* | incorret\w* | errat\w* | manquant\w* | protect\w* | wrong | falsch\w* | required | empty
    | vac(?:í|i)[oa] | vides? | leer\w* | vuot[oa] | forgot\w* | reset\w* | fields? | campos? | champs?
    | feld\w* | null | none | true | false | string | text | hash\w* | md5 | sha-?\d* | bcrypt | utf\S*
    | here | aqu(?:í|i) | hier | tutaj | secure | seguro | correct[ao]? | richtig | change\w* | cambi\w*
    | missing | falta\w* | https?\S* | www\S*
    """
    ),
    re.IGNORECASE,
)
# A version, a path, code, a file or an address.
_TECHNICAL = re.compile(
    r"v?\d[\d.,x]*|[\w-]+\(.*|.*->.*|.*::.*|/.*|.*\.(?:php|js|tpl|twig|css|yml|xml|html?|log)"
    r"|[^@]+@[^@.]+\.[^@]+"
)
_TRAILING = ".,;:?)]}"


def find_credentials(text: str) -> list[tuple[int, int]]:
    """Where the secrets of a text are: start and end of each password, key or token itself, in order."""
    folded = flat(text)
    spans = list(_web_service_keys(text))
    if any(hint in folded for hint in _HINTS):
        spans += [*_by_label(text, folded), *_by_form(text)]
    return joined(sorted(span for span in spans if span[1] > span[0]))


def mask(text: str) -> str:
    """The text with dots in place of its secrets."""
    spans = find_credentials(text)
    if not spans:
        return text
    kept, at = [], 0
    for start, end in spans:
        # The lines of what is masked stay: others are counted by them.
        kept += [text[at:start], MASK, "\n" * text.count("\n", start, end)]
        at = end
    return "".join(kept) + text[at:]


def _web_service_keys(text: str) -> Iterator[tuple[int, int]]:
    for found in _CAPITALS.finditer(text):
        around = text[max(found.start() - 1, 0) : found.start()] + text[found.end() : found.end() + 1]
        if _WEB_SERVICE.fullmatch(found[0]) and not around.isalpha():
            yield found.span()


def _by_label(text: str, folded: str) -> list[tuple[int, int]]:
    spans = []
    for given in _GIVEN.finditer(folded):
        span = _value(given)
        signed = given["sign"] is not None
        plain = signed and _is_alone(text, given)
        if _can_be_secret(text[slice(*span)]) and (plain or _looks_secret(text[slice(*span)], signed=signed)):
            spans.append(span)
    for pattern in (_SAID, _PAIR):
        spans += _said(pattern, text, folded)
    return spans


def _said(pattern: re.Pattern[str], text: str, folded: str) -> list[tuple[int, int]]:
    spans = []
    at = 0
    while found := pattern.search(folded, at):
        span = _value(found)
        if _can_be_secret(text[slice(*span)]) and _looks_secret(text[slice(*span)], signed=True):
            spans.append(span)
            at = found.end()
        else:
            # What is none may hide one: "ftp login: maria / ...".
            at = found.start() + 1
    return spans


def _value(found: re.Match[str]) -> tuple[int, int]:
    return found.start("secret"), found.start("secret") + len(found["secret"].rstrip(_TRAILING))


def _is_alone(text: str, given: re.Match[str]) -> bool:
    """Whether a label and its value begin or end their line: so does what is listed to be used."""
    ends = text[given.end() : given.end() + 1] in ("", "\n", "\r")
    return ends or not text[text.rfind("\n", 0, given.start()) + 1 : given.start()].strip()


def _by_form(text: str) -> Iterator[tuple[int, int]]:
    for found in _KNOWN_FORMS.finditer(text):
        yield found.span(next(name for name in ("in_url", "form", "pem") if found[name] is not None))


def _can_be_secret(word: str) -> bool:
    return len(word) > 3 and not _MASKED.fullmatch(word) and not _NO_SECRET.fullmatch(word)


def _looks_secret(word: str, *, signed: bool) -> bool:
    """Whether a word is made like a password or key; without a sign before it, it must be plainer."""
    has_digit = any(letter.isdigit() for letter in word)
    has_sign = any(letter in "!@#$%&*+?^~=" for letter in word)
    has_lower = any(letter.islower() for letter in word)
    has_upper = any(letter.isupper() for letter in word[1:])
    kinds = has_digit + has_sign + has_lower + has_upper
    enough = kinds > 1 and (signed or kinds > 2 or len(word) > 7)
    return enough and (has_digit or has_sign) and not _TECHNICAL.fullmatch(word)
