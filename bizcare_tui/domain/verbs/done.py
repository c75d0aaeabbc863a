"""The verb that closes an answered thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from bizcare_tui.domain.threads import Outcome
from bizcare_tui.domain.verbs.content import Recompute, VerbContent
from bizcare_tui.i18n import _

if TYPE_CHECKING:
    from bizcare_tui.domain.triage import Act, Triage


@dataclass(frozen=True, slots=True)
class Done(VerbContent):
    """Close a thread as answered. A message of the customer opens it again."""

    verb: ClassVar[str] = "done"
    recomputes: ClassVar[Recompute] = Recompute.STATE

    outcome: str = Outcome.ANSWERED.value

    def apply(self, state: Triage, act: Act) -> None:
        """Close the thread and end its snooze."""
        outcome = Outcome(self.outcome) if self.outcome in set(Outcome) else Outcome.ANSWERED
        state.close(outcome, act)

    def values(self) -> dict[str, object]:
        """Return no values for an answered thread, which is the normal case."""
        return {} if self.outcome == Outcome.ANSWERED else {"outcome": self.outcome}

    def sentence(self) -> str:
        """Return that the thread is done."""
        return _("done")
