"""Erasing personal data: it is gone from the store and does not come back, and decisions stay provable."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from fixed_time import NOW
from purchase_desk import FOUND, THREAD, open_purchase_desk, wire_time
from sqlmodel import select

from bizcare_tui.cli.json.threads import thread_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.desk.store_maintenance import StoreMaintenance
from bizcare_tui.domain.decisions.answers import RejectionAnswers, WizardStep
from bizcare_tui.domain.outbox import Transition
from bizcare_tui.errors import NotPossible, UnknownThread
from bizcare_tui.sandbox.market import Market
from bizcare_tui.sandbox.quirks import Quirks
from bizcare_tui.sandbox.server import Sandbox
from bizcare_tui.store.order_rows import store_sales
from bizcare_tui.store.reads.account import read_unparsed
from bizcare_tui.store.tables import ReplyFile, Sale

SECRETS = ("Quintavalle", "zelkova-shop", "Xylophon42", "hornblende")


def market() -> Market:
    """Two threads of one customer, one of another; and messages of a time that cannot be read."""
    threads = []
    for number, name, shop in (
        (1, "Quintavalle", "zelkova-shop"),
        (2, "Quintavalle", "zelkova-shop"),
        (3, "Other", "other"),
    ):
        threads.append({
            "id_community_thread": number, "topic": f"{name} cannot log in", "id_product": 9,
            "name": "ShopFast", "id_order": 100 + number, "qualification": "aftersale",
            "date_add": wire_time(NOW - timedelta(days=3)), "days_left": "200", "versionps": "8.1.6",
            "website": f"https://www.{shop}.example", "quantity": "1", "customer_hash": name * 3,
        })  # fmt: skip
    messages = [
        {name: number, "message": f"Ginkgo {number}", "date_add": "some day"}
        for name, number in (("id_community_thread", 1), ("id_thread", "2"), ("id_community_thread", 3),
                             ("id_community_thread", float("inf")))
    ]  # fmt: skip
    made = Market.given(threads=threads, messages=messages, sales=[], quirks=Quirks(authors=True))
    for number, name in ((1, "Quintavalle"), (2, "Quintavalle"), (3, "Other")):
        begun = NOW - timedelta(days=3)
        made.add_message(number, f"I am {name}, Xylophon42 is my word", author="customer", at=begun)
        made.add_message(number, "I see it. Tom", author="seller", at=begun + timedelta(hours=4))
    return made


@pytest.fixture
def account(database: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    home.mkdir(mode=0o700, exist_ok=True)
    (home / "config.toml").write_text("undo_seconds = 0\nkeep_months = 1\n")
    monkeypatch.setenv("BIZCARE_NOW", NOW.isoformat())
    with Sandbox(market()) as running:
        monkeypatch.setenv("BIZCARE_API_URL", running.url)
        monkeypatch.setenv("BIZCARE_API_KEY", running.key)
        yield running


@pytest.fixture
def own(account: Sandbox) -> Desk:
    desk = Desk()
    sync(desk)
    desk.baseline.answer(NOW - timedelta(days=30), [], mark_older_read=False)
    desk.verbs.note([1], "hornblende said so on the telephone")
    desk.verbs.done([1, 3])
    draft = desk.replies.draft(2)
    desk.replies.save_draft(2, type(draft)("Dear Quintavalle", (), draft.base_message_id))
    desk.decisions.records.correct_shop(1, "https://www.zelkova-shop.example", "hornblende")
    return desk


def sync(desk: Desk) -> None:
    desk.marketplace.sync(full=True, on_progress=lambda _step, _done, _total: None)


def exported(desk: Desk) -> str:
    stream = io.BytesIO()
    StoreMaintenance(desk.session.paths, desk.settings, desk.now).export(
        stream, lambda _table, _done, _total: None
    )
    return stream.getvalue().decode()


def test_nothing_of_the_customer_is_left_and_others_are_untouched(own: Desk, account: Sandbox) -> None:
    other = thread_json(own, 3)
    clocks = [thread_json(own, number)["first_answer"] for number in (1, 2)]
    assert own.erasure.of_customer(1) == [1, 2]
    erased = own.erasure.erase([1, 2])
    assert (erased.threads, erased.messages) == ((1, 2), 4)
    whole = exported(own).replace("Other, Xylophon42", "")
    assert [secret for secret in SECRETS if secret in whole] == []
    assert thread_json(own, 3) == other
    # Deadlines, and who said something when, are as they were.
    assert [thread_json(own, number)["first_answer"] for number in (1, 2)] == clocks
    assert [each["author"] for each in thread_json(own, 1)["messages"]] == ["customer", "seller"]
    assert not list(own.inbox.thread_ids(parse_query("quintavalle")))
    assert not own.decisions.verify([]).problems


def test_what_the_api_reports_again_stays_erased_and_new_messages_are_stored(
    own: Desk, account: Sandbox
) -> None:
    own.erasure.erase([1, 2])
    reported = account.market.thread(1)
    assert reported is not None
    account.market.replace_thread({**reported, "versionps": "8.2.0"})
    account.market.add_message(1, "A new question", author="customer", at=NOW - timedelta(hours=1))
    sync(own)
    texts = [each["text"] for each in thread_json(own, 1)["messages"]]
    assert texts[-1] == "A new question"
    assert [text for text in texts if "Xylophon" in text] == []
    assert thread_json(own, 1)["shop"]["prestashop_version"] == "8.2.0"
    assert "Quintavalle" not in exported(own)


def test_a_row_that_could_not_be_read_goes_too_and_one_of_no_number_is_in_nobody_s_way(
    own: Desk, account: Sandbox
) -> None:
    assert unreadable(own) == ["1", "2", "3", "inf"]
    own.erasure.erase([1, 2])
    assert unreadable(own) == ["3", "inf"]


def unreadable(desk: Desk) -> list[str]:
    whole = exported(desk)
    return [number for number in ("1", "2", "3", "inf") if f"Ginkgo {number}" in whole]


@pytest.mark.sqlite
def test_the_file_itself_contains_nothing_of_it(own: Desk, account: Sandbox) -> None:
    own.erasure.erase([1, 2, 3])
    for file in own.session.paths.data.glob("bizcare.db*"):
        data = file.read_bytes().lower()
        assert [secret for secret in SECRETS if secret.lower().encode() in data] == [], file


def test_nothing_is_erased_while_a_reply_is_on_its_way(own: Desk, account: Sandbox) -> None:
    own.replies.queue(2, "I looked at your shop and will write tomorrow. Tom", override="on the telephone")
    with pytest.raises(NotPossible, match="thread 2"):
        own.erasure.erase([1, 2])
    assert "Quintavalle" in exported(own)
    with pytest.raises(UnknownThread):
        own.erasure.of_customer(99)


def test_closed_threads_past_the_retention_time_are_found(
    own: Desk, account: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert own.erasure.threads_past_retention(1) == []
    monkeypatch.setenv("BIZCARE_NOW", (NOW + timedelta(days=60)).isoformat())
    later = Desk()
    assert later.erasure.threads_past_retention(1) == [1, 3]  # the second waits for us
    later.erasure.erase([1])
    assert later.erasure.threads_past_retention(1) == [3]


def test_a_decision_stays_provable(database: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with open_purchase_desk(monkeypatch) as at_desk:
        desk = at_desk.desk
        row = desk.decisions.decide(at_desk.rejecting("other_shop", "modified_code"))
        at_desk.send()
        line = at_desk.line()
        erased = desk.erasure.erase([THREAD])
        assert erased.decisions == 1
        whole = exported(desk)
        assert [words for words in (FOUND, "costa", "Maria", "carousel.php") if words in whole] == []
        (kept,) = desk.decisions.list_decisions(THREAD)
        assert (kept.id, kept.grounds, kept.outcome) == (row.id, row.grounds, "rejected")
        assert not desk.decisions.verify([]).problems
        after = at_desk.line()
        assert (after["state"], after["outcome"]) == ("closed", "rejected")
        assert after["first_answer"] == line["first_answer"]
        at_desk.sync()
        assert at_desk.line()["messages"] == after["messages"]
        pack = desk.conversations.evidence_pack(THREAD)
        assert pack.content()
        assert desk.verbs.history() is not None
        assert desk.conversations.explain(THREAD)


def test_files_of_replies_reasons_and_unfinished_decisions_are_erased_too(
    own: Desk, account: Sandbox, tmp_path: Path
) -> None:
    file = tmp_path / "hornblende.txt"
    file.write_text("Xylophon42 is her password", encoding="utf-8")
    reply = own.replies.queue(
        1, "I looked at your shop, and fixed it. Tom", files=[str(file)], override="hornblende"
    )
    own.replies.act(reply.id, Transition.DISCARD, "hornblende changed her mind")
    own.verbs.no_answer([2], "hornblende answered by telephone")
    opened = own.decisions.wizards.begin(2, "rejection")
    assert isinstance(opened.answers, RejectionAnswers)
    own.decisions.wizards.save(
        opened, replace(opened.answers, letter="Dear Quintavalle", step=WizardStep.LETTER)
    )
    assert own.decisions.begun(2)
    own.erasure.erase([1, 2])
    assert own.decisions.begun(2) == []
    with own.session.store().transaction() as session:
        (kept,) = session.exec(select(ReplyFile))
        assert (kept.content, kept.path) == (b"", "")
        assert "hornblende" not in kept.name
    whole = exported(own)
    assert [secret for secret in SECRETS if secret in whole.replace("Other, Xylophon42", "")] == []


@pytest.mark.parametrize("with_threads", [False, True])
def test_an_unreadable_row_without_a_number_is_erased_with_its_thread_and_stays_away(
    database: str, monkeypatch: pytest.MonkeyPatch, with_threads: bool
) -> None:
    monkeypatch.setenv("BIZCARE_NOW", NOW.isoformat())
    threads = [
        {"id_community_thread": number, "topic": "It fails", "id_product": 9, "id_order": number,
         "qualification": "aftersale", "date_add": wire_time(NOW - timedelta(days=3)), "nb_messages": 2}
        for number in (1, 2)
    ]  # fmt: skip
    messages = [
        {"id_community_thread": number, "message": words, "date_add": at}
        for number in (1, 2)
        for words, at in ((f"Ginkgo {number}", "some day"), ("Hello", wire_time(NOW - timedelta(days=3))))
    ]
    quirks = Quirks(thread_ids=False)
    with Sandbox(Market.given(threads=threads, messages=messages, quirks=quirks)) as running:
        monkeypatch.setenv("BIZCARE_API_URL", running.url)
        monkeypatch.setenv("BIZCARE_API_KEY", running.key)
        desk = Desk()
        sync(desk)
        assert unreadable(desk) == ["1", "2"]
        desk.erasure.erase([1])
        assert unreadable(desk) == ["2"]
        # The same rows, with the number of their thread or without.
        running.api.market = Market.given(
            threads=threads, messages=messages, quirks=Quirks(thread_ids=with_threads)
        )
        sync(desk)
        sync(desk)
        assert unreadable(desk) == ["2"]
        assert [row.kind for row in read_unparsed(desk.session.reader)] == ["message"]


def test_the_raw_row_of_an_order_and_a_tag_go_too_and_stay_out(own: Desk, account: Sandbox) -> None:
    line = {
        "order_id": 101, "product_id": 9, "product_type": "module", "product_name": "ShopFast",
        "amount": "79.99", "quantity": 1, "quantity_refunded": 0, "country": "ES",
        "ordered_at": 1, "raw": '{"x": "Quintavalle"}', "digest": "1", "read_at": 1,
    }  # fmt: skip

    def store(**changed: object) -> str:
        with own.session.store().transaction() as session:
            store_sales(session, own.session.account_id(), [{**line, **changed}])
            return session.exec(select(Sale.raw).where(Sale.order_id == 101)).one()

    assert "Quintavalle" in store()
    own.verbs.tag([1], "hornblende2")
    assert list(own.inbox.thread_ids(parse_query("tag:hornblende2"))) == [1]
    own.erasure.erase([1, 2])
    assert "Quintavalle" not in exported(own)
    assert "hornblende2" not in exported(own)
    assert not list(own.inbox.thread_ids(parse_query("tag:hornblende2")))
    assert not own.decisions.verify([]).problems
    assert store(quantity_refunded=1, digest="2") == "{}"  # the Marketplace reports it again, changed
