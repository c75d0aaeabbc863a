"""The colour themes that can be chosen. Nothing is shown by colour alone."""

from __future__ import annotations

from textual.theme import Theme

# White on black with saturated colours.
HIGH_CONTRAST = Theme(
    name="high-contrast",
    primary="#00AFFF",
    secondary="#00D7FF",
    accent="#FFFF00",
    warning="#FFFF00",
    error="#FF5F5F",
    success="#00FF5F",
    foreground="#FFFFFF",
    background="#000000",
    surface="#1C1C1C",
    panel="#262626",
    variables={"text-primary": "#5FD7FF"},
)
# Colours of the Okabe-Ito palette, which people with red-green colour blindness can tell apart:
# vermilion for late, yellow for soon, blue for the rest.
COLOUR_BLIND = Theme(
    name="colour-blind",
    primary="#0072B2",
    secondary="#56B4E9",
    accent="#F0E442",
    warning="#F0E442",
    error="#D55E00",
    success="#56B4E9",
    foreground="#E8E8E8",
    variables={"text-primary": "#56B4E9"},
)
OWN_THEMES = (HIGH_CONTRAST, COLOUR_BLIND)
# Textual's theme for each theme of the settings; `plain` uses the terminal's own sixteen colours.
TEXTUAL_THEME_NAMES = {
    "dark": "textual-dark",
    "light": "textual-light",
    "high-contrast": HIGH_CONTRAST.name,
    "colour-blind": COLOUR_BLIND.name,
    "plain": "ansi-dark",
}
