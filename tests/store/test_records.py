"""The records of reads: values that nothing changes, each of a type that a row can be converted to."""

from __future__ import annotations

import dataclasses
import inspect
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from types import ModuleType, NoneType
from typing import Any, get_args, get_origin, get_type_hints

import pytest

from bizcare_tui.store import defect_records, records, report_records, thread_records
from bizcare_tui.store.thread_records import StoredDraft

PLAIN = {int, float, str, bool, bytes, datetime, date, Decimal, NoneType}


def records_of(module: ModuleType) -> list[type[Any]]:
    return [
        each
        for _name, each in inspect.getmembers(module, inspect.isclass)
        if each.__module__ == module.__name__
    ]


MODULES = (records, thread_records, defect_records, report_records)
ALL = [record for module in MODULES for record in records_of(module)]


@pytest.mark.parametrize("record", ALL)
def test_a_record_cannot_be_changed(record: type[Any]) -> None:
    fields = dataclasses.fields(record)
    made = record(**{field.name: None for field in fields})
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(made, fields[0].name, 1)
    assert not hasattr(made, "__dict__")


@pytest.mark.parametrize("record", ALL)
def test_each_field_has_a_type_that_a_column_can_be_converted_to(record: type[Any]) -> None:
    def is_convertible(annotation: Any) -> bool:
        if variants := [each for each in get_args(annotation) if NoneType in get_args(annotation)]:
            return all(map(is_convertible, variants))
        kind = get_origin(annotation) or annotation
        is_text_of_a_choice = isinstance(kind, type) and issubclass(kind, Enum) and issubclass(kind, str)
        return kind in PLAIN or is_text_of_a_choice or str(kind).endswith((".Mapping'>", "'tuple'>"))

    hints = get_type_hints(record, localns={"Decimal": Decimal})
    assert [name for name, annotation in hints.items() if not is_convertible(annotation)] == []


def test_no_two_records_have_one_name() -> None:
    names = [record.__name__ for record in ALL]
    assert len(set(names)) == len(names) > 30


def test_a_draft_that_was_never_saved_has_neither_files_nor_a_revision() -> None:
    assert StoredDraft("a text") == StoredDraft("a text", (), 0, 0)
