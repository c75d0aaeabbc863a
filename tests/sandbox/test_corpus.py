"""The hand-written conversations: enough of them, whole, and different."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from string import Template

import pytest

from bizcare_tui.sandbox.catalogue import load_catalogue
from bizcare_tui.sandbox.corpus import (
    CORPUS_LANGUAGES,
    CorpusConversation,
    fill_slots,
    load_corpus,
)

CASES = {
    *("question", "installation", "configuration", "technical", "bug", "presale", "notice", "reopened"),
    *("weekend", "holiday", "cover_expired", "cover_none", "staging", "moved_domain"),
    *("ground_not_the_product", "ground_other_shop", "ground_intervention", "ground_third_party"),
    *("ground_incompatible_version", "ground_incompatible_developments", "ground_modified_code"),
    *("refund_not_downloaded", "refund_not_working", "refund_misleading", "refund_singular"),
}
SLOTS = {"customer", "customer_full", "shop", "product", "version", "order"}
BUGS = {"", "checkout-address-loop", "feeds-duplicate-gtin", "parcel-label-500", "invoice-vat-rounding"}


def conversations() -> Iterator[CorpusConversation]:
    for language in load_corpus().values():
        yield from language.conversations


@pytest.mark.parametrize(
    ("code", "least"), [("es", 40), ("fr", 40), ("en", 40), ("it", 15), ("de", 15), ("pl", 15)]
)
def test_every_language_has_enough_conversations(code: str, least: int) -> None:
    assert len(load_corpus()[code].conversations) >= least


@pytest.mark.parametrize("code", ["es", "fr", "en"])
def test_the_big_languages_tell_every_case(code: str) -> None:
    assert {each.case for each in load_corpus()[code].conversations} == CASES


def test_no_case_nor_bug_is_unknown_and_every_bug_is_reported_by_several_shops() -> None:
    assert {each.case for each in conversations()} == CASES
    reported = Counter(each.bug for each in conversations())
    assert set(reported) == BUGS
    assert min(reported.values()) >= 3


def test_all_are_different() -> None:
    for what in ("id", "topic"):
        counted = Counter(getattr(each, what).casefold() for each in conversations())
        assert [text for text, times in counted.items() if times > 1] == []
    openings = Counter(" ".join(each.lines[0].text.casefold().split())[:60] for each in conversations())
    assert [text for text, times in openings.items() if times > 1] == []


def test_a_conversation_begins_with_the_one_who_wants_something() -> None:
    for each in conversations():
        assert each.lines[0].author == ("marketplace" if each.is_notice else "customer"), each.id
        assert {line.author for line in each.lines} <= {"customer", "seller", "marketplace"}, each.id
        assert all(line.text for line in each.lines), each.id
        assert each.is_notice == (each.product == ""), each.id
        assert each.is_notice or each.product in load_catalogue(), each.id
        assert each.is_notice or each.is_presale or each.versions, each.id
        assert each.cover in {"active", "expired", "none", "any"}, each.id


def test_texts_use_only_the_slots_there_are() -> None:
    filled = dict.fromkeys(SLOTS, "x")
    for each in conversations():
        for text in (each.topic, *(line.text for line in each.lines)):
            assert set(Template(text).get_identifiers()) <= SLOTS, each.id
            assert fill_slots(text, filled), each.id
    for language in load_corpus().values():
        for text in language.answers + language.notes:
            assert fill_slots(text, filled)


def test_every_language_has_people_and_shops_of_its_own() -> None:
    for code in CORPUS_LANGUAGES:
        language = load_corpus()[code]
        for listed in (language.first_names, language.last_names, language.shops):
            assert len(set(listed)) == len(listed) >= 30, code


def release(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def test_shops_run_versions_the_product_fits_except_where_that_is_the_case() -> None:
    for each in conversations():
        if each.is_notice or each.is_presale:
            continue
        lowest, highest = map(release, load_catalogue()[each.product].prestashop)
        fits = [
            lowest <= release(version)[:3] and release(version)[:2] <= highest for version in each.versions
        ]
        assert all(fits) != (each.case == "ground_incompatible_version"), (each.id, each.versions)
