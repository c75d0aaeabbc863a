"""Whether a reply mentions an attached file."""

from __future__ import annotations

import pytest

from bizcare_tui.domain.replies.attachment_mentions import find_attachment_mention


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("Le adjunto el archivo corregido.", "Le adjunto"),
        ("Encontrará el parche en el adjunto.", "en el adjunto"),
        ("Vous trouverez ci-joint le correctif.", "ci-joint"),
        ("I have attached the corrected file.", "I have attached"),
        ("Please find attached the patch.", "find attached"),
        ("In allegato trova la versione corretta.", "In allegato"),
        ("Die Korrektur finden Sie im Anhang.", "im Anhang"),
        ("Poprawka jest w załączniku.", "w załączniku"),
        ("De correctie zit in de bijlage.", "in de bijlage"),
        ("Segue em anexo a correção.", "Segue em anexo"),
    ],
)
def test_a_mention_of_an_attached_file_is_found(text: str, phrase: str) -> None:
    span = find_attachment_mention(text)
    assert span is not None
    assert text[slice(*span)] == phrase


@pytest.mark.parametrize(
    "text",
    [
        "Could you attach a screenshot?",
        "¿Puede adjuntar una captura?",
        "Pouvez-vous joindre une capture ?",
        "Bitte hängen Sie das Log im Anhang an.",
        "The invoice is sent with every order.",
        "> I have attached the file",
        "Proszę dodać zrzut w załączniku.",
    ],
)
def test_a_file_that_is_asked_for_or_quoted_is_none(text: str) -> None:
    assert find_attachment_mention(text) is None
