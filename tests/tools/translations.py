"""Keeps the catalogues of the interface's languages: `python tests/tools/translations.py`.

A new language is a new file `bizcare_tui/locale/<language>/LC_MESSAGES/bizcare.po`, at first an empty one.

Collects every text of the package that is to be translated, brings the catalogues in
`bizcare_tui/locale/*/LC_MESSAGES/bizcare.po` up to date, and writes beside each what the program reads
(`bizcare.mo`). What is not translated yet is counted; a text that was changed is to be translated again.
"""

from __future__ import annotations

import ast
import io
from pathlib import Path

from babel.messages import mofile, pofile
from babel.messages.catalog import Catalog, Message

PACKAGE = Path(__file__).parents[2] / "bizcare_tui"
CALLS = {"_": 1, "N_": 1, "ngettext": 2}
WIDTH = 110


def texts() -> Catalog:
    """Every text of the package that is to be translated, with the files it is in."""
    catalogue = Catalog(project="bizcare", charset="utf-8")
    for file in sorted(PACKAGE.rglob("*.py")):
        # The library's own collector passes over what stands within an f-string.
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and (message := _message(call)):
                # The numbers of lines would change with every commit.
                place = [(file.relative_to(PACKAGE).as_posix(), 0)]
                catalogue.add(message, locations=place)
    return catalogue


def _message(call: ast.Call) -> str | tuple[str, ...] | None:
    """What a call of gettext's asks for: a text, or the forms of one."""
    count = CALLS.get(getattr(call.func, "id", ""), 0)
    reported = [each.value for each in call.args[:count] if isinstance(each, ast.Constant)]
    if not count or len(reported) != count:
        return None
    return str(reported[0]) if count == 1 else tuple(map(str, reported))


def languages() -> list[str]:
    """The languages that have a catalogue, in alphabetical order; English has none."""
    return sorted(file.parts[-3] for file in PACKAGE.glob("locale/*/LC_MESSAGES/bizcare.po"))


def file_of(language: str, ending: str) -> Path:
    """A catalogue's file: `po` is written by people, `mo` is read by the program."""
    return PACKAGE / "locale" / language / "LC_MESSAGES" / f"bizcare.{ending}"


def catalogue_of(language: str) -> Catalog:
    """The catalogue of a language as it stands."""
    with file_of(language, "po").open("rb") as stream:
        return pofile.read_po(stream, locale=language)


def compiled(catalogue: Catalog) -> bytes:
    """A catalogue as the program reads it."""
    stream = io.BytesIO()
    mofile.write_mo(stream, catalogue)
    return stream.getvalue()


def written(catalogue: Catalog) -> bytes:
    """A catalogue as people read it, without dates: the same texts give the same file."""
    stream = io.BytesIO()
    pofile.write_po(stream, catalogue, width=WIDTH, sort_by_file=True, ignore_obsolete=True)
    left_out = (b"#\n", b"# ", b'"Generated-By', b'"Report-', b'"Last-Tr', b'"Language-T', b'"POT-', b'"PO-')
    lines = stream.getvalue().splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(left_out)).lstrip()


def main() -> None:
    """Bring every catalogue up to date."""
    wanted = texts()
    for language in languages():
        file = file_of(language, "po")
        catalogue = catalogue_of(language)
        catalogue.update(wanted, no_fuzzy_matching=True)
        file.write_bytes(written(catalogue))
        file_of(language, "mo").write_bytes(compiled(catalogue))
        print(f"{language}: {len(catalogue)} texts, {len(untranslated(catalogue))} to translate")


def untranslated(catalogue: Catalog) -> list[str]:
    """The texts, by their English, that a catalogue has not, or not in every form."""
    return [str(message.id) for message in catalogue if message.id and not all(forms(message))]


def forms(message: Message) -> tuple[str, ...]:
    """What a text is in a language: one form, or those of its plural; an empty one where there is none."""
    string = message.string
    return tuple(string) if isinstance(string, (tuple, list)) and string else (str(string or ""),)


if __name__ == "__main__":
    main()
