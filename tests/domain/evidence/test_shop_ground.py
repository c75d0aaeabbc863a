"""Ground 2: another shop than the licensed one."""

from __future__ import annotations

import pytest
from cases import case, said
from hypothesis import given
from hypothesis import strategies as st

from bizcare_tui.domain.evidence.case import Verdict
from bizcare_tui.domain.evidence.shop import evaluate_shop
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
    assert evaluate_shop(case(text)).verdict is Verdict.CONTRADICTED


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
    assert found.verdict is Verdict.SUPPORTED
    assert any("costa-outlet" in each.text and each.message == 1 for each in found.evidence)
    assert found.alternatives == ("moved_domain", "staging")


@pytest.mark.parametrize(
    "text",
    [
        "It does not work.",
        "It works on www.costa-garden.com and not on www.costa-outlet.com.",
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
    assert found.verdict is Verdict.UNKNOWN
    assert found.why
    assert found.settle


def test_a_test_install_says_that_it_is_allowed_and_a_moved_one_who_can_change_it() -> None:
    assert evaluate_shop(case("staging.costa-garden.com is white")).alternatives == ("staging",)
    moved = evaluate_shop(case("we moved to another domain, www.new-costa.com"))
    assert moved.alternatives == ("moved_domain",)
    assert "PrestaShop's support" in moved.settle


@pytest.mark.parametrize("website", ["", "javascript:alert(1)", "not a shop"])
def test_without_a_licensed_shop_nothing_is_decided(website: str) -> None:
    found = evaluate_shop(case("on www.costa-outlet.com it fails", website=website))
    assert found.verdict is Verdict.UNKNOWN
    assert "licensed" in found.why


def test_what_the_seller_or_nobody_knows_who_wrote_does_not_accuse() -> None:
    sellers = case(messages=(said("Look at www.my-demo-shop.com", author=Author.SELLER),))
    unknown = case(messages=(said("On www.costa-outlet.com it fails", author=Author.UNKNOWN),))
    assert evaluate_shop(sellers).verdict is Verdict.UNKNOWN
    found = evaluate_shop(unknown)
    assert found.verdict is Verdict.UNKNOWN
    assert "who wrote" in found.why


def test_the_topic_counts_and_evidence_points_into_its_message() -> None:
    assert evaluate_shop(case("help", topic="www.costa-outlet.com broken")).verdict is Verdict.SUPPORTED
    found = evaluate_shop(case("Look: www.costa-outlet.com is broken"))
    quoted = next(each for each in found.evidence if each.message == 1)
    assert quoted.span is not None
    assert "Look: www.costa-outlet.com is broken"[slice(*quoted.span)] == quoted.text


@given(st.text(max_size=300))
def test_no_text_without_an_address_supports(text: str) -> None:
    if "." not in text:
        assert evaluate_shop(case(text)).verdict is Verdict.UNKNOWN
