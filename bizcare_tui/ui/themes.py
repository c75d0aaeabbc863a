"""The colours that can be chosen. Colour is never the only sign; these differ in how well it is seen."""

from __future__ import annotations

from textual.theme import Theme

# White on black, and colours of full strength.
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
# Of the colours that Okabe and Ito chose, which those who see red and green alike tell apart: vermilion for
# what is late, yellow for soon, blue for the rest.
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
OWN = (HIGH_CONTRAST, COLOUR_BLIND)
# What a theme of the settings is to Textual; `plain` is the terminal's own sixteen colours.
NAMES = {
    "dark": "textual-dark",
    "light": "textual-light",
    "high-contrast": HIGH_CONTRAST.name,
    "colour-blind": COLOUR_BLIND.name,
    "plain": "ansi-dark",
}
