"""Check that a database has exactly the schema that this program made, without triggers or similar objects.

Anyone who can write to the database can add a trigger that rewrites a reply before it is sent. So the schema
is compared with the expected one before anything is sent, and also by `doctor` and `verify`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, UniqueConstraint, inspect, text

from bizcare_tui.domain.text import safe_line
from bizcare_tui.errors import StoreProblem
from bizcare_tui.i18n import _
from bizcare_tui.store.tables import Reply

# The tables that the migrations create in addition to those of `store.tables`.
_OTHER_TABLES = {
    "sqlite": {
        "alembic_version", "thread_words", "thread_words_config", "thread_words_content", "thread_words_data",
        "thread_words_docsize", "thread_words_idx",
    },
    "postgresql": {"alembic_version", "thread_words", "thread_words_more"},
}  # fmt: skip
# The largest number of differences to name in one sentence.
_MOST_NAMED = 3
_OTHER_INDEXES = frozenset({"thread_words_found", "thread_words_more_found"})

_SQLITE_OBJECTS = (
    "SELECT type, name, tbl_name FROM sqlite_master WHERE type IN ('trigger', 'view') ORDER BY 2"
)
# Only the schema in use is checked. Objects of extensions were created by the server's administrator.
_POSTGRESQL_OBJECTS = """
    WITH here AS (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
    SELECT 'trigger', t.tgname, c.relname, t.oid FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
     WHERE c.relnamespace IN (SELECT oid FROM here) AND NOT t.tgisinternal
    UNION ALL
    SELECT 'rule', r.rulename, c.relname, r.oid FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
     WHERE c.relnamespace IN (SELECT oid FROM here) AND r.rulename <> '_RETURN'
    UNION ALL
    SELECT 'policy', p.polname, c.relname, p.oid FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
     WHERE c.relnamespace IN (SELECT oid FROM here)
    UNION ALL
    SELECT 'row security', c.relname, c.relname, c.oid FROM pg_class c
     WHERE c.relnamespace IN (SELECT oid FROM here) AND c.relrowsecurity
    UNION ALL
    SELECT 'view', c.relname, c.relname, c.oid FROM pg_class c
     WHERE c.relnamespace IN (SELECT oid FROM here) AND c.relkind IN ('v', 'm', 'f')
    UNION ALL
    SELECT 'function', f.proname, f.proname, f.oid FROM pg_proc f
     WHERE f.pronamespace IN (SELECT oid FROM here)
"""
_NOT_OF_AN_EXTENSION = f"""
    SELECT o.* FROM ({_POSTGRESQL_OBJECTS}) AS o (kind, name, relation, oid)
     WHERE NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = o.oid AND d.deptype = 'e')
     ORDER BY o.kind = 'function', o.kind, o.name
"""  # noqa: S608 - constants of this module


@dataclass(frozen=True, slots=True)
class ForeignObject:
    """An object in the database that this program did not create. `table` is the relation it belongs to."""

    kind: str
    name: str
    table: str

    @property
    def sentence(self) -> str:
        """A description for the user, without a capital letter and a full stop."""
        name, table = safe_line(self.name, 60), safe_line(self.table, 60)
        match self.kind:
            case "trigger":
                return _("the trigger {0} on {1} was not created by this program").format(name, table)
            case "rule":
                return _("the rule {0} on {1} was not created by this program").format(name, table)
            case "policy":
                return _("the row policy {0} on {1} was not created by this program").format(name, table)
            case "row security":
                return _("row security is on for {0}, so rows may be hidden").format(table)
            case "function":
                return _("the function {0} was not created by this program").format(name)
            case _:
                return _("the view {0} was not created by this program").format(name)


def foreign_objects(connection: Connection) -> list[ForeignObject]:
    """Return all triggers, views, rules, policies and functions of the store's schema; none is expected."""
    is_sqlite = connection.dialect.name == "sqlite"
    statement = _SQLITE_OBJECTS if is_sqlite else _NOT_OF_AN_EXTENSION
    return [ForeignObject(row[0], row[1], row[2]) for row in connection.execute(text(statement))]


