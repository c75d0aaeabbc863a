"""The login name of the user, also where the system knows no name."""

from __future__ import annotations

import os
import pwd

import pytest

from bizcare_tui.store.login import acting_as, login_name


def test_it_is_the_name_of_the_user_who_runs_the_program() -> None:
    assert login_name() == pwd.getpwuid(os.getuid()).pw_name


def test_the_environment_does_not_change_it(monkeypatch: pytest.MonkeyPatch) -> None:
    before = login_name()
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "somebody-else")
    assert login_name() == before


def test_a_user_without_a_name_has_their_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 2_000_123_456)
    assert login_name() == "2000123456"


def test_the_demo_acts_as_colleagues_and_then_as_the_person_again() -> None:
    own = login_name()
    with acting_as("marta"):
        with acting_as("camille"):
            assert login_name() == "camille"
        assert login_name() == "marta"
    assert login_name() == own
