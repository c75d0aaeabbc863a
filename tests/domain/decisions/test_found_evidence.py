"""Quotations that are found in a thread."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bizcare_tui.domain.decisions.found_evidence import complaint_found, quotations_found
from bizcare_tui.domain.evidence.evaluation_data import (
    Evidence,
    GroundEvaluation,
    GroundVerdict,
    ThreadMessage,
)
from bizcare_tui.domain.grounds import Ground
from bizcare_tui.domain.threads import Author

AT = datetime(2026, 11, 3, tzinfo=UTC)
LONG = "The slider stays empty although we followed the manual."


def message(number: int, text: str, author: Author = Author.CUSTOMER) -> ThreadMessage:
    """A message of the thread."""
    return ThreadMessage(number, AT, author, text, opens=number == 1)


def test_a_quotation_is_the_sentence_around_what_was_found_once() -> None:
    text = "Hello. We changed slider.php last week. Thanks."
    spans = [(text.index("changed"), text.index(" slider")), (text.index("slider"), text.index(" last"))]
    evidence = (
        Evidence("recorded", "Seller API"),
        *(Evidence(text[slice(*span)], "message 1", AT, span, 1) for span in spans),
    )
    evaluated = GroundEvaluation(Ground.MODIFIED_CODE, GroundVerdict.UNKNOWN, "", evidence)
    (item,) = quotations_found(evaluated, [message(1, text)])
    assert item.text == "We changed slider.php last week."
    assert item.span is not None
    assert text[slice(*item.span)] == item.text


@pytest.mark.parametrize(
    ("messages", "complaint"),
    [
        ([message(1, f"Hello,\n\n{LONG}\n\nMaria")], LONG),
        ([message(1, "We will look into it for you.", Author.SELLER), message(2, LONG)], LONG),
        ([message(1, LONG), message(2, f"{LONG} And it is slow, too.")], LONG),
        ([message(1, "It is broken.")], None),
        ([message(1, LONG, Author.UNKNOWN)], None),
        ([], None),
    ],
)
def test_the_complaint_is_the_longest_line_of_the_customers_first_message(
    messages: list[ThreadMessage], complaint: str | None
) -> None:
    found = complaint_found(messages)
    assert [item.text for item in found] == ([complaint] if complaint else [])
    for item in found:
        text = next(each.text for each in messages if each.id == item.message)
        assert item.span is not None
        assert text[slice(*item.span)] == item.text
