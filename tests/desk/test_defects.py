"""Branches of a defect: whose request is on which, steps and undo in each, letters, clocks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fixed_time import NOW
from purchase_desk import wire_time

from bizcare_tui.cli.json.threads import threads_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.domain.defects import Defect, DefectState, DefectStepKind
from bizcare_tui.domain.submissions import Check
from bizcare_tui.errors import NotPossible, WrongUsage
from bizcare_tui.sandbox.market import Market
from bizcare_tui.sandbox.quirks import Quirks
from bizcare_tui.sandbox.server import Sandbox
from bizcare_tui.store.derive import find_differing_threads

CHANGELOG = "Fixes the cart that stayed empty when a voucher was used."
CHECKED = [check.value for check in Check]
# By thread: the version on record, and what the customer writes.
REPORTED = {
    1: ("8.1.6", "The cart stays empty. Maria"),
    2: ("1.7.8.10", "The cart stays empty. Luc"),
    3: ("none", "The cart stays empty. Ana"),
    4: ("1.7.8.10", "We run PrestaShop 9.0.2 now, and the cart stays empty. Jan"),
}


@pytest.fixture
def sandbox_of(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """An account with four requests about one error, on three lines of PrestaShop and an unknown one."""
    market = Market.given(
        threads=[
            {
                "id_community_thread": number, "topic": f"The cart is empty {number}", "id_product": 9,
                "name": "ShopFast", "id_order": 100 + number, "qualification": "aftersale",
                "date_add": wire_time(NOW - timedelta(days=number)), "days_left": 100, "versionps": version,
                "website": f"https://shop{number}.example",
            }
            for number, (version, _text) in REPORTED.items()
        ],
        quirks=Quirks(authors=True),
    )  # fmt: skip
    for number, (_version, text) in REPORTED.items():
        market.add_message(number, text, author="customer", at=NOW - timedelta(days=number))
    monkeypatch.setenv("BIZCARE_NOW", NOW.isoformat())
    with Sandbox(market) as running:
        monkeypatch.setenv("BIZCARE_API_URL", running.url)
        monkeypatch.setenv("BIZCARE_API_KEY", running.key)
        yield running


@pytest.fixture
def own(sandbox_of: Sandbox) -> Desk:
    """A desk over them."""
    desk = Desk()
    desk.marketplace.sync(full=False, on_progress=lambda _step, _done, _total: None)
    desk.baseline.answer(NOW - timedelta(days=30), [], mark_older_read=False)
    return Desk()


def defect_about(desk: Desk, *threads: int) -> Defect:
    desk.defects.create_defect(threads, "The cart is empty", 9)
    (defect,) = desk.defects.board()
    return defect


def submit(desk: Desk, number: int, branch: str, version: str) -> int:
    return desk.defects.record_step(
        number, DefectStepKind.SUBMITTED, branch=branch, version=version, changelog=CHANGELOG, checks=CHECKED
    )


def fix(desk: Desk, thread_id: int) -> dict[str, Any]:
    (line,) = threads_json(desk, f"id:{thread_id}", 0)
    return dict(line["fix"])


def test_each_request_is_on_the_line_that_its_customer_runs(own: Desk) -> None:
    defect = defect_about(own, *REPORTED)
    assert {each.thread_id: each.line for each in defect.reports} == {1: "8", 2: "1.7", 3: "", 4: "9"}
    assert fix(own, 4)["branch"] == "9"


def test_a_patch_goes_through_its_branches_one_by_one(own: Desk) -> None:
    number = defect_about(own, 1, 2).id
    own.defects.record_step(number, DefectStepKind.FIXED)
    submit(own, number, "8", "4.1.3")
    own.defects.record_step(number, DefectStepKind.PUBLISHED, branch="8")
    assert own.defects.defect(number).state is DefectState.FIXED
    # Its own ZIP counts for each customer.
    assert (fix(own, 1)["status"], fix(own, 2)["status"]) == ("met", "pending")
    assert own.defects.draft_letters(number) == [1]
    assert "4.1.3" in own.replies.draft(1).text
    submit(own, number, "1.7", "3.2.1.0")
    own.defects.record_step(number, DefectStepKind.PUBLISHED)
    assert own.defects.defect(number).state is DefectState.PUBLISHED
    assert fix(own, 2)["status"] == "met"
    own.defects.draft_letters(number)
    assert "3.2.1.0" in own.replies.draft(2).text
    assert "4.1.3" not in own.replies.draft(2).text
    assert find_differing_threads(own.session.store(), (), own.now()) == []


def test_a_request_of_unknown_branch_waits_for_all_until_a_person_sets_it(own: Desk) -> None:
    number = defect_about(own, 1, 2, 3).id
    own.defects.record_step(number, DefectStepKind.FIXED)
    submit(own, number, "8", "4.1.3")
    own.defects.record_step(number, DefectStepKind.PUBLISHED, branch="8")
    assert fix(own, 3)["status"] == "pending"
    said = own.defects.record_step(number, DefectStepKind.BRANCH, branch="8", thread=3)
    assert (fix(own, 3)["status"], fix(own, 3)["branch"]) == ("met", "8")
    own.defects.undo_step(said)
    assert fix(own, 3)["status"] == "pending"
    # Once the other request is about another defect, nothing but branch 8 is left to wait for.
    own.defects.attach([2], None)
    assert fix(own, 3)["status"] == "met"
    assert find_differing_threads(own.session.store(), (), own.now()) == []


def test_undoing_a_branch_leaves_the_others(own: Desk) -> None:
    number = defect_about(own, 1, 2).id
    own.defects.record_step(number, DefectStepKind.FIXED)
    submit(own, number, "8", "4.1.3")
    published = own.defects.record_step(number, DefectStepKind.PUBLISHED, branch="8")
    submit(own, number, "1.7", "3.2.1")
    own.defects.undo_step(published)
    assert [(each.line, each.state) for each in own.defects.defect(number).branches] == [
        ("1.7", DefectState.SUBMITTED),
        ("8", DefectState.SUBMITTED),
    ]
    assert fix(own, 1)["status"] == "pending"


def test_versions_rise_within_a_branch_and_each_zip_is_a_submission(own: Desk) -> None:
    number = defect_about(own, 1, 2).id
    own.defects.record_step(number, DefectStepKind.FIXED)
    submit(own, number, "8", "4.1.3")
    submit(own, number, "1.7", "3.2.1")
    assert own.defects.submission(own.defects.defect(number)).left == 1
    own.defects.record_step(number, DefectStepKind.RETURNED, branch="8", reason="the logo")
    with pytest.raises(WrongUsage, match=r"lower than 4\.1\.3"):
        submit(own, number, "8", "4.1.2")
    with pytest.raises(WrongUsage, match="already been used"):
        submit(own, number, "8", "4.1.3.0")
    submit(own, number, "8", "4.1.4")
    own.defects.record_step(number, DefectStepKind.RETURNED, branch="8", reason="the logo")
    with pytest.raises(NotPossible, match="no more"):
        submit(own, number, "8", "4.1.5")


def test_what_leaves_a_doubt_names_the_branches(own: Desk) -> None:
    number = defect_about(own, 1, 2).id
    own.defects.record_step(number, DefectStepKind.FIXED)
    with pytest.raises(WrongUsage, match="not a branch"):
        submit(own, number, "eight", "4.1.3")
    submit(own, number, "8", "4.1.3")
    submit(own, number, "1.7", "3.2.1")
    with pytest.raises(WrongUsage, match=r"Give one of these branches: 8, 1.7"):
        own.defects.record_step(number, DefectStepKind.PUBLISHED)
    with pytest.raises(WrongUsage, match="one of its requests"):
        own.defects.record_step(number, DefectStepKind.BRANCH, branch="8", thread=4)


def test_another_zip_is_not_submitted_unseen_while_one_is_in_review(own: Desk) -> None:
    number = defect_about(own, 1, 2).id
    own.defects.record_step(number, DefectStepKind.FIXED)
    submit(own, number, "8", "4.1.3")
    defect = own.defects.defect(number)
    assert [each.name for each in own.defects.submission(defect).in_review] == ["4.1.3 (8)"]
    with pytest.raises(WrongUsage, match=r"Not checked yet: 4\.1\.3 \(8\) in review"):
        own.defects.record_step(
            number, DefectStepKind.SUBMITTED, branch="1.7", version="3.2.1", changelog=CHANGELOG,
            checks=[each for each in CHECKED if each != "review"],
        )  # fmt: skip
    own.defects.record_step(number, DefectStepKind.CANCELLED, branch="8")
    assert own.defects.submission(defect).in_review == ()
    # A cancelled ZIP's version can be used again.
    submit(own, number, "8", "4.1.3")


def test_after_ten_reviews_the_day_to_submit_by_goes_by_ones_own(
    own: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = defect_about(own, 1).id
    own.verbs.set_kind([2], "technical")
    before = fix(own, 2)
    assert before["submit_by_basis"] == "average"
    assert before["submit_by"] == before["submit_by_average"]
    own.defects.record_step(number, DefectStepKind.FIXED)
    for place in range(10):
        monkeypatch.setenv("BIZCARE_NOW", (NOW + timedelta(days=7 * place)).isoformat())
        submit(own, number, "", f"1.0.{place}")
        monkeypatch.setenv("BIZCARE_NOW", (NOW + timedelta(days=7 * place + 5)).isoformat())
        own.defects.record_step(number, DefectStepKind.RETURNED, reason="the logo")
    after = fix(own, 2)
    assert after["submit_by_basis"] == "own"
    assert after["submit_by"] > after["submit_by_average"] == before["submit_by_average"]
    explained = "\n".join(own.conversations.explain(2))
    assert "your 10 reviews: median 3 weekdays, 90 % within 3" in explained


def notice(desk: Desk, market: Market, number: int, topic: str, text: str) -> None:
    """A notice of PrestaShop's, a day after now, read by a sync then."""
    market.add_thread({
        "id_community_thread": number, "topic": topic, "id_product": 0, "name": "", "id_order": 0,
        "qualification": "", "date_add": wire_time(NOW + timedelta(days=1)), "versionps": "none",
    })  # fmt: skip
    row = market.add_message(number, text, at=NOW + timedelta(days=1))
    del row["author"]
    desk.marketplace.sync(full=False, on_progress=lambda _step, _done, _total: None)


