"""How often people at a desk accepted what the program found: what its store knows about that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from purchase_desk import THREAD, PurchaseDesk, open_purchase_desk

from bizcare_tui.desk.views import ReplyDraft
from bizcare_tui.desk.wizard_state import WizardState
from bizcare_tui.domain.decisions.answers import dismissal_key
from bizcare_tui.domain.outbox import Transition
from bizcare_tui.domain.policy import Proof
from bizcare_tui.errors import ReplyCheckFailed

GROUND = "modified_code"
CONCRETE = "Hello Maria, I opened carousel.php on the outlet and saw that your developer changed the file."
# Asks for the password of an employee.
ACCESS = f"{CONCRETE} Please send me your back office login and password. Marta"
PLAIN = f"{CONCRETE} Please put back the file of version 2.4, and the carousel shows again. Marta"


@pytest.fixture
def at_desk(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[PurchaseDesk]:
    with open_purchase_desk(monkeypatch) as opened:
        yield opened


def counted(at_desk: PurchaseDesk) -> list[tuple[str, str, int, int, int]]:
    """Return the rows as plain values."""
    rows = at_desk.desk.statistics.acceptance()
    return [(row.source.value, row.kind, row.found, row.accepted, row.dismissed) for row in rows]


def with_passage(at_desk: PurchaseDesk, wizard: WizardState, *, is_accepted: bool) -> WizardState:
    """Return a wizard in which the one passage found for its ground is chosen or dismissed."""
    decisions = at_desk.desk.decisions
    (chosen,) = wizard.answers.chosen
    found = decisions.evidence_found(decisions.contexts.read(THREAD), chosen.ground)
    (passage,) = (each for each in found if each.proof is Proof.MESSAGE)
    answers = wizard.answers
    if is_accepted:
        answers = answers.with_ground(replace(chosen, items=(*chosen.items, passage)))
    else:
        answers = replace(answers, dismissed=(dismissal_key(chosen.ground, passage),))
    return at_desk.with_letter(replace(wizard, answers=answers))


def test_nothing_is_known_of_a_new_desk(at_desk: PurchaseDesk) -> None:
    assert counted(at_desk) == []


# --- passages --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_accepted", [True, False])
def test_a_decision_tells_what_became_of_its_passages(at_desk: PurchaseDesk, is_accepted: bool) -> None:
    wizard = with_passage(at_desk, at_desk.rejecting(GROUND), is_accepted=is_accepted)
    at_desk.desk.decisions.decide(wizard)
    assert counted(at_desk) == [("passage", GROUND, 1, int(is_accepted), int(not is_accepted))]


def test_a_wizard_in_progress_counts_instead_of_the_decision_before_it(at_desk: PurchaseDesk) -> None:
    decisions = at_desk.desk.decisions
    row = decisions.decide(with_passage(at_desk, at_desk.rejecting(GROUND), is_accepted=True))
    decisions.withdraw(row.id, "a mistake")
    begun = decisions.wizards.begin(THREAD, "rejection")
    (chosen,) = begun.answers.chosen
    undecided = replace(chosen, items=tuple(each for each in chosen.items if each.proof is Proof.FINDING))
    decisions.wizards.save(begun, begun.answers.with_ground(undecided))
    assert counted(at_desk) == [("passage", GROUND, 1, 0, 0)]


def test_the_complaint_is_the_passage_of_a_refund(at_desk: PurchaseDesk) -> None:
    at_desk.desk.decisions.decide(with_passage(at_desk, at_desk.refunding(), is_accepted=True))
    assert counted(at_desk) == [("passage", "singular_unsolvable", 1, 1, 0)]


def test_erased_threads_do_not_count(at_desk: PurchaseDesk) -> None:
    desk = at_desk.desk
    desk.verbs.set_kind([THREAD], "other")
    row = desk.decisions.decide(with_passage(at_desk, at_desk.rejecting(GROUND), is_accepted=True))
    assert row.reply_id is not None
    desk.replies.act(row.reply_id, Transition.DISCARD, "a mistake")
    assert len(counted(at_desk)) == 2
    desk.erasure.erase([THREAD])
    assert counted(at_desk) == []


# --- replies ---------------------------------------------------------------------------------------------


def test_a_finding_that_was_overridden_is_told_from_one_that_was_heeded(at_desk: PurchaseDesk) -> None:
    replies = at_desk.desk.replies
    replies.look_over(THREAD, ReplyDraft(ACCESS))
    replies.queue(THREAD, PLAIN)
    assert counted(at_desk) == [("reply", "credentials", 1, 1, 0)]
    with pytest.raises(ReplyCheckFailed):
        replies.queue(THREAD, ACCESS)
    taken_back = replies.queue(THREAD, ACCESS, override="the shop is closed to employees")
    assert counted(at_desk) == [("reply", "credentials", 2, 1, 1)]
    replies.act(taken_back.id, Transition.UNDO)
    assert counted(at_desk) == [("reply", "credentials", 1, 1, 0)]


def test_the_findings_about_a_letter_count_too(at_desk: PurchaseDesk) -> None:
    decisions = at_desk.desk.decisions
    wizard = at_desk.rejecting(GROUND)
    own = replace(wizard, answers=replace(wizard.answers, letter=f"{wizard.answers.letter}\n{ACCESS}"))
    assert decisions.letters.look_over(own).findings
    decisions.decide(wizard)
    assert ("reply", "credentials", 1, 1, 0) in counted(at_desk)


# --- types -----------------------------------------------------------------------------------------------


def test_a_type_is_compared_with_the_one_that_the_text_suggests(at_desk: PurchaseDesk) -> None:
    desk = at_desk.desk
    proposed = desk.conversations.proposed_kind(THREAD)
    assert proposed is not None
    corrected = next(kind for kind in type(proposed) if kind is not proposed)
    desk.verbs.set_kind([THREAD], corrected.value)
    assert counted(at_desk) == [("type", proposed.value, 1, 0, 1)]
    desk.verbs.set_kind([THREAD], proposed.value)
    assert counted(at_desk) == [("type", proposed.value, 1, 1, 0)]
    desk.verbs.set_kind([THREAD], None)
    assert counted(at_desk) == []
