"""Notices: short texts for the person, shown one at a time, and the order in which they are shown."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.notifications import SeverityLevel

# How long a notice is shown: a moment to see it, and the time to read its letters.
_SEEING_SECONDS, _LETTERS_PER_SECOND, _MAX_SECONDS = 2.5, 15, 15.0
# An error stays until a key is pressed. A key that was typed before it could be read does not count.
_ERROR_SECONDS = 5.0
# With more notices than this waiting, the oldest that is no error is not shown any more.
_MAX_WAITING = 5

_SIGNS: dict[SeverityLevel, str] = {"information": "•", "warning": "⚠", "error": "✗"}


class NoticeKind(Enum):
    """What a notice is about: a newer one replaces an older one of the same kind."""

    ANSWER = auto()
    """The answer to what the person did last. It comes before all that arrived meanwhile."""
    ARRIVED_MESSAGES = auto()
    ARRIVED_REPLY = auto()
    OUTBOX = auto()
    BRIEF = auto()
    STORE = auto()
    """The store cannot be reached, which ends by itself."""
    LAST_VISIT = auto()


@dataclass(frozen=True, slots=True)
class ScreenNotice:
    """A text for the person.

    Args:
        text: the text, in the language of the interface.
        title: what happened in a few words, before the text; may be empty.
        severity: how serious it is, in Textual's words.
        kind: what it is about.
    """

    text: str
    title: str = ""
    severity: SeverityLevel = "information"
    kind: NoticeKind = NoticeKind.ANSWER

    @property
    def is_error(self) -> bool:
        """Whether it is an error."""
        return self.severity == "error"

    @property
    def sign(self) -> str:
        """The sign of its severity."""
        return _SIGNS[self.severity]

    @property
    def seconds(self) -> float:
        """How long it is shown; an error, at least."""
        if self.is_error:
            return _ERROR_SECONDS
        return min(_MAX_SECONDS, _SEEING_SECONDS + len(self.text) / _LETTERS_PER_SECOND)

    def replaces(self, other: ScreenNotice) -> bool:
        """Return whether `other` is not shown any more when this notice arrives."""
        if other.is_error and not (self.is_error and self.title == other.title):
            return False
        return self.kind is other.kind


class NoticeQueue:
    """The notice that is shown, and those that wait. Times are seconds of a clock that never goes back."""

    def __init__(self) -> None:
        self.current: ScreenNotice | None = None
        self._since = 0.0
        # Whether an error may make room.
        self._may_go = False
        self._waiting: list[ScreenNotice] = []

    def add(self, notice: ScreenNotice, now: float) -> None:
        """Show a notice, or let it wait for its turn.

        It is shown at once if nothing is shown, if it replaces what is shown, if it is an error, or if it
        answers the person; what it interrupts is shown again afterwards. An error is interrupted by no other
        severity.
        """
        if notice in self._waiting:
            return
        self._waiting = [each for each in self._waiting if not notice.replaces(each)]
        shown = self.current
        if shown is None or shown == notice or notice.replaces(shown):
            self._show(notice, now)
        elif shown.is_error or not (notice.is_error or notice.kind is NoticeKind.ANSWER):
            self._waiting.append(notice)
        else:
            self._waiting.insert(0, shown)
            self._show(notice, now)
        self._drop_oldest()

    def press_key(self, now: float) -> None:
        """Note that a key was pressed: an error that was shown long enough makes room."""
        if self.current is not None and now - self._since >= self.current.seconds:
            self._may_go = True
            self.advance(now)

    def settle(self, kind: NoticeKind) -> bool:
        """Let errors of this kind go without a key, as what they say is over. Return whether one is shown."""
        self._waiting = [each for each in self._waiting if each.kind is not kind]
        if self.current is None or self.current.kind is not kind:
            return False
        self._may_go = True
        return True

    def advance(self, now: float) -> None:
        """Show the next notice, or none, if the present one was shown long enough."""
        shown = self.current
        if shown is None or now - self._since < shown.seconds:
            return
        if shown.is_error and not self._may_go:
            return
        following = next((each for each in self._waiting if each.is_error), None)
        if following is None and self._waiting:
            following = self._waiting[0]
        if following is not None:
            self._waiting.remove(following)
        self._show(following, now)

    def seconds_left(self, now: float) -> float | None:
        """Return the seconds after which the present notice makes room by itself; None: it does not."""
        if self.current is None or (self.current.is_error and not self._may_go):
            return None
        return max(0.0, self._since + self.current.seconds - now)

    def clear(self) -> None:
        """Show nothing, and forget what waits."""
        self.current = None
        self._waiting = []

    def _show(self, notice: ScreenNotice | None, now: float) -> None:
        self.current, self._since, self._may_go = notice, now, False

    def _drop_oldest(self) -> None:
        if len(self._waiting) > _MAX_WAITING:
            oldest = next((each for each in self._waiting if not each.is_error), self._waiting[0])
            self._waiting.remove(oldest)
