"""Store which morning brief a person has seen, on a channel of the notifications of deadlines."""

from __future__ import annotations

from bizcare_tui.domain.alerts import Key
from bizcare_tui.store import hot_statements
from bizcare_tui.store.reads.reader import StoreReader
from bizcare_tui.store.small_writes import SmallWrites

_CHANNEL = "brief"


def is_brief_shown(reader: StoreReader, key: Key) -> bool:
    """Return whether this person has seen the brief with this key."""
    return reader.number(hot_statements.COUNT_SHOWN_BRIEFS, channel=_CHANNEL, day=key[1]) > 0


def record_shown_brief(writes: SmallWrites, account_id: int, login: str, key: Key, at: int) -> None:
    """Record that a person has seen a brief, and forget the earlier ones.

    Args:
        at: The time in seconds since 1970.
    """
    thread_id, day, lead = key
    values: dict[str, object] = {
        "account": account_id, "login": login, "channel": _CHANNEL,
        "thread": thread_id, "day": day, "lead": lead, "at": at,
    }  # fmt: skip
    with writes.transaction() as executor:
        executor.execute(hot_statements.INSERT_PERSON, values)
        executor.execute(hot_statements.FORGET_EARLIER_BRIEFS, values)
        executor.execute(hot_statements.RECORD_SHOWN_BRIEF, values)
