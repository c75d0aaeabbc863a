"""Commands of the line mode that close, snooze, tag, note, link and assign threads, and undo it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial

from bizcare_tui.cli.plain.command import PlainCommand, PlainGroup
from bizcare_tui.cli.plain.conversation import Cancelled, Flow, LongQuestion, Question, ask
from bizcare_tui.cli.plain.questions import choose, line, yes
from bizcare_tui.cli.plain.session import LineSession, flow_of
from bizcare_tui.cli.plain.words import word_of
from bizcare_tui.desk.verbs import ActRow, VerbResult
from bizcare_tui.desk.views import OutboxRow
from bizcare_tui.domain.absences import Absence
from bizcare_tui.domain.dates import moment_in_words, short_moment_in_words
from bizcare_tui.domain.no_answer_reasons import REASON_LABELS, ready_reason_or_text
from bizcare_tui.domain.outbox import Transition
from bizcare_tui.domain.request_types import RequestType, request_type_in_words
from bizcare_tui.domain.snooze import parse_snooze_time, snooze_choices
from bizcare_tui.domain.threads import State
from bizcare_tui.errors import NotPossible, WrongUsage
from bizcare_tui.hints import Hint
from bizcare_tui.i18n import N_, _, ngettext

_DAYS = re.compile(r"\s*(?P<first>\S+)(?:\s+(?P<last>\d\S*))?(?:\s+(?P<who>\S+))?\s*")
_SHOWN_ACTS = 10
_SHOWN_FOUND = 9


# --- closing and snoozing ---------------------------------------------------------------------------------


def close_as_done(session: LineSession, words: str) -> None:
    """Close threads as done; reopen a single thread that is closed."""
    threads, _rest = session.targets(words, has_answer=False)
    verbs = session.desk.verbs
    if len(threads) == 1 and session.row(threads[0]).state is State.CLOSED:
        session.apply("reopen", threads, flow_of(verbs.reopen, threads))
    else:
        session.apply("done", threads, flow_of(verbs.done, threads))


def close_without_answer(session: LineSession, words: str) -> None:
    """Close threads that need no answer; ask for the reason."""
    threads, answer = session.targets(words)
    no_answer = session.desk.verbs.no_answer
    is_ready = answer.isdecimal() or ready_reason_or_text(answer) != answer
    if answer and not is_ready:
        session.apply("no_answer", threads, flow_of(no_answer, threads, answer))
        return

    def asking() -> Flow[VerbResult]:
        texts = [_(text) for text in REASON_LABELS.values()]
        title = _("{0}: why is no answer needed?").format(session.about(threads))
        index = yield from choose(title, [*texts, _("an&other reason …")])
        if index < len(texts):
            return no_answer(threads, list(REASON_LABELS)[index])
        return no_answer(threads, (yield from line(_("The reason:"))))

    session.apply("no_answer", threads, asking, answer)


def snooze(session: LineSession, words: str) -> None:
    """Snooze threads until a time; ask which, and again if a deadline falls before it."""
    threads, answer = session.targets(words)
    session.apply("snooze", threads, partial(_snoozing, session, threads), answer)


def _snoozing(session: LineSession, threads: Sequence[int]) -> Flow[VerbResult]:
    desk = session.desk
    due = min((row.due for row in desk.inbox.rows(threads) if row.due), default=None)
    offered = snooze_choices(desk.now(), due)
    title = _("{0}: until when? A line of the list, or a time such as 3h, fri 14:00 or 2026-12-01:")
    lines = [
        f"{number}. {label.replace('&', '', 1)}, {moment_in_words(moment)}"
        for number, (label, moment) in enumerate(offered, 1)
    ]
    until = yield from ask(
        Question(
            title.format(session.about(threads)),
            lambda typed: _read_time(typed, offered, desk.now()),
            tuple(lines),
        )
    )
    earlier = desk.verbs.rows_due_before(threads, until)
    if earlier:
        count = len(earlier)
        yield (
            ngettext("{n} deadline falls before that", "{n} deadlines fall before that", count).format(
                n=count
            )
            + f": {session.title(earlier[0].id)}."
        )
        if not (yield from yes(_("Snooze it anyway?"))):
            raise Cancelled
    return desk.verbs.snooze(threads, until)


def _read_time(typed: str, offered: Sequence[tuple[str, datetime]], now: datetime) -> datetime:
    """Return the time that a line means: a number or the beginning of an offered time, or a typed one.

    Raises:
        ValueError: it is none of them.
    """
    word = typed.casefold()
    for number, (label, moment) in enumerate(offered, 1):
        text = label.replace("&", "", 1).casefold()
        letter = label.partition("&")[2][:1].casefold()
        if word in (str(number), letter, text) or (len(word) > 3 and text.startswith(word)):
            return moment
    return parse_snooze_time(typed, now)


def wake(session: LineSession, words: str) -> None:
    """Wake snoozed threads up."""
    threads, _rest = session.targets(words, has_answer=False)
    session.apply("wake", threads, flow_of(session.desk.verbs.snooze, threads, None))


# --- tags, notes, links -----------------------------------------------------------------------------------


def tag(session: LineSession, words: str) -> None:
    """Add tags to threads, or remove some."""
    threads, answer = session.targets(words)
    used = session.desk.verbs.list_tags()
    if used and not answer:
        session.say(_("In use: {0}").format(" ".join(used[:20])))
    text = _("{0}: which tags? A tag with a minus in front is removed:")
    asking = partial(_asking_line, session.desk.verbs.tag, threads, text.format(session.about(threads)))
    session.apply("tag", threads, asking, answer)


def note(session: LineSession, words: str) -> None:
    """Write an internal note on threads; it is never sent."""
    threads, answer = session.targets(words)
    verbs = session.desk.verbs
    if answer:
        session.apply("note", threads, flow_of(verbs.note, threads, answer))
        return

    def asking() -> Flow[VerbResult]:
        text: str = yield LongQuestion(
            _("{0}: an internal note, which is never sent.").format(session.about(threads))
        )
        return verbs.note(threads, text)

    session.apply("note", threads, asking)


def link(session: LineSession, words: str) -> None:
    """Link the thread to another one, or remove a link; those of the same customer are offered."""
    thread_id, answer = session.target(words, has_answer=True)
    related = session.conversation(thread_id).related
    if not answer:
        for row in related:
            session.say(f"#{row.id} {row.topic}")

    session.apply("link", [thread_id], partial(_linking, session, thread_id), answer)


def _linking(session: LineSession, thread_id: int) -> Flow[VerbResult]:
    """Ask for a thread by its number or by words, and link it, or remove the link."""
    text = _(
        "{0}: which thread is it linked to? Its number, or words to find it; with a minus in front, the"
        " link is removed:"
    )
    typed = yield from line(text.format(session.title(thread_id)))
    name = typed.removeprefix("-")
    if name.lstrip("#").isdecimal():
        other = session.thread_id_of(name)
    else:
        found = session.desk.conversations.threads_to_link(thread_id, name)[:_SHOWN_FOUND]
        if not found:
            raise WrongUsage(_("No thread matches."), _("Type its number, or other words."))
        titles = [session.title(each.row.id) for each in found]
        other = found[(yield from choose(_("Which thread?"), titles))].row.id
    return session.desk.verbs.link(thread_id, other, remove=typed.startswith("-"))


def _asking_line(
    verb: Callable[[Sequence[int], str], VerbResult], threads: Sequence[int], question: str
) -> Flow[VerbResult]:
    """Ask for a line, and run a verb with it."""
    return verb(threads, (yield from line(question)))


# --- people -----------------------------------------------------------------------------------------------


def claim(session: LineSession, words: str) -> None:
    """Assign threads to this person; give back a single one that is theirs already."""
    threads, _rest = session.targets(words, has_answer=False)
    desk, login = session.desk, session.desk.session.login
    if len(threads) == 1 and session.row(threads[0]).assignee == login:
        give_back = partial(desk.verbs.assign, to=None, seen={threads[0]: login})
        session.apply("give_back", threads, flow_of(give_back, threads))
    else:
        session.apply("claim", threads, flow_of(desk.verbs.claim, threads))


def assign(session: LineSession, words: str) -> None:
    """Assign threads to somebody, or to nobody."""
    threads, answer = session.targets(words)

    def asking() -> Flow[VerbResult]:
        desk = session.desk
        seen = {row.id: row.assignee or None for row in desk.inbox.rows(threads)}
        absent = desk.absences.absent_today()
        logins = sorted(desk.inbox.logins(), key=lambda login: (login in absent, login))
        people = [
            _("{0} · absent until {1}").format(login, absent[login]) if login in absent else login
            for login in logins
        ]
        title = _("{0}: assign to whom?").format(session.about(threads))
        index = yield from choose(title, [*people, _("&nobody"), _("&somebody else …")])
        to: str | None = None
        if index < len(logins):
            to = logins[index]
        elif index > len(logins):
            to = yield from line(_("The name they log in with on their machine:"))
        return desk.verbs.assign(threads, to, seen)

    session.apply("assign", threads, asking, answer)


def absences(session: LineSession, words: str) -> None:
    """Read the absences; add or remove one."""
    found = session.desk.absences.all()
    session.talk.hold(partial(_changing_absences, session, found), first=words)


def _changing_absences(session: LineSession, found: Sequence[Absence]) -> Flow[None]:
    shown = [f"{each.first_day} – {each.last_day}, {each.login}" for each in found]
    ways = [*(_("remove {0}").format(each) for each in shown), _("add an absence"), _("change nothing")]
    index = yield from choose(_("Absences: what do you do?"), ways, default=len(ways) - 1)
    if index < len(found):
        session.desk.absences.remove(found[index].id)
        session.say(_("Removed: {0}.").format(shown[index]))
    elif index == len(found):
        text = _("First day, last day, and the login of a colleague, for example 2026-12-21 2026-12-31 ana:")
        days = yield from line(text)
        added = _add_absence(session, days)
        session.say(_("Absent: {0}").format(f"{added.first_day} – {added.last_day}, {added.login}"))


def _add_absence(session: LineSession, typed: str) -> Absence:
    match = _DAYS.fullmatch(typed)
    if match is None:
        raise WrongUsage(_("Enter the first day, the last day and the login."))
    first = _read_day(match["first"])
    last = _read_day(match["last"]) if match["last"] else first
    return session.desk.absences.add(first, last, match["who"])


def _read_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise WrongUsage(_("{0!r} is not a date like 2026-03-01.").format(text[:40])) from None


# --- request type -----------------------------------------------------------------------------------------


def set_kind(session: LineSession, words: str) -> None:
    """Set the request type of threads."""
    threads, answer = session.targets(words)
    suggested = session.desk.conversations.proposed_kind(threads[0])

    def asking() -> Flow[VerbResult]:
        kinds = [*RequestType, None]
        labels = [
            request_type_in_words(kind)
            + (_("  (suggested)") if kind is not None and kind is suggested else "")
            for kind in kinds
        ]
        default = kinds.index(suggested) if suggested is not None else None
        title = _("{0}: which request type?").format(session.about(threads))
        kind = kinds[(yield from choose(title, labels, default=default))]
        return session.desk.verbs.set_kind(threads, kind.value if kind is not None else None)

    session.apply("kind", threads, asking, answer)


def accept_kind(session: LineSession, words: str) -> None:
    """Set the request type that the text suggests."""
    thread_id, _rest = session.target(words)
    suggested = session.desk.conversations.proposed_kind(thread_id)
    if suggested is None:
        raise NotPossible(_("The text suggests no request type."), _("“kind” asks which it is."))
    session.say(_("Request type: {0}.").format(request_type_in_words(suggested)))
    session.apply("kind", [thread_id], flow_of(session.desk.verbs.set_kind, [thread_id], suggested.value))


# --- undo -------------------------------------------------------------------------------------------------


def undo(session: LineSession, _words: str) -> None:
    """Undo the last verb, or a reply that was not sent yet, whichever is newer."""
    act, reply = session.desk.verbs.last(), session.desk.replies.last_undoable()
    if reply is not None and (act is None or reply.queued_at >= act.at):
        undo_reply(session, reply)
    elif act is not None:
        _undo_act(session, act)
    else:
        raise NotPossible(_("There is nothing to undo."))


def undo_reply(session: LineSession, reply: OutboxRow) -> None:
    """Turn a reply that was not sent yet back into a draft."""
    session.desk.replies.act(reply.id, Transition.UNDO)
    session.open_id = reply.thread_id
    session.say(_("Undone: the reply to {0} is a draft again.").format(session.title(reply.thread_id)))
    session.say(_("{0} continues it.").format(word_of(Hint("reply"))))


def history(session: LineSession, words: str) -> None:
    """Read what this person did, and undo one of the acts."""
    rows = [row for row in session.desk.verbs.history() if row.undone_at is None][:_SHOWN_ACTS]
    if not rows:
        raise NotPossible(_("There is nothing to undo."))

    def asking() -> Flow[int]:
        lines = [
            f"{short_moment_in_words(row.at)}, {row.sentence}, #{row.thread_id} {row.topic}" for row in rows
        ]
        choices = [*lines, _("undo none of them")]
        return (yield from choose(_("Undo which?"), choices, default=len(lines)))

    index = session.talk.hold(asking, first=words)
    if index < len(rows):
        _undo_act(session, rows[index])


def _undo_act(session: LineSession, act: ActRow) -> None:
    threads = session.desk.verbs.undo(act.id)
    session.say(_("Undone: {0}").format(act.sentence) + f", {session.about(threads)}.")
    if len(threads) == 1:
        session.open_id = threads[0]
        session.say_next_step(threads[0])


_ORGANISE = PlainGroup.ORGANISE

COMMANDS: tuple[PlainCommand, ...] = (
    PlainCommand(
        "done", N_("close the thread, or reopen a closed one"), close_as_done, _ORGANISE, also=("close",)
    ),
    PlainCommand(
        "snooze", N_("hide the thread until a time; a new message wakes it up"), snooze, _ORGANISE,
        also=("postpone", "later"), covers=("choose_number",),
    ),
    PlainCommand("wake", N_("wake up a snoozed thread"), wake, _ORGANISE),
    PlainCommand(
        "no-answer", N_("close a thread that needs no answer, with a reason"), close_without_answer, _ORGANISE
    ),
    PlainCommand("tag", N_("add or remove tags"), tag, _ORGANISE),
    PlainCommand("note", N_("write an internal note; it is never sent"), note, _ORGANISE, also=("comment",)),
    PlainCommand("link", N_("link the thread to another one"), link, _ORGANISE),
    PlainCommand("claim", N_("assign the thread to yourself, or to nobody"), claim, _ORGANISE),
    PlainCommand("assign", N_("assign the thread to somebody, or to nobody"), assign, _ORGANISE),
    PlainCommand(
        "absences", N_("read the absences; add or remove one"), absences, _ORGANISE,
        also=("holidays", "vacation"),
    ),
    PlainCommand("accept-kind", N_("confirm the suggested request type"), accept_kind, _ORGANISE),
    PlainCommand("kind", N_("set the request type"), set_kind, _ORGANISE),
    PlainCommand("undo", N_("undo the last action, or a reply that was not sent yet"), undo, _ORGANISE),
    PlainCommand(
        "history", N_("read what you did, and undo any of it"), history, _ORGANISE, covers=("history_undo",)
    ),
)  # fmt: skip
