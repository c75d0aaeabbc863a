"""The colour themes that can be chosen. Nothing is shown by colour alone.

Every text contrasts with what is behind it by 4.5 to 1 at least (WCAG 2.2), in every theme:
`tests/ui/test_themes.py` computes it. `TONE_NAMES` are the colours of the tones in `tones.py`.
"""

from __future__ import annotations

from collections.abc import Mapping

from textual.theme import Theme

TONE_NAMES = ("late", "soon", "today", "good", "bad", "open", "quiet", "link")
_SCROLL_BAR_GROUNDS = ("background", "background-hover", "background-active", "corner-color")


def _variables(
    tones: Mapping[str, str], *, text: str, cursor: str, cursor_away: str, border: str, surface: str
) -> dict[str, str]:
    """Return the variables of a theme.

    Args:
        tones: the colour of each tone.
        text: the colour of text.
        cursor: what is behind the line under the cursor, in every list.
        cursor_away: the same, where the keys go elsewhere.
        border: the colour of quiet lines between panes.
        surface: what is behind the text of dialogs and the scroll bars.
    """
    return {
        **{f"tone-{name}": tones[name] for name in TONE_NAMES},
        "text-primary": tones["link"],
        "text-secondary": tones["link"],
        "text-accent": tones["soon"],
        "text-warning": tones["soon"],
        "text-error": tones["bad"],
        "text-success": tones["good"],
        "text-muted": tones["quiet"],
        "text-disabled": tones["quiet"],
        "foreground-muted": tones["quiet"],
        "foreground-disabled": tones["quiet"],
        "block-cursor-foreground": text,
        "block-cursor-background": cursor,
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-foreground": text,
        "block-cursor-blurred-background": cursor_away,
        "block-cursor-blurred-text-style": "none",
        "block-hover-background": cursor_away,
        "input-cursor-background": text,
        "input-selection-background": cursor,
        "primary-background": cursor,
        "warning-muted": cursor,
        "quiet-border": border,
        **dict.fromkeys(("scrollbar", "scrollbar-hover", "scrollbar-active"), tones["quiet"]),
        **{f"scrollbar-{name}": surface for name in _SCROLL_BAR_GROUNDS},
    }


DARK = Theme(
    name="bizcare-dark",
    primary="#0178D4",
    secondary="#57A5E2",
    accent="#FEA62B",
    warning="#FEA62B",
    error="#FF8A9A",
    success="#7FD99A",
    foreground="#E0E0E0",
    background="#121212",
    surface="#1E1E1E",
    panel="#242F38",
    variables=_variables(
        {
            "late": "#FF7A8A",
            "soon": "#FEA62B",
            "today": "#F2E05C",
            "good": "#7FD99A",
            "bad": "#FF9AA8",
            "open": "#E3C878",
            "quiet": "#A8A8A8",
            "link": "#7FC1FF",
        },
        text="#E0E0E0",
        cursor="#0C3555",
        cursor_away="#2A2A2A",
        border="#3A3A3A",
        surface="#1E1E1E",
    ),
)
LIGHT = Theme(
    name="bizcare-light",
    dark=False,
    primary="#00508C",
    secondary="#00508C",
    accent="#8A3F00",
    warning="#8A3F00",
    error="#A00024",
    success="#0B5A2A",
    foreground="#1B1B1B",
    background="#FAFAFA",
    surface="#EFEFEF",
    panel="#E4E9EE",
    variables=_variables(
        {
            "late": "#A00024",
            "soon": "#853C00",
            "today": "#5C5000",
            "good": "#0B5A2A",
            "bad": "#980F30",
            "open": "#674A00",
            "quiet": "#4A4A4A",
            "link": "#00508C",
        },
        text="#1B1B1B",
        cursor="#BFDCF5",
        cursor_away="#DCDCDC",
        border="#C8C8C8",
        surface="#EFEFEF",
    ),
)
# White on black with saturated colours.
HIGH_CONTRAST = Theme(
    name="high-contrast",
    primary="#00AFFF",
    secondary="#00D7FF",
    accent="#FFFF00",
    warning="#FFFF00",
    error="#FF8080",
    success="#00FF5F",
    foreground="#FFFFFF",
    background="#000000",
    surface="#101010",
    panel="#181818",
    variables=_variables(
        {
            "late": "#FF8080",
            "soon": "#FFB000",
            "today": "#FFFF00",
            "good": "#00FF5F",
            "bad": "#FF9C9C",
            "open": "#FFD866",
            "quiet": "#C8C8C8",
            "link": "#5FD7FF",
        },
        text="#FFFFFF",
        cursor="#00304A",
        cursor_away="#202020",
        border="#808080",
        surface="#101010",
    ),
)
# Colours of the Okabe-Ito palette, which people with red-green colour blindness can tell apart; vermilion is
# lighter here.
COLOUR_BLIND = Theme(
    name="colour-blind",
    primary="#0072B2",
    secondary="#56B4E9",
    accent="#F0E442",
    warning="#E69F00",
    error="#FF8A3D",
    success="#56B4E9",
    foreground="#E8E8E8",
    background="#121212",
    surface="#1E1E1E",
    panel="#262626",
    variables=_variables(
        {
            "late": "#FF8A3D",
            "soon": "#E69F00",
            "today": "#F0E442",
            "good": "#56B4E9",
            "bad": "#FF9C5B",
            "open": "#F0E442",
            "quiet": "#B0B0B0",
            "link": "#8CCBF0",
        },
        text="#E8E8E8",
        cursor="#0B3049",
        cursor_away="#2A2A2A",
        border="#3A3A3A",
        surface="#1E1E1E",
    ),
)
# No colour but the terminal's own text and background: styles such as bold and reverse say the same.
PLAIN = Theme(
    name="plain",
    ansi=True,
    primary="ansi_default",
    secondary="ansi_default",
    warning="ansi_default",
    error="ansi_default",
    success="ansi_default",
    accent="ansi_default",
    foreground="ansi_default",
    background="ansi_default",
    variables={
        **_variables(
            dict.fromkeys(TONE_NAMES, "ansi_default"),
            text="ansi_default",
            cursor="ansi_default",
            cursor_away="ansi_default",
            border="ansi_default",
            surface="ansi_default",
        ),
        "block-cursor-text-style": "bold underline",
        "block-cursor-blurred-text-style": "underline",
        **dict.fromkeys(
            (
                "ansi-background",
                "ansi-foreground",
                "border",
                "border-blurred",
                "link-background-hover",
                "link-color",
                "link-color-hover",
                "input-cursor-foreground",
                "input-selection-foreground",
                "screen-selection-background",
                "screen-selection-foreground",
            ),
            "ansi_default",
        ),
        "input-cursor-text-style": "reverse",
    },
)
# The theme for each name of the settings.
THEMES_BY_NAME: Mapping[str, Theme] = {
    "dark": DARK,
    "light": LIGHT,
    "high-contrast": HIGH_CONTRAST,
    "colour-blind": COLOUR_BLIND,
    "plain": PLAIN,
}
DEFAULT_NAME = "dark"
DEFAULT_VARIABLES: dict[str, str] = dict(DARK.variables)
