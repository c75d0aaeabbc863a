"""Sentences name commands, not keys: the app shows the key in force, the command line its own words."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from pathlib import Path

import pytest
from named_keys import NAMED_KEY, SINGLE_KEY
from person import open_app
from translations import PACKAGE, texts

from bizcare_tui.cli.commands import outbox as outbox_command
from bizcare_tui.desk.desk import Desk
from bizcare_tui.errors import UnknownReply, UnknownThread
from bizcare_tui.hints import Hint, HintedText, list_hint
from bizcare_tui.settings import Settings
from bizcare_tui.ui.commands.keymap import Keymap, apply_keymap
from bizcare_tui.ui.commands.presets import keymap_for
from bizcare_tui.ui.commands.registry import COMMANDS
from bizcare_tui.ui.startup.tour import TOUR_STEPS, Tour

# The beginnings of texts that name keys which are not those of a command.
ALLOWED = (
    # The terminal's own keys: before the app is open, and while `bizcare watch` runs.
    "basic: Ctrl+I is Tab and Ctrl+M is Enter",
    "Watching. Press Ctrl+C to stop.",
    # Enter ends a line in every text field.
    "bizcare reads the threads of your partner account",
)
# Placeholders that a sentence shows: a page's address has them in the settings.
SHOWN = {"id"}


def _single_texts() -> list[str]:
    ids = [message.id for message in texts() if message.id]
    return [text for each in ids for text in (each if isinstance(each, (tuple, list)) else (each,))]


def test_no_text_names_a_key_that_a_person_can_change() -> None:
    named = [text for text in _single_texts() if NAMED_KEY.search(text) or SINGLE_KEY.search(text)]
    assert [text for text in named if not text.startswith(ALLOWED)] == []
    assert len(named) == len(ALLOWED), "the list has an entry that is not needed"


@pytest.mark.parametrize(
    "text",
    [
        "{0} · u undoes it",
        "There is no section {0}. E adds one.",
        "Press K to enter your API key.",
        "{n} quoted line: press z",
        "See the thread's page (o).",
        "Select the reason first, with Space.",
        "[F2 next, F10 ends]",
        "Send it with Ctrl+S.",
        "No thread matches. Esc clears the search.",
    ],
)
def test_a_named_key_is_found(text: str) -> None:
    assert NAMED_KEY.search(text) or SINGLE_KEY.search(text)


def test_every_placeholder_is_a_command_or_a_value() -> None:
    """A misspelt command would only be noticed when its sentence is shown."""
    ids = {command.id for command in COMMANDS}
    wrong: list[str] = []
    for file in sorted((PACKAGE / "ui").rglob("*.py")):
        calls = [node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Call)]
        values = {
            keyword.arg
            for call in calls
            if isinstance(call.func, ast.Attribute) and call.func.attr in ("fill", "format")
            for keyword in call.keywords
        }
        for call in calls:
            if isinstance(call.func, ast.Name) and call.func.id in ("_", "N_", "ngettext"):
                for text in (each.value for each in call.args if isinstance(each, ast.Constant)):
                    names = re.findall(r"\{([a-z_]+)\}", str(text))
                    wrong += [f"{file.name}: {name}" for name in names if name not in ids | values | SHOWN]
    assert wrong == []


def _keymap(kind: str, folder: Path) -> Keymap:
    if kind == "own file":
        (folder / "mine.toml").write_text(
            'undo = "f6"\nmove_down = "f7"\nsections = "f8"\noutbox = "B"\nbaseline = ""\n'
        )
        kind = "mine.toml"
    return keymap_for(Settings(keymap=kind), folder)


@pytest.mark.parametrize(
    ("kind", "undo", "move_down", "sections"),
    [
        ("", "u", "j", "E"),
        ("vim", "u", "j", "E"),
        ("emacs", "Ctrl+_", "Ctrl+N", "E"),
        ("own file", "F6", "F7", "F8"),
    ],
)
def test_a_sentence_has_the_keys_in_force(
    tmp_path: Path, kind: str, undo: str, move_down: str, sections: str
) -> None:
    keymap = _keymap(kind, tmp_path)
    assert (
        keymap.fill("The reply is sent in {0} s; {undo} undoes it.", 5)
        == f"The reply is sent in 5 s; {undo} undoes it."
    )
    assert (
        keymap.fill("There is no section {n}. {sections} adds one.", n=4)
        == f"There is no section 4. {sections} adds one."
    )
    assert f"Press {move_down} to move down." in keymap.fill(TOUR_STEPS[0][0])
    for text, _command in TOUR_STEPS:
        assert "{" not in keymap.fill(text)


def test_a_sentence_with_a_command_without_a_key_says_how_the_palette_finds_it() -> None:
    keymap = Keymap(apply_keymap({"undo": ""}, COMMANDS))
    assert keymap.fill("{undo} undoes it") == f"Ctrl+P “{keymap.command('undo').help_text}” undoes it"


def test_beside_a_field_a_sentence_has_a_key_that_types_nothing() -> None:
    keymap = Keymap(apply_keymap({"leave_form": "q, f12"}, COMMANDS))
    assert keymap.fill("{leave_form} cancels") == "F12 cancels"


def test_the_advice_of_an_error_names_the_key_in_the_app_and_the_command_in_a_shell(tmp_path: Path) -> None:
    keymap = _keymap("own file", tmp_path)
    unknown = UnknownReply("There is no reply 7.", list_hint("outbox"))
    assert str(unknown) == "There is no reply 7. `bizcare outbox` lists them."
    assert unknown.next_step == "`bizcare outbox` lists them."
    assert keymap.describe(unknown) == "There is no reply 7. B lists them."
    assert "`bizcare sync`" in str(UnknownThread(3))
    assert keymap.describe(UnknownThread(3)).endswith(f" {keymap.key('sync')} brings the store up to date.")


def test_a_hint_can_have_other_words_in_a_shell() -> None:
    text = HintedText("{0} lists them, {1} adds one.", (Hint("board", "defects"), Hint("fix")))
    assert str(text) == "`bizcare defects` lists them, `bizcare fix` adds one."
    assert text.render(lambda hint: hint.command.upper()) == "BOARD lists them, FIX adds one."


def test_every_recommended_command_is_in_the_app_and_in_the_command_line() -> None:
    app = {command.id for command in COMMANDS}
    shell = {file.stem for file in Path(outbox_command.__file__).parent.glob("*.py")}
    hints: list[list[str]] = []
    for file in sorted(PACKAGE.rglob("*.py")):
        for call in ast.walk(ast.parse(file.read_text())):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
                words = [str(each.value) for each in call.args if isinstance(each, ast.Constant)]
                if call.func.id in ("Hint", "list_hint") and words:
                    hints.append(words)
    assert len(hints) > 5
    for command, *arguments in hints:
        assert command in app
        assert (arguments[0] if arguments else command).split()[0] in shell


@pytest.mark.parametrize("preset", ["vim", "emacs"])
async def test_notices_tour_and_footer_have_the_keys_of_a_person(desk: Desk, preset: str) -> None:
    own = {"undo": "f6", "snooze": "f4", "help": "f12"}
    desk.session.settings = replace(desk.settings, keymap=preset, keys=own)
    async with open_app(desk) as person:
        person.keys.expect_text("F4 snooze")
        person.app.part(Tour).begin()
        await person.settled()
        person.expect_text(f"Press {person.app.keymap.key('move_down')} to move down.")
        await person.press("T")
        await person.wait_for_notice("F6 undoes it")
