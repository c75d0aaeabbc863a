"""Screens of the deadline forecast and the statistics, with plots; Enter lists the threads of a figure."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from bizcare_tui.desk.forecast_statistics import ForecastSummary, presence_in_words, statistics_groups
from bizcare_tui.desk.inbox import InboxRow
from bizcare_tui.domain.clock import marketplace_date
from bizcare_tui.domain.counters import late_in_words, rest_in_words
from bizcare_tui.domain.dates import near_day_in_words
from bizcare_tui.domain.policy import Policy
from bizcare_tui.domain.statistics import Figure, Group, Statistics
from bizcare_tui.i18n import _, current_language, format_number, ngettext
from bizcare_tui.present.cells import fit
from bizcare_tui.present.figures import hours, percent
from bizcare_tui.present.tones import Tone
from bizcare_tui.ui.screens.choice import ChoiceScreen
from bizcare_tui.ui.screens.dialog_base import DIALOG_CSS, ModalList
from bizcare_tui.ui.screens.list_screen import ListScreen
from bizcare_tui.ui.tones import TONE_STYLES

# At most this many threads of one figure are listed.
MAX_LISTED = 200
_BAR_WIDTH = 24
_LEAST_NAME_WIDTH, _MOST_NAME_WIDTH = 10, 24
_MOST_FIGURE_NAME_WIDTH = 52
_COLUMN_GAP = 2
# The columns of the list in a terminal of 80.
_TABLE_WIDTH = 68
_PARTIAL_CELLS = " ▏▎▍▌▋▊▉"
_HEIGHTS = "▁▂▃▄▅▆▇█"

FigureLine = tuple[Content, tuple[int, ...]]
"""A line of the list, and the ids of the threads that Enter shows; may be empty."""


class FiguresScreen(ListScreen[int | None, FigureLine]):
    """A list of figures; Enter shows the threads behind one. The result is the thread to open, or None.

    Args:
        title: the title of the screen.
        head: the text above the list.
        lines: the figures.
        rows: returns the inbox rows of the given thread ids; runs in a worker thread.
    """

    DEFAULT_CSS = (
        "FiguresScreen {"
        + DIALOG_CSS
        + "} FiguresScreen > .box { width: 96%; max-width: 120; height: 100%; }"
        "FiguresScreen OptionList { border: none; height: 1fr; }"
        "FiguresScreen #head { height: auto; max-height: 40%; }"
    )

    def __init__(
        self,
        title: str,
        head: Content,
        lines: Sequence[FigureLine],
        rows: Callable[[Sequence[int]], list[InboxRow]],
    ) -> None:
        super().__init__()
        self._title = title
        self._head = head
        self._lines = lines
        self._read_rows = rows

    def compose(self) -> ComposeResult:
        """Compose the head, and the list below it."""
        with Vertical(classes="box") as box:
            box.border_title = self._title
            yield Static(self._head, id="head", markup=False)
            yield ModalList(compact=True, markup=False)

    def on_mount(self) -> None:
        """Show the figures."""
        self.show_rows(self._lines)

    def line_of(self, row: FigureLine) -> Content:
        """Return the line of a figure."""
        return row[0]

    def why_not(self, row: FigureLine) -> str:
        """Return that no thread is behind a figure; "" if some are."""
        return "" if row[1] else _("There are no threads to show for this.")

    def handle_chosen(self, row: FigureLine) -> None:
        """List the threads behind the chosen figure, and open the one that is chosen there."""
        self.ask(self._choose_thread, row[1][:MAX_LISTED])

    async def _choose_thread(self, threads: Sequence[int]) -> None:
        rows = await asyncio.to_thread(self._read_rows, threads)
        lines = [Content(f"{row.id}  {row.topic}  {row.product.partition(' – ')[0]}") for row in rows]
        index = await self.app.push_screen_wait(ChoiceScreen(_("The threads"), lines))
        if index is not None:
            self.dismiss(rows[index].id)


def format_forecast(outlook: ForecastSummary) -> tuple[Content, list[FigureLine]]:
    """Return the forecast's summary, and a line for each day."""
    forecast = outlook.forecast
    maximum = max(
        [len(forecast.late), len(forecast.missed), *(len(b.due) + b.expected for b in forecast.buckets), 1]
    )
    lines: list[FigureLine] = []
    late = TONE_STYLES[Tone.LATE]
    for name, dues, style in ((_("LATE"), forecast.late, late), (_("missed"), forecast.missed, "")):
        if dues:
            bar = f"{_plot_bar(len(dues), maximum)} {len(dues):>4}"
            line = Content.assemble((name, style), " " * (12 - cell_len(name)), bar)
            lines.append((line, tuple(due.thread_id for due in dues)))
    for bucket, presence in zip(forecast.buckets, outlook.presences, strict=True):
        day = near_day_in_words(marketplace_date(bucket.begins))
        due = len(bucket.obligations)
        bar = _plot_bar(due, maximum)
        expected_bar = "░" * round(bucket.expected / maximum * _BAR_WIDTH)
        text = f"{day:<11} {(bar.rstrip() + expected_bar).ljust(_BAR_WIDTH)} {due:>4}"
        notes = []
        if goals := len(bucket.due) - due:
            notes.append(ngettext("+ {n} goal", "+ {n} goals", goals).format(n=goals))
        # Zero is nothing to expect, and that everybody is there is nothing to know.
        if forecast.weeks and (expected := format_number(bucket.expected, 1)) != format_number(0, 1):
            notes.append(_("+ {0} expected").format(expected))
        if presence.absent:
            notes.append(f"· {presence_in_words(presence)}" if notes else presence_in_words(presence))
        lines.append(
            (
                Content.assemble(text, ("  " + " ".join(notes), "dim")),
                tuple(each.thread_id for each in bucket.due),
            )
        )
    return Content("\n").join([*_counters_line(outlook), Content(outlook.sentence + "\n")]), lines


