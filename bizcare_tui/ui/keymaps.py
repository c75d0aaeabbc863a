"""Keys as other programs have them, and a person's own files of keys."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from bizcare_tui.config import line_of, read_toml
from bizcare_tui.errors import BadSettings
from bizcare_tui.i18n import _
from bizcare_tui.settings import Settings
from bizcare_tui.ui.actions import ACTIONS, Action, keymap

Keys = Mapping[str, str]
"""The keys of actions, by their ids: a comma-separated list each."""

# Ours are near to vim's already: these add what its users' fingers do besides.
VIM: Keys = {
    "page_down": "ctrl+f, ctrl+d, pagedown, space",
    "page_up": "ctrl+b, ctrl+u, pageup",
    "first": "g, home",
    "last": "G, end",
    "filter": "slash, colon",
    "undo": "u, ctrl+z",
    "quit": "Q, q, ctrl+q",
    "undo_typing": "alt+z",
}
EMACS: Keys = {
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
PRESETS: Mapping[str, Keys] = {"": {}, "vim": VIM, "emacs": EMACS}


def actions_for(settings: Settings, folder: Path) -> tuple[Action, ...]:
    """Every action with the keys that the settings give it: a preset or a file, then `[keys]`.

    Args:
        folder: where a file of keys lies, beside the settings.

    Raises:
        BadSettings: the file is not there, or names what there is not.
    """
    keys = PRESETS.get(settings.keymap)
    actions = keymap(keys, ACTIONS) if keys is not None else _from_file(folder / settings.keymap)
    return keymap(settings.keys, actions)


def _from_file(file: Path) -> tuple[Action, ...]:
    text, keys = read_toml(file)
    if not text:
        raise BadSettings(
            _("There is no file of keys {0}.").format(file),
            _('Write it, with lines like next_unread = "n", or set keymap to vim, emacs or nothing.'),
        )
    for action_id, told in keys.items():
        if not isinstance(told, str):
            raise BadSettings(
                _("{0}, line {1}: the keys of {2!r} must be a text.").format(
                    file, line_of(text, action_id), action_id
                ),
                _('Write it like: next_unread = "n, N"'),
            )
    return keymap(keys, ACTIONS)
