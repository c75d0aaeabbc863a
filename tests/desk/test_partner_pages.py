"""Pages of the partner account: addresses are unverified until a person confirms that one opened."""

from __future__ import annotations

import pytest

from bizcare_tui import i18n
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.doctor import run_checks
from bizcare_tui.desk.partner_pages import PageKind

THREAD = "https://addons.prestashop.com/{}/seller-contact.php?ict=41"


@pytest.mark.parametrize("language", ["es", "fr", "en", "it"])
def test_addresses_are_in_the_language_of_the_interface(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setattr(i18n, "_chosen", language)
    assert desk.conversations.page_url(41) == THREAD.format(language)
    base = f"https://addons.prestashop.com/sellers/{language}/products"
    assert desk.pages.address(PageKind.PRODUCT, 9) == f"{base}/9"
    assert desk.pages.address(PageKind.VALIDATION) == f"{base}/validation"


def test_a_setting_names_another_language(desk: Desk) -> None:
    desk.session.paths.settings_file.write_text('page_language = "pl"\n')
    assert Desk().conversations.page_url(41) == THREAD.format("pl")


def test_a_former_default_that_was_set_is_used_as_it_is(desk: Desk) -> None:
    former = "https://addons.prestashop.com/en/seller/threads/{id}"
    desk.session.paths.settings_file.write_text(f'thread_page = "{former}"\n')
    assert Desk().conversations.page_url(41) == former.format(id=41)


def test_a_page_is_unverified_until_somebody_confirms_it(desk: Desk) -> None:
    link = desk.pages.link(PageKind.THREAD, 41)
    assert link.confirmed is None
    desk.pages.confirm(link, "ana")
    desk.pages.confirm(link, "bea")
    known = Desk().pages.link(PageKind.THREAD, 42).confirmed
    assert known is not None
    assert known.login == "ana"
    assert desk.pages.link(PageKind.PRODUCT, 3).confirmed is None
    # Another address was seen by nobody.
    desk.session.paths.settings_file.write_text('thread_page = "https://example.org/{id}"\n')
    assert Desk().pages.link(PageKind.THREAD, 41).confirmed is None


def test_without_a_store_every_page_is_unverified() -> None:
    assert Desk().pages.link(PageKind.VALIDATION).confirmed is None


def test_the_doctor_names_what_is_unverified(desk: Desk) -> None:
    (before,) = (each for each in run_checks(desk.session.paths) if each.check == "pages")
    assert before.ok
    assert "thread_page, product_page, validation_page" in before.text
    for kind in PageKind:
        desk.pages.confirm(desk.pages.link(kind, 1), "ana")
    (after,) = (each for each in run_checks(desk.session.paths) if each.check == "pages")
    assert "unverified" not in after.text
