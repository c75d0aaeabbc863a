"""Findings of drafts by the shipped models."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from reply_examples import digest_of_replies
from reply_tickets import ticket

from bizcare_tui.domain.replies.draft_features import draft_numbers
from bizcare_tui.domain.replies.learned_findings import (
    AUTO_REPLY,
    BEST_SENTENCES,
    DRAFTS_FILE,
    OFF_PLATFORM,
    SENTENCES_FILE,
    draft_model,
    finding_score,
    insufficiency,
    mean_of_best,
    sentence_model,
    sentences_by_score,
)

ASKED = ticket("The filter shows no products since 8.1.6. How do I set the price steps?")
ANSWER = 'Open Filters > Prices and set "Step" to 50, then rebuild the index: the products come back.'


@pytest.mark.parametrize("file", [SENTENCES_FILE, DRAFTS_FILE])
def test_the_models_were_trained_from_the_texts_that_are_there(file: Path) -> None:
    """After a change of the texts, `python tests/tools/train.py` has to run again."""
    content = file.read_bytes()
    head = content if file == DRAFTS_FILE else content.partition(b"\n")[0]
    assert json.loads(head)["texts"] == digest_of_replies()


def test_the_models_know_what_they_are_asked() -> None:
    assert sentence_model().labels == tuple(BEST_SENTENCES)
    assert set(draft_model().weights) == set(draft_numbers("Hello", ASKED))


@pytest.mark.parametrize(
    "draft",
    [
        "Your request is now with our team under 4711-B. An adviser will answer within two days.",
        "Ich bin bis 12. August im Urlaub. Nachrichten lese ich erst nach meiner Rückkehr wieder.",
        "Votre demande porte le numéro 20514. Elle sera traitée par ordre d'arrivée.",
        "La tua richiesta è in coda con il numero 881. Un operatore ti risponderà entro 48 ore.",
    ],
)
def test_receipts_and_absences_read_automatic(draft: str) -> None:
    assert finding_score(draft, ASKED, AUTO_REPLY) >= 0
    assert finding_score(ANSWER, ASKED, AUTO_REPLY) < 0


@pytest.mark.parametrize(
    "draft",
    [
        "Ring me on my direct line, then we look at it together.",
        "Abra una consulta en nuestro portal de soporte, allí respondemos antes.",
        "Szybciej będzie na WhatsAppie, mój numer jest w profilu.",
        "Stuur het bestand naar het adres in mijn handtekening.",
    ],
)
def test_sentences_that_lead_away(draft: str) -> None:
    mixed = f"{ANSWER}\n{draft}"
    best = sentences_by_score(mixed, ASKED, OFF_PLATFORM)[0]
    assert best.score >= 0
    assert mixed[slice(*best.span)].strip() == draft
    assert finding_score(ANSWER, ASKED, OFF_PLATFORM) < 0


def test_an_answer_is_sufficient_and_courtesies_are_not() -> None:
    assert insufficiency(ANSWER, ASKED) < 0
    assert insufficiency("Thank you for your trust! Our colleagues will study it with care.", ASKED) >= 0


def test_a_draft_counts_as_its_best_sentences() -> None:
    assert mean_of_best([3.0, 1.0, -5.0], AUTO_REPLY) == 2.0
    assert mean_of_best([3.0, 1.0, -5.0], OFF_PLATFORM) == 3.0
    assert mean_of_best([3.0], AUTO_REPLY) == 3.0
    assert mean_of_best([], OFF_PLATFORM) == float("-inf")
