"""How many keys a decision takes, from the conversation on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from person import open_app
from purchase_desk import THREAD, PurchaseDesk, open_purchase_desk

from bizcare_tui.domain.policy import Proof
from bizcare_tui.domain.threads import Author

MOST_KEYS = 10


@pytest.fixture
def at_desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[PurchaseDesk]:
    with open_purchase_desk(monkeypatch, "sync_interval = 0") as opened:
        yield opened


@pytest.mark.parametrize(
    ("ground", "moves", "confirms"),
    [("other_shop", (), ()), ("modified_code", ("end",), ("down", "enter"))],
)
async def test_a_rejection_with_one_reason_and_one_quote_takes_at_most_ten_keys(
    at_desk: PurchaseDesk, ground: str, moves: tuple[str, ...], confirms: tuple[str, ...]
) -> None:
    # The cursor starts on a proven reason. Going to another one depends on the thread: it is not counted.
    before, after = ("x", "enter"), ("enter", *confirms, "enter", "enter", "ctrl+n", "ctrl+n", "ctrl+s")
    assert len(before) + len(after) <= MOST_KEYS
    async with open_app(at_desk.desk, (80, 24)) as person:
        await person.press(*before, *moves, *after)
        await person.settled()
    (row,) = at_desk.desk.decisions.list_decisions(THREAD)
    assert row.grounds == (ground,)
    (reply,) = at_desk.desk.replies.outbox()
    message = at_desk.desk.decisions.contexts.read(THREAD).case.messages[0]
    assert message.author is Author.CUSTOMER
    if ground == "modified_code":
        (item,) = at_desk.desk.decisions.evidence_found(at_desk.desk.decisions.contexts.read(THREAD), ground)
        assert item.proof is Proof.MESSAGE
        assert item.text in reply.text


async def test_a_refund_to_the_dollar_step_takes_at_most_ten_keys(at_desk: PurchaseDesk) -> None:
    # Reason, only this shop, on to the order, to the consequences, both answered, letter, "$" step.
    keys = ("dollar_sign", "enter", "enter", "enter", "enter", "enter", "enter", "ctrl+n")
    assert len(keys) <= MOST_KEYS
    async with open_app(at_desk.desk, (80, 24)) as person:
        await person.press(*keys)
        await person.wait_for_text("step 5 of 6", "Pick the reason")
    assert at_desk.desk.replies.outbox() == []
