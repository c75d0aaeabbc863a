"""Programs of the user get the environment without keys and passwords."""

from __future__ import annotations

import pytest

from bizcare_tui.child_environment import without_secrets
from bizcare_tui.cli.commands.config import ENVIRONMENT

SECRET = "s3cret-word"


def test_no_variable_that_holds_a_secret_is_left() -> None:
    secret = [name for name, (_about, is_secret) in ENVIRONMENT.items() if is_secret]
    variables = dict.fromkeys([*secret, "PGPASSWORD", "BIZCARE_NEW_TOKEN"], SECRET)
    for name in ("BIZCARE_DATABASE_URL", "BIZCARE_DATABASE_DIRECT_URL"):
        variables[name] = f"postgresql://u:{SECRET}@db.example/desk"
    assert SECRET not in str(without_secrets(variables))


def test_other_variables_stay_as_they_are() -> None:
    variables = {
        "PATH": "/bin", "LANG": "es_ES.UTF-8", "BIZCARE_HOME": "/srv/desk", "SSH_ASKPASS": "/bin/ask",
        "BIZCARE_NOW": "2026-11-26T10:00:00+00:00", "MAIL": "imap://tom:x@h", "EMPTY": "",
        "BIZCARE_API_URL": "https://api.example/request/",
    }  # fmt: skip
    assert without_secrets(variables) == variables


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("sqlite:////srv/de sk/a@b:c.db", "sqlite:////srv/de sk/a@b:c.db"),
        ("postgresql://db.example/desk", "postgresql://db.example/desk"),
        ("postgresql://ana@db.example/desk", "postgresql://ana@db.example/desk"),
        (f"postgresql://ana:{SECRET}@db.example/desk", "postgresql://ana@db.example/desk"),
        (f"postgresql+psycopg://ana:{SECRET}@[::1]:5432/desk", "postgresql+psycopg://ana@[::1]:5432/desk"),
        (f"postgresql://ana:{SECRET}@a:1,b:2/desk?host=/run&password={SECRET}",
         "postgresql://ana@a:1,b:2/desk?host=/run"),
        (f"postgresql:///desk?sslp%61ssword={SECRET}&user=ana", "postgresql:///desk?user=ana"),
    ],
)  # fmt: skip
def test_an_address_loses_its_password(address: str, kept: str) -> None:
    assert without_secrets({"BIZCARE_DATABASE_URL": address}) == {"BIZCARE_DATABASE_URL": kept}


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://us:p4ss/w@0rd@127.0.0.1:1/db", "postgresql://us:p4ssw0rd", "postgresql://u:p?w@h/db",
        "postgresql://u:p#w@h/db", "postgresql://u:p:w@h:x/db", "postgresql://u:p w@h/db",
        "postgresql://u:p@w@h/db", "https://[bad", "x://u:p/w",
    ],
)  # fmt: skip
def test_an_address_whose_password_is_not_certain_is_left_out(address: str) -> None:
    assert without_secrets({"BIZCARE_DATABASE_URL": address}) == {}
