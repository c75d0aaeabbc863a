"""Decisions, refunds, evidence and wizards: what refers to what, and what is there only once."""

from __future__ import annotations

from typing import Any

import pytest
from small_store import ANA, add_rows, reply
from sqlalchemy import delete

from bizcare_tui.errors import StoreProblem
from bizcare_tui.store.engine import Store
from bizcare_tui.store.tables import Decision, EvidenceFile, RefundWatch, Reply, Wizard


def decision(**values: Any) -> Decision:
    defaults: dict[str, Any] = {
        "account_id": 1, "thread_id": 7, "kind": "refund", "grounds": "", "person_id": ANA, "at": 5,
        "policy": "1", "content": "{}", "salt": "", "digest": "",
    }  # fmt: skip
    return Decision(**{**defaults, **values})


@pytest.mark.parametrize(
    "wrong", [{"reply_id": 9}, {"replaces": 9}, {"person_id": 9}, {"second_person_id": 9}, {"account_id": 9}]
)
def test_a_decision_refers_to_what_exists(store: Store, wrong: dict[str, int]) -> None:
    with pytest.raises(StoreProblem):
        add_rows(store, decision(**wrong))


def test_a_reply_of_a_decision_cannot_be_deleted(store: Store) -> None:
    add_rows(store, reply(7), decision(reply_id=1))
    with pytest.raises(StoreProblem), store.transaction() as session:
        session.exec(delete(Reply))


def test_the_content_of_a_decision_can_be_erased_and_its_digest_is_required(store: Store) -> None:
    add_rows(store, decision(content=None))
    with pytest.raises(StoreProblem):
        add_rows(store, decision(digest=None))


def test_a_decision_is_watched_for_one_refund(store: Store) -> None:
    def watch() -> RefundWatch:
        return RefundWatch(
            decision_id=1,
            account_id=1,
            thread_id=7,
            order_id=9,
            refunded_before=0,
            agreed_at=5,
            expected_by=9,
        )

    with pytest.raises(StoreProblem):
        add_rows(store, watch())
    add_rows(store, decision(), watch())
    with pytest.raises(StoreProblem):
        add_rows(store, watch())


def test_a_thread_has_one_wizard_of_a_kind(store: Store) -> None:
    def wizard(kind: str) -> Wizard:
        return Wizard(
            account_id=1, thread_id=7, kind=kind, answers="{}", person_id=ANA, begun_at=5, saved_at=5
        )

    add_rows(store, wizard("refund"), wizard("rejection"))
    with pytest.raises(StoreProblem):
        add_rows(store, wizard("refund"))


def test_a_file_may_have_any_bytes_and_is_there_once(store: Store) -> None:
    def file(content: bytes) -> EvidenceFile:
        return EvidenceFile(account_id=1, digest="d", name="", media_type="", content=content)

    add_rows(store, file(b"\x00\xff"))
    with pytest.raises(StoreProblem):
        add_rows(store, file(b"another"))
    with store.transaction() as session:
        assert session.get_one(EvidenceFile, (1, "d")).content == b"\x00\xff"
