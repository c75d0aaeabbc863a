"""The answers of an open wizard: saved one after another, merged, kept when the store rejects them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from purchase_desk import THREAD, PurchaseDesk
from wizard_pages import stored_rejection

from bizcare_tui.desk.unsaved_texts import TextKind, UnsavedText
from bizcare_tui.domain.decisions.answers import DecisionAnswers, RejectionAnswers, WizardStep
from bizcare_tui.ui.wizard.answer_saver import AnswerSaver


def open_saver(at_desk: PurchaseDesk, run: Callable[..., Any] = asyncio.to_thread) -> AnswerSaver:
    """Return the saver of a rejection in which nothing was answered yet."""
    wizards = at_desk.desk.decisions.wizards
    return AnswerSaver(wizards, wizards.begin(THREAD, "rejection"), "Reject", run)


async def rejected(*_call: Any) -> None:
    """Do what the app does when the store rejects a save: return None."""


async def test_saved_answers_are_in_the_store(at_desk: PurchaseDesk) -> None:
    saver = open_saver(at_desk)
    saver.change(alternatives=("reactivate",))
    assert saver.unsaved() is not None
    assert await saver.save()
    assert saver.unsaved() is None
    assert stored_rejection(at_desk).alternatives == ("reactivate",)


async def test_an_answer_that_is_changed_during_a_save_is_kept(at_desk: PurchaseDesk) -> None:
    async def change_meanwhile(function: Callable[..., Any], *arguments: Any) -> Any:
        saver.change(partial="written meanwhile")
        return await asyncio.to_thread(function, *arguments)

    saver = open_saver(at_desk, change_meanwhile)
    saver.change(alternatives=("reactivate",))
    assert await saver.save()
    assert saver.unsaved() is not None
    assert await saver.save()
    assert stored_rejection(at_desk).partial == "written meanwhile"
    assert stored_rejection(at_desk).alternatives == ("reactivate",)


async def test_answers_of_a_colleague_are_merged_and_reported(at_desk: PurchaseDesk) -> None:
    merged: list[DecisionAnswers] = []
    saver, of_colleague = open_saver(at_desk), open_saver(at_desk)
    saver.on_merged = lambda: merged.append(saver.state.answers)
    of_colleague.change(partial="of the colleague")
    await of_colleague.save()
    saver.change(alternatives=("reactivate",))
    await saver.save()
    assert merged == [stored_rejection(at_desk)]
    assert merged == [RejectionAnswers(alternatives=("reactivate",), partial="of the colleague")]


async def test_answers_that_the_store_rejects_stay_unsaved(at_desk: PurchaseDesk) -> None:
    saver = open_saver(at_desk, rejected)
    saver.change(alternatives=("reactivate",))
    assert not await saver.save()
    unsaved = saver.unsaved()
    assert unsaved is not None
    assert (unsaved.kind, unsaved.thread_ids, unsaved.title) == (TextKind.REJECTION, (THREAD,), "Reject")
    assert unsaved.answers == saver.state.answers.values()


async def test_going_to_another_step_is_nothing_that_could_be_lost(at_desk: PurchaseDesk) -> None:
    saver = open_saver(at_desk, rejected)
    saver.change(step=WizardStep.GROUNDS)
    await saver.save()
    assert saver.unsaved() is None


async def test_a_wizard_may_close_without_a_question_when_all_is_saved(at_desk: PurchaseDesk) -> None:
    async def ask(_unsaved: Callable[[], UnsavedText | None], save: Callable[[], None]) -> bool:
        asked.append(True)
        save()
        return False

    asked: list[bool] = []
    saver = open_saver(at_desk)
    assert await saver.save_before_closing(saver.unsaved, ask)
    assert asked == []
    saver.change(alternatives=("reactivate",))
    assert not await saver.save_before_closing(saver.unsaved, ask)
    assert (asked, saver.unsaved()) == ([True], None)


async def test_discarded_answers_are_no_longer_in_the_store(at_desk: PurchaseDesk) -> None:
    saver = open_saver(at_desk)
    empty = saver.state.answers
    saver.set_answers(RejectionAnswers(partial="draft"))
    await saver.save()
    await saver.discard()
    assert stored_rejection(at_desk) == empty
    assert at_desk.desk.decisions.begun(THREAD) == []
