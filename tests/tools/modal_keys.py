"""Keys to type into a screen, and what none of them may change outside it."""

from __future__ import annotations

import random
import string
from collections.abc import Iterator
from typing import Any

from person import Person
from textual.keys import _character_to_key
from textual.screen import Screen

from bizcare_tui.desk.sections import parse_query
from bizcare_tui.ui.commands.registry import COMMANDS
from bizcare_tui.ui.screens.choice import ChoiceScreen
from bizcare_tui.ui.screens.keyed_screen import KeyedScreen

PRINTABLE = [_character_to_key(each) for each in string.printable if each.isprintable()]
# Ctrl+Q leaves the app from everywhere, and says so; Ctrl+I and Ctrl+M are Tab and Enter.
CONTROL = [f"ctrl+{letter}" for letter in string.ascii_lowercase if letter not in "imq"]
OTHERS = [f"f{number}" for number in range(1, 13)]
OTHERS += ["tab", "shift+tab", "backspace", "delete", "insert", "home", "end"]
OTHERS += ["pageup", "pagedown", "up", "down", "left", "right"]
KEYS = list(dict.fromkeys([*PRINTABLE, *CONTROL, *OTHERS]))
# The keys of every command as well.
KEYS += sorted({key for each in COMMANDS for key in each.keys}.difference(KEYS, {"ctrl+q"}))


def outside(person: Person) -> tuple[object, ...]:
    """All that a key may not change in the store from within another screen, and what is in sight."""
    desk = person.desk
    return (
        [row.id for row in desk.verbs.history()],
        desk.replies.outbox(),
        [row.id for row in desk.decisions.list_decisions()],
        [(defect.id, defect.steps) for defect in desk.defects.board()],
        desk.absences.all(),
        list(desk.inbox.thread_ids(parse_query("is:unread"))),
        list(desk.inbox.thread_ids(parse_query("is:snoozed or is:closed or tag:a or has:note"))),
        desk.inbox.sections,
        in_sight(person),
    )


def in_sight(person: Person) -> tuple[object, ...]:
    """What may not change beneath another screen."""
    app = person.app
    return (
        app.inbox.thread_id,
        set(app.inbox.marked),
        app.panes.conversation.row.id if app.panes.conversation else None,
        app.panes.in_conversation,
        app.panes.is_writing,
        app.inbox_loader.selection.section,
        app.inbox_loader.selection.search_text,
        app.is_running,
        app.screen_stack[0],
    )


def own_keys(person: Person) -> set[str]:
    """The keys that the screen on top has a meaning for, and those that its field or list has."""
    screen, keymap = person.app.screen, person.app.keymap
    keys = {key for key, binding in screen.active_bindings.items() if binding.node is not person.app}
    if isinstance(screen, KeyedScreen):
        keys |= {key for command in keymap.of(*screen.contexts) for key in command.keys}
        keys |= {key for each in screen.OPENED_BY for key in keymap.command(each).keys}
    if isinstance(screen, ChoiceScreen):
        keys |= {row.letter for row in screen.rows}
    return keys | {"enter"}


# The commands that end a screen, or accept what is in it.
_ENDING = {
    "close", "leave_form", "accept_form", "choose", "choose_number", "key_later", "key_demo",
    "baseline_accept", "author_customer", "author_seller", "author_marketplace", "author_automatic",
    "author_person", "sections_save", "findings_send", "focus_following", "focus_skipped", "outbox_edit",
    "board_refund", "history_undo", "authors_seller", "authors_customer", "authors_marketplace",
    "authors_thread", "author_alike",
}  # fmt: skip


def ending_keys(person: Person) -> set[str]:
    """The keys that end the screen on top: what is typed behind them is meant for what is beneath it."""
    screen, keymap = person.app.screen, person.app.keymap
    keys = {"enter", "escape", "ctrl+c"}
    if isinstance(screen, KeyedScreen):
        keys |= {key for each in keymap.of(*screen.contexts) if each.id in _ENDING for key in each.keys}
        keys |= {key for each in screen.OPENED_BY for key in keymap.command(each).keys}
    if isinstance(screen, ChoiceScreen):
        keys |= {row.letter for row in screen.rows}
    return keys


# How many keys are typed at once.
BURST = 20


def bursts(keys: list[str], name: str) -> Iterator[list[str]]:
    """Yield all keys a few at a time, mixed, and for the same name in the same order."""
    mixed = random.Random(name).sample(keys, len(keys))
    return (mixed[first : first + BURST] for first in range(0, len(mixed), BURST))


async def return_to(person: Person, screen: Screen[Any]) -> None:
    """Leave the screens that were opened over one."""
    for _each in range(12):
        if person.app.screen is screen:
            return
        await person.press("escape")
    raise AssertionError(f"{person.app.screen} does not close")
