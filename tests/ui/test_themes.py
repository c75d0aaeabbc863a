"""The themes: text contrasts with what is behind it, in every theme, on every screen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from person import Person, open_app
from rich.segment import Segment
from textual.color import Color
from textual.keys import _character_to_key
from textual.widget import Widget

from bizcare_tui.desk.desk import Desk
from bizcare_tui.present.tones import Tone
from bizcare_tui.settings import THEMES
from bizcare_tui.ui import themes
from bizcare_tui.ui.tones import TONE_STYLES
from bizcare_tui.ui.widgets.readable_dim import LEAST_CONTRAST, contrast

IN_COLOUR = tuple(name for name in THEMES if name != "plain")
# The keys that open each screen, from the inbox; "" is the inbox itself.
SCREENS: dict[str, tuple[str, ...]] = {
    "inbox": (),
    "conversation": ("enter",),
    "reply": ("enter", "r"),
    "filter": ("/",),
    "help": ("?",),
    "facts": ("i",),
    "forecast": ("W",),
    "statistics": ("S",),
    "board": ("b",),
    "outbox": ("O",),
    "decisions": ("D",),
    "history": ("U",),
    "sections": ("E",),
    "baseline": ("B",),
    "note": ("c",),
    "snooze": ("w",),
    "kind": ("P",),
    "guide": ("f3",),
    "palette": ("ctrl+p",),
    "colours": ("f5",),
    "rejection": ("x",),
}
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


def unreadable(person: Person) -> Iterator[tuple[str, float]]:
    """The texts on the screen that contrast too little with what is behind them."""
    ground = Color.parse(person.app.theme_variables["background"])
    for strip in person.lines():
        for text, style, _control in strip:
            if not any(letter.isalnum() for letter in text) or style is None:
                continue
            assert style.color is not None, text
            behind = Color.from_rich_color(style.bgcolor) if style.bgcolor else ground
            found = contrast(Color.from_rich_color(style.color), behind)
            if found < LEAST_CONTRAST:
                yield text.strip(), round(found, 2)


def unreadable_styles(person: Person) -> Iterator[tuple[str, float]]:
    """The styles of the widgets on the screen, and of their parts, that contrast too little."""
    for widget in person.app.screen.query("*").results(Widget):
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


@pytest.mark.parametrize("name", SCREENS)
async def test_every_text_of_every_screen_can_be_read_in_every_theme(scored: Desk, name: str) -> None:
    async with open_app(scored, (120, 40)) as person:
        await person.press(*(_character_to_key(key) if len(key) == 1 else key for key in SCREENS[name]))
        for theme in IN_COLOUR:
            person.app.show_theme(theme)
            await person.settled()
            assert list(unreadable(person)) == [], theme
            assert list(unreadable_styles(person)) == [], theme


async def test_the_plain_theme_has_no_colour(scored: Desk) -> None:
    async with open_app(scored, (120, 40)) as person:
        await person.press("enter")
        person.app.show_theme("plain")
        await person.settled()
        for strip in person.lines():
            for segment in strip:
                assert not has_colour(segment), segment


def has_colour(segment: Segment) -> bool:
    """Whether text has another colour than the terminal's own."""
    colours = (segment.style.color, segment.style.bgcolor) if segment.style else ()
    return any(colour is not None and not colour.is_default for colour in colours)
