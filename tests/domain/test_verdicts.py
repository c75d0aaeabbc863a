"""Mails and threads of PrestaShop about a submission: the verdict, and which ZIP it is about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bizcare_tui.domain.defects import Defect, DefectStepKind, RecordedStep
from bizcare_tui.domain.verdicts import Notice, proposed_steps, read_verdict
from bizcare_tui.sandbox.corpus import load_corpus

NOW = datetime(2026, 11, 26, 9, 20, tzinfo=UTC)
OK, NO = DefectStepKind.PUBLISHED, DefectStepKind.RETURNED


@pytest.mark.parametrize(
    ("topic", "text", "step"),
    [
        ("Your module ShopFast 4.1.3 has been approved", "", OK),
        ("Technical review", "Good news: version 4.1.3 has been accepted and is now online.", OK),
        ("Validation technique", "La version 4.1.3 a été validée et publiée.", OK),
        ("Validación técnica: 4.1.3", "El archivo ha superado la validación técnica.", OK),
        ("Convalida tecnica", "La versione 4.1.3 è stata approvata.", OK),
        ("Technische Prüfung", "Die Version 4.1.3 wurde freigegeben und veröffentlicht.", OK),
        ("Weryfikacja", "Wersja 4.1.3 została zaakceptowana.", OK),
        ("Controle", "Versie 4.1.3 is goedgekeurd.", OK),
        ("Validação", "A versão 4.1.3 foi aprovada.", OK),
        ("Technical review", "Version 4.1.3 has been approved and will be available in a few hours.", OK),
        ("Validation", "La version 4.1.3 a été validée et sera disponible sous peu.", OK),
        ("Validación", "Se ha publicado la versión 4.1.3.", OK),
        ("Submission 4.1.3 rejected", "Your ZIP was refused.", NO),
        ("Technical review", "Version 4.1.3 will not be published.", NO),
        ("Validación", "No se ha podido publicar la versión 4.1.3.", NO),
        ("Technical review", "Version 4.1.3 could not be published.", NO),
        ("Technical review", "Version 4.1.3 has not been approved.", NO),
        ("Mise à jour refusée : ShopFast 4.1.3", "La version 4.1.2 est en ligne.", NO),
        ("Validation", "La version 4.1.3 n'a pas pu être publiée.", NO),
        ("Validación", "La versión 4.1.3 no ha sido aprobada.", NO),
        ("Validación", "Su envío 4.1.3 ha sido rechazado.", NO),
        ("Verifica", "La versione 4.1.3 non è stata approvata.", NO),
        ("Verifica", "L'aggiornamento 4.1.3 è stato respinto.", NO),
        ("Prüfung", "Die Version 4.1.3 wurde geprüft und nicht angenommen.", NO),
        ("Prüfung", "Ihre Einreichung 4.1.3 wurde abgelehnt.", NO),
        ("Weryfikacja", "Wersja 4.1.3 nie została zatwierdzona.", NO),
        ("Controle", "Versie 4.1.3 is afgekeurd.", NO),
        ("Validação", "A versão 4.1.3 não foi aprovada.", NO),
        ("Your submission 4.1.3", "Changes are required: please correct the escaping.", NO),
        ("Votre soumission 4.1.3", "Merci de corriger les points suivants.", NO),
        ("Product taken offline: ShopFast", "Once the version has passed the review, it is back.", None),
        ("Il tuo prodotto è stato messo offline", "Carica una versione che sia approvata.", None),
        ("Your support score", "Your version of the score was recomputed.", None),
        ("Technical review", "A second submission with the same remarks may be refused.", None),
        ("Nueva validación", "Si la versión es rechazada, se lo diremos.", None),
        ("Technical review", "Version 4.1.3 will be reviewed, and published once it is approved.", None),
        ("Refund accepted", "The refund of an order was accepted.", None),
        ("", "", None),
    ],
)
def test_the_verdict_of_a_notice(topic: str, text: str, step: DefectStepKind | None) -> None:
    verdict = read_verdict(topic, text)
    assert (verdict.step if verdict else None) is step


def in_review(number: int, product: int, *zips: tuple[str, str]) -> Defect:
    taken = [RecordedStep(1, DefectStepKind.FIXED, NOW, "ana", {})]
    for branch, version in zips:
        content = {"version": version, **({"branches": [branch]} if branch else {})}
        taken.append(RecordedStep(len(taken) + 1, DefectStepKind.SUBMITTED, NOW, "ana", content))
    return Defect(number, "It fails", product, "ShopFast – Carts", (), tuple(taken))


PRODUCTS = [(9, "ShopFast – Carts"), (10, "TrueVoice – Reviews")]
LATER = NOW + timedelta(days=3)


def notice(topic: str, text: str = "", at: datetime = LATER) -> Notice:
    return Notice(77, at, topic, text)


def test_a_notice_proposes_the_step_of_the_zip_that_it_names() -> None:
    defects = [in_review(1, 9, ("8", "4.1.3"), ("1.7", "3.2.1"))]
    (proposed,) = proposed_steps(defects, [notice("ShopFast 3.2.1: version rejected")], PRODUCTS)
    assert (proposed.defect_id, proposed.step, proposed.branches, proposed.version, proposed.thread_id) == (
        1, NO, ("1.7",), "3.2.1", 77,
    )  # fmt: skip
    assert proposed.at == LATER
    # Without a version it may be either: both are proposed.
    assert len(proposed_steps(defects, [notice("ShopFast: version approved")], PRODUCTS)) == 2


def test_a_notice_about_something_else_proposes_nothing() -> None:
    defects = [in_review(1, 9, ("8", "4.1.3"))]
    for other in (
        notice("TrueVoice 4.1.3: version approved"),
        notice("ShopFast 4.1.2: version approved"),
        notice("Version approved"),
        notice("ShopFast 4.1.3: version approved", at=NOW - timedelta(days=1)),
        notice("ShopFast: offline until version 4.1.3 is approved"),
    ):
        assert proposed_steps(defects, [other], PRODUCTS) == []
    assert len(proposed_steps(defects, [notice("Version 4.1.3 approved")], PRODUCTS)) == 1


def test_the_newest_notice_about_a_zip_counts() -> None:
    notices = [
        notice("ShopFast 4.1.3: version approved", at=LATER),
        notice("ShopFast 4.1.3: version rejected", at=LATER - timedelta(days=1)),
    ]
    (proposed,) = proposed_steps([in_review(1, 9, ("", "4.1.3"))], notices, PRODUCTS)
    assert proposed.step is OK


def test_the_notices_of_the_sandbox_read_as_they_are_meant() -> None:
    found = {}
    for language in load_corpus().values():
        for each in language.conversations:
            if each.is_notice and (verdict := read_verdict(each.topic, each.lines[0].text)):
                found[each.id] = (verdict.step, verdict.versions[0])
    assert found == {
        "en-notice-stocktide-approved": (OK, "1.4.2"),
        "es-notice-validacion-stocktide": (OK, "1.4.1"),
        "fr-notice-mise-a-jour-refusee": (NO, "2.1.4"),
        "de-notice-technische-pruefung": (NO, "3.4.1"),
    }
