"""The notation of phrases in the language files."""

from __future__ import annotations

import re

import pytest

from bizcare_tui.domain.phrase_syntax import InvalidPhrase, phrases_pattern, split_phrases


def found(phrase: str, text: str, *, is_flat: bool = True, is_bounded: bool = True) -> str | None:
    matched = re.search(phrases_pattern([phrase], is_flat=is_flat, is_bounded=is_bounded), text)
    return matched[0] if matched else None


@pytest.mark.parametrize(
    ("phrase", "text", "expected"),
    [
        ("shop", "our shop is open", "shop"),
        ("shop", "our shops are open", None),
        ("shop", "workshop", None),
        ("shop*", "our shops", "shops"),
        ("shop*", "our shop", "shop"),
        ("shop+", "our shop", None),
        ("nuestr?", "nuestro sitio", "nuestro"),
        ("5##", "error 503", "503"),
        ("(our|my) shop", "it is my shop", "my shop"),
        ("shop[s]", "two shops", "shops"),
        ("[the |our ]shop", "the shop", "the shop"),
        ("[the |our ]shop", "a shop", "shop"),
        ("not {2} module", "it is not about the module", "not about the module"),
        ("not {2} module", "not one of all the modules", None),
        ("contract {~20} new", "the contract is now a new one", "contract is now a new"),
        ("contract {~20} new", "the contract. a new one", None),
        ("sent from {-20}", "sent from my phone. bye", "sent from my phone. bye"),
        ("can i (!not)+", "can i change it", "can i change"),
        ("can i (!not)+", "can i not change it", None),
        ("please(! find)", "please send it", "please"),
        ("please(! find)", "please find it below", None),
        ("set up (!by)", "to set up the shop", "set up "),
        ("set up (!by)", "set up by us", None),
        (r"why\?", "why?", "why?"),
        (r"sorry\, but", "sorry, but no", "sorry, but"),
        ("Größe", "die grosse frage", None),
        ("Größe", "die grose", "grose"),
        ("días", "buenos dias", "dias"),
        ("über", "uber uns", "uber"),
    ],
)
def test_a_phrase_matches_whole_words_of_flat_text(phrase: str, text: str, expected: str | None) -> None:
    assert found(phrase, text) == expected


def test_accents_count_where_the_text_has_them() -> None:
    assert found("+ción", "la función", is_flat=False) == "función"
    assert found("+ción", "la funcion", is_flat=False) is None


def test_phrases_may_match_within_words() -> None:
    assert found("passwor(d|t)", "datenbankpasswort", is_bounded=False) == "passwort"
    assert found("passwor(d|t)", "datenbankpasswort") is None


def test_longer_phrases_are_tried_first() -> None:
    matched = re.search(phrases_pattern(["en", "en cuanto"]), "en cuanto llegue")
    assert matched is not None
    assert matched[0] == "en cuanto"


def test_no_phrases_match_nothing() -> None:
    assert re.search(phrases_pattern([]), "anything") is None


@pytest.mark.parametrize("phrase", ["(a|b", "a)", "[a", "a|b", "{3}word", "{x} a", "{~} a", "a\\"])
def test_a_phrase_that_cannot_be_read_is_refused(phrase: str) -> None:
    with pytest.raises(InvalidPhrase):
        phrases_pattern([phrase])


def test_phrases_are_separated_by_commas_and_line_ends() -> None:
    assert list(split_phrases("one, two  words,\n  three\n# a note, with a comma\nfour\\, five")) == [
        "one", "two words", "three", "four\\, five",
    ]  # fmt: skip
