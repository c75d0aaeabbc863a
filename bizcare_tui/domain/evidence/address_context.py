"""Decide whether a web address in a text is that of the shop in question, or is mentioned otherwise."""

from __future__ import annotations

import re

from bizcare_tui.domain.prose import sentence_around
from bizcare_tui.domain.shops import Shop
from bizcare_tui.domain.text_folding import flat, word_set
from bizcare_tui.domain.word_pattern import WordPattern

_LAST_LINES = 7  # lines at the end of a message that are searched for a signature
_LINES_BELOW_A_NAME = 4

# In a sentence with one of these, an address is an example, a supplier's, or a page to read.
_OTHER_PURPOSE = WordPattern(r"%other_shop.other_purpose%")
# In front of an address that the customer wants to imitate.
_LIKE = WordPattern(r"%other_shop.like_at%\s*(?:https?|www|\S+\.\w{2,})\b|%other_shop.like%")
# The address belongs to something else than the shop: a service, an account, a place for files.
_ELSEWHERE = WordPattern(r"%other_shop.elsewhere%")
# Everything works there, or the question is about another licence.
_WORKS_FINE = WordPattern(r"%other_shop.works_fine%")
# "our shop" directly in front of an address.
_OWN_SHOP = WordPattern(r"%other_shop.our%\W{1,3}%other_shop.shop%\W{1,4}\Z")
# "also", "another": with no problem in the sentence, the address is not the shop in question.
_ALSO = WordPattern(r"%other_shop.also%")
_PROBLEM = WordPattern(r"%other_shop.problem%|n't\b|\b[45]\d\d\b")
# Directly in front of an address that belongs to somebody else.
_BELONGS_TO_OTHERS = WordPattern(r"%other_shop.of_others%\W{0,4}(?:\w+\W{1,2}){0,2}\Z")
# The address is the shop in question: it comes first in the sentence, or follows one of these.
_MEANT = WordPattern(r"(?:\A[\W\d]*|%other_shop.concerns%\W{1,4}(?:%other_shop.between%\W{1,4}){0,3})\Z")
# In front of an address that something only comes from or is done by.
_ORIGIN = WordPattern(r"%other_shop.origin%\W*\Z")
# First labels of host names that serve programs or documents and are never a shop.
_SERVICE_LABELS = word_set("""
    academy api apis assets auth blog cdn docs fonts forum gateway graph help imap login mail oauth pop
    rest smtp static status support webhook webhooks wiki ws
""")
# "You can see it here:".
_SEEN_HERE = WordPattern(r"%other_shop.see%(?:\W+\w+){0,6}\W+%other_shop.here%\W{1,4}\Z")
_SHOP_AFTER = WordPattern(r"\A\W{1,3}(?:%other_shop.is%|,)?\W{0,3}%other_shop.the_or_our%\W")

_ITEM = WordPattern(r"%other_shop.item%(?:\W{1,3}%other_shop.item_link%){0,5}[\s:;,()<>*-]{0,6}\Z")
_BEGINS_WITH_ITEM = WordPattern(r"\W{0,3}(?:[a-z']{1,9}\W{1,2}){0,3}%other_shop.item%")
_OF_ERROR = WordPattern(r"%other_shop.of%\W{1,2}(?:%other_shop.article%\W{1,2})?%other_shop.error%")
_CONTRAST_WORD = WordPattern(r"\W{0,2}%other_shop.however%")
# Replaces other addresses, because the words in them ("shop", "example", "demo") describe nothing.
_OTHER_ADDRESS = "\N{OBJECT REPLACEMENT CHARACTER}"
_ADDRESS = re.compile(r"https?://\S+|\b[\w-]{1,63}(?:\.[\w-]{1,63}){0,6}\.[a-z]{2,24}\b(?:/\S*)?")
# Separates the clause about one address from the clause about another.
_CONTRAST = WordPattern(r"[,;()–—\n]|%other_shop.contrast%")
_WORKS = WordPattern(r"%other_shop.works%")

_CLOSING = WordPattern(r"(?:%other_shop.closing_lead% )*%other_shop.closing%|--\s*$|—\s*$|ta\W*$")
# A name in the last lines of a message: "Anna Page", "Anna Page, Director".
_NAME = re.compile(r"[^\W\d_a-z][\w'.-]*(?:[ ,&]{1,2}[^\W\d_a-z][\w'.-]*){0,4}")

# In front of an address in code: a namespace, an attribute.
_IN_CODE = re.compile(r"""(?:[{=]["']?|xmlns\S*)\Z""")

