"""What the screen says of a thread, in words; colour only repeats it.

The first screen waits for this module: what it does not say is in `terms`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from bizcare_tui.desk.inbox import InboxRow
from bizcare_tui.domain.clock import MARKETPLACE_ZONE, Status
from bizcare_tui.domain.kinds import Kind
from bizcare_tui.domain.outbox import ReplyState
from bizcare_tui.domain.standing import Owed
from bizcare_tui.domain.threads import Author, Cover, Qualification, Rung, State
from bizcare_tui.i18n import _, dated

if TYPE_CHECKING:
    from bizcare_tui.desk.company import Colleague

SOON = timedelta(hours=4)
FIX_SOON = timedelta(days=3)
_TAGS = 3


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
    if row.owed is Owed.REFUND:
        return Urgency.LATE, _("NO REFUND")
    left = row.due - now
    is_obligation = _is_obligation(row)
    if left <= timedelta(0):
        if is_obligation:
            return Urgency.LATE, _("LATE {0}").format(span(-left))
        return Urgency.OWED, _("over {0}").format(span(-left))
    soon = FIX_SOON if row.owed is Owed.FIX else SOON
    return (Urgency.SOON if left <= soon else Urgency.OWED), _left(row, is_obligation).format(span(left))


def _is_obligation(row: InboxRow) -> bool:
    if row.owed is Owed.FIX:
        return True
    return row.owed is Owed.FIRST_ANSWER and row.obligation and row.first_answer is not Status.NONE


def _left(row: InboxRow, is_obligation: bool) -> str:
    if row.owed is Owed.FIX:
        return _("fix {0}")
    if is_obligation:
        return _("due {0}")
    return _("reply {0}") if row.owed is Owed.FOLLOW_UP else _("goal {0}")


def span(length: timedelta) -> str:
    """A span of time in two units at most: "2d 3h", "3h 05", "45 min"."""
    minutes = int(length.total_seconds()) // 60
    if minutes >= 10 * 1440:
        return _("{0}d").format(minutes // 1440)
    if minutes >= 1440:
        return _("{0}d {1}h").format(minutes // 1440, minutes // 60 % 24)
    return f"{minutes // 60}h {minutes % 60:02}" if minutes >= 60 else f"{minutes} min"


def ago(moment: datetime, now: datetime) -> str:
    """How long ago something was."""
    if moment > now:
        return _("in {0}").format(span(moment - now))
    return _("just now") if now - moment < timedelta(minutes=1) else _("{0} ago").format(span(now - moment))


def exact(moment: datetime) -> str:
    """An instant on the Marketplace's clocks, to the minute."""
    return dated(moment.astimezone(MARKETPLACE_ZONE), "%a %d %b %Y %H:%M")


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


def writing(row: InboxRow, company: str = "") -> str:
    """What is being done in a thread, and by whom, to stand before its topic; `company` as others do it."""
    parts = [company] if company else []
    if row.assignee:
        parts.append(f"→{row.assignee}")
    if row.has_draft:
        parts.append(_("draft"))
    if row.snoozed_until is not None:
        parts.append(_("put off"))
    if row.reply is not None:
        parts.append(_("reply {0}").format(reply_state(row.reply)))
    tags = "".join(f"#{tag} " for tag in row.tags[:_TAGS])
    return (f"[{', '.join(parts)}] " if parts else "") + tags


def company(colleagues: Sequence[Colleague]) -> str:
    """Who else reads or writes a thread, who writes first."""
    writers = {each.login for each in colleagues if each.writes}
    readers = {each.login for each in colleagues} - writers
    said = [*(_("{0} writes").format(login) for login in sorted(writers))]
    said += (_("{0} reads").format(login) for login in sorted(readers))
    return ", ".join(said)


def kind(kind_: Kind | None) -> str:
    """What a request asks for."""
    return {
        Kind.INSTALLATION: _("installation"),
        Kind.CONFIGURATION: _("configuration"),
        Kind.TECHNICAL: _("technical error of the product"),
        Kind.OTHER: _("something else"),
        None: _("not said"),
    }[kind_]


def verb(name: str) -> str:
    """What was done to a thread, in a word or two."""
    return {
        "done": _("Done"),
        "reopen": _("Opened again"),
        "no_answer": _("No answer needed"),
        "snooze": _("Put off"),
        "wake": _("Woken"),
        "tag": _("Tagged"),
        "note": _("Noted"),
        "link": _("Linked"),
        "kind": _("Kind said"),
        "fix": _("About a defect"),
        "claim": _("Yours"),
        "give_back": _("Given back"),
        "assign": _("Assigned"),
    }[name]


def author(author_: Author) -> str:
    """Who wrote a message."""
    return {
        Author.CUSTOMER: _("Customer"),
        Author.SELLER: _("You"),
        Author.MARKETPLACE: _("Marketplace"),
        Author.UNKNOWN: _("Who?"),
    }[author_]


def cover_state(cover_: Cover) -> str:
    """The state of the Business Care."""
    return {
        Cover.ACTIVE: _("active"),
        Cover.EXPIRED: _("expired"),
        Cover.NONE: _("none"),
        Cover.UNKNOWN: _("not known"),
    }[cover_]


def rung(by: Rung) -> str:
    """How we know who wrote a message."""
    return {
        Rung.PERSON: _("you said so"),
        Rung.AUTHOR_FIELD: _("told by the Marketplace"),
        Rung.OWN_REPLY: _("equals a reply sent from here"),
        Rung.SIGNATURE: _("your signature or name"),
        Rung.MAIL: _("a notification mail told of it"),
        Rung.FIRST_MESSAGE: _("first message of a customer's thread"),
        Rung.UNKNOWN: _("not told; press a to say who"),
    }[by]
