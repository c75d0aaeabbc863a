"""The presets and a keymap file in a real terminal: every list, text, form and wizard step."""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys
from collections.abc import Callable, Iterator

import pytest
from emulator import Emulator
from fixed_time import NOW
from form_visits import FORMS
from list_visits import LISTS
from preset_account import fill_lists, five_requests
from store_templates import KEY, TEMPLATES
from typist import Typist, own_file
from wizard_visits import WIZARDS

import bizcare_tui.ui
from bizcare_tui.desk.desk import Desk
from bizcare_tui.sandbox.server import Sandbox
from bizcare_tui.settings import Settings
from bizcare_tui.ui.commands.command import Context as In
from bizcare_tui.ui.commands.presets import KEYMAP_PRESETS, keymap_for
from bizcare_tui.ui.commands.registry import COMMANDS
from bizcare_tui.ui.screens.keyed_screen import KeyedScreen

COMMAND = [sys.executable, "-m", "bizcare_tui"]
OWN = "mine.toml"
KEYMAPS = [*filter(None, KEYMAP_PRESETS), OWN]
WIZARD_CONTEXTS = frozenset(
    {In.WIZARD, In.WIZARD_ROWS, In.REJECTION_REASONS, In.EVIDENCE, In.ALTERNATIVES, In.LETTER, In.REVIEW}
    | {In.REFUND_REASONS, In.REFUND_WINDOWS, In.REFUND_LETTER, In.REFUND_STEP, In.REFUND_CONFIRMATION}
)
FORM_CONTEXTS = frozenset(
    {In.COMPOSER, In.FILTER, In.FORM, In.SUBMISSION, In.CHECKLIST, In.API_KEY, In.FINDINGS}
)
# What is visited by one start of the program, with the contexts of which each has a key pressed.
GROUPS: dict[str, tuple[tuple[Callable[[Typist], None], ...], frozenset[In]]] = {
    "lists": (LISTS, frozenset(In) - WIZARD_CONTEXTS - FORM_CONTEXTS),
    "forms": (FORMS, FORM_CONTEXTS),
    "wizards": (WIZARDS, WIZARD_CONTEXTS),
}


@pytest.fixture
def keymap(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An account with something in every list, and the settings of a keymap."""
    name: str = request.param
    monkeypatch.setenv("BIZCARE_NOW", NOW.isoformat())
    market = five_requests()
    with Sandbox(market, KEY) as running:
        monkeypatch.setenv("BIZCARE_API_URL", running.url)
        monkeypatch.setenv("BIZCARE_API_KEY", running.key)
        TEMPLATES.copy(("presets",), running, NOW, lambda: fill_lists(market))
        paths = Desk().session.paths
        (paths.config / OWN).write_text(own_file())
        paths.settings_file.write_text(f'undo_seconds = 3600\nsync_interval = 0\nkeymap = "{name}"\n')
        yield name


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("keymap", KEYMAPS, indirect=True)
def test_a_keymap_moves_acts_and_leaves_everywhere(keymap: str, group: str) -> None:
    visits, contexts = GROUPS[group]
    commands = keymap_for(Settings(keymap=keymap), Desk().session.paths.config)
    # Whoever runs the tests may have set another width than that of the terminal.
    environment = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
    environment |= {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
    with Emulator(COMMAND, environment, 120, 40) as terminal:
        terminal.until_text(f"{commands.key('open', In.INBOX)} open")
        typist = Typist(terminal, commands)
        for visit in visits:
            visit(typist)
    assert contexts - {context for context, _command_id in typist.used} == set()


def test_a_file_of_ones_own_takes_every_default_key_away() -> None:
    lines = own_file().splitlines()
    assert {line.partition(" ")[0] for line in lines} == {each.id for each in COMMANDS}
    defaults = {key for each in COMMANDS for key in each.keys}
    assert not defaults & {line.partition('"')[2].strip('"') for line in lines}


def test_every_context_of_a_screen_has_commands() -> None:
    for module in pkgutil.walk_packages(bizcare_tui.ui.__path__, "bizcare_tui.ui."):
        importlib.import_module(module.name)
    contexts = {screen.CONTEXT for screen in _subclasses(KeyedScreen)} - {None}
    assert contexts <= {each.context for each in COMMANDS}


def _subclasses(base: type[KeyedScreen[object]]) -> Iterator[type[KeyedScreen[object]]]:
    for subclass in base.__subclasses__():
        yield subclass
        yield from _subclasses(subclass)
