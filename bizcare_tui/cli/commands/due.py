"""`bizcare due`: list what is due or late."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Iterator
from datetime import timedelta

from bizcare_tui.cli.command import CliCommand
from bizcare_tui.cli.output import narrate
from bizcare_tui.cli.thread_rows import print_threads, warn_of_clock_dispute
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.domain.counters import in_words
from bizcare_tui.errors import NoStore
from bizcare_tui.i18n import N_, _
from bizcare_tui.store.records import InboxEntryRecord

ATTENTION_EXIT_CODE = 3

_LONGEST_SECONDS = 100 * 366 * 86_400  # a century, because dates are limited


def run(options: Namespace) -> int:
    """Print what is late or due, next deadline first; return 3 if an obligation is late."""
    desk = Desk()
    if options.forecast:
        return _forecast(desk, as_json=options.json)
    within = timedelta(seconds=options.within) if options.within is not None else None
    count = print_threads(desk, _due_threads(desk, within), as_json=options.json)
    counters = desk.statistics.counters()
    if summary := in_words(counters, desk.now()):
        narrate(summary)
    elif not count:
        narrate(_("Nothing is due.") if desk.session.exists else str(NoStore()))
    warn_of_clock_dispute(desk)
    return ATTENTION_EXIT_CODE if counters.late else 0


def _forecast(desk: Desk, *, as_json: bool) -> int:
    """Print what is due on each day; return 3 if an obligation is late."""
    from bizcare_tui.cli.json.statistics import forecast_json
    from bizcare_tui.cli.output import print_json
    from bizcare_tui.desk.forecast_statistics import presence_in_words
    from bizcare_tui.domain.clock import marketplace_date
    from bizcare_tui.domain.dates import near_day_in_words

    outlook = desk.statistics.forecast()
    if as_json:
        print_json(forecast_json(outlook))
    else:
        for bucket, presence in zip(outlook.forecast.buckets, outlook.presences, strict=True):
            day = near_day_in_words(marketplace_date(bucket.begins))
            goals = len(bucket.due) - len(bucket.obligations)
            people = f"  {presence_in_words(presence)}" if outlook.shows_presence else ""
            print(
                f"{day}  {len(bucket.obligations):>4}  {_('our own goals')} {goals:>3}"
                f"  {_('also expected')} {bucket.expected:>5.1f}{people}"
            )
        print(outlook.sentence)
    if summary := in_words(outlook.counters, desk.now()):
        narrate(summary)
    warn_of_clock_dispute(desk)
    return ATTENTION_EXIT_CODE if outlook.counters.late else 0


def _due_threads(desk: Desk, within: timedelta | None) -> Iterator[InboxEntryRecord]:
    for record in desk.inbox.matching(parse_query("is:due")):
        if within is None or (record.due_at is not None and record.due_at <= desk.now() + within):
            yield record


def _duration(text: str) -> int:
    """Return the seconds of a duration like 30m, 4h or 2d."""
    seconds = {"m": 60, "h": 3600, "d": 86400}.get(text[-1:])
    if seconds is None or not text[:-1].isdecimal() or len(text) > 9:
        raise ArgumentTypeError(_("{0!r} is not a time like 30m, 4h or 2d").format(text))
    return min(int(text[:-1]) * seconds, _LONGEST_SECONDS)


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--within", type=_duration, metavar="4h", help=_("only within this time, for example 30m, 4h or 2d")
    )
    parser.add_argument(
        "--forecast", action="store_true", help=_("by day, until Tuesday 00:00 after the weekend")
    )


COMMAND = CliCommand(
    name="due",
    help=N_("what is due; exit code 3 when an obligation is late"),
    run=run,
    add_arguments=_add_arguments,
    rank=104,
    only_reads=True,
)
