"""Documents: headings, paragraphs and texts as they stand, written as Markdown or HTML."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bizcare_tui.desk.lines import iso
from bizcare_tui.desk.views import Conversation
from bizcare_tui.i18n import _, spoken


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the document: a heading (`level` 1 to 3), a paragraph (0), or a text as it stands (-1)."""

    text: str
    level: int = 0


def thread_document(conversation: Conversation) -> Iterator[Block]:
    """A thread as a document: what is known of it, and every message."""
    row = conversation.row
    yield Block(_("Thread {0}: {1}").format(row.id, row.topic), 1)
    facts = (f"{fact.label}: {fact.value or '?'} ({fact.meaning})" for fact in conversation.facts)
    yield Block("\n".join(facts), -1)
    for message in conversation.messages:
        who = f"{message.author.value} {message.author_name}".rstrip()
        yield Block(f"{iso(message.at)}, {who}", 2)
        yield Block(message.text, -1)


def as_markdown(blocks: Sequence[Block]) -> str:
    """A document as Markdown; nothing in its texts is taken for a mark."""
    parts = []
    for block in blocks:
        if block.level > 0:
            parts.append(f"{'#' * block.level} {_escaped(block.text)}")
        elif block.level == 0:
            parts.append(_escaped(block.text))
        else:
            # Longer than any fence within: foreign text cannot end the block.
            longest = max((len(found) for found in re.findall("`+", block.text)), default=0)
            fence = "`" * max(3, longest + 1)
            parts.append(f"{fence}text\n{block.text}\n{fence}")
    return "\n\n".join(parts) + "\n"


def _escaped(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>#|!])", r"\\\1", text)


def as_html(title: str, blocks: Sequence[Block]) -> str:
    """A document as a page that loads nothing."""
    body = []
    for block in blocks:
        tag = f"h{block.level}" if block.level > 0 else ("p" if block.level == 0 else "pre")
        body.append(f"<{tag}>{html.escape(block.text)}</{tag}>")
    return (
        f'<!DOCTYPE html>\n<html lang="{spoken()}"><head><meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy"'
        " content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{html.escape(title)}</title>\n"
        "<style>body{font-family:sans-serif;max-width:60em;margin:2em auto;padding:0 1em}"
        "pre{white-space:pre-wrap;background:#f4f4f4;padding:.7em}</style></head><body>\n"
        + "\n".join(body)
        + "\n</body></html>\n"
    )
