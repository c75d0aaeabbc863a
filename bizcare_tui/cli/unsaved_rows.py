"""Unsaved texts as lines of text."""

from __future__ import annotations

from bizcare_tui.desk.unsaved_texts import KeptText, UnsavedTexts
from bizcare_tui.i18n import _, ngettext


def unsaved_line(number: int, kept: KeptText) -> str:
    """Return a text as a line: when and where it was typed, for which thread, and its beginning."""
    text = kept.content
    about = f" {text.thread_id}" if text.thread_id is not None else ""
    beginning = text.beginning or text.title
    return f"{number}. {text.at[:16].replace('T', ' ')}  {text.kind.in_words}{about}: {beginning}"


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
        for number, kept in enumerate(found, 1):
            print(unsaved_line(number, kept))
        print(_("unsaved show N prints one, unsaved restore N saves it, unsaved discard N removes it."))
