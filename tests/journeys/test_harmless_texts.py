"""No good reply is blocked, and no message about the licensed shop has a ground supported by data.

`tests/benchmarks/harmless.py` asks the same of 10,000 of each.
"""

from __future__ import annotations

import pytest
from harmless_texts import blocked_replies, harmless_messages, harmless_replies, supported_messages

from bizcare_tui.domain.language_data import language_codes

COUNT = 120


@pytest.mark.parametrize("code", language_codes())
def test_no_good_reply_is_blocked(code: str) -> None:
    assert list(blocked_replies(harmless_replies(code, COUNT))) == []


@pytest.mark.parametrize("code", language_codes())
def test_no_message_about_the_licensed_shop_supports_another_shop_or_version(code: str) -> None:
    assert list(supported_messages(harmless_messages(code, COUNT))) == []
