"""Defects and their steps, and the clock that the requests about one share.

Every function works within the caller's transaction.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select, update

from bizcare_tui.domain.defects import Step, Taken, published_at
from bizcare_tui.errors import NotPossible
from bizcare_tui.i18n import _
from bizcare_tui.store import history
from bizcare_tui.store.instants import instant, seconds
from bizcare_tui.store.people import the_person
from bizcare_tui.store.tables import Defect, DefectStep, InboxEntry, Person, Thread


@dataclass(frozen=True, slots=True)
class Shared:
    """What the requests about a defect share: the earliest of them, in seconds, and the patch."""

    start: int | None
    published_at: datetime | None


def open_defect(
    session: Session, account_id: int, title: str, product_id: int | None, now: datetime
) -> Defect:
    """Write down a new defect, about which there is no request yet."""
    person = the_person(session)
    assert person.id is not None
    defect = Defect(
        account_id=account_id, title=title, product_id=product_id, person_id=person.id, at=seconds(now)
    )
    session.add(defect)
    session.flush()
    _record(session, defect, "opened", {"title": title, "product": product_id}, now)
    return defect


def the_defect(session: Session, account_id: int, defect_id: int) -> Defect:
    """A defect.

    Raises:
        NotPossible: there is none of this number.
    """
    defect = session.get(Defect, defect_id)
    if defect is None or defect.account_id != account_id:
        raise NotPossible(_("There is no defect {0}.").format(defect_id), _("b shows them all."))
    return defect


def take(session: Session, defect: Defect, step: Step, content: Mapping[str, Any], now: datetime) -> int:
    """Take a step; returns its number. The requests about the defect are to be worked out again."""
    person = the_person(session)
    assert person.id is not None
    assert defect.id is not None
    taken = DefectStep(
        account_id=defect.account_id, defect_id=defect.id, step=step.value,
        content=json.dumps(content, ensure_ascii=False, sort_keys=True), person_id=person.id, at=seconds(now),
    )  # fmt: skip
    session.add(taken)
    session.flush()
    assert taken.id is not None
    _record(session, defect, step.value, {"step": taken.id, **content}, now)
    _work_out_again(session, defect)
    return taken.id


def take_back(session: Session, account_id: int, step_id: int, now: datetime) -> None:
    """Take a step back.

    Raises:
        NotPossible: there is none of this number, or it was taken back already.
    """
    person = the_person(session)
    step = session.get(DefectStep, step_id)
    if step is None or step.account_id != account_id or step.undone_at is not None:
        raise NotPossible(_("It was taken back already."))
    step.undone_at, step.undone_by = seconds(now), person.id
    session.add(step)
    defect = the_defect(session, account_id, step.defect_id)
    _record(session, defect, "taken back", {"step": step.id}, now)
    _work_out_again(session, defect)


def steps(session: Session, account_id: int, defect_ids: Sequence[int]) -> dict[int, list[Taken]]:
    """The steps of these defects that were not taken back, oldest first."""
    found: dict[int, list[Taken]] = defaultdict(list)
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
            Taken(step.id, Step(step.step), instant(step.at), login, json.loads(step.content))
        )
    return found


def shared(
    session: Session, account_id: int, defect_ids: Sequence[int], but: Sequence[int] = ()
) -> dict[int, Shared]:
    """What the requests about these defects share, by what was worked out so far; some threads left out."""
    if not defect_ids:
        return {}
    query = (
        select(InboxEntry.defect_id, func.min(InboxEntry.first_start))
        .where(
            col(InboxEntry.account_id) == account_id,
            col(InboxEntry.defect_id).in_(defect_ids),
            col(InboxEntry.thread_id).not_in(but),
        )
        .group_by(col(InboxEntry.defect_id))
    )
    starts = {defect_id: start for defect_id, start in session.exec(query) if defect_id is not None}
    taken = steps(session, account_id, defect_ids)
    return {
        defect_id: Shared(starts.get(defect_id), published_at(taken.get(defect_id, ())))
        for defect_id in defect_ids
    }


def spread(session: Session, account_id: int, defect_ids: Sequence[int]) -> None:
    """Have the requests worked out again that do not go by the earliest one about their defect."""
    for defect_id, found in shared(session, account_id, defect_ids).items():
        others = select(InboxEntry.thread_id).where(
            col(InboxEntry.account_id) == account_id,
            col(InboxEntry.defect_id) == defect_id,
            col(InboxEntry.fix_start) != found.start,
        )
        session.exec(
            update(Thread)
            .where(col(Thread.account_id) == account_id, col(Thread.id).in_(others))
            .values(stale=True)
        )


def _work_out_again(session: Session, defect: Defect) -> None:
    about = select(InboxEntry.thread_id).where(
        col(InboxEntry.account_id) == defect.account_id, col(InboxEntry.defect_id) == defect.id
    )
    session.exec(
        update(Thread)
        .where(col(Thread.account_id) == defect.account_id, col(Thread.id).in_(about))
        .values(stale=True)
    )


def _record(session: Session, defect: Defect, what: str, content: Mapping[str, Any], now: datetime) -> None:
    history.append(
        session,
        account_id=defect.account_id,
        at=seconds(now),
        kind="defect",
        person_id=the_person(session).id,
        payload={"defect": defect.id, "what": what, "content": dict(content)},
    )
