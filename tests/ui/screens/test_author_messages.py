"""The messages of a group of the author sweep: what is ticked at first, and what a decision is for."""

from __future__ import annotations

from datetime import timedelta

import pytest
from fixed_time import NOW
from person import Person, open_app

from bizcare_tui.desk.desk import Desk
from bizcare_tui.domain.author_groups import AuthorGroup, UnattributedMessage
from bizcare_tui.domain.threads import Author
from bizcare_tui.ui.screens.author_messages import AuthorMessagesScreen, MessagesDecision

MESSAGES = tuple(
    UnattributedMessage(
        number,
        70 + number,
        NOW - timedelta(days=number),
        f"Text {number}\n\n[b]Ana[/b]",
        f"[red]Topic {number}",
    )
    for number in (1, 2, 3)
)
Answers = list[MessagesDecision | int | None]


async def show(person: Person, *, identifies: bool) -> Answers:
    """Show the messages; return a list that gets the answer."""
    answers: Answers = []
    group = AuthorGroup("id", "[b]Ana[/b]\n[/]", MESSAGES, identifies)
    person.app.push_screen(AuthorMessagesScreen(group), answers.append)
    await person.settled()
    return answers


@pytest.mark.parametrize(
    ("identifies", "keys", "decided"),
    [
        (True, (), (1, 2, 3)),
        (True, ("space",), (2, 3)),
        (True, ("j", "enter"), (1, 3)),
        (True, ("j", "enter", "x"), (1, 2, 3)),
        (True, ("a",), (1,)),
        (False, (), (1,)),
        (False, ("j",), (2,)),
        (False, ("j", "space"), (2,)),
        (False, ("a",), (1, 2, 3)),
    ],
)
async def test_a_decision_is_for_the_ticked_messages_or_the_one_under_the_cursor(
    desk: Desk, identifies: bool, keys: tuple[str, ...], decided: tuple[int, ...]
) -> None:
    async with open_app(desk, (80, 24)) as person:
        answers = await show(person, identifies=identifies)
        await person.press(*keys, "m")
        (answer,) = answers
        assert isinstance(answer, MessagesDecision)
        assert (answer.author, tuple(each.id for each in answer.messages)) == (Author.MARKETPLACE, decided)


async def test_foreign_text_is_shown_as_it_is(desk: Desk) -> None:
    async with open_app(desk, (80, 24)) as person:
        answers = await show(person, identifies=False)
        person.expect_text(
            "[b]Ana[/b] ⏎ [/]", "[red]Topic 1", "Text 1", "Anybody may end a message like this"
        )
        await person.press("j", "o")
        assert answers == [72]
