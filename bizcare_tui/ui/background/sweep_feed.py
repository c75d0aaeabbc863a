"""What the author sweep shows: read page by page at first, and again when the store has changed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bizcare_tui.desk.author_sweep import AuthorSweep, UnattributedMessages, UnattributedReader
    from bizcare_tui.domain.author_groups import UnattributedMessage

# After a read, nothing is read again for so many times as long as it took: most of the time, a processor is
# free for other things, however large the store is.
_REST = 10


class SweepFeed:
    """Reads the messages of unknown author for a screen, in threads.

    Args:
        reader: reads the messages.
        revision: returns the number of the store's last change.
        first_thread: the thread whose messages are read first, if any.
    """

    def __init__(
        self, reader: UnattributedReader, revision: Callable[[], int], first_thread: int | None = None
    ) -> None:
        self._reader = reader
        self._revision = revision
        self._pages = reader.pages(first_thread=first_thread)
        self._read_revision = -1
        self._began = self._not_before = 0.0

    def first(self) -> UnattributedMessages:
        """Return the first page. Call it in a thread."""
        self._begin()
        return next(self._pages)

    async def others(self) -> AsyncIterator[UnattributedMessages]:
        """Yield what was read after each further page."""
        async for found in _in_threads(self._pages):
            yield found
        self._end()

    @property
    def is_outdated(self) -> bool:
        """Whether the store has changed since it was read, and may be read again."""
        return self._revision() != self._read_revision and time.monotonic() >= self._not_before

    async def again(self, kept: Sequence[UnattributedMessage]) -> UnattributedMessages | None:
        """Return all messages as they are now, and `kept` with them; None if there is nothing to read."""
        self._begin()
        found = None
        async for page in _in_threads(self._reader.pages(kept)):
            found = page
        self._end()
        return found

    def _begin(self) -> None:
        self._read_revision, self._began = self._revision(), time.monotonic()

    def _end(self) -> None:
        ended = time.monotonic()
        self._not_before = ended + _REST * (ended - self._began)


async def count_alike(
    sweep: Callable[[], AuthorSweep], thread_id: int, message_id: int
) -> AsyncIterator[int]:
    """Yield how many other messages of unknown author end like one of them, as far as they were read.

    Args:
        sweep: returns the sweep; it is called in a thread, as what it needs is loaded then.
        thread_id: the thread of the message.
        message_id: the message.
    """
    reader = await asyncio.to_thread(lambda: sweep().new_reader())
    async for found in _in_threads(reader.pages(first_thread=thread_id)):
        yield max((len(group.messages) - 1 for group in found.groups if group.has(message_id)), default=0)


async def _in_threads(pages: Iterator[UnattributedMessages]) -> AsyncIterator[UnattributedMessages]:
    """Yield pages; each is read in a thread, which others may use between two of them."""
    while (found := await asyncio.to_thread(next, pages, None)) is not None:
        yield found
