"""Public holidays are named in the language of the interface, whatever the process's locale."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bizcare_tui.desk.desk import Desk
from bizcare_tui.i18n import set_language
from bizcare_tui.sandbox.market import Market
from bizcare_tui.sandbox.server import Sandbox

# A Friday: the answer is due on Monday, the National Day of Spain.
ASKED = datetime(2026, 10, 9, 8, tzinfo=UTC)


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("language", "name"), [("es", "Fiesta Nacional de España"), ("en", "National Day"), ("", "National Day")]
)
def test_a_holiday_is_named_in_the_interfaces_language(
    database: str, monkeypatch: pytest.MonkeyPatch, language: str, name: str
) -> None:
    monkeypatch.setenv("BIZCARE_NOW", ASKED.isoformat())
    sale = {"id_order": 5, "id_product": 9, "iso_code": "ES", "order_date": "2026-09-01 10:00:00"}
    thread = {
        "id_community_thread": 1, "topic": "It fails", "id_product": 9, "name": "ShopFast", "id_order": 5,
        "qualification": "aftersale", "date_add": "2026-10-09 10:00:00", "nb_messages": 1,
    }  # fmt: skip
    with Sandbox(Market.given(threads=[thread], sales=[sale])) as running:
        monkeypatch.setenv("BIZCARE_API_URL", running.url)
        monkeypatch.setenv("BIZCARE_API_KEY", running.key)
        desk = Desk()
        desk.marketplace.sync(full=False, on_progress=lambda *_told: None)
        set_language(language)
        try:
            explained = desk.conversations.explain(1)
            facts = [fact.meaning for fact in desk.conversations.conversation(1).facts] + [
                fact.value or "" for fact in desk.conversations.conversation(1).facts
            ]
        finally:
            set_language("en")
    assert any(name in line for line in explained)
    assert any(name in words for words in facts)
