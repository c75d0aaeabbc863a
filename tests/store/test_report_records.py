"""Records of reports from the columns of the tables that they are read from, in both databases."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from small_store import ANA, add_rows, reply
from sqlmodel import SQLModel, literal

from bizcare_tui.domain.defects import DefectStepKind
from bizcare_tui.store.defect_records import DefectStepRecord, ReleaseRecord
from bizcare_tui.store.engine import Store
from bizcare_tui.store.record_builder import build_records, select_fields
from bizcare_tui.store.report_records import ReplyFileRecord, VisitRecord
from bizcare_tui.store.tables import DefectStep, DefectTable, LastVisit, PrestashopRelease, ReplyFile
from bizcare_tui.store.unix_time import from_unix_seconds


def read(store: Store, record: type[Any], table: type[SQLModel], **expressions: Any) -> list[Any]:
    """Return the records of the rows of a table."""
    with store.transaction() as session:
        result = session.connection().execute(select_fields(record, table, **expressions))
        return list(build_records(record, tuple(result.keys()), result))


def test_a_step_has_its_kind_and_its_content_as_values(store: Store) -> None:
    add_rows(store, DefectTable(account_id=1, title="It fails", person_id=ANA, at=5))
    content = '{"branch": "8.1", "ñ": [1, null]}'
    kind = [*DefectStepKind][-1]
    values = {"account_id": 1, "defect_id": 1, "person_id": ANA, "at": 1_795_000_000}
    add_rows(store, DefectStep(step=str(kind), content=content, **values))
    found = read(store, DefectStepRecord, DefectStep, login=literal("ana"))
    record = found[0]
    assert record.step is kind
    assert record.content == {"branch": "8.1", "ñ": [1, None]}
    assert record.at == from_unix_seconds(1_795_000_000)


@pytest.mark.parametrize(("stored", "released_on"), [("2025-06-12", date(2025, 6, 12)), (None, None)])
def test_a_release_has_a_date_or_none(store: Store, stored: str | None, released_on: date | None) -> None:
    add_rows(store, PrestashopRelease(account_id=1, line="9.0", released_on=stored, seen_at=0))
    assert read(store, ReleaseRecord, PrestashopRelease) == [
        ReleaseRecord("9.0", released_on, from_unix_seconds(0))
    ]


def test_a_file_has_the_bytes_that_were_stored(store: Store) -> None:
    content = bytes(range(256))
    add_rows(store, reply(7))
    add_rows(
        store,
        ReplyFile(reply_id=1, account_id=1, path="/a", name="a.bin", media_type="a/b", content=content),
    )
    assert read(store, ReplyFileRecord, ReplyFile) == [ReplyFileRecord(1, "a.bin", content)]


def test_an_instant_after_2038_is_read_as_it_was_stored(store: Store) -> None:
    add_rows(store, LastVisit(account_id=1, person_id=ANA, history_id=1, message_id=2, at=2**33))
    assert read(store, VisitRecord, LastVisit) == [VisitRecord(1, 2, from_unix_seconds(2**33))]
