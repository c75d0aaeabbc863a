"""Read what the acts of persons on a thread say together."""

from __future__ import annotations

from bizcare_tui.domain.triage import Act, Triage, derive_triage
from bizcare_tui.domain.verbs import parse_content
from bizcare_tui.store.reads.hot_thread import read_acts
from bizcare_tui.store.reads.reader import StoreReader
from bizcare_tui.store.thread_records import ActRecord


def read_triage(reading: StoreReader, thread_id: int) -> Triage:
    """Return the state of a thread that follows from the acts of persons."""
    return derive_triage(map(_to_act, read_acts(reading, thread_id)))


def _to_act(record: ActRecord) -> Act:
    content = parse_content(record.verb, record.content)
    return Act(record.id, content, record.at, record.login, record.known_message_id)
