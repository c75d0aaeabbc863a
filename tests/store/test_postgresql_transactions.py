"""What begins and ends a transaction of PostgreSQL: settings for it alone, and the news of a change."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import psycopg
import pytest
from postgresql_server import Server, first_value
from small_store import add_rows

from bizcare_tui.errors import StoreProblem
from bizcare_tui.store.change_listener import NOTIFY_CHANNEL
from bizcare_tui.store.engine import Store
from bizcare_tui.store.open_database import database_of_url
from bizcare_tui.store.postgresql_transactions import on_error, set_config_call
from bizcare_tui.store.tables import Person


@pytest.fixture
def shared(server: Server) -> Iterator[Store]:
    """A store on the server, without rows."""
    name = server.new()
    opened = Store(database_of_url(server.url(name)))
    yield opened
    opened.close()
    server.drop(name)


@pytest.mark.parametrize(
    "value", ["", "a b", "it's", "back\\slash", "\\'", "'); DROP TABLE person; --", "ñ 😀"]
)
def test_a_setting_is_quoted_and_ends_with_its_transaction(shared: Store, value: str) -> None:
    with shared.transaction() as session:
        connection = session.connection()
        connection.exec_driver_sql(f"SELECT {set_config_call('bizcare.test', value)}".replace("%", "%%"))
        read = "SELECT coalesce(current_setting('bizcare.test', true), '')"
        assert connection.exec_driver_sql(read).scalar() == value
    with shared.transaction() as session:
        assert session.connection().exec_driver_sql(read).scalar() == ""


def test_a_committed_change_is_announced_with_the_name_of_the_schema(shared: Store, server: Server) -> None:
    name = shared.database.connect()
    listening = psycopg.connect(
        server.url(str(first_value(name, "SELECT current_database()"))).replace("+psycopg", ""),
        autocommit=True,
    )
    listening.execute(f"LISTEN {NOTIFY_CHANNEL}")
    with pytest.raises(ZeroDivisionError), shared.transaction() as session:
        session.add(Person(login="ana"))
        session.flush()
        raise ZeroDivisionError
    assert list(listening.notifies(timeout=0.05)) == []
    add_rows(shared, Person(login="ana"))
    assert [each.payload for each in listening.notifies(timeout=10, stop_after=1)] == ["public"]
    listening.close()


def test_a_committed_change_gives_the_schema_version_a_new_row(shared: Store) -> None:
    def row_version() -> object:
        return first_value(shared.database.connect(), "SELECT xmin::text FROM alembic_version")

    before = row_version()
    with pytest.raises(StoreProblem), shared.transaction() as session:
        session.connection().exec_driver_sql("SELECT nothing")
    assert row_version() == before
    add_rows(shared, Person(login="ana"))
    assert row_version() != before


@pytest.mark.parametrize(
    ("error", "is_lost"),
    [(psycopg.errors.ReadOnlySqlTransaction(), True), (psycopg.errors.UniqueViolation(), False)],
)
def test_after_a_failover_no_connection_of_the_pool_is_used_again(error: Exception, is_lost: bool) -> None:
    context = SimpleNamespace(original_exception=error, is_disconnect=False)
    on_error(context)
    assert context.is_disconnect is is_lost
