"""Save the answers of a wizard: after every change, one save at a time."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from bizcare_tui.desk.unsaved_texts import TextKind, UnsavedText
from bizcare_tui.domain.decisions.answers import DecisionAnswers, has_new_answers

if TYPE_CHECKING:
    from bizcare_tui.desk.wizard_answers import WizardAnswers
    from bizcare_tui.desk.wizard_state import WizardState

SaveOrAsk = Callable[[Callable[[], UnsavedText | None], Callable[[], None]], Awaitable[bool]]
"""Saves a text with the second function. If that fails, asks what to do; says whether to close the text."""


class AnswerSaver:
    """The answers of an open wizard, and what of them is not in the store yet.

    Args:
        wizards: the desk's answers of wizards.
        state: the saved state of the wizard, or a new one.
        name: the name of the wizard, for texts that cannot be saved.
        run: calls a function of the desk in a worker thread; on an error, it shows it and returns None.
    """

    def __init__(
        self,
        wizards: WizardAnswers,
        state: WizardState,
        name: str,
        run: Callable[..., Awaitable[Any]],
    ) -> None:
        self.state = state
        # Called after a save that added another person's answers.
        self.on_merged: Callable[[], None] = lambda: None
        self._wizards = wizards
        self._name = name
        self._run = run
        self._lock = asyncio.Lock()
        self._has_unsaved_changes = False

    def set_answers(self, answers: DecisionAnswers) -> None:
        """Replace the answers, without saving them."""
        self.state = dataclasses.replace(self.state, answers=answers)

    def change(self, **changes: Any) -> None:
        """Change some of the answers, without saving them."""
        self.set_answers(dataclasses.replace(self.state.answers, **changes))

    async def save(self) -> bool:
        """Save what is not saved yet. Return whether the store accepted it.

        Answers that change while they are saved are kept: their own save comes next.
        """
        self._has_unsaved_changes = True
        async with self._lock:
            if not self._has_unsaved_changes:
                return True
            self._has_unsaved_changes = False
            state = self.state
            stored = await self._run(self._wizards.save, state, state.answers)
            if stored is None:
                self._has_unsaved_changes = True
                return False
            newer_answers = self.state.answers
            if newer_answers is state.answers:
                self.state = stored
                if stored.answers != state.answers:
                    self.on_merged()
            else:
                self.state = dataclasses.replace(stored, answers=newer_answers)
            return True

    async def save_before_closing(
        self, unsaved: Callable[[], UnsavedText | None], save_or_ask: SaveOrAsk
    ) -> bool:
        """Save the answers before the wizard closes. Return whether it may close.

        Args:
            unsaved: returns the answers that are not in the store yet.
            save_or_ask: saves; if the store rejects the answers, it asks what to do.
        """
        async with self._lock:
            return unsaved() is None or await save_or_ask(unsaved, self._save_blocking)

    async def discard(self) -> None:
        """Delete the answers from the store, after a save that may be in progress."""
        async with self._lock:
            self._has_unsaved_changes = False
            await self._run(self._wizards.discard, self.state)

    def unsaved(self) -> UnsavedText | None:
        """Return the answers that are not in the store yet; None if there are none, or no answers at all."""
        state = self.state
        if state.answers == state.stored and not self._has_unsaved_changes:
            return None
        if not state.revision and not has_new_answers(state.answers, state.stored):
            return None
        return UnsavedText(
            TextKind(state.kind),
            state.answers.letter,
            (state.thread_id,),
            title=self._name,
            base_message_id=state.base_message_id,
            revision=state.revision,
            answers=state.answers.values(),
            stored_answers=state.stored.values(),
        )

    def _save_blocking(self) -> None:
        """Save the answers in the calling thread.

        Raises:
            BizcareError: the store rejects them.
        """
        self.state = self._wizards.save(self.state, self.state.answers)
        self._has_unsaved_changes = False
