"""Tickets: language, missing facts, snippets, known values; secrets stay masked."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.domain.replies.reply_findings import FindingOutcome, ReplyFindingKind
from bizcare_tui.errors import BadSettings
from bizcare_tui.now import now
from bizcare_tui.sandbox.market import Market
from bizcare_tui.sandbox.server import Sandbox

SECRET = "Garden!2024"


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk with one thread of our own words, in which the customer sent a password."""
    monkeypatch.setenv("BIZCARE_NOW", "2026-11-26T09:20:00+00:00")
    at = now() - timedelta(hours=3)
    thread = {
        "id_community_thread": 7,
        "topic": f"El carrusel no carga, contraseña: {SECRET}",
        "name": "Carrusel Uno",
        "id_product": 3,
        "id_order": 9,
        "website": "https://www.lanas.es",
        "versionps": "8.1.4",
        "date_add": f"{at:%Y-%m-%d %H:%M:%S}",
    }
    message = {
        "id_community_message": 70,
        "id_community_thread": 7,
        "message": f"Hola, el carrusel no carga desde ayer. ftp login: ana / {SECRET}",
        "date_add": f"{at:%Y-%m-%d %H:%M:%S}",
    }
    with Sandbox(Market.given(threads=[thread], messages=[message])) as running:
        monkeypatch.setenv("BIZCARE_API_URL", running.url)
        monkeypatch.setenv("BIZCARE_API_KEY", running.key)
        desk = Desk()
        desk.marketplace.sync(full=False, on_progress=lambda _step, _done, _total: None)
    return desk


def test_a_ticket_knows_language_shop_and_what_is_missing(own: Desk) -> None:
    (thread_id,) = own.inbox.thread_ids(parse_query(""))
    ticket = own.replies.ticket(thread_id)
    assert (ticket.language, ticket.prestashop_version) == ("es", "8.1.4")
    assert "lanas.es" in ticket.shop
    missing = {fact.value for fact in own.replies.tickets.missing(ticket)}
    assert missing == {"steps", "error", "screenshots"}
    assert own.replies.tickets.questions(thread_id).count("\n- ") == 3


def test_snippets_come_filled_in_the_customers_language_first(own: Desk) -> None:
    (thread_id,) = own.inbox.thread_ids(parse_query(""))
    snippet, filled = own.replies.tickets.snippets(thread_id)[0]
    text = filled.text
    assert snippet.language == "es"
    assert "Carrusel Uno" in [text[start:end] for start, end in filled.filled]
    assert [text[start] for start, _end in filled.empty] == ["$"] * len(filled.empty)
    assert "Carrusel Uno" in text
    assert "$product" not in text
    assert own.replies.tickets.unfilled(text)
    assert "$signature" not in text


def test_a_mistake_in_own_snippets_is_reported_and_can_be_corrected(own: Desk) -> None:
    (thread_id,) = own.inbox.thread_ids(parse_query(""))
    folder = own.session.paths.config / "snippets"
    folder.mkdir()
    (folder / "es.toml").write_text("[x]\ntxt = 1\n")
    with pytest.raises(BadSettings, match=r"es\.toml, line 2"):
        own.replies.tickets.snippets(thread_id)
    (folder / "es.toml").write_text('[x]\ntext = "Buenas"\n')
    assert own.replies.tickets.snippets(thread_id)[-1] is not None


def test_secrets_are_masked_on_the_screen_in_search_and_in_what_commands_print(own: Desk) -> None:
    (row,) = own.inbox.rows(own.inbox.thread_ids(parse_query("")))
    assert SECRET not in row.topic
    conversation = own.conversations.conversation(row.id)
    shown = json.dumps([(each.text, each.raw, each.links) for each in conversation.messages])
    assert "ftp login" in shown
    assert SECRET not in shown
    assert len(own.inbox.thread_ids(parse_query(SECRET))) == 0
    assert len(own.inbox.thread_ids(parse_query("carrusel"))) == 1


def test_a_password_in_the_thread_is_noted_when_answering(own: Desk) -> None:
    (thread_id,) = own.inbox.thread_ids(parse_query(""))
    draft = "Hola Ana: el carrusel de lanas.es no carga por la caché de la 8.1.4, vacíela."
    found = [
        each for each in own.replies.check(thread_id, draft) if each.kind is ReplyFindingKind.CREDENTIALS
    ]
    assert [each.outcome for each in found] == [FindingOutcome.NOTE]


def test_a_reply_that_was_sent_elsewhere_is_known_at_once(desk: Desk, tmp_path: Path) -> None:
    first, second = [
        row for row in desk.inbox.rows(desk.inbox.thread_ids(parse_query("is:due"))) if row.product
    ][:2]
    text = (
        f"The boxes of {first.product} on the home page appear once the hook displayHome has the module, the"
        " cache was emptied and the page loaded again; brands without a picture are left out on purpose."
    )
    assert ReplyFindingKind.CANNED not in {each.kind for each in desk.replies.check(second.id, text)}
    desk.replies.queue(first.id, text, override="as agreed")
    assert ReplyFindingKind.CANNED in {each.kind for each in desk.replies.check(second.id, text)}
