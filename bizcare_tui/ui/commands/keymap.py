"""The keys in force: the defaults of all commands, and a person's changes to them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from string import Formatter
from typing import Any

from bizcare_tui.config import line_of_key, read_toml, suggest_key
from bizcare_tui.errors import BadSettings, BizcareError
from bizcare_tui.i18n import _
from bizcare_tui.ui.commands.command import Command, Context
from bizcare_tui.ui.commands.key_hints import KeyHint
from bizcare_tui.ui.commands.key_labels import is_typed, key_label

# The contexts of the main screen: a key means the same in all of them.
MAIN_SCREEN = frozenset({Context.MAIN, Context.INBOX, Context.CONVERSATION, Context.COMPOSER})
# The contexts of particular screens, each with the shared context beneath it.
_WIZARD_PAGES = (
    Context.REJECTION_REASONS,
    Context.EVIDENCE,
    Context.ALTERNATIVES,
    Context.LETTER,
    Context.REVIEW,
    Context.REFUND_WINDOWS,
    Context.REFUND_STEP,
    Context.REFUND_CONFIRMATION,
)
SHARED_BENEATH: Mapping[Context, Context] = {
    Context.FILTER: Context.MAIN,
    Context.FOCUS: Context.MAIN,
    Context.FOCUS_END: Context.DIALOG,
    Context.LIST: Context.DIALOG,
    Context.CHOICE: Context.LIST,
    Context.LIST_FILTER: Context.LIST,
    Context.READER: Context.DIALOG,
    Context.HELP: Context.READER,
    Context.FINDINGS: Context.READER,
    Context.BOARD: Context.LIST,
    Context.OUTBOX: Context.LIST,
    Context.DECISIONS: Context.LIST,
    Context.HISTORY: Context.LIST,
    Context.SECTIONS: Context.LIST,
    Context.BASELINE: Context.DIALOG,
    Context.AUTHOR: Context.DIALOG,
    Context.AUTHOR_GROUPS: Context.LIST,
    Context.AUTHOR_MESSAGES: Context.LIST,
    Context.SUBMISSION: Context.CHECKLIST,
    Context.CHECKLIST: Context.FORM,
    Context.WIZARD: Context.WIZARD_ROWS,
    **dict.fromkeys(_WIZARD_PAGES, Context.WIZARD),
    Context.REFUND_REASONS: Context.EVIDENCE,
    Context.REFUND_LETTER: Context.LETTER,
}

# The contexts in which a text field has the focus: a key that types a character does not run a command there.
FIELD_CONTEXTS = frozenset(
    {Context.FILTER, Context.LIST_FILTER, Context.COMPOSER, Context.FORM, Context.API_KEY}
)

AnyCommand = Command[Any]


class Keymap:
    """All commands with the keys in force.

    Args:
        commands: the commands; an id may occur in several contexts, but once in each.
    """

    def __init__(self, commands: Iterable[AnyCommand]) -> None:
        self.commands = tuple(commands)
        self._by_key: dict[Context, dict[str, AnyCommand]] = {}
        for command in self.commands:
            keys = self._by_key.setdefault(command.context, {})
            for key in command.keys:
                keys.setdefault(key, command)

    def find(self, key: str, contexts: Iterable[Context]) -> AnyCommand | None:
        """Return the command that a key runs; the first context that has the key decides."""
        return next((found for each in contexts if (found := self._by_key.get(each, {}).get(key))), None)

    def of(self, *contexts: Context) -> list[AnyCommand]:
        """Return the commands of some contexts, in the order of the contexts."""
        return [command for each in contexts for command in self.commands if command.context is each]

    def usable(self, contexts: Sequence[Context]) -> list[AnyCommand]:
        """Return the commands that keys run in these contexts, each with those keys only."""
        commands = self.of(*contexts)
        found = [(each, [key for key in each.keys if self.find(key, contexts) is each]) for each in commands]
        return [replace(command, keys=tuple(keys)) for command, keys in found if keys]

    def command(self, command_id: str, context: Context | None = None) -> AnyCommand:
        """Return a command by its id, in one context or the first one that has it.

        Raises:
            KeyError: there is no such command.
        """
        for command in self.commands:
            if command.id == command_id and context in (None, command.context):
                return command
        raise KeyError(command_id)

    def key(self, command_id: str, context: Context | None = None) -> str:
        """Return the key of a command that is shown, as text, such as "Ctrl+S"; "" if it has none."""
        return shown_key(self.command(command_id, context))

    def name(self, command_id: str) -> str:
        """Return what a sentence calls a command: its key, or how the palette finds it if it has none."""
        if key := self.key(command_id):
            return key
        return f"{self.key('palette')} “{self.command(command_id).help_text}”".strip()

    def fill(self, text: str, *values: object, **named: object) -> str:
        """Return a text with these values, and the names of commands for its other placeholders."""
        return fill_text(text, self.name, *values, **named)

    def describe(self, error: BizcareError) -> str:
        """Return an error with its advice; recommended commands are named by their keys."""
        return error.describe(lambda hint: self.name(hint.command))

    def hints(self, *contexts: Context) -> list[tuple[str, str]]:
        """Return the shown key and the label of the commands of some contexts that have a label, by rank."""
        return [(hint.key, hint.label) for hint in self.footer(*contexts)]

    def footer(self, *contexts: Context) -> list[KeyHint]:
        """Return the hints of the commands of some contexts that have a label and a key, by rank."""
        shown = sorted((each for each in self.of(*contexts) if each.short), key=lambda each: each.rank)
        return [KeyHint(key, each.label, each) for each in shown if (key := shown_key(each))]

    def field_key(self, command_id: str, context: Context | None = None) -> str:
        """Return the first key of a command that works in a text field, as text; "" if it has none."""
        keys = (key for key in self.command(command_id, context).keys if not is_typed(key))
        return next(map(key_label, keys), "")


def apply_keymap(
    changes: Mapping[str, str], commands: Sequence[AnyCommand], file: Path | None = None
) -> tuple[AnyCommand, ...]:
    """Return the commands with a person's own keys.

    A key that the person assigns is removed from the commands that had it by default where both apply. So a
    person's keys keep working when a new version of the app gives one of them to a new command. A command of
    a particular screen keeps its key, though, when the person gives that key to a command of all lists.

    Args:
        changes: a comma-separated list of keys for each command id.
        commands: the commands before the changes.
        file: the file that contains the changes, for error messages; None for the settings.

    Raises:
        BadSettings: a command id does not exist, or two commands have the same key in the same context.
    """
    known = {command.id: command for command in commands}
    new_keys: dict[str, tuple[str, ...]] = {}
    for command_id, keys in changes.items():
        if command_id not in known:
            raise BadSettings(
                _("{0}: there is no action {1!r}.").format(_location_of(command_id, file), command_id),
                suggest_key(command_id, known),
            )
        new_keys[command_id] = tuple(key.strip() for key in keys.split(",") if key.strip())
    # In the order of the person's file, so that an error names the later of two lines.
    changed = [each for command_id in new_keys for each in commands if each.id == command_id]
    owners: dict[str, list[AnyCommand]] = {}
    for command in changed:
        for key in new_keys[command.id]:
            for owner in owners.setdefault(key, []):
                if owner.id != command.id and _meet(owner.context, command.context):
                    raise BadSettings(
                        _("{0}: the key {1!r} is assigned to both {2} and {3}.").format(
                            _location_of(command.id, file), key, owner.id, command.id
                        ),
                        _("Change one of them in [keys] or in your key file."),
                    )
            owners[key].append(command)
    return tuple(
        replace(each, keys=new_keys[each.id])
        if each.id in new_keys
        else replace(each, keys=tuple(key for key in each.keys if not _loses(each, owners.get(key, ()))))
        for each in commands
    )


def shown_key(command: AnyCommand, *, in_field: bool = False) -> str:
    """Return the key of a command that hints show, as text; beside a text field, one that works in it."""
    works_in_field = (key for key in command.keys if not is_typed(key))
    key = next(works_in_field, "") if in_field or command.context in FIELD_CONTEXTS else ""
    return key_label(key or command.keys[0]) if command.keys else ""


def fill_text(text: str, name_of: Callable[[str], str], *values: object, **named: object) -> str:
    """Return a text with these values, and the names of commands for its other placeholders."""
    return Formatter().vformat(text, values, _Placeholders(name_of, named))


class _Placeholders(dict[str, object]):
    """The values of named placeholders. A name without a value is the id of a command."""

    def __init__(self, name_of: Callable[[str], str], named: Mapping[str, object]) -> None:
        super().__init__(named)
        self._name_of = name_of

    def __missing__(self, command_id: str) -> str:
        return self._name_of(command_id)


def with_shared(context: Context) -> tuple[Context, ...]:
    """Return a context and the shared contexts beneath it, the nearest first."""
    beneath = SHARED_BENEATH.get(context)
    return (context,) if beneath is None else (context, *with_shared(beneath))


def _meet(one: Context, other: Context) -> bool:
    """Return whether commands of both contexts apply on the same screen."""
    if one in MAIN_SCREEN and other in MAIN_SCREEN:
        return True
    return other in with_shared(one) or one in with_shared(other)


def _loses(command: AnyCommand, owners: Iterable[AnyCommand]) -> bool:
    """Return whether a command loses a default key to the commands that the person gave it to."""
    return any(
        _meet(command.context, owner.context) and owner.context not in with_shared(command.context)[1:]
        for owner in owners
    )


def _location_of(command_id: str, file: Path | None) -> str:
    """Return the file and line that assign keys to a command, for an error message."""
    if file is None:
        return "[keys]"
    return _("{0}, line {1}").format(file, line_of_key(read_toml(file)[0], command_id))
