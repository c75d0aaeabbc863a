"""Automatic answers, recognised by their words or their speed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizcare_tui.domain.automatic import is_automatic
from bizcare_tui.domain.threads import Author

AUTOMATIC = [
    # es
    "Este es un mensaje automático. Le responderemos en breve.",
    "Hola, hemos recibido su consulta y le responderemos en menos de 24 horas.",
    "Su solicitud ha sido registrada con el número 1234.",
    "Respuesta automática: estamos de vacaciones.",
    # fr
    "Ceci est un message automatique, merci de ne pas répondre.",
    "Bonjour, nous avons bien reçu votre demande et reviendrons vers vous.",
    "Votre ticket a bien été enregistré.",
    "Réponse automatique : absent jusqu'au 3 janvier.",
    # en
    "This is an automated response.",
    "THIS IS AN AUTO-REPLY: our team is away.",
    "Thank you! We have received your message and will get back to you within 24 hours.",
    "Your ticket has been created. Please do not reply to this email.",
    "I am currently out of the office.",
    # it
    "Questo è un messaggio automatico.",
    "Grazie, abbiamo ricevuto la sua richiesta e risponderemo al più presto.",
    "Risposta automatica: siamo chiusi.",
    # de
    "Dies ist eine automatische Antwort.",
    "Diese Nachricht wurde automatisch erstellt.",
    "Vielen Dank, wir haben Ihre Anfrage erhalten und melden uns.",
    # pl
    "To jest automatyczna odpowiedź.",
    "Wiadomość została wygenerowana automatycznie.",
    "Dzień dobry, otrzymaliśmy Państwa zgłoszenie. Odpowiemy wkrótce.",
]

BY_HAND = [
    "El módulo envía un mensaje automático a sus clientes: actívelo en la configuración.",
    "Le module envoie une réponse automatique aux clients, voici comment la désactiver.",
    "The automatic update failed because of PHP 7.2; please upgrade, then run it again.",
    "The automatic reply of the module can be turned off in its settings.",
    "L'aggiornamento automatico è disattivato: apra la configurazione.",
    "Bitte deaktivieren Sie die automatische Bestellbestätigung.",
    "Proszę wyłączyć automatyczną aktualizację.",
    "I wrote to the bank, we received your payment.",
    "Try this.\n> This is an automated response.\n> We have received your message.",
    "",
    "\x00\u202e😀",
]


@pytest.mark.parametrize("text", AUTOMATIC)
def test_a_sellers_message_is_automatic_where_it_reads_so(text: str) -> None:
    assert is_automatic(Author.SELLER, text) is True
    assert is_automatic(Author.SELLER, text.replace(" ", " \n").upper()) is True


@pytest.mark.parametrize("text", BY_HAND)
def test_a_sellers_message_is_by_hand_otherwise(text: str) -> None:
    assert is_automatic(Author.SELLER, text) is False


@pytest.mark.parametrize("receipt", ["We have received your message.", "Hemos recibido su mensaje."])
def test_a_receipt_may_begin_a_full_answer(receipt: str) -> None:
    answer = f"{receipt} " + "Open the settings, choose the carrier, and save; then the price is shown. " * 10

    assert is_automatic(Author.SELLER, answer) is False


@pytest.mark.parametrize(
    ("seconds_after", "as_quick_elsewhere", "automatic"),
    [
        (0.0, 1, True),
        (5.0, 3, True),
        (60.0, 1, True),
        (60.5, 9, False),
        (5.0, 0, False),
        (-3600.0, 9, False),
        (float("nan"), 9, False),
        (None, 9, False),
    ],
)
def test_the_same_text_within_seconds_in_several_threads_is_automatic(
    seconds_after: float | None, as_quick_elsewhere: int, automatic: bool
) -> None:
    reported = is_automatic(
        Author.SELLER, "Hola", seconds_after=seconds_after, as_quick_elsewhere=as_quick_elsewhere
    )

    assert reported is automatic


@pytest.mark.parametrize(
    ("author", "by_words", "otherwise"),
    [(Author.UNKNOWN, True, None), (Author.CUSTOMER, False, False), (Author.MARKETPLACE, None, None)],
)
def test_only_sellers_are_judged_by_their_speed(
    author: Author, by_words: bool | None, otherwise: bool | None
) -> None:
    assert is_automatic(author, AUTOMATIC[0], seconds_after=1, as_quick_elsewhere=9) is by_words
    assert is_automatic(author, "Hola", seconds_after=1, as_quick_elsewhere=9) is otherwise


@given(st.text())
def test_quoting_an_automatic_answer_is_not_one(text: str) -> None:
    quoted = "\n".join(f"> {line}" for line in [*AUTOMATIC, *text.splitlines()])

    assert is_automatic(Author.SELLER, quoted) is False


@pytest.mark.parametrize(
    "text",
    [
        'De zin "We hebben uw bericht ontvangen en antwoorden binnen 24 uur" is de standaardtekst.',
        "Le message « Nous avons bien reçu votre demande » se change sous Contact > Services.",
        "The line “This is an automated response” comes from your mail template, not from us.",
    ],
)
def test_the_words_of_a_mail_that_is_explained_are_not_an_automatic_answer(text: str) -> None:
    assert is_automatic(Author.SELLER, text) is False


def test_an_automatic_answer_between_quotation_marks_is_one() -> None:
    assert is_automatic(Author.SELLER, '"We have received your message and will get back to you."')
