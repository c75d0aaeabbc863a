"""`bizcare reply`: a reply through the check into the outbox."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from bizcare_tui.cli.check import as_line, in_words
from bizcare_tui.cli.outbox import line_of, told
from bizcare_tui.cli.output import narrate, print_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.domain.replies.findings import Finding
from bizcare_tui.errors import CheckRefused, WrongUsage
from bizcare_tui.i18n import _


def run(options: Namespace) -> int:
    """Queue a reply and print its line of the outbox; what a check says against it goes to stderr."""
    desk = Desk()
    text = read_text(options.file)
    files = [options.attach] if options.attach else []
    if options.take_over:
        desk.company.take_over(options.id, options.take_over)
    try:
        row = desk.replies.queue(options.id, text, files=files, override=options.override or "")
    except CheckRefused as refused:
        findings = [finding for finding in refused.findings if isinstance(finding, Finding)]
        for finding in findings:
            narrate(in_words(finding))
        if options.json and findings:
            for finding in findings:
                print_json(as_line(finding))
        raise
    finally:
        if options.take_over:
            desk.company.rise(options.id)
    if options.json:
        print_json(line_of(row))
    else:
        print(told(row))
        narrate(_("`bizcare outbox send` sends it, and so does the open app."))
    return 0


def read_text(path: str) -> str:
    """The text in a file, or of standard input for "-".

    Raises:
        WrongUsage: it cannot be read as text.
    """
    try:
        return sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or _("it is not a text in UTF-8")
        raise WrongUsage(_("{0!r} cannot be read: {1}.").format(path, why), _("Check the path.")) from None
