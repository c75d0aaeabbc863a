"""The campaign in small, and several senders on one store."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from campaign import SENDER, Campaign, campaign

from bizcare_tui.marketplace.sandbox.market import Market
from bizcare_tui.marketplace.sandbox.server import Sandbox


@pytest.mark.parametrize("seed", [2, 3])
def test_replies_arrive_once_through_faults_and_deaths_at_every_commit(seed: int) -> None:
    run = campaign(replies=25, kills_at_random=2, seed=seed)
    assert run.happened["confirmed"] + run.happened["discarded"] == 25
    assert run.happened["killed"] >= 10


@pytest.mark.parametrize("programs", [2, 8])
def test_of_several_programs_each_reply_is_sent_once(tmp_path: Path, programs: int) -> None:
    with Sandbox(Market.generate(1, 20, datetime.now(UTC))) as sandbox:
        run = Campaign(tmp_path, sandbox, seed=4)
        run.queue(20)
        command = [sys.executable, str(SENDER), run.store.place.shown, sandbox.url, sandbox.key]
        senders = [subprocess.Popen([*command, "--rounds", "20"]) for _ in range(programs)]
        assert [sender.wait(120) for sender in senders] == [0] * programs
        run.compare()
        assert set(run.states().values()) <= {"confirmed", "discarded"}
        assert Counter(reply.message for reply in sandbox.replies).most_common(1)[0][1] == 1
