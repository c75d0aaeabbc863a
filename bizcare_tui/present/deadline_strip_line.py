"""The deadline strip as one line of styled text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from rich.cells import cell_len

from bizcare_tui.domain.counters import late_in_words
from bizcare_tui.domain.dates import coming_moment_in_words, time_in_digits, weekday_in_words
from bizcare_tui.domain.deadline_strip import StripCell, StripMark, deadline_strip, strip_end
from bizcare_tui.i18n import _

LinePiece = tuple[str, str]
"""A text and the name of its style: one of `STRIP_STYLES`."""

STRIP_STYLES = ("track", "tick", "marked", "late")
_TRACK = {StripMark.NOTHING: "─", StripMark.HOUR: "┬", StripMark.DAY: "┼", StripMark.WEEK: "╫"}
_TICK, _MARKED_TICK = "●", "◆"
# With fewer cells there are no times at the hours, and with fewer than the second number there is no strip.
_LABELLED, _NARROWEST = 60, 24


def strip_pieces(
    deadlines: Iterable[datetime], late: int, now: datetime, width: int, marked: datetime | None = None
) -> list[LinePiece]:
    """Return the pieces of the line, exactly `width` cells; no text but blanks where it would be too narrow.

    Args:
        deadlines: when obligations are over.
        late: how many obligations are late.
        now: the present time.
        width: the cells of the line.
        marked: when the obligation under the cursor is over; None without one.
    """
    lead = late_in_words(late) or _("now")
    tail = coming_moment_in_words(strip_end(now), now)
    cells = width - cell_len(lead) - cell_len(tail) - len("  ├┤  ")
    if cells < _NARROWEST:
        return [(" " * width, "track")]
    strip = deadline_strip(deadlines, late, now, cells, marked=marked)
    lead_style = ("marked" if strip.is_late_marked else "late") if late else "track"
    return [
        (" ", "track"),
        (lead, lead_style),
        (" ├", "track"),
        *_joined(_track(strip.cells)),
        (f"┤ {tail} ", "track"),
    ]


def _track(cells: Sequence[StripCell]) -> list[LinePiece]:
    """Return a sign with its style for each cell; names of days and hours are where nothing is due."""
    signs = [_sign(cell) for cell in cells]
    for kinds in ((StripMark.DAY, StripMark.WEEK), (StripMark.HOUR,) if len(cells) >= _LABELLED else ()):
        for index, cell in enumerate(cells):
            if cell.mark in kinds and cell.begins is not None:
                _write(_label(cell.mark, cell.begins), index + 1, signs)
    return signs


def _sign(cell: StripCell) -> LinePiece:
    style = "marked" if cell.is_marked else "tick"
    if cell.due > 1:
        return (str(cell.due) if cell.due < 10 else "+", style)
    if cell.due:
        return (_MARKED_TICK if cell.is_marked else _TICK, style)
    return (_TRACK[cell.mark], "track")


def _label(mark: StripMark, begins: datetime) -> str:
    if mark is StripMark.HOUR:
        return time_in_digits(begins)
    return weekday_in_words(begins)


def _write(label: str, start: int, signs: list[LinePiece]) -> None:
    """Write a label over the track, if nothing is marked where it and one more cell would be."""
    end = start + len(label)
    is_free = all(sign == _TRACK[StripMark.NOTHING] for sign, _style in signs[start : end + 1])
    if is_free and end < len(signs) and cell_len(label) == len(label):
        signs[start:end] = [(letter, "track") for letter in label]


def _joined(signs: Iterable[LinePiece]) -> list[LinePiece]:
    """Join neighbours of the same style."""
    pieces: list[LinePiece] = []
    for sign, style in signs:
        if pieces and pieces[-1][1] == style:
            pieces[-1] = (pieces[-1][0] + sign, style)
        else:
            pieces.append((sign, style))
    return pieces
