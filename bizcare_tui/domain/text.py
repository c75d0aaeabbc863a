"""The border that foreign text crosses once: what comes out cannot command, disorder or flood a terminal.

What is invisible is shown, what commands is taken out, and nothing behind a broken sequence is lost.
Terminals disagree about the width of joined and modified emoji, so these are taken apart: a family
becomes its members, a skin tone and a presentation selector go. Both functions are idempotent.
"""

from __future__ import annotations

import re
import unicodedata

LINE_LIMIT = 300  # characters of a single line, such as a topic or a name

_FOLD = 2_000  # characters after which a line of a longer text goes on in the next
_MOST_LINES = 5_000
_MOST_MARKS = 8  # combining marks on one letter
_TAB = 4

HIDDEN = "�"  # stands for what steers or hides text
ZERO_WIDTH = "·"  # stands for what takes no room
_NO_BASE = "◌"  # carries marks that would otherwise land on what is left of the text

# Latin and Cyrillic text with the usual punctuation needs no second look, and none of it composes.
_UNUSUAL = re.compile(
    r"[^\n -~\xa0-\xac\xae-\u02ff\u0400-\u0482\u048a-\u052f\u2010-\u2027\u202f-\u205e\u20a0-\u20bf\u2122]"
)

_COLOURS = re.compile(r"\x1b\[[0-9;:]{0,40}m")
_EMOJI = r"\u2190-\u2bff\U0001f000-\U0001faff"
_JOINER = re.compile(rf"(?<=[{_EMOJI}\ufe0f])\u200d(?=[{_EMOJI}])")
# A run of such counts as one; the first decides what stands for it.
_INVISIBLE = r"\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f"
_INVISIBLE_RUN = re.compile(rf"([{_INVISIBLE}])[{_INVISIBLE}]+")

_NEWLINES = frozenset(map(ord, "\n\r\x0b\x0c\x85\u2028\u2029"))
_ZERO_WIDTHS = frozenset(
    map(ord, "\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u180f\u200b\u200c\u200d")
) | frozenset(map(ord, "\u2060\u2061\u2062\u2063\u2064\u3164\ufeff\uffa0"))
_DROPPED = frozenset([0xAD, *range(0xFE00, 0xFE10), *range(0x1F3FB, 0x1F400), *range(0xE0100, 0xE01F0)])
_SHOWN_FOR = ((_NEWLINES, "\n"), (_ZERO_WIDTHS, ZERO_WIDTH), (_DROPPED, ""))
_LATER_EMOJI = range(0x1F000, 0x1FB00)  # newer than this Python's tables


class _StandIns(dict[int, str]):
    """What is shown for a code point, found when it is first met."""

    def __missing__(self, code: int) -> str:
        shown = _stand_in(code)
        if len(self) < 20_000:  # hostile text must not fill the memory
            self[code] = shown
        return shown


def _stand_in(code: int) -> str:
    for codes, shown in _SHOWN_FOR:
        if code in codes:
            return shown
    match unicodedata.category(chr(code)):
        case "Cc":
            return ""
        case "Cn" if code in _LATER_EMOJI:
            return chr(code)
        case "Cf" | "Cs" | "Co" | "Cn":
            return HIDDEN
        case _:
            return chr(code)


_shown = _StandIns()


def safe_line(text: str, limit: int = LINE_LIMIT) -> str:
    """Foreign text as one line that is safe to show: a topic, a name, a host, the name of a file.

    Blanks are folded. Beyond `limit` characters it is cut, and ends in an ellipsis.
    """
    if _UNUSUAL.search(text):
        text = composed(" ".join(_visible(text.replace("\t", " ")).split()))
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: max(limit - 1, 0)] + "…"


def own_text(text: str) -> str:
    """A text of one's own that is safe to show, its lines as long as they are; tabs become blanks."""
    text = text.replace("\r\n", "\n")
    return composed(_visible(text.expandtabs(_TAB))) if _UNUSUAL.search(text) else text


def safe_text(text: str) -> str:
    """Foreign text of many lines that is safe to show.

    Lines end in a newline only; tabs become blanks. A line beyond 2,000 characters goes on in the
    next, and of more than 5,000 lines the last says how many are left out.
    """
    text = own_text(text)
    if len(text) <= _FOLD:
        return text
    lines = text.split("\n")
    if max(map(len, lines)) > _FOLD:
        lines = [piece for line in lines for piece in _folded(line)]
    if len(lines) > _MOST_LINES:
        lines[_MOST_LINES - 1 :] = [f"[… {len(lines) - _MOST_LINES + 1} more lines]"]
    return "\n".join(lines)


def _visible(text: str) -> str:
    if all(_shown[ord(letter)] == letter for letter in set(text)):
        return text
    text = _COLOURS.sub("", text)
    if not text.isascii():
        text = _INVISIBLE_RUN.sub(r"\1", _JOINER.sub("", text))
    return text.translate(_shown)


def composed(text: str) -> str:
    """The text in NFC, with at most eight marks on a letter, and none on no letter; in linear time."""
    if not _UNUSUAL.search(text):
        return text
    # Before, because composing takes quadratic time on a pile of marks; and after, because some
    # marks come apart into several.
    return _few_marks(unicodedata.normalize("NFC", _few_marks(text)))


def _few_marks(text: str) -> str:
    if not any(map(_is_mark, set(text))):
        return text
    kept: list[str] = []
    marks, base = 0, "\n"
    for letter in text:
        if not _is_mark(letter):
            marks, base = 0, letter
        elif base == "\n":
            kept.append(_NO_BASE)
            marks, base = 1, _NO_BASE
        else:
            marks += 1
        if marks <= _MOST_MARKS:
            kept.append(letter)
    return "".join(kept)


def _is_mark(letter: str) -> bool:
    return letter > "\u02ff" and unicodedata.category(letter)[0] == "M"


def _folded(line: str) -> list[str]:
    pieces = []
    while len(line) > _FOLD:
        end = line.rfind(" ", _FOLD // 2, _FOLD) + 1 or _FOLD
        while _is_mark(line[end]):
            end -= 1
        pieces.append(line[:end])
        line = line[end:]
    return [*pieces, line]
