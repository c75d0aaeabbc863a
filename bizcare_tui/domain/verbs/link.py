"""The verb that links a thread with another one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from bizcare_tui.domain.verbs.content import Recompute, VerbContent
from bizcare_tui.i18n import _

if TYPE_CHECKING:
    from bizcare_tui.domain.triage import Act, Triage


@dataclass(frozen=True, slots=True)
class Link(VerbContent):
    """Link a thread with another one, or remove the link."""

    verb: ClassVar[str] = "link"
    recomputes: ClassVar[Recompute] = Recompute.LABELS

    thread: int = 0
    remove: bool = False

    def apply(self, state: Triage, act: Act) -> None:
        """Add or remove the link."""
        state.links = [thread for thread in state.links if thread != self.thread]
        state.links += [self.thread] if self.thread and not self.remove else []

    def sentence(self) -> str:
        """Return the other thread."""
        text = _("link to {0} removed") if self.remove else _("linked to {0}")
        return text.format(self.thread)
