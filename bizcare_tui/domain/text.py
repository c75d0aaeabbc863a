"""Sanitizes foreign text once, so that it cannot control, disorder or flood a terminal.

Invisible characters become visible signs, control sequences are removed, and the text after a broken sequence
is kept. Terminals disagree about the width of joined and modified emoji, so these are split: a family becomes
its members, skin tones and presentation selectors are removed. `safe_line` and `safe_text` are idempotent.
"""

from __future__ import annotations

import re
import unicodedata

LINE_LIMIT = 300  # characters of a single line, such as a topic or a name

_FOLD = 2_000  # characters after which a line of a text is wrapped
_MOST_LINES = 5_000
_MOST_MARKS = 8  # combining marks on one letter
_TAB = 4

HIDDEN = "�"  # replaces a character that hides text or changes its direction
ZERO_WIDTH = "·"  # replaces a character without width
_NO_BASE = "◌"  # base for marks that would otherwise combine with the character before the text

# Latin and Cyrillic letters with the usual punctuation are safe and already in composed form.
_SENTENCE_END = re.compile(r"[.!?…](?=\s)")
_UNUSUAL = re.compile(
    r"[^\n -~\xa0-\xac\xae-\u02ff\u0400-\u0482\u048a-\u052f\u2010-\u2027\u202f-\u205e\u20a0-\u20bf\u2122]"
)

_COLOURS = re.compile(r"\x1b\[[0-9;:]{0,40}m")
_EMOJI = r"\u2190-\u2bff\U0001f000-\U0001faff"
_JOINER = re.compile(rf"(?<=[{_EMOJI}\ufe0f])\u200d(?=[{_EMOJI}])")
# A run of these counts as one; the first character decides the replacement.
_INVISIBLE = r"\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f"
_INVISIBLE_RUN = re.compile(rf"([{_INVISIBLE}])[{_INVISIBLE}]+")

# Characters removed from the user's own text: controls except tab and newline, surrogates, other line ends,
# and the zero-width space and byte order mark, which get there by accident.
_NOT_OWN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028\u2029\ufeff\ud800-\udfff]")
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Complete terminal sequences: CSI; OSC, DCS, SOS, PM and APC up to their end, if it is in the same line; and
# two-character sequences. Of an incomplete sequence only the control character is removed.
_SEQUENCES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]{0,64}[ -/]{0,8}[@-~]"
    r"|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x00-\x1f\x80-\x9f]{0,4096}(?:\x07|\x1b\\|\x9c)"
    r"|\x1b(?:[ -/]{1,8}[0-~]|[78=>])"
)

# Characters that a terminal obeys instead of showing: controls except tab and newline, other line ends, and
# the marks that change the direction of the following text.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]|\r(?!\n)")

_CURSOR_MOVES = {ord("\t"): None, ord("\n"): None, ord("\r"): None}

_STAND_INS = re.compile(rf"[{HIDDEN}{_NO_BASE}]|(?<![lL]){ZERO_WIDTH}|{ZERO_WIDTH}(?![lL])")

_NEWLINES = frozenset(map(ord, "\n\r\x0b\x0c\x85\u2028\u2029"))
_ZERO_WIDTHS = frozenset(
    map(ord, "\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u180f\u200b\u200c\u200d")
) | frozenset(map(ord, "\u2060\u2061\u2062\u2063\u2064\u3164\ufeff\uffa0"))
_DROPPED = frozenset([0xAD, *range(0xFE00, 0xFE10), *range(0x1F3FB, 0x1F400), *range(0xE0100, 0xE01F0)])
_SHOWN_FOR = ((_NEWLINES, "\n"), (_ZERO_WIDTHS, ZERO_WIDTH), (_DROPPED, ""))
_LATER_EMOJI = range(0x1F000, 0x1FB00)  # emoji newer than this Python's Unicode tables


class _StandIns(dict[int, str]):
    """Maps each code point to what is shown for it, computed at its first use."""

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
    """Return foreign text as one line that is safe to show: a topic, a name, a host, a file name.

    Runs of spaces become one. A text beyond `limit` characters is cut and ends in an ellipsis.
    """
    if _UNUSUAL.search(text):
        text = composed(" ".join(_visible(text.replace("\t", " ")).split()))
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: max(limit - 1, 0)] + "…"


