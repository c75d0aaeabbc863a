"""What a person does at the desk, over a synced store."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.desk.views import ReplyDraft, SyncProgress
from bizcare_tui.domain.clock import Status
from bizcare_tui.domain.threads import Author, AuthorSource, Cover, State
from bizcare_tui.errors import NoStore, UnknownThread
from bizcare_tui.sandbox.server import Sandbox
from bizcare_tui.store.tables import Account

SIGNATURES = [f"{name}\nNordlys Modules" for name in ("Marta", "Camille", "Tom", "Jana", "Ola")]


def resync(desk: Desk) -> None:
    desk.marketplace.sync(full=True, on_progress=lambda _step, _done, _total: None)


def test_a_desk_without_a_store_is_empty_and_quiet(home: object) -> None:
    desk = Desk()
    assert desk.inbox.first_rows(parse_query(""), 10) == []
    assert list(desk.inbox.thread_ids(parse_query(""))) == []
    assert desk.marketplace.sync_status().last_synced_at is None
    assert desk.baseline.open_question() is None
    assert not desk.marketplace.has_key()
    with pytest.raises(UnknownThread):
        desk.conversations.conversation(1)


def test_the_inbox_is_in_the_order_of_what_falls_due(desk: Desk) -> None:
    rows = desk.inbox.rows(desk.inbox.thread_ids(parse_query("")))
    assert len(rows) == desk.inbox.counts([parse_query("")])[parse_query("")] == 60
    owed = [row.due for row in rows if row.due is not None]
    assert owed == sorted(owed)
    assert rows[: len(owed)] == [row for row in rows if row.due is not None]
    assert desk.inbox.first_rows(parse_query(""), 7) == rows[:7]


def test_sections_and_their_counts_agree(desk: Desk) -> None:
    counts = desk.inbox.counts(parse_query(section.query) for section in desk.inbox.sections)
    for section in desk.inbox.sections:
        assert len(desk.inbox.thread_ids(parse_query(section.query))) == counts[parse_query(section.query)]


def test_words_are_found_whatever_their_accents_and_case(desk: Desk) -> None:
    row = desk.inbox.rows(desk.inbox.thread_ids(parse_query("")))[0]
    word = max(row.topic.split(), key=len).upper()
    assert row.id in desk.inbox.thread_ids(parse_query(word))
    assert list(desk.inbox.thread_ids(parse_query("no%such_word"))) == []


def test_reading_a_thread_is_remembered_for_this_person(desk: Desk) -> None:
    first, second = desk.inbox.thread_ids(parse_query(""))[:2]
    assert desk.inbox.next_unread(parse_query(""), None) == first
    desk.conversations.mark_read(first)
    assert [row.unread for row in desk.inbox.rows([first, second])] == [False, True]
    assert desk.inbox.next_unread(parse_query(""), None) == second
    assert desk.inbox.next_unread(parse_query(""), second) not in (first, second, None)


def test_a_new_message_makes_a_read_thread_unread_again(desk: Desk, sandbox: Sandbox) -> None:
    first = desk.inbox.thread_ids(parse_query(""))[0]
    desk.conversations.mark_read(first)
    sandbox.market.add_message(first, "Are you there?", at=desk.now())
    resync(desk)
    assert desk.inbox.rows([first])[0].unread


def test_a_conversation_has_cover_shop_order_and_messages(desk: Desk) -> None:
    for thread_id in desk.inbox.thread_ids(parse_query("")):
        conversation = desk.conversations.conversation(thread_id)
        facts = {fact.key: fact for fact in conversation.facts}
        assert {"first_answer", "cover", "product", "order", "shop", "other_shops"} <= facts.keys()
        assert len(conversation.messages) == conversation.row.messages
        for fact in conversation.facts:
            assert fact.source
            assert fact.value or fact.meaning
        if conversation.row.cover is Cover.ACTIVE:
            assert str(conversation.row.days_left) in (facts["cover"].value or "")


def test_the_first_message_of_a_customers_thread_is_theirs(desk: Desk) -> None:
    bought = next(
        c
        for c in map(desk.conversations.conversation, desk.inbox.thread_ids(parse_query("is:due")))
        if c.order
    )
    assert bought.messages[0].author is Author.CUSTOMER
    assert bought.messages[0].author_by is AuthorSource.FIRST_MESSAGE


def test_an_author_that_a_person_set_survives_a_sync(desk: Desk) -> None:
    desk.baseline.answer(desk.now() - timedelta(days=700), [], mark_older_read=False)
    thread_id = next(
        c.row.id
        for c in map(desk.conversations.conversation, desk.inbox.thread_ids(parse_query("")))
        if len(c.messages) == 2 and c.messages[1].author is Author.UNKNOWN and c.order
    )
    message = desk.conversations.conversation(thread_id).messages[1]
    desk.verbs.author(thread_id, message.id, Author.SELLER, automatic=False)
    resync(desk)
    said = desk.conversations.conversation(thread_id)
    assert said.messages[1].author is Author.SELLER
    assert said.messages[1].author_by is AuthorSource.PERSON
    assert said.row.state is State.WAITING
    assert said.row.first_answer in (Status.MET, Status.MISSED)
    desk.verbs.author(thread_id, message.id, automatic=True)
    assert desk.conversations.conversation(thread_id).row.state is State.NEW


def test_the_baseline_is_offered_once_with_the_signatures_found(desk: Desk) -> None:
    offer = desk.baseline.open_question()
    assert offer is not None
    assert offer.unscored > 0
    assert any("Nordlys Modules" in text for text, _count in offer.signatures)
    desk.baseline.answer(offer.baseline, [text for text, _ in offer.signatures], mark_older_read=True)
    assert desk.baseline.open_question() is None
    rows = desk.inbox.rows(desk.inbox.thread_ids(parse_query("")))
    # Everything older is read, but for what is still owed.
    assert any(not row.unread for row in rows)
    assert all(row.owed is not None for row in rows if row.unread)
    assert any(row.state is State.WAITING for row in rows)


def test_a_sync_in_its_own_process_reports_its_progress(sandbox: Sandbox) -> None:
    finished = threading.Event()
    reported: list[SyncProgress] = []

    def hear(progress: SyncProgress) -> None:
        reported.append(progress)
        if progress.finished:
            finished.set()

    desk = Desk()
    desk.marketplace.start_sync(hear)
    assert finished.wait(60)
    assert reported[-1].problem == ""
    assert {progress.step for progress in reported} >= {"threads", "messages"}
    assert desk.inbox.counts([parse_query("")])[parse_query("")] == 60


def test_a_stopped_sync_reports_that_it_was_stopped(sandbox: Sandbox) -> None:
    finished = threading.Event()
    reported: list[SyncProgress] = []

    def hear(progress: SyncProgress) -> None:
        reported.append(progress)
        if progress.finished:
            finished.set()

    run = Desk().marketplace.start_sync(hear)
    run.stop()
    assert finished.wait(60)
    assert reported[-1].problem == "stopped"


def test_the_revision_changes_with_the_store(desk: Desk) -> None:
    # A server says so when it gets to it: at first that it is listened to, then that something changed.
    first = desk.session.revision()
    if desk.session.database.is_postgresql:
        first = changed_from(desk, first)
    assert desk.session.revision() == first
    desk.conversations.mark_read(desk.inbox.thread_ids(parse_query(""))[0])
    assert changed_from(desk, first) != first


def changed_from(desk: Desk, before: int, patience: float = 60) -> int:
    """The revision once it is another, or after a long while the one before."""
    until = time.monotonic() + patience
    while desk.session.revision() == before and time.monotonic() < until:
        time.sleep(0.01)
    return desk.session.revision()


def test_only_the_owner_can_read_the_stored_key(home: object) -> None:
    desk = Desk()
    desk.marketplace.save_key("secret-secret-secret")
    assert desk.marketplace.has_key()
    assert desk.session.paths.key_file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(("reported", "allowed"), [(240, 240), (600, 0), (-7200, -7200), (30, 0), (None, 0)])
def test_a_clock_that_is_off_is_allowed_for(
    desk: Desk, reported: int | None, allowed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with desk.session.store().transaction() as session:
        account = session.get(Account, 1)
        assert account is not None
        account.skew_seconds = reported
    assert not Desk().session.clock.difference.matters, "a moment set by the environment is nobody's clock"
    monkeypatch.delenv("BIZCARE_NOW")
    again = Desk()
    assert again.session.clock.difference.is_in_dispute == (reported in (600, -7200))
    off = datetime.now(UTC) - again.now() - timedelta(seconds=allowed)
    assert abs(off) < timedelta(minutes=1)


@pytest.mark.sqlite
def test_a_store_that_is_not_there_is_not_made_by_a_small_write(database: str, home: Path) -> None:
    desk = Desk()
    with pytest.raises(NoStore):
        desk.conversations.mark_read(7)
    with pytest.raises(NoStore):
        desk.replies.save_draft(7, ReplyDraft("Hello"))
    assert not (home / "bizcare.db").exists()
