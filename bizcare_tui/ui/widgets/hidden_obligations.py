"""How many obligations of the inbox are out of view, in words."""

from __future__ import annotations

from bizcare_tui.domain.counters import late_in_words
from bizcare_tui.i18n import _, format_number


def obligations_out_of_view(
    top: int, bottom: int, late: int, obligations: int, *, unloaded: int = 0
) -> list[str]:
    """Return how many obligations are above and below the visible rows, such as "5 above, 3 LATE".

    Args:
        top: the index of the first visible row; the obligations are first in the list.
        bottom: the index after the last visible row.
        late: how many obligations are late; they come before the others.
        obligations: how many there are at all.
        unloaded: how many obligations come before the first row, where not all of the list is loaded. Other
            threads may come before it too, so that their number is not known.
    """
    if unloaded:
        top, bottom = top + unloaded, bottom + unloaded
    above = _obligations_in_words(min(top, late), min(top, obligations))
    below = _obligations_in_words(max(0, late - bottom), max(0, obligations - bottom))
    return [
        *([_above_in_words(0 if unloaded else top, above)] if above else []),
        *([_("below: {what}").format(what=below)] if below else []),
    ]


def _above_in_words(rows: int, what: str) -> str:
    """Return what is above, with the number of rows there if it is known."""
    if not rows:
        return _("above: {what}").format(what=what)
    return _("{n} above, {what}").format(n=format_number(rows), what=what)


def _obligations_in_words(late: int, obligations: int) -> str:
    """Return numbers of obligations as text, such as "3 LATE, 2 due"; empty if there are none."""
    parts = [late_in_words(late)] if late else []
    parts += [_("{n} due").format(n=obligations - late)] if obligations > late else []
    return ", ".join(parts)
