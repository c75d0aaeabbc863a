"""The units of a sentence, and what they count."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bizcare_tui.domain.learned.concepts import ConceptIndex
from bizcare_tui.domain.learned.features import BUCKETS, buckets_of, concept_units, spelling_units, units_of
from bizcare_tui.domain.text_folding import flat

CONCEPTS = ConceptIndex({"negation": ["not"], "change": ["chang*"], "code": ["file*"]})


def names(sentence: str, kind: str) -> list[str]:
    """The names of the units of a kind."""
    return [unit.name for unit in units_of(sentence, CONCEPTS) if unit.kind == kind]


def test_words_and_pairs_of_words() -> None:
    assert names("we use 8.1, sorry", "word") == ["we", "use", "0", "0", "sorry"]
    assert names("we use it", "pair") == ["^ we", "we use", "use it"]


def test_what_follows_a_negation_in_its_clause_is_denied() -> None:
    assert names("we changed the file", "concept") == ["change", "code"]
    assert names("we did not change the file", "concept") == ["negation", "no change", "no code"]
    assert names("it does not work, we changed a file", "concept") == ["negation", "change", "code"]


def test_concepts_near_each_other_are_a_pair() -> None:
    assert names("we changed the file", "concepts") == ["change + code"]
    assert names("changed " + "and " * 9 + "the file", "concepts") == []


def test_the_concepts_alone_are_those_among_the_units() -> None:
    sentence = "we did not change the file"
    among = [unit for unit in units_of(sentence, CONCEPTS) if unit.kind in ("concept", "concepts")]
    assert concept_units(sentence, CONCEPTS) == among


def test_signs() -> None:
    found = names("why is header.tpl empty at https://shop.example/a?", "sign")
    assert set(found) == {"file", "link", "question"}


def test_spans_are_places_of_the_sentence() -> None:
    sentence = "we changed the file"
    spans = {unit.name: sentence[slice(*unit.span)] for unit in units_of(sentence, CONCEPTS)}
    assert spans["change"] == "changed"
    assert spans["change + code"] == "changed the file"


def test_an_unknown_form_shares_letters_with_a_known_word() -> None:
    shared = set(buckets_of("word", "overwritten")) & set(buckets_of("word", "overwrites"))
    assert len(shared) >= 10


def test_a_word_is_spelled_with_and_without_its_accents() -> None:
    units = spelling_units("où l'été 2024 est_là")
    assert [unit.name for unit in units] == ["où", "ou", "l'été", "l'ete", "est", "là", "la"]
    assert {unit.span for unit in units[2:4]} == {(3, 8)}


@given(st.text(max_size=300))
def test_any_text_has_units(text: str) -> None:
    for unit in units_of(flat(text), CONCEPTS):
        assert 0 <= unit.span[0] <= unit.span[1] <= len(text)
        assert all(0 <= bucket < BUCKETS for bucket in buckets_of(unit.kind, unit.name))
