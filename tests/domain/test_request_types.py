"""The kind of a request is proposed from its words, in the customers' languages."""

from __future__ import annotations

import pytest

from bizcare_tui.domain.proposed_kind import propose_kind
from bizcare_tui.domain.request_types import POSSIBLE_OUTCOMES, RequestOutcome, RequestType

I, C, T, O = RequestType.INSTALLATION, RequestType.CONFIGURATION, RequestType.TECHNICAL, RequestType.OTHER  # noqa: E741

CASES = [
    ("Cannot upload the zip", "The module manager says nothing, I try to install it on 8.1", I),
    ("Installation", "Could you tell me the steps to install the module on a fresh shop?", I),
    ("Download", "I bought it yesterday and find no download in my account", I),
    ("Where is the option", "Hi, where can I change the colour of the button? I looked at all settings.", C),
    ("Translation", "How do I translate the text of the popup into Polish?", C),
    ("Question", "Is it possible to hide the banner for the B2B group?", C),
    ("Checkout is broken", "Since the update the payment step shows an error 500.", T),
    ("Labels", "The labels are no longer printed, the page stays blank.", T),
    ("Help", "#0 /modules/parcelpath/classes/Label.php(211): Label->render() Uncaught TypeError", T),
    ("Invoice", "Please send me the invoice with my VAT number.", O),
    ("Refund", "I bought it by mistake, I would like a refund.", O),
    ("Before I buy", "Before buying I want to know the price for three shops and the licence.", O),
    ("No puedo instalar el módulo", "Al subir el zip me dice que no es válido", I),
    ("Descarga", "¿Desde dónde descargo la última versión para instalarla?", I),
    ("Configuración de los puntos", "¿Cómo puedo cambiar el valor de un punto? No encuentro la opción", C),
    ("Traducir el texto", "¿Es posible traducir el aviso al catalán?", C),
    ("Pantalla en blanco", "Desde la actualización el buscador no funciona, sale error 500", T),
    ("Puntos dobles", "Los puntos salen dobles en los pedidos contra reembolso", T),
    ("Factura", "Necesito la factura con el IVA desglosado", O),
    ("Devolución", "Quiero el reembolso de la compra, gracias", O),
    ("Installation du module", "Je n'arrive pas à installer le module, le fichier zip est refusé", I),
    ("Téléchargement", "Où télécharger la nouvelle version ?", I),
    ("Réglages", "Comment modifier la couleur du bandeau ? Je ne vois pas l'option.", C),
    ("Traduction", "Est-il possible de traduire le bouton en allemand ?", C),
    ("Page blanche", "Depuis la mise à jour le module ne fonctionne plus", T),
    ("Envoi en double", "Les demandes d'avis partent en double, erreur dans le cron", T),
    ("Facture", "Pouvez-vous m'envoyer la facture avec la TVA ?", O),
    ("Remboursement", "Je souhaite un remboursement, merci beaucoup", O),
    ("Installazione", "Non riesco a installare il modulo, lo zip viene rifiutato", I),
    ("Scaricare", "Da dove scarico l'ultima versione?", I),
    ("Impostazioni", "Come posso cambiare il testo del pulsante?", C),
    ("Traduzione", "È possibile tradurre la finestra in inglese?", C),
    ("La ricerca non funziona", "Dopo l'aggiornamento la pagina resta bianca, errore 500", T),
    ("Errore nel carrello", "Il totale è sbagliato e compare un errore PHP", T),
    ("Fattura", "Vorrei la fattura con la partita IVA", O),
    ("Rimborso", "Comprato per errore, chiedo il rimborso", O),
    ("Installation schlägt fehl", "Ich kann das Modul nicht installieren, die ZIP wird abgelehnt", I),
    ("Download", "Wo kann ich die neue Version herunterladen und installieren?", I),
    ("Einstellungen", "Wie kann ich die Farbe des Buttons einstellen?", C),
    ("Übersetzung", "Ist es möglich, den Text zu übersetzen?", C),
    ("Startseite leer", "Seit dem Update funktioniert das Modul nicht mehr, Fehler 500", T),
    ("Suche", "Die Suche zeigt seit gestern nichts mehr, weiße Seite", T),
    ("Rechnung", "Bitte eine Rechnung mit USt-ID", O),
    ("Rückerstattung", "Ich hätte gern mein Geld zurück", O),
    ("Instalacja modułu", "Nie mogę zainstalować modułu, zip jest odrzucany", I),
    ("Ustawienia", "Jak mogę zmienić kolor przycisku? Gdzie są ustawienia?", C),
    ("Tłumaczenie", "Czy można przetłumaczyć tekst okienka?", C),
    ("Błąd 500", "Po aktualizacji moduł nie działa, biała strona", T),
    ("Etykiety", "Przestały się drukować etykiety, pojawia się błąd", T),
    ("Faktura", "Proszę o fakturę z NIP", O),
    ("Zwrot", "Proszę o zwrot pieniędzy", O),
    ("Installatie", "Ik kan de module niet installeren, de zip wordt geweigerd", I),
    ("Instellingen", "Hoe kan ik de kleur van de knop aanpassen?", C),
    ("Witte pagina", "De module werkt niet meer, ik krijg een foutmelding", T),
    ("Factuur", "Graag een factuur met BTW nummer", O),
    ("Instalação", "Não consigo instalar o módulo, o zip é recusado", I),
    ("Configuração", "Como posso alterar o texto do botão?", C),
    ("Erro 500", "O módulo não funciona desde a atualização", T),
    ("Fatura", "Preciso da fatura com o número de contribuinte", O),
    ("Hello", "", None),
    ("?", "Hi there", None),
]


@pytest.mark.parametrize(("topic", "asked", "kind"), CASES)
def test_the_kind_of_a_request(topic: str, asked: str, kind: RequestType | None) -> None:
    assert propose_kind(topic, asked) is kind


@pytest.mark.parametrize("piece", ["a", "no ", "ne e ", "error ", "wie ", "geht x ", "#1 ", "é", "is not "])
def test_hostile_text_ends(piece: str) -> None:
    propose_kind(piece * 5_000, piece * 60_000)


def test_every_kind_leaves_a_way_out() -> None:
    assert set(POSSIBLE_OUTCOMES) == {*RequestType, None}
    assert all(RequestOutcome.ANSWER in ways for ways in POSSIBLE_OUTCOMES.values())
    assert [kind for kind, ways in POSSIBLE_OUTCOMES.items() if RequestOutcome.FIX in ways] == [
        RequestType.TECHNICAL,
        None,
    ]
