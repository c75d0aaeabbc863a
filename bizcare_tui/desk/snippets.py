"""The available snippets: the shipped ones, and the seller's own in files that they can edit."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bizcare_tui.config import line_of_key, read_toml, suggest_key
from bizcare_tui.domain.language import LANGUAGES
from bizcare_tui.domain.snippets import TICKET_SLOTS, WRITERS_SLOTS, Snippet, slots
from bizcare_tui.domain.text import own_text, safe_line
from bizcare_tui.errors import BadSettings
from bizcare_tui.i18n import _

SHIPPED_SNIPPETS_FOLDER = Path(__file__).parent.parent / "policy" / "snippets"

_MAX_FILE_BYTES = 256 * 1024
_ALLOWED_KEYS = ("title", "text")


@dataclass(frozen=True, slots=True)
class Snippets:
    """All snippets, in the order of the files."""

    everything: tuple[Snippet, ...]

    @property
    def slot_names(self) -> frozenset[str]:
        """The names of all slots in the snippets, and of all slots that the program can fill."""
        return frozenset(TICKET_SLOTS + WRITERS_SLOTS).union(
            *(slots(snippet.text) for snippet in self.everything)
        )

    def for_language(self, language: str | None) -> list[Snippet]:
        """Return all snippets: first those in the customer's language, then English, then the others."""
        language_order = {language: 0, "en": 1} if language != "en" else {"en": 0}
        return sorted(self.everything, key=lambda snippet: language_order.get(snippet.language, 2))


def load_snippets(folder: Path) -> Snippets:
    """Return the shipped snippets and the seller's own from `<folder>/<language>.toml`.

    An own snippet replaces the shipped one with the same name.

    Raises:
        BadSettings: a file cannot be read; the sentence names the file, the line and the nearest key.
    """
    snippets: dict[tuple[str, str], Snippet] = {}
    for language in LANGUAGES:
        for file, own in (
            (SHIPPED_SNIPPETS_FOLDER / f"{language}.toml", False),
            (folder / f"{language}.toml", True),
        ):
            for snippet in _read(file, language, own=own):
                snippets[language, snippet.name] = snippet
    return Snippets(tuple(snippets.values()))


def _read(file: Path, language: str, *, own: bool) -> list[Snippet]:
    if file.is_file() and file.stat().st_size > _MAX_FILE_BYTES:
        raise BadSettings(
            _("{0} is larger than {1} KB.").format(file, _MAX_FILE_BYTES >> 10),
            _("Split or shorten the file."),
        )
    text, tables = read_toml(file)
    for name, table in tables.items():
        _check_table(file, text, name, table)
    return [
        Snippet(
            name=safe_line(name),
            language=language,
            title=safe_line(table.get("title") or name.replace("_", " ")),
            text=own_text(table["text"]).strip("\n") + "\n",
            own=own,
        )
        for name, table in tables.items()
    ]


def _check_table(file: Path, text: str, name: str, table: object) -> None:
    where = _("{0}, line {1}").format(file, line_of_key(text, name))
    example = _('Write: [{0}], then title = "..." and text = """...""".').format(name)
    if not isinstance(table, dict):
        raise BadSettings(_("{0}: {1} is not a snippet.").format(where, name), example)
    for key, value in table.items():
        if key not in _ALLOWED_KEYS:
            raise BadSettings(
                _("{0}: {1!r} is not a field of a snippet.").format(
                    _("{0}, line {1}").format(file, line_of_key(text, key)), key
                ),
                suggest_key(key, _ALLOWED_KEYS),
            )
        if not isinstance(value, str):
            raise BadSettings(_("{0}: the {1} of {2} must be a text.").format(where, key, name), example)
    if not table.get("text", "").strip():
        raise BadSettings(_("{0}: {1} has no text.").format(where, name), example)
