"""The argument parser with the commands and their options."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Sequence
from typing import Any, NoReturn

from bizcare_tui import __version__
from bizcare_tui.cli.argument_types import add_display_options
from bizcare_tui.cli.command import CliCommand
from bizcare_tui.cli.registry import command_names, load_command, summaries
from bizcare_tui.domain.nearest import nearest_word
from bizcare_tui.domain.text import safe_line
from bizcare_tui.i18n import N_, _

_LONGEST_ERROR = 1_000
# A negated query term: "-is:snoozed".
_EXCLUDED = re.compile(r"-[^-]")
# argparse looks up its own translations by this name in its module.
argparse._ = _  # type: ignore[attr-defined]
_ARGPARSE_MESSAGES = (
    N_("usage: "),
    N_("positional arguments"),
    N_("options"),
    N_("show this help message and exit"),
    N_("show program's version number and exit"),
    N_("%(prog)s: error: %(message)s\n"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
    N_("the following arguments are required: %s"),
    N_("unrecognized arguments: %s"),
    N_("expected one argument"),
)


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Parse a command line; exit with code 2 if it is invalid.

    The attribute `run` of the result is the function that runs the command; None without a command.
    """
    command = next((word for word in arguments if word in command_names()), None)
    if command is not None and arguments[0] == command:
        parser = build_command_parser(command)  # the list of commands will not be shown
    else:
        parser = build_parser([command] if command is not None else [])
    _reject_unknown_options(parser, command, arguments)
    options, rest = parser.parse_known_args(arguments)
    if rest and isinstance(getattr(options, "query", None), list):
        options.query += rest  # query words that follow an option
    elif rest:
        parser.error(_("unrecognized arguments: %s") % " ".join(rest))
    return options


class _CommandParser(argparse.ArgumentParser):
    """A parser that suggests the nearest command or value for an unknown one.

    Commands with a query accept query words that begin with a dash, because these are negated terms.
    """

    _takes_query = False

    def add_argument(self, *names: Any, **more: Any) -> argparse.Action:
        """Add an argument, and note whether it is a query."""
        self._takes_query = self._takes_query or names in (("query",), ("--query",))
        return super().add_argument(*names, **more)

    def _parse_optional(self, arg_string: str) -> Any:
        if (
            self._takes_query
            and _EXCLUDED.match(arg_string)
            and arg_string not in self._option_string_actions
        ):
            return None
        return super()._parse_optional(arg_string)

    def error(self, message: str) -> NoReturn:
        """Exit with the error on one line, without the passwords of addresses in it."""
        from bizcare_tui.store.database_url import redact_text

        super().error(safe_line(redact_text(message), _LONGEST_ERROR))

    def _check_value(self, action: argparse.Action, value: object) -> None:
        if action.choices is not None and value not in action.choices:
            raise argparse.ArgumentError(action, _unknown_word(str(value), [*map(str, action.choices)]))


def _reject_unknown_options(
    parser: argparse.ArgumentParser, command: str | None, arguments: Sequence[str]
) -> None:
    """Exit if an option is unknown, and suggest the nearest one.

    This is checked first: after a typo, "unknown option" helps more than "missing option".
    """
    command_parser = command_parsers(parser)[command] if command is not None else parser
    known = [
        *command_parser._option_string_actions,
        *(() if command is None else parser._option_string_actions),
    ]
    for word in arguments:
        if word == "--":
            return
        option = word.partition("=")[0]
        if option.startswith("--") and option not in known:
            long_options = [name for name in known if name.startswith("--")]
            command_parser.error(_unknown_word(option, long_options))


def _unknown_word(word: str, known: Sequence[str]) -> str:
    """Return the error for an unknown word, with the nearest known one, or else all known ones."""
    near = nearest_word(word, known)
    hint = _("did you mean {0}?").format(near) if near else _("known values: {0}").format(", ".join(known))
    return _("{0!r} is unknown; {1}").format(word[:40], hint)


def answer_completion(line: str) -> None:
    """Answer a shell's request to complete a command line, and exit."""
    import argcomplete

    argcomplete.autocomplete(build_parser(line.split()))


def build_parser(loaded: Iterable[str] | None = None) -> argparse.ArgumentParser:
    """Return the parser with the list of all commands.

    Args:
        loaded: names among which are those of the commands that get their arguments; None: all do. The
            modules of the others are not imported.
    """
    parser = _bare_parser()
    commands = parser.add_subparsers(dest="command", metavar=_("COMMAND"))
    names = None if loaded is None else frozenset(loaded)
    for summary in summaries():
        if names is None or summary.name in names:
            _add_command(commands, load_command(summary.name))
        else:
            commands.add_parser(summary.name, help=_(summary.help))
    return parser


def build_command_parser(name: str) -> argparse.ArgumentParser:
    """Return a parser that has one command only."""
    parser = _bare_parser()
    _add_command(parser.add_subparsers(dest="command", metavar=_("COMMAND")), load_command(name))
    return parser


def _bare_parser() -> argparse.ArgumentParser:
    """Return the parser without commands."""
    parser: argparse.ArgumentParser = _CommandParser(
        prog="bizcare",
        description=_("Answer Business Care tickets of the PrestaShop Marketplace, next deadline first."),
        epilog=_("Without a command, the app opens. `bizcare demo` opens it with made-up data."),
        allow_abbrev=False,
    )
    parser.set_defaults(run=None, only_reads=False)
    parser.add_argument("--version", action="version", version=f"bizcare {__version__}")
    add_display_options(parser)
    parser.add_argument(
        "--plain", action="store_true", help=_("line by line, for screen readers and simple terminals")
    )
    return parser


def command_parsers(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """Return the parsers of the commands by name."""
    (commands,) = (each for each in parser._actions if isinstance(each, argparse._SubParsersAction))
    return dict(commands.choices)


def takes_thread(command: str) -> bool:
    """Return whether a command has the argument ID, the number of a thread."""
    return any(
        action.dest == "id" for action in command_parsers(build_command_parser(command))[command]._actions
    )


def _add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser], command: CliCommand) -> None:
    text = _(command.help)
    parser = commands.add_parser(command.name, help=text, description=text, allow_abbrev=False)
    parser.set_defaults(run=command.run, only_reads=command.only_reads)
    if command.has_json:
        parser.add_argument(
            "--json", action="store_true", help=_("print one JSON object per line, and nothing else")
        )
    command.add_arguments(parser)
