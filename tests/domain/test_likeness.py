"""Reports of the same error are alike, those of different errors are not."""

from __future__ import annotations

import pytest

from bizcare_tui.domain.likeness import ENOUGH, Traits, combine_traits, likeness, traits

CART = """The cart page is white since the update: Fatal error: Uncaught TypeError: Unsupported operand types
in /var/www/modules/shopfast/classes/CartRule.php:211 hookDisplayShoppingCart, PrestaShop 8.1.6"""


@pytest.mark.parametrize(
    ("text", "is_alike"),
    [
        ("Bonjour, page blanche : TypeError dans modules/shopfast/classes/CartRule.php ligne 211", True),
        ("hookDisplayShoppingCart throws, TypeError again", True),
        ("Since the update the cart page stays white, fatal error, unsupported operand types", True),
        ("How do I translate the button of the product page?", False),
        ("I would like an invoice with our VAT number, thank you", False),
        ("", False),
    ],
)
def test_likeness(text: str, is_alike: bool) -> None:
    found = likeness(traits(CART), traits(text), same_product=True)
    assert (found.score >= ENOUGH) is is_alike, found


def test_it_says_why() -> None:
    found = likeness(traits(CART), traits("TypeError in CartRule.php on 8.1.6"), same_product=False)
    assert found.why.startswith("TypeError, CartRule.php, 8.1.6")


def test_files_of_every_trace_say_nothing() -> None:
    assert traits("#1 /var/www/index.php(3) classes/Dispatcher.php controllers/Hook.php").files == frozenset()


def test_reports_tell_together() -> None:
    both = combine_traits([traits("TypeError"), traits("hookDisplayHeader")])
    assert both.exceptions == {"TypeError"}
    assert both.hooks == {"hookDisplayHeader"}
    assert combine_traits([]) == Traits()


@pytest.mark.parametrize("piece", ["A", "aError", "hookA", "a.", "1.7.", "a-", "é"])
def test_hostile_text_ends(piece: str) -> None:
    assert traits(piece * 60_000) is not None
