"""The threads that a thread may be linked with: linked ones, those of the customer, then all that match."""

from __future__ import annotations

import pytest

from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.errors import BadQuery


def ids(desk: Desk, thread_id: int, text: str = "") -> list[int]:
    return [found.row.id for found in desk.conversations.threads_to_link(thread_id, text)]


def customers_threads(desk: Desk) -> tuple[int, list[int]]:
    for thread_id in desk.inbox.thread_ids(parse_query("")):
        if found := ids(desk, thread_id):
            return thread_id, found
    raise AssertionError("no customer with two threads")


def test_linked_threads_come_before_those_of_the_customer(desk: Desk) -> None:
    thread_id, of_customer = customers_threads(desk)
    other = next(
        each for each in desk.inbox.thread_ids(parse_query("")) if each not in (thread_id, *of_customer)
    )
    desk.verbs.link(thread_id, other)
    found = desk.conversations.threads_to_link(thread_id)
    assert [each.row.id for each in found] == [other, *of_customer]
    assert [(each.is_linked, each.is_same_customer) for each in found[:2]] == [(True, False), (False, True)]


def test_of_threads_that_match_the_customers_come_first(desk: Desk) -> None:
    thread_id, of_customer = customers_threads(desk)
    found = ids(desk, thread_id, "is:todo or -is:todo")
    assert found[: len(of_customer)] == of_customer
    assert thread_id not in found
    assert len(found) == len(set(found))


@pytest.mark.parametrize("sign", ["", "#"])
def test_a_number_finds_its_thread_first(desk: Desk, sign: str) -> None:
    one, other, *_more = desk.inbox.thread_ids(parse_query(""))
    assert ids(desk, one, f" {sign}{other} ")[0] == other
    assert one not in ids(desk, one, f"{sign}{one}")


def test_a_query_that_cannot_be_read_is_reported(desk: Desk) -> None:
    (one, *_others) = desk.inbox.thread_ids(parse_query(""))
    with pytest.raises(BadQuery, match="lat"):
        ids(desk, one, "is:lat")


def test_the_last_message_is_that_of_the_thread(desk: Desk) -> None:
    (one, *_others) = desk.inbox.thread_ids(parse_query("messages:>1"))
    message = desk.conversations.last_message(one)
    assert message is not None
    assert message.id == desk.conversations.conversation(one).messages[-1].id
    assert desk.conversations.last_message(0) is None
