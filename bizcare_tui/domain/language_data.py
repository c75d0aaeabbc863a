"""The words and phrases of each customer language: the files in `policy/languages`, read at first use.

Every customer language has one file, named by its code, and all of them have the same sections and lists.
`shared.toml` has names and technical words that are the same in every language, and `others.toml` the words
of languages that no customer is answered in; both have only the lists that they need.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from bizcare_tui.domain.phrase_syntax import InvalidPhrase, phrases_pattern, split_phrases
from bizcare_tui.domain.text_folding import fold

LANGUAGE_FOLDER = Path(__file__).parent.parent / "policy" / "languages"
SHARED, OTHERS = "shared", "others"
RELATED = "related"
"""The section of `others.toml` with the commonest words of other languages, by their codes."""
TEXT_SECTIONS = ("name", "question", "letter")
"""The sections whose entries are texts to show or send, and no lists of phrases."""
_REFERENCE = "en"  # the file that the others are compared with

Section = Mapping[str, str]
LanguageFile = Mapping[str, Section]


class InvalidLanguageFile(ValueError):
    """A language file that cannot be used; the text names the file, the section and the entry."""


def language_codes(folder: Path = LANGUAGE_FOLDER) -> tuple[str, ...]:
    """Return the codes of the customer languages: the names of their files, in alphabetical order."""
    names = sorted(file.stem for file in folder.glob("*.toml"))
    return tuple(name for name in names if name not in (SHARED, OTHERS))


@cache
def phrases_by_language(name: str) -> Mapping[str, tuple[str, ...]]:
    """Return the phrases of a list ("courtesy.greeting") in each file that has some, by the file's name."""
    section, _dot, key = name.partition(".")
    found: dict[str, tuple[str, ...]] = {}
    for file, sections in language_files().items():
        if listed := tuple(split_phrases(sections.get(section, {}).get(key, ""))):
            found[file] = listed
    return found


def phrases(name: str) -> tuple[str, ...]:
    """Return the phrases of a list in all languages, each once."""
    return tuple(dict.fromkeys(each for found in phrases_by_language(name).values() for each in found))


def has_list(name: str) -> bool:
    """Return whether the language files have a list of this name."""
    section, _dot, key = name.partition(".")
    return key in language_files()[_REFERENCE].get(section, {})


def phrases_expression(name: str, *, word: str, is_flat: bool, is_bounded: bool) -> str:
    """Return the regular expression of any phrase of a list; see `phrases_pattern`.

    Raises:
        InvalidLanguageFile: a phrase does not follow the notation.
    """
    try:
        return phrases_pattern(phrases(name), word=word, is_flat=is_flat, is_bounded=is_bounded)
    except InvalidPhrase as error:
        for file, listed in phrases_by_language(name).items():
            for problem in list_problems(",".join(listed)):
                raise InvalidLanguageFile(f"{file}.toml, {name}: {problem}") from error
        raise


@cache
def listed_words(name: str) -> frozenset[str]:
    """Return a list of plain words in all languages, folded."""
    return frozenset(map(fold, phrases(name)))


def text_in(language: str, name: str) -> str:
    """Return a text that is written in a language file, such as a question, without spaces at its ends."""
    section, _dot, key = name.partition(".")
    return language_files()[language][section][key].strip()


@cache
def language_files() -> dict[str, LanguageFile]:
    """Return the shipped language files by name; see `read_language_files`."""
    return read_language_files(LANGUAGE_FOLDER)


def read_language_files(folder: Path) -> dict[str, LanguageFile]:
    """Read the language files of a folder, and check their sections and lists.

    Raises:
        InvalidLanguageFile: a file is no TOML, or has other sections or lists than the English one.
    """
    files = {name: _read(folder / f"{name}.toml") for name in (*language_codes(folder), SHARED, OTHERS)}
    for name, sections in files.items():
        for problem in _problems(sections, files[_REFERENCE], is_whole=name not in (SHARED, OTHERS)):
            raise InvalidLanguageFile(f"{name}.toml, {problem}")
    return files


def list_problems(text: str) -> Iterator[str]:
    """Yield what is wrong with the entries of a list."""
    seen: set[str] = set()
    for phrase in split_phrases(text):
        if phrase in seen:
            yield f"{phrase!r} is there twice"
        seen.add(phrase)
        try:
            phrases_pattern([phrase])
        except InvalidPhrase as error:
            yield f"{phrase!r}: {error}"


def _read(file: Path) -> LanguageFile:
    import tomllib  # only a language that is used pays for it, not the first frame

    try:
        values = tomllib.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise InvalidLanguageFile(f"{file.name}: {error}") from error
    for section, lists in values.items():
        if not isinstance(lists, dict):
            raise InvalidLanguageFile(f"{file.name}, {section}: this belongs into a section")
        for key, text in lists.items():
            if not isinstance(text, str):
                raise InvalidLanguageFile(f"{file.name}, {section}.{key}: this must be a text")
    return values


def _problems(sections: LanguageFile, reference: LanguageFile, *, is_whole: bool) -> Iterator[str]:
    for section in (*reference, *(sections.keys() - reference.keys() - {RELATED})):
        known, found = reference.get(section), sections.get(section)
        if known is None:
            yield f"{section}: no such section"
            continue
        if found is None:
            if is_whole:
                yield f"{section}: the section is missing"
            continue
        yield from (f"{section}.{key}: no such list" for key in found.keys() - known.keys())
        if is_whole:
            yield from (f"{section}.{key}: the list is missing" for key in known.keys() - found.keys())
        if section in TEXT_SECTIONS:
            yield from (f"{section}.{key}: the text is missing" for key, text in found.items() if not text)
