"""What people do in the app, on a real desk whose store was synced with the real sandbox."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from person import open_app

from bizcare_tui import now as clock
from bizcare_tui.demo.desk import SIGNATURES
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.desk.views import ConversationView
from bizcare_tui.domain.threads import Author, AuthorSource
from bizcare_tui.now import now
from bizcare_tui.sandbox.market import Market
from bizcare_tui.sandbox.quirks import THREAD_IDS
from bizcare_tui.sandbox.server import Sandbox
from bizcare_tui.ui.commands.keymap import MAIN_SCREEN

NOW = "2026-11-26T10:20:00+01:00"


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Sandbox, Path, float]]:
    """A sandbox whom nobody changes, a store that was synced with it, and when its clock started."""
    folder = tmp_path_factory.mktemp("synced")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BIZCARE_NOW", NOW)
        started = time.monotonic()
        patch.setattr(clock, "_started", started)
        market = Market.generate(3, 60, now())
        newest = market.threads(0, 1, newest_first=True).rows[0]
        market.add_message(
            int(newest[THREAD_IDS[0]]), "Yes, that is it.\n\n> Is it this?\n> Or this?\n> Or that?"
        )
        with Sandbox(market) as sandbox:
            patch.setenv("BIZCARE_HOME", str(folder))
            patch.setenv("BIZCARE_API_URL", sandbox.url)
            patch.setenv("BIZCARE_API_KEY", sandbox.key)
            desk = Desk()
            desk.marketplace.sync(full=False, on_progress=lambda _step, _done, _total: None)
            desk.baseline.answer(desk.now() - timedelta(days=10), SIGNATURES, mark_older_read=False)
            yield sandbox, folder, started


@pytest.fixture
def synced(account: tuple[Sandbox, Path, float], home: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk on a copy of the synced store; it has no key, so nothing arrives by itself."""
    sandbox, folder, started = account
    shutil.copytree(folder, home)
    monkeypatch.setenv("BIZCARE_NOW", NOW)
    # The clock goes on from the sync: nothing was read in the future.
    monkeypatch.setattr(clock, "_started", started)
    monkeypatch.setenv("BIZCARE_API_URL", sandbox.url)
    return Desk()


# --- reading ---------------------------------------------------------------------------------------


async def test_opening_a_thread_shows_it_and_marks_it_as_read(synced: Desk) -> None:
    async with open_app(synced) as person:
        thread_id = synced.inbox.next_unread(parse_query(""), None)
        assert thread_id is not None
        person.app.inbox.move_to_thread(thread_id)
        await person.press("enter")
        conversation = synced.conversations.conversation(thread_id)
        person.conversation.expect_open(thread_id)
        person.conversation.expect_text(conversation.messages[-1].text.splitlines()[0][:30])
        person.subject.expect_text(f"#{thread_id}", conversation.row.topic[:20])
        person.bar.expect_text("Next: ")
        assert not conversation.row.unread
        assert all(row.unread == (row.id != thread_id) for row in synced.inbox.rows([thread_id]))
        await person.press("escape")
        person.inbox.expect_keys()
        person.inbox.expect_selected(thread_id)


async def test_n_goes_through_what_is_unread_and_says_when_there_is_no_more(synced: Desk) -> None:
    unread = [row.id for row in synced.inbox.rows(synced.inbox.thread_ids(parse_query(""))) if row.unread]
    first, second, *others = unread
    for thread_id in others:
        synced.conversations.mark_read(thread_id)
    async with open_app(synced) as person:
        person.inbox.expect_selected(first)
        for thread_id in (second, first):
            await person.press("n")
            person.conversation.expect_open(thread_id)
            person.inbox.expect_selected(thread_id)
        await person.press("n")
        person.expect_notice("There are no unread threads here.")


async def test_the_cursor_goes_down_up_to_the_last_and_to_the_first(synced: Desk) -> None:
    ids = synced.inbox.thread_ids(parse_query(""))
    async with open_app(synced) as person:
        await person.press("9")
        await person.press("j", "down", "k")
        person.inbox.expect_selected(ids[1])
        await person.press("G")
        person.inbox.expect_selected(ids[-1])
        await person.press("j")
        person.inbox.expect_selected(ids[-1])
        await person.press("g", "k")
        person.inbox.expect_selected(ids[0])
        await person.press("pagedown", "pageup")
        person.inbox.expect_selected(ids[0])


async def test_tab_goes_to_the_other_pane_and_back(synced: Desk) -> None:
    async with open_app(synced) as person:
        thread_id = person.inbox.selected
        assert thread_id is not None
        await person.press("tab")
        person.conversation.expect_open(thread_id)
        person.keys.expect_text("author", "raw", "unfold")
        await person.press("tab")
        person.inbox.expect_keys()
        person.keys.expect_text("open")
        await person.press("j", "tab")
        assert person.inbox.selected != thread_id
        person.conversation.expect_open(person.inbox.selected or 0)


