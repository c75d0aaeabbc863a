"""The verb that sets who wrote a message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from bizcare_tui.domain.threads import Author
from bizcare_tui.domain.verbs.content import VerbContent
from bizcare_tui.i18n import _

if TYPE_CHECKING:
    from bizcare_tui.domain.triage import Act, Triage


@dataclass(frozen=True, slots=True)
class SetAuthor(VerbContent):
    """Set the author of a message, and whether it is automatic; None leaves a value unchanged."""

    verb: ClassVar[str] = "author"
    cause: ClassVar[str] = "author corrected"

    message: int = 0
    author: str | None = None
    automatic: bool | None = None

    def apply(self, state: Triage, act: Act) -> None:
        """Set what was given."""
        author, automatic = state.authors.get(self.message, (None, None))
        state.authors[self.message] = (
            author if self.author is None else self.author,
            automatic if self.automatic is None else self.automatic,
        )

    def sentence(self) -> str:
        """Return the author, and whether the message is automatic."""
        parts = [self._written_by()] if self.author else []
        if self.automatic is not None:
            parts.append(_("automatic") if self.automatic else _("by a person"))
        return _("message: {0}").format(", ".join(parts))

    def _written_by(self) -> str:
        # Whole sentences: in other languages, a preposition and an article become one word.
        sentences: dict[str, str] = {
            Author.CUSTOMER: _("written by the customer"),
            Author.SELLER: _("written by the seller"),
            Author.MARKETPLACE: _("written by the Marketplace"),
        }
        return sentences.get(self.author or "", _("author unknown"))
