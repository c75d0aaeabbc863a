"""Rejecting and refunding, question by question, over the same answers as the wizards of the app."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from line_person import typed
from purchase_desk import THREAD, PurchaseDesk, open_purchase_desk

from bizcare_tui.desk.decision_rows import REFUND, REJECTION
from bizcare_tui.desk.desk import Desk
from bizcare_tui.domain.decisions.answers import RefundAnswers, RejectionAnswers, WizardStep
from bizcare_tui.domain.outbox import ReplyState
from bizcare_tui.domain.policy import Proof
from bizcare_tui.domain.threads import State

Capture = pytest.CaptureFixture[str]
FINDING = "I opened the page of the outlet and saw that carousel.php differs from the file in version 2.4"
# From the request to the letter: the reason that the customer changed code, its passage, and a finding.
TO_LETTER = (f"#{THREAD}", "reject", "yes", "6", "yes", "1", "finding", FINDING, ".", "", "none")
TO_GUIDANCE = (
    f"#{THREAD}", "refund", "1", "yes", "none", "finding", FINDING, ".", "", "yes", "yes", "",
)  # fmt: skip


@pytest.fixture
def at_desk(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[PurchaseDesk]:
    with open_purchase_desk(monkeypatch) as opened:
        yield opened


def answers(at_desk: PurchaseDesk, kind: str) -> Any:
    return at_desk.desk.decisions.wizards.begin(THREAD, kind).answers


def test_a_rejection_is_decided_and_its_letter_queued(at_desk: PurchaseDesk, capsys: Capture) -> None:
    said = typed(capsys, at_desk.desk, *TO_LETTER, "", "send")
    (row,) = at_desk.desk.decisions.list_decisions()
    assert (row.kind, row.grounds) == (REJECTION, ("modified_code",))
    (reply,) = at_desk.desk.replies.outbox()
    assert FINDING.rsplit(maxsplit=1)[-1] in reply.text
    assert "Would this rejection hold?" in said
    assert "Decision recorded." in said
    assert [f"step {number} of 6" in said for number in range(1, 7)] == [True] * 6
    assert not at_desk.desk.decisions.begun(THREAD)


def test_a_refund_is_decided_after_the_step_in_the_partner_account(
    at_desk: PurchaseDesk, capsys: Capture
) -> None:
    said = typed(
        capsys, at_desk.desk, *TO_GUIDANCE, "write", "done", "no", "refund", "done", "yes", "I sent it", "yes"
    )
    (row,) = at_desk.desk.decisions.list_decisions()
    assert row.kind == REFUND
    assert at_desk.desk.inbox.record(THREAD).state is State.REFUNDING
    for words in ("Order 9", "79.90 €", "Click the “$”", "Pick the reason: ", "Saved: "):
        assert words in said
    (reply,) = at_desk.desk.replies.outbox()
    assert reply.state is ReplyState.QUEUED


def test_nothing_is_stored_before_something_was_answered(at_desk: PurchaseDesk, capsys: Capture) -> None:
    said = typed(
        capsys, at_desk.desk, f"#{THREAD}", "reject", "rules", "yes", "back", "cancel", "refund", "cancel"
    )
    assert not at_desk.desk.decisions.begun(THREAD)
    assert said.count("Nothing was answered, so nothing is kept.") == 2


def test_answers_are_kept_and_continued(at_desk: PurchaseDesk, capsys: Capture) -> None:
    typed(capsys, at_desk.desk, *TO_LETTER[:9])  # the input ends in the middle of the evidence
    kept = answers(at_desk, REJECTION)
    assert kept.step is WizardStep.EVIDENCE
    assert [item.proof for item in kept.chosen[0].items] == [Proof.MESSAGE, Proof.FINDING]
    said = typed(capsys, at_desk.desk, "reject 1", "back", "", "", "", "cancel")
    assert "step 3 of 6" in said.partition("« reject 1")[2].splitlines()[1]
    assert "Your answers are kept." in said
    assert answers(at_desk, REJECTION).chosen == kept.chosen


def test_answers_can_be_discarded(at_desk: PurchaseDesk, capsys: Capture) -> None:
    said = typed(capsys, at_desk.desk, *TO_LETTER, "discard", "no", "discard", "yes")
    assert "The answers are discarded." in said
    assert answers(at_desk, REJECTION) == RejectionAnswers()


def test_a_reason_that_the_data_contradict_needs_an_explanation(
    at_desk: PurchaseDesk, capsys: Capture
) -> None:
    at_desk.desk.decisions.records.declare(
        "3", since=date(2026, 1, 1), least="8.0", most="9.1", source="product page"
    )
    typed(capsys, at_desk.desk, f"#{THREAD}", "reject", "yes", "4", "", "the page was wrong", "cancel")
    (chosen,) = answers(at_desk, REJECTION).chosen
    assert (chosen.ground, chosen.reason) == ("incompatible_version", "the page was wrong")


def test_a_reason_that_is_not_chosen_on_ones_own_judgement_is_left_out(
    at_desk: PurchaseDesk, capsys: Capture
) -> None:
    said = typed(capsys, at_desk.desk, f"#{THREAD}", "reject", "yes", "6", "no", "cancel")
    assert "Select at least one reason." in said
    assert not answers(at_desk, REJECTION).chosen


def test_facts_can_be_corrected_in_the_middle_of_it(at_desk: PurchaseDesk, capsys: Capture) -> None:
    said = typed(
        capsys, at_desk.desk, f"#{THREAD}", "reject", "yes",
        "shop", "not a shop", "www.costa-outlet.com", "partner account, 12 May",
        "versions", "2026-13-41 1 2", "2020-01-15 1.7.6 8.2 except 8.0.0,8.1 product page", "4", "cancel",
    )  # fmt: skip
    assert "'not a shop' is not the address of a shop." in said
    assert "is not a date." in said
    assert at_desk.desk.decisions.contexts.read(THREAD).case.website == "www.costa-outlet.com"
    (chosen,) = answers(at_desk, REJECTION).chosen
    assert chosen.ground == "incompatible_version"


def test_a_message_is_quoted_word_for_word(at_desk: PurchaseDesk, capsys: Capture) -> None:
    typed(capsys, at_desk.desk, *TO_LETTER[:5], "none", "quote", "1", "1", "", "cancel")
    (item,) = answers(at_desk, REJECTION).chosen[0].items
    (message,) = at_desk.desk.decisions.contexts.read(THREAD).case.messages
    assert item.text == message.text
    assert item.span == (0, len(message.text))
    assert answers(at_desk, REJECTION).dismissed, "the passages that were not used are dismissed"


def test_the_letter_is_changed_and_put_into_another_language(at_desk: PurchaseDesk, capsys: Capture) -> None:
    said = typed(
        capsys, at_desk.desk, *TO_LETTER,
        "another", "french", "add", "PS: voilà", ".", "another", "ital", "no", "start", "check", "cancel",
    )  # fmt: skip
    kept = answers(at_desk, REJECTION)
    assert kept.language == "it"
    assert not kept.letter_is_own
    assert "which you chose." in said
    assert "PS: voilà" not in kept.letter


def test_a_request_that_others_have_too_is_not_refunded(at_desk: PurchaseDesk, capsys: Capture) -> None:
    said = typed(capsys, at_desk.desk, f"#{THREAD}", "refund", "1", "no", "1", "", "cancel")
    assert "must be fixed by a patch within 30 days" in said
    kept = answers(at_desk, REFUND)
    assert isinstance(kept, RefundAnswers)
    assert kept.singular is False
    assert kept.step is WizardStep.GROUNDS


def test_new_messages_are_read_before_the_decision(at_desk: PurchaseDesk, capsys: Capture) -> None:
    typed(capsys, at_desk.desk, *TO_LETTER, "", "cancel")
    at_desk.market.add_message(THREAD, "It also happens in the other language.", author="customer")
    at_desk.sync()
    said = typed(capsys, at_desk.desk, f"#{THREAD}", "reject", "send", "news", "send")
    assert "Read them before you decide." in said
    assert "in the other language" in said
    assert len(at_desk.desk.decisions.list_decisions()) == 1


def test_a_letter_can_be_read_packed_with_its_evidence_and_undone(
    at_desk: PurchaseDesk, capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    at_desk.desk.session.paths.settings_file.write_text("undo_seconds = 600\n")
    said = typed(capsys, Desk(), *TO_LETTER, "", "read", "pack", "", "send", "undo")
    assert "Saved: " in said
    assert (tmp_path / f"evidence-{THREAD}.zip").exists()
    assert "is a draft again" in said
