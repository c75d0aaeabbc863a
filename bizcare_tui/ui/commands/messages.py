"""Commands on the selected message and on the page of the thread in the partner account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bizcare_tui.i18n import N_, _
from bizcare_tui.ui.commands.command import Command, Context

if TYPE_CHECKING:
    from bizcare_tui.ui.workspace import Workspace

_MAX_EXCERPT = 240


async def set_author(workspace: Workspace) -> None:
    """Ask who wrote the selected message."""
    from bizcare_tui.ui.screens.dialogs import AuthorScreen

    message, conversation = workspace.panes.reader.selected, workspace.panes.conversation
    if message is None or conversation is None:
        return
    thread_id = conversation.row.id
    about = f"#{thread_id} {conversation.row.topic}"
    correction = await workspace.ask(AuthorScreen(message.text[:_MAX_EXCERPT], about))
    if correction is None:
        return
    verbs = workspace.desk.verbs
    await workspace.read(
        lambda: verbs.author(thread_id, message.id, correction.author, automatic=correction.automatic)
    )
    workspace.reload()


async def open_web_page(workspace: Workspace) -> None:
    """Open the page of the current thread in the browser."""
    from bizcare_tui.desk.partner_pages import PageKind
    from bizcare_tui.ui.browser import open_partner_page

    page = await workspace.read(workspace.desk.pages.link, PageKind.THREAD, workspace.thread_id or 0)
    if page is not None:
        await open_partner_page(workspace, page)


def copy_address(workspace: Workspace) -> None:
    """Copy the address of the page of the current thread."""
    workspace.copy_to_clipboard(workspace.desk.conversations.page_url(workspace.thread_id or 0))


def copy_text(workspace: Workspace) -> None:
    """Copy the selected message, or the topic of the thread in the inbox."""
    message = workspace.panes.reader.selected if workspace.panes.in_conversation else None
    row = workspace.panes.inbox.row
    if message is not None:
        workspace.copy_to_clipboard(message.text)
    elif row is not None:
        workspace.copy_to_clipboard(row.topic)


def no_message_is_selected(workspace: Workspace) -> str:
    """Return why a command on a message cannot be run; "" if it can."""
    # In the inbox, the selected message belongs to the thread that was opened last.
    if workspace.panes.in_conversation and workspace.panes.reader.selected:
        return ""
    return workspace.keymap.fill(_("open the thread first ({open})"))


COMMANDS: tuple[Command[Workspace], ...] = (
    Command(
        "author",
        ("a",),
        N_("Set the author of the selected message"),
        set_author,
        context=Context.CONVERSATION,
        short=N_("author"),
        rank=8,
        asks_first=True,
        disabled=no_message_is_selected,
    ),
    Command(
        "raw",
        ("R",),
        N_("Show the selected message in raw or readable form"),
        lambda workspace: workspace.panes.reader.toggle_raw(),
        context=Context.CONVERSATION,
        short=N_("raw"),
        rank=9,
        disabled=no_message_is_selected,
    ),
    Command(
        "quotes",
        ("z",),
        N_("Unfold or fold quotes and long messages"),
        lambda workspace: workspace.panes.reader.toggle_quotes(),
        context=Context.CONVERSATION,
        short=N_("unfold"),
        rank=10,
        disabled=no_message_is_selected,
    ),
    Command(
        "web",
        ("o",),
        N_("Open the thread's partner account page in the browser"),
        open_web_page,
        needs_thread=True,
        synonyms=(N_("browser"),),
    ),
    Command("copy", ("y",), N_("Copy the address of the thread's page"), copy_address, needs_thread=True),
    Command("copy_text", ("Y",), N_("Copy the selected message, or the thread's topic"), copy_text),
)
