"""Offer the texts that could not be saved when the app ended, at its next start."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from textual.content import Content

from bizcare_tui.desk.unsaved_saving import save_unsaved_text
from bizcare_tui.desk.unsaved_texts import KeptText, TextKind
from bizcare_tui.i18n import _, ngettext
from bizcare_tui.present.unsaved_line import unsaved_line
from bizcare_tui.ui.background.reply_writer import ReplyWriter
from bizcare_tui.ui.background.unsaved_recovery import UnsavedRecovery
from bizcare_tui.ui.commands.decisions import refund, reject
from bizcare_tui.ui.commands.triage import write_note

if TYPE_CHECKING:
    from bizcare_tui.ui.workspace import Workspace


async def offer_kept_texts(workspace: Workspace) -> None:
    """Offer the texts that could not be saved. After Esc they are offered again at the next start."""
    from bizcare_tui.ui.screens.choice import ChoiceScreen

    if workspace.demo:
        return
    while texts := await asyncio.to_thread(workspace.part(UnsavedRecovery).texts.found):
        count = len(texts)
        title = ngettext(
            "{n} text could not be saved when bizcare ended",
            "{n} texts could not be saved when bizcare ended",
            count,
        ).format(n=count)
        index = await workspace.ask(ChoiceScreen(title, list(map(_summary_line, texts))))
        if index is None:
            workspace.notify(_("They are kept. `bizcare unsaved` lists them."))
            return
        if await _ask_and_restore(workspace, texts[index]):
            return


async def _ask_and_restore(workspace: Workspace, kept: KeptText) -> bool:
    """Ask what to do with a kept text, and do it. Return whether the text is now open for editing."""
    from bizcare_tui.ui.screens.choice import ChoiceScreen
    from bizcare_tui.ui.screens.reader_screen import TextDialog

    text = kept.content
    can_save = text.kind not in (TextKind.NOTE, TextKind.FORM)
    can_open = text.kind is not TextKind.FORM and text.thread_id is not None
    options: list[tuple[str, str]] = [("restore", _("Restore it; newer texts are not replaced"))] * can_open
    options += [
        ("show", _("Show it")),
        ("copy", _("Copy it to the clipboard")),
        ("discard", _("Discard it")),
    ]
    lines = [Content(label) for _option, label in options]
    # The dialog opens by itself: no letter that was meant for something else may discard a text.
    letters = ["" if option != "discard" else None for option, _label in options]
    index = await workspace.ask(ChoiceScreen(str(_summary_line(kept)), lines, letters=letters))
    match options[index][0] if index is not None else "":
        case "show":
            await workspace.ask(TextDialog(text.title or _("The text"), Content(text.text)))
        case "copy":
            workspace.copy_to_clipboard(text.text)
        case "discard":
            await workspace.read(workspace.part(UnsavedRecovery).texts.discard, kept)
        case "restore":
            if can_save and not await workspace.read(_save_and_discard_file, workspace, kept):
                return False
            await _open(workspace, kept)
            return True
    return False


def _save_and_discard_file(workspace: Workspace, kept: KeptText) -> bool:
    save_unsaved_text(workspace.desk, kept.content)
    workspace.part(UnsavedRecovery).texts.discard(kept)
    return True


async def _open(workspace: Workspace, kept: KeptText) -> None:
    """Open a restored text on the screen where it was typed."""
    text = kept.content
    assert text.thread_id is not None
    if text.kind is TextKind.NOTE:
        workspace.part(UnsavedRecovery).notes[text.thread_ids] = text.text
        await workspace.read(workspace.part(UnsavedRecovery).texts.discard, kept)
        await workspace.open_thread(text.thread_id)
        await write_note(workspace, text.thread_ids)
    elif text.kind is TextKind.DRAFT:
        await workspace.open_thread(text.thread_id)
        await workspace.part(ReplyWriter).write(text.thread_id)
    else:
        await workspace.open_thread(text.thread_id)
        start_wizard = reject if text.kind is TextKind.REJECTION else refund
        await start_wizard(workspace)


def _summary_line(kept: KeptText) -> Content:
    return Content(unsaved_line(kept.content))
