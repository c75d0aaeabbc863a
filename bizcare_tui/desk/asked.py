"""What a request asks for, by the words of its customer."""

from __future__ import annotations

from collections.abc import Sequence

from bizcare_tui.desk.views import MessageView
from bizcare_tui.domain.kinds import Kind
from bizcare_tui.domain.proposed_kind import propose_kind
from bizcare_tui.domain.threads import Author

_ENOUGH_TO_TELL = 20_000


def asked_text(messages: Sequence[MessageView]) -> str:
    """All that was written in a thread by others than the seller."""
    texts = (message.text for message in messages if message.author is not Author.SELLER)
    return "\n".join(texts)[:_ENOUGH_TO_TELL]


def proposed_kind(topic: str, messages: Sequence[MessageView]) -> Kind | None:
    """The kind of request that the texts of a thread speak of; None where they do not tell."""
    return propose_kind(topic, asked_text(messages))
