"""The themes: text contrasts with what is behind it, in every theme, on every screen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from every_screen import PARTS, every_screen
from textual.app import App
from textual.color import Color
from textual.widget import Widget

from bizcare_tui.present.tones import Tone
from bizcare_tui.settings import THEMES
from bizcare_tui.ui import themes
from bizcare_tui.ui.app import BizcareApp
from bizcare_tui.ui.tones import TONE_STYLES
from bizcare_tui.ui.widgets.readable_dim import LEAST_CONTRAST, contrast

IN_COLOUR = tuple(name for name in THEMES if name != "plain")
# Parts of widgets that paint no text.
NO_TEXT = ("scrollbar", "cursor-line", "separator", "gutter")
# What behind text can be: panes, dialogs, and the line under the cursor.
BACKGROUNDS = ("background", "surface", "panel", "block-cursor-background", "block-cursor-blurred-background")


def variables(theme: str) -> dict[str, str]:
    chosen = themes.THEMES_BY_NAME[theme]
    return chosen.to_color_system().generate() | chosen.variables


@pytest.mark.parametrize("theme", IN_COLOUR)
def test_every_tone_can_be_read_on_every_background(theme: str) -> None:
    values = variables(theme)
    names = [*(f"tone-{name}" for name in themes.TONE_NAMES), "foreground", "text-muted", "text-error"]
    for name in names:
        for behind in BACKGROUNDS:
            found = contrast(Color.parse(values[name]), Color.parse(values[behind]))
            assert found >= LEAST_CONTRAST, (theme, name, behind, round(found, 2))


def test_every_theme_of_the_settings_is_there_with_every_tone() -> None:
    assert tuple(themes.THEMES_BY_NAME) == THEMES
    assert set(TONE_STYLES) == set(Tone)
    for theme in themes.THEMES_BY_NAME.values():
        assert {f"tone-{name}" for name in themes.TONE_NAMES} <= set(theme.variables)


def test_only_what_is_late_is_reversed() -> None:
    assert [tone for tone, style in TONE_STYLES.items() if "reverse" in style] == [Tone.LATE]


def unreadable(app: App[str]) -> Iterator[tuple[str, float]]:
    """The texts on the screen that contrast too little with what is behind them."""
    ground = Color.parse(app.theme_variables["background"])
    for strip in app.screen._compositor.render_strips():
        for text, style, _control in strip:
            if not any(letter.isalnum() for letter in text) or style is None:
                continue
            assert style.color is not None, text
            behind = Color.from_rich_color(style.bgcolor) if style.bgcolor else ground
            found = contrast(Color.from_rich_color(style.color), behind)
            if found < LEAST_CONTRAST:
                yield text.strip(), round(found, 2)


def unreadable_styles(app: App[str]) -> Iterator[tuple[str, float]]:
    """The styles of the widgets on the screen, and of their parts, that contrast too little."""
    for widget in app.screen.query("*").results(Widget):
        for part in ("", *widget._get_component_classes()):
            name = f"{type(widget).__name__} {part}"
            if any(word in part for word in NO_TEXT):
                continue
            style = widget.get_visual_style(part) if part else widget.visual_style
            if style.foreground is None or style.background is None or style.foreground.a == 0:
                continue
            shown = style.background + style.foreground
            found = contrast(shown, style.background)
            if found < LEAST_CONTRAST:
                yield name, round(found, 2)


def coloured(app: App[str]) -> Iterator[str]:
    """The texts on the screen that have another colour than the terminal's own."""
    for strip in app.screen._compositor.render_strips():
        for text, style, _control in strip:
            colours = (style.color, style.bgcolor) if style else ()
            if any(colour is not None and not colour.is_default for colour in colours):
                yield text.strip()


@pytest.mark.parametrize("part", PARTS)
async def test_every_text_of_every_screen_can_be_read_in_every_theme(part: str) -> None:
    faults: list[str] = []
    async for name, pilot in every_screen(120, 40, part):
        app = pilot.app
        assert isinstance(app, BizcareApp)
        before = app.shown_theme
        for theme in THEMES:
            app.show_theme(theme)
            await app.settled()
            await pilot.pause()
            checks = (unreadable, unreadable_styles) if theme in IN_COLOUR else (coloured,)
            found = dict.fromkeys(fault for check in checks for fault in check(app))
            faults += [f"{name}, {theme}: {fault}" for fault in found]
        app.show_theme(before)
        await app.settled()
    assert not faults, "\n".join(faults)
