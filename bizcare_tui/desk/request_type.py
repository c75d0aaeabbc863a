"""Propose the type of a request from what its customer wrote."""

from __future__ import annotations

from collections.abc import Sequence

from bizcare_tui.desk.views import MessageView
from bizcare_tui.domain.proposed_kind import propose_kind
from bizcare_tui.domain.prose import own_parts
from bizcare_tui.domain.request_types import RequestType
from bizcare_tui.domain.threads import Author
from bizcare_tui.store.thread_records import MessageRecord

_MAX_CHARACTERS = 20_000


def request_text(messages: Sequence[MessageView | MessageRecord]) -> str:
    """Return what everybody but the seller wrote in a thread, without quotes and struck-out text.

    At most 20,000 characters are returned.
    """
    texts = ((message.text, message.author is not Author.SELLER) for message in messages)
    return own_parts(texts, _MAX_CHARACTERS)


def proposed_kind(topic: str, messages: Sequence[MessageView | MessageRecord]) -> RequestType | None:
    """Return the type of request that a thread's texts suggest, or None when they suggest none."""
    return propose_kind(topic, request_text(messages))
