"""Concepts and the words that name them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bizcare_tui.domain.language_data import language_codes
from bizcare_tui.domain.learned.concepts import (
    CONCEPT_FOLDER,
    ConceptIndex,
    read_concepts,
    shipped_concepts,
)
from bizcare_tui.domain.text_folding import flat

INDEX = ConceptIndex(
    {
        "change": ["modific*", "touch", "geändert"],
        "host": ["mod_security", "our host*"],
        "untouched": ["not a line*", "no change"],
    }
)


@pytest.mark.parametrize(
    ("text", "concepts"),
    [
        ("touch", {"change"}),
        ("touched", set()),
        ("modificado", {"change"}),
        ("geandert", {"change"}),
        ("our hoster", {"host"}),
        ("our", set()),
        ("our house", set()),
        ("not a linear", {"untouched"}),
        ("not a", set()),
        ("no change", {"untouched"}),
    ],
)
def test_entries_match_words_and_their_beginnings(text: str, concepts: set[str]) -> None:
    assert INDEX.concepts_at(text.split(), 0) == concepts


def test_every_language_names_every_concept() -> None:
    names = {file.stem: set(read_concepts_of(file)) for file in CONCEPT_FOLDER.glob("*.toml")}
    assert tuple(sorted(names)) == language_codes()
    assert all(each == set(shipped_concepts().names) for each in names.values())


def test_no_entry_is_empty_or_longer_than_three_words() -> None:
    for concept, entries in read_concepts(CONCEPT_FOLDER).items():
        for entry in entries:
            words = flat(entry).split()
            assert 1 <= len(words) <= 3, (concept, entry)
            assert all("*" not in word[:-1] and word != "*" for word in words), (concept, entry)


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("modified", "change"),
        ("modificado", "change"),
        ("modifie", "change"),
        ("geandert", "change"),
        ("zmienil", "change"),
        ("hosting", "host"),
        ("developer", "merchant_side"),
        ("programista", "merchant_side"),
        ("factura", "invoice"),
        ("rechnung", "invoice"),
    ],
)
def test_a_concept_is_found_in_several_languages(text: str, concept: str) -> None:
    assert concept in shipped_concepts().concepts_at([text], 0)


def read_concepts_of(file: Path) -> dict[str, list[str]]:
    """Return the concepts of one file."""
    import tomllib

    return tomllib.loads(file.read_text("utf-8"))
