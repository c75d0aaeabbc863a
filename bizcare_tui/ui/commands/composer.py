"""Commands of the composer: fill in, check and send the reply that is being written."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bizcare_tui.domain.text import without_stand_ins
from bizcare_tui.errors import BizcareError
from bizcare_tui.i18n import N_, _
from bizcare_tui.ui.background.focus_mode import FocusMode
from bizcare_tui.ui.background.reply_writer import ReplyWriter
from bizcare_tui.ui.commands.command import Command, Context
from bizcare_tui.ui.commands.targets import about

if TYPE_CHECKING:
    from bizcare_tui.ui.widgets.composer import Composer
    from bizcare_tui.ui.workspace import Workspace

# Longest time in seconds for which the notice about undo is shown.


def _composer(workspace: Workspace) -> Composer:
    return workspace.part(ReplyWriter).composer


async def check(workspace: Workspace) -> None:
    """Check the reply without sending it."""
    await workspace.part(ReplyWriter).check(sending=False)


async def send(workspace: Workspace) -> None:
    """Check the reply, and queue it for sending."""
    writer = workspace.part(ReplyWriter)
    thread_id = writer.composer.thread_id
    override = await writer.check(sending=True)
    if override is None or not await writer.queue(override):
        return
    seconds = workspace.desk.settings.undo_seconds
    if seconds:
        workspace.notify(
            workspace.keymap.fill(_("The reply is sent in {0} s; {undo} undoes it."), seconds),
        )
    if thread_id is not None:
        await workspace.part(FocusMode).finish([thread_id])


async def edit_externally(workspace: Workspace) -> None:
    """Edit the draft in the person's external editor."""
    from bizcare_tui.external_editor import edit_in_external_editor

    composer = _composer(workspace)
    with workspace.panes.app.suspend():
        try:
            text = edit_in_external_editor(composer.area.text)
        except BizcareError as error:
            workspace.fail(error)
            return
    workspace.panes.refresh(repaint=True, layout=True)
    composer.replace_text(text)


async def insert_snippet(workspace: Workspace) -> None:
    """Insert a snippet; those in the customer's language are listed first."""
    from bizcare_tui.ui.screens.snippet_picker import SnippetScreen

    composer = _composer(workspace)
    assert composer.thread_id is not None
    offers = await workspace.read(workspace.desk.replies.tickets.snippets, composer.thread_id)
    if offers is None:
        return
    subject = await about(workspace, [composer.thread_id])
    text = await workspace.ask(SnippetScreen(offers, subject))
    if text is not None:
        composer.insert(text)
        await select_next_slot(workspace)


async def select_next_slot(workspace: Workspace) -> None:
    """Select the next placeholder that is not filled in."""
    composer = _composer(workspace)
    spans = await workspace.read(workspace.desk.replies.tickets.unfilled, composer.area.text)
    if spans is None:
        return
    if not spans:
        composer.show_notice(_("There are no empty slots left."))
        return
    position = composer.place
    composer.select(*next((span for span in spans if span[0] >= position), spans[0]))


async def insert_questions(workspace: Workspace) -> None:
    """Insert questions for the facts that the request lacks."""
    composer = _composer(workspace)
    assert composer.thread_id is not None
    text = await workspace.read(workspace.desk.replies.tickets.questions, composer.thread_id)
    if text == "":
        composer.show_notice(_("Nothing is missing: version, shop, steps, error and screenshots are given."))
    elif text is not None:
        composer.insert(text)


def quote_message(workspace: Workspace) -> None:
    """Insert the selected message as a quotation."""
    message = workspace.panes.reader.selected
    if message is not None:
        text = without_stand_ins(message.text)
        lines = [f"> {line}".rstrip() for line in text.split("\n") if not line.startswith(">")]
        _composer(workspace).insert("\n".join(lines) + "\n\n")
        workspace.part(ReplyWriter).focus_draft()


