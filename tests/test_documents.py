"""README, guide, architecture and changelog: what they name exists."""

from __future__ import annotations

import argparse
import dataclasses
import re
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest
from textual.binding import Binding
from textual.screen import Screen

from bizcare_tui import ui
from bizcare_tui.cli.commands.config import ENVIRONMENT
from bizcare_tui.cli.parser import build_parser
from bizcare_tui.domain.query import parse
from bizcare_tui.domain.query_fields import FIELDS
from bizcare_tui.domain.query_tree import Term
from bizcare_tui.domain.replies.thresholds import Thresholds
from bizcare_tui.settings import SETTING_NAMES
from bizcare_tui.ui.commands.key_labels import key_label
from bizcare_tui.ui.commands.registry import COMMANDS

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "bizcare_tui"
README, ARCHITECTURE = ROOT / "README.md", PACKAGE / "ARCHITECTURE.md"
PAGES = (README, ARCHITECTURE, *sorted((PACKAGE / "guide").glob("*.md")))
DOCUMENTS = (*PAGES, PACKAGE / "CHANGELOG.md")

_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
# A command line in code: the words after the program's name, up to a sign of the shell.
_COMMAND_LINE = re.compile(r"(?:^|bin/|&& |\$ |\$\(|  )bizcare(?![\w.-])((?:[ ]+[^\s|&;<>)`\"']+)*)")
_KEY = re.compile(r"(?:Ctrl|Shift)\+\w+|F\d{1,2}|Esc|Enter|Tab|PgDn|PgUp|Home|End|Space|[A-Za-z1-9$;/?]")

pages = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
documents = pytest.mark.parametrize("page", DOCUMENTS, ids=lambda page: page.stem)


