"""The model of the types of requests, and requests that no phrase gives away."""

from __future__ import annotations

import json

import pytest
from message_examples import digest_of_messages

from bizcare_tui.domain.proposed_kind import MODEL_FILE, kind_model, propose_kind, request_units
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


@pytest.mark.parametrize("asked", ["", "hello", "?", "12", "ok ok ok"])
def test_next_to_nothing_is_no_request(asked: str) -> None:
    assert propose_kind("", asked) is None
