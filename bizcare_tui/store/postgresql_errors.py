"""Error messages for PostgreSQL failures, and the check for servers that cannot contain a store."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bizcare_tui.domain.text import safe_line
from bizcare_tui.errors import NoStore, StoreBusy, StoreProblem, StoreUnreachable
from bizcare_tui.i18n import _
from bizcare_tui.store.database_url import DatabaseUrl

if TYPE_CHECKING:
    import psycopg

OLDEST_VERSION = 12
# Servers that speak the PostgreSQL protocol, but lack locks, NOTIFY or types that the store needs.
_INCOMPATIBLE = re.compile(
    r"(?i)cockroach|yugabyte|-yb-|redshift|greenplum|crate|materialize|questdb|risingwave|opengauss|gaussdb"
)


def require_suitable_server(connection: psycopg.Connection[Any], address: DatabaseUrl) -> None:
    """Check that the server can contain a store.

    Raises:
        StoreProblem: The server is not PostgreSQL, is too old, or the database encoding is not UTF-8.
        psycopg.Error: A pooler in front of the server allows no transactions.
    """
    encoding = connection.info.parameter_status("server_encoding") or "UTF8"
    if encoding not in ("UTF8", "UNICODE"):
        raise StoreProblem(
            _("The database {0} stores text as {1}, which cannot represent every character.").format(
                address.shown, safe_line(encoding, 30)
            ),
            _("Create one with: createdb --encoding UTF8 --template template0 NAME"),
        )
    cursor = connection.execute("SELECT version(); SELECT pg_backend_pid()")
    version = str((cursor.fetchone() or ("",))[0])
    number = re.match(r"PostgreSQL (\d+)", version)
    newer = _("Use a database of a PostgreSQL server, version {0} or newer.").format(OLDEST_VERSION)
    if number is None or _INCOMPATIBLE.search(version):
        name = safe_line(re.split(r" on | \(", version)[0], 60)
        raise StoreProblem(
            _("{0} is not PostgreSQL but {1}, which lacks functions that the store needs.").format(
                address.shown, name
            ),
            newer,
        )
    if int(number[1]) < OLDEST_VERSION:
        raise StoreProblem(
            _("{0} is PostgreSQL {1}, which is too old.").format(address.shown, number[1]), newer
        )
    process = cursor.fetchone() if cursor.nextset() else None
    if process is not None and process[0] != connection.info.backend_pid:
        # A pooler in statement pooling mode reports an error at the second statement of a transaction.
        with connection.transaction():
            connection.execute("SELECT 1")


def translate_error(error: BaseException, address: DatabaseUrl) -> StoreProblem:
    """Translate an exception of the driver into an error with a message for the user."""
    import psycopg

    if isinstance(error, StoreProblem):
        return error
    if isinstance(error, psycopg.errors.UndefinedTable):
        return NoStore()
    if isinstance(error, psycopg.errors.LockNotAvailable):
        return StoreBusy(
            _("The store {0} is busy.").format(address.shown),
            _("Another program is writing to it. Try again."),
        )
    if (message := _message_with_remedy(error)) is not None:
        return StoreProblem(message[0].format(address.shown), message[1])
    if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
        return unreachable_error(error, address)
    kind = type(error).__name__
    return StoreProblem(_("The database {0} rejected the request ({1}).").format(address.shown, kind))


def unreachable_error(error: BaseException, address: DatabaseUrl) -> StoreProblem:
    """Return the error for a connection that was refused or lost, with the server's message."""
    reason = address.reason(error)
    if "statement pooling mode" in reason:
        return StoreProblem(
            _("The pooler in front of {0} uses statement pooling, which does not allow transactions.").format(
                address.shown
            ),
            _("Set its pool_mode to transaction or session, or use the address of the server itself."),
        )
    if "unsupported startup parameter" in reason:
        return StoreProblem(
            _("The pooler in front of {0} rejects the connection: {1}.").format(address.shown, reason),
            _(
                "Remove this parameter from the address, or let the pooler ignore it"
                " (ignore_startup_parameters)."
            ),
        )
    sentence = _("The database {0} cannot be reached, or it closed the connection").format(address.shown)
    return StoreUnreachable(
        f"{sentence}: {reason}." if reason else f"{sentence}.",
        _("Check BIZCARE_DATABASE_URL, the network, and that the server runs."),
    )


def _message_with_remedy(error: BaseException) -> tuple[str, str] | None:
    """Return the message and the next step for errors with a specific remedy, None for other errors."""
    import psycopg

    if isinstance(error, psycopg.errors.DiskFull):
        return _("There is no space left on the disk of {0}."), _("Free some space. Nothing was lost.")
    if isinstance(error, psycopg.errors.ReadOnlySqlTransaction):
        return (
            _("The server of {0} accepts no changes: it is a standby, or was made read-only."),
            _("Write every host in the address. The one that accepts changes is found automatically."),
        )
    if isinstance(error, psycopg.errors.InsufficientPrivilege):
        return (
            _("The store {0} cannot be written or read by this user."),
            _("Ask the administrator of the database for permission."),
        )
    return None