def read(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def blocks(text: str, language: str = "") -> list[str]:
    return [found[2] for found in _BLOCK.finditer(text) if not language or found[1] == language]


def spans(text: str) -> list[str]:
    return [found[1] for found in _SPAN.finditer(_BLOCK.sub("", text))]


# --- links -----------------------------------------------------------------------------------------


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub forms them."""
    headings = re.findall(r"^#+ (.+)$", _BLOCK.sub("", read(page)), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@documents
def test_every_link_leads_to_a_file_and_a_heading(page: Path) -> None:
    for target in _LINK.findall(_BLOCK.sub("", read(page))):
        if target.startswith("http"):
            continue
        name, _hash, anchor = target.partition("#")
        file = page.parent / name if name else page
        assert file.exists(), f"{page.name}: {target}"
        assert not anchor or anchor in anchors(file), f"{page.name}: {target}"


def test_every_picture_is_in_a_document() -> None:
    shown = "".join(read(page) for page in DOCUMENTS)
    for picture in (ROOT / "screenshots").glob("*.svg"):
        assert f"screenshots/{picture.name}" in shown, picture.name


# --- commands --------------------------------------------------------------------------------------


def command_lines(text: str) -> Iterator[list[str]]:
    """The words after `bizcare` in code, without the brackets and dots of a synopsis."""
    codes = [*spans(text), *(line for block in blocks(text) for line in block.splitlines())]
    for code in codes:
        line = code.split("  #")[0].translate(str.maketrans("[]", "  "))
        for found in _COMMAND_LINE.finditer(line):
            yield found[1].split()


def parsers() -> dict[str, argparse.ArgumentParser]:
    (commands,) = (each for each in build_parser()._actions if isinstance(each, argparse._SubParsersAction))
    return dict(commands.choices)


def options_of(parser: argparse.ArgumentParser) -> set[str]:
    return {option for action in parser._actions for option in action.option_strings}


@pages
def test_every_command_and_option_exists(page: Path) -> None:
    known, general = parsers(), options_of(build_parser())
    for words in command_lines(read(page)):
        name = words[0] if words and re.fullmatch(r"[a-z][a-z-]*", words[0]) else None
        assert name is None or name in known, words
        options = general | (options_of(known[name]) if name else set())
        for word in words:
            option = word.partition("=")[0]
            assert not option.startswith("--") or option in options, f"{page.name}: {words}"
        if name and len(words) > 1:
            choices = positional_choices(known[name])
            is_choice = bool(choices) and re.fullmatch(r"[a-z]+", words[1])
            assert not is_choice or words[1] in choices, f"{page.name}: {words}"


def positional_choices(parser: argparse.ArgumentParser) -> set[str]:
    """The values of the first positional argument, where it has fixed ones."""
    first = next((each for each in parser._actions if not each.option_strings), None)
    return set(map(str, first.choices or ())) if first else set()


@pages
def test_every_option_named_alone_exists(page: Path) -> None:
    known = set.union(options_of(build_parser()), *map(options_of, parsers().values()))
    of_scripts = set(re.findall(r"python tests/\S+((?: --[\w-]+)+)", read(page)))
    of_scripts |= {"--sizes", "--campaign", "--postgresql"}
    for span in spans(read(page)):
        if found := re.match(r"--[a-z][\w-]+", span):
            assert found[0] in known or found[0] in of_scripts, f"{page.name}: {span}"


# --- settings, variables, queries --------------------------------------------------------------------


@pages
def test_every_setting_exists(page: Path) -> None:
    text = read(page)
    actions = {command.id for command in COMMANDS}
    thresholds = {each.name for each in dataclasses.fields(Thresholds)}
    for block in blocks(text, "toml"):
        values = tomllib.loads(block)
        if not any(isinstance(value, dict) for value in values.values()):
            assert set(values) <= set(SETTING_NAMES), f"{page.name}: {set(values) - set(SETTING_NAMES)}"
        assert set(values.get("checks", {})) <= thresholds
        assert set(values.get("keys", {})) <= actions
    prefixes = {name.partition("_")[0] for name in SETTING_NAMES if "_" in name}
    for span in spans(text):
        if found := re.fullmatch(r"([a-z_]+) = .+", span):
            known = {*SETTING_NAMES, *thresholds, *actions}
            assert found[1] in known or page == ARCHITECTURE, span
        is_like_one = re.fullmatch(r"[a-z]+_[a-z_]*[a-z]", span) and span.partition("_")[0] in prefixes
        if is_like_one and page.stem not in ("scripting", "ARCHITECTURE"):
            assert span in SETTING_NAMES or span in actions, f"{page.name}: {span}"


def test_every_setting_and_variable_is_in_the_guide() -> None:
    text = "".join(read(page) for page in PAGES)
    for name in (*SETTING_NAMES, *ENVIRONMENT):
        assert f"`{name}`" in text or f"`[{name}]`" in text, name


@documents
def test_every_environment_variable_exists(page: Path) -> None:
    for name in re.findall(r"\bBIZCARE_\w+", read(page)):
        assert name in ENVIRONMENT, f"{page.name}: {name}"


@pages
def test_every_query_can_be_read(page: Path) -> None:
    if page == ARCHITECTURE:
        return  # it shows how to add terms that do not exist
    for span in spans(read(page)):
        found = re.fullmatch(r"-?([a-z]+):[^\s/]\S*", span)
        if found and found[1] in FIELDS:
            assert isinstance(parse(span.removeprefix("-")), Term), f"{page.name}: {span}"


# --- keys ------------------------------------------------------------------------------------------


def keys_of_screens() -> Iterator[str]:
    """Every key that is bound in a screen of the app."""
    for module in iter_modules(ui.__path__, "bizcare_tui.ui."):
        for value in vars(import_module(module.name)).values():
            if isinstance(value, type) and issubclass(value, Screen):
                for binding in value.BINDINGS:
                    keys = binding.key if isinstance(binding, Binding) else binding[0]
                    yield from keys.split(",")


@pytest.fixture(scope="module")
def labels() -> set[str]:
    """Every key of the app, as it is written in a document."""
    keys = {key for command in COMMANDS for key in command.keys} | set(keys_of_screens())
    return {key_label(key.strip()) for key in keys}


@pages
def test_every_key_does_something(page: Path, labels: set[str]) -> None:
    for span in spans(read(page)):
        if _KEY.fullmatch(span):
            assert span in labels, f"{page.name}: {span}"


# --- files -----------------------------------------------------------------------------------------


def test_every_file_that_the_architecture_names_exists() -> None:
    for span in spans(read(ARCHITECTURE)):
        for word in span.split():
            if re.search("NAME|CODE|NNNN", word):
                continue
            if re.fullmatch(r"[\w.-]+(?:/[\w.-]+)*\.(?:py|toml|md|po)|[\w.-]+/[\w./-]*", word):
                places = [folder / word for folder in (ROOT, PACKAGE, ROOT / "tests")]
                is_anywhere = "/" not in word and any(PACKAGE.rglob(word))
                assert is_anywhere or any(place.exists() for place in places), word
