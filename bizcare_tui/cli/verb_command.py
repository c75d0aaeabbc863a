"""Commands for verbs: they act on the threads that are named, or that a query finds."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence

from bizcare_tui.cli.argument_types import add_thread_ids
from bizcare_tui.cli.command import CliCommand, no_arguments
from bizcare_tui.cli.output import narrate, print_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.desk.verbs import VerbResult
from bizcare_tui.errors import WrongUsage
from bizcare_tui.i18n import _, format_number, ngettext


def verb_command(
    name: str,
    *,
    help: str,
    act: Callable[[Desk, Sequence[int], Namespace], VerbResult],
    add_arguments: Callable[[ArgumentParser], None] = no_arguments,
) -> CliCommand:
    """Return the command of a verb on threads.

    Args:
        name: the word on the command line.
        help: the line in the list of commands, written as `help=N_("…")`.
        act: does the verb to threads, with the other arguments of the command.
        add_arguments: adds the arguments besides those that select the threads.
    """

    def add_all_arguments(parser: ArgumentParser) -> None:
        add_thread_ids(parser)
        add_arguments(parser)

    def run(options: Namespace) -> int:
        desk = Desk()
        return print_verb_result(act(desk, selected_thread_ids(desk, options), options), options)

    return CliCommand(name=name, help=help, run=run, add_arguments=add_all_arguments)


def print_verb_result(result: VerbResult, options: Namespace) -> int:
    """Print what a verb did, with the id of the act, for undoing it; return the exit code."""
    if options.json:
        print_json(
            {
                "verb": options.command,
                "act": result.act_id or None,
                "threads": list(result.thread_ids),
                "left_out": result.skipped,
                "why": result.reason if result.skipped else None,
            }
        )
        return 0
    count = len(result.thread_ids)
    text = ngettext("{0} thread (action {1}).", "{0} threads (action {1}).", count).format(
        format_number(count), result.act_id
    )
    if result.skipped:
        text += " " + _("Skipped: {0}, {1}.").format(result.skipped, result.reason)
    narrate(text)
    return 0


def selected_thread_ids(desk: Desk, options: Namespace) -> Sequence[int]:
    """Return the ids of the threads that a command names, and of those that its query finds.

    Raises:
        WrongUsage: there are none.
        UnknownThread: a named thread is not in the store.
    """
    named = list(dict.fromkeys(options.id))
    for thread_id in named:
        desk.inbox.record(thread_id)
    found = list(desk.inbox.thread_ids(parse_query(options.query))) if options.query is not None else []
    threads = list(dict.fromkeys([*named, *found]))
    if not threads:
        raise WrongUsage(_("No thread was given or found."), _("Give thread numbers, or --query QUERY."))
    return threads
