"""The language files: the same sections everywhere, no entry twice, and no words left in Python."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from bizcare_tui.domain import language_data
from bizcare_tui.domain.language_data import (
    LANGUAGE_FOLDER,
    OTHERS,
    RELATED,
    SHARED,
    TEXT_SECTIONS,
    InvalidLanguageFile,
    language_codes,
    language_files,
    list_problems,
    listed_words,
    phrases,
    phrases_by_language,
    read_language_files,
    text_in,
)
from bizcare_tui.domain.missing_facts import Fact
from bizcare_tui.domain.word_pattern import list_pattern
from bizcare_tui.i18n import available_languages

PACKAGE = LANGUAGE_FOLDER.parent.parent
DOMAIN = PACKAGE / "domain"
LISTS = [
    (file, section, key)
    for file, sections in language_files().items()
    for section, lists in sections.items()
    for key in lists
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the language files."""
    return Path(shutil.copytree(LANGUAGE_FOLDER, tmp_path / "languages"))


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def test_every_entry_can_be_read_and_is_in_its_list_once() -> None:
    problems = [
        f"{file}.toml, {section}.{key}: {problem}"
        for file, section, key in LISTS
        if section not in TEXT_SECTIONS
        for problem in list_problems(language_files()[file][section][key])
    ]
    assert problems == []


def test_every_customer_language_has_the_same_sections_and_lists() -> None:
    shapes = {
        code: [(section, key) for file, section, key in LISTS if file == code] for code in language_codes()
    }
    assert all(sorted(shape) == sorted(shapes["en"]) for shape in shapes.values())
    assert set(language_files()) == {*language_codes(), SHARED, OTHERS}


def test_every_language_has_a_name_for_the_interface_and_all_questions() -> None:
    for code in language_codes():
        assert set(language_files()[code]["name"]) >= set(available_languages())
        assert set(language_files()[code]["question"]) == {"introduction", *Fact}


def test_a_language_more_is_one_file_more(folder: Path) -> None:
    shutil.copy(folder / "en.toml", folder / "sv.toml")
    assert "sv" in language_codes(folder)
    assert read_language_files(folder)["sv"] == language_files()["en"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("[courtesy]", "[curtsey]", "courtesy: the section is missing"),
        ("[courtesy]\n", "[courtesy]\ngreting = ''\n", "courtesy.greting: no such list"),
        ("greeting = ", "greting = ", "courtesy.greting: no such list"),
        ('steps = "', 'steps = ""\n# "', "question.steps: the text is missing"),
        ("[courtesy]\n", "[courtesy]\ngreeting = 3\n[courtsey]\n", "courtesy.greeting: this must be a text"),
        ("[courtesy]\n", "[courtesy\n", "es.toml: "),
    ],
)
def test_a_wrong_file_is_named_with_section_and_list(folder: Path, old: str, new: str, expected: str) -> None:
    change(folder / "es.toml", old, new)
    with pytest.raises(InvalidLanguageFile, match=r"^es\.toml") as error:
        read_language_files(folder)
    assert expected in str(error.value)


def test_a_wrong_entry_is_named_with_file_and_list(monkeypatch: pytest.MonkeyPatch) -> None:
    files = {**language_files(), "pl": {"courtesy": {"greeting": "dzien dobry, (witam"}}}
    monkeypatch.setattr(language_data, "language_files", lambda: files)
    monkeypatch.setattr(language_data, "phrases_by_language", phrases_by_language.__wrapped__)
    with pytest.raises(InvalidLanguageFile, match=r"^pl\.toml, courtesy\.greeting: '\(witam': "):
        list_pattern.__wrapped__("courtesy.greeting")


def test_an_entry_twice_in_a_list_is_refused() -> None:
    assert list(list_problems("hola, buenas, hola")) == ["'hola' is there twice"]


def test_phrases_of_all_languages_are_joined() -> None:
    assert {"hola", "bonjour", "witam"} <= set(phrases("courtesy.greeting"))
    assert "donde" in listed_words("language.common")
    assert text_in("fr", "letter.up_to") == "jusqu'à {most}"
    assert {"sl", "ca"} <= set(language_files()[OTHERS][RELATED])


def sources() -> Iterator[tuple[Path, str]]:
    for file in sorted(DOMAIN.rglob("*.py")):
        yield file, file.read_text("utf-8")


def test_every_list_is_used_and_every_list_that_is_used_exists() -> None:
    text = "\n".join(text for file, text in sources() if file.name != "word_pattern.py")
    # In a template, and as an argument of `listed_words` and `phrases`.
    used = set(re.findall(r"([%~])(\w+\.\w+)\1", text))
    named = {name for _sign, name in used} | set(re.findall(r'(?:words|phrases)\("(\w+\.\w+)"\)', text))
    for ground, rule in tomllib.loads((PACKAGE / "policy" / "passages.toml").read_text("utf-8")).items():
        named |= {name if "." in name else f"{ground}.{name}" for name in re.findall(r"[a-z_.]+", str(rule))}
    english = language_files()["en"]
    lists = {
        f"{section}.{key}" for section in english if section not in TEXT_SECTIONS for key in english[section]
    }
    # Their names are put together: `automatic.{sign}`, `language.{name}`, and the labels of a quoted mail.
    put_together = re.compile(r"automatic\.|language\.|mail\.(?:from|sent|to|subject)")
    assert {name for name in lists - named if not put_together.match(name)} == set()
    assert {name for _sign, name in used} - lists == set()


# Files with letters of other alphabets or with accents in their strings, and why.
LETTERS_ALLOWED = {
    "evidence/passages.py": "ranges of capital letters",
    "page.py": "signs of ordinal numbers",
    "quote_heads.py": "signs of ordinal numbers, and of years, months and days",
    "replies/placeholders.py": "ranges of capital letters",
    "search_text.py": "ranges of alphabets, and letters that Unicode does not decompose",
    "telephone.py": "signs of numbers and a currency",
    "text.py": "letters without width",
    "text_folding.py": "letters that Unicode does not decompose",
}


def string_literals(text: str) -> Iterator[str]:
    """Yield the strings of a module, without its docstrings."""
    tree = ast.parse(text)
    notes = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in notes:
            yield node.value


def test_the_rules_have_no_letters_of_other_languages_in_their_strings() -> None:
    found = {
        file.relative_to(DOMAIN).as_posix()
        for file, text in sources()
        for literal in string_literals(text)
        if any(letter.isalpha() and not letter.isascii() for letter in literal)
    }
    assert found == set(LETTERS_ALLOWED)


def test_the_rules_have_no_words_of_other_languages_in_their_strings() -> None:
    # Words of one language that are in only this shop, and language, nor in English.
    by_language = phrases_by_language("language.common")
    foreign = {
        word
        for code, words in by_language.items()
        if code != "en"
        for word in words
        if len(word) > 3 and word not in by_language["en"]
    } - {"client", "module", "modules", "page", "site", "image", "images", "data", "port", "total", "status"}
    found: dict[str, set[str]] = {}
    for file, text in sources():
        for literal in string_literals(text):
            words = set(re.findall(r"[a-z]{4,}", literal.lower())) & foreign
            if len(words) > 1:
                found.setdefault(file.relative_to(DOMAIN).as_posix(), set()).update(words)
    assert found == {}


def test_the_language_files_are_not_read_before_the_first_frame() -> None:
    script = """
import sys, bizcare_tui.cli.main, bizcare_tui.cli.app, bizcare_tui.ui.app
from bizcare_tui.domain import language_data
sys.exit(language_data.language_files.cache_info().currsize)
"""
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
