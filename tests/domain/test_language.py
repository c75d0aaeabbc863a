"""The language that somebody wrote in: short, mixed, quoted; and unsure where it is."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizcare_tui.domain import language as language_module
from bizcare_tui.domain.language import LANGUAGES, detect, language_name, reads_as
from bizcare_tui.domain.learned_language import Spelling

WRITTEN = [
    ("es", "Buenos días"),
    ("es", "no me funciona el modulo"),
    ("es", "HOLA, NO SALE EL BOTON DE PAGAR"),
    ("es", "Se puede usar en dos tiendas?"),
    ("es", "gracias!"),
    ("es", "¿Y la factura?"),
    ("es", "Me sale esto: Fatal error: Uncaught TypeError: count() in /modules/x/x.php on line 12"),
    ("fr", "Bonjour"),
    ("fr", "ca marche pas"),
    ("fr", "Avez-vous une date pour la correction ?"),
    ("fr", "JE NE PEUX PLUS TELECHARGER"),
    ("fr", "Hello, j'ai un souci avec le slider"),
    ("fr", "Merci d'avance"),
    ("fr", "Voici le message : There was an error processing your request, please try again later"),
    ("en", "Hello"),
    ("en", "it doesn't work"),
    ("en", "Any news on this?"),
    ("en", "Does the theme support RTL languages?"),
    ("en", "THE PAYMENT PAGE IS BLANK"),
    ("en", "thx, will try tomorrow"),
    ("it", "Buongiorno"),
    ("it", "non riesco a installare il tema"),
    ("it", "Quando esce la versione per la 9?"),
    ("it", "grazie mille"),
    ("it", "IL CARRELLO NON SI AGGIORNA"),
    ("it", "Nel back office appare: Column not found"),
    ("de", "Guten Tag"),
    ("de", "das Modul geht nicht mehr"),
    ("de", "Gibt es das auch fuer Multistore?"),
    ("de", "NACH DEM UPDATE IST ALLES WEISS"),
    ("de", "danke schön"),
    ("de", "Moin, kurze Frage zur Lizenz"),
    ("pl", "Dzień dobry"),
    ("pl", "modul nie dziala"),
    ("pl", "Czy jest wersja na 8.2?"),
    ("pl", "dziekuje za pomoc"),
    ("pl", "NIE MOGE POBRAC PLIKU"),
    ("pl", "Gdzie znajde fakture?"),
    ("nl", "Goedemorgen"),
    ("nl", "de module werkt niet meer"),
    ("nl", "Kan ik dit ook in twee winkels gebruiken?"),
    ("nl", "bedankt voor de snelle reactie"),
    ("nl", "HET SCHERM BLIJFT WIT"),
    ("nl", "Waar vind ik de factuur?"),
    ("pt", "Bom dia"),
    ("pt", "o módulo não funciona"),
    ("pt", "Posso usar em duas lojas?"),
    ("pt", "obrigado pela ajuda"),
    ("pt", "NAO CONSIGO FAZER O DOWNLOAD"),
    ("pt", "Quando sai a versão para a 9?"),
    # What is quoted or pasted is not theirs.
    ("de", "> I have sent you the new version, please try it.\nLeider immer noch der gleiche Fehler."),
    ("it", "Ecco il log:\n[2026-03-01 10:00:00] php.CRITICAL: Uncaught Exception: something went wrong here"),
    ("es", 'La pantalla dice "There is an error in your configuration file" y no avanza'),
]
UNSURE = [
    "",
    "Ok",
    "8.1.6",
    "PrestaShop 1.7.8.11",
    "https://www.example.com/shop/de/produkte",
    "PHP Fatal error: Uncaught Error: Call to undefined method Foo::bar()",
    "?",
    "Slider Horizon 3.2",
    "> Bonjour, avez-vous essayé la nouvelle version ?",
    "👍👍",
]
NEIGHBOURS = [
    ("cs", "Dobrý den, modul nefunguje a při objednávce se zobrazí chyba. Děkuji"),
    ("sv", "Hej, modulen fungerar inte efter uppdateringen och det är ett fel när vi vill betala"),
    ("ca", "Bon dia, el mòdul no funciona amb aquesta versió i la botiga està aturada, gràcies"),
    ("ro", "Bună ziua, modulul nu este compatibil cu magazinul și avem o eroare la comandă. Mulțumesc"),
    ("da", "Hej, modulet virker ikke efter opdateringen, og vi kan ikke se ordren. Venlig hilsen"),
]


@pytest.mark.parametrize(("language", "text"), WRITTEN)
def test_the_language_of_a_persons_text_is_recognised(language: str, text: str) -> None:
    assert detect(text) == language


@pytest.mark.parametrize("text", UNSURE)
def test_where_nothing_tells_it_is_unsure(text: str) -> None:
    assert detect(text) is None


@pytest.mark.parametrize(("language", "text"), NEIGHBOURS)
def test_a_related_language_is_not_recognised_as_one_of_the_eight(language: str, text: str) -> None:
    assert detect(text) is None
    assert reads_as(text) == language


def test_a_greeting_in_a_related_language_does_not_tell() -> None:
    assert reads_as("Moi Jukka!\n\nThere are two blocks, one for desktop and one for phones.") == "en"


def test_a_name_in_a_greeting_does_not_tell() -> None:
    text = "Hello Giancarlo Bernardini,\n\nthe total is right again, please try it and tell us."
    assert detect(text) == "en"


def test_the_words_decide_about_a_language_that_the_model_does_not_know(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    unknowing = Spelling({"en": 5.0, "other": -1.0}, "en", 5.0, 6.0)
    monkeypatch.setattr(language_module, "read_spelling", lambda _text: unknowing)
    assert detect("no me funciona el modulo") == "es"


def test_half_and_half_is_unsure() -> None:
    assert detect("Bonjour, le module ne marche pas. Hola, el módulo no funciona en la tienda.") is None


def test_each_language_has_a_name() -> None:
    assert len({language_name(code) for code in LANGUAGES}) == len(LANGUAGES)


LABELLED = Path(__file__).parent.parent / "labelled" / "languages"


def test_hardly_any_labelled_text_gets_a_wrong_language() -> None:
    texts = tomllib.loads((LABELLED / "tuning.toml").read_text("utf-8"))["text"]
    in_one_of_the_eight = [row for row in texts if row["language"]]
    wrong = [row["id"] for row in in_one_of_the_eight if detect(row["text"]) not in (row["language"], None)]
    assert len(in_one_of_the_eight) >= 200
    assert len(wrong) <= 2, wrong


@given(st.text(max_size=200))
def test_any_text_is_one_of_them_or_unsure(text: str) -> None:
    assert detect(text) in (*LANGUAGES, None)


@pytest.mark.parametrize("piece", ["a", "é", "ñ ", "the ", '"', "«", "> ", "ij", "l'"])
def test_long_nasty_text_is_read_as_any_other(piece: str) -> None:
    assert detect(piece * (262_144 // len(piece))) in (*LANGUAGES, None)


@pytest.mark.parametrize(
    ("text", "languages"),
    [
        ("Mire la captura\n\n[image][image][image]", {"es", None}),
        ("[image]", {None}),
        ("[image: capture d'écran]", {None}),
        ("Anbei", {"de", None}),
        ("[… 512 more characters]", {None}),
        (
            "Danke, geht nicht.\n\n-----Mensaje original-----\nDe: Soporte\n\nHola, pruebe a vaciar la caché",
            {"de"},
        ),
        (
            "Vielen Dank!\n\nVon: S <s@x.example>\nDatum: 16.11.2026\nBetreff: x\n\nthe text is not in this",
            {"de"},
        ),
        ("Rivei", {None}),
        ("Pago", {"es", None}),
    ],
)
def test_neither_our_signs_nor_quotes_nor_shared_endings_tell(text: str, languages: set[str | None]) -> None:
    assert detect(text) in languages
