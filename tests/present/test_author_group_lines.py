"""Groups of messages of unknown author in words."""

from __future__ import annotations

from datetime import UTC, datetime

from bizcare_tui.domain.author_groups import UnattributedMessage, group_by_ending
from bizcare_tui.domain.threads import Author
from bizcare_tui.present import author_group_lines as lines

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)


def messages(*texts: str) -> list[UnattributedMessage]:
    return [UnattributedMessage(number, 7, NOON, text) for number, text in enumerate(texts, 1)]


def test_an_ending_is_one_line() -> None:
    assert lines.ending_in_one_line("Ana\nTrueVoice") == "Ana ⏎ TrueVoice"
    assert lines.ending_in_one_line("") == "(no text)"


def test_numbers_are_in_words() -> None:
    one, two = messages("One works now.\n\nAna", "Two works now.\n\nAna")
    assert lines.size_in_words([one]) == "1 message · 1 thread · 1 customer"
    assert lines.size_in_words([one, two]) == "2 messages · 1 thread · 1 customer"
    assert [lines.clocks_in_words(count) for count in (0, 1, 2)] == ["", "1 deadline", "2 deadlines"]
    (group,) = group_by_ending([one, two])
    assert lines.count_in_words(group, group) == lines.count_in_words(group, None) == "×2"
    assert lines.count_in_words(group, group.without({1})) == "1/2"
    assert lines.left_in_words([group], 0) == "1 group left, 2 messages"
    assert lines.left_in_words([], 9) == "0 groups left, 0 messages · 9 older ones"


def test_a_decision_is_an_ending_and_whose_it_is() -> None:
    (group,) = group_by_ending(messages("It works now.\n\nAna"))
    assert lines.decision_in_words(group, Author.SELLER) == "Ana → ours"


def test_an_ending_of_anybodys_is_decided_message_by_message() -> None:
    (ana,) = group_by_ending(messages("One works now.\n\nAna", "Two works now.\n\nAna"))
    (thanks,) = group_by_ending(messages("Merci", "Merci"))
    assert lines.why_not_at_once(ana) == ""
    assert "message by message" in lines.why_not_at_once(thanks)


def test_the_last_lines_are_those_with_text() -> None:
    assert lines.last_lines("a\n\nb\nc\n \n", 2) == ["b", "c"]
    assert lines.last_lines("", 2) == []
