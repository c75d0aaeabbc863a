"""The verb that assigns a thread to a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from bizcare_tui.domain.text import safe_line
from bizcare_tui.domain.verbs.content import Recompute, VerbContent
from bizcare_tui.i18n import _

if TYPE_CHECKING:
    from bizcare_tui.domain.triage import Act, Triage


@dataclass(frozen=True, slots=True)
class Assign(VerbContent):
    """Assign a thread to a person, by login; None for nobody."""

    verb: ClassVar[str] = "assign"
    recomputes: ClassVar[Recompute] = Recompute.LABELS

    to: str | None = None

    def apply(self, state: Triage, act: Act) -> None:
        """Set the assignee."""
        state.assignee = self.to

    def sentence(self) -> str:
        """Return the person."""
        return _("assigned to {0}").format(safe_line(self.to)) if self.to else _("assignment removed")
