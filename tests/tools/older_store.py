"""Stores as older versions of the program made them."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config

from bizcare_tui.store import engine
from bizcare_tui.store.database import Database


def make_older_store(place: Database, revision: str, *statements: str) -> None:
    """Make a store of an older revision of the schema, and run some statements in it."""
    if place.file is not None:
        place.file.parent.mkdir(mode=0o700, exist_ok=True)
    config = Config()
    config.set_main_option("script_location", str(Path(engine.__file__).with_name("migrations")))
    with place.engine().begin() as connection:
        if place.is_postgresql:  # the tests' databases are made with the newest schema
            connection.exec_driver_sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        for statement in (
            "INSERT INTO account (id, api_url, created_at, baseline_answered, problem, threads_digest)"
            " VALUES (1, 'https://example.org/', 1, true, '', '')",
            "INSERT INTO person (id, login) VALUES (4, 'ana')",
            *statements,
        ):
            connection.exec_driver_sql(statement)
