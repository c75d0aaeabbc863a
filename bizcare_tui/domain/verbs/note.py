"""The verb that adds an internal note to a thread."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from bizcare_tui.domain.text import beginning, safe_line
from bizcare_tui.domain.triage import Note
from bizcare_tui.domain.verbs.content import MAX_SENTENCE_TEXT, VerbContent
from bizcare_tui.i18n import _

if TYPE_CHECKING:
    from bizcare_tui.domain.triage import Act, Triage

# Not within a word: an e-mail address is not a mention.
_MENTION = re.compile(r"(?<![\w@.])@([A-Za-z_][\w.-]{0,63})")


@dataclass(frozen=True, slots=True)
class AddNote(VerbContent):
    """Add a note for colleagues; it is never sent. "@" and a login mentions a person."""

    verb: ClassVar[str] = "note"

    text: str = ""

    def apply(self, state: Triage, act: Act) -> None:
        """Add the note."""
        state.notes.append(Note(act.id, self.text, act.by, act.at))

    @property
    def mentions(self) -> tuple[str, ...]:
        """The logins that the note mentions, each once, in order."""
        return tuple(dict.fromkeys(login.rstrip(".-") for login in _MENTION.findall(self.text)))

    def sentence(self) -> str:
        """Return the beginning of the note."""
        return _("note: {0}").format(beginning(safe_line(self.text), MAX_SENTENCE_TEXT))
