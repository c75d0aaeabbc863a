"""Languages by the spelling of words, by the shipped model."""

from __future__ import annotations

import json

import pytest
from language_examples import digest_of_languages, other_texts

from bizcare_tui.domain.language import LANGUAGES, detect
from bizcare_tui.domain.learned_language import MODEL_FILE, OTHER, read_spelling, spelling_model


def test_the_model_knows_the_customer_languages_and_that_there_are_others() -> None:
    assert sorted(spelling_model().labels) == sorted([*LANGUAGES, OTHER])


def test_the_model_was_trained_from_the_texts_that_are_there() -> None:
    """After a change of the texts, `python tests/tools/train.py` has to run again."""
    head = json.loads(MODEL_FILE.read_bytes().partition(b"\n")[0])
    assert head["texts"] == digest_of_languages()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "buscador roto otra vez"),
        ("fr", "panier vidé aléatoirement"),
        ("de", "Warenkorb springt zurück"),
        ("it", "carrello svuotato senza motivo"),
        ("pl", "koszyk znika klientom"),
        ("nl", "winkelmandje leeg na inloggen"),
        ("pt", "carrinho esvazia sozinho"),
        ("en", "shipping prices wrongly rounded"),
    ],
)
def test_a_text_without_common_words_is_recognised_by_its_spelling(language: str, text: str) -> None:
    spelling = read_spelling(text.lower())
    assert spelling is not None
    assert spelling.likest == language
    assert spelling.lead == spelling.lead_of(language) > 0
    assert detect(text) == language


def test_hardly_a_text_of_another_language_is_taken_for_one_of_the_eight() -> None:
    texts = [text for _language, text in other_texts()]
    taken = [text for text in texts if detect(text)]
    assert len(texts) >= 500
    assert len(taken) / len(texts) < 0.05, taken


def test_without_words_there_is_no_spelling() -> None:
    assert read_spelling("12 / 34 €") is None
