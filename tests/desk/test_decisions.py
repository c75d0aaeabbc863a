"""Rejections and refunds: answers are kept, decisions frozen, refunds watched, second persons asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from fixed_time import NOW
from purchase_desk import FOUND, THREAD, PurchaseDesk, open_purchase_desk

from bizcare_tui.cli.json.threads import threads_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.domain.brief import BriefKind, BriefPeriod
from bizcare_tui.domain.clock import marketplace_date
from bizcare_tui.domain.decisions.answers import RefundAnswers, RejectionAnswers, WizardStep
from bizcare_tui.domain.outbox import ReplyState, Transition
from bizcare_tui.domain.thread_status import Owed
from bizcare_tui.errors import NotPossible, ReplyCheckFailed
from bizcare_tui.store import login

ANSWER = "I could reproduce it on your shop: the carousel stays empty. A patch follows. Ana"


@pytest.fixture
def at_desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[PurchaseDesk]:
    with open_purchase_desk(monkeypatch) as opened:
        yield opened


def sit_down(monkeypatch: pytest.MonkeyPatch, name: str) -> Desk:
    """Another user of the system opens the same store."""
    for module in (
        "store.people",
        "store.login",
        "desk.decisions",
        "desk.wizard_state",
        "desk.wizard_answers",
        "desk.second_person",
        "desk.replies",
        "desk.session",
    ):
        monkeypatch.setattr(f"bizcare_tui.{module}.login_name", lambda: name)
    return Desk()


def test_the_grounds_are_evaluated_from_the_thread(at_desk: PurchaseDesk) -> None:
    *grounds, cover = at_desk.desk.decisions.evaluation_json(THREAD)
    verdicts = {line["ground"]: line["verdict"] for line in grounds}
    assert list(verdicts) == [
        "not_the_product",
        "other_shop",
        "intervention_or_third_party",
        "incompatible_version",
        "incompatible_developments",
        "modified_code",
    ]
    assert verdicts["other_shop"] == "supported"
    assert verdicts["incompatible_version"] == "supported"
    assert verdicts["modified_code"] == "unknown"
    (passage,) = next(line for line in grounds if line["ground"] == "modified_code")["evidence"]
    assert "carousel.php" in passage["text"]
    assert [each["state"] for each in cover["cover"]] == ["active"]


def test_a_corrected_shop_counts_with_its_source_and_settles_the_ground(at_desk: PurchaseDesk) -> None:
    at_desk.desk.decisions.records.correct_shop(THREAD, "www.costa-outlet.com", "partner account, 12 May")
    line = at_desk.desk.decisions.evaluation_json(THREAD)[1]
    assert line["verdict"] == "contradicted"
    assert "partner account, 12 May" in line["evidence"][0]["source"]


def test_a_rejection_is_frozen_sent_confirmed_and_closes_the_thread(at_desk: PurchaseDesk) -> None:
    decisions = at_desk.desk.decisions
    row = decisions.decide(at_desk.rejecting("other_shop", "modified_code"))
    assert (row.kind, row.grounds, row.outcome) == ("rejection", ("other_shop", "modified_code"), "queued")
    assert at_desk.line()["state"] != "closed"
    at_desk.send()
    line = at_desk.line()
    assert (line["state"], line["outcome"]) == ("closed", "rejected")
    assert line["first_answer"]["status"] == "met"
    assert FOUND in line["messages"][-1]["text"]
    assert line["decisions"][0]["outcome"] == "rejected"
    at_desk.market.add_message(
        THREAD, "That is not right, it is our second shop.", at=NOW + timedelta(hours=1)
    )
    at_desk.sync()
    line = at_desk.line()
    assert (line["state"], line["outcome"]) == ("open", None)


def test_a_ground_needs_evidence_a_reason_against_the_data_and_an_acknowledgement(
    at_desk: PurchaseDesk,
) -> None:
    decisions = at_desk.desk.decisions
    context = decisions.contexts.read(THREAD)
    ready = at_desk.rejecting("other_shop", "not_the_product", "incompatible_version")
    assert decisions.missing(context, ready.answers) == []
    assert isinstance(ready.answers, RejectionAnswers)
    bare = replace(ready.answers, chosen=tuple(replace(each, items=()) for each in ready.answers.chosen))
    assert {step for step, _why in decisions.missing(context, bare)} == {WizardStep.EVIDENCE}
    unsaid = replace(
        ready.answers, chosen=tuple(replace(each, acknowledged=False) for each in ready.answers.chosen)
    )
    ((step, why),) = decisions.missing(context, unsaid)
    assert step is WizardStep.GROUNDS
    assert "Not about the product" in why
    decisions.records.correct_shop(THREAD, "www.costa-outlet.com", "partner account")
    context = decisions.contexts.read(THREAD)
    silent = replace(ready.answers, chosen=tuple(replace(each, reason="") for each in ready.answers.chosen))
    ((step, why),) = decisions.missing(context, silent)
    assert "Another shop" in why
    with pytest.raises(NotPossible):
        decisions.decide(replace(ready, answers=silent))
    assert at_desk.desk.replies.outbox() == []


def test_a_message_that_arrives_meanwhile_blocks_the_decision_until_it_is_read(at_desk: PurchaseDesk) -> None:
    decisions = at_desk.desk.decisions
    ready = at_desk.rejecting("other_shop")
    at_desk.market.add_message(THREAD, "Never mind, I see it now.", at=NOW + timedelta(minutes=5))
    at_desk.sync()
    assert decisions.wizards.count_new_messages(ready) == 1
    with pytest.raises(NotPossible, match="New messages in the thread"):
        decisions.decide(ready)
    read = decisions.wizards.mark_messages_read(ready)
    assert decisions.wizards.count_new_messages(read) == 0
    assert decisions.decide(read).kind == "rejection"


def test_a_letter_that_the_check_refuses_leaves_every_answer(at_desk: PurchaseDesk) -> None:
    decisions = at_desk.desk.decisions
    ready = at_desk.rejecting("other_shop")
    bad = replace(ready, answers=replace(ready.answers, letter="Hello [customer name], no."))
    kept = decisions.wizards.save(bad, bad.answers)
    with pytest.raises(ReplyCheckFailed):
        decisions.decide(kept)
    assert decisions.wizards.begin(THREAD, "rejection").answers == bad.answers
    assert decisions.list_decisions() == []


@pytest.mark.parametrize("kind", ["rejection", "refund"])
def test_a_wizard_without_an_answer_is_not_stored(at_desk: PurchaseDesk, kind: str) -> None:
    decisions = at_desk.desk.decisions
    opened = decisions.wizards.begin(THREAD, kind)
    looked_at = at_desk.with_letter(replace(opened, answers=replace(opened.answers, step=WizardStep.LETTER)))
    left = decisions.wizards.save(opened, looked_at.answers)
    assert decisions.begun(THREAD) == []
    assert left.answers == looked_at.answers
    own = replace(left.answers, letter="My own words.")
    decisions.wizards.save(left, own)
    assert [begun for begun, _who, _at in decisions.begun(THREAD)] == [kind]


def test_a_sale_within_its_hold_cannot_have_been_paid_out(at_desk: PurchaseDesk) -> None:
    state = at_desk.refunding()
    assert isinstance(state.answers, RefundAnswers)
    paid = replace(state, answers=replace(state.answers, paid_out=True))
    with pytest.raises(NotPossible, match="cannot have been paid out yet"):
        at_desk.desk.decisions.decide(paid)


def test_anyone_can_resume_a_wizard_and_no_change_overwrites_another(
    at_desk: PurchaseDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    decisions = at_desk.desk.decisions
    mine = decisions.wizards.begin(THREAD, "rejection")
    mine = decisions.wizards.save(
        mine, replace(at_desk.rejecting("other_shop").answers, step=WizardStep.LETTER)
    )
    hers = sit_down(monkeypatch, "ana").decisions
    theirs = hers.wizards.begin(THREAD, "rejection")
    assert theirs.answers == mine.answers
    assert isinstance(theirs.answers, RejectionAnswers)
    theirs = hers.wizards.save(theirs, replace(theirs.answers, alternatives=("staging",)))
    assert theirs.saved_by == "ana"
    both = decisions.wizards.save(mine, replace(mine.answers, letter="My own letter."))
    assert isinstance(both.answers, RejectionAnswers)
    assert both.answers.alternatives == ("staging",)
    assert both.answers.letter == "My own letter."


def test_a_setting_asks_for_a_second_person(monkeypatch: pytest.MonkeyPatch) -> None:
    with open_purchase_desk(monkeypatch, "second_person = true") as opened:
        decisions = opened.desk.decisions
        ready = opened.rejecting("other_shop")
        with pytest.raises(NotPossible, match="second person"):
            decisions.decide(ready)
        me = login.login_name()
        given = decisions.wizards.hand_over(ready)
        assert given.answers.ready_by == me
        with pytest.raises(NotPossible, match="second person"):
            decisions.decide(given)
        hers = sit_down(monkeypatch, "ana").decisions
        row = hers.decide(hers.wizards.begin(THREAD, "rejection"))
        assert row.who == f"{me}, seconded by ana"


def test_a_change_by_the_second_person_needs_another_second_person(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with open_purchase_desk(monkeypatch, "second_person = true") as opened:
        opened.desk.decisions.wizards.hand_over(opened.rejecting("other_shop"))
        hers = sit_down(monkeypatch, "ana").decisions
        theirs = hers.wizards.begin(THREAD, "rejection")
        changed = hers.wizards.save(theirs, replace(theirs.answers, letter=theirs.answers.letter + "\nAna"))
        assert changed.answers.ready_by == ""
        with pytest.raises(NotPossible, match="second person"):
            hers.decide(changed)


def test_answers_from_a_file_over_what_another_prepared_need_another_look(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with open_purchase_desk(monkeypatch, "") as opened:
        assert opened.desk.decisions.second_person.set(on=True)
        opened.desk.decisions.wizards.hand_over(opened.rejecting("other_shop"))
        me = login.login_name()
        bobs = sit_down(monkeypatch, "bob").decisions
        begun = bobs.wizards.begin(THREAD, "rejection")
        # As a file does: laid over, and not saved.
        laid_over = replace(begun, answers=replace(begun.answers, letter=begun.answers.letter + "\nBob"))
        assert bobs.second_person.is_needed(laid_over.answers_with_author)
        with pytest.raises(NotPossible, match="second person"):
            bobs.decide(laid_over)
        bobs.wizards.hand_over(laid_over)
        with pytest.raises(NotPossible, match="second person"):
            bobs.decide(bobs.wizards.begin(THREAD, "rejection"))
        carls = sit_down(monkeypatch, "carl").decisions
        row = carls.decide(carls.wizards.begin(THREAD, "rejection"), "I know.")
        assert row.who == f"{me}, changed by bob, seconded by carl"
        assert carls.verify().problems == ()


def test_answers_changed_in_the_database_are_not_those_that_were_given(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with open_purchase_desk(monkeypatch, "second_person = true") as opened:
        opened.desk.decisions.wizards.hand_over(opened.rejecting("other_shop"))
        hers = sit_down(monkeypatch, "ana").decisions
        theirs = hers.wizards.begin(THREAD, "rejection")
        # Another program wrote the letter, and left the name of who prepared the rest.
        changed = replace(theirs.answers, letter="Another letter.")
        with pytest.raises(NotPossible, match="second person"):
            hers.decide(replace(theirs, answers=changed, stored=changed))


def test_the_store_asks_everybody_and_two_persons_end_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with open_purchase_desk(monkeypatch, "") as opened:
        ready = opened.rejecting("other_shop")
        hers = sit_down(monkeypatch, "ana").decisions
        assert hers.second_person.set(on=True)
        with pytest.raises(NotPossible, match="second person"):
            opened.desk.decisions.decide(ready)
        assert hers.second_person.set(on=False)  # asked for
        assert hers.second_person.set(on=False)  # the same person once more
        assert hers.second_person.is_required()
        assert not sit_down(monkeypatch, "bob").decisions.second_person.set(on=False)
        assert opened.desk.decisions.decide(ready).kind == "rejection"


def test_a_setting_of_one_person_is_raised_to_the_store(monkeypatch: pytest.MonkeyPatch) -> None:
    with open_purchase_desk(monkeypatch, "second_person = true") as opened:
        opened.rejecting("other_shop")
        opened.desk.session.paths.settings_file.write_text("second_person = false\n")
        hers = sit_down(monkeypatch, "ana").decisions
        assert hers.second_person.is_required()
        with pytest.raises(NotPossible, match="second person"):
            hers.decide(replace(opened.rejecting("other_shop")))


def test_undoing_the_letter_restores_the_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    with open_purchase_desk(monkeypatch, "") as opened:
        opened.desk.session.paths.settings_file.write_text("undo_seconds = 600\n")
        desk = Desk()
        ready = opened.rejecting("other_shop")
        row = desk.decisions.decide(ready)
        assert row.reply_id is not None
        assert desk.decisions.wizards.begin(THREAD, "rejection").answers == RejectionAnswers()
        desk.replies.act(row.reply_id, Transition.UNDO)
        again = desk.decisions.wizards.begin(THREAD, "rejection")
        assert again.answers.chosen == ready.answers.chosen
        # A draft of the letter could be sent without the decision.
        assert desk.replies.draft(THREAD).text == ""
        assert desk.decisions.list_decisions()[0].outcome == "discarded"


def test_a_refund_is_watched_for_and_a_later_sync_closes_the_loop(at_desk: PurchaseDesk) -> None:
    row = at_desk.desk.decisions.decide(at_desk.refunding())
    assert (row.kind, row.outcome) == ("refund", "refunding")
    line = at_desk.line()
    assert (line["state"], line["outcome"]) == ("refunding", None)
    at_desk.send()
    at_desk.sync()
    assert at_desk.line()["state"] == "refunding"
    at_desk.sale["product_quantity_refunded"] = 1
    at_desk.sync()
    line = at_desk.line()
    assert (line["state"], line["outcome"]) == ("closed", "refunded")
    assert line["business_care"] == {"state": "none", "days_left": None}
    assert at_desk.desk.decisions.list_decisions()[0].outcome == "refunded"
    cover = at_desk.desk.decisions.evaluation_json(THREAD)[-1]["cover"]
    assert [each["state"] for each in cover] == ["active", "none"] or cover[0]["state"] == "none"


@pytest.mark.parametrize("kind", ["rejection", "refund", "no answer", "done"])
def test_a_decision_ends_the_fix_in_query_board_brief_and_thread_alike(
    at_desk: PurchaseDesk, kind: str
) -> None:
    desk = at_desk.desk
    desk.defects.create_defect([THREAD], "The carousel stays empty", 3)
    assert desk.defects.board()[0].next_due() is not None
    brief = BriefPeriod(marketplace_date(NOW) + timedelta(days=26), marketplace_date(NOW)).queries()
    queries = [parse_query(text) for text in ("is:fix", brief[BriefKind.FIXES])]
    assert list(desk.inbox.counts(queries).values()) == [1, 1]
    match kind:
        case "rejection":
            desk.decisions.decide(at_desk.rejecting("modified_code"))
            at_desk.send()
        case "refund":
            desk.decisions.decide(at_desk.refunding())
            at_desk.send()
            assert desk.inbox.counts(queries)[queries[0]] == 1  # not seen in the orders yet
            at_desk.sale["product_quantity_refunded"] = 1
            at_desk.sync()
        case "no answer":
            desk.verbs.no_answer([THREAD], "solved on the phone")
        case _:
            desk.replies.queue(THREAD, ANSWER, override="seen")
            at_desk.send()
            desk.verbs.done([THREAD])
    is_owed = kind == "done"
    (row,) = desk.inbox.rows([THREAD])
    assert (row.owed is Owed.FIX) is is_owed
    assert list(desk.inbox.counts(queries).values()) == [is_owed, is_owed]
    assert list(desk.inbox.counts([parse_query("-is:fix")]).values()) == [not is_owed]
    (defect,) = desk.defects.board()
    assert (defect.next_due() is not None, defect.clock is not None) == (is_owed, is_owed)
    assert (at_desk.line()["fix"] is not None) is is_owed
    facts = {fact.key for fact in desk.conversations.conversation(THREAD).facts}
    assert ("fix" in facts) is is_owed


@pytest.mark.parametrize("is_rejected", [True, False])
def test_a_fix_that_a_rejection_ended_is_never_missed(
    at_desk: PurchaseDesk, monkeypatch: pytest.MonkeyPatch, is_rejected: bool
) -> None:
    desk = at_desk.desk
    desk.defects.create_defect([THREAD], "The carousel stays empty", 3)
    if is_rejected:
        desk.decisions.decide(at_desk.rejecting("modified_code"))
        at_desk.send()
    desk.presence.record_visit(None, NOW)
    monkeypatch.setenv("BIZCARE_NOW", (NOW + timedelta(days=40)).isoformat())
    later = Desk()
    later.marketplace.sync(full=False, on_progress=lambda _step, _done, _total: None)
    missed = [event for event in later.presence.away().rows if event.sentence == "fix missed"]
    assert (len(missed), later.statistics.figures().fixes.of) == ((0, 0) if is_rejected else (1, 1))


def test_a_customer_who_objects_to_a_rejection_is_owed_the_fix_again(at_desk: PurchaseDesk) -> None:
    desk = at_desk.desk
    desk.defects.create_defect([THREAD], "The carousel stays empty", 3)
    desk.decisions.decide(at_desk.rejecting("modified_code"))
    at_desk.send()
    assert not desk.inbox.thread_ids(parse_query("is:fix"))
    at_desk.market.add_message(THREAD, "I changed nothing in your module.", at=NOW + timedelta(hours=1))
    at_desk.sync()
    assert list(desk.inbox.thread_ids(parse_query("is:fix"))) == [THREAD]
    assert desk.defects.board()[0].next_due() is not None


def test_a_refund_that_never_comes_raises_the_alarm_once(
    at_desk: PurchaseDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_desk.desk.decisions.decide(at_desk.refunding())
    at_desk.send()
    for days, outcome in ((13, "refunding"), (15, "overdue"), (16, "overdue")):
        monkeypatch.setenv("BIZCARE_NOW", (NOW + timedelta(days=days)).isoformat())
        at_desk.sync()
        assert at_desk.desk.decisions.list_decisions()[0].outcome == outcome
        due = list(threads_json(at_desk.desk, "is:due", 0))
        assert [line["refund"] is not None for line in due] == ([True] if outcome == "overdue" else [])
    assert at_desk.line()["state"] == "refunding"
    (inbox,) = at_desk.desk.inbox.rows([THREAD])
    assert inbox.owed == "refund"
    assert inbox.due is not None
    assert inbox.due < at_desk.desk.now()
    at_desk.sale["product_quantity_refunded"] = 1
    at_desk.sync()
    assert at_desk.line()["outcome"] == "refunded"


def test_what_was_refunded_before_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    with open_purchase_desk(monkeypatch) as opened:
        opened.sale["product_quantity"], opened.sale["product_quantity_refunded"] = 2, 1
        opened.sync()
        opened.desk.decisions.decide(opened.refunding())
        opened.sync()
        assert opened.line()["state"] == "refunding"
        opened.sale["product_quantity_refunded"] = 2
        opened.sync()
        assert opened.line()["outcome"] == "refunded"


def test_one_of_three_refunded_is_not_the_refund_of_all(monkeypatch: pytest.MonkeyPatch) -> None:
    with open_purchase_desk(monkeypatch) as opened:
        opened.sale["product_quantity"] = 3
        opened.sync()
        opened.desk.decisions.decide(opened.refunding())
        for refunded in (1, 2):
            opened.sale["product_quantity_refunded"] = refunded
            opened.sync()
            line = opened.line()
            assert (line["state"], line["order"]["quantity_refunded"]) == ("refunding", refunded)
            assert line["business_care"]["state"] == "active"
        opened.sale["product_quantity_refunded"] = 3
        opened.sync()
        assert (opened.line()["state"], opened.line()["outcome"]) == ("closed", "refunded")


def test_a_part_that_was_agreed_is_seen_when_it_is_refunded(monkeypatch: pytest.MonkeyPatch) -> None:
    with open_purchase_desk(monkeypatch) as opened:
        opened.sale["product_quantity"] = 3
        opened.sync()
        state = opened.refunding()
        assert isinstance(state.answers, RefundAnswers)
        too_many = replace(state, answers=replace(state.answers, quantity=4))
        with pytest.raises(NotPossible, match="1 to 3"):
            opened.desk.decisions.decide(too_many)
        opened.desk.decisions.decide(replace(state, answers=replace(state.answers, quantity=1)))
        opened.sale["product_quantity_refunded"] = 1
        opened.sync()
        assert opened.line()["outcome"] == "refunded"


def test_a_refund_that_was_carried_out_before_it_was_recorded_is_seen_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with open_purchase_desk(monkeypatch) as opened:
        opened.sale["product_quantity_refunded"] = 1
        opened.sync()
        row = opened.desk.decisions.decide(opened.refunding())
        assert row.outcome == "refunded"
        assert opened.line()["outcome"] == "refunded"


def test_a_part_that_was_refunded_since_the_request_is_seen_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with open_purchase_desk(monkeypatch) as opened:
        opened.sale["product_quantity"] = 3
        opened.sync()
        opened.sale["product_quantity_refunded"] = 1
        opened.sync()
        state = opened.refunding()
        assert isinstance(state.answers, RefundAnswers)
        row = opened.desk.decisions.decide(replace(state, answers=replace(state.answers, quantity=1)))
        assert row.outcome == "refunded"


@pytest.mark.parametrize("backwards", [False, True])
def test_the_refund_of_the_business_care_is_not_that_of_the_module(
    monkeypatch: pytest.MonkeyPatch, backwards: bool
) -> None:
    with open_purchase_desk(monkeypatch) as opened:
        care = {**opened.sale, "product_type": "zen", "amount": "32.00", "product_quantity_refunded": 1}
        sales = [opened.sale, care][:: -1 if backwards else 1]
        monkeypatch.setattr(opened.market, "sales", lambda _first, _last: sales)
        opened.sync()
        order = opened.line()["order"]
        assert (order["amount"], order["quantity_refunded"]) == ("79.90", 0)
        assert opened.line()["business_care"] == {"state": "none", "days_left": None}
        opened.desk.decisions.decide(opened.refunding())
        opened.sync()
        assert opened.line()["state"] == "refunding"
        opened.sale["product_quantity_refunded"] = 1
        opened.sync()
        assert opened.line()["outcome"] == "refunded"


def test_a_technical_error_that_others_meet_is_not_refunded(at_desk: PurchaseDesk) -> None:
    decisions = at_desk.desk.decisions
    ready = at_desk.refunding()
    assert isinstance(ready.answers, RefundAnswers)
    several = replace(ready.answers, singular=False)
    ((step, why),) = decisions.missing(decisions.contexts.read(THREAD), several)
    assert step is WizardStep.GROUNDS
    assert "30 days" in why
    with pytest.raises(NotPossible):
        decisions.decide(replace(ready, answers=several))


def test_a_pasted_letter_is_looked_for_and_never_sent_from_here(at_desk: PurchaseDesk) -> None:
    decisions = at_desk.desk.decisions
    ready = at_desk.refunding()
    assert isinstance(ready.answers, RefundAnswers)
    pasted = replace(ready, answers=replace(ready.answers, pasted=True))
    row = decisions.decide(pasted)
    assert row.reply_id is not None
    assert at_desk.desk.replies.row(row.reply_id).state is ReplyState.UNCONFIRMED
    at_desk.market.add_message(
        THREAD, ready.answers.letter.strip(), author="seller", at=NOW + timedelta(minutes=3)
    )
    at_desk.sync()
    assert at_desk.desk.replies.row(row.reply_id).state is ReplyState.CONFIRMED
    assert len(at_desk.line()["messages"]) == 2


def test_a_decision_can_be_withdrawn_with_a_reason_and_stays_on_record(at_desk: PurchaseDesk) -> None:
    decisions = at_desk.desk.decisions
    row = decisions.decide(at_desk.refunding())
    with pytest.raises(NotPossible):
        decisions.withdraw(row.id, " ")
    withdrawn = decisions.withdraw(row.id, "agreed to a fix instead")
    assert withdrawn.kind == "withdrawal"
    assert [each.outcome for each in decisions.list_decisions()] == ["withdrawal", "replaced"]
    assert at_desk.line()["state"] != "refunding"
    with pytest.raises(NotPossible):
        decisions.withdraw(row.id, "again")


def test_the_windows_come_from_the_policy_and_their_end_wants_a_reason(at_desk: PurchaseDesk) -> None:
    decisions = at_desk.desk.decisions
    purchase = decisions.contexts.purchase(THREAD)
    assert purchase.windows is not None
    assert purchase.purchased is not None
    assert (purchase.windows.claim_until - purchase.purchased).days in (30, 31)
    at_desk.desk.session.paths.policy_file.write_text("[window.refund_accept]\nmonths = 1\n")
    strict = Desk().decisions
    ready = at_desk.refunding()
    ((step, _why),) = strict.missing(strict.contexts.read(THREAD), ready.answers)
    assert step is WizardStep.WINDOWS
    assert decisions.missing(decisions.contexts.read(THREAD), ready.answers) == []
