"""Prepare the wizards while a person reads, so that the first one opens as quickly as the others."""

from __future__ import annotations

import asyncio
import importlib
from contextlib import suppress
from typing import TYPE_CHECKING

from bizcare_tui.errors import BizcareError

if TYPE_CHECKING:
    from bizcare_tui.desk.desk import Desk
    from bizcare_tui.ui.workspace import Workspace

# For so long a thread has to be read before the wizards are prepared: whoever only passes by needs none.
READING_SECONDS = 1.0
_WIZARDS = ("opening", "rejection", "refund")


class WizardPreparation:
    """Imports the wizards and evaluates the thread that is read, once: it takes long the first time."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._is_done = False

    def begin(self, thread_id: int) -> None:
        """Prepare the wizards once a thread was read for a while; another one that is opened begins anew."""
        if not self._is_done:
            self._workspace.run_worker(self._prepare(thread_id), group="prepare wizards", exclusive=True)

    async def _prepare(self, thread_id: int) -> None:
        await asyncio.sleep(READING_SECONDS)
        self._is_done = True
        # Nobody asked for anything yet: the wizard itself says what is wrong.
        with suppress(BizcareError):
            await asyncio.to_thread(_prepare_wizards, self._workspace.desk, thread_id)


def _prepare_wizards(desk: Desk, thread_id: int) -> None:
    for wizard in _WIZARDS:
        importlib.import_module(f"bizcare_tui.ui.wizard.{wizard}")
    desk.decisions.contexts.read(thread_id)
