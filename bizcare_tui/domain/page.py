"""Converts the elements of an HTML page to lines of plain text, one node at a time."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from selectolax.lexbor import LexborNode

from bizcare_tui.domain.entities import decoded_letters
from bizcare_tui.domain.page_tables import BREAKING, CELLS
from bizcare_tui.domain.quotes import is_quote_head
from bizcare_tui.domain.text import safe_line
from bizcare_tui.domain.text_folding import flat, word_set
from bizcare_tui.domain.word_pattern import WordPattern

UNREAD = word_set("script style title")
"""The elements whose text is not part of the message."""
# Elements separated by empty lines, except in lists.
_SET_APART = word_set("figure h1 h2 h3 h4 h5 h6 p")
_CODE = word_set("code kbd pre samp tt")
_LISTS = word_set("ol ul")
_STRIKING = word_set("del s strike")
# Superscript and subscript keep a sign: 10^2 must not become 102.
_RAISED = {"sup": "^", "sub": "_"}

_DEEPEST_INDENT = 8
_LONGEST_TARGET = 2_000
_LONGEST_ALT = 100
_LONGEST_RAISED = 8  # characters; longer text is small print
_HEAD_LINES = 6  # lines above a blockquote that can hold the head of a quote

_BLANKS = re.compile(r"[ \t\r\n\f]+")
_OPENABLE = re.compile(r"(?:https?://|mailto:)[^\s<>\"]+", re.IGNORECASE)
_QUOTING = re.compile(r"quote|cite|citation|zitat|reply", re.IGNORECASE)
_STRIKES = re.compile(
    r"text-(?:decoration(?:-line)?\s*:[^;]{0,80}\bline-through\b|line-through\s*:\s*(?!none))", re.IGNORECASE
)
_ORDINAL = WordPattern(r"(?:%number.ordinal%|[º°ª®™])\.?")
_ONE_TERM = re.compile(r"[+-]?\w+")
_WHOLE = re.compile(r"\s*([+-]?[0-9]{1,6})")

Link = tuple[str, str]


def can_be_followed(target: str) -> bool:
    """Return whether a link may be opened: a web or mail address that is shown exactly as it is."""
    return (
        _OPENABLE.fullmatch(target) is not None
        and len(target) <= _LONGEST_TARGET
        and safe_line(target, _LONGEST_TARGET) == target
    )


@dataclass(slots=True)
class _List:
    """An open list: its last number (None for bullets) and the step between two numbers."""

    number: int | None
    step: int
    is_nested: bool  # directly inside another list


@dataclass(slots=True)
class _Raised:
    """An open <sup> or <sub>: the line and piece where its sign goes."""

    line: int
    piece: int
    sign: str


class PageReader:
    """Collects the lines of a page while its nodes are entered and left in document order.

    Args:
        data_tables: for each table in order, whether it contains data.
        keeps_lines: line ends in the markup are kept, as in <pre>.
        strikes: some style attribute of the page may strike text out.
    """

    def __init__(self, data_tables: Iterable[bool] = (), *, keeps_lines: bool, strikes: bool = False) -> None:
        self.links: list[Link] = []
        self._lines: list[str] = []
        self._ended = 0  # number of lines ended so far
        self._pieces: list[tuple[str, bool]] = []  # of the current line: a text, and whether it is struck out
        self._last = ""  # the last character of the current line
        self._data_tables = iter(data_tables)
        self._tables: list[bool] = []  # the open tables: whether each contains data
        self._cells = 0  # of the current row
        self._in_cell = False  # of a data table
        self._may_strike = strikes
        self._struck = 0
        self._raised: list[_Raised | None] = []
        self._code = 0
        self._verbatim = int(keeps_lines)
        # The prefixes of a line, one list for each open quotation and list item; the second prefix of an
        # item is for its first line only.
        self._indents: list[list[str]] = []
        self._gap: str | None = None  # prefix of the empty line that goes before the next line
        self._lists: list[_List] = []
        self._anchor: tuple[str, list[str]] | None = None

    def text(self) -> str:
        """Return all lines collected so far."""
        self._end_line()
        return "\n".join(self._lines)

    def enter(self, node: LexborNode) -> None:
        """Process the start of a node."""
        tag = node.tag
        if tag == "-text":
            self._write(self._text_of(node))
            return
        self._struck += self._strikes(node, tag)
        self._code += tag in _CODE
        if tag == "a":
            self._anchor = (_target(node), [])
        elif tag == "img":
            self._write(_image(node))
        elif tag in _RAISED:
            self._raise(_RAISED[tag])
        elif tag in CELLS:
            self._open_cell()
        elif tag in BREAKING:
            self._open_block(node, tag)

    def leave(self, node: LexborNode) -> None:
        """Process the end of a node."""
        tag = node.tag
        if tag == "-text":
            return
        if tag == "a":
            self._close_link()
        elif tag in _RAISED:
            self._close_raised(tag)
        elif tag in CELLS:
            self._in_cell = False
        elif tag in BREAKING and tag != "br":
            self._close_block(node, tag)
        self._struck -= self._strikes(node, tag)
        self._code -= tag in _CODE

    def _text_of(self, node: LexborNode) -> str:
        text = node.text_content or ""
        return text if self._code else decoded_letters(text)

    def _strikes(self, node: LexborNode, tag: str | None) -> bool:
        if tag in _STRIKING:
            return True
        return self._may_strike and _STRIKES.search(node.attributes.get("style") or "") is not None

    def _raise(self, sign: str) -> None:
        is_behind = bool(self._last.strip())
        self._raised.append(_Raised(self._ended, len(self._pieces), sign) if is_behind else None)
        if is_behind:
            self._pieces.append(("", False))

    def _close_raised(self, tag: str) -> None:
        raised = self._raised.pop()
        if raised is None or raised.line != self._ended:
            return
        text = "".join(piece for piece, _struck in self._pieces[raised.piece :]).strip()
        if (
            not 0 < len(text) <= _LONGEST_RAISED
            or " " in text
            or (tag == "sup" and _ORDINAL.fullmatch(flat(text)))
        ):
            return
        is_one = _ONE_TERM.fullmatch(text) is not None
        self._pieces[raised.piece] = (raised.sign if is_one else f"{raised.sign}(", self._struck > 0)
        if not is_one:
            self._add(")")

    def _open_cell(self) -> None:
        if not (self._tables and self._tables[-1]):
            self._end_line()
            return
        if self._cells:
            self._add("| " if self._last == " " else " | ")
        self._cells += 1
        self._in_cell = True

    def _open_block(self, node: LexborNode, tag: str) -> None:
        if self._in_cell:
            self._add_blank()
            return
        if tag == "br" and not self._pieces:
            self._leave_gap()
        self._break(tag)
        if tag == "pre":
            self._verbatim += 1
        elif tag == "blockquote":
            self._indents.append(["> " if self._is_quote(node) else "  "])
        elif tag == "li":
            self._indents.append(["  ", self._bullet(node)])
        elif tag in _LISTS:
            self._open_list(node, tag)
        elif tag == "table":
            self._tables.append(next(self._data_tables, False))
        elif tag == "tr":
            self._cells = 0
        elif tag == "hr":
            self._write("---")

    def _close_block(self, node: LexborNode, tag: str) -> None:
        if self._in_cell:
            self._add_blank()
            return
        if tag == "tr" and self._cells and not "".join(text for text, _struck in self._pieces).strip(" |"):
            self._pieces.clear()  # a row of empty cells
        self._end_line()
        if tag == "pre":
            self._verbatim -= 1
        elif tag in ("blockquote", "li"):
            self._indents.pop()
        elif tag in _LISTS:
            if self._lists.pop().is_nested:
                self._indents.pop()
        elif tag == "table":
            self._tables.pop()
        self._break(tag)

    def _open_list(self, node: LexborNode, tag: str) -> None:
        attributes = node.attributes
        is_nested = node.parent is not None and node.parent.tag in _LISTS
        number, step = None, 1
        if tag == "ol":
            step = -1 if "reversed" in attributes else 1
            count = sum(1 for child in node.iter() if child.tag == "li") if step < 0 else 1
            number = _number(attributes.get("start"), count) - step
        self._lists.append(_List(number, step, is_nested))
        if is_nested:
            self._indents.append(["  "])

    def _is_quote(self, node: LexborNode) -> bool:
        """Return whether a blockquote is a quotation; mail programs also use the element for indentation."""
        attributes = node.attributes
        return (
            any("> " in mark for mark in self._indents)
            or bool(attributes.get("cite"))
            or (attributes.get("type") or "").lower() == "cite"
            or _QUOTING.search(attributes.get("class") or "") is not None
            or is_quote_head(self._lines[-_HEAD_LINES:])
        )

    def _break(self, tag: str) -> None:
        self._end_line()
        if tag in ("blockquote", "pre") or (not self._lists and (tag in _SET_APART or tag in _LISTS)):
            self._leave_gap()

    def _bullet(self, node: LexborNode) -> str:
        around = self._lists[-1] if self._lists else None
        if around is None or around.number is None:
            return "- "
        around.number = _number(node.attributes.get("value"), around.number + around.step)
        return f"{around.number}. "

    def _write(self, text: str) -> None:
        if self._anchor:
            self._anchor[1].append(text)
        if self._verbatim:
            first, *others = text.split("\n")
            self._add(first)
            for line in others:
                self._end_line(even_empty=True)
                self._add(line)
            return
        text = _BLANKS.sub(" ", text)
        if self._last in ("", " "):
            text = text.removeprefix(" ")
        self._add(text)

    def _add(self, text: str) -> None:
        if text:
            self._pieces.append((text, self._struck > 0))
            self._last = text[-1]

    def _add_blank(self) -> None:
        if self._last not in ("", " "):
            self._add(" ")

    def _end_line(self, *, even_empty: bool = False) -> None:
        line = _joined(self._pieces).rstrip()
        self._pieces.clear()
        self._last = ""
        self._ended += 1
        if not line and not even_empty:
            return
        if self._gap is not None and self._lines:
            self._lines.append(self._gap.rstrip())
        self._gap = None
        indent = "".join(mark.pop() if len(mark) > 1 else mark[0] for mark in self._indents[:_DEEPEST_INDENT])
        self._lines.append((indent + line).rstrip())

    def _leave_gap(self) -> None:
        # The empty line between a quotation and the text around it has the shorter prefix of the two.
        indent = "".join(mark[0] for mark in self._indents[:_DEEPEST_INDENT])
        self._gap = indent if self._gap is None else min(self._gap, indent, key=len)

    def _close_link(self) -> None:
        if self._anchor is None:
            return
        target, pieces = self._anchor
        self._anchor = None
        words = " ".join("".join(pieces).split())
        if not target:
            return
        if not _same_address(words, target):
            before = "" if self._last in ("", " ") else " "
            self._add(f"{before}<{safe_line(target, _LONGEST_TARGET)}>")
        if can_be_followed(target):
            self.links.append((words or target, target))


def _joined(pieces: Iterable[tuple[str, bool]]) -> str:
    """Return a line joined from its pieces; struck-out text is put between tildes, apart from other words."""
    line = ""
    after_struck = False
    for is_struck, group in groupby(pieces, key=lambda piece: piece[1]):
        text = "".join(piece for piece, _struck in group)
        words = text.strip()
        if is_struck and words:
            start = text[: len(text) - len(text.lstrip())] or (" " if line[-1:].isalnum() else "")
            line += start + "~" + words.replace("~", "∼") + "~" + text[len(text.rstrip()) :]
        else:
            line += (" " if after_struck and text[:1].isalnum() and line.endswith("~") else "") + text
        after_struck = is_struck and bool(words)
    return line


def _number(text: str | None, default: int) -> int:
    found = _WHOLE.match(text or "")
    return int(found[1]) if found else default


def _target(node: LexborNode) -> str:
    href = node.attributes.get("href") or ""
    # Browsers ignore these characters: `java\nscript:` is a scheme.
    target = re.sub(r"[\t\r\n]", "", href).strip("".join(map(chr, range(33))))
    return "" if target.startswith("#") else target


def _image(node: LexborNode) -> str:
    attributes = node.attributes
    if {attributes.get("width"), attributes.get("height")} & {"0", "1"}:
        return ""
    words = " ".join((attributes.get("alt") or "").split())
    return f"[image: {words[:_LONGEST_ALT]}]" if words else "[image]"


def _same_address(words: str, target: str) -> bool:
    return words.rstrip("/") in {
        target.rstrip("/"),
        re.sub(r"^(?:https?://|mailto:)", "", target).rstrip("/"),
    }
