"""Run code as another login: the name of the operating system's user is replaced."""

from __future__ import annotations

import pwd
from collections.abc import Callable, Generator
from contextlib import contextmanager
from types import SimpleNamespace
from unittest import mock

from bizcare_tui.desk.desk import Desk

LogIn = Callable[[str], None]
"""Makes another login that of the operating system user."""


@contextmanager
def logged_in_as(login: str) -> Generator[None]:
    """Run what is within the block as this login."""
    with mock.patch.object(pwd, "getpwuid", return_value=SimpleNamespace(pw_name=login)):
        yield


@contextmanager
def desk_of(login: str) -> Generator[Desk]:
    """Open a desk as this login; within, every new desk is theirs."""
    with logged_in_as(login):
        yield Desk()
