"""Both wizards by keys alone in a real terminal of 80x24, from the inbox to a letter on the Marketplace."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import partial

import pytest
from emulator import Emulator
from fixed_time import NOW

from bizcare_tui.cli.json.threads import thread_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.domain.grounds import Ground, RefundGround
from bizcare_tui.domain.outbox import ReplyState
from bizcare_tui.sandbox.corpus import load_corpus
from bizcare_tui.sandbox.market import Market
from bizcare_tui.sandbox.server import Sandbox

COMMAND = [sys.executable, "-m", "bizcare_tui"]
NEXT, BACK, SEND = "\x0e", "\x02", "\x13"

# The sandbox's cases for each ground, and what a seller finds there, in the customer's language.
GROUNDS = {
    Ground.NOT_THE_PRODUCT: "ground_not_the_product",
    Ground.OTHER_SHOP: "ground_other_shop",
    Ground.INTERVENTION_OR_THIRD_PARTY: "ground_intervention",
    Ground.INCOMPATIBLE_VERSION: "ground_incompatible_version",
    Ground.INCOMPATIBLE_DEVELOPMENTS: "ground_incompatible_developments",
    Ground.MODIFIED_CODE: "ground_modified_code",
}
REFUNDS = {
    RefundGround.SINGULAR_UNSOLVABLE: "refund_singular",
    RefundGround.NOT_DOWNLOADED: "refund_not_downloaded",
    RefundGround.NOT_WORKING: "refund_not_working",
    RefundGround.MISLEADING_SHEET: "refund_misleading",
}
FINDINGS = {
    "es": "he revisado la pantalla y el registro que nos mandaste y el origen se ve en la linea que citas",
    "fr": "nous avons relu votre description et le journal joint, la cause se voit dans cette ligne",
    "en": "we went through the screen and the log that you sent, and the cause shows in this line",
    "it": "abbiamo riletto la schermata e il registro che avete mandato e la causa si vede nella riga citata",
}


@pytest.fixture
def busy(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A desk over an account that has every conversation of the sandbox; replies leave at once."""
    monkeypatch.setenv("BIZCARE_NOW", NOW.isoformat())
    with Sandbox(Market.generate(5, 400, NOW)) as running:
        monkeypatch.setenv("BIZCARE_API_URL", running.url)
        monkeypatch.setenv("BIZCARE_API_KEY", running.key)
        desk = Desk()
        desk.marketplace.sync(full=False, on_progress=lambda _step, _done, _total: None)
        desk.session.paths.settings_file.write_text("undo_seconds = 0\nsync_interval = 0\n")
        desk.baseline.answer(desk.now().replace(year=2020), [], mark_older_read=False)
        yield Desk()


class Keyboard:
    """A person at 80x24 who knows the keys."""

    def __init__(self, terminal: Emulator) -> None:
        self.terminal = terminal

    def step(self, number: int) -> None:
        """Wait for a step of the wizard."""
        self.terminal.until(lambda lines: f"step {number} of 6" in lines[0])

    def next(self, number: int) -> None:
        """Go on to a step."""
        self.terminal.press(NEXT)
        self.step(number)

    def open(self, thread_id: int) -> None:
        """Filter the inbox down to a thread, and open it."""
        self.terminal.until_text("[1 ")
        self.terminal.press("/")
        self.terminal.until_text("Enter confirms, Esc clears")
        self.terminal.press(f"{thread_id}\r")
        # Alone in the inbox, whatever notices still stand at its right. While it searches, the list is empty.
        self.terminal.until(
            lambda lines: (
                str(thread_id) in lines[2] and f"#{thread_id}" in lines[4] and not lines[5][:50].strip(" ▏▌▐")
            )
        )
        self.terminal.press("\r")
        self.terminal.until(lambda lines: not any("[1 " in line for line in lines))

    def close(self) -> None:
        """Back to the whole inbox."""
        self.terminal.press("\x1b")
        self.terminal.until_text("[1 ")
        self.terminal.press("\x1b")
        self.terminal.until(lambda lines: not lines[2].strip(" ▏▌▐").isdecimal())

    def down_to(self, number: int) -> None:
        """To a row, from the first."""
        self.terminal.press("\x1b[H" + "j" * number)

    def finding(self, text: str) -> None:
        """Type a finding for the ground under the cursor."""
        self.terminal.press("t")
        self.terminal.until_text("Your finding")
        self.terminal.press(text + "\r")
        self.terminal.until_text("finding: ")

    def judge(self) -> None:
        """Answer what a ground asks when it is chosen: a reason against the data, or an acknowledgement."""
        lines = self.terminal.until(
            lambda shown: any(
                "[x]" in line or "do not prove it" in line or "data contradict it" in line for line in shown
            )
        )
        if any("data contradict it" in line for line in lines):
            self.terminal.press("seen with the customer on the telephone\r")
        elif any("do not prove it ─" in line for line in lines):
            self.terminal.press("j\r")
        self.terminal.until_text("[x]")

    def send(self) -> None:
        """Send, with a reason where the check asks for one."""
        self.terminal.press(SEND)
        lines = self.terminal.until(
            lambda shown: any("before sending" in line for line in shown) or "step 6" not in shown[0]
        )
        if any("before sending" in line for line in lines):
            assert not any("STOP" in line for line in lines), "\n".join(lines)
            self.terminal.press(
                "it says what there is to say" if any("REASON?" in line for line in lines) else ""
            )
            self.terminal.press(SEND)
            self.terminal.until(lambda shown: "step 6" not in shown[0])


