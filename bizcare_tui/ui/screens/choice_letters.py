"""The letters that choose the rows of a list of choices."""

from __future__ import annotations

import string
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from bizcare_tui.domain.text_folding import fold

_MARK = "&"


def marked_letter(text: str) -> tuple[str, str]:
    """Return a text of the interface without its mark, and the letter after the mark: "an&other" gives "o".

    Translators mark the letter that chooses a row. A text without a mark gives no letter.
    """
    before, _mark, after = text.partition(_MARK)
    return before + after, fold(after[:1])


def choice_letters(
    texts: Sequence[str], reserved: Collection[str], wanted: Sequence[str | None] = ()
) -> list[str]:
    """Return a letter for each text, each at most once; "" where none is left.

    A text gets the letter that is wanted for it, else the first letter of one of its words, else any letter
    of it, else any that is left. The letters do not depend on the order of the texts.

    Args:
        texts: what the rows say.
        reserved: the letters that have another meaning there.
        wanted: the letter wanted for each text; "" if any letter will do, None if it may have none.
    """
    folded = [fold(text).strip() for text in texts]
    # Texts that fold alike are ordered by how they are written; equal texts keep the order shown.
    order = sorted(range(len(texts)), key=lambda index: (folded[index], texts[index], index))
    order = [index for index in order if wanted[index : index + 1] != [None]]
    letters = [""] * len(texts)
    free = [each for each in string.ascii_lowercase if each not in reserved]
    proposals: tuple[Callable[[int], Iterable[str]], ...] = (
        lambda index: filter(None, wanted[index : index + 1]),
        lambda index: (folded[index][:1],),
        lambda index: _initials(folded[index]),
        lambda index: folded[index],
        lambda _index: "".join(free),
    )
    for propose in proposals:
        for index in order:
            if not letters[index]:
                letters[index] = next((each for each in propose(index) if each in free), "")
                free = [each for each in free if each != letters[index]]
    return letters


def _initials(text: str) -> Iterator[str]:
    """Yield the first letter of each word; a word may follow a digit or a sign."""
    previous = " "
    for letter in text:
        if letter.isalpha() and not previous.isalpha():
            yield letter
        previous = letter
