"""Grounds 1, 3, 5 and 6: passages of messages and logs that may speak for them, for a person to read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bizcare_tui.domain.evidence.case import Case, Evidence, Words, quoted
from bizcare_tui.domain.evidence.logs import is_own_folder, log_lines
from bizcare_tui.domain.evidence.phrases import says
from bizcare_tui.domain.policy import Ground
from bizcare_tui.domain.prose import without_code, without_quotes
from bizcare_tui.domain.threads import Author
from bizcare_tui.domain.words import flat, word_set

GROUNDS_READ = (
    Ground.NOT_THE_PRODUCT,
    Ground.INTERVENTION_OR_THIRD_PARTY,
    Ground.INCOMPATIBLE_DEVELOPMENTS,
    Ground.MODIFIED_CODE,
)

# "the module Wish List Plus", "das Modul „Wunschliste“", "the Warehouse theme".
_NAMED_MODULE = re.compile(
    r"""\b(?i:modul[eoi]?|m[oó]dulo|moduł\w*|plugin|extension|erweiterung|wtyczk\w+|th[eè]me|tema|motyw\w*|plantilla)\s+
        ["„“«'‘]{0,2}\s?(?P<after>[A-ZÀ-ÝŁŚŻŹĆ][\w.+&-]{2,30}(?:[ ][A-ZÀ-Ý0-9][\w.+&-]{0,20}){0,3})
      | \b(?P<before>[A-Z][\w.+&]{2,30})[ -](?i:module|modul|plugin|theme)s?\b""",
    re.VERBOSE,
)
_NO_MODULES = word_set("""
    prestashop manager classic hummingbird default standard stock one your our my the this that php in
    ps ihr euer unser dein mein das dieses ein kein le la il el un votre notre vuestro nuestro vostro
    nostro su mi mon ten nasz wasz panstwa addons marketplace
""")
_IN_TROUBLE = re.compile(
    r"[?]|\b(?:not|n't|no|nicht|kein\w*|ne|pas|plus|non|nie|error|fehler|erreur|errore|blad|fail\w*"
    r"|fall\w*|broken|stopped|lost"
    r"|problem\w*|probl\w+|springt|jump\w*|slow\w*|langsam|lent\w*|wolno|crash\w*|empty|leer|vac[ií]\w*"
    r"|vide|vuot\w*|pust\w*|also|auch|tambien|aussi"
    r"|anche|tez|since|seit|desde|depuis|da quando|odkad)\b|n't"
)
_LONGEST_TEXT = 60_000
_LONGEST_PASSAGE = 300
_MOST = 12  # passages of a ground: a person has to read them

# A sentence ends at its stop, at a line's end, or at what divides a list; a dot in a name does not end it.
_SENTENCE = re.compile(r"(?:[^.!?;\n…]|\.(?=\S)|[?!](?=\w))+[.!?…]*")


def passages(case: Case) -> dict[Ground, tuple[Evidence, ...]]:
    """The passages found for each ground, oldest first; none for the grounds that data decide.

    What the customer wrote is looked through, and what nobody knows who wrote; quotations are not.
    """
    found: dict[Ground, list[Evidence]] = {ground: [] for ground in Ground}
    topic = Words(0, case.opened_at, Author.CUSTOMER, case.topic)
    for words in (topic, *case.messages):
        if words.author not in (Author.CUSTOMER, Author.UNKNOWN):
            continue
        for ground, span in sorted(_found(words, case.product), key=lambda each: each[1]):
            if len(found[ground]) < _MOST:
                found[ground].append(_evidence(words, span))
    return {ground: tuple(each) for ground, each in found.items()}


def _evidence(words: Words, span: tuple[int, int]) -> Evidence:
    if words.id:
        return quoted(words, span)
    return Evidence(words.text[slice(*span)], "topic", words.at, span)


def _found(words: Words, product: str) -> Iterator[tuple[Ground, tuple[int, int]]]:
    text = without_quotes(words.text[:_LONGEST_TEXT])
    logged = list(log_lines(text, product))
    for line in logged:
        yield line.ground, line.span
    lines = {line.span for line in logged}
    for ground, span in _said(text, product):
        # A line of a log that is quoted already is not said as well.
        if not any(start < span[1] and span[0] < end for start, end in lines):
            yield ground, span


def _said(text: str, product: str) -> Iterator[tuple[Ground, tuple[int, int]]]:
    """The sentences of a text that speak for a ground."""
    shown = flat(text)
    # Paths and file names tell what was changed: code is looked at, but does not make a sentence alone.
    plain = flat(without_code(text))
    for sentence in _SENTENCE.finditer(shown):
        start, end = sentence.span()
        if not plain[start:end].strip(" .,:;-_*#>|/()[]{}'\"!?"):
            continue
        for ground in GROUNDS_READ:
            says_so = any(says(ground, sentence[0]))
            if ground is Ground.NOT_THE_PRODUCT and not says_so:
                # Named as what clashes, it is another ground.
                clashes = any(says(Ground.INCOMPATIBLE_DEVELOPMENTS, sentence[0]))
                says_so = not clashes and names_another(text[start:end], product)
            if says_so:
                yield ground, _trimmed(text, start, end)


def names_another(sentence: str, product: str) -> bool:
    """Whether a sentence names another module or theme than the product as what it is about."""
    if not _IN_TROUBLE.search(flat(sentence)):
        return False
    return any(
        not is_own_folder(name, product) and flat(name) not in _NO_MODULES
        for found in _NAMED_MODULE.finditer(sentence)
        for name in ((found["after"] or found["before"]).rstrip(".:-"),)
    )


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    sentence = text[start:end]
    start += len(sentence) - len(sentence.lstrip(" -*•\t>#\"'"))
    end = min(end, start + _LONGEST_PASSAGE)
    return start, start + len(text[start:end].rstrip())
