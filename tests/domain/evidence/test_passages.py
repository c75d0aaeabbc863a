"""Grounds 1, 3, 5 and 6: passages of messages and logs that are offered as evidence."""

from __future__ import annotations

import pytest
from evaluation_cases import case, said
from hypothesis import given
from hypothesis import strategies as st

from bizcare_tui.desk.policy import SHIPPED_POLICY_FOLDER, load_policy
from bizcare_tui.domain.evidence.evaluate import evaluate_grounds
from bizcare_tui.domain.evidence.evaluation_data import GroundVerdict
from bizcare_tui.domain.evidence.logs import is_own_folder
from bizcare_tui.domain.evidence.passages import find_passages
from bizcare_tui.domain.grounds import Ground
from bizcare_tui.domain.threads import Author

PRODUCT, WORK, CLASH, CODE = (
    Ground.NOT_THE_PRODUCT,
    Ground.INTERVENTION_OR_THIRD_PARTY,
    Ground.INCOMPATIBLE_DEVELOPMENTS,
    Ground.MODIFIED_CODE,
)


def found(text: str, **other: object) -> set[Ground]:
    """The grounds for which a passage of this text is found."""
    return {ground for ground, evidence in find_passages(case(text, **other)).items() if evidence}


@pytest.mark.parametrize(
    ("text", "grounds"),
    [
        ("Our developer modified the file sitemap.php last week.", {CODE}),
        ("Nuestro programador ha modificado la plantilla del módulo.", {CODE}),
        ("Notre prestataire a modifié le fichier sitemap.tpl.", {CODE}),
        ("Il nostro sviluppatore ha modificato il file sitemap.php.", {CODE}),
        ("Unser Entwickler hat die sitemap.php angepasst.", {CODE}),
        ("Nasz programista zmodyfikował plik sitemap.php.", {CODE}),
        ("If I disable the module TurboCache it works again.", {CLASH}),
        ("Si desactivo el otro módulo, funciona.", {CLASH}),
        ("Wenn ich das Cache-Modul deaktiviere, funktioniert es.", {CLASH}),
        ("Could you please install the module for us on our server?", {WORK}),
        ("¿Podéis configurar todo por nosotros en nuestra tienda?", {WORK}),
        ("Pouvez-vous installer le module à notre place ?", {WORK}),
        ("PayPal has limited our account since Monday.", {WORK}),
        ("Stripe hat unser Konto gesperrt.", {WORK}),
        ("It has nothing to do with your module, but how do I translate PrestaShop itself?", {PRODUCT}),
    ],
)
def test_what_is_said_is_found(text: str, grounds: set[Ground]) -> None:
    assert found(text) == grounds


@pytest.mark.parametrize(
    "text",
    [
        "The sitemap is empty since yesterday.",
        "We have not modified any file, and there is no override in the shop.",
        "No hemos modificado ningún archivo.",
        "Nous n'avons modifié aucun fichier.",
        "Non abbiamo modificato nessun file.",
        "Wir haben keine Datei geändert.",
        "Nie zmienialiśmy żadnych plików.",
        "Should I edit the file sitemap.php?",
        "I can give you FTP access so that you can have a look.",
        "We pay with PayPal and that works fine.",
    ],
)
def test_what_is_denied_asked_or_only_mentioned_is_not(text: str) -> None:
    assert found(text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "Necesito ayuda, hemos modificado el archivo product.tpl.",
        "Necesito que lo miren porque hemos modificado el archivo product.tpl.",
        "Por si hace falta saberlo, hemos modificado el archivo product.tpl.",
        "En caso de duda: nuestro desarrollador ha cambiado el archivo product.tpl.",
        "Debo decir que hemos modificado el archivo product.tpl.",
        "In case it matters, we changed the file product.tpl.",
        "Could you help, we changed the file product.tpl.",
        "Au cas où, nous avons modifié le fichier product.tpl.",
        "Nel caso serva, abbiamo modificato il file product.tpl.",
        "Ci serve aiuto perché abbiamo modificato il file product.tpl.",
        "Gdyby to było ważne, zmieniliśmy plik product.tpl.",
        "W razie czego: nasz programista zmienił plik product.tpl.",
        "Falls es wichtig ist: wir haben die Datei product.tpl geändert.",
        "Necesito: 1. una factura. Hemos modificado el archivo product.tpl.",
    ],
)
def test_a_need_a_request_or_a_precaution_denies_nothing(text: str) -> None:
    assert CODE in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "No hemos modificado ningún archivo.",
        "We have never changed any file of the module.",
        "Nous n'avons modifié aucun fichier.",
        "Wir haben keine Datei geändert.",
        "Non abbiamo modificato alcun file.",
        "Nie zmienialiśmy żadnych plików.",
    ],
)
def test_a_word_of_negation_denies(text: str) -> None:
    assert CODE not in found(text)


