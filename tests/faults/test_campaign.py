"""A short run of the outbox campaign, on both databases."""

from __future__ import annotations

import os
from pathlib import Path

from campaign import SMALL, campaign
from recording_marketplace import ENDINGS


def test_each_reply_is_sent_once_and_every_state_is_true(database: str, tmp_path: Path) -> None:
    address = os.environ.get("BIZCARE_DATABASE_URL", f"sqlite:///{tmp_path}/bizcare.db")
    happened = campaign(address, replies=SMALL, seed=2)
    assert happened["reply: confirmed"] + happened["reply: discarded"] >= SMALL
    # What a campaign is for did happen.
    assert happened["sender: killed"] >= 10
    assert happened["sender: taken over"] >= 5
    assert happened["sender: busy"] >= 5
    assert all(happened[f"call: {ending.name}"] for ending in ENDINGS)
