"""Find slots that were not filled in: "[First name]", "<Customer Name>", "XXX", "(DATE …)", "{name}"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bizcare_tui.domain.language_data import listed_words
from bizcare_tui.domain.text_folding import any_of, flat, word_set
from bizcare_tui.domain.word_pattern import WordPattern

_GREETING = re.compile(r"\A\s*[\w.]+(?: [\w.]+){0,2},? \Z")
_WORDS = r"[^\W\d_](?:[^\W\d]|[ '’.-]){0,40}[^\W\d_…. ]?"
_IN_BRACKETS = re.compile(rf"(?P<whole>(?:(?<![\w\]$>)])|(?<=…))\[ ?(?P<inner>{_WORDS}) ?\])(?![\w(\[:])")
_IN_ANGLES = re.compile(rf"(?P<whole><{{1,2}} ?(?P<inner>{_WORDS}) ?>{{1,2}})")
_IN_BRACES = re.compile(r"(?<![\w{$>])(?P<whole>\{{1,2} ?(?P<inner>[^\W\d_][\w '-]{0,40}) ?\}{1,2})(?![\w}])")
_IN_ROUND = re.compile(r"(?P<whole>\((?P<inner>[^()\n=$;<>]{3,60})\))")
# In guillemets only after a greeting, because they also quote the names of form fields.
_IN_GUILLEMETS = re.compile(
    rf"(?m)^[ \t]*[\w.]+(?: [\w.]+){{0,2}} (?P<whole>«\s?(?P<inner>{_WORDS})\s?»)(?=\s*(?:[,:!]|$))"
)
_BETWEEN_SIGNS = re.compile(
    r"(?P<whole>(?P<sign>%|##|@@)(?P<inner>[^\W\d_][^\W\d]{1,30}(?: [^\W\d_]{2,20}){0,2})(?P=sign)(?!\w)"
    r"|\*\|(?P<merge>[A-Z_:]{2,30})\|\*)"
)
_DOLLAR = WordPattern(r"(?<![\w$])\$\{?~slot.dollar~\}?(?!\w|->|\[|\s?=|\()", flags=re.IGNORECASE)
_PLAIN = re.compile(
    any_of(
        r"""
    (?<![\w./-])[Xx]{3,}(?![\w./-]) | _{4,} | (?<=[^\W_] )_{3}(?![\w_]) | \b(?:TBD|TBC|FIXME|TBA)\b
    | (?<![A-Z] )\bTODO\b(?! [A-ZÁÉÍÓÚÑ]{2})
        """
    )
)
_CAPITALS = re.compile(r"\[[A-ZÀ-ÖØ-ÞĄĆĘŁŃŚŹŻ][A-ZÀ-ÖØ-ÞĄĆĘŁŃŚŹŻ _/-]{2,40}\](?!\()")
_DOUBLE_BRACES = re.compile(
    r"\{\{ ?[\w ]{1,40}\}\}"
    r"|\{\{ ?(?:ticket|customer|requester|user|current_user|agent|contact|company|sender|recipient)"
    r"\.[\w.]{1,60} ?(?:\|[^{}\n]{0,40})?\}\}"
)
_HASHES = re.compile(r"(?<![\w#&])#[A-Z][A-Z_]{2,30}#(?![\w#])")
# Inside an address too, and with a remark of the writer in it.
_IN_ADDRESS = re.compile(r"(?<=://)_{3,}")
_REMARK = re.compile(r"<(?:TODO|TBD|TBC|FIXME)\b[^<>\n]{0,60}>")
# A greeting that ends where the name belongs: "Dear ,".
_NAMELESS = WordPattern(
    r"^[ \t]*%courtesy.before_name%(?:/[a-z]{1,3})?"
    r"(?:[ .]{1,2}(?:%courtesy.title%|%courtesy.name_title%)\.?){0,3}"
    r"[ \t]+(?:,(?=\s|\Z)|:(?=[ \t]*$))",
    flags=re.MULTILINE,
)
# What may be a slot: a pattern of a version, dots in place of a word, words between angle brackets.
_PATTERN = re.compile(r"(?<![\w./-])X{2,}[./-](?:X{2,}|20\d\d)(?![\w/-])")
# One letter for dots, which is not in a text: a flat text has full stops.
_DOTS_SIGN = "\0"
_DOTS = WordPattern(
    rf"%slot.word% (?P<whole>{_DOTS_SIGN}|\.\.\.)(?= [\w(]|,)|\w (?P<before_comma>{_DOTS_SIGN}|\.\.\.)(?=,)"
)
_TO_FILL = WordPattern(r"(?:%slot.to_fill%)\W*\Z")
_TAG = re.compile(r"</?[a-zA-Z]\w*[^<>\n]{0,80}>")
_ELEMENTS = word_set(
    """
    a abbr address article aside audio b base body br button canvas caption cite code col data dd div dl dt
    em embed field fieldset figure footer form h1 h2 h3 head header hr html i iframe img input ins label
    legend li link main map meta nav noscript object ol optgroup option p param picture pre progress q s
    script section select small source span strong style sub summary sup svg table tbody td template
    textarea tfoot th thead time title tr track u ul var video
    name php file files directory directorymatch ifmodule
    """
)
_MOST_WORDS = 5  # of a slot
_TOKEN = re.compile(r"[^\W\d_]+")


def find_placeholders(draft: str, plain: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each slot that is left in a reply; a slot may be yielded twice.

    Args:
        draft: the reply.
        plain: the reply with code replaced by spaces; it has the same length.
    """
    for pattern in (_PLAIN, _CAPITALS, _DOUBLE_BRACES, _DOLLAR, _HASHES):
        yield from (found.span() for found in pattern.finditer(plain))
    for pattern in (_IN_ADDRESS, _REMARK):
        yield from (found.span() for found in pattern.finditer(draft))
    yield from (found.span() for found in _NAMELESS.finditer(flat(draft)))
    for pattern, text, is_slot in (
        (_IN_BRACKETS, plain, _is_slot_in_brackets),
        (_IN_BRACES, plain, _is_slot_in_braces),
        (_IN_ANGLES, draft, _is_slot_in_angles),
        (_IN_ROUND, plain, _is_slot_in_round_brackets),
        (_IN_GUILLEMETS, plain, _is_slot),
        (_BETWEEN_SIGNS, plain, _is_slot_between_signs),
    ):
        for found in pattern.finditer(text):
            if is_slot(found):
                yield found.span("whole")


