"""The verbs at the desk: what each records, which threads it skips, and that undo leaves no trace."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fixed_time import NOW
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
from purchase_desk import wire_time

from bizcare_tui.cli.json.threads import threads_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.doctor import run_checks
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.desk.verbs import VerbResult
from bizcare_tui.domain.defects import DefectState, DefectStepKind
from bizcare_tui.domain.request_types import RequestType
from bizcare_tui.domain.submissions import Check
from bizcare_tui.domain.threads import Author, State
from bizcare_tui.errors import NotPossible, UnknownThread, WrongUsage
from bizcare_tui.sandbox.market import Market
from bizcare_tui.sandbox.quirks import Quirks
from bizcare_tui.sandbox.server import Sandbox
from bizcare_tui.store import batching

THREADS = (1, 2, 3, 4)
ANSWERED = 2


def market() -> Market:
    """Four threads of after-sale; in the second a person answered."""
    threads, sales = [], []
    for number in THREADS:
        begun = wire_time(NOW - timedelta(hours=3 + number))
        threads.append({
            "id_community_thread": number, "topic": f"The cart fails {number}", "id_product": 9,
            "name": "ShopFast", "id_order": 100 + number, "qualification": "aftersale",
            "date_add": begun,
            "days_left": "200", "website": "https://www.costa.example", "versionps": "8.1.6", "quantity": "1",
        })  # fmt: skip
        sales.append({
            "id_order": 100 + number, "id_product": 9, "order_date": wire_time(NOW - timedelta(days=40)),
            "product_quantity": "1", "product_quantity_refunded": "0", "price": "59.00",
        })  # fmt: skip
    made = Market.given(threads=threads, sales=sales, quirks=Quirks(authors=True))
    for number in THREADS:
        made.add_message(
            number, "TypeError in CartRule.php, since the update", author="customer",
            at=NOW - timedelta(hours=3 + number),
        )  # fmt: skip
    made.add_message(
        ANSWERED, "I see it, we work on a patch. Tom", author="seller", at=NOW - timedelta(hours=1)
    )
    return made


def sync(desk: Desk) -> None:
    desk.marketplace.sync(full=False, on_progress=lambda _step, _done, _total: None)


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    monkeypatch.setenv("BIZCARE_NOW", NOW.isoformat())
    with Sandbox(market()) as running:
        monkeypatch.setenv("BIZCARE_API_URL", running.url)
        monkeypatch.setenv("BIZCARE_API_KEY", running.key)
        desk = Desk()
        sync(desk)
        desk.baseline.answer(NOW - timedelta(days=30), [], mark_older_read=False)
        yield running


@pytest.fixture
def own(account: Sandbox) -> Desk:
    return Desk()


def line(desk: Desk, thread_id: int) -> dict[str, Any]:
    (found,) = threads_json(desk, f"id:{thread_id}", 0)
    return found


def found(desk: Desk, query: str) -> list[int]:
    """Return the threads that match a query, by number."""
    return sorted(desk.inbox.thread_ids(parse_query(query)))


def test_done_is_refused_while_the_first_answer_is_owed(own: Desk) -> None:
    with pytest.raises(NotPossible):
        own.verbs.done([1])
    did = own.verbs.done([1, ANSWERED])
    assert (did.thread_ids, did.skipped) == ((ANSWERED,), 1)
    assert line(own, ANSWERED)["state"] == "closed"
    own.verbs.reopen([ANSWERED])
    assert line(own, ANSWERED)["state"] == "waiting"


def test_what_is_done_opens_again_when_the_customer_writes(own: Desk, account: Sandbox) -> None:
    own.verbs.done([ANSWERED])
    account.market.add_message(ANSWERED, "It is back!", author="customer", at=own.now())
    sync(own)
    assert line(own, ANSWERED)["state"] == "open"


def test_no_answer_needs_a_reason_and_ends_what_is_owed(own: Desk) -> None:
    with pytest.raises(WrongUsage):
        own.verbs.no_answer([1], "  ")
    own.verbs.no_answer([1], "a machine of the shop wrote it")
    reported = line(own, 1)
    assert (reported["state"], reported["outcome"], reported["owed"]) == ("closed", "no_answer_needed", None)


def test_what_is_snoozed_leaves_to_do_and_wakes_when_the_customer_writes(own: Desk, account: Sandbox) -> None:
    due = own.inbox.sections[0].query
    assert 1 in own.inbox.thread_ids(parse_query(due))
    own.verbs.snooze([1], own.now() + timedelta(hours=2))
    assert 1 not in own.inbox.thread_ids(parse_query(due))
    assert 1 in own.inbox.thread_ids(parse_query("is:snoozed"))
    account.market.add_message(1, "And the coupon too", author="customer", at=own.now())
    sync(own)
    assert 1 in own.inbox.thread_ids(parse_query(due))


def test_a_deadline_before_the_end_of_a_snooze_is_reported(own: Desk) -> None:
    assert own.verbs.rows_due_before([1], own.now() + timedelta(minutes=5)) == []
    (row,) = own.verbs.rows_due_before([1], own.now() + timedelta(days=9))
    assert row.id == 1
    with pytest.raises(WrongUsage):
        own.verbs.snooze([1], own.now() - timedelta(minutes=1))


@pytest.mark.parametrize("after", [1, len(THREADS)])
def test_what_is_stopped_changes_nothing(own: Desk, monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    monkeypatch.setattr(batching, "BATCH_SIZE", 1)

    def stop_after(done: int) -> None:
        if done == after:
            assert own.verbs.stop()

    assert not own.verbs.stop()
    before = list(threads_json(own, "", 0))
    own.session.on_recomputed = stop_after
    with pytest.raises(NotPossible, match="Stopped"):
        own.verbs.no_answer(THREADS, "a test")
    with pytest.raises(NotPossible, match="Stopped"):
        own.verbs.tag(THREADS, "vat")
    assert not own.verbs.stop()
    assert list(threads_json(own, "", 0)) == before
    assert own.verbs.history() == []
    own.session.on_recomputed = lambda _done: None
    act = own.verbs.tag(THREADS, "vat").act_id
    own.session.on_recomputed = stop_after
    with pytest.raises(NotPossible, match="Stopped"):
        own.verbs.undo(act)
    assert [row.undone_at for row in own.verbs.history()] == [None]


def test_tags_are_found_and_removed(own: Desk) -> None:
    own.verbs.tag([1, 3], "#VAT, waiting-for-dev")
    assert list(own.inbox.thread_ids(parse_query("tag:vat"))) == [3, 1]
    assert own.verbs.list_tags() == ["vat", "waiting-for-dev"]
    own.verbs.tag([3], "-vat")
    assert list(own.inbox.thread_ids(parse_query("tag:vat"))) == [1]


def test_a_note_is_stored_and_is_no_message(own: Desk) -> None:
    own.verbs.note([1], "Ask Ana\x1b[31m about CartRule\n<b>before</b> answering")
    (note,) = own.verbs.of(1).notes
    assert note.text.endswith("about CartRule\n<b>before</b> answering")
    assert "\x1b" not in note.text
    assert len(own.conversations.conversation(1).messages) == 1
    assert own.inbox.thread_ids(parse_query("note:cartrule"))[0] == 1
    with pytest.raises(WrongUsage):
        own.verbs.note([1], "  ")


def test_links_hold_both_ways(own: Desk) -> None:
    own.verbs.link(1, 3)
    assert own.verbs.of(1).links == [3]
    assert found(own, "has:link") == [1, 3]
    assert own.verbs.of(3).links == [1]
    own.verbs.link(3, 1, remove=True)
    assert own.verbs.of(1).links == []
    assert found(own, "has:link") == []
    removed = own.verbs.link(1, 3, remove=True)
    own.verbs.link(1, 3)
    assert found(own, "has:link") == [1, 3]
    own.verbs.undo(removed.act_id)
    own.verbs.link(1, 2)
    own.verbs.undo(own.verbs.link(3, 1, remove=True).act_id)
    assert found(own, "has:link") == [1, 2, 3]
    own.verbs.link(1, 2, remove=True)
    assert found(own, "has:link") == [1, 3]
    with pytest.raises(UnknownThread):
        own.verbs.link(1, 99)
    with pytest.raises(WrongUsage):
        own.verbs.link(1, 1)


def test_the_act_of_another_person_cannot_be_undone(own: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    act = own.verbs.tag([1], "mine").act_id
    monkeypatch.setattr("bizcare_tui.store.people.login_name", lambda: "ana")
    with pytest.raises(NotPossible):
        Desk().verbs.undo(act)


def test_the_history_shows_acts_and_their_undoing(own: Desk) -> None:
    own.verbs.tag([1, 2, 3], "later")
    did = own.verbs.note([4], "look at the log")
    newest, older = own.verbs.history()
    assert (newest.sentence, newest.thread_id, newest.threads) == ("note: look at the log", 4, 1)
    assert (older.sentence, older.threads) == ("tag +later", 3)
    own.verbs.undo(did.act_id)
    assert own.verbs.history()[0].undone_at is not None
    last = own.verbs.last()
    assert last is not None
    assert own.verbs.undo(last.id) == (1, 2, 3)
    assert own.verbs.last() is None


def test_a_technical_error_starts_the_clock_of_its_fix(own: Desk) -> None:
    own.verbs.set_kind([1], RequestType.TECHNICAL)
    fix = line(own, 1)["fix"]
    assert fix["status"] == "pending"
    own.defects.create_defect([1], "The cart fails", 9)
    own.defects.attach([4], own.defects.board()[0].id)
    # The request of thread 4 is an hour older than those before it: the whole defect goes by it.
    assert line(own, 1)["fix"]["due"] == line(own, 4)["fix"]["due"] < fix["due"]
    assert line(own, 1)["fix"]["submit_by"] <= fix["submit_by"]


def test_a_defect_is_proposed_to_a_request_that_reads_alike(own: Desk) -> None:
    own.defects.create_defect([1], "The cart fails", 9)
    proposal = own.conversations.similar_defects(3)[0]
    assert proposal.defect.title == "The cart fails"
    assert "CartRule.php" in proposal.why


CHANGELOG = "Fixes the cart that stayed empty when a voucher was used."
CHECKED = [check.value for check in Check]


def test_the_life_of_a_defect(own: Desk, account: Sandbox) -> None:
    defects = own.defects
    defects.create_defect([1, ANSWERED], "The cart fails", 9)
    (defect,) = defects.board()
    with pytest.raises(NotPossible):
        defects.record_step(
            defect.id, DefectStepKind.SUBMITTED, version="1.0.1", changelog=CHANGELOG, checks=CHECKED
        )
    for step in (DefectStepKind.REPRODUCED, DefectStepKind.FIXED):
        defects.record_step(defect.id, step)
    wrongs: tuple[dict[str, Any], ...] = (
        {"version": "1.0", "changelog": CHANGELOG, "checks": CHECKED},
        {"version": "1.0.1", "changelog": "", "checks": CHECKED},
        {"version": "1.0.1", "changelog": "Corrige el carrito que se quedaba vacío con un vale.",
         "checks": CHECKED},
        {"version": "1.0.1", "changelog": CHANGELOG, "checks": CHECKED[:2]},
    )  # fmt: skip
    for wrong in wrongs:
        with pytest.raises(WrongUsage):
            defects.record_step(defect.id, DefectStepKind.SUBMITTED, **wrong)
    defects.record_step(
        defect.id, DefectStepKind.SUBMITTED, version="1.0.1", changelog=CHANGELOG, checks=CHECKED
    )
    assert defects.submission(defect).left == 2
    assert [each.version for each in defects.submission(defect).in_review] == ["1.0.1"]
    published = defects.record_step(defect.id, DefectStepKind.PUBLISHED)
    assert line(own, 1)["fix"]["status"] == "met"
    assert defects.draft_letters(defect.id) == [ANSWERED, 1]
    letter = own.replies.draft(1).text
    assert "1.0.1" in letter
    assert "$fixed" in letter
    assert own.replies.check(1, letter), "a letter that was not made personal is not sent"
    account.market.add_message(1, "It is fixed in 1.0.1. Tom", author="seller", at=own.now())
    account.market.add_message(ANSWERED, "1.0.1 fixes it. Tom", author="seller", at=own.now())
    sync(own)
    assert defects.defect(defect.id).state is DefectState.INFORMED
    assert (line(own, 1)["state"], line(own, 1)["outcome"]) == ("closed", "fixed")
    defects.undo_step(published)
    assert defects.defect(defect.id).state is DefectState.SUBMITTED
    assert line(own, 1)["state"] == "waiting"


def test_three_submissions_a_day(own: Desk) -> None:
    defects = own.defects
    for number in range(4):
        defects.create_defect([1], f"Defect {number}", 9)
    for number, defect in enumerate(sorted(defects.board(), key=lambda each: each.id)):
        defects.record_step(defect.id, DefectStepKind.FIXED)
        submit: dict[str, Any] = {"version": f"1.0.{number}", "changelog": CHANGELOG, "checks": CHECKED}
        if number < 3:
            defects.record_step(defect.id, DefectStepKind.SUBMITTED, **submit)
        else:
            with pytest.raises(NotPossible, match="no more"):
                defects.record_step(defect.id, DefectStepKind.SUBMITTED, **submit)


def test_what_is_blocked_is_not_handed_in(own: Desk) -> None:
    own.defects.create_defect([1], "The cart fails", 9)
    (defect,) = own.defects.board()
    own.defects.record_step(defect.id, DefectStepKind.FIXED)
    own.defects.record_step(
        defect.id, DefectStepKind.BLOCKED, reason="not compatible with the latest PrestaShop"
    )
    with pytest.raises(NotPossible, match="not compatible"):
        own.defects.record_step(
            defect.id, DefectStepKind.SUBMITTED, version="1.0.1", changelog=CHANGELOG, checks=CHECKED
        )  # fmt: skip


# --- taking back, in any order ---------------------------------------------------------------------

State_ = dict[int, tuple[Any, ...]]


def state_of(desk: Desk) -> State_:
    """All that holds of the threads, but for instants of notes, and a clock's first status.

    That one is written once and kept by rule, whatever is set or undone later.
    """
    found: State_ = {}
    for place, reported in enumerate(threads_json(desk, "", 0)):
        del reported["first_answer"]["first_status"]
        holds = desk.verbs.of(reported["id"])
        notes = [note.text for note in holds.notes]
        snoozed = holds.snoozed and replace(holds.snoozed, known=0)
        shown = [
            (each.author, each.automatic) for each in desk.conversations.conversation(reported["id"]).messages
        ]
        found[reported["id"]] = (reported, notes, holds.links, snoozed, shown, place)
    return found


class Undoing(RuleBasedStateMachine):
    """Random verbs, undone at random: the state is always that of the remaining verbs."""

    pristine: Path
    defects: tuple[int, ...]

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.desk = self.copy("first")
        self.done: dict[int, Callable[[Desk], VerbResult]] = {}

    def copy(self, name: str) -> Desk:
        """A desk over a store of its own, in which nothing was done yet."""
        shutil.copytree(self.pristine, self.folder / name)
        return desk_in(self.folder / name)

    def teardown(self) -> None:
        again = self.copy("again")
        for verb in self.done.values():
            verb(again)
        assert state_of(self.desk) == state_of(again)
        for act in sorted(self.done, key=lambda act: (act * 7919) % 101):
            self.desk.verbs.undo(act)
        assert state_of(self.desk) == state_of(self.copy("untouched"))
        shutil.rmtree(self.folder)

    def do(self, verb: Callable[[Desk], VerbResult]) -> None:
        """Do it, and check at once that taking it back leaves no trace."""
        before = state_of(self.desk)
        act = verb(self.desk).act_id
        self.desk.verbs.undo(act)
        assert state_of(self.desk) == before
        self.done[verb(self.desk).act_id] = verb

    some = st.lists(st.sampled_from(THREADS), min_size=1, max_size=3, unique=True)

    @rule(threads=some, kind=st.sampled_from([*RequestType, None]))
    def kind(self, threads: list[int], kind: RequestType | None) -> None:
        self.do(lambda desk: desk.verbs.set_kind(threads, kind.value if kind else None))

    @rule()
    def done_(self) -> None:
        if self.desk.inbox.rows([ANSWERED])[0].owed is None:
            self.do(lambda desk: desk.verbs.done([ANSWERED]))

    @rule(threads=some, reason=st.sampled_from(["spam", "answered by telephone"]))
    def no_answer(self, threads: list[int], reason: str) -> None:
        self.do(lambda desk: desk.verbs.no_answer(threads, reason))

    @rule(threads=some)
    def reopen(self, threads: list[int]) -> None:
        self.do(lambda desk: desk.verbs.reopen(threads))

    @rule(threads=some, hours=st.integers(2, 90) | st.none())
    def snooze(self, threads: list[int], hours: int | None) -> None:
        until = None if hours is None else NOW + timedelta(hours=hours)
        self.do(lambda desk: desk.verbs.snooze(threads, until))

    @rule(threads=some, tags=st.sampled_from(["a", "b c", "-a", "a -b"]))
    def tag(self, threads: list[int], tags: str) -> None:
        self.do(lambda desk: desk.verbs.tag(threads, tags))

    @rule(threads=some, text=st.sampled_from(["look at the log", "ask Ana"]))
    def note(self, threads: list[int], text: str) -> None:
        self.do(lambda desk: desk.verbs.note(threads, text))

    @rule(
        thread=st.sampled_from(THREADS),
        author=st.sampled_from([Author.CUSTOMER, Author.SELLER, None]),
        automatic=st.sampled_from([True, False, None]),
    )
    def author(self, thread: int, author: Author | None, automatic: bool | None) -> None:
        message = self.desk.conversations.conversation(thread).messages[0].id
        self.do(lambda desk: desk.verbs.author(thread, message, author, automatic=automatic))

    @rule(one=st.sampled_from(THREADS[:2]), two=st.sampled_from(THREADS[2:]), remove=st.booleans())
    def link(self, one: int, two: int, remove: bool) -> None:
        self.do(lambda desk: desk.verbs.link(one, two, remove=remove))

    @rule(threads=some, place=st.sampled_from([0, 1, None]))
    def fix(self, threads: list[int], place: int | None) -> None:
        defect = None if place is None else self.defects[place]
        self.do(lambda desk: desk.verbs.fix(threads, defect))

    @rule(place=st.integers(0, 50))
    def undo(self, place: int) -> None:
        if self.done:
            act = list(self.done)[place % len(self.done)]
            self.desk.verbs.undo(act)
            del self.done[act]


def desk_in(folder: Path) -> Desk:
    from bizcare_tui.paths import Paths

    return Desk(Paths(folder, folder))


def test_taking_verbs_back_in_any_order_restores_the_state_exactly(own: Desk, home: Path) -> None:
    for number in range(2):
        did = own.defects.create_defect([1], f"Defect {number}", 9)
        own.verbs.undo(did.act_id)
    Undoing.pristine = home
    Undoing.defects = tuple(each.id for each in own.defects.board())
    run_state_machine_as_test(
        Undoing,
        settings=settings(
            max_examples=25,
            stateful_step_count=12,
            phases=[Phase.generate],  # shrinking takes minutes, and the steps are printed anyway
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert line(own, ANSWERED)["state"] == State.WAITING


def test_labels_are_updated_at_once_as_a_derivation_would(own: Desk) -> None:
    """Tags, assignee and snooze of an inbox row are updated without deriving the thread."""
    own.verbs.snooze(THREADS, NOW + timedelta(days=2))
    own.verbs.tag(THREADS, "a b")
    own.verbs.claim(THREADS[:2])
    later = own.verbs.snooze(THREADS[:1], NOW + timedelta(days=5))
    own.verbs.undo(later.act_id)
    own.verbs.undo(own.verbs.tag(THREADS, "-a").act_id)
    rows = own.inbox.rows(THREADS)
    assert [row.assignee for row in rows] == [own.session.login, own.session.login, "", ""]
    assert {row.snoozed_until for row in rows} == {NOW + timedelta(days=2)}
    assert set(own.inbox.thread_ids(parse_query("tag:a tag:b"))) == set(THREADS)
    assert {finding.check: finding.ok for finding in run_checks(own.session.paths)}["deadlines"]


def test_an_older_sleep_that_comes_back_stays_broken_by_what_arrived(account: Sandbox, own: Desk) -> None:
    own.verbs.snooze([1], NOW + timedelta(days=2))
    account.market.add_message(1, "And now it is worse", author="customer", at=NOW - timedelta(minutes=5))
    sync(own)
    again = own.verbs.snooze([1], NOW + timedelta(days=5))
    assert own.inbox.rows([1])[0].snoozed_until == NOW + timedelta(days=5)
    own.verbs.undo(again.act_id)
    assert own.inbox.rows([1])[0].snoozed_until is None
    assert {finding.check: finding.ok for finding in run_checks(own.session.paths)}["deadlines"]