def _counters_line(outlook: ForecastSummary) -> list[Content]:
    """Return the counters of the header in a line, with what is late in its tone; no line if all are zero."""
    late = late_in_words(outlook.counters.late)
    rest = rest_in_words(outlook.counters, outlook.forecast.now)
    parts = [*([Content.styled(late, TONE_STYLES[Tone.LATE])] if late else []), *map(Content, rest)]
    return [Content(" · ").join(parts)] if parts else []


def format_statistics(statistics: Statistics, policy: Policy) -> tuple[Content, list[FigureLine]]:
    """Return the plots of the weeks, and a line for each figure."""
    score = statistics.score
    titles_of_grounds = policy.titles(statistics.refusals, current_language())
    figures: list[tuple[str, Figure, Callable[[Figure], str]]] = [
        (_("late now"), statistics.late, _count),
        (_("due now"), statistics.due, _count),
        (_("our own goals missed"), statistics.missed, _count),
        (_("answered, last 6 months"), score.response_rate, percent),
        (_("mean time, last 6 months"), score.response_hours, hours),
        (_("fixes in time"), statistics.fixes, percent),
        (_("refunds"), statistics.refunds, _count),
        *(
            (_("rejected: {0}").format(title), figure, _count)
            for title, figure in zip(titles_of_grounds, statistics.refusals.values(), strict=True)
        ),
    ]
    width = min(max(cell_len(name) for name, _figure, _shown in figures), _MOST_FIGURE_NAME_WIDTH)
    lines: list[FigureLine] = [
        _figure_line(fit(name, width), figure, shown) for name, figure, shown in figures
    ]
    titles = {
        "weeks": _("by week"),
        "products": _("by product"),
        "languages": _("by language"),
        "persons": _("by person"),
    }
    column_titles = (_("asked"), _("in time"), _("median"), _("90 %"), _("rejected"), _("refund"))
    groups_by_name = statistics_groups(statistics)
    rows = [_cells(group) for _name, groups in groups_by_name for group in groups if group.asked.of]
    widths = [max(map(cell_len, column)) + _COLUMN_GAP for column in zip(column_titles, *rows, strict=True)]
    for name, groups in groups_by_name:
        shown = list(reversed(groups)) if name == "weeks" else groups
        heading = _table_row(titles[name], column_titles, widths)
        lines.append((Content.styled(f"\n{heading}", "bold"), ()))
        lines += [_group_line(group, widths) for group in shown if group.asked.of]
    if not statistics.has_requests:
        text = _("No request is counted yet. Figures appear here with the first requests and answers.")
        return Content.assemble(text + "\n", _plots(statistics)), lines
    return _plots(statistics), lines


