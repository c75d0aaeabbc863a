"""An account with something in every list of the app, for the tests of its keys."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from fixed_time import NOW
from purchase_desk import wire_time

from bizcare_tui.desk.desk import Desk
from bizcare_tui.domain.decisions.answers import ChosenGround, EvidenceItem, RejectionAnswers
from bizcare_tui.domain.defects import DefectStepKind
from bizcare_tui.domain.policy import Proof
from bizcare_tui.sandbox.market import Market
from bizcare_tui.sandbox.quirks import Quirks


def five_requests() -> Market:
    """Return an account with five requests about one product."""
    asked = {number: NOW - timedelta(hours=2 + number) for number in range(1, 6)}
    threads = [
        {
            "id_community_thread": number, "topic": f"Topic {number}", "name": "Carousel One",
            "id_product": 3, "id_order": 90 + number, "nb_messages": 1, "qualification": "aftersale",
            "website": f"https://shop{number}.example", "versionps": "9.0.1", "zen": {"nb_days_left": 325},
            "date_add": wire_time(at),
        }
        for number, at in asked.items()
    ]  # fmt: skip
    sales = [
        {
            "id_order": 90 + number, "id_product": 3, "product_name": "Carousel One", "amount": "79.90",
            "product_quantity": 1, "product_quantity_refunded": 0, "iso_code": "ES",
            "order_date": wire_time(NOW - timedelta(days=40)),
        }
        for number in asked
    ]  # fmt: skip
    market = Market.given(
        threads=threads,
        sales=sales,
        products=[{"id_product": 3, "name": "Carousel One", "price": "79.90", "statut": 1}],
        quirks=Quirks(authors=True),
    )
    for number, at in asked.items():
        market.add_message(
            number,
            f"Hello, on www.shop{number}.example the carousel stays empty since Monday."
            " We run PrestaShop 9.0.1, and our developer changed the file carousel.php for the new theme.",
            author="customer",
            at=at,
        )
    return market


def fill_lists(market: Market) -> None:
    """Make decisions with letters in the outbox, defects, acts, unknown authors, and news since a visit."""

    def sync() -> None:
        Desk().marketplace.sync(full=False, on_progress=lambda _step, _done, _total: None)

    for number, name in ((2, "Zoë"), (3, "Luis")):
        text = f"The season of our shop starts next week.\n\n{name}"
        market.add_message(number, text, author="", at=NOW - timedelta(hours=1))
    sync()
    desk = Desk()
    desk.session.paths.settings_file.write_text("undo_seconds = 3600\n")
    desk.baseline.answer(NOW.replace(year=2020), [], mark_older_read=False)
    decide(Desk(), 4, "rejection", "modified_code", "I saw that carousel.php differs from the file in 2.4")
    decide(Desk(), 5, "refund", "singular_unsolvable", "Nothing loads: we could not repair the slider there")
    desk = Desk()
    for number, title in ((1, "Cart empty"), (2, "Slides empty")):
        desk.defects.create_defect([number], title, 3)
        for step in (DefectStepKind.REPRODUCED, DefectStepKind.FIXED):
            desk.defects.record_step(number, step)
        desk.verbs.tag([number], f"tag{number}")
    desk.presence.record_visit(None, desk.now())
    for number in (2, 3):
        market.add_message(number, "Is there any news about my carousel?", author="customer", at=NOW)
    sync()


def decide(desk: Desk, number: int, kind: str, ground: str, finding: str) -> None:
    """Decide a request."""
    decisions = desk.decisions
    underway = decisions.wizards.begin(number, kind)
    item = EvidenceItem(Proof.FINDING, finding, "finding")
    chosen = (ChosenGround(ground, (item,), "seen myself", acknowledged=True),)
    underway_answers: Any = underway.answers
    answers: Any = (
        RejectionAnswers(chosen=chosen)
        if kind == "rejection"
        else replace(
            underway_answers, chosen=chosen, singular=True, care_ends=True, paid_out=False, done=True
        )
    )
    answers = decisions.letters.with_letter(decisions.contexts.read(number), answers)
    decisions.decide(replace(underway, answers=answers), "seen")
