"""Reading the acts of a person, and what a first answer depends on."""

from __future__ import annotations

from small_store import ANA, BEA, entry, small_store

from bizcare_tui.store.database import Database
from bizcare_tui.store.reads.acts import find_owing_first_answer, read_own_acts
from bizcare_tui.store.tables import ActTable


def act(thread_id: int, person_id: int = ANA, batch: int | None = None) -> ActTable:
    return ActTable(
        account_id=1, person_id=person_id, thread_id=thread_id, verb="done", content="{}", at=10, batch=batch
    )


def test_a_batch_is_one_act_with_its_number_of_threads(place: Database) -> None:
    with small_store(
        place, entry(7), act(7), act(8, BEA), act(7, batch=3), act(8, batch=3), act(9, batch=3)
    ) as reader:
        found = [(each.id, each.thread_id, each.threads, each.topic) for each in read_own_acts(reader, 9)]
        assert found == [(3, 7, 3, "Topic 7"), (1, 7, 1, "Topic 7")]
        assert len(read_own_acts(reader, 1)) == 1


def test_several_acts_of_a_batch_on_one_thread_count_as_one_thread(place: Database) -> None:
    with small_store(place, entry(7), act(7, batch=1), act(7, batch=1), act(8, batch=1)) as reader:
        assert [each.threads for each in read_own_acts(reader, 9)] == [2]


def test_a_first_answer_is_owed_behind_what_is_owed_earlier(place: Database) -> None:
    rows = (
        entry(1, owed="first_answer"), entry(2, owed="fix"), entry(3, owed="fix", first_at=5),
        entry(4, owed="fix", scored=False), entry(5, owed="fix", state="closed"), entry(6),
    )  # fmt: skip
    with small_store(place, *rows) as reader:
        assert find_owing_first_answer(reader, [1, 2, 3, 4, 5, 6, 99]) == {1, 2}
        assert find_owing_first_answer(reader, []) == set()