# In a signature, an address after one of these is still the shop's.
_CAPTION = WordPattern(r"%other_shop.caption%\W{1,4}\Z")


def is_concerned_shop(text: str, span: tuple[int, int]) -> bool:
    """Return whether an address is mentioned as that of the shop in question."""
    before, after = _text_around(text, span)
    has_problem = bool(_PROBLEM.search(f"{before}\n{after}"))
    if _ALSO.search(f"{before}\n{after}") and not has_problem:
        return False
    if _MEANT.search(before) or _SEEN_HERE.search(before) or _SHOP_AFTER.match(after):
        return True
    return has_problem and not _ORIGIN.search(before)


def is_mentioned_in_passing(text: str, span: tuple[int, int], ending: int, shop: Shop) -> bool:
    """Return whether an address is only mentioned in passing.

    That is an address where everything works, one for something else, or one in a signature.
    """
    around = "\n".join(_text_around(text, span))
    return bool(_WORKS_FINE.search(around)) or is_other_address(text, span, ending, shop)


def is_other_address(text: str, span: tuple[int, int], ending: int, shop: Shop) -> bool:
    """Return whether an address is mentioned as something else than a shop, or in a signature.

    Args:
        ending: where the signature of the message starts.
    """
    start, end = span
    # "api.carrier.example", "api-eu.carrier.example"
    if re.split("[.-]", shop.host, maxsplit=1)[0] in _SERVICE_LABELS:
        return True
    before, after = _text_around(text, span)
    around = f"{before}\n{after}"
    if start >= ending and not _CAPTION.search(before):
        return True
    if _LIKE.search(before + flat(text[start:end])):
        return True
    if _introduces_item(before, has_problem=bool(_PROBLEM.search(_OF_ERROR.sub(" ", around)))):
        return True
    # "It works on A but not on B": B is the shop in question, because the problem is there.
    is_failing = _OTHER_ADDRESS in around and works_at_address(text, span) is False
    if not _OWN_SHOP.search(before) and (
        _OTHER_PURPOSE.search(around) or (_ELSEWHERE.search(around) and not is_failing)
    ):
        return True
    return bool(_BELONGS_TO_OTHERS.search(before) or _IN_CODE.search(before))


def works_at_address(text: str, span: tuple[int, int]) -> bool | None:
    """Return True if the clause around an address says that it works there, False if it fails, else None."""
    before, after = _text_around(text, span)
    starts = [found.end() for found in _CONTRAST.finditer(before)]
    # "Auf … aber nicht": the contrast belongs to this clause, unless another address follows.
    contrast = None if _OTHER_ADDRESS in after else _CONTRAST_WORD.match(after)
    stop = _CONTRAST.search(after, contrast.end() if contrast else 0)
    clause = f"{before[starts[-1] :] if starts else before} \n {after[: stop.start()] if stop else after}"
    if _PROBLEM.search(clause):
        return False
    return True if _WORKS.search(clause) else None


def _text_around(text: str, span: tuple[int, int]) -> tuple[str, str]:
    """Return the folded text before and after an address in its sentence, with other addresses replaced."""
    first, last = sentence_around(text, span)
    sides = (flat(text[first : span[0]]), flat(text[span[1] : last]))
    before, after = (_ADDRESS.sub(_OTHER_ADDRESS, side) for side in sides)
    return before, after


def _introduces_item(before: str, *, has_problem: bool) -> bool:
    """Return whether the text before an address announces a recording, a screenshot or a file."""
    before = _OF_ERROR.sub(" ", before)
    is_announced = before.rstrip()[-1:] in (":", "(", "<", ">")
    if _ITEM.search(before):
        return is_announced or not has_problem
    # "Screenshot of the page in our shop:"
    return is_announced and _BEGINS_WITH_ITEM.match(before) is not None and not _PROBLEM.search(before)


def find_signature(text: str) -> int:
    """Return where the signature of a message starts: below a closing formula or a name in its last lines.

    Return the length of the text if there is no signature.
    """
    lines = text.rstrip().splitlines(keepends=True)
    for number in range(max(len(lines) - _LAST_LINES, 1), len(lines)):
        line = lines[number].strip()
        is_name = number >= len(lines) - _LINES_BELOW_A_NAME and _NAME.fullmatch(line)
        if len(line) <= 60 and (_CLOSING.match(flat(line)) or is_name):
            return sum(map(len, lines[: number + 1]))
    return len(text)