def test_a_verdict_of_prestashops_proposes_the_step_and_a_person_takes_it(
    own: Desk, sandbox_of: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = defect_about(own, 1, 2).id
    own.defects.record_step(number, DefectStepKind.FIXED)
    submit(own, number, "8", "4.1.3")
    submit(own, number, "1.7", "3.2.1")
    monkeypatch.setenv("BIZCARE_NOW", (NOW + timedelta(days=3)).isoformat())
    notice(own, sandbox_of.market, 77, "ShopFast 4.1.3", "Version 4.1.3 has been accepted and published.")
    notice(own, sandbox_of.market, 78, "Mise à jour refusée : ShopFast 3.2.1", "Le logo est absent.")
    desk = Desk()
    # Nothing is taken by itself.
    assert desk.defects.defect(number).state is DefectState.SUBMITTED
    verdicts = desk.defects.verdicts()
    assert [(each.thread_id, each.step, each.branches) for each in verdicts] == [
        (77, DefectStepKind.PUBLISHED, ("8",)),
        (78, DefectStepKind.RETURNED, ("1.7",)),
    ]
    (fact,) = [each for each in desk.conversations.conversation(78).facts if each.key == "verdict"]
    assert fact.value == "3.2.1 (1.7) rejected?"
    for each in verdicts:
        desk.defects.accept(each)
    shown = {each.line: each for each in desk.defects.defect(number).branches}
    assert (shown["1.7"].state, shown["8"].state) == (DefectState.FIXED, DefectState.PUBLISHED)
    # As of the notice, not of the day on which it was read.
    assert shown["8"].published_at == NOW + timedelta(days=1)
    assert desk.defects.verdicts() == []


def test_a_notice_that_was_closed_proposes_nothing(
    own: Desk, sandbox_of: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = defect_about(own, 1).id
    own.defects.record_step(number, DefectStepKind.FIXED)
    submit(own, number, "", "4.1.3")
    monkeypatch.setenv("BIZCARE_NOW", (NOW + timedelta(days=3)).isoformat())
    notice(own, sandbox_of.market, 77, "ShopFast 4.1.3", "Version 4.1.3 has been accepted and published.")
    desk = Desk()
    assert len(desk.defects.verdicts()) == 1
    desk.verbs.no_answer([77], "not ours")
    assert desk.defects.verdicts() == []


def test_a_verdict_that_comes_by_mail_proposes_the_step_too(
    own: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = defect_about(own, 1).id
    own.defects.record_step(number, DefectStepKind.FIXED)
    submit(own, number, "8", "4.1.3")
    (tmp_path / "mbox").write_bytes(
        b"From addons Fri Nov 27 10:20:00 2026\n"
        b"From: PrestaShop <no-reply@addons.prestashop.com>\nMessage-ID: <verdict@addons>\n"
        b"Date: Fri, 27 Nov 2026 10:20:00 +0100\n"
        b"Subject: [PrestaShop Addons] ShopFast 4.1.3: version rejected\n"
        b"Content-Type: text/plain; charset=utf-8\n\nThe logo is missing.\n"
    )
    own.session.paths.settings_file.write_text(f'mail_source = "mbox:{tmp_path}/mbox"\n')
    monkeypatch.setenv("BIZCARE_NOW", (NOW + timedelta(days=2)).isoformat())
    desk = Desk()
    for _again in range(2):
        desk.marketplace.sync(full=False, on_progress=lambda _step, _done, _total: None)
    (proposed,) = desk.defects.verdicts()
    assert (proposed.step, proposed.branches, proposed.thread_id) == (DefectStepKind.RETURNED, ("8",), 0)
    assert proposed.at == NOW + timedelta(days=1)
    desk.defects.accept(proposed)
    assert desk.defects.defect(number).state is DefectState.FIXED
