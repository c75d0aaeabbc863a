"""A key of another account is noticed before anything is stored or sent."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bizcare_tui.cli.main import main
from bizcare_tui.desk.desk import Desk
from bizcare_tui.errors import OtherAccount
from bizcare_tui.sandbox.market import Market
from bizcare_tui.sandbox.server import Sandbox
from bizcare_tui.store.database import Database

TABLES = ("thread", "message", "product", "sale", "inbox_entry", "unparsed_api_row")


def account_rows(first: int, *, threads: int = 4, products: int = 2, orders: bool = True) -> dict[str, Any]:
    """The rows of an account whose numbers begin at `first`."""
    product = [
        {"id_product": first + 900 + n, "name": f"Module {first + n}", "price": "49.99"}
        for n in range(products)
    ]
    thread = [
        {
            "id_community_thread": first + n,
            "topic": f"Topic {first + n}",
            "id_product": first + 900,
            "name": f"Module {first}",
            "nb_messages": 1,
            "date_add": f"2026-11-2{n % 5} 10:00:00",
            "qualification": "aftersale",
            "id_order": first + 500 + n,
            "customer_hash": f"customer-{first + n}",
        }
        for n in range(threads)
    ]
    message = [
        {
            "id_community_message": first * 10 + n,
            "id_community_thread": first + n,
            "message": f"Question {first + n}",
            "date_add": f"2026-11-2{n % 5} 10:00:00",
        }
        for n in range(threads)
    ]
    sale = [
        {"id_order": first + 500 + n, "id_product": first + 900, "amount": "49.99", "product_quantity": 1,
         "product_quantity_refunded": 0, "order_date": "2026-10-01 10:00:00"}
        for n in range(threads if orders else 0)
    ]  # fmt: skip
    return {"threads": thread, "messages": message, "products": product, "sales": sale}


@pytest.fixture
def own(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """This store's account, synced once."""
    monkeypatch.setenv("BIZCARE_NOW", "2026-11-26T09:20:00+00:00")
    with Sandbox(Market.given(**account_rows(1000)), "own-key") as running:
        use(monkeypatch, running)
        sync()
        yield running


@pytest.fixture
def foreign(own: Sandbox) -> Iterator[Sandbox]:
    """Another seller's account."""
    with Sandbox(Market.given(**account_rows(5000)), "foreign-key") as running:
        yield running


def use(monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox) -> None:
    monkeypatch.setenv("BIZCARE_API_URL", sandbox.url)
    monkeypatch.setenv("BIZCARE_API_KEY", sandbox.key)


def sync(*, is_same_account: bool = False) -> dict[str, Any]:
    return Desk().marketplace.sync(
        full=False, on_progress=lambda *_told: None, is_same_account=is_same_account
    )


def stored(place: Database) -> dict[str, list[tuple[Any, ...]]]:
    connection = place.connect()
    try:
        return {
            table: sorted(tuple(row) for row in connection.execute(f"SELECT * FROM {table}", {}))
            for table in TABLES
        }
    finally:
        connection.close()


