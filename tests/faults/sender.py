"""A sender as a process of its own, which kills itself at a commit when told to."""

from __future__ import annotations

import argparse
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import Session

from bizcare_tui.errors import BizcareError
from bizcare_tui.marketplace.client import Patience, SellerApi
from bizcare_tui.marketplace.outbox import work_off
from bizcare_tui.store.engine import Store
from bizcare_tui.store.sqlite import SqlitePlace


class DyingStore(Store):
    """A store whose program dies right before or right after its n-th commit; 0 for never."""

    def __init__(self, file: Path, dies_at: int, *, before: bool) -> None:
        super().__init__(SqlitePlace(file))
        self._left = dies_at
        self._before = before

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        with super().transaction() as session:
            yield session
            session.flush()
            self._left -= 1
            self._die_if(self._before)
        self._die_if(not self._before)

    def _die_if(self, here: bool) -> None:
        if self._left == 0 and here:
            os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("file", type=Path)
    options.add_argument("url")
    options.add_argument("key")
    options.add_argument("--dies-at", type=int, default=0)
    options.add_argument("--before", action="store_true")
    options.add_argument("--rounds", type=int, default=1)
    told = options.parse_args()
    store = DyingStore(told.file, told.dies_at, before=told.before)
    for _round in range(told.rounds):
        with SellerApi(
            told.url, told.key, patience=Patience(connect=5, read=0.5), wait=lambda _seconds: None
        ) as api:
            try:
                work_off(
                    store, api, api_url=told.url, now=lambda: datetime.now(UTC),
                    judge=lambda _thread, _text, _override: "",
                )  # fmt: skip
            except BizcareError as error:
                print(error.sentence)


if __name__ == "__main__":
    main()