async def test_a_filter_is_typed_kept_and_cleared(synced: Desk) -> None:
    everything = synced.inbox.thread_ids(parse_query(""))
    word = next(iter(synced.inbox.rows(everything[:1])[0].product.split()))
    async with open_app(synced) as person:
        await person.press("9")
        await person.press("slash", *word)
        found = synced.inbox.thread_ids(parse_query(word))
        assert 0 < len(found) < len(everything)
        assert person.inbox.thread_ids == found
        await person.press("enter")
        person.inbox.expect_keys()
        assert person.inbox.thread_ids == found
        await person.press("escape")
        assert person.inbox.thread_ids == everything
        await person.press("slash", "x", "q", "x", "q")
        person.inbox.expect_text("No thread matches.")
        await person.press("escape")
        person.inbox.expect_keys()
        assert person.inbox.thread_ids == everything


async def test_keys_choose_the_sections(synced: Desk) -> None:
    sections = [section.query for section in synced.inbox.sections]
    counts = synced.inbox.counts([parse_query(each) for each in sections])
    async with open_app(synced) as person:
        for key, query in zip("234567891", (*sections[1:], sections[0]), strict=True):
            await person.press(key)
            assert person.inbox.thread_ids == synced.inbox.thread_ids(parse_query(query))
            assert len(person.inbox.thread_ids) == counts[parse_query(query)]
            person.tabs.expect_text(f"[{key} ", f" {counts[parse_query(query)]}]")


async def test_all_facts_are_shown_with_their_source_and_age(synced: Desk) -> None:
    async with open_app(synced, (120, 60)) as person:
        assert person.inbox.selected is not None
        conversation = synced.conversations.conversation(person.inbox.selected)
        await person.press("i")
        person.expect_text("Business Care facts", "source: ", "read just now")
        for fact in conversation.facts:
            person.expect_text(f"{fact.label}: {(fact.value or 'not known')[:30]}")
        await person.press("escape")
        person.inbox.expect_keys()


async def test_who_wrote_a_message_can_be_corrected_and_stays_so(synced: Desk) -> None:
    async with open_app(synced, (160, 40)) as person:
        thread = person.thread_where(lambda each: len(each.messages) > 1 and each.row.due is not None)
        person.app.inbox.move_to_thread(thread.row.id)
        await person.press("enter", "a")
        person.expect_text("Who wrote this?", thread.messages[-1].text[:20])
        await person.press("m")
        person.conversation.expect_text("Marketplace · ", "you set it")
    corrected = Desk().conversations.conversation(thread.row.id).messages[-1]
    assert (corrected.author, corrected.author_by) == (Author.MARKETPLACE, AuthorSource.PERSON)


async def test_leaving_the_question_of_the_author_changes_nothing(synced: Desk) -> None:
    async with open_app(synced) as person:
        thread_id = person.inbox.selected
        assert thread_id is not None
        before = synced.conversations.conversation(thread_id).messages
        await person.press("enter", "a", "escape")
        person.conversation.expect_open(thread_id)
        assert synced.conversations.conversation(thread_id).messages == before


async def test_a_message_can_be_read_as_it_came(synced: Desk) -> None:
    async with open_app(synced) as person:
        thread = person.thread_where(lambda each: "<" in each.messages[-1].raw)
        person.app.inbox.move_to_thread(thread.row.id)
        await person.press("enter", "R")
        person.conversation.expect_text("Raw text:", thread.messages[-1].raw.splitlines()[0][:20])
        await person.press("R")
        person.conversation.expect_no_text("Raw text:")


async def test_quotes_are_folded_until_they_are_asked_for(synced: Desk) -> None:
    def quotes(each: ConversationView) -> bool:
        return any(last - first >= 2 for first, last in each.messages[-1].quoted)

    async with open_app(synced, (120, 60)) as person:
        thread = person.thread_where(quotes)
        message = thread.messages[-1]
        first, last = next(lines for lines in message.quoted if lines[1] - lines[0] >= 2)
        quoted = message.text.split("\n")[first][:30]
        person.app.inbox.move_to_thread(thread.row.id)
        await person.press("enter")
        person.conversation.expect_text(f"{last - first + 1} quoted lines: press z")
        person.conversation.expect_no_text(quoted)
        await person.press("z")
        person.conversation.expect_text(quoted)


