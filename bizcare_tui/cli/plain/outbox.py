"""The outbox and the decisions in the line mode: read them one by one, and change what became of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from bizcare_tui.cli.plain.command import PlainCommand, PlainGroup
from bizcare_tui.cli.plain.conversation import Flow
from bizcare_tui.cli.plain.questions import choose, line
from bizcare_tui.cli.plain.replying import reply
from bizcare_tui.cli.plain.session import LineSession
from bizcare_tui.desk.decision_rows import DecisionRow, kind_in_words
from bizcare_tui.desk.views import OutboxRow
from bizcare_tui.domain.dates import moment_in_words, short_moment_in_words
from bizcare_tui.domain.outbox import NEEDS_A_PERSON, Transition, needs_reason, reply_state_label
from bizcare_tui.i18n import N_, _, current_language, ngettext
from bizcare_tui.present.detail_labels import decision_outcome_label

# What a person can do with a reply, in the order of the choices.
_WAYS: dict[Transition, str] = {
    Transition.UNDO: N_("undo it: it becomes a draft again"),
    Transition.SEND: N_("send it again"),
    Transition.MARK_SENT: N_("say that it was sent"),
    Transition.EDIT: N_("edit it: it becomes a draft again"),
    Transition.DISCARD: N_("discard it"),
}
_SHOWN = 20


# --- the outbox -------------------------------------------------------------------------------------------


def outbox(session: LineSession, words: str) -> None:
    """Read the replies with their states, and do something with one of them."""
    rows = sorted(session.desk.replies.outbox(), key=lambda row: row.state not in NEEDS_A_PERSON)[:_SHOWN]
    if not rows:
        session.say(_("No reply is on its way. What you send is here until it is seen in its thread."))
        return
    row, way = session.talk.hold(partial(_choosing_reply, session, rows), first=words)
    if way is None:
        session.open(row.thread_id)
        return
    if way not in (Transition.UNDO, Transition.EDIT):
        session.start_sending()
        return
    session.open_id = row.thread_id
    reply(session, f"#{row.thread_id}")


def _choosing_reply(
    session: LineSession, rows: Sequence[OutboxRow]
) -> Flow[tuple[OutboxRow, Transition | None]]:
    """Ask for a reply and what to do with it, and do it; None means: open its thread."""
    yield ngettext("{n} reply.", "{n} replies.", len(rows)).format(n=len(rows))
    index = yield from choose(_("Which reply?"), [_reply_line(row) for row in rows])
    row = rows[index]
    yield from _details(row)
    ways = [way for way in _WAYS if way in row.ways]
    choices = [*(_(_WAYS[way]) for way in ways), _("open its thread")]
    chosen = yield from choose(_("What do you do with it?"), choices, default=len(ways))
    if chosen == len(ways):
        return row, None
    way, reason, take_over = ways[chosen], "", ""
    if not row.is_own:
        question = _("{0} wrote it and keeps the text as a draft. Your reason to take it over:")
        reason = take_over = yield from line(question.format(row.written_by))
    elif needs_reason(row.state, way):
        reason = yield from line(_("Why? The reason is recorded in the history:"))
    done = session.desk.replies.act(row.id, way, reason, take_over=take_over)
    yield _("Reply {0} is now: {1}.").format(done.id, reply_state_label(done.state))
    return row, way


def _reply_line(row: OutboxRow) -> str:
    parts = [reply_state_label(row.state), f"#{row.thread_id} {row.topic}", row.customer, row.error, row.note]
    return ", ".join(part for part in parts if part)


def _details(row: OutboxRow) -> Flow[None]:
    yield _("written by {0}, {1}").format(row.written_by, moment_in_words(row.queued_at)) + "."
    yield _("attempts: {0}").format(row.attempts) + "."
    if row.confirmed_at is not None:
        yield _("on the Marketplace {0}").format(moment_in_words(row.confirmed_at)) + "."
    if row.file:
        yield _("with the file {0}").format(row.file) + "."
    for text in (row.error, row.note, row.reason, row.text):
        if text:
            yield text


# --- decisions --------------------------------------------------------------------------------------------


def decisions(session: LineSession, words: str) -> None:
    """Read the decisions, all or by reason, product or outcome; open the thread of one, or undo it."""
    rows = session.desk.decisions.list_decisions()
    if not rows:
        session.say(
            _("Nothing has been decided yet. “reject” rejects a request, “refund” refunds a purchase.")
        )
        return
    opened = session.talk.hold(partial(_choosing_decision, session, rows), first=words)
    if opened is not None:
        session.open(opened)


def _choosing_decision(session: LineSession, rows: Sequence[DecisionRow]) -> Flow[int | None]:
    """Ask for a decision and what to do with it; return the thread to open, if any."""
    filters: tuple[tuple[str, Callable[[DecisionRow], Sequence[str]], Callable[[str], str]], ...] = (
        (_("those for a reason"), lambda row: row.grounds, partial(_ground_title, session)),
        (_("those on a product"), lambda row: (row.product,), str),
        (_("those with an outcome"), lambda row: (row.outcome,), decision_outcome_label),
    )
    index = yield from choose(_("Which decisions?"), [_("all"), *(each[0] for each in filters)], default=0)
    if index:
        _label, values_of, label_of = filters[index - 1]
        values = sorted({value for row in rows for value in values_of(row) if value})
        value = values[(yield from choose(_("Which one?"), [label_of(each) for each in values]))]
        rows = [row for row in rows if value in values_of(row)]
    shown = rows[:_SHOWN]
    choices = [*(_decision_line(session, row) for row in shown), _("none of them")]
    chosen = yield from choose(_("Which decision?"), choices, default=len(shown))
    if chosen == len(shown):
        return None
    row = shown[chosen]
    ways = [_("open its thread"), _("undo the decision; a letter that was sent stays sent")]
    if not (yield from choose(_("What do you do with it?"), ways)):
        return row.thread_id
    reason = yield from line(_("Why? The reason is recorded:"))
    session.desk.decisions.withdraw(row.id, reason)
    yield _("Decision {0} is undone.").format(row.id)
    return None


def _decision_line(session: LineSession, row: DecisionRow) -> str:
    titles = ", ".join(_ground_title(session, ground) for ground in row.grounds)
    parts = [
        kind_in_words(row.kind), decision_outcome_label(row.outcome), short_moment_in_words(row.at),
        f"#{row.thread_id} {row.topic}", titles, row.product, row.who,
    ]  # fmt: skip
    return ", ".join(part for part in parts if part)


def _ground_title(session: LineSession, ground: str) -> str:
    return ", ".join(session.desk.decisions.policy.titles([ground], current_language()))


COMMANDS: tuple[PlainCommand, ...] = (
    PlainCommand(
        "outbox",
        N_("read every reply with its state; undo, send again, edit or discard one"),
        outbox,
        PlainGroup.ANSWER,
        covers=("outbox_undo", "outbox_send", "outbox_sent", "outbox_edit", "outbox_discard"),
    ),
    PlainCommand(
        "decisions",
        N_("read the decisions by reason, product and outcome; undo one"),
        decisions,
        PlainGroup.DECIDE,
        covers=("decisions_reason", "decisions_product", "decisions_outcome", "decisions_withdraw"),
    ),
)
