"""The file that keeps a text while the store cannot save it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from bizcare_tui.cli.plain.conversation import Conversation, Flow
from bizcare_tui.cli.plain.questions import choose
from bizcare_tui.desk.unsaved_texts import UnsavedText, UnsavedTexts
from bizcare_tui.errors import BizcareError
from bizcare_tui.i18n import _

T = TypeVar("T")


class UnsavedCopy:
    """Saves a text, and keeps it in a file as long as the store cannot save it.

    Args:
        texts: where such files are.
        talk: says what happened, and asks what to do.
    """

    def __init__(self, texts: UnsavedTexts, talk: Conversation) -> None:
        self._texts = texts
        self._talk = talk
        self._file: Path | None = None

    @property
    def exists(self) -> bool:
        """Whether the text is in a file because it is not saved."""
        return self._file is not None

    def save(self, save: Callable[[], T], unsaved: Callable[[], UnsavedText]) -> T | None:
        """Save a text; if that fails, keep it in the file, say so, and return None.

        Args:
            save: saves the text; raises the store's error.
            unsaved: returns the text for the file.
        """
        try:
            saved = save()
        except BizcareError as error:
            self._file = self._texts.keep(unsaved(), self._file)
            self._talk.say(_("Not saved: {0} The text is in {1}.").format(error, self._file))
            return None
        self.remove()
        return saved

    def ask_what_to_do(self, again: Callable[[], object]) -> bool:
        """While the text is not saved, ask what to do; return False if the person discarded it."""
        while self._file is not None:
            choices = [
                _("try again"),
                _("keep it in the file; it is offered at the next start"),
                _("discard it"),
            ]

            def asking(choices: list[str] = choices) -> Flow[int]:
                return (yield from choose(_("The text is not saved. What now?"), choices))

            match self._talk.hold(asking):
                case 0:
                    again()
                case 1:
                    return True
                case _:
                    self.remove()
                    return False
        return True

    def remove(self) -> None:
        """Remove the file, because the text is saved or discarded."""
        if self._file is not None:
            self._file.unlink(missing_ok=True)
            self._file = None
