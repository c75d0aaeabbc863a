"""The checks of `doctor` on the store: schema, history, deadlines, sync and outbox."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from bizcare_tui.desk.database_checks import check_database_server
from bizcare_tui.desk.doctor_finding import DoctorFinding
from bizcare_tui.domain.outbox import ReplyState, reply_state_label
from bizcare_tui.domain.row_kinds import RowKind, row_kind_in_words
from bizcare_tui.domain.text import safe_line
from bizcare_tui.errors import BizcareError
from bizcare_tui.i18n import _, ngettext
from bizcare_tui.settings import Settings
from bizcare_tui.store.database import SCHEMA_VERSION, Database
from bizcare_tui.store.reads.hot import (
    count_lost_paragraphs,
    count_replies_by_state,
    read_account,
    read_pause_left,
)
from bizcare_tui.store.reads.reader import StoreReader

_MAX_UNPARSED_SHOWN = 20
_MAX_CHANGES_SHOWN = 20


def check_store(database: Database, reading: StoreReader, settings: Settings) -> Iterator[DoctorFinding]:
    """Check the store of the account, and the state of its sync and outbox."""
    try:
        yield from (DoctorFinding(*line) for line in check_database_server(database))
        version = database.version()
        if version is None:
            yield DoctorFinding("store", False, _("there is no store yet"), _("Run `bizcare sync`."))
            return
        is_current = version == SCHEMA_VERSION
        yield DoctorFinding(
            "schema", is_current, _("schema {0}").format(version), "" if is_current else _("Open `bizcare`.")
        )
        if is_current:
            yield from _schema(database)
        yield from _permissions(database)
        result = reading.integrity()
        yield DoctorFinding(
            "integrity", result == "ok", result, "" if result == "ok" else _("Restore a backup.")
        )
        yield _history(database)
        yield _derived_state(database, settings)
        yield from _account(reading)
        yield _outbox(reading)
        yield from _layout(reading, settings)
        yield from _unparsed(reading)
    except BizcareError as error:
        yield DoctorFinding("store", False, error.sentence, error.next_step)


def _schema(database: Database) -> Iterator[DoctorFinding]:
    """Report what another program changed in the schema; yield nothing when it is unchanged."""
    from bizcare_tui.store import schema_check, table_data

    with table_data.open_snapshot(database) as connection:
        differences = schema_check.schema_differences(connection)
    for each in differences[:_MAX_CHANGES_SHOWN]:
        yield DoctorFinding(
            "schema",
            False,
            each,
            _(
                "Nothing is sent until this is resolved. Remove the change or restore a backup, and"
                " find out who made it."
            ),
        )


def _permissions(database: Database) -> Iterator[DoctorFinding]:
    """Check who may read the store's file; a database server controls access itself."""
    if database.file is None:
        return
    mode = database.file.stat().st_mode & 0o777
    is_private = not mode & 0o007
    yield DoctorFinding(
        "permissions",
        is_private,
        _("{file} has mode {mode:o}").format(file=database.file, mode=mode),
        "" if is_private else _("Run: chmod o= {file}").format(file=database.file),
    )


def _history(database: Database) -> DoctorFinding:
    from bizcare_tui.store.engine import Store
    from bizcare_tui.store.history import first_broken_entry

    store = Store(database)
    try:
        with store.transaction() as session:
            broken = first_broken_entry(session)
    finally:
        store.close()
    if broken is None:
        return DoctorFinding("history", True, _("the history's chain is intact"))
    return DoctorFinding(
        "history",
        False,
        _("the history was changed at entry {0}").format(broken),
        _("Compare the store with a backup: a person or another program changed it."),
    )


def _derived_state(database: Database, settings: Settings) -> DoctorFinding:
    """Check whether recomputing the derived state gives what is stored."""
    from bizcare_tui.now import now
    from bizcare_tui.store.derive import find_differing_threads
    from bizcare_tui.store.engine import Store

    store = Store(database)
    try:
        wrong = find_differing_threads(store, settings.seller_names, now())
    finally:
        store.close()
    if not wrong:
        return DoctorFinding("deadlines", True, _("all deadlines match a recalculation from the history"))
    return DoctorFinding(
        "deadlines",
        False,
        ngettext(
            "{0} thread differs from its recalculation: {1}",
            "{0} threads differ from their recalculation, for example {1}",
            len(wrong),
        ).format(len(wrong), wrong[0]),
        _("Run `bizcare sync`. If the problem remains, report it."),
    )


def _account(reading: StoreReader) -> Iterator[DoctorFinding]:
    account = read_account(reading)
    if (pause_seconds := read_pause_left(reading)) > 0:
        text = _("the Marketplace asked for no more calls for another {0} s").format(round(pause_seconds))
        yield DoctorFinding("pause", True, text, _("`bizcare sync` calls it anyway."))
    if account is None or account.synced_at is None:
        yield DoctorFinding("sync", False, _("no sync has been completed yet"), _("Run `bizcare sync`."))
    elif account.problem:
        yield DoctorFinding("sync", False, account.problem, _("Run `bizcare sync`."))
    else:
        yield DoctorFinding(
            "sync",
            True,
            _("synced at {0:%Y-%m-%d %H:%M} UTC").format(account.synced_at),
        )


def _outbox(reading: StoreReader) -> DoctorFinding:
    states = count_replies_by_state(reading)
    if not states:
        return DoctorFinding("outbox", True, _("every reply is confirmed"))
    counts = ", ".join(f"{count} {_reply_state(state)}" for state, count in sorted(states.items()))
    needs_a_person = bool(states.keys() & {"held", "unknown", "failed"})
    step = _("Check them in the outbox of the app, or with `bizcare outbox`.") if needs_a_person else ""
    return DoctorFinding("outbox", not needs_a_person, _("replies: {0}").format(counts), step)


def _reply_state(state: str) -> str:
    return reply_state_label(ReplyState(state)) if state in set(ReplyState) else safe_line(state, 20)


def _layout(reading: StoreReader, settings: Settings) -> Iterator[DoctorFinding]:
    """Report replies that lost their paragraphs; yield nothing when none did."""
    from bizcare_tui.desk.replies import lost_paragraphs_note

    if count := count_lost_paragraphs(reading):
        text = ngettext("{0} reply lost its paragraphs", "{0} replies lost their paragraphs", count)
        yield DoctorFinding(
            "layout", settings.reply_format == "html", text.format(count), lost_paragraphs_note(settings)
        )


def _unparsed(reading: StoreReader) -> Iterator[DoctorFinding]:
    from bizcare_tui.store.reads.account import read_unparsed

    rows = read_unparsed(reading)
    if not rows:
        yield DoctorFinding("unparsed", True, _("all rows from the Marketplace could be read"))
        return
    counted = Counter(row.kind for row in rows)
    kinds = ", ".join(f"{_row_kind(kind)}: {count}" for kind, count in counted.items())
    yield DoctorFinding(
        "unparsed",
        False,
        _("rows that could not be read (stored unchanged): {0}").format(kinds),
        _("Check these threads in the partner account, and report this to the project."),
    )
    for row in rows[:_MAX_UNPARSED_SHOWN]:
        text = f"{_row_kind(row.kind)}: {row.reason}"
        yield DoctorFinding("unparsed", False, text, detail=safe_line(row.raw)[:120])


def _row_kind(kind: str) -> str:
    return row_kind_in_words(RowKind(kind)) if kind in set(RowKind) else safe_line(kind, 20)
