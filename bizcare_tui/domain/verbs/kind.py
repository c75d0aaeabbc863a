"""The verb that sets the type of a request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from bizcare_tui.domain.request_types import RequestType, request_type_in_words
from bizcare_tui.domain.verbs.content import Recompute, VerbContent
from bizcare_tui.i18n import _

if TYPE_CHECKING:
    from bizcare_tui.domain.triage import Act, Triage


@dataclass(frozen=True, slots=True)
class SetKind(VerbContent):
    """Set the type of a request; None removes it."""

    verb: ClassVar[str] = "kind"
    recomputes: ClassVar[Recompute] = Recompute.STATE

    kind: str | None = None

    def apply(self, state: Triage, act: Act) -> None:
        """Set the type."""
        state.kind = self.request_type

    def sentence(self) -> str:
        """Return the type that was set."""
        return _("request type: {0}").format(request_type_in_words(self.request_type))

    @property
    def request_type(self) -> RequestType | None:
        """The type; an unknown one counts as none."""
        return RequestType(self.kind) if self.kind in set(RequestType) else None
