"""What a verb changes at once in an inbox row is what deriving the thread again gives."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import timedelta

import pytest
from fixed_time import NOW

from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.desk.verbs import VerbResult
from bizcare_tui.errors import NotPossible
from bizcare_tui.store.derive import find_differing_threads


def do_one(desk: Desk, verb: str, ids: list[int]) -> VerbResult:
    verbs = desk.verbs
    match verb:
        case "done":
            return verbs.done(ids)
        case "no_answer":
            return verbs.no_answer(ids, "spam")
        case "reopen":
            return verbs.reopen(ids)
        case "technical":
            return verbs.set_kind(ids, "technical")
        case "other":
            return verbs.set_kind(ids, "other")
        case "snooze":
            return verbs.snooze(ids, NOW + timedelta(days=3))
        case "tag":
            return verbs.tag(ids, "later")
        case _:
            return verbs.claim(ids)


VERBS = ("done", "no_answer", "technical", "other", "reopen", "snooze", "tag", "claim")


def lines(desk: Desk) -> dict[int, tuple[object, ...]]:
    entries = desk.session.database.connect().execute("SELECT * FROM inbox_entry")
    return {entry["thread_id"]: tuple(entry) for entry in entries}


@pytest.fixture
def scored(desk: Desk) -> Desk:
    """A desk whose clocks run since a month ago."""
    desk.baseline.answer(NOW - timedelta(days=30), [], mark_older_read=False)
    return desk


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_and_its_undo_leave_the_inbox_rows_as_a_full_derivation_makes_them(
    scored: Desk, verb: str
) -> None:
    ids = list(scored.inbox.thread_ids(parse_query("")))
    if verb == "reopen":
        scored.verbs.no_answer(ids, "spam")
    before = lines(scored)
    did = do_one(scored, verb, ids)
    assert find_differing_threads(scored.session.store(), (), scored.now()) == []
    assert lines(scored) != before
    scored.verbs.undo(did.act_id)
    assert find_differing_threads(scored.session.store(), (), scored.now()) == []
    assert lines(scored) == before


@pytest.mark.parametrize("seed", range(4))
def test_verbs_in_any_order_leave_the_inbox_rows_as_a_full_derivation_makes_them(
    scored: Desk, seed: int
) -> None:
    chance = random.Random(seed)
    ids = list(scored.inbox.thread_ids(parse_query("")))
    # Of some, others hang on what is said: a defect has one clock for all its requests.
    scored.defects.create_defect(ids[:3], "It breaks", None)
    done: list[VerbResult] = []
    for _ in range(12):
        if done and chance.random() < 0.3:
            scored.verbs.undo(done.pop(chance.randrange(len(done))).act_id)
        else:
            # What cannot be done to any of them is refused.
            with suppress(NotPossible):
                done.append(do_one(scored, chance.choice(VERBS[:-1]), chance.sample(ids, 6)))
    assert find_differing_threads(scored.session.store(), (), scored.now()) == []


def test_a_verb_on_a_stale_thread_derives_it_completely(scored: Desk) -> None:
    thread_id = scored.inbox.thread_ids(parse_query(""))[0]
    with scored.session.store().transaction() as session:
        session.connection().exec_driver_sql(
            f"UPDATE message SET author = 'seller' WHERE thread_id = {thread_id}"
        )
        session.connection().exec_driver_sql(f"UPDATE thread SET stale = true WHERE id = {thread_id}")
    scored.verbs.no_answer([thread_id], "spam")
    assert find_differing_threads(scored.session.store(), (), scored.now()) == []
    authors = {message.author.value for message in scored.conversations.conversation(thread_id).messages}
    assert "customer" in authors or "unknown" in authors


def test_the_number_of_updated_rows_is_reported(scored: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bizcare_tui.store.batching.BATCH_SIZE", 7)
    reported: list[int] = []
    scored.session.on_recomputed = reported.append
    ids = list(scored.inbox.thread_ids(parse_query("")))[:20]
    scored.verbs.no_answer(ids, "spam")
    assert reported[:3] == [7, 14, 20]
