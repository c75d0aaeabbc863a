"""The facts of a ticket that a reply can name to show that it was written for this ticket."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from bizcare_tui.domain.language_data import listed_words
from bizcare_tui.domain.replies.ticket import Ticket
from bizcare_tui.domain.text_folding import fold
from bizcare_tui.domain.threads import Author

_TOKEN = re.compile(r"[^\W_]+(?:[.'_-][^\W_]+)*")
_NUMBER = re.compile(r"\d")


@lru_cache(maxsize=64)
def ticket_facts(ticket: Ticket) -> frozenset[str]:
    """Return the facts of a ticket as `specific_stems`: names, versions, numbers, words of the question."""
    names = f"{ticket.product} {ticket.shop} {ticket.prestashop_version} {ticket.order_id or ''}"
    messages = "\n".join(each.text for each in ticket.messages if each.author is not Author.SELLER)
    return frozenset(specific_stems(f"{names}\n{ticket.topic}\n{messages[:20_000]}"))


def named_facts(text: str, ticket: Ticket) -> frozenset[str]:
    """Return the facts of a ticket that a text names."""
    return frozenset(specific_stems(text)) & ticket_facts(ticket)


def specific_stems(text: str) -> list[str]:
    """Return the specific words of a text: folded, without endings, without short and common words."""
    return [_stem(token) for token in _TOKEN.findall(fold(text)) if _is_specific(token)]


def _is_specific(token: str) -> bool:
    if _NUMBER.search(token):
        return len(token) > 1
    return (
        len(token) > 3 and token not in listed_words("general.common") and _stem(token) not in _advice_stems()
    )


@cache
def _advice_stems() -> frozenset[str]:
    return frozenset(map(_stem, listed_words("general.advice")))


def _stem(token: str) -> str:
    # Five letters distinguish words in all eight languages, and unite their inflected forms.
    return token if _NUMBER.search(token) else token[:5]
