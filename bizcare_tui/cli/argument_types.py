"""Types of arguments, and arguments that several commands have."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable

from bizcare_tui.i18n import _
from bizcare_tui.settings import THEMES

NOBODY = "nobody"
"""The value that stands for no person, no kind or no defect."""


def whole_number(text: str) -> int:
    """Parse a whole number of at most 18 digits.

    Raises:
        ArgumentTypeError: it is none.
    """
    if not text.isascii() or not text.isdecimal() or len(text) > 18:
        raise argparse.ArgumentTypeError(_("{0!r} is not a whole number").format(text))
    return int(text)


def add_thread_id(parser: argparse.ArgumentParser) -> None:
    """Add the argument ID, the number of a thread."""
    parser.add_argument("id", type=whole_number, metavar=_("ID"))


def add_thread_ids(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that select threads: their numbers, and a query."""
    parser.add_argument("id", nargs="*", type=whole_number, metavar=_("ID"))
    parser.add_argument("--query", metavar=_("QUERY"), help=_("all threads that match the query"))


def add_same_account(parser: argparse.ArgumentParser) -> None:
    """Add the option that confirms the account of a key."""
    parser.add_argument(
        "--same-account",
        action="store_true",
        help=_("accept the key as this store's account, although it lists nothing that is in the store"),
    )


def add_display_options(parser: argparse.ArgumentParser, default: object = None) -> None:
    """Add the options of the app that are about the display."""
    parser.add_argument(
        "--no-mouse",
        action="store_true",
        default=default,
        help=_("do not use the mouse; leave it to the terminal"),
    )
    parser.add_argument("--theme", choices=THEMES, default=default, help=_("the colour theme"))


def set_completer(argument: argparse.Action, words: Callable[[], Iterable[str]]) -> None:
    """Let shells complete an argument with these words."""
    argument.completer = lambda **_context: words()  # type: ignore[attr-defined]
