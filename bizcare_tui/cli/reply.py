"""`bizcare reply`: check a reply, and put it into the outbox."""

from __future__ import annotations

import errno
import os
import sys
from argparse import Namespace
from pathlib import Path

from bizcare_tui import paths
from bizcare_tui.cli.check import finding_fields, format_finding
from bizcare_tui.cli.outbox import format_reply, reply_fields
from bizcare_tui.cli.output import narrate, print_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.domain.replies.reply_findings import ReplyFinding
from bizcare_tui.errors import ReplyCheckFailed, WrongUsage
from bizcare_tui.i18n import _


def run(options: Namespace) -> int:
    """Queue a reply and print its line of the outbox; print findings that block it to stderr."""
    desk = Desk()
    text = read_file_or_stdin(options.file)
    files = [options.attach] if options.attach else []
    if options.take_over:
        desk.presence.take_over(options.id, options.take_over)
    try:
        row = desk.replies.queue(options.id, text, files=files, override=options.override or "")
    except ReplyCheckFailed as error:
        findings = [finding for finding in error.findings if isinstance(finding, ReplyFinding)]
        for finding in findings:
            narrate(format_finding(finding))
        if options.json and findings:
            for finding in findings:
                print_json(finding_fields(finding))
        raise
    finally:
        if options.take_over:
            desk.presence.release_reply(options.id)
    if options.json:
        print_json(reply_fields(row))
    else:
        print(format_reply(row))
        narrate(_("`bizcare outbox send` sends it, and so does the open app."))
    if desk.replies.draft(options.id).text.strip():
        narrate(
            _("Your draft to this thread has another text and is kept: bizcare draft {0}").format(options.id)
        )
    return 0


def read_file_or_stdin(path: str) -> str:
    """Return the text of a file, or of standard input for "-".

    Raises:
        WrongUsage: the file cannot be read as text.
    """
    try:
        return _read_stdin() if path == "-" else paths.read_text(Path(path))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or _("it is not a text in UTF-8")
        raise WrongUsage(_("{0!r} cannot be read: {1}.").format(path, reason), _("Check the path.")) from None


def _read_stdin() -> str:
    text = sys.stdin.read(paths.MAX_TEXT_BYTES + 1)
    if len(text) > paths.MAX_TEXT_BYTES:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
    return text
