"""The concepts of support tickets, and the words that name them in each customer language.

`policy/concepts` has a file per language, each with the same concepts. What is learned about a concept from
texts in one language then counts in all of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path

from bizcare_tui.domain.text_folding import flat

CONCEPT_FOLDER = Path(__file__).parent.parent.parent / "policy" / "concepts"

_LONGEST_ENTRY = 3  # words
_SHORTEST_BEGINNING = 2  # letters


class ConceptIndex:
    """Finds the concepts of words. Words are flat.

    Args:
        concepts: for each concept its entries: one to three words, "*" at the end for any further letters.
    """

    def __init__(self, concepts: Mapping[str, Sequence[str]]) -> None:
        self.names = tuple(sorted(concepts))
        # Strings instead of a tree of words, which takes fifteen times as much memory.
        self._concepts: dict[str, tuple[str, ...]] = {}
        self._beginnings: set[str] = set()
        self._unfinished: set[str] = set()
        # Most entries name one concept: they share its tuple.
        self._shared: dict[tuple[str, ...], tuple[str, ...]] = {}
        for concept, entries in concepts.items():
            for entry in entries:
                self._add(concept, flat(entry).split()[:_LONGEST_ENTRY])
        self._forms = lru_cache(maxsize=4_096)(self._find_forms)

    def _add(self, concept: str, words: Sequence[str]) -> None:
        entry = " ".join(words)
        named = (*self._concepts.get(entry, ()), concept)
        self._concepts[entry] = self._shared.setdefault(named, named)
        self._beginnings.update(word for word in words if word.endswith("*"))
        self._unfinished.update(" ".join(words[:count]) for count in range(1, len(words)))

    def concepts_at(self, words: Sequence[str], index: int) -> set[str]:
        """Return the concepts of which an entry begins at a word."""
        found: set[str] = set()
        texts: Sequence[str] = self._forms(words[index])
        while texts:
            for text in texts:
                found.update(self._concepts.get(text, ()))
            begun = [text for text in texts if text in self._unfinished]
            index += 1
            if not begun or index == len(words):
                break
            texts = [f"{text} {form}" for text in begun for form in self._forms(words[index])]
        return found

    def _find_forms(self, word: str) -> Sequence[str]:
        """Return how an entry may have a word: itself, or a beginning of it."""
        lengths = range(_SHORTEST_BEGINNING, len(word) + 1)
        beginnings = (f"{word[:length]}*" for length in lengths)
        return (word, *(each for each in beginnings if each in self._beginnings))


@cache
def shipped_concepts() -> ConceptIndex:
    """Return the concepts of all customer languages."""
    return ConceptIndex(read_concepts(CONCEPT_FOLDER))


def read_concepts(folder: Path) -> dict[str, list[str]]:
    """Return the entries of each concept in all files of a folder, each once."""
    import tomllib  # only a program that evaluates grounds pays for it

    concepts: dict[str, dict[str, None]] = {}
    for file in sorted(folder.glob("*.toml")):
        for concept, text in tomllib.loads(file.read_text("utf-8")).items():
            entries = (entry.strip() for line in text.splitlines() for entry in line.split(","))
            concepts.setdefault(concept, {}).update((entry, None) for entry in entries if entry)
    return {concept: list(entries) for concept, entries in concepts.items()}
