"""Reading what people did with what the program found."""

from __future__ import annotations

import json
from typing import Any

from small_store import ANA, add_rows, entry, open_small_store, reply, small_store, thread

from bizcare_tui.store.database import Database
from bizcare_tui.store.history import append_entry
from bizcare_tui.store.reads.acceptance import read_checked_replies, read_kind_acts, read_wizard_answers
from bizcare_tui.store.reads.reader import StoreReader
from bizcare_tui.store.report_records import CheckedReplyRecord
from bizcare_tui.store.tables import ActTable, Wizard


def act(thread_id: int, kind: str | None, **values: Any) -> ActTable:
    content = json.dumps({"kind": kind})
    return ActTable(
        account_id=1, person_id=ANA, thread_id=thread_id, content=content, at=10, **{"verb": "kind", **values}
    )


def test_undone_acts_other_verbs_and_erased_threads_are_left_out(place: Database) -> None:
    rows = (
        thread(7), thread(8, erased_at=5), entry(7), entry(8), act(7, "other"),
        act(7, "technical", undone_at=5), act(8, "other"), act(7, None, verb="done"), act(7, "installation"),
    )  # fmt: skip
    with small_store(place, *rows) as reader:
        found = [(each.thread_id, each.topic, json.loads(each.content)) for each in read_kind_acts(reader)]
    assert found == [(7, "Topic 7", {"kind": "other"}), (7, "Topic 7", {"kind": "installation"})]


def test_the_findings_of_replies_are_in_the_history(place: Database) -> None:
    store = open_small_store(place)
    replies = (reply(7), reply(7, "discarded"), reply(8), reply(7))
    add_rows(store, thread(7), thread(8, erased_at=5), *replies)
    checked = {"shown": ["canned", "credentials"], "kept": ["canned"]}
    entries = (
        (7, {"reply": 1, "what": "queue", "checked": checked}),
        (7, {"reply": 1, "what": "begin"}),
        (7, {"reply": 2, "what": "queue", "checked": checked}),
        (8, {"reply": 3, "what": "queue", "checked": checked}),
        (7, {"reply": 4, "what": "queue", "checked": "of another program"}),
    )
    with store.transaction() as session:
        for thread_id, payload in entries:
            append_entry(session, account_id=1, at=0, kind="reply", thread_id=thread_id, payload=payload)
    reader = StoreReader(place, "ana")
    assert read_checked_replies(reader) == [CheckedReplyRecord(("canned", "credentials"), ("canned",))]
    reader.close()
    store.close()


def test_the_answers_of_wizards_in_progress_are_read(place: Database) -> None:
    wizard = Wizard(
        account_id=1, thread_id=7, kind="refund", answers="{}", person_id=ANA, begun_at=0, saved_at=0
    )
    with small_store(place, wizard) as reader:
        (found,) = read_wizard_answers(reader)
    assert (found.thread_id, found.kind, found.answers) == (7, "refund", "{}")
