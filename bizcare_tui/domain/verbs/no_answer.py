"""The verb that closes a thread that needs no answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from bizcare_tui.domain.no_answer_reasons import reason_in_words
from bizcare_tui.domain.text import beginning
from bizcare_tui.domain.threads import Outcome
from bizcare_tui.domain.verbs.content import MAX_SENTENCE_TEXT, Recompute, VerbContent
from bizcare_tui.i18n import _

if TYPE_CHECKING:
    from bizcare_tui.domain.triage import Act, Triage


@dataclass(frozen=True, slots=True)
class NoAnswer(VerbContent):
    """Close a thread that needs no answer, with a reason. A message of the customer opens it again."""

    verb: ClassVar[str] = "no_answer"
    recomputes: ClassVar[Recompute] = Recompute.STATE

    reason: str = ""

    def apply(self, state: Triage, act: Act) -> None:
        """Close the thread and end its snooze."""
        state.close(Outcome.NO_ANSWER_NEEDED, act, self.reason)

    def sentence(self) -> str:
        """Return the reason."""
        return _("no answer needed: {0}").format(beginning(reason_in_words(self.reason), MAX_SENTENCE_TEXT))
