"""The writer's own text, without quotes and pasted text; offsets stay the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizcare_tui.domain.prose import own_words, without_code, without_quotations, without_quotes


def test_quoted_lines_go_and_all_else_keeps_its_place() -> None:
    text = "Yes.\n> was it so?\n  > and so?\nThen a > b."
    left = without_quotes(text)
    assert left.split() == ["Yes.", "Then", "a", ">", "b."]
    assert left.index("Then") == text.index("Then")


def test_quotations_within_a_line_go_and_short_names_stay() -> None:
    text = 'Set "Kind" to on; the mail "We have it, thanks" is « un texte assez long » there.'
    left = without_quotations(text)
    assert left.split() == ["Set", '"Kind"', "to", "on;", "the", "mail", "is", "there."]
    assert len(left) == len(text)


@pytest.mark.parametrize(
    "pasted",
    [
        "`$this->context`",
        "```\n$product = 1;\n```",
        "$customer->getGroups()",
        "Validate::isLoadedObject",
        "{$product.name}",
        "https://shop.example.com/a?b=c",
        "someone@example.com",
        "modules/slider/slider.php",
        "<div class='x'>",
        "PHP Fatal error: Uncaught Error in the end",
        "SQLSTATE[42S22] Column not found",
        "#0 /var/www/html/index.php(12): main()",
    ],
)
def test_what_is_pasted_goes(pasted: str) -> None:
    assert without_code(f"see\n{pasted}\nhere").split() == ["see", "here"]


@pytest.mark.parametrize(
    "kept", ["an error appears", "version 8.1.6", "Modules > Slider", "costs 5 $", "a < b"]
)
def test_what_is_said_stays(kept: str) -> None:
    assert without_code(kept) == kept


@given(
    st.lists(
        st.sampled_from(["`", "```", "> ", "\n", "<a", "$a", "->", "x@y.z ", "é ", ".php "]), max_size=40
    ).map("".join)
)
def test_the_length_stays_for_any_text(text: str) -> None:
    assert len(own_words(text)) == len(text)


@pytest.mark.parametrize(
    "piece", ["a", "@", "a@", "$a", "<?php", "`", "```", "<a", "{$", "::", "()", "/a", ".php", "at ("]
)
def test_long_hostile_text_is_handled_as_any_other(piece: str) -> None:
    text = piece * (262_144 // len(piece))
    assert len(own_words(text)) == len(text)