async def test_the_end_of_a_long_message_is_folded_until_it_is_asked_for(
    synced: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_app(synced) as person:
        thread = synced.conversations.conversation(synced.inbox.thread_ids(parse_query(""))[0])
        log = "\n".join(f"line {number} of the log" for number in range(4000))
        long = replace(thread, messages=(replace(thread.messages[0], text=log, quoted=()),))
        monkeypatch.setattr(synced.conversations, "conversation", lambda _thread_id: long)
        person.app.panes.show(long)
        await person.press("tab", "G")
        person.conversation.expect_text("line 299 of the log", "3700 more lines: press z")
        person.conversation.expect_no_text("line 300 of the log")
        await person.press("z", "G")
        person.conversation.expect_text("line 3999 of the log")


async def test_the_address_of_a_thread_is_copied(synced: Desk) -> None:
    async with open_app(synced) as person:
        assert person.inbox.selected is not None
        await person.press("y")
        assert person.app.clipboard == synced.conversations.page_url(person.inbox.selected or 0)
        person.expect_notice(person.app.clipboard)


async def test_in_a_conversation_keys_select_messages(synced: Desk) -> None:
    async with open_app(synced) as person:
        thread = person.thread_where(lambda each: len(each.messages) >= 3)
        numbers = [message.id for message in thread.messages]
        person.app.inbox.move_to_thread(thread.row.id)
        await person.press("enter")
        assert person.conversation.selected == numbers[-1]
        await person.press("g")
        assert person.conversation.selected == numbers[0]
        await person.press("G")
        assert person.conversation.selected == numbers[-1]
        while person.conversation.selected == numbers[-1]:
            await person.press("k")
        assert person.conversation.selected == numbers[-2]
        person.inbox.expect_selected(thread.row.id)


async def test_a_thread_is_opened_by_a_double_click(synced: Desk) -> None:
    async with open_app(synced) as person:
        await person.pilot.click("#inbox", offset=(10, 5), times=2)
        await person.settled()
        person.conversation.expect_open(synced.inbox.thread_ids(parse_query(""))[2])


# --- finding one's way -----------------------------------------------------------------------------


async def test_help_lists_every_action_and_why_one_is_not_possible(synced: Desk) -> None:
    async with open_app(synced, (90, 60)) as person:
        await person.press("question_mark")
        pages = [person.text]
        while True:
            await person.press("pagedown")
            if person.text == pages[-1]:
                break
            pages.append(person.text)
        text = "\n".join(pages)
        for command in person.app.keymap.commands:
            if command.context in MAIN_SCREEN:
                # The keys of the sections are one line.
                is_section = command.id.removeprefix("section_").isdecimal()
                wanted = "Go to a section by its number" if is_section else command.help_text
                assert wanted[:35] in text, command.id
        assert "unavailable: open the thread first (Enter)" in text
        assert "no API key: another user" in text
        await person.press("question_mark")
        person.inbox.expect_keys()


async def test_the_palette_finds_an_action_by_its_words_and_does_it(synced: Desk) -> None:
    async with open_app(synced) as person:
        await person.press("ctrl+p")
        await person.type("section 2")
        await person.press("enter")
        while person.app.inbox_loader.selection.section.name != "Waiting":
            await person.press("enter")
        assert person.inbox.thread_ids == synced.inbox.thread_ids(parse_query("is:waiting"))


async def test_what_is_not_possible_now_says_why(synced: Desk) -> None:
    async with open_app(synced, (80, 24)) as person:
        await person.press("R")
        person.expect_notice("open the thread first (Enter)")
        await person.press("s")
        person.expect_notice("no API key: another user")


@pytest.mark.parametrize("reading", [False, True])
async def test_resizing_keeps_the_selection_and_the_pane(synced: Desk, reading: bool) -> None:
    async with open_app(synced) as person:
        thread_id = synced.inbox.thread_ids(parse_query(""))[7]
        await person.press(*"jjjjjjj", *(["enter"] if reading else []))
        for size in ((120, 40), (20, 5), (80, 24), (200, 50), (80, 24)):
            await person.resize(*size)
            assert person.inbox.selected == thread_id
            if reading:
                person.conversation.expect_open(thread_id)
                assert person.app.reader.region.width > 0
            else:
                person.inbox.expect_selected(thread_id)
                person.inbox.expect_keys()
        both = person.app.inbox.region.width and person.app.reader.region.width
        assert not both, "at 80 columns there is one pane"
        await person.resize(200, 50)
        if reading:
            person.card.expect_text(f"Ticket {thread_id}", "Other threads of this customer")


async def test_a_terminal_made_smaller_under_the_help_has_one_pane_after_it(synced: Desk) -> None:
    async with open_app(synced) as person:
        await person.press("enter", "question_mark")
        await person.resize(80, 24)
        await person.press("escape")
        assert person.app.reader.region.width == 80
        assert person.app.inbox.region.width == 0
