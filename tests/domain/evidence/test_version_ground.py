"""Ground 4: the PrestaShop version against what was declared at the purchase."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from cases import case, declared

from bizcare_tui.domain.evidence.case import Verdict
from bizcare_tui.domain.evidence.version import declared_at, evaluate_version, range_in_words

SUPPORTED, CONTRADICTED, UNKNOWN = Verdict


@pytest.mark.parametrize(
    ("text", "record", "verdict"),
    [
        ("It fails.", "8.1.6", CONTRADICTED),
        ("It fails.", "9.0.0", SUPPORTED),
        ("It fails.", "none", UNKNOWN),
        ("It fails.", "", UNKNOWN),
        ("We run PrestaShop 9.0.1.", "", SUPPORTED),
        ("We run PrestaShop 8.0.5.", "none", CONTRADICTED),
        ("We run PrestaShop 9.0.1.", "9.0.0", SUPPORTED),
        ("We run PrestaShop 9.0.1.", "8.1.6", UNKNOWN),  # they would lead to different verdicts
        ("We run PrestaShop 8.0.5.", "8.1.6", CONTRADICTED),
        ("We run PrestaShop 8.", "", UNKNOWN),
        ("Is it compatible with PrestaShop 9?", "8.1.6", UNKNOWN),
        ("Is it compatible with PrestaShop 9?", "", UNKNOWN),
        ("PrestaShop 1.7.8.9 on one, PrestaShop 9.0.0 on the other", "", UNKNOWN),
        ("PHP 9.0.0 is what we run", "8.1.6", CONTRADICTED),
        ("Upgraded from PrestaShop 8.1.6 to PrestaShop 9.0.1", "9.0.1", SUPPORTED),
        ("Upgraded from PrestaShop 8.1.6 to PrestaShop 9.0.1", "none", UNKNOWN),
        ("1.7.5.2 here", "none", SUPPORTED),
    ],
)
def test_what_is_written_and_what_is_on_record(text: str, record: str, verdict: Verdict) -> None:
    found = evaluate_version(case(text, version=record))
    assert found.verdict is verdict, found
    assert verdict is CONTRADICTED or found.settle


def test_the_range_is_the_one_of_the_day_of_purchase_and_is_never_rewritten() -> None:
    ranges = (declared("2025-01-10", "1.7.6", "8.1"), declared("2026-06-01", "8.0", "9.0"))
    on_nine = "PrestaShop 9.0.0"
    before = evaluate_version(case(on_nine, version="", declared=ranges, purchased=date(2026, 5, 31)))
    after = evaluate_version(case(on_nine, version="", declared=ranges, purchased=date(2026, 6, 1)))
    assert (before.verdict, after.verdict) == (SUPPORTED, CONTRADICTED)
    corrected = (*ranges, declared("2025-01-10", "1.7.6", "9.0", recorded=datetime(2026, 11, 9, tzinfo=UTC)))
    held = declared_at(corrected, date(2026, 1, 1))
    assert held is not None
    assert held.most == "9.0"


@pytest.mark.parametrize("other", [{"purchased": None}, {"declared": ()}, {"purchased": date(2024, 12, 31)}])
def test_without_a_purchase_or_a_range_of_that_day_it_is_unknown(other: dict[str, object]) -> None:
    found = evaluate_version(case("PrestaShop 9.0.0", **other))
    assert found.verdict is UNKNOWN
    assert found.settle


def test_a_range_is_told_in_words() -> None:
    assert range_in_words(declared("2025-01-10", "1.7.6", "8.1")) == "1.7.6 to 8.1"
    assert range_in_words(declared("2025-01-10", "", "8.1")) == "up to 8.1"
    assert range_in_words(declared("2025-01-10", "8.0", "")) == "from 8.0"


def test_the_facts_it_rests_on_have_a_source_and_an_age() -> None:
    found = evaluate_version(case("We run PrestaShop 9.0.1.", version="9.0.0"))
    assert {each.source.split(",")[0] for each in found.evidence} == {
        "message 1",
        "PrestaShop version on record",
        "date of purchase",
        "declared from 2025-01-10 on; recorded by ana",
    }
    assert all(each.at for each in found.evidence if not each.source.startswith("date of purchase"))
