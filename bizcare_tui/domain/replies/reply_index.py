"""The texts and customers that a reply is compared with: earlier replies, snippets, other customers."""

from __future__ import annotations

import heapq
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from zlib import crc32

from bizcare_tui.domain.prose import without_quotes
from bizcare_tui.domain.replies.courtesies import body_spans
from bizcare_tui.domain.snippets import TICKET_SLOTS, WRITERS_SLOTS, Snippet, slots
from bizcare_tui.domain.text_folding import flat

# Only words are compared; names of slots, and words with a digit, are ignored.
_WORD = re.compile(r"\$\{?\w+\}?|[^\W_]+")

_SHINGLE = 3  # consecutive words of a shingle, the unit by which texts are compared
_SAMPLE = 3  # only shingles whose hash ends in so many zero bits are indexed
_MINIMUM_SAMPLE = 4  # minimum number of indexed shingles per text
_MOST_TEXTS = 200  # maximum number of texts recorded for one shingle
_CANDIDATES = 12  # number of earlier texts that are compared word by word


@dataclass(frozen=True, slots=True)
class ComparableWords:
    """The folded words of a text that are compared with other texts, each with its start and end."""

    words: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]

    def shingles(self) -> list[int]:
        """Return the hashes of all runs of consecutive words, in order."""
        rows = zip(*(self.words[start:] for start in range(_SHINGLE)), strict=False)
        # Not `hash`, because its values differ between processes.
        return [crc32(" ".join(row).encode()) for row in rows]


@dataclass(frozen=True, slots=True)
class SimilarText:
    """An earlier text that a draft repeats; `repeated` says for each word of the draft if it is repeated."""

    text: str
    repeated: tuple[bool, ...]

    @property
    def share(self) -> float:
        """The repeated part of the draft, from 0 to 1."""
        return sum(self.repeated) / len(self.repeated) if self.repeated else 0.0


def comparable_words(text: str, without: frozenset[str] = frozenset()) -> ComparableWords:
    """Return the words to compare: no quotations, greetings, closings, numbers or words in `without`."""
    words, spans = [], []
    for start, end in body_spans(without_quotes(text)):
        for found in _WORD.finditer(flat(text[start:end])):
            word = found[0]
            # Few words are not letters only: looking through those is what takes time.
            has_digit = not word.isalpha() and any(letter.isdigit() for letter in word)
            if word[0] == "$" or word in without or has_digit:
                continue
            words.append(word)
            spans.append((start + found.start(), start + found.end()))
    return ComparableWords(tuple(words), tuple(spans))


class ReplyIndex:
    """An index of earlier replies and snippets, and of the customers of other threads.

    It is built once and then extended. Indexing ten thousand replies takes about two seconds; comparing a
    draft with all of them takes milliseconds.

    Args:
        snippets: the text templates that replies are started from.
    """

    def __init__(self, snippets: Iterable[Snippet] = ()) -> None:
        self._texts: list[tuple[int | None, str]] = []
        self._index: dict[int, int | list[int]] = {}
        self._names: dict[str, set[int]] = {}
        self._name_words: dict[str, set[int]] = {}
        self._hosts: dict[str, set[int]] = {}
        self.slot_names: frozenset[str] = frozenset(TICKET_SLOTS + WRITERS_SLOTS)
        for snippet in snippets:
            self.slot_names |= frozenset(slots(snippet.text))
            self._add(None, snippet.text)

    def add_reply(self, thread_id: int, text: str) -> None:
        """Add a reply that was sent or is being sent."""
        self._add(thread_id, text)

    def add_customer(self, thread_id: int, name: str, shop: str) -> None:
        """Add the customer of a thread: the name, and the host or address of the shop, if known."""
        if name := " ".join(flat(name).split()):
            self._names.setdefault(name, set()).add(thread_id)
            for word in name.split():
                self._name_words.setdefault(word, set()).add(thread_id)
        if host := shop_host(shop):
            self._hosts.setdefault(host, set()).add(thread_id)

    def is_other_customer(self, name: str, thread_id: int) -> bool:
        """Return whether a folded full name belongs to customers of other threads only."""
        return _belongs_to_others(self._names.get(name), thread_id)

    def is_other_name(self, name: str, thread_id: int) -> bool:
        """Return whether a folded first or last name belongs to customers of other threads only."""
        return _belongs_to_others(self._name_words.get(name), thread_id)

    def is_other_shop(self, host: str, thread_id: int) -> bool:
        """Return whether a host belongs to shops of customers of other threads only."""
        return _belongs_to_others(self._hosts.get(host), thread_id)

    def twin(self, draft: ComparableWords, thread_id: int, without: frozenset[str]) -> SimilarText | None:
        """Return the snippet, or reply of another thread, that a draft repeats most, or None.

        Args:
            without: folded words that are ignored in both texts: names and other values of slots.
        """
        shingles = draft.shingles()
        best = None
        for number in self._candidates(shingles):
            thread, text = self._texts[number]
            if thread is None or thread != thread_id:
                other_shingles = frozenset(comparable_words(text, without).shingles())
                twin = SimilarText(text, _repeated(shingles, other_shingles, len(draft.words)))
                if best is None or twin.share > best.share:
                    best = twin
        return best

    def _add(self, thread_id: int | None, text: str) -> None:
        number = len(self._texts)
        self._texts.append((thread_id, text))
        for shingle in _sample(comparable_words(text).shingles()):
            indexed = self._index.setdefault(shingle, number)
            if isinstance(indexed, list):
                # A shingle in so many texts no longer distinguishes them.
                if len(indexed) < _MOST_TEXTS:
                    indexed.append(number)
            elif indexed != number:
                self._index[shingle] = [indexed, number]

    def _candidates(self, shingles: list[int]) -> Iterator[int]:
        """Yield the indexes of the texts that share most shingles with a draft, most similar first."""
        shared: Counter[int] = Counter()
        for shingle in set(shingles):
            match self._index.get(shingle):
                case int(number):
                    shared[number] += 1
                case list(numbers):
                    shared.update(numbers)
                case _:
                    pass
        for number, _count in heapq.nlargest(_CANDIDATES, shared.items(), key=lambda item: item[1]):
            yield number


def shop_host(shop: str) -> str:
    """Return the host of a shop's address without "www."; an empty string if there is none."""
    host = re.sub(r"^https?://", "", shop.strip().lower()).split("/")[0].split(":")[0]
    return host.removeprefix("www.")


def _belongs_to_others(threads: set[int] | None, thread_id: int) -> bool:
    return threads is not None and thread_id not in threads


def _sample(shingles: list[int]) -> set[int]:
    distinct = set(shingles)
    chosen = {shingle for shingle in distinct if not shingle & ((1 << _SAMPLE) - 1)}
    return chosen | set(heapq.nsmallest(_MINIMUM_SAMPLE, distinct))


def _repeated(shingles: list[int], other_shingles: frozenset[int], words: int) -> tuple[bool, ...]:
    repeated = [False] * words
    for at, shingle in enumerate(shingles):
        if shingle in other_shingles:
            repeated[at : at + _SHINGLE] = [True] * _SHINGLE
    return tuple(repeated)
