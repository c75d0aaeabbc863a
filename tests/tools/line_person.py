"""A person at the line mode, who answers by what is asked, and what they read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import pytest

from bizcare_tui.cli.plain.mode import LineMode
from bizcare_tui.desk.desk import Desk


@dataclass
class LinePerson:
    """Types lines one after another, and leaves when there are none left; `asked` are the prompts.

    Args:
        lines: what is typed.
    """

    lines: Iterable[str]
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._typed = iter(self.lines)

    def __call__(self, prompt: str) -> str:
        """Return the next line; raise EOFError at the end."""
        self.asked.append(prompt)
        print(prompt)
        line = next(self._typed, None)
        if line is None:
            raise EOFError
        print(f"« {line}")
        return line


def typed(capsys: pytest.CaptureFixture[str], desk: Desk, *lines: str, tour: bool = False) -> str:
    """Return all that is read while these lines are typed into the line mode."""
    capsys.readouterr()
    assert LineMode(desk, LinePerson(lines), tour=tour).run() == 0
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    assert "\x1b" not in out + err
    return out + err
