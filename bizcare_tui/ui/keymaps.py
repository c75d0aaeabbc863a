"""Keymap presets for vim and emacs, and keymap files of the person."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from bizcare_tui.config import line_of_key, read_toml, suggest_key
from bizcare_tui.errors import BadSettings
from bizcare_tui.i18n import _
from bizcare_tui.settings import Settings
from bizcare_tui.ui.actions import ACTIONS, Action, apply_keymap

SETTINGS_FILE = "config.toml"
KeysByAction = Mapping[str, str]
"""A comma-separated list of keys for each action id."""

# The default keys resemble vim already; these add further keys that its users expect.
VIM_KEYS: KeysByAction = {
    "page_down": "ctrl+f, ctrl+d, pagedown, space",
    "page_up": "ctrl+b, ctrl+u, pageup",
    "first": "g, home",
    "last": "G, end",
    "filter": "slash, colon",
    "undo": "u, ctrl+z",
    "quit": "Q, q, ctrl+q",
    "undo_typing": "alt+z",
}
EMACS_KEYS: KeysByAction = {
    "move_down": "ctrl+n, j, down",
    "move_up": "ctrl+p, k, up",
    "page_down": "ctrl+v, pagedown, space",
    "page_up": "alt+v, pageup",
    "first": "alt+less_than_sign, home",
    "last": "alt+greater_than_sign, end",
    "back": "ctrl+g, escape",
    "filter": "alt+s, slash",
    "undo": "ctrl+underscore, u",
    "palette": "alt+x",
    "next_slot": "alt+n",
    "questions": "alt+q",
    "switch_pane": "alt+o, tab, shift+tab",
    "copy_text": "alt+w, Y",
}
KEYMAP_PRESETS: Mapping[str, KeysByAction] = {"": {}, "vim": VIM_KEYS, "emacs": EMACS_KEYS}


def actions_for(settings: Settings, folder: Path) -> tuple[Action, ...]:
    """Return all actions with the keys of a preset or keymap file, then those of `[keys]` in the settings.

    Args:
        settings: the settings.
        folder: the folder of the settings, which contains the keymap file.

    Raises:
        BadSettings: the file does not exist, or it or the settings name an unknown action, assign a key
            twice, or have keys that are not a text.
    """
    keys = KEYMAP_PRESETS.get(settings.keymap)
    actions = apply_keymap(keys, ACTIONS) if keys is not None else _from_file(folder, settings.keymap)
    return apply_keymap(settings.keys, actions, folder / SETTINGS_FILE)


def _from_file(folder: Path, name: str) -> tuple[Action, ...]:
    file, config = folder / name, folder / SETTINGS_FILE
    text, keys = read_toml(file)
    if not text:
        line = line_of_key(read_toml(config)[0], "keymap")
        raise BadSettings(
            _("{0}, line {1}: there is no keymap {2!r}, and no file of keys {3}.").format(
                config, line, name, file
            ),
            suggest_key(name, [preset for preset in KEYMAP_PRESETS if preset])
            + " "
            + _('Or write the file, with lines like next_unread = "n".'),
        )
    for action_id, action_keys in keys.items():
        if not isinstance(action_keys, str):
            raise BadSettings(
                _("{0}, line {1}: the keys of {2!r} must be a text.").format(
                    file, line_of_key(text, action_id), action_id
                ),
                _('Write it like: next_unread = "n, N"'),
            )
    return apply_keymap(keys, ACTIONS, file)
