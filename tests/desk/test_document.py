"""Documents: foreign text never becomes markup."""

from __future__ import annotations

import pytest

from bizcare_tui.desk.document import DocumentBlock, as_html, as_markdown

SCRIPT = "<script>alert('x')</script> & <img src=x onerror=y>"
ESCAPED = "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt; &amp; &lt;img src=x onerror=y&gt;"


@pytest.mark.parametrize(("level", "tag"), [(1, "h1"), (3, "h3"), (0, "p"), (-1, "pre")])
def test_a_page_shows_foreign_text_and_runs_nothing_of_it(level: int, tag: str) -> None:
    page = as_html(SCRIPT, [DocumentBlock(SCRIPT, level)])
    assert f"<{tag}>{ESCAPED}</{tag}>" in page
    assert f"<title>{ESCAPED}</title>" in page
    assert "<script" not in page
    assert "<img" not in page


@pytest.mark.parametrize(
    ("text", "fence"),
    [("a line", "```"), ("a `word`", "```"), ("```\n# a heading\n```", "````"), ("`````", "``````")],
)
def test_no_text_ends_its_block(text: str, fence: str) -> None:
    assert as_markdown([DocumentBlock(text, -1)]) == f"{fence}text\n{text}\n{fence}\n"


def test_marks_in_a_heading_or_paragraph_stay_text() -> None:
    written = as_markdown([DocumentBlock("# *a* [b](c)", 1), DocumentBlock("<b> | `c` !", 0)])
    assert written == "# \\# \\*a\\* \\[b\\](c)\n\n\\<b\\> \\| \\`c\\` \\!\n"
