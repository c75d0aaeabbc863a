"""The kinds of questions: a line, yes or no, one of several choices, several of them, a whole number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from bizcare_tui.cli.plain.conversation import Flow, LongQuestion, Question, ask
from bizcare_tui.domain.text_folding import fold
from bizcare_tui.errors import WrongUsage
from bizcare_tui.i18n import _

T = TypeVar("T")

# In front of the letter that chooses a line, in texts that are shared with the app.
_MARK = "&"


def line(text: str, *, default: str = "", is_optional: bool = False) -> Flow[str]:
    """Ask for a line of text."""
    return ask(Question(text, str, default=default, is_optional=is_optional))


def read_line(text: str, read: Callable[[str], T], *, default: str = "") -> Flow[T]:
    """Ask for a line that a function reads; what it raises is said, and the question comes again."""
    return ask(Question(text, read, default=default))


def long_text(text: str, initial: str = "") -> Flow[str]:
    """Ask for a text of several lines."""
    written: str = yield LongQuestion(text, initial)
    return written


def yes(text: str) -> Flow[bool]:
    """Ask a question that is answered by yes or no."""
    return ask(Question(f"{text} {_('yes or no:')}", _read_yes))


def choose(text: str, choices: Sequence[str], *, default: int | None = None) -> Flow[int]:
    """Ask for one of several choices, by its number or the beginning of a word of it; return its index.

    Args:
        text: the question.
        choices: the texts; a letter after "&" chooses one too.
        default: the index that an empty line stands for; None if an answer is needed.
    """
    shown = "" if default is None else str(default + 1)
    return ask(Question(text, lambda typed: _read_choice(typed, choices), _numbered(choices), shown))


def choose_several(text: str, choices: Sequence[str], *, chosen: Sequence[int] = ()) -> Flow[list[int]]:
    """Ask for any number of choices, by their numbers; return their indexes in the order of the choices.

    `chosen` are the indexes that an empty line stands for; without any it stands for none.
    """
    shown = " ".join(str(index + 1) for index in chosen)
    return ask(
        Question(
            text,
            lambda typed: _read_choices(typed, choices),
            _numbered(choices),
            shown or _("none of them"),
        )
    )


def _numbered(choices: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"{number}. {text.replace(_MARK, '', 1)}" for number, text in enumerate(choices, 1))


def _read_yes(typed: str) -> bool:
    word = fold(typed)
    for answer, words in ((True, ("yes", _("yes"))), (False, ("no", _("no")))):
        if any(fold(each).startswith(word) for each in words):
            return answer
    raise WrongUsage(_("Answer yes or no."))


def _read_choice(typed: str, choices: Sequence[str]) -> int:
    if typed.isascii() and typed.isdecimal() and len(typed) < 6:
        if 1 <= int(typed) <= len(choices):
            return int(typed) - 1
        raise _no_such_choice(typed, choices)
    word = fold(typed)
    texts = [fold(each.replace(_MARK, "", 1)) for each in choices]
    letters = [fold(each.partition(_MARK)[2][:1]) for each in choices]
    for found in (
        [index for index, text in enumerate(texts) if text == word],
        [index for index, letter in enumerate(letters) if letter and letter == word],
        [index for index, text in enumerate(texts) if text.startswith(word)],
        # A short word, such as "no", is rather the answer to another question.
        [index for index, text in enumerate(texts) if len(word) > 2 and f" {word}" in text],
    ):
        if len(found) == 1:
            return found[0]
    raise _no_such_choice(typed, choices)


def _read_choices(typed: str, choices: Sequence[str]) -> list[int]:
    words = typed.replace(",", " ").split()
    if fold(typed) in (fold("none"), fold(_("none of them"))):
        return []
    if fold(typed) in (fold("all"), fold(_("all"))):
        return list(range(len(choices)))
    if not all(word.isascii() and word.isdecimal() for word in words):
        raise WrongUsage(_("Type numbers with spaces between them, for example 1 3; or none."))
    for word in words:
        if not 1 <= int(word[:6]) <= len(choices):
            raise _no_such_choice(word, choices)
    return sorted({int(word) - 1 for word in words})


def _no_such_choice(typed: str, choices: Sequence[str]) -> WrongUsage:
    return WrongUsage(
        _("{0!r} is none of the choices.").format(typed[:40]),
        _("Type a number from 1 to {0}, the beginning of a line, or “cancel”.").format(len(choices)),
    )
