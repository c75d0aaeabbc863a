"""`bizcare snippets ID`: print the snippets filled in for a thread, the customer's language first."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from bizcare_tui.cli.argument_types import add_thread_id
from bizcare_tui.cli.command import CliCommand
from bizcare_tui.cli.output import narrate, print_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.i18n import N_, _


def run(options: Namespace) -> int:
    """Print the snippets; with `--questions`, print the questions for information that the request lacks."""
    tickets = Desk().replies.tickets
    if options.questions:
        text = tickets.questions(options.id)
        if options.json:
            print_json({"thread": options.id, "text": text or None})
        elif text:
            print(text)
        else:
            narrate(_("Nothing is missing: version, shop, steps, error and screenshots are given."))
        return 0
    for snippet, filled in tickets.snippets(options.id):
        if options.json:
            print_json({"language": snippet.language, "title": snippet.title, "text": filled.text})
        else:
            print(f"--- {snippet.language}  {snippet.title}")
            print(filled.text)
    return 0


def _add_arguments(parser: ArgumentParser) -> None:
    add_thread_id(parser)
    parser.add_argument("--questions", action="store_true", help=_("questions about missing information"))


COMMAND = CliCommand(
    name="snippets",
    help=N_("snippets for an answer, with the known facts filled in"),
    run=run,
    add_arguments=_add_arguments,
    rank=509,
)
