"""Notices are delivered at least once on every channel that is set, despite failures and restarts."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from fixed_time import NOW
from purchase_desk import wire_time
from smtp_server import SmtpServer

from bizcare_tui import now as clock
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.notice_delivery import NoticeDelivery
from bizcare_tui.desk.watch_tasks import open_watch
from bizcare_tui.domain.alerts import Announcement, ReplyProblem
from bizcare_tui.domain.outbox import Transition
from bizcare_tui.errors import BadSettings, StoreBusy, StoreProblem
from bizcare_tui.sandbox.market import Market
from bizcare_tui.sandbox.quirks import Quirks
from bizcare_tui.sandbox.server import Sandbox
from bizcare_tui.settings import PROGRAM_SETTINGS
from bizcare_tui.store import deadline_notifications, delivery_claims, outbox, reply_transitions
from bizcare_tui.store.leases import current_process_name

QUIET = 'notify_bell = false\nnight = ""\n'
STOP = threading.Event()
PATIENCE = 60.0


@pytest.fixture
def account(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """An account with a request that is due in an hour and a half, and one that is due in five hours."""
    yield from an_account(monkeypatch, [timedelta(hours=22, minutes=30), timedelta(hours=19)])


@pytest.fixture
def busy_account(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """An account with eight requests that are due in an hour and a half."""
    yield from an_account(monkeypatch, [timedelta(hours=22, minutes=30)] * 8)


def an_account(monkeypatch: pytest.MonkeyPatch, ages: list[timedelta]) -> Iterator[Sandbox]:
    threads = [
        {
            "id_community_thread": number, "topic": "The cart fails", "id_product": 9,
            "name": "ShopFast", "id_order": 100 + number, "qualification": "aftersale",
            "date_add": wire_time(NOW - age),
        }
        for number, age in enumerate(ages, 1)
    ]  # fmt: skip
    market = Market.given(threads=threads, quirks=Quirks(authors=True))
    for number, age in enumerate(ages, 1):
        market.add_message(number, "It fails", author="customer", at=NOW - age)
    go_to(monkeypatch, NOW)
    with Sandbox(market) as running:
        monkeypatch.setenv("BIZCARE_API_URL", running.url)
        monkeypatch.setenv("BIZCARE_API_KEY", running.key)
        desk = Desk()
        desk.marketplace.sync(full=False, on_progress=lambda _step, _done, _total: None)
        desk.baseline.answer(NOW - timedelta(days=30), [], mark_older_read=False)
        yield running


def go_to(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    """Have the domain's clock show a moment."""
    monkeypatch.setenv("BIZCARE_NOW", moment.isoformat())
    monkeypatch.setattr(clock, "_started", time.monotonic())


def desk_with(settings: str, *, quiet: str = QUIET) -> Desk:
    """A desk with these settings."""
    file = Desk().session.paths.settings_file
    file.write_text(quiet + settings)
    file.chmod(0o600)
    return Desk()


class Post:
    """A program that announces: what it showed, its clock for pauses, its delivery."""

    def __init__(self, settings: str | Desk = "", *, once: bool = False) -> None:
        self.shown: list[Announcement] = []
        self.clock = 0.0
        self.desk = desk_with(settings) if isinstance(settings, str) else settings
        self.watch = open_watch(self.desk, self.shown.append, once=once, clock=lambda: self.clock)
        self.delivery: NoticeDelivery = self.watch.delivery

    def round(self) -> list[str]:
        """Do a round and wait for its deliveries; what goes wrong."""
        # A channel that failed in the store before is raised by this round.
        with suppress(StoreProblem):
            self.delivery.round()
        assert self.delivery.settle(seconds=PATIENCE)
        return self.delivery.problems()

    def threads(self) -> list[int]:
        """The threads of what was shown."""
        return [each.thread_id for each in self.shown]