def find_doubtful_placeholders(draft: str, plain: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of what may be a slot, or may belong there; see `find_placeholders`."""
    yield from (found.span() for found in _PATTERN.finditer(plain))
    for found in _DOTS.finditer(flat(plain.replace("…", _DOTS_SIGN))):
        yield found.span("whole" if found["whole"] else "before_comma")
    for found in _IN_ROUND.finditer(plain):
        if len(found["inner"].split()) <= _MOST_WORDS and _TO_FILL.search(flat(found["inner"])):
            yield found.span()
    for found in _IN_ANGLES.finditer(draft):
        words = _folded(found["inner"])
        # A draft with other tags is about code.
        is_code = words[0] in _ELEMENTS or len(_TAG.findall(draft)) > len(_IN_ANGLES.findall(draft))
        if not is_code and (len(words) > 1 or _names_slot(words)):
            yield found.span("whole")


def _folded(words: str) -> list[str]:
    return [flat(word) for word in _TOKEN.findall(words)]


def _names_slot(words: list[str]) -> bool:
    """Return whether a few words name what belongs in their place."""
    return 0 < len(words) <= _MOST_WORDS and not listed_words("slot.word").isdisjoint(words)


def _is_slot(found: re.Match[str]) -> bool:
    return _names_slot(_folded(found["inner"]))


def _is_slot_in_brackets(found: re.Match[str]) -> bool:
    words = _folded(found["inner"])
    return _names_slot(words) or not listed_words("slot.fill_in").isdisjoint(words)


def _is_slot_in_braces(found: re.Match[str]) -> bool:
    inner = found["inner"]
    if not _is_slot(found):
        return False
    # "{firstname}" and "{product_name}" are PrestaShop's own variables, except after a greeting.
    is_template = " " in inner or inner != inner.lower()
    is_template = is_template or (
        flat(inner) in listed_words("slot.in_braces") and not _explains_variables(found.string)
    )
    return is_template or _GREETING.search(found.string, 0, found.start()) is not None


def _explains_variables(text: str) -> bool:
    """Return whether a text has a variable of PrestaShop's templates in braces, such as "{product_name}"."""
    return any(
        (inner := found["inner"]) == inner.lower() and flat(inner) not in listed_words("slot.in_braces")
        for found in _IN_BRACES.finditer(text)
        if _GREETING.search(text, 0, found.start()) is None
    )


def _is_slot_in_angles(found: re.Match[str]) -> bool:
    inner = found["inner"]
    words = _folded(inner)
    if not _names_slot(words) or f"</{inner}>" in found.string:
        return False
    # "<Customer Name>" and "<Nombre>" are slots; "<name>" is an XML element.
    return len(words) > 1 or inner[:1].isupper()


def _is_slot_in_round_brackets(found: re.Match[str]) -> bool:
    words = _TOKEN.findall(found["inner"])
    if not words or "BY" in words:
        return False
    first = flat(words[0])
    return (words[0].isupper() and first in listed_words("slot.word")) or first in listed_words(
        "slot.fill_in"
    )


def _is_slot_between_signs(found: re.Match[str]) -> bool:
    return bool(found["merge"]) or found["inner"].isupper() or _is_slot(found)
