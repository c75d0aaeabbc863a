"""The languages of the interface: complete, with every placeholder, chosen by locale or setting."""

from __future__ import annotations

import ast
import gettext
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from translations import PACKAGE, catalogue_of, compiled, file_of, forms, languages, texts

from bizcare_tui import i18n
from bizcare_tui.config import load_settings, read_language_setting
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.errors import BadSettings
from bizcare_tui.paths import Paths
from bizcare_tui.present import labels

OTHERS = languages()
PLACEHOLDER = re.compile(r"\{[^{}]*\}")


@pytest.fixture(params=["en", *OTHERS])
def language(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    i18n.set_language(request.param)
    yield request.param
    monkeypatch.setenv("LC_ALL", "C")
    i18n.set_language()


@pytest.mark.parametrize("code", OTHERS)
def test_every_text_is_translated_in_every_form(code: str) -> None:
    reported = {message.id: message for message in catalogue_of(code)}
    missing = [
        message.id
        for message in texts()
        if message.id and not all(forms(reported.get(message.id, Message(message.id))))
    ]
    assert missing == [], "bring the catalogues up to date: python tests/tools/translations.py"


@pytest.mark.parametrize("code", OTHERS)
def test_a_translation_has_what_the_text_has(code: str) -> None:
    for message in catalogue_of(code):
        if not message.id:
            continue
        originals = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
        for original, reported in zip(originals, forms(message), strict=True):
            assert set(PLACEHOLDER.findall(reported)) == set(PLACEHOLDER.findall(original)), reported
            assert reported[:1].isspace() == original[:1].isspace(), reported
            assert reported[-1:].isspace() == original[-1:].isspace(), reported
            assert "\x1b" not in reported
            for quoted in re.findall(r"`[^`]*`", original):
                assert quoted in reported, reported


@pytest.mark.parametrize("code", OTHERS)
def test_what_the_program_reads_is_what_people_wrote(code: str) -> None:
    with file_of(code, "mo").open("rb") as stream:
        compiled = gettext.GNUTranslations(stream)
    for message in catalogue_of(code):
        if message.id and all(forms(message)):
            if isinstance(message.id, (tuple, list)):
                one, many = message.id
                assert [compiled.ngettext(one, many, count) for count in (1, 7)] == list(forms(message))
            else:
                assert compiled.gettext(message.id) == message.string


# What has words in it and is said to nobody: machines, files, customers.
_MODULES_WITHOUT = ("sandbox", "domain/evidence", "domain/language", "domain/replies", "domain/automatic",
                    "domain/missing", "domain/markup", "domain/proposed_kind", "domain/signatures",
                    "domain/shops", "migrations")  # fmt: skip
_SAID = {"print", "narrate", "notify", "WrongUsage", "BadSettings", "BizcareError", "StoreProblem",
         "NotPossible", "BadFile", "Offline", "KeyRejected", "DoctorFinding", "ReplyFinding",
         "add_argument", "add_parser", "Crashed",
         "StoreBusy", "UnknownThread", "UnknownReply", "BadAttachment", "ReplyCheckFailed"}  # fmt: skip
_WORDS = re.compile(r"[A-Za-z]{2,}[,.:;]? [A-Za-z]{2,}")


def test_whatever_is_said_to_a_person_goes_by_the_catalogue() -> None:
    found = []
    for file in sorted(PACKAGE.rglob("*.py")):
        if any(part in file.as_posix() for part in _MODULES_WITHOUT):
            continue
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            name = getattr(call.func, "id", getattr(call.func, "attr", ""))
            if name in _SAID:
                found += [f"{file.name}:{call.lineno}: {text}" for text in _untranslated(call)]
    assert found == []


def _untranslated(call: ast.Call) -> Iterator[str]:
    """Sentences among the arguments of a call that do not stand within a call of gettext's."""
    for argument in [*call.args, *(keyword.value for keyword in call.keywords if keyword.arg == "help")]:
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            if _WORDS.search(argument.value):
                yield argument.value
        elif isinstance(argument, ast.JoinedStr):
            text = "".join(str(part.value) for part in argument.values if isinstance(part, ast.Constant))
            if _WORDS.search(text):
                yield text


@pytest.mark.parametrize(
    ("environment", "code"),
    [
        ({}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "fr_FR.UTF-8", "LC_MESSAGES": "it_IT"}, "it"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "es_MX.UTF-8"}, "es"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8", "LANGUAGE": "de:it:fr"}, "it"),
        ({"LANG": "C.UTF-8", "LANGUAGE": "fr"}, "en"),
        ({"LANG": "pt-BR"}, "en"),
    ],
)
def test_the_locale_chooses_the_language(environment: dict[str, str], code: str) -> None:
    assert i18n.locale_language(environment) == code


