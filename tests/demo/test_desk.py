"""The demo shows everything with something in it, whatever day it is opened, and its history is intact."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest

from bizcare_tui.demo.desk import THREADS, demo_desk
from bizcare_tui.desk.decision_rows import REFUND, REJECTION
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import TO_DO_QUERY, parse_query
from bizcare_tui.domain.care_summary import CareSummary, CoverReason, ShopState, UnderWay, VersionState
from bizcare_tui.domain.defects import DefectState
from bizcare_tui.domain.outbox import ReplyState
from bizcare_tui.domain.threads import Author, Cover
from bizcare_tui.sandbox.generated_account import GeneratedAccount
from bizcare_tui.sandbox.quirks import Quirks

THURSDAY, SATURDAY = "2026-11-26T10:20:00+01:00", "2026-08-15T22:05:00+02:00"


@contextmanager
def demo_at(moment: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setenv("BIZCARE_NOW", moment)
    with demo_desk(folder) as desk:
        yield desk


def found(desk: Desk, query: str) -> list[int]:
    return list(desk.inbox.thread_ids(parse_query(query)))


@pytest.mark.parametrize("moment", [THURSDAY, SATURDAY])
def test_each_section_and_list_has_something_in_it(
    moment: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with demo_at(moment, tmp_path, monkeypatch) as desk:
        assert [section.name for section in desk.inbox.sections if not found(desk, section.query)] == []
        for query in ("is:closed", "is:late", "kind:technical", "is:draft", "tag:sitemap", "is:mentioned"):
            assert found(desk, query), query
        check_decisions(desk)
        check_work_in_progress(desk)
        check_people(desk)
        check_facts(desk)
        fixes = desk.statistics.figures().fixes
        assert fixes.of
        assert fixes.value
        assert desk.decisions.verify().problems == ()


def check_decisions(desk: Desk) -> None:
    rows = desk.decisions.list_decisions()
    assert {each.kind for each in rows} >= {REJECTION, REFUND}
    assert {each.outcome for each in rows} >= {"rejected", "refunded", "refunding", "overdue", "withdrawal"}
    request = found(desk, '"trade site"')[0]
    assert desk.decisions.precedents.like(request)
    precedents = desk.decisions.precedents.by_ground(request, REJECTION, ["other_shop"])["other_shop"]
    assert len(precedents) >= 2
    assert any(each.last_reply for each in precedents)


def check_work_in_progress(desk: Desk) -> None:
    states = Counter(each.state for each in desk.replies.outbox())
    assert states.keys() >= {ReplyState.HELD, ReplyState.FAILED, ReplyState.CONFIRMED}
    assert {each.state for each in desk.defects.board()} == {
        DefectState.REPRODUCED,
        DefectState.FIXED,
        DefectState.SUBMITTED,
        DefectState.PUBLISHED,
    }
    assert all(each.reports for each in desk.defects.board())


def check_people(desk: Desk) -> None:
    here = desk.presence.here()
    assert len(here) == 2
    assert [each.writes for each in here].count(True) == 1
    assert all(each.thread_id in found(desk, TO_DO_QUERY) for each in here)
    since = desk.presence.away()
    assert since.rows


def check_facts(desk: Desk) -> None:
    summaries = [desk.conversations.conversation(each).summary for each in found(desk, "")]
    assert {each.cover for each in summaries} >= {Cover.ACTIVE, Cover.EXPIRED, Cover.NONE}
    assert {each.cover_reason for each in summaries} >= {
        CoverReason.PRESALE,
        CoverReason.FREE,
        CoverReason.REFUNDED,
        CoverReason.NOT_RECORDED,
    }
    assert {each.shop for each in summaries} == set(ShopState)
    assert {each.version_state for each in summaries} == set(VersionState)
    assert {way for each in summaries for way in each.under_way} >= {UnderWay.DRAFT, UnderWay.REJECTION}
    check_versions(summaries)
    authors = Counter(
        message.author
        for thread_id in found(desk, "")
        for message in desk.conversations.conversation(thread_id).messages
    )
    assert 0.02 < authors[Author.UNKNOWN] / authors.total() < 0.25


def check_versions(summaries: list[CareSummary]) -> None:
    """Check that no verdict is shown about a version that is unknown."""
    assert all(
        each.version_state is VersionState.UNCLEAR for each in summaries if not each.version.strip("0.")
    )


def test_an_error_while_the_demo_is_made_leaves_the_environment_of_the_person(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BIZCARE_HOME", "of the person")
    monkeypatch.setenv("BIZCARE_API_KEY", "theirs")
    before = dict(os.environ)

    def fail(*_of: object) -> None:
        assert os.environ["BIZCARE_HOME"] == str(tmp_path)
        raise RuntimeError

    monkeypatch.setattr("bizcare_tui.demo.decided.decide_the_past", fail)
    with pytest.raises(RuntimeError), demo_desk(tmp_path):
        pass
    assert dict(os.environ) == before


def test_the_demo_names_conversations_that_exist() -> None:
    from bizcare_tui.demo import arrivals, colleague, decided, past, today

    account = GeneratedAccount(1, THREADS, datetime.fromisoformat(THURSDAY), Quirks())
    known = {each.conversation for each in account.generated_threads()}
    named = {each.conversation for each in decided.past_decisions()} | {colleague.READS, colleague.WRITES}
    named |= {row["conversation"] for row in arrivals.arrivals()["message"]}
    named |= {each.conversation for each in today.REPLIES} | today.NAMED
    assert named - known == set()
    assert {each.bug for each in past.DEFECTS} <= {each.bug for each in account.generated_threads()}
