"""Ground 2: another shop than the licensed one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from evaluation_cases import case, said
from hypothesis import given
from hypothesis import strategies as st

from bizcare_tui.domain.evidence.evaluation_data import GroundVerdict
from bizcare_tui.domain.evidence.shop_ground import evaluate_shop
from bizcare_tui.domain.shops import shops_named
from bizcare_tui.domain.threads import Author


@pytest.mark.parametrize(
    "text",
    [
        "On www.costa-garden.com the menu is gone.",
        "See https://costa-garden.com:8443/en/12-roses?x=1",
        "shop.costa-garden.com stays white",
        "HTTP://WWW.COSTA-GARDEN.COM/admin123 says error 500",
        "Site : costa-garden.com, rien ne marche comme sur https://www.example-shop.fr",
    ],
)
def test_the_licensed_shop_itself_contradicts(text: str) -> None:
    assert evaluate_shop(case(text)).verdict is GroundVerdict.CONTRADICTED


@pytest.mark.parametrize(
    "text",
    [
        "The module does not work on www.costa-outlet.com, please help.",
        "Nuestra tienda es https://costa-outlet.es y no carga",
        "Voici notre boutique : boutique.costa-outlet.fr/fr/",
        "In unserem Shop www.costa-outlet.de kommt ein Fehler 500.",
        "Sul nostro negozio www.costa-outlet.it non va.",
        "Nasz sklep www.costa-outlet.pl nie działa.",
        "Merci\nCordialement\nJean\nBoutique : www.costa-outlet.fr",
    ],
)
def test_nothing_but_another_shop_supports(text: str) -> None:
    found = evaluate_shop(case(text))
    assert found.verdict is GroundVerdict.SUPPORTED
    assert any("costa-outlet" in each.text and each.message == 1 for each in found.evidence)
    assert found.alternatives == ("moved_domain", "staging")


@pytest.mark.parametrize(
    "text",
    [
        "It does not work.",
        "It works on www.costa-garden.com. Is www.costa-outlet.com covered too?",
        "On staging.costa-garden.com it fails.",
        "I try it on http://localhost:8080 first.",
        "Our copy at https://192.168.1.20/shop fails.",
        "dev.my-agency.com shows a blank page",
        "shop.test does not load",
        "We moved to a new domain, the shop is now www.costa-blooms.com.",
        "Hemos cambiado de dominio: ahora es www.costa-flores.es",
        "I want it to look like https://www.fine-roses.com",
        "por ejemplo como en https://www.otra-tienda.es",
        "Our agency is www.web-makers.fr and they ask for help.",
        "Wie auf https://www.rosenwelt.de soll es aussehen",
        "It fails.\nBest regards\nAna\nwww.web-makers.com",
        "Write to help@costa-outlet.com",
        "www.cоsta-garden.com fails",  # a Cyrillic letter in it
        "http://www.costa-garden.com@evil-shop.com/ fails",
        "javascript:alert(1) and file.php and version 1.7.8.10",
        '<rss xmlns:g="http://base.shopfeed.com/ns/1.0">',
        "> it fails on www.costa-outlet.com\n\nthat is what you wrote",
    ],
)
def test_what_leaves_room_is_unknown(text: str) -> None:
    found = evaluate_shop(case(text))
    assert found.verdict is GroundVerdict.UNKNOWN
    assert found.why
    assert found.settle


def test_a_test_install_says_that_it_is_allowed_and_a_moved_one_who_can_change_it() -> None:
    assert evaluate_shop(case("staging.costa-garden.com is white")).alternatives == ("staging",)
    moved = evaluate_shop(case("we moved to another domain, www.new-costa.com"))
    assert moved.alternatives == ("moved_domain",)
    assert "PrestaShop support" in moved.settle


@pytest.mark.parametrize("website", ["", "javascript:alert(1)", "not a shop"])
def test_without_a_licensed_shop_nothing_is_decided(website: str) -> None:
    found = evaluate_shop(case("on www.costa-outlet.com it fails", website=website))
    assert found.verdict is GroundVerdict.UNKNOWN
    assert "licensed" in found.why


def test_what_the_seller_or_nobody_knows_who_wrote_does_not_accuse() -> None:
    sellers = case(messages=(said("Look at www.my-demo-shop.com", author=Author.SELLER),))
    unknown = case(messages=(said("On www.costa-outlet.com it fails", author=Author.UNKNOWN),))
    assert evaluate_shop(sellers).verdict is GroundVerdict.UNKNOWN
    found = evaluate_shop(unknown)
    assert found.verdict is GroundVerdict.UNKNOWN
    assert "author of the message" in found.why


def test_the_topic_counts_and_evidence_points_into_its_message() -> None:
    assert evaluate_shop(case("help", topic="www.costa-outlet.com broken")).verdict is GroundVerdict.SUPPORTED
    found = evaluate_shop(case("Look: www.costa-outlet.com is broken"))
    quoted = next(each for each in found.evidence if each.message == 1)
    assert quoted.span is not None
    assert "Look: www.costa-outlet.com is broken"[slice(*quoted.span)] == quoted.text


@given(st.text(max_size=300))
def test_no_text_without_an_address_supports(text: str) -> None:
    if "." not in text:
        assert evaluate_shop(case(text)).verdict is GroundVerdict.UNKNOWN


@pytest.mark.parametrize(
    "text",
    [
        "It works on www.costa-garden.com and not on www.costa-outlet.com.",
        "www.costa-garden.com works but www.costa-outlet.com doesn't.",
        "Funciona bien en www.costa-garden.com, pero en www.costa-outlet.com no aparece.",
        "Sur www.costa-garden.com ça marche, sur www.costa-outlet.com non.",
        "Auf www.costa-garden.com läuft es, auf www.costa-outlet.com aber nicht.",
        "Su www.costa-garden.com funziona, ma su www.costa-outlet.com no.",
        "Na www.costa-garden.com działa, a na www.costa-outlet.com nie.",
        "Op www.costa-garden.com werkt het, maar op www.costa-outlet.com niet.",
        "Em www.costa-garden.com funciona, mas em www.costa-outlet.com não.",
    ],
)
def test_where_the_licensed_shop_works_the_one_that_fails_is_meant(text: str) -> None:
    assert evaluate_shop(case(text)).verdict is GroundVerdict.SUPPORTED


@pytest.mark.parametrize(
    "text",
    [
        "It works on https://shop.example.com but not on https://www.moda24.fr",
        "Es läuft auf https://laden.example.com, aber auf https://www.moda24.fr erscheint ein Fehler 500.",
        "Funciona bien en tienda-ejemplo.example.com, en cambio en www.moda24.fr sale un error",
    ],
)
def test_words_within_an_address_describe_no_other_address(text: str) -> None:
    licensed = next(word.strip(",.") for word in text.split() if "example.com" in word)
    assert evaluate_shop(replace(case(text), website=licensed)).verdict is GroundVerdict.SUPPORTED


@pytest.mark.parametrize(
    "text",
    [
        "It fails on www.costa-garden.com, but works on www.costa-outlet.com.",
        "En www.costa-garden.com no funciona, en www.costa-outlet.com va bien.",
    ],
)
def test_where_the_licensed_shop_fails_it_is_meant(text: str) -> None:
    assert evaluate_shop(case(text)).verdict is GroundVerdict.CONTRADICTED


NOBODYS_SHOPS = [
    "El módulo no funciona en mi tienda <https://u1.ct.sendgrid.net/ls/click?upn=x>",
    "El módulo no funciona en mi tienda <https://links.unknown-mailer.net/ls/click?upn=x>",
    "The shop <https://fancy-tracking.io/4fK9x> is down",
    "Our shop shows a blank page: https://jam.dev/c/x",
    "Our shop shows a blank page: https://never-heard-of.io/c/4fK9xQ",
    "Our shop shows a blank page: https://new-clips.app/share/4fK9xQ",
    "Our shop shows a blank page: https://pixeldrop.eu/aB3xK9q",
    "Screenshot of our shop: https://pics-and-more.net/my-error",
    "Captura del error en nuestra tienda: https://subidas-gratis.es/error",
    "Vidéo du problème : https://partage-facile.fr/boutique",
    "Hier das Video: https://schnell-teilen.de/fehler",
    "Nagranie: https://wrzutka.pl/sklep",
    "Schermafbeelding van de fout: https://deel-snel.nl/winkel",
    "Ficheiro: https://partilha.pt/loja",
    "Il file è qui: https://condividi-ora.it/negozio",
    "It fails on https://bit.ly/3xYz and on the shop",
    "It fails on https://costa.myshopify.com",
    "It fails on https://user.wixsite.com/shop",
    "It fails on https://d111111abcdef8.cloudfront.net/page",
    "It fails on https://cluster028.costa-outlet.com/",
    "It fails on https://srv123.hosting-firm.net/~costa/",
    "It fails on https://cpanel.hosting-firm.net",
    "It fails on https://ip-5-6-7-8.hosting-firm.net/",
    "It fails on https://hosting-firm.net:2083/",
    "It fails on https://cdn.some-delivery.net/a.js",
    "The payment with Booking.com fails in the shop",
    "It fails with amazon and PayPal, on ebay.es too",
    "It fails, write to ana (at) costa-outlet.com",
    "It fails, write to ana@costa-outlet.com or ana @ costa-outlet.com",
    "It fails, see https://github.com/PrestaShop/PrestaShop/issues/1 and https://devdocs.prestashop-project.org",
    "It fails on https://unknown-site.io/go?url=https%3A%2F%2Fwww.costa-outlet.com",
]  # fmt: skip


@pytest.mark.parametrize("text", NOBODYS_SHOPS)
def test_what_is_most_likely_no_shop_supports_nothing(text: str) -> None:
    assert evaluate_shop(case(text)).verdict is GroundVerdict.UNKNOWN


@pytest.mark.parametrize(
    "website", ["http://localhost/ps", "192.168.1.4", "https://staging.costa-dev.com", "costa.myshopify.com"]
)
def test_a_licence_for_no_shop_of_its_own_supports_nothing(website: str) -> None:
    found = evaluate_shop(case("It fails on www.costa-outlet.com", website=website))
    assert found.verdict is GroundVerdict.UNKNOWN


WRAPPED = [
    "https://urldefense.com/v3/__https://www.costa-garden.com__;!!x$",
    "https://urldefense.proofpoint.com/v2/url?u=https-3A__www.costa-2Dgarden.com_fr&d=DwMFaQ",
    "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.costa-garden.com%2F&data=05",
    "https://www.google.com/url?q=https://www.costa-garden.com/&sa=D",
    "https://www.google.es/url?sa=t&url=https%3A%2F%2Fwww.costa-garden.com",
    "https://l.facebook.com/l.php?u=https%3A%2F%2Fwww.costa-garden.com%2F&h=AT0",
    "https://lm.facebook.com/l.php?u=https%3A%2F%2Fwww.costa-garden.com%2F",
    "https://l.instagram.com/?u=https%3A%2F%2Fwww.costa-garden.com%2F",
    "https://linkprotect.cudasvc.com/url?a=https%3a%2f%2fwww.costa-garden.com&c=E,1",
    "https://url.avanan.click/v2/___https://www.costa-garden.com/fr___.YXAz",
    "https://www.youtube.com/redirect?q=https%3A%2F%2Fwww.costa-garden.com",
    "https://www.bing.com/ck/a?!&&p=1&u=a1aHR0cHM6Ly93d3cuY29zdGEtZ2FyZGVuLmNvbS8&ntb=1",
    "https://www-costa--garden-com.translate.goog/fr/",
    "https://web.archive.org/web/2026/https://www.costa-garden.com/",
    "https://protection.unknown-filter.net/?url=https%253A%252F%252Fwww.costa-garden.com",
    "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Furldefense.com%2Fv3%2F__https%3A%2F%2Fwww.costa-garden.com__%3B%21",
]


@pytest.mark.parametrize("link", WRAPPED)
def test_a_link_that_carries_its_target_counts_as_the_target(link: str) -> None:
    found = evaluate_shop(case(f"Le module ne fonctionne pas sur mon site : {link}"))
    assert found.verdict is GroundVerdict.CONTRADICTED
    other = link.replace("costa-garden", "costa-outlet").replace("costa--garden", "costa--outlet")
    if other != link and "aHR0" not in link:
        other = other.replace("costa-2Dgarden", "costa-2Doutlet")
        assert (
            evaluate_shop(case(f"Le module ne fonctionne pas sur mon site : {other}")).verdict
            is GroundVerdict.SUPPORTED
        )


def test_a_link_that_is_only_passed_through_is_not_listed_as_a_shop() -> None:
    text = "mi tienda <https://u1.ct.sendgrid.net/x> y https://jam.dev/c/x y https://www.costa-outlet.com/fr/"
    assert [shop.host for shop in shops_named(text)] == ["www.costa-outlet.com"]


@pytest.mark.parametrize(
    "text",
    [
        "It works on www.costa-garden.com and fails on www.costa-garden.es.",
        "On www.costa-garden.es it fails.",
        "It fails on www.costa-outlet.com, that is our multistore.",
        "Auf www.costa-outlet.de geht nichts, es ist dieselbe Installation.",
    ],
)
def test_another_domain_of_the_same_shop_supports_nothing(text: str) -> None:
    found = evaluate_shop(case(text))
    assert found.verdict is GroundVerdict.UNKNOWN
    assert "another domain" in found.why


def test_a_path_in_a_log_names_the_licensed_shop_and_accuses_no_other() -> None:
    log = "PHP Fatal error: x in /var/www/vhosts/{}/httpdocs/modules/x/x.php:12"
    licensed = evaluate_shop(case(log.format("costa-garden.com")))
    assert licensed.verdict is GroundVerdict.CONTRADICTED
    assert evaluate_shop(case(log.format("costa-outlet.com"))).verdict is GroundVerdict.UNKNOWN
