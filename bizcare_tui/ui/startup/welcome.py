"""What the app does right after its first frame: load, sync or ask for the key, and greet the person."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from bizcare_tui.ui.background.inbox_loading import InboxLoader
from bizcare_tui.ui.background.presence import PresenceReporter
from bizcare_tui.ui.background.store_watch import StoreWatch
from bizcare_tui.ui.background.sync_runner import SyncRunner
from bizcare_tui.ui.background.thread_preview import ThreadPreview
from bizcare_tui.ui.commands.system import enter_key
from bizcare_tui.ui.screens.type_ahead import QUESTION_GROUP
from bizcare_tui.ui.startup.morning_brief import offer_brief
from bizcare_tui.ui.startup.unsaved_offer import offer_kept_texts

if TYPE_CHECKING:
    from bizcare_tui.ui.workspace import Workspace

FIRST_FRAME_SECONDS = 0.1
"""What imports much waits for so long: the thread that writes the first frame needs the interpreter first."""


async def load_conversation(workspace: Workspace) -> None:
    """Load what opening a thread needs, and begin to show the thread under the cursor."""
    await asyncio.sleep(FIRST_FRAME_SECONDS)
    await workspace.read(_load, workspace, workspace.panes.inbox.thread_ids[:1])
    gc.freeze()
    await workspace.part(ThreadPreview).begin()


def _load(workspace: Workspace, thread_ids: Sequence[int]) -> None:
    workspace.desk.conversations.prepare(thread_ids)
    import_module("bizcare_tui.present.care_bar_layout")


async def welcome(workspace: Workspace, *, has_tour: bool, is_key_pressed: Callable[[], bool]) -> None:
    """Read the state of the store, then sync or ask for the key, and offer what waits for the person.

    Args:
        workspace: the app.
        has_tour: whether the tour is shown, which comes before the brief.
        is_key_pressed: returns whether the person has begun to work: the brief then does not open.
    """
    pulse = await workspace.part(StoreWatch).read_first()
    has_key = await workspace.read(workspace.desk.marketplace.has_key)
    if pulse is not None and has_key:
        workspace.part(SyncRunner).begin()
        if pulse.sync.last_synced_at is None:
            workspace.part(InboxLoader).load()
    elif pulse is not None and has_key is False and pulse.sync.last_synced_at is None:
        workspace.part(InboxLoader).load()
        workspace.ahead.ask(workspace.panes, enter_key, workspace)
    await asyncio.sleep(FIRST_FRAME_SECONDS)
    # If another user's process syncs this store, no key is needed here.
    workspace.run_worker(workspace.part(PresenceReporter).notify_news(), group="company")
    workspace.run_worker(_greet(workspace, has_tour, is_key_pressed), group=QUESTION_GROUP)


async def _greet(workspace: Workspace, has_tour: bool, is_key_pressed: Callable[[], bool]) -> None:
    """Offer texts that were not saved, and on a new day the brief."""
    await offer_kept_texts(workspace)
    if not has_tour:
        await offer_brief(workspace, is_key_pressed)
