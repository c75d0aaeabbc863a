"""Several persons at one desk: each is the user of the operating system while they sit at it."""

from __future__ import annotations

import pwd
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from unittest import mock

from bizcare_tui.desk.desk import Desk


@contextmanager
def sitting(login: str) -> Iterator[Desk]:
    """A desk with this person at it."""
    with mock.patch.object(pwd, "getpwuid", return_value=SimpleNamespace(pw_name=login)):
        yield Desk()
