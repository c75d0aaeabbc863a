"""The picker of snippets: filtered while a person types, with the text as it will be inserted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content

from bizcare_tui.domain.language import language_name
from bizcare_tui.domain.snippets import FilledText, Snippet
from bizcare_tui.domain.text_folding import fold
from bizcare_tui.i18n import _
from bizcare_tui.present.tones import Tone
from bizcare_tui.ui.screens.picker import PickerScreen
from bizcare_tui.ui.tones import TONE_STYLES

# An empty slot still has its "$name" and is reversed, a filled one is underlined: not only colours differ.
_FILLED_STYLE = f"underline {TONE_STYLES[Tone.GOOD]}"
_EMPTY_STYLE = f"bold reverse {TONE_STYLES[Tone.OPEN]}"


@dataclass(frozen=True, slots=True)
class OfferedSnippet:
    """A snippet with its text filled in for a thread."""

    snippet: Snippet
    text: FilledText

    @property
    def folded_name(self) -> str:
        """The title and the language, for the filter."""
        language = self.snippet.language
        return fold(f"{self.snippet.title} {language} {language_name(language)}")


class SnippetScreen(PickerScreen[str, OfferedSnippet]):
    """Choose a snippet. The result is its text, filled in for the thread.

    Args:
        snippets: the snippets with their texts, those in the customer's language first.
        about: the title of the thread.
    """

    def __init__(self, snippets: Sequence[tuple[Snippet, FilledText]], about: str) -> None:
        super().__init__(_("Snippets"), _("words of the title or the text, or a language"), about)
        self._snippets = [OfferedSnippet(*each) for each in snippets]

    def find_at_once(self, text: str) -> Sequence[OfferedSnippet]:
        """Return the snippets with these words: first those that have them in the title."""
        words = fold(text).split()
        by_title = [each for each in self._snippets if _has_all(words, each.folded_name)]
        by_text = [
            each
            for each in self._snippets
            if each not in by_title and _has_all(words, f"{each.folded_name} {fold(each.text.text)}")
        ]
        return [*by_title, *by_text]

    def line_of(self, row: OfferedSnippet) -> Content:
        """Return the language and the title."""
        return Content(f"{row.snippet.language}  {row.snippet.title}")

    def nothing_text(self, text: str) -> str:
        """Return that no snippet has these words."""
        return (
            _("No snippet has “{0}”.").format(text.strip()) if text.strip() else _("There are no snippets.")
        )

    async def preview_of(self, row: OfferedSnippet) -> Content:
        """Return the text with its slots marked, and what the marks mean."""
        text = Content(row.text.text.rstrip("\n"))
        for span in row.text.filled:
            text = text.stylize(_FILLED_STYLE, *span)
        for span in row.text.empty:
            text = text.stylize(_EMPTY_STYLE, *span)
        return Content("\n").join([_legend(row.text), text])

    async def accept(self, row: OfferedSnippet) -> str:
        """Return the text."""
        return row.text.text


def _legend(text: FilledText) -> Content:
    """Return what the marked parts are, as far as the text has them."""
    parts = []
    if text.filled:
        parts.append(Content.styled(_("filled in for this ticket"), _FILLED_STYLE))
    if text.empty:
        parts.append(Content.styled(_("$empty: for you to fill in"), _EMPTY_STYLE))
    return Content("   ").join(parts)


def _has_all(words: Sequence[str], text: str) -> bool:
    return all(word in text for word in words)