def schema_differences(connection: Connection) -> list[str]:
    """Return the differences from the expected schema, as texts without a capital letter and a full stop."""
    return [each.sentence for each in foreign_objects(connection)] + list(_changed_tables(connection))


def require_expected_schema(connection: Connection) -> None:
    """Check that the schema is the one that this program made.

    Raises:
        StoreProblem: Something differs; the message names it.
    """
    if found := schema_differences(connection):
        raise StoreProblem(
            _("The database was changed by another program: {0}. Nothing is sent.").format(
                "; ".join(found[:_MOST_NAMED])
            ),
            _("`bizcare doctor` lists every change. Remove the changes, or restore a backup."),
        )


def _changed_tables(connection: Connection) -> Iterator[str]:
    inspector, schema = inspect(connection), _schema_in_use(connection)
    columns = {name: found for (_schema, name), found in inspector.get_multi_columns(schema).items()}
    indexes = {name: found for (_schema, name), found in inspector.get_multi_indexes(schema).items()}
    uniques = {
        name: found for (_schema, name), found in inspector.get_multi_unique_constraints(schema).items()
    }
    checks = {name: found for (_schema, name), found in inspector.get_multi_check_constraints(schema).items()}
    expected = Reply.metadata.tables
    for name in sorted(columns.keys() - expected.keys() - _OTHER_TABLES[connection.dialect.name]):
        if not name.startswith("sqlite_"):
            yield _("the table {0} was not created by this program").format(safe_line(name, 60))
    for name, table in sorted(expected.items()):
        if name not in columns:
            yield _("the table {0} is missing").format(name)
            continue
        yield from _changed_columns(table, {each["name"]: each for each in columns[name]})
        yield from _changed_indexes(table, indexes.get(name, ()), uniques.get(name, ()))
        for check in checks.get(name, ()):
            shown = safe_line(str(check.get("name") or check.get("sqltext")), 60)
            yield _("the condition {0} on {1} was not created by this program").format(shown, name)


def _schema_in_use(connection: Connection) -> str | None:
    """Return the schema that contains the tables, None for SQLite. Other visible schemas are not ours."""
    if connection.dialect.name == "sqlite":
        return None
    return str(connection.exec_driver_sql("SELECT current_schema()").scalar_one())


def _changed_columns(table: Any, found: Mapping[str, Any]) -> Iterator[str]:
    for column in table.columns:
        actual = found.get(column.name)
        if actual is None:
            yield _("the column {0} of {1} is missing").format(column.name, table.name)
        elif actual.get("computed") or bool(actual["nullable"]) != bool(column.nullable):
            yield _("the column {0} of {1} was changed").format(column.name, table.name)
    for name in sorted(found.keys() - table.columns.keys()):
        yield _("the column {0} of {1} was not created by this program").format(
            safe_line(name, 60), table.name
        )


def _changed_indexes(table: Any, found: Any, uniques: Any) -> Iterator[str]:
    expected = {index.name: index for index in table.indexes}
    # PostgreSQL also lists the indexes that implement unique constraints.
    actual = {index["name"]: index for index in found if not index.get("duplicates_constraint")}
    for name, index in sorted(expected.items()):
        actual_index = actual.get(name)
        expected_index = ([column.name for column in index.columns], bool(index.unique))
        if actual_index is None:
            yield _("the index {0} of {1} is missing").format(name, table.name)
        elif (actual_index["column_names"], bool(actual_index["unique"])) != expected_index:
            yield _("the index {0} of {1} was changed").format(name, table.name)
    for name in sorted(actual.keys() - expected.keys() - _OTHER_INDEXES):
        yield _("the index {0} of {1} was not created by this program").format(
            safe_line(name, 60), table.name
        )
    unique_columns = {tuple(each["column_names"]) for each in uniques}
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            names = tuple(column.name for column in constraint.columns)
            if names not in unique_columns:
                yield _("{0} of {1} is no longer unique").format(", ".join(names), table.name)
