"""Leave the app without losing typed text: save it, or keep it in a file and offer it at the next start."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, TextArea

from bizcare_tui.desk.unsaved_texts import KeptText, TextKind, UnsavedText, UnsavedTexts, save_unsaved_text
from bizcare_tui.errors import BizcareError
from bizcare_tui.i18n import _, ngettext

if TYPE_CHECKING:
    from pathlib import Path

    from bizcare_tui.ui.app import BizcareApp

# Seconds to wait for another program that is writing to the store while the app closes.
# By then the text is in a file already.
BUSY_WAIT_SECONDS = 2.0
# Show "Saving …" when a save takes longer than this many seconds.
SAVING_NOTICE_SECONDS = 0.5


class UnsavedRecovery:
    """Saves or keeps typed text when the app ends, and offers the kept texts at the next start."""

    def __init__(self, app: BizcareApp) -> None:
        self._app = app
        self._texts = UnsavedTexts(app.desk.session.paths)
        self._is_saving = False
        # The value of each field when its screen was opened. A field was typed into if its value differs now.
        self._initial_values: WeakKeyDictionary[Input | TextArea, str] = WeakKeyDictionary()

    def remember_fields(self, screen: Screen[Any]) -> None:
        """Remember the initial value of each field of a screen that was just opened."""
        for field in _fields(screen):
            self._initial_values.setdefault(field, _value(field))

    # --- saving at exit ----------------------------------------------------------------------------

    async def save_or_ask(self, text: Callable[[], UnsavedText | None], save: Callable[[], Any]) -> bool:
        """Save a text. If the store rejects it, ask whether to try again, keep it in a file or discard it.

        Return True when the caller may close the text, False when the person wants to stay with it.
        Return False at once while an earlier call is still saving or asking.

        Args:
            text: returns the text that is not saved, as it is at that moment.
            save: saves the text; runs in a worker thread and raises the store's error.
        """
        if self._is_saving:
            return False
        self._is_saving = True
        try:
            return await self._save_or_discard(text, save)
        finally:
            self._is_saving = False

    async def _save_or_discard(self, text: Callable[[], UnsavedText | None], save: Callable[[], Any]) -> bool:
        from bizcare_tui.ui.input_dialogs import ChoiceScreen

        while True:
            saving = asyncio.create_task(asyncio.to_thread(save))
            await asyncio.wait({saving}, timeout=SAVING_NOTICE_SECONDS)
            if not saving.done():
                self._app.notify(_("Saving …"), timeout=3)
            try:
                await saving
            except BizcareError as error:
                problem = error
            else:
                return True
            lines = [
                Content(_("Try again")),
                Content(_("Keep the text in a file: it is offered again at the next start")),
                Content(_("Discard the text")),
            ]
            title = _("Not saved: {0}").format(problem.sentence)
            index = await self._app.push_screen_wait(ChoiceScreen(title, lines))
            if index is None:
                return False
            if index == 1:
                kept = text()
                file = await self._app.read(self._texts.keep, kept) if kept is not None else None
                if kept is not None and file is None:
                    continue
                self._app.notify(_("Kept in {0}").format(file), markup=False, timeout=8)
            if index in (1, 2):
                return True

    def save_all_or_keep(self) -> list[Path]:
        """Save all typed text before the program ends, without asking.

        Each text is written to a file first, so that nothing is lost if the program is killed during the
        save. Return the files of the texts that could not be saved in the store.
        """
        files: list[Path] = []
        if self._app.demo:
            return files
        self._app.desk.session.limit_busy_wait(BUSY_WAIT_SECONDS)
        for text in self.typed():
            with suppress(BizcareError):
                files.append(self._texts.keep(text))
            with suppress(BizcareError):
                save_unsaved_text(self._app.desk, text)
                files.pop().unlink(missing_ok=True)
        return files

    def typed(self) -> Iterator[UnsavedText]:
        """Yield every text that is not in the store, of the open screens and of notes closed unsaved."""
        from bizcare_tui.ui.input_dialogs import NoteScreen
        from bizcare_tui.ui.wizard import WizardScreen

        draft = self._app.writing.unsaved()
        if draft is not None:
            yield draft
        notes = dict(self._app.triage_commands.unsaved_notes)
        for screen in self._app.screen_stack:
            if isinstance(screen, WizardScreen):
                answers = screen.unsaved()
                if answers is not None:
                    yield answers
            elif isinstance(screen, NoteScreen):
                notes[screen.thread_ids] = screen.text
            elif screen is not self._app.panes:
                yield from self._unsaved_form_text(screen)
        for thread_ids, text in notes.items():
            if text.strip():
                yield UnsavedText(TextKind.NOTE, text, thread_ids)

    def _unsaved_form_text(self, screen: Screen[Any]) -> Iterator[UnsavedText]:
        changed = [field for field in _fields(screen) if _value(field).strip() and self._is_changed(field)]
        if changed:
            title = next((str(box.border_title) for box in screen.query(".box") if box.border_title), "")
            thread_id = self._app.current_thread_id()
            yield UnsavedText(
                TextKind.FORM,
                "\n\n".join(map(_value, changed)),
                (thread_id,) if thread_id is not None else (),
                title=title,
            )

    def _is_changed(self, field: Input | TextArea) -> bool:
        return _value(field) != self._initial_values.get(field, "")

    # --- restoring at the next start ---------------------------------------------------------------

    async def offer(self) -> None:
        """Offer the texts that could not be saved. After Esc they are offered again at the next start."""
        from bizcare_tui.ui.input_dialogs import ChoiceScreen

        if self._app.demo:
            return
        while texts := await asyncio.to_thread(self._texts.found):
            count = len(texts)
            title = ngettext(
                "{n} text could not be saved when bizcare ended",
                "{n} texts could not be saved when bizcare ended",
                count,
            ).format(n=count)
            index = await self._app.push_screen_wait(ChoiceScreen(title, list(map(_summary_line, texts))))
            if index is None:
                self._app.notify(_("Kept: `bizcare unsaved` lists them."), timeout=6)
                return
            if await self._ask_and_restore(texts[index]):
                return

    async def _ask_and_restore(self, kept: KeptText) -> bool:
        """Ask what to do with a kept text, and do it. Return whether the text is now open for editing."""
        from bizcare_tui.ui.input_dialogs import ChoiceScreen
        from bizcare_tui.ui.wizard import TextDialog

        app, text = self._app, kept.content
        can_save = text.kind not in (TextKind.NOTE, TextKind.FORM)
        can_open = text.kind is not TextKind.FORM and text.thread_id is not None
        options: list[tuple[str, str]] = [("restore", _("Restore it: nothing newer is replaced"))] * can_open
        options += [
            ("show", _("Show it")),
            ("copy", _("Copy it to the clipboard")),
            ("discard", _("Discard it")),
        ]
        lines = [Content(label) for _option, label in options]
        index = await app.push_screen_wait(ChoiceScreen(str(_summary_line(kept)), lines))
        match options[index][0] if index is not None else "":
            case "show":
                await app.push_screen_wait(TextDialog(text.title or _("The text"), Content(text.text)))
            case "copy":
                app.copy_to_clipboard(text.text)
            case "discard":
                await app.read(self._texts.discard, kept)
            case "restore":
                if can_save and not await app.read(self._save_and_discard_file, kept):
                    return False
                await self._open(kept)
                return True
        return False

    def _save_and_discard_file(self, kept: KeptText) -> bool:
        save_unsaved_text(self._app.desk, kept.content)
        self._texts.discard(kept)
        return True

    async def _open(self, kept: KeptText) -> None:
        """Open a restored text on the screen where it was typed."""
        app, text = self._app, kept.content
        assert text.thread_id is not None
        if text.kind is TextKind.NOTE:
            app.triage_commands.unsaved_notes[text.thread_ids] = text.text
            await app.read(self._texts.discard, kept)
            await app.open_thread(text.thread_id)
            await app.triage_commands.write_note(text.thread_ids)
        elif text.kind is TextKind.DRAFT:
            await app.open_thread(text.thread_id)
            await app.writing.do_reply()
        else:
            await app.open_thread(text.thread_id)
            start_wizard = (
                app.decision_commands.do_reject
                if text.kind is TextKind.REJECTION
                else app.decision_commands.do_refund
            )
            await start_wizard()


def _summary_line(kept: KeptText) -> Content:
    text = kept.content
    about = f" #{text.thread_id}" if text.thread_id is not None else ""
    beginning = text.beginning or text.title
    return Content(f"{text.at[:16].replace('T', ' ')}  {text.kind.in_words}{about}: {beginning}")


def _fields(screen: Screen[Any]) -> Iterator[Input | TextArea]:
    for field in screen.query("Input, TextArea"):
        if isinstance(field, TextArea) or (isinstance(field, Input) and not field.password):
            yield field


def _value(field: Input | TextArea) -> str:
    return field.text if isinstance(field, TextArea) else field.value
