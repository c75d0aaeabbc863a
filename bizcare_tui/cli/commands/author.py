"""`bizcare author`: set who wrote a message."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from bizcare_tui.cli.argument_types import add_thread_id, whole_number
from bizcare_tui.cli.command import CliCommand
from bizcare_tui.cli.verb_command import print_verb_result
from bizcare_tui.desk.desk import Desk
from bizcare_tui.domain.threads import Author
from bizcare_tui.errors import WrongUsage
from bizcare_tui.i18n import N_, _


def run(options: Namespace) -> int:
    """Set the author, and print the id of the act."""
    author = Author(options.who) if options.who else None
    automatic = {"yes": True, "no": False, None: None}[options.automatic]
    if author is None and automatic is None:
        raise WrongUsage(_("Add --who or --automatic."))
    result = Desk().verbs.author(options.id, options.message, author, automatic=automatic)
    return print_verb_result(result, options)


def _add_arguments(parser: ArgumentParser) -> None:
    add_thread_id(parser)
    parser.add_argument("--message", required=True, type=whole_number, metavar=_("NUMBER"))
    parser.add_argument("--who", choices=[author for author in Author if author is not Author.UNKNOWN])
    parser.add_argument("--automatic", choices=("yes", "no"), help=_("whether the message is automatic"))


COMMAND = CliCommand(
    name="author",
    help=N_("set the author of a message"),
    run=run,
    add_arguments=_add_arguments,
)
