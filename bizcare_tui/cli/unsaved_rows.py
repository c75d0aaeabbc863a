"""Unsaved texts as lines of text."""

from __future__ import annotations

from collections.abc import Sequence

from bizcare_tui.desk.unsaved_texts import KeptText, UnsavedTexts
from bizcare_tui.i18n import _, ngettext
from bizcare_tui.present.unsaved_line import unsaved_line


def print_unsaved(texts: UnsavedTexts) -> None:
    """Print the unsaved texts at the start of the line mode, if there are any."""
    found = texts.found()
    if found:
        count = len(found)
        print(
            ngettext(
                "{n} text could not be saved when bizcare ended:",
                "{n} texts could not be saved when bizcare ended:",
                count,
            ).format(n=count)
        )
        print_unsaved_lines(found)
        print(_("unsaved show N prints one, unsaved restore N saves it, unsaved discard N removes it."))


def print_unsaved_lines(found: Sequence[KeptText]) -> None:
    """Print unsaved texts as lines, with the numbers by which commands name them."""
    for number, kept in enumerate(found, 1):
        print(f"{number}. {unsaved_line(kept.content)}")
