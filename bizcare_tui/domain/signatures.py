"""The endings that tell a seller's messages from a customer's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from bizcare_tui.domain.words import fold_line, word_set

# A customer repeats an ending within a thread or two; a seller in all.
SEVERAL_THREADS = 3

_MOST_LINES = 4
_LONGEST_LINE = 80
# Of an ending's messages, those that must share a line above it for that line to belong to it.
_SHARED = 0.9
# Only so many characters at the end of a text are looked at, so that huge ones cost nothing.
_TAIL = 16_000

# A line of these words alone closes anybody's message: Spanish, French, English, Italian, German,
# Polish, Dutch, Portuguese. Folded.
_COURTESY = word_set("""
    un cordial saludo saludos muchas gracias de antemano atentamente por su tu ayuda
    bien cordialement merci d'avance beaucoup par salutations bonne journee pour votre aide
    best kind warm regards many thanks thank you very much in advance sincerely yours cheers for help ok
    cordiali distinti saluti saluto grazie mille anticipo per l'aiuto buona giornata
    mit freundlichen grussen grusse viele beste liebe mfg vielen dank im voraus fur ihre hilfe danke
    pozdrawiam serdecznie z powazaniem dziekuje dzieki gory
    met vriendelijke groet groeten bedankt alvast
    obrigado obrigada desde ja cumprimentos com os melhores
""")


@dataclass(frozen=True, slots=True)
class _Ending:
    thread: int
    is_first: bool
    lines: tuple[str, ...]  # as written, the last one first


def repeated_endings(
    messages: Iterable[tuple[int, str, bool]], *, at_least: int = 5, first_share: float = 0.1
) -> list[tuple[str, int]]:
    """Endings repeated under many messages, likely the seller's signatures, the commonest first.

    An ending is the last one to four lines that are not quoted, compared without case, accents and
    blanks: the longest that nearly all messages with a shorter one share, without the courtesy
    above it. With each comes the number of messages that it ends.

    Args:
        messages: the thread's id, the text, and whether it is the thread's first message. Customers
            write the first ones: they are not counted, and what often ends them is no signature.
        at_least: what ends fewer messages, or messages of fewer than three threads, is left out.
        first_share: the greatest part of the messages with an ending that may be first ones.
    """
    endings = [
        _Ending(thread, is_first, lines)
        for thread, text, is_first in messages
        if (lines := tuple(_signature_lines(text)))
    ]

    def tells(group: list[_Ending], depth: int) -> bool:
        later = [ending.thread for ending in group if not ending.is_first]
        return (
            len(later) >= at_least
            and len(set(later)) >= SEVERAL_THREADS
            and len(group) - len(later) <= first_share * len(group)
            and not all(map(_is_courtesy, group[0].lines[:depth]))
        )

    def longest(group: list[_Ending], depth: int) -> Iterator[tuple[str, int]]:
        longer = [part for part in _by_line(group, depth) if len(part) >= at_least]
        telling = [part for part in longer if tells(part, depth + 1)]
        if not tells(group, depth):
            for part in longer:
                yield from longest(part, depth + 1)
        elif sum(map(len, telling)) >= _SHARED * len(group):
            for part in telling:
                yield from longest(part, depth + 1)
        else:
            ending = "\n".join(reversed(group[0].lines[:depth]))
            yield ending, sum(not ending.is_first for ending in group)

    return sorted(longest(endings, 0), key=lambda found: (-found[1], found[0]))


def ends_with(text: str, *signatures: str) -> bool:
    """Whether the text, quotes below it apart, ends with one of these signatures.

    Compared line by line without case, accents and blanks. An empty signature is nobody's.
    """
    wanted = [lines for signature in signatures if (lines := _folded(signature))]
    if not wanted:
        return False
    closing = tuple(_comparable(line) for line in islice(_closing_lines(text), max(map(len, wanted))))
    return any(closing[: len(lines)] == lines for lines in wanted)


@lru_cache(maxsize=256)
def _folded(signature: str) -> tuple[str, ...]:
    return tuple(map(_comparable, _closing_lines(signature)))


def _comparable(line: str) -> str:
    return fold_line(line).strip(" .,;:!-–—_*")


def _closing_lines(text: str) -> Iterator[str]:
    """The lines from the last one upwards: blank ones and rules left out, as are quotes below the text."""
    below = quoted = False
    for line in map(str.strip, reversed(text[-_TAIL:].splitlines())):
        if line.startswith(">"):
            if below:
                return
            quoted = True
        elif _comparable(line) and (below or not (quoted and line.endswith(":"))):
            below = True
            yield line


def _signature_lines(text: str) -> Iterator[str]:
    found_name = False
    for line in islice(_closing_lines(text), _MOST_LINES):
        is_courtesy = _is_courtesy(line)
        if len(line) > _LONGEST_LINE or (is_courtesy and found_name):
            return
        found_name = found_name or not is_courtesy
        yield line


def _is_courtesy(line: str) -> bool:
    return all(word.strip(".,;:!") in _COURTESY for word in _comparable(line).split())


def _by_line(group: list[_Ending], depth: int) -> Iterable[list[_Ending]]:
    parts: dict[str, list[_Ending]] = {}
    for ending in group:
        if len(ending.lines) > depth:
            parts.setdefault(_comparable(ending.lines[depth]), []).append(ending)
    return parts.values()
