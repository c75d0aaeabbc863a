"""Accounts read from a file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from seller_calls import call, message_row, thread_row

from bizcare_tui.errors import BadSettings
from bizcare_tui.sandbox.account_file import read_market
from bizcare_tui.sandbox.server import Sandbox


def test_the_rows_of_a_file_are_served_as_they_stand(tmp_path: Path) -> None:
    content = {
        "threads": [thread_row(3, website="javascript:alert(1)"), thread_row(4, extra={"kept": [1, None]})],
        "messages": [message_row(3, "\x1b]0;title\x07 <b>d&#039;acheter</b> \ud800")],
        "products": [{"id_product": "x"}],
        "sales": [{"id_order": 5}],
    }
    file = tmp_path / "account.json"
    file.write_text(json.dumps(content))
    with Sandbox(read_market(file)) as sandbox:
        assert call(sandbox, "seller/threads", sort="asc")["threads"]["data"] == content["threads"]
        assert call(sandbox, "seller/messages")["messages"]["data"] == content["messages"]
        assert call(sandbox, "seller/threads/3/messages")["messages"]["data"] == content["messages"]
        assert call(sandbox, "seller/products")["products"] == content["products"]
        assert call(sandbox, "seller/orders")["sales"] == content["sales"]


def test_a_list_may_be_left_out(tmp_path: Path) -> None:
    file = tmp_path / "account.json"
    file.write_text('{"threads": []}')
    with Sandbox(read_market(file)) as sandbox:
        assert call(sandbox, "seller/messages")["messages"]["total"] == 0


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ('{"threads": [\n\n{"id_thread": 1},]}', "line 3"),
        ("[]", "the whole file: is not an object"),
        ('{"threads": {}}', "threads: is not a list"),
        ('{"sales": [{}, 5]}', "sales[1]: is not an object"),
        ('{"orders": []}', "orders: is not one of threads, messages, products, sales"),
        ('{"messages": [{"id_thread": 1}, {"message": "x"}]}', "messages[1]: needs the thread's number"),
    ],
)
def test_what_is_wrong_in_a_file_is_told_with_its_place(tmp_path: Path, content: str, place: str) -> None:
    file = tmp_path / "account.json"
    file.write_text(content)
    with pytest.raises(BadSettings) as refusal:
        read_market(file)
    assert str(file) in str(refusal.value)
    assert place in str(refusal.value)


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="cannot be read"):
        read_market(tmp_path / "none.json")
    (tmp_path / "latin.json").write_bytes(b'{"threads": "\xe9"}')
    with pytest.raises(BadSettings, match="UTF-8"):
        read_market(tmp_path / "latin.json")
