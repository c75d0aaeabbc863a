"""Storing absences: who is away, who removed it, and what the history proves."""

from __future__ import annotations

import json
from datetime import date

import pytest
from fixed_time import NOW
from sqlmodel import select

from bizcare_tui.errors import WrongUsage
from bizcare_tui.store import absences, history, history_proof
from bizcare_tui.store.engine import Store
from bizcare_tui.store.tables import AbsenceTable, History

CHRISTMAS = (date(2026, 12, 24), date(2026, 12, 31))


def test_an_absence_is_stored_with_both_of_its_days_and_who_added_it(store: Store) -> None:
    with store.transaction() as session:
        number = absences.add_absence(session, 1, "bea", CHRISTMAS, NOW)
    with store.transaction() as session:
        stored = session.get_one(AbsenceTable, number)
        assert (stored.first_day, stored.last_day) == ("2026-12-24", "2026-12-31")
        assert (stored.added_by, stored.person_id, stored.removed_at) == (1, 2, None)


def test_a_removed_absence_stays_as_a_row_with_who_removed_it(store: Store) -> None:
    with store.transaction() as session:
        number = absences.add_absence(session, 1, "bea", CHRISTMAS, NOW)
        absences.remove_absence(session, 1, number, NOW)
    with store.transaction() as session:
        stored = session.get_one(AbsenceTable, number)
        assert (stored.removed_by, stored.removed_at) == (1, int(NOW.timestamp()))


def test_an_absence_is_removed_once_and_only_from_its_own_account(store: Store) -> None:
    with store.transaction() as session:
        number = absences.add_absence(session, 1, "ana", CHRISTMAS, NOW)
        with pytest.raises(WrongUsage, match=f"no absence {number}"):
            absences.remove_absence(session, 2, number, NOW)
        absences.remove_absence(session, 1, number, NOW)
        with pytest.raises(WrongUsage, match=f"no absence {number}"):
            absences.remove_absence(session, 1, number, NOW)
        with pytest.raises(WrongUsage, match="no absence 99"):
            absences.remove_absence(session, 1, 99, NOW)


def test_adding_and_removing_are_in_the_history_and_its_seals_match(store: Store) -> None:
    with store.transaction() as session:
        number = absences.add_absence(session, 1, "bea", CHRISTMAS, NOW)
        absences.remove_absence(session, 1, number, NOW)
    with store.transaction() as session:
        payloads = [json.loads(text or "") for text in session.exec(select(History.payload))]
        assert [(each["what"], each["person"]) for each in payloads] == [("added", "bea"), ("removed", "bea")]
        proven = history_proof.ProvenState()
        assert list(history.broken_entries(session, proven.take)) == []
        assert list(history_proof.row_differences(session, proven, lambda *_step: None)) == []
        session.get_one(AbsenceTable, number).last_day = "2027-01-31"
        session.flush()
        (difference,) = history_proof.row_differences(session, proven, lambda *_step: None)
        assert difference == f"Absence {number} differs from the recorded data."