class Hook:
    """An address that takes notices; it answers `status`, and refuses those of the thread `refuses`."""

    def __init__(self) -> None:
        self.tried: list[int] = []
        self.taken: list[dict[str, object]] = []
        self.status = 204
        self.refuses = 0
        self.hangs = threading.Event()
        self.is_over = threading.Event()
        self.is_over.set()
        this = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                notice = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                this.tried.append(notice["thread"])
                if not this.is_over.is_set():
                    this.hangs.set()
                    this.is_over.wait(PATIENCE)
                    return
                status = 400 if notice["thread"] == this.refuses else this.status
                if status < 300:
                    this.taken.append(notice)
                self.send_response(status)
                self.end_headers()

            def log_message(self, *_arguments: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.setting = f'notify_webhook = "http://127.0.0.1:{self.server.server_port}/services/s3cret"\n'


@pytest.fixture
def hook() -> Iterator[Hook]:
    made = Hook()
    yield made
    made.is_over.set()
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def postbox(tmp_path: Path) -> Iterator[SmtpServer]:
    server = SmtpServer(tmp_path, offers_starttls=False)
    yield server
    server.stop()


def script(tmp_path: Path, text: str) -> str:
    """A program of the shell; its path."""
    file = tmp_path / "tell"
    file.write_text(f"#!/bin/sh\n{text}\n")
    file.chmod(0o700)
    return str(file)


def is_of_the_first(text: str) -> bool:
    """Whether a text announces the first request; the clock has gone on by then."""
    return text.startswith("Due in 1h ") and ": 1, The cart fails (Thu 26 Nov 11:50)" in text


# --- once, at the right time ---------------------------------------------------------------------------


def test_a_notice_comes_once(account: Sandbox) -> None:
    post = Post()
    post.round()
    (alert,) = post.shown
    assert alert.thread_id == 1
    assert alert.sentence(NOW).startswith("Due in 1h 30: 1, The cart fails (")
    post.round()
    again = Post()
    again.round()
    assert post.threads() == [1]
    assert again.shown == []


def test_nothing_is_announced_at_night_unless_asked(account: Sandbox) -> None:
    night = 'night = "08:00-23:00"\n'
    by_night = Post(desk_with(night, quiet=""))
    by_night.round()
    assert by_night.shown == []
    asked = Post(desk_with(night + "notify_at_night = true\n", quiet=""))
    asked.round()
    assert asked.threads() == [1]


def test_a_single_round_announces_what_the_next_hour_could_not(account: Sandbox) -> None:
    late_lead = 'notify_before = ["5m"]\n'
    going_on = Post(late_lead)
    going_on.round()
    assert going_on.shown == []
    go_on = NOW + timedelta(minutes=31)
    with pytest.MonkeyPatch.context() as patch:
        go_to(patch, go_on)
        once = Post(late_lead, once=True)
        once.round()
    assert once.threads() == [1]


# --- by each channel -----------------------------------------------------------------------------------


def test_a_webhook_is_posted_to(account: Sandbox, hook: Hook) -> None:
    assert Post(hook.setting).round() == []
    (notice,) = hook.taken
    assert (notice["event"], notice["thread"], notice["late"]) == ("due", 1, False)
    assert is_of_the_first(str(notice["text"]))
    assert str(notice["page"]).endswith("?ict=1")


def test_a_webhook_that_fails_is_named_without_its_secret(account: Sandbox, hook: Hook) -> None:
    hook.status = 500
    (problem,) = Post(hook.setting).round()
    assert "127.0.0.1 (500)" in problem
    assert "s3cret" not in problem


@pytest.mark.parametrize("url", ["http://example.org/x", "ftp://localhost/x", "//x", "https://"])
def test_a_notice_goes_only_over_a_safe_connection(account: Sandbox, url: str) -> None:
    (problem,) = Post(f'notify_webhook = "{url}"\n').round()
    assert "https" in problem


def test_a_program_is_run_without_a_shell(account: Sandbox, tmp_path: Path) -> None:
    out, program = tmp_path / "out", script(tmp_path, f'printf "%s\\n" "$#" "$2" > {tmp_path}/out')
    assert Post(f'notify_command = ["{program}", "; touch {tmp_path}/no"]\n').round() == []
    count, sentence = out.read_text().splitlines()
    assert count == "2"
    assert is_of_the_first(sentence)
    assert not (tmp_path / "no").exists()


@pytest.mark.parametrize("name", PROGRAM_SETTINGS)
def test_a_program_named_by_a_file_of_others_is_not_run(account: Sandbox, name: str) -> None:
    desk = desk_with(f'{name} = ["true"]\n')
    open_watch(desk)
    desk.session.paths.settings_file.chmod(0o666)
    with pytest.raises(BadSettings, match="other users can change"):
        open_watch(Desk())


def test_programs_do_not_get_the_keys_and_passwords(
    account: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, program = tmp_path / "out", script(tmp_path, f"env >> {tmp_path}/out")
    monkeypatch.setenv("BIZCARE_SMTP_PASSWORD", "s3cret-word")
    assert Post(f'notify_command = ["{program}"]\nhook_due = ["{program}"]\n').round() == []
    assert out.read_text().count("BIZCARE_NOW=") == 2
    assert "s3cret-word" not in out.read_text()
    assert account.key not in out.read_text()


def test_hooks_are_given_numbers_of_what_is_new_once_each(account: Sandbox, tmp_path: Path) -> None:
    out, program = tmp_path / "out", script(tmp_path, f'echo "$@" >> {tmp_path}/out')
    hooks = "".join(f'hook_{name} = ["{program}", "x"]\n' for name in ("new_thread", "due", "confirmed"))
    post = Post(hooks + "undo_seconds = 0\n")
    assert post.round() == []
    lines = out.read_text().splitlines()
    # What was there before is no news; what falls due is.
    assert [line.split()[:3] for line in lines] == [["x", "due", "1"]]
    out.write_text("")
    a_new_thread(account, 77)
    post.watch.sync(STOP)
    post.desk.replies.queue(
        1, "I saw the cart of your shop fail, and correct it today. Tom", override="telephone"
    )
    post.watch.send(STOP)
    post.round()
    post.round()
    lines = [line for line in out.read_text().splitlines() if " due " not in line]
    assert sorted(lines) == ["x confirmed 1", "x new_thread 77"]


def a_new_thread(account: Sandbox, number: int) -> None:
    account.market.add_thread({
        "id_community_thread": number, "topic": "$(id) -rf", "id_product": 9, "name": "ShopFast",
        "date_add": "2026-11-26 10:00:00", "qualification": "aftersale", "id_order": 5,
    })  # fmt: skip
    account.market.add_message(number, "Hello", author="customer", at=NOW)


# --- at least once -------------------------------------------------------------------------------------


def test_what_a_webhook_refused_is_posted_when_it_is_back(account: Sandbox, hook: Hook) -> None:
    hook.status = 503
    post = Post(hook.setting)
    assert len(post.round()) == 1
    assert post.threads() == [1]  # no channel waits for another
    hook.status = 204
    post.clock += 5
    assert post.round() == []
    assert [each["thread"] for each in hook.taken] == [1]
    post.clock += 600
    post.round()
    assert (post.threads(), len(hook.taken)) == ([1], 1)


def test_what_was_not_delivered_is_delivered_after_a_restart(
    account: Sandbox, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook.status = 503
    Post(hook.setting).round()
    go_to(monkeypatch, NOW + timedelta(minutes=20))
    hook.status = 204
    again = Post(hook.setting)
    assert again.round() == []
    assert again.shown == []
    assert [each["thread"] for each in hook.taken] == [1]


def test_what_is_no_news_any_more_is_not_delivered(
    account: Sandbox, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook.status = 503
    post = Post(hook.setting)
    post.round()
    account.market.add_message(1, "Here is the answer.", author="seller", at=NOW)
    post.watch.sync(STOP)
    hook.status = 204
    post.clock += 5
    post.round()
    assert hook.taken == []


def test_one_failure_keeps_the_rest_from_being_tried(busy_account: Sandbox, hook: Hook) -> None:
    hook.status = 503
    post = Post(hook.setting)
    for _second in range(5):
        post.round()
        post.clock += 1
    assert len(hook.tried) == 1
    assert sorted(post.threads()) == [*range(1, 9)]
    hook.status = 204
    post.round()
    assert sorted(each["thread"] for each in hook.taken) == [*range(1, 9)]  # type: ignore[type-var]


def test_a_notice_that_is_refused_for_good_keeps_no_other_back(busy_account: Sandbox, hook: Hook) -> None:
    hook.refuses = 1
    post = Post(hook.setting)
    for _round in range(3):
        post.round()
        post.clock += 600
    assert sorted(each["thread"] for each in hook.taken) == [*range(2, 9)]  # type: ignore[type-var]


def test_a_webhook_that_hangs_delays_nothing_else(busy_account: Sandbox, hook: Hook, tmp_path: Path) -> None:
    hook.is_over.clear()
    program = script(tmp_path, f'echo "$2" >> {tmp_path}/out')
    post = Post(hook.setting + f'hook_due = ["{program}"]\n')
    post.delivery.round()
    assert hook.hangs.wait(PATIENCE)
    # The round came back; the other channels deliver meanwhile, and a stop does not wait for it.
    for name, channel in post.delivery._channels.items():
        assert name == "webhook" or channel.join(PATIENCE)
    assert sorted(post.threads()) == [*range(1, 9)]
    assert sorted((tmp_path / "out").read_text().split()) == [str(n) for n in range(1, 9)]
    assert not post.delivery._channels["webhook"].is_ready()
    post.delivery.stop()
    assert post.delivery.settle(seconds=PATIENCE)
    hook.is_over.set()
    again = Post(hook.setting)
    assert again.round() == []
    assert sorted(each["thread"] for each in hook.taken) == [*range(1, 9)]  # type: ignore[type-var]


def test_a_full_output_is_reported_and_its_notices_are_delivered_later(account: Sandbox) -> None:
    is_full = True
    lines: list[int] = []

    def show(found: Announcement) -> None:
        if is_full:
            raise OSError(28, "No space left on device")
        lines.append(found.thread_id)

    now = [0.0]
    delivery = open_watch(desk_with(""), show, clock=lambda: now[0]).delivery
    delivery.round()
    assert delivery.settle(seconds=PATIENCE)
    assert "No space left on device" in delivery.problems()[0]
    is_full = False
    now[0] += 5
    delivery.round()
    assert delivery.settle(seconds=PATIENCE)
    assert (lines, delivery.problems()) == ([1], [])


def test_a_notice_that_could_not_be_recorded_is_not_delivered_again(
    account: Sandbox, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = Post(hook.setting)
    with monkeypatch.context() as patch:

        def busy(*_arguments: object) -> None:
            raise StoreBusy("The store is busy.")

        patch.setattr(deadline_notifications, "record_delivery", busy)
        assert post.round() == ["The store is busy."]
    post.clock += 600
    with pytest.raises(StoreBusy):
        post.delivery.round()
    assert post.delivery.settle(seconds=PATIENCE)
    assert post.round() == []
    assert (post.threads(), len(hook.taken)) == ([1], 1)
    assert Post(hook.setting).round() == []
    assert len(hook.taken) == 1


def test_two_programs_side_by_side_deliver_each_notice_once(busy_account: Sandbox, hook: Hook) -> None:
    posts = [Post(hook.setting), Post(hook.setting)]
    for post in posts:
        post.delivery.round()
    for post in posts:
        assert post.delivery.settle(seconds=PATIENCE)
        post.round()
    assert sorted(each["thread"] for each in hook.taken) == [*range(1, 9)]  # type: ignore[type-var]
    assert sorted(posts[0].threads() + posts[1].threads()) == [*range(1, 9)]


KEY_OF_THE_FIRST = (1, int((NOW + timedelta(hours=1, minutes=30)).timestamp()), 7200)


def test_a_delivery_of_a_program_that_died_is_taken_over_by_another(
    account: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desk_with("")
    claim_as(desk, "terminal", a_program_that_ended(), monkeypatch)
    post = Post(desk)
    post.round()
    assert post.threads() == [1]


def test_a_delivery_of_a_running_program_is_left_to_it(
    account: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desk_with("")
    claim_as(desk, "terminal", current_process_name(), monkeypatch)
    post = Post(desk)
    post.round()
    assert post.shown == []
    # A claim that is longer than any can be is of a wrong clock.
    monkeypatch.setattr(delivery_claims, "CLAIM_SECONDS", -10.0)
    post.round()
    assert post.threads() == [1]


def a_program_that_ended() -> str:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    return f"{current_process_name().split(' ')[0]} {ended.pid} 1"


def claim_as(desk: Desk, channel: str, holder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Claim the first request's notice on a channel for a program."""
    with monkeypatch.context() as patch, desk.session.store().transaction() as session:
        patch.setattr("bizcare_tui.store.delivery_claims.current_process_name", lambda: holder)
        assert deadline_notifications.claim_notification(
            session, desk.session.account_id(), channel, [KEY_OF_THE_FIRST]
        )


def test_hooks_for_events_run_again_until_they_end_well(account: Sandbox, tmp_path: Path) -> None:
    program = script(tmp_path, f'echo "$@" >> {tmp_path}/out; test -e {tmp_path}/good')
    post = Post(f'hook_new_thread = ["{program}"]\n')
    post.round()
    for number in (77, 78):
        a_new_thread(account, number)
    post.watch.sync(STOP)
    assert post.round() == ["tell ended with 1."]
    (tmp_path / "good").touch()
    again = Post(post.desk)
    assert again.round() == []
    lines = (tmp_path / "out").read_text().splitlines()
    assert lines[0] in ("new_thread 77", "new_thread 78")
    assert sorted(lines[1:]) == ["new_thread 77", "new_thread 78"]


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_hooks_that_a_kill_or_a_stop_cut_off_run_after_the_restart(
    account: Sandbox, tmp_path: Path, how: signal.Signals
) -> None:
    # The second one hangs until there is a file.
    program = script(
        tmp_path,
        f'echo "$2" >> {tmp_path}/begun; test "$(wc -l < {tmp_path}/begun)" != 2 || '
        f'while ! test -e {tmp_path}/go; do sleep 0.1; done; echo "$2" >> {tmp_path}/done',
    )
    post = Post(f'hook_new_thread = ["{program}"]\nsync_interval = 3600\n')
    post.round()
    for number in range(71, 77):
        a_new_thread(account, number)
    post.watch.sync(STOP)
    with watching() as watch:
        wait_for(lambda: len(lines_of(tmp_path / "begun")) == 2)
        watch.send_signal(how)
        watch.wait(PATIENCE)
    (tmp_path / "go").touch()
    with watching():
        wait_for(lambda: set(lines_of(tmp_path / "done")) == {str(number) for number in range(71, 77)})


@contextmanager
def watching(*arguments: str, **streams: object) -> Iterator[subprocess.Popen[bytes]]:
    """The program itself, watching."""
    command = [sys.executable, "-P", "-m", "bizcare_tui", "watch", *arguments]
    running = subprocess.Popen(  # type: ignore[call-overload]
        command, **{"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **streams}
    )
    try:
        yield running
    finally:
        running.kill()
        running.wait()


def lines_of(file: Path) -> list[str]:
    return file.read_text().splitlines() if file.exists() else []


def wait_for(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < until, "it did not come to that"
        time.sleep(0.05)


def test_a_full_disk_behind_the_output_loses_no_notice(account: Sandbox, tmp_path: Path) -> None:
    desk_with("")
    with (
        Path("/dev/full").open("wb") as full,
        (tmp_path / "said").open("wb") as said,
        watching("--once", stdout=full, stderr=said) as watch,
    ):
        assert watch.wait(PATIENCE) == 0
    assert "No space left on device" in (tmp_path / "said").read_text()
    with (tmp_path / "out").open("wb") as out, watching("--once", stdout=out) as watch:
        assert watch.wait(PATIENCE) == 0
    assert is_of_the_first((tmp_path / "out").read_text())
    with (tmp_path / "json").open("wb") as out, watching("--once", "--json", stdout=out) as watch:
        assert watch.wait(PATIENCE) == 0
    assert (tmp_path / "json").read_text() == ""


# --- replies that need a person ------------------------------------------------------------------------

TEXT = "I saw the cart of your shop fail, and correct it today. Tom"


def a_reply(desk: Desk, way: Transition, error: str) -> int:
    """A reply that was sent and ended so."""
    reply_id = desk.replies.queue(1, TEXT, override="telephone").id
    turn(desk, reply_id, Transition.BEGIN)
    turn(desk, reply_id, way, error)
    return reply_id


def turn(desk: Desk, reply_id: int, way: Transition, error: str = "") -> None:
    with desk.session.store().transaction() as session:
        reply = outbox.get_reply(session, desk.session.account_id(), reply_id)
        reply_transitions.apply_transition(session, reply, way, desk.now(), error=error)


@pytest.mark.parametrize(
    ("way", "state", "head"),
    [
        (Transition.REFUSED, "failed", "Reply failed"),
        (Transition.LOST, "unknown", "Reply may not have arrived"),
    ],
)
@pytest.mark.parametrize("is_first_start", [False, True])
def test_a_reply_that_needs_a_person_is_announced_once_on_every_channel(
    account: Sandbox,
    hook: Hook,
    tmp_path: Path,
    *,
    way: Transition,
    state: str,
    head: str,
    is_first_start: bool,
) -> None:
    program = script(tmp_path, f'echo "$@" >> {tmp_path}/out')
    settings = f'notify_before = ["due"]\nundo_seconds = 0\nnotify_command = ["{program}"]\n'
    settings += f'hook_reply_problem = ["{program}"]\n' + hook.setting
    post = Post(settings)
    if not is_first_start:
        post.round()
    reply_id = a_reply(post.desk, way, "The Marketplace refuses it.")
    for _round in range(2):
        assert post.round() == []
    (shown,) = post.shown
    assert shown == ReplyProblem(1, "The cart fails", reply_id, shown.state, "The Marketplace refuses it.")  # type: ignore[union-attr]
    sentence = f"{head}: 1, The cart fails (The Marketplace refuses it.)"
    assert shown.sentence(NOW) == sentence
    assert sorted(lines_of(tmp_path / "out")) == sorted([sentence, f"reply_problem 1 {reply_id} {state}"])
    (notice,) = hook.taken
    assert (notice["event"], notice["reply"], notice["state"]) == ("reply_problem", reply_id, state)
    assert notice["text"] == sentence


def test_a_reply_that_fails_again_is_announced_again_and_one_that_left_is_not(account: Sandbox) -> None:
    post = Post('notify_before = ["due"]\nundo_seconds = 0\n')
    reply_id = a_reply(post.desk, Transition.REFUSED, "No.")
    post.round()
    turn(post.desk, reply_id, Transition.SEND)
    post.round()
    turn(post.desk, reply_id, Transition.BEGIN)
    turn(post.desk, reply_id, Transition.REFUSED, "No.")
    turn(post.desk, reply_id, Transition.SEND)
    post.round()
    assert len(post.shown) == 1
    turn(post.desk, reply_id, Transition.BEGIN)
    turn(post.desk, reply_id, Transition.REFUSED, "No.")
    post.round()
    assert len(post.shown) == 2


def test_a_reply_that_is_refused_at_sending_is_shown_by_the_program(account: Sandbox, tmp_path: Path) -> None:
    desk = desk_with('notify_before = ["due"]\nundo_seconds = 0\n')
    a_reply(desk, Transition.REFUSED, "No.")
    with (tmp_path / "out").open("wb") as out, watching("--once", "--json", stdout=out) as watch:
        assert watch.wait(PATIENCE) == 0
    line = json.loads((tmp_path / "out").read_text())
    assert (line["id"], line["event"], line["state"], line["owed"]) == (1, "reply_problem", "failed", None)
    assert line["text"].startswith("Reply failed: 1, The cart fails")


# --- the digest ----------------------------------------------------------------------------------------


def test_the_digest_is_mailed_once_a_day(account: Sandbox, postbox: SmtpServer) -> None:
    post = Post(postbox.settings())
    assert post.round() == []
    post.round()
    Post(post.desk).round()
    (mail,) = postbox.mails
    assert "Subject: bizcare: 2 due" in mail
    assert mail.count("The cart fails") == 2
    assert "Date: Thu, 26 Nov 2026 09:" in mail
    assert "Message-ID: <bizcare-20261126-" in mail


def test_a_mail_that_fails_is_reported(account: Sandbox) -> None:
    settings = 'notify_mail = "tom@nordlys.example"\nsmtp_host = "127.0.0.1"\nsmtp_port = 1\n'
    (problem,) = Post(settings).round()
    assert "127.0.0.1" in problem


@pytest.mark.parametrize(
    "later",
    # Friday's is still owed on Saturday: the next digest comes on Monday.
    [timedelta(minutes=16), timedelta(hours=12), timedelta(days=2)],
)
def test_a_digest_that_was_refused_is_mailed_when_the_server_is_back(
    account: Sandbox, postbox: SmtpServer, monkeypatch: pytest.MonkeyPatch, later: timedelta
) -> None:
    day = timedelta(days=1) if later > timedelta(days=1) else timedelta(0)
    go_to(monkeypatch, NOW + day)
    postbox.answers["MAIL"] = b"451 later"
    post = Post(postbox.settings())
    assert len(post.round()) == 1
    del postbox.answers["MAIL"]
    go_to(monkeypatch, NOW + later)
    again = Post(post.desk)
    assert again.round() == []
    assert len(postbox.mails) == 1
    again.round()
    assert len(postbox.mails) == 1


@pytest.mark.parametrize("moment", ["2026-11-28T10:00:00+00:00", "2026-11-26T05:00:00+00:00"])
def test_no_digest_is_mailed_at_a_weekend_or_before_its_hour(
    account: Sandbox, postbox: SmtpServer, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    go_to(monkeypatch, datetime.fromisoformat(moment))
    assert Post(postbox.settings()).round() == []
    assert postbox.mails == []


def test_two_programs_side_by_side_mail_one_digest(account: Sandbox, postbox: SmtpServer) -> None:
    is_in_hand, goes_on = threading.Event(), threading.Event()

    def hold(word: str) -> None:
        if word == "MAIL":
            is_in_hand.set()
            goes_on.wait(PATIENCE)

    postbox.before_answer = hold
    first, second = Post(postbox.settings()), Post(postbox.settings())
    first.delivery.round()
    assert is_in_hand.wait(PATIENCE)
    assert second.round() == []
    goes_on.set()
    assert first.delivery.settle(seconds=PATIENCE)
    second.round()
    assert len(postbox.mails) == 1


def test_a_digest_whose_sender_died_is_mailed_by_another(
    account: Sandbox, postbox: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desk_with(postbox.settings())
    key = (0, int(datetime(2026, 11, 25, 23, tzinfo=UTC).timestamp()), 0)
    holder = a_program_that_ended()
    with monkeypatch.context() as patch, desk.session.store().transaction() as session:
        patch.setattr("bizcare_tui.store.delivery_claims.current_process_name", lambda: holder)
        assert deadline_notifications.claim_notification(session, desk.session.account_id(), "mail", [key])
    assert Post(desk).round() == []
    assert len(postbox.mails) == 1


def test_fridays_digest_names_what_is_due_on_monday(
    account: Sandbox, postbox: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    friday = datetime(2026, 11, 27, 7, 1, tzinfo=UTC)
    for number, asked in ((81, friday - timedelta(hours=6)), (82, friday - timedelta(minutes=31))):
        account.market.add_thread({
            "id_community_thread": number, "topic": f"Asked on Friday {number}", "id_product": 9,
            "name": "ShopFast", "date_add": wire_time(asked), "qualification": "aftersale",
            "id_order": number,
        })  # fmt: skip
        account.market.add_message(number, "It fails", author="customer", at=asked)
    go_to(monkeypatch, friday)
    post = Post(postbox.settings())
    post.watch.sync(STOP)
    assert post.round() == []
    (mail,) = postbox.mails
    assert "Asked on Friday 81 (Mon 30 Nov 02:01)" in mail
    assert "Asked on Friday 82 (Mon 30 Nov 07:30)" in mail


def test_the_digest_names_replies_that_need_a_person(account: Sandbox, postbox: SmtpServer) -> None:
    post = Post(postbox.settings() + "undo_seconds = 0\n")
    a_reply(post.desk, Transition.REFUSED, "No.")
    assert post.round() == []
    (mail,) = postbox.mails
    assert "Subject: bizcare: 1 reply needs you" in mail
    assert "Reply failed: 1, The cart fails (No.)" in mail


# --- the morning brief -----------------------------------------------------------------------------------


def brief_settings(postbox: SmtpServer, hook: Hook, at: str = "08:00") -> str:
    """Settings that send the brief by mail and to the hook, and no digest and no notice before it."""
    return (
        f'{postbox.settings()}{hook.setting}brief_at = "{at}"\nmail_at = "23:59"\nnotify_before = ["due"]\n'
    )


def test_the_brief_is_sent_once_a_day_by_mail_and_to_the_webhook(
    account: Sandbox, postbox: SmtpServer, hook: Hook
) -> None:
    post = Post(brief_settings(postbox, hook))
    assert post.round() == []
    post.round()
    Post(post.desk).round()
    (mail,) = postbox.mails
    assert "Message-ID: <bizcare-brief-20261126-" in mail
    assert "Morning brief, Thu 26 Nov 2026" in mail
    assert "2 due before 15:20, the first at 11:50" in mail
    (notice,) = hook.taken
    assert (notice["event"], notice["thread"], notice["due"]) == ("brief", None, None)
    lines = notice["lines"]
    assert isinstance(lines, list)
    assert (lines[0]["kind"], lines[0]["count"]) == ("due", 2)
    assert lines[0]["text"] in str(notice["text"])


def test_each_channel_of_the_brief_is_tried_again_by_itself(
    account: Sandbox, postbox: SmtpServer, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    postbox.answers["MAIL"] = b"451 later"
    post = Post(brief_settings(postbox, hook))
    assert len(post.round()) == 1
    assert (len(postbox.mails), len(hook.taken)) == (0, 1)
    del postbox.answers["MAIL"]
    go_to(monkeypatch, NOW + timedelta(hours=3))
    again = Post(post.desk)
    assert again.round() == []
    assert (len(postbox.mails), len([each for each in hook.taken if each["event"] == "brief"])) == (1, 1)


@pytest.mark.parametrize(
    ("moment", "at", "night", "sent"),
    [
        ("2026-11-26T09:00:00+00:00", "08:00", "", (1, 1)),
        ("2026-11-26T06:59:00+00:00", "08:00", "", (0, 0)),
        ("2026-11-28T10:00:00+00:00", "08:00", "", (0, 0)),
        ("2026-11-26T09:00:00+00:00", "", "", (0, 0)),
        # The mail is silent, so it comes at its hour; the webhook waits for the end of the night.
        ("2026-11-26T05:30:00+00:00", "06:00", "22:00-07:00", (1, 0)),
        ("2026-11-26T06:30:00+00:00", "06:00", "22:00-07:00", (1, 1)),
    ],
)
def test_the_brief_comes_on_weekdays_at_its_hour(
    account: Sandbox,
    postbox: SmtpServer,
    hook: Hook,
    monkeypatch: pytest.MonkeyPatch,
    moment: str,
    at: str,
    night: str,
    sent: tuple[int, int],
) -> None:
    go_to(monkeypatch, datetime.fromisoformat(moment))
    quiet = f'notify_bell = false\nnight = "{night}"\n'
    Post(desk_with(brief_settings(postbox, hook, at), quiet=quiet)).round()
    briefs = [each for each in hook.taken if each["event"] == "brief"]
    assert (len(postbox.mails), len(briefs)) == sent


def test_a_brief_that_says_nothing_is_not_sent(account: Sandbox, postbox: SmtpServer, hook: Hook) -> None:
    desk = desk_with(brief_settings(postbox, hook))
    desk.verbs.no_answer([1, 2], "a test")
    assert Post(desk).round() == []
    assert (postbox.mails, hook.taken) == ([], [])


# --- settings ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "settings", ['notify_before = ["soon"]', 'notify_mail = "nobody"', 'mail_at = "8"', 'night = "22-7"']
)
def test_settings_that_cannot_be_used_are_named(account: Sandbox, settings: str) -> None:
    Desk().session.paths.settings_file.write_text(settings + "\n")
    with pytest.raises(BadSettings, match=settings.partition(" ")[0]):
        open_watch(Desk())
