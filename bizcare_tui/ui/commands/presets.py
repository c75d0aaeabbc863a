"""Keymap presets for vim and emacs, and a person's own file of keys."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from bizcare_tui.config import line_of_key, read_toml, suggest_key
from bizcare_tui.errors import BadSettings
from bizcare_tui.i18n import _
from bizcare_tui.settings import Settings
from bizcare_tui.ui.commands.keymap import AnyCommand, Keymap, apply_keymap
from bizcare_tui.ui.commands.registry import COMMANDS

SETTINGS_FILE = "config.toml"
KeysByCommand = Mapping[str, str]
"""A comma-separated list of keys for each command id."""

# The default keys resemble vim already; these add further keys that its users expect.
VIM_KEYS: KeysByCommand = {
    "page_down": "ctrl+f, ctrl+d, pagedown, space",
    "page_up": "ctrl+b, ctrl+u, pageup",
    "first": "g, home",
    "last": "G, end",
    "filter": "slash, colon",
    "undo": "u, ctrl+z",
    "quit": "Q, q, ctrl+q",
    "undo_typing": "alt+z",
}
EMACS_KEYS: KeysByCommand = {
    "move_down": "ctrl+n, j, down",
    "move_up": "ctrl+p, k, up",
    "page_down": "ctrl+v, pagedown, space",
    "page_up": "alt+v, pageup",
    "first": "alt+less_than_sign, home",
    "last": "alt+greater_than_sign, end",
    "back": "ctrl+g, escape",
    "close": "ctrl+g, escape, q",
    "leave_form": "ctrl+g, escape",
    "key_later": "ctrl+g, escape",
    "wizard_next": "alt+n",
    "wizard_back": "alt+p",
    "wizard_leave": "ctrl+g, escape",
    "filter": "alt+s, slash",
    "undo": "ctrl+underscore, u",
    "palette": "alt+x",
    "next_slot": "alt+n",
    "questions": "alt+q",
    "switch_pane": "alt+o, tab, shift+tab",
    "copy_text": "alt+w, Y",
}
KEYMAP_PRESETS: Mapping[str, KeysByCommand] = {"": {}, "vim": VIM_KEYS, "emacs": EMACS_KEYS}


def keymap_for(settings: Settings, folder: Path) -> Keymap:
    """Return all commands with the keys of a preset or keymap file, then those of `[keys]` in the settings.

    Args:
        settings: the settings.
        folder: the folder of the settings, which contains the keymap file.

    Raises:
        BadSettings: the file does not exist, or it or the settings name an unknown command, assign a key
            twice, or have keys that are not a text.
    """
    keys = KEYMAP_PRESETS.get(settings.keymap)
    commands = apply_keymap(keys, COMMANDS) if keys is not None else _from_file(folder, settings.keymap)
    return Keymap(apply_keymap(settings.keys, commands, folder / SETTINGS_FILE))


def _from_file(folder: Path, name: str) -> tuple[AnyCommand, ...]:
    file, config = folder / name, folder / SETTINGS_FILE
    text, keys = read_toml(file)
    if not text:
        line = line_of_key(read_toml(config)[0], "keymap")
        raise BadSettings(
            _("{0}, line {1}: there is no keymap {2!r} and no key file {3}.").format(
                config, line, name, file
            ),
            suggest_key(name, [preset for preset in KEYMAP_PRESETS if preset])
            + " "
            + _('Or create the file, with lines like next_unread = "n".'),
        )
    for command_id, command_keys in keys.items():
        if not isinstance(command_keys, str):
            raise BadSettings(
                _("{0}, line {1}: the keys of {2!r} must be a text.").format(
                    file, line_of_key(text, command_id), command_id
                ),
                _('Write it like: next_unread = "n, N"'),
            )
    return apply_keymap(keys, COMMANDS, file)
