"""A store moved to another database: all of it, the same, and it goes on there."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from fixed_time import NOW
from postgresql_server import Server

from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.desk.store_maintenance import StoreMaintenance
from bizcare_tui.errors import StoreProblem


@pytest.fixture
def used(desk: Desk) -> Desk:
    """A desk at which something was done."""
    desk.baseline.answer(NOW - timedelta(days=30), [], mark_older_read=False)
    first, second = desk.inbox.thread_ids(parse_query(""))[:2]
    desk.verbs.note([first], "Zoë rang: überprüfen, bitte @bo")
    desk.verbs.tag([first, second], "later")
    draft = desk.replies.draft(second)
    desk.replies.save_draft(second, type(draft)("half a text", (), draft.base_message_id))
    return desk


@pytest.fixture
def elsewhere(database: str, server: Server, tmp_path: Path) -> str:
    """Another database than the one the store is in: of the other kind."""
    if database == "postgresql":
        return f"sqlite:///{tmp_path}/moved/bizcare.db"
    return server.url(server.new(empty=True))


def quiet(_table: str, _done: int, _total: int | None) -> None:
    """Say nothing."""


def test_all_is_there_and_goes_on(used: Desk, elsewhere: str, monkeypatch: pytest.MonkeyPatch) -> None:
    moved = {
        each.table: each.rows
        for each in StoreMaintenance(used.session.paths, used.settings, used.now).move(elsewhere, quiet)
    }
    assert moved["thread"] == 60
    assert moved["act"] == 3
    assert moved["mention"] == 1
    assert moved["draft"] == 1
    queries = ("", "uberprufen", "tag:later", "is:unread", "assigned:none", "mention:bo", "has:draft")
    before = [used.inbox.rows(used.inbox.thread_ids(parse_query(query))) for query in queries]
    words = [
        list(used.inbox.thread_ids(parse_query(word))) for word in ("module", "8.1", "shop:www", "from:a")
    ]
    monkeypatch.setenv("BIZCARE_DATABASE_URL", elsewhere)
    there = Desk()
    assert [there.inbox.rows(there.inbox.thread_ids(parse_query(query))) for query in queries] == before
    assert [
        list(there.inbox.thread_ids(parse_query(word))) for word in ("module", "8.1", "shop:www", "from:a")
    ] == words
    # The next numbers are free ones, and the chain of the history goes on.
    there.verbs.tag([there.inbox.thread_ids(parse_query(""))[0]], "moved")
    there.marketplace.sync(full=True, on_progress=quiet)
    assert not there.decisions.verify([]).problems
    assert [row.sentence for row in there.verbs.history()][:2] == ["tag +moved", "tag +later"]


def test_a_store_is_not_moved_over_another(used: Desk, elsewhere: str) -> None:
    StoreMaintenance(used.session.paths, used.settings, used.now).move(elsewhere, quiet)
    with pytest.raises(StoreProblem, match="already contains a store"):
        StoreMaintenance(used.session.paths, used.settings, used.now).move(elsewhere, quiet)
