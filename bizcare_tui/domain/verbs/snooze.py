"""The verb that snoozes a thread, or wakes it up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar

from bizcare_tui.domain.clock import MARKETPLACE_ZONE
from bizcare_tui.domain.verbs.content import Recompute, VerbContent
from bizcare_tui.i18n import _, format_date

if TYPE_CHECKING:
    from bizcare_tui.domain.triage import Act, Triage


@dataclass(frozen=True, slots=True)
class Snooze(VerbContent):
    """Snooze a thread until an instant, in seconds since 1970; None wakes it up. A new message ends it."""

    verb: ClassVar[str] = "snooze"
    recomputes: ClassVar[Recompute] = Recompute.LABELS

    until: int | None = None

    def apply(self, state: Triage, act: Act) -> None:
        """Set the end of the snooze."""
        state.snooze(self.until, act)

    def sentence(self) -> str:
        """Return until when, on the Marketplace's clock."""
        if self.until is None:
            return _("woken up")
        until = datetime.fromtimestamp(self.until, UTC).astimezone(MARKETPLACE_ZONE)
        return _("snoozed until {0}").format(format_date(until, "%a %d %b %Y %H:%M"))
