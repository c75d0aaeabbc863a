"""Reading back: which message of a thread a reply of the outbox became."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bizcare_tui.domain.body import same_text_key

# Some clients write line ends out; they have to go before the backslashes do.
_WRITTEN_OUT = re.compile(r"\\[nrt]")
_NOT_A_LETTER = re.compile(r"[\W_]+")


def seen_in(text: str, bodies: Sequence[tuple[int, str]]) -> int | None:
    """The message that a reply became: the only one of (id, body) with its text, None for none or several.

    Compared are letters and digits alone, after entities, tags and backslashes: what the Marketplace
    makes of line ends, quotes and lists is its own affair.
    """
    wanted = reply_key(text)
    alike = [message_id for message_id, body in bodies if reply_key(body) == wanted]
    return alike[0] if len(alike) == 1 else None


def reply_key(text: str) -> str:
    """A form in which a reply equals the message that the Marketplace made of it."""
    key = same_text_key(text)
    return _NOT_A_LETTER.sub("", _WRITTEN_OUT.sub("", key)) or key
