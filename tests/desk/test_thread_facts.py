"""The bar, the pack and `show` agree with what is known, and name no key."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from fixed_time import NOW
from purchase_desk import ASKED, THREAD, PurchaseDesk, open_purchase_desk

from bizcare_tui.cli.json.threads import thread_json
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.desk.views import CareFact
from bizcare_tui.domain.decisions.answers import RejectionAnswers
from bizcare_tui.domain.threads import AuthorSource, Cover

KEY_HINTS = re.compile(
    r"(?<![\w'])[a-zA-Z$/] (takes|chooses|says|shows|finds|names|goes on|does too)|\([a-zA-Z$]\)|press \w\b"
)


@pytest.fixture
def at_desk(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[PurchaseDesk]:
    with open_purchase_desk(monkeypatch) as opened:
        yield opened


def bar(at_desk: PurchaseDesk) -> dict[str, CareFact]:
    return {fact.key: fact for fact in at_desk.desk.conversations.conversation(THREAD).facts}


def test_a_refunded_order_ends_the_cover_and_closes_the_windows(at_desk: PurchaseDesk) -> None:
    assert "refund_claim" in bar(at_desk)
    at_desk.sale["product_quantity_refunded"] = 1
    at_desk.sync()
    facts = bar(at_desk)
    assert facts["cover"].value == "ended: order refunded (1 of 1)"
    assert not {"refund_claim", "refund_accept"} & facts.keys()
    assert at_desk.line()["business_care"] == {"state": "none", "days_left": None}
    assert list(at_desk.desk.inbox.thread_ids(parse_query("care:active"))) == []
    assert at_desk.desk.decisions.contexts.read(THREAD).cover.state is Cover.NONE
    assert not any("claim" in line for line in at_desk.desk.conversations.explain(THREAD))


def test_a_part_that_was_refunded_leaves_the_rest_covered(at_desk: PurchaseDesk) -> None:
    at_desk.sale.update(product_quantity=3, product_quantity_refunded=1)
    at_desk.sync()
    facts = bar(at_desk)
    assert facts["cover"].value == "active, 325 days left"
    assert "1 of 3" in facts["cover"].meaning
    assert "refund_claim" in facts
    assert at_desk.line()["business_care"]["state"] == "active"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"qualification": "presale", "id_order": None}, "pre-sale"),
        ({}, "none recorded for this purchase"),
        ({"amount": "0.00"}, "free product"),
    ],
)
def test_the_reason_for_missing_cover_is_shown_as_far_as_it_is_known(
    database: str, monkeypatch: pytest.MonkeyPatch, changes: dict[str, object], why: str
) -> None:
    with open_purchase_desk(monkeypatch) as at_desk:
        thread = at_desk.market.threads(0, 1, newest_first=True).rows[0]
        for row in (thread, at_desk.sale):
            row.update({key: value for key, value in changes.items() if key in row})
        thread["zen"] = None
        at_desk.desk.marketplace.sync(full=True, on_progress=lambda _step, _done, _total: None)
        fact = bar(at_desk)["cover"]
    assert fact.value == "none"
    assert why in fact.meaning
    assert "never taken" not in fact.meaning


@pytest.mark.parametrize(
    ("asked", "record", "value", "meaning"),
    [
        ("The carousel is empty. Version 8.1.6", "", "8.1.6", "the customer wrote it, 26 Nov"),
        ("The carousel is empty on PrestaShop 8.1.6", "9.0.1", "9.0.1", "the customer wrote 8.1.6, 26 Nov"),
        (ASKED, "9.0.1", "9.0.1", ""),
        ("The carousel is empty.", "", None, "missing"),
    ],
)
def test_a_version_the_customer_wrote_is_shown_with_its_date(
    database: str, monkeypatch: pytest.MonkeyPatch, asked: str, record: str, value: str | None, meaning: str
) -> None:
    with open_purchase_desk(monkeypatch, asked=asked) as at_desk:
        at_desk.market.threads(0, 1, newest_first=True).rows[0]["versionps"] = record
        at_desk.desk.marketplace.sync(full=True, on_progress=lambda _step, _done, _total: None)
        fact = bar(at_desk)["prestashop"]
    assert fact.value == value
    assert meaning in fact.meaning
    assert bool(fact.meaning) == bool(meaning)


def unattributed(at_desk: PurchaseDesk, text: str) -> None:
    """A message of which the Marketplace does not tell the author."""
    at_desk.market.add_message(THREAD, text, at=NOW)
    del at_desk.market._messages[-1]["author"]


def test_a_later_message_with_ones_own_name_may_be_the_answer(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_purchase_desk(monkeypatch, 'seller_names = ["Nordlys Modules"]') as at_desk:
        at_desk.desk.baseline.answer(NOW - timedelta(days=30), [], mark_older_read=False)
        unattributed(at_desk, "Thank you, it is fine.\nPaul")
        at_desk.sync()
        assert "answer before this" in bar(at_desk)["first_answer"].meaning
        text = "Clear the cache.\n\nMarta\nNordlys Modules\n+33 1 23 45 67 89"
        unattributed(at_desk, text)
        at_desk.sync()
        fact = bar(at_desk)["first_answer"]
    assert "may be your answer: set its author" in fact.meaning
    assert fact.actions == ("author",)


def test_without_known_names_any_later_message_may_be_the_answer(at_desk: PurchaseDesk) -> None:
    at_desk.desk.baseline.answer(NOW - timedelta(days=30), [], mark_older_read=False)
    unattributed(at_desk, "Clear the cache, please.")
    at_desk.sync()
    assert "may be your answer: set its author" in bar(at_desk)["first_answer"].meaning


def test_a_reply_sent_from_here_is_unread_for_nobody(at_desk: PurchaseDesk) -> None:
    desk = at_desk.desk
    desk.conversations.mark_read(THREAD)
    desk.replies.queue(THREAD, "I found the changed file and sent you the original one. Marta", override="so")
    at_desk.send()
    at_desk.sync()
    conversation = desk.conversations.conversation(THREAD)
    assert len(conversation.messages) == 2
    assert conversation.messages[-1].author_by in (AuthorSource.OWN_REPLY, AuthorSource.AUTHOR_FIELD)
    assert not thread_json(desk, THREAD)["unread"]
    assert list(desk.inbox.thread_ids(parse_query("is:unread"))) == []
    at_desk.market.add_message(THREAD, "Thank you, but it is still empty.", at=NOW + timedelta(hours=1))
    at_desk.sync()
    assert thread_json(desk, THREAD)["unread"]


def test_neither_pack_nor_show_nor_explain_names_a_key_or_an_id(
    at_desk: PurchaseDesk, capsys: pytest.CaptureFixture[str]
) -> None:
    from bizcare_tui.cli.main import main

    desk = at_desk.desk
    ready = at_desk.rejecting("intervention_or_third_party")
    desk.decisions.wizards.save(ready, ready.answers)
    desk.verbs.snooze([THREAD], NOW + timedelta(days=2))
    assert isinstance(ready.answers, RejectionAnswers)
    with ZipFile(BytesIO(desk.conversations.evidence_pack(THREAD).content())) as pack:
        document = pack.read("evidence.md").decode()
    main(["show", str(THREAD)])
    main(["explain", str(THREAD)])
    for text in (document, capsys.readouterr().out):
        assert "Request type" in text or "First answer" in text
        assert not KEY_HINTS.search(text), KEY_HINTS.search(text)
        assert "()" not in text
    assert "intervention_or_third_party" not in document
    assert "Work on the site, or a third-party" in document


def test_a_decision_is_described_in_words(at_desk: PurchaseDesk) -> None:
    decisions = at_desk.desk.decisions
    ready = at_desk.rejecting("intervention_or_third_party")
    decisions.decide(decisions.wizards.save(ready, ready.answers), override="seen by hand")
    fact = bar(at_desk)["decision"]
    assert fact.value == "rejection, letter not confirmed yet"
    assert "Work on the site" in fact.meaning
    card = "\n".join(at_desk.desk.conversations.customer_card(THREAD))
    assert "rejection decided" in card
    assert "Work on the site" in card
    with ZipFile(BytesIO(at_desk.desk.conversations.evidence_pack(THREAD).content())) as pack:
        document = pack.read("evidence.md").decode()
    assert "finding: I opened the page" in document
    json.dumps(at_desk.line())


def test_the_facts_name_who_has_the_thread(at_desk: PurchaseDesk) -> None:
    assert "assignee" not in bar(at_desk)
    at_desk.desk.verbs.assign([THREAD], "ana", {})
    assert bar(at_desk)["assignee"].value == "ana"
