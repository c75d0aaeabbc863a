"""Queue replies, and what a person decides about one: undo, edit, discard, send again, mark as sent."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from bizcare_tui.domain.outbox import ReplyState, Transition, next_state
from bizcare_tui.domain.text import own_text, safe_line
from bizcare_tui.errors import NotPossible, UnknownReply
from bizcare_tui.hints import list_hint
from bizcare_tui.i18n import _
from bizcare_tui.store.drafts import join_drafts
from bizcare_tui.store.people import get_person
from bizcare_tui.store.presence_times import PRESENCE_TIMEOUT_SECONDS
from bizcare_tui.store.real_time import is_running, real_time
from bizcare_tui.store.reply_read_back import last_message_id
from bizcare_tui.store.reply_transitions import apply_transition, record_reply
from bizcare_tui.store.seals import seal_records
from bizcare_tui.store.tables import Decision, Draft, Person, Reply, ReplyFile, ReplyLock
from bizcare_tui.store.unix_time import to_unix_seconds

CHECKED_KEY = "checked"
"""The name of the kinds of findings in the history entry of a queued reply: `{shown: […], kept: […]}`."""


@dataclass(frozen=True, slots=True)
class FileToSend:
    """A file attached to a reply: its original path, and the name, type and content that are sent."""

    path: str
    name: str
    media_type: str
    content: bytes


def queue_reply(
    session: Session,
    account_id: int,
    thread_id: int,
    text: str,
    *,
    base_message_id: int,
    wait_seconds: float,
    now: datetime,
    file: FileToSend | None = None,
    override_reason: str = "",
    keep_draft: bool = False,
    checked: Mapping[str, Sequence[str]] | None = None,
) -> Reply:
    """Add a reply by the current person to the outbox, and delete their draft if it has the same text.

    A draft with a different text is kept; with `keep_draft`, any draft is kept. The reply can be undone for
    `wait_seconds`. `checked` has the kinds of findings that the check has `shown` about it, and those that
    its text has `kept`; they are stored in the history.

    Raises:
        NotPossible: Another person holds the reply lock of this thread.
    """
    person = get_person(session)
    assert person.id is not None
    _require_no_other_writer(session, account_id, thread_id, person.id)
    reply = Reply(
        account_id=account_id,
        person_id=person.id,
        thread_id=thread_id,
        state=ReplyState.QUEUED,
        text=text,
        override_reason=override_reason,
        base_message_id=base_message_id,
        queued_at=to_unix_seconds(now),
        not_before=real_time(session) + wait_seconds,
        wait_seconds=wait_seconds,
    )
    session.add(reply)
    session.flush()
    seals = seal_records(reply)
    if file is not None:
        assert reply.id is not None
        stored = ReplyFile(
            reply_id=reply.id,
            account_id=account_id,
            path=file.path,
            name=file.name,
            media_type=file.media_type,
            content=file.content,
        )
        session.add(stored)
        seals |= seal_records(stored)
    findings = {CHECKED_KEY: checked} if checked else {}
    record_reply(session, reply, now, person.id, what="queue", why=override_reason, seals=seals, **findings)
    draft = session.get(Draft, (account_id, person.id, thread_id))
    if draft is not None and not keep_draft and own_text(draft.text).strip() == text.strip():
        session.delete(draft)
    return reply


def mark_sent_by_hand(session: Session, reply: Reply, now: datetime) -> None:
    """Mark a queued reply as pasted by hand into the partner account; the sync then only looks for it."""
    known = last_message_id(session, reply.account_id, reply.thread_id)
    accepted = {"known_message_id": known, "accepted_at": real_time(session), "attempts": 0}
    apply_transition(session, reply, Transition.BEGIN, now, by_person=True, changes=accepted)
    apply_transition(
        session, reply, Transition.ACCEPTED, now, reason=_("pasted in the partner account"), by_person=True
    )


def cancel_reply(
    session: Session, reply: Reply, way: Transition, now: datetime, reason: str, *, take_over: bool = False
) -> None:
    """End a reply by undo, edit or discard, and return its text to its writer's draft.

    The letter of a decision becomes no draft, which could be sent without the decision: the wizard has its
    text again.

    A reply that may already have arrived is not ended: undo and discard set it to `unknown`, so that the sync
    still looks for it in the thread.

    Args:
        take_over: Allow a person who is not the writer. The text then returns to the writer's draft after a
            discard too; after an edit, it is also added to the draft of the person who took it over.

    Raises:
        NotPossible: The state no longer allows it, the reply may have arrived and cannot be edited, or
            somebody else wrote it.
    """
    other = _other_writer(session, reply, take_over=take_over)
    if reply.may_have_arrived and next_state(ReplyState(reply.state), way) is not None:
        _set_unknown(session, reply, way, now, reason, taken_from=other)
        return
    apply_transition(session, reply, way, now, reason=reason, by_person=True, taken_from=other)
    if (way is Transition.DISCARD and not other) or _is_letter(session, reply):
        return
    _return_to_draft(session, reply, reply.person_id, now)
    if other and way is Transition.EDIT:
        person_id = get_person(session).id
        assert person_id is not None
        _return_to_draft(session, reply, person_id, now)


def _set_unknown(
    session: Session, reply: Reply, way: Transition, now: datetime, reason: str, *, taken_from: str
) -> None:
    """Set a reply that may have arrived to `unknown`, so that it is looked for and not sent again.

    Raises:
        NotPossible: The way is an edit: its new text could become a second answer.
    """
    if way is Transition.EDIT:
        raise NotPossible(
            _("Reply {0} may already have arrived, and another text would be a second answer.").format(
                reply.id
            ),
            _("Undo it, and it is only looked for in its thread. Or mark it as sent when it appears there."),
        )
    changes = {"read_back_after": real_time(session)}
    apply_transition(
        session,
        reply,
        Transition.LOST,
        now,
        reason=reason,
        by_person=True,
        changes=changes,
        taken_from=taken_from,
    )


def _is_letter(session: Session, reply: Reply) -> bool:
    """Return whether the reply is the letter of a decision."""
    return session.exec(select(Decision.id).where(col(Decision.reply_id) == reply.id)).first() is not None


def _return_to_draft(session: Session, reply: Reply, person_id: int, now: datetime) -> None:
    """Add the text and the file of a reply to a person's draft, and keep what the draft already contains."""
    key = (reply.account_id, person_id, reply.thread_id)
    draft = session.get(Draft, key) or Draft(
        account_id=reply.account_id, person_id=person_id, thread_id=reply.thread_id, text="",
        base_message_id=reply.base_message_id, saved_at=to_unix_seconds(now), revision=0,
    )  # fmt: skip
    file = session.get(ReplyFile, reply.id)
    paths = [*([file.path] if file else []), *json.loads(draft.attachments)]
    draft.text = join_drafts(reply.text, draft.text)
    draft.attachments = json.dumps(list(dict.fromkeys(paths)))
    draft.base_message_id = min(draft.base_message_id, reply.base_message_id)
    draft.revision += 1
    session.add(draft)


