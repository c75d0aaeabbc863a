"""A channel delivers in the background, at least once, and retries with growing pauses."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest

from bizcare_tui.desk.notice_channel import NoticeChannel, NoticeItem
from bizcare_tui.errors import Interrupted, Offline, StoreBusy


class Receiver:
    """What items are delivered to; `fails` and `store_fails` name those that it refuses."""

    def __init__(self) -> None:
        self.clock = 0.0
        self.fails: dict[int, Exception] = {}
        self.store_fails = False
        self.tried: list[int] = []
        self.recorded: list[int] = []
        self.released: list[int] = []
        self.channel = NoticeChannel("webhook", lambda: self.clock)

    def item(self, number: int, deliver: Callable[[threading.Event], None] | None = None) -> NoticeItem:
        def send(_stop: threading.Event) -> None:
            self.tried.append(number)
            if number in self.fails:
                raise self.fails[number]

        def record() -> None:
            if self.store_fails:
                raise StoreBusy("The store is busy.")
            self.recorded.append(number)

        return NoticeItem(
            (number,), deliver or send, lambda: True, record, lambda: self.released.append(number)
        )

    def offer(self, *numbers: int) -> None:
        self.channel.offer([self.item(number) for number in numbers])
        assert self.channel.join(60)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.channel.stop()


def test_items_are_delivered_and_recorded_in_order(receiver: Receiver) -> None:
    receiver.offer(1, 2, 3)
    assert receiver.tried == receiver.recorded == [1, 2, 3]
    assert receiver.channel.problem == ""


def test_a_failure_pauses_the_channel_with_longer_and_longer_pauses(receiver: Receiver) -> None:
    receiver.fails[1] = Offline("Away.")
    tries = []
    for _second in range(100):
        receiver.tried.clear()
        receiver.offer(1, 2, 3)
        tries += [receiver.clock] * len(receiver.tried)
        receiver.clock += 1
    assert tries == [0, 5, 15, 35, 75]
    assert receiver.released == [1] * 5
    assert receiver.channel.problem == "Away."
    del receiver.fails[1]
    receiver.clock += 300
    receiver.offer(1, 2)
    assert receiver.recorded == [1, 2]
    assert receiver.channel.problem == ""


@pytest.mark.parametrize(
    "error", [TypeError("secret"), AttributeError(), OSError(28, "full"), RecursionError()]
)
def test_an_error_that_nobody_foresaw_is_a_sentence_and_is_tried_again(
    receiver: Receiver, error: Exception
) -> None:
    receiver.fails[1] = error
    receiver.offer(1)
    assert type(error).__name__ in receiver.channel.problem
    assert "secret" not in receiver.channel.problem
    receiver.fails.clear()
    receiver.clock += 5
    receiver.offer(1)
    assert receiver.recorded == [1]


def test_what_was_delivered_and_not_recorded_is_not_delivered_again(receiver: Receiver) -> None:
    receiver.store_fails = True
    receiver.offer(1, 2)
    assert receiver.tried == [1]
    assert receiver.channel.delivered == {1}
    assert str(receiver.channel.store_problem) == "The store is busy."
    receiver.store_fails = False
    receiver.clock += 5
    receiver.offer()
    assert receiver.recorded == [1]
    assert receiver.channel.delivered == set()
    assert receiver.channel.store_problem is None


def test_what_another_program_claimed_is_left_to_it(receiver: Receiver) -> None:
    item = receiver.item(1)
    receiver.channel.offer([NoticeItem((1,), item.deliver, lambda: False, item.record, item.release)])
    assert receiver.channel.join(60)
    assert receiver.tried == receiver.released == []


def test_a_stop_ends_what_is_under_way_and_begins_nothing_more(receiver: Receiver) -> None:
    has_begun = threading.Event()

    def hang(stop: threading.Event) -> None:
        has_begun.set()
        stop.wait(60)
        raise Interrupted("")

    receiver.channel.offer([receiver.item(1, hang), receiver.item(2)])
    assert has_begun.wait(60)
    assert not receiver.channel.is_ready()
    receiver.channel.stop()
    assert receiver.channel.join(60)
    assert receiver.released == [1]
    assert receiver.tried == []
    receiver.offer(3)
    assert receiver.tried == []
