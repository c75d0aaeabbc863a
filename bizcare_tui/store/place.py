"""Where the store is: a SQLite file, or a PostgreSQL database. What differs between the two is here.

Reading, and the little that is written by just reading and writing on, goes without the library that
writes the rest: it takes half a second to load and thirty megabytes, and no key press waits for it.
"""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from bizcare_tui.errors import StoreProblem
from bizcare_tui.i18n import _

if TYPE_CHECKING:
    from sqlalchemy import Engine

SCHEMA_VERSION = "0006"


class Line(Protocol):
    """A row: its values by their names, and in their order."""

    def __getitem__(self, name: str | int, /) -> Any: ...
    def __iter__(self) -> Iterator[Any]: ...


class Cursor(Protocol):
    """The rows that a statement gave."""

    def __iter__(self) -> Iterator[Line]: ...
    def fetchone(self) -> Line | None: ...


class Connection(Protocol):
    """A connection to the store; values are bound by name, as `:name`."""

    def execute(self, statement: str, values: Mapping[str, Any] = ..., /) -> Cursor: ...
    def firsts(self, statement: str, values: Mapping[str, Any]) -> Iterable[Any]:
        """The first value of every row."""
        ...

    def watched(self, is_over: Callable[[], bool], /) -> AbstractContextManager[None]:
        """Within, a statement ends with a failure soon after something is over; looked at now and then."""
        ...

    def close(self) -> None: ...


class Place(ABC):
    """Where the store is.

    `is_postgresql` tells the dialect, `is_remote` whether a read may take longer than a frame; `file` is
    where the store is a file of this machine, `failures` are what its driver raises.
    """

    is_postgresql = False
    is_remote = False
    file: Path | None = None
    # How long to wait for another program that writes.
    busy_seconds = 10.0
    failures: tuple[type[Exception], ...]

    @property
    @abstractmethod
    def shown(self) -> str:
        """The place as a person is told of it, without a secret."""

    @abstractmethod
    def connect(self) -> Connection:
        """A connection that can only read.

        Raises:
            StoreProblem: the store is missing, not one of ours, or cannot be reached.
        """

    @abstractmethod
    def small_write(self) -> AbstractContextManager[Connection]:
        """A transaction, alone with the store, for little.

        Raises:
            StoreProblem: the store refuses (busy, full, damaged, not writable).
        """

    @abstractmethod
    def version(self) -> str | None:
        """The version of the schema; None where there is no store yet.

        Raises:
            StoreProblem: what is there is not a store, is damaged, or cannot be read.
        """

    @abstractmethod
    def changes(self, connection: Connection) -> int:
        """A number that changes whenever another connection changed the store."""

    @abstractmethod
    def integrity(self, connection: Connection) -> str:
        """What the database finds wrong with itself; "ok" when nothing."""

    @abstractmethod
    def problem(self, error: BaseException) -> StoreProblem:
        """The sentence for what the driver raised."""

    @abstractmethod
    def prepare(self) -> None:
        """Make what must be there before the engine connects.

        Raises:
            StoreProblem: it cannot be made, or must not be used.
        """

    @abstractmethod
    def engine(self, *, writes: bool = True) -> Engine:
        """The engine that writes, each of its transactions alone with the store.

        One that only reads keeps nobody waiting: what a transaction sees stays as it was when it began.
        """

    @abstractmethod
    def migrating(self) -> AbstractContextManager[None]:
        """The right to change the schema, one program at a time."""

    @abstractmethod
    def back_up(self, label: str) -> Path | None:
        """Copy the store before its schema changes; returns the copy, None where none is made."""


def the_place(default: Path) -> Place:
    """Where `BIZCARE_DATABASE_URL` says that the store is, or the default file.

    Raises:
        StoreProblem: the address is of no kind that is known.
    """
    url = os.environ.get("BIZCARE_DATABASE_URL", "")
    return place_of(url) if url else place_of(f"sqlite:///{default}")


def place_of(url: str) -> Place:
    """The place of an address: `sqlite:////absolute/path`, `postgresql+psycopg://…`.

    Raises:
        StoreProblem: it is of no kind that is known.
    """
    if url.startswith("sqlite:///"):
        from bizcare_tui.store.sqlite import SqlitePlace

        return SqlitePlace(Path(url.removeprefix("sqlite:///")))
    if url.startswith(("postgresql+psycopg://", "postgresql://")):
        from bizcare_tui.store.postgresql import PostgresqlPlace

        return PostgresqlPlace(url)
    raise StoreProblem(
        _("The address of the store must begin with sqlite:/// or postgresql+psycopg:// ."),
        _("Correct it, or unset BIZCARE_DATABASE_URL to use the default store."),
    )


def check_version(place: Place, version: str) -> None:
    """Let pass what this program can open or bring up to date.

    Raises:
        StoreProblem: the store was written by a newer program.
    """
    if version > SCHEMA_VERSION:
        raise StoreProblem(
            _("The store {0} was written by a newer bizcare (schema {1}; this one knows {2}).").format(
                place.shown, version, SCHEMA_VERSION
            ),
            _("Update this program: nothing was changed."),
        )
