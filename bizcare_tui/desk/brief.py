"""The morning brief of a person: what it says, and whether it was shown or sent already."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bizcare_tui.desk.inbox_queries import InboxQueries
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.domain.brief import (
    Brief,
    BriefKind,
    BriefLine,
    brief_period,
    line_in_words,
    next_brief_at,
    without_empty,
)
from bizcare_tui.domain.clock import iso, marketplace_date
from bizcare_tui.store.unix_time import to_unix_seconds

if TYPE_CHECKING:
    from bizcare_tui.desk.session import DeskSession
    from bizcare_tui.domain.alerts import Key

# The thread number in the key of a brief, as of a daily digest: no thread has this number. The last number of
# the key distinguishes both.
_NO_THREAD, _IS_BRIEF = 0, 1


def brief_key(day: date) -> Key:
    """Return the key under which the brief of a day is recorded."""
    return _NO_THREAD, int(datetime.combine(day, time(), UTC).timestamp()), _IS_BRIEF


def brief_line_fields(line: BriefLine, brief: Brief, now: datetime) -> dict[str, Any]:
    """Return a line as commands print it and the webhook sends it."""
    return {
        "day": iso(brief.period.day),
        "since": iso(brief.period.since),
        "kind": line.kind,
        "count": line.count,
        "text": line_in_words(line, brief.period, now),
        "query": line.query,
        "first_due": iso(line.first_due),
        "last_due": iso(line.last_due),
    }


class MorningBriefs:
    """Reads the morning brief.

    Args:
        session: the session of the person.
        inbox: counts the threads of each line.
    """

    def __init__(self, session: DeskSession, inbox: InboxQueries) -> None:
        self._session = session
        self._inbox = inbox

    def next_at(self) -> datetime:
        """Return when the brief of a new day is shown next in an app that was left open."""
        settings = self._session.settings
        at = time.fromisoformat(settings.brief_at) if settings.brief_at else None
        return next_brief_at(self._session.now(), at, ZoneInfo(settings.night_zone))

    def read(self, last_here: datetime | None = None) -> Brief:
        """Return the brief for today; without lines before the first sync.

        Args:
            last_here: when the person last used an app that is still open; None: at the last visit.
        """
        from bizcare_tui.store.reads.team import read_visit

        visit = read_visit(self._session.reader) if self._session.exists else None
        ended = visit.at if visit is not None else None
        period = brief_period(self._session.now(), max(filter(None, (ended, last_here)), default=None))
        queries = {kind: parse_query(query) for kind, query in period.queries().items()}
        counts = self._inbox.counts(queries.values())
        lines = without_empty(
            BriefLine(kind, query, counts[queries[kind]]) for kind, query in period.queries().items()
        )
        with_deadlines = (
            self._with_deadlines(each) if each.kind is BriefKind.DUE else each for each in lines
        )
        return Brief(period, tuple(with_deadlines))

    def unseen(self, *, by_newcomer: bool = False, last_here: datetime | None = None) -> Brief | None:
        """Return the brief if this is the person's first look at the desk today, and it says something.

        None for who switched it off, and for who was never here before, unless `by_newcomer` is set.
        `last_here` is that of `read`.
        """
        from bizcare_tui.store.reads.team import read_visit
        from bizcare_tui.store.shown_briefs import is_brief_shown

        session = self._session
        if not session.settings.morning_brief or not session.exists:
            return None
        visit, today = read_visit(session.reader), marketplace_date(session.now())
        was_here_today = visit is not None and marketplace_date(visit.at) >= today
        if was_here_today or (visit is None and not by_newcomer):
            return None
        if is_brief_shown(session.reader, brief_key(today)):
            return None
        brief = self.read(last_here)
        return brief if brief.lines else None

    def record_seen(self, brief: Brief) -> None:
        """Record that the person has seen a brief. Writes to the store."""
        from bizcare_tui.store.shown_briefs import record_shown_brief

        session, key = self._session, brief_key(brief.period.day)
        at = to_unix_seconds(session.now())
        record_shown_brief(session.small_writes(), session.account_id(), session.login, key, at)

    def _with_deadlines(self, line: BriefLine) -> BriefLine:
        """Return a line with the first and the last deadline of its threads."""
        thread_ids = self._inbox.thread_ids(parse_query(line.query))
        rows = self._inbox.rows([*thread_ids[:1], *thread_ids[-1:]])
        dues = [row.due for row in rows if row.due is not None]
        return replace(line, first_due=min(dues, default=None), last_due=max(dues, default=None))
