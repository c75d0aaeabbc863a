"""`bizcare migrate --to URL`: copy the store to another database."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from bizcare_tui.cli.command import CliCommand
from bizcare_tui.cli.output import TableProgress, narrate, print_json
from bizcare_tui.cli.store_maintenance import load_store_maintenance
from bizcare_tui.i18n import N_, _, format_number
from bizcare_tui.store.database_url import find_secrets, redact_url


def run(options: Namespace) -> int:
    """Copy everything, and print each table with its number of rows."""
    if find_secrets(options.to):
        narrate(_("Other users can read a password on a command line. Keep it in ~/.pgpass (mode 0600)."))
    progress = TableProgress()
    try:
        moved = load_store_maintenance().move(options.to, progress)
    finally:
        progress.end()
    if options.json:
        print_json({"tables": {each.table: each.rows for each in moved}, "verified": True})
        return 0
    for each in moved:
        print(f"{each.rows:>12,}  {each.table}")
    print(_("{0} rows copied and verified.").format(format_number(sum(e.rows for e in moved))))
    print(_("From now on, set BIZCARE_DATABASE_URL={0}").format(redact_url(options.to) or "…"))
    print(_("The old store is unchanged. Nobody should use it any more."))
    return 0


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--to", required=True, metavar="URL", help="postgresql+psycopg://…, sqlite:////…")


COMMAND = CliCommand(
    name="migrate",
    help=N_("copy the store to another database and verify the copy"),
    run=run,
    add_arguments=_add_arguments,
    rank=300,
)
