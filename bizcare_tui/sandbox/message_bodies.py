"""Convert plain text to message bodies in the formats that the Seller API sends."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from itertools import groupby
from random import Random

_LINK = re.compile(r"https?://[^\s<>\"')\]]+[^\s<>\"')\].,;:!?]")
_FENCE = re.compile(r"^```.*\n((?:.*\n)*?)```[ \t]*$", re.MULTILINE)


def as_html(text: str) -> str:
    """Return plain text as HTML: paragraphs, line breaks, lists, quotations, links, logs in `<pre>`."""
    parts = _FENCE.split(text + "\n")
    blocks = [_pre(part) if index % 2 else _prose(part) for index, part in enumerate(parts)]
    return "\n".join(block for block in blocks if block)


def as_entities(text: str) -> str:
    """Return plain text without tags, with special characters as entities: `d&#039;acheter`."""
    return html.escape(text, quote=False).replace("'", "&#039;").replace('"', "&quot;")


def encode_body(text: str, rng: Random) -> str:
    """Return the text in a random format seen in the API: mostly HTML, at times escaped twice or plain."""
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
            yield f'<blockquote type="cite">{quoted}</blockquote>'
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
