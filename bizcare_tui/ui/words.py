"""What the screen says of a thread, in words; colour only repeats it."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from bizcare_tui.desk.views import InboxRow
from bizcare_tui.domain.clock import MARKETPLACE_ZONE, Status
from bizcare_tui.domain.evidence.case import Verdict
from bizcare_tui.domain.outbox import ReplyState
from bizcare_tui.domain.standing import Owed
from bizcare_tui.domain.threads import Author, Cover, Qualification, Rung, State
from bizcare_tui.i18n import _

SOON = timedelta(hours=4)


class Urgency(StrEnum):
    """How pressing a thread is; the names are those of the styles."""

    LATE = "late"
    SOON = "soon"
    OWED = "owed"
    CALM = "calm"


def urgency(row: InboxRow, now: datetime) -> tuple[Urgency, str]:
    """How pressing a thread is, and that in at most twelve cells of words."""
    if row.due is None:
        words = {
            State.WAITING: _("waiting"),
            State.CLOSED: _("closed"),
            State.REFUNDING: _("refunding"),
        }.get(row.state, _("no deadline"))
        return Urgency.CALM, words
    left = row.due - now
    is_over = left <= timedelta(0)
    if row.owed is Owed.FIRST_ANSWER and row.obligation and row.first_answer is not Status.NONE:
        if is_over:
            return Urgency.LATE, _("LATE {0}").format(span(-left))
        return (Urgency.SOON if left <= SOON else Urgency.OWED), _("due {0}").format(span(left))
    if row.owed is Owed.REFUND:
        return Urgency.LATE, _("NO REFUND")
    if is_over:
        return Urgency.OWED, _("over {0}").format(span(-left))
    word = _("reply {0}") if row.owed is Owed.FOLLOW_UP else _("goal {0}")
    return (Urgency.SOON if left <= SOON else Urgency.OWED), word.format(span(left))


def span(length: timedelta) -> str:
    """A span of time in two units at most: "2d 3h", "3h 05", "45 min"."""
    minutes = int(length.total_seconds()) // 60
    if minutes >= 14 * 1440:
        return f"{minutes // 1440}d"
    if minutes >= 1440:
        return f"{minutes // 1440}d {minutes // 60 % 24}h"
    return f"{minutes // 60}h {minutes % 60:02}" if minutes >= 60 else f"{minutes} min"


def ago(moment: datetime, now: datetime) -> str:
    """How long ago something was."""
    if moment > now:
        return _("in {0}").format(span(moment - now))
    return _("just now") if now - moment < timedelta(minutes=1) else _("{0} ago").format(span(now - moment))


def exact(moment: datetime) -> str:
    """An instant on the Marketplace's clocks, to the minute."""
    return f"{moment.astimezone(MARKETPLACE_ZONE):%a %d %b %Y %H:%M}"


def cover(row: InboxRow) -> str:
    """The Business Care in at most nine cells."""
    match row.cover:
        case Cover.ACTIVE:
            return _("BC {0}d").format(row.days_left)
        case Cover.EXPIRED:
            return _("BC ended")
        case Cover.NONE:
            return _("no BC")
        case _:
            return _("BC ?")


def tag(row: InboxRow) -> str:
    """The kind of thread where it is not a plain support request."""
    return {Qualification.PRESALE: _("pre-sale"), Qualification.NOTICE: _("notice")}.get(
        row.qualification, ""
    )


def reply_state(state: ReplyState) -> str:
    """What became of a reply, in a word or two of at most twelve cells; what needs a person in capitals."""
    return {
        ReplyState.QUEUED: _("to send"),
        ReplyState.HELD: _("HELD"),
        ReplyState.SENDING: _("being sent"),
        ReplyState.UNCONFIRMED: _("not seen yet"),
        ReplyState.UNKNOWN: _("UNKNOWN"),
        ReplyState.CONFIRMED: _("confirmed"),
        ReplyState.FAILED: _("FAILED"),
        ReplyState.DISCARDED: _("taken back"),
    }[state]


def writing(row: InboxRow) -> str:
    """What is being written to a thread, or on its way, to stand before its topic; empty when nothing is."""
    parts = [_("draft")] if row.has_draft else []
    if row.reply is not None:
        parts.append(_("reply {0}").format(reply_state(row.reply)))
    return f"[{', '.join(parts)}] " if parts else ""


def author(author_: Author) -> str:
    """Who wrote a message."""
    return {
        Author.CUSTOMER: _("Customer"),
        Author.SELLER: _("You"),
        Author.MARKETPLACE: _("Marketplace"),
        Author.UNKNOWN: _("Who?"),
    }[author_]


def verdict(verdict_: Verdict) -> str:
    """What the data say of a ground."""
    return {
        Verdict.SUPPORTED: _("SUPPORTED"),
        Verdict.CONTRADICTED: _("CONTRADICTED"),
        Verdict.UNKNOWN: _("unknown"),
    }[verdict_]


def cover_state(cover_: Cover) -> str:
    """The state of the Business Care."""
    return {
        Cover.ACTIVE: _("active"),
        Cover.EXPIRED: _("expired"),
        Cover.NONE: _("none"),
        Cover.UNKNOWN: _("not known"),
    }[cover_]


def decision_outcome(outcome: str) -> str:
    """What became of a decision."""
    return {
        "withdrawal": _("a withdrawal"),
        "replaced": _("replaced"),
        "refunded": _("refunded"),
        "overdue": _("refund overdue"),
        "refunding": _("refunding"),
        "rejected": _("rejected"),
        "discarded": _("letter taken back"),
    }.get(outcome, _("letter {0}").format(outcome))


def rung(by: Rung) -> str:
    """How we know who wrote a message."""
    return {
        Rung.PERSON: _("you said so"),
        Rung.AUTHOR_FIELD: _("told by the Marketplace"),
        Rung.OWN_REPLY: _("equals a reply sent from here"),
        Rung.SIGNATURE: _("your signature or name"),
        Rung.FIRST_MESSAGE: _("first message of a customer's thread"),
        Rung.UNKNOWN: _("not told; press a to say who"),
    }[by]