def test_a_sync_with_another_accounts_key_stores_nothing_and_says_so(
    own: Sandbox, foreign: Sandbox, place: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = stored(place)
    use(monkeypatch, foreign)
    with pytest.raises(OtherAccount) as raised:
        sync()
    assert "BIZCARE_HOME" in str(raised.value)
    assert "--same-account" in str(raised.value)
    assert foreign.key not in str(raised.value)
    assert stored(place) == before
    assert "another partner account" in Desk().marketplace.sync_status().problem
    use(monkeypatch, own)
    sync()
    assert Desk().marketplace.sync_status().problem == ""


def test_the_command_ends_with_its_code_and_one_sentence(
    own: Sandbox, foreign: Sandbox, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    use(monkeypatch, foreign)
    assert main(["sync"]) == 6
    assert "another partner account" in capsys.readouterr().err
    assert main(["sync", "--same-account"]) == 0


@pytest.mark.parametrize(
    ("kept", "listed", "is_other"),
    [
        ({"threads": 1}, account_rows(5000), True),
        ({"threads": 0, "orders": False}, account_rows(5000), True),
        ({"threads": 4, "products": 0}, account_rows(5000), True),
        ({"threads": 4}, account_rows(5000, threads=0), True),
        # A new topic of the same seller after the only thread was removed.
        ({"threads": 1}, {**account_rows(5000), "products": account_rows(1000)["products"]}, False),
        # Every product was replaced, the threads are still there.
        ({"threads": 4}, {**account_rows(1000), "products": account_rows(5000)["products"]}, False),
        # The same products, as two resellers may have: the threads tell.
        ({"threads": 4}, {**account_rows(5000), "products": account_rows(1000)["products"]}, True),
    ],
)
def test_what_is_enough_to_tell(
    database: str,
    monkeypatch: pytest.MonkeyPatch,
    kept: dict[str, Any],
    listed: dict[str, Any],
    is_other: bool,
) -> None:
    monkeypatch.setenv("BIZCARE_NOW", "2026-11-26T09:20:00+00:00")
    with Sandbox(Market.given(**account_rows(1000, **kept)), "own-key") as running:
        use(monkeypatch, running)
        sync()
    with Sandbox(Market.given(**listed), "another-key") as running:
        use(monkeypatch, running)
        if is_other:
            with pytest.raises(OtherAccount):
                sync()
        else:
            sync()


def test_threads_of_the_same_numbers_are_distinguished_by_their_content(
    own: Sandbox, place: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = account_rows(1000)
    for number, row in enumerate(rows["threads"]):
        row |= {
            "topic": f"Other {number}",
            "customer_hash": f"other-{number}",
            "date_add": "2025-01-01 08:00:00",
        }
    with Sandbox(Market.given(**rows), "third-key") as running:
        use(monkeypatch, running)
        with pytest.raises(OtherAccount):
            sync()


def test_a_renewed_key_passes_and_is_asked_about_once(own: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    own.calls.clear()
    sync()
    usual = dict(own.calls)
    with Sandbox(own.market, "renewed-key") as running:
        use(monkeypatch, running)
        sync()
        running.calls.clear()
        sync()
        assert dict(running.calls) == usual


def test_a_person_can_say_that_it_is_the_same_account(
    own: Sandbox, foreign: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, foreign)
    assert sync(is_same_account=True)["threads"]["new"] == 4
    sync()


def test_another_accounts_key_is_not_kept(
    own: Sandbox, foreign: Sandbox, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("BIZCARE_API_KEY")
    monkeypatch.setenv("BIZCARE_API_URL", foreign.url)
    monkeypatch.setattr("sys.stdin", io.StringIO(foreign.key))
    assert main(["key"]) == 6
    assert "another partner account" in capsys.readouterr().err
    assert not Desk().marketplace.has_key()
    monkeypatch.setattr("sys.stdin", io.StringIO(foreign.key))
    assert main(["key", "--same-account"]) == 0
    assert Desk().marketplace.has_key()


def test_nothing_queued_is_sent_to_another_account(
    own: Sandbox, foreign: Sandbox, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.joinpath("config.toml").write_text("undo_seconds = 0\n", encoding="utf-8")
    text = "I saw the cart of your shop fail, and correct it today. Tom"
    Desk().replies.queue(1000, text, override="as agreed on the telephone")
    use(monkeypatch, foreign)
    with pytest.raises(OtherAccount):
        Desk().replies.send(on_progress=lambda _what: None)
    assert foreign.replies == []
    assert {path for path in foreign.calls if "messages" in path} == set()
    (queued,) = Desk().replies.outbox()
    assert (queued.state, queued.text) == ("queued", text)
    assert "another partner account" in queued.error
