"""A desk over one purchase and its thread, for tests of decisions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from fixed_time import NOW
from store_templates import KEY, TEMPLATES

from bizcare_tui.cli.json.threads import thread_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.wizard_state import WizardState
from bizcare_tui.domain.clock import MARKETPLACE_ZONE
from bizcare_tui.domain.decisions.answers import ChosenGround, EvidenceItem, RefundAnswers, RejectionAnswers
from bizcare_tui.domain.policy import Proof
from bizcare_tui.sandbox.market import Market
from bizcare_tui.sandbox.quirks import Quirks
from bizcare_tui.sandbox.server import Sandbox

THREAD = 7
ASKED = (
    "Hello, on www.costa-outlet.com the carousel stays empty since Monday. We run PrestaShop 9.0.1, and our"
    " developer changed the file carousel.php for the new theme. Maria"
)
FOUND = "I opened the page of the outlet and saw that carousel.php differs from the file in version 2.4"


def wire_time(moment: datetime) -> str:
    """Return an instant as the Seller API writes it."""
    return f"{moment.astimezone(MARKETPLACE_ZONE):%Y-%m-%d %H:%M:%S}"


@dataclass
class PurchaseDesk:
    """A desk, and the account behind it; `sale` is the purchase as the Seller API reports it."""

    desk: Desk
    market: Market
    sale: dict[str, Any]

    def sync(self) -> None:
        """Bring the store up to date."""
        self.desk.marketplace.sync(full=False, on_progress=lambda _step, _done, _total: None)

    def send(self) -> None:
        """Send what is due in the outbox."""
        self.desk.replies.send(on_progress=lambda _text: None)

    def rejecting(self, *grounds: str) -> WizardState:
        """Return a rejection on these grounds, ready to be decided."""
        decisions = self.desk.decisions
        state = decisions.wizards.begin(THREAD, "rejection")
        item = EvidenceItem(Proof.FINDING, FOUND, "finding")
        chosen = tuple(ChosenGround(ground, (item,), "seen myself", acknowledged=True) for ground in grounds)
        return self.with_letter(replace(state, answers=RejectionAnswers(chosen=chosen)))

    def refunding(self, quantity: int | None = None) -> WizardState:
        """Return a refund of so many licences, or of all, ready to be decided."""
        state = self.desk.decisions.wizards.begin(THREAD, "refund")
        assert isinstance(state.answers, RefundAnswers)
        item = EvidenceItem(Proof.FINDING, FOUND, "finding")
        answers = replace(
            state.answers,
            chosen=(ChosenGround("singular_unsolvable", (item,)),),
            singular=True,
            care_ends=True,
            paid_out=False,
            done=True,
            quantity=quantity,
        )
        return self.with_letter(replace(state, answers=answers))

    def with_letter(self, state: WizardState) -> WizardState:
        """Return the wizard with its letter composed."""
        decisions = self.desk.decisions
        context = decisions.contexts.read(THREAD)
        return replace(state, answers=decisions.letters.with_letter(context, state.answers))

    def line(self) -> dict[str, Any]:
        """Return the thread as `show --json` prints it."""
        return thread_json(self.desk, THREAD)


@contextmanager
def open_purchase_desk(
    monkeypatch: pytest.MonkeyPatch, settings: str = "", asked: str = ASKED
) -> Iterator[PurchaseDesk]:
    """Open a desk with one thread about one purchase, synced once; replies leave at once."""
    monkeypatch.setenv("BIZCARE_NOW", NOW.isoformat())
    at = NOW - timedelta(hours=3)
    sale = {
        "id_order": 9,
        "id_product": 3,
        "product_name": "Carousel One",
        "amount": "79.90",
        "product_quantity": 1,
        "product_quantity_refunded": 0,
        "iso_code": "ES",
        "order_date": wire_time(NOW - timedelta(days=40)),
    }
    thread = {
        "id_community_thread": THREAD,
        "topic": "Carousel stays empty",
        "name": "Carousel One",
        "id_product": 3,
        "id_order": 9,
        "nb_messages": 1,
        "qualification": "aftersale",
        "website": "https://www.costa-garden.com",
        "versionps": "9.0.1",
        "zen": {"nb_days_left": 325},
        "date_add": wire_time(at),
    }
    message = {
        "id_community_message": 70,
        "id_community_thread": THREAD,
        "message": asked,
        "date_add": wire_time(at),
        "author": "customer",
    }
    product = {"id_product": 3, "name": "Carousel One", "price": "79.90", "statut": 1}
    market = Market.given(
        threads=[thread], messages=[message], products=[product], sales=[sale], quirks=Quirks(authors=True)
    )
    with Sandbox(market, KEY) as running:
        monkeypatch.setenv("BIZCARE_API_URL", running.url)
        monkeypatch.setenv("BIZCARE_API_KEY", running.key)
        TEMPLATES.copy(("dossier", settings, asked), running, NOW, lambda: _prepare(settings))
        yield PurchaseDesk(Desk(), market, sale)


def _prepare(settings: str) -> None:
    """Sync the one thread; the seller scores all threads, and declared a range of versions."""
    desk = Desk()
    desk.marketplace.sync(full=False, on_progress=lambda _step, _done, _total: None)
    desk.session.paths.settings_file.write_text(f"undo_seconds = 0\nconfirm_seconds = 0\n{settings}\n")
    desk.baseline.answer(NOW.replace(year=2020), [], mark_older_read=False)
    Desk().decisions.records.declare("3", since=date(2024, 1, 1), least="1.7.6", most="8.2", source="page")