async def attach_file(workspace: Workspace) -> None:
    """Attach a file to the reply; an empty path removes it."""
    from bizcare_tui.ui.screens.input_dialogs import LineScreen

    composer = _composer(workspace)
    assert composer.thread_id is not None
    files = composer.draft.attachments

    async def accept(path: str) -> tuple[str, ...]:
        if path:
            await asyncio.to_thread(workspace.desk.replies.file, path)
        return (path,) if path else ()

    screen = LineScreen(
        _("Attach a file"),
        _("Path of the file. Leave it empty to send no file."),
        files[0] if files else "",
        needed=False,
        accept=accept,
        about=await about(workspace, [composer.thread_id]),
    )
    paths = await workspace.ask(screen)
    if paths is not None:
        composer.attach(paths)


async def empty_draft(workspace: Workspace) -> None:
    """Empty the draft. The field's undo can restore the text until the draft is closed."""
    composer = _composer(workspace)
    composer.attach(())
    composer.replace_text("")
    keymap = workspace.keymap
    text = _("The draft is empty now. {undo_typing} restores it, {back} closes.")
    composer.show_notice(keymap.fill(text, back=keymap.field_key("back")))


def undo_typing(workspace: Workspace) -> None:
    """Undo the last change of the draft."""
    _composer(workspace).area.undo()


def redo_typing(workspace: Workspace) -> None:
    """Redo the last undone change of the draft."""
    _composer(workspace).area.redo()


def no_draft_is_open(workspace: Workspace) -> str:
    """Return why a command of the composer cannot be run; "" if it can."""
    if workspace.part(ReplyWriter).is_open:
        return ""
    return workspace.keymap.fill(_("no draft is open ({reply} starts one)"))


COMMANDS: tuple[Command[Workspace], ...] = (
    Command(
        "send",
        ("ctrl+s",),
        N_("Check and send the reply"),
        send,
        context=Context.COMPOSER,
        short=N_("send"),
        rank=1,
        disabled=no_draft_is_open,
    ),
    Command(
        "check",
        ("f7",),
        N_("Check the reply without sending it"),
        check,
        context=Context.COMPOSER,
        short=N_("check"),
        rank=2,
        disabled=no_draft_is_open,
    ),
    Command(
        "snippet",
        ("ctrl+t",),
        N_("Insert a snippet"),
        insert_snippet,
        context=Context.COMPOSER,
        short=N_("snippet"),
        rank=3,
        disabled=no_draft_is_open,
        synonyms=(
            N_("template"),
            N_("macro"),
        ),
    ),
    Command(
        "next_slot",
        ("ctrl+n",),
        N_("Go to the next empty slot"),
        select_next_slot,
        context=Context.COMPOSER,
        disabled=no_draft_is_open,
    ),
    Command(
        "questions",
        ("ctrl+g",),
        N_("Draft questions about missing information"),
        insert_questions,
        context=Context.COMPOSER,
        short=N_("ask"),
        rank=5,
        disabled=no_draft_is_open,
    ),
    Command(
        "quote",
        ("ctrl+r",),
        N_("Quote the selected message"),
        quote_message,
        context=Context.COMPOSER,
        short=N_("quote"),
        rank=6,
        disabled=no_draft_is_open,
    ),
    Command(
        "attach",
        ("ctrl+o",),
        N_("Attach a file to the reply"),
        attach_file,
        context=Context.COMPOSER,
        short=N_("file"),
        rank=7,
        disabled=no_draft_is_open,
        synonyms=(N_("attachment"),),
    ),
    Command(
        "editor",
        ("ctrl+e",),
        N_("Continue in your editor ($VISUAL, $EDITOR)"),
        edit_externally,
        context=Context.COMPOSER,
        short=N_("editor"),
        rank=8,
        disabled=no_draft_is_open,
    ),
    Command(
        "undo_typing",
        ("ctrl+z",),
        N_("Undo the last change to the draft"),
        undo_typing,
        context=Context.COMPOSER,
        disabled=no_draft_is_open,
    ),
    Command(
        "redo_typing",
        ("ctrl+y",),
        N_("Redo the change that was undone"),
        redo_typing,
        context=Context.COMPOSER,
        disabled=no_draft_is_open,
    ),
    Command(
        "drop_draft",
        ("f8",),
        N_("Discard the draft"),
        empty_draft,
        context=Context.COMPOSER,
        disabled=no_draft_is_open,
    ),
)
