"""HTML as mail programs and editors write it, read into plain text; nothing in it is fetched or run.

What only looks like a tag stays as it is written: `<8`, `<ana@example.com>`, `<?php`, pasted forms.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bizcare_tui.domain.text import safe_line
from bizcare_tui.domain.words import word_set

_BREAKING = word_set(
    "address article aside blockquote br caption center dd div dl dt figcaption figure footer h1 h2 h3 h4"
    " h5 h6 header hr li main nav ol p pre section table tbody td tfoot th thead tr ul"
)
_INLINE = word_set(
    "a abbr b big body cite code col colgroup del em font head html i img ins kbd link mark meta o:p q s"
    " samp script small span strike strong style sub sup title tt u var wbr"
)
_UNREAD = word_set("script style title")
# Often left open, or empty: they close by themselves, so that they never nest.
_UNNESTED = word_set(
    "body br caption col colgroup dd dt head hr html img li link meta p tbody td tfoot th thead tr wbr"
)
_APART = word_set("figure h1 h2 h3 h4 h5 h6 p")
_CELLS = word_set("td th")
_LISTS = word_set("ol ul")

_DEEPEST = 100  # the parser takes quadratic time in the depth of the tree
_DEEPEST_INDENT = 8
_LONGEST_TARGET = 2_000
_LONGEST_ALT = 100

_TAG = (
    rf"<(?P<close>/?)(?P<name>{'|'.join(sorted(_BREAKING | _INLINE))})"
    # Without a value, `<b and c>` is a comparison.
    r"(?:\s(?=[^<>]*=|\s*/?>|nowrap|noshade)(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*+)?/?>"
)
_TAGS = re.compile(_TAG, re.IGNORECASE)
_UNREAD_TAG = re.compile(rf"<(?:{'|'.join(sorted(_UNREAD))})[\s>]", re.IGNORECASE)
# An entity only with its semicolon: in an address, `&section=2` is none.
_ENTITY = r"(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
_ENTITIES = re.compile(f"&{_ENTITY}")
_DUBIOUS = re.compile(
    rf"{_TAG}|(?P<unseen><!doctype[^<>]*>|<!\[(?:if|endif)[^<>]*>)|<|&(?!{_ENTITY})", re.IGNORECASE
)
_ANY_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9:]*)[^<>]*>")
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_ALONE = re.compile("[\ud800-\udfff]")
_FOLLOWED = re.compile(r"(?:https?://|mailto:)[^\s<>\"]+", re.IGNORECASE)

Link = tuple[str, str]


def decoded(text: str) -> str:
    """The text with its entities decoded, once."""
    return _ENTITIES.sub(lambda entity: unescape(entity[0]), text) if "&" in text else text


def has_tag(text: str) -> bool:
    """Whether there is a tag in the text of those that mail programs and editors write."""
    return "<" in text and _TAGS.search(text) is not None


def begins_with_tag(text: str) -> bool:
    """Whether the text begins with such a tag, as a whole message in HTML does."""
    return _TAGS.match(text.lstrip()) is not None


def without_tags(text: str) -> str:
    """The text without anything that looks like a tag; those that break lines leave a blank."""
    if "<" not in text:
        return text
    return _ANY_TAG.sub(lambda tag: " " if tag[1].lower() in _BREAKING else "", text)


def can_be_followed(target: str) -> bool:
    """Whether a link's target may be opened: a web or mail address, shown as it is."""
    return (
        _FOLLOWED.fullmatch(target) is not None
        and len(target) <= _LONGEST_TARGET
        and safe_line(target, _LONGEST_TARGET) == target
    )


def readable(markup: str) -> tuple[str, list[Link]]:
    """The text of HTML, not yet safe to show, and its links as (words, target).

    Where the words of a link are not its target, the target stands behind them in angle brackets.
    Quotations get `> `, list items `- `, cells ` | `, and what is preformatted stays as it is.
    Without a tag that breaks lines, the markup's own lines are kept.
    """
    breaks = any(tag["name"].lower() in _BREAKING for tag in _TAGS.finditer(markup))
    tree = LexborHTMLParser(_tamed(_without_comments(_ALONE.sub("�", markup))))
    reader = _Reader(keeps_lines=not breaks)
    for node, entering in _steps(tree.body):
        if entering:
            reader.enter(node)
        else:
            reader.leave(node)
    return reader.text(), reader.links


def _without_comments(markup: str) -> str:
    """The markup without comments; one that does not end is text."""
    parts: list[str] = []
    start = 0
    while (begin := markup.find("<!--", start)) >= 0 and (end := markup.find("-->", begin + 2)) >= 0:
        parts.append(markup[start:begin])
        start = end + 3
    return "".join([*parts, markup[start:]])


