"""Labels of threads, deadlines and replies for the interface; colours only repeat what they say."""

# The first screen imports this module before it paints: keep labels that it does not need out of here.

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from bizcare_tui.desk.inbox import InboxRow
from bizcare_tui.domain.clock import marketplace_date
from bizcare_tui.domain.durations import format_duration
from bizcare_tui.domain.thread_status import Owed, Urgency
from bizcare_tui.domain.threads import Author, Cover, Qualification, State
from bizcare_tui.i18n import _

if TYPE_CHECKING:
    from bizcare_tui.desk.presence import Colleague

DUE_SOON = timedelta(hours=4)
FIX_DUE_SOON = timedelta(days=3)


class DeadlineStyle(StrEnum):
    """The style in which a deadline is painted; the values are the names of the inbox styles."""

    LATE = "late"
    SOON = "soon"
    TODAY = "today"
    OWED = "owed"
    CALM = "calm"


def deadline_style_and_label(row: InboxRow, now: datetime) -> tuple[DeadlineStyle, str]:
    """Return the style of a thread's deadline, and its label of at most 18 cells. Our own goals are CALM."""
    urgency_ = row.urgency(now)
    label = deadline_label(urgency_, row.owed, row.due, row.state, now)
    if urgency_ is Urgency.LATE:
        return DeadlineStyle.LATE, label
    if urgency_ is Urgency.DUE and row.due is not None:
        return due_style(row.owed, row.due, now), label
    return DeadlineStyle.CALM, label


def due_style(owed: Owed | None, due: datetime, now: datetime) -> DeadlineStyle:
    """Return the style of an obligation that is not late: whether it is due soon, today or later."""
    if due - now <= (FIX_DUE_SOON if owed is Owed.FIX else DUE_SOON):
        return DeadlineStyle.SOON
    return DeadlineStyle.TODAY if marketplace_date(due) == marketplace_date(now) else DeadlineStyle.OWED


def deadline_label(
    urgency_: Urgency | None, owed: Owed | None, due: datetime | None, state: State, now: datetime
) -> str:
    """Return the label of a thread's deadline, such as "LATE 1d 21h" or "due 3h 05".

    The app, the commands and `--plain` all use it. If nothing is owed, return the label of the state.
    """
    if urgency_ is None or due is None:
        return {
            State.WAITING: _("waiting"),
            State.CLOSED: _("closed"),
            State.REFUNDING: _("refunding"),
        }.get(state, _("no deadline"))
    length = format_duration(abs(due - now))
    if owed is Owed.REFUND:
        return _("NO REFUND {0}").format(length)
    if urgency_ is Urgency.DUE and owed is Owed.FIX:
        return _("fix {0}").format(length)
    return (
        _goal_label(urgency_, owed, length)
        or {
            Urgency.LATE: late_label(abs(due - now)),
            Urgency.DUE: _("due {0}").format(length),
        }[urgency_]
    )


def late_label(length: timedelta) -> str:
    """Return the label of an obligation that has been late for this long, such as "LATE 1d 21h"."""
    return _("LATE {0}").format(format_duration(length))


def _goal_label(urgency_: Urgency, owed: Owed | None, length: str) -> str:
    """Return the label of one of our own goals; empty for an obligation."""
    if urgency_ is Urgency.MISSED:
        return _("goal missed {0}").format(length)
    if urgency_ is Urgency.GOAL:
        template = _("reply by {0}") if owed is Owed.FOLLOW_UP else _("goal {0}")
        return template.format(length)
    return ""


def time_ago(moment: datetime, now: datetime) -> str:
    """Return how long ago a moment was, or how far in the future it is; "just now" within a minute."""
    if abs(now - moment) < timedelta(minutes=1):
        return _("just now")
    if moment > now:
        return _("in {0}").format(format_duration(moment - now))
    return _("{0} ago").format(format_duration(now - moment))


def cover_label(row: InboxRow) -> str:
    """Return the label of the Business Care cover, at most nine cells wide."""
    match row.cover:
        case Cover.ACTIVE:
            return _("BC {0}d").format(row.days_left)
        case Cover.EXPIRED:
            return _("BC ended")
        case Cover.NONE:
            return _("no BC")
        case _:
            return _("BC ?")


def qualification_label(qualification: Qualification) -> str:
    """Return the label of what the Marketplace says a thread is."""
    return {
        Qualification.AFTERSALE: _("after-sale"),
        Qualification.PRESALE: _("pre-sale"),
        Qualification.NOTICE: _("notice"),
        Qualification.UNKNOWN: _("not known"),
    }[qualification]


def other_qualification_label(row: InboxRow) -> str:
    """Return the qualification of pre-sale threads and notices; empty for support requests."""
    is_other = row.qualification in (Qualification.PRESALE, Qualification.NOTICE)
    return qualification_label(row.qualification) if is_other else ""


def presence_label(colleagues: Sequence[Colleague]) -> str:
    """Return which colleagues write or read a thread; writers come first."""
    writers = {each.login for each in colleagues if each.writes}
    readers = {each.login for each in colleagues} - writers
    labels = [*(_("{0} writing").format(login) for login in sorted(writers))]
    labels += (_("{0} reading").format(login) for login in sorted(readers))
    return ", ".join(labels)


def verb_label(name: str) -> str:
    """Return the label of a verb that was applied to a thread."""
    return {
        "done": _("Done"),
        "reopen": _("Reopened"),
        "no_answer": _("No answer needed"),
        "snooze": _("Snoozed"),
        "wake": _("Woken up"),
        "tag": _("Tagged"),
        "note": _("Note added"),
        "link": _("Linked"),
        "unlink": _("Link removed"),
        "kind": _("Request type set"),
        "fix": _("Defect set"),
        "claim": _("Assigned to you"),
        "give_back": _("Assignment removed"),
        "assign": _("Assigned"),
    }[name]


def author_label(author_: Author) -> str:
    """Return the label of a message's author."""
    return {
        Author.CUSTOMER: _("Customer"),
        Author.SELLER: _("You"),
        Author.MARKETPLACE: _("Marketplace"),
        Author.UNKNOWN: _("Author unknown"),
    }[author_]


def cover_state_label(cover_: Cover) -> str:
    """Return the label of the state of the Business Care."""
    return {
        Cover.ACTIVE: _("active"),
        Cover.EXPIRED: _("expired"),
        Cover.NONE: _("none"),
        Cover.UNKNOWN: _("not known"),
    }[cover_]
