"""Hold keys and pasted text while a screen, or the result of an earlier key, is not ready yet."""

from __future__ import annotations

import time
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from textual import events
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widget import Widget
from textual.worker import NoActiveWorker, Worker, get_current_worker

if TYPE_CHECKING:
    from textual.app import App

# The name of the worker group whose workers may open a screen.
QUESTION_GROUP = "asking"
# Never held, so that a person can quit while a screen does not open.
QUIT_KEY = "ctrl+q"
HeldInput = list[events.Key | events.Paste]


@dataclass(eq=False, slots=True)
class PendingQuestion:
    """A worker that may ask the person something.

    Args:
        drops: whether input typed before the first question is only meant for that question; it is dropped
            if the worker ends without a question.
        is_at_work: false while the worker waits for an answer, and when it has nothing more to ask.
        has_asked: whether the worker has opened a screen, or has nothing more to ask.
        holds: whether input is held for the worker; false if no key started it, as then nothing is typed
            for its questions.
    """

    drops: bool = False
    is_running: bool = True
    has_asked: bool = False
    holds: bool = True


class TypeAheadBuffer:
    """Hold keys and pasted text while a worker that may open a screen is running.

    Held input is sent again, in its order, when the screen is shown or when it is clear that no screen will
    open. So a key never reaches a screen below the one it is meant for, and never starts a second question
    while a first one is pending.
    """

    def __init__(self, app: App[Any]) -> None:
        self._app = app
        self._askers: dict[Worker[Any], PendingQuestion] = {}
        # The screens whose results are awaited, each with the worker that opened it.
        self._askers_by_screen: dict[Screen[Any], PendingQuestion] = {}
        self._held: HeldInput | None = None
        self._held_since = 0.0
        self._dropped_at = 0.0
        # The fields and lists in which Enter was pressed, until their screens have handled it.
        self.entered: WeakSet[Widget] = WeakSet()
        self._enter: events.Key | None = None
        # A key that a field leaves to its screen, until it is handled.
        self._passing: events.Key | None = None
        # Sent again by this class, but not yet processed by the app.
        self._in_flight: HeldInput = []

    # --- workers -----------------------------------------------------------------------------------

    def ask(
        self,
        node: DOMNode,
        asking: Callable[..., Coroutine[Any, Any, Any]],
        *arguments: Any,
        drops: bool = False,
        patience: float = 0,
    ) -> None:
        """Run a coroutine function that may ask something as a worker; hold input until it asks or ends.

        Args:
            node: the node that owns the worker.
            asking: the coroutine function.
            arguments: its arguments.
            drops: whether held input is dropped if the worker ends without a question.
            patience: the maximum number of seconds to hold input before the first question; 0 for no limit.
        """
        asker = PendingQuestion(drops)
        self.hold()
        # Pass a function, not its coroutine: if the node is removed before the worker starts, a coroutine
        # would never be awaited.
        worker: Worker[Any] = node.run_worker(
            partial(self._run_asker, asker, asking, *arguments), group=QUESTION_GROUP
        )
        self._askers[worker] = asker
        if patience:
            self._app.set_timer(patience, partial(self._stop_waiting, asker))

    def _stop_waiting(self, asker: PendingQuestion) -> None:
        if not asker.has_asked:
            asker.is_running = False
            self._settle()

    async def _run_asker(
        self, asker: PendingQuestion, asking: Callable[..., Coroutine[Any, Any, Any]], *arguments: Any
    ) -> None:
        try:
            await asking(*arguments)
        finally:
            asker.is_running = False
            self._askers = {worker: each for worker, each in self._askers.items() if each is not asker}
            if asker.drops and not asker.has_asked:
                self.drop()
            self._settle()

    def answered(self) -> None:
        """Note that the current worker has nothing more to ask; send held input to the screen shown now."""
        if (asker := self._current_asker()) is not None:
            asker.is_running, asker.has_asked = False, True
        self._settle()

    def waits(self, worker: Worker[Any]) -> bool:
        """Return whether a worker is waiting for the person's answer."""
        asker = self._askers.get(worker)
        return (
            asker in self._askers_by_screen.values() and not asker.is_running if asker is not None else False
        )

    def _current_asker(self) -> PendingQuestion | None:
        try:
            return self._askers.get(get_current_worker())
        except NoActiveWorker:
            return None

    # --- screens -----------------------------------------------------------------------------------

    def opens(self, screen: Screen[Any]) -> None:
        """Note that a screen is about to be pushed whose result the current worker awaits."""
        asker = self._current_asker()
        if asker is None:
            asker = PendingQuestion(is_running=False, holds=False)
            self._askers[get_current_worker()] = asker
        asker.has_asked = True
        self._askers_by_screen[screen] = asker

    def is_there(self, screen: Screen[Any]) -> None:
        """Note that a screen is on top and painted, and send it the input held for it."""
        if (asker := self._askers_by_screen.get(screen)) is not None:
            asker.is_running = False
        self._settle()

    def closes(self, screen: Screen[Any]) -> None:
        """Note that an awaited screen closes; hold input again, as its worker may ask the next question."""
        self._enter = self._passing = None
        asker = self._askers_by_screen.pop(screen, None)
        if asker is not None and asker.holds:
            asker.is_running = True
            self.hold()
        else:
            self._settle()

    # --- keys --------------------------------------------------------------------------------------

    @property
    def is_holding(self) -> bool:
        """Whether input is held for a screen or a result that is not there yet."""
        return self._held is not None

    def hold(self) -> None:
        """Start to hold input."""
        if self._held is None:
            self._held, self._held_since = [], time.monotonic()

    def keep(self, event: events.Key | events.Paste) -> bool:
        """Hold an event if it must wait; return whether it was held or dropped.

        It must wait for a screen that is not shown yet, or behind held events that are being sent again.
        """
        if isinstance(event, events.Key) and event.key == QUIT_KEY:
            return False
        self._remove_finished()
        was_in_flight = any(each is event for each in self._in_flight)
        if was_in_flight:
            self._in_flight = [each for each in self._in_flight if each is not event]
        if not was_in_flight and event.time < self._dropped_at:
            return True
        if any(each is not None and event.time <= each.time for each in (self._enter, self._passing)):
            return False
        if self._held is not None:
            self._held.append(event)
            return True
        if not was_in_flight and self._must_wait(event):
            self._type_again(event)
            return True
        return False

    def hold_key(self, event: events.Key) -> None:
        """Hold a key that reached a field after Enter was pressed in it."""
        if self._held is not None:
            self._held.append(event)

    def note_enter(self, widget: Widget, event: events.Key | None = None) -> None:
        """Note that Enter was pressed in a field or list, and hold the input that follows.

        Args:
            widget: the field or list.
            event: the key event, if it has not yet reached the app; input typed before it is then not held.
        """
        self.entered.add(widget)
        self._enter = event
        self.hold()

    def note_enter_handled(self, widget: Widget) -> None:
        """Note that the screen of a field or list has handled Enter in it."""
        self.entered.discard(widget)
        self._enter = None
        self._settle()

    def hold_behind(self, event: events.Key) -> None:
        """Hold what follows a key that a field leaves to its screen, until `note_key_handled`."""
        self._passing = event
        self.hold()

    def note_key_handled(self, event: events.Key) -> None:
        """Note that the screen or the field has handled a key; send what was held behind it."""
        if self._passing is event:
            self._passing = None
            self._settle()

    def type_next(self, keys: Sequence[events.Key]) -> None:
        """Send keys as if they had been typed right behind the one that was handled just now."""
        self.hold()
        for key in keys:
            self.hold_key(key)
        self._settle()

    def _remove_finished(self) -> None:
        """Remove finished workers; one that was cancelled before it started does not report its end."""
        finished = [asker for worker, asker in self._askers.items() if worker.is_finished]
        if finished:
            self._askers = {each: asker for each, asker in self._askers.items() if not each.is_finished}
            if any(asker.is_running for asker in finished):
                self._settle()

    def _must_wait(self, event: events.Key | events.Paste) -> bool:
        """Return whether events that were typed before this one have not been processed yet."""
        if event.is_forwarded:  # sent back by the pane that had the focus
            return event.time < self._held_since
        return bool(self._in_flight)

    def _settle(self) -> None:
        """Send the held input, unless a worker that may still ask something is running."""
        if not any(asker.is_running for asker in self._askers.values()):
            self.hand_over()

    def hand_over(self) -> None:
        """Send the held input again: the awaited screen is shown now and has the focus."""
        if self._held is None:
            return
        held, self._held = self._held, None
        # In the order of typing: some events arrive late, by way of the pane that had the focus.
        for event in sorted(held, key=lambda each: each.time):
            self._type_again(event)

    def resend(self, event: events.Key) -> bool:
        """Send a key again, to the screen that is on top now; return True."""
        self._type_again(event)
        return True

    def _type_again(self, event: events.Key | events.Paste) -> None:
        again: events.Key | events.Paste
        if isinstance(event, events.Key):
            again = events.Key(event.key, event.character)
        else:
            again = events.Paste(event.text)
        self._in_flight.append(again)
        self._app.post_message(again)

    def drop(self) -> None:
        """Discard the held input: letters meant for a text field must not act on threads."""
        if self._held is not None:
            self._held, self._dropped_at = [], time.monotonic()
