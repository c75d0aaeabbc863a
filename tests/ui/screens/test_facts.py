"""The facts of a thread, each a row that can be chosen; and the text screen with its wrapped lines."""

from __future__ import annotations

import pytest
from person import Person, open_app

from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.views import CareFact
from bizcare_tui.ui.screens.dialogs import AuthorScreen
from bizcare_tui.ui.screens.facts import FactsScreen, wrapped_with_indent

ADDRESS = "https://helpcenter-partners.prestashop.com/hc/en-us/articles/19943684793106"


def fact(key: str, *actions: str, value: str | None = "A value [x]") -> CareFact:
    return CareFact(key, f"The {key}", value, "What it means.", "the order", None, actions)


async def click_fact(person: Person, label: str) -> None:
    """Click on the first line of a fact."""
    for y, line in enumerate(person.lines()):
        if f"{label}: " in line.text:
            assert await person.pilot.click(offset=(line.text.index(label) + 1, y))
            await person.settled()
            return
    raise AssertionError(person.text)


async def show(person: Person, *facts: CareFact) -> list[str | None]:
    """Show facts, and return the list that gets what is chosen."""
    chosen: list[str | None] = []
    screen = FactsScreen(facts, "A topic", person.desk.now(), person.app.keymap)
    person.app.push_screen(screen, chosen.append)
    await person.settled()
    return chosen


@pytest.mark.parametrize(
    ("key", "actions", "command"),
    [
        *((name, (name,), name) for name in ("kind", "accept_kind", "fix", "board", "wake", "filter")),
        ("kind", ("accept_kind", "kind"), "accept_kind"),
        ("first_answer", (), "explain"),
        ("follow_up", (), "explain"),
        ("fix", ("board",), "board"),
        ("fix", (), "explain"),
        ("other_shops", (), "customer"),
        ("decision", (), "decisions"),
    ],
)
@pytest.mark.parametrize("is_clicked", [False, True], ids=["Enter", "click"])
async def test_enter_and_a_click_choose_the_command_of_a_fact(
    scored: Desk, key: str, actions: tuple[str, ...], command: str, is_clicked: bool
) -> None:
    async with open_app(scored, (80, 24)) as person:
        chosen = await show(person, fact("cover"), fact(key, *actions))
        if is_clicked:
            await click_fact(person, f"The {key}")
        else:
            await person.press("j")
            person.expect_text(person.app.keymap.command(command).help_text[:40])
            await person.press("enter")
        assert chosen == [command]


@pytest.mark.parametrize("is_clicked", [False, True], ids=["Enter", "click"])
async def test_a_fact_from_which_nothing_follows_is_copied(scored: Desk, is_clicked: bool) -> None:
    async with open_app(scored, (80, 24)) as person:
        chosen = await show(person, fact("order"), fact("closed", "done"))
        person.expect_text("Enter · Copy the fact")
        if is_clicked:
            await click_fact(person, "The order")
        else:
            await person.press("enter")
        assert person.app.clipboard == "A value [x]"
        assert chosen == []
        await person.wait_for_notice("Copied: A value [x]")


async def test_the_command_runs_on_the_thread(scored: Desk) -> None:
    async with open_app(scored, (120, 40)) as person:
        await person.press("i")
        assert isinstance(person.app.screen, FactsScreen)
        await click_fact(person, "First answer")
        # A message after the deadline may be the answer: who wrote it decides.
        assert isinstance(person.app.screen, AuthorScreen)
        await person.press("escape")
        assert len(person.app.screen_stack) == 1


async def test_a_chip_opens_the_facts_at_its_own(scored: Desk) -> None:
    async with open_app(scored, (120, 40)) as person:
        conversation = person.app.panes.conversation
        assert conversation is not None
        keys = [each.key for each in conversation.facts]
        at = keys.index("shop")
        await person.pilot.click("#bar", offset=(person.bar.text.splitlines()[0].index("SHOP") + 1, 0))
        await person.settled()
        screen = person.app.screen
        assert isinstance(screen, FactsScreen)
        assert screen.selected_index == at
        person.expect_text(conversation.facts[at].label)


def test_a_wrapped_address_stays_as_it_is() -> None:
    first, *others = [piece.plain for piece in wrapped_with_indent(f"  source    {ADDRESS}", 40)]
    assert first.startswith("  source")
    assert others
    assert all(piece.startswith(" " * 12) for piece in others)
    assert first.strip() == "source"
    assert "".join(piece.removeprefix(" " * 12) for piece in others) == ADDRESS


async def test_a_long_value_stays_beside_its_label(scored: Desk) -> None:
    value = "the licensed shop is one of several that the customer named\nand a second line of the value"
    async with open_app(scored, (80, 24)) as person:
        await show(person, fact("note", value=value))
        rows = [line.text for line in person.lines()]
        first = next(y for y, row in enumerate(rows) if "The note: " in row)
        column = rows[first].index("the licensed")
        beneath = [row.strip("│ ▐") for row in rows[first + 1 : first + 3]]
        assert beneath == ["named", "and a second line of the value"]
        assert [row.index(text) for row, text in zip(rows[first + 1 :], beneath, strict=False)] == [
            column
        ] * 2
