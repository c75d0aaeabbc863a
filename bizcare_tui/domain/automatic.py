"""Detection of automatic answers, which do not stop the clock."""

from __future__ import annotations

from bizcare_tui.domain.language_data import listed_words
from bizcare_tui.domain.prose import without_quotations, without_quotes
from bizcare_tui.domain.text_folding import fold_line
from bizcare_tui.domain.threads import Author
from bizcare_tui.domain.word_pattern import WordPattern

# In seconds: a person needs longer than this to read and answer a request.
QUICK_SECONDS = 60.0

# In characters: a longer text that says "we have received your message" may also answer it.
_LONGEST_RECEIPT = 600

# In words: with so many around it, a quotation is something that is explained.
_LEAST_EXPLANATION = 4

_SAYS_SO = WordPattern(r"%automatic.says_so%")
_ACKNOWLEDGES = WordPattern(r"%automatic.received%")


def is_automatic(
    author: Author, text: str, *, seconds_after: float | None = None, as_quick_elsewhere: int = 0
) -> bool | None:
    """Return whether a machine wrote this message; None when that cannot be determined.

    A seller's message is automatic when its unquoted words say so (see `reads_automatic`), or when it came
    quickly after a request (`is_quick`) and the same text did so in at least one other thread. A message of
    unknown author is automatic when its words say so. A customer's message never is. A person's mark
    overrules all this; the caller must check for one.

    Args:
        seconds_after: the time since the customer's message before it, None when there is none.
        as_quick_elsewhere: the number of other threads in which the same text came as quickly.
    """
    match author:
        case Author.CUSTOMER:
            return False
        case Author.SELLER:
            return reads_automatic(text) or (is_quick(seconds_after) and as_quick_elsewhere > 0)
        case Author.UNKNOWN:
            return reads_automatic(text) or None
        case Author.MARKETPLACE:
            return None


def reads_automatic(text: str) -> bool:
    """Return whether the text, without quotes, says that it is automatic or only acknowledges receipt.

    The phrases are those of the language files. What is only quoted in a sentence, such as the text of a mail
    that the product sends, does not count.
    """
    own_words = fold_line(_without_examples(without_quotes(text)))
    if any(hint in own_words for hint in listed_words("automatic.hint")) and _SAYS_SO.search(own_words):
        return True
    return len(own_words) <= _LONGEST_RECEIPT and _ACKNOWLEDGES.search(own_words) is not None


def _without_examples(text: str) -> str:
    """Return the text without quotations, unless it is hardly more than one: then it is what is said."""
    unquoted = without_quotations(text)
    return unquoted if len(unquoted.split()) >= _LEAST_EXPLANATION else text


def is_quick(seconds_after: float | None) -> bool:
    """Return whether an answer came sooner after the request than a person can read and write."""
    return seconds_after is not None and 0 <= seconds_after <= QUICK_SECONDS
