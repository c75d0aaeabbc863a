"""Several people at one desk: assignments, presence, reply locks, and events since the last visit."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from fixed_time import NOW
from logins import desk_of
from wrong_clock import set_clock

from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.desk.verbs import VerbResult
from bizcare_tui.errors import BizcareError, NotPossible, WrongUsage
from bizcare_tui.sandbox.server import Sandbox
from bizcare_tui.store.presence_times import PRESENCE_TIMEOUT_SECONDS

TEXT = "I looked at {0} on your shop: the carrier is not assigned to a zone, I send the steps today. Ana"


@pytest.fixture
def scored(desk: Desk) -> Desk:
    """A desk over an account whose requests of the last month are scored."""
    desk.baseline.answer(NOW - timedelta(days=30), [], mark_older_read=False)
    return desk


def assignee(desk: Desk, thread_id: int) -> str:
    """Who has a thread."""
    return desk.inbox.rows([thread_id])[0].assignee


# --- who has what ----------------------------------------------------------------------------------


def test_a_thread_that_one_person_claimed_is_not_claimed_by_another(scored: Desk) -> None:
    first, second = scored.inbox.thread_ids(parse_query(""))[:2]
    with desk_of("ana") as desk:
        desk.verbs.claim([first])
    with desk_of("bo") as desk:
        with pytest.raises(NotPossible, match="it is now assigned to ana"):
            desk.verbs.claim([first])
        did = desk.verbs.claim([first, second])
        assert did.thread_ids == (second,)
        assert did.skipped == 1
        assert list(desk.inbox.thread_ids(parse_query("assigned:me"))) == [second]
        assert first not in desk.inbox.thread_ids(parse_query("assigned:none"))
    assert assignee(scored, first) == "ana"


def test_of_many_who_claim_a_thread_at_once_one_gets_it(scored: Desk) -> None:
    thread_id = scored.inbox.thread_ids(parse_query(""))[0]
    desks = []
    for number in range(6):
        with desk_of(f"person{number}"):
            desks.append(Desk())
    took: list[VerbResult] = []
    lost: list[BizcareError] = []

    def take(desk: Desk, login: str) -> None:
        try:
            took.append(desk.verbs.assign([thread_id], login, {thread_id: None}))
        except NotPossible as error:
            lost.append(error)

    threads = [
        threading.Thread(target=take, args=(desk, f"person{number}")) for number, desk in enumerate(desks)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(took) == 1
    assert len(lost) == 5


def test_an_assignment_is_made_only_over_what_was_seen(scored: Desk) -> None:
    thread_id = scored.inbox.thread_ids(parse_query(""))[0]
    with desk_of("ana") as desk:
        desk.verbs.assign([thread_id], "bo", {thread_id: None})
        with pytest.raises(NotPossible, match="it is now assigned to bo"):
            desk.verbs.assign([thread_id], "cai", {thread_id: None})
        desk.verbs.assign([thread_id], "cai", {thread_id: "bo"})
        assert assignee(desk, thread_id) == "cai"
        desk.verbs.assign([thread_id], None, {thread_id: "cai"})
        assert assignee(desk, thread_id) == ""


def test_undoing_an_assignment_restores_the_previous_one(scored: Desk) -> None:
    thread_id = scored.inbox.thread_ids(parse_query(""))[0]
    with desk_of("ana") as desk:
        desk.verbs.claim([thread_id])
        did = desk.verbs.assign([thread_id], "bo", {thread_id: "ana"})
    with desk_of("bo") as other, pytest.raises(NotPossible, match="your own actions"):
        other.verbs.undo(did.act_id)
    with desk_of("ana") as desk:
        desk.verbs.undo(did.act_id)
        assert assignee(desk, thread_id) == "ana"


# --- who is here, and writes -----------------------------------------------------------------------


def test_others_see_who_reads_and_who_writes(scored: Desk) -> None:
    thread_id = scored.inbox.thread_ids(parse_query(""))[0]
    with desk_of("ana") as ana:
        ana.presence.report_presence(thread_id, writes=False)
    with desk_of("bo") as bo:
        assert [(each.login, each.thread_id, each.writes) for each in bo.presence.here()] == [
            ("ana", thread_id, False)
        ]
    with desk_of("ana"):
        assert ana.presence.lock_reply(thread_id) is None
        assert ana.presence.here() == []
    with desk_of("bo"):
        assert bo.presence.here()[0].writes
    with desk_of("ana"):
        ana.presence.leave()
    with desk_of("bo"):
        assert bo.presence.here() == []
        assert bo.presence.lock_reply(thread_id) is None


@pytest.mark.usefixtures("sandbox")
def test_before_the_account_is_stored_presence_is_not_recorded() -> None:
    desk = Desk()
    desk.session.store()  # the schema exists, and the first sync has not stored the account yet
    desk.presence.report_presence(None, writes=False)
    desk.presence.record_visit(None, NOW)
    desk.presence.leave()
    desk.marketplace.sync(full=False, on_progress=lambda _step, _done, _total: None)
    desk.presence.report_presence(None, writes=False)
    assert desk.presence.away().since is None


def test_presence_ends_soon_after_a_program_stopped(scored: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    thread_id = scored.inbox.thread_ids(parse_query(""))[0]
    with desk_of("ana") as desk:
        desk.presence.report_presence(thread_id, writes=False)
        desk.presence.lock_reply(thread_id)
    set_clock(monkeypatch, PRESENCE_TIMEOUT_SECONDS + 1)
    with desk_of("bo") as desk:
        assert desk.presence.here() == []
        assert desk.presence.lock_reply(thread_id) is None


def test_a_program_whose_clock_was_ahead_is_not_shown_for_longer(
    scored: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    thread_id = scored.inbox.thread_ids(parse_query(""))[0]
    set_clock(monkeypatch, 86_400)
    with desk_of("ana") as desk:
        desk.presence.report_presence(thread_id, writes=False)
        desk.presence.lock_reply(thread_id)
    set_clock(monkeypatch, 0)
    with desk_of("bo") as desk:
        assert desk.presence.here() == []
        assert desk.presence.reply_lock_holder(thread_id) is None
        assert desk.replies.queue(thread_id, TEXT.format("it"), override="they asked for it")
        assert desk.presence.lock_reply(thread_id) is None


def test_taking_over_a_reply_informs_its_writer_and_loses_no_draft(scored: Desk) -> None:
    thread_id = scored.inbox.thread_ids(parse_query(""))[0]
    with desk_of("ana") as ana:
        ana.presence.lock_reply(thread_id)
        draft = ana.replies.draft(thread_id)
        ana.replies.save_draft(thread_id, type(draft)("what Ana wrote", (), draft.base_message_id))
    with desk_of("bo") as bo:
        holder = bo.presence.lock_reply(thread_id)
        assert holder is not None
        assert holder.login == "ana"
        with pytest.raises(NotPossible, match="ana is writing"):
            bo.replies.queue(thread_id, TEXT.format("it"), override="they asked for it")
        with pytest.raises(WrongUsage):
            bo.presence.take_over(thread_id, "  ")
        bo.presence.take_over(thread_id, "the customer rang me")
    with desk_of("ana"):
        taken = ana.presence.reply_lock_holder(thread_id)
        assert taken is not None
        assert (taken.login, taken.word) == ("bo", "the customer rang me")
        assert ana.replies.draft(thread_id).text == "what Ana wrote"
        with pytest.raises(NotPossible, match="bo is writing"):
            ana.replies.queue(thread_id, TEXT.format("it"), override="they asked for it")
        assert ana.inbox.rows([thread_id])[0].mentioned
        assert "the customer rang me" in ana.verbs.of(thread_id).notes[-1].text
    with desk_of("bo"):
        bo.replies.queue(thread_id, TEXT.format("it"), override="they asked for it")
        bo.presence.release_reply(thread_id)
    with desk_of("ana"):
        assert ana.presence.lock_reply(thread_id) is None


def test_each_has_a_draft_of_their_own(scored: Desk) -> None:
    thread_id = scored.inbox.thread_ids(parse_query(""))[0]
    for login in ("ana", "bo"):
        with desk_of(login) as desk:
            draft = desk.replies.draft(thread_id)
            desk.replies.save_draft(thread_id, type(draft)(f"by {login}", (), draft.base_message_id))
    for login in ("ana", "bo"):
        with desk_of(login) as desk:
            assert desk.replies.draft(thread_id).text == f"by {login}"


# --- notes that name somebody ----------------------------------------------------------------------


def test_a_mention_is_found_until_it_was_seen(scored: Desk) -> None:
    first, second = scored.inbox.thread_ids(parse_query(""))[:2]
    with desk_of("ana") as desk:
        desk.verbs.note([first], "@bo, can you look? mail me at ana@nordlys.example")
        taken_back = desk.verbs.note([second], "@bo too")
        desk.verbs.undo(taken_back.act_id)
    with desk_of("nordlys.example") as desk:
        assert not list(desk.inbox.thread_ids(parse_query("is:mentioned")))
    with desk_of("bo") as desk:
        assert list(desk.inbox.thread_ids(parse_query("is:mentioned"))) == [first]
        assert desk.inbox.rows([first, second])[0].mentioned
        assert not desk.inbox.rows([second])[0].mentioned
        desk.conversations.mark_read(first)
        assert not list(desk.inbox.thread_ids(parse_query("is:mentioned")))
        assert list(desk.inbox.thread_ids(parse_query("mention:bo"))) == [first]


# --- what happened ---------------------------------------------------------------------------------


def test_messages_of_unknown_author_are_news(scored: Desk, sandbox: Sandbox) -> None:
    assert scored.presence.away().since is None
    first, second = scored.inbox.thread_ids(parse_query(""))[:2]
    scored.presence.record_visit(None, scored.now())
    assert scored.presence.away().rows == ()
    for thread_id in (first, second, second):
        sandbox.market.add_message(thread_id, "It still fails", author="", at=NOW)
    scored.marketplace.sync(full=False, on_progress=lambda _step, _done, _total: None)
    news = Desk().presence.away()
    assert {(each.thread_id, each.by, each.sentence) for each in news.rows} == {
        (first, "", "message, author unknown"),
        (second, "", "2 messages, author unknown"),
    }
    scored.presence.record_visit(news, scored.now())
    assert scored.presence.away().rows == ()


def test_what_others_did_since_the_last_visit(scored: Desk) -> None:
    threads = list(scored.inbox.thread_ids(parse_query("")))
    with desk_of("ana") as ana:
        assert ana.presence.away().since is None
        ana.presence.record_visit(None, ana.now())
        ana.verbs.tag([threads[0]], "mine")
        assert ana.presence.away().rows == ()
    with desk_of("bo") as bo:
        bo.verbs.tag(threads[:12], "later")
        bo.verbs.claim([threads[3]])
    with desk_of("ana"):
        absence = ana.presence.away()
        reported = [(each.by, each.sentence, each.threads) for each in absence.rows]
        assert reported == [("bo", "assigned to bo", 1), ("bo", "tag +later", 12)]
        ana.presence.record_visit(absence, ana.now())
        assert ana.presence.away().rows == ()