def whole_words(text: str, limit: int) -> str:
    """Return the text up to the last whole word within a limit, or up to the end of a sentence near it."""
    if len(text) <= limit:
        return text
    start = text[: limit + 1]
    sentence = max((found.end() for found in _SENTENCE_END.finditer(start)), default=0)
    if sentence > limit // 2:
        return start[:sentence].rstrip()
    if start[-1].isspace():
        return start.rstrip()
    return start[: len(start) - len(start.split()[-1])].rstrip() if len(start.split()) > 1 else text[:limit]


def beginning(text: str, limit: int) -> str:
    """Return the text, or as many of its whole words as fit into a limit, with an ellipsis after them.

    The limit is in characters; `shorten` in `present/cells.py` counts the cells of a terminal.
    """
    return text if len(text) <= limit else f"{whole_words(text, limit - 2)} …"


def own_text(text: str) -> str:
    """Return the user's own text as it was written, without what could control a terminal.

    Joiners, direction marks, emoji and their modifiers, and tabs are kept. Terminal sequences, control
    characters, byte order marks and zero-width spaces are removed; every line end becomes a newline.
    """
    if not _NOT_OWN.search(text):
        return text
    return _NOT_OWN.sub("", _SEQUENCES.sub("", _LINE_ENDS.sub("\n", text)))


def own_line(text: str) -> str:
    """Return the user's own text for a field of one line, as `own_text`, with line ends as spaces."""
    return " ".join(own_text(text).split("\n"))


def printable(text: str, stand_in: str = HIDDEN) -> str:
    """Return a text that can be written to a terminal: `stand_in` replaces controls and direction marks.

    Foreign text is sanitized on import. This function is for texts that another program wrote into the
    database, for file names, and for messages of the operating system.
    """
    return _CONTROLS.sub(stand_in, text) if _CONTROLS.search(text) else text


def printable_cells(text: str) -> str:
    """Return a text that can be painted within a line: no controls, line ends, tabs or direction marks."""
    text = printable(text, "")
    return text.translate(_CURSOR_MOVES) if "\t" in text or "\n" in text else text


def printable_json(document: str) -> str:
    """Return a JSON document with the characters that control a terminal as escapes."""
    return _CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04x}", document)


def without_stand_ins(text: str) -> str:
    """Return safe foreign text without the replacement signs, for use in the user's own text.

    The middle dot is kept between two l, where Catalan uses it.
    """
    return _STAND_INS.sub("", text) if _STAND_INS.search(text) else text


def safe_text(text: str) -> str:
    """Return foreign text of several lines that is safe to show.

    Every line end becomes a newline, tabs become spaces, and lines beyond 2,000 characters are wrapped. When
    there are more than 5,000 lines, the last line says how many are left out.
    """
    text = _visible_text(text)
    if len(text) <= _FOLD:
        return text
    lines = text.split("\n")
    if max(map(len, lines)) > _FOLD:
        lines = [piece for line in lines for piece in _folded(line)]
    if len(lines) > _MOST_LINES:
        lines[_MOST_LINES - 1 :] = [f"[… {len(lines) - _MOST_LINES + 1} more lines]"]
    return "\n".join(lines)


def _visible_text(text: str) -> str:
    text = text.replace("\r\n", "\n")
    return composed(_visible(text.expandtabs(_TAB))) if _UNUSUAL.search(text) else text


def _visible(text: str) -> str:
    if all(_shown[ord(letter)] == letter for letter in set(text)):
        return text
    text = _COLOURS.sub("", text)
    if not text.isascii():
        text = _INVISIBLE_RUN.sub(r"\1", _JOINER.sub("", text))
    return text.translate(_shown)


def composed(text: str) -> str:
    """Return the text in NFC with at most eight marks on a letter and no mark without one, in linear time."""
    if not _UNUSUAL.search(text):
        return text
    # Marks are limited before composing, which takes quadratic time for many marks on one letter, and again
    # after it, because some marks decompose into several.
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
