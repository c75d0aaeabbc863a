"""Detect replies that read like an automatic receipt, even if they do not say so."""

from __future__ import annotations

from collections.abc import Iterator

from bizcare_tui.domain.prose import without_quotes
from bizcare_tui.domain.text_folding import flat
from bizcare_tui.domain.word_pattern import WordPattern

# Many genuine replies have one of these; two of them make a receipt.
_SIGNS = {
    sign: WordPattern(f"%automatic.{sign}%")
    for sign in (
        "opened",
        "numbered",
        "queued",
        "hours",
        "answer_time",
        "in_order",
        "no_reply",
        "machine",
    )
}
_ENOUGH = 2


def looks_like_receipt(text: str) -> bool:
    """Return whether a reply has at least two signs of an automatic receipt."""
    own = " ".join(flat(without_quotes(text)).split())
    return sum(1 for _sign in receipt_signs(own)) >= _ENOUGH


def receipt_signs(own: str) -> Iterator[str]:
    """Yield the names of the signs of a receipt that are in a flat text."""
    return (name for name, sign in _SIGNS.items() if sign.search(own))
