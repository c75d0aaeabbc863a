"""The facts that a technical request lacks, and the questions that ask the customer for them."""

from __future__ import annotations

import re
from collections.abc import Collection
from enum import StrEnum

from bizcare_tui.domain.language_data import language_codes, text_in
from bizcare_tui.domain.prose import own_parts
from bizcare_tui.domain.replies.ticket import Ticket
from bizcare_tui.domain.text_folding import any_of, fold
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


_MAX_LENGTH = 20_000  # characters of the customer's text that are searched

# These patterns are matched against folded text, which has no capitals and accents.
_TECHNICAL = WordPattern(r"%problem.report%")
_VERSION = WordPattern(
    r"(?:%problem.version_word%|\b(?:ps|prestashop|presta|v))\.? ?(?:%problem.is% |:)?"
    r"\(?v?(?:1\.[567]|[89])\b"
    r"|\b(?:1\.[67]\.\d|[89]\.\d\.\d)"
)
_ADDRESS = re.compile(
    any_of(
        r"""
    \b(?:https?://(?:www\.)?|www\.)(?!\w*\.?prestashop\.)[\w-]+\.
    | (?<![@\w./-])(?!\w*\.?prestashop\.)[\w-]+(?:\.[\w-]+){0,3}\.(?:com|es|fr|it|de|pl|nl|pt|eu
      | net|org|shop|store|be|ch|at|co\.uk|mx|ar|br|io)\b(?!@)
    """
    )
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


def looks_technical(ticket: Ticket) -> bool:
    """Return whether the customer reports that something does not work, rather than asks a question."""
    return _TECHNICAL.search(f"{fold(ticket.topic)}\n{_customer_text(ticket)}") is not None


def missing_facts(ticket: Ticket) -> tuple[Fact, ...]:
    """Return the facts that neither the customer's messages nor the Marketplace's data contain.

    In doubt a fact counts as present: to ask for what the customer already wrote does more harm than not to
    ask.
    """
    text = f"{fold(ticket.topic)}\n{_customer_text(ticket)}"
    signs = {
        Fact.VERSION: bool(ticket.prestashop_version) or _VERSION.search(text),
        Fact.SHOP: bool(ticket.shop) or _ADDRESS.search(text),
        Fact.STEPS: _STEPS.search(text),
        Fact.ERROR: _ERROR.search(text),
        Fact.SCREENSHOTS: _SCREENSHOTS.search(text),
    }
    return tuple(fact for fact, sign in signs.items() if not sign)


def questions(language: str | None, missing: Collection[Fact]) -> str:
    """Return the questions for the missing facts, in the customer's language; in English if it is unknown."""
    code = language if language in language_codes() else "en"
    lines = (f"- {text_in(code, f'question.{fact}')}" for fact in Fact if fact in missing)
    return "\n".join((text_in(code, "question.introduction"), "", *lines)) if missing else ""


def _customer_text(ticket: Ticket) -> str:
    texts = ((message.text, message.author is not Author.SELLER) for message in ticket.messages)
    return fold(own_parts(texts)[:_MAX_LENGTH])
