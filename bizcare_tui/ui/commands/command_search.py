"""Find commands by the words a person has for them, also by synonyms and with typing errors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from bizcare_tui.domain.text_folding import fold
from bizcare_tui.i18n import _
from bizcare_tui.ui.commands.command import Command, Context
from bizcare_tui.ui.commands.key_labels import key_labels

# How alike a misspelt word must be, and from how many letters on a word counts as misspelt at all.
_LEAST_LIKENESS, _LEAST_LETTERS = 0.74, 4
_NAME = 1.1
_EXACT, _BEGINNING, _INSIDE, _MISSPELT = 4.0, 3.0, 2.0, 1.0


@dataclass(frozen=True, slots=True)
class FoundCommand:
    """A command with the reason why it cannot be run now; "" if it can."""

    command: Command[Any]
    reason: str

    @property
    def is_of_thread(self) -> bool:
        """Whether it acts on the current thread."""
        return self.command.needs_thread or self.command.context is Context.CONVERSATION


def search_commands(commands: Sequence[FoundCommand], query: str) -> list[FoundCommand]:
    """Return the commands that match all words of a query, the best first.

    Of equally good ones, those that can be run come first, and of these those of the thread.
    """
    words = fold(query).split()
    scores = [_score(each.command, words) for each in commands]
    found = [index for index, score in enumerate(scores) if score > 0 or not words]
    found.sort(key=lambda at: (-scores[at], bool(commands[at].reason), not commands[at].is_of_thread, at))
    return [commands[index] for index in found]


def _score(command: Command[Any], words: Sequence[str]) -> float:
    """Return how well a command matches all words; 0 if one of them does not match.

    Its synonyms and its label are names of it; the words of its sentence count a little less.
    """
    synonyms = (*command.synonyms, *map(_, command.synonyms))
    names = _words(*synonyms, command.label, key_labels(command))
    others = _words(command.help_text)
    found = [max(_best(word, names) * _NAME, _best(word, others)) for word in words]
    return sum(found) if all(found) else 0.0


def _words(*texts: str) -> list[str]:
    return [word.strip(",.;:()") for text in texts for word in fold(text).split()]


def _best(word: str, known: Sequence[str]) -> float:
    return max((_likeness(word, each) for each in known), default=0.0)


def _likeness(word: str, known: str) -> float:
    if word == known:
        return _EXACT
    if known.startswith(word):
        return _BEGINNING
    if len(word) > 2 and word in known:
        return _INSIDE
    if min(len(word), len(known)) < _LEAST_LETTERS:
        return 0.0
    likeness = SequenceMatcher(None, word, known).ratio()
    return _MISSPELT * likeness if likeness >= _LEAST_LIKENESS else 0.0
