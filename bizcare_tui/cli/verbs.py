"""Commands for verbs (done, snooze, tag, note, assign and others) on given threads or those of a query."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Sequence
from typing import Any

from bizcare_tui.cli.arguments import NOBODY
from bizcare_tui.cli.output import narrate, print_json
from bizcare_tui.cli.reply import read_file_or_stdin
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.verbs import VerbResult
from bizcare_tui.domain.request_types import RequestType
from bizcare_tui.domain.snooze import parse_snooze_time
from bizcare_tui.domain.threads import Author
from bizcare_tui.errors import NotPossible, WrongUsage
from bizcare_tui.i18n import _, format_number, ngettext


def run(options: Namespace) -> int:
    """Apply the verb to the given or found threads, and print the id of the act, for undoing it."""
    desk = Desk()
    result = _VERBS[options.command](desk, options)
    if options.json:
        print_json(
            {
                "verb": options.command,
                "act": result.act or None,
                "threads": list(result.thread_ids),
                "left_out": result.left_out,
                "why": result.why if result.left_out else None,
            }
        )
        return 0
    count = len(result.thread_ids)
    text = ngettext("{0} thread (act {1}).", "{0} threads (act {1}).", count).format(
        format_number(count), result.act
    )
    if result.left_out:
        text += " " + _("Left out: {0}, {1}.").format(result.left_out, result.why)
    narrate(text)
    return 0


def selected_thread_ids(desk: Desk, options: Namespace) -> Sequence[int]:
    """Return the ids of the threads that a command names, and of those that its query finds.

    Raises:
        WrongUsage: there are none.
        UnknownThread: a named thread is not in the store.
    """
    named = list(dict.fromkeys(options.id))
    for thread_id in named:
        desk.scripts.thread(thread_id)
    found = list(desk.inbox.thread_ids(options.query)) if options.query is not None else []
    threads = list(dict.fromkeys([*named, *found]))
    if not threads:
        raise WrongUsage(_("No thread is named, or found."), _("Name numbers, or --query QUERY."))
    return threads


def _simple(
    verb: Callable[[Desk], Callable[[Sequence[int]], VerbResult]],
) -> Callable[[Desk, Namespace], VerbResult]:
    return lambda desk, options: verb(desk)(selected_thread_ids(desk, options))


def _no_answer(desk: Desk, options: Namespace) -> VerbResult:
    return desk.verbs.no_answer(selected_thread_ids(desk, options), options.reason)


def _snooze(desk: Desk, options: Namespace) -> VerbResult:
    try:
        moment = parse_snooze_time(options.until, desk.now())
    except ValueError as error:
        raise WrongUsage(str(error)) from None
    threads = selected_thread_ids(desk, options)
    due_earlier = desk.verbs.rows_due_before(threads, moment)
    if due_earlier and not options.past_deadline:
        raise NotPossible(
            _("Thread {0} falls due before that.").format(due_earlier[0].id),
            _("--past-deadline does it all the same."),
        )
    return desk.verbs.snooze(threads, moment)


def _tag(desk: Desk, options: Namespace) -> VerbResult:
    return desk.verbs.tag(selected_thread_ids(desk, options), options.tags)


def _note(desk: Desk, options: Namespace) -> VerbResult:
    text = options.text if options.text is not None else read_file_or_stdin(options.file or "-")
    return desk.verbs.note(selected_thread_ids(desk, options), text)


def _assign(desk: Desk, options: Namespace) -> VerbResult:
    threads = selected_thread_ids(desk, options)
    to = None if options.to == NOBODY else options.to
    seen = {row.id: row.assignee or None for row in desk.inbox.rows(threads)}
    if to is not None and (last := desk.absences.absent_today().get(to)) is not None:
        narrate(_("{0} is absent until {1}.").format(to, last))
    return desk.verbs.assign(threads, to, seen)


def _link(desk: Desk, options: Namespace) -> VerbResult:
    return desk.verbs.link(options.id, options.other, remove=options.remove)


def _kind(desk: Desk, options: Namespace) -> VerbResult:
    kind = None if options.kind == NOBODY else RequestType(options.kind)
    return desk.verbs.set_kind(selected_thread_ids(desk, options), kind)


def _author(desk: Desk, options: Namespace) -> VerbResult:
    author = Author(options.who) if options.who else None
    automatic = {"yes": True, "no": False, None: None}[options.automatic]
    if author is None and automatic is None:
        raise WrongUsage(_("Say --who, or --automatic."))
    return desk.verbs.author(options.id, options.message, author, automatic=automatic)


def _fix(desk: Desk, options: Namespace) -> VerbResult:
    threads = selected_thread_ids(desk, options)
    if options.new is not None:
        return desk.defects.create_defect(threads, options.new, desk.inbox.product_id_of(threads[0]))
    defect = None if options.defect in (None, NOBODY) else int(options.defect)
    if defect is not None:
        desk.defects.defect(defect)
    return desk.defects.attach(threads, defect)


def _undo(desk: Desk, options: Namespace) -> VerbResult:
    act = options.act
    if act is None:
        last = desk.verbs.last()
        if last is None:
            raise NotPossible(_("There is nothing to undo."))
        act = last.id
    return VerbResult(act, desk.verbs.undo(act))


_VERBS: dict[str, Callable[[Desk, Namespace], Any]] = {
    "done": _simple(lambda desk: desk.verbs.done),
    "reopen": _simple(lambda desk: desk.verbs.reopen),
    "wake": _simple(lambda desk: lambda threads: desk.verbs.snooze(threads, None)),
    "claim": _simple(lambda desk: desk.verbs.claim),
    "no-answer": _no_answer,
    "snooze": _snooze,
    "tag": _tag,
    "note": _note,
    "assign": _assign,
    "link": _link,
    "kind": _kind,
    "author": _author,
    "fix": _fix,
    "undo": _undo,
}
