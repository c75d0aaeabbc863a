"""`bizcare note`: write an internal note on threads."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence

from bizcare_tui.cli.input_text import read_file_or_stdin
from bizcare_tui.cli.verb_command import verb_command
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.verbs import VerbResult
from bizcare_tui.i18n import N_, _


def _act(desk: Desk, threads: Sequence[int], options: Namespace) -> VerbResult:
    text = options.text if options.text is not None else read_file_or_stdin(options.file or "-")
    return desk.verbs.note(threads, text)


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--text", metavar=_("TEXT"))
    parser.add_argument("--file", metavar=_("FILE"), help=_("file with the text; - for standard input"))


COMMAND = verb_command(
    "note",
    help=N_("write an internal note; it is never sent"),
    act=_act,
    add_arguments=_add_arguments,
)
