"""Text for searching: folded letter by letter, cut into words, and found again where it was written."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizcare_tui.domain.highlight import SearchTerm, highlight_spans
from bizcare_tui.domain.search_text import (
    LONGEST_WORD,
    Phrase,
    Places,
    fold_for_search,
    search_words,
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("We use PS1.7.8.11, v8.1", "we use ps 1 7 8 11 v 8 1"),
        ("模块在PrestaShop8.1中", "模 块 在 prestashop 8 1 中"),
        ("バグを直す ﾊﾞｸﾞ", "バ ク\u3099 を 直 す ハ\u3099 ク\u3099"),
        ("มา ၃ ភាសា ລາວ", "ม า 3 ភ ា ស ា ล"),
        ("модульPrestaShop٨", "модуль prestashop 8"),
        ("Straße ŁÓDŹ cœur İSTANBUL ﬁx", "strasse lodz coeur istanbul fix"),
        ("हिन्दी में।", "हिनदी में"),
        ("👍🏽 25€ … !? “a”", "👍 25 € a"),
        ("Presta·Shop Presta\u200bShop می\u200cخواهم", "prestashop prestashop میخواهم"),
        ("foo_bar::baz()", "foo bar baz"),
        ("", ""),
    ],
)
def test_text_is_cut_into_words(text: str, words: str) -> None:
    expected = words.replace("バ", "ハ\u3099").replace("ล", "ລ າ ວ").split()
    assert search_words(text) == expected


def test_a_syllable_of_hangul_is_a_word_whole_or_in_letters() -> None:
    assert len(search_words("모듈이")) == 3
    assert search_words("모듈이") == search_words(unicodedata.normalize("NFD", "모듈이"))
    assert search_words("목") != search_words("모")


@given(st.text())
def test_what_is_folded_stays_as_it_is_and_so_do_its_words(text: str) -> None:
    folded = fold_for_search(text)
    assert fold_for_search(folded) == folded
    assert search_words(folded) == search_words(text)
    assert search_words(" ".join(search_words(text))) == search_words(text)


@given(st.text())
def test_folding_goes_letter_by_letter(text: str) -> None:
    assert fold_for_search(text) == "".join(map(fold_for_search, text))


words_of_many_scripts = st.sampled_from(
    ["schließen", "모듈이", unicodedata.normalize("NFD", "모듈é"), "不起作用", "İstanbul", "ﬁx", "１２",
     "8.1", "v1.7.8", "ガ", "ﾊﾞｸﾞ", "ทำงาน", "👍🏽", "€", "café", "e\u0301te\u0301", "हिन्दी", "می\u200cخواهم"]
)  # fmt: skip


@given(words_of_many_scripts, st.lists(words_of_many_scripts), st.sampled_from([" ", "\n> ", " – "]))
def test_every_word_is_found_where_it_was_written(word: str, others: list[str], between: str) -> None:
    text = between.join([*others, word])
    found = highlight_spans(text, [SearchTerm(tuple(search_words(word)), False)], most=10_000)
    assert found
    assert found[-1][1] == len(text)
    wanted = search_words(word)
    assert all(
        set(wanted) & set(search_words(text[start:end]))
        or search_words(text[start:end])[-1].startswith(wanted[-1])
        for start, end in found
    )


@pytest.mark.parametrize(
    ("text", "wanted", "is_exact", "shown"),
    [
        ("Das Fenster SCHLIESSEN oder schließen.", "schließen", False, ["SCHLIESSEN", "schließen"]),
        ("모듈이 작동", "모듈", False, ["모듈"]),
        ("목록 모", "모", False, ["모"]),
        ("PS1.7.8.11 1.7.80 v1.7.8を", "1.7.8", False, ["1.7.8", "1.7.80", "1.7.8"]),
        ("8.1中 8.10", "8.1", True, ["8.1"]),
        ("línea\n> partida en dos", "linea partida", False, ["línea\n> partida"]),
        ("modular Modul xmodul", "modul", True, ["Modul"]),
        ("modular xmodul", "modul", False, ["modular"]),
        ("e\u0301te\u0301!", "ete", False, ["e\u0301te\u0301"]),
    ],
)
def test_what_is_found_is_marked_as_it_was_written(
    text: str, wanted: str, is_exact: bool, shown: list[str]
) -> None:
    spans = highlight_spans(text, [SearchTerm(tuple(search_words(wanted)), is_exact)])
    assert [text[start:end] for start, end in spans] == shown


def test_a_long_run_is_cut_and_found() -> None:
    run = "ab" * LONGEST_WORD
    assert max(map(len, search_words(run))) == LONGEST_WORD
    assert highlight_spans(f"x {run} y", [SearchTerm(tuple(search_words(run)), True)]) == [(2, 2 + len(run))]


@given(st.text())
def test_places_lie_within_the_text(text: str) -> None:
    places, folded = Places(text), fold_for_search(text)
    for place in range(len(folded)):
        start, end = places.span(place, place + 1)
        assert 0 <= start < end <= len(text)
        assert folded[place] in fold_for_search(text[start:end])


@given(st.lists(st.text(alphabet="aß모8가 .é", min_size=1), min_size=1, max_size=4))
def test_a_pattern_finds_its_own_words(texts: list[str]) -> None:
    words = tuple(search_words(" ".join(texts)))
    if words:
        assert list(Phrase(words, True).places(fold_for_search(" ".join(texts))))
