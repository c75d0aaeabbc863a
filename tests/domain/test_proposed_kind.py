"""The model of the types of requests, and requests that no phrase gives away."""

from __future__ import annotations

import json
import tomllib

import pytest
from message_examples import digest_of_messages

from bizcare_tui.domain.language_data import language_codes
from bizcare_tui.domain.learned.concepts import read_concepts
from bizcare_tui.domain.proposed_kind import (
    MODEL_FILE,
    REQUEST_CONCEPTS,
    kind_model,
    propose_kind,
    request_concepts,
    request_units,
)
from bizcare_tui.domain.request_types import RequestType


def test_the_model_knows_every_type() -> None:
    assert set(kind_model().labels) == set(RequestType)


def test_the_model_was_trained_from_the_messages_that_are_there() -> None:
    """After a change of the messages, `python tests/tools/train.py` has to run again."""
    head = json.loads(MODEL_FILE.read_bytes().partition(b"\n")[0])
    assert head["texts"] == digest_of_messages()


@pytest.mark.parametrize(
    ("topic", "asked", "kind"),
    [
        (
            "Points",
            "Mrs Adair had 340 points on Monday and none today, she ordered nothing",
            "technical",
        ),
        ("Preis", "Beim dritten Stück springt der Preis im Warenkorb auf null", "technical"),
        ("Couleurs", "Quelle case permet de masquer le bandeau pour un groupe ?", "configuration"),
        ("Uso", "In quale scheda si sceglie il corriere predefinito per la Sardegna?", "configuration"),
        ("Clave", "La clave que me llegó dice que pertenece a otro dominio", "installation"),
        (
            "Aktualizacja",
            "Jest już 3.0, a nie widzę przycisku aktualizacji",
            "installation",
        ),
        ("Nota fiscal", "Faltou o CNPJ no documento da compra, podem emitir de novo?", "other"),
        ("Idee", "Het zou mooi zijn als jullie in een volgende versie ook feestdagen toevoegen", "other"),
    ],
)
def test_a_request_without_a_known_phrase(topic: str, asked: str, kind: str) -> None:
    assert propose_kind(topic, asked) == kind


def test_a_concept_is_asked_about_or_said() -> None:
    names = {unit.name for unit in request_units("", "Can we change the file? We changed the file.")}
    assert any(name.startswith("asked ") for name in names)
    assert any(name.startswith("said ") for name in names)


def test_what_a_request_speaks_of_is_at_the_beginning_or_the_end() -> None:
    asked = "Hello. One. Two. The module was bought. Three. Four. Five. Is it possible?"
    names = {unit.name for unit in request_units("", asked)}
    assert {"request: bought", "request, said: bought", "request, last: possible"} <= names
    assert "request, first: bought" not in names
    assert "request, last: bought" not in names


def test_every_language_names_every_concept_of_requests_in_at_most_three_words() -> None:
    files = REQUEST_CONCEPTS.glob("*.toml")
    named = {file.stem: set(tomllib.loads(file.read_text("utf-8"))) for file in files}
    assert tuple(sorted(named)) == language_codes()
    assert all(each == set(request_concepts().names) for each in named.values())
    entries = [entry for entries in read_concepts(REQUEST_CONCEPTS).values() for entry in entries]
    assert [entry for entry in entries if len(entry.split()) > 3] == []


@pytest.mark.parametrize("asked", ["", "hello", "?", "12", "ok ok ok"])
def test_next_to_nothing_is_no_request(asked: str) -> None:
    assert propose_kind("", asked) is None
