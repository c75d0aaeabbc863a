"""Store defects and their steps, and the data that all requests about one defect share."""

# All functions in this module run inside the caller's transaction.

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select

from bizcare_tui.domain.defects import DefectStepKind, RecordedStep, branches_by_thread, published_at
from bizcare_tui.errors import NotPossible
from bizcare_tui.hints import list_hint
from bizcare_tui.i18n import _
from bizcare_tui.store import history, seals
from bizcare_tui.store.people import get_person
from bizcare_tui.store.stale_threads import mark_defect_stale, mark_stale
from bizcare_tui.store.tables import DefectStep, DefectTable, InboxEntry, Person
from bizcare_tui.store.unix_time import from_unix_seconds, to_optional_unix_seconds, to_unix_seconds


@dataclass(frozen=True, slots=True)
class SharedFixData:
    """The data that all requests about a defect share.

    `start` is the start of the earliest request in seconds since 1970, None without a request. `steps` are
    the steps that were recorded for the defect. `lines` are the PrestaShop release lines of the requests; the
    line of a request is an empty string where it is not known.
    """

    start: int | None
    steps: tuple[RecordedStep, ...]
    lines: frozenset[str]

    def published_at(self, line: str) -> datetime | None:
        """Return when the patch became available for this release line; None while it is not."""
        return published_at(self.steps, line, self.lines)

    def stated_line(self, thread_id: int) -> str:
        """Return the release line that a person entered for a request; empty where nobody did."""
        return branches_by_thread(self.steps).get(thread_id, "")

    def with_request(self, start: int, line: str) -> SharedFixData:
        """Return a copy that includes one more request."""
        earliest = start if self.start is None else min(start, self.start)
        return SharedFixData(earliest, self.steps, self.lines | {line})


def open_defect(
    session: Session, account_id: int, title: str, product_id: int | None, now: datetime
) -> DefectTable:
    """Store a new defect that has no requests yet."""
    person = get_person(session)
    assert person.id is not None
    defect = DefectTable(
        account_id=account_id,
        title=title,
        product_id=product_id,
        person_id=person.id,
        at=to_unix_seconds(now),
    )
    session.add(defect)
    session.flush()
    content = {"title": title, "product": product_id}
    _append_history(session, defect, "opened", content, now, sealed=seals.seal_records(defect))
    return defect


def get_defect(session: Session, account_id: int, defect_id: int) -> DefectTable:
    """Return a defect by its number.

    Raises:
        NotPossible: the account has no defect with this number.
    """
    defect = session.get(DefectTable, defect_id)
    if defect is None or defect.account_id != account_id:
        raise NotPossible(_("There is no defect {0}.").format(defect_id), list_hint("board", "defects"))
    return defect


def record_step(
    session: Session,
    defect: DefectTable,
    step: DefectStepKind,
    content: Mapping[str, Any],
    *,
    now: datetime,
    at: datetime | None = None,
) -> int:
    """Record a step of a defect and return its number. The requests about the defect become stale.

    Args:
        at: when the step happened; `now` unless given.
    """
    person = get_person(session)
    assert person.id is not None
    assert defect.id is not None
    recorded = DefectStep(
        account_id=defect.account_id, defect_id=defect.id, step=step.value,
        content=json.dumps(content, ensure_ascii=False, sort_keys=True), person_id=person.id,
        at=to_unix_seconds(at or now),
    )  # fmt: skip
    session.add(recorded)
    session.flush()
    assert recorded.id is not None
    payload = {"step": recorded.id, **content}
    _append_history(session, defect, step.value, payload, now, sealed=seals.seal_records(recorded))
    mark_defect_stale(session, defect.account_id, defect.id)
    return recorded.id


def undo_step(session: Session, account_id: int, step_id: int, now: datetime) -> None:
    """Undo a step. The requests about the defect become stale.

    Raises:
        NotPossible: the account has no step with this number, or it was already undone.
    """
    person = get_person(session)
    step = session.get(DefectStep, step_id)
    if step is None or step.account_id != account_id or step.undone_at is not None:
        raise NotPossible(_("This has already been undone."))
    step.undone_at, step.undone_by = to_unix_seconds(now), person.id
    session.add(step)
    defect = get_defect(session, account_id, step.defect_id)
    _append_history(session, defect, "taken back", {"step": step.id}, now, sealed=seals.seal_records(step))
    mark_defect_stale(session, account_id, step.defect_id)


def steps_by_defect(
    session: Session, account_id: int, defect_ids: Sequence[int]
) -> dict[int, list[RecordedStep]]:
    """Return the steps of each defect that were not undone, in the order in which they were recorded."""
    found: dict[int, list[RecordedStep]] = defaultdict(list)
    query = (
        select(DefectStep, Person.login)
        .join(Person, col(Person.id) == col(DefectStep.person_id))
        .where(
            col(DefectStep.account_id) == account_id,
            col(DefectStep.defect_id).in_(defect_ids),
            col(DefectStep.undone_at).is_(None),
        )
    )
    for step, login in session.exec(query.order_by(col(DefectStep.id))):
        assert step.id is not None
        found[step.defect_id].append(
            RecordedStep(
                step.id,
                DefectStepKind(step.step),
                from_unix_seconds(step.at),
                login,
                json.loads(step.content),
            )
        )
    return found


def shared_fix_data(
    session: Session, account_id: int, defect_ids: Sequence[int], but: Sequence[int] = ()
) -> dict[int, SharedFixData]:
    """Return the shared data of each defect, read from the inbox rows as they are stored now.

    Args:
        but: the threads to leave out.
    """
    if not defect_ids:
        return {}
    query = (
        select(InboxEntry.defect_id, InboxEntry.fix_line, func.min(InboxEntry.first_start))
        .where(
            col(InboxEntry.account_id) == account_id,
            col(InboxEntry.defect_id).in_(defect_ids),
            col(InboxEntry.thread_id).not_in(but),
        )
        .group_by(col(InboxEntry.defect_id), col(InboxEntry.fix_line))
    )
    recorded = steps_by_defect(session, account_id, defect_ids)
    found = {each: SharedFixData(None, tuple(recorded.get(each, ())), frozenset()) for each in defect_ids}
    for defect_id, line, start in session.exec(query):
        if defect_id is not None:
            found[defect_id] = found[defect_id].with_request(start, line or "")
    return found


def mark_outdated_requests_stale(session: Session, account_id: int, defect_ids: Sequence[int]) -> None:
    """Mark the requests stale whose fix clock differs from the shared start or patch date of their defect."""
    by_defect = shared_fix_data(session, account_id, defect_ids)
    if not by_defect:
        return
    query = select(InboxEntry).where(
        col(InboxEntry.account_id) == account_id, col(InboxEntry.defect_id).in_(defect_ids)
    )
    outdated = []
    for entry in session.exec(query):
        current = by_defect[entry.defect_id or 0]
        at = to_optional_unix_seconds(current.published_at(entry.fix_line or ""))
        # A notice has no fix clock of its own.
        if entry.fix_start is not None and (entry.fix_start, entry.fix_at) != (current.start, at):
            outdated.append(entry.thread_id)
    mark_stale(session, account_id, outdated)


def _append_history(
    session: Session,
    defect: DefectTable,
    what: str,
    content: Mapping[str, Any],
    now: datetime,
    *,
    sealed: seals.Seals,
) -> None:
    history.append_entry(
        session,
        account_id=defect.account_id,
        at=to_unix_seconds(now),
        kind="defect",
        person_id=get_person(session).id,
        payload={"defect": defect.id, "what": what, "content": dict(content), seals.SEALS_KEY: sealed},
    )
