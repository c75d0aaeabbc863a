"""Folding: typed words find text with other accents, case or width."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizcare_tui.domain.text_folding import any_of, flat, fold, fold_line, merge_spans


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Añadir al CARRITO", "anadir al carrito"),
        ("déjà réglé, cœur", "deja regle, coeur"),
        ("Straße GRÜẞE", "strasse grusse"),
        ("Łódź zażółć gęślą", "lodz zazolc gesla"),
        ("ŁÓDŹ", "lodz"),
        ("Ærø Đorđe", "aero dorde"),
        ("ＰｒｅｓｔａＳｈｏｐ ﬁx №", "prestashop fix no"),
        ("İstanbul", "istanbul"),
        ("e\u0301te\u0301", "ete"),
        ("Ελληνικά", "ελληνικα"),
        ("", ""),
    ],
)
def test_case_and_accents_do_not_matter(written: str, typed: str) -> None:
    assert fold(written) == fold(typed) == typed


def test_a_line_is_compared_without_needless_blanks() -> None:
    assert fold_line("  Nördlys\t\u00a0 MODULES \n") == "nordlys modules"


@given(st.text())
def test_what_is_folded_stays_as_it_is(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(), st.text())
def test_what_was_written_is_found_by_any_part_of_it(before: str, after: str) -> None:
    assert fold("Módulo") in fold(f"{before} MÓDULO {after}")


def test_a_heap_of_marks_vanishes() -> None:
    assert fold("a" + "\u0316\u0301" * 200_000 + "b") == "ab"


@given(st.text())
def test_flat_keeps_every_letter_in_its_place(text: str) -> None:
    assert len(flat(text)) == len(text)


def test_flat_text_has_neither_case_nor_accents() -> None:
    assert flat("Straße Łódź CŒUR İ") == "strase lodz cour i"


def test_places_that_touch_are_one() -> None:
    assert merge_spans([(0, 2), (1, 4), (4, 5), (7, 8)]) == [(0, 5), (7, 8)]


def test_phrases_stand_apart_by_bars_with_blanks() -> None:
    pattern = any_of(
        """
        # a note
        one | tw(?:o|ice) | three
        | four x
        """
    )
    found = [re.fullmatch(pattern, text) is not None for text in ("one", "twice", "four x", "note", "five")]
    assert found == [True, True, True, False, False]
