"""The verb that adds tags to a thread and removes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from bizcare_tui.domain.verbs.content import Recompute, VerbContent
from bizcare_tui.i18n import ngettext

if TYPE_CHECKING:
    from bizcare_tui.domain.triage import Act, Triage


@dataclass(frozen=True, slots=True)
class ChangeTags(VerbContent):
    """Add tags to a thread, and remove others."""

    verb: ClassVar[str] = "tag"
    recomputes: ClassVar[Recompute] = Recompute.LABELS

    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()

    def apply(self, state: Triage, act: Act) -> None:
        """Change the tags; the order of those that stay is kept."""
        state.tags = [tag for tag in state.tags if tag not in self.remove]
        state.tags += [tag for tag in self.add if tag not in state.tags]

    def sentence(self) -> str:
        """Return the tags, each with a plus or minus sign."""
        tags = [f"+{tag}" for tag in self.add] + [f"-{tag}" for tag in self.remove]
        return ngettext("tag {0}", "tags {0}", len(tags)).format(" ".join(tags))
