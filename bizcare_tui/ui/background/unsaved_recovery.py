"""Leave the app without losing typed text: save it, or keep it in a file."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, TextArea

from bizcare_tui.desk.unsaved_saving import save_unsaved_text
from bizcare_tui.desk.unsaved_texts import TextKind, UnsavedText, UnsavedTexts
from bizcare_tui.errors import BizcareError
from bizcare_tui.i18n import _
from bizcare_tui.ui.commands.targets import about

if TYPE_CHECKING:
    from pathlib import Path

    from bizcare_tui.ui.workspace import Workspace

# Seconds to wait for another program that is writing to the store while the app closes.
# By then the text is in a file already.
BUSY_WAIT_SECONDS = 2.0
# Show "Saving …" when a save takes longer than this many seconds.
SAVING_NOTICE_SECONDS = 0.5


class UnsavedRecovery:
    """Saves or keeps typed text when the app ends."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.texts = UnsavedTexts(workspace.desk.session.paths)
        # Notes that were typed but not saved, by the ids of their threads.
        self.notes: dict[tuple[int, ...], str] = {}
        self.unsaved_draft: Callable[[], UnsavedText | None] = lambda: None
        self._is_saving = False
        self._is_leaving = False
        # The value of each field when its screen was opened. A field was typed into if its value differs now.
        self._initial_values: WeakKeyDictionary[Input | TextArea, str] = WeakKeyDictionary()

    def remember_fields(self, screen: Screen[Any]) -> None:
        """Remember the initial value of each field of a screen that was just opened."""
        for field in _fields(screen):
            self._initial_values.setdefault(field, _value(field))

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
        from bizcare_tui.ui.screens.choice import ChoiceScreen

        while True:
            saving = asyncio.create_task(asyncio.to_thread(save))
            await asyncio.wait({saving}, timeout=SAVING_NOTICE_SECONDS)
            if not saving.done():
                self._workspace.notify(_("Saving …"))
            try:
                await saving
            except BizcareError as error:
                problem = error
            else:
                return True
            lines = [
                Content(_("Try again")),
                Content(_("Keep the text in a file; it is offered again at the next start")),
                Content(_("Discard the text")),
            ]
            title = _("Not saved: {0}").format(problem.sentence)
            unsaved = text()
            subject = await about(self._workspace, unsaved.thread_ids) if unsaved is not None else ""
            # No letter that was meant for something else may discard the text.
            index = await self._workspace.ask(
                ChoiceScreen(title, lines, about=subject, letters=("", "", None))
            )
            if index is None:
                return False
            if index == 1:
                kept = text()
                file = await self._workspace.read(self.texts.keep, kept) if kept is not None else None
                if kept is not None and file is None:
                    continue
                self._workspace.notify(_("Saved in {0}").format(file))
            if index in (1, 2):
                return True

    def save_before_leaving(self) -> bool:
        """Save or keep all typed text, once. Return False if that was done before."""
        if self._is_leaving:
            return False
        self._is_leaving = True
        self.save_all_or_keep()
        return True

    def save_all_or_keep(self) -> list[Path]:
        """Save all typed text before the program ends, without asking.

        Each text is written to a file first, so that nothing is lost if the program is killed during the
        save. Return the files of the texts that could not be saved in the store.
        """
        files: list[Path] = []
        if self._workspace.demo:
            return files
        self._workspace.desk.session.limit_busy_wait(BUSY_WAIT_SECONDS)
        for text in self.typed():
            with suppress(BizcareError):
                files.append(self.texts.keep(text))
            with suppress(BizcareError):
                save_unsaved_text(self._workspace.desk, text)
                files.pop().unlink(missing_ok=True)
        return files

    def typed(self) -> Iterator[UnsavedText]:
        """Yield every text that is not in the store, of the open screens and of notes closed unsaved."""
        from bizcare_tui.ui.screens.input_dialogs import NoteScreen
        from bizcare_tui.ui.wizard.screen import WizardScreen

        draft = self.unsaved_draft()
        if draft is not None:
            yield draft
        notes = dict(self.notes)
        for screen in self._workspace.panes.app.screen_stack:
            if not screen.is_mounted:
                continue  # nothing was typed into it yet
            if isinstance(screen, WizardScreen):
                answers = screen.unsaved()
                if answers is not None:
                    yield answers
            elif isinstance(screen, NoteScreen):
                notes[screen.thread_ids] = screen.text
            elif screen is not self._workspace.panes:
                yield from self._unsaved_form_text(screen)
        for thread_ids, text in notes.items():
            if text.strip():
                yield UnsavedText(TextKind.NOTE, text, thread_ids)

    def _unsaved_form_text(self, screen: Screen[Any]) -> Iterator[UnsavedText]:
        changed = [field for field in _fields(screen) if _value(field).strip() and self._is_changed(field)]
        if changed:
            title = next((str(box.border_title) for box in screen.query(".box") if box.border_title), "")
            thread_id = self._workspace.thread_id
            yield UnsavedText(
                TextKind.FORM,
                "\n\n".join(map(_value, changed)),
                (thread_id,) if thread_id is not None else (),
                title=title,
            )

    def _is_changed(self, field: Input | TextArea) -> bool:
        return _value(field) != self._initial_values.get(field, "")


def _fields(screen: Screen[Any]) -> Iterator[Input | TextArea]:
    for field in screen.query("Input, TextArea"):
        if isinstance(field, TextArea) or (isinstance(field, Input) and not field.password):
            yield field


def _value(field: Input | TextArea) -> str:
    return field.text if isinstance(field, TextArea) else field.value
