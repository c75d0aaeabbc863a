"""Decide whether a web address in a text is that of the shop in question, or is mentioned otherwise."""

from __future__ import annotations

import re

from bizcare_tui.domain.language_data import listed_words
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
# "Our little shop called A".
_OUR_SHOP = WordPattern(r"%other_shop.our%\W{1,3}(?:[\w-]+\W{1,3}){0,3}?\w*~other_shop.shop~\b")
_OUR = WordPattern(r"%other_shop.our%")
# No more than two words in front of an address, and no bracket.
_SHORT = re.compile(r"(?:[^\w(]*\w+){0,2}[^\w(]*")
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
    academy account accounts api apis app apps assets auth blog cdn client clients community console crm
    dashboard developer developers docs erp extranet faq fonts forum forums gateway graph help helpdesk
    imap login mail manager merchant merchants my oauth panel partner partners pay payment payments pop
    portal pos reports rest secure smtp sso static stats status support upload uploads webhook webhooks
    wiki ws
""")
# "You can see it here:".
_SEEN_HERE = WordPattern(r"%other_shop.see%(?:\W+\w+){0,6}\W+%other_shop.here%\W{1,4}\Z")
_SHOP_AFTER = WordPattern(
    r"\A\W{1,3}(?:%other_shop.is%|,)?\W{0,3}%other_shop.the_or_our%\W{1,3}(?:\w+\W{1,3}){0,3}?%other_shop.shop%"
)

_ITEM = WordPattern(r"%other_shop.item%(?:\W{1,3}%other_shop.item_link%){0,5}[\s:;,()<>*-]{0,6}\Z")
_BEGINS_WITH_ITEM = WordPattern(r"\W{0,3}(?:[a-z']{1,9}\W{1,2}){0,3}%other_shop.item%")
_OF_ERROR = WordPattern(r"%other_shop.of%\W{1,2}(?:%other_shop.article%\W{1,2})?%other_shop.error%")
_CONTRAST_WORD = WordPattern(r"\W{0,2}%other_shop.however%")
# Replaces other addresses, because the words in them ("shop", "example", "demo") describe nothing.
_OTHER_ADDRESS = "\N{OBJECT REPLACEMENT CHARACTER}"
_ADDRESS = re.compile(r"https?://\S+|\b[\w-]{1,63}(?:\.[\w-]{1,63}){0,6}\.[a-z]{2,24}\b(?:/\S*)?")
_JOINT = re.compile(rf"{_OTHER_ADDRESS}(?: \w+){{1,2}} \Z")
# Separates the clause about one address from the clause about another.
_CONTRAST = WordPattern(r"[,;()–—\n]|%other_shop.contrast%")
_CONTRAST_WORDS = WordPattern(r"%other_shop.contrast%")
_WORKS = WordPattern(r"%other_shop.works%")
# "Without problems" is no problem.
_NO_PROBLEM = WordPattern(r"%other_shop.no_problem%")

_CLOSING = WordPattern(r"(?:%other_shop.closing_lead% )*%other_shop.closing%|--\s*$|—\s*$|ta\W*$")
# A name in the last lines of a message: "Anna Page", "Anna Page, Director", "Jan de Vries".
_NAME = re.compile(r"[^\W\d_a-z][\w'.-]*(?:[ ,&]{1,2}(?:[a-z]{1,3}[ ]){0,2}[^\W\d_a-z][\w'.-]*){0,4}")

# "The button opens A".
_CALLED = WordPattern(r"%other_shop.calls%\W{1,3}\Z")
# "Bought at" in front of an address, "bought" behind it.
_BOUGHT_AT = WordPattern(r"%other_shop.bought_at%\W*\Z")
_BOUGHT = WordPattern(r"\W*(?:\w+\W+){0,3}?%other_shop.bought%")
# "Not A, our main shop".
_NOT_THIS = WordPattern(r"%other_shop.not_this%\W{1,2}\Z")
# "On A it looks better, on ours the border is missing": A is not the customer's.
_AT_OURS_BELOW = WordPattern(
    r".*?(?:[,;–—(\n]|%other_shop.contrast%).*?%other_shop.at_ours%", flags=re.DOTALL
)
_AT_OURS_ABOVE = WordPattern(
    r"%other_shop.at_ours%(?:\W{1,3}\w+){2,12}?\W{0,2}(?:[,;–—(\n]|%other_shop.contrast%)"
)
# A line that a browser or a program wrote about a request.
_TECHNICAL = re.compile(
    r"(?:.*\b(?:failed to load|refused to|mixed content|blocked by|access to \w+ at|could not resolve"
    r"|connection to)\b|.*net::err_|\W*(?:get|post|put|head|options|curl|wget)\b)",
    re.DOTALL,
)
# Paths of PrestaShop: a page of the back office, of a module, of a product or of the cart.
_SHOP_PATH = re.compile(r"/(?:admin\w*|modules?|themes|index\.php|img/p|[a-z]{2}/\d|\d+-)", re.IGNORECASE)

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
    return has_problem and not _ORIGIN.search(before) and _is_subject(text, span, before)


def _is_subject(text: str, span: tuple[int, int], before: str) -> bool:
    """Return whether an address in a sentence about a problem is likely the place of the problem.

    "Since Monday A is blank" names the shop; "The button opens A" names any address.
    """
    is_page = _SHOP_PATH.search(text, *span) is not None
    if _OUR.search(before):
        return is_page or _OUR_SHOP.search(before) is not None
    return is_page or _SHORT.fullmatch(before) is not None


def is_mentioned_in_passing(text: str, span: tuple[int, int], ending: int, shop: Shop) -> bool:
    """Return whether an address is only mentioned in passing.

    That is an address where everything works, one for something else, or one in a signature.
    """
    around = "\n".join(_text_around(text, span))
    works_fine = _WORKS_FINE.search(around) and not _is_where_it_fails(text, span, around)
    return bool(works_fine) or is_other_address(text, span, ending, shop)


def is_other_address(text: str, span: tuple[int, int], ending: int, shop: Shop) -> bool:
    """Return whether an address is mentioned as something else than a shop, or in a signature.

    Args:
        ending: where the signature of the message starts.
    """
    start, end = span
    if _is_service(shop):
        return True
    before, after = _text_around(text, span)
    around = f"{before}\n{after}"
    if start >= ending and not _CAPTION.search(before):
        return True
    # "It fails on A as on B" likens nothing.
    is_joined = _is_joined(before) and _PROBLEM.search(before) is not None
    if _LIKE.search(before + flat(text[start:end])) and not is_joined:
        return True
    if _introduces_item(before, has_problem=bool(_PROBLEM.search(_OF_ERROR.sub(" ", around)))):
        return True
    if not _OWN_SHOP.search(before) and (
        _OTHER_PURPOSE.search(around)
        or (_ELSEWHERE.search(around) and not _is_where_it_fails(text, span, around))
    ):
        return True
    return _is_of_others(before, after) or (
        _TECHNICAL.match(around) is not None and not _SHOP_PATH.search(text, start, end)
    )


def _is_of_others(before: str, after: str) -> bool:
    """Return whether the words beside an address say that it belongs to somebody else."""
    if _BELONGS_TO_OTHERS.search(before) or _IN_CODE.search(before) or _NOT_THIS.search(before):
        return True
    if _CALLED.search(before) or _BOUGHT_AT.search(before) or _BOUGHT.match(after):
        return True
    is_in_contrast = _AT_OURS_BELOW.match(after) or _AT_OURS_ABOVE.search(before)
    return is_in_contrast is not None and not _PROBLEM.search(_clause(before, after))


def _is_service(shop: Shop) -> bool:
    """Return whether a host serves programs or documents: "api.carrier.example", "api-eu.carrier.example"."""
    label = re.split("[.-]", shop.host, maxsplit=1)[0]
    return shop.host != shop.domain and (
        label in _SERVICE_LABELS or label in listed_words("other_shop.service_label")
    )


def _is_where_it_fails(text: str, span: tuple[int, int], around: str) -> bool:
    """Return whether an address is B in "it works on A but not on B": the problem is there."""
    return _OTHER_ADDRESS in around and works_at_address(text, span) is False


def works_at_address(text: str, span: tuple[int, int]) -> bool | None:
    """Return True if the text around an address says that it works there, False if it fails, else None.

    The clause decides; if it says nothing, the clauses beside it that are about no other address do.
    """
    before, after = _text_around(text, span)
    works = _says_it_works(_clause(before, after))
    if works is None:
        works = _says_it_works(_clauses_beside(before, after))
    if works is None and _is_joined(before):
        # "It fails on A and on B".
        return _says_it_works(before)
    return works


def _is_joined(before: str) -> bool:
    """Return whether only "and on" stands between an address and the one in front of it."""
    joint = _JOINT.search(before)
    return joint is not None and _says_it_works(joint[0]) is None


def _clause(before: str, after: str) -> str:
    starts = [found.end() for found in _CONTRAST.finditer(before)]
    # "Auf … aber nicht": the contrast belongs to this clause, unless another address follows.
    contrast = None if _OTHER_ADDRESS in after else _CONTRAST_WORD.match(after)
    stop = _CONTRAST.search(after, contrast.end() if contrast else 0)
    return f"{before[starts[-1] :] if starts else before} \n {after[: stop.start()] if stop else after}"


def _clauses_beside(before: str, after: str) -> str:
    """Return what is said around an address up to the others: "in our second shop, B, nothing happens"."""
    starts = [found.end() for found in _CONTRAST_WORDS.finditer(before)]
    before = before[starts[-1] :] if starts else before
    after, other, _rest = after.partition(_OTHER_ADDRESS)
    stop = _CONTRAST_WORDS.search(after) if other else None
    return f"{before.rpartition(_OTHER_ADDRESS)[2]} \n {after[: stop.start()] if stop else after}"


def _says_it_works(clause: str) -> bool | None:
    """Return True if a clause says that something works, False if it says that it fails, else None."""
    rest = _NO_PROBLEM.sub(" ", clause)
    if _PROBLEM.search(rest):
        return False
    return True if rest != clause or _WORKS.search(rest) else None


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
