"""The wizards' screens and the list of decisions, as a person meets them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from fixed_time import NOW
from person import Person, open_app
from purchase_desk import THREAD, PurchaseDesk, open_purchase_desk

from bizcare_tui.domain.decisions.answers import RefundAnswers, RejectionAnswers, WizardStep
from bizcare_tui.domain.policy import Proof


@pytest.fixture
def at_desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[PurchaseDesk]:
    with open_purchase_desk(monkeypatch, "sync_interval = 0") as opened:
        yield opened


def answers(at_desk: PurchaseDesk) -> RejectionAnswers:
    """The answers of the rejection as they are stored."""
    stored = at_desk.desk.decisions.wizards.begin(THREAD, "rejection").answers
    assert isinstance(stored, RejectionAnswers)
    return stored


async def begin(person: Person, at_desk: PurchaseDesk, step: WizardStep, *grounds: str) -> None:
    """Open the wizard at a step, with these grounds chosen."""
    if grounds:
        ready = at_desk.rejecting(*grounds)
        at_desk.desk.decisions.wizards.save(ready, replace(ready.answers, step=step))
    await person.press("x")
    await person.wait_for_text("step")


async def test_grounds_tell_verdict_facts_and_what_would_settle_them(at_desk: PurchaseDesk) -> None:
    async with open_app(at_desk.desk, (120, 40)) as person:
        await begin(person, at_desk, WizardStep.ASKED)
        person.expect_text("Request", "First answer", "carousel stays empty since Monday")
        await person.press("ctrl+n", "j")
        person.expect_text(
            "PROVEN", "www.costa-outlet.com", "correct the licensed shop", "What would prove it"
        )
        await person.press("space", "ctrl+n")
        await person.wait_for_text("step 3 of 6")
        person.expect_text("[x] data:")


async def test_back_never_loses_an_answer_and_next_says_what_is_missing(at_desk: PurchaseDesk) -> None:
    async with open_app(at_desk.desk, (80, 24)) as person:
        await begin(person, at_desk, WizardStep.ASKED)
        await person.press("ctrl+n", "ctrl+n")
        person.expect_text("step 2 of 6")
        person.expect_toast("Select at least one reason")
        await person.press("j", "space", "ctrl+n", "ctrl+b", "ctrl+b", "ctrl+n")
        person.expect_text("step 2 of 6", "[x] PROVEN")
        await person.press("escape")
        assert answers(at_desk).of("other_shop") is not None
        await person.press("x")
        await person.wait_for_text("step 2 of 6")


async def test_passages_are_taken_dismissed_and_quoted(at_desk: PurchaseDesk) -> None:
    async with open_app(at_desk.desk, (120, 40)) as person:
        await begin(person, at_desk, WizardStep.EVIDENCE, "modified_code")
        person.expect_text("[ ] quoted:", "[x] finding:")
        await person.press("j", "d")
        assert len(answers(at_desk).dismissed) == 1
        person.expect_text("Dismissed")
        await person.press("space", "k", "q", "enter", "enter")
        await person.settled()
        (chosen,) = answers(at_desk).chosen
        quotations = [item for item in chosen.items if item.proof is Proof.MESSAGE]
        assert len(quotations) == 2
        messages = at_desk.desk.decisions.contexts.read(THREAD).case.messages
        assert all(item.text in messages[0].text for item in quotations)


async def test_a_file_that_is_not_there_is_told_and_nothing_is_lost(at_desk: PurchaseDesk) -> None:
    async with open_app(at_desk.desk, (80, 24)) as person:
        await begin(person, at_desk, WizardStep.EVIDENCE, "modified_code")
        before = answers(at_desk)
        await person.press("f")
        await person.type("/nonexistent.log")
        await person.press("enter")
        person.expect_text("cannot be read", "/nonexistent.log")
        await person.press("escape")
        assert answers(at_desk) == before


async def test_the_licensed_shop_and_the_versions_are_recorded_from_the_wizard(at_desk: PurchaseDesk) -> None:
    async with open_app(at_desk.desk, (120, 40)) as person:
        await begin(person, at_desk, WizardStep.GROUNDS, "modified_code")
        await person.press("v")
        await person.type("2026-01-01 8.0 9.0 page")
        await person.press("enter", "w", "ctrl+u")
        await person.type("www.costa-outlet.com")
        await person.press("enter")
        await person.type("told by PrestaShop")
        await person.press("enter")
        await person.settled()
    verdicts = {
        line["ground"]: line["verdict"] for line in at_desk.desk.decisions.evaluation_json(THREAD)[:6]
    }
    assert (verdicts["other_shop"], verdicts["incompatible_version"]) == ("contradicted", "contradicted")


async def test_what_arrives_meanwhile_is_told_and_read(at_desk: PurchaseDesk) -> None:
    async with open_app(at_desk.desk, (80, 24)) as person:
        await begin(person, at_desk, WizardStep.REVIEW, "other_shop")
        at_desk.market.add_message(THREAD, "It is solved, thank you.", at=NOW + timedelta(minutes=5))
        at_desk.sync()
        await person.wait_for_text("New messages since you started: 1")
        await person.press("ctrl+s")
        await person.settled()
        assert at_desk.desk.decisions.list_decisions() == []
        if "before sending" in person.text:
            await person.press("escape")
        await person.press("ctrl+r")
        await person.wait_for_text("It is solved")
        await person.press("escape")
        await person.settled()
        assert (
            at_desk.desk.decisions.wizards.count_new_messages(
                at_desk.desk.decisions.wizards.begin(THREAD, "rejection")
            )
            == 0
        )


async def test_a_letter_of_ones_own_is_kept_until_it_is_composed_anew(at_desk: PurchaseDesk) -> None:
    async with open_app(at_desk.desk, (80, 24)) as person:
        await begin(person, at_desk, WizardStep.LETTER, "other_shop")
        await person.type("NB ")
        await person.press("ctrl+b", "space", "ctrl+n")
        await person.wait_for_text("step 5 of 6")
        assert answers(at_desk).letter.startswith("NB ")
        assert answers(at_desk).alternatives == ("reactivate",)
        person.expect_text("You edited the letter")
        await person.press("ctrl+l")
        letter = answers(at_desk).letter
        assert not letter.startswith("NB ")
        assert "reactivate" in letter


async def test_answers_are_thrown_away_only_when_that_is_meant(at_desk: PurchaseDesk) -> None:
    async with open_app(at_desk.desk, (80, 24)) as person:
        await begin(person, at_desk, WizardStep.GROUNDS, "other_shop")
        await person.press("f9", "enter")
        assert answers(at_desk).of("other_shop") is not None
        await person.press("f9", "j", "enter")
        await person.settled()
        assert answers(at_desk) == RejectionAnswers()
        person.expect_text("Carousel stays empty")


@pytest.mark.parametrize(("key", "kind"), [("x", "rejection"), ("$", "refund")])
async def test_a_wizard_that_was_only_opened_leaves_nothing_behind(
    at_desk: PurchaseDesk, key: str, kind: str
) -> None:
    async with open_app(at_desk.desk, (120, 40)) as person:
        await person.press("dollar_sign" if key == "$" else key)
        await person.wait_for_text("step 1 of 6", "F9 discard")
        await person.press("ctrl+n", "ctrl+b", "escape")
        assert at_desk.desk.decisions.begun(THREAD) == []
        assert "begun" not in person.text
        await person.press("dollar_sign" if key == "$" else key, "f9")
        assert len(person.app.screen_stack) == 1
        assert at_desk.desk.decisions.begun(THREAD) == []


async def test_an_answer_that_excludes_another_is_a_radio_button_and_contradicts_no_date(
    at_desk: PurchaseDesk,
) -> None:
    refund = at_desk.refunding()
    assert isinstance(refund.answers, RefundAnswers)
    answers_ = replace(refund.answers, step=WizardStep.CONSEQUENCES, paid_out=None)
    at_desk.desk.decisions.wizards.save(refund, answers_)
    async with open_app(at_desk.desk, (120, 40)) as person:
        await person.press("dollar_sign")
        await person.wait_for_text(
            "[x] I know", "( ) The sale has not been paid out", "( ) The sale has already been paid out"
        )
        await person.press("j", "space")
        person.expect_text("(•) The sale has not been paid out")
        await person.press("j", "space")
        person.expect_toast("it cannot have been paid out yet")
        person.expect_text("(•) The sale has not been paid out", "( ) The sale has already been paid out")


async def test_the_help_of_a_page_names_every_key(at_desk: PurchaseDesk) -> None:
    async with open_app(at_desk.desk, (120, 40)) as person:
        await begin(person, at_desk, WizardStep.EVIDENCE, "modified_code")
        await person.press("f1")
        await person.wait_for_text(
            "quote a message", "add a finding", "add a file", "dismiss", "Ctrl+R", "close (answers are saved)"
        )


async def test_decisions_are_listed_by_ground_product_and_outcome(at_desk: PurchaseDesk) -> None:
    at_desk.desk.decisions.decide(at_desk.rejecting("other_shop"))
    at_desk.send()
    at_desk.desk.decisions.decide(at_desk.refunding())
    async with open_app(at_desk.desk, (120, 40)) as person:
        await person.press("D")
        await person.wait_for_text("2 of 2", "Another shop", "Only this shop", "refunding")
        await person.press("g")
        await person.wait_for_text("1 of 2", "reason: Another shop")
        await person.press("g", "g", "o")
        await person.wait_for_text("1 of 2", "outcome: refunding")
        await person.press("w")
        await person.type("agreed to a fix")
        await person.press("enter")
        await person.settled()
        assert at_desk.desk.decisions.list_decisions()[0].kind == "withdrawal"


async def test_without_a_store_the_list_of_decisions_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    from bizcare_tui.desk.desk import Desk

    async with open_app(Desk(), (80, 24)) as person:
        await person.press("D")
        person.expect_toast("bizcare sync")
