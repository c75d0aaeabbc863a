"""`bizcare refund`: implemented in `bizcare_tui.cli.reject`."""

from bizcare_tui.cli.reject import run

__all__ = ["run"]
