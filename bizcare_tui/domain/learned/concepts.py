"""The concepts of support tickets, and the words that name them in each customer language.

`policy/concepts` has a file per language, each with the same concepts. What is learned about a concept from
texts in one language then counts in all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

from bizcare_tui.domain.text_folding import flat

CONCEPT_FOLDER = Path(__file__).parent.parent.parent / "policy" / "concepts"

_LONGEST_ENTRY = 3  # words
_SHORTEST_BEGINNING = 2  # letters


@dataclass(slots=True)
class _Node:
    """What is known after some words of an entry: the concepts that end here, and what may follow."""

    concepts: set[str] = field(default_factory=set)
    words: dict[str, _Node] = field(default_factory=dict)
    beginnings: dict[str, _Node] = field(default_factory=dict)

    def after(self, word: str) -> Iterator[_Node]:
        """Yield the nodes that a word leads to."""
        if (node := self.words.get(word)) is not None:
            yield node
        if self.beginnings:
            for length in range(_SHORTEST_BEGINNING, len(word) + 1):
                if (node := self.beginnings.get(word[:length])) is not None:
                    yield node


class ConceptIndex:
    """Finds the concepts of words. Words are flat.

    Args:
        concepts: for each concept its entries: one to three words, "*" at the end for any further letters.
    """

    def __init__(self, concepts: Mapping[str, Sequence[str]]) -> None:
        self.names = tuple(sorted(concepts))
        self._root = _Node()
        for concept, entries in concepts.items():
            for entry in entries:
                self._add(concept, flat(entry).split()[:_LONGEST_ENTRY])
        self._first = lru_cache(maxsize=4_096)(lambda word: tuple(self._root.after(word)))

    def _add(self, concept: str, words: Sequence[str]) -> None:
        node = self._root
        for word in words:
            children = node.beginnings if word.endswith("*") else node.words
            node = children.setdefault(word.rstrip("*"), _Node())
        node.concepts.add(concept)

    def concepts_at(self, words: Sequence[str], index: int) -> set[str]:
        """Return the concepts of which an entry begins at a word."""
        found: set[str] = set()
        nodes: Sequence[_Node] = self._first(words[index])
        while nodes:
            for node in nodes:
                found |= node.concepts
            index += 1
            if index == len(words):
                break
            nodes = [child for node in nodes for child in node.after(words[index])]
        return found


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
