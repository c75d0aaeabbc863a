"""Messages of a background process are parsed; anything else it writes is ignored."""

from __future__ import annotations

import pytest

from bizcare_tui.cli.parser import build_parser
from bizcare_tui.desk.background import (
    PROGRESS_OPTION,
    BackgroundCommand,
    BackgroundMessage,
    ProblemMessage,
    StepMessage,
    message_line,
    read_message,
)


@pytest.mark.parametrize(
    "message",
    [
        StepMessage("threads", 3, 60),
        StepMessage("Nachrichten … 漢\ud800", 0, None),
        ProblemMessage("Another program syncs.\nTry again."),
    ],
)
def test_a_message_is_one_line_of_ascii_and_is_read_again(message: BackgroundMessage) -> None:
    line = message_line(message)
    assert line.isascii()
    assert "\n" not in line
    assert read_message(line + "\n") == message


@pytest.mark.parametrize(
    "line",
    ["", "Warning: x", "[]", "3", '{"threads": {}}', '{"step": 1, "done": 0, "total": null}',
     '{"step": "x", "done": "0", "total": null}', '{"step": "x", "done": 0}', '{"problem": null}'],
)  # fmt: skip
def test_other_lines_are_no_messages(line: str) -> None:
    assert read_message(line) is None


def test_the_commands_exist_and_write_messages() -> None:
    for command in BackgroundCommand:
        assert build_parser().parse_args([*command.value, PROGRESS_OPTION]).progress_json
