"""Drafts: each person's own, saved as they type, never overwritten unseen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bizcare_tui.errors import StoreProblem
from bizcare_tui.store.database import Database
from bizcare_tui.store.drafts import DraftChanged, DraftStore, join_drafts
from bizcare_tui.store.engine import Store
from bizcare_tui.store.people import get_account
from bizcare_tui.store.reads.hot_thread import read_draft
from bizcare_tui.store.reads.reader import StoreReader
from bizcare_tui.store.thread_records import StoredDraft


@pytest.fixture
def mine(place: Database) -> DraftStore:
    store = Store(place)
    with store.transaction() as session:
        get_account(session, "https://example.org/", 0)
    return DraftStore(store, 1, "ana")


def _kept(drafts: DraftStore, thread_id: int) -> StoredDraft | None:
    return read_draft(StoreReader(drafts.store.database, drafts.login), thread_id)


def test_a_draft_is_there_again_as_it_was_saved(mine: DraftStore) -> None:
    draft = StoredDraft("Hola\n\n'; DROP TABLE draft; --", ("/tmp/a b.zip",), 12)
    saved = mine.save(7, draft, 100)
    assert saved == replace(draft, revision=1)
    assert _kept(mine, 7) == saved
    assert _kept(mine, 8) is None


def test_saving_goes_on_from_its_own_revision(mine: DraftStore) -> None:
    saved = mine.save(7, StoredDraft("H"), 100)
    saved = mine.save(7, replace(saved, text="Ho"), 101)
    assert (saved.text, saved.revision) == ("Ho", 2)


def test_another_window_of_the_same_person_is_noticed_and_nothing_is_overwritten(mine: DraftStore) -> None:
    first = mine.save(7, StoredDraft("from one window"), 100)
    mine.save(7, replace(first, text="from the other window"), 101)
    with pytest.raises(DraftChanged) as changed:
        mine.save(7, replace(first, text="from one window, later"), 102)
    assert changed.value.theirs.text == "from the other window"
    assert _kept(mine, 7) == changed.value.theirs
    # The same text is no conflict, even if another program saved it.
    mine.save(7, replace(first, text="from the other window"), 103)


def test_a_draft_that_another_window_went_on_with_is_not_deleted(mine: DraftStore) -> None:
    first = mine.save(7, StoredDraft("begun"), 100)
    later = mine.save(7, replace(first, text="begun, and gone on with in the other window"), 101)
    with pytest.raises(DraftChanged):
        mine.drop(7, first.revision)
    assert _kept(mine, 7) == later
    mine.drop(7, later.revision)
    assert _kept(mine, 7) is None


def test_another_person_writes_a_draft_of_their_own(mine: DraftStore) -> None:
    theirs = DraftStore(mine.store, 1, "bea")
    mine.save(7, StoredDraft("Ana's"), 100)
    theirs.save(7, StoredDraft("Bea's"), 100)
    theirs.drop(7, 1)
    kept = _kept(mine, 7)
    assert kept is not None
    assert kept.text == "Ana's"


def test_a_busy_store_raises_an_error_and_leaves_the_previous_draft(
    mine: DraftStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Database, "busy_seconds", 0.01)
    saved = mine.save(7, StoredDraft("before"), 100)
    store = Store(mine.store.database)
    with store.transaction() as session, pytest.raises(StoreProblem, match="busy"):
        session.connection()
        mine.save(7, replace(saved, text="after"), 101)
    assert _kept(mine, 7) == saved


@pytest.mark.parametrize(
    ("first", "second", "both"),
    [("a", "b", "a\n\nb"), ("a", "a", "a"), ("", "b", "b"), ("a", " \n", "a"), ("", "", "")],
)
def test_of_two_texts_neither_is_lost(first: str, second: str, both: str) -> None:
    assert join_drafts(first, second) == both