def thread_of(desk: Desk, language: str, case: str) -> int:
    """A thread of the sandbox that tells this case, its conversation known by its topic."""
    topics = {each.topic for each in load_corpus()[language].conversations if each.case == case}
    taken = {row.thread_id for row in desk.decisions.list_decisions()}
    for row in desk.inbox.rows(desk.inbox.thread_ids(parse_query(""))):
        if row.topic in topics and row.id not in taken:
            return row.id
    raise AssertionError(f"the sandbox has no {case} in {language}")


def is_rejected(desk: Desk, thread_id: int) -> bool:
    """Whether a thread is closed as rejected."""
    return bool(thread_json(desk, thread_id)["outcome"] == "rejected")


def confirmed(terminal: Emulator, desk: Desk, thread_id: int) -> str:
    """Wait until the newest reply is on the Marketplace; its text."""

    def is_confirmed() -> bool:
        newest = next(iter(desk.replies.outbox()), None)
        return newest is not None and (newest.thread_id, newest.state) == (thread_id, ReplyState.CONFIRMED)

    terminal.until_done(is_confirmed, timeout=300)
    return desk.replies.outbox()[0].text


def environment() -> dict[str, str]:
    return {**os.environ, "TERM": "xterm-256color"}


@pytest.mark.parametrize("language", FINDINGS)
def test_every_ground_from_the_inbox_to_a_confirmed_letter(busy: Desk, language: str) -> None:
    with Emulator(COMMAND, environment(), 80, 24) as terminal:
        keyboard = Keyboard(terminal)
        for number, (ground, case) in enumerate(GROUNDS.items()):
            thread_id = thread_of(busy, language, case)
            keyboard.open(thread_id)
            terminal.press("x")
            keyboard.step(1)
            keyboard.next(2)
            keyboard.down_to(number)
            terminal.press(" ")
            keyboard.judge()
            keyboard.next(3)
            keyboard.finding(FINDINGS[language])
            keyboard.next(4)
            keyboard.next(5)
            terminal.until_text("Ctrl+L")
            keyboard.next(6)
            keyboard.send()
            letter = confirmed(terminal, busy, thread_id)
            assert FINDINGS[language][10:40] in letter
            (row,) = busy.decisions.list_decisions(thread_id)
            assert row.grounds == (ground.value,)
            terminal.until_done(partial(is_rejected, busy, thread_id), timeout=300)
            keyboard.close()


@pytest.mark.parametrize("language", FINDINGS)
def test_every_refund_from_the_inbox_to_a_confirmed_letter(busy: Desk, language: str) -> None:
    with Emulator(COMMAND, environment(), 80, 24) as terminal:
        keyboard = Keyboard(terminal)
        for number, (ground, case) in enumerate(REFUNDS.items()):
            thread_id = thread_of(busy, language, case)
            keyboard.open(thread_id)
            terminal.press("$")
            keyboard.step(1)
            keyboard.down_to(number)
            terminal.press(" ")
            if ground in (RefundGround.SINGULAR_UNSOLVABLE, RefundGround.NOT_WORKING):
                terminal.until_text("only this shop, and")
                terminal.press("\r")
                terminal.until_text("(•) Yes, only this shop")
            terminal.until_text("[x]")
            keyboard.finding(FINDINGS[language])
            keyboard.next(2)
            # The head line may be painted before the page is.
            if any("(press e" in line for line in terminal.until_text("Refunded before: ")):
                terminal.press("e")
                terminal.until_text("Outside the refund windows")
                terminal.press("the Marketplace asked us to\r")
                terminal.until_text("Your reason: the Marketplace")
            keyboard.next(3)
            terminal.press(" jj ")
            terminal.until(lambda shown: sum("[x]" in line or "(•)" in line for line in shown) == 2)
            keyboard.next(4)
            terminal.until_text("Ctrl+L")
            keyboard.next(5)
            terminal.until_text("Pick the reason")
            keyboard.next(6)
            terminal.press(" ")
            terminal.until_text("[x] I completed")
            keyboard.send()
            letter = confirmed(terminal, busy, thread_id)
            assert str(busy.conversations.conversation(thread_id).order.id) in letter  # type: ignore[union-attr]
            (row,) = busy.decisions.list_decisions(thread_id)
            assert row.grounds == (ground.value,)
            shown = thread_json(busy, thread_id)
            # Some orders of the made-up account are refunded already: nothing is left to wait for.
            is_refunded = shown["order"]["quantity_refunded"] >= shown["order"]["quantity"]
            assert shown["state"] == ("closed" if is_refunded else "refunding")
            keyboard.close()
