"""Finds the signatures that distinguish the seller's messages from the customers'."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice

from bizcare_tui.domain.language import is_common_word
from bizcare_tui.domain.language_data import listed_words
from bizcare_tui.domain.quote_heads import is_sent_by, prepared
from bizcare_tui.domain.text_folding import fold, fold_line
from bizcare_tui.domain.word_pattern import WordPattern

# A customer repeats an ending in one or two threads; a seller repeats it in threads of many customers.
SEVERAL_THREADS = 3

_MOST_LINES = 4
_LONGEST_LINE = 80
# The share of an ending's messages that must have the same line above it for the line to belong to it.
_SHARED = 0.9
# When more than this share of an ending's threads also has another ending, and that one occurs in at least
# this many times as many threads, the first ending belongs to customers.
_COMMON_SHARE = 0.5
_MANY_MORE = 2
# Only this many characters at the end of a text are read, to limit the time for huge texts.
_TAIL = 16_000

# Whole lines that mail programs and companies add below any message.
_PROGRAM_FOOTER = WordPattern(r"%signature.footer%")
_WORD = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*")
_OWN_WORDS = 3  # the least number of words that a message must have above its ending


@dataclass(frozen=True, slots=True)
class _Ending:
    thread: int
    is_first: bool
    lines: tuple[str, ...]  # unchanged, the last one first
    own_from: int  # the most last lines that still leave text of the message above them


@dataclass(slots=True)
class _Repeated:
    """An ending that many messages share, and the threads in which it ends a message after the first."""

    text: str
    count: int
    threads: set[int] = field(default_factory=set)


def repeated_endings(
    messages: Iterable[tuple[int, str, bool]],
    *,
    at_least: int = 5,
    first_share: float = 0.1,
    customers: Mapping[int, str] | None = None,
) -> list[tuple[str, int]]:
    """Return endings that many messages share, as candidates for the seller's signature, most common first.

    An ending is the last one to four unquoted lines, compared without case, accents and spaces. It is the
    longest one that nearly all messages with a shorter one share, without the closing formula above it. It
    contains a name, unlike closing formulas, phrases and footers of mail programs, and its messages have
    other text above it. Each ending comes with the number of messages that it ends.

    Args:
        messages: the thread's id, the text, and whether the message is known to be from a customer, as the
            first of a thread is. Those messages are not counted, and an ending that is frequent in them
            is not a signature.
        at_least: an ending of fewer messages, or in threads of fewer than three customers, is left out.
        first_share: the greatest share of an ending's messages that may be from customers.
        customers: the customer who opened each thread, as far as known; a thread that is not included counts
            as one of a separate customer.
    """
    endings = [ending for thread, text, is_first in messages if (ending := _ending(thread, text, is_first))]
    customer_of = customers or {}
    of_customers = Counter(
        comparable_line(line) for ending in endings if ending.is_first for line in set(ending.lines)
    )

    def is_signature(group: list[_Ending], depth: int) -> bool:
        later = [ending for ending in group if not ending.is_first and ending.own_from >= depth]
        lines = group[0].lines[:depth] if group else ()
        named = [comparable_line(line) for line in lines if has_name([line])]
        return (
            len(later) >= at_least
            and len({customer_of.get(ending.thread, str(ending.thread)) for ending in later})
            >= SEVERAL_THREADS
            and sum(ending.is_first for ending in group) <= first_share * len(group)
            and has_name(lines)
            and not any(_names_customer(line, group, customer_of) for line in lines)
            and all(of_customers[line] <= first_share * len(group) for line in named)
        )

    def longest(group: list[_Ending], depth: int) -> Iterator[_Repeated]:
        longer = [part for part in _by_line(group, depth) if len(part) >= at_least]
        longer_signatures = [part for part in longer if is_signature(part, depth + 1)]
        if not is_signature(group, depth):
            for part in longer:
                yield from longest(part, depth + 1)
        elif sum(map(len, longer_signatures)) >= _SHARED * len(group):
            for part in longer_signatures:
                yield from longest(part, depth + 1)
        else:
            later = [ending.thread for ending in group if not ending.is_first]
            yield _Repeated("\n".join(reversed(group[0].lines[:depth])), len(later), set(later))

    found = list(longest(endings, 0))
    kept = [(each.text, each.count) for each in found if not _accompanies_another(each, found)]
    return sorted(kept, key=lambda each: (-each[1], each[0]))


def has_own_words(text: str, *signatures: str) -> bool:
    """Return whether a text that ends with one of these signatures has other text above it."""
    above = [len(lines) for signature in signatures if (lines := _folded(signature))]
    ending = _own_from(list(_closing_lines(text)))
    return any(ending >= depth for depth in above)


def _ending(thread: int, text: str, is_first: bool) -> _Ending | None:
    lines = tuple(signature_lines(text))
    return _Ending(thread, is_first, lines, _own_from(list(_closing_lines(text)))) if lines else None


def _own_from(lines: Sequence[str]) -> int:
    """Return the most last lines (given last one first) that leave text of the message above; -1 for none."""
    own = 0
    for place in range(len(lines) - 1, -1, -1):
        if not _is_courtesy(lines[place]):
            own += len(comparable_line(lines[place]).split())
        if own >= _OWN_WORDS:
            return place
    return -1


def has_name(lines: Iterable[str]) -> bool:
    """Return whether lines contain a name: not only formulas or sentences, and no mail program's footer."""
    lines = tuple(lines)
    if any(map(is_program_footer, lines)):
        return False
    return any(_is_name(line) for line in lines)


