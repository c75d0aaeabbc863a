"""A killed command leaves the store whole and no files behind: a short run of `kill_commands.py`."""

from __future__ import annotations

import pytest
from kill_commands import OPERATIONS, kill_commands


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.sqlite
def test_a_command_that_is_killed_leaves_the_store_whole_and_nothing_behind(operation: str) -> None:
    ended = kill_commands(operation, 2, 7, postgresql=False)
    assert ended.total() == 2
