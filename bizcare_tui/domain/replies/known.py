"""What a reply is compared with: earlier replies, snippets, and the other customers."""

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
from bizcare_tui.domain.words import flat

# Words alone are compared: names of slots and whatever has a digit in it are set aside.
_WORD = re.compile(r"\$\{?\w+\}?|[^\W_]+")

_SHINGLE = 3  # words in a row that make two texts alike
_SAMPLE = 3  # of the shingles, those are indexed whose number ends in so many zeros (binary)
_AT_LEAST = 4  # shingles of every text that are indexed, however short it is
_MOST_ALIKE = 200  # texts that are noted for one shingle
_CANDIDATES = 12  # earlier texts that are compared word by word


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a text that can be alike in another: folded, each with its place."""

    words: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]

    def shingles(self) -> list[int]:
        """The runs of words, each as a number, in their order."""
        rows = zip(*(self.words[start:] for start in range(_SHINGLE)), strict=False)
        # Not `hash`: the same texts must be alike in every process.
        return [crc32(" ".join(row).encode()) for row in rows]


@dataclass(frozen=True, slots=True)
class Twin:
    """An earlier text that a draft repeats: `repeated` has an entry for each word of the draft."""

    text: str
    repeated: tuple[bool, ...]

    @property
    def share(self) -> float:
        """How much of the draft that is, from 0 to 1."""
        return sum(self.repeated) / len(self.repeated) if self.repeated else 0.0


def wording(text: str, without: frozenset[str] = frozenset()) -> Wording:
    """The words of a text, without quoted lines, greetings, closings, numbers and the words in `without`."""
    words, spans = [], []
    for start, end in body_spans(without_quotes(text)):
        for found in _WORD.finditer(flat(text[start:end])):
            word = found[0]
            if word[0] == "$" or word in without or any(letter.isdigit() for letter in word):
                continue
            words.append(word)
            spans.append((start + found.start(), start + found.end()))
    return Wording(tuple(words), tuple(spans))


class Known:
    """Earlier replies and snippets, indexed, and the customers of other threads.

    Made once and added to; ten thousand replies take some two seconds, and a draft is compared with
    all of them in milliseconds.

    Args:
        snippets: the texts that replies are started from.
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
        """Know of a reply that was sent, or is on its way."""
        self._add(thread_id, text)

    def add_customer(self, thread_id: int, name: str, shop: str) -> None:
        """Know of a thread's customer: their name and the host or address of their shop, if any."""
        if name := " ".join(flat(name).split()):
            self._names.setdefault(name, set()).add(thread_id)
            for word in name.split():
                self._name_words.setdefault(word, set()).add(thread_id)
        if host := host_of(shop):
            self._hosts.setdefault(host, set()).add(thread_id)

    def is_other_customer(self, name: str, thread_id: int) -> bool:
        """Whether a folded name, first and last, is that of a customer, and not of this thread's."""
        return _is_anothers(self._names.get(name), thread_id)

    def is_other_name(self, name: str, thread_id: int) -> bool:
        """Whether a folded first or last name is that of a customer, and not of this thread's."""
        return _is_anothers(self._name_words.get(name), thread_id)

    def is_other_shop(self, host: str, thread_id: int) -> bool:
        """Whether a host is that of a customer's shop, and not of this thread's."""
        return _is_anothers(self._hosts.get(host), thread_id)

    def twin(self, draft: Wording, thread_id: int, without: frozenset[str]) -> Twin | None:
        """The text, of a snippet or of another thread's reply, that a draft repeats most of.

        Args:
            without: folded words that are set aside in both: names, and what else a slot would hold.
        """
        shingles = draft.shingles()
        best = None
        for number in self._alike(shingles):
            thread, text = self._texts[number]
            if thread is None or thread != thread_id:
                theirs = frozenset(wording(text, without).shingles())
                twin = Twin(text, _repeated(shingles, theirs, len(draft.words)))
                if best is None or twin.share > best.share:
                    best = twin
        return best

    def _add(self, thread_id: int | None, text: str) -> None:
        number = len(self._texts)
        self._texts.append((thread_id, text))
        for shingle in _sample(wording(text).shingles()):
            there = self._index.setdefault(shingle, number)
            if isinstance(there, list):
                # What stands in so many texts already tells no more of them apart.
                if len(there) < _MOST_ALIKE:
                    there.append(number)
            elif there != number:
                self._index[shingle] = [there, number]

    def _alike(self, shingles: list[int]) -> Iterator[int]:
        """The texts that share most with a draft, by its shingles; the likeliest first."""
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


def host_of(shop: str) -> str:
    """The host of a shop's address, without "www."; empty where there is none."""
    host = re.sub(r"^https?://", "", shop.strip().lower()).split("/")[0].split(":")[0]
    return host.removeprefix("www.")


def _is_anothers(threads: set[int] | None, thread_id: int) -> bool:
    return threads is not None and thread_id not in threads


def _sample(shingles: list[int]) -> set[int]:
    few = set(shingles)
    chosen = {shingle for shingle in few if not shingle & ((1 << _SAMPLE) - 1)}
    return chosen | set(heapq.nsmallest(_AT_LEAST, few))


def _repeated(shingles: list[int], theirs: frozenset[int], words: int) -> tuple[bool, ...]:
    repeated = [False] * words
    for at, shingle in enumerate(shingles):
        if shingle in theirs:
            repeated[at : at + _SHINGLE] = [True] * _SHINGLE
    return tuple(repeated)
