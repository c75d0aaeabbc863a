"""The snippets on offer: those that come along, and the seller's own in files they can edit."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bizcare_tui.config import line_of, nearest, read_toml
from bizcare_tui.domain.language import LANGUAGES
from bizcare_tui.domain.snippets import TICKET_SLOTS, WRITERS_SLOTS, Snippet, slots
from bizcare_tui.domain.text import safe_line, safe_text
from bizcare_tui.errors import BadSettings
from bizcare_tui.i18n import _

SHIPPED = Path(__file__).parent.parent / "policy" / "snippets"

_MOST_BYTES = 256 * 1024  # of one file
_KEYS = ("title", "text")


@dataclass(frozen=True, slots=True)
class Snippets:
    """Every snippet, in the order of its file."""

    everything: tuple[Snippet, ...]

    @property
    def slot_names(self) -> frozenset[str]:
        """The names of all slots that a snippet has, or could have."""
        return frozenset(TICKET_SLOTS + WRITERS_SLOTS).union(
            *(slots(snippet.text) for snippet in self.everything)
        )

    def for_language(self, language: str | None) -> list[Snippet]:
        """All of them, those in the customer's language first, then English, then the rest."""
        order = {language: 0, "en": 1} if language != "en" else {"en": 0}
        return sorted(self.everything, key=lambda snippet: order.get(snippet.language, 2))


def load_snippets(folder: Path) -> Snippets:
    """The snippets that come along and those in `<folder>/<language>.toml`, which win by their name.

    Raises:
        BadSettings: a file cannot be read; the sentence names file, line and the nearest key.
    """
    found: dict[tuple[str, str], Snippet] = {}
    for language in LANGUAGES:
        for file, own in ((SHIPPED / f"{language}.toml", False), (folder / f"{language}.toml", True)):
            for snippet in _read(file, language, own=own):
                found[language, snippet.name] = snippet
    return Snippets(tuple(found.values()))


def _read(file: Path, language: str, *, own: bool) -> list[Snippet]:
    if file.is_file() and file.stat().st_size > _MOST_BYTES:
        raise BadSettings(
            _("{0} is larger than {1} KB.").format(file, _MOST_BYTES >> 10), _("Split or shorten it.")
        )
    text, tables = read_toml(file)
    for name, table in tables.items():
        _check(file, text, name, table)
    return [
        Snippet(
            name=safe_line(name),
            language=language,
            title=safe_line(table.get("title") or name.replace("_", " ")),
            text=safe_text(table["text"]).strip("\n") + "\n",
            own=own,
        )
        for name, table in tables.items()
    ]


def _check(file: Path, text: str, name: str, table: Any) -> None:
    where = _("{0}, line {1}").format(file, line_of(text, name))
    example = _('Write: [{0}], then title = "..." and text = """...""".').format(name)
    if not isinstance(table, dict):
        raise BadSettings(_("{0}: {1} is not a snippet.").format(where, name), example)
    for key, value in table.items():
        if key not in _KEYS:
            raise BadSettings(
                _("{0}: a snippet has no {1!r}.").format(
                    _("{0}, line {1}").format(file, line_of(text, key)), key
                ),
                nearest(key, _KEYS),
            )
        if not isinstance(value, str):
            raise BadSettings(_("{0}: the {1} of {2} must be a text.").format(where, key, name), example)
    if not table.get("text", "").strip():
        raise BadSettings(_("{0}: {1} has no text.").format(where, name), example)
