"""Faults that the sandbox simulates."""

from __future__ import annotations

import json
from collections.abc import Iterator

import httpx
import pytest
from seller_calls import message_row, thread_row

from bizcare_tui.errors import WrongUsage
from bizcare_tui.sandbox.faults import Fault, FaultKind, Faults
from bizcare_tui.sandbox.market import Market
from bizcare_tui.sandbox.server import Sandbox


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    threads = [thread_row(number, f"2026-11-{number:02} 09:00:00") for number in range(1, 5)]
    messages = [message_row(number, f"Text {number}") for number in range(1, 5)]
    with Sandbox(Market.given(threads=threads, messages=messages), "k-1") as running:
        yield running


@pytest.fixture
def client(sandbox: Sandbox) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=sandbox.url, trust_env=False) as opened:
        yield opened


def send(client: httpx.Client, timeout: float = 10) -> httpx.Response:
    form = {"api_key": "k-1", "message": "Hello"}
    return client.post("seller/threads/1/messages/add", data=form, timeout=timeout)


def read(client: httpx.Client, page: int = 1, path: str = "seller/threads") -> httpx.Response:
    return client.post(f"{path}?limit=2&page={page}", data={"api_key": "k-1"})


@pytest.mark.parametrize(("kind", "taken"), [("close-before", 0), ("close-after", 1)])
def test_the_connection_closes_before_or_after_the_reply_is_taken(
    sandbox: Sandbox, client: httpx.Client, kind: str, taken: int
) -> None:
    sandbox.faults = Faults.parse(f"{kind}=#1")
    with pytest.raises(httpx.RemoteProtocolError):
        send(client)
    assert len(sandbox.replies) == taken
    assert send(client).status_code == 200


def test_a_late_answer_comes_after_the_reply_was_taken(sandbox: Sandbox, client: httpx.Client) -> None:
    sandbox.faults = Faults.parse("late=#1:5m")
    with pytest.raises(httpx.ReadTimeout):
        send(client, timeout=0.3)
    assert len(sandbox.replies) == 1


def test_a_late_answer_is_the_usual_one(sandbox: Sandbox, client: httpx.Client) -> None:
    sandbox.faults = Faults.parse("late=1:1ms")
    assert read(client).json()["threads"]["total"] == 4


def test_too_many_requests_says_how_long_to_wait(sandbox: Sandbox, client: httpx.Client) -> None:
    sandbox.faults = Faults.parse("429=1:7s")
    answer = send(client)
    assert (answer.status_code, answer.headers["Retry-After"], sandbox.replies) == (429, "7", [])


def test_a_failure_and_an_error_take_nothing(sandbox: Sandbox, client: httpx.Client) -> None:
    sandbox.faults = Faults.parse("500=#1,error=#2,html=#3")
    failure, error, page = send(client), send(client), send(client)
    assert failure.status_code == 500
    assert (error.status_code, bool(error.json()["error"])) == (200, True)
    assert (page.status_code, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert page.text.startswith("<!DOCTYPE html>")
    assert sandbox.replies == []


def test_a_truncated_answer_is_half_of_one(sandbox: Sandbox, client: httpx.Client) -> None:
    sandbox.faults = Faults.parse("truncated=#1")
    answer = read(client)
    assert answer.status_code == 200
    with pytest.raises(json.JSONDecodeError):
        answer.json()


@pytest.mark.parametrize(("path", "name"), [("seller/threads", "threads"), ("seller/messages", "messages")])
def test_drift_shifts_the_pages_of_newest_first(
    sandbox: Sandbox, client: httpx.Client, path: str, name: str
) -> None:
    sandbox.faults = Faults.parse("drift=#1")
    first = read(client, 1, path).json()[name]
    second = read(client, 2, path).json()[name]
    assert (first["total"], second["total"]) == (4, 5)
    assert first["data"][-1] == second["data"][0]


def test_a_fault_by_probability_is_the_same_for_the_same_seed() -> None:
    spec = "500=0.3,html=0.3"
    drawn = [[Faults.parse(spec, seed=seed) for seed in (4, 4, 5)]]
    one, same, other = ([faults.next() for _ in range(60)] for faults in drawn[0])
    assert one == same != other
    assert {FaultKind.FAILURE, FaultKind.HTML} == {fault.kind for fault in one if fault}
    assert None in one


def test_a_fault_of_a_numbered_call_strikes_that_one() -> None:
    faults = Faults.parse("500=#3, late=#4:250ms")
    assert [faults.next() for _ in range(5)] == [
        None,
        None,
        Fault(FaultKind.FAILURE),
        Fault(FaultKind.LATE, 0.25),
        None,
    ]


def test_nothing_asked_nothing_happens() -> None:
    assert Faults.parse("").next() is None
    assert Faults.parse("500=0").next() is None


@pytest.mark.parametrize(
    ("spec", "reported"),
    [
        ("500=0.1,trunkated=0.2", ["'trunkated'", "truncated", "close-before"]),
        ("503", ["'503'", "500"]),
        ("html", ["'html'", "0 to 1"]),
        ("html=often", ["'html=often'"]),
        ("html=1.5", ["'html=1.5'"]),
        ("html=0.1.2", ["'html=0.1.2'"]),
        ("500=#0", ["'500=#0'"]),
        ("500=#1.5", ["'500=#1.5'"]),
        ("html=0.1:3s", ["'html=0.1:3s'", "late"]),
        ("late=0.1:3", ["'late=0.1:3'"]),
    ],
)
def test_a_word_that_is_no_fault_is_named(spec: str, reported: list[str]) -> None:
    with pytest.raises(WrongUsage) as refusal:
        Faults.parse(spec)
    assert [word for word in reported if word not in str(refusal.value)] == []
