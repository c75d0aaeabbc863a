"""Tell when the list of another section or filter is shown."""

from __future__ import annotations

import asyncio


class ListArrival:
    """A list that was chosen and is not shown yet.

    Until then the inbox shows another list, or none, and the thread under its cursor is not the one that the
    person means.
    """

    def __init__(self) -> None:
        self._ended = asyncio.Event()
        self._is_shown = False

    def end(self, *, is_shown: bool) -> None:
        """Note that the list is shown, or never will be: another was chosen, or it could not be read."""
        self._is_shown = is_shown
        self._ended.set()

    async def wait(self) -> bool:
        """Wait for the end; return whether the list is shown."""
        await self._ended.wait()
        return self._is_shown
