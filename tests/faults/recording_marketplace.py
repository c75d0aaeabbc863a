"""A Marketplace that misbehaves, and records what it received, stored and answered."""

from __future__ import annotations

import random
import re
import threading
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from bizcare_tui.sandbox.api import ApiRequest, CallRejected, Payload, SandboxApi
from bizcare_tui.sandbox.faults import Fault, FaultKind, Faults
from bizcare_tui.sandbox.market import Market
from bizcare_tui.sandbox.server import Sandbox

_ADD = re.compile(r"seller/threads/(\d+)/messages/add")
# A reply with this word in it is answered with an error, however often it is sent.
REFUSED = "unspeakable"


@dataclass(frozen=True, slots=True)
class Ending:
    """How a call that posts a reply ends.

    `copies` is how often the reply stands in its thread afterwards; `is_sure` says that the answer leaves
    no doubt whether it does. `status` answers in place of success, after the reply was taken or not.
    """

    name: str
    copies: int
    is_sure: bool
    fault: Fault | None = None
    status: int | None = None


ACCEPTED = Ending("accepted", 1, True)
ERROR = Ending("error", 0, True, Fault(FaultKind.ERROR))
LOST = Ending("broken before it was taken", 0, False, Fault(FaultKind.CLOSE_BEFORE))
TWICE = Ending("stored twice", 2, True)
ENDINGS = (
    Ending("slow down", 0, True, Fault(FaultKind.TOO_MANY, 1.0)),
    ERROR,
    LOST,
    Ending("500 before it was taken", 0, False, Fault(FaultKind.FAILURE)),
    Ending("a web page instead", 0, False, Fault(FaultKind.HTML)),
    Ending("409 before it was taken", 0, False, status=409),
    Ending("broken after it was taken", 1, False, Fault(FaultKind.CLOSE_AFTER)),
    Ending("answered too late", 1, False, Fault(FaultKind.LATE, 3.5)),
    Ending("answer cut off", 1, False, Fault(FaultKind.TRUNCATED)),
    *(
        Ending(f"{status} after it was taken", 1, False, status=status)
        for status in (302, 400, 404, 408, 409, 413, 502)
    ),
    TWICE,
)  # fmt: skip
READ_FAULTS = "close-before=0.01,500=0.01,html=0.01,truncated=0.01,error=0.01"


@dataclass(frozen=True, slots=True)
class RecordedReply:
    """A reply that the store has noted as being sent."""

    reply_id: int
    text: str


@dataclass(frozen=True, slots=True)
class AcceptedReply:
    """A reply that stands in its thread, with the number of its message and how often it stands there."""

    thread_id: int
    text: str
    message_id: int
    copies: int


class RecordingMarketplace(Sandbox):
    """A sandbox that draws an ending for each reply, and checks the store as each one arrives.

    The endings in `script` come first; then, unless `is_calm`, each comes once, and then at random.

    Args:
        noted: asks the store which replies to a thread are noted as being sent.
        may_post: why a reply to a thread must not have been sent now; empty when it may.
    """

    def __init__(
        self,
        market: Market,
        seed: int,
        noted: Callable[[int], list[RecordedReply]],
        may_post: Callable[[int, int], str],
    ) -> None:
        super().__init__(market)
        self.wrong: list[str] = []
        self.taken: list[AcceptedReply] = []
        self.script: list[Ending] = []
        self.endings: Counter[str] = Counter()
        self.unsure: dict[int, str] = {}
        self.last: dict[int, Ending] = {}
        self._rng = random.Random(seed)
        self._noted = noted
        self._may_post = may_post
        self._to_come = [*ENDINGS]
        self._rng.shuffle(self._to_come)
        self.is_calm = True
        self._here = threading.local()
        self._reading = Faults.parse(READ_FAULTS, seed)
        self.api = _Taking(market, self.url, self)
        self.faults = _Drawn(self)

    def count(self, path: str) -> None:
        """Remember which call this thread of the server is at."""
        super().count(path)
        self._here.path = path

    @property
    def has_endings_to_come(self) -> bool:
        """Whether some way for a call to end has not come yet."""
        return bool(self._to_come)

    def draw(self) -> Fault | None:
        """What befalls the call that this thread of the server is at."""
        match = _ADD.fullmatch(self._here.path)
        if match is None:
            return None if self.is_calm else self._reading.next()
        thread_id = int(match[1])
        noted = self._noted(thread_id)
        if len(noted) != 1:
            self.wrong.append(f"a reply to {thread_id} arrived while {len(noted)} were noted as being sent")
            self._here.ending = ACCEPTED
            return None
        self._here.ending = ending = self._ending(noted[0])
        self._note(noted[0], thread_id, ending)
        return ending.fault

    def counted(self) -> dict[tuple[int, str], int]:
        """How many replies of each text stand in each thread; one that was stored twice counts once."""
        counted: dict[tuple[int, str], int] = defaultdict(int)
        for taken in [*self.taken]:
            counted[taken.thread_id, taken.text] += 1
        return counted

    def stands_twice(self, thread_id: int, text: str) -> bool:
        """Whether the Marketplace stored a reply with this text twice in this thread."""
        return any(
            (taken.thread_id, taken.text, taken.copies) == (thread_id, text, 2) for taken in self.taken
        )

    def answer(self, request: ApiRequest, really: Callable[[ApiRequest], Payload]) -> Payload:
        """Take a reply as its ending says, and answer so."""
        match = _ADD.fullmatch(request.path)
        if match is None:
            return really(request)
        ending: Ending = self._here.ending
        payload: Payload = {}
        if ending.copies:
            payload = really(request)
            thread_id, text = int(match[1]), request.form.fields["message"]
            message_id = payload["message"]["id_community_message"]
            self.taken.append(AcceptedReply(thread_id, text, message_id, ending.copies))
        if ending.copies == 2:
            self.market.add_message(thread_id, text, author="seller")
        if ending.status is not None:
            raise CallRejected(ending.status, "It went wrong.")
        return payload

    def _ending(self, noted: RecordedReply) -> Ending:
        if REFUSED in noted.text:
            return ERROR
        if self.script:
            return self.script.pop(0)
        if self.is_calm:
            return ACCEPTED
        if self._to_come and self._rng.random() < 0.5:
            return self._to_come.pop()
        return self._rng.choice(ENDINGS) if self._rng.random() < 0.2 else ACCEPTED

    def _note(self, noted: RecordedReply, thread_id: int, ending: Ending) -> None:
        reply_id = noted.reply_id
        if reply_id in self.unsure:
            self.wrong.append(f"reply {reply_id} was sent again by itself after: {self.unsure[reply_id]}")
        if why := self._may_post(reply_id, thread_id):
            self.wrong.append(f"reply {reply_id} was sent although {why}")
        if not ending.is_sure:
            self.unsure[reply_id] = ending.name
        self.last[reply_id] = ending
        self.endings[ending.name] += 1


class _Drawn(Faults):
    def __init__(self, witness: RecordingMarketplace) -> None:
        super().__init__()
        self._witness = witness

    def next(self) -> Fault | None:
        return self._witness.draw()


class _Taking(SandboxApi):
    def __init__(self, market: Market, url: str, witness: RecordingMarketplace) -> None:
        super().__init__(market, url)
        self._witness = witness

    def answer(self, request: ApiRequest) -> Payload:
        return self._witness.answer(request, super().answer)
