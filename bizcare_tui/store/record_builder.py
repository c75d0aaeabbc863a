"""Build records from rows by column name, and select the columns that a record needs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from operator import itemgetter
from types import NoneType
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_origin, get_type_hints

from bizcare_tui.store.unix_time import from_unix_seconds

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Mapped

R = TypeVar("R")

Convert = Callable[[Any], Any]
# What selects the values of a row in the order of the fields, and the conversions by position.
_Plan = tuple[Convert, tuple[tuple[int, Convert], ...]]

# How the value of a column becomes the value of a field with this annotation; others are not converted.
_CONVERSIONS: Mapping[Any, Convert] = {
    datetime: from_unix_seconds,
    date: date.fromisoformat,
    bool: bool,
    bytes: bytes,
    Mapping: json.loads,
    tuple: lambda text: tuple(json.loads(text)),
}


def build_records(record: type[R], names: Sequence[str], rows: Iterable[Iterable[Any]]) -> Iterator[R]:
    """Yield a record for each row.

    A field is converted by its annotation: `datetime` from seconds since 1970, `date` from ISO 8601, `bool`,
    `Decimal`, a StrEnum from its value, and a `Mapping` or a `tuple` from JSON. NULL becomes None.

    Args:
        record: the class of the records, a dataclass.
        names: the column names of the rows. Columns without a field are ignored.
        rows: the rows.

    Raises:
        LookupError: a field has no column.
    """
    select_values, conversions = _plan(record, tuple(names))
    for row in rows:
        values = list(select_values(row))
        for position, convert in conversions:
            value = values[position]
            if value is not None:
                values[position] = convert(value)
        yield record(*values)


def select_fields(
    record: type[Any], *tables: Any, **expressions: ColumnElement[Any] | Mapped[Any]
) -> Select[*tuple[Any, ...]]:
    """Return a `select` of a column for each field of a record, labelled with the name of the field.

    Args:
        record: the class of the records, a dataclass.
        tables: table classes or aliases of them. A field comes from the first one with a column of its name.
        expressions: the expressions of fields that come from no table, by the names of the fields.

    Raises:
        LookupError: a field has no source, or an expression has no field.
    """
    from sqlalchemy import inspect, select

    names = [field.name for field in _fields(record)]
    if unknown := expressions.keys() - set(names):
        raise LookupError(f"{record.__name__} has no field {', '.join(sorted(unknown))}")
    columns = []
    for name in names:
        table = next((each for each in tables if name in inspect(each).mapper.columns), None)
        if name not in expressions and table is None:
            raise LookupError(f"no table has a column for the field {name} of {record.__name__}")
        source = expressions[name] if name in expressions else getattr(table, name)
        columns.append(source.label(name))
    return select(*columns)


# The plans by record and column names. mypy takes a class for unhashable, so this is no `functools.cache`.
_PLANS: dict[tuple[type[Any], tuple[str, ...]], _Plan] = {}


def _plan(record: type[Any], names: tuple[str, ...]) -> _Plan:
    if (plan := _PLANS.get((record, names))) is None:
        plan = _PLANS[record, names] = _new_plan(record, names)
    return plan


def _new_plan(record: type[Any], names: tuple[str, ...]) -> _Plan:
    positions = {name: position for position, name in enumerate(names)}
    wanted = [field.name for field in _fields(record)]
    if missing := [name for name in wanted if name not in positions]:
        raise LookupError(f"no column for the field {', '.join(missing)} of {record.__name__}")
    chosen = [positions[name] for name in wanted]
    # An itemgetter of one item returns no tuple.
    select_values = itemgetter(*chosen) if len(chosen) > 1 else lambda row: (row[chosen[0]],)
    annotations = get_type_hints(record, localns=_LateTypes())
    conversions = [
        (position, convert)
        for position, name in enumerate(wanted)
        if (convert := _conversion(annotations[name])) is not None
    ]
    return select_values, tuple(conversions)


class _LateTypes(dict[str, Any]):
    """Types imported when a record has a field of them, so that the first lines need no `decimal`."""

    def __missing__(self, name: str) -> Any:
        if name != "Decimal":
            raise KeyError(name)
        from decimal import Decimal

        return Decimal


def _fields(record: type[Any]) -> Sequence[Any]:
    assert is_dataclass(record)
    return fields(record)


def _conversion(annotation: Any) -> Convert | None:
    """Return how a value becomes one of the annotated type, None when it is one already."""
    variants = [each for each in get_args(annotation) if each is not NoneType]
    if NoneType in get_args(annotation) and len(variants) == 1:
        return _conversion(variants[0])
    kind = get_origin(annotation) or annotation
    if isinstance(kind, type) and (issubclass(kind, Enum) or kind.__name__ == "Decimal"):
        return kind
    return _CONVERSIONS.get(kind)
