"""The program with a bug: the key `i` raises an error."""

import sys

from bizcare_tui.cli.main import main
from bizcare_tui.ui.screens.facts import FactsScreen


def fails(_screen: FactsScreen, *_arguments: object, **_options: object) -> None:
    foreign = "Quintavalle\x1b]0;title\x07"
    raise KeyError(len(foreign))


setattr(FactsScreen, "__init__", fails)  # noqa: B010  # a method is no attribute to the type checker
sys.exit(main())
