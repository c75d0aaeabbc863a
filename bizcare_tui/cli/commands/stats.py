"""`bizcare stats`: print the support statistics."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator

from bizcare_tui.cli.command import CliCommand
from bizcare_tui.cli.json.statistics import statistics_csv, statistics_json
from bizcare_tui.cli.output import print_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.forecast_statistics import statistics_groups
from bizcare_tui.domain.policy import Policy
from bizcare_tui.domain.statistics import Group, Statistics
from bizcare_tui.i18n import N_, _, current_language
from bizcare_tui.present.figures import hours, percent

_NAME_WIDTH = 28


def run(options: Namespace) -> int:
    """Print the statistics as a table, as JSON or as CSV."""
    desk = Desk()
    statistics = desk.statistics.figures()
    if options.json:
        print_json(statistics_json(statistics))
    elif options.csv:
        print(statistics_csv(statistics), end="")
    else:
        for line in _table(statistics, desk.decisions.policy):
            print(line)
    return 0


def _table(statistics: Statistics, policy: Policy) -> Iterator[str]:
    score = statistics.score
    yield _("Now: {late} late, {due} due, {missed} goals missed").format(
        late=statistics.late.of, due=statistics.due.of, missed=statistics.missed.of
    )
    yield _("The last 6 months: from {0} until {1} (exclusive)").format(score.begins, score.ends)
    yield _("  answered {0}, after {1} on average").format(
        percent(score.response_rate), hours(score.response_hours)
    )
    yield _("Fixes in time: {0}").format(percent(statistics.fixes))
    yield _("Refunds: {0}").format(statistics.refunds.of)
    titles = policy.titles(statistics.refusals, current_language())
    for title, figure in zip(titles, statistics.refusals.values(), strict=True):
        yield _("Rejected, {0}: {1}").format(title, figure.of)
    for name, groups in statistics_groups(statistics):
        yield ""
        columns = (_("asked"), _("in time"), _("median"), _("90 %"), _("rejected"), _("refunded"))
        yield f"{name:<{_NAME_WIDTH}}" + "".join(f"{column:>10}" for column in columns)
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
    return f"{(group.name or '-')[: _NAME_WIDTH - 1]:<{_NAME_WIDTH}}" + "".join(
        f"{cell:>10}" for cell in cells
    )


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--csv", action="store_true", help=_("all figures as CSV, with their threads"))


COMMAND = CliCommand(
    name="stats",
    help=N_("statistics: answers in time, the last 6 months, fixes, rejections, refunds"),
    run=run,
    add_arguments=_add_arguments,
    rank=105,
)
