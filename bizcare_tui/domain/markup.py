"""Conversion of HTML, as mail programs and editors write it, to plain text; nothing is fetched or run.

Text that only looks like a tag is kept unchanged: `<8`, `<ana@example.com>`, `<?php`, pasted forms.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bizcare_tui.domain.entities import ENTITY
from bizcare_tui.domain.page import UNREAD, Link, PageReader
from bizcare_tui.domain.page_tables import BREAKING, data_tables
from bizcare_tui.domain.text_folding import word_set

_INLINE = word_set(
    "a abbr b big body cite code col colgroup del em font head html i img ins kbd link mark meta o:p q s"
    " samp script small span strike strong style sub sup title tt u var wbr"
)
# Elements that are often left open or are empty: the parser closes them, so they never nest.
_SELF_CLOSING = word_set(
    "body br caption col colgroup dd dt head hr html img li link meta p tbody td tfoot th thead tr wbr"
)
# Elements that contain the lines of a page. A body with its lines outside all of these is plain text.
_LINE_CONTAINERS = (BREAKING - word_set("br hr")) | word_set("body head html script style title")
_PROSE = word_set("blockquote body center h1 h2 h3 h4 h5 h6 head html meta ol p table ul")

_MAX_DEPTH = 100  # the parser takes quadratic time in the depth of the tree
# In characters, without images: the longest markup that is converted. The rest is only in the raw row.
_MAX_MARKUP = 8 << 20
_MAX_TAGS = 200_000

_TAG = (
    rf"<(?=[/a-z])(?P<close>/?)(?P<name>{'|'.join(sorted(BREAKING | _INLINE))})"
    # Without a value, `<b and c>` is a comparison.
    r"(?:\s(?=[^<>]*=|\s*/?>|nowrap|noshade|reversed|compact)(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*+)?/?>"
)
_TAGS = re.compile(_TAG, re.IGNORECASE)
_UNREAD_TAG = re.compile(rf"<(?:{'|'.join(sorted(UNREAD))})[\s>]", re.IGNORECASE)
_TAG_OR_SIGN = re.compile(
    rf"{_TAG}|(?P<unseen><!doctype[^<>]*>|<!\[(?:if|endif)[^<>]*>)|<|&(?!{ENTITY})", re.IGNORECASE
)
_ANY_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9:]*)[^<>]*>")
# An image embedded in the text: it takes hundreds of kilobytes and has no text.
_INLINE_DATA = re.compile(
    r"data:[a-z0-9/.+-]{1,80}(?:;[a-z0-9=.-]{1,80}){0,3};base64,[a-z0-9+/=_%-]*+(?:\s++[a-z0-9+/=_%-]{40,}+)*+",
    re.IGNORECASE,
)
_STYLE_SHEET = re.compile(r"<style(?=[\s>])", re.IGNORECASE)
_STYLE_END = re.compile(r"</style\s*>", re.IGNORECASE)
_LINE_BREAK = re.compile(r"(?:<br\b[^<>]{0,80}>|</?p>)\s*\Z", re.IGNORECASE)
_SURROGATES = re.compile("[\ud800-\udfff]")


def has_tag(text: str) -> bool:
    """Return whether the text has a tag that mail programs and editors write."""
    return "<" in text and _TAGS.search(text) is not None


def begins_with_tag(text: str) -> bool:
    """Return whether the text begins with such a tag, as a complete HTML message does."""
    return _TAGS.match(text.lstrip()) is not None


def is_plain(text: str) -> bool:
    """Return whether a text with tags is plain text nevertheless: it has lines without markup around them.

    The tags in such a text were mentioned or pasted. A text with `<br />` at its line ends is not plain.
    """
    text = text.strip().replace("\r\n", "\n")
    if "\n" not in text:
        return False
    outside, lines_inside = _outside_line_containers(_TAGS.sub(lambda tag: tag[0].replace("\n", " "), text))
    lines = outside.split("\n")
    if len(lines) < 2:
        return False
    breaks = [_LINE_BREAK.search(line) is not None for line in lines]
    written = [bool(_ANY_TAG.sub("", line).strip("\0 \t")) for line in lines]
    bare = sum(
        has_words and not has_break and not (index and breaks[index - 1])
        for index, (has_words, has_break) in enumerate(zip(written, breaks, strict=True))
    )
    first = _TAGS.match(text)
    is_prose = first is not None and first["name"].lower() in _PROSE
    return bare > (max(lines_inside, sum(breaks)) if is_prose else sum(breaks))


def ends_lines_with_br(text: str) -> bool:
    """Return whether every line of a multi-line text but the last ends in `<br />`, as from PHP's `nl2br`."""
    *lines, _last = text.strip().split("\n")
    return bool(lines) and all(_LINE_BREAK.search(line) is not None for line in lines)


