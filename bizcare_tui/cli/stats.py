"""`bizcare stats`: how support goes, in figures."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator

from bizcare_tui.cli.output import print_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.outlook import figures_csv, figures_value, groups_of
from bizcare_tui.domain.statistics import Figure, Group, Statistics
from bizcare_tui.i18n import _

_NAME = 28


def run(options: Namespace) -> int:
    """Print the statistics as a table, as JSON or as CSV."""
    told = Desk().figures()
    if options.json:
        print_json(figures_value(told))
    elif options.csv:
        print(figures_csv(told), end="")
    else:
        for line in _table(told):
            print(line)
    return 0


def _table(told: Statistics) -> Iterator[str]:
    score = told.score
    yield _("The score's window: {0} to before {1}").format(score.begins, score.ends)
    yield _("  answered {0}, after {1} on average").format(
        percent(score.response_rate), hours(score.response_hours)
    )
    yield _("Fixes in time: {0}").format(percent(told.fixes))
    yield _("Refunds: {0}").format(told.refunds.of)
    for ground, figure in told.refusals.items():
        yield _("Refused, {0}: {1}").format(ground, figure.of)
    for name, groups in groups_of(told):
        yield ""
        columns = (_("asked"), _("in time"), _("median"), _("90 %"), _("refused"), _("refunded"))
        yield f"{name:<{_NAME}}" + "".join(f"{column:>10}" for column in columns)
        for group in groups:
            yield _row(group)


def _row(group: Group) -> str:
    cells = (
        str(group.asked.of),
        percent(group.in_time),
        hours(group.median_hours),
        hours(group.p90_hours),
        str(group.refused.of),
        str(group.refunded.of),
    )
    return f"{(group.name or '-')[: _NAME - 1]:<{_NAME}}" + "".join(f"{cell:>10}" for cell in cells)


def percent(figure: Figure) -> str:
    """A share in percent, or a dash."""
    return "-" if figure.value is None else f"{100 * figure.value:.0f} %"


def hours(figure: Figure) -> str:
    """Business hours, or a dash."""
    return "-" if figure.value is None else f"{figure.value:.1f} h"
