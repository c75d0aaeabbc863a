"""A store to start from, for the tests of single modules of the store."""

from __future__ import annotations

import pwd
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from logins import LogIn
from small_store import ANA, BEA

from bizcare_tui.store.database import Database
from bizcare_tui.store.engine import Store
from bizcare_tui.store.people import get_account, get_person_of_login
from bizcare_tui.store.sqlite import SqliteDatabase


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the tables of a store and no rows. A copy is made faster than the migrations run."""
    database = SqliteDatabase(tmp_path_factory.mktemp("migrated") / "bizcare.db")
    Store(database).close()
    return database.back_up("template")


@pytest.fixture
def log_in(monkeypatch: pytest.MonkeyPatch) -> LogIn:
    """Make another login that of the operating system user."""
    return lambda login: monkeypatch.setattr(pwd, "getpwuid", lambda _uid: SimpleNamespace(pw_name=login))


@pytest.fixture
def store(place: Database, migrated_file: Path, log_in: LogIn) -> Iterator[Store]:
    """A store with one account and two persons, Ana and Bea; Ana is logged in."""
    if place.file is not None:
        place.file.parent.mkdir(mode=0o700, exist_ok=True)
        shutil.copy(migrated_file, place.file)
    opened = Store(place)
    with opened.transaction() as session:
        assert get_account(session, "https://example.org/", 0).id == 1
        assert [get_person_of_login(session, login).id for login in ("ana", "bea")] == [ANA, BEA]
    log_in("ana")
    yield opened
    opened.close()
