"""Pickers: rows are found while a person types, the one under the cursor is previewed, Enter takes it."""

from __future__ import annotations

from typing import cast

import pytest
from person import Person, open_app
from textual.content import Content
from textual.widgets import Input, OptionList, Static

from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.domain.snippets import FilledText, Snippet
from bizcare_tui.ui.screens.snippet_picker import SnippetScreen
from bizcare_tui.ui.screens.thread_picker import ThreadScreen


def preview(person: Person) -> str:
    """What the preview shows."""
    return str(person.app.screen.query_one("#preview Static", Static).content)


def listed(person: Person) -> list[str]:
    """The lines of the list."""
    options = person.app.screen.query_one(OptionList)
    return [str(options.get_option_at_index(index).prompt) for index in range(options.option_count)]


def two_of_a_customer(desk: Desk) -> tuple[int, int]:
    """Return two threads of the same customer."""
    for thread_id in desk.inbox.thread_ids(parse_query("")):
        for found in desk.conversations.threads_to_link(thread_id):
            return thread_id, found.row.id
    raise AssertionError("no customer with two threads")


@pytest.mark.parametrize("columns", [80, 120])
async def test_the_customers_threads_are_offered_first_and_one_is_linked(scored: Desk, columns: int) -> None:
    thread_id, other = two_of_a_customer(scored)
    async with open_app(scored, (columns, 24)) as person:
        await person.app.open_thread(thread_id)
        await person.press("L")
        assert isinstance(person.app.screen, ThreadScreen)
        assert listed(person)[0].startswith(f"= #{other}")
        row = scored.inbox.rows([other])[0]
        message = scored.conversations.last_message(other)
        assert message is not None
        assert row.topic in preview(person)
        assert "the same customer" in preview(person)
        assert message.text in preview(person)
        pane = person.app.screen.query_one("#preview").region
        rows = person.app.screen.query_one(OptionList).region
        assert (pane.x >= rows.right) is (columns == 120)
        assert (pane.y >= rows.bottom) is (columns == 80)
        person.expect_text(f"#{thread_id}", "Enter choose")
        await person.press("enter")
        await person.wait_for_notice("Linked")
        assert list(scored.inbox.thread_ids(parse_query("has:link"))) != []
        await person.press("L")
        assert listed(person)[0].startswith(f"✓ #{other}")
        assert "removes the link" in preview(person)
        await person.press("enter")
        await person.wait_for_notice("Link removed")
        assert not any(each.is_linked for each in scored.conversations.threads_to_link(thread_id))


async def test_words_and_numbers_typed_with_the_key_find_the_thread_that_enter_takes(scored: Desk) -> None:
    async with open_app(scored, (100, 30)) as person:
        thread_id, other = person.inbox.selected, person.inbox.thread_ids[4]
        await person.burst("L", *str(other), "enter")
        await person.wait_for_notice("Linked")
        assert set(scored.inbox.thread_ids(parse_query("has:link"))) == {thread_id, other}
        words = scored.inbox.rows([person.inbox.thread_ids[6]])[0].topic
        await person.press("L")
        person.app.screen.query_one(Input).value = words
        await person.settled()
        assert any(words in line for line in listed(person))
        await person.press("down", "escape")
        assert len(scored.verbs.history()) == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("99999999", "There is no thread 99999999 here."),
        ("is:lat", "does not know 'lat'"),
        ("qqq", "No thread"),
    ],
)
async def test_what_finds_nothing_stays_in_the_field_with_what_is_wrong(
    scored: Desk, typed: str, said: str
) -> None:
    async with open_app(scored, (80, 24)) as person:
        await person.press("L")
        await person.type(typed)
        await person.press("enter")
        person.expect_text(said, typed)
        assert person.app.focused is person.app.screen.query_one(Input)
        await person.press("x")
        assert person.app.screen.query_one(Input).value == f"{typed}x"
        await person.press("escape")
        assert scored.verbs.history() == []


async def test_a_link_that_is_refused_keeps_the_picker_open(
    scored: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_app(scored, (80, 24)) as person:
        await person.press("L")
        person.app.screen.query_one(Input).value = str(person.inbox.thread_ids[4])
        await person.settled()
        link = type(scored.verbs).link
        monkeypatch.setattr(
            type(scored.verbs), "link", lambda self, one, _other, remove: link(self, one, one, remove=remove)
        )
        await person.press("enter")
        assert isinstance(person.app.screen, ThreadScreen)
        (line,) = [each for each in person.app.screen.query(".trouble").results(Static) if each.display]
        assert "linked to itself" in str(line.content)
        assert line.region.y == person.app.screen.query_one(Input).region.bottom


SNIPPETS = [
    (Snippet("ask", "es", "Pedir los datos", ""), FilledText("Hola Ana: $cause", ((5, 8),), ((10, 16),))),
    (Snippet("fix", "de", "Neue Version", ""), FilledText("Guten Tag")),
]


async def test_snippets_are_filtered_and_their_slots_are_marked_without_colour_too(scored: Desk) -> None:
    async with open_app(scored, (80, 24)) as person:
        results: list[str | None] = []
        person.app.push_screen(SnippetScreen(SNIPPETS, "#7 White page"), results.append)
        await person.settled()
        person.expect_text(
            "es  Pedir los datos", "#7 White page", "Hola Ana: $cause", "filled in for this ticket"
        )
        content = cast("Content", person.app.screen.query_one("#preview Static", Static).content)
        styles = {content.plain[span.start : span.end]: str(span.style) for span in content.spans}
        assert "underline" in styles["Ana"]
        assert "reverse" in styles["$cause"]
        await person.type("german")
        assert listed(person) == ["de  Neue Version"]
        person.expect_text("Guten Tag")
        person.app.screen.query_one(Input).value = "ana"
        await person.settled()
        assert listed(person) == ["es  Pedir los datos"], "words of the text count too"
        await person.type("qq")
        person.expect_text("No snippet has “anaqq”.")
        await person.press("enter", "backspace", "backspace", "enter")
        assert results == ["Hola Ana: $cause"]
