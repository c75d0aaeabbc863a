"""Signatures found in repeated endings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizcare_tui.domain.signatures import ends_with, has_own_words, repeated_endings

Message = tuple[int, str, bool]


def replies(ending: str, threads: int, *, start: int = 0) -> list[Message]:
    return [
        (thread, f"Dear customer {thread},\nthis is answer {thread}.\n\n{ending}", False)
        for thread in range(start, start + threads)
    ]


def requests(ending: str, threads: int, *, start: int = 0) -> list[Message]:
    return [(thread, f"Problem {thread}\n{ending}", True) for thread in range(start, start + threads)]


def test_an_ending_under_many_messages_is_proposed_whole() -> None:
    assert repeated_endings(replies("Marta\nNordlys Modules", 8)) == [("Marta\nNordlys Modules", 8)]


def test_the_courtesy_above_the_name_is_left_out() -> None:
    messages = (
        replies("Un saludo,\nMarta\nNordlys Modules", 4)
        + replies("Best regards,\n\nMarta\nNordlys Modules", 3, start=10)
        + replies("Bien cordialement\nMARTA\nNordlys modules.", 3, start=20)
    )

    assert repeated_endings(messages) == [("Marta\nNordlys Modules", 10)]


def test_each_person_of_a_team_has_a_signature_the_commonest_first() -> None:
    messages = replies("Jonas\nNordlys Modules", 6) + replies("Marta\nNordlys Modules", 9, start=10)

    assert repeated_endings(messages) == [("Marta\nNordlys Modules", 9), ("Jonas\nNordlys Modules", 6)]


def test_a_shorter_ending_is_kept_when_many_bear_only_that() -> None:
    messages = replies("Marta\nNordlys Modules", 6) + replies("Nordlys Modules", 6, start=10)

    assert repeated_endings(messages) == [("Nordlys Modules", 12)]


def test_signatures_that_share_nothing_are_both_found() -> None:
    messages = replies("Marta", 5) + replies("El equipo de Nordlys", 7, start=10)

    assert repeated_endings(messages) == [("El equipo de Nordlys", 7), ("Marta", 5)]


def test_four_lines_are_the_most() -> None:
    assert repeated_endings(replies("One\nTwo\nThree\nFour\nFive", 5)) == [("Two\nThree\nFour\nFive", 5)]


def test_quotes_below_the_signature_do_not_hide_it() -> None:
    quoted = "Marta\nNordlys\n\nEl lunes, Ana escribió:\n> No funciona\n>\n> Ana"

    assert repeated_endings(replies(quoted, 5)) == [("Marta\nNordlys", 5)]


@pytest.mark.parametrize(
    "messages",
    [
        pytest.param([], id="no messages"),
        pytest.param(replies("Marta", 4), id="too few"),
        pytest.param([(7, f"Again {number}\nJean", False) for number in range(50)], id="one thread"),
        pytest.param(
            [(number % 2, f"Again {number}\nJean", False) for number in range(50)], id="two threads"
        ),
        pytest.param(requests("Jean, Agence Web", 50), id="first messages are customers'"),
        pytest.param(
            requests("Jean, Agence Web", 10) + replies("Jean, Agence Web", 30),
            id="a customer of many threads begins them too",
        ),
        pytest.param(replies("Gracias", 50), id="a courtesy"),
        pytest.param(replies("Merci d’avance", 50), id="with the typographer's apostrophe"),
        pytest.param(replies("Ok, merci beaucoup !", 50), id="a courtesy of several words"),
        pytest.param(replies("Mit freundlichen Grüßen", 50), id="a German courtesy"),
        pytest.param(replies("Z poważaniem,", 50), id="a Polish courtesy"),
        pytest.param(replies("--\n\n***", 3), id="rules"),
        pytest.param([(thread, "> Marta\n> Nordlys", False) for thread in range(9)], id="quotes alone"),
        pytest.param(replies("word " * 100, 50), id="a paragraph"),
        pytest.param([(thread, "", False) for thread in range(50)], id="empty"),
    ],
)
def test_what_is_no_signature_is_not_proposed(messages: list[Message]) -> None:
    assert repeated_endings(messages) == []


def test_a_courtesy_below_the_name_belongs_to_it() -> None:
    assert repeated_endings(replies("Marta\nGracias", 5) + replies("Gracias", 9, start=10)) == [
        ("Marta\nGracias", 5)
    ]


def test_a_first_message_or_two_does_not_spoil_a_signature() -> None:
    assert repeated_endings(replies("Marta", 40) + requests("Marta", 2)) == [("Marta", 40)]


def test_fewer_messages_suffice_where_the_caller_allows_it() -> None:
    assert repeated_endings(replies("Marta", 3), at_least=3) == [("Marta", 3)]


endings = st.sampled_from(
    ["Marta", "Marta\nNordlys", "Gracias", "Jean", "> q", "", "Un saludo\nJonas\nNordlys", "é\n—"]
)


@given(st.lists(st.tuples(st.integers(0, 9), endings, st.booleans()), max_size=60))
def test_a_proposed_signature_ends_as_many_messages_as_reported(messages: list[Message]) -> None:
    for ending, count in repeated_endings(messages):
        assert count >= 5
        assert count == sum(ends_with(text, ending) for _thread, text, is_first in messages if not is_first)


@pytest.mark.parametrize(
    ("text", "signature", "ends"),
    [
        ("Hello\n\nMarta\nNordlys Modules", "Marta\nNordlys Modules", True),
        ("Hello\n\nmárta,\n\n  NORDLYS   modules.\n\n", "Marta\nNordlys Modules", True),
        ("Hello\n-- \nMarta", "Marta", True),
        ("Marta", "Marta", True),
        ("Hello\nMarta\n\nOn Monday, Ana wrote:\n> Hi\n> Ana", "Marta", True),
        ("Hello\nMarta\nPS: and clear the cache", "Marta", False),
        ("Hello Marta", "Marta", False),
        ("Hello\n> Marta", "Marta", False),
        ("Nordlys Modules", "Marta\nNordlys Modules", False),
        ("Marta\n> quoted\nNordlys", "Marta\nNordlys", False),
        ("Hello", "", False),
        ("Hello", "\n--\n", False),
        ("", "Marta", False),
    ],
)
def test_a_text_ends_with_a_signature_line_by_line(text: str, signature: str, ends: bool) -> None:
    assert ends_with(text, signature) is ends


def test_one_of_several_signatures_suffices() -> None:
    assert ends_with("Hello\nJonas", "Marta\nNordlys", "Jonas")
    assert not ends_with("Hello\nJonas")


@given(st.text(), st.text("Mart\n ->.", min_size=1))
def test_a_text_ends_with_what_was_put_below_it(text: str, signature: str) -> None:
    assert ends_with(f"{text}\n{signature}", signature) is ends_with(signature, signature)


# What customers write below their messages again and again.
PHRASES = [
    "Gracias, un saludo",
    "Thanks in advance",
    "Quedo a la espera de su respuesta",
    "Espero su respuesta",
    "Muchas gracias de antemano",
    "Quedamos a la espera",
    "Un saludo y gracias",
    "Merci d'avance pour votre retour",
    "Dans l'attente de votre retour",
    "Merci de votre réponse rapide",
    "Bien à vous",
    "Cordialement et merci",
    "In Erwartung Ihrer Antwort",
    "Vielen Dank im Voraus",
    "Mit freundlichen Grüßen",
    "Ich freue mich auf Ihre Antwort",
    "Bitte um schnelle Hilfe",
    "In attesa di un vostro riscontro",
    "Grazie e buona giornata",
    "Attendo vostre notizie",
    "Resto in attesa",
    "Z góry dziękuję za pomoc",
    "Czekam na odpowiedź",
    "Pozdrawiam serdecznie",
    "Alvast bedankt voor uw hulp",
    "Ik hoor graag van u",
    "Met vriendelijke groet",
    "Fico a aguardar resposta",
    "Obrigado desde já",
    "Com os melhores cumprimentos",
    "Looking forward to your reply",
    "Please help, it is urgent",
    "Sent from my iPhone",
    "Envoyé de mon iPhone",
    "Enviado desde mi Samsung Galaxy",
    "Von meinem iPad gesendet",
    "Inviato da Outlook per Android",
    "Get Outlook for iOS",
    "Wysłane z telefonu",
    "CONFIDENTIAL",
    "Urgente!",
    "Hola",
]
# How sellers sign: the name of a person or a firm, perhaps with a formula above.
SIGNATURES = [
    "Marta\nNordlys Modules",
    "Un saludo,\nMarta Gómez",
    "Jean-Luc Picot\nÉquipe Brisemod",
    "Cordialement,\nÉquipe Brisemod",
    "Thomas Weber\nModulwerk GmbH",
    "Mit freundlichen Grüßen\nThomas Weber",
    "Best regards,\nAnna from Pixelhorn",
    "The Pixelhorn Team",
    "Piotr Nowak\nSklepomat",
    "Pozdrawiam\nPiotr",
    "Giulia Conti\nAssistenza Trentuno",
    "Giulia",
    "Met vriendelijke groet,\nSanne de Vries",
    "Team Bakkerij Software",
    "Cumprimentos,\nRui Tavares",
    "Rui Tavares\nLojalab, Lda",
    "El equipo de Tornasol",
    "Soporte Tornasol",
    "Ewa Lis, Sklepomat",
    "Bowen & Hart Studio",
]


@pytest.mark.parametrize("phrase", PHRASES)
def test_no_phrase_of_customers_is_recognised_as_a_signature(phrase: str) -> None:
    followups = [(thread, f"It still fails with order {thread}.\n\n{phrase}", False) for thread in range(40)]
    assert repeated_endings(followups) == []
    assert [text for text, _ in repeated_endings([*followups, *replies("Marta\nNordlys", 50)])] == [
        "Marta\nNordlys"
    ]


@pytest.mark.parametrize("signature", SIGNATURES)
def test_the_signature_of_a_seller_is_found_among_those_of_customers(signature: str) -> None:
    customers = [
        (
            thread,
            f"It fails in shop {thread} too.\n{PHRASES[thread % len(PHRASES)]}\nPaul{thread}",
            False,
        )
        for thread in range(60)
    ]
    (found,) = repeated_endings([*customers, *replies(signature, 60)])
    assert ends_with(f"An answer.\n{signature}", found[0])
    assert found[1] == 60


def test_a_customer_of_many_threads_counts_as_one_customer() -> None:
    followups = [(thread, f"It still fails with order {thread}.\nJean Dupont", False) for thread in range(12)]
    assert repeated_endings(followups, customers=dict.fromkeys(range(12), "digest")) == []
    assert repeated_endings(followups, customers=dict.fromkeys(range(12), "Jean Dupont")) == []


def test_an_agency_that_follows_up_in_many_shops_is_beside_the_seller() -> None:
    followups = [(thread, f"The shop {thread} still fails.\nAgence Lumen", False) for thread in range(15)]
    found = repeated_endings([*followups, *replies("Marta\nNordlys", 60)])
    assert found == [("Marta\nNordlys", 60)]


def test_a_name_under_nothing_else_is_no_signature() -> None:
    assert repeated_endings([(thread, "Gracias\n\nMarta", False) for thread in range(50)]) == []


def test_a_name_that_closes_requests_as_well_is_a_customers() -> None:
    opened = [(thread, f"Order {thread} fails.\nJean Dupont\nLumen", True) for thread in range(6)]
    later = [(thread, f"It still fails with {thread}.\nJean Dupont", False) for thread in range(10)]
    assert repeated_endings(opened + later) == []


@pytest.mark.parametrize(
    ("text", "has"),
    [
        ("Please clear the cache.\nMarta", True),
        ("Marta", False),
        ("Gracias\nMarta", False),
        ("Hola Ana,\n\nHe corregido el precio.\n\nMarta", True),
    ],
)
def test_a_message_has_words_of_its_own_besides_its_signature(text: str, has: bool) -> None:
    assert has_own_words(text, "Marta") is has
