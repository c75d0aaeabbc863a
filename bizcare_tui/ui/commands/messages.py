"""Commands on the selected message and on the page of the thread in the partner account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bizcare_tui.domain.text import beginning
from bizcare_tui.domain.threads import Author
from bizcare_tui.i18n import N_, _
from bizcare_tui.ui.background.thread_preview import ThreadPreview
from bizcare_tui.ui.commands.author_sweep import open_sweep
from bizcare_tui.ui.commands.command import Command, Context
from bizcare_tui.ui.commands.targets import about, thread_title

if TYPE_CHECKING:
    from bizcare_tui.desk.views import ConversationView, MessageView
    from bizcare_tui.ui.workspace import Workspace

_MAX_EXCERPT = 240


async def marked_message(workspace: Workspace) -> tuple[ConversationView, MessageView] | None:
    """Return the current thread and the message that is marked in it; None if there is none.

    If the cursor was moved just before, wait until its thread is shown: a command never acts on another one.
    """
    conversation = await workspace.part(ThreadPreview).current()
    message = workspace.panes.reader.selected
    if conversation is None:
        return None
    if message is None:
        workspace.notify(_("No message of this thread has been fetched yet."))
        return None
    return conversation, message


async def set_author(workspace: Workspace) -> None:
    """Ask who wrote the selected message."""
    from bizcare_tui.ui.background.sweep_feed import count_alike
    from bizcare_tui.ui.screens.dialogs import AlikeMessages, AuthorScreen

    shown = await marked_message(workspace)
    if shown is None:
        return
    conversation, message = shown
    thread_id = conversation.row.id
    excerpt = beginning(message.text, _MAX_EXCERPT)
    desk, alike = workspace.desk, None
    if message.author is Author.UNKNOWN:
        alike = count_alike(lambda: desk.verbs.author_sweep, thread_id, message.id)
    correction = await workspace.ask(AuthorScreen(excerpt, thread_title(conversation.row), alike))
    if isinstance(correction, AlikeMessages):
        await open_sweep(workspace, (thread_id, message.id))
    elif correction is not None:
        await workspace.read(
            lambda: desk.verbs.author(
                thread_id, message.id, correction.author, automatic=correction.automatic
            )
        )
        workspace.reload()


async def open_web_page(workspace: Workspace) -> None:
    """Open the page of the current thread in the browser."""
    from bizcare_tui.desk.partner_pages import PageKind
    from bizcare_tui.ui.browser import open_partner_page

    thread_id = workspace.thread_id or 0
    page = await workspace.read(workspace.desk.pages.link, PageKind.THREAD, thread_id)
    if page is not None:
        await open_partner_page(workspace, page, await about(workspace, [thread_id]))


def copy_address(workspace: Workspace) -> None:
    """Copy the address of the page of the current thread."""
    workspace.copy_to_clipboard(workspace.desk.conversations.page_url(workspace.thread_id or 0))


async def show_raw(workspace: Workspace) -> None:
    """Switch the marked message between its raw text and its readable text."""
    if await marked_message(workspace) is not None:
        workspace.panes.reader.toggle_raw()


async def unfold_quotes(workspace: Workspace) -> None:
    """Unfold or fold quotes and long messages."""
    if await marked_message(workspace) is not None:
        workspace.panes.reader.toggle_quotes()


async def copy_text(workspace: Workspace) -> None:
    """Copy the marked message; where no conversation is in view, the topic of the thread."""
    if no_message_is_visible(workspace):
        row = workspace.panes.inbox.row
        if row is not None:
            workspace.copy_to_clipboard(row.topic)
    elif (shown := await marked_message(workspace)) is not None:
        workspace.copy_to_clipboard(shown[1].text)


def no_message_is_visible(workspace: Workspace) -> str:
    """Return why a command on a message cannot be run; "" if it can."""
    panes = workspace.panes
    if panes.in_conversation or (panes.has_both_panes and workspace.thread_id is not None):
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
        disabled=no_message_is_visible,
    ),
    Command(
        "raw",
        ("R",),
        N_("Show the selected message in raw or readable form"),
        show_raw,
        context=Context.CONVERSATION,
        short=N_("raw"),
        rank=9,
        disabled=no_message_is_visible,
    ),
    Command(
        "quotes",
        ("z",),
        N_("Unfold or fold quotes and long messages"),
        unfold_quotes,
        context=Context.CONVERSATION,
        short=N_("unfold"),
        rank=10,
        disabled=no_message_is_visible,
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
