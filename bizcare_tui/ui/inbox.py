"""The inbox pane: a million threads, of which a window is held and only the visible ones are read."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import ClassVar

from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from bizcare_tui.desk.inbox import InboxRow, Listing, Spot
from bizcare_tui.domain.finding import Sought
from bizcare_tui.i18n import _
from bizcare_tui.ui import rows, words
from bizcare_tui.ui.lines import fit
from bizcare_tui.ui.strips import FOUND, strip_of

_NOWHERE = -1
# So near the edge of what is held, more is asked for.
_NEAR = 300


class Inbox(ScrollView, can_focus=False, inherit_bindings=False):
    """The threads of a section, next deadline first; the cursor follows a thread, not a line.

    Args:
        read_rows: gives the lines of some threads, quickly.
        now: the domain's clock.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "inbox--plain",
        "inbox--muted",
        "inbox--unread",
        "inbox--late",
        "inbox--soon",
        "inbox--owed",
        "inbox--calm",
        "inbox--cursor",
        "inbox--cursor-away",
    }
    DEFAULT_CSS = """
    Inbox {
        scrollbar-size: 0 0;
        overflow: hidden scroll;
        & > .inbox--plain { color: $foreground; }
        & > .inbox--muted { color: $foreground 60%; }
        & > .inbox--unread { color: $foreground; text-style: bold; }
        & > .inbox--late { color: $error; text-style: bold; }
        & > .inbox--soon { color: $warning; text-style: bold; }
        & > .inbox--owed { color: $text-primary; }
        & > .inbox--calm { color: $foreground 60%; }
        & > .inbox--cursor { background: $primary 35%; }
        & > .inbox--cursor-away { background: $surface; }
    }
    """

    # Not repainted as a whole: `watch_cursor` repaints the two threads it moved between.
    cursor: reactive[int] = reactive(0, init=False, repaint=False)
    has_keys: reactive[bool] = reactive(True, init=False, repaint=False)

    class Opened(Message):
        """A thread was opened."""

        def __init__(self, thread_id: int) -> None:
            super().__init__()
            self.thread_id = thread_id

    class NearEdge(Message):
        """The cursor came near the edge of what is held, and there is more."""

    def __init__(
        self, read_rows: Callable[[Sequence[int]], list[InboxRow]], now: Callable[[], datetime]
    ) -> None:
        super().__init__(id="inbox")
        self._read_rows = read_rows
        self._now = now
        self._ids: array[int] = array("q")
        self._ranks: array[int] = array("q")
        self.starts = self.ends = True
        self._asked_at: tuple[int, int] | None = None
        self._wanted: Sequence[Sought] = ()
        self._is_marked_anew = False
        self._rows: dict[int, InboxRow] = {}
        self._said: dict[int, str] = {}
        self._styles_of: dict[tuple[str, str], Style] = {}
        self.empty_text = _("Nothing here.")
        self.marked: set[int] = set()
        self._company: Mapping[int, str] = {}
        self._letters: dict[str, int] = {}

    # --- what it holds -----------------------------------------------------------------------------

    @property
    def thread_id(self) -> int | None:
        """The thread under the cursor."""
        return self._ids[self.cursor] if 0 <= self.cursor < len(self._ids) else None

    @property
    def row(self) -> InboxRow | None:
        """The line under the cursor, where it was read."""
        return None if self.thread_id is None else self._row(self.thread_id)

    @property
    def thread_ids(self) -> Sequence[int]:
        """The threads shown, in order."""
        return self._ids

    def show_first(self, first: Sequence[InboxRow]) -> None:
        """Show the first lines, already read, until all ids are known."""
        self._rows = {row.id: row for row in first}
        self._ids = array("q", self._rows)
        self.ends = False
        self._set_height()

    @property
    def spot(self) -> Spot | None:
        """The place of the cursor in the inbox's order, as it was when it was read."""
        if self.thread_id is None or self.cursor >= len(self._ranks):
            return None
        return Spot(self._ranks[self.cursor], self.thread_id)

    def show(self, listing: Listing, *, from_top: bool = False, at_end: bool = False) -> None:
        """Show these threads; the cursor stays on its thread, at its place on the screen.

        With `from_top` it goes to the first one, as another section or filter was chosen; with `at_end` to
        the last.
        """
        thread_ids = listing.ids
        wanted, place, seen = self.thread_id, self.cursor - self._top, self._visible_ids()
        self._ranks, self.starts, self.ends = listing.ranks, listing.starts, listing.ends
        self._asked_at = None
        if self._is_marked_anew:
            self._is_marked_anew = False
            self.refresh()
        if thread_ids == self._ids and not (from_top or at_end):
            self.reread()
            return
        self._ids = thread_ids
        if self.marked and listing.is_whole:
            self.marked &= set(thread_ids)
        self._set_height()
        where = 0 if from_top else len(thread_ids) - 1 if at_end else self._index(wanted)
        if where == _NOWHERE:
            where = max(0, min(self.cursor, len(thread_ids) - 1))
        self.set_reactive(Inbox.cursor, where)
        top = 0 if from_top else max(0, where - (self._fitting if at_end else max(place, 0)))
        if seen and thread_ids[top : top + len(seen)] == seen and where - top == place:
            # Only what is out of sight is another: nothing moves, and what is the same is not painted again.
            self.set_reactive(Inbox.scroll_y, float(top * self._lines))
            self.set_reactive(Inbox.scroll_target_y, float(top * self._lines))
            self.reread()
            return
        self._rows.clear()
        self._said.clear()
        self._scroll_to_top(top)
        self._keep_visible()
        self.refresh()

    def reread(self) -> None:
        """Read the visible lines again, and repaint those that changed."""
        visible = self._visible_ids()
        fresh = {row.id: row for row in self._read_rows(visible)}
        for thread_id in visible:
            if fresh.get(thread_id) != self._rows.get(thread_id):
                self._refresh_thread(thread_id)
        self._rows = fresh

    def show_read(self, thread_id: int) -> None:
        """Show a thread as read, before that is stored."""
        row = self._rows.get(thread_id)
        if row is not None and (row.unread or row.mentioned):
            self._rows[thread_id] = replace(row, unread=False, mentioned=False)
            self._refresh_thread(thread_id)

    def look_for(self, wanted: Sequence[Sought]) -> None:
        """Mark what is looked for in the threads that are shown next."""
        self._is_marked_anew = self._is_marked_anew or wanted != self._wanted
        self._wanted = wanted

    def show_company(self, company: Mapping[int, str]) -> None:
        """Show what others do in these threads."""
        before, self._company = self._company, company
        for thread_id in before.keys() ^ company.keys() | {
            each for each in before.keys() & company.keys() if before[each] != company[each]
        }:
            self._refresh_thread(thread_id)

    def tick(self) -> None:
        """Repaint the lines whose countdown reads differently now."""
        now = self._now()
        for thread_id in self._visible_ids():
            row = self._rows.get(thread_id)
            if row is not None and self._said.get(thread_id) not in (None, words.urgency(row, now)[1]):
                self._refresh_thread(thread_id)

    # --- marking -----------------------------------------------------------------------------------

    def toggle_mark(self) -> None:
        """Mark the thread under the cursor, or take its mark off."""
        if self.thread_id is not None:
            self.marked ^= {self.thread_id}
            self._refresh_at(self.cursor)

    def mark_all(self, thread_ids: Iterable[int] = ()) -> None:
        """Mark these threads and no others."""
        before, self.marked = self.marked, set(thread_ids)
        if before != self.marked:
            self.refresh()

    # --- moving ------------------------------------------------------------------------------------

    def move(self, by: int) -> None:
        """Move the cursor by so many threads."""
        self.cursor = max(0, min(self.cursor + by, len(self._ids) - 1))
        above = not self.starts and self.cursor < _NEAR
        below = not self.ends and self.cursor >= len(self._ids) - _NEAR
        # Once for the same threads: an answer may give no more of them.
        asked_at = (self._ids[0], self._ids[-1]) if self._ids else None
        if (above or below) and asked_at != self._asked_at:
            self._asked_at = asked_at
            self.post_message(self.NearEdge())

    def move_page(self, direction: int) -> None:
        """Move the cursor by a screenful."""
        self.move(direction * max(1, self._fitting - 1))

    def move_to_thread(self, thread_id: int) -> bool:
        """Put the cursor on a thread; whether it is shown here."""
        where = self._index(thread_id)
        if where == _NOWHERE:
            return False
        self.cursor = where
        return True

    def show_letters(self, letters: str) -> bool:
        """Show a letter before each thread in sight; whether there is any."""
        top = self._top
        places = range(top, min(top + self._fitting, len(self._ids)))
        self._letters = dict(zip(letters, places, strict=False))
        self.refresh()
        return bool(self._letters)

    def jump_to(self, letter: str) -> None:
        """Put the cursor on the thread of a letter, and take the letters away."""
        place = self._letters.get(letter)
        self._letters = {}
        self.refresh()
        if place is not None and place < len(self._ids):
            self.cursor = place

    def watch_cursor(self, old: int, new: int) -> None:
        """Repaint the two lines between which the cursor moved, and no more."""
        if old == new:
            return
        self._refresh_at(old, lines=1)
        self._refresh_at(new, lines=1)
        self._keep_visible()

    # --- painting ----------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """A line of the pane."""
        width = self.size.width
        index, line = divmod(y + int(self.scroll_offset.y), self._lines)
        if not self._ids:
            return self._strip(rows.empty_pieces(y, self.empty_text, width))
        if index >= len(self._ids):
            return Strip.blank(width, self._style("plain", ""))
        # Both lines of the cursor's thread would take twice the bytes to show where it is.
        highlight = "" if index != self.cursor or line else "cursor" if self.has_keys else "cursor-away"
        row = self._row(self._ids[index])
        if row is None:
            return self._strip([(fit("   …", width), "muted", False)], highlight)
        now = self._now()
        if line == 0:
            self._said[row.id] = words.urgency(row, now)[1]
        return self._strip(
            rows.pieces(
                row,
                line,
                rows.Seen(
                    width,
                    now,
                    is_current=bool(highlight),
                    is_marked=row.id in self.marked,
                    company=self._company.get(row.id, ""),
                    letter=next((each for each, place in self._letters.items() if place == index), ""),
                    wanted=self._wanted,
                ),
            ),
            highlight,
        )

    def _strip(self, pieces: Sequence[rows.Piece], highlight: str = "") -> Strip:
        width = self.size.width
        styled = [
            (text, self._style(name, highlight) + FOUND if found else self._style(name, highlight))
            for text, name, found in pieces
        ]
        return strip_of(styled, width)

    def _style(self, name: str, highlight: str) -> Style:
        key = (name, highlight)
        if key not in self._styles_of:
            style = self.get_component_rich_style(f"inbox--{name}")
            if highlight:
                style += Style(bgcolor=self.get_component_rich_style(f"inbox--{highlight}").bgcolor)
            if highlight == "cursor" and self.app.no_color:
                style += Style(reverse=True)
            self._styles_of[key] = style
        return self._styles_of[key]

    # --- within ------------------------------------------------------------------------------------

    @property
    def _lines(self) -> int:
        return rows.lines_for(self.size.width)

    @property
    def _fitting(self) -> int:
        return max(1, self.size.height // self._lines)

    @property
    def _top(self) -> int:
        return int(self.scroll_offset.y) // self._lines

    def _row(self, thread_id: int) -> InboxRow | None:
        if thread_id not in self._rows:
            wanted = [each for each in self._visible_ids() if each not in self._rows]
            # What is out of sight is let go of, so that memory does not grow with the reading.
            if len(self._rows) > 8 * self._fitting:
                kept = set(self._visible_ids())
                self._rows = {key: row for key, row in self._rows.items() if key in kept}
                self._said = {key: said for key, said in self._said.items() if key in kept}
            self._rows |= {row.id: row for row in self._read_rows([*wanted, thread_id])}
        return self._rows.get(thread_id)

    def _visible_ids(self) -> Sequence[int]:
        return self._ids[self._top : self._top + self._fitting + 1]

    def _index(self, thread_id: int | None) -> int:
        if thread_id is None:
            return _NOWHERE
        near = self.cursor
        if 0 <= near < len(self._ids) and self._ids[near] == thread_id:
            return near
        try:
            return self._ids.index(thread_id)
        except ValueError:
            return _NOWHERE

    def _set_height(self) -> None:
        # Not through the reactive: that would lay out, and so repaint, the whole screen.
        self.set_reactive(Inbox.virtual_size, Size(0, max(len(self._ids), 1) * self._lines))

    def _keep_visible(self) -> None:
        """Scroll by most of a screen when the cursor leaves it: fewer repaints than line by line."""
        fitting, top = self._fitting, self._top
        context = fitting // 4
        if self.cursor < top:
            self._scroll_to_top(max(0, min(self.cursor, self.cursor - fitting + context + 1)))
        elif self.cursor >= top + fitting:
            self._scroll_to_top(min(self.cursor - context, max(0, len(self._ids) - fitting)))

    def _scroll_to_top(self, index: int) -> None:
        self.scroll_to(0, index * self._lines, animate=False, immediate=True)

    def _refresh_at(self, index: int, lines: int = 2) -> None:
        if 0 <= index < len(self._ids):
            self.refresh_lines(index * self._lines, min(lines, self._lines))

    def _refresh_thread(self, thread_id: int) -> None:
        top = self._top
        for index in range(top, min(top + self._fitting + 1, len(self._ids))):
            if self._ids[index] == thread_id:
                self._refresh_at(index)

    def on_resize(self) -> None:
        """Keep the cursor in sight, whatever the size."""
        self._set_height()
        self._scroll_to_top(min(self._top, max(0, len(self._ids) - 1)))
        self._keep_visible()

    def watch_has_keys(self) -> None:
        """Show the cursor as the one that keys move, or as resting."""
        self._refresh_at(self.cursor, lines=1)

    def notify_style_update(self) -> None:
        """Forget the styles of the theme before."""
        self._styles_of.clear()
        super().notify_style_update()

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse clicked, and open what is there."""
        index = (event.y + self.scroll_offset.y) // self._lines
        if 0 <= index < len(self._ids):
            self.cursor = index
            self.post_message(self.Opened(self._ids[index]))
