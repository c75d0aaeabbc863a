"""The words by which sentences of the line mode name commands."""

from __future__ import annotations

from bizcare_tui.hints import Hint

# Commands of the app that are words with a dot here, because they belong to a text that is being written.
_DOT_WORDS = {"questions": ".questions", "snippet": ".snippet", "check": ".check", "send": "."}


def word_of(hint: Hint) -> str:
    """Return the word for a command that a sentence recommends, in quotation marks."""
    return f"“{_DOT_WORDS.get(hint.command, hint.command.replace('_', '-'))}”"
