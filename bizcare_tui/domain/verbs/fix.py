"""The verb that attaches a thread to a defect."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from bizcare_tui.domain.request_types import RequestType
from bizcare_tui.domain.verbs.content import VerbContent
from bizcare_tui.i18n import _

if TYPE_CHECKING:
    from bizcare_tui.domain.triage import Act, Triage


@dataclass(frozen=True, slots=True)
class AttachDefect(VerbContent):
    """Attach a thread to a defect; None detaches it."""

    verb: ClassVar[str] = "fix"

    defect: int | None = None

    def apply(self, state: Triage, act: Act) -> None:
        """Set the defect. A defect is an error of the product, so the request is a technical one."""
        state.defect = self.defect
        state.kind = RequestType.TECHNICAL if self.defect is not None else state.kind

    def sentence(self) -> str:
        """Return the defect."""
        if self.defect is None:
            return _("removed from its defect")
        return _("linked to defect {0}").format(self.defect)
