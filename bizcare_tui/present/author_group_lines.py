"""Messages of unknown author in words: endings, sizes, and who may have written them."""

from __future__ import annotations

from collections.abc import Sequence

from bizcare_tui.domain.author_groups import (
    AuthorGroup,
    UnattributedMessage,
    count_customers,
    count_threads,
)
from bizcare_tui.domain.threads import Author
from bizcare_tui.i18n import _, ngettext


def ending_in_one_line(ending: str) -> str:
    """Return an ending in one line."""
    return " ⏎ ".join(ending.splitlines()) or _("(no text)")


def size_in_words(messages: Sequence[UnattributedMessage]) -> str:
    """Return how many messages, threads and customers these are."""
    parts = [
        ngettext("{n} message", "{n} messages", len(messages)).format(n=len(messages)),
        ngettext("{n} thread", "{n} threads", count := count_threads(messages)).format(n=count),
        ngettext("{n} customer", "{n} customers", count := count_customers(messages)).format(n=count),
    ]
    return " · ".join(parts)


def clocks_in_words(count: int) -> str:
    """Return how many clocks depend on a group; "" if none does."""
    return ngettext("{n} deadline", "{n} deadlines", count).format(n=count) if count else ""


def writer_label(author: Author) -> str:
    """Return whose the messages are that somebody wrote."""
    return {
        Author.SELLER: _("ours"),
        Author.CUSTOMER: _("the customer's"),
        Author.MARKETPLACE: _("the Marketplace's"),
        Author.UNKNOWN: _("Author unknown"),
    }[author]


def why_not_at_once(group: AuthorGroup) -> str:
    """Return why a group is decided message by message; "" if one decision may cover all."""
    if group.is_decided_at_once:
        return ""
    return _("Anybody may end a message like this: decide message by message.")


def last_lines(text: str, count: int) -> list[str]:
    """Return the last lines of a text that are not empty, at most `count`."""
    return [line for line in text.splitlines() if line.strip()][-count:]


def left_in_words(left: Sequence[AuthorGroup], hidden: int, *, is_complete: bool = True) -> str:
    """Return how much is left to decide.

    `hidden` is how many further messages are not shown. If not `is_complete`, others are still being read.
    """
    messages = sum(len(group.messages) for group in left)
    text = ngettext("{n} group left, {messages} messages", "{n} groups left, {messages} messages", len(left))
    words = text.format(n=len(left), messages=messages)
    if not is_complete:
        return f"{words} · " + _("reading on …")
    if hidden <= 0:
        return words
    return f"{words} · " + ngettext("{n} older one", "{n} older ones", hidden).format(n=hidden)


def decision_in_words(group: AuthorGroup, author: Author) -> str:
    """Return whose the messages with an ending are: "Ana → ours"."""
    return f"{ending_in_one_line(group.ending)} → {writer_label(author)}"


def count_in_words(group: AuthorGroup, left: AuthorGroup | None) -> str:
    """Return how many messages a group has, or how many of them are left: "×12", "3/12"."""
    if left is None or len(left.messages) == len(group.messages):
        return f"×{len(group.messages)}"
    return f"{len(left.messages)}/{len(group.messages)}"
