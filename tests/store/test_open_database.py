"""The database that contains the store: by default a file, else the one that an address names."""

from __future__ import annotations

from pathlib import Path

import pytest

from bizcare_tui.errors import StoreProblem
from bizcare_tui.store.open_database import database_of_url, open_database


def test_the_default_is_a_sqlite_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BIZCARE_DATABASE_URL", raising=False)
    database = open_database(tmp_path / "a b?.db")
    assert not database.is_postgresql
    assert database.file == tmp_path / "a b?.db"


def test_the_environment_names_another_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BIZCARE_DATABASE_URL", f"sqlite:///{tmp_path}/other.db")
    assert open_database(tmp_path / "default.db").file == tmp_path / "other.db"
    monkeypatch.setenv("BIZCARE_DATABASE_URL", "postgresql+psycopg://desk@db.example/bizcare")
    assert open_database(tmp_path / "default.db").is_postgresql


@pytest.mark.parametrize("scheme", ["postgresql+psycopg", "postgresql", "postgres"])
def test_every_way_to_write_a_postgresql_address_is_understood(scheme: str) -> None:
    database = database_of_url(f"{scheme}://desk:secret@db.example/bizcare")
    assert database.is_postgresql
    assert "secret" not in database.shown


@pytest.mark.parametrize("url", ["mysql://db.example/bizcare", "/srv/store.db", "sqlite://", "bizcare"])
def test_another_address_is_refused_with_what_to_do(url: str) -> None:
    with pytest.raises(StoreProblem, match="must begin with") as problem:
        database_of_url(url)
    assert "BIZCARE_DATABASE_URL" in problem.value.next_step


def test_the_direct_address_must_be_a_postgresql_one_too() -> None:
    with pytest.raises(StoreProblem, match="must begin with"):
        database_of_url("postgresql://pooler.example/bizcare", "sqlite:////srv/store.db")
