"""How each deadline of a thread was reckoned, step by step, with the rule and where it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from bizcare_tui.desk.rows import first_answer
from bizcare_tui.desk.views import Fact, MessageView
from bizcare_tui.domain.clock import MARKETPLACE_ZONE, SATURDAY, FirstAnswer, Status
from bizcare_tui.i18n import _
from bizcare_tui.store.instants import maybe_instant
from bizcare_tui.store.reading import Line

HELP_CENTRE = "PrestaShop partner help centre, handling support requests"


def explain(
    entry: Line,
    messages: Sequence[MessageView],
    facts: Sequence[Fact],
    baseline: datetime | None,
    now: datetime,
) -> Iterator[str]:
    """The lines of the explanation, plain text. Instants are on the Marketplace's clocks."""
    yield f"{entry['thread_id']}  {entry['topic']}"
    yield ""
    yield from _first_answer(first_answer(entry), messages, baseline, now)
    follow_up = maybe_instant(entry["follow_up_due"])
    if follow_up is not None:
        yield ""
        yield _("Follow-up (a target of ours, not an obligation)")
        yield "  " + _("the customer wrote after the last answer; the same sum gives: before {due}").format(
            due=_local(follow_up)
        )
    for fact in facts:
        if fact.key in ("holidays", "refund_claim", "refund_accept"):
            yield ""
            yield f"{fact.label}: {fact.value} ({fact.meaning})"
            yield "  " + fact.source


def _first_answer(
    clock: FirstAnswer, messages: Sequence[MessageView], baseline: datetime | None, now: datetime
) -> Iterator[str]:
    yield _("First answer") + ("" if clock.obligation else " " + _("(a target of ours, not an obligation)"))
    request = next((message for message in messages if message.at == clock.start), None)
    if request is None:
        yield "  " + _("request   {at}, the thread's own time: no message of it is known").format(
            at=_local(clock.start)
        )
    else:
        yield "  " + _("request   {at}, message {id}, by: {author} ({by})").format(
            at=_local(clock.start),
            id=request.id,
            author=request.author.value,
            by=request.author_by.value,
        )
    yield from _sum(clock)
    yield "  " + _("rule      less than 1 business day, Monday to Friday whatever the public holidays")
    yield "  " + _("source    {source}").format(source=HELP_CENTRE)
    yield "  " + _("stops at  the first answer that is public, by a person, and seen on the Marketplace")
    yield "  " + _status(clock, baseline, now)


def _sum(clock: FirstAnswer) -> Iterator[str]:
    start = clock.start.astimezone(MARKETPLACE_ZONE)
    if start.weekday() >= SATURDAY:
        yield "  " + _("weekend   the clock starts on Monday at 00:00")
        yield "  " + _("+ 24 h    of business days, Monday 00:00 to 24:00")
    elif (clock.due - clock.start) > timedelta(hours=36):
        yield "  " + _("+ 24 h    of business days; Saturday and Sunday do not count")
    else:
        yield "  " + _("+ 24 h    of business days")
    yield "  " + _("due       before {due}; an answer at that very instant is late").format(
        due=_local(clock.due)
    )


def _status(clock: FirstAnswer, baseline: datetime | None, now: datetime) -> str:
    answered = _local(clock.at) if clock.at else ""
    match clock.status(now):
        case Status.MET:
            return _("status    met: answered at {at}").format(at=answered)
        case Status.MISSED:
            return _("status    missed: answered at {at}").format(at=answered)
        case Status.LATE:
            return _("status    late: no answer by a person is known")
        case Status.PENDING:
            return _("status    pending")
        case _:
            since = _local(baseline) if baseline else "-"
            return _("status    not scored: a notice, or before the baseline of {since}").format(since=since)


def _local(moment: datetime) -> str:
    return f"{moment.astimezone(MARKETPLACE_ZONE):%a %Y-%m-%d %H:%M:%S %z}"
