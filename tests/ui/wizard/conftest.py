"""The desk over one purchase that the tests of the wizards use."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from purchase_desk import PurchaseDesk, open_purchase_desk


@pytest.fixture
def at_desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[PurchaseDesk]:
    with open_purchase_desk(monkeypatch, "sync_interval = 0") as opened:
        yield opened
