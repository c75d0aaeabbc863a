"""The presets and a keymap file, in every list, text, form and wizard."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from person import Person, open_app
from purchase_desk import PurchaseDesk, open_purchase_desk
from textual.keys import _character_to_key

from bizcare_tui.domain.decisions.answers import WizardStep
from bizcare_tui.ui.commands.command import Context
from bizcare_tui.ui.screens.dialog_base import Dialog
from bizcare_tui.ui.screens.list_screen import ListScreen
from bizcare_tui.ui.wizard.screen import WizardScreen

OWN_FILE = """
move_down = "ctrl+j, down"
move_up = "ctrl+k, up"
close = "f12, escape"
leave_form = "f12, escape"
wizard_next = "f5"
wizard_back = "f6"
wizard_leave = "f12"
board_step = "f4"
"""
# For each keymap: the keys that move down and up, close a list or text, leave a form, and go on in a wizard.
KEYMAPS = {
    "": ("j", "k", "escape", "escape", "ctrl+n", "escape"),
    "vim": ("j", "k", "q", "escape", "ctrl+n", "escape"),
    "emacs": ("ctrl+n", "ctrl+p", "ctrl+g", "ctrl+g", "alt+n", "ctrl+g"),
    "mine.toml": ("ctrl+j", "ctrl+k", "f12", "f12", "f5", "f12"),
}
# The keys that open lists and texts, and those that open forms; no preset changes them.
LISTS = ("?", "i", "e", "C", "W", "S", "b", "O", "D", "U", "E", "H", "w", "N", "A", "P", "f", "B", "L")
FORMS = ("t", "c")


@pytest.fixture
def at_desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[PurchaseDesk]:
    with open_purchase_desk(monkeypatch, "sync_interval = 0") as opened:
        yield opened


def use_keymap(at_desk: PurchaseDesk, name: str) -> None:
    (at_desk.desk.session.paths.config / "mine.toml").write_text(OWN_FILE)
    session = at_desk.desk.session
    session.settings = replace(session.settings, keymap=name)


async def open_screen(person: Person, key: str) -> Dialog[object]:
    await person.press(_character_to_key(key))
    screen = person.app.screen
    assert isinstance(screen, Dialog), key
    return screen


@pytest.mark.parametrize("name", KEYMAPS)
async def test_a_keymap_moves_and_closes_in_every_list_text_and_form(
    at_desk: PurchaseDesk, name: str
) -> None:
    use_keymap(at_desk, name)
    down, up, close, leave, _next_step, _leave_wizard = KEYMAPS[name]
    async with open_app(at_desk.desk, (120, 40)) as person:
        for key in LISTS:
            screen = await open_screen(person, key)
            if isinstance(screen, ListScreen) and len(screen.rows) > 1:
                first = screen.selected_index
                await person.press(down)
                assert screen.selected_index != first, key
                await person.press(up)
                assert screen.selected_index == first, key
            # A key that types goes into the field of a picker.
            await person.press(leave if screen.HAS_FIELD else close)
            assert person.app.screen is person.app.panes, key
        for key in FORMS:
            await open_screen(person, key)
            await person.press(leave)
            assert person.app.screen is person.app.panes, key


@pytest.mark.parametrize("name", KEYMAPS)
async def test_a_keymap_moves_goes_on_and_leaves_in_a_wizard(at_desk: PurchaseDesk, name: str) -> None:
    use_keymap(at_desk, name)
    down, up, _close, _leave, next_step, leave_wizard = KEYMAPS[name]
    async with open_app(at_desk.desk, (120, 40)) as person:
        for key in ("x", "$"):
            wizard = await open_screen(person, key)
            assert isinstance(wizard, WizardScreen)
            if wizard.state.answers.step is WizardStep.ASKED:
                await person.press(next_step)
            assert wizard.state.answers.step is WizardStep.GROUNDS
            first = wizard.body.selected
            await person.press(down)
            assert wizard.body.selected != first
            await person.press(up)
            assert wizard.body.selected == first
            await person.press(leave_wizard)
            assert person.app.screen is person.app.panes


async def test_a_key_of_ones_own_runs_a_command_of_one_list_and_its_hint_shows_it(
    at_desk: PurchaseDesk,
) -> None:
    use_keymap(at_desk, "mine.toml")
    async with open_app(at_desk.desk, (120, 40)) as person:
        board = await open_screen(person, "b")
        assert ("F4", "next step") in person.app.keymap.hints(Context.BOARD)
        await person.press("s")
        assert person.app.screen is board
