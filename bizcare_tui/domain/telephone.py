"""Finds telephone numbers in texts, but not versions, prices, dates, order numbers, times and sizes.

The forms are those of E.123 and of the countries that most sellers and customers are in: +33 6…, 0033 6…,
06 12 34 56 78, 0171 1234567, 600 123 456, 333 1234567, (555) 123-4567. Digits without separators count only
when a national numbering plan has that form, or when a word before them says that it is a telephone number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bizcare_tui.domain.text_folding import flat
from bizcare_tui.domain.word_pattern import WordPattern

# One separator between two groups of digits, including the special spaces of word processors.
_GAP = r"[ \u00a0\u2009\u202f.\-\u2010-\u2013/]"
_BETWEEN = rf"(?:{_GAP}|[()]){{0,3}}"
_NOT_BEFORE = r"(?<![\w@#&=])(?<!\d[.,:/-])"
_NOT_AFTER = r"(?!\w|@|[.,:/-]\d)"


def _groups(*sizes: int) -> str:
    """Return a pattern for groups of digits of these sizes.

    The first digit is not 0 or 1, and all separators are the same.
    """
    first, second, *rest = sizes
    return rf"[2-9]\d{{{first - 1}}}(?P<gap{'_'.join(map(str, sizes))}>{_GAP})\d{{{second}}}" + "".join(
        rf"(?P=gap{'_'.join(map(str, sizes))})\d{{{size}}}" for size in rest
    )


# With the country code: nothing else has this form.
_INTERNATIONAL = rf"\(?\+\)?[1-9](?:{_BETWEEN}\d){{7,14}}|00{_GAP}?[1-9](?:{_BETWEEN}\d){{9,13}}"
# With the trunk prefix 0: 9 to 12 digits.
_TRUNK = rf"\(?0[1-9](?:{_BETWEEN}\d){{7,10}}"
# The groups used in Spain, Portugal, Poland, Italy and North America; then digits without separators.
_NATIONAL = "|".join(
    (
        _groups(3, 3, 3), _groups(3, 2, 2, 2), _groups(2, 3, 2, 2), _groups(3, 3, 2, 2),
        rf"(?:1{_GAP})?(?:\([2-9]\d\d\) ?|[2-9]\d\d{_GAP})[2-9]\d\d{_GAP}\d{{4}}",
        rf"3[1-9]\d{_GAP}\d{{6,7}}", _groups(3, 3, 4), rf"3[1-9]\d{_GAP}\d\d{_GAP}\d\d{_GAP}\d{{3}}",
        r"[6-9]\d{8}", r"3[1-9]\d{8}",
    )
)  # fmt: skip
# Four or more groups of any size.
_MANY_GROUPS = rf"\d{{1,3}}(?:{_GAP}{{1,2}}\d{{1,4}}){{3,6}}"
_SURE = re.compile(rf"{_NOT_BEFORE}(?:{_INTERNATIONAL}|{_TRUNK}){_NOT_AFTER}")
_LIKELY = re.compile(rf"{_NOT_BEFORE}(?:{_NATIONAL}|{_MANY_GROUPS}){_NOT_AFTER}")
_LABELLED = WordPattern(
    r"(?<!\w)~number.telephone~(?!\w)[^\d\n+(]{0,20}"
    rf"(?P<number>\(?\+?\d(?:{_BETWEEN}\d){{5,14}}){_NOT_AFTER}"
)

_DATE = re.compile(
    rf"(?:19|20)\d\d{_GAP}\d\d?{_GAP}\d\d?(?!\d)|\d\d?(?P<same>[-/. ])\d\d?(?P=same)(?:19|20)\d\d(?!\d)"
    r"|\d\d?[-/]\d\d?[-/]\d\d(?![\d/ .-])"
)
_VERSION = re.compile(r"\d{1,2}(?:\.\d{1,3}){2,4}")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:([ .\u00a0\u202f])\d{3})(?:\1\d{3})*(?:\1)000")
_LONG_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:[ .\u00a0\u202f]\d{3}){3,}")
_NUMBER_OF = WordPattern(
    r"""(?: \# | (?<!\w)~number.of~(?!\w) ) [\s:=\#.°º"'(-]{0,4}
    (?: ~number.number~\.? [\s:=\#.°º"'-]{0,4} )? $""",
    flags=re.VERBOSE,
)
_AMOUNT_AFTER = WordPattern(r"\s?(?:€|\$|£|%|[x×]\s?\d|[kmgt]i?[bo]\b|sec|z[lł]|~number.unit~\b)")
_CURRENCY_BEFORE = re.compile(r"(?:€|\$|£|EUR|USD|GBP|CHF|PLN)\s?$")
_CONTEXT = 40


def telephone_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of the telephone numbers in a text, in order; they do not overlap."""
    found = [
        match.span("number") for match in _LABELLED.finditer(flat(text)) if not _is_date(match["number"])
    ]
    found += [match.span() for match in _SURE.finditer(text) if _is_telephone(match, is_sure=True)]
    found += [match.span() for match in _LIKELY.finditer(text) if _is_telephone(match, is_sure=False)]
    end = 0
    for start, stop in sorted(found):
        if stop > end:
            yield max(start, end), stop
            end = stop


def _is_telephone(match: re.Match[str], *, is_sure: bool) -> bool:
    number, text = match[0], match.string
    before = text[max(match.start() - _CONTEXT, 0) : match.start()]
    if (
        _is_date(number)
        or _AMOUNT_AFTER.match(flat(text[match.end() : match.end() + _CONTEXT]))
        or _CURRENCY_BEFORE.search(before)
    ):
        return False
    if number.startswith(("+", "(+")):
        return True
    if _NUMBER_OF.search(flat(before)):
        return False
    if is_sure:
        return True
    digits = sum(letter.isdigit() for letter in number)
    is_number = (
        _VERSION.fullmatch(number) or _THOUSANDS.fullmatch(number) or _LONG_THOUSANDS.fullmatch(number)
    )
    return 9 <= digits <= 15 and not is_number


def _is_date(number: str) -> bool:
    return _DATE.match(number) is not None
