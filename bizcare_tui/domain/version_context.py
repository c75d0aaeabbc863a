"""What the words around a version say: whether the shop runs it, and whether the product works with it.

The texts are flat; see `text_folding.flat`.
"""

from __future__ import annotations

import re

from bizcare_tui.domain.prose import sentence_around
from bizcare_tui.domain.word_pattern import WordPattern

# A folder of a path: "/home/flowers/prestashop-1.7.8.7/modules". Its name remains when the shop is updated.
_FOLDER_BEFORE = re.compile(r"[/\\][\w.-]*\Z")
_FOLDER_AFTER = re.compile(r"[\w.-]*[/\\]")
# The sentence is about a demo, a forum or a page to read.
_ELSEWHERE = WordPattern(r"%version.elsewhere%")
_THERE = WordPattern(r"\W*%version.there%")
# "We had", "next month we go to", "not": in front of a version that is not the one in use.
_ANOTHER_TIME = WordPattern(
    r"(?:%version.had%[^.!?,;\n]{0,25}|%version.future%[^.!?\n]{0,40}|%other_shop.not_this%[ ])\Z"
)
_IN_USE = WordPattern(r"%version.use%")
# In front of a version that is the one in use: "we run", "since the update to", a list of facts.
_SURE_BEFORE = WordPattern(
    r"(?:%version.use%|%version.updated%|%version.update%)(?:[^.!?\n]|\.(?=\d)){0,40}\Z"
)
_LISTED_BEFORE = WordPattern(r"(?:\A|[.!?](?=\s)|[\n,;:(|/+*•–—-])\W*(?:%version.word%[ ](?:\w{1,3}[ ])?)?\Z")
# "The data are from a PrestaShop 1.6 shop".
_FROM_BEFORE = WordPattern(r"%version.from%[ ](?:\w{1,3}[ ])?\Z")
_USED_BEFORE = WordPattern(r"(?:%version.use%|%version.runs%)[ ]\Z")
_UNDER = WordPattern(r"%version.under% (?:\w+ )?\Z")
# "After the move to".
_MOVED_BEFORE = WordPattern(
    r"%version.done%(?:[^.!?\n]|\.(?=\d)){0,45}?%version.wanted_before%[^.!?\n]{0,25}\Z", word=r"[\w.]+"
)
# "Our developer has": not the shop.
_SOMEBODY = WordPattern(r"%other_shop.of_others%[^.!?\n]{0,40}\Z")
# "It runs with", "both have": directly in front of a version.
_RUNS_BEFORE = WordPattern(r"%version.runs%[ ]{1,2}(?:\w{1,3}[ ]){0,2}\Z")
_WORKS = WordPattern(r"%version.works%")
_NO_PROBLEM = WordPattern(r"%other_shop.no_problem%")
_PROBLEM = WordPattern(r"%other_shop.problem%|n't\b")
_VERSION = re.compile(r"\d\.\d")
_CONTRAST = WordPattern(r"[,;–—\n]|%other_shop.contrast%")


def is_in_path(text: str, start: int, end: int) -> bool:
    """Return whether a version is part of the name of a folder."""
    before = text[max(start - 80, 0) : start]
    return bool(_FOLDER_BEFORE.search(before) and _FOLDER_AFTER.match(text, end, end + 80))


def is_of_something_else(text: str, span: tuple[int, int]) -> bool:
    """Return whether a version is that of the seller's demo, or is only read about in a forum or a guide.

    "It works in your demo. PrestaShop 9.0.1 runs there."
    """
    first, last = sentence_around(text, span)
    if _ELSEWHERE.search(text, first, last):
        return True
    # "There" may also be the last word: "Runs PrestaShop 9.0.1 there".
    if not _THERE.match(text, first, last) and not _THERE.match(text, span[1], last):
        return False
    end = len(text[:first].rstrip(" \n.!?:"))
    return end > 0 and _ELSEWHERE.search(text, sentence_around(text, (end, end))[0], end) is not None


def is_of_another_time(before: str) -> bool:
    """Return whether the text in front of a version says that it was used once or will be."""
    return bool(_ANOTHER_TIME.search(before))


def is_surely_in_use(text: str, begins: int, *, fails: bool) -> bool:
    """Return whether a version is likely that of the shop, and not only named.

    Args:
        begins: where the version begins, with the name in front of it.
        fails: whether something fails with it.
    """
    before = text[max(begins - 70, 0) : begins]
    if _LISTED_BEFORE.search(before):
        return True
    if _SURE_BEFORE.search(before):
        return not _FROM_BEFORE.search(before)
    if _RUNS_BEFORE.search(before) and not _SOMEBODY.search(before):
        return True
    if _MOVED_BEFORE.search(before):
        return True
    return fails and _UNDER.search(before) is not None


def is_said_to_be_used(before: str) -> bool:
    """Return whether "we run" or "the shop runs with" is directly in front of a version."""
    return _USED_BEFORE.search(before) is not None


def is_asked_about(text: str, span: tuple[int, int]) -> bool:
    """Return whether a version is in a question that tells of no fault and of no version in use."""
    first, last = sentence_around(text, span)
    return (
        text[first:last].endswith("?")
        and not _PROBLEM.search(text, first, last)
        and not _IN_USE.search(text, first, last)
    )


def works_with(text: str, span: tuple[int, int]) -> bool | None:
    """Return True if the clause around a version says that it works there, False if it fails, else None.

    If the clause says nothing, a sentence with no other version decides.
    """
    first, last = sentence_around(text, span)
    before, after = text[first : span[0]], text[span[1] : last]
    starts = [found.end() for found in _CONTRAST.finditer(before)]
    stop = _CONTRAST.search(after)
    clause = f"{before[starts[-1] :] if starts else before}\n{after[: stop.start()] if stop else after}"
    works = _says_it_works(clause)
    if works is not None or _VERSION.search(before) or _VERSION.search(after):
        return works
    return _says_it_works(f"{before}\n{after}")


def _says_it_works(clause: str) -> bool | None:
    rest = _NO_PROBLEM.sub(" ", clause)
    if _PROBLEM.search(rest):
        return False
    return True if rest != clause or _WORKS.search(rest) else None
