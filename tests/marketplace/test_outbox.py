"""Sending over real sockets: each reply arrives once, or the person is told that this is not known."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from outboxes import NOW, Outbox, market

from bizcare_tui.domain.outbox import Way
from bizcare_tui.errors import KeyRefused, NotPossible, Offline, RateLimited, StoreBusy
from bizcare_tui.marketplace.client import SellerApi
from bizcare_tui.marketplace.sandbox.faults import Faults
from bizcare_tui.marketplace.sandbox.quirks import Quirks
from bizcare_tui.marketplace.sandbox.server import Sandbox
from bizcare_tui.store import leases
from bizcare_tui.store.tables import Draft, InboxEntry, Lease, Message

TEXT = 'Hola Marta,\n\nla opción "Envío" está en <Módulos> & funciona con 8.1:\n- ábrela\n- guárdala\n'


@pytest.fixture
def outbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Outbox]:
    monkeypatch.setenv("BIZCARE_NOW", NOW.isoformat())
    with Sandbox(market()) as sandbox:
        yield Outbox(sandbox, tmp_path / "bizcare.db")


def test_a_reply_is_sent_once_seen_in_its_thread_and_meets_the_deadline(outbox: Outbox) -> None:
    thread_id = outbox.threads()[0]
    reply_id = outbox.queue(thread_id, TEXT)
    report = outbox.send()
    reply = outbox.reply(reply_id)
    assert (reply.state, report.accepted, report.confirmed) == ("confirmed", 1, 1)
    assert outbox.posted() == {TEXT: 1}
    with outbox.store.transaction() as session:
        message = session.get(Message, reply.message_id)
        entry = session.get(InboxEntry, (1, thread_id))
        assert message is not None
        assert entry is not None
        assert (message.author, message.author_by) == ("seller", "own_reply")
        # The Marketplace's instant, not ours.
        assert reply.confirmed_at == message.at == entry.first_at
    outbox.send()
    assert outbox.posted() == {TEXT: 1}


@pytest.mark.parametrize(
    ("fault", "state", "posted", "after_hurry"),
    [
        ("close-before=#2", "unknown", 0, "unknown"),
        ("close-after=#2", "confirmed", 1, "confirmed"),
        ("late=#2:2s", "confirmed", 1, "confirmed"),
        ("429=#2:1s", "queued", 0, "confirmed"),
        ("500=#2", "unknown", 0, "unknown"),
        ("html=#2", "unknown", 0, "unknown"),
        ("truncated=#2", "confirmed", 1, "confirmed"),
        ("error=#2", "queued", 0, "confirmed"),
        ("close-before=#1", "confirmed", 1, "confirmed"),
        ("500=#1", "confirmed", 1, "confirmed"),
    ],
)
def test_every_way_a_call_can_end(
    outbox: Outbox, fault: str, state: str, posted: int, after_hurry: str
) -> None:
    reply_id = outbox.queue(outbox.threads()[0], TEXT)
    outbox.sandbox.faults = Faults.parse(fault)
    with suppress(RateLimited):
        outbox.send()
    reply = outbox.reply(reply_id)
    assert (reply.state, outbox.posted()[TEXT]) == (state, posted)
    assert reply.error or state == "confirmed"
    outbox.sandbox.faults = Faults()
    outbox.hurry()
    outbox.send()
    assert (outbox.state(reply_id), outbox.posted()[TEXT] <= 1) == (after_hurry, True)


def test_without_a_network_it_waits_and_goes_when_that_is_back(tmp_path: Path) -> None:
    with Sandbox(market()) as sandbox:
        outbox = Outbox(sandbox, tmp_path / "bizcare.db")
        reply_id = outbox.queue(outbox.threads()[0], TEXT)
        port = int(sandbox.url.split(":")[2].split("/")[0])
    with pytest.raises(Offline):
        outbox.send()
    assert outbox.state(reply_id) == "queued"
    with Sandbox(sandbox.market, sandbox.key, port=port) as outbox.sandbox:
        outbox.hurry()
        outbox.send()
        assert (outbox.state(reply_id), outbox.posted()[TEXT]) == ("confirmed", 1)


def test_a_wrong_key_leaves_everything_queued(outbox: Outbox) -> None:
    reply_ids = [outbox.queue(thread_id, TEXT) for thread_id in outbox.threads()[:2]]
    with pytest.raises(KeyRefused):
        outbox.send(key="not-the-key")
    assert [outbox.state(reply_id) for reply_id in reply_ids] == ["queued", "queued"]
    assert "key" in outbox.reply(reply_ids[0]).error


def test_what_the_marketplace_reports_thrice_has_failed_and_can_be_sent_again(outbox: Outbox) -> None:
    reply_id = outbox.queue(outbox.threads()[0], TEXT)
    for _ in range(3):
        outbox.sandbox.faults = Faults.parse("error=#2")
        outbox.hurry()
        outbox.send()
    assert (outbox.state(reply_id), outbox.posted()[TEXT]) == ("failed", 0)
    outbox.sandbox.faults = Faults()
    outbox.decide(reply_id, Way.SEND)
    outbox.send()
    assert (outbox.state(reply_id), outbox.posted()[TEXT]) == ("confirmed", 1)


def test_something_new_in_the_thread_holds_a_reply_until_a_person_has_read_it(outbox: Outbox) -> None:
    thread_id = outbox.threads()[0]
    reply_id = outbox.queue(thread_id, TEXT)
    outbox.sandbox.market.add_message(thread_id, "It works again, thanks!", at=NOW)
    outbox.send()
    reply = outbox.reply(reply_id)
    assert (reply.state, outbox.posted()) == ("held", {})
    assert "new in the thread: 1" in reply.error
    outbox.decide(reply_id, Way.SEND)
    outbox.send()
    assert (outbox.state(reply_id), outbox.posted()[TEXT]) == ("confirmed", 1)


def test_what_the_check_blocks_by_now_is_held(outbox: Outbox) -> None:
    reply_id = outbox.queue(outbox.threads()[0], TEXT)
    outbox.judge = lambda _thread, _text, override: "" if override else "It is canned."
    outbox.send()
    assert (outbox.state(reply_id), outbox.reply(reply_id).error) == ("held", "It is canned.")


def test_two_replies_to_a_thread_go_in_order_and_the_second_is_no_news_to_its_writer(outbox: Outbox) -> None:
    thread_id = outbox.threads()[0]
    first, second = outbox.queue(thread_id, "First, the cause."), outbox.queue(thread_id, "Then, the cure.")
    outbox.send()
    assert (outbox.state(first), outbox.state(second)) == ("confirmed", "confirmed")
    assert [reply.message for reply in outbox.sandbox.replies] == ["First, the cause.", "Then, the cure."]


def test_a_reply_can_be_undone_until_it_leaves_and_is_the_draft_again(outbox: Outbox) -> None:
    thread_id = outbox.threads()[0]
    reply_id = outbox.queue(thread_id, TEXT, in_seconds=60)
    outbox.decide(reply_id, Way.UNDO)
    outbox.send()
    assert (outbox.state(reply_id), outbox.posted()) == ("discarded", {})
    with outbox.store.transaction() as session:
        draft = session.get(Draft, (1, 1, thread_id))
        assert draft is not None
        assert draft.text == TEXT
    with pytest.raises(NotPossible):
        outbox.decide(reply_id, Way.UNDO)


def test_what_was_being_sent_when_the_program_ended_is_looked_for_and_never_sent_again(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrived, lost = (outbox.queue(thread_id, f"{TEXT} {thread_id}") for thread_id in outbox.threads()[:2])
    really = SellerApi.add_message

    def posts_and_ends(api: SellerApi, thread_id: int, text: str, attachment: object = None) -> None:
        if outbox.reply(arrived).thread_id == thread_id:
            really(api, thread_id, text)
        raise KeyboardInterrupt

    monkeypatch.setattr(SellerApi, "add_message", posts_and_ends)
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            outbox.send()
    monkeypatch.undo()
    outbox.send()
    assert (outbox.state(arrived), outbox.state(lost)) == ("confirmed", "unknown")
    assert sum(outbox.posted().values()) == 1


def test_an_accepted_reply_that_does_not_show_is_unknown_after_three_looks(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SellerApi, "add_message", lambda *_told: None)
    reply_id = outbox.queue(outbox.threads()[0], TEXT)
    outbox.send()
    states = [outbox.state(reply_id)]
    for _ in range(3):
        outbox.hurry()
        outbox.send()
        states.append(outbox.state(reply_id))
    assert states == ["unconfirmed", "unconfirmed", "unknown", "unknown"]
    monkeypatch.undo()
    # The person looks, and sends it again; or it shows after all, and is not sent again.
    outbox.decide(reply_id, Way.SEND)
    outbox.sandbox.market.add_message(outbox.reply(reply_id).thread_id, TEXT, author="seller", at=NOW)
    outbox.send()
    assert (outbox.state(reply_id), outbox.posted()) == ("confirmed", {})


def test_a_sync_confirms_too(outbox: Outbox) -> None:
    thread_id = outbox.threads()[0]
    reply_id = outbox.queue(thread_id, TEXT)
    outbox.sandbox.faults = Faults.parse("close-before=#2")
    outbox.send()
    outbox.sandbox.faults = Faults()
    outbox.sandbox.market.add_message(thread_id, TEXT.replace("\n", "<br>"), author="seller", at=NOW)
    outbox.sync()
    assert outbox.state(reply_id) == "confirmed"


def test_of_two_messages_with_its_text_none_is_taken_for_the_reply(outbox: Outbox) -> None:
    thread_id = outbox.threads()[0]
    reply_id = outbox.queue(thread_id, TEXT)
    outbox.sandbox.faults = Faults.parse("close-after=#2")
    real = outbox.sandbox.market.add_message

    def twice(thread: int, text: str, **told: object) -> object:
        real(thread, text, author="seller")
        return real(thread, text, **told)  # type: ignore[arg-type]

    outbox.sandbox.market.add_message = twice  # type: ignore[method-assign, assignment]
    outbox.send()
    assert outbox.state(reply_id) == "unknown"


@pytest.mark.parametrize("quirks", [Quirks(message_ids=False, thread_ids=False), Quirks(authors=True)])
def test_the_same_text_twice_is_two_messages_whatever_rows_tell(tmp_path: Path, quirks: Quirks) -> None:
    with Sandbox(market(quirks=quirks)) as sandbox:
        outbox = Outbox(sandbox, tmp_path / "bizcare.db")
        thread_id = outbox.threads()[0]
        first, second = outbox.queue(thread_id, TEXT), outbox.queue(thread_id, TEXT)
        outbox.send()
        assert (outbox.state(first), outbox.state(second)) == ("confirmed", "confirmed")
        assert outbox.reply(first).message_id != outbox.reply(second).message_id
        assert outbox.posted()[TEXT] == 2


def test_one_program_at_a_time_sends(outbox: Outbox) -> None:
    outbox.queue(outbox.threads()[0], TEXT)
    with outbox.store.transaction() as session:
        leases.take(session, 1, "send")
    with pytest.raises(StoreBusy):
        outbox.send()
    assert outbox.posted() == {}


def test_a_sender_whose_lease_was_taken_over_writes_nothing_more(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    really = SellerApi.add_message

    def slow(api: SellerApi, thread_id: int, text: str, attachment: object = None) -> None:
        really(api, thread_id, text)
        with outbox.store.transaction() as session:
            lease = session.get(Lease, (1, "send"))
            assert lease is not None
            lease.fence += 1
            lease.holder = "elsewhere 1 1"

    monkeypatch.setattr(SellerApi, "add_message", slow)
    reply_id = outbox.queue(outbox.threads()[0], TEXT)
    with pytest.raises(StoreBusy, match="taken over"):
        outbox.send()
    assert outbox.state(reply_id) == "sending"
    monkeypatch.undo()
    with outbox.store.transaction() as session:
        lease = session.get(Lease, (1, "send"))
        assert lease is not None
        lease.expires_at = 0
    outbox.send()
    assert (outbox.state(reply_id), outbox.posted()[TEXT]) == ("confirmed", 1)
