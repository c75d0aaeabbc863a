"""Keys typed ahead of a field: held, delivered in order, or dropped."""

from __future__ import annotations

from person import open_app
from textual import events

from bizcare_tui.desk.desk import Desk


def key(letter: str) -> events.Key:
    return events.Key(letter, letter if len(letter) == 1 else None)


async def test_what_is_held_is_kept_and_who_leaves_is_not(desk: Desk) -> None:
    async with open_app(desk) as person:
        ahead = person.app.ahead
        before = key("x")
        ahead.hold()
        assert ahead.keep(key("a"))
        assert not ahead.keep(key("ctrl+q"))
        ahead.drop()
        assert ahead.keep(before)  # typed before that, and for nothing
        ahead.hand_over()
        assert not ahead.keep(key("c"))


async def test_what_is_typed_is_handed_over_in_its_order_whatever_way_it_came(desk: Desk) -> None:
    async with open_app(desk) as person:
        await person.press("/")
        first, second, late = key("a"), key("b"), key("c")
        person.app.ahead.hold()
        for event in (second, first):
            person.app.ahead.keep(event)
        person.app.ahead.hand_over()
        assert person.app.ahead.keep(late)
        await person.settled()
        field = person.app.panes.field
        assert field is not None
        assert field.line.value == "abc"


async def test_what_was_typed_while_it_was_handed_over_stays_before_what_came_after(desk: Desk) -> None:
    async with open_app(desk) as person:
        await person.press("/")
        held, meanwhile = key("a"), key("b")
        person.app.ahead.hold()
        person.app.ahead.keep(held)
        person.app.ahead.hand_over()
        for event in (meanwhile, key("c"), key("d")):
            person.app.post_message(event)
        await person.settled()
        field = person.app.panes.field
        assert field is not None
        assert field.line.value == "abcd"


async def test_nothing_was_held_and_what_was_typed_meanwhile_keeps_its_place(desk: Desk) -> None:
    async with open_app(desk) as person:
        await person.press("/")
        person.app.ahead.hold()
        meanwhile = key("a")
        person.app.ahead.hand_over()
        for event in (meanwhile, key("b")):
            person.app.post_message(event)
        await person.settled()
        field = person.app.panes.field
        assert field is not None
        assert field.line.value == "ab"
