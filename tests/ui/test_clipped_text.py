"""No text of any screen is cut by the layout, in any language of the interface."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from clipped_text import clipped_texts, cut_strips
from every_screen import PARTS, SIZES, every_screen, resize
from textual.app import App, ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from bizcare_tui.i18n import available_languages, set_language

# The language with the longest texts, which is tried in the larger sizes as well.
LONGEST = "fr"


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    set_language("en")


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("language", available_languages())
async def test_no_text_of_any_screen_is_cut(language: str, part: str) -> None:
    set_language(language)
    smallest, *larger = SIZES
    faults: list[str] = []
    with cut_strips() as cut:
        async for name, pilot in every_screen(*smallest, part):
            for size in (smallest, *(larger if language == LONGEST else ())):
                if pilot.app.size != size:
                    await resize(pilot, *size)
                found = [*clipped_texts(pilot.app.screen), *(f"cuts {text!r}" for text in dict.fromkeys(cut))]
                faults += [f"{name} at {size}: {fault}" for fault in found]
                cut.clear()
            if pilot.app.size != smallest:
                await resize(pilot, *smallest)
    assert not faults, "\n".join(faults)


class Page(App[None]):
    """A page of 20 columns and 4 lines."""

    def __init__(self, text: str, css: str = "", *, scrolls: bool = False) -> None:
        super().__init__()
        self._text = text
        self._scrolls = scrolls
        self.stylesheet.add_source(css) if css else None

    def compose(self) -> ComposeResult:
        """Compose the text."""
        with VerticalScroll() if self._scrolls else Vertical():
            yield Static(Content(self._text), markup=False)


LONG = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"


@pytest.mark.parametrize(
    ("text", "css", "scrolls", "is_cut"),
    [
        ("short", "", False, False),
        (LONG, "", False, True),
        (LONG, "", True, False),
        (LONG, "Static { text-wrap: nowrap; }", False, True),
        (LONG, "Static { text-wrap: nowrap; text-overflow: ellipsis; }", False, False),
        ("one two three four five", "Static { height: 1; }", False, True),
        ("https://example.com/a/very/long/address", "", False, False),
        ("one\ntwo\nthree\nfour\nfive", "", False, True),
    ],
)
async def test_a_cut_text_is_found(text: str, css: str, scrolls: bool, is_cut: bool) -> None:
    app = Page(text, css, scrolls=scrolls)
    async with app.run_test(size=(20, 4)) as pilot:
        await pilot.pause()
        assert bool(list(clipped_texts(app.screen))) is is_cut
