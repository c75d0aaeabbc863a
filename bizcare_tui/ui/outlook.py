"""The forecast of deadlines and the statistics, with their plots; each figure leads to its threads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static

from bizcare_tui.desk.inbox import InboxRow
from bizcare_tui.desk.outlook import Outlook, groups_of
from bizcare_tui.domain.clock import MARKETPLACE_ZONE
from bizcare_tui.domain.statistics import Figure, Group, Statistics
from bizcare_tui.i18n import _, dated
from bizcare_tui.ui.actions import ASKING
from bizcare_tui.ui.asking import ChoiceScreen
from bizcare_tui.ui.dialogs import BOX
from bizcare_tui.ui.lines import fit

# How many threads behind a figure are listed.
LISTED = 200
_BAR = 24
_NAME = 18
_EIGHTHS = " ▏▎▍▌▋▊▉"
_HEIGHTS = "▁▂▃▄▅▆▇█"

Line = tuple[Content, tuple[int, ...]]
"""A line, and the threads it leads to; without any it leads nowhere."""


class FiguresScreen(ModalScreen[int | None]):
    """Lines of figures; Enter shows the threads behind one. Its result is a thread to open, or None.

    Args:
        title: what it shows.
        head: what is said above the lines.
        lines: the figures.
        rows: gives the inbox lines of some threads.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss(None)"),
        Binding("j", "move(1)"),
        Binding("k", "move(-1)"),
    ]
    DEFAULT_CSS = (
        "FiguresScreen {" + BOX + "} FiguresScreen > .box { width: 96%; max-width: 120; height: 96%; }"
        "FiguresScreen OptionList { border: none; height: 1fr; }"
        "FiguresScreen #head { height: auto; max-height: 40%; }"
    )

    def __init__(
        self,
        title: str,
        head: Content,
        lines: Sequence[Line],
        rows: Callable[[Sequence[int]], list[InboxRow]],
    ) -> None:
        super().__init__()
        self._title = title
        self._head = head
        self._lines = lines
        self._rows = rows

    def compose(self) -> ComposeResult:
        """The head, and the lines under it."""
        with Vertical(classes="box") as box:
            box.border_title = self._title + _(" · Enter shows the threads · Esc closes")
            yield Static(self._head, id="head", markup=False)
            yield OptionList(*(line for line, _threads in self._lines), compact=True, markup=False)

    def on_mount(self) -> None:
        """Keys go to the lines."""
        self.query_one(OptionList).focus()

    def action_move(self, by: int) -> None:
        """To the next or previous line."""
        options = self.query_one(OptionList)
        if by > 0:
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    @work(group=ASKING)
    async def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Show the threads behind a figure, and open one."""
        threads = self._lines[event.option_index][1][:LISTED]
        if not threads:
            self.notify(_("No thread stands behind this."), timeout=3)
            return
        rows = self._rows(threads)
        lines = [Content(f"{row.id}  {row.topic}  {row.product.partition(' – ')[0]}") for row in rows]
        place = await self.app.push_screen_wait(ChoiceScreen(_("The threads"), lines))
        if place is not None:
            self.dismiss(rows[place].id)


def forecast_lines(outlook: Outlook) -> tuple[Content, list[Line]]:
    """The forecast: its sentence, and a line for each day."""
    told = outlook.forecast
    most = max([len(told.late), *(len(b.due) + b.expected for b in told.buckets), 1])
    lines: list[Line] = []
    if told.late:
        bar = _bar(len(told.late), most)
        lines.append(
            (
                Content.styled(f"{_('late'):<11} {bar} {len(told.late):>4}", "bold"),
                tuple(due.thread_id for due in told.late),
            )
        )
    for bucket in told.buckets:
        day = dated(bucket.begins.astimezone(MARKETPLACE_ZONE), "%a %d %b")
        due = len(bucket.due)
        bar = _bar(due, most)
        more = "░" * round(bucket.expected / most * _BAR)
        text = f"{day:<11} {(bar.rstrip() + more).ljust(_BAR)} {due:>4}"
        expected = _("  + {0:.1f} expected").format(bucket.expected) if told.weeks else ""
        lines.append(
            (Content.assemble(text, (expected, "dim")), tuple(each.thread_id for each in bucket.due))
        )
    return Content(outlook.sentence + "\n"), lines


def statistics_lines(told: Statistics) -> tuple[Content, list[Line]]:
    """The statistics: the plots of the weeks, and a line for each figure."""
    score = told.score
    lines: list[Line] = [
        _line(_("answered, score's window"), score.response_rate, _percent),
        _line(_("mean time, score's window"), score.response_hours, _hours),
        _line(_("fixes in time"), told.fixes, _percent),
        _line(_("refunds"), told.refunds, _count),
        *(_line(_("refused: {0}").format(g.replace("_", " ")), f, _count) for g, f in told.refusals.items()),
    ]
    names = {
        "weeks": _("by week"),
        "products": _("by product"),
        "languages": _("by language"),
        "persons": _("by person"),
    }
    heads = (_("asked"), _("in time"), _("median"), _("90 %"), _("refused"), _("refund"))
    for name, groups in groups_of(told):
        shown = list(reversed(groups)) if name == "weeks" else groups
        lines.append((Content.styled("\n" + _columns(names[name], heads), "bold"), ()))
        lines += [_group_line(group) for group in shown if group.asked.of]
    return _plots(told), lines


def _plots(told: Statistics) -> Content:
    weeks = told.weeks
    in_time = "".join(_column(week.in_time.value, 1.0) for week in weeks)
    slowest = max((week.p90_hours.value or 0.0 for week in weeks), default=0.0)
    slow = "".join(_column(week.p90_hours.value, slowest) for week in weeks)
    most = max((week.asked.of for week in weeks), default=0)
    asked = "".join(_column(float(week.asked.of), float(most)) for week in weeks)
    window = _("the score looks at {0} to {1}, recomputed on Mondays").format(
        told.score.begins, told.score.ends
    )
    return Content.assemble(
        (f"{'':<12}{weeks[0].name:<{len(weeks)}} {_('to the present week')}\n" if weeks else "", "dim"),
        f"{_('asked'):<12}{asked} ", (_("0 to {0} a week").format(most) + "\n", "dim"),
        f"{_('in time'):<12}{in_time} ", (_("0 to 100 %, · none asked") + "\n", "dim"),
        f"{_('90 % within'):<12}{slow} ", (_("0 to {0:.0f} business hours").format(slowest) + "\n", "dim"),
        (window + "\n", "dim"),
    )  # fmt: skip


def _group_line(group: Group) -> Line:
    """How many were asked and answered in time; it leads to those that were not, else to the slowest."""
    cells = (
        str(group.asked.of),
        _percent(group.in_time),
        _hours(group.median_hours),
        _hours(group.p90_hours),
        str(group.refused.of or ""),
        str(group.refunded.of or ""),
    )
    threads = group.in_time.thread_ids or group.median_hours.thread_ids or group.asked.thread_ids
    return Content(_columns(group.name or _("not known"), cells)), threads


def _columns(name: str, cells: Sequence[str]) -> str:
    return fit(name, _NAME) + "".join(f"{cell:>8}" for cell in cells)


def _line(name: str, figure: Figure, shown: Callable[[Figure], str]) -> Line:
    of = _(" of {0}").format(figure.of) if figure.of and shown is not _count else ""
    return Content.assemble(f"{name:<32} {shown(figure):>8}", (of, "dim")), figure.thread_ids


def _percent(figure: Figure) -> str:
    return "-" if figure.value is None else f"{100 * figure.value:.0f} %"


def _hours(figure: Figure) -> str:
    return "-" if figure.value is None else f"{figure.value:.1f} h"


def _count(figure: Figure) -> str:
    return str(figure.of)


def _bar(value: float, most: float) -> str:
    """A bar of eighths of cells."""
    eighths = round(value / most * _BAR * 8)
    full, rest = divmod(eighths, 8)
    return ("█" * full + (_EIGHTHS[rest] if rest else "")).ljust(_BAR)


def _column(value: float | None, most: float) -> str:
    """A column of a plot one line high; a dot where there is nothing to plot."""
    if value is None or not most:
        return "·"
    return _HEIGHTS[min(int(value / most * len(_HEIGHTS)), len(_HEIGHTS) - 1)]
