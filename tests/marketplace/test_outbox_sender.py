"""Sending over real sockets: each reply arrives once, or it is reported that this is not known."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from outbox_store import NOW, OutboxStore, market
from wrong_clock import set_clock

from bizcare_tui.domain.outbox import Transition
from bizcare_tui.domain.replies.layout import ReplyFormat
from bizcare_tui.elapsed import monotonic_seconds
from bizcare_tui.errors import Interrupted, KeyRejected, NotPossible, Offline, RateLimited, StoreBusy
from bizcare_tui.marketplace import outbox_sender as sender
from bizcare_tui.marketplace.client import Attachment, SellerApi
from bizcare_tui.marketplace.outbox_sender import MAX_BLOCKED_ATTEMPTS
from bizcare_tui.sandbox.api import ApiRequest
from bizcare_tui.sandbox.faults import Faults
from bizcare_tui.sandbox.quirks import Quirks
from bizcare_tui.sandbox.server import Sandbox, _SandboxHandler
from bizcare_tui.store import leases
from bizcare_tui.store.tables import Draft, InboxEntry, Lease, Message

TEXT = 'Hola Marta,\n\nla opción "Envío" está en <Módulos> & funciona con 8.1:\n- ábrela\n- guárdala\n'


@pytest.fixture
def outbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OutboxStore]:
    monkeypatch.setenv("BIZCARE_NOW", NOW.isoformat())
    with Sandbox(market()) as sandbox:
        yield OutboxStore(sandbox, tmp_path / "bizcare.db")


def test_a_reply_is_sent_once_seen_in_its_thread_and_meets_the_deadline(outbox: OutboxStore) -> None:
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
    outbox: OutboxStore, fault: str, state: str, posted: int, after_hurry: str
) -> None:
    reply_id = outbox.queue(outbox.threads()[0], TEXT)
    outbox.sandbox.faults = Faults.parse(fault)
    with suppress(RateLimited):
        outbox.send()
    reply = outbox.reply(reply_id)
    assert (reply.state, outbox.posted()[TEXT]) == (state, posted)
    assert reply.error or state == "confirmed"
    outbox.sandbox.faults = Faults()
    outbox.end_waits()
    outbox.send()
    assert (outbox.state(reply_id), outbox.posted()[TEXT] <= 1) == (after_hurry, True)


def answers(monkeypatch: pytest.MonkeyPatch, status: int, body: bytes, *, posts: bool) -> None:
    """Have the sandbox answer so to what is posted, after it took it or without."""
    really = _SandboxHandler._answer

    def answer(handler: _SandboxHandler, request: ApiRequest) -> tuple[int, bytes]:
        if not request.path.endswith("messages/add"):
            return really(handler, request)
        if posts:
            really(handler, request)
        return status, body

    monkeypatch.setattr(_SandboxHandler, "_answer", answer)


@pytest.mark.parametrize("posts", [True, False])
@pytest.mark.parametrize(
    ("status", "body"),
    [
        (302, b""),
        (307, b"<html>"),
        (400, b'{"success": false, "error": "Bad request"}'),
        (404, b"<html>"),
        (408, b""),
        (409, b'{"error": "Conflict"}'),
        (413, b"<html>"),
        (200, b'{"success": false}'),
    ],
)
def test_only_a_sure_answer_decides_that_nothing_was_posted(
    outbox: OutboxStore, monkeypatch: pytest.MonkeyPatch, status: int, body: bytes, posts: bool
) -> None:
    reply_id = outbox.queue(outbox.threads()[0], TEXT)
    answers(monkeypatch, status, body, posts=posts)
    report = outbox.send()
    assert (outbox.state(reply_id), outbox.posted()[TEXT]) == ("confirmed", 1) if posts else ("unknown", 0)
    assert (report.unknown_ids, report.failed_ids) == ([reply_id], [])
    monkeypatch.undo()
    outbox.end_waits()
    outbox.send()
    assert outbox.posted()[TEXT] == int(posts)


def test_what_may_have_arrived_gets_no_second_answer_by_edit_and_is_looked_for_after_undo(
    outbox: OutboxStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    thread_id = outbox.threads()[0]
    reply_id = outbox.queue(thread_id, TEXT)
    answers(monkeypatch, 409, b"", posts=False)
    outbox.send()
    monkeypatch.undo()
    outbox.decide(reply_id, Transition.SEND)
    with pytest.raises(NotPossible, match="may already have arrived"):
        outbox.decide(reply_id, Transition.EDIT)
    outbox.decide(reply_id, Transition.UNDO)
    outbox.send()
    assert (outbox.state(reply_id), outbox.posted()) == ("unknown", {})
    with outbox.store.transaction() as session:
        assert session.get(Draft, (1, 1, thread_id)) is None
    outbox.sandbox.market.add_message(thread_id, TEXT, author="seller", at=NOW)
    outbox.end_waits()
    outbox.send()
    assert outbox.state(reply_id) == "confirmed"


def test_a_refusal_of_the_second_call_says_nothing_of_the_first(
    outbox: OutboxStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    reply_id = outbox.queue(outbox.threads()[0], TEXT)
    answers(monkeypatch, 409, b"", posts=False)
    outbox.send()
    outbox.decide(reply_id, Transition.SEND)
    monkeypatch.undo()
    answers(monkeypatch, 403, b'{"error": "Forbidden"}', posts=False)
    report = outbox.send()
    assert (outbox.state(reply_id), report.unknown_ids) == ("unknown", [reply_id])


def test_a_firewalls_page_delays_a_reply_and_the_next_one_goes(
    outbox: OutboxStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked, next_one = (outbox.queue(thread_id, TEXT) for thread_id in outbox.threads()[:2])
    really = _SandboxHandler._answer
    seen: list[str] = []

    def answer(handler: _SandboxHandler, request: ApiRequest) -> tuple[int, bytes]:
        if request.path.endswith("messages/add"):
            seen.append(request.path)
            if len(seen) == 1:
                return 403, b"<html><h1>Access denied</h1>"
        return really(handler, request)

    monkeypatch.setattr(_SandboxHandler, "_answer", answer)
    report = outbox.send()
    assert (outbox.state(blocked), outbox.state(next_one)) == ("queued", "confirmed")
    assert (report.delayed_ids, report.failed) == ([blocked], 0)
    assert outbox.reply(blocked).not_before > time.time()
    outbox.end_waits()
    outbox.send()
    assert (outbox.state(blocked), outbox.posted()[TEXT]) == ("confirmed", 2)


def test_a_firewall_that_stays_fails_a_reply_in_the_end(
    outbox: OutboxStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    reply_id = outbox.queue(outbox.threads()[0], TEXT)
    answers(monkeypatch, 403, b"<html>", posts=False)
    for _ in range(MAX_BLOCKED_ATTEMPTS - 1):
        outbox.send()
        assert outbox.state(reply_id) == "queued"
        outbox.end_waits()
    report = outbox.send()
    assert (outbox.state(reply_id), report.failed_ids) == ("failed", [reply_id])


def test_the_apis_own_refusal_of_a_reply_fails_it_at_once(
    outbox: OutboxStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    reply_id = outbox.queue(outbox.threads()[0], TEXT)
    answers(monkeypatch, 403, b'{"success": false, "error": "This thread is closed"}', posts=False)
    report = outbox.send()
    assert (outbox.state(reply_id), report.failed_ids) == ("failed", [reply_id])


def test_a_stop_before_anything_left_leaves_a_reply_queued(
    outbox: OutboxStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    reply_id = outbox.queue(outbox.threads()[0], TEXT)

    def stopped(*_told: object) -> None:
        raise Interrupted("Stopped.")

    monkeypatch.setattr(SellerApi, "add_message", stopped)
    with pytest.raises(Interrupted):
        outbox.send()
    monkeypatch.undo()
    assert outbox.state(reply_id) == "queued"
    outbox.send()
    assert (outbox.state(reply_id), outbox.posted()[TEXT]) == ("confirmed", 1)


def test_without_a_network_it_waits_and_goes_when_that_is_back(tmp_path: Path) -> None:
    with Sandbox(market()) as sandbox:
        outbox = OutboxStore(sandbox, tmp_path / "bizcare.db")
        reply_id = outbox.queue(outbox.threads()[0], TEXT)
        port = int(sandbox.url.split(":")[2].split("/")[0])
    with pytest.raises(Offline):
        outbox.send()
    assert outbox.state(reply_id) == "queued"
    with Sandbox(sandbox.market, sandbox.key, port=port) as outbox.sandbox:
        outbox.end_waits()
        outbox.send()
        assert (outbox.state(reply_id), outbox.posted()[TEXT]) == ("confirmed", 1)


def test_a_wrong_key_leaves_everything_queued(outbox: OutboxStore) -> None:
    reply_ids = [outbox.queue(thread_id, TEXT) for thread_id in outbox.threads()[:2]]
    with pytest.raises(KeyRejected):
        outbox.send(key="not-the-key")
    assert [outbox.state(reply_id) for reply_id in reply_ids] == ["queued", "queued"]
    assert "key" in outbox.reply(reply_ids[0]).error


def test_what_the_marketplace_reports_thrice_has_failed_and_can_be_sent_again(outbox: OutboxStore) -> None:
    reply_id = outbox.queue(outbox.threads()[0], TEXT)
    for _ in range(3):
        outbox.sandbox.faults = Faults.parse("error=#2")
        outbox.end_waits()
        outbox.send()
    assert (outbox.state(reply_id), outbox.posted()[TEXT]) == ("failed", 0)
    outbox.sandbox.faults = Faults()
    outbox.decide(reply_id, Transition.SEND)
    outbox.send()
    assert (outbox.state(reply_id), outbox.posted()[TEXT]) == ("confirmed", 1)


def test_a_new_message_in_the_thread_stops_a_reply_until_a_person_has_read_it(outbox: OutboxStore) -> None:
    thread_id = outbox.threads()[0]
    reply_id = outbox.queue(thread_id, TEXT)
    outbox.sandbox.market.add_message(thread_id, "It works again, thanks!", at=NOW)
    outbox.send()
    reply = outbox.reply(reply_id)
    assert (reply.state, outbox.posted()) == ("held", {})
    assert "since the reply was started: 1" in reply.error
    outbox.decide(reply_id, Transition.SEND)
    outbox.send()
    assert (outbox.state(reply_id), outbox.posted()[TEXT]) == ("confirmed", 1)


def test_what_the_check_blocks_by_now_is_held(outbox: OutboxStore) -> None:
    reply_id = outbox.queue(outbox.threads()[0], TEXT)
    outbox.judge = lambda _thread, _text, override: "" if override else "It is canned."
    outbox.send()
    assert (outbox.state(reply_id), outbox.reply(reply_id).error) == ("held", "It is canned.")


def test_two_replies_to_a_thread_go_in_order_and_the_second_is_no_news_to_its_writer(
    outbox: OutboxStore,
) -> None:
    thread_id = outbox.threads()[0]
    first, second = outbox.queue(thread_id, "First, the cause."), outbox.queue(thread_id, "Then, the cure.")
    outbox.send()
    assert (outbox.state(first), outbox.state(second)) == ("confirmed", "confirmed")
    assert [reply.message for reply in outbox.sandbox.replies] == ["First, the cause.", "Then, the cure."]


def test_a_reply_can_be_undone_until_it_leaves_and_is_the_draft_again(outbox: OutboxStore) -> None:
    thread_id = outbox.threads()[0]
    reply_id = outbox.queue(thread_id, TEXT, in_seconds=60)
    outbox.decide(reply_id, Transition.UNDO)
    outbox.send()
    assert (outbox.state(reply_id), outbox.posted()) == ("discarded", {})
    with outbox.store.transaction() as session:
        draft = session.get(Draft, (1, 1, thread_id))
        assert draft is not None
        assert draft.text == TEXT
    with pytest.raises(NotPossible):
        outbox.decide(reply_id, Transition.UNDO)


def test_what_was_being_sent_when_the_program_ended_is_looked_for_and_never_sent_again(
    outbox: OutboxStore, monkeypatch: pytest.MonkeyPatch
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
    outbox: OutboxStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SellerApi, "add_message", lambda *_told: None)
    reply_id = outbox.queue(outbox.threads()[0], TEXT)
    outbox.send()
    states = [outbox.state(reply_id)]
    for _ in range(3):
        outbox.end_waits()
        outbox.send()
        states.append(outbox.state(reply_id))
    assert states == ["unconfirmed", "unconfirmed", "unknown", "unknown"]
    monkeypatch.undo()
    # The person looks, and sends it again; or it shows after all, and is not sent again.
    outbox.decide(reply_id, Transition.SEND)
    outbox.sandbox.market.add_message(outbox.reply(reply_id).thread_id, TEXT, author="seller", at=NOW)
    outbox.send()
    assert (outbox.state(reply_id), outbox.posted()) == ("confirmed", {})


def test_a_sync_confirms_too(outbox: OutboxStore) -> None:
    thread_id = outbox.threads()[0]
    reply_id = outbox.queue(thread_id, TEXT)
    outbox.sandbox.faults = Faults.parse("close-before=#2")
    outbox.send()
    outbox.sandbox.faults = Faults()
    outbox.sandbox.market.add_message(thread_id, TEXT.replace("\n", "<br>"), author="seller", at=NOW)
    outbox.sync()
    assert outbox.state(reply_id) == "confirmed"


def test_two_messages_with_its_text_do_not_confirm_a_reply(outbox: OutboxStore) -> None:
    thread_id = outbox.threads()[0]
    reply_id = outbox.queue(thread_id, TEXT)
    outbox.sandbox.faults = Faults.parse("close-after=#2")
    real = outbox.sandbox.market.add_message

    def twice(thread: int, text: str, **options: object) -> object:
        real(thread, text, author="seller")
        return real(thread, text, **options)  # type: ignore[arg-type]

    outbox.sandbox.market.add_message = twice  # type: ignore[method-assign, assignment]
    outbox.send()
    assert outbox.state(reply_id) == "unknown"


@pytest.mark.parametrize("quirks", [Quirks(message_ids=False, thread_ids=False), Quirks(authors=True)])
def test_the_same_text_twice_is_two_messages_whatever_rows_tell(tmp_path: Path, quirks: Quirks) -> None:
    with Sandbox(market(quirks=quirks)) as sandbox:
        outbox = OutboxStore(sandbox, tmp_path / "bizcare.db")
        thread_id = outbox.threads()[0]
        first, second = outbox.queue(thread_id, TEXT), outbox.queue(thread_id, TEXT)
        outbox.send()
        assert (outbox.state(first), outbox.state(second)) == ("confirmed", "confirmed")
        assert outbox.reply(first).message_id != outbox.reply(second).message_id
        assert outbox.posted()[TEXT] == 2


def test_one_program_at_a_time_sends(outbox: OutboxStore) -> None:
    outbox.queue(outbox.threads()[0], TEXT)
    with outbox.store.transaction() as session:
        leases.acquire(session, 1, "send")
    with pytest.raises(StoreBusy):
        outbox.send()
    assert outbox.posted() == {}


def test_a_sender_whose_lease_was_taken_over_writes_nothing_more(
    outbox: OutboxStore, monkeypatch: pytest.MonkeyPatch
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


def test_a_reply_is_posted_as_html_where_the_settings_say_so(outbox: OutboxStore) -> None:
    reply_id = outbox.queue(outbox.threads()[0], TEXT.strip())
    outbox.reply_format = ReplyFormat.HTML
    outbox.send()
    (posted,) = outbox.posted()
    assert posted.startswith("<p>Hola Marta,</p><p>la opción")
    assert "&lt;Módulos&gt; &amp; funciona" in posted
    reply = outbox.reply(reply_id)
    assert (reply.state, reply.text, reply.paragraphs_lost) == ("confirmed", TEXT.strip(), False)


def test_a_reply_that_lost_its_paragraphs_is_confirmed_and_says_so(
    outbox: OutboxStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_message = SellerApi.add_message

    def flattened(api: SellerApi, thread_id: int, text: str, attachment: Attachment | None = None) -> None:
        add_message(api, thread_id, " ".join(text.split()), attachment)

    monkeypatch.setattr(SellerApi, "add_message", flattened)
    reply_id = outbox.queue(outbox.threads()[0], TEXT)
    outbox.send()
    reply = outbox.reply(reply_id)
    assert (reply.state, reply.error, reply.paragraphs_lost) == ("confirmed", "", True)


def test_a_reply_queued_while_the_clock_was_ahead_leaves_after_its_own_wait(
    outbox: OutboxStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    thread_id = outbox.threads()[0]
    set_clock(monkeypatch, 86_400)
    at_once, later = outbox.queue(thread_id, "At once."), outbox.queue(thread_id, "Later.", in_seconds=3600)
    set_clock(monkeypatch, 0)
    outbox.send()
    assert outbox.posted() == {"At once.": 1}
    assert outbox.state(at_once) == "confirmed"
    set_clock(monkeypatch, 3000)
    outbox.send()
    assert outbox.state(later) == "queued", "it can be undone for an hour, whatever the clock did"
    set_clock(monkeypatch, 3700)
    outbox.send()
    assert outbox.state(later) == "confirmed"


def test_a_reply_that_left_while_the_clock_was_ahead_is_looked_for(
    outbox: OutboxStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SellerApi, "add_message", lambda *_told: None)
    reply_id = outbox.queue(outbox.threads()[0], "It was fixed.")
    set_clock(monkeypatch, 86_400)
    outbox.send()
    set_clock(monkeypatch, 0)
    read_backs = outbox.reply(reply_id).read_backs
    outbox.send()
    assert outbox.reply(reply_id).read_backs > read_backs


def test_nothing_is_sent_after_the_machine_slept(
    outbox: OutboxStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = sender.MAX_SECONDS_BEFORE_POST + 1
    monkeypatch.setattr(sender, "monotonic_seconds", lambda: monotonic_seconds() + later)
    reply_id = outbox.queue(outbox.threads()[0], "It was fixed.")
    outbox.send()
    assert not outbox.posted()
    assert outbox.state(reply_id) == "queued"
    assert "asleep" in outbox.reply(reply_id).error


def test_of_two_equal_replies_one_that_arrived_confirms_one(outbox: OutboxStore) -> None:
    thread_id = outbox.threads()[0]
    lost, arrived = outbox.queue(thread_id, TEXT), outbox.queue(thread_id, TEXT)
    # The reads before and after the first call, the call itself; then the second reply's.
    outbox.sandbox.faults = Faults.parse("close-before=#2")
    outbox.send()
    assert outbox.posted()[TEXT] == 1
    states = [outbox.state(lost), outbox.state(arrived)]
    assert states == ["unknown", "confirmed"], "what the Marketplace accepted has the first claim"
    outbox.end_waits()
    outbox.sync()
    outbox.send()
    assert [outbox.state(lost), outbox.state(arrived)] == states


def test_an_equal_message_from_before_confirms_nothing(outbox: OutboxStore) -> None:
    thread_id = outbox.threads()[0]
    outbox.sandbox.market.add_message(thread_id, TEXT, author="seller", at=NOW)
    outbox.sync()
    reply_id = outbox.queue(thread_id, TEXT)
    outbox.sandbox.faults = Faults.parse("close-before=#2")
    outbox.send()
    outbox.sandbox.faults = Faults()
    outbox.end_waits()
    outbox.send()
    assert (outbox.state(reply_id), outbox.posted()) == ("unknown", {})


def test_a_reply_that_can_still_be_undone_does_not_leave(outbox: OutboxStore) -> None:
    reply_id = outbox.queue(outbox.threads()[0], TEXT, in_seconds=3600)
    outbox.send()
    assert (outbox.state(reply_id), outbox.posted()) == ("queued", {})


def test_a_reply_does_not_overtake_an_earlier_one_to_its_thread(outbox: OutboxStore) -> None:
    thread_id = outbox.threads()[0]
    first = outbox.queue(thread_id, "First, the cause.", in_seconds=3600)
    second = outbox.queue(thread_id, "Then, the cure.")
    outbox.send()
    assert (outbox.state(first), outbox.state(second), outbox.posted()) == ("queued", "queued", {})


def test_a_reply_waits_as_long_as_the_marketplace_asks(outbox: OutboxStore) -> None:
    reply_id = outbox.queue(outbox.threads()[0], TEXT)
    outbox.sandbox.faults = Faults.parse("429=#2:15m")
    with pytest.raises(RateLimited):
        outbox.send()
    assert outbox.reply(reply_id).wait_seconds == 900
