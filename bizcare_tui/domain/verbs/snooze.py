"""The verb that snoozes a thread, or wakes it up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from bizcare_tui.domain.clock import MARKETPLACE_ZONE
from bizcare_tui.domain.dates import moment_in_words
from bizcare_tui.domain.verbs.content import Recompute, VerbContent
from bizcare_tui.i18n import _

if TYPE_CHECKING:
    from bizcare_tui.domain.triage import Act, Triage


@dataclass(frozen=True, slots=True)
class Snooze(VerbContent):
    """Snooze a thread until an instant, in seconds since 1970; None wakes it up. A new message ends it."""

    verb: ClassVar[str] = "snooze"
    recomputes: ClassVar[Recompute] = Recompute.LABELS

    until: int | None = None

    @property
    def wakes_at(self) -> datetime | None:
        """When the thread wakes up; None when it is not snoozed, or until no possible instant."""
        if self.until is None:
            return None
        try:
            return datetime.fromtimestamp(self.until, MARKETPLACE_ZONE)
        except (OverflowError, ValueError, OSError):
            return None

    def apply(self, state: Triage, act: Act) -> None:
        """Set the end of the snooze."""
        state.snooze(self.until if self.wakes_at else None, act)

    def sentence(self) -> str:
        """Return until when, on the Marketplace's clock."""
        if self.wakes_at is None:
            return _("woken up")
        return _("snoozed until {0}").format(moment_in_words(self.wakes_at))