def is_program_footer(line: str) -> bool:
    """Return whether a mail program, a telephone or a company writes such a line below any message."""
    return is_sent_by(prepared(line)) or _PROGRAM_FOOTER.fullmatch(comparable_line(line)) is not None


def _is_name(line: str) -> bool:
    words = _WORD.findall(line)
    names = [word for word in words if fold(word).strip(".") not in listed_words("signature.beside_name")]
    if any(not word[0].isupper() for word in names) or line.rstrip().endswith(("?", "!")):
        # "Espero su respuesta", "In Erwartung Ihrer Antwort": a sentence, because some words are not names.
        return False
    return any(
        len(word) > 1 and not is_common_word(word) and fold(word) not in listed_words("signature.formula")
        for word in names
    ) and not any(is_common_word(word) and len(words) > 1 for word in names)


def _names_customer(line: str, group: list[_Ending], customers: Mapping[int, str]) -> bool:
    """Return whether a line is the customer's name in at least half of these messages."""
    name = comparable_line(line)
    return 2 * sum(fold_line(customers.get(ending.thread, "")) == name for ending in group) >= len(group)


def _accompanies_another(each: _Repeated, found: list[_Repeated]) -> bool:
    """Return whether most threads of an ending also have another one that occurs in many more threads."""
    return any(
        len(other.threads) >= _MANY_MORE * len(each.threads)
        and len(each.threads & other.threads) > _COMMON_SHARE * len(each.threads)
        for other in found
        if other is not each
    )


def ends_with(text: str, *signatures: str) -> bool:
    """Return whether the text ends with one of these signatures; quotes below it are ignored.

    Lines are compared without case, accents and spaces. An empty signature never matches.
    """
    wanted = [lines for signature in signatures if (lines := _folded(signature))]
    if not wanted:
        return False
    closing = tuple(comparable_line(line) for line in islice(_closing_lines(text), max(map(len, wanted))))
    return any(closing[: len(lines)] == lines for lines in wanted)


def is_signed_with(text: str, *signatures: str) -> bool:
    """Return whether one of the text's last lines is one of these signatures that is no closing formula.

    Weaker than `ends_with`: it does not determine the author, but is a reason to ask.
    """
    wanted = {line for signature in signatures for line in _folded(signature) if not _is_courtesy(line)}
    return any(comparable_line(line) in wanted for line in islice(_closing_lines(text), _MOST_LINES))


@lru_cache(maxsize=256)
def _folded(signature: str) -> tuple[str, ...]:
    return tuple(map(comparable_line, _closing_lines(signature)))


def comparable_line(line: str) -> str:
    """Return a line as endings are compared: without case, accents and outer punctuation."""
    return fold_line(line).strip(" .,;:!-–—_*")


def _closing_lines(text: str) -> Iterator[str]:
    """Yield the lines from the last one upwards, without empty lines, rules and quotes below the text."""
    below = quoted = False
    for line in map(str.strip, reversed(text[-_TAIL:].splitlines())):
        if line.startswith(">"):
            if below:
                return
            quoted = True
        elif comparable_line(line) and (below or not (quoted and line.endswith(":"))):
            below = True
            yield line


def signature_lines(text: str) -> Iterator[str]:
    """Yield the last one to four lines of a text that may be its ending, unchanged, the last one first.

    The closing formula above a name does not belong to it, nor do sentences above a name.
    """
    found_name = False
    for line in islice(_closing_lines(text), _MOST_LINES):
        is_formula = _is_courtesy(line) or (found_name and len(line.split()) > 2 and not _is_name(line))
        if len(line) > _LONGEST_LINE or (is_formula and found_name):
            return
        found_name = found_name or not is_formula
        yield line


def _is_courtesy(line: str) -> bool:
    return all(
        word.strip(".,;:!") in listed_words("signature.formula") for word in comparable_line(line).split()
    )


def _by_line(group: list[_Ending], depth: int) -> Iterable[list[_Ending]]:
    parts: dict[str, list[_Ending]] = {}
    for ending in group:
        if len(ending.lines) > depth:
            parts.setdefault(comparable_line(ending.lines[depth]), []).append(ending)
    return parts.values()
