"""Writes the manual page from the commands themselves: `python tests/tools/manual.py`."""

from __future__ import annotations

import os
from pathlib import Path

from bizcare_tui import __version__
from bizcare_tui.cli.commands.config import ENVIRONMENT
from bizcare_tui.cli.parser import build_parser

FILE = Path(__file__).parents[2] / "bizcare_tui" / "man" / "bizcare.1"
WIDTH = "100"
EXIT_STATUS = (
    ("0", "done"),
    ("1", "failed"),
    ("2", "wrong usage"),
    ("3", "attention: an obligation is late (due)"),
    ("4", "not authorised: there is no API key, or it is rejected"),
    ("5", "offline"),
    ("6", "stopped by a check"),
)
FILES = (
    ("~/.config/bizcare/config.toml", "the settings; `bizcare config` explains each"),
    ("~/.config/bizcare/api-key", "the API key, readable by its owner alone"),
    ("~/.local/share/bizcare/bizcare.db", "the store, where BIZCARE_DATABASE_URL names no other"),
    ("~/.local/share/bizcare/backups/", "copies of the store"),
)


def page() -> str:
    """The manual page, the same for the same program."""
    from argparse_manpage.manpage import Manpage

    os.environ["COLUMNS"] = WIDTH
    parser = build_parser()
    written = str(Manpage(parser)).splitlines()
    written[0] = f'.TH BIZCARE "1" "" "bizcare {__version__}" "User Commands"'
    written[written.index("bizcare")] = (
        r"bizcare \- answer Business Care tickets of the PrestaShop Marketplace"
    )
    return "\n".join(
        [
            *written,
            *_section("EXIT STATUS", EXIT_STATUS),
            *_section("ENVIRONMENT", [(name, text) for name, (text, _secret) in ENVIRONMENT.items()]),
            *_section("FILES", FILES),
            ".SH NOTES",
            "With --json, commands print one JSON object per line, and nothing else, on standard output.",
            ".PP",
            "The guide comes with the program: \\fBbizcare guide\\fR lists its pages.",
            "",
        ]
    )


def _section(name: str, items: object) -> list[str]:
    lines = [f".SH {name}"]
    for term, text in items:  # type: ignore[attr-defined]
        lines += [".TP", rf"\fB{_escaped(term)}\fR", _escaped(text)]
    return lines


def _escaped(text: str) -> str:
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return rf"\&{text}" if text.startswith((".", "'")) else text


if __name__ == "__main__":
    FILE.write_text(page(), encoding="utf-8")
