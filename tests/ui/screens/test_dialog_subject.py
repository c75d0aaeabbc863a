"""Every dialog says which thread it is about, or how many: whatever command opens it, and from wherever."""

from __future__ import annotations

from typing import Any

import pytest
from person import Person, open_app
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget

from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.domain.defects import DefectStepKind
from bizcare_tui.ui.commands.command import Command, Context
from bizcare_tui.ui.commands.registry import COMMANDS
from bizcare_tui.ui.screens.dialog_base import Dialog
from bizcare_tui.ui.screens.outbox import OutboxScreen

# The contexts whose commands act on the current thread, though not all of them say that they need one.
_OF_THREAD = {Context.CONVERSATION, Context.COMPOSER}
# They leave the terminal to another program.
_ELSEWHERE = {"editor"}
OF_THREAD = [
    each
    for each in COMMANDS
    if (each.needs_thread or each.context in _OF_THREAD) and each.id not in _ELSEWHERE
]
# What can be done to several threads at once, with the keys that lead to a further dialog.
MARKED = {
    "tag": "", "note": "", "snooze": "o", "no_answer": "o", "kind": "", "fix": "", "assign": "s",
}  # fmt: skip
# Dialogs that follow another one.
DEEPER = [("w", "o"), ("N", "o"), ("A", "s"), ("x", "f1"), ("dollar_sign", "f1")]


def subject_of(screen: Screen[Any]) -> str:
    """What a dialog says, without the ends of lines: its frame, and the texts in it."""
    parts = []
    for widget in screen.walk_children(Widget, with_self=False):
        parts += [str(widget.border_title or ""), str(widget.border_subtitle or "")]
        content = getattr(widget, "content", "")
        parts.append(content.plain if isinstance(content, Content) else str(content))
    return "\n".join(parts)


async def open_dialog(person: Person, command: Command[Any]) -> Dialog[Any] | None:
    """Open the thread, run a command there by its key; return the dialog on top, None if there is none."""
    thread_id = person.inbox.selected or 0
    await person.app.open_thread(thread_id)
    await person.settled()
    if command.context is Context.COMPOSER:
        await person.press("r", "a")
    await person.press(command.keys[0])
    screen = person.app.screen
    return screen if isinstance(screen, Dialog) else None


async def test_every_command_on_a_thread_names_it_in_its_dialog(scored: Desk) -> None:
    opened = set()
    async with open_app(scored, (80, 24)) as person:
        for command in OF_THREAD:
            await person.press("9", "home", "j")
            row = scored.inbox.rows([person.inbox.selected or 0])[0]
            dialog = await open_dialog(person, command)
            if dialog is not None:
                opened.add(command.id)
                said = subject_of(dialog)
                assert f"#{row.id} {row.topic}" in said, (command.id, said)
                person.expect_text(f"#{row.id} ")
            for _each in range(4):
                await person.press("escape")
            assert len(person.app.screen_stack) == 1, command.id
    # What must open a dialog; the others act at once.
    assert opened >= {
        "snooze", "no_answer", "tag", "note", "link", "kind", "fix", "assign", "reject", "refund", "author",
        "explain", "customer", "bar", "web", "snippet", "attach", "check", "send",
    }  # fmt: skip


@pytest.mark.parametrize("keys", DEEPER, ids=" ".join)
async def test_a_dialog_that_follows_another_names_the_thread_too(
    scored: Desk, keys: tuple[str, ...]
) -> None:
    async with open_app(scored, (80, 24)) as person:
        row = scored.inbox.rows([person.inbox.selected or 0])[0]
        await person.press(*keys)
        assert isinstance(person.app.screen, Dialog)
        assert f"#{row.id} {row.topic}" in subject_of(person.app.screen)


@pytest.mark.parametrize("command_id", MARKED)
async def test_a_dialog_about_marked_threads_counts_them(scored: Desk, command_id: str) -> None:
    async with open_app(scored, (80, 24)) as person:
        (command,) = [each for each in COMMANDS if each.id == command_id]
        await person.press("m", "m", "m", command.keys[0])
        assert isinstance(person.app.screen, Dialog)
        person.expect_text("3 threads")
        for key in MARKED[command_id]:
            await person.press(key)
            person.expect_text("3 threads")


async def test_the_board_and_what_it_opens_name_the_defect_and_its_requests(scored: Desk) -> None:
    first, second, *_others = scored.inbox.thread_ids(parse_query("is:aftersale"))
    title = "The cart is empty"
    scored.defects.create_defect([first, second], title, scored.inbox.product_id_of(first))
    for step in (DefectStepKind.REPRODUCED, DefectStepKind.FIXED):
        scored.defects.record_step(1, step)
    topic = scored.inbox.rows([first])[0].topic
    async with open_app(scored, (80, 24)) as person:
        await person.press("b")
        assert title in subject_of(person.app.screen)
        for keys in (("s",), ("s", "enter"), ("s", "down", "enter"), ("enter",), ("dollar_sign",), ("o",)):
            await person.press(*keys)
            said = subject_of(person.app.screen)
            assert title in said, (keys, said)
            if keys in (("enter",), ("dollar_sign",)):
                person.expect_text(str(first), topic[:10])
            for _each in range(4):
                if len(person.app.screen_stack) > 2:
                    await person.press("escape")


async def test_the_outbox_names_the_thread_of_the_reply_under_the_cursor(scored: Desk) -> None:
    threads = list(scored.inbox.thread_ids(parse_query("is:aftersale")))[:2]
    for thread_id in threads:
        scored.replies.queue(
            thread_id, "He mirado su tienda y el carrusel funciona otra vez.", override="seen"
        )
    async with open_app(scored, (80, 24)) as person:
        await person.press("O")
        screen = person.app.screen
        assert isinstance(screen, OutboxScreen)
        for key in ("down", "up"):
            assert screen.selected is not None
            row = screen.selected
            assert f"#{row.thread_id} {row.topic}" in subject_of(screen)
            person.expect_text(f"#{row.thread_id} ")
            await person.press(key)
