"""Slots of snippets: filled where the value is known, and found where they are not filled."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bizcare_tui.domain.snippets import fill, fill_slots, slots, unfilled, without_unknown_names

TEXT = "Hello $customer, ${product} costs 5 $$ on $shop; $customer again."


def test_each_slot_is_named_once_in_order() -> None:
    assert slots(TEXT) == ("customer", "product", "shop")


def test_what_is_known_is_filled_and_the_rest_stays() -> None:
    assert (
        fill(TEXT, {"customer": "Ana", "product": "Slider", "shop": ""})
        == "Hello Ana, Slider costs 5 $ on $shop; Ana again."
    )


def test_the_places_of_filled_and_empty_slots_are_known() -> None:
    filled = fill_slots(TEXT, {"customer": "Ana", "product": "Slider"})
    assert [filled.text[start:end] for start, end in filled.filled] == ["Ana", "Slider", "Ana"]
    assert [filled.text[start:end] for start, end in filled.empty] == ["$shop"]


@given(st.text(alphabet="$ab{} é", max_size=60), st.dictionaries(st.sampled_from("ab"), st.text(max_size=4)))
def test_filled_and_empty_slots_are_all_slots(text: str, values: dict[str, str]) -> None:
    filled = fill_slots(text, values)
    names = slots(text)
    assert {filled.text[start:end] for start, end in filled.filled} <= set(values.values())
    assert {filled.text[start:end].strip("${}") for start, end in filled.empty} == {
        name for name in names if not values.get(name)
    }


def test_a_value_is_never_expanded_again() -> None:
    assert fill("$customer of $shop", {"customer": "$shop", "shop": "x.es"}) == "$shop of x.es"


def test_what_is_left_is_found_by_its_name() -> None:
    text = "Use $cause and ${shop}, not $product->id nor 5 $."
    assert [text[a:b] for a, b in unfilled(text, {"cause", "shop"})] == ["$cause", "${shop}"]


@given(st.text(alphabet="ab{}_ é\n$", max_size=60))
def test_filling_with_nothing_changes_only_double_dollars(text: str) -> None:
    assert fill(text, {}).replace("$", "") == text.replace("$", "")


@given(st.text(alphabet="$ab{} é", max_size=60))
def test_spans_lie_in_the_text_and_hold_a_slot(text: str) -> None:
    for start, end in unfilled(text, {"a", "b"}):
        assert text[start:end] in ("$a", "$b", "${a}", "${b}")


def test_names_that_are_not_known_are_left_out() -> None:
    text = "Hola, $customer:\n\nYa está.\n\nUn saludo\n$signature\n"
    assert without_unknown_names(text, {}) == "Hola:\n\nYa está.\n\nUn saludo\n"
    assert without_unknown_names(text, {"customer": "Ana", "signature": "Tom"}) == text
