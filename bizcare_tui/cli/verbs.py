"""The verbs of the app for scripts: done, snooze, tag, note, assign and the like, on threads or a query."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Sequence
from typing import Any

from bizcare_tui.cli.output import narrate, print_json
from bizcare_tui.cli.reply import read_text
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.verbs import Did
from bizcare_tui.domain.kinds import Kind
from bizcare_tui.domain.snooze import until
from bizcare_tui.domain.threads import Author
from bizcare_tui.errors import NotPossible, WrongUsage
from bizcare_tui.i18n import _, ngettext, number

NOBODY = "nobody"


def run(options: Namespace) -> int:
    """Do the verb to the threads that are named or found, and print its act, by which it is undone."""
    desk = Desk()
    did = _DOES[options.command](desk, options)
    if options.json:
        print_json(
            {
                "verb": options.command,
                "act": did.act or None,
                "threads": list(did.thread_ids),
                "left_out": did.left_out,
                "why": did.why if did.left_out else None,
            }
        )
        return 0
    count = len(did.thread_ids)
    text = ngettext("{0} thread (act {1}).", "{0} threads (act {1}).", count).format(number(count), did.act)
    if did.left_out:
        text += " " + _("Left out: {0}, {1}.").format(did.left_out, did.why)
    narrate(text)
    return 0


def threads_of(desk: Desk, options: Namespace) -> Sequence[int]:
    """The threads that a command is about: those named, and those that its query finds.

    Raises:
        WrongUsage: there is none.
        UnknownThread: one that is named is not in the store.
    """
    named = list(dict.fromkeys(options.id))
    for thread_id in named:
        desk.show_line(thread_id)
    found = list(desk.thread_ids(options.query)) if options.query is not None else []
    threads = list(dict.fromkeys([*named, *found]))
    if not threads:
        raise WrongUsage(_("No thread is named, or found."), _("Name numbers, or --query QUERY."))
    return threads


def _simple(verb: Callable[[Desk], Callable[[Sequence[int]], Did]]) -> Callable[[Desk, Namespace], Did]:
    return lambda desk, options: verb(desk)(threads_of(desk, options))


def _no_answer(desk: Desk, options: Namespace) -> Did:
    return desk.verbs.no_answer(threads_of(desk, options), options.reason)


def _snooze(desk: Desk, options: Namespace) -> Did:
    try:
        moment = until(options.until, desk.now())
    except ValueError as error:
        raise WrongUsage(str(error)) from None
    threads = threads_of(desk, options)
    past = desk.verbs.snoozed_past(threads, moment)
    if past and not options.past_deadline:
        raise NotPossible(
            _("Thread {0} falls due before that.").format(past[0].id),
            _("--past-deadline does it all the same."),
        )
    return desk.verbs.snooze(threads, moment)


def _tag(desk: Desk, options: Namespace) -> Did:
    return desk.verbs.tag(threads_of(desk, options), options.tags)


def _note(desk: Desk, options: Namespace) -> Did:
    text = options.text if options.text is not None else read_text(options.file or "-")
    return desk.verbs.note(threads_of(desk, options), text)


def _assign(desk: Desk, options: Namespace) -> Did:
    threads = threads_of(desk, options)
    to = None if options.to == NOBODY else options.to
    seen = {row.id: row.assignee or None for row in desk.rows(threads)}
    return desk.verbs.assign(threads, to, seen)


def _link(desk: Desk, options: Namespace) -> Did:
    return desk.verbs.link(options.id, options.other, remove=options.remove)


def _kind(desk: Desk, options: Namespace) -> Did:
    kind = None if options.kind == NOBODY else Kind(options.kind)
    return desk.verbs.set_kind(threads_of(desk, options), kind)


def _author(desk: Desk, options: Namespace) -> Did:
    author = Author(options.who) if options.who else None
    automatic = {"yes": True, "no": False, None: None}[options.automatic]
    if author is None and automatic is None:
        raise WrongUsage(_("Say --who, or --automatic."))
    return desk.verbs.author(options.id, options.message, author, automatic=automatic)


def _fix(desk: Desk, options: Namespace) -> Did:
    threads = threads_of(desk, options)
    if options.new is not None:
        return desk.defects.open_for(threads, options.new, desk.product_of(threads[0]))
    defect = None if options.defect in (None, NOBODY) else int(options.defect)
    if defect is not None:
        desk.defects.defect(defect)
    return desk.defects.attach(threads, defect)


def _undo(desk: Desk, options: Namespace) -> Did:
    act = options.act
    if act is None:
        last = desk.verbs.last()
        if last is None:
            raise NotPossible(_("There is nothing to take back."))
        act = last.id
    return Did(act, desk.verbs.undo(act))


_DOES: dict[str, Callable[[Desk, Namespace], Any]] = {
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
