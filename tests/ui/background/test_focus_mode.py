"""Focus mode: one ticket at a time, in the order of its obligation."""

from __future__ import annotations

import pytest
from person import Person, open_app

from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.desk.views import ReplyDraft
from bizcare_tui.domain.focus import end_of_business_day
from bizcare_tui.domain.threads import Author
from bizcare_tui.store.reads.hot import read_counters
from bizcare_tui.ui.background.focus_mode import FocusMode

TEXT = "Hello,\n\nI opened the checkout and found the cause.\n"


def queue_ids(desk: Desk) -> list[int]:
    """The threads that focus mode goes through now."""
    return [each.thread_id for each in desk.statistics.focus.read().obligations]


def shown(person: Person) -> int:
    """The thread that is shown alone."""
    assert person.app.panes.is_in_focus_mode
    assert person.app.panes.conversation is not None
    return person.app.panes.conversation.row.id


def heading(person: Person) -> str:
    """The place of the ticket, as it is painted."""
    return str(person.app.panes.query_one("#focus").render()).strip()


def all_but(desk: Desk, count: int) -> None:
    """Finish all obligations but the most urgent ones."""
    desk.verbs.no_answer(queue_ids(desk)[count:], "a test")


def test_the_numbers_are_those_of_the_counters(scored: Desk) -> None:
    ids = queue_ids(scored)
    scored.verbs.snooze(ids[1:3], end_of_business_day(scored.now()))
    scored.replies.queue(ids[4], TEXT, override="checked")
    queue, now = scored.statistics.focus.read(), scored.now()
    counters = read_counters(scored.session.reader, now, end_of_business_day(now))
    assert queue.counters == counters
    assert queue.set_aside == 3
    assert len(queue.obligations) == queue.total == counters.late + counters.soon_due - 3
    assert not {*ids[1:3], ids[4]} & set(queue_ids(scored))
    late = list(scored.inbox.thread_ids(parse_query("is:late -is:snoozed -has:reply")))
    assert queue_ids(scored)[: len(late)] == late


LARGE = (("r", "reply"), ("x", "reject"), ("$", "refund"), ("w", "snooze"))


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)])
async def test_the_most_urgent_ticket_is_shown_alone_with_its_draft(
    scored: Desk, size: tuple[int, int]
) -> None:
    total = len(queue_ids(scored))
    async with open_app(scored, size) as person:
        await person.press("F")
        assert shown(person) == queue_ids(scored)[0]
        assert f"1 of {total} before" in heading(person)
        gap = "  " if size[1] >= 30 else " "
        person.expect_text(*(f"{key}{gap}{name}" for key, name in LARGE))
        # Without a draft, the conversation has its room; in a large terminal, the card is beside it.
        assert person.app.panes.reader.region.right >= min(size[0], 150)
        assert person.app.panes.card.display is (size[0] == 200)
        person.keys.expect_text("n skip", "p previous", "Esc back")
        selected = person.app.reader.selected
        assert selected is not None
        assert selected.author is Author.CUSTOMER
        person.conversation.expect_text(selected.text[:20])
        await person.press("r")
        await person.type("Good morning")
        person.expect_text("Good morning", f"Ctrl+S{gap}send")
        assert not person.app.panes.card.display
        person.conversation.expect_text(selected.text[:20])


async def test_tickets_are_skipped_and_gone_back_to(scored: Desk) -> None:
    first, second, third = queue_ids(scored)[:3]
    async with open_app(scored, (80, 24)) as person:
        await person.press("F", "p")
        assert shown(person) == first
        await person.press("n", "n")
        assert shown(person) == third
        assert heading(person).startswith("Focus · 3 of ")
        await person.press("p")
        assert shown(person) == second
        await person.burst("n", "n", "p", "n", "p", "p")
        assert shown(person) == second


