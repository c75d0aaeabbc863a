"""The address of a PostgreSQL database: what it says, and that no password of it is ever shown."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from bizcare_tui.cli.main import main
from bizcare_tui.errors import StoreProblem
from bizcare_tui.store import database_url
from bizcare_tui.store.open_database import database_of_url

SECRETS = ("p4ss", "w0rd", "p4%40w", "s3cr")


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql+psycopg://ana:p4ss@db.example/desk", "db.example/desk"),
        ("postgres://ana:p4ss@db.example:5433/desk", "db.example:5433/desk"),
        ("postgresql://ana:p4%40w@h1:5432,h2:5433/desk", "h1:5432,h2:5433/desk"),
        ("postgresql://ana:p4%2Fw%3A0rd@[::1]:5432/desk", "[::1]:5432/desk"),
        ("postgresql://ana@h/desk?password=p4ss&sslpassword=s3cr", "h/desk"),
        ("postgresql://ana:p4ss:w0rd@h", "h/"),
        ("postgresql://ana:p4ss@", "localhost/"),
        ("postgresql:///desk?host=/run/postgresql", "localhost/desk"),
        ("postgresql:///?service=care", "service=care"),
        # Without a database this may be a user and a password as well.
        ("postgresql://ana:12345", "ana/"),
    ],
)
def test_host_and_database_are_shown(url: str, shown: str) -> None:
    assert database_of_url(url).shown == shown


UNCERTAIN = [
    "postgresql://us:p4ss/w@0rd@127.0.0.1:1/db", "postgresql://us:p4ssw0rd", "postgresql://us:p4@w0rd@h/db",
    "postgresql://us:p4?w0rd@h/db", "postgresql://us:p4%w0rd@h/db", "postgresql://us:p4#w0rd@h/db",
    "postgresql://us:p4 w0rd@h/db", "postgresql://us:p4/w0rd@h:99999/db", "postgresql://h?password=p4ss@w0rd",
    "postgresql://us:p4ss@h:w0rd/db", "postgresql://us:p4ss@h/db?pasword=s3cr", "postgresql://us:p4ss@[::1/db",
    "host=h password=p4ss", "mysql://us:p4ss@h/db", "postgresql+psycopg://us:p4ss@h:70000/db",
]  # fmt: skip


@pytest.mark.parametrize("url", UNCERTAIN)
def test_an_address_that_cannot_be_read_ends_in_a_sentence_without_any_of_it(url: str) -> None:
    with pytest.raises(StoreProblem, match=r"address of the (store|database)") as raised:
        database_of_url(url)
    error: BaseException | None = raised.value
    while error is not None:
        assert not [secret for secret in SECRETS if secret in str(error)]
        error = error.__cause__ or error.__context__


@pytest.mark.parametrize("url", [*UNCERTAIN, "postgresql://us:p4ss@127.0.0.1:1/db?sslpassword=s3cr"])
@pytest.mark.parametrize(
    "command", [("sync",), ("list",), ("doctor",), ("config",), ("watch", "--once"), ("migrate", "--to")]
)
def test_no_command_shows_a_password(
    url: str,
    command: tuple[str, ...],
    home: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if command == ("migrate", "--to"):
        command = ("migrate", url)  # without --to: reported as an unknown argument
    else:
        monkeypatch.setenv("BIZCARE_DATABASE_URL", url)
    try:
        code = main(command)
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else 1
    printed = capsys.readouterr()
    written = "".join(
        file.read_text(encoding="utf-8", errors="replace") for file in home.rglob("*") if file.is_file()
    )
    assert code or command == ("config",)
    assert "error in bizcare itself" not in printed.err
    assert not [secret for secret in SECRETS if secret in printed.out + printed.err + written]


def test_options_become_settings_of_a_transaction() -> None:
    url = (
        "postgresql://h/db?options=-c%20search_path%3Dcare%2C%22a%5C%20b%22%20--lock-timeout%3D3s%20-cx.y%3D1"
    )
    read = database_url.parse_database_url(url)
    assert read.settings == {"search_path": 'care,"a b"', "lock_timeout": "3s", "x.y": "1"}
    assert "options" not in read.parameters


def test_options_of_another_form_go_to_the_server_as_they_are() -> None:
    read = database_url.parse_database_url("postgresql://h/db?options=-csearch_path%3Dcare%20-B%2016")
    assert (read.settings, read.parameters["options"]) == ({}, "-csearch_path=care -B 16")


def test_the_reason_of_a_server_is_shown_without_a_secret() -> None:
    read = database_url.parse_database_url("postgresql://ana:p4ss@h/db")
    text = (
        'connection failed: connection to server at "10.0.0.1", port 5432 failed: FATAL:  password'
        ' authentication failed for user "ana" (p4ss)\n'
        'connection to server at "10.0.0.2", port 5432 failed: Connection refused\n'
        "\tIs the server running?\n"
    )
    assert read.reason(psycopg.OperationalError(text)) == (
        'password authentication failed for user "ana" (…); Connection refused'
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("unknown: postgresql://a:p4ss/w0@rd@h/db", "unknown: postgresql://…@h/db"),
        ("unknown: host=h password=p4ss x", "unknown: host=h password=… x"),
        ("no such thread: 7", "no such thread: 7"),
    ],
)
def test_addresses_in_a_text_lose_their_passwords(text: str, shown: str) -> None:
    assert database_url.redact_text(text) == shown