def _outside_line_containers(text: str) -> tuple[str, int]:
    """Return the text outside all elements that contain lines, and the number of lines with words inside."""
    opened: dict[str, list[int]] = defaultdict(list)
    elements: list[tuple[int, int]] = []
    for tag in _TAGS.finditer(text):
        name = tag["name"].lower()
        if name not in _LINE_CONTAINERS:
            continue
        if not tag["close"]:
            opened[name].append(tag.start())
        elif opened[name]:
            start = opened[name].pop()
            while elements and elements[-1][0] >= start:
                elements.pop()
            elements.append((start, tag.end()))
    parts: list[str] = []
    lines = end = 0
    for start, stop in elements:
        if start < end:
            continue
        parts += [text[end:start], "\0"]
        lines += sum(bool(_ANY_TAG.sub("", line).strip()) for line in text[start:stop].split("\n"))
        end = stop
    return "".join([*parts, text[end:]]), lines


def without_tags(text: str) -> str:
    """Return the text without anything that looks like a tag; line-breaking tags become a space."""
    if "<" not in text:
        return text
    return _ANY_TAG.sub(lambda tag: " " if tag[1].lower() in BREAKING else "", text)


def readable(markup: str) -> tuple[str, list[Link]]:
    """Return the text of HTML, not yet safe to show, and its links as (text, target).

    If the text of a link is not its target, the target follows it in angle brackets. Quotations get `> `,
    list items `- ` and cells ` | `; preformatted text is unchanged. Without a line-breaking tag, the line
    breaks of the markup are kept. Remaining entities of letters and quotes are decoded once more, except in
    code. Images, comments and style sheets are removed first; markup beyond 8 Mi characters or 200,000 tags
    is left out, with a note.
    """
    markup, left_out = bounded(_without_unread(markup), _MAX_MARKUP)
    breaks = any(tag["name"].lower() in BREAKING for tag in _TAGS.finditer(markup))
    tree = LexborHTMLParser(_escape_false_tags(_SURROGATES.sub("�", markup)))
    reader = PageReader(
        data_tables(steps(tree.body)), keeps_lines=not breaks, strikes="line-through" in markup.lower()
    )
    for node, entering in steps(tree.body):
        if entering:
            reader.enter(node)
        else:
            reader.leave(node)
    text = reader.text()
    return (f"{text}\n[… {left_out} more characters]" if left_out else text), reader.links


def _without_unread(markup: str) -> str:
    """Return the markup without comments, style sheets and embedded images."""
    return _without_styles(_without_comments(_INLINE_DATA.sub("", markup) if "base64," in markup else markup))


def _without_styles(markup: str) -> str:
    """Return the markup without style sheets; an unclosed style sheet is kept as text."""
    parts: list[str] = []
    start = 0
    while (begun := _STYLE_SHEET.search(markup, start)) and (ended := _STYLE_END.search(markup, begun.end())):
        parts.append(markup[start : begun.start()])
        start = ended.end()
    return "".join([*parts, markup[start:]])


def bounded(markup: str, longest: int) -> tuple[str, int]:
    """Return at most `longest` characters and 200,000 tags of the markup, and how many characters follow."""
    end = min(len(markup), longest)
    if markup.count("<", 0, end) > _MAX_TAGS:
        end = next(islice(re.finditer("<", markup), _MAX_TAGS, None)).start()
    return markup[:end], len(markup) - end


def _without_comments(markup: str) -> str:
    """Return the markup without comments; an unclosed comment is kept as text."""
    parts: list[str] = []
    start = 0
    while (begin := markup.find("<!--", start)) >= 0 and (end := markup.find("-->", begin + 2)) >= 0:
        parts.append(markup[start:begin])
        start = end + 3
    return "".join([*parts, markup[start:]])


def _escape_false_tags(markup: str) -> str:
    """Return the markup with all text escaped that the parser would drop, and with limited nesting."""
    last_close = {}
    if _UNREAD_TAG.search(markup):
        last_close = {tag["name"].lower(): tag.start() for tag in _TAGS.finditer(markup) if tag["close"]}
    nested: Counter[str] = Counter()

    def replace(found: re.Match[str]) -> str:
        name = (found["name"] or "").lower()
        if not name:
            return "" if found["unseen"] else escapes[found[0]]
        if name in UNREAD and not found["close"] and last_close.get(name, -1) < found.start():
            return "&lt;" + found[0][1:]
        if name in _SELF_CLOSING:
            return found[0]
        if found["close"]:
            nested[name] -= nested[name] > 0
        elif nested.total() >= _MAX_DEPTH:
            return ""
        else:
            nested[name] += 1
        return found[0]

    escapes = {"<": "&lt;", "&": "&amp;"}
    return _TAG_OR_SIGN.sub(replace, markup)


def steps(root: LexborNode | None) -> Iterator[tuple[LexborNode, bool]]:
    """Yield each node under the root twice, in document order: with True on entering, False on leaving."""
    node, depth = root.child if root else None, 0
    while node is not None:
        yield node, True
        child = None if node.tag in UNREAD else node.child
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