def _tamed(markup: str) -> str:
    """The markup with everything escaped that a browser would swallow, and without endless nesting."""
    last_close = {}
    if _UNREAD_TAG.search(markup):
        last_close = {tag["name"].lower(): tag.start() for tag in _TAGS.finditer(markup) if tag["close"]}
    nested: Counter[str] = Counter()

    def tame(found: re.Match[str]) -> str:
        name = (found["name"] or "").lower()
        if not name:
            return "" if found["unseen"] else unescaped[found[0]]
        if name in _UNREAD and not found["close"] and last_close.get(name, -1) < found.start():
            return "&lt;" + found[0][1:]
        if name in _UNNESTED:
            return found[0]
        if found["close"]:
            nested[name] -= nested[name] > 0
        elif nested.total() >= _DEEPEST:
            return ""
        else:
            nested[name] += 1
        return found[0]

    unescaped = {"<": "&lt;", "&": "&amp;"}
    return _DUBIOUS.sub(tame, markup)


def _steps(root: LexborNode | None) -> Iterator[tuple[LexborNode, bool]]:
    """Each node under the root twice, in the order of the text: on the way in, and on the way out."""
    node, depth = root.child if root else None, 0
    while node is not None:
        yield node, True
        child = None if node.tag in _UNREAD else node.child
        if child is not None:
            node, depth = child, depth + 1
            continue
        yield node, False
        while (following := node.next) is None:
            if depth == 0 or node.parent is None:
                return
            node, depth = node.parent, depth - 1
            yield node, False
        node = following


class _Reader:
    """Writes down the lines of a page while its nodes go by."""

    def __init__(self, *, keeps_lines: bool) -> None:
        self.links: list[Link] = []
        self._lines: list[str] = []
        self._pieces: list[str] = []
        self._verbatim = int(keeps_lines)
        # What stands before a line, for each quotation and list item around it; an item's last
        # entry is for its first line only.
        self._indents: list[list[str]] = []
        self._gap: str | None = None  # how an empty line begins that is due before the next
        self._lists: list[int | None] = []  # the last number of each list around; None has bullets
        self._anchor: tuple[str, list[str]] | None = None

    def text(self) -> str:
        """All lines read."""
        self._end_line()
        return "\n".join(self._lines)

    def enter(self, node: LexborNode) -> None:
        """Take in the beginning of a node."""
        tag = node.tag
        if tag == "-text":
            self._write(node.text_content or "")
        elif tag == "a":
            self._anchor = (_target(node), [])
        elif tag == "img":
            self._write(_image(node))
        elif tag in _CELLS:
            if self._pieces:
                self._write(" | ")
        elif tag in _BREAKING:
            self._open_block(node, tag)

    def leave(self, node: LexborNode) -> None:
        """Take in the end of a node."""
        tag = node.tag
        if tag == "a":
            self._close_link()
        elif tag in _BREAKING and tag not in _CELLS and tag != "br":
            self._close_block(tag)

    def _open_block(self, node: LexborNode, tag: str | None) -> None:
        if tag == "br" and not self._pieces:
            self._leave_gap()
        self._break(tag)
        if tag == "pre":
            self._verbatim += 1
        elif tag == "blockquote":
            self._indents.append(["> "])
        elif tag == "li":
            self._indents.append(["  ", self._bullet()])
        elif tag in _LISTS:
            self._lists.append(0 if tag == "ol" else None)
        elif tag == "hr":
            self._write("---")

    def _close_block(self, tag: str | None) -> None:
        self._end_line()
        if tag == "pre":
            self._verbatim -= 1
        elif tag in ("blockquote", "li"):
            self._indents.pop()
        elif tag in _LISTS:
            self._lists.pop()
        self._break(tag)

    def _break(self, tag: str | None) -> None:
        self._end_line()
        if tag in ("blockquote", "pre") or (not self._lists and (tag in _APART or tag in _LISTS)):
            self._leave_gap()

    def _bullet(self) -> str:
        if not self._lists or self._lists[-1] is None:
            return "- "
        self._lists[-1] += 1
        return f"{self._lists[-1]}. "

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
        if not self._pieces or self._pieces[-1].endswith(" "):
            text = text.removeprefix(" ")
        self._add(text)

    def _add(self, text: str) -> None:
        if text:
            self._pieces.append(text)

    def _end_line(self, *, even_empty: bool = False) -> None:
        line = "".join(self._pieces).rstrip()
        self._pieces.clear()
        if not line and not even_empty:
            return
        if self._gap is not None and self._lines:
            self._lines.append(self._gap.rstrip())
        self._gap = None
        indent = "".join(mark.pop() if len(mark) > 1 else mark[0] for mark in self._indents[:_DEEPEST_INDENT])
        self._lines.append((indent + line).rstrip())

    def _leave_gap(self) -> None:
        # Between a quotation and what is around it, the empty line belongs to neither.
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
            before = " " if self._pieces and not self._pieces[-1].endswith(" ") else ""
            self._add(f"{before}<{safe_line(target, _LONGEST_TARGET)}>")
        if can_be_followed(target):
            self.links.append((words or target, target))


def _target(node: LexborNode) -> str:
    href = node.attributes.get("href") or ""
    # As browsers read it: `java\nscript:` is a scheme.
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
