"""Forms keep everything when something is wrong: the error is under the field, and the cursor in it."""

from __future__ import annotations

from typing import Any

import pytest
from person import Person, open_app
from textual.widgets import Input, Static, TextArea

from bizcare_tui.desk.desk import Desk
from bizcare_tui.domain.replies.reply_findings import FindingOutcome, ReplyFinding, ReplyFindingKind
from bizcare_tui.errors import BizcareError
from bizcare_tui.ui.screens.dialogs import KeyScreen
from bizcare_tui.ui.screens.findings import FindingsScreen

CANNED = ReplyFinding(
    ReplyFindingKind.CANNED,
    FindingOutcome.OVERRIDE,
    "This text was sent to eleven customers, word for word, in the last month.",
    twin="Dear customer, thank you for your message. We will look into it.",
)


def expect_error_under_field(person: Person, error: str, typed: str) -> None:
    """The field with the cursor has what was typed, and the error is below it."""
    field = person.app.focused
    assert isinstance(field, Input | TextArea)
    assert (field.value if isinstance(field, Input) else field.text) == typed
    (line,) = [each for each in person.app.screen.query(".trouble").results(Static) if each.display]
    assert error in str(line.content), line.content
    assert line.region.y >= field.region.bottom
    siblings = list(field.parent.children) if field.parent else []
    assert siblings.index(line) == siblings.index(field) + 1
    person.expect_text(error.split(maxsplit=1)[0])


@pytest.mark.parametrize(
    ("keys", "typed", "error"),
    [
        (("w", "o"), "whenever", "'whenever' is not a time"),
        (("N", "o"), "", "Enter a text"),
        (("t",), "-", "Give a tag"),
        (("c",), "", "Enter a text"),
        (("E", "n"), "a name that is much too long for a tab", "at most 24 characters"),
        (("E", "e"), "is:lat", "does not know 'lat'"),
        (("V", "enter"), "tomorrow", "'tomorrow' is not a date"),
        (("r", "ctrl+o"), "/nonexistent.zip", "/nonexistent.zip"),
    ],
)
async def test_a_form_shows_its_error_under_the_field(
    scored: Desk, keys: tuple[str, ...], typed: str, error: str
) -> None:
    async with open_app(scored, (80, 24)) as person:
        await person.press(*keys)
        screen = person.app.screen
        for field in screen.query(Input):
            field.value = typed
        await person.press("ctrl+s")
        assert person.app.screen is screen
        expect_error_under_field(person, error, typed)
        await person.press("end", "x")
        focused = person.app.focused
        assert isinstance(focused, Input | TextArea)
        assert (focused.value if isinstance(focused, Input) else focused.text) == typed + "x"


async def test_a_reply_with_a_finding_asks_for_its_reason_in_the_field(scored: Desk) -> None:
    async with open_app(scored, (80, 24)) as person:
        reasons: list[str | None] = []
        for _each in range(2):
            screen = FindingsScreen([CANNED], ["It is Sunday."], sending=True, about="#7 White page")
            person.app.push_screen(screen, reasons.append)
            await person.settled()
            person.expect_text("REASON?   This text was sent to eleven", "          for example: Dear")
            person.expect_text("NOTE      It is Sunday.", "#7 White page")
            if not reasons:
                await person.press("enter")
                expect_error_under_field(person, "Give a reason first", "")
                await person.type("it is jq")
                await person.press("escape")
        expect_field = person.app.screen.query_one(Input)
        assert expect_field.value == "it is jq", "the reason is kept while one goes on writing"
        await person.press("enter")
        assert reasons == [None, "it is jq"]


async def test_a_key_that_is_not_accepted_stays_in_the_field(scored: Desk) -> None:
    def refuse(*_arguments: Any, **_options: Any) -> Any:
        raise BizcareError("The Marketplace does not accept this key.")

    async with open_app(scored, (80, 24)) as person:
        person.app.push_screen(KeyScreen(refuse, refuse, "https://example.org"))
        await person.settled()
        await person.press("enter")
        expect_error_under_field(person, "Paste the key first", "")
        await person.type("abc")
        await person.press("enter")
        expect_error_under_field(person, "does not accept this key", "abc")
        person.expect_text("look at the demo instead")


async def test_the_name_of_a_new_section_is_kept_when_its_query_is_left(scored: Desk) -> None:
    async with open_app(scored, (80, 24)) as person:
        await person.press("E", "x", "a")
        await person.type("Mine")
        await person.press("enter", "escape", "a")
        assert person.app.screen.query_one(Input).value == "Mine"


@pytest.mark.parametrize("key", ["ctrl+t", "ctrl+o"])
async def test_a_dialog_over_a_draft_names_its_thread(scored: Desk, key: str) -> None:
    async with open_app(scored, (100, 30)) as person:
        thread_id = person.inbox.selected
        await person.press("r", key)
        (box,) = person.app.screen.query(".box")
        assert f"#{thread_id} " in str(box.border_subtitle)
