"""Every call of the Seller API, over a real socket."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from seller_calls import call, message_row, thread_row

from bizcare_tui.sandbox.market import Market
from bizcare_tui.sandbox.quirks import Quirks
from bizcare_tui.sandbox.server import Sandbox

PRODUCT = {"id_product": 31804, "name": "Swift Checkout", "price": "149.99", "statut": "1"}


def sale(number: int, age: timedelta) -> dict[str, object]:
    return {"id_order": number, "order_date": f"{datetime.now(UTC) - age:%Y-%m-%d %H:%M:%S}"}


def small_market(quirks: Quirks | None = None) -> Market:
    return Market.given(
        threads=[thread_row(number, f"2026-11-{number:02} 09:00:00") for number in range(1, 8)],
        messages=[
            message_row(number, f"Text {number}", f"2026-11-{number:02} 09:00:00") for number in range(1, 8)
        ],
        products=[PRODUCT],
        sales=[sale(11, timedelta(days=400)), sale(12, timedelta(days=80)), sale(13, timedelta(days=1))],
        quirks=quirks,
    )


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(small_market(), "k-123") as running:
        yield running


@pytest.fixture
def client(sandbox: Sandbox) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=sandbox.url, trust_env=False) as opened:
        yield opened


def numbers(rows: list[dict[str, int]]) -> list[int]:
    return [row["id_community_thread"] for row in rows]


def test_the_address_ends_as_the_real_one_does(sandbox: Sandbox) -> None:
    assert sandbox.url.startswith("http://127.0.0.1:")
    assert sandbox.url.endswith("/request/")


def test_threads_come_in_the_paginators_envelope(sandbox: Sandbox) -> None:
    answer = call(sandbox, "seller/threads", limit=3, page=2)
    assert answer["success"] is True
    threads = answer["threads"]
    assert numbers(threads.pop("data")) == [4, 3, 2]
    assert threads == {
        "total": 7,
        "per_page": 3,
        "current_page": 2,
        "last_page": 3,
        "next_page_url": f"{sandbox.url}seller/threads?limit=3&page=3",
        "prev_page_url": f"{sandbox.url}seller/threads?limit=3&page=1",
        "from": 4,
        "to": 6,
    }


def test_without_paging_all_rows_come_on_one_page_newest_first(sandbox: Sandbox) -> None:
    threads = call(sandbox, "seller/threads")["threads"]
    assert numbers(threads["data"]) == [7, 6, 5, 4, 3, 2, 1]
    assert (threads["per_page"], threads["last_page"], threads["next_page_url"]) == (5000, 1, None)


@pytest.mark.parametrize(
    ("limit", "per_page"), [("9999", 5000), ("0", 5000), ("many", 5000), ("-1", 5000), ("2", 2)]
)
def test_a_limit_is_capped_and_nonsense_counts_as_none(sandbox: Sandbox, limit: str, per_page: int) -> None:
    assert call(sandbox, "seller/threads", limit=limit)["threads"]["per_page"] == per_page


def test_a_page_past_the_last_is_empty(sandbox: Sandbox) -> None:
    threads = call(sandbox, "seller/threads", limit=5, page=3)["threads"]
    assert (threads["data"], threads["from"], threads["to"], threads["next_page_url"]) == (
        [],
        None,
        None,
        None,
    )


@pytest.mark.parametrize("path", ["seller/threads", "seller/messages"])
def test_the_pages_of_a_sort_order_hold_every_row_once(sandbox: Sandbox, path: str) -> None:
    name = path.rpartition("/")[2]
    pages = [call(sandbox, path, sort="asc", limit=3, page=page)[name]["data"] for page in (1, 2, 3)]
    assert [number for page in pages for number in numbers(page)] == [1, 2, 3, 4, 5, 6, 7]


def test_messages_of_a_thread_are_newest_first_unless_sorted(sandbox: Sandbox) -> None:
    sandbox.market.add_message(2, "Later", at=datetime(2026, 11, 20, 8, tzinfo=UTC))
    path = "seller/threads/2/messages"
    assert [row["message"] for row in call(sandbox, path)["messages"]["data"]] == ["Later", "Text 2"]
    assert [row["message"] for row in call(sandbox, path, sort="asc")["messages"]["data"]] == [
        "Text 2",
        "Later",
    ]


def test_one_thread_and_one_product(sandbox: Sandbox) -> None:
    assert call(sandbox, "seller/thread/3")["thread"]["topic"] == "Topic 3"
    assert call(sandbox, "seller/product/31804")["product"] == PRODUCT
    assert call(sandbox, "seller/products")["products"] == [PRODUCT]


def test_orders_tell_three_months_unless_asked(sandbox: Sandbox) -> None:
    assert [row["id_order"] for row in call(sandbox, "seller/orders")["sales"]] == [12, 13]
    asked = call(sandbox, "seller/orders", date_from="2000-01-01")
    assert [row["id_order"] for row in asked["sales"]] == [11, 12, 13]
    until = f"{datetime.now(UTC) - timedelta(days=30):%Y-%m-%d}"
    asked = call(sandbox, "seller/orders", date_from="2000-01-01", date_to=until)
    assert [row["id_order"] for row in asked["sales"]] == [11, 12]


@pytest.mark.parametrize(
    "path",
    [
        "seller/bank",
        "seller/invoices",
        "seller/thread/99",
        "seller/threads/99/messages",
        "seller/product/5",
        "nothing",
    ],
)
def test_what_is_not_there_is_a_json_404(client: httpx.Client, path: str) -> None:
    answer = client.post(path, data={"api_key": "k-123"})
    assert answer.status_code == 404
    assert answer.json()["success"] is False
    assert answer.json()["error"]


def test_a_day_that_is_none_is_a_json_400(client: httpx.Client) -> None:
    answer = client.post("seller/orders?date_from=yesterday", data={"api_key": "k-123"})
    assert (answer.status_code, "date_from" in answer.json()["error"]) == (400, True)


def test_the_key_may_come_in_any_way(client: httpx.Client) -> None:
    ways = (
        client.get("seller/products?api_key=k-123"),
        client.post("seller/products?api_key=k-123"),
        client.post("seller/products", data={"api_key": "k-123"}),
        client.post("seller/products", files={"api_key": (None, "k-123")}),
        client.post("seller/products", content=iter([b"api_key=", b"k-123"])),
    )
    assert [answer.status_code for answer in ways] == [200] * len(ways)


@pytest.mark.parametrize("key", [None, "", "other"])
def test_without_the_key_nothing_is_told_or_done(
    sandbox: Sandbox, client: httpx.Client, key: str | None
) -> None:
    form = {} if key is None else {"api_key": key}
    read = client.post("seller/threads", data=form)
    sent = client.post("seller/threads/1/messages/add", data={**form, "message": "Hello"})
    for answer in (read, sent):
        assert answer.status_code == 401
        assert answer.json()["success"] is False
    assert sandbox.replies == []


def test_a_connection_is_kept_for_the_next_call(sandbox: Sandbox) -> None:
    with httpx.Client(trust_env=False, limits=httpx.Limits(max_connections=1)) as client:
        streams = set()
        for _ in range(3):
            answer = client.post(f"{sandbox.url}seller/products", data={"api_key": sandbox.key})
            streams.add(answer.extensions["network_stream"].get_extra_info("client_addr"))
    assert len(streams) == 1


def test_a_reply_is_kept_as_it_came_and_read_back(sandbox: Sandbox, client: httpx.Client) -> None:
    text = r"It\'s \"done\" — d'accord"
    answer = client.post("seller/threads/3/messages/add", data={"api_key": "k-123", "message": text})
    assert answer.json()["success"] is True
    assert answer.json()["message"]["message"] == text
    assert call(sandbox, "seller/threads/3/messages")["messages"]["data"][0]["message"] == text
    assert call(sandbox, "seller/messages")["messages"]["data"][0]["message"] == text
    assert call(sandbox, "seller/thread/3")["thread"]["nb_messages"] == 1
    assert [(reply.thread_id, reply.message, reply.attachment) for reply in sandbox.replies] == [
        (3, text, None)
    ]


def test_an_attachment_arrives_byte_for_byte_with_its_name_and_type(
    sandbox: Sandbox, client: httpx.Client
) -> None:
    content = bytes(range(256)) * 40 + b"\r\n--\r\n\r\n"
    answer = client.post(
        "seller/threads/3/messages/add",
        data={"api_key": "k-123", "message": "See the file"},
        files={"attachment": ("../capture d'écran.png", content, "image/png")},
    )
    assert answer.json()["message"]["attachments"] == ["capture d'écran.png"]
    [reply] = sandbox.replies
    assert reply.attachment is not None
    assert (reply.attachment.name, reply.attachment.type) == ("capture d'écran.png", "image/png")
    assert reply.attachment.content == content


@pytest.mark.parametrize("form", [{}, {"message": "  \n"}])
def test_a_reply_without_a_text_is_refused(
    sandbox: Sandbox, client: httpx.Client, form: dict[str, str]
) -> None:
    answer = client.post("seller/threads/3/messages/add", data={"api_key": "k-123", **form})
    assert (answer.status_code, sandbox.replies) == (400, [])


def test_a_reply_is_not_sent_by_get_nor_to_a_thread_that_is_not_there(client: httpx.Client) -> None:
    assert client.get("seller/threads/3/messages/add?api_key=k-123&message=x").status_code == 405
    sent = client.post("seller/threads/99/messages/add", data={"api_key": "k-123", "message": "x"})
    assert sent.status_code == 404


def test_calls_are_counted_by_path(sandbox: Sandbox) -> None:
    call(sandbox, "seller/threads", page=1)
    call(sandbox, "seller/threads", page=2)
    call(sandbox, "seller/threads/3/messages")
    assert sandbox.calls == {"seller/threads": 2, "seller/threads/3/messages": 1}


def test_ids_of_messages_and_threads_can_be_left_out() -> None:
    with Sandbox(small_market(Quirks(message_ids=False, thread_ids=False))) as sandbox:
        sandbox.market.add_message(3, "Later")
        for path in ("seller/messages", "seller/threads/3/messages"):
            for row in call(sandbox, path)["messages"]["data"]:
                assert set(row) == {"message", "date_add"}
        assert call(sandbox, "seller/thread/3")["thread"]["nb_messages"] == 1


def test_a_thread_can_be_added_and_replaced_while_it_runs(sandbox: Sandbox) -> None:
    sandbox.market.add_thread(thread_row(50, "2026-11-20 09:00:00"))
    sandbox.market.add_message(50, "Hello")
    assert call(sandbox, "seller/threads", limit=1)["threads"]["data"][0]["nb_messages"] == 1
    sandbox.market.replace_thread(thread_row(50, nb_messages="9", topic=["not", "a", "text"]))
    assert call(sandbox, "seller/thread/50")["thread"]["topic"] == ["not", "a", "text"]
    sandbox.market.add_message(50, "And more")
    assert call(sandbox, "seller/thread/50")["thread"]["nb_messages"] == "10"


def test_rows_of_any_shape_are_served_as_they_stand() -> None:
    odd: list[dict[str, Any]] = [
        {"id_community_thread": "7", "topic": None},
        {"topic": "no number", "date_add": 5},
        {"id_thread": {}},
    ]
    with Sandbox(Market.given(threads=odd)) as sandbox:
        rows = call(sandbox, "seller/threads")["threads"]["data"]
    assert sorted(map(json.dumps, rows)) == sorted(map(json.dumps, odd))
