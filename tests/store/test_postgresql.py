"""PostgreSQL as teams run it: addresses, schemas, servers that cannot hold a store, dead connections."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from other_program import other_transaction
from postgresql_proxy import Proxy
from postgresql_server import Cluster, Server, first_value, wait_until

from bizcare_tui.errors import StoreProblem
from bizcare_tui.store import change_listener, postgresql, schema_check
from bizcare_tui.store.database import Database
from bizcare_tui.store.engine import Store
from bizcare_tui.store.open_database import database_of_url
from bizcare_tui.store.people import get_account
from bizcare_tui.store.postgresql import PostgresqlDatabase


@pytest.fixture
def database_name(server: Server) -> Iterator[str]:
    """A database with a store in it."""
    name = server.new()
    yield name
    server.drop(name)


def first(place: Database, statement: str) -> object:
    return first_value(place.connect(), statement)


def test_the_letters_of_the_machine_do_not_matter(
    server: Server, database_name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGCLIENTENCODING", "LATIN1")
    for query in ("", "&client_encoding=SQL_ASCII", "&options=-cclient_encoding%3DLATIN1"):
        place = database_of_url(server.url(database_name) + query)
        row = place.connect().execute("SELECT :text", {"text": "ñ 😀"}).fetchone()
        assert row is not None
        assert row[0] == "ñ 😀"


# --- what an address says ----------------------------------------------------------------------------


def test_ours_fills_in_only_what_an_address_leaves_out(server: Server, database_name: str) -> None:
    settings = "SELECT current_setting('application_name') || current_setting('lock_timeout')"
    url = Cluster.url(server, database_name)
    assert first(database_of_url(url), settings) == "bizcare0"
    theirs = database_of_url(f"{url}&application_name=care&options=-c%20lock_timeout%3D7s")
    assert first(theirs, settings) == "care7s"
    with Store(theirs).transaction() as session:
        assert session.connection().exec_driver_sql(settings).scalar() == "care7s"


def test_a_service_is_heeded(
    server: Server, database_name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = tmp_path / "services.conf"
    services.write_text(
        f"[care]\nhost={server.folder}\ndbname={database_name}\nuser=tests\napplication_name=ours\n"
    )
    monkeypatch.setenv("PGSERVICEFILE", str(services))
    place = database_of_url("postgresql:///?service=care")
    assert place.shown == "service=care"
    assert first(place, "SELECT current_setting('application_name')") == "ours"


def test_two_sellers_in_two_schemas_have_two_stores(server: Server) -> None:
    name = server.new(empty=True)
    for each in ("ana", "bob"):
        server.do(f"CREATE SCHEMA {each}", name)
    server.do("CREATE TABLE public.elsewhere (id integer)", name)
    url = Cluster.url(server, name)
    ana = database_of_url(f"{url}&options=-csearch_path%3Dana,public")
    bob = database_of_url(f"{url}&options=-csearch_path%3Dbob,ana,public")
    stores = [Store(ana), Store(bob)]
    with stores[1].transaction() as session:
        get_account(session, "https://bob.example/", 0)
    assert [first(place, "SELECT count(*) FROM account") for place in (ana, bob)] == [0, 1]
    for store in stores:
        with store.engine.connect() as connection, connection.begin():
            assert schema_check.schema_differences(connection) == []
        store.close()
    assert server.do("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", name) == [(1,)]


def test_a_missing_schema_is_reported(server: Server, database_name: str) -> None:
    place = database_of_url(f"{Cluster.url(server, database_name)}&options=-csearch_path%3Dnowhere")
    with pytest.raises(StoreProblem, match="none of the schemas"):
        place.version()


def test_a_change_in_one_schema_is_not_one_in_another(server: Server) -> None:
    name = server.new(empty=True)
    url = Cluster.url(server, name)
    places = {}
    for each in ("ana", "bob"):
        server.do(f"CREATE SCHEMA {each}", name)
        places[each] = database_of_url(f"{url}&options=-csearch_path%3D{each}")
        Store(places[each]).close()
    before = listened(places["ana"])
    for each in ("bob", "bob", "ana"):
        with other_transaction(places[each]):
            pass
    # Notices come in their order: once Ana's is there, both of Bob's were heard.
    assert wait_until(lambda: changes(places["ana"]) > before)
    assert changes(places["ana"]) == before + 1


# --- connections that die ----------------------------------------------------------------------------


@pytest.fixture
def proxy(server: Server) -> Iterator[Proxy]:
    running = Proxy(server)
    yield running
    running.close()


def changes(place: Database) -> int:
    return place.changes(place.connect)


def is_served(place: Database) -> bool:
    """Whether listening, or looking at the store, goes on without a problem."""
    try:
        changes(place)
    except StoreProblem:
        return False
    return True


def listened(place: Database) -> int:
    """How many changes were noticed once the server is listened to."""
    assert isinstance(place, PostgresqlDatabase)
    changes(place)
    listener = place._listener
    assert listener is not None
    assert wait_until(lambda: listener.is_listening)
    return changes(place)


def test_a_listener_that_died_without_a_word_is_noticed(
    server: Server, database_name: str, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(change_listener, "HEARTBEAT_SECONDS", 0.2)
    monkeypatch.setattr(change_listener, "ANSWER_TIMEOUT_SECONDS", 1.0)
    place = database_of_url(proxy.url(database_name))
    before = listened(place)
    proxy.freeze()
    with other_transaction(database_of_url(server.url(database_name))):
        pass
    assert wait_until(lambda: changes(place) > before)


def test_a_statement_that_is_not_answered_ends_and_the_next_one_has_another_connection(
    database_name: str, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql, "READING_SECONDS", 1.0)
    place = database_of_url(proxy.url(database_name))
    connection = place.connect()
    assert first_value(connection, "SELECT 1") == 1
    proxy.freeze()
    with pytest.raises(place.failures, match="does not answer"):
        connection.execute("SELECT 2")
    assert first_value(connection, "SELECT 3") == 3


def test_while_the_server_is_known_to_be_away_nobody_waits_for_it(
    database_name: str, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(change_listener, "HEARTBEAT_SECONDS", 0.2)
    monkeypatch.setattr(change_listener, "ANSWER_TIMEOUT_SECONDS", 1.0)
    monkeypatch.setattr(postgresql, "READING_SECONDS", 10_000.0)
    place = database_of_url(proxy.url(database_name))
    connection = place.connect()
    before = listened(place)
    proxy.freeze(also_new=True)
    with pytest.raises(place.failures, match="does not answer"):
        connection.execute("SELECT 1")
    with pytest.raises(StoreProblem, match="cannot be reached"):
        place.connect()
    proxy.thaw()
    assert wait_until(lambda: is_served(place))
    assert changes(place) > before
    assert first_value(connection, "SELECT 2") == 2


def test_a_pooled_connection_that_died_is_replaced_before_a_transaction(
    database_name: str, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql, "FIRST_STATEMENT_SECONDS", 1.0)
    monkeypatch.setattr(Database, "busy_seconds", 1.0)
    store = Store(database_of_url(proxy.url(database_name)))
    with store.transaction() as session:
        get_account(session, "https://example.org/", 0)
    proxy.freeze()
    with store.transaction() as session:
        assert session.connection().exec_driver_sql("SELECT count(*) FROM account").scalar() == 1


def test_connections_that_the_server_ended_are_replaced(server: Server, database_name: str) -> None:
    place = database_of_url(server.url(database_name))
    store, connection = Store(place), place.connect()
    before = listened(place)
    count = "SELECT count(*) FROM account"
    assert first_value(connection, count) == 0
    server.do(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database_name}'")
    assert first_value(connection, count) == 0
    with store.transaction() as session:
        get_account(session, "https://example.org/", 0)
    # What happened while nobody listened counts as a change.
    assert wait_until(lambda: changes(place) > before)
    store.close()
