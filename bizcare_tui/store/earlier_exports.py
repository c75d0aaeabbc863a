"""The names of tables and columns in exports of earlier schema versions that can still be imported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bizcare_tui.store.database import SCHEMA_VERSION


@dataclass(frozen=True, slots=True)
class ExportedNames:
    """The tables and columns of an export that have another name now.

    `tables` has the current name by the exported one. `columns` has, by the current name of a table, the
    current names of columns by the exported ones.
    """

    tables: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def current_table(self, name: str) -> str:
        """Return the current name of a table."""
        return self.tables.get(name, name)

    def current_column(self, table: str, name: str) -> str:
        """Return the current name of a column; `table` is a current name."""
        return self.columns.get(table, {}).get(name, name)


_BEFORE_0024 = ExportedNames(
    tables={
        "visit": "last_visit",
        "notified": "imported_notification",
        "notice": "deadline_notification",
        "hooked": "event_progress",
        "unparsed": "unparsed_api_row",
    },
    columns={
        "thread": {"cover_told": "cover_reported", "looked": "newest_messages_digest"},
        "message": {
            "told_role": "reported_role",
            "told_name": "reported_name",
            "reading": "parser_version",
        },
        "prestashop_release": {"out": "released_on"},
        "reply": {"looks": "read_backs", "look_after": "read_back_after"},
        "decision": {"seconded_by": "second_person_id"},
        "inbox_entry": {"told_at": "informed_at", "sid": "search_id"},
    },
)

EXPORTED_NAMES: Mapping[str, ExportedNames] = {
    # These versions differ from the current one in names alone.
    "0023": _BEFORE_0024,
    SCHEMA_VERSION: ExportedNames(),
}
"""By the schema version of an export that can be imported."""
