"""Finds the message of a thread that was posted from a reply in the outbox."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bizcare_tui.domain.body import same_text_key

# Some clients send line ends as the two characters "\n"; remove these before the backslashes.
_ESCAPED_LINE_END = re.compile(r"\\[nrt]")
_NOT_A_LETTER = re.compile(r"[\W_]+")


def find_posted_message(text: str, bodies: Sequence[tuple[int, str]]) -> int | None:
    """Return the id of the only message of (id, body) with the reply's text; None for none or several.

    Only letters and digits are compared, after entities, tags and backslashes are removed, because the
    Marketplace changes line ends, quotes and lists.
    """
    key = reply_key(text)
    matching = [message_id for message_id, body in bodies if reply_key(body) == key]
    return matching[0] if len(matching) == 1 else None


def reply_key(text: str) -> str:
    """Return a form of a text that is equal for a reply and for the message that was posted from it."""
    key = same_text_key(text)
    return _NOT_A_LETTER.sub("", _ESCAPED_LINE_END.sub("", key)) or key
