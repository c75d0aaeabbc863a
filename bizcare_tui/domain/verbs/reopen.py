"""The verb that opens a closed thread again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from bizcare_tui.domain.verbs.content import Recompute, VerbContent
from bizcare_tui.i18n import _

if TYPE_CHECKING:
    from bizcare_tui.domain.triage import Act, Triage


@dataclass(frozen=True, slots=True)
class Reopen(VerbContent):
    """Open a thread again that a verb closed."""

    verb: ClassVar[str] = "reopen"
    recomputes: ClassVar[Recompute] = Recompute.STATE

    def apply(self, state: Triage, act: Act) -> None:
        """Open the thread."""
        state.closed = None

    def sentence(self) -> str:
        """Return that the thread was opened."""
        return _("reopened")
