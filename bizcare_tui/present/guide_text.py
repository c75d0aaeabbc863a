"""The pages of the guide as plain text for a terminal."""

from __future__ import annotations

import re
from io import StringIO
from typing import ClassVar

from rich.console import Console, ConsoleOptions, RenderResult
from rich.markdown import Heading, Markdown, TableElement
from rich.table import Table
from rich.text import Text

_COMMENT = re.compile(r"^<!--.*?-->\n", re.MULTILINE)
_TABLE = re.compile(r"(?:^\|.*\n)+", re.MULTILINE)
_PICTURE = re.compile(r"^!\[.*\]\(.*\)\n", re.MULTILINE)
_LINK = re.compile(r"(?<!!)\[([^\]]+)\]\(([^)]+)\)")
_INLINE_CODE = re.compile(r"`([^`\n]+)`")
_BLANK_LINES = re.compile(r"\n{3,}")
_CODE_BLOCK = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


class _LeftHeading(Heading):
    """A heading at the left edge, with a rule below those of the page and of its sections."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the lines of the heading."""
        self.text.justify = "left"
        yield self.text
        if self.tag in ("h1", "h2"):
            yield Text(("=" if self.tag == "h1" else "-") * self.text.cell_len)


class _FoldedTable(TableElement):
    """A table that breaks words longer than a column, instead of cutting them off."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the table."""
        for part in super().__rich_console__(console, options):
            if isinstance(part, Table):
                for column in part.columns:
                    column.overflow = "fold"
            yield part


class _GuideMarkdown(Markdown):
    elements: ClassVar = {**Markdown.elements, "heading_open": _LeftHeading, "table_open": _FoldedTable}


def guide_text(markdown: str, width: int) -> str:
    """Return a page of the guide as plain text, wrapped at `width` columns.

    Pictures are left out. A link to another page names that page; other links show their address.
    """
    output = StringIO()
    console = Console(
        file=output, width=width, color_system=None, force_terminal=False, legacy_windows=False, emoji=False
    )
    console.print(_GuideMarkdown(_for_terminal(markdown), hyperlinks=False))
    text = "\n".join(line.rstrip() for line in output.getvalue().splitlines())
    return _BLANK_LINES.sub("\n\n", text).strip("\n") + "\n"


def _for_terminal(markdown: str) -> str:
    text = _PICTURE.sub("", _COMMENT.sub("", markdown))
    text = _TABLE.sub(lambda found: "" if "![" in found[0] else found[0], text)
    parts, end = [], 0
    for code in _CODE_BLOCK.finditer(text):
        parts += [_prose(text[end : code.start()]), code[0]]
        end = code.end()
    return "".join([*parts, _prose(text[end:])])


def _prose(text: str) -> str:
    # Without its backticks a key such as `r` could not be told from a word.
    return _INLINE_CODE.sub(r"`` `\1` ``", _LINK.sub(_link_text, text))


def _link_text(found: re.Match[str]) -> str:
    label, target = found[1], found[2].partition("#")[0]
    if target.startswith("http"):
        return f"{label} ({target})"
    page = re.fullmatch(r"([\w-]+)\.md", target)
    return f"{label} (`bizcare guide {page[1]}`)" if page else label