async def test_a_draft_is_kept_when_leaving_and_shown_again(scored: Desk) -> None:
    first, second = queue_ids(scored)[:2]
    async with open_app(scored, (80, 24)) as person:
        await person.press("F", "r")
        await person.type("n and p are letters here")
        await person.press("escape")
        assert shown(person) == first
        person.expect_text("n and p are letters here", "Your draft")
        await person.press("n")
        assert shown(person) == second
        assert "Your draft" not in person.text
        await person.press("escape")
        person.inbox.expect_keys()
        person.tabs.expect_text("1 ")
        assert not person.app.panes.is_in_focus_mode
        assert scored.replies.draft(first).text == "n and p are letters here"


@pytest.mark.parametrize("keys", [("w", "enter"), ("N", "t")])
async def test_a_finished_ticket_is_followed_by_the_next(scored: Desk, keys: tuple[str, ...]) -> None:
    first, second = queue_ids(scored)[:2]
    async with open_app(scored, (80, 24)) as person:
        await person.press("F", *keys)
        if "deadline falls before" in person.text:
            await person.press("j", "enter")
        assert shown(person) == second
        assert "1 of " in heading(person)
        assert "1 finished" in heading(person)
        await person.press("u")
        assert shown(person) == first
        assert queue_ids(scored)[0] == first
        assert "finished" not in heading(person)


async def test_after_a_reply_comes_the_next_ticket(scored: Desk) -> None:
    first, second = queue_ids(scored)[:2]
    async with open_app(scored, (80, 24)) as person:
        scored.replies.save_draft(first, ReplyDraft(TEXT))
        await person.press("F", "r", "ctrl+s")
        await person.type("checked")
        await person.press("enter")
        assert shown(person) == second
        assert first not in queue_ids(scored)
        await person.press("u")
        assert shown(person) == first
        person.expect_text("I opened the checkout")


async def test_a_note_or_a_tag_does_not_move(scored: Desk) -> None:
    first = queue_ids(scored)[0]
    async with open_app(scored, (80, 24)) as person:
        await person.press("F", "t")
        await person.type("checked")
        await person.press("enter")
        assert shown(person) == first
        assert "1 finished" not in heading(person)


async def test_what_a_colleague_finishes_does_not_move(scored: Desk) -> None:
    first = queue_ids(scored)[0]
    async with open_app(scored, (80, 24)) as person:
        await person.press("F")
        scored.verbs.no_answer([first], "a test")
        person.app.check_store()
        await person.settled()
        assert shown(person) == first
        assert "not among what is due" in heading(person)
        await person.press("n")
        assert shown(person) == queue_ids(scored)[0]


async def test_the_end_says_until_when_nothing_is_due(scored: Desk) -> None:
    all_but(scored, 1)
    following = scored.statistics.focus.read().following
    assert following is not None
    async with open_app(scored, (80, 24)) as person:
        await person.press("F", "N", "t")
        person.expect_text("Nothing is due until", "1 ticket finished", "Next: ")
        person.expect_text(following.product)
        await person.press("d", "x", "2")  # keys without a meaning here
        person.expect_text("Nothing is due until")
        await person.press("n")
        assert shown(person) == following.thread_id
        await person.press("escape")
        person.inbox.expect_keys()


async def test_the_end_leads_back_to_what_was_skipped(scored: Desk) -> None:
    all_but(scored, 2)
    first, second = queue_ids(scored)
    async with open_app(scored, (80, 24)) as person:
        await person.press("F", "n", "n")
        person.expect_text("2 tickets were skipped.")
        await person.press("p")
        assert shown(person) == second
        await person.press("p")
        assert shown(person) == first
        await person.press("n", "n", "escape")
        person.inbox.expect_keys()


async def test_without_a_store_nothing_is_due() -> None:
    async with open_app(Desk(), (80, 24)) as person:
        await person.press("F")
        person.expect_text("Nothing is due.")
        await person.press("escape")
        assert not person.app.part(FocusMode).is_on


async def test_every_command_of_focus_mode_is_in_the_help(scored: Desk) -> None:
    async with open_app(scored, (120, 60)) as person:
        await person.press("question_mark")
        person.expect_text("Focus mode: one ticket at a time")
        await person.press("escape", "F", "question_mark")
        await person.press("G")
        assert "Skip the ticket" in "\n".join(
            str(widget.render()) for widget in person.app.screen.query("Static")
        )
