"""The checks of `doctor` on the database server and the connection pooler."""

from __future__ import annotations

from collections.abc import Iterator

from bizcare_tui.i18n import _
from bizcare_tui.store.database import Database


def check_database_server(database: Database) -> Iterator[tuple[str, bool, str, str]]:
    """Yield the name, success, result and next step of each check; nothing when the store is a file.

    Raises:
        StoreProblem: the server cannot be reached.
    """
    server = database.server()
    if server is None:
        return
    text = _("PostgreSQL {version} at {host}, schema {schema}").format(
        version=server.version, host=server.host, schema=server.schema or "-"
    )
    if server.is_standby:
        step = _("Name every host in BIZCARE_DATABASE_URL.")
        yield "database", False, _("{0}: a standby, which accepts no changes").format(text), step
    else:
        yield "database", True, text, ""
    connection = {
        "transaction": _("connected through a pooler in transaction mode"),
        "session": _("connected through a pooler in session mode"),
    }.get(server.pooling, _("connected without a pooler"))
    if server.listening_problem:
        step = _(
            "Correct BIZCARE_DATABASE_DIRECT_URL. Until then, the store is checked for changes every second."
        )
        yield "pooler", False, f"{connection}; {server.listening_problem}", step
        return
    if server.has_direct_url:
        notification = _("changes by others are received through BIZCARE_DATABASE_DIRECT_URL")
    elif server.pooling == "transaction":
        notification = _(
            "the store is checked for changes every second, unless BIZCARE_DATABASE_DIRECT_URL is set"
        )
    else:
        notification = _("changes by others are received at once")
    yield "pooler", True, f"{connection}; {notification}", ""
