"""What the two kinds of database have in common, and which schemas this program can use."""

from __future__ import annotations

from pathlib import Path

import pytest

from bizcare_tui.errors import StoreProblem
from bizcare_tui.store.database import SCHEMA_VERSION, Database, require_supported_version
from bizcare_tui.store.engine import Store
from bizcare_tui.store.sqlite import SqliteDatabase

MIGRATIONS = Path(__file__).parents[2] / "bizcare_tui" / "store" / "migrations" / "versions"


def test_the_schema_version_is_that_of_the_last_migration() -> None:
    assert max(file.name[:4] for file in MIGRATIONS.glob("*.py")) == SCHEMA_VERSION


@pytest.mark.parametrize("version", ["0001", SCHEMA_VERSION])
def test_an_earlier_schema_is_supported(tmp_path: Path, version: str) -> None:
    require_supported_version(SqliteDatabase(tmp_path / "bizcare.db"), version)


@pytest.mark.parametrize("version", ["0999", "9\x1b[2J\n" + "9" * 500], ids=["later", "hostile"])
def test_a_later_schema_is_refused_and_its_name_cannot_reach_the_terminal(
    tmp_path: Path, version: str
) -> None:
    with pytest.raises(StoreProblem, match="newer bizcare") as refused:
        require_supported_version(SqliteDatabase(tmp_path / "bizcare.db"), version)
    assert str(refused.value).isprintable()
    assert len(str(refused.value)) < 200 + len(str(tmp_path))


@pytest.mark.parametrize("version", ["", "0000", "00230", "002", "001x", "001\u0661", "\x1b[2J\n0001"])
def test_a_schema_that_never_existed_is_refused(store: Store, place: Database, version: str) -> None:
    with store.transaction() as session:
        session.connection().exec_driver_sql(f"UPDATE alembic_version SET version_num = '{version}'")
    with pytest.raises(StoreProblem, match="does not exist") as refused:
        Store(place)
    assert str(refused.value).isprintable()


def test_both_databases_answer_the_same_questions(store: Store, place: Database) -> None:
    connection = place.connect()
    row = connection.execute("SELECT id, login FROM person WHERE login = :login", {"login": "bea"}).fetchone()
    assert row is not None
    assert (row["login"], row[0], tuple(row)) == ("bea", 2, (2, "bea"))
    assert list(connection.flat_values("SELECT login FROM person ORDER BY id", {})) == ["ana", "bea"]
    assert (place.version(), place.integrity(connection)) == (SCHEMA_VERSION, "ok")
    assert (place.is_remote, place.file is None, place.server() is None) == (
        place.is_postgresql, place.is_postgresql, not place.is_postgresql,
    )  # fmt: skip
    connection.close()


def test_a_connection_of_a_database_cannot_write(store: Store, place: Database) -> None:
    connection = place.connect()
    with pytest.raises(place.failures) as refused:
        connection.execute("DELETE FROM person", {}).fetchone()
    assert isinstance(place.problem(refused.value), StoreProblem)
    assert list(connection.flat_values("SELECT count(*) FROM person", {})) == [2]
    connection.close()


def test_a_statement_that_is_not_needed_any_more_is_ended(store: Store, place: Database) -> None:
    endless = """WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000)
                 SELECT count(*) FROM n"""
    connection = place.connect()
    with connection.watched(lambda: True), pytest.raises(place.failures):
        connection.execute(endless, {}).fetchone()
    assert list(connection.flat_values("SELECT 1", {})) == [1]
    connection.close()
