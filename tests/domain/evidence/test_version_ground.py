"""Ground 4: the PrestaShop version against what was declared at the purchase."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from evaluation_cases import case, declared

from bizcare_tui.domain.evidence.evaluation_data import GroundVerdict
from bizcare_tui.domain.evidence.version_ground import (
    declared_versions_on,
    evaluate_version,
    format_version_range,
)

SUPPORTED, CONTRADICTED, UNKNOWN = GroundVerdict


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
        ("Is it compatible with PrestaShop 9?", "8.1.6", CONTRADICTED),
        ("Is it compatible with PrestaShop 9?", "", UNKNOWN),
        ("PrestaShop 1.7.8.9 on one, PrestaShop 9.0.0 on the other", "", UNKNOWN),
        ("PHP 9.0.0 is what we run", "8.1.6", CONTRADICTED),
        ("Upgraded from PrestaShop 8.1.6 to PrestaShop 9.0.1", "9.0.1", SUPPORTED),
        ("Upgraded from PrestaShop 8.1.6 to PrestaShop 9.0.1", "none", SUPPORTED),
        ("Upgraded from PrestaShop 8.1.6 to PrestaShop 9.0.1", "8.1.6", SUPPORTED),
        ("We updated from 8.1.6 to 9.0 and it fails", "8.1.6", SUPPORTED),
        ("We will upgrade from 8.1.6 to 9.0.1 next week", "none", CONTRADICTED),
        ("We will upgrade from 8.1.6 to 9.0.1 next week", "8.1.6", CONTRADICTED),
        ("Queremos actualizar de 8.1.6 a 9.0.1", "8.1.6", CONTRADICTED),
        ("Hemos actualizado de la 8.1.6 a la 9.0.1", "8.1.6", SUPPORTED),
        ("Avant de passer de 8.1.6 à 9.0.1, est-ce possible ?", "8.1.6", CONTRADICTED),
        ("Depuis la mise à jour de 8.1.6 vers 9.0.1 rien ne va", "8.1.6", SUPPORTED),
        ("Vor dem Update auf 9.0.1 eine Frage", "8.1.6", CONTRADICTED),
        ("Wir wollen von 8.1.6 auf 9.0.1 umsteigen", "8.1.6", CONTRADICTED),
        ("Nach dem Update von 8.1.6 auf 9.0.1 geht nichts", "8.1.6", SUPPORTED),
        ("Planujemy aktualizację z 8.1.6 do 9.0.1", "8.1.6", CONTRADICTED),
        ("Po aktualizacji z 8.1.6 do 9.0.1 nie działa", "8.1.6", SUPPORTED),
        ("Abbiamo aggiornato da 8.1.6 a 9.0.1", "8.1.6", SUPPORTED),
        ("Vogliamo aggiornare da 8.1.6 a 9.0.1", "8.1.6", CONTRADICTED),
        ("We gaan updaten van 8.1.6 naar 9.0.1", "8.1.6", CONTRADICTED),
        ("Vamos atualizar de 8.1.6 para 9.0.1", "8.1.6", CONTRADICTED),
        ("We will upgrade to 9.0.1", "8.1.6", CONTRADICTED),
        ("Is 9.0.1 supported?", "8.1.6", CONTRADICTED),
        ("9.0.1 here", "none", SUPPORTED),
        ("We run 9.0 with PHP 8.1", "none", SUPPORTED),
        ("Usamos la 9.0.1", "none", SUPPORTED),
        ("Nous sommes en 8.0", "none", CONTRADICTED),
        ("Your module version 9.0.1 fails", "8.1.6", CONTRADICTED),
        ("PHP 9.1.2, MySQL 9.0.32", "8.1.6", CONTRADICTED),
        ("1.7.5.2 here", "none", SUPPORTED),
        ("It fails.", "9,0", SUPPORTED),  # a comma on record
        ("We run PrestaShop 8,0", "none", CONTRADICTED),
        ("PS8", "8.1.6", CONTRADICTED),  # the record says more
        ("PS8", "8.2.0", UNKNOWN),  # the record may be older
        ("We run PrestaShop 9.0.1, and 8.1.6 works in the test shop.", "none", SUPPORTED),
        ("It works with PrestaShop 8.1.6, not with 9.0.1.", "none", SUPPORTED),
        ("The hook exists since PrestaShop 1.6.", "none", UNKNOWN),  # named, but not as the one in use
        ("The hook exists since PrestaShop 1.6.", "1.6.1.24", SUPPORTED),
    ],
)
def test_what_is_written_and_what_is_on_record(text: str, record: str, verdict: GroundVerdict) -> None:
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
    held = declared_versions_on(corrected, date(2026, 1, 1))
    assert held is not None
    assert held.most == "9.0"


@pytest.mark.parametrize("other", [{"purchased": None}, {"declared": ()}, {"purchased": date(2024, 12, 31)}])
def test_without_a_purchase_or_a_range_of_that_day_it_is_unknown(other: dict[str, object]) -> None:
    found = evaluate_version(case("PrestaShop 9.0.0", **other))
    assert found.verdict is UNKNOWN
    assert found.settle


def test_a_range_is_described_in_words() -> None:
    assert format_version_range(declared("2025-01-10", "1.7.6", "8.1")) == "1.7.6 – 8.1"
    assert format_version_range(declared("2025-01-10", "", "8.1")) == "up to 8.1"
    assert format_version_range(declared("2025-01-10", "8.0", "")) == "from 8.0"


def test_the_facts_it_rests_on_have_a_source_and_an_age() -> None:
    found = evaluate_version(case("We run PrestaShop 9.0.1.", version="9.0.0"))
    assert {each.source.split(",")[0] for each in found.evidence} == {
        "message 1",
        "recorded PrestaShop version",
        "date of purchase",
        "declared from 2025-01-10; recorded by ana",
    }
    assert all(each.at for each in found.evidence if not each.source.startswith("date of purchase"))


@pytest.mark.parametrize(
    ("holes", "version", "verdict"),
    [
        (("9.0.0",), "9.0.0", SUPPORTED),
        (("9.0.0",), "9.0.1", CONTRADICTED),
        (("8.1",), "8.1.7", SUPPORTED),  # a short version excludes all that begin so
        (("8.x",), "8.2.0", SUPPORTED),
        (("1.7.8",), "1.7.8.11", SUPPORTED),
        (("1.7.8",), "1.7.7.8", CONTRADICTED),
        (("9.0.0", "8.1"), "8.2.0", CONTRADICTED),
        (("9.0.0",), "9.0", UNKNOWN),  # some 9.0 were declared, one was not
        (("9.0.0",), "9.2.0", SUPPORTED),  # outside the range anyway
    ],
)
def test_a_version_left_out_of_the_range_was_not_declared(
    holes: tuple[str, ...], version: str, verdict: GroundVerdict
) -> None:
    ranges = (declared("2025-01-10", "1.7.0.0", "9.1.3", holes=holes),)
    found = evaluate_version(case("It fails.", version=version, declared=ranges))
    assert found.verdict is verdict, found
    assert "exceptions not recorded" not in str(found)
    assert any(", except " + ", ".join(holes) in each.text for each in found.evidence)


def test_where_no_holes_were_recorded_the_verdict_says_so() -> None:
    ranges = (declared("2025-01-10", "1.7.0.0", "9.1.3"),)
    found = evaluate_version(case("It fails.", version="9.0.0", declared=ranges))
    assert found.verdict is CONTRADICTED
    assert "as the range 1.7.0.0 – 9.1.3; exceptions not recorded" in found.why
    assert any("exceptions not recorded" in each.text for each in found.evidence)


def test_a_version_in_a_hole_is_named_as_within_the_range() -> None:
    ranges = (declared("2025-01-10", "8.0", "9.1", holes=("9.0.0",)),)
    inside = evaluate_version(case("It fails.", version="9.0.0", declared=ranges))
    outside = evaluate_version(case("It fails.", version="1.7.8.1", declared=ranges))
    assert "within the declared range" in inside.why
    assert "within the declared range" not in outside.why
