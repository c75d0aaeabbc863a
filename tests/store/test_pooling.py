"""The store behind PgBouncer: by session and by transaction it works, by statement it is refused."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from other_program import other_transaction
from postgresql_server import NO_POOLER, Cluster, Pooler, Server, first_value, pooler_binary, wait_until
from sqlmodel import update

from bizcare_tui.desk.database_checks import check_database_server
from bizcare_tui.errors import StoreBusy, StoreProblem
from bizcare_tui.store import change_listener, leases
from bizcare_tui.store.database import SCHEMA_VERSION, Database
from bizcare_tui.store.engine import Store
from bizcare_tui.store.open_database import database_of_url
from bizcare_tui.store.people import get_account
from bizcare_tui.store.reads.hot import read_logins
from bizcare_tui.store.reads.reader import StoreReader
from bizcare_tui.store.reads.releases import read_releases
from bizcare_tui.store.tables import Account

pytestmark = pytest.mark.skipif(pooler_binary() is None, reason=NO_POOLER)
# So many statements, and more, before the driver would prepare one on the server.
OFTEN = 12


@pytest.fixture(scope="module")
def poolers(server: Server) -> Iterator[dict[str, Pooler]]:
    """A pooler of each kind; the one by transaction has few processes, so that they change hands."""
    running = {
        "session": Pooler(server, "session"),
        "transaction": Pooler(server, "transaction", size=2),
        "one process": Pooler(server, "transaction", size=1),
        "statement": Pooler(server, "statement"),
    }
    yield running
    for each in running.values():
        each.stop()


@pytest.fixture
def database_name(server: Server) -> Iterator[str]:
    """An empty database."""
    name = server.new(empty=True)
    yield name
    server.drop(name)


def account_count(place: Database) -> int:
    return int(first_value(place.connect(), "SELECT count(*) FROM account"))


@pytest.mark.parametrize("kind", ["session", "transaction", "one process"])
def test_a_store_is_made_and_used_by_several_programs(
    poolers: dict[str, Pooler], database_name: str, kind: str
) -> None:
    places = [database_of_url(poolers[kind].url(database_name)) for _each in range(3)]
    stores = [Store(place) for place in places]
    readers = [StoreReader(place, "ana") for place in places]
    assert [place.version() for place in places] == [SCHEMA_VERSION] * 3
    for number in range(OFTEN):
        for store in stores:
            with store.transaction() as session:
                get_account(session, "https://example.org/", number)
            with store.transaction() as session:
                session.exec(update(Account).values(problem="100 % é 😀"))
            assert account_count(store.database) == 1
        for reader in readers:
            assert (read_logins(reader), read_releases(reader)) == ([], [])
    for reader in readers:
        reader.close()
    for store in stores:
        store.close()


@pytest.mark.parametrize("kind", ["session", "transaction"])
def test_one_program_at_a_time_has_a_lease(poolers: dict[str, Pooler], database_name: str, kind: str) -> None:
    first, second = (Store(database_of_url(poolers[kind].url(database_name))) for _each in range(2))
    with first.transaction() as session:
        get_account(session, "https://example.org/", 0)
        held = leases.acquire(session, 1, "send")
    with pytest.raises(StoreBusy), second.transaction() as session:
        leases.acquire(session, 1, "send")
    with first.transaction() as session:
        leases.release(session, held)
    with second.transaction() as session:
        assert leases.acquire(session, 1, "send").fence == held.fence + 1


def test_waiting_too_long_for_another_program_raises_an_error(
    poolers: dict[str, Pooler], database_name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Database, "busy_seconds", 0.2)
    place = database_of_url(poolers["transaction"].url(database_name))
    Store(place).close()
    # The limit is one of each transaction: those of other programs keep none of it.
    with other_transaction(place), pytest.raises(StoreBusy), other_transaction(place):
        pass
    with other_transaction(place) as connection:
        assert connection.exec_driver_sql("SELECT current_setting('lock_timeout')").scalar() == "200ms"
    assert first_value(place.connect(), "SELECT current_setting('lock_timeout')") == "0"


def test_by_statement_is_refused_in_a_sentence(poolers: dict[str, Pooler], database_name: str) -> None:
    place = database_of_url(poolers["statement"].url(database_name))
    for use in (place.version, lambda: Store(place)):
        with pytest.raises(StoreProblem, match="statement pooling"):
            use()


def test_what_only_reads_cannot_write(poolers: dict[str, Pooler], database_name: str) -> None:
    place = database_of_url(poolers["transaction"].url(database_name))
    Store(place).close()
    connection = place.connect()
    with pytest.raises(place.failures, match="read-only transaction"):
        connection.execute("DELETE FROM account")
    # The process that the next one gets has nothing of it.
    assert first_value(connection, "SELECT 7") == 7


@pytest.mark.parametrize("kind", ["session", "transaction"])
def test_a_schema_in_the_address_is_heeded(
    poolers: dict[str, Pooler], server: Server, database_name: str, kind: str
) -> None:
    for schema in ("ana", "bob"):
        server.do(f"CREATE SCHEMA {schema}", database_name)
    places = {
        schema: database_of_url(poolers[kind].url(database_name, f"&options=-csearch_path%3D{schema}"))
        for schema in ("ana", "bob")
    }
    Store(places["ana"]).close()
    assert places["bob"].version() is None
    stores = {schema: Store(place) for schema, place in places.items()}
    with stores["ana"].transaction() as session:
        get_account(session, "https://ana.example/", 0)
    assert [account_count(places[schema]) for schema in ("ana", "bob")] == [1, 0]


@pytest.mark.parametrize(
    ("kind", "found", "then"),
    [
        ("session", "session mode", "received at once"),
        ("transaction", "transaction mode", "checked for changes every second"),
        ("one process", "transaction mode", "checked for changes every second"),
    ],
)
def test_the_kind_of_pooler_is_detected_and_reported(
    poolers: dict[str, Pooler], database_name: str, kind: str, found: str, then: str
) -> None:
    lines = {check: (well, text) for check, well, text, _step in check_database_server(
        database_of_url(poolers[kind].url(database_name))
    )}  # fmt: skip
    assert lines["database"][1].startswith("PostgreSQL ")
    well, text = lines["pooler"]
    assert (well, found in text, then in text) == (True, True, True)


def test_a_connection_without_a_pooler_is_reported_as_such(server: Server, database_name: str) -> None:
    place = database_of_url(Cluster.url(server, database_name))
    texts = [text for check, _well, text, _step in check_database_server(place) if check == "pooler"]
    assert texts == ["connected without a pooler; changes by others are received at once"]


def test_a_direct_address_that_does_not_answer_is_reported(
    poolers: dict[str, Pooler], database_name: str
) -> None:
    place = database_of_url(poolers["transaction"].url(database_name), "postgresql://u:p4ss@127.0.0.1:1/desk")
    ((well, text),) = [
        (well, text) for check, well, text, _step in check_database_server(place) if check == "pooler"
    ]
    assert not well
    assert "127.0.0.1:1/desk cannot be reached" in text
    assert "p4ss" not in text


def test_a_direct_address_of_another_database_is_reported_and_the_store_is_polled(
    poolers: dict[str, Pooler], server: Server, database_name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(change_listener, "ANSWER_TIMEOUT_SECONDS", 0.5)
    elsewhere = Cluster.url(server, "postgres")
    place, other = (
        database_of_url(poolers["transaction"].url(database_name), elsewhere) for _each in range(2)
    )
    Store(other).close()
    ((well, text),) = [
        (well, text) for check, well, text, _step in check_database_server(place) if check == "pooler"
    ]
    assert (well, "cannot be received at" in text) == (False, True)
    before = place.changes(place.connect)
    assert wait_until(lambda: place.changes(place.connect) > before)
    before = place.changes(place.connect)
    with other_transaction(other):
        pass
    assert wait_until(lambda: place.changes(place.connect) > before)


@pytest.mark.parametrize(
    ("kind", "is_direct"), [("session", False), ("transaction", False), ("transaction", True)]
)
def test_changes_of_others_are_noticed(
    poolers: dict[str, Pooler], server: Server, database_name: str, kind: str, is_direct: bool
) -> None:
    direct = Cluster.url(server, database_name) if is_direct else ""
    place, other = (database_of_url(poolers[kind].url(database_name), direct) for _each in range(2))
    Store(other).close()
    before = place.changes(place.connect)
    # Listening has begun, or the store was looked at for the first time.
    assert wait_until(lambda: place.changes(place.connect) > before)
    before = place.changes(place.connect)
    with other_transaction(other) as connection:
        connection.exec_driver_sql("UPDATE account SET problem = '' WHERE false")
    assert wait_until(lambda: place.changes(place.connect) > before)
