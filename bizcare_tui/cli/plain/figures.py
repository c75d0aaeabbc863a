"""The morning brief, the forecast and the statistics in the line mode, as sentences."""

from __future__ import annotations

from functools import partial

from bizcare_tui.cli.plain.command import PlainCommand, PlainGroup
from bizcare_tui.cli.plain.conversation import Flow
from bizcare_tui.cli.plain.questions import choose
from bizcare_tui.cli.plain.session import LineSession
from bizcare_tui.desk.forecast_statistics import presence_in_words, statistics_groups
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.domain.brief import line_in_words, title
from bizcare_tui.domain.clock import marketplace_date
from bizcare_tui.domain.counters import in_words
from bizcare_tui.domain.dates import near_day_in_words
from bizcare_tui.domain.statistics import Group, Statistics
from bizcare_tui.i18n import N_, _, current_language
from bizcare_tui.present.figures import hours, percent


def brief(session: LineSession, words: str) -> None:
    """Read the morning brief, and list the threads of one of its lines."""
    found, now = session.desk.statistics.brief.read(), session.desk.now()
    session.say(title(found) + ".")
    if not found.lines:
        session.say(_("Nothing needs you."))
        return

    def asking() -> Flow[int]:
        lines = [line_in_words(each, found.period, now) for each in found.lines]
        choices = [*lines, _("none of them")]
        return (yield from choose(_("List the threads of which line?"), choices, default=len(lines)))

    index = session.talk.hold(asking, first=words)
    if index < len(found.lines):
        session.show_list(parse_query(found.lines[index].query))


def forecast(session: LineSession, _words: str) -> None:
    """Read what is due on each of the next days."""
    outlook = session.desk.statistics.forecast()
    session.say(outlook.sentence)
    if summary := in_words(outlook.counters, session.desk.now()):
        session.say(f"{summary}.")
    for bucket, presence in zip(outlook.forecast.buckets, outlook.presences, strict=True):
        parts = [
            _("{0} due").format(len(bucket.obligations)),
            f"{_('our own goals')} {len(bucket.due) - len(bucket.obligations)}",
            f"{_('also expected')} {bucket.expected:.1f}",
        ]
        if outlook.shows_presence:
            parts.append(presence_in_words(presence))
        session.say(f"{near_day_in_words(marketplace_date(bucket.begins))}: {', '.join(parts)}.")


def statistics(session: LineSession, words: str) -> None:
    """Read the statistics: all together, or by week, product, language or person."""
    figures = session.desk.statistics.figures()
    session.talk.hold(partial(_reading, session, figures), first=words)


def _reading(session: LineSession, figures: Statistics) -> Flow[None]:
    groups = statistics_groups(figures)
    choices = [_("all together"), _("by week"), _("by product"), _("by language"), _("by person")]
    index = yield from choose(_("Which statistics?"), choices, default=0)
    if index:
        for group in groups[index - 1][1]:
            session.say(_group_sentence(group))
        return
    score = figures.score
    session.say(
        _("Now: {late} late, {due} due, {missed} goals missed").format(
            late=figures.late.of, due=figures.due.of, missed=figures.missed.of
        )
        + "."
    )
    session.say(_("The last 6 months: from {0} until {1} (exclusive)").format(score.begins, score.ends) + ".")
    text = _("  answered {0}, after {1} on average").format(
        percent(score.response_rate), hours(score.response_hours)
    )
    session.say(text.strip() + ".")
    session.say(_("Fixes in time: {0}").format(percent(figures.fixes)) + ".")
    session.say(_("Refunds: {0}").format(figures.refunds.of) + ".")
    titles = session.desk.decisions.policy.titles(figures.refusals, current_language())
    for reason, figure in zip(titles, figures.refusals.values(), strict=True):
        session.say(_("Rejected, {0}: {1}").format(reason, figure.of) + ".")


def _group_sentence(group: Group) -> str:
    parts = (
        (_("asked"), str(group.asked.of)),
        (_("in time"), percent(group.in_time)),
        (_("median"), hours(group.median_hours)),
        (_("90 %"), hours(group.p90_hours)),
        (_("rejected"), str(group.refused.of)),
        (_("refunded"), str(group.refunded.of)),
    )
    known = ", ".join(f"{name} {value}" for name, value in parts if value != "-")
    return f"{group.name or _('nobody')}: {known}."


COMMANDS: tuple[PlainCommand, ...] = (
    PlainCommand(
        "brief",
        N_("the morning brief: what is late, due and new; list the threads of a line"),
        brief,
        PlainGroup.LOOK,
        also=("today", "summary"),
    ),
    PlainCommand("forecast", N_("what is due until Tuesday after the weekend"), forecast, PlainGroup.LOOK),
    PlainCommand(
        "statistics",
        N_("the statistics, all together or by week, product, language or person"),
        statistics,
        PlainGroup.LOOK,
        also=("figures", "score", "stats"),
    ),
)
