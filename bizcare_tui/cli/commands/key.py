"""`bizcare key`: test and save the API key, which is read from the input and never given as an argument."""

from __future__ import annotations

import getpass
import sys
from argparse import Namespace

from bizcare_tui.cli.argument_types import add_same_account
from bizcare_tui.cli.command import CliCommand
from bizcare_tui.cli.output import narrate, print_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.errors import WrongUsage
from bizcare_tui.i18n import N_, _


def run(options: Namespace) -> int:
    """Prompt for the key, or read it from the input; save it readable only by this user."""
    if sys.stdin.isatty():
        key = getpass.getpass(_("API key (not shown): ")).strip()
    else:
        key = sys.stdin.read(4096).strip()
    if not key:
        raise WrongUsage(_("No key was entered."), _("Nothing was changed."))
    desk = Desk()
    result = desk.marketplace.try_key(key, is_same_account=options.same_account)
    desk.marketplace.save_key(key)
    if options.json:
        print_json({"saved": True})
    else:
        narrate(result)
    return 0


COMMAND = CliCommand(
    name="key",
    help=N_("test and save the API key; it is prompted for, or read from standard input"),
    run=run,
    add_arguments=add_same_account,
    rank=506,
)
