"""Finds text that a layout cuts: compares what the widgets of a screen want to show with what is painted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import takewhile
from types import ModuleType
from typing import Any
from unittest import mock

from rich.cells import cell_len
from rich.style import Style
from textual.content import Content
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static

from bizcare_tui.ui.screens.keyed_screen import KeyedScreen
from bizcare_tui.ui.widgets import care_bar, conversation_lines, deadline_line, inbox_lines
from bizcare_tui.ui.widgets.care_bar import CareBar
from bizcare_tui.ui.widgets.deadline_line import DeadlineLine
from bizcare_tui.ui.widgets.key_line import KeyLine
from bizcare_tui.ui.widgets.strips import build_strip

ELLIPSIS, SEPARATOR = "…", "·"
# The corners of a border, with a cell beside each.
_CORNERS = 4


def clipped_texts(screen: Screen[Any]) -> Iterator[str]:
    """Yield a sentence for each text of a screen that is cut without a sign of it, or badly broken.

    A text may end in an ellipsis, or be scrolled out of sight where a scroll bar says so.
    """
    painted = screen._compositor.render_strips()
    for widget in screen.query("*").results(Widget):
        if widget.is_on_screen and widget.region.area:
            name = f"{type(widget).__name__}#{widget.id}" if widget.id else type(widget).__name__
            yield from (f"{name} {fault}" for fault in _faults(screen, widget, painted))


def _faults(screen: Screen[Any], widget: Widget, painted: Sequence[Strip]) -> Iterator[str]:
    for title in (widget.border_title, widget.border_subtitle):
        if title and cell_len(str(title)) > widget.region.width - _CORNERS:
            yield f"has no room in its border for {title!r}"
    if isinstance(widget, KeyLine) and widget.region.bottom != screen.size.height:
        yield "is not the last line of the screen"
    if isinstance(widget, Input):
        text = str(widget.placeholder)
        if not widget.value and cell_len(text) > widget.scrollable_content_region.width:
            yield f"has no room for {text!r}"
    elif isinstance(widget, CareBar | DeadlineLine):
        yield from _cut_lines_of(widget)
    elif (wanted := _wanted_text(widget)).strip():
        lines = _lines_in(painted, _visible_content(screen, widget))
        if widget.styles.text_wrap == "nowrap" and widget.styles.text_overflow == "ellipsis":
            yield from _wrongly_shortened(wanted, lines)
        else:
            yield from _missing_words(wanted, lines, is_scrolled=_is_scrolled(widget))
            yield from _divided_hints(screen, wanted, lines)


def _wanted_text(widget: Widget) -> str:
    """Return the text that a widget has, wherever it ends."""
    if isinstance(widget, OptionList):
        return "\n".join(str(option.prompt) for option in widget.options)
    if isinstance(widget, Static):
        visual = widget.visual
        return visual.plain if isinstance(visual, Content) else str(visual)
    return ""


def _visible_content(screen: Screen[Any], widget: Widget) -> Region:
    """Return where the content of a widget is painted, without what its ancestors hide."""
    return widget.scrollable_content_region.intersection(screen.find_widget(widget).clip)


def _is_scrolled(widget: Widget) -> bool:
    """Whether a scroll bar says that there is more text than is in sight."""
    return any(
        isinstance(each, Widget) and each.max_scroll_y > 0 and each.show_vertical_scrollbar
        for each in widget.ancestors_with_self
    )


def _lines_in(painted: Sequence[Strip], region: Region) -> list[str]:
    return [line.crop(region.x, region.right).text for line in painted[region.y : region.bottom]]


def _wrongly_shortened(wanted: str, lines: Sequence[str]) -> Iterator[str]:
    """Name the lines that are neither a line of the text nor the start of one with an ellipsis."""
    whole = [line.strip() for line in wanted.splitlines()]
    for line in filter(None, map(str.strip, lines)):
        is_shortened = line.endswith(ELLIPSIS)
        start = line.removesuffix(ELLIPSIS)
        if line not in whole and not (is_shortened and any(each.startswith(start) for each in whole)):
            yield f"shows {line!r}, which is no line of its text"


def _missing_words(wanted: str, lines: Sequence[str], *, is_scrolled: bool) -> Iterator[str]:
    """Say which word is not painted as a whole, unless the text is shortened or scrolled there."""
    # Between parts of a text, a separator stands only where both are on one line.
    words, shown = (
        [word for word in text.split() if word != SEPARATOR] for text in (wanted, " ".join(lines))
    )
    is_part = any(words[at : at + len(shown)] == shown for at in range(len(words) - len(shown) + 1))
    is_shortened = ELLIPSIS not in wanted and any(line.rstrip().endswith(ELLIPSIS) for line in lines)
    # A word that is wider than its place, such as an address, is broken.
    is_broken = max(map(cell_len, words)) > max(map(len, lines), default=0)
    if is_shortened or (is_broken and "".join(shown) in "".join(words)):
        return
    if words != shown and not (is_scrolled and is_part):
        same = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(words, shown, strict=False))))
        around = slice(max(0, same - 3), same + 4)
        yield f"wants to show {' '.join(words[around])!r} and shows {' '.join(shown[around])!r}"


def _divided_hints(screen: Screen[Any], wanted: str, lines: Sequence[str]) -> Iterator[str]:
    """Name the keys that are on another line than their label."""
    if not isinstance(screen, KeyedScreen):
        return
    joined = " ".join(" ".join(lines).split())
    for key, label in dict.fromkeys(screen.host.keymap.hints(*screen.contexts)):
        text = f"{key} {label}"
        if text in wanted and text in joined and not any(text in line for line in lines):
            yield f"divides {text!r}"


@contextmanager
def cut_strips() -> Iterator[list[str]]:
    """Yield the texts that are cut at the end of a line by the panes that paint their own lines.

    The bar and the line of deadlines may be painted for the width before, until they know the new one.
    """
    cut: list[str] = []
    with _recorded(cut, (conversation_lines, inbox_lines)):
        yield cut


@contextmanager
def _recorded(cut: list[str], modules: Sequence[ModuleType]) -> Iterator[None]:
    def record(pieces: list[tuple[str, Style]], width: int) -> Strip:
        text = "".join(piece for piece, _style in pieces).rstrip()
        if width > 1 and cell_len(text) > width and not text.endswith(ELLIPSIS):
            cut.append(text)
        return build_strip(pieces, width)

    with ExitStack() as stack:
        for module in modules:
            stack.enter_context(mock.patch.object(module, "build_strip", record))
        yield


def _cut_lines_of(widget: CareBar | DeadlineLine) -> Iterator[str]:
    cut: list[str] = []
    with _recorded(cut, (care_bar, deadline_line)):
        for y in range(widget.size.height):
            widget.render_line(y)
    yield from (f"cuts {text!r}" for text in cut)