def _plots(statistics: Statistics) -> Content:
    weeks = statistics.weeks
    in_time_row = "".join(_plot_column(week.in_time.value, 1.0) for week in weeks)
    slowest = max((week.p90_hours.value or 0.0 for week in weeks), default=0.0)
    p90_row = "".join(_plot_column(week.p90_hours.value, slowest) for week in weeks)
    most_asked = max((week.asked.of for week in weeks), default=0)
    asked_row = "".join(_plot_column(float(week.asked.of), float(most_asked)) for week in weeks)
    window = _("the score covers {0} to {1} and is recalculated on Mondays").format(
        statistics.score.begins, statistics.score.ends
    )
    return Content.assemble(
        (f"{'':<12}{weeks[0].name:<{len(weeks)}} {_('up to this week')}\n" if weeks else "", "dim"),
        f"{_('asked'):<12}{asked_row} ", (_("0 to {0} per week").format(most_asked) + "\n", "dim"),
        f"{_('in time'):<12}{in_time_row} ", (_("0 to 100 %, · no requests") + "\n", "dim"),
        f"{_('90 % within'):<12}{p90_row} ", (_("0 to {0:.0f} business hours").format(slowest) + "\n", "dim"),
        (window + "\n", "dim"),
    )  # fmt: skip


def _group_line(group: Group, widths: Sequence[int]) -> FigureLine:
    """Return the line of a group.

    Enter shows the threads that were not answered in time; if there are none, the slowest ones.
    """
    threads = group.in_time.thread_ids or group.median_hours.thread_ids or group.asked.thread_ids
    return Content(_table_row(group.name or _("not known"), _cells(group), widths)), threads


def _cells(group: Group) -> tuple[str, ...]:
    """Return threads asked, share answered in time, business hours, rejections and refunds of a group."""
    return (
        str(group.asked.of),
        percent(group.in_time),
        hours(group.median_hours),
        hours(group.p90_hours),
        str(group.refused.of or ""),
        str(group.refunded.of or ""),
    )


def _table_row(name: str, cells: Sequence[str], widths: Sequence[int]) -> str:
    """Return a line of a table: a name as wide as the columns leave room for, and cells at their right."""
    shown = (" " * (width - cell_len(cell)) + cell for cell, width in zip(cells, widths, strict=True))
    room = max(_LEAST_NAME_WIDTH, min(_MOST_NAME_WIDTH, _TABLE_WIDTH - sum(widths)))
    return fit(name, room) + "".join(shown)


def _figure_line(name: str, figure: Figure, shown: Callable[[Figure], str]) -> FigureLine:
    of = _(" of {0}").format(figure.of) if figure.of and shown is not _count else ""
    return Content.assemble(f"{name} {shown(figure):>7}", (of, "dim")), figure.thread_ids


def _count(figure: Figure) -> str:
    return str(figure.of)


def _plot_bar(value: float, maximum: float) -> str:
    """Return a horizontal bar with a resolution of one eighth of a cell."""
    eighths = round(value / maximum * _BAR_WIDTH * 8)
    full, rest = divmod(eighths, 8)
    return ("█" * full + (_PARTIAL_CELLS[rest] if rest else "")).ljust(_BAR_WIDTH)


def _plot_column(value: float | None, maximum: float) -> str:
    """Return one column of a plot that is one line high; a dot if there is nothing to plot."""
    if value is None or not maximum:
        return "·"
    return _HEIGHTS[min(int(value / maximum * len(_HEIGHTS)), len(_HEIGHTS) - 1)]
