"""Signatures found in repeated endings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizcare_tui.domain.quotes import quoted_ranges
from bizcare_tui.domain.signatures import ends_with, has_own_words, is_program_footer, repeated_endings

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


# What telephones, mail programs and companies write below messages.
FOOTERS = [
    "Sent from my iPhone",
    "Sent from my Samsung Galaxy smartphone.",
    "Sent from Mail for Windows 10",
    "Sent from Mail <https://go.microsoft.com/fwlink/?LinkId=550986> for Windows",
    "Sent from Yahoo Mail on Android",
    "Sent from the all new AOL app for iOS",
    "Sent with Proton Mail secure email.",
    "Sent from my mobile device",
    "Get Outlook for iOS",
    "Get BlueMail for Android",
    "Sent via the Samsung Galaxy S8, an 5G smartphone",
    "Enviado desde mi iPhone",
    "Enviado desde Correo para Windows 10",
    "Enviado desde Outlook para Android",
    "Enviado desde Yahoo Mail con Android",
    "Enviado con Proton Mail",
    "Enviado desde mi dispositivo móvil",
    "Enviado de mi iPhone",
    "Obtener Outlook para iOS",
    "Envoyé de mon iPhone",
    "Envoyé depuis mon smartphone Samsung Galaxy",
    "Envoyé à partir d'Outlook pour Android",
    "Envoyé à partir de Outlook pour Android",
    "Envoyé à partir de Courrier pour Windows 10",
    "Envoyé depuis l’application Mail Orange",
    "Envoyé depuis l'application Yahoo Mail pour Android",
    "Télécharger Outlook pour iOS",
    "Provenance : Courrier pour Windows 10",
    "Envoyé de mon appareil mobile Samsung Galaxy",
    "Von meinem iPhone gesendet",
    "Von Samsung Mobile gesendet",
    "Von Samsung-Tablet gesendet",
    "Gesendet von meinem Samsung Galaxy Smartphone.",
    "Gesendet von Mail für Windows 10",
    "Gesendet mit der GMX Mail App",
    "Gesendet mit der WEB.DE Mail App",
    "Gesendet von Outlook für Android",
    "Holen Sie sich Outlook für iOS",
    "Outlook für iOS beziehen",
    "Diese Nachricht wurde von meinem Android-Gerät mit GMX Mail gesendet.",
    "Diese Nachricht wurde von meinem Android Mobiltelefon mit WEB.DE Mail gesendet.",
    "Inviato da iPhone",
    "Inviato dal mio iPhone",
    "Inviato dal mio dispositivo Samsung",
    "Inviato da Posta per Windows",
    "Inviato da Outlook per Android",
    "Inviato da Yahoo Mail su Android",
    "Ottieni Outlook per iOS",
    "Verstuurd vanaf mijn iPhone",
    "Verzonden vanaf mijn Galaxy",
    "Verzonden met Proton Mail",
    "Verzonden vanuit Mail voor Windows",
    "Outlook voor Android downloaden",
    "Download Outlook voor iOS",
    "Wysłane z iPhone'a",
    "Wysłano z mojego iPhone’a",
    "Wysłane z telefonu",
    "Wysłane z telefonu Samsung",
    "Wysłano z aplikacji Poczta dla systemu Windows",
    "Wysłane z aplikacji Outlook dla systemu Android",
    "Pobierz program Outlook dla systemu iOS",
    "Wysłane z usługi Proton Mail",
    "Wysłano ze smartfonu Samsung Galaxy.",
    "Enviado do meu iPhone",
    "Enviado a partir do Outlook para Android",
    "Enviado do Correio para Windows",
    "Enviado do Yahoo Mail no Android",
    "Obter o Outlook para iOS",
    "CONFIDENTIAL",
    "Confidentiality notice: this e-mail is for its addressee.",
    "This e-mail and any attachments are confidential and intended solely for the addressee.",
    "This message is intended only for the person to whom it is addressed.",
    "Please consider the environment before printing this e-mail",
    "Virus-free.www.avast.com",
    "Virus-free. www.avg.com",
    "This email has been checked for viruses by Avast antivirus software.",
    "Este mensaje y sus adjuntos son confidenciales y van dirigidos a su destinatario.",
    "Antes de imprimir este mensaje, piense en el medio ambiente.",
    "Por favor, antes de imprimir este correo piense si es necesario",
    "Libre de virus. www.avast.com",
    "Ce message et ses pièces jointes sont confidentiels et destinés à leur destinataire.",
    "Pensez à l'environnement avant d'imprimer ce mail",
    "Garanti sans virus. www.avast.com",
    "Diese E-Mail enthält vertrauliche und rechtlich geschützte Informationen.",
    "Bitte denken Sie an die Umwelt, bevor Sie diese E-Mail ausdrucken.",
    "Diese E-Mail wurde von Avast-Antivirussoftware auf Viren geprüft.",
    "Le informazioni contenute in questo messaggio sono riservate.",
    "Questo messaggio contiene informazioni riservate ed è destinato al solo destinatario.",
    "Dit bericht is vertrouwelijk en uitsluitend bestemd voor de geadresseerde.",
    "Denk aan het milieu voordat u dit bericht print",
    "Treść tej wiadomości jest poufna i przeznaczona dla adresata.",
    "Esta mensagem é confidencial e destina-se ao seu destinatário.",
    "Pense no ambiente antes de imprimir",
]
# What customers write about telephones, mails, printing and secrets.
NO_FOOTERS = [
    "It crashes on Android",
    "The app crashes on Android and iOS",
    "On my iPhone the menu stays closed",
    "Gmail puts the mails into spam",
    "Avast says that the module has a virus",
    "The mails are sent from Gmail",
    "Sent from my iPhone the order has no address",
    "Sent from the back office the invoice is empty",
    "Sent with DHL",
    "Sent with Outlook the mail has no attachment",
    "Sent via mail",
    "Sent from my shop",
    "The prices must stay confidential",
    "This message is shown on Android only",
    "This message contains the price of the customer",
    "Save the order before printing the invoice",
    "Outlook for Android shows no picture",
    "Get the order from my phone",
    "Disclaimer: I changed the template",
    "En el móvil no aparece el botón",
    "Enviado desde el módulo el correo sale vacío",
    "Enviado de nuevo el pedido",
    "Enviado desde mi tienda",
    "Antes de imprimir la factura sale un error",
    "El precio es confidencial",
    "Este mensaje sale también en Android",
    "Sur le portable le menu reste fermé",
    "Envoyé depuis le module, le mail est vide",
    "Envoyé avec Colissimo",
    "Envoyé de ma boutique",
    "Avant d'imprimer l'étiquette il faut recharger la page",
    "Ce message est affiché sur iPhone",
    "Le tarif est confidentiel",
    "Auf dem Handy fehlt der Knopf",
    "Die Mobilansicht ist leer",
    "Gesendet mit DHL",
    "Gesendet von unserem Shop kommt die Mail leer an",
    "Von meinem Smartphone aus geht es nicht",
    "Von meinem iPhone",
    "Mit dem iPhone",
    "Outlook für Android",
    "Unser Preis ist vertraulich",
    "Diese Nachricht erscheint auf Android",
    "Telefono obbligatorio al checkout",
    "Sul telefono non funziona",
    "Inviato da due giorni, nessuna risposta",
    "Inviato dal modulo il messaggio è vuoto",
    "Dati riservati ai clienti professionali",
    "Prezzi riservati",
    "Questo messaggio appare su Android",
    "Op de telefoon werkt het niet",
    "Verzonden bestellingen hebben geen nummer",
    "Verzonden met PostNL",
    "Vertrouwelijke prijzen zijn zichtbaar",
    "Outlook voor Android",
    "Na telefonie nie działa",
    "Wysłane zamówienia nie mają numeru",
    "Wysłane z magazynu",
    "Wysłano z modułu pusty mail",
    "Ceny są poufne",
    "No telemóvel o botão não aparece",
    "Enviado pelo correio",
    "Enviado do módulo o email chega vazio",
    "Esta mensagem aparece no Android",
]


@pytest.mark.parametrize("line", FOOTERS)
def test_what_a_mail_program_adds_is_a_footer(line: str) -> None:
    assert is_program_footer(line)
    assert is_program_footer(f"  *{line.upper()}*  ")


@pytest.mark.parametrize("line", NO_FOOTERS)
def test_a_sentence_about_telephones_and_mails_is_no_footer(line: str) -> None:
    assert not is_program_footer(line)
    assert not is_program_footer(f"{line}.")
    assert quoted_ranges(f"Hello,\n{line}.") == ()
