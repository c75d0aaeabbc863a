"""Records from rows: columns by name, values by the annotations of the fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import col

from bizcare_tui.domain.outbox import ReplyState
from bizcare_tui.store.record_builder import build_records, select_fields
from bizcare_tui.store.tables import Message, Person, Reply


@dataclass(frozen=True, slots=True)
class Everything:
    """A field of each kind."""

    id: int
    at: datetime
    day: date | None
    is_ready: bool
    state: ReplyState
    amount: Decimal | None
    content: Mapping[str, Any]
    name: str | None


NAMES = ("name", "state", "id", "at", "day", "is_ready", "amount", "content", "unknown")


def test_values_become_those_of_the_annotations() -> None:
    row = ("Ana", "queued", 7, 1_600_000_000, "2026-11-26", 1, "12.50", '{"a": 1}', object())
    assert list(build_records(Everything, NAMES, [row])) == [
        Everything(
            7,
            datetime(2020, 9, 13, 12, 26, 40, tzinfo=UTC),
            date(2026, 11, 26),
            True,
            ReplyState.QUEUED,
            Decimal("12.50"),
            {"a": 1},
            "Ana",
        )
    ]


def test_null_is_none() -> None:
    row = (None, "queued", 7, 0, None, 0, None, "{}", None)
    (record,) = build_records(Everything, NAMES, [row])
    assert (record.name, record.day, record.amount, record.is_ready) == (None, None, None, False)


def test_a_field_without_a_column_is_named() -> None:
    with pytest.raises(LookupError, match="amount of Everything"):
        list(build_records(Everything, [name for name in NAMES if name != "amount"], [()]))


@dataclass(frozen=True, slots=True)
class ReplyAndWriter:
    """Fields of two tables, and one of neither."""

    id: int
    login: str
    text: str


def test_a_field_comes_from_the_first_table_that_has_it() -> None:
    statement = str(select_fields(ReplyAndWriter, Reply, Person, Message))
    assert statement.startswith("SELECT reply.id AS id, person.login AS login, reply.text AS text")


def test_an_expression_replaces_a_column() -> None:
    statement = str(select_fields(ReplyAndWriter, Reply, Person, text=col(Reply.error)))
    assert "reply.error AS text" in statement


def test_a_field_without_a_source_is_named() -> None:
    with pytest.raises(LookupError, match="field login of ReplyAndWriter"):
        select_fields(ReplyAndWriter, Reply)
    with pytest.raises(LookupError, match="no field other"):
        select_fields(ReplyAndWriter, Reply, Person, other=col(Reply.error))