@pytest.mark.parametrize(
    ("line", "grounds"),
    [
        (
            "PHP Fatal error: Uncaught TypeError in /var/www/modules/megamenu/megamenu.php:212",
            {PRODUCT, CLASH},
        ),
        ("PHP Warning: Undefined array key in /srv/override/classes/Cart.php on line 88", {CLASH}),
        ("Smarty error: unable to load template themes/mytheme/modules/sitemappro/views/front.tpl", {CODE}),
        ("PHP Fatal error: Uncaught Error in /var/www/themes/warehouse/inc/helper.php:12", {CLASH}),
        ("[sitemap] cURL error 28: Operation timed out for https://api.provider.com/v1", {WORK}),
        ("PHP Fatal error: Uncaught Error in /var/www/modules/sitemappro/sitemappro.php:88", set()),
        ("#3 /var/www/modules/megamenu/megamenu.php(12): Hook::exec()", set()),
        ("#1 /var/www/classes/Hook.php(978): HookCore->run()", set()),
        ("PHP Fatal error: Uncaught Error in /var/www/classes/Cart.php:12", set()),
    ],
)
def test_a_line_of_a_log_speaks_by_where_the_error_was_raised(line: str, grounds: set[Ground]) -> None:
    assert found(f"It fails:\n\n{line}\n") == grounds


def test_of_a_trace_without_a_file_the_first_frame_is_where_it_was_raised() -> None:
    trace = (
        "Uncaught TypeError: t is null\n"
        "    at HTMLDocument.run (https://www.costa-garden.com/modules/lightbox/views/js/box.js:18:9)\n"
        "    at HTMLDocument.go (https://www.costa-garden.com/modules/slider/views/js/slide.js:1:2)\n"
    )
    (evidence,) = find_passages(case(trace))[PRODUCT]
    assert "lightbox" in evidence.text


def test_evidence_is_quoted_word_for_word_with_its_place() -> None:
    text = "Hello. Our developer modified the file sitemap.php. Thanks."
    (evidence,) = find_passages(case("nothing", text))[CODE]
    assert evidence.span is not None
    assert text[slice(*evidence.span)] == evidence.text == "Our developer modified the file sitemap.php."
    assert (evidence.message, evidence.source) == (2, "message 2")


def test_what_the_seller_wrote_or_a_message_quotes_is_no_evidence() -> None:
    sentence = "Our developer modified the file sitemap.php."
    assert found("", messages=(said(sentence, author=Author.SELLER),)) == set()
    assert found(f"> {sentence}\n\nno") == set()


def test_what_is_read_stays_unknown_whatever_is_found() -> None:
    policy = load_policy(SHIPPED_POLICY_FOLDER / "nothing")
    evaluated = evaluate_grounds(case("Our developer modified the file sitemap.php."), policy)
    assert [each.ground for each in evaluated] == list(Ground)
    for each in evaluated:
        if each.ground in (PRODUCT, WORK, CLASH, CODE):
            assert each.verdict is GroundVerdict.UNKNOWN
    assert evaluated[-1].alternatives == ("paid_work",)


@pytest.mark.parametrize(
    ("folder", "product", "own"),
    [
        ("sitemappro", "Sitemap Pro – Google", True),
        ("finderpro", "FinderPro: Search", True),
        ("swiftcheckout", "Swift Checkout – One Page Checkout", True),
        ("megamenu", "Sitemap Pro", False),
        ("ps_facetedsearch", "Sitemap Pro", False),
        ("x", "", False),
    ],
)
def test_a_products_own_folder_is_known_by_its_name(folder: str, product: str, own: bool) -> None:
    assert is_own_folder(folder, product) is own


@given(st.text(max_size=500))
def test_any_text_gives_passages_that_stand_in_it(text: str) -> None:
    for evidence in find_passages(case(text)).values():
        for each in evidence:
            if each.message == 1:
                assert each.span is not None
                assert text[slice(*each.span)] == each.text
