"""Commands of the line mode that find and open threads: lists, sections, marks, messages."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from bizcare_tui.cli.plain.command import PlainCommand, PlainGroup
from bizcare_tui.cli.plain.conversation import Flow
from bizcare_tui.cli.plain.questions import choose, line
from bizcare_tui.cli.plain.session import LineSession
from bizcare_tui.desk.inbox import Section
from bizcare_tui.desk.sections import default_sections, parse_query
from bizcare_tui.errors import NotPossible, WrongUsage
from bizcare_tui.i18n import N_, _, ngettext


def list_threads(session: LineSession, words: str) -> None:
    """List the threads that a query finds; without one, those of the first section."""
    if words:
        session.show_list(parse_query(words))
    else:
        show_section(session, "1")


def filter_threads(session: LineSession, words: str) -> None:
    """Ask for a query, and list what it finds."""

    def asking() -> Flow[None]:
        query = yield from line(_("Which words or query? For example: is:late, or refund:"))
        session.show_list(parse_query(query))

    session.talk.hold(asking, first=words)


def show_more(session: LineSession, _words: str) -> None:
    """Print the next threads of the list."""
    session.show_more()


def sort_by_match(session: LineSession, _words: str) -> None:
    """Sort what the last query found by best match; by deadline if it is sorted so."""
    *_parts, whole = session.desk.inbox.pages(session.query, best=True)
    best = list(whole.ids)
    if best == session.listed:
        session.show_list(session.query, _("Next deadline first"))
    else:
        session.show_list(session.query, _("Best match first"), best)


def open_thread(session: LineSession, words: str) -> None:
    """Open a thread by its place in the list, or by its number."""
    thread_id, _rest = session.target(words)
    session.open(thread_id)


def open_next(session: LineSession, _words: str) -> None:
    """Open the thread that comes next: after a finished one, else after the open one in the list."""
    following = session.following
    if following is None:
        following = session.desk.inbox.next_thread_to_do(
            session.query, [session.open_id] if session.open_id is not None else []
        )
    if following is None:
        raise NotPossible(_("Nothing else has to be done."))
    session.open(following)


def open_next_unread(session: LineSession, _words: str) -> None:
    """Open the next unread thread."""
    found = session.desk.inbox.next_unread(session.query, session.open_id)
    if found is None:
        raise NotPossible(_("No thread of this list is unread."))
    session.open(found)


def leave_thread(session: LineSession, _words: str) -> None:
    """Close the open thread, and say how much the list has."""
    session.open_id = None
    session.marked = []
    session.show_list(session.query)


# --- marks ------------------------------------------------------------------------------------------------


def mark(session: LineSession, words: str) -> None:
    """Mark or unmark threads; verbs then apply to all marked ones."""

    def asking() -> Flow[list[int]]:
        answer = yield from line(_("Which threads? Their places in the list, such as 1 3 4:"))
        return [session.row(session.thread_id_of(word)).id for word in answer.replace(",", " ").split()]

    changed = session.talk.hold(asking, first=words)
    kept = [each for each in session.marked if each not in changed]
    session.marked = [*kept, *(each for each in changed if each not in session.marked)]
    _say_marked(session)


def mark_all(session: LineSession, _words: str) -> None:
    """Mark all threads of the list; if some are marked, unmark all."""
    session.marked = [] if session.marked else list(session.listed)
    _say_marked(session)


def _say_marked(session: LineSession) -> None:
    count = len(session.marked)
    if not count:
        session.say(_("No thread is marked."))
        return
    text = ngettext(
        "{n} thread is marked; done, snooze, tag and the like now apply to it.",
        "{n} threads are marked; done, snooze, tag and the like now apply to all of them.",
        count,
    )
    session.say(text.format(n=count))


# --- sections ---------------------------------------------------------------------------------------------


def show_section(session: LineSession, words: str) -> None:
    """List the threads of a section; ask which one."""
    sections = session.desk.inbox.sections

    def asking() -> Flow[int]:
        return (yield from choose(_("Which section?"), _named_with_counts(session, sections)))

    section = sections[session.talk.hold(asking, first=words)]
    session.show_list(parse_query(section.query), section.name)


def _named_with_counts(session: LineSession, sections: Sequence[Section]) -> list[str]:
    queries = [parse_query(section.query) for section in sections]
    counts = session.desk.inbox.counts(queries)
    return [f"{section.name}, {counts[query]}" for section, query in zip(sections, queries, strict=True)]


def edit_sections(session: LineSession, words: str) -> None:
    """Change the sections: their names, queries and order."""
    changed = session.talk.hold(partial(_editing, session), first=words)
    session.desk.inbox.save_sections(changed)
    session.say(_("The sections are saved: {0}.").format(", ".join(each.name for each in changed)))


def _editing(session: LineSession) -> Flow[list[Section]]:
    """Ask what to change in the sections; return all of them as they are then."""
    sections = list(session.desk.inbox.sections)
    names = [f"{section.name}: {section.query or _('all threads')}" for section in sections]
    add, reset = _("add a section"), _("restore the built-in sections")
    index = yield from choose(_("Which section do you change?"), [*names, add, reset])
    if index == len(sections) + 1:
        return list(default_sections())
    if index == len(sections):
        name = yield from line(_("Its name:"))
        query = yield from line(_("Its query, for example is:late product:carousel:"), is_optional=True)
        parse_query(query)
        return [*sections, Section(name, query)]
    section = sections[index]
    what = yield from choose(
        _("What do you change in {0}?").format(section.name),
        [_("its name"), _("its query"), _("move it up"), _("move it down"), _("remove it")],
    )
    match what:
        case 0:
            sections[index] = Section((yield from line(_("Its name:"), default=section.name)), section.query)
        case 1:
            query = yield from line(_("Its query:"), default=section.query, is_optional=not section.query)
            parse_query(query)
            sections[index] = Section(section.name, query)
        case 2 | 3:
            to = index + (-1 if what == 2 else 1)
            if not 0 <= to < len(sections):
                raise WrongUsage(_("It is at the end already."))
            sections[index], sections[to] = sections[to], section
        case _:
            if len(sections) == 1:
                raise WrongUsage(_("One section must be left."))
            del sections[index]
    return sections


COMMANDS: tuple[PlainCommand, ...] = (
    PlainCommand(
        "list",
        N_("list the threads that a query finds, most urgent first; without one, those to do"),
        list_threads,
        PlainGroup.FIND,
        covers=("filter_clear",),
    ),
    PlainCommand("more", N_("read the next threads of the list"), show_more, PlainGroup.FIND),
    PlainCommand(
        "open",
        N_("open a thread by its place in the list, or by its number; the number alone does so too"),
        open_thread,
        PlainGroup.FIND,
        covers=("choose",),
    ),
    PlainCommand(
        "next-unread", N_("open the next unread thread"), open_next_unread, PlainGroup.FIND, also=("unread",)
    ),
    PlainCommand(
        "back", N_("close the thread, and go back to the list"), leave_thread, PlainGroup.FIND
    ),
    PlainCommand(
        "filter",
        N_("ask for words or a query, and list what they find"),
        filter_threads,
        PlainGroup.FIND,
        also=("find", "search"),
    ),
    PlainCommand(
        "order", N_("sort what was found by best match, or by deadline again"), sort_by_match, PlainGroup.FIND
    ),
    PlainCommand(
        "section",
        N_("list the threads of a section"),
        show_section,
        PlainGroup.FIND,
        covers=tuple(f"section_{number}" for number in range(1, 10)),
    ),
    PlainCommand(
        "sections",
        N_("change the sections: names, queries and order"),
        edit_sections,
        PlainGroup.FIND,
        covers=(
            "section_rename", "section_query", "section_add", "section_remove", "section_down", "section_up",
            "sections_reset", "sections_save",
        ),
    ),
    PlainCommand(
        "mark", N_("mark threads; what you do next applies to all of them"), mark, PlainGroup.FIND
    ),
    PlainCommand("mark-all", N_("mark all threads of the list, or none"), mark_all, PlainGroup.FIND),
)  # fmt: skip
