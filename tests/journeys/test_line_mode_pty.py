"""The line mode in a real terminal, to a reply, a rejection and a refund on the Marketplace."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence

import pytest
from emulator import Emulator
from fixed_time import NOW

from bizcare_tui.desk.decision_rows import REFUND, REJECTION
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.domain.outbox import ReplyState
from bizcare_tui.sandbox.market import Market
from bizcare_tui.sandbox.server import Sandbox

COMMAND = [sys.executable, "-m", "bizcare_tui", "--plain"]
FINDING = "We opened the page of this shop, and the log that was sent shows the cause in its third line"
REPLY = (
    "Hello, I opened your shop and saw what you describe: the page stays empty because the cache of the",
    "theme still has the old template. I cleared it in a copy, and the page came back. Please clear it too.",
)


@pytest.fixture
def busy(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Desk, Market]]:
    """A desk over an account of several days; replies leave at once."""
    monkeypatch.setenv("BIZCARE_NOW", NOW.isoformat())
    market = Market.generate(5, 120, NOW)
    with Sandbox(market) as running:
        monkeypatch.setenv("BIZCARE_API_URL", running.url)
        monkeypatch.setenv("BIZCARE_API_KEY", running.key)
        desk = Desk()
        desk.marketplace.sync(full=False, on_progress=lambda _step, _done, _total: None)
        desk.session.paths.settings_file.write_text("undo_seconds = 0\nsync_interval = 0\n")
        desk.baseline.answer(desk.now().replace(year=2020), [], mark_older_read=False)
        yield Desk(), market


class LineTypist:
    """A person who answers what is asked."""

    def __init__(self, terminal: Emulator, desk: Desk) -> None:
        self._terminal = terminal
        self._desk = desk
        self._typed_at = 0

    def until(self, *texts: str) -> str:
        """Wait until one of these texts was printed after the last line that was typed; return it."""

        def found() -> str:
            said = self._terminal.output[self._typed_at :].decode("utf-8", "replace")
            return next((text for text in texts if text in said), "")

        self._terminal.until_done(lambda: bool(found()))
        return found()

    def type(self, *lines: str) -> None:
        """Type lines."""
        self._typed_at = len(self._terminal.output)
        self._terminal.press("".join(f"{line}\n" for line in lines))

    def converse(self, first: str, answers: dict[str, list[tuple[str, ...]]], end: str) -> None:
        """Type a command, and answer each question by its lines until a text ends it.

        A question that has several answers gets them in turn, the last one from then on.
        """
        self.type(first)
        while (asked := self.until(end, *answers)) != end:
            lines = answers[asked].pop(0) if len(answers[asked]) > 1 else answers[asked][0]
            self.type(*lines)

    def until_sent(self, thread_id: int) -> None:
        """Wait until the reply to a thread was seen on the Marketplace."""

        def sent() -> bool:
            rows = [row for row in self._desk.replies.outbox() if row.thread_id == thread_id]
            return bool(rows) and rows[0].state in (ReplyState.CONFIRMED, ReplyState.UNCONFIRMED)

        self._terminal.until_done(sent, timeout=90)


# What the person waits for and types in each language.
WORDS = {
    "en": {
        "send": "Send it?",
        "reason": "Reason for sending it anyway:",
        "yes": "yes",
        "go on": "Go on to the reasons?",
        "reasons": "Which reasons apply?",
        "judgement": "your own judgement?",
        "contradicted": "Why does this reason apply?",
        "evidence": "which of this is evidence?",
        "add": "add evidence?",
        "finding": "a finding",
        "alternatives": "Which alternatives",
        "letter": "What do you do with the letter?",
        "review": "What do you do?",
        "singular": "Does only this shop",
        "order": "Is this the order to refund?",
        "over": "Why do you agree",
        "care": "Do you know that?",
        "paid": "been paid out to you?",
        "done": "Did you complete",
        "note": "A note on what you did:",
        "decide": "Record the decision?",
    },
    "es": {
        "send": "¿Enviarla?",
        "reason": "Razón para enviarla",
        "yes": "sí",
        "go on": "¿Seguir con los motivos?",
        "reasons": "¿Qué motivos se aplican?",
        "judgement": "criterio propio?",
        "contradicted": "¿Por qué se aplica este motivo?",
        "evidence": "sirve de prueba?",
        "add": "¿añadir pruebas?",
        "finding": "una comprobación",
        "alternatives": "¿Qué alternativas",
        "letter": "¿Qué hace con la carta?",
        "review": "¿Qué hace?",
        "singular": "¿El problema es solo",
        "order": "¿Es este el pedido",
        "over": "¿Por qué acepta",
        "care": "¿Lo sabe?",
        "paid": "pagado esta venta?",
        "done": "¿Ha hecho el paso",
        "note": "Una nota sobre lo que hizo:",
        "decide": "¿Registrar la decisión?",
    },
}


@pytest.mark.parametrize("language", WORDS)
def test_a_reply_a_rejection_and_a_refund_are_sent(busy: tuple[Desk, Market], language: str) -> None:
    desk, market = busy
    words = WORDS[language]
    yes: list[tuple[str, ...]] = [(words["yes"],)]
    answered, rejected, refunded = desk.inbox.thread_ids(parse_query("is:todo care:active lang:en"))[:3]
    environment = os.environ | {"LC_ALL": f"{language}.UTF-8"}
    with Emulator(COMMAND, environment, 80, 24) as terminal:
        typist = LineTypist(terminal, desk)
        typist.until("bizcare> ")
        typist.converse(f"#{answered}", {}, f"{answered}> ")
        typist.converse(
            "reply",
            {".help": [(*REPLY, ".")], words["reason"]: [(FINDING,)], words["send"]: yes},
            "“outbox”",
        )
        typist.until_sent(answered)
        typist.until("bizcare> ")
        typist.converse(
            f"reject #{rejected}",
            {
                words["go on"]: yes, words["reasons"]: [("6",)], words["judgement"]: yes,
                words["contradicted"]: [(FINDING,)], words["alternatives"]: [("1",)],
                words["review"]: [("1",)],
                **_evidence(words),
            },
            "“outbox”",
        )  # fmt: skip
        typist.until_sent(rejected)
        typist.until("bizcare> ")
        typist.converse(
            f"refund #{refunded}",
            {
                words["reasons"]: [("1",)], words["singular"]: [("1",)], words["judgement"]: yes,
                words["order"]: yes, words["over"]: [(FINDING,)], words["care"]: yes, words["paid"]: yes,
                words["review"]: [("1",)], words["note"]: [("",)], words["decide"]: yes, words["done"]: yes,
                **_evidence(words),
            },
            "“outbox”",
        )  # fmt: skip
        typist.until_sent(refunded)
        typist.until("bizcare> ")
        typist.type("quit")
        typist.type(words["yes"])
        assert terminal.end() == 0
        assert b"\x1b" not in terminal.output
    kinds = {row.thread_id: row.kind for row in desk.decisions.list_decisions()}
    assert kinds == {rejected: REJECTION, refunded: REFUND}
    for thread_id, text in ((answered, REPLY[-1]), (rejected, FINDING[-40:]), (refunded, FINDING[-40:])):
        said = [str(row["message"]) for row in _messages(market, thread_id)]
        assert any(text in each for each in said), said


def _evidence(words: Mapping[str, str]) -> dict[str, list[tuple[str, ...]]]:
    """Return the answers about evidence and letter: all that was found, and a finding."""
    return {
        words["evidence"]: [("all",)],
        words["add"]: [(words["finding"], FINDING, "."), ("",)],
        words["letter"]: [("",)],
        words["reason"]: [(FINDING,)],
    }


def _messages(market: Market, thread_id: int) -> Sequence[Mapping[str, object]]:
    return market.messages_of(thread_id, 0, 100, newest_first=False).rows
