"""Grounds of sentences by the shipped model."""

from __future__ import annotations

import json

import pytest
from labelled_texts import TRAINING, digest_of_sentences

from bizcare_tui.domain.evidence.learned_passages import (
    MODEL_FILE,
    grounds_of_sentence,
    heaviest_words,
    learned_grounds,
)
from bizcare_tui.domain.evidence.passage_rules import passage_rules
from bizcare_tui.domain.grounds import Ground
from bizcare_tui.domain.text_folding import flat


def grounds(sentence: str, *phrases: Ground) -> set[Ground]:
    """The grounds of a sentence in which phrases of these are found."""
    return set(grounds_of_sentence(flat(sentence), phrases.__contains__))


def test_the_model_knows_the_grounds_that_are_read_from_text() -> None:
    assert list(learned_grounds()) == list(passage_rules())


def test_the_model_was_trained_from_the_texts_that_are_there() -> None:
    """After a change of the texts, `python tests/tools/train.py` has to run again."""
    head = json.loads(MODEL_FILE.read_bytes().partition(b"\n")[0])
    assert head["texts"] == digest_of_sentences(TRAINING)


@pytest.mark.parametrize(
    ("sentence", "ground"),
    [
        ("our freelancer hacked two lines in cart.tpl last spring", Ground.MODIFIED_CODE),
        ("il nostro webmaster ha messo mano al file header.tpl", Ground.MODIFIED_CODE),
        ("onze hoster staat geen cronjobs toe", Ground.INTERVENTION_OR_THIRD_PARTY),
        ("könnt ihr das bitte komplett für uns einrichten?", Ground.INTERVENTION_OR_THIRD_PARTY),
        (
            "zodra ik de andere uitschakel doet jullie module het weer",
            Ground.INCOMPATIBLE_DEVELOPMENTS,
        ),
        ("como é que subo a loja no google?", Ground.NOT_THE_PRODUCT),
    ],
)
def test_sentences_without_a_known_phrase(sentence: str, ground: Ground) -> None:
    assert grounds(sentence) == {ground}


@pytest.mark.parametrize(
    "sentence",
    [
        "the button is grey since the update",
        "we did not change any file of the module",
        "should i change the file header.tpl?",
        "¿puedo cambiar el archivo header.tpl?",
        "ho svuotato la cache e reinstallato il modulo",
        "",
    ],
)
def test_symptoms_denials_and_questions_support_nothing(sentence: str) -> None:
    assert grounds(sentence) == set()


def test_a_phrase_counts_unless_the_model_finds_the_sentence_unlike() -> None:
    ground = Ground.MODIFIED_CODE
    assert ground in grounds("did somebody edit the template?", ground)
    assert ground not in grounds("did somebody edit the template?")
    assert grounds("good morning, how are you?", ground) == set()


def test_a_line_of_a_log_is_left_to_the_rules() -> None:
    line = "#0 /modules/other/other.php(12): Other->run()"
    assert grounds(line) == set()
    assert grounds(line, Ground.MODIFIED_CODE) == {Ground.MODIFIED_CODE}


def test_the_heaviest_words_are_places_of_the_sentence() -> None:
    sentence = flat("Last week our developer edited header.tpl by hand.")
    words = [sentence[slice(*span)] for span in heaviest_words(sentence, Ground.MODIFIED_CODE)]
    assert 1 <= len(words) <= 4
    assert {"developer", "edited"} & set(words)
