"""Documents of headings, paragraphs and preformatted texts, written as Markdown or HTML."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bizcare_tui.desk.views import ConversationView
from bizcare_tui.domain.clock import iso
from bizcare_tui.domain.threads import Author
from bizcare_tui.i18n import _, current_language


@dataclass(frozen=True, slots=True)
class DocumentBlock:
    """A part of a document: a heading (`level` 1 to 3), a paragraph (0) or a preformatted text (-1)."""

    text: str
    level: int = 0


def thread_document(conversation: ConversationView) -> Iterator[DocumentBlock]:
    """Return a thread as a document: its facts and all messages."""
    row = conversation.row
    yield DocumentBlock(_("Thread {0}: {1}").format(row.id, row.topic), 1)
    facts = (f"{fact.label}: {fact.explained}" for fact in conversation.facts)
    yield DocumentBlock("\n".join(facts), -1)
    for message in conversation.messages:
        who = f"{author_in_words(message.author)} {message.author_name}".rstrip()
        yield DocumentBlock(f"{iso(message.at)}, {who}", 2)
        yield DocumentBlock(message.text, -1)


def author_in_words(author: Author) -> str:
    """Return the name of an author role in the user's language."""
    return {
        Author.CUSTOMER: _("customer"),
        Author.SELLER: _("seller"),
        Author.MARKETPLACE: _("Marketplace"),
        Author.UNKNOWN: _("author unknown"),
    }[author]


def as_markdown(blocks: Sequence[DocumentBlock]) -> str:
    """Return a document as Markdown; Markdown characters in its texts are escaped or fenced."""
    parts = []
    for block in blocks:
        if block.level > 0:
            parts.append(f"{'#' * block.level} {_escaped(block.text)}")
        elif block.level == 0:
            parts.append(_escaped(block.text))
        else:
            # The fence is longer than any run of backticks inside, so that foreign text cannot end the block.
            longest = max((len(run) for run in re.findall("`+", block.text)), default=0)
            fence = "`" * max(3, longest + 1)
            parts.append(f"{fence}text\n{block.text}\n{fence}")
    return "\n\n".join(parts) + "\n"


def _escaped(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>#|!])", r"\\\1", text)


def as_html(title: str, blocks: Sequence[DocumentBlock]) -> str:
    """Return a document as an HTML page that loads no resources."""
    body = []
    for block in blocks:
        tag = f"h{block.level}" if block.level > 0 else ("p" if block.level == 0 else "pre")
        body.append(f"<{tag}>{html.escape(block.text)}</{tag}>")
    return (
        f'<!DOCTYPE html>\n<html lang="{current_language()}"><head><meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy"'
        " content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{html.escape(title)}</title>\n"
        "<style>body{font-family:sans-serif;max-width:60em;margin:2em auto;padding:0 1em}"
        "pre{white-space:pre-wrap;background:#f4f4f4;padding:.7em}</style></head><body>\n"
        + "\n".join(body)
        + "\n</body></html>\n"
    )
