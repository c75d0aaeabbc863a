"""Commands that move within the panes and between them, and choose what the inbox shows."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from bizcare_tui.i18n import N_
from bizcare_tui.ui.background.inbox_loading import InboxLoader
from bizcare_tui.ui.background.reply_writer import ReplyWriter
from bizcare_tui.ui.commands.command import Command, Context
from bizcare_tui.ui.commands.triage import inbox_is_empty
from bizcare_tui.ui.screens.jump_mode import JumpMode

if TYPE_CHECKING:
    from bizcare_tui.ui.workspace import Workspace


async def open_selected(workspace: Workspace) -> None:
    """Open the thread under the cursor."""
    thread_id = workspace.panes.inbox.thread_id
    if thread_id is not None:
        await workspace.open_thread(thread_id)


async def go_back(workspace: Workspace) -> None:
    """Close the draft, else go back to the inbox, else remove the marks, else clear the filter.

    While the filter is typed, it is cleared first.
    """
    panes, loader = workspace.panes, workspace.part(InboxLoader)
    writer = workspace.part(ReplyWriter)
    if panes.is_filter_focused:
        panes.close_filter()
    elif writer.is_open:
        await writer.put_aside()
    elif panes.in_conversation:
        panes.switch_pane(conversation=False)
    elif panes.inbox.marked:
        panes.inbox.mark_all()
        loader.counts.update_tabs()
    elif loader.selection.search_text:
        panes.close_filter()


async def switch_pane(workspace: Workspace) -> None:
    """Go to the other pane; from the draft to the conversation and back."""
    panes, writer = workspace.panes, workspace.part(ReplyWriter)
    if writer.is_open:
        if panes.is_composer_focused:
            panes.switch_pane(conversation=True)
        else:
            writer.focus_draft()
    elif panes.in_conversation:
        panes.switch_pane(conversation=False)
    else:
        await open_selected(workspace)


async def filter_inbox(workspace: Workspace) -> None:
    """Show the filter, and read the values that complete query terms in it."""
    await workspace.panes.open_filter()

    async def read_values() -> None:
        values = await workspace.read(workspace.desk.inbox.query_values)
        if values is not None and workspace.panes.field is not None:
            workspace.panes.field.values = values

    workspace.run_worker(read_values, group="values", exclusive=True)


async def open_next_unread(workspace: Workspace) -> None:
    """Open the next unread thread of the inbox."""
    await workspace.part(InboxLoader).open_next_unread()


async def edit_sections(workspace: Workspace) -> None:
    """Let the person edit the sections."""
    await workspace.part(InboxLoader).edit_sections()


def choose_section(index: int, workspace: Workspace) -> None:
    """Show a section of the inbox by its index, counted from 0."""
    workspace.part(InboxLoader).choose(index)


SECTION_HELP = (
    N_("Go to section 1"),
    N_("Go to section 2"),
    N_("Go to section 3"),
    N_("Go to section 4"),
    N_("Go to section 5"),
    N_("Go to section 6"),
    N_("Go to section 7"),
    N_("Go to section 8"),
    N_("Go to section 9"),
)


COMMANDS: tuple[Command[Workspace], ...] = (
    Command(
        "move_down",
        ("j", "down"),
        N_("Next thread, or next message"),
        lambda workspace: workspace.panes.active_pane.move(1),
    ),
    Command(
        "move_up",
        ("k", "up"),
        N_("Previous thread, or previous message"),
        lambda workspace: workspace.panes.active_pane.move(-1),
    ),
    Command(
        "page_down",
        ("pagedown", "ctrl+d", "space"),
        N_("Page down"),
        lambda workspace: workspace.panes.active_pane.move_page(1),
    ),
    Command(
        "page_up",
        ("pageup", "ctrl+u"),
        N_("Page up"),
        lambda workspace: workspace.panes.active_pane.move_page(-1),
    ),
    Command(
        "first",
        ("g", "home"),
        N_("Go to the first item"),
        lambda workspace: workspace.part(InboxLoader).go_to_first(),
    ),
    Command(
        "last",
        ("G", "end"),
        N_("Go to the last item"),
        lambda workspace: workspace.part(InboxLoader).go_to_last(),
    ),
    Command(
        "open",
        ("enter", "l"),
        N_("Open the thread under the cursor; this marks it as read"),
        open_selected,
        context=Context.INBOX,
        short=N_("open"),
        rank=1,
        opens_thread=True,
        disabled=inbox_is_empty,
    ),
    Command(
        "back",
        ("escape", "h"),
        N_("Back to the inbox (the draft is saved); clear the filter"),
        go_back,
        waits_for_list=False,
        short=N_("back"),
        rank=30,
    ),
    Command(
        "switch_pane",
        ("tab", "shift+tab"),
        N_("Switch to the other pane"),
        switch_pane,
        short=N_("pane"),
        rank=31,
    ),
    Command(
        "next_unread",
        ("n",),
        N_("Open the next unread thread"),
        open_next_unread,
        short=N_("next unread"),
        rank=32,
        opens_thread=True,
    ),
    Command(
        "filter",
        ("slash",),
        N_("Filter the threads by words or a query"),
        filter_inbox,
        waits_for_list=False,
        short=N_("filter"),
        rank=12,
        synonyms=(N_("search"), N_("find")),
    ),
    Command(
        "order",
        ("v",),
        N_("Sort search results by deadline or by best match"),
        lambda workspace: workspace.part(InboxLoader).switch_order(),
        waits_for_list=False,
        synonyms=(N_("sort"),),
    ),
    Command(
        "jump",
        ("semicolon",),
        N_("Jump to a visible thread or message by its letter"),
        lambda workspace: workspace.part(JumpMode).begin(),
    ),
    *(
        Command(
            f"section_{number}",
            (str(number),),
            help_,
            partial(choose_section, number - 1),
            waits_for_list=False,
        )
        for number, help_ in enumerate(SECTION_HELP, 1)
    ),
    Command(
        "sections",
        ("E",),
        N_("Edit the sections: names, queries and order"),
        edit_sections,
        waits_for_list=False,
        synonyms=(N_("tabs"),),
    ),
    Command(
        "filter_clear",
        ("escape",),
        N_("Clear the filter"),
        lambda workspace: workspace.panes.close_filter(),
        context=Context.FILTER,
        short=N_("clear"),
        rank=2,
    ),
    Command(
        "complete",
        ("tab",),
        N_("The next completion of the query"),
        lambda workspace: workspace.panes.complete_query(1),
        context=Context.FILTER,
        short=N_("complete"),
        rank=1,
    ),
    Command(
        "complete_back",
        ("shift+tab",),
        N_("The previous completion of the query"),
        lambda workspace: workspace.panes.complete_query(-1),
        context=Context.FILTER,
    ),
)
