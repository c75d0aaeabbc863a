"""`bizcare draft ID`: show, write or discard this person's draft to a thread."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import replace

from bizcare_tui.cli.argument_types import add_thread_id
from bizcare_tui.cli.command import CliCommand
from bizcare_tui.cli.input_text import read_file_or_stdin
from bizcare_tui.cli.output import narrate, print_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.domain.text import own_text
from bizcare_tui.i18n import N_, _


def run(options: Namespace) -> int:
    """Write or discard the draft if requested, and print it; return 1 if there is none."""
    desk = Desk()
    desk.inbox.record(options.id)
    draft = desk.replies.draft(options.id)
    if options.drop:
        draft = desk.replies.save_draft(options.id, replace(draft, text="", attachments=()))
    elif options.file:
        text = own_text(read_file_or_stdin(options.file)).rstrip("\n")
        files = (options.attach,) if options.attach else draft.attachments
        draft = desk.replies.save_draft(options.id, replace(draft, text=text, attachments=files))
    if options.json:
        print_json(
            {
                "thread": options.id,
                "text": draft.text,
                "files": list(draft.attachments),
                "revision": draft.revision,
            }
        )
    elif draft.text:
        print(draft.text)
    else:
        narrate(_("There is no draft."))
    return 0 if draft.text or options.drop else 1


def _add_arguments(parser: ArgumentParser) -> None:
    add_thread_id(parser)
    parser.add_argument("--file", metavar=_("FILE"), help=_("file with the text; - for standard input"))
    parser.add_argument("--attach", metavar=_("FILE"), help=_("a file to attach"))
    parser.add_argument("--drop", action="store_true", help=_("discard the draft"))


COMMAND = CliCommand(
    name="draft",
    help=N_("show, write or discard your draft for a thread"),
    run=run,
    add_arguments=_add_arguments,
    rank=507,
)
