"""The facts that a technical request lacks, and the questions that ask the customer for them.

A version and an address have a form, which patterns find. Steps, an error and a screenshot are put in many
ways: a model that was learned from labelled messages weighs the words, and the patterns that match.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from enum import StrEnum
from functools import cache
from pathlib import Path

from bizcare_tui.domain.language_data import language_codes, text_in
from bizcare_tui.domain.learned.features import Unit, units_of
from bizcare_tui.domain.learned.model import LinearModel, read_model
from bizcare_tui.domain.prose import own_parts
from bizcare_tui.domain.replies.ticket import Ticket
from bizcare_tui.domain.text_folding import flat, fold
from bizcare_tui.domain.threads import Author
from bizcare_tui.domain.word_pattern import WordPattern
from bizcare_tui.i18n import _


class Fact(StrEnum):
    """A fact that is needed to reproduce a problem."""

    VERSION = "version"
    SHOP = "shop"
    STEPS = "steps"
    ERROR = "error"
    SCREENSHOTS = "screenshots"

    @property
    def shown(self) -> str:
        """The name of the fact, for the seller."""
        return {
            Fact.VERSION: _("version"),
            Fact.SHOP: _("shop"),
            Fact.STEPS: _("steps"),
            Fact.ERROR: _("error"),
            Fact.SCREENSHOTS: _("screenshots"),
        }[self]


MODEL_FILE = Path(__file__).parent.parent / "policy" / "learned" / "facts.model"

_MAX_LENGTH = 20_000  # characters of the customer's text that are searched
_LONGEST_LEARNED = 6_000  # characters of it that the model reads

# These patterns are matched against folded text, which has no capitals and accents.
_TECHNICAL = WordPattern(r"%problem.report%")
_VERSION = WordPattern(
    r"(?:%problem.version_word%|\b(?:ps|prestashop|presta|v))\.? ?(?:%problem.is% |:)?"
    r"\(?v?(?:1\.[567]|[89])\b"
    r"|(?<!php )(?<!php: )(?<!php-)(?<!php/)\b(?:1\.[67]\.\d|[89]\.\d\.\d)"
)
_TOP_LEVEL = (
    r"(?:com|net|org|eu|es|fr|it|de|pl|nl|pt|be|ch|at|ie|ca|cz|sk|se|dk|ro|hu|lu|co\.uk|co\.za|mx|ar|br|cl|io|cc"
    r"|shop|store|online|info|art|cat|gal|eus|bzh|scot|wales|example)"
)
# Where pictures and videos are shown: an address there is no shop.
_MEDIA_HOST = (
    r"[\w.-]{0,60}(?:imgur|ibb\.co|prnt\.sc|postimg|loom|streamable|gyazo|lightshot|video|wideo|film|clip|foto|bild"
    r"|imag|screen|captur|snap)"
)
_ADDRESS = re.compile(
    rf"\b(?:https?://(?:www\.)?|www\.)(?!\w*\.?prestashop\.|{_MEDIA_HOST})[\w-]+\."
    rf"|(?<![@\w./-])(?!\w*\.?prestashop\.|{_MEDIA_HOST})[\w-]+(?:\.[\w-]+){{0,3}}\.{_TOP_LEVEL}\b(?!@)"
    # With blanks, for a form that takes no links.
    rf"|(?<![\w-])[\w-]{{3,60}} (?:\.|dot|punto|point|punkt|ponto|kropka|punt) {_TOP_LEVEL}\b"
    rf"|\bwww[ .][\w-]{{3,60}}[ .]{_TOP_LEVEL}\b"
)
_STEPS = WordPattern(
    r"^ *(?:1[.)]|1°|%problem.first_step%)|%problem.steps% ?[^.\n]{0,30}:"
    r"|%problem.when%[^.!?\n]{0,40}\b%problem.action%|(?<!\S)\S{1,40} > \S",
    flags=re.MULTILINE,
)
_ERROR = WordPattern(
    r"\b(?:fatal error|exception|uncaught|sqlstate|stack ?trace|undefined|http \d{3}"
    r"|%problem.error_number% \d{3,}|\w*error:|5\d\d (?:error|internal|bad)|404|500|502|503|504|403)\b"
    r"|%problem.message%[^\n\"'«“„]{0,40}[\"«“„'][^\n]{4,}|\.php\b|\bline \d+|\bin /\w"
)
_SCREENSHOTS = WordPattern(r"%problem.screenshot%")


_PATTERNS = {Fact.STEPS: _STEPS, Fact.ERROR: _ERROR, Fact.SCREENSHOTS: _SCREENSHOTS}
_MOST_HITS = 4
# The model knows hardly any text as short; in such a one, a pattern that matches is enough.
_SHORT_TEXT = 160  # characters
# Signs in flat text that no word is; each counts as often as it is found.
_SIGNS = {
    "media": re.compile(
        rf"https?://{_MEDIA_HOST}|(?:https?://\S{{1,200}}|\b[\w-]{{1,80}})\.(?:png|jpe?g|gif|webp|mp4|webm|mov)\b"
    ),
    "quotation": re.compile(r"[\"„“”«»][^\"„“”«»\n]{12,200}[\"“”«»]"),
    "way": re.compile(r" (?:>|->|→|=>) "),
    "item": re.compile(r"^ *(?:\d+[.)]|[-*•])", re.MULTILINE),
    "status": re.compile(r"\b[45]\d\d\b"),
    "introduced": re.compile(r":\s{0,20}[\"„“«]"),
    "code": re.compile(r"\b[a-z]{1,5}[-_]\d{2,5}\b|\bkod|\(code"),
    "trace": re.compile(r"error:|exception|uncaught|sqlstate|#0 |\.php"),
}
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")


def looks_technical(ticket: Ticket) -> bool:
    """Return whether the customer reports that something does not work, rather than asks a question."""
    return _TECHNICAL.search(fold(f"{ticket.topic}\n{_own_text(ticket)}")) is not None


def missing_facts(ticket: Ticket) -> tuple[Fact, ...]:
    """Return the facts that neither the customer's messages nor the Marketplace's data contain.

    In doubt a fact counts as present: to ask for what the customer already wrote does more harm than not to
    ask.
    """
    text = f"{ticket.topic}\n{_own_text(ticket)}"
    folded = fold(text)
    is_missing = {
        Fact.VERSION: not ticket.prestashop_version and not _VERSION.search(folded),
        Fact.SHOP: not ticket.shop and not _ADDRESS.search(folded),
        **{Fact(label): score >= 0 for label, score in fact_model().scores(fact_units(text)).items()},
    }
    if len(text) < _SHORT_TEXT:
        is_missing |= {fact: False for fact, pattern in _PATTERNS.items() if pattern.search(folded)}
    return tuple(fact for fact in Fact if is_missing[fact])


def fact_units(text: str) -> list[Unit]:
    """Return what the model weighs of the topic and the customer's text."""
    read = flat(text[:_LONGEST_LEARNED])
    units = [unit for sentence in _SENTENCE_END.split(read) for unit in units_of(sentence)]
    units += (Unit("sign", sign, (0, 0)) for sign in _signs_in(read))
    return units


@cache
def fact_model() -> LinearModel:
    """Return the shipped model. Its labels are the facts that are missing."""
    return read_model(MODEL_FILE)


def _signs_in(read: str) -> Iterator[str]:
    for name, sign in _SIGNS.items():
        for number in range(min(_MOST_HITS, sum(1 for _found in sign.finditer(read)))):
            yield from [f"{name} {number}"] * 2
    for fact, pattern in _PATTERNS.items():
        hits = min(_MOST_HITS, sum(1 for _found in pattern.finditer(read)))
        yield from [f"no pattern of {fact}"] * (0 if hits else 4)
        for number in range(hits):
            yield from [f"pattern of {fact} {number}"] * 4


def questions(language: str | None, missing: Collection[Fact]) -> str:
    """Return the questions for the missing facts, in the customer's language; in English if it is unknown."""
    code = language if language in language_codes() else "en"
    lines = (f"- {text_in(code, f'question.{fact}')}" for fact in Fact if fact in missing)
    return "\n".join((text_in(code, "question.introduction"), "", *lines)) if missing else ""


def _own_text(ticket: Ticket) -> str:
    texts = ((message.text, message.author is not Author.SELLER) for message in ticket.messages)
    return own_parts(texts, _MAX_LENGTH)
