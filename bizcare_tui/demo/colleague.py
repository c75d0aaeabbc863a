"""The colleagues who are present in the demo: one reads a thread, one writes in another."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread

from bizcare_tui.demo.staff import Staff
from bizcare_tui.desk.desk import Desk
from bizcare_tui.errors import StoreProblem
from bizcare_tui.store.presence import PresenceStore
from bizcare_tui.store.presence_times import PRESENCE_INTERVAL_SECONDS
from bizcare_tui.store.reply_locks import ReplyLocks

READS, WRITES = "fr-technical-avis-doubles", "it-search-accenti"


@contextmanager
def colleagues_present(staff: Staff, desk: Desk) -> Iterator[None]:
    """Within this context, two colleagues are present: the first one writes a reply."""
    account_id, present = desk.session.account_id(), []
    for login, conversation, writes in ((staff.lead, WRITES, True), (staff.second, READS, False)):
        if (thread := staff.thread(conversation)) is None:
            continue
        program = f"demo {login}"
        if writes:
            ReplyLocks(desk.session.existing_store(), account_id, login, program).lock_reply(thread.id)
        store = PresenceStore(desk.session.small_writes(), account_id, login, program)
        present.append((store, thread.id, writes))
    stop = Event()

    def report() -> None:
        # A report that fails is repeated with the next one.
        with suppress(StoreProblem):
            for store, thread_id, writes in present:
                store.report_presence(thread_id, writes=writes)

    def repeat() -> None:
        while not stop.wait(PRESENCE_INTERVAL_SECONDS):
            report()

    report()
    repeating = Thread(target=repeat, name="colleagues", daemon=True)
    repeating.start()
    try:
        yield
    finally:
        stop.set()
        repeating.join()
