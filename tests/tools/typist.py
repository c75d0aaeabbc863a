"""A person who knows the keys in force in a real terminal, and the default keys that no longer act."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from itertools import chain, zip_longest

from emulator import Emulator
from textual.keys import _get_unicode_name_from_key
from textual.widgets import Input, TextArea

from bizcare_tui.ui.commands.command import Context
from bizcare_tui.ui.commands.key_labels import is_typed, key_label
from bizcare_tui.ui.commands.keymap import Keymap
from bizcare_tui.ui.commands.registry import COMMANDS
from bizcare_tui.ui.themes import DARK
from bizcare_tui.ui.widgets.thin_scroll_bar import SCROLL_BAR_BLOCK

CURSOR_COLUMN = 30  # in every list, and left of what is shown beside it
DETAIL = "▏"  # the border of a detail beside the list
# The colours of the line under the cursor where a list has the focus, and where a field beside it has.
CURSOR_COLOURS = tuple(
    DARK.variables[f"block-cursor-{name}background"].removeprefix("#").lower() for name in ("", "blurred-")
)
# Ctrl+Q leaves from every screen, whatever keys a person chose.
RESERVED = frozenset({"ctrl+q"})
FIELD_KEYS = frozenset(
    key.strip()
    for binding in (*Input.BINDINGS, *TextArea.BINDINGS)
    for key in (binding[0] if isinstance(binding, tuple) else binding.key).split(",")
)
_SEQUENCES = {
    # Terminals with the newer keyboard protocol send this; a bare ESC would wait for what follows it.
    "escape": "\x1b[27u",
    "enter": "\r",
    "tab": "\t",
    "shift+tab": "\x1b[Z",
    "space": " ",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
}
_FUNCTION_KEYS = (11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 23, 24, 25, 26, 28, 29, 31, 32, 33, 34)


def sequence_of(key: str) -> str:
    """Return what a terminal sends for a key that Textual names so."""
    if key in _SEQUENCES:
        return _SEQUENCES[key]
    modifier, _plus, name = key.rpartition("+")
    if modifier == "alt":
        return "\x1b" + sequence_of(name)
    if modifier == "alt+shift":
        return "\x1b" + name.upper()
    letter = character_of(name)
    if modifier == "ctrl":
        return chr(ord(letter.upper()) & 0x1F)
    if len(letter) == 1:
        return letter
    return f"\x1b[{_FUNCTION_KEYS[int(name[1:]) - 1]}~"


def character_of(name: str) -> str:
    """Return the character of a key without modifiers; the name itself if it types none."""
    if len(name) == 1 or name == "slash":
        return "/" if name == "slash" else name
    try:
        return unicodedata.lookup(_get_unicode_name_from_key(name))
    except KeyError:
        return name


class Typist:
    """Presses the keys of commands, and waits for what they change on the screen.

    `used` has the contexts and ids of the commands whose keys were pressed.
    """

    def __init__(self, terminal: Emulator, keymap: Keymap) -> None:
        self.terminal = terminal
        self.keymap = keymap
        self.used: set[tuple[Context, str]] = set()
        self._tried: set[tuple[Context, str]] = set()

    # --- keys that act -----------------------------------------------------------------------------

    def press(self, command_id: str, context: Context, key: str = "") -> None:
        """Press a key of a command; without one, its first that is no default, else its first."""
        command = self.keymap.command(command_id, context)
        defaults = _default_keys(command_id, context)
        key = key or next((each for each in command.keys if each not in defaults), command.keys[0])
        self.used.add((context, command_id))
        self.terminal.press(sequence_of(key))

    def keys_of(self, command_id: str, context: Context, contexts: Iterable[Context]) -> list[str]:
        """Return the keys of a command that a screen of these contexts gives to no more particular one."""
        command = self.keymap.command(command_id, context)
        return [key for key in command.keys if self.keymap.find(key, contexts) is command]

    def field_key(self, command_id: str, context: Context) -> str:
        """Return the first key of a command that types nothing; "" if there is none."""
        keys = self.keymap.command(command_id, context).keys
        return next((key for key in keys if not is_typed(key)), "")

    def press_until(self, command_id: str, context: Context, text: str) -> None:
        """Press a key of a command, and wait for a text."""
        self.press(command_id, context)
        self.terminal.until_text(text)

    def press_until_gone(self, command_id: str, context: Context, text: str) -> None:
        """Press a key of a command, and wait until a text is gone."""
        self.press(command_id, context)
        self.terminal.until_gone(text)

    def expect_label(self, command_id: str, context: Context) -> None:
        """Wait until the screen names the first key of a command."""
        self.terminal.until_text(key_label(self.keymap.command(command_id, context).keys[0]))

    # --- keys that do not act ----------------------------------------------------------------------

    def dead_keys(self, *contexts: Context) -> list[str]:
        """Return the default keys of commands of these contexts that now belong to no command there."""
        keys = chain.from_iterable(each.keys for each in COMMANDS if each.context in contexts)
        return [
            key
            for key in dict.fromkeys(keys)
            if key not in RESERVED and self.keymap.find(key, contexts) is None
        ]

    def press_dead_keys(self, *contexts: Context) -> None:
        """Press the default keys that should do nothing. The next key shows whether they did something."""
        self.terminal.press("".join(map(sequence_of, self.dead_keys(*contexts))))

    def press_dead_keys_of_field(self, *contexts: Context) -> None:
        """Press them in a text field: without those that type, or edit the text."""
        keys = (
            key for key in self.dead_keys(*contexts) if not is_typed(key) and key not in {*FIELD_KEYS, "tab"}
        )
        self.terminal.press("".join(map(sequence_of, keys)))

    # --- lists -------------------------------------------------------------------------------------

    @property
    def line(self) -> str:
        """The line under the cursor of a list, without its scroll bar; empty if there is none."""
        return self._line_of(self.terminal.display)

    def _line_of(self, lines: list[str]) -> str:
        grounds = self.terminal.grounds(CURSOR_COLUMN)
        # The first line of the screen may have the same colour; no list begins there.
        y = next((y for y, ground in enumerate(grounds) if y and ground in CURSOR_COLOURS), 0)
        detail = lines[y].find(DETAIL, CURSOR_COLUMN)
        # The scroll bar is painted a frame later than the list that it belongs to.
        return lines[y][: detail if detail >= 0 else None].replace(SCROLL_BAR_BLOCK, " ") if y else ""

    def until_line(self, line: str, *, other: bool = False) -> str:
        """Wait until the cursor is on this line, or on another one; return the line it is on."""

        def is_there(lines: list[str]) -> bool:
            shown = self._line_of(lines)
            return bool(shown) and (shown == line) is not other

        self.terminal.until(is_there)
        return self.line

    def move_in_list(self, context: Context, *contexts: Context, letters_choose: bool = False) -> None:
        """Move with each key that moves, and show that the dead default keys do not.

        Args:
            context: the context of the commands that move.
            contexts: all contexts of the screen; a more particular one may have some of the keys.
            letters_choose: whether a letter that is no key of a command chooses a line.
        """
        names = ("move_down", "move_up", "page_down", "page_up", "first", "last")
        keys = {name: self.keys_of(name, context, contexts) for name in names}
        press_dead_keys = self.press_dead_keys_of_field if letters_choose else self.press_dead_keys
        first = self.until_line("", other=True)
        press_dead_keys(*contexts)
        self.press("move_down", context)
        second = self.until_line(first, other=True)
        press_dead_keys(*contexts)
        self.press("move_up", context)
        self.until_line(first)
        for there, back in (("move_down", "move_up"), ("page_down", "page_up"), ("last", "first")):
            for pair in zip_longest(keys[there], keys[back]):
                key, key_back = pair[0] or keys[there][0], pair[1] or keys[back][0]
                # Other lists share the commands; each key is tried in one of them.
                if {(context, key), (context, key_back)} <= self._tried:
                    continue
                self._tried |= {(context, key), (context, key_back)}
                self.press(there, context, key)
                shown = self.until_line(first, other=True)
                assert shown == second or there != "move_down", key
                self.press(back, context, key_back)
                self.until_line(first)

    # --- text fields -------------------------------------------------------------------------------

    def type_all_typed_keys(self, width: int = 0) -> str:
        """Type every key of a command that types a character, and wait for the end of it; return that.

        Args:
            width: how many characters fit into a line of the field; 0 for all.
        """
        keys = (key for command in self.keymap.commands for key in command.keys if is_typed(key))
        text = "".join(sorted({character_of(key) for key in keys} - {" "}))
        lines = [text[at : at + width] for at in range(0, len(text), width)] if width else [text]
        self.terminal.press("\r".join(lines) + ("\r" if width else ""))
        self.terminal.until_text(lines[-1][-12:])
        return lines[-1]

    def until_list_has_focus(self) -> None:
        """Wait until the cursor of a list has the colour of a list with the focus."""
        self.terminal.until(lambda _lines: CURSOR_COLOURS[0] in self.terminal.grounds(CURSOR_COLUMN))

    def erase(self, text: str) -> None:
        """Erase what was typed at the end of a field."""
        self.terminal.press("\x7f" * len(text))
        self.terminal.until_gone(text[-12:])


def _default_keys(command_id: str, context: Context) -> tuple[str, ...]:
    return next(each.keys for each in COMMANDS if each.id == command_id and each.context is context)


def own_file(keep: Iterable[str] = ()) -> str:
    """Return a file of keys that gives every command keys of its own, none of them a default key.

    Commands that are used in text fields get keys that type nothing.

    Args:
        keep: ids of commands that keep their keys.
    """
    in_fields = {
        Context.COMPOSER, Context.FILTER, Context.LIST_FILTER,
        Context.DIALOG, Context.LIST, Context.FORM, Context.SUBMISSION, Context.API_KEY,
        Context.FINDINGS, Context.WIZARD, Context.LETTER, Context.REFUND_LETTER,
    }  # fmt: skip
    # ESC b and ESC f are the arrows with Ctrl in many terminals.
    chords = [f"alt+{letter}" for letter in "acdeghijklmnopqrstuvwxyz"]
    chords += [f"alt+shift+{letter}" for letter in "abcdefghijklmnpqrstuvwxyz"]
    chords += [f"f{number}" for number in range(13, 21)]
    letters = [chr(code) for code in (*range(0x3B1, 0x3C2), *range(0x3C3, 0x3CA), *range(0x410, 0x450))]
    letters += [chr(code) for code in (*range(0xE0, 0xF7), *range(0x100, 0x130))]
    contexts: dict[str, set[Context]] = {}
    for command in COMMANDS:
        if command.id not in keep:
            contexts.setdefault(command.id, set()).add(command.context)
    lines = []
    for command_id, of_command in contexts.items():
        is_chord = bool(of_command & in_fields) or command_id == "back"
        lines.append(f'{command_id} = "{(chords if is_chord else letters).pop(0)}"')
    return "\n".join(lines) + "\n"
