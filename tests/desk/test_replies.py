"""Replies: who may decide about one, and which draft it replaces."""

from __future__ import annotations

from pathlib import Path

import pytest
from logins import desk_of

from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.desk.views import ReplyDraft
from bizcare_tui.domain.outbox import ReplyState, Transition
from bizcare_tui.errors import NotPossible
from bizcare_tui.store import outbox, reply_transitions

TEXT = "Your cache had kept the old template: I have cleared it, and the cart shows again. Bo"
LONG = "I begin with the carrier: in your zone it has no price. The second point I look up."
WAYS = [Transition.UNDO, Transition.EDIT, Transition.DISCARD]


@pytest.fixture
def thread_id(desk: Desk) -> int:
    """A thread to answer; what is queued stays for a while."""
    desk.session.paths.settings_file.write_text("undo_seconds = 600\n")
    return desk.inbox.thread_ids(parse_query("is:due"))[0]


def queued_by(login: str, thread_id: int) -> int:
    with desk_of(login) as desk:
        return desk.replies.queue(thread_id, TEXT, override="as agreed").id


def draft_of(login: str, thread_id: int) -> str:
    with desk_of(login) as desk:
        return desk.replies.draft(thread_id).text


# --- a colleague's reply ---------------------------------------------------------------------------


@pytest.mark.parametrize("way", [*WAYS, Transition.SEND, Transition.MARK_SENT])
def test_on_a_colleagues_reply_nobody_decides(thread_id: int, way: Transition) -> None:
    reply_id = queued_by("bo", thread_id)
    with desk_of("ana") as desk:
        with pytest.raises(NotPossible, match=f"bo wrote reply {reply_id}.*--take-over"):
            desk.replies.act(reply_id, way, "because")
        row = desk.replies.row(reply_id)
        assert (row.state, row.is_own) == (ReplyState.QUEUED, False)
        assert desk.replies.last_undoable() is None
    assert draft_of("bo", thread_id) == draft_of("ana", thread_id) == ""
    with desk_of("bo") as desk:
        desk.replies.act(reply_id, Transition.UNDO)
    assert draft_of("bo", thread_id) == TEXT


@pytest.mark.parametrize("way", WAYS)
def test_a_reply_that_is_taken_over_stays_in_the_draft_of_its_writer(thread_id: int, way: Transition) -> None:
    reply_id = queued_by("bo", thread_id)
    with desk_of("bo") as desk:
        desk.replies.save_draft(thread_id, ReplyDraft("And another thing."))
    with desk_of("ana") as desk:
        row = desk.replies.act(reply_id, way, take_over="Bo is ill")
        assert (row.state, row.reason) == (ReplyState.DISCARDED, "Bo is ill")
        note = desk.verbs.history()[0].sentence
        assert "@bo" in note
        assert "Bo is ill" in note
    assert draft_of("bo", thread_id) == f"{TEXT}\n\nAnd another thing."
    assert draft_of("ana", thread_id) == (TEXT if way is Transition.EDIT else "")


def test_a_reply_that_another_person_sends_again_stays_its_writers(thread_id: int, desk: Desk) -> None:
    reply_id = queued_by("bo", thread_id)
    with desk.session.store().transaction() as session:
        reply_transitions.apply_transition(
            session, outbox.get_reply(session, 1, reply_id), Transition.HOLD, desk.now(), error="news"
        )
    with desk_of("ana") as other:
        row = other.replies.act(reply_id, Transition.SEND, take_over="Bo is ill, and I have read the news")
    assert (row.state, row.written_by) == (ReplyState.QUEUED, "bo")


# --- the draft that a reply takes the place of -----------------------------------------------------


def test_a_reply_takes_the_place_of_the_draft_of_its_text_alone(thread_id: int) -> None:
    with desk_of("bo") as desk:
        desk.replies.save_draft(thread_id, ReplyDraft(LONG))
        desk.replies.queue(thread_id, TEXT, override="as agreed")
        assert desk.replies.draft(thread_id).text == LONG
        desk.replies.save_draft(thread_id, ReplyDraft(f"\n{TEXT}\n\n", revision=1))
        desk.replies.queue(thread_id, TEXT, override="as agreed")
        assert desk.replies.draft(thread_id).text == ""


def test_undo_keeps_the_text_and_the_file_of_the_draft_that_is_there(thread_id: int, tmp_path: Path) -> None:
    ours, theirs = tmp_path / "patch.zip", tmp_path / "log.txt"
    ours.write_bytes(b"PK")
    theirs.write_text("log")
    with desk_of("bo") as desk:
        row = desk.replies.queue(thread_id, TEXT, files=[str(ours)], override="as agreed")
        desk.replies.save_draft(thread_id, ReplyDraft(LONG, (str(theirs),)))
        desk.replies.act(row.id, Transition.UNDO)
        draft = desk.replies.draft(thread_id)
    assert draft.text == f"{TEXT}\n\n{LONG}"
    assert set(draft.attachments) == {str(ours), str(theirs)}


def test_a_window_that_empties_a_draft_does_not_delete_what_another_wrote(thread_id: int) -> None:
    with desk_of("bo") as desk:
        begun = desk.replies.save_draft(thread_id, ReplyDraft("I begin"))
        desk.replies.save_draft(thread_id, ReplyDraft(LONG, revision=begun.revision))
        assert desk.replies.save_draft(thread_id, ReplyDraft("", revision=begun.revision)).text == LONG
        assert desk.replies.draft(thread_id).text == LONG