def test_nothing_is_translated_at_import() -> None:
    """A text translated at import keeps the language that was set then."""
    done = subprocess.run(
        [sys.executable, "-c", _IMPORT_EVERY_MODULE], capture_output=True, text=True, check=True
    )
    assert done.stdout == ""


_IMPORT_EVERY_MODULE = """
import importlib, pkgutil
from sys import _getframe
import bizcare_tui
from bizcare_tui import i18n

def recorded(translate):
    def record(*texts):
        caller = _getframe(1)
        print(f"{caller.f_code.co_filename}:{caller.f_lineno}: {texts}")
        return translate(*texts)
    return record

for name in ("_", "ngettext"):
    setattr(i18n, name, recorded(getattr(i18n, name)))
for module in pkgutil.walk_packages(bizcare_tui.__path__, "bizcare_tui."):
    if ".migrations." not in module.name and not module.name.endswith("__main__"):
        importlib.import_module(module.name)
"""


@pytest.fixture
def esperanto(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A catalogue in a folder of languages of its own."""
    folder = tmp_path / "locale" / "eo" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    catalogue = Catalog(locale="eo", charset="utf-8")
    catalogue.add("not set", "nedifinita")
    catalogue.add("1,234.5", "1.234,5")
    (folder / "bizcare.mo").write_bytes(compiled(catalogue))
    monkeypatch.setattr(i18n, "LOCALE_FOLDER", tmp_path / "locale")
    yield "eo"
    i18n.set_language("en")


def test_a_language_is_a_catalogue_and_nothing_else(esperanto: str, home: Path) -> None:
    assert i18n.available_languages() == ("en", esperanto)
    assert i18n.locale_language({"LANG": "eo_XX.UTF-8"}) == esperanto
    paths = Paths.from_environment()
    home.mkdir(exist_ok=True)
    (home / "config.toml").write_text('language = "fr"\n')
    with pytest.raises(BadSettings, match="one of en, eo, or empty"):
        load_settings(paths)
    (home / "config.toml").write_text(f'language = "{esperanto}"\n')
    assert load_settings(paths).language == esperanto
    i18n.set_language(read_language_setting(paths))
    assert i18n.current_language() == esperanto
    assert (i18n._("not set"), i18n.format_number(1234567.5, 1)) == ("nedifinita", "1.234.567,5")
    assert i18n._("a text without translation") == "a text without translation"


def test_numbers_days_and_plurals_are_the_languages_own(language: str) -> None:
    reported = {
        "en": ("12,345.6", "Fri 27 Nov 2026"),
        "es": ("12.345,6", "vie 27 nov 2026"),
        "fr": ("12\N{NARROW NO-BREAK SPACE}345,6", "ven 27 nov 2026"),
        "it": ("12.345,6", "ven 27 nov 2026"),
    }[language]
    day = i18n.format_date(date(2026, 11, 27), "%a %d %b %Y").replace(".", "").lower()
    assert (i18n.format_number(12345.6, 1), day) == (reported[0], reported[1].lower())
    one, none, many = (i18n.ngettext("{0} thread", "{0} threads", count) for count in (1, 0, 5))
    assert one != many
    assert (none == one) is (language == "fr")  # in French nothing is one


def test_what_presses_fits_its_column_in_every_language(language: str, desk: Desk) -> None:
    """Thirteen cells, of which one is a blank."""
    now = datetime(2026, 11, 26, 10, tzinfo=UTC)
    spans = [
        timedelta(minutes=12),
        timedelta(hours=23, minutes=59),
        timedelta(days=9, hours=23),
        timedelta(days=400),
    ]
    for row in desk.inbox.rows(desk.inbox.thread_ids(parse_query(""))[:20]):
        if row.due is not None:
            for span in spans:
                for moment in (row.due - span, row.due + span):
                    _urgency, said = labels.deadline_style_and_label(row, moment)
                    assert len(said) <= 18, said
        assert len(labels.cover_label(row)) <= 13
    assert now


@pytest.mark.parametrize(("code", "said"), [("es", "ficticios"), ("fr", "fictives"), ("it", "inventati")])
def test_a_whole_command_speaks_the_language_of_locale_or_setting(
    desk: Desk, home: Path, code: str, said: str
) -> None:
    def reported(**environment: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "bizcare_tui", "--help"], env={**os.environ, **environment},
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        return done.stdout

    assert said in reported(LC_ALL=f"{code}.UTF-8")
    (home / "config.toml").write_text(f'language = "{code}"\n')
    assert said in reported(LC_ALL="C.UTF-8")
    (home / "config.toml").write_text('language = "xx"\n')
    done = subprocess.run(
        [sys.executable, "-m", "bizcare_tui", "list"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "en, es, fr, it" in done.stderr
