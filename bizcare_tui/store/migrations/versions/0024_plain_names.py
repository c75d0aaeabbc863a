"""Rename tables and columns whose names could not be guessed. No value changes."""

from __future__ import annotations

from alembic import op

revision = "0024"
down_revision = "0023"

_TABLES = {
    "seat": "reply_lock",
    "visit": "last_visit",
    "notified": "imported_notification",
    "notice": "deadline_notification",
    "hooked": "event_progress",
    "unparsed": "unparsed_api_row",
}
# By the new name of the table.
_COLUMNS = (
    ("thread", "cover_told", "cover_reported"),
    ("thread", "looked", "newest_messages_digest"),
    ("message", "told_role", "reported_role"),
    ("message", "told_name", "reported_name"),
    ("message", "reading", "parser_version"),
    ("prestashop_release", "out", "released_on"),
    ("reply", "looks", "read_backs"),
    ("reply", "look_after", "read_back_after"),
    ("decision", "seconded_by", "second_person_id"),
    ("inbox_entry", "told_at", "informed_at"),
    ("inbox_entry", "sid", "search_id"),
    ("reply_lock", "word", "message"),
    ("reply_lock", "taken_from", "previous_person_id"),
)
# The old name, the new name, the table and the columns.
_INDEXES = (
    ("message_reading", "message_parser_version", "message", ["account_id", "parser_version"]),
    ("inbox_sid", "inbox_search_id", "inbox_entry", ["search_id"]),
    ("notified_thread", "imported_notification_thread", "imported_notification", ["account_id", "thread_id"]),
)


def upgrade() -> None:
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    for old, new in _TABLES.items():
        op.rename_table(old, new)
    columns = list(_COLUMNS)
    if is_postgresql:
        # In SQLite, the key of the search index is its row number, which has no name of its own.
        columns += [("thread_words", "sid", "search_id"), ("thread_words_more", "sid", "search_id")]
    for table, old, new in columns:
        op.execute(f'ALTER TABLE {table} RENAME COLUMN "{old}" TO {new}')
    for old, new, table, names in _INDEXES:
        if is_postgresql:
            op.execute(f"ALTER INDEX {old} RENAME TO {new}")
        else:
            op.drop_index(old, table)
            op.create_index(new, table, names, unique=new == "inbox_search_id")
