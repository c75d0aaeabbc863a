"""A store to start from, for the tests of single modules of the store."""

from __future__ import annotations

import pwd
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from logins import LogIn
from small_store import open_small_store

from bizcare_tui.store.database import Database
from bizcare_tui.store.engine import Store


@pytest.fixture
def log_in(monkeypatch: pytest.MonkeyPatch) -> LogIn:
    """Make another login that of the operating system user."""
    return lambda login: monkeypatch.setattr(pwd, "getpwuid", lambda _uid: SimpleNamespace(pw_name=login))


@pytest.fixture
def store(place: Database, log_in: LogIn) -> Iterator[Store]:
    """A store with one account and two persons, Ana and Bea; Ana is logged in."""
    opened = open_small_store(place)
    log_in("ana")
    yield opened
    opened.close()
