"""The author sweep: one key for a group, what it changes, undo, and single messages."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from person import Person, open_app
from unattributed_account import ANSWERED, DUE, ENDINGS, LATE, unattributed_desk

from bizcare_tui.desk.author_sweep import UnattributedMessages, UnattributedReader
from bizcare_tui.desk.desk import Desk
from bizcare_tui.domain.author_groups import AuthorGroup, UnattributedMessage
from bizcare_tui.domain.dates import short_moment_in_words
from bizcare_tui.domain.threads import Author
from bizcare_tui.store.reads import authors as authors_reads
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


def author_of(desk: Desk, message: UnattributedMessage) -> str:
    messages = desk.conversations.conversation(message.thread_id).messages
    return next(each.author.value for each in messages if each.id == message.id)


def when(message: UnattributedMessage) -> str:
    return f"{short_moment_in_words(message.at)} #{message.thread_id}"


def group_of(desk: Desk, ending: str) -> AuthorGroup:
    return next(each for each in desk.verbs.author_sweep.read().groups if each.ending == ending)


async def test_what_a_colleague_decides_is_shown_with_the_cursor_on_its_group(unattributed: Desk) -> None:
    colleague = Desk()
    decided = colleague.verbs.authors(group_of(colleague, ENDINGS[0]).messages, Author.SELLER)
    async with open_app(unattributed, (100, 30)) as person:
        await person.press("I", "j")
        person.expect_text("2 groups left, 3 messages")
        assert selected_ending(person) == "Luis"
        colleague.verbs.undo(decided.act_id)
        await person.wait_for_text("3 groups left", "×4", BEFORE)
        assert selected_ending(person) == "Luis"
        colleague.verbs.authors(group_of(colleague, "Luis").messages, Author.CUSTOMER)
        await person.wait_for_text("2 groups left")
        # The group is gone: the one in its place has the cursor.
        assert selected_ending(person) == "Merci"


async def test_what_was_decided_here_stays_when_the_store_changes(unattributed: Desk) -> None:
    colleague = Desk()
    async with open_app(unattributed, (100, 30)) as person:
        await person.press("I", "space", "space", "y")
        person.expect_text("[x]")
        await person.press("escape")
        colleague.verbs.authors(group_of(colleague, "Luis").messages, Author.CUSTOMER)
        await person.wait_for_text("2 groups left")
        person.expect_text("1/4")
        await person.press("u")
        person.expect_text("×4")
        assert authors(unattributed, ANSWERED) == ["customer", "unknown", "unknown"]


async def test_what_is_ticked_stays_ticked_when_a_colleague_decides(unattributed: Desk) -> None:
    colleague = Desk()
    newest, other = group_of(colleague, "Merci").messages
    async with open_app(unattributed, (100, 30)) as person:
        await person.press("I", "j", "space", "j", "space")
        person.expect_text(f"[ ] {when(newest)}", f"[x] {when(other)}")
        colleague.verbs.authors([newest], Author.CUSTOMER)
        await person.wait_for_text(f"[x] {when(other)}")
        async with asyncio.timeout(30):
            while "[ ]" in person.text:
                await person.settled()
        await person.press("m")
        assert author_of(unattributed, other) == "marketplace"
        assert author_of(unattributed, newest) == "customer"
        assert isinstance(person.app.screen, AuthorSweepScreen)


async def test_the_messages_of_a_group_say_that_others_decided_on_all(unattributed: Desk) -> None:
    colleague = Desk()
    async with open_app(unattributed, (100, 30)) as person:
        await person.press("I", "j", "space")
        colleague.verbs.authors(group_of(colleague, "Merci").messages, Author.CUSTOMER)
        await person.wait_for_text("The author of these messages is known by now.")
        await person.press("y", "escape")
        person.expect_text("2 groups left")


async def test_groups_are_shown_while_others_are_being_read(
    unattributed: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(authors_reads, "_FIRST_THREADS", 1)
    monkeypatch.setattr(authors_reads, "_MOST_THREADS", 1)
    first = next(unattributed.verbs.author_sweep.new_reader().pages())
    assert len(first.groups) < len(ENDINGS)
    async with open_app(unattributed, (100, 30)) as person:
        await person.press("I")
        person.expect_text("3 groups left, 7 messages")
        assert selected_ending(person) == first.groups[0].ending


async def test_what_is_read_while_the_screen_closes_is_not_shown(
    unattributed: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(authors_reads, "_FIRST_THREADS", 1)
    closes, pages = threading.Event(), UnattributedReader.pages

    def read_slowly(*arguments: Any, **options: Any) -> Iterator[UnattributedMessages]:
        first, *others = pages(*arguments, **options)
        yield first
        closes.wait(10)
        yield from others

    async def wait_for_the_others(screen: AuthorSweepScreen) -> None:
        # Its widgets are removed by now, and its workers are not cancelled yet.
        closes.set()
        while any(each.node is screen and not each.is_finished for each in screen.workers):
            await asyncio.sleep(0.01)

    monkeypatch.setattr(UnattributedReader, "pages", read_slowly)
    monkeypatch.setattr(AuthorSweepScreen, "on_unmount", wait_for_the_others, raising=False)
    async with open_app(unattributed, (100, 30)) as person:
        await person.pilot.press("I")
        await person.wait_for_text("groups left")
        await person.press("escape")
        assert closes.is_set()


@pytest.mark.parametrize("size", SIZES)
async def test_the_top_line_says_which_deadlines_depend_on_an_author(
    unattributed: Desk, size: tuple[int, int]
) -> None:
    async with open_app(unattributed, size) as person:
        wanted = "3 unclear (I)" if size[0] < 100 else "3 deadlines depend on who wrote a message (I)"
        # They are counted in the background.
        async with asyncio.timeout(30):
            while wanted not in person.top.text:
                await person.pilot.pause(0.05)
        # One by one: a group is decided when it is there.
        for key in ("I", "y", "j", "c", "space", "a", "c", "escape"):
            await person.press(key)
            await person.settled()
        async with asyncio.timeout(30):
            while "unclear" in person.top.text or "depend" in person.top.text:
                await person.settled()


async def test_the_dialog_of_an_author_leads_to_the_messages_like_it(unattributed: Desk) -> None:
    async with open_app(unattributed, (80, 24)) as person:
        await person.app.open_thread(DUE)
        await person.press("k", "a")
        person.expect_text("… and 1 more message like this: open the sweep at this group")
        await person.press("question_mark")
        person.expect_text("Open the author sweep at the messages that")
        await person.press("escape", "I")
        assert selected_ending(person) == "Merci"


async def test_where_no_message_is_alike_the_dialog_says_so(unattributed: Desk) -> None:
    async with open_app(unattributed, (80, 24)) as person:
        await person.app.open_thread(LATE)
        for _message in range(3):
            await person.press("k")
        # The first message is the customer's.
        await person.press("a")
        assert "more message" not in person.text
        assert "like this" not in person.text
        await person.press("I")
        person.expect_notice("No other message of unknown author ends like this one.")
