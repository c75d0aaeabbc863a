"""The answers of a wizard in progress: shared by everybody, and never overwritten unseen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from fixed_time import NOW
from logins import LogIn

from bizcare_tui.store.engine import Store
from bizcare_tui.store.reads.hot_thread import read_answers
from bizcare_tui.store.reads.reader import StoreReader
from bizcare_tui.store.thread_records import StoredAnswers
from bizcare_tui.store.wizards import (
    Handover,
    delete_answers,
    hand_over,
    last_handover,
    load_answers,
    save_answers,
)

ANSWERS = StoredAnswers({"grounds": ["other_shop"], "quote": "ñ 😀 '; --"}, base_message_id=3)


def save(
    store: Store, answers: StoredAnswers, kind: str = "rejection", hour: int = 0
) -> StoredAnswers | None:
    with store.transaction() as session:
        return save_answers(session, 1, 7, kind, answers, now=NOW + timedelta(hours=hour))


def load(store: Store, kind: str = "rejection", thread_id: int = 7) -> StoredAnswers | None:
    with store.transaction() as session:
        loaded = load_answers(session, 1, thread_id, kind)
    reader = StoreReader(store.database, "ana")
    assert read_answers(reader, thread_id, kind) == loaded, "a wizard that opens reads the same"
    reader.close()
    return loaded


def test_answers_are_there_again_as_they_were_saved(store: Store) -> None:
    assert load(store) is None
    saved = save(store, ANSWERS)
    assert saved == replace(ANSWERS, revision=1, saved_by="ana", saved_at=NOW)
    assert load(store) == saved
    assert load(store, "refund") is None
    assert load(store, thread_id=8) is None


def test_a_colleague_goes_on_from_the_saved_answers(store: Store, log_in: LogIn) -> None:
    saved = save(store, ANSWERS)
    assert saved is not None
    log_in("bea")
    later = save(store, replace(saved, values={}, base_message_id=4), hour=1)
    assert later == StoredAnswers({}, 4, 2, "bea", NOW + timedelta(hours=1))
    assert load(store) == later


@pytest.mark.parametrize("revision", [0, 2, -1])
def test_answers_that_a_colleague_has_changed_meanwhile_are_not_overwritten(
    store: Store, revision: int
) -> None:
    saved = save(store, ANSWERS)
    assert save(store, replace(ANSWERS, values={"lost": True}, revision=revision)) is None
    assert load(store) == saved


def test_deleted_answers_are_gone_for_one_kind_alone(store: Store) -> None:
    save(store, ANSWERS)
    kept = save(store, ANSWERS, "refund")
    with store.transaction() as session:
        for _time in range(2):
            delete_answers(session, 1, 7, "rejection")
    assert (load(store), load(store, "refund")) == (None, kept)
    assert save(store, ANSWERS) is not None


def test_the_last_handover_of_a_kind_counts(store: Store, log_in: LogIn) -> None:
    def give(kind: str, authors: Sequence[str], digest: str) -> None:
        with store.transaction() as session:
            hand_over(session, 1, 7, kind, authors=authors, digest=digest, at=5)

    def last(kind: str, thread_id: int = 7) -> Handover | None:
        with store.transaction() as session:
            return last_handover(session, 1, thread_id, kind)

    assert last("rejection") is None
    give("rejection", ["ana"], "a")
    log_in("bea")
    give("rejection", ["ana", "bea"], "b")
    give("refund", ["bea"], "c")
    assert last("rejection") == Handover("bea", ("ana", "bea"), "b")
    assert last("refund") == Handover("bea", ("bea",), "c")
    assert last("rejection", thread_id=8) is None
