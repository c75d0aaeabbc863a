"""The page of the letter: composed, edited, checked."""

from __future__ import annotations

from person import open_app
from purchase_desk import PurchaseDesk
from wizard_pages import begin_rejection, open_page, stored_rejection

from bizcare_tui.domain.decisions.answers import WizardStep
from bizcare_tui.domain.policy import LETTER_LANGUAGES
from bizcare_tui.ui.wizard.letter_page import LetterPage


async def test_a_letter_of_ones_own_is_kept_until_it_is_composed_again(at_desk: PurchaseDesk) -> None:
    async with open_app(at_desk.desk, (80, 24)) as person:
        await begin_rejection(person, at_desk, WizardStep.LETTER, "other_shop")
        await person.type("NB ")
        await person.press("ctrl+b", "home", "space", "ctrl+n")
        await person.wait_for_text("step 5 of 6")
        assert stored_rejection(at_desk).letter.startswith("NB ")
        assert stored_rejection(at_desk).alternatives == ("reactivate",)
        person.expect_text("You edited the letter")
        await person.press("ctrl+l")
        letter = stored_rejection(at_desk).letter
        assert not letter.startswith("NB ")
        assert "reactivate" in letter


async def test_a_letter_nobody_edited_follows_the_answers(at_desk: PurchaseDesk) -> None:
    page, _view = open_page(
        at_desk, LetterPage, at_desk.rejecting("other_shop"), alternatives=("reactivate",)
    )
    before = page.answers.letter
    await page.enter()
    assert page.answers.letter == page.answers.composed != before
    assert "You edited the letter" not in page.detail(None).plain


async def test_a_letter_composed_again_is_put_into_the_field(at_desk: PurchaseDesk) -> None:
    ready = at_desk.rejecting("other_shop")
    page, view = open_page(at_desk, LetterPage, ready, letter="My own letter.")
    assert "You edited the letter" in page.detail(None).plain
    await page.compose_again()
    assert view.letters == [page.answers.letter] == [ready.answers.letter]


async def test_the_check_of_the_letter_shows_its_findings(at_desk: PurchaseDesk) -> None:
    page, view = open_page(at_desk, LetterPage, at_desk.rejecting("other_shop"), letter="")
    view.replies = [None]
    await page.check()
    assert [type(screen).__name__ for screen in view.asked] == ["FindingsScreen"]


async def test_another_language_is_chosen_and_named_with_its_reason(at_desk: PurchaseDesk) -> None:
    page, view = open_page(at_desk, LetterPage, at_desk.rejecting("other_shop"))
    assert "English, as the customer writes. F6 changes it." in page.detail(None).plain
    view.replies = [1 + LETTER_LANGUAGES.index("pl")]
    await page.choose_language()
    assert "Polish, which you chose." in page.detail(None).plain
    assert page.answers.letter.startswith("Dzień dobry")
    assert view.letters == [page.answers.letter]
    view.replies = [0]
    await page.choose_language()
    assert (page.answers.language, page.answers.letter[:5]) == ("", "Hello")


async def test_a_changed_letter_is_replaced_by_another_language_only_when_confirmed(
    at_desk: PurchaseDesk,
) -> None:
    page, view = open_page(at_desk, LetterPage, at_desk.rejecting("other_shop"), letter="My own letter.")
    polish = 1 + LETTER_LANGUAGES.index("pl")
    view.replies = [polish, None, polish, 0]
    await page.choose_language()
    assert (page.answers.language, page.answers.letter) == ("", "My own letter.")
    await page.choose_language()
    assert (page.answers.language, page.answers.letter, view.letters) == ("pl", "My own letter.", [])
    view.replies = [1 + LETTER_LANGUAGES.index("de"), 1]
    await page.choose_language()
    assert page.answers.letter.startswith("Guten Tag")
    assert view.letters == [page.answers.letter]


async def test_the_key_of_the_language_works_while_the_letter_is_edited(at_desk: PurchaseDesk) -> None:
    async with open_app(at_desk.desk, (120, 40)) as person:
        await begin_rejection(person, at_desk, WizardStep.LETTER, "other_shop")
        await person.press("f6")
        await person.wait_for_text("In which language?", "Portuguese")
        await person.press("end", "enter")
        await person.settled()
        assert stored_rejection(at_desk).letter.startswith("Olá")
        await person.press("ctrl+z")
        await person.wait_for_text("Hello,")
