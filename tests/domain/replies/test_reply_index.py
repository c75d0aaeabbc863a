"""The index of earlier replies: similar ones are found among thousands, in any order of insertion."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bizcare_tui.domain.replies.reply_index import ReplyIndex, comparable_words, shop_host
from bizcare_tui.domain.snippets import Snippet

NONE: frozenset[str] = frozenset()
TEXT = "The parcel label stays empty until the carrier is given a weight in grams under Shipping"


def _share(known: ReplyIndex, text: str, thread_id: int = 1) -> float:
    twin = known.twin(comparable_words(text), thread_id, NONE)
    return twin.share if twin else 0.0


def test_the_same_text_is_found_among_thousands() -> None:
    known = ReplyIndex()
    for number in range(2_000):
        known.add_reply(
            number, f"Text {number} is about colour{number} and shelf{number} in room{number} only"
        )
    known.add_reply(5_000, TEXT)
    twin = known.twin(comparable_words(TEXT), 1, NONE)
    assert twin is not None
    assert twin.text == TEXT
    assert twin.share == 1.0


def test_a_text_that_was_sent_a_thousand_times_is_found_too() -> None:
    known = ReplyIndex()
    for number in range(1_000):
        known.add_reply(number + 10, TEXT)
    assert _share(known, TEXT) == 1.0


def test_names_and_slots_are_set_aside() -> None:
    known = ReplyIndex(
        [Snippet("a", "en", "A", "The $product of $customer stays empty until weight in grams is given")]
    )
    mine = comparable_words(
        "The Label Maker of Ana stays empty until weight in grams is given",
        frozenset({"label", "maker", "ana"}),
    )
    twin = known.twin(mine, 1, frozenset({"label", "maker", "ana"}))
    assert twin is not None
    assert twin.share == 1.0


def test_half_of_a_text_is_half() -> None:
    known = ReplyIndex()
    known.add_reply(2, TEXT)
    assert (
        0.4
        < _share(known, TEXT + ", and here are as many words again that nobody wrote before in any reply")
        < 0.6
    )


def test_ones_own_thread_is_no_twin() -> None:
    known = ReplyIndex()
    known.add_reply(1, TEXT)
    assert _share(known, TEXT) == 0.0


def test_a_host_is_distinguished_from_an_address() -> None:
    assert shop_host("https://www.Shop.example.com:8080/fr/") == "shop.example.com"
    assert shop_host("shop.example.com") == "shop.example.com"
    assert shop_host("") == ""


def test_ones_own_name_is_no_others_even_where_two_have_it() -> None:
    known = ReplyIndex()
    known.add_customer(1, "Ana Gil", "gil.es")
    known.add_customer(2, "Ana  GIL", "https://www.gil.es/")
    assert not known.is_other_customer("ana gil", 1)
    assert known.is_other_customer("ana gil", 3)
    assert known.is_other_shop("gil.es", 3)
    assert not known.is_other_name("ana", 2)


_WORDS = st.lists(
    st.sampled_from(["alpha", "beta", "gamma", "delta", "zeta", "theta", "iota", "kappa"]), max_size=30
)


@given(_WORDS, st.lists(_WORDS, max_size=6))
def test_a_share_is_a_share_and_an_equal_text_is_all_of_it(draft: list[str], others: list[list[str]]) -> None:
    known = ReplyIndex()
    for number, words in enumerate(others, start=2):
        known.add_reply(number, " ".join(words))
    share = _share(known, " ".join(draft))
    assert 0 <= share <= 1
    if len(draft) > 2 and draft in others:
        assert share == 1
