"""The author sweep: one key for a group, what it changes, undo, and single messages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from person import Person, open_app
from unattributed_account import ANSWERED, DUE, ENDINGS, LATE, unattributed_desk

from bizcare_tui.desk.desk import Desk
from bizcare_tui.ui.screens.author_messages import AuthorMessagesScreen
from bizcare_tui.ui.screens.author_sweep import AuthorSweepScreen

SIZES = [(80, 24), (120, 40), (200, 50)]
BEFORE = "1 LATE · 2 due"


@pytest.fixture
def unattributed(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    with unattributed_desk(monkeypatch) as desk:
        yield desk


def authors(desk: Desk, thread_id: int) -> list[str]:
    """Return who wrote the messages of a thread, the oldest first."""
    return [each.author.value for each in desk.conversations.conversation(thread_id).messages]


def endings(desk: Desk) -> list[str]:
    return [group.ending for group in desk.verbs.author_sweep.read().groups]


def selected_ending(person: Person) -> str:
    screen = person.app.screen
    assert isinstance(screen, AuthorSweepScreen)
    assert screen.selected is not None
    return screen.selected.group.ending


@pytest.mark.parametrize("size", SIZES)
async def test_each_decision_says_before_what_it_changes(unattributed: Desk, size: tuple[int, int]) -> None:
    async with open_app(unattributed, size) as person:
        await person.press("I")
        await person.wait_for_text("3 first answers become answered", "no deadline changes")
        person.expect_text(BEFORE, "Ana ⏎ Nordlys", "×4", "3 deadlines", "The cart fails 3", "3 groups left")


async def test_a_group_is_decided_by_one_key_and_undone_by_one(unattributed: Desk) -> None:
    async with open_app(unattributed, (120, 40)) as person:
        person.top.expect_text("1 LATE", "2 due")
        await person.press("I", "y")
        assert selected_ending(person) == "Merci"
        result = "✓ Ana ⏎ Nordlys → ours · 3 first answers become answered · 1 late less · 2 due less"
        person.expect_text("✓ ours", result, "nothing is due")
        assert authors(unattributed, ANSWERED) == ["customer", "seller", "seller"]
        assert endings(unattributed) == ENDINGS[1:]
        await person.press("u")
        assert selected_ending(person) == ENDINGS[0]
        person.expect_text(BEFORE, "Undone: Ana ⏎ Nordlys → ours", "3 deadlines")
        assert authors(unattributed, ANSWERED) == ["customer", "unknown", "unknown"]
        await person.press("u")
        person.expect_notice("Nothing has been decided here yet.")
        await person.press("y", "escape")
        assert "1 LATE" not in person.top.text
        await person.press("u")
        person.top.expect_text("1 LATE", "2 due")


async def test_keys_typed_quickly_decide_one_group_after_the_other(unattributed: Desk) -> None:
    async with open_app(unattributed, (100, 30)) as person:
        await person.press("I")
        await person.burst("y", "j", "c", "u", "m")
        await person.settled()
        assert authors(unattributed, ANSWERED) == ["customer", "seller", "seller"]
        assert authors(unattributed, DUE)[-1] == "marketplace"
        assert endings(unattributed) == ["Merci"]


async def test_an_ending_of_anybodys_is_decided_message_by_message(unattributed: Desk) -> None:
    async with open_app(unattributed, (80, 24)) as person:
        await person.press("I", "j", "c")
        assert isinstance(person.app.screen, AuthorMessagesScreen)
        person.expect_text("Anybody may end a message like this", "[ ]", f"#{DUE} The cart fails")
        await person.press("j", "c")
        # The other one is left, and is decided without a tick as well.
        person.expect_text("[x]")
        assert "unknown" in authors(unattributed, DUE)
        assert authors(unattributed, LATE) == ["customer", "unknown", "customer"]
        await person.press("escape")
        person.expect_text("1/2")
        await person.press("c")
        assert endings(unattributed) == [ENDINGS[0], ENDINGS[2]]
        await person.press("k", "c")
        person.expect_notice("This group is decided; u undoes the last decision.")


async def test_single_messages_of_a_group_are_left_out(unattributed: Desk) -> None:
    async with open_app(unattributed, (120, 40)) as person:
        await person.press("I", "space")
        person.expect_text("[x]")
        await person.press("space", "y")
        person.expect_text("[x]")
        assert authors(unattributed, ANSWERED) == ["customer", "seller", "unknown"]
        await person.press("a", "a", "escape")
        person.expect_text("1/4", "1 deadline")
        assert selected_ending(person) == ENDINGS[0]


async def test_the_thread_of_a_message_can_be_opened(unattributed: Desk) -> None:
    async with open_app(unattributed, (120, 40)) as person:
        await person.press("I", "o")
        person.conversation.expect_open(ANSWERED)
        await person.press("escape", "I", "space", "j", "o")
        assert not isinstance(person.app.screen, AuthorSweepScreen)
        assert person.app.panes.in_conversation


async def test_after_the_last_group_the_list_says_so_the_next_time(unattributed: Desk) -> None:
    async with open_app(unattributed, (120, 40)) as person:
        await person.press("I", "y", "j", "c", "space", "a", "c")
        person.expect_text("0 groups left, 0 messages")
        await person.press("I")
        await person.press("I")
        person.expect_text("The author of every message in an open thread is known.")
        await person.press("y", "space", "o", "u", "escape")
        assert endings(unattributed) == []
