"""`bizcare key`: the API key, tried and kept; it is read, never given as an argument."""

from __future__ import annotations

import getpass
import sys
from argparse import Namespace

from bizcare_tui.cli.output import narrate, print_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.errors import WrongUsage
from bizcare_tui.i18n import _


def run(options: Namespace) -> int:
    """Ask for the key, or read it from the input; it is kept where only this user can read it."""
    if sys.stdin.isatty():
        key = getpass.getpass(_("API key (it is not shown): ")).strip()
    else:
        key = sys.stdin.read(4096).strip()
    if not key:
        raise WrongUsage(_("No key came."), _("Nothing was changed."))
    desk = Desk()
    said = desk.try_key(key)
    desk.save_key(key)
    if options.json:
        print_json({"saved": True})
    else:
        narrate(said)
    return 0
