"""Match Seller API rows to stored messages, although ids, counts and texts may change."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

ApiRow = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """The fields by which a stored message is recognised. `fingerprint` covers its time and text."""

    id: int
    remote_id: int | None
    fingerprint: str
    occurrence: int
    digest: str
    at: int
    is_erased: bool = False
    is_gone: bool = False


MatchedRows = list[tuple[ApiRow, StoredMessage | None]]
_Test = Callable[[ApiRow, StoredMessage], bool]


def _same_text(row: ApiRow, message: StoredMessage) -> bool:
    return bool(row["fingerprint"] == message.fingerprint)


def _same_id(row: ApiRow, message: StoredMessage) -> bool:
    return row["remote_id"] is not None and row["remote_id"] == message.remote_id


def _either_has_no_id(row: ApiRow, message: StoredMessage) -> bool:
    return row["remote_id"] is None or message.remote_id is None


def _same_time(row: ApiRow, message: StoredMessage) -> bool:
    return bool(row["at"] == message.at)


# The most reliable test comes first: each row and each stored message is matched only once.
_RELIABLE_TESTS: tuple[_Test, ...] = (
    lambda row, message: _same_id(row, message) and _same_text(row, message),
    lambda row, message: _same_text(row, message) and _either_has_no_id(row, message),
)
_TESTS_FOR_COMPLETE_THREAD: tuple[_Test, ...] = (
    *_RELIABLE_TESTS,
    _same_text,  # the ids of all messages were renumbered
    _same_id,  # it was edited
    _same_time,  # it was edited, and has no id
)
_TESTS_FOR_PARTIAL_THREAD: tuple[_Test, ...] = (
    *_RELIABLE_TESTS,
    lambda row, message: _same_id(row, message) and _same_time(row, message),
)


def match_complete_thread(
    rows: Sequence[ApiRow], stored: Sequence[StoredMessage]
) -> tuple[MatchedRows, list[StoredMessage]]:
    """Match the rows of a complete thread to its stored messages.

    Returns:
        Each row with its stored message, None for a new one; and the stored messages that matched no row.
    """
    pairs, left = _match(_without_repeated_ids(rows), stored, _TESTS_FOR_COMPLETE_THREAD)
    return _with_occurrences(pairs, stored), left


def match_partial_thread(
    rows: Sequence[ApiRow], stored: Sequence[StoredMessage], reported: int | None
) -> tuple[MatchedRows, bool]:
    """Match the rows of some of a thread's messages to its stored messages.

    Args:
        reported: The number of messages that the API reports for the thread. Once this many are stored, no
            row can be a new message.

    Returns:
        Each row with its stored message, None for a new one. Rows that may be edited or renumbered messages
        are left out; the second value says whether there were any.
    """
    pairs, left = _match(_without_repeated_ids(rows), stored, _TESTS_FOR_PARTIAL_THREAD)
    listed = sum(not message.is_gone for message in stored)
    is_complete = reported is not None and listed >= reported
    kept = [
        (row, match)
        for row, match in pairs
        if match is not None or not (is_complete or any(_may_be(row, message) for message in left))
    ]
    return _with_occurrences(kept, stored), len(kept) < len(pairs)


def _may_be(row: ApiRow, message: StoredMessage) -> bool:
    """Return whether a row may be a stored message that was edited or renumbered."""
    return _same_text(row, message) or _same_id(row, message) or _same_time(row, message)


def _without_repeated_ids(rows: Sequence[ApiRow]) -> list[ApiRow]:
    """Return the rows without those that repeat the id of an earlier row."""
    seen: set[int] = set()
    found: list[ApiRow] = []
    for row in rows:
        if row["remote_id"] is None or row["remote_id"] not in seen:
            found.append(row)
            seen |= set() if row["remote_id"] is None else {row["remote_id"]}
    return found


def _match(
    rows: Sequence[ApiRow], stored: Sequence[StoredMessage], tests: Sequence[_Test]
) -> tuple[MatchedRows, list[StoredMessage]]:
    matches: dict[int, StoredMessage] = {}
    left = sorted(stored, key=lambda message: (message.is_gone, message.occurrence, message.id))
    for test in tests:
        for index, row in enumerate(rows):
            if index in matches or not left:
                continue
            if (match := next((message for message in left if test(row, message)), None)) is not None:
                matches[index] = match
                left.remove(match)
    return [(row, matches.get(index)) for index, row in enumerate(rows)], left


def _with_occurrences(pairs: MatchedRows, stored: Sequence[StoredMessage]) -> MatchedRows:
    """Return the pairs with `occurrence` filled in: the row's number among those of equal time and text."""
    used = {(message.fingerprint, message.occurrence) for message in stored}
    numbered: MatchedRows = []
    for row, match in pairs:
        occurrence = match.occurrence if match is not None else 0
        while match is None and (row["fingerprint"], occurrence) in used:
            occurrence += 1
        used.add((row["fingerprint"], occurrence))
        numbered.append(({**row, "occurrence": occurrence}, match))
    return numbered
