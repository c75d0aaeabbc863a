"""What a technical request leaves out, in eight languages."""

from __future__ import annotations

import json

import pytest
from message_examples import digest_of_messages

from bizcare_tui.domain.language import LANGUAGES, detect
from bizcare_tui.domain.missing_facts import (
    MODEL_FILE,
    Fact,
    fact_model,
    looks_technical,
    missing_facts,
    questions,
)
from bizcare_tui.domain.replies.ticket import Ticket, TicketMessage
from bizcare_tui.domain.threads import Author

ALL = frozenset(Fact)


def _ticket(text: str, *, topic: str = "", shop: str = "", version: str = "") -> Ticket:
    return Ticket(1, topic, (TicketMessage(Author.CUSTOMER, text),), shop=shop, prestashop_version=version)


TOLD: list[tuple[str, set[str]]] = [
    # Spanish
    ("El módulo no funciona.", set()),
    ("No me carga el carrusel desde ayer. Uso PS 8.1.4", {"version"}),
    ("Falla en la versión 1.7.8.11 de mi tienda www.lanas.es", {"version", "shop"}),
    ("Cuando hago clic en Guardar, la pantalla se queda en blanco", {"steps"}),
    ('Sale este mensaje: "No se ha podido calcular el envío"', {"error"}),
    ("No aparece el botón de Bizum, adjunto captura", {"screenshots"}),
    ("1. Añado un producto\n2. Voy al carrito\n3. No aparece el descuento", {"steps"}),
    # French
    ("Bonjour, le module ne marche pas", set()),
    ("Après la mise à jour vers PrestaShop 8.2 le module plante", {"version"}),
    ("Quand je clique sur Payer il ne se passe rien sur https://boutique-lin.fr", {"steps", "shop"}),
    ("J'ai une erreur 500 dans le back-office", {"error"}),
    ("Voir la copie d'écran ci-jointe, le menu ne s'affiche plus", {"screenshots"}),
    ("Le message dit « Impossible de créer l'étiquette »", {"error"}),
    # English
    ("It doesn't work any more!!", set()),
    ("Broken since the upgrade to PrestaShop 9.0", {"version"}),
    ("When I press Save in the module nothing is saved", {"steps"}),
    ("Fatal error: Uncaught TypeError in /modules/feed/feed.php on line 12", {"error"}),
    ("see the attached screenshot, the slider is broken on shop.example-toys.com", {"screenshots", "shop"}),
    ("Modules > Module Manager > Configure gives a blank page", {"steps"}),
    # Italian
    ("Il modulo non funziona", set()),
    ("Dopo l'aggiornamento a PrestaShop 8.1 non si vede lo slider", {"version"}),
    ("Quando clicco su Salva non succede niente, vi allego una schermata", {"steps", "screenshots"}),
    ("Il negozio è www.ceramichedeste.it e il pagamento si blocca", {"shop"}),
    ("errore 500 al checkout", {"error"}),
    # German
    ("Das Modul funktioniert nicht.", set()),
    ("Seit dem Update auf PrestaShop 8.1.7 geht es nicht mehr", {"version"}),
    ("Wenn ich auf Speichern klicke, passiert nichts. Screenshot anbei.", {"steps", "screenshots"}),
    ("In https://wolle-und-garn.de fehlt der Button", {"shop"}),
    ('Die Fehlermeldung lautet: "Ungültiges Token"', {"error"}),
    # Polish
    ("Moduł nie działa", set()),
    ("Po kliknięciu przycisku nic się nie dzieje; wersja 1.7.8", {"version", "steps"}),
    ("Gdy zapisuję ustawienia, pojawia się błąd 500", {"steps", "error"}),
    ("W załączniku zrzut ekranu ze sklepu www.herbaciarnia.pl, moduł nie działa", {"screenshots", "shop"}),
    # Dutch
    ("De module werkt niet", set()),
    ("Sinds PrestaShop 8.2 werkt de module niet meer", {"version"}),
    ("Als ik op Opslaan klik gebeurt er niets, zie bijlage", {"steps", "screenshots"}),
    ("Op www.fietsenwinkel.nl krijg ik een witte pagina: HTTP 500", {"shop", "error"}),
    # Portuguese
    ("O módulo não funciona", set()),
    ("Depois de atualizar para o PrestaShop 8.1 o módulo deixou de abrir", {"version"}),
    ("Quando clico em Gravar aparece o erro 500 em www.azulejos.pt", {"steps", "error", "shop"}),
    ("Segue em anexo a captura de ecrã, o menu não aparece", {"screenshots"}),
    # Nothing of this is the customer's own.
    ("> see the attached screenshot of PS 8.1 on www.x.com\nStill broken.", set()),
    ("I wrote to https://addons.prestashop.com/contact and it is still broken", set()),
]


@pytest.mark.parametrize(("text", "reported"), TOLD)
def test_only_facts_that_nobody_mentioned_are_missing(text: str, reported: set[str]) -> None:
    assert {fact.value for fact in missing_facts(_ticket(text))} == {fact.value for fact in ALL} - reported


