"""Parse stored messages again from their raw rows, after an update has changed how bodies become text."""

from __future__ import annotations

import json
from typing import Any

from bizcare_tui.domain.body import READING, raw_body, read_body, same_text_key
from bizcare_tui.marketplace.row_fields import parse_attachments
from bizcare_tui.marketplace.row_values import compute_digest
from bizcare_tui.store.engine import Session
from bizcare_tui.store.reparsing import outdated_messages, replace_parsed_texts

# A message keeps its id when it is parsed again, so that marks, replies and notes stay attached to it.

BATCH_SIZE = 300
_WITHOUT_ROW = "{}"


def reparse_messages(session: Session, account_id: int) -> int:
    """Parse up to `BATCH_SIZE` messages again that were parsed by earlier rules; return how many there were.

    Their threads become stale. Erased messages, and those known only from a notification mail, have no raw
    row and are skipped.
    """
    messages = outdated_messages(session, account_id, READING, BATCH_SIZE)
    if messages:
        columns = {
            message.id: values for message in messages if (values := _columns(message.raw)) is not None
        }
        replace_parsed_texts(session, account_id, messages, columns, READING)
    return len(messages)


def _columns(raw: str) -> dict[str, Any] | None:
    """Return the columns that are derived from a message's raw row; None if there is no raw row."""
    if raw == _WITHOUT_ROW:
        return None
    body = read_body(raw_body(raw))
    files = parse_attachments(json.loads(raw))
    return {
        "text": body.text,
        "links": json.dumps(body.links),
        "quoted": json.dumps(body.quoted),
        "attachments": None if files is None else json.dumps(files),
        "text_digest": compute_digest(same_text_key(body.text)),
    }
