"""The outbox against a model: its states are right after any sequence of actions."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule
from outbox_store import NOW, OutboxStore, market

from bizcare_tui.domain.outbox import ReplyState, Transition, next_state, user_transitions
from bizcare_tui.errors import MarketplaceError, NotPossible
from bizcare_tui.marketplace.client import SellerApi
from bizcare_tui.sandbox.faults import Faults
from bizcare_tui.sandbox.server import Sandbox

FAULTS = ("", "close-before", "close-after", "429", "500", "html", "truncated", "error")
SURELY_POSTED = (ReplyState.CONFIRMED, ReplyState.UNCONFIRMED)
SURELY_NOT = (ReplyState.DISCARDED, ReplyState.FAILED, ReplyState.HELD)


class OutboxMachine(RuleBasedStateMachine):
    """A person, a sender that may die, a Marketplace that misbehaves, a customer that writes on.

    The model: each reply's text, whether it may have been posted, and how often a person who did not
    look said to send again what was unknown. A reply is posted at most once more than that.
    """

    replies = Bundle("replies")

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.mkdtemp()
        self.sandbox = Sandbox(market(4)).start()
        self.outbox = OutboxStore(self.sandbox, Path(self.folder) / "bizcare.db")
        self.threads = self.outbox.threads()
        self.texts: dict[int, str] = {}
        self.sent_again: dict[int, int] = {}

    @rule(target=replies, thread=st.integers(0, 3))
    def queue(self, thread: int) -> int:
        text = f"Reply {len(self.texts)}: it is fixed in 2.{len(self.texts)}."
        reply_id = self.outbox.queue(self.threads[thread % len(self.threads)], text)
        self.texts[reply_id] = text
        self.sent_again[reply_id] = 0
        return reply_id

    @rule(fault=st.sampled_from(FAULTS), call=st.integers(1, 4), hurry=st.booleans())
    def send(self, fault: str, call: int, hurry: bool) -> None:
        if hurry:
            self.outbox.end_waits()
        self.sandbox.faults = Faults.parse(f"{fault}=#{call}" if fault else "")
        with suppress(MarketplaceError):
            self.outbox.send()
        self.sandbox.faults = Faults()

    @rule(posts=st.booleans())
    def send_and_die(self, posts: bool) -> None:
        really = SellerApi.add_message

        def add(api: SellerApi, thread_id: int, text: str, attachment: object = None) -> None:
            if posts:
                really(api, thread_id, text)
            raise KeyboardInterrupt

        SellerApi.add_message = add  # type: ignore[method-assign, assignment]
        try:
            with suppress(KeyboardInterrupt):
                self.outbox.send()
        finally:
            SellerApi.add_message = really  # type: ignore[method-assign]

    @rule(
        reply_id=replies,
        way=st.sampled_from(
            [Transition.UNDO, Transition.SEND, Transition.MARK_SENT, Transition.EDIT, Transition.DISCARD]
        ),
    )
    def decide(self, reply_id: int, way: Transition) -> None:
        state = ReplyState(self.outbox.state(reply_id))
        may_have_arrived = self.outbox.reply(reply_id).may_have_arrived
        if way is Transition.MARK_SENT and not self.posted(reply_id):
            return  # a person who says so has seen it
        try:
            self.outbox.decide(reply_id, way)
        except NotPossible:
            assert way not in user_transitions(state, may_have_arrived=may_have_arrived)
        else:
            assert way in user_transitions(state, may_have_arrived=may_have_arrived)
            is_stopped = may_have_arrived and way in (Transition.UNDO, Transition.DISCARD)
            assert self.outbox.state(reply_id) == next_state(state, Transition.LOST if is_stopped else way)
            self.sent_again[reply_id] += state is ReplyState.UNKNOWN and way is Transition.SEND

    @rule(thread=st.integers(0, 3))
    def customer_writes_on(self, thread: int) -> None:
        thread_id = self.threads[thread % len(self.threads)]
        self.sandbox.market.add_message(thread_id, "And another thing.", at=NOW)

    @rule()
    def sync(self) -> None:
        self.outbox.sync()

    @invariant()
    def states_are_true(self) -> None:
        if not hasattr(self, "texts"):
            return
        for reply_id in self.texts:
            state, posted = ReplyState(self.outbox.state(reply_id)), self.posted(reply_id)
            assert posted <= 1 + self.sent_again[reply_id]
            if state in SURELY_POSTED:
                assert posted >= 1
            if state in SURELY_NOT and not self.sent_again[reply_id]:
                assert posted == 0

    def posted(self, reply_id: int) -> int:
        return self.outbox.posted()[self.texts[reply_id]]

    def teardown(self) -> None:
        if hasattr(self, "sandbox"):
            self.sandbox.stop()
            self.outbox.store.close()
            shutil.rmtree(self.folder)


TestOutbox = OutboxMachine.TestCase
TestOutbox.settings = settings(
    max_examples=12, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
)
