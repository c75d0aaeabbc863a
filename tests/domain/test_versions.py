"""Versions: read, found in texts, compared with the declared ones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizcare_tui.domain.versions import read_version, versions_named, within


@pytest.mark.parametrize(
    ("version", "least", "most", "inside"),
    [
        ("8.1.6", "1.7.6", "8.1", True),
        ("8.1.7", "1.7.6.0", "8.1", True),  # a short ceiling has all that begin so
        ("8.2.0", "1.7.6", "8.1", False),
        ("1.7.8.11", "1.7.8.2", "1.7.8", True),
        ("1.7.10", "1.7.0", "1.7.9", False),  # by numbers, not by letters
        ("1.7.5.2", "1.7.6", "8.1", False),
        ("1.6.1.24", "1.7", "", False),
        ("9.0.0", "", "8.2.x", False),
        ("1.4.0", "", "8.2.x", True),
        ("8.x", "1.7", "9", True),
        ("8.x", "1.7", "8.1", None),
        ("8", "8.0.0", "8.x", True),
        ("1.7", "1.7.6", "8.1", None),
        ("8.1.*", "1.7.6", "8.1.x", True),
        ("9.0.0-beta", "1.7", "8.2", False),
        ("9.0.0-beta", "9.0.0", "9.1", None),
        ("9.1.0~rc1", "1.7", "9.1", True),
        ("8.1.6", "anything", "8.1", None),
    ],
)
def test_a_version_is_within_a_range_or_outside_or_unknown(
    version: str, least: str, most: str, inside: bool | None
) -> None:
    read = read_version(version)
    assert read is not None
    assert within(read, least, most) is inside


@pytest.mark.parametrize(
    "text", ["none", "", "latest", "8,1", "v", "1.2.3.4.5", "8.1.6 or so", "²", "1" * 40]
)
def test_what_is_no_version_is_none(text: str) -> None:
    assert read_version(text) is None


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("PrestaShop 8.1.5", ["8.1.5"]),
        ("Versión de PrestaShop: 1.6.1.24", ["1.6.1.24"]),
        ("prestashop versione 8.x", ["8.x"]),
        ("PS8 and PHP 8.1", ["8"]),
        ("we use PS 1.7.8.10, PHP 7.4, MySQL 8.0", ["1.7.8.10"]),
        ("Presta v1.7.8.7", ["1.7.8.7"]),
        ("our shop is on 1.7.8.9 since May", ["1.7.8.9"]),
        ("Version : 8.2.1", ["8.2.1"]),
        ("die Version 8.1.7 läuft hier", ["8.1.7"]),
        ("module version 8.1.2", []),
        ("version 8.2.0 of your module", []),
        ("PHP 8.2.12 and nginx 1.24.0", []),
        ("order 1.700,50 € and 8.50 €", []),
        ("ps 17", []),
        ("/var/www/prestashop-1.7.8.7/modules/x.php and PrestaShop 8.1.5", ["8.1.5"]),
        ("The theme is from www.designer-studio.com (version 9.2.0)", []),
        ("PrestaShop 8,1 and PS 1,7,8", ["8.1", "1.7.8"]),
        ("wir sind noch auf 1.6", ["1.6"]),
        ("PrestaShop 2000 shops", []),
        ("192.168.1.10", []),
    ],
)
def test_the_versions_that_a_text_names(text: str, named: list[str]) -> None:
    assert [each.version.text for each in versions_named(text)] == named


@pytest.mark.parametrize(
    "text",
    [
        "Is it compatible with PrestaShop 9.0?",
        "We want to upgrade to PrestaShop 9",
        "¿Será compatible con PrestaShop 9.0.1?",
        "Quand sera-t-il compatible avec PrestaShop 9 ?",
        "Wird es mit PrestaShop 9.0 kompatibel? kompatibel mit PrestaShop 9.0",
    ],
)
def test_a_version_asked_about_is_not_in_use(text: str) -> None:
    assert not any(each.in_use for each in versions_named(text))


def test_of_an_update_that_was_done_the_later_version_is_in_use() -> None:
    old, new = versions_named("after we upgraded from PrestaShop 8.1.7 to PrestaShop 9.0.1 it broke")
    assert (old.in_use, new.in_use) == (False, True)


@given(
    st.lists(st.integers(0, 99), min_size=1, max_size=4), st.lists(st.integers(0, 99), min_size=1, max_size=4)
)
def test_a_version_is_within_its_own_bounds_and_not_both_below_and_above(a: list[int], b: list[int]) -> None:
    first, second = (".".join(map(str, numbers)) for numbers in (a, b))
    read = read_version(first)
    assert read is not None
    assert within(read, first, first) is True
    below, above = within(read, "", second), within(read, second, "")
    assert not (below is False and above is False)


@given(st.text(max_size=400))
def test_any_text_is_looked_through(text: str) -> None:
    for each in versions_named(text):
        assert 0 <= each.span[0] < each.span[1] <= len(text)
