"""Run commands of the command line within the line mode, where a thread may be named by its place."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence

from bizcare_tui.cli.command_line import run_options, run_parsed, run_reporting
from bizcare_tui.cli.parser import takes_thread
from bizcare_tui.cli.plain.session import LineSession, describe
from bizcare_tui.cli.registry import load_command
from bizcare_tui.errors import BizcareError, WrongUsage
from bizcare_tui.i18n import _


def run_cli_command(session: LineSession, name: str, words: Sequence[str] = ()) -> None:
    """Run a command of the command line; its errors name commands as the line mode does.

    Args:
        session: the state of the line mode.
        name: the name of the command.
        words: its arguments; "#3" stands for the third thread of the list. If it takes a thread and none is
            named, the open one is used.

    Raises:
        WrongUsage: the command cannot run here.
    """
    if not load_command(name).in_line_mode:
        raise WrongUsage(_("Not available here. Run: bizcare {0}").format(name))
    arguments = [str(session.thread_id_of(word)) if word.startswith("#") else word for word in words]
    if not _names_a_thread(arguments) and takes_thread(name):
        threads = session.marked or ([session.open_id] if session.open_id is not None else [])
        arguments = [*map(str, threads), *arguments]

    def run(options: Namespace) -> int:
        try:
            return run_options(options)
        except BizcareError as error:
            session.say(_("Not done: {0}").format(describe(error)))
            return error.exit_code

    try:
        run_reporting([name, *arguments], lambda given: run_parsed(given, run))
    except SystemExit:  # the parser has printed the error
        return


def _names_a_thread(words: Sequence[str]) -> bool:
    return bool(words) and (words[0].isdecimal() or "--query" in words or "--old" in words)
