"""`bizcare reply`: check a reply, and put it into the outbox."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from bizcare_tui.cli.argument_types import add_thread_id
from bizcare_tui.cli.command import CliCommand
from bizcare_tui.cli.findings import finding_fields, format_finding
from bizcare_tui.cli.input_text import read_file_or_stdin
from bizcare_tui.cli.outbox_rows import format_reply, reply_fields
from bizcare_tui.cli.output import narrate, print_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.domain.replies.reply_findings import ReplyFinding
from bizcare_tui.errors import ReplyCheckFailed
from bizcare_tui.i18n import N_, _


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
            _("Your draft for this thread has a different text and is kept: bizcare draft {0}").format(
                options.id
            )
        )
    return 0


def _add_arguments(parser: ArgumentParser) -> None:
    add_thread_id(parser)
    parser.add_argument(
        "--file", required=True, metavar=_("FILE"), help=_("file with the text; - for standard input")
    )
    parser.add_argument("--attach", metavar=_("FILE"), help=_("a file to attach"))
    parser.add_argument(
        "--take-over", metavar=_("WORD"), help=_("a note for the person who is replying to the thread now")
    )
    parser.add_argument(
        "--override", metavar=_("REASON"), help=_("the reason for sending it although the check asks for one")
    )


COMMAND = CliCommand(
    name="reply",
    help=N_("check a reply and send it through the outbox"),
    run=run,
    add_arguments=_add_arguments,
    rank=108,
)
