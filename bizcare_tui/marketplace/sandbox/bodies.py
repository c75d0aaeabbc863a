"""Message bodies as the Seller API sends them, out of plain text."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from itertools import groupby
from random import Random

_LINK = re.compile(r"https?://[^\s<>\"')\]]+[^\s<>\"')\].,;:!?]")
_FENCE = re.compile(r"^```.*\n((?:.*\n)*?)```[ \t]*$", re.MULTILINE)


def as_html(text: str) -> str:
    """Plain text as HTML: paragraphs, breaks, lists, quotations, links, and fenced logs in `<pre>`."""
    parts = _FENCE.split(text + "\n")
    blocks = [_pre(part) if index % 2 else _prose(part) for index, part in enumerate(parts)]
    return "\n".join(block for block in blocks if block)


def as_entities(text: str) -> str:
    """Plain text without a tag, its special characters as entities: `d&#039;acheter`."""
    return html.escape(text, quote=False).replace("'", "&#039;").replace('"', "&quot;")


def dress(text: str, rng: Random) -> str:
    """The text as the API has been seen to send it: mostly HTML, at times encoded twice or plain."""
    draw = rng.random()
    if draw < 0.62:
        return as_html(text)
    if draw < 0.78:
        return as_entities(text)
    if draw < 0.90:
        return as_entities(as_html(text))
    return text


def _pre(log: str) -> str:
    return f"<pre><code>{html.escape(log.rstrip(), quote=False)}</code></pre>"


def _prose(text: str) -> str:
    paragraphs = re.split(r"\n\s*\n", text.strip())
    return "\n".join(block for paragraph in paragraphs for block in _blocks(paragraph))


def _blocks(paragraph: str) -> Iterator[str]:
    for kind, lines in groupby(paragraph.splitlines(), _kind):
        if kind == "item":
            items = "".join(f"<li>{_inline(line[2:])}</li>" for line in lines)
            yield f"<ul>{items}</ul>"
        elif kind == "quote":
            quoted = "<br />\n".join(_inline(line.lstrip("> ")) for line in lines)
            yield f"<blockquote>{quoted}</blockquote>"
        else:
            body = "<br />\n".join(_inline(line) for line in lines)
            if body:
                yield f"<p>{body}</p>"


def _kind(line: str) -> str:
    if line.startswith("- "):
        return "item"
    return "quote" if line.startswith(">") else "line"


def _inline(line: str) -> str:
    pieces, end = [], 0
    for match in _LINK.finditer(line):
        pieces.append(as_entities(line[end : match.start()]))
        address = html.escape(match[0])
        pieces.append(f'<a href="{address}">{address}</a>')
        end = match.end()
    pieces.append(as_entities(line[end:]))
    return "".join(pieces)
