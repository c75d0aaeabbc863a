"""Texts that could not be saved when bizcare ended: kept in private files, and restored beside newer ones."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from purchase_desk import FOUND, THREAD, PurchaseDesk, open_purchase_desk

from bizcare_tui.desk.unsaved_saving import save_unsaved_text
from bizcare_tui.desk.unsaved_texts import TextKind, UnsavedText, UnsavedTexts
from bizcare_tui.desk.views import ReplyDraft
from bizcare_tui.domain.decisions.answers import RefundAnswers, RejectionAnswers
from bizcare_tui.errors import NotPossible, StoreProblem


@pytest.fixture
def at_desk(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[PurchaseDesk]:
    with open_purchase_desk(monkeypatch) as opened:
        yield opened


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's folder for temporary files."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def draft(text: str, **more: object) -> UnsavedText:
    return replace(UnsavedText(TextKind.DRAFT, text, (THREAD,)), **more)  # type: ignore[arg-type]


@contextmanager
def full_disk(folder: Path) -> Iterator[None]:
    """A folder on a disk of its own without a byte left; the machine must let us mount one."""
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() or os.system(f"mount -t tmpfs -o size=16k tmpfs {folder} 2>/dev/null"):
        pytest.skip("no disk can be mounted here")
    try:
        with (folder / "ballast").open("wb", buffering=0) as stream, pytest.raises(OSError, match="space"):
            while True:
                stream.write(b"x" * 4096)
        yield
    finally:
        os.system(f"umount --lazy {folder}")  # a mount left behind breaks the runs that come after


def test_only_the_owner_can_read_an_unsaved_text_and_it_is_restored_unchanged(at_desk: PurchaseDesk) -> None:
    texts = UnsavedTexts(at_desk.desk.session.paths)
    text = draft(
        'Grüße\r\n\r\n{json}: "no"\t👩🏽‍💻\n', attachments=("/tmp/a b.png",), base_message_id=70, revision=3
    )
    file = texts.keep(text)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    (kept,) = texts.found()
    assert replace(kept.content, at="") == text
    texts.discard(kept)
    assert texts.found() == []


def test_a_file_that_cannot_be_read_as_a_text_is_offered_as_it_is(at_desk: PurchaseDesk) -> None:
    texts = UnsavedTexts(at_desk.desk.session.paths)
    file = texts.keep(draft("half a sentence"))
    file.write_text(file.read_text().replace('"kind"', '"find"'))
    (kept,) = texts.found()
    assert kept.content.kind is TextKind.FORM
    assert "half a sentence" in kept.content.text


def test_on_a_full_disk_the_text_is_saved_in_the_temporary_folder(
    at_desk: PurchaseDesk, temporary: Path
) -> None:
    with full_disk(at_desk.desk.session.paths.data / "unsaved"):
        file = UnsavedTexts(at_desk.desk.session.paths).keep(draft("half a sentence"))
    assert temporary in file.parents
    assert [kept.content.text for kept in UnsavedTexts(at_desk.desk.session.paths).found()] == [
        "half a sentence"
    ]


def test_a_folder_of_another_user_is_not_used(
    at_desk: PurchaseDesk, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = UnsavedTexts(at_desk.desk.session.paths)
    texts.keep(draft("mine"))
    monkeypatch.setattr(os, "getuid", lambda: 4711)
    assert texts.found() == []
    with pytest.raises(StoreProblem, match="belongs to another user"):
        texts.keep(draft("half a sentence"))


def test_a_draft_goes_on_from_what_the_store_had_of_it(at_desk: PurchaseDesk) -> None:
    replies = at_desk.desk.replies
    stored = replies.save_draft(THREAD, ReplyDraft("half a", base_message_id=70))
    save_unsaved_text(
        at_desk.desk, draft("half of it changed", stored_text="half a", revision=stored.revision)
    )
    assert replies.draft(THREAD).text == "half of it changed"
    save_unsaved_text(at_desk.desk, draft("half of it changed"))
    assert replies.draft(THREAD).text == "half of it changed"


def test_a_newer_draft_stays_beside_the_restored_one(at_desk: PurchaseDesk) -> None:
    replies = at_desk.desk.replies
    stored = replies.save_draft(THREAD, ReplyDraft("half a", base_message_id=70))
    replies.save_draft(THREAD, replace(stored, text="written later"))
    # Even where the numbers agree: the draft of then may have been sent, and this be another one.
    for revision in (stored.revision, replies.draft(THREAD).revision):
        save_unsaved_text(at_desk.desk, draft("half a sentence", stored_text="half a", revision=revision))
        assert replies.draft(THREAD).text == "written later\n\nhalf a sentence"


def test_the_answers_of_a_wizard_are_restored_beside_those_of_others(at_desk: PurchaseDesk) -> None:
    decisions = at_desk.desk.decisions
    mine = at_desk.rejecting("modified_code")
    text = UnsavedText(
        TextKind.REJECTION, mine.answers.letter, (THREAD,),
        answers=mine.answers.values(), stored_answers=mine.stored.values(), base_message_id=70,
    )  # fmt: skip
    texts = UnsavedTexts(at_desk.desk.session.paths)
    texts.keep(text)
    other = decisions.wizards.begin(THREAD, "rejection")
    assert isinstance(other.answers, RejectionAnswers)
    decisions.wizards.save(
        other, replace(other.answers, alternatives=("partial_answer",), partial="look at page 3")
    )
    save_unsaved_text(at_desk.desk, texts.found()[0].content)
    stored = decisions.wizards.begin(THREAD, "rejection").answers
    assert isinstance(stored, RejectionAnswers)
    assert stored.partial == "look at page 3"
    assert [each.findings for each in stored.chosen] == [(FOUND,)]
    assert stored.letter == mine.answers.letter


def test_the_answers_of_a_refund_are_restored(at_desk: PurchaseDesk) -> None:
    mine = at_desk.refunding()
    answers = mine.answers
    text = UnsavedText(
        TextKind.REFUND,
        answers.letter,
        (THREAD,),
        answers=answers.values(),
        stored_answers=RefundAnswers().values(),
    )
    save_unsaved_text(at_desk.desk, text)
    assert at_desk.desk.decisions.wizards.begin(THREAD, "refund").answers == answers


@pytest.mark.parametrize("kind", [TextKind.NOTE, TextKind.FORM])
def test_what_has_no_draft_is_not_saved_by_itself(at_desk: PurchaseDesk, kind: TextKind) -> None:
    with pytest.raises(NotPossible):
        save_unsaved_text(at_desk.desk, UnsavedText(kind, "rang at noon", (THREAD,)))
