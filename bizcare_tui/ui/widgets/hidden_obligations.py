"""How many obligations of the inbox are out of view, in words."""

from __future__ import annotations

from bizcare_tui.domain.counters import late_in_words
from bizcare_tui.i18n import _, format_number


def obligations_out_of_view(top: int, bottom: int, late: int, obligations: int) -> list[str]:
    """Return how many obligations are above and below the visible rows, such as "5 above, 3 LATE".

    Args:
        top: the index of the first visible row; the obligations are first in the list.
        bottom: the index after the last visible row.
        late: how many obligations are late; they come before the others.
        obligations: how many there are at all.
    """
    above = _obligations_in_words(min(top, late), min(top, obligations))
    below = _obligations_in_words(max(0, late - bottom), max(0, obligations - bottom))
    return [
        *([_("{n} above, {what}").format(n=format_number(top), what=above)] if above else []),
        *([_("below: {what}").format(what=below)] if below else []),
    ]


def _obligations_in_words(late: int, obligations: int) -> str:
    """Return numbers of obligations as text, such as "3 LATE, 2 due"; empty if there are none."""
    parts = [late_in_words(late)] if late else []
    parts += [_("{n} due").format(n=obligations - late)] if obligations > late else []
    return ", ".join(parts)