def _other_writer(session: Session, reply: Reply, *, take_over: bool) -> str:
    """Return the login of a reply's writer if that is another person, "" if it is the current person.

    Raises:
        NotPossible: Another person wrote it, and `take_over` is False.
    """
    if reply.person_id == get_person(session).id:
        return ""
    writer = session.get(Person, reply.person_id)
    login = safe_line(writer.login) if writer else _("Somebody else")
    if not take_over:
        raise NotPossible(
            _("{0} wrote reply {1}, and only they can decide about it.").format(login, reply.id),
            _("Ask them. If they are away, use --take-over REASON; the text stays in their draft."),
        )
    return login


def resend_or_mark_sent(
    session: Session, reply: Reply, way: Transition, now: datetime, reason: str, *, take_over: bool = False
) -> None:
    """Send a reply again, or mark it as sent, because a person decided so.

    Sending again means that the person has read the thread as it is now, so no message in it counts as new.

    Args:
        take_over: Allow a person who is not the writer.

    Raises:
        NotPossible: The state has changed and no longer allows it, or somebody else wrote the reply.
    """
    other = _other_writer(session, reply, take_over=take_over)
    changes: dict[str, Any] = {"confirmed_at": to_unix_seconds(now)}
    if way is Transition.SEND:
        base = last_message_id(session, reply.account_id, reply.thread_id)
        changes = {"base_message_id": base, "not_before": 0.0, "wait_seconds": 0.0}
    apply_transition(
        session, reply, way, now, reason=reason, by_person=True, changes=changes, taken_from=other
    )


def get_reply(session: Session, account_id: int, reply_id: int) -> Reply:
    """Return a reply of the outbox.

    Raises:
        UnknownReply: There is no reply with this id.
    """
    reply = session.get(Reply, reply_id)
    if reply is None or reply.account_id != account_id:
        raise UnknownReply(_("There is no reply {0} in the outbox.").format(reply_id), list_hint("outbox"))
    return reply


def get_attached_file(session: Session, reply: Reply) -> FileToSend | None:
    """Return the file attached to a reply, None if there is none."""
    stored = session.get(ReplyFile, reply.id)
    return FileToSend(stored.path, stored.name, stored.media_type, stored.content) if stored else None


def _require_no_other_writer(session: Session, account_id: int, thread_id: int, person_id: int) -> None:
    seat = session.get(ReplyLock, (account_id, thread_id))
    if (
        seat is None
        or not is_running(seat.expires_at, PRESENCE_TIMEOUT_SECONDS, real_time(session))
        or seat.person_id == person_id
    ):
        return
    other = session.get(Person, seat.person_id)
    raise NotPossible(
        _("{0} is writing to this thread now.").format(other.login if other else _("Somebody else")),
        _("Your text is kept. Wait, or take over with a note (on the command line: --take-over NOTE)."),
    )
