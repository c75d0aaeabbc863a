"""The registry of actions, and everything that is made from it."""

from __future__ import annotations

from collections import Counter

import pytest

from bizcare_tui.errors import BadSettings
from bizcare_tui.ui.absence_commands import AbsenceCommands
from bizcare_tui.ui.actions import ACTIONS, Action, apply_keymap, format_keys_table, key_label, key_labels
from bizcare_tui.ui.app import BizcareApp
from bizcare_tui.ui.copy_commands import CopyCommands
from bizcare_tui.ui.decision_commands import DecisionCommands
from bizcare_tui.ui.defect_commands import DefectCommands
from bizcare_tui.ui.inbox_loading import InboxLoader
from bizcare_tui.ui.jump_mode import JumpMode
from bizcare_tui.ui.presence import PresenceReporter
from bizcare_tui.ui.reply_commands import ReplyCommands
from bizcare_tui.ui.tour import Tour
from bizcare_tui.ui.triage_commands import TriageCommands


def keys_of(actions: tuple[Action, ...], action_id: str) -> tuple[str, ...]:
    """The keys of one of these actions."""
    return next(action.keys for action in actions if action.id == action_id)


def test_every_action_can_be_done_and_nothing_else_is_offered() -> None:
    doers = (
        *(
            BizcareApp,
            InboxLoader,
            ReplyCommands,
            DecisionCommands,
            TriageCommands,
            DefectCommands,
            PresenceReporter,
            JumpMode,
            Tour,
            CopyCommands,
        ),
        AbsenceCommands,
    )
    names = [name for doer in doers for name in dir(doer) if name.startswith("do_")]
    assert max(Counter(names).values()) == 1
    doings = {name.removeprefix("do_") for name in names}
    assert doings == {action.id for action in ACTIONS if not action.id.startswith("section_")}


def test_no_action_and_no_key_is_there_twice() -> None:
    assert max(Counter(action.id for action in ACTIONS).values()) == 1
    assert max(Counter(key for action in ACTIONS for key in action.keys).values()) == 1


def test_every_action_has_a_key_and_says_what_it_does() -> None:
    for action in ACTIONS:
        assert action.keys
        assert action.help
        assert action.help[0].isupper()


def test_keys_are_shown_as_they_are_written_on_a_keyboard() -> None:
    assert key_label("question_mark") == "?"
    assert key_label("ctrl+p") == "Ctrl+P"
    assert key_label("G") == "G"
    assert not [action for action in ACTIONS if "_" in key_labels(action)]


def test_a_person_can_choose_other_keys() -> None:
    changed = apply_keymap({"next_unread": "f9, N", "sync": ""})
    assert keys_of(changed, "next_unread") == ("f9", "N")
    assert keys_of(changed, "sync") == ()
    assert keys_of(changed, "open") == keys_of(ACTIONS, "open")


def test_a_key_of_ones_own_is_taken_from_the_action_that_had_it() -> None:
    changed = apply_keymap({"sync": "n"})
    assert keys_of(changed, "sync") == ("n",)
    assert keys_of(changed, "next_unread") == ()


def test_two_actions_can_swap_their_keys() -> None:
    changed = apply_keymap({"raw": "z", "quotes": "R"})
    assert keys_of(changed, "raw") == ("z",)
    assert keys_of(changed, "quotes") == ("R",)


def test_an_unknown_action_is_named_and_the_known_ones_are_told() -> None:
    with pytest.raises(BadSettings) as caught:
        apply_keymap({"next_unred": "n"})
    assert "'next_unred'" in caught.value.sentence
    assert "next_unread" in caught.value.next_step


def test_a_key_with_two_meanings_is_named_with_both() -> None:
    with pytest.raises(BadSettings) as caught:
        apply_keymap({"sync": "f9", "next_unread": "f9"})
    for word in ("'f9'", "next_unread", "sync"):
        assert word in caught.value.sentence
    assert "[keys]" in caught.value.next_step


@pytest.mark.parametrize("changes", [{}, {"sync": "f5"}, {"sync": "X", "raw": "s"}])
def test_the_table_and_the_keymap_agree(changes: dict[str, str]) -> None:
    actions = apply_keymap(changes)
    table = format_keys_table(actions).splitlines()
    assert len(table) == len(ACTIONS) + 2
    for action, line in zip(actions, table[2:], strict=True):
        assert action.help in line
        for key in action.keys:
            assert f"`{key_label(key)}`" in line
