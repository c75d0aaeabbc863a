"""`bizcare migrate --to URL`: the store to another database."""

from __future__ import annotations

from argparse import Namespace
from urllib.parse import urlsplit

from bizcare_tui.cli.keeping import the_keeping
from bizcare_tui.cli.output import TableProgress, narrate, print_json
from bizcare_tui.i18n import _, number


def run(options: Namespace) -> int:
    """Copy everything, and print each table with its count."""
    if urlsplit(options.to).password:
        narrate(_("Others can read a password on a command line: ~/.pgpass (mode 0600) keeps it."))
    progress = TableProgress()
    moved = the_keeping().move(options.to, progress)
    progress.end()
    if options.json:
        print_json({"tables": {each.table: each.rows for each in moved}, "verified": True})
        return 0
    for each in moved:
        print(f"{each.rows:>12,}  {each.table}")
    print(
        _("{0} rows copied, each found again there and the same.").format(number(sum(e.rows for e in moved)))
    )
    print(_("From now on: BIZCARE_DATABASE_URL={0}").format(_without_password(options.to)))
    print(_("The store here stays as it is: nobody should go on using it."))
    return 0


def _without_password(url: str) -> str:
    password = urlsplit(url).password
    return url.replace(f":{password}@", "@", 1) if password else url
