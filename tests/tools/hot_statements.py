"""Writes the SQL of browsing from the table classes: `python tests/tools/hot_statements.py`.

SQLAlchemy and the table classes take 36 MB and half a second to load. Without them, an app that only browses
(it reports its presence, marks threads as read, and looks at what colleagues do) has 62 MB instead of 98.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import (
    ClauseElement,
    ColumnElement,
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    literal_column,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.dialects.sqlite.base import SQLiteDialect
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import aliased
from sqlmodel import SQLModel, col

from bizcare_tui.store.record_builder import select_fields
from bizcare_tui.store.report_records import (
    ColleagueRecord,
    HistoryEventRecord,
    OpenThreadRecord,
    ThreadActivityRecord,
    UnattributedRecord,
    VisitRecord,
)
from bizcare_tui.store.tables import (
    DeadlineNotification,
    History,
    InboxEntry,
    LastVisit,
    Message,
    NoteMention,
    Person,
    ProgramPresence,
    ReadMark,
    ReplyLock,
    Thread,
)

FILE = Path(__file__).parents[2] / "bizcare_tui" / "store" / "hot_statements.py"
_HEAD = '''\
"""The SQL of browsing, which `tests/tools/hot_statements.py` compiles from the table classes: do not edit it.

SQLAlchemy and the table classes take 36 MB and half a second to load, and an app that only browses needs
them for nothing else. Both databases understand these statements, whose parameters are named as `:name`.
"""
'''
_WIDTH = 100
_CLAUSE = re.compile(
    r"(?<!DELETE)(?<!OUTER) (?=(?:FROM|WHERE|LEFT OUTER JOIN|JOIN|SET|ON CONFLICT|GROUP BY|ORDER BY|LIMIT) )"
)


@dataclass(frozen=True, slots=True)
class _Database:
    """A kind of database: its dialect, and its `insert`, which has `ON CONFLICT`."""

    dialect: Dialect
    insert: Callable[[Any], Any]


def _named_parameters(dialect: Callable[..., Dialect]) -> Dialect:
    return dialect(paramstyle="named")


# The dialects of no driver: those of drivers add casts for their way to bind parameters.
DATABASES: Mapping[str, _Database] = {
    "sqlite": _Database(_named_parameters(SQLiteDialect), sqlite.insert),
    "postgresql": _Database(_named_parameters(PGDialect), postgresql.insert),
}


def module_text() -> str:
    """Return the text of the module with all statements.

    Raises:
        ValueError: The databases need different texts for a statement.
    """
    return "".join((_HEAD, *(_constant(name) for name in STATEMENTS)))


def compiled(name: str, database: _Database) -> str:
    """Return a statement as one line of SQL for a database."""
    statement = STATEMENTS[name](database.insert)
    return " ".join(str(statement.compile(dialect=database.dialect)).split())


def _constant(name: str) -> str:
    texts = {compiled(name, database) for database in DATABASES.values()}
    if len(texts) > 1:
        raise ValueError(f"{name} differs between the databases: {' / '.join(sorted(texts))}")
    lines = [
        line
        for clause in _CLAUSE.split(texts.pop())
        for line in textwrap.wrap(clause, _WIDTH, subsequent_indent="    ", break_long_words=False)
    ]
    body = textwrap.indent("\n".join(lines), "    ")
    return f'\n{name} = """\n{body}\n"""\n'


# SQLAlchemy always writes an offset for SQLite.
_NO_OFFSET: ColumnElement[Any] = literal_column("0")


# --- the statements: each gets the `insert` of the database ---------------------------------------------


def _person_id() -> ColumnElement[Any]:
    return select(col(Person.id)).where(col(Person.login) == bindparam("login")).scalar_subquery()


def _is_account(table: Any) -> ColumnElement[bool]:
    return col(table.account_id) == bindparam("account")


def _is_program(table: Any) -> ColumnElement[bool]:
    return and_(_is_account(table), col(table.session) == bindparam("session"))


def _is_entry_of(table: Any) -> ColumnElement[bool]:
    return and_(
        col(InboxEntry.account_id) == col(table.account_id), col(InboxEntry.thread_id) == col(table.thread_id)
    )


def _upsert(
    insert: Callable[[Any], Any], table: type[SQLModel], key: tuple[str, ...], **values: object
) -> ClauseElement:
    """Return a statement that inserts a row, or replaces the values of the one with its key."""
    statement = insert(table).values(values).inline()  # without RETURNING
    set_ = {name: statement.excluded[name] for name in values if name not in key}
    upsert: ClauseElement = statement.on_conflict_do_update(index_elements=key, set_=set_)
    return upsert


def _insert_person(insert: Callable[[Any], Any]) -> ClauseElement:
    statement: ClauseElement = (
        insert(Person)
        .values(login=bindparam("login"))
        .on_conflict_do_nothing(index_elements=["login"])
        .inline()
    )
    return statement


def _report_presence(insert: Callable[[Any], Any]) -> ClauseElement:
    return _upsert(
        insert,
        ProgramPresence,
        ("account_id", "session"),
        account_id=bindparam("account"),
        session=bindparam("session"),
        person_id=_person_id(),
        thread_id=bindparam("thread"),
        seen_at=bindparam("now"),
    )


def _forget_silent_programs(_insert: Callable[[Any], Any]) -> ClauseElement:
    seen_at = col(ProgramPresence.seen_at)
    is_over = or_(seen_at <= bindparam("earliest"), seen_at > bindparam("latest"))
    return delete(ProgramPresence).where(_is_account(ProgramPresence), is_over)


def _extend_reply_lock(_insert: Callable[[Any], Any]) -> ClauseElement:
    return (
        update(ReplyLock)
        .where(_is_program(ReplyLock), col(ReplyLock.thread_id) == bindparam("thread"))
        .values(expires_at=bindparam("until"))
    )


def _record_visit(insert: Callable[[Any], Any]) -> ClauseElement:
    return _upsert(
        insert,
        LastVisit,
        ("account_id", "person_id"),
        account_id=bindparam("account"),
        person_id=_person_id(),
        history_id=bindparam("history"),
        message_id=bindparam("message"),
        at=bindparam("at"),
    )


def _shown_brief() -> tuple[ColumnElement[bool], ...]:
    return (
        _is_account(DeadlineNotification),
        col(DeadlineNotification.person_id) == _person_id(),
        col(DeadlineNotification.channel) == bindparam("channel"),
    )


def _count_shown_briefs(_insert: Callable[[Any], Any]) -> ClauseElement:
    is_of_day = col(DeadlineNotification.due_at) == bindparam("day")
    return select(func.count()).select_from(DeadlineNotification).where(*_shown_brief(), is_of_day)


def _forget_earlier_briefs(_insert: Callable[[Any], Any]) -> ClauseElement:
    is_earlier = col(DeadlineNotification.due_at) < bindparam("day")
    return delete(DeadlineNotification).where(*_shown_brief(), is_earlier)


def _record_shown_brief(insert: Callable[[Any], Any]) -> ClauseElement:
    return _upsert(
        insert,
        DeadlineNotification,
        ("account_id", "person_id", "channel", "thread_id", "due_at", "lead"),
        account_id=bindparam("account"),
        person_id=_person_id(),
        channel=bindparam("channel"),
        thread_id=bindparam("thread"),
        due_at=bindparam("day"),
        lead=bindparam("lead"),
        at=bindparam("at"),
        attempts=literal_column("0"),
        claimed_until=literal_column("0"),
        holder=literal_column("''"),
    )


def _mark_read(insert: Callable[[Any], Any]) -> ClauseElement:
    last_message = select(
        col(InboxEntry.account_id), _person_id(), col(InboxEntry.thread_id), col(InboxEntry.last_message_id)
    ).where(
        _is_account(InboxEntry),
        col(InboxEntry.thread_id) == bindparam("thread"),
        col(InboxEntry.last_message_id).is_not(None),
    )
    names = ("account_id", "person_id", "thread_id", "message_id")
    statement = insert(ReadMark).from_select(names, last_message)
    latest = statement.excluded.message_id
    upsert: ClauseElement = statement.on_conflict_do_update(
        index_elements=names[:-1], set_={"message_id": latest}, where=latest > col(ReadMark.message_id)
    )
    return upsert


def _see_mentions(_insert: Callable[[Any], Any]) -> ClauseElement:
    return (
        update(NoteMention)
        .where(
            _is_account(NoteMention),
            col(NoteMention.login) == bindparam("login"),
            col(NoteMention.thread_id) == bindparam("thread"),
            col(NoteMention.seen_at).is_(None),
        )
        .values(seen_at=bindparam("now"))
    )


def _read_colleagues(_insert: Callable[[Any], Any]) -> ClauseElement:
    writes = exists(literal_column("1")).where(
        col(ReplyLock.account_id) == col(ProgramPresence.account_id),
        col(ReplyLock.session) == col(ProgramPresence.session),
        col(ReplyLock.thread_id) == col(ProgramPresence.thread_id),
        col(ReplyLock.expires_at) > bindparam("now"),
        col(ReplyLock.expires_at) <= bindparam("latest_expiry"),
    )
    return (
        select_fields(ColleagueRecord, ProgramPresence, Person, writes=writes)
        .join(Person, col(Person.id) == col(ProgramPresence.person_id))
        .where(
            _is_account(ProgramPresence),
            col(ProgramPresence.seen_at) > bindparam("earliest"),
            col(ProgramPresence.seen_at) <= bindparam("latest"),
            col(Person.login) != bindparam("login"),
        )
        .order_by(col(Person.login), col(ProgramPresence.session))
    )


def _read_visit(_insert: Callable[[Any], Any]) -> ClauseElement:
    return (
        select_fields(VisitRecord, LastVisit)
        .join(Person, col(Person.id) == col(LastVisit.person_id))
        .where(_is_account(LastVisit), col(Person.login) == bindparam("login"))
    )


def _read_history_events(_insert: Callable[[Any], Any]) -> ClauseElement:
    return (
        select_fields(HistoryEventRecord, History, Person, InboxEntry)
        .select_from(History)
        .join(Person, col(Person.id) == col(History.person_id), isouter=True)
        .join(InboxEntry, _is_entry_of(History), isouter=True)
        .where(
            _is_account(History),
            col(History.id) > bindparam("after"),
            col(History.thread_id).is_not(None),
            or_(col(Person.login).is_(None), col(Person.login) != bindparam("login")),
        )
        .order_by(col(History.id).desc())
        .limit(bindparam("limit"))
        .offset(_NO_OFFSET)
    )


def _read_threads_written_since(_insert: Callable[[Any], Any]) -> ClauseElement:
    last = func.max(col(Message.at))
    return (
        select_fields(
            ThreadActivityRecord,
            Message,
            messages=func.count(),
            at=last,
            topic=func.max(col(InboxEntry.topic)),
        )
        .select_from(Message)
        .join(InboxEntry, _is_entry_of(Message), isouter=True)
        .where(
            _is_account(Message),
            col(Message.id) > bindparam("after"),
            col(Message.author).in_((bindparam("customer"), bindparam("unknown"))),
        )
        .group_by(col(Message.thread_id), col(Message.author))
        .order_by(last.desc())
        .limit(bindparam("limit"))
        .offset(_NO_OFFSET)
    )


def _is_open() -> tuple[ColumnElement[bool], ...]:
    return (
        _is_account(InboxEntry),
        col(InboxEntry.state) != bindparam("closed"),
        col(InboxEntry.qualification) != bindparam("notice"),
    )


def _place_in_inbox() -> ColumnElement[Any]:
    return tuple_(col(InboxEntry.rank), col(InboxEntry.thread_id))


def _read_open_threads_after(_insert: Callable[[Any], Any]) -> ClauseElement:
    place = tuple_(bindparam("rank"), bindparam("thread"))
    return (
        select_fields(OpenThreadRecord, InboxEntry)
        .where(*_is_open(), _place_in_inbox() > place)
        .order_by(col(InboxEntry.rank), col(InboxEntry.thread_id))
        .limit(bindparam("limit"))
        .offset(_NO_OFFSET)
    )


def _read_open_thread(_insert: Callable[[Any], Any]) -> ClauseElement:
    return select_fields(OpenThreadRecord, InboxEntry).where(
        *_is_open(), col(InboxEntry.thread_id) == bindparam("thread")
    )


def _is_unattributed() -> tuple[ColumnElement[bool], ...]:
    return col(Message.author) == bindparam("unknown"), col(Message.erased_at).is_(None)


def _read_unattributed(_insert: Callable[[Any], Any]) -> ClauseElement:
    empty: ColumnElement[Any] = literal_column("''")
    answer = aliased(Message)
    last_answer_at = (
        select(func.max(col(answer.at)))
        .where(
            col(answer.account_id) == col(Message.account_id),
            col(answer.thread_id) == col(Message.thread_id),
            col(answer.author) == bindparam("seller"),
            col(answer.automatic).is_not(literal_column("TRUE")),
        )
        .correlate(Message)
        .scalar_subquery()
    )
    length = func.length(col(Message.text))
    start = case(
        (length > bindparam("end"), length - bindparam("end") + literal_column("1")),
        else_=literal_column("1"),
    )
    return (
        select_fields(
            UnattributedRecord,
            Message,
            InboxEntry,
            text=func.substr(col(Message.text), start),
            customer=case((col(InboxEntry.customer) != empty, col(InboxEntry.customer)),
                          else_=col(InboxEntry.shop)),
            customer_key=case((col(Thread.customer_digest) != empty, col(Thread.customer_digest)),
                              else_=col(Thread.website)),
            last_answer_at=last_answer_at,
        )
        .select_from(InboxEntry)
        .join(Message, _is_entry_of(Message))
        .join(
            Thread,
            and_(
                col(Thread.account_id) == col(InboxEntry.account_id),
                col(Thread.id) == col(InboxEntry.thread_id),
            ),
        )
        .where(
            *_is_open(),
            *_is_unattributed(),
            _place_in_inbox() > tuple_(bindparam("rank"), bindparam("thread")),
            _place_in_inbox() <= tuple_(bindparam("last_rank"), bindparam("last_thread")),
        )
    )  # fmt: skip


def _count_unattributed(_insert: Callable[[Any], Any]) -> ClauseElement:
    return (
        select(func.count())
        .select_from(InboxEntry)
        .join(Message, _is_entry_of(Message))
        .where(*_is_open(), *_is_unattributed())
    )


STATEMENTS: Mapping[str, Callable[[Callable[[Any], Any]], ClauseElement]] = {
    "INSERT_PERSON": _insert_person,
    "REPORT_PRESENCE": _report_presence,
    "FORGET_SILENT_PROGRAMS": _forget_silent_programs,
    "EXTEND_REPLY_LOCK": _extend_reply_lock,
    "DELETE_PRESENCE": lambda _insert: delete(ProgramPresence).where(_is_program(ProgramPresence)),
    "RELEASE_REPLY_LOCKS": lambda _insert: delete(ReplyLock).where(_is_program(ReplyLock)),
    "RECORD_VISIT": _record_visit,
    "COUNT_SHOWN_BRIEFS": _count_shown_briefs,
    "FORGET_EARLIER_BRIEFS": _forget_earlier_briefs,
    "RECORD_SHOWN_BRIEF": _record_shown_brief,
    "MARK_READ": _mark_read,
    "SEE_MENTIONS": _see_mentions,
    "READ_COLLEAGUES": _read_colleagues,
    "READ_VISIT": _read_visit,
    "READ_LAST_HISTORY_ID": lambda _insert: select(func.max(col(History.id))),
    "READ_LAST_MESSAGE_ID": lambda _insert: select(func.max(col(Message.id))),
    "READ_HISTORY_EVENTS": _read_history_events,
    "READ_THREADS_WRITTEN_SINCE": _read_threads_written_since,
    "READ_OPEN_THREADS_AFTER": _read_open_threads_after,
    "READ_OPEN_THREAD": _read_open_thread,
    "READ_UNATTRIBUTED": _read_unattributed,
    "COUNT_UNATTRIBUTED": _count_unattributed,
}


if __name__ == "__main__":
    FILE.write_text(module_text(), encoding="utf-8")