@pytest.mark.parametrize(
    "text",
    [
        "It is knitandnatter.scot",
        "nasz sklep to SALONFRYZJERA . COM . PL",
        "Sklep: rowerowniazabrze kropka pl",
        "www alpakawolle-ferchau de",
        "schaut auf welnianykot.example",
    ],
)
def test_an_address_is_seen_as_people_write_it(text: str) -> None:
    assert Fact.SHOP not in missing_facts(_ticket(text))


@pytest.mark.parametrize(
    "text",
    ["here it is: https://i.imgur.com/q7Vw2Lk.png", "https://wideo.example/k/7731", "mail: a@shop.com"],
)
def test_an_address_of_a_picture_or_of_mail_is_no_shop(text: str) -> None:
    assert Fact.SHOP in missing_facts(_ticket(text))


@pytest.mark.parametrize("text", ["PHP 8.2.14", "php: 8.1.27", "PHP-8.1.2"])
def test_a_version_of_php_is_none_of_prestashop(text: str) -> None:
    assert Fact.VERSION in missing_facts(_ticket(text))


LONGER = [
    # Said in a way that no pattern knows.
    (
        "Guten Tag, seit Montag liegt in der Bestellbestätigung zweimal dasselbe PDF. Die Kunden rufen an und"
        " fragen, ob sie doppelt bestellt haben, das ist peinlich. Ein Foto vom Posteingang ist dabei.",
        Fact.SCREENSHOTS,
        True,
    ),
    (
        "Buenas, al meter la clave que venía en el correo de la compra sale un aviso en rojo: «Esta licencia"
        " no corresponde a este dominio (L-07)». El dominio es el de siempre, no hemos cambiado nada.",
        Fact.ERROR,
        True,
    ),
    (
        "Bonjour, j'ai une erreur quand le client paie mais elle disparaît trop vite pour que je la lise."
        " Cela arrive une fois sur dix environ, surtout le soir, et personne ici ne sait pourquoi.",
        Fact.ERROR,
        False,
    ),
]


@pytest.mark.parametrize(("text", "fact", "is_told"), LONGER)
def test_what_is_told_without_a_known_phrase(text: str, fact: Fact, is_told: bool) -> None:
    assert (fact not in missing_facts(_ticket(text))) is is_told


def test_the_model_knows_the_facts_that_have_no_form() -> None:
    assert set(fact_model().labels) == {Fact.STEPS, Fact.ERROR, Fact.SCREENSHOTS}


def test_the_model_was_trained_from_the_messages_that_are_there() -> None:
    """After a change of the messages, `python tests/tools/train.py` has to run again."""
    head = json.loads(MODEL_FILE.read_bytes().partition(b"\n")[0])
    assert head["texts"] == digest_of_messages()


def test_what_the_marketplace_tells_is_not_missing() -> None:
    missing = missing_facts(_ticket("No funciona", shop="https://lanas.es", version="8.1.4"))
    assert set(missing) == {Fact.STEPS, Fact.ERROR, Fact.SCREENSHOTS}


def test_the_sellers_own_words_tell_nothing() -> None:
    said = (
        TicketMessage(Author.CUSTOMER, "Broken!"),
        TicketMessage(Author.SELLER, "Is it PS 8.1? Please attach a screenshot."),
    )
    assert set(missing_facts(Ticket(1, "", said))) == ALL


def test_every_technical_example_reads_as_one() -> None:
    assert [text for text, _told in TOLD if not looks_technical(_ticket(text))] == []


@pytest.mark.parametrize(
    "text",
    [
        "¿El módulo es compatible con multitienda?",
        "Bonjour, avant d'acheter : gérez-vous les bons de réduction ?",
        "Could you send me an invoice with my VAT number?",
        "Buongiorno, quanto costa la licenza per due negozi?",
        "Guten Tag, gibt es das Modul auch auf Polnisch?",
        "Czy moduł obsługuje paczkomaty?",
        "Is er korting voor twee winkels?",
        "Muito obrigado pela ajuda!",
    ],
)
def test_a_question_about_the_product_does_not(text: str) -> None:
    assert not looks_technical(_ticket(text))


def test_only_what_is_missing_is_asked_in_the_customers_language() -> None:
    for language in LANGUAGES:
        text = questions(language, (Fact.STEPS, Fact.ERROR))
        assert text.count("\n- ") == 2
        assert detect(text) == language
    assert questions(None, (Fact.SHOP,)) == questions("en", (Fact.SHOP,))
    assert questions("es", ()) == ""


@pytest.mark.parametrize("piece", ["a", "a-", "a.", " > ", "cuando ", "\n1", "error 'x ", "www.", "$"])
def test_long_nasty_text_is_looked_through_as_any_other(piece: str) -> None:
    ticket = _ticket(piece * (262_144 // len(piece)))
    assert set(missing_facts(ticket)) <= ALL
    assert looks_technical(ticket) in (True, False)
